"""First and total Sobol indices from any space-filling sample, with intervals and their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from skydome.errors import InputError
from skydome.sensitivity import squares, verdicts
from skydome.sensitivity.expansion import Expansion, expand
from skydome.sensitivity.polynomials import joined

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.sensitivity.polynomials import Indices

FEWEST_DRAWS = 16
SAME = 1e-12  # relative difference of values that differ by rounding only


class Chaos(NamedTuple):
    """What a sample says about each input."""

    first: verdicts.Index
    total: verdicts.Index
    variance: float
    """Variance caused by the inputs; the noise has been subtracted."""
    noise_share: float
    """Share of the variance of the values that is noise."""
    q2: float
    """Cross-validated share of `variance` that the polynomial explains at unseen draws."""
    unseen: float
    """Share of `variance` in no term that the sample can show; a total may be that much larger."""
    expansion: Expansion
    """The polynomial, for response curves."""


def analyse(
    u: Floats,
    y: Floats,
    noise_variance: float | Floats = 0.0,
    *,
    seed: int = 0,
    confidence: float = 0.95,
) -> Chaos:
    """Estimate first and total Sobol indices from points and noisy values.

    The sum of the squared coefficients of a set A of terms is the variance of that part of the
    function. With a polynomial f̂ fitted without draw j, r_j = y_j − f̂(u_j) and h the part of f̂ in
    A, it is estimated by

        ‖h‖² + 2 mean(h r) + (1 / (n (n − 1))) Σ_{j≠k} r_j r_k Σ_{α∈A} φ_α(u_j) φ_α(u_k).

    The first two summands correct the polynomial to first order; the third, a U-statistic, adds
    what the polynomial misses. The sum has no bias for any f̂ that does not know the draws,
    however poor, and noise that is independent between draws adds none. `residuals` lists the
    terms of A. The interval follows from the variance of the summands (delta method for the
    ratio to the variance), with that of the U-statistic added.

    Parameters
    ----------
    u
        Points in the unit cube, shape (n, d): independent, or a Latin hypercube, for which the
        intervals are slightly too wide.
    y
        Values, shape (n,).
    noise_variance
        Variance of the error of each value, one number or shape (n,): for means over R independent
        replications, the variance within the draw divided by R.
    seed
        Of the division into folds.
    confidence
        Of the intervals.

    Raises
    ------
    InputError
        If shapes do not fit, a number is not finite, a point lies outside the cube, or there are
        fewer than 16 draws.
    """
    u, y, noise = _checked(u, y, noise_variance)
    n, d = u.shape
    found = expand(u, y, seed)
    if np.ptp(y) <= SAME * max(1.0, float(np.abs(y).max())):
        nothing = verdicts.undefined(d, "the values do not vary")
        return Chaos(nothing, nothing, 0.0, 0.0, 0.0, 0.0, found)
    model = squares.corrected(found, u, y)
    spread = _spread(model) - noise
    variance, chance = float(spread.mean()), float(noise.mean())
    noise_share = chance / max(variance + chance, squares.TINY)
    error = float(spread.std(ddof=1)) / np.sqrt(n)
    if variance <= stats.norm.ppf((1 + confidence) / 2) * error:
        reason = "the values vary hardly more than chance alone explains"
        nothing = verdicts.undefined(d, reason)
        return Chaos(nothing, nothing, max(variance, 0.0), noise_share, 0.0, 1.0, found)

    main = [model.draws(squares.main_effect(i, found.terms)) for i in range(d)]
    alone = [squares.square(psi) for psi in main]
    chances = np.array([squares.chance_of(psi) for psi in main])
    partners = squares.active(np.array([part.value for part in alone]), chances)
    whole = [
        squares.square(model.draws(squares.everything(i, partners, found.terms))) for i in range(d)
    ]
    unseen = max(0.0, 1 - _seen(model, alone, partners) / variance)
    sample = verdicts.Sample(n, d, confidence, unseen, noise_share)
    influence = _influence_on_variance(found, u, y)
    first = verdicts.ratio(alone, variance, influence)
    total = verdicts.ratio(whole, variance, influence)
    freedom = np.array([part.freedom for part in whole])
    return Chaos(
        verdicts.first_index(first, chances, sample),
        verdicts.total_index(total, chances, freedom, sample),
        variance,
        noise_share,
        1 - (found.error - chance) / variance,
        unseen,
        found,
    )


def _spread(model: squares.Corrected) -> Floats:
    """Return contributions to the variance of the values, shape (n,).

    ‖f̂‖² + 2 f̂ r + r²: their mean is unbiased like that of (y − ȳ)², with less scatter.
    """
    n = len(model.r)
    part = np.sum(model.terms.values(model.table) * model.weights, axis=0)
    square = (model.r - model.r.mean()) ** 2 * n / (n - 1)
    return np.asarray(np.sum(model.weights**2, axis=0) + 2 * part * model.r + square)


def _influence_on_variance(found: Expansion, u: Floats, y: Floats) -> Floats:
    """Return the contribution of each draw to the variance, to first order, shape (n,).

    The errors of the folds' polynomials cancel in the variance, so that these contributions come
    from the polynomial of all draws, with the residuals that least squares would leave.
    """
    size = np.count_nonzero(found.coefficients[:, -1]) + 1
    fitted = found.predict(u)
    r = (y - fitted) * np.sqrt(len(y) / (len(y) - size))
    influence: Floats = 2 * (fitted - found.constants[-1]) * r + r**2
    return influence


def _seen(model: squares.Corrected, alone: list[squares.Square], partners: Indices) -> float:
    """Return the variance in all terms that are estimated, each counted once."""
    d = model.table.shape[1]
    known = [squares.everything(int(i), partners, model.terms) for i in partners]
    whole = joined(*known, model.terms)
    together = whole.take(whole.orders > 1)
    _, once = np.unique(
        np.array([hash(key) for key in squares.keys(together, d)]), return_index=True
    )
    pairs = squares.square(model.draws(together.take(once))).value if len(once) else 0.0
    return sum(part.value for part in alone) + pairs


def _checked(u: Floats, y: Floats, noise_variance: float | Floats) -> tuple[Floats, Floats, Floats]:
    u, y = np.asarray(u, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if u.ndim != 2 or u.shape[1] < 1:  # noqa: PLR2004
        raise InputError(f"points have the shape {u.shape}", field="u", allowed="(draws, inputs)")
    if y.shape != u.shape[:1]:
        raise InputError(f"{u.shape[0]} points, but values of shape {y.shape}", field="y")
    if len(y) < FEWEST_DRAWS:
        raise InputError(f"{len(y)} draws", field="u", allowed=f"{FEWEST_DRAWS} or more")
    if not np.isfinite(y).all():
        raise InputError(f"{np.count_nonzero(~np.isfinite(y))} values are not finite", field="y")
    if not ((u >= 0) & (u <= 1)).all():
        raise InputError("a point lies outside the unit cube", field="u", allowed="0 to 1")
    noise = np.asarray(noise_variance, dtype=np.float64)
    if noise.shape not in {(), y.shape} or not (noise >= 0).all() or not np.isfinite(noise).all():
        raise InputError(
            "not a variance for each value", field="noise_variance", allowed="0 or more"
        )
    return u, y, np.broadcast_to(noise, y.shape)
