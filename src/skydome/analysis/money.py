"""What missiles and threats cost: published prices, and guesses that are never shown as results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from skydome.analysis.intervals import Estimate
    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario


class Price(NamedTuple):
    """The price of one item, USD: nominal value, bounds, and whether no source supports it."""

    nominal: float
    low: float
    high: float
    guess: bool


class Range(NamedTuple):
    """Mean money per replication, USD, at the lower bounds, nominal values, upper bounds."""

    low: float
    nominal: float
    high: float


@dataclass(frozen=True)
class Cost:
    """Mean cost of the missiles fired per replication, and of the raid, as far as it is known.

    Attributes
    ----------
    spent_usd
        Only where every missile that was fired has a published price: the mean at nominal prices,
        and its 95 % interval over replications.
    range_usd
        The mean at the lower and upper bounds of the prices. Where a price is a guess, this is
        all there is. None where a missile that was fired has no price at all.
    lot_usd
        The mean at the mean price of a mixed lot, where the defence has one such price.
    guessed
        Missiles that were fired and whose price is a guess.
    unknown
        Missiles that were fired and have no price.
    threat_usd
        Price of the whole raid; None where a threat in it has no price.
    threat_guess
        Whether any price in ``threat_usd`` is a guess.
    """

    spent_usd: Estimate | None
    range_usd: Range | None
    lot_usd: Range | None
    guessed: tuple[str, ...]
    unknown: tuple[str, ...]
    threat_usd: Range | None
    threat_guess: bool


def price_of(scenario: ResolvedScenario, entry: str) -> Price | None:
    """Return the price of a missile or threat, None where the catalogue has none."""
    price = scenario.entries[entry].parameters.get("unit_cost")
    if price is None:
        return None
    return Price(price.value, price.low, price.high, guess=price.standing == "unsourced")


def cost_of(
    scenario: ResolvedScenario,
    fired: Mapping[str, Floats],
    mean: Callable[[Floats], Estimate],
) -> Cost:
    """Return what a run cost.

    Parameters
    ----------
    scenario
        Its entries have the prices.
    fired
        Missiles fired in each replication, by type.
    mean
        Returns the mean of replications with its interval.
    """
    used = {missile: price_of(scenario, missile) for missile in fired if fired[missile].any()}
    priced = {missile: price for missile, price in used.items() if price is not None}
    unknown = tuple(missile for missile in used if missile not in priced)
    guessed = tuple(missile for missile, price in priced.items() if price.guess)
    none = np.zeros(len(next(iter(fired.values()))))
    spent = sum((fired[missile] * price.nominal for missile, price in priced.items()), none)
    number = {missile: float(fired[missile].mean()) for missile in fired}
    threats = [price_of(scenario, threat.entry) for threat in scenario.threats]
    known = [price for price in threats if price is not None]
    return Cost(
        spent_usd=None if unknown or guessed else mean(spent),
        range_usd=None if unknown else _sum((number[m], price) for m, price in priced.items()),
        lot_usd=_lot(scenario, sum(number.values())),
        guessed=guessed,
        unknown=unknown,
        threat_usd=_sum((1.0, price) for price in known) if len(known) == len(threats) else None,
        threat_guess=any(price.guess for price in known),
    )


def _sum(items: Iterable[tuple[float, Price]]) -> Range:
    low = nominal = high = 0.0
    for number, price in items:
        low += number * price.low
        nominal += number * price.nominal
        high += number * price.high
    return Range(low, nominal, high)


def _lot(scenario: ResolvedScenario, fired: float) -> Range | None:
    """Return the cost at a mixed lot's mean price, None unless one system has a published one."""
    name = "missile_lot_unit_cost"
    systems = dict.fromkeys(scenario.units.values())
    lots = [scenario.entries[system].parameters.get(name) for system in systems]
    lots = [lot for lot in lots if lot is not None and lot.standing != "unsourced"]
    if len(lots) != 1 or lots[0] is None:
        return None
    return Range(fired * lots[0].low, fired * lots[0].value, fired * lots[0].high)
