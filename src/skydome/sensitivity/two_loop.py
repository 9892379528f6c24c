"""Draws of what is not known, replications within each: how much of the spread is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.arrays import Floats


class Components(NamedTuple):
    """Variance of one replication, in parts that add up."""

    parameters: float
    """Variance of the mean over chance, between draws. Unbiased, so it may be below 0."""
    shared_chance: float
    """Variance caused by a replication's random numbers alike in all draws; 0 unless shared."""
    chance: float
    """The rest: chance, and its interaction with the parameters."""
    parameter_share: float
    """Share of `parameters` in the variance of one replication, within [0, 1]."""
    share_low: float
    share_high: float
    """Bounds of its interval."""
    mean: float
    """Mean over draws and replications."""
    chance_half_width: float
    """Half-width of the mean's interval from chance, for the draws at hand."""
    band_low: float
    band_high: float
    """Central 90 % of the mean over chance, as the parameters vary."""
    noise_variance: float
    """Variance that chance adds to differences between means of draws: subtract it from indices."""


BAND = 0.9
RESAMPLES = 4_000


def components(
    y: Floats, *, shared_random_numbers: bool = False, confidence: float = 0.95
) -> Components:
    """Estimate variance components by a one-way or two-way analysis of variance.

    Independent random numbers: y = mean + parameters + chance, with MSB and MSW the mean squares
    between and within the m draws of R replications; parameters = (MSB − MSW) / R (Sun, Apley &
    Staum 2011, with equal numbers of replications). Shared random numbers (replication k uses the
    same ones in every draw): a two-way layout, in which MSW is replaced by the mean square of the
    interaction. What replication k adds to all draws alike then moves no draw relative to another.

    The interval of the share is a jackknife over draws of ln(MSB / MSW), which needs no normal
    distribution (Arvesen 1969); for shared random numbers it includes χ² of their mean square. The
    band shrinks the means of draws towards the overall mean, so that they vary as much as
    `parameters` (Louis 1984).

    Parameters
    ----------
    y
        Results, shape (draws, replications), at least 3 by 2.
    shared_random_numbers
        Whether column k uses the same random numbers in every row.
    confidence
        Of the intervals.
    """
    y = np.asarray(y, dtype=np.float64)
    if y.ndim != 2 or y.shape[0] < 3 or y.shape[1] < 2:  # noqa: PLR2004
        raise InputError(f"shape {y.shape}", field="y", allowed="3 draws or more, 2 replications")
    if not np.isfinite(y).all():
        raise InputError("a value is not finite", field="y")
    draws, replications = y.shape
    column = y.mean(axis=0) if shared_random_numbers else np.full(replications, y.mean())
    means = y.mean(axis=1)
    between = replications * float(means.var(ddof=1))
    rest = np.sum((y - means[:, None] - (column - y.mean())) ** 2, axis=1)
    freedom = (replications - 1) * (draws - 1 if shared_random_numbers else draws)
    within = float(rest.sum()) / freedom
    parameters = (between - within) / replications
    by_column = draws * float(column.var(ddof=1))
    shared = max((by_column - within) / draws, 0.0) if shared_random_numbers else 0.0
    excess = by_column / within if shared_random_numbers and within else 0.0
    whole = max(parameters, 0.0) + shared + within
    ratios = _ratios(means, rest, replications)
    low, high = _share_interval(ratios, replications, excess, confidence)
    if within == 0 and shared == 0 and parameters > 0:
        low = high = 1.0
    times = stats.norm.ppf((1 + confidence) / 2)
    error = np.sqrt(shared / replications + within / (draws * replications))
    band = _band(means, parameters)
    return Components(
        parameters,
        shared,
        within,
        max(parameters, 0.0) / whole if whole else 0.0,
        low,
        high,
        float(y.mean()),
        float(times * error),
        *band,
        within / replications,
    )


def _band(means: Floats, parameters: float) -> tuple[float, float]:
    seen = float(means.var(ddof=1))
    scale = np.sqrt(max(parameters, 0.0) / seen) if seen else 0.0
    tails = [(1 - BAND) / 2, (1 + BAND) / 2]
    low, high = np.quantile(means.mean() + scale * (means - means.mean()), tails)
    return float(low), float(high)


def _ratios(means: Floats, rest: Floats, replications: int) -> Floats:
    """Return the jackknife's pseudo-values of ln(MSB / MSW), one a draw; empty without chance."""
    draws = len(means)
    if not rest.any():
        return np.empty(0)
    left_out = means.sum() - means
    squares = np.sum(means**2) - means**2 - left_out**2 / (draws - 1)
    within = (rest.sum() - rest) / ((draws - 1) * (replications - 1))
    whole = replications * means.var(ddof=1) * (replications - 1) / rest.mean()
    part = replications * squares / (draws - 2) / within
    tiny = np.finfo(np.float64).tiny
    logs = np.log(np.maximum(part, tiny))
    return np.asarray(draws * np.log(max(whole, tiny)) - (draws - 1) * logs)


def _share_interval(
    ratios: Floats, replications: int, excess: float, confidence: float
) -> tuple[float, float]:
    """Return bounds of the parameters' share.

    ``excess`` is the mean square of the shared random numbers over that of the rest, 0 if none are
    shared. Its error, χ² for few replications, is combined with that of the ratio by drawing both.
    """
    draws = len(ratios)
    if not draws:
        return 0.0, 1.0
    chances = np.random.default_rng(0).random((2, RESAMPLES))
    error = float(ratios.std(ddof=1)) / np.sqrt(draws)
    ratio = np.exp(ratios.mean() + error * stats.t.ppf(chances[0], draws - 1))
    parameters = np.maximum(ratio - 1, 0) / replications
    scale = (replications - 1) / stats.chi2.ppf(chances[1], replications - 1)
    shared = np.maximum(excess * scale - 1, 0) / draws
    tail = (1 - confidence) / 2
    low, high = np.quantile(parameters / (parameters + 1 + shared), [tail, 1 - tail])
    return float(low), float(high)
