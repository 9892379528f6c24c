"""Allocation of a spares budget: marginal analysis over parts, depot and batteries."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.metric import Item, base_backorders, base_pipeline, depot_demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


FLAT = 1e-9  # backorders below which no part is bought
MOST_STOCK = 400


class Candidate(NamedTuple):
    """One class of parts to buy: the part at its bases, repair at the depot, price."""

    item: Item
    depot_repair_years: float
    cost: float


class Level(NamedTuple):
    """Stock of one class: at the depot, and at all bases together."""

    depot: int
    bases: int


class Step(NamedTuple):
    """One point of a class's curve: total stock, its best split, backorders of all bases."""

    total: int
    level: Level
    backorders: float


def total_backorders(
    candidate: Candidate, depot: ArrayLike, bases: ArrayLike, *, vari: bool = False
) -> Floats:
    """Return the mean backorders of all bases together.

    Parameters
    ----------
    candidate
        The part, at a whole number of bases.
    depot, bases
        Stock at the depot, and at all bases together, divided as evenly as possible.
    vari
        VARI-METRIC rather than METRIC.
    """
    item = candidate.item
    in_depot = depot_demand(item) * candidate.depot_repair_years
    pipeline = base_pipeline(item, in_depot, depot)
    count = np.asarray(item.bases)
    each, more = np.divmod(np.asarray(bases), count)
    fewer = base_backorders(pipeline, each, vari=vari)
    return (count - more) * fewer + more * base_backorders(pipeline, each + 1, vari=vari)


def best_split(candidate: Candidate, total: int, *, vari: bool = False) -> Step:
    """Return the split of a stock between depot and bases with the fewest backorders."""
    depot = np.arange(total + 1)
    waits = total_backorders(candidate, depot, total - depot, vari=vari)
    best = int(np.argmin(waits))
    return Step(total, Level(best, total - best), float(waits[best]))


def curve(candidate: Candidate, most: int = MOST_STOCK, *, vari: bool = False) -> list[Step]:
    """Return the best splits by total stock, until another part changes nothing."""
    steps = [best_split(candidate, 0, vari=vari)]
    while len(steps) <= most and steps[-1].backorders > FLAT:
        steps.append(best_split(candidate, len(steps), vari=vari))
    return steps


def convex(steps: Sequence[Step]) -> list[Step]:
    """Return the steps on the lower convex hull, along which gains per part decrease."""
    hull: list[Step] = []
    for step in steps:
        while len(hull) > 1 and _gain(hull[-1], step) >= _gain(hull[-2], hull[-1]):
            hull.pop()
        if not hull or step.backorders < hull[-1].backorders:
            hull.append(step)
    return hull


def _gain(first: Step, second: Step) -> float:
    return (first.backorders - second.backorders) / (second.total - first.total)


def marginal_analysis(
    candidates: Sequence[Candidate], budgets: Sequence[float], *, vari: bool = False
) -> list[list[Level]]:
    """Return, for each budget, the stock of each class with the fewest backorders.

    Parameters
    ----------
    candidates
        Classes of parts, each at the same bases.
    budgets
        In the unit of their prices.

    Notes
    -----
    Greedy by backorders avoided per unit of money, along each class's convex hull: optimal at
    every budget that it spends exactly (Fox, Operations Research 14, 1966; Sherbrooke 2004, section
    3.4). METRIC's own curve is not convex, so that parts are not bought one by one. A step
    that no longer fits is skipped, and later ones are still tried.
    """
    hulls = [convex(curve(candidate, vari=vari)) for candidate in candidates]
    steps = sorted(
        (
            (-_gain(a, b) / one.cost, number, place + 1, (b.total - a.total) * one.cost)
            for number, (one, hull) in enumerate(zip(candidates, hulls, strict=True))
            for place, (a, b) in enumerate(pairwise(hull))
        ),
    )
    bought = []
    for budget in budgets:
        at, left = [0] * len(hulls), budget
        for _, number, place, price in steps:
            if place == at[number] + 1 and price <= left:
                at[number] = place
                left -= price
        bought.append([hull[place].level for hull, place in zip(hulls, at, strict=True)])
    return bought
