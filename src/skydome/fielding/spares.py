"""Spares: the share of batteries that work, quarter by quarter, with repair under shocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.metric import (
    Item,
    availability,
    availability_cannibalised,
    base_backorders,
    base_pipeline,
    depot_demand,
    own_pipeline,
)
from skydome.fielding.palm import pipeline_under_shocks
from skydome.fielding.quantity import nominal, quantile
from skydome.fielding.spares_allocation import Candidate, Level, marginal_analysis

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.arrays import Floats
    from skydome.fielding.deal import Deal, Part


class PartDraws(NamedTuple):
    """Draws of the numbers of one class of parts, each of shape (draws, 1)."""

    name: str
    places: int
    demand: Floats
    base_repair_share: Floats
    base_repair_years: Floats
    order_ship_years: Floats
    depot_repair_years: Floats


class Supply(NamedTuple):
    """Effect of shocks on one class of parts, shape (draws, quarters)."""

    speed: Floats
    demand_factor: Floats


def batteries_bought(deal: Deal) -> int:
    """Return the batteries of the whole deal at their nominal number."""
    return max(round(deal.bought.count * nominal(deal.bought.batteries)), 1)


def draw_parts(deal: Deal, uniforms: Callable[[str], Floats]) -> list[PartDraws]:
    """Return draws of the parts of a deal."""

    def of(part: Part, field: str) -> Floats:
        return quantile(getattr(part, field), uniforms(f"parts.{part.name}.{field}"))[:, None]

    return [
        PartDraws(
            part.name,
            part.places,
            of(part, "demand"),
            of(part, "base_repair_share"),
            of(part, "base_repair"),
            of(part, "order_ship"),
            np.maximum(of(part, "depot_repair"), 1e-6),
        )
        for part in deal.spares.parts
    ]


def packages(deal: Deal, budgets_usd: Sequence[float]) -> list[list[Level]]:
    """Return the stock that each budget buys at nominal values, by marginal analysis.

    The buyer plans with nominal numbers for the whole force; every draw has this stock.
    """
    bases = batteries_bought(deal)
    candidates = [
        Candidate(
            Item(
                bases,
                nominal(part.demand),
                nominal(part.base_repair_share),
                nominal(part.base_repair),
                nominal(part.order_ship),
            ),
            nominal(part.depot_repair),
            nominal(part.cost),
        )
        for part in deal.spares.parts
    ]
    return marginal_analysis(candidates, budgets_usd)


class PartStock(NamedTuple):
    """Stock of one class of parts: at the depot, and at each battery."""

    depot: int
    each: int


def distributed(level: Level, batteries: int) -> PartStock:
    """Return a stock with equal shares for all batteries; the remainder stays at the depot."""
    each, rest = divmod(level.bases, batteries)
    return PartStock(level.depot + rest, each)


def working_share_of(
    parts: Sequence[PartDraws],
    levels: Sequence[Level],
    bought: int,
    operated: Floats,
    received: Floats,
    supply: dict[str, Supply],
    step_years: float,
    *,
    vari: bool,
    cannibalise: bool,
) -> Floats:
    """Return the share of operated batteries that miss no part, shape (draws, quarters).

    Parameters
    ----------
    parts, levels
        Classes of parts, and the stock of each for the whole deal.
    bought
        Batteries of the whole deal.
    operated, received
        Batteries at work, and share of the deal delivered: depot stock comes with it.
    supply
        By class of parts.
    step_years
        Length of a quarter.
    vari, cannibalise
        VARI-METRIC rather than METRIC; missing parts gathered in as few batteries as possible.
    """
    waits, away, stocks = [], [], []
    for part, level in zip(parts, levels, strict=True):
        stock = distributed(level, bought)
        shocked = supply[part.name]
        item = Item(
            operated,
            part.demand * shocked.demand_factor,
            part.base_repair_share,
            part.base_repair_years,
            part.order_ship_years,
        )
        demand = depot_demand(item)
        in_depot = pipeline_under_shocks(
            demand,
            np.broadcast_to(shocked.speed, demand.shape),
            part.depot_repair_years[:, 0],
            np.zeros(len(demand)),
            step_years,
        )
        depot = np.floor(stock.depot * received + 1e-9)
        pipeline = base_pipeline(item, in_depot, depot)
        waits.append(base_backorders(pipeline, stock.each, vari=vari))
        away.append(in_depot + operated * own_pipeline(item))
        stocks.append(depot + np.floor(stock.each * operated))
    places = [part.places for part in parts]
    if cannibalise:
        return availability_cannibalised(np.array(away), np.array(stocks), places, operated)
    return availability(np.array(waits), places)
