"""Palm's theorem: parts in the repair pipeline, and backorders.

If demands are a Poisson process and repair times are independent, the number in repair is Poisson
at every moment, whatever the distribution of the times (Palm 1938). In a steady state its mean is
rate times mean time; under a shock it follows a differential equation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


NEARLY_POISSON = 1e-9  # of a variance-to-mean ratio over one


class Backorders(NamedTuple):
    """Mean and variance of the backorders, the demands that wait for a part."""

    mean: Floats
    variance: Floats


def poisson_backorders(mean: ArrayLike, stock: ArrayLike) -> Backorders:
    """Return mean and variance of ``(X - s)+`` where X is Poisson.

    Parameters
    ----------
    mean
        Mean number of parts in the pipeline, any shape.
    stock
        Parts bought, whole numbers from 0 on, broadcast against ``mean``.

    Returns
    -------
    Backorders
        Means and variances, in parts.

    Notes
    -----
    EBO = μ P(X ≥ s) - s P(X > s), and E[(X - s)²; X > s] = μ² P(X > s - 2)
    + (1 - 2s) μ P(X > s - 1) + s² P(X > s), both by ``x p(x; μ) = μ p(x - 1; μ)``
    (Sherbrooke, Optimal Inventory Modeling of Systems, 2nd edition 2004, section 2.7).
    Exact to rounding where the mean is below 1e4.
    """
    from skydome.special import pdtrc

    mu, s = (np.asarray(x, dtype=np.float64) for x in (mean, stock))

    def above(level: Floats) -> Floats:
        return np.where(level < 0, 1.0, pdtrc(np.maximum(level, 0.0), mu))

    over, reach = above(s), above(s - 1)
    expected = np.maximum(mu * reach - s * over, 0.0)
    square = mu**2 * above(s - 2) + (1 - 2 * s) * mu * reach + s**2 * over
    return Backorders(expected, np.maximum(square - expected**2, 0.0))


def expected_backorders(mean: ArrayLike, variance: ArrayLike, stock: ArrayLike) -> Floats:
    """Return the mean of ``(X - s)+`` where X has a given mean and variance.

    X is negative binomial where the variance exceeds the mean, else Poisson; the pipelines of
    this package are never under-dispersed.

    Notes
    -----
    With r = μ²/(σ² - μ) and p = μ/σ², x f(x; r) = r (1 - p)/p f(x - 1; r + 1), so that
    EBO = μ (1 - F(s - 1; r + 1)) - s (1 - F(s; r)), where 1 - F(s; r) = I(1 - p; s + 1, r)
    (the fit of Graves, Management Science 31, 1985, used by VARI-METRIC).
    """
    from skydome.special import betainc

    mu, var, s = np.broadcast_arrays(
        *(np.asarray(x, dtype=np.float64) for x in (mean, variance, stock))
    )
    ratio = var / np.where(mu > 0, mu, 1.0)
    wide = (mu > 0) & (ratio > 1 + NEARLY_POISSON)
    r = np.where(wide, mu / np.where(wide, ratio - 1, 1.0), 1.0)
    q = np.where(wide, 1 - 1 / np.where(wide, ratio, 2.0), 0.5)
    over = betainc(s + 1, r, q)
    reach = np.where(s > 0, betainc(np.maximum(s, 1.0), r + 1, q), 1.0)
    fitted = np.maximum(mu * reach - s * over, 0.0)
    return fitted if wide.all() else np.where(wide, fitted, poisson_backorders(mu, s).mean)


def at_most(mean: ArrayLike, level: ArrayLike) -> Floats:
    """Return the chance that a Poisson number is at most ``level``."""
    from skydome.special import pdtr

    mu, k = (np.asarray(x, dtype=np.float64) for x in (mean, level))
    return np.where(k < 0, 0.0, pdtr(np.maximum(k, 0.0), mu))


def pipeline_under_shocks(
    demand: Floats, speed: Floats, repair_years: Floats, start: Floats, step_years: float
) -> Floats:
    """Return the mean number in repair at the end of each step, under changing demand and supply.

    Parameters
    ----------
    demand, speed
        Failures a year, and the speed of repair (1 undisturbed, 0 none), constant within a step;
        shape ``(..., steps)``.
    repair_years
        Mean repair time undisturbed, shape ``(...)`` and above zero.
    start
        Mean number in repair at the beginning, shape ``(...)``.
    step_years
        Length of a step.

    Returns
    -------
    Floats
        Same shape as ``demand``. With Poisson demands the number is Poisson about it.

    Notes
    -----
    M(t)/M(t)/∞: dx/dt = λ(t) - v(t) x / D, solved exactly over each step. Repair times are
    exponential; steady states do not depend on that (Palm), transients do. With a fixed
    repair time the mean would follow ∫ λ(u) P(S > t - u) du instead (Hillestad and Carrillo,
    RAND N-1457, 1980, "dynamic Palm"). A stop, v = 0, lets the pipeline grow by λ a year.
    """
    states = np.empty(demand.shape)
    x = np.asarray(start, dtype=np.float64)
    for n in range(demand.shape[-1]):
        rate = speed[..., n] / repair_years * step_years
        gone = -np.expm1(-rate)
        remaining = np.where(rate > 0, gone / np.where(rate > 0, rate, 1.0), 1.0)
        x = x * (1 - gone) + demand[..., n] * step_years * remaining
        states[..., n] = x
    return states
