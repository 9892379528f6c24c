"""First and total Sobol indices from the points of `designs.saltelli`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.sensitivity import resampling

if TYPE_CHECKING:
    from skydome.arrays import Floats


class Interval(NamedTuple):
    """Estimates with the bounds of their intervals, each of shape (d,)."""

    value: Floats
    low: Floats
    high: Floats


class SobolIndices(NamedTuple):
    """What the points of `designs.saltelli` say about each input."""

    first: Interval
    total: Interval
    variance: float
    """Variance caused by the inputs; the noise has been subtracted."""


def analyse(
    y: Floats,
    d: int,
    noise_variance: float = 0.0,
    *,
    seed: int = 0,
    confidence: float = 0.95,
) -> SobolIndices:
    """Estimate first and total indices, with bootstrap intervals over the rows of the matrices.

    First: mean(f_B (f_ABi − f_A)) (Saltelli et al. 2010, table 2 b), with the mean of all values
    subtracted. Total: mean((f_A − f_ABi)²) / 2 (Jansen 1999). The variance is that of f_A and f_B.
    Noise that is independent between points has no effect on the first and adds its variance to
    the other two, from which it is subtracted.

    Parameters
    ----------
    y
        Values at the points, in their order, shape (n · (d + 2),).
    d
        Number of inputs.
    noise_variance
        Variance of the error of each value.
    seed
        Of the resamples.
    confidence
        Of the intervals.

    Raises
    ------
    InputError
        If the number of values does not fit, or the values vary no more than the noise.
    """
    y = np.asarray(y, dtype=np.float64)
    if y.ndim != 1 or len(y) % (d + 2) or len(y) < 2 * (d + 2):
        raise InputError(
            f"{y.size} values for {d} inputs", field="y", allowed=f"a multiple of {d + 2}"
        )
    if not np.isfinite(y).all():
        raise InputError("a value is not finite", field="y")
    values = y.reshape(d + 2, -1)
    a, b, mixed = values[0], values[1], values[2:]
    centre = (a.mean() + b.mean()) / 2
    a, b, mixed = a - centre, b - centre, mixed - centre
    products = b * (mixed - a)
    differences = (a - mixed) ** 2 / 2 - noise_variance
    both, squares = (a + b) / 2, (a**2 + b**2) / 2

    def spread(share: Floats) -> Floats:
        return np.asarray(share @ squares - (share @ both) ** 2 - noise_variance)

    def first(share: Floats) -> Floats:
        return np.asarray((share @ products.T) / spread(share)[:, None])

    def total(share: Floats) -> Floats:
        return np.asarray((share @ differences.T) / spread(share)[:, None])

    n = len(a)
    each = np.full((1, n), 1 / n)
    variance = float(spread(each)[0])
    if variance <= 0:
        raise InputError("the values vary no more than the noise", field="noise_variance")
    share = resampling.weights(n, seed)
    share = share[spread(share) > 0]
    return SobolIndices(
        Interval(first(each)[0], *resampling.interval(first, share, confidence)),
        Interval(total(each)[0], *resampling.interval(total, share, confidence)),
        variance,
    )
