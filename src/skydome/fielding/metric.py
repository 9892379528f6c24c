"""METRIC and VARI-METRIC: batteries as bases, one national depot behind them.

Sherbrooke, Operations Research 16 (1968) 122-141; VARI-METRIC after Sherbrooke, Operations
Research 34 (1986) 311-319, and Graves, Management Science 31 (1985) 1247-1256.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.palm import at_most, expected_backorders, poisson_backorders

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


class Item(NamedTuple):
    """One part at one base among like bases; arrays broadcast against each other.

    Attributes
    ----------
    bases
        Their number, from 0 on; fractions are allowed.
    demand
        Failures a year of one base.
    base_repair_share
        Share of failures repaired at the base.
    base_repair_years, order_ship_years
        Time of repair at the base, and from depot to base.
    """

    bases: ArrayLike
    demand: ArrayLike
    base_repair_share: ArrayLike
    base_repair_years: ArrayLike
    order_ship_years: ArrayLike


class Pipeline(NamedTuple):
    """Parts away from one base: mean and variance."""

    mean: Floats
    variance: Floats


def depot_demand(item: Item) -> Floats:
    """Return the failures a year that all bases send to the depot: N m (1 - r)."""
    share = 1 - np.asarray(item.base_repair_share, dtype=np.float64)
    return np.asarray(np.asarray(item.bases) * np.asarray(item.demand) * share)


def own_pipeline(item: Item) -> Floats:
    """Return the parts of one base in its own repair or on the way to it: m [r T + (1 - r) O]."""
    m, r = (np.asarray(x, dtype=np.float64) for x in (item.demand, item.base_repair_share))
    t, o = (np.asarray(x) for x in (item.base_repair_years, item.order_ship_years))
    return np.asarray(m * (r * t + (1 - r) * o))


def base_pipeline(item: Item, in_depot: ArrayLike, depot_stock: ArrayLike) -> Pipeline:
    """Return mean and variance of the parts away from one base.

    Parameters
    ----------
    item
        The part and the bases.
    in_depot
        Mean number in depot repair: N m (1 - r) D in a steady state.
    depot_stock
        Whole numbers from 0 on.

    Notes
    -----
    μ = m [r T + (1 - r) O] + f EBO(s0), with f = 1/N the base's share of depot demand;
    σ² = m [r T + (1 - r) O] + f (1 - f) EBO(s0) + f² VBO(s0). METRIC uses the mean alone.
    Under shocks the backorders of the moment are used, without the delay O (weeks, where repair
    abroad takes months).
    """
    waiting = poisson_backorders(in_depot, depot_stock)
    f = 1 / np.maximum(np.asarray(item.bases, dtype=np.float64), 1.0)
    own = own_pipeline(item)
    mean = own + f * waiting.mean
    return Pipeline(mean, own + f * (1 - f) * waiting.mean + f**2 * waiting.variance)


def base_backorders(pipeline: Pipeline, base_stock: ArrayLike, *, vari: bool) -> Floats:
    """Return the mean backorders of one base, by VARI-METRIC or else by METRIC."""
    variance = pipeline.variance if vari else pipeline.mean
    return expected_backorders(pipeline.mean, variance, base_stock)


def availability(backorders: Floats, places: ArrayLike) -> Floats:
    """Return the share of batteries that miss no part of any class.

    Parameters
    ----------
    backorders
        Mean backorders of one base by class of part, shape ``(parts, ...)``.
    places
        Parts of each class at work in one battery, shape ``(parts,)``.

    Notes
    -----
    A = Π (1 - EBO_i / Z_i) ** Z_i (Sherbrooke 2004, equation 2.10, for one system a base):
    missing parts fall on places at random and are not moved between batteries.
    """
    z = np.asarray(places, dtype=np.float64).reshape(-1, *[1] * (backorders.ndim - 1))
    filled = np.clip(1 - backorders / z, 0.0, 1.0)
    return np.asarray(np.prod(filled**z, axis=0), dtype=np.float64)


def availability_cannibalised(
    away: Floats, stock: Floats, places: ArrayLike, batteries: Floats
) -> Floats:
    """Return the share of batteries that work with missing parts in as few as possible.

    Parameters
    ----------
    away
        Mean number of parts away from all batteries and not in stock, by class, ``(parts, ...)``.
    stock
        Parts bought in all, same shape, whole numbers.
    places
        As in `availability`.
    batteries
        Their number, shape ``(...)``, rounded down.

    Notes
    -----
    At least n of N work if no class misses more than (N - n) Z_i parts. The parts away are
    Poisson (Palm) and their stock is pooled, so P(n or more) = Π P(X_i ≤ s_i + (N - n) Z_i)
    (Sherbrooke 2004, section 8.4, for a single echelon).
    """
    z = np.asarray(places, dtype=np.float64).reshape(-1, *[1] * (away.ndim - 1))
    whole = np.floor(batteries)
    working = np.zeros(batteries.shape)
    for n in range(1, int(whole.max(initial=0.0)) + 1):
        spare = np.maximum(whole - n, 0.0) * z
        enough = np.prod(at_most(away, stock + spare), axis=0)
        working += np.where(whole >= n, enough, 0.0)
    return working / np.maximum(whole, 1.0)
