"""How long batteries keep working after a total cut-off, by the stock of spares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.cutoff import years_until_share
from skydome.fielding.metric import (
    Item,
    availability,
    base_backorders,
    base_pipeline,
    depot_demand,
    own_pipeline,
)
from skydome.fielding.quantity import nominal
from skydome.fielding.spares import (
    PartDraws,
    PartStock,
    batteries_bought,
    distributed,
    draw_parts,
    packages,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.arrays import Floats
    from skydome.fielding.deal import Deal
    from skydome.fielding.spares_allocation import Level


HALF = 0.5
LONGEST_YEARS = 20.0
MOST_DRAWS = 500
BISECTIONS = 16
POLICIES = {
    "no spares": 0.0,
    "half the package": 0.5,
    "the package": 1.0,
    "twice the package": 2.0,
    "four times the package": 4.0,
}


class Spread(NamedTuple):
    """10 %, 50 % and 90 % points of draws."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Endurance:
    """One stock of spares.

    Attributes
    ----------
    policy, spares_usd
        Its name and price.
    parts
        Stock by class of parts: at the depot, at each battery.
    availability
        PartStock of batteries that miss no part, before the cut-off.
    months
        Until half of the batteries work, parts not redistributed; 240 where it is longer.
    months_cannibalised
        The same with cannibalisation: until the scarcest class fills half its places.
    first_out
        The class that is scarcest most often.
    """

    policy: str
    spares_usd: float
    parts: dict[str, PartStock]
    availability: Spread
    months: Spread
    months_cannibalised: Spread
    first_out: str


def endurance(deal: Deal, parts: Sequence[PartDraws], *, vari: bool) -> list[Endurance]:
    """Return how long the batteries of the whole deal last after a cut-off, by stock of spares.

    At the cut-off all batteries are delivered and parts in repair are in their steady state;
    from then on nothing comes back from depot repair, and batteries still repair what they can.
    The first 500 draws are used, enough for 10 % and 90 % points.
    """
    bases = batteries_bought(deal)
    some = [
        PartDraws(part.name, part.places, *(x[:MOST_DRAWS] for x in part[2:])) for part in parts
    ]
    budgets = [share * nominal(deal.spares.package) for share in POLICIES.values()]
    return [
        _policy(deal, some, bases, name, levels, vari=vari)
        for name, levels in zip(POLICIES, packages(deal, budgets), strict=True)
    ]


def endurance_months(
    deal: Deal, policy: str, uniforms: Callable[[str], Floats], *, vari: bool = True
) -> tuple[list[float], str]:
    """Return the months that half of the batteries last under one policy, draw by draw.

    Parameters
    ----------
    deal, policy
        Whose parts, and the stock of spares, one of `POLICIES`.
    uniforms
        Uniform numbers by the name of a parameter, each of one length.
    vari
        VARI-METRIC rather than METRIC.

    Returns
    -------
    months, first_out
        As in `Endurance`, parts not redistributed; the class that is scarcest most often.
    """
    parts, bases = draw_parts(deal, uniforms), batteries_bought(deal)
    (levels,) = packages(deal, [POLICIES[policy] * nominal(deal.spares.package)])
    shares = [distributed(level, bases) for level in levels]
    lasting = np.stack([_cannibalised(p, s, bases) for p, s in zip(parts, shares, strict=True)])
    scarcest = np.bincount(np.argmin(lasting, axis=0), minlength=len(parts))
    months = 12 * _not_redistributed(parts, shares, bases, vari=vari)
    return [float(one) for one in months], parts[int(np.argmax(scarcest))].name


def spread(sample: Floats) -> Spread:
    """Return the 10 %, 50 % and 90 % points of draws."""
    return Spread(*(float(x) for x in np.quantile(sample, [0.1, 0.5, 0.9], method="nearest")))


def _policy(
    deal: Deal,
    parts: Sequence[PartDraws],
    bases: int,
    name: str,
    levels: Sequence[Level],
    *,
    vari: bool,
) -> Endurance:
    shares = [distributed(level, bases) for level in levels]
    lasting = np.stack([_cannibalised(p, s, bases) for p, s in zip(parts, shares, strict=True)])
    scarcest = np.bincount(np.argmin(lasting, axis=0), minlength=len(parts))
    spent = sum(
        nominal(part.cost) * sum(level)
        for part, level in zip(deal.spares.parts, levels, strict=True)
    )
    return Endurance(
        policy=name,
        spares_usd=spent,
        parts={part.name: share for part, share in zip(parts, shares, strict=True)},
        availability=spread(_working(parts, shares, bases, np.zeros((1, 1)), vari=vari)),
        months=spread(12 * _not_redistributed(parts, shares, bases, vari=vari)),
        months_cannibalised=spread(12 * lasting.min(axis=0)),
        first_out=parts[int(np.argmax(scarcest))].name,
    )


def _item(part: PartDraws, bases: int) -> Item:
    return Item(
        bases,
        part.demand,
        part.base_repair_share,
        part.base_repair_years,
        part.order_ship_years,
    )


def _cannibalised(part: PartDraws, share: PartStock, bases: int) -> Floats:
    """Return when one class, pooled, fills half its places."""
    item, places = _item(part, bases), bases * part.places
    demand = depot_demand(item)
    away = demand * part.depot_repair_years + bases * own_pipeline(item)
    left = share.depot + share.each * bases - away
    years = years_until_share(
        np.full(left.shape, float(max(places, 2))), left, demand / places, HALF, LONGEST_YEARS
    )
    return np.asarray(years[:, 0])


def _not_redistributed(
    parts: Sequence[PartDraws], shares: Sequence[PartStock], bases: int, *, vari: bool
) -> Floats:
    """Return when the mean share of working batteries falls to half, by bisection."""
    draws = len(parts[0].demand)
    low, high = np.zeros((draws, 1)), np.full((draws, 1), LONGEST_YEARS)
    for step in range(BISECTIONS):
        middle = (low + high) / 2 if step else low  # the first look is at the cut-off itself
        above = _working(parts, shares, bases, middle, vari=vari) > HALF
        if not step:
            high = np.where(above, high, 0.0)
            continue
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.asarray(high[:, 0])


def _working(
    parts: Sequence[PartDraws],
    shares: Sequence[PartStock],
    bases: int,
    years: Floats,
    *,
    vari: bool,
) -> Floats:
    waits = []
    for part, share in zip(parts, shares, strict=True):
        item = _item(part, bases)
        in_depot = depot_demand(item) * (part.depot_repair_years + years)
        waits.append(
            base_backorders(base_pipeline(item, in_depot, share.depot), share.each, vari=vari)
        )
    return availability(np.array(waits), [part.places for part in parts])
