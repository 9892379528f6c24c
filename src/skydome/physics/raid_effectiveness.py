"""Effectiveness that differs from raid to raid: a beta distribution, and what follows from it.

Shots in one raid share weather, alertness, jamming and tactics, so that their outcomes are
correlated. In one raid every shot kills with the same probability θ; over raids θ has a beta
distribution with mean p and

    a = p (1/ρ - 1),   b = (1 - p) (1/ρ - 1),   variance = ρ p (1 - p)

ρ is then the correlation between the outcomes of any two shots in one raid [1]_, and the number of
kills of n shots is beta-binomial. With ρ = 0 shots are independent; with ρ = 1 all of them kill or
none does.

References
----------
.. [1] J. G. Skellam, "A probability distribution derived from the binomial distribution by
   regarding the probability of success as variable between the sets of trials", Journal of the
   Royal Statistical Society B 10 (1948) 257.
"""

from __future__ import annotations

from bisect import bisect_left
from math import comb
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats

NEARLY_ALL = 1 - 1e-9  # a correlation from which on the two-point distribution is used
NEARLY_NONE = 1e-9  # a correlation up to which shots count as independent
NEARLY_ZERO = 1e-290  # a mean up to which every bin has it: the beta's parameters would underflow
HALF = 0.5  # below it the distribution is read from the left, above it from the right


def cumulated_means(mean: float, correlation: float, bins: int) -> Floats:
    """Return E[θ; θ below the i-th of n quantiles] for i = 0 to n, times n.

    Differences between neighbours are the means of θ within ``bins`` equally likely bins, lowest
    first; the last value is ``mean`` times ``bins``.

    With F the distribution function of beta(a, b) and x its quantile at u,
    E[θ; θ < x] = p · I_x(a + 1, b). Above one half the complement is used,
    p - (1 - u) + (1 - p) · I_{1-x}(b + 1, a), which stays exact where x rounds to 1.

    Parameters
    ----------
    mean
        p, from 0 to 1.
    correlation
        ρ, from 0 to 1.
    bins
        n, one or more.

    Returns
    -------
    Shape (n + 1,), rising from 0.

    Raises
    ------
    ValueError
        A value outside its range.
    """
    _check(mean, correlation)
    if bins < 1:
        raise ValueError("bins must be at least 1")
    below = np.arange(bins + 1) / bins
    if correlation <= NEARLY_NONE or mean <= NEARLY_ZERO or mean == 1:
        return np.asarray(mean * below * bins)
    if correlation >= NEARLY_ALL:
        return np.asarray(np.maximum(below - (1 - mean), 0.0) * bins)
    return _beta_means(mean, correlation, below) * bins


def _beta_means(mean: float, correlation: float, below: Floats) -> Floats:
    """Return E[θ; θ below each quantile] of a beta distribution, ρ strictly between 0 and 1."""
    from skydome.special import betainc, betaincinv

    rest = 1 / correlation - 1
    a, b = mean * rest, (1 - mean) * rest
    split = bisect_left(below, x=True, key=lambda u: betaincinv(a, b, u) >= HALF)
    left, right = below[:split], below[split:]
    from_below = mean * betainc(a + 1, b, betaincinv(a, b, left))
    high = betaincinv(b, a, 1 - right)
    from_above = mean - (1 - right) + (1 - mean) * betainc(b + 1, a, high)
    found = np.concatenate([from_below, from_above])
    found[0], found[-1] = 0.0, mean
    return np.asarray(found, dtype=np.float64)


def bin_means(mean: float, correlation: float, bins: int) -> Floats:
    """Return the mean of θ within each of n equally likely bins, lowest first, shape (n,)."""
    return np.diff(cumulated_means(mean, correlation, bins))


def kill_counts(shots: int, mean: float, correlation: float) -> Floats:
    """Return the probability of 0, 1, … n kills by n single shots in one raid: beta-binomial [1]_.

    P(k) = C(n, k) · ∏(a + i) ∏(b + j) / ∏(a + b + m) with i below k, j below n - k and m below n,
    each factor divided by a + b.

    Parameters
    ----------
    shots
        n, zero or more, one at each target.
    mean, correlation
        p and ρ, from 0 to 1.

    Returns
    -------
    Shape (n + 1,), summing to 1.

    Raises
    ------
    ValueError
        A probability or correlation outside 0 to 1.
    """
    _check(mean, correlation)
    found = np.zeros(shots + 1)
    if correlation == 1:
        found[0] += 1 - mean
        found[-1] += mean
        return found
    each = correlation / (1 - correlation)  # 1 / (a + b)
    rises = np.prod(1 + each * np.arange(shots))
    for k in range(shots + 1):
        kills = np.prod(mean + each * np.arange(k))
        misses = np.prod(1 - mean + each * np.arange(shots - k))
        found[k] = comb(shots, k) * kills * misses / rises
    return found


def correlation_at_share(mean: float, correlation: float, share: float) -> float:
    """Return the correlation of two shots of which each has only a share of its kill probability.

    Both kill with probability s·θ: the covariance falls to s² ρ p (1 - p), the variance of one
    outcome to s p (1 - s p), so that what remains is ρ · s (1 - p) / (1 - s p), which is below ρ.

    Raises
    ------
    ValueError
        A value outside 0 to 1.
    """
    _check(mean, correlation)
    if not 0 <= share <= 1:
        raise ValueError("share must lie between 0 and 1")
    if mean == 1:
        return 0.0
    return correlation * share * (1 - mean) / (1 - share * mean)


def _check(mean: float, correlation: float) -> None:
    if not 0 <= mean <= 1:
        raise ValueError("mean must lie between 0 and 1")
    if not 0 <= correlation <= 1:
        raise ValueError("correlation must lie between 0 and 1")
