"""Probabilities too small to count: of at least, or at most, so many leakers.

A fifth of the replications is played as it is, the rest under a tilt (`skydome.experiment.tilting`)
that a pilot chooses by cross-entropy (Rubinstein & Kroese 2004): the replications that come nearest
to the outcome, weighted, say which tilt would have given them more often.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import optimize

from skydome.engagement.record import width
from skydome.experiment import tilting
from skydome.experiment.tilting import Tilt
from skydome.sensitivity.tail import Tail, mixture_weights, probability, theta_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats, Ints
    from skydome.engagement.world import World
    from skydome.experiment.tilting import Played

UNTILTED = 0.2  # share of the replications that are played as they are
PILOT, ELITE, STAGES = 200, 0.2, 12  # replications of a stage, their share that teaches, stages
PILOT_FROM = 2**40  # replications of the pilot, which no run has
LONGEST_STEP = 1.0  # of the tilt of shots in a stage, in log odds
STEEPEST = 60.0  # slope of the weights of levels


class Outcome(NamedTuple):
    """The outcome that is rare: a value of ``at_least`` or of ``at_most`` so much."""

    threshold: float
    at_least: bool

    def happened(self, values: Floats) -> Flags:
        """Return whether it happened, shape (replications,)."""
        return values >= self.threshold if self.at_least else values <= self.threshold

    def nearest(self, values: Floats, share: float) -> Flags:
        """Return which replications teach: those with the outcome, or else the nearest to it."""
        cut = float(np.quantile(values, 1 - share if self.at_least else share))
        if self.at_least:
            return values >= min(cut, self.threshold)
        return values <= max(cut, self.threshold)


class Weighted(NamedTuple):
    """Replications of a world: the value that is asked for, and the log of f over g, see `Tilt`."""

    replication: NDArray[np.int64]
    value: Floats
    log_ratio: Floats
    tilt: Tilt


def play(
    world: World,
    outcome: Outcome,
    value_of: Callable[[Ints], Floats],
    classes: Flags,
    *,
    seed: int,
    first: int,
    stride: int,
    count: int,
) -> Weighted:
    """Return replications with weights, of which a fifth is played without a tilt.

    Parameters
    ----------
    world, outcome
        What is played and what is rare.
    value_of
        Returns the value that is asked for from rows of counters.
    classes
        Which target classes the value counts, shape (C,): those whose shots are tilted.
    seed, first, stride, count
        Which replications.
    """
    plain = tilting.untilted(world)
    tilt = choose(world, outcome, value_of, classes, seed=seed, first=first, stride=stride)
    least = count if tilt == plain else max(1, round(UNTILTED * count))
    columns = width(world)
    parts = []
    for one, begin, size in ((plain, 0, least), (tilt, least, count - least)):
        if size:
            made = tilting.play(world, one, seed, first + begin * stride, stride, size, columns)
            parts.append((value_of(made.rows), tilting.log_ratio(world, made, tilt)))
    values, ratios = (np.concatenate(one) for one in zip(*parts, strict=True))
    return Weighted(first + stride * np.arange(count, dtype=np.int64), values, ratios, tilt)


def weights_of(log_ratio: Floats, *, tilted: bool) -> Floats:
    """Return the weights of replications from `play`."""
    return mixture_weights(log_ratio, UNTILTED if tilted else 1.0)


def estimate(played: Weighted, outcome: Outcome) -> Tail:
    """Return the probability of the outcome."""
    tilted = played.tilt != Tilt(0.0, (0.0,) * len(played.tilt.levels))
    weights = weights_of(played.log_ratio, tilted=tilted)
    return probability(outcome.happened(played.value), weights)


def choose(
    world: World,
    outcome: Outcome,
    value_of: Callable[[Ints], Floats],
    classes: Flags,
    *,
    seed: int,
    first: int,
    stride: int,
) -> Tilt:
    """Return the tilt; none where a fifth of the replications have the outcome without.

    Each stage plays under the tilt that the last one chose, until a fifth has the outcome; that
    stage chooses the last tilt.
    """
    tilt, columns = tilting.untilted(world), width(world)
    begin = first + PILOT_FROM * stride
    for _ in range(STAGES):
        made = tilting.play(world, tilt, seed, begin, stride, PILOT, columns)
        begin += PILOT * stride
        values = value_of(made.rows)
        reached = bool(outcome.happened(values).mean() >= ELITE)
        if reached and tilt == tilting.untilted(world):
            break
        teaches = outcome.nearest(values, ELITE)
        ratio = np.where(teaches, tilting.log_ratio(world, made, tilt), -np.inf)
        tilt = _learned(world, made, tilt, np.exp(ratio - ratio.max()), classes)
        if reached:
            break
    return tilt


def _learned(world: World, made: Played, tilt: Tilt, weight: Floats, classes: Flags) -> Tilt:
    """Return the tilt under which what was weighted is likeliest."""
    weight = weight / weight.sum()
    counts = classes[made.target_class]
    each = weight[made.turn] * counts
    shots = tilt.shots
    if each.any():
        p = tilting.chances(world, made, 0.0)
        inside = (p > 0) & (p < 1)
        each, killed = (each * inside), made.killed
        wanted = theta_for(
            np.where(inside, p, 0.5), made.salvo.astype(np.float64), float(each @ killed), each
        )
        shots += float(np.clip(wanted - shots, -LONGEST_STEP, LONGEST_STEP))
    levels = world.raid_kill.shape[2]
    present = np.isin(np.arange(len(classes)), world.threat_class) & classes
    slopes = tuple(
        _slope(float(weight @ (made.level[:, c] + 0.5) / levels)) if levels and wants else 0.0
        for c, wants in enumerate(present)
    )
    return Tilt(shots, slopes)


def _slope(mean: float) -> float:
    """Return the slope b at which the density b e^(-b u) / (1 - e^(-b)) of (0, 1) has a mean."""

    def excess(slope: float) -> float:
        if abs(slope) < 1e-6:  # noqa: PLR2004
            return 0.5 - mean
        return float(1 / slope - 1 / np.expm1(slope) - mean)

    if not excess(STEEPEST) < 0 < excess(-STEEPEST):
        return STEEPEST if mean < 0.5 else -STEEPEST  # noqa: PLR2004
    return float(optimize.brentq(excess, -STEEPEST, STEEPEST, xtol=1e-4))
