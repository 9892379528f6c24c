"""Working parts after a total cut-off: spares are used up and nothing is repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


BISECTIONS = 20  # months to a thousandth


def working_share(
    places: ArrayLike, spares: ArrayLike, failures_a_year: ArrayLike, time_years: ArrayLike
) -> Floats:
    """Return the mean share of places with a working part, a time after a total cut-off.

    Parameters
    ----------
    places
        Parts at work, above 1.
    spares
        Serviceable parts in stock; if negative, the number of places that are empty already.
    failures_a_year
        Of one part at work; failed parts do not come back.
    time_years
        Since the cut-off.

    Notes
    -----
    A pure death process: while spares last, n places lose n ρ parts a year and all are refilled;
    then parts fail independently. With the time of the last refill Erlang(s, n ρ),
    E = Q(s, n ρ t) + (n / (n - 1)) ** s exp(-ρ t) P(s, (n - 1) ρ t),
    where P and Q are the regularised incomplete gamma functions. Own derivation; with s = 0 it
    is exp(-ρ t). Fractions of a spare interpolate between whole ones.
    """
    from skydome.special import gammainc, gammaincc

    n, s, rate, t = (
        np.asarray(x, dtype=np.float64) for x in (places, spares, failures_a_year, time_years)
    )
    full = np.clip(1 + np.minimum(s, 0) / n, 0.0, 1.0)
    stock = np.maximum(s, 0.0)
    some = np.maximum(stock, 1e-12)
    before = np.where(stock > 0, gammaincc(some, n * rate * t), 0.0)
    growth = np.exp(some * np.log(n / (n - 1)) - rate * t)
    after = np.where(stock > 0, growth * gammainc(some, (n - 1) * rate * t), np.exp(-rate * t))
    return np.asarray(full * np.minimum(before + after, 1.0))


def years_until_share(
    places: Floats, spares: Floats, failures_a_year: Floats, share: float, longest_years: float
) -> Floats:
    """Return when `working_share` falls to ``share``, by bisection, at most ``longest_years``."""
    low = np.zeros(np.broadcast_shapes(places.shape, spares.shape, failures_a_year.shape))
    high = np.full(low.shape, longest_years)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = working_share(places, spares, failures_a_year, middle) > share
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    already = working_share(places, spares, failures_a_year, np.zeros_like(low)) <= share
    return np.where(already, 0.0, high)
