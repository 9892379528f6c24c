"""Intervals for what replications estimate.

They cover random variation between replications only, not uncertain parameters.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959963984540054  # two-sided 95 % point of the normal distribution


class Estimate(NamedTuple):
    """A value and its 95 % interval.

    ``low`` equals ``high`` where all replications agree, or there is only one: they then show no
    variation to make an interval of. `has_interval` tells the two cases apart.
    """

    value: float
    low: float
    high: float


def mean_interval(sample: ArrayLike, placement: ArrayLike | None = None) -> Estimate:
    """Return the mean of replications with its normal-theory 95 % interval.

    Where placements are given the sample is stratified by them (Cochran 1977, section 5.6): the
    interval then covers random variation alone, and the spread between placements is left to
    `placement_band`. The lower bound of a sample without negative values is not negative. One
    replication, or replications that all agree, give no interval; see `has_interval`.
    """
    values = np.asarray(sample, dtype=np.float64)
    if values.size == 0:
        raise ValueError("a mean needs at least one replication")
    strata = np.zeros(values.size, dtype=int) if placement is None else np.asarray(placement)
    mean, half = float(values.mean()), Z_95 * sqrt(variance_of_mean(values, strata))
    low = mean - half
    return Estimate(mean, max(0.0, low) if values.min() >= 0 else low, mean + half)


def has_interval(estimate: tuple[float, float, float]) -> bool:
    """Return whether replications differed, so that the bounds of an estimate mean something."""
    return estimate[1] < estimate[2]


def bounds(estimate: tuple[float, float, float]) -> str:
    """Return an interval as a table shows it, a dash where there is none."""
    return f"{estimate[1]:.2f} to {estimate[2]:.2f}" if has_interval(estimate) else "–"


def signed_bounds(estimate: tuple[float, float, float]) -> str:
    """Return the interval of a difference, with signs."""
    return f"{estimate[1]:+,.2f} to {estimate[2]:+,.2f}" if has_interval(estimate) else "–"


def unseen_share(replications: int) -> float:
    """Return how frequent an event may be that none of the replications shows.

    It is the exact upper 95 % bound of a proportion of which no case was seen (Clopper and Pearson
    1934), close to three divided by the number of replications.
    """
    return float(1.0 - 0.05 ** (1.0 / replications))


def as_data(value: Any) -> Any:  # noqa: ANN401 - a tree of dataclasses, tuples, numbers
    """Return dataclasses as plain data for JSON; an estimate without an interval has nulls."""
    if isinstance(value, Estimate):
        known = has_interval(value)
        return [value.value, *(value[1:] if known else (None, None))]
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_data(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, dict):
        return {name: as_data(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(part) for part in value]
    return value


def variance_of_mean(values: NDArray[np.float64], strata: NDArray[Any]) -> float:
    """Return the variance of a mean over replications, stratified as in `mean_interval`."""
    parts = [values[strata == stratum] for stratum in np.unique(strata)]
    spread = sum(len(part) * float(part.var(ddof=1)) for part in parts if len(part) > 1)
    return spread / values.size**2


def ratio_interval(
    numerator: ArrayLike, denominator: ArrayLike, placement: ArrayLike | None = None
) -> Estimate | None:
    """Return the ratio of two means with a 95 % interval, None where the denominator is zero.

    Delta method (Cochran 1977, section 6.4): the threats of one replication depend on the same
    random events, so replications are the units, never single threats.
    """
    top, bottom = (np.asarray(x, dtype=np.float64) for x in (numerator, denominator))
    if bottom.sum() == 0:
        return None
    ratio = float(top.mean() / bottom.mean())
    residual = mean_interval((top - ratio * bottom) / bottom.mean(), placement)
    half = (residual.high - residual.low) / 2
    return Estimate(ratio, max(0.0, ratio - half), min(1.0, ratio + half))


def proportion_interval(successes: int, trials: int) -> Estimate:
    """Return a proportion with Wilson's 95 % score interval (Wilson 1927)."""
    if trials <= 0:
        raise ValueError("a proportion needs at least one trial")
    p, spread = successes / trials, Z_95**2 / trials
    centre = (p + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(p * (1 - p) / trials + spread / trials / 4)
    return Estimate(p, max(0.0, centre - half), min(1.0, centre + half))


def placement_band(
    sample: NDArray[np.float64], placement: NDArray[np.int32]
) -> tuple[float, float]:
    """Return the least and the greatest mean over the drawn placements of the sites."""
    means = [float(sample[placement == p].mean()) for p in np.unique(placement)]
    return min(means), max(means)
