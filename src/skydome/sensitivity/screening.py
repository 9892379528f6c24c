"""Morris screening: which inputs move the result at all, from the points of `designs.morris`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.sensitivity import resampling

if TYPE_CHECKING:
    from skydome.arrays import Flags, Floats


class Screening(NamedTuple):
    """Elementary effects of each input, per unit of its range; shape (d,) each."""

    mu_star: Floats
    """Mean absolute effect."""
    low: Floats
    high: Floats
    """Bounds of its interval."""
    mu: Floats
    """Mean effect."""
    sigma: Floats
    """Standard deviation of the effect, noise subtracted: interaction or curvature."""
    noise_floor: float
    """Mean absolute effect that noise alone gives."""
    significant: Flags
    """Whether the interval of mu* lies above the noise floor."""


def analyse(
    u: Floats,
    y: Floats,
    noise_variance: float = 0.0,
    *,
    seed: int = 0,
    confidence: float = 0.95,
) -> Screening:
    """Estimate mu* (Campolongo et al. 2007), mu and sigma (Morris 1991) from trajectories.

    Noise of variance s² adds 2 s² / step² to the variance of an effect. If normal, it alone gives a
    mean absolute effect of 2 s / (step √π), the noise floor.

    Parameters
    ----------
    u
        Points of `designs.morris`, shape (trajectories · (d + 1), d).
    y
        Values, shape (trajectories · (d + 1),).
    noise_variance
        Variance of the error of each value.
    seed
        Of the resamples of trajectories.
    confidence
        Of the intervals.
    """
    u, y = np.asarray(u, dtype=np.float64), np.asarray(y, dtype=np.float64)
    d = u.shape[1]
    if len(u) % (d + 1) or len(u) < 2 * (d + 1) or y.shape != (len(u),):
        raise InputError(
            f"{len(u)} points and {y.size} values for {d} inputs",
            field="y",
            allowed=f"a multiple of {d + 1}, from {2 * (d + 1)}",
        )
    effects, step = _effects(u.reshape(-1, d + 1, d), y.reshape(-1, d + 1))
    size = np.abs(effects)
    share = resampling.weights(len(effects), seed)
    low, high = resampling.interval(lambda w: w @ size, share, confidence)
    noise = 2 * noise_variance / step**2
    floor = math.sqrt(2 * noise / math.pi)
    sigma = np.sqrt(np.maximum(effects.var(axis=0, ddof=1) - noise, 0))
    least = max(floor, 1e-12 * float(np.abs(y).max()))
    return Screening(size.mean(axis=0), low, high, effects.mean(axis=0), sigma, floor, low > least)


def _effects(u: Floats, y: Floats) -> tuple[Floats, float]:
    """Return the effect of each input in each trajectory, shape (trajectories, d), and the step."""
    moves = np.diff(u, axis=1)
    moved = np.argmax(np.abs(moves), axis=2)
    amount = np.take_along_axis(moves, moved[..., None], axis=2)[..., 0]
    if (np.count_nonzero(moves, axis=2) != 1).any() or (
        np.sort(moved) != np.arange(u.shape[2])
    ).any():
        raise InputError("the points are not Morris trajectories", field="u")
    effects = np.empty_like(amount)
    np.put_along_axis(effects, moved, np.diff(y, axis=1) / amount, axis=1)
    return effects, float(np.abs(amount).min())
