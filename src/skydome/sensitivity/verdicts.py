"""Indices with intervals, and what a sample supports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from skydome.arrays import Flags, Floats
    from skydome.sensitivity.squares import Square

WIDEST = 0.2  # of a supported interval, from end to end
MOST_UNSEEN = 0.1  # share of the variance in no term, beyond which totals are refused

TINY = float(np.finfo(np.float64).tiny)


class Index(NamedTuple):
    """One kind of index of every input; arrays of shape (d,)."""

    value: Floats
    """Estimates; unbiased ones, so that those of inert inputs may be slightly below 0."""
    low: Floats
    high: Floats
    """Bounds of the intervals, within [0, 1]."""
    significant: Flags
    """Whether it differs from 0, all inputs judged together at the level of the intervals."""
    supported: Flags
    """Whether the sample supports printing it."""
    reasons: tuple[str, ...]
    """Why it does not; empty where it does."""
    needed_draws: Floats
    """Estimated number of draws that would support it; infinite where none is foreseen."""


class Estimate(NamedTuple):
    """Estimates and their variances, all of shape (d,)."""

    value: Floats
    linear: Floats
    """Variance that is proportional to the index."""
    rest: Floats
    """Variance that remains where the index is 0."""

    @property
    def error(self) -> Floats:
        """Standard errors, shape (d,)."""
        return np.sqrt(self.linear + self.rest)

    def bounds(self, times: float) -> tuple[Floats, Floats]:
        """Return all indices whose estimate would be within ``times`` standard errors.

        Wilson's (1927) interval: the variance is that at the bound, not that at the estimate, since
        low estimates come with low variances and their intervals would else be too short.
        """
        slope = self.linear / np.maximum(self.value, np.maximum(self.error, TINY))
        centre = self.value + times**2 * slope / 2
        at_zero = np.maximum(self.value, 0) * slope + self.rest
        half = times * np.sqrt(at_zero + (times * slope / 2) ** 2)
        return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


class Sample(NamedTuple):
    """What a verdict depends on besides the estimate."""

    draws: int
    inputs: int
    confidence: float
    unseen: float
    noise_share: float


def ratio(parts: list[Square], variance: float, spread: Floats) -> Estimate:
    """Return sums of squares over the variance, with standard errors by the delta method.

    ``spread`` has the contributions of the draws to the variance, shape (n,).
    """
    n = len(spread)
    value = np.array([part.value for part in parts]) / variance
    influence = np.stack([part.influence for part in parts]) - value[:, None] * spread
    rest = np.array([part.scatter for part in parts]) / variance**2
    return Estimate(value, influence.var(axis=1, ddof=1) / n / variance**2, rest)


def undefined(d: int, reason: str) -> Index:
    """Return indices that do not exist, since nothing varies."""
    nothing, no = np.full(d, np.nan), np.zeros(d, dtype=bool)
    return Index(nothing, nothing, nothing, no, no, (reason,) * d, np.full(d, np.inf))


def first_index(found: Estimate, chances: Floats, sample: Sample) -> Index:
    """Return first indices; ``chances`` are the p-values of main effects that are all 0."""
    return _index(found, chances < _level(sample), 0.0, sample)


def total_index(found: Estimate, chances: Floats, freedom: Floats, sample: Sample) -> Index:
    """Return total indices.

    An input is significant if its main effect is, or if the total index is: its estimate under
    "no effect" is close to a centred χ² with ``freedom`` degrees of freedom. Each test has half
    of the error probability.
    """
    scores = found.value / np.maximum(found.error, TINY)
    whole = stats.chi2.sf(np.maximum(freedom + scores * np.sqrt(2 * freedom), 0), freedom)
    level = _level(sample) / 2
    return _index(found, (chances < level) | (whole < level), sample.unseen, sample)


def _level(sample: Sample) -> float:
    return (1 - sample.confidence) / sample.inputs


def _index(found: Estimate, significant: Flags, unseen: float, sample: Sample) -> Index:
    times = stats.t.ppf((1 + sample.confidence) / 2, sample.draws - 1)
    low, high = found.bounds(times)
    width = 2 * times * found.error
    wide, hidden = width > WIDEST, unseen > MOST_UNSEEN
    reasons = tuple(_reason(w, unseen, sample) for w in width)
    growth = np.maximum((width / WIDEST) ** 2, unseen / MOST_UNSEEN if hidden else 0)
    needed = np.ceil(sample.draws * np.maximum(growth, 1))
    return Index(found.value, low, high, significant, ~wide & (not hidden), reasons, needed)


def _reason(width: float, unseen: float, sample: Sample) -> str:
    """Return why an index is not printed: in the same words for all inputs of a sample."""
    found = []
    if width > WIDEST:
        found.append(f"the interval is wider than {WIDEST}")
        if sample.noise_share > 1 / 2:
            found.append(
                f"chance is {sample.noise_share:.0%} of the variance, so that more replications "
                "help as much as more draws"
            )
    if unseen > MOST_UNSEEN:
        found.append(
            f"{min(unseen, 1):.0%} of the variance is in interactions that {sample.draws} draws "
            f"cannot show, more than {MOST_UNSEEN:.0%}"
        )
    return "; ".join(found)
