"""A unit's missiles, how long they last, and published prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage import look
from skydome.engagement.tables.intercept import cells_of, flyout_of, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario

PRICED = ("sourced", "derived")  # a price with any other confidence counts as unknown
HALFWAY = 0.5
OPPOSITE = {"value": "value", "low": "high", "high": "low"}


class Band(NamedTuple):
    """A value as assessed, its lower and upper bound, and as claimed; NaN if unknown."""

    value: float
    low: float
    high: float
    claimed: float


UNKNOWN = Band(np.nan, np.nan, np.nan, np.nan)


class Both(NamedTuple):
    """One system's scenario at assessed and at claimed values; a single unit in each."""

    assessed: ResolvedScenario
    claimed: ResolvedScenario

    def counted(self, of: Callable[[ResolvedScenario, str], float]) -> Band:
        """Return a number as assessed, at the lower and the upper bounds, and as claimed."""
        value, low, high = (of(self.assessed, end) for end in ("value", "low", "high"))
        return Band(value, low, high, of(self.claimed, "value"))


def magazine(both: Both, altitude_m: float) -> dict[str, tuple[str, Band, str]]:
    """Return channels, missiles and how long they last: unit, band and note by measure.

    Time to empty assumes that every target channel is always busy, with one missile per target. A
    shot occupies its channel for the flight to half of the missile's reach against an aircraft at
    the altitude, and for the assessment time. The lower bound has the fewest missiles and the most
    channels, the upper bound the reverse.
    """

    def empty_s(scenario: ResolvedScenario, end: str) -> float:
        busy = sum(
            count * hold_s(scenario, missile, altitude_m)
            for missile, count in ready_missiles(scenario, end).items()
        )
        return busy / target_channels(scenario, OPPOSITE[end])

    system = system_of(both.assessed)
    return {
        "target channels": ("1", both.counted(target_channels), "of all batteries together"),
        "ready missiles": (
            "1",
            both.counted(lambda s, end: sum(ready_missiles(s, end).values())),
            "one load of the launchers, at most the missiles in the system",
        ),
        "launchers take": (
            "1",
            both.counted(lambda s, end: sum(launcher_load(s, end).values())),
            "launchers shared evenly between the missile types",
        ),
        "missiles held": (
            "1",
            both.counted(lambda s, end: _end(s, system, "missiles_held", end)),
            "with reloads, from the catalogue",
        ),
        "time to empty": ("s", both.counted(empty_s), "every channel busy, one missile a target"),
    }


def system_of(scenario: ResolvedScenario) -> str:
    """Return the id of the only unit's system."""
    (system,) = scenario.units.values()
    return system


def _end(scenario: ResolvedScenario, entry: str, name: str, end: str) -> int:
    return round(float(getattr(scenario.entries[entry].parameters[name], end)))


def target_channels(scenario: ResolvedScenario, end: str) -> int:
    """Return the target channels of all batteries together."""
    radar = scenario.radars[scenario.batteries[0].radar].entry
    batteries = _end(scenario, system_of(scenario), "batteries", end)
    return batteries * _end(scenario, radar, "target_channels", end)


def ready_missiles(scenario: ResolvedScenario, end: str = "value") -> dict[str, int]:
    """Return the missiles ready to fire by type, at one bound of the ranges.

    One load: what the launchers of all batteries take, but no more than the system's stock of
    missiles. Launchers are divided evenly between the types, with any remainder going to the first.
    If the stock is smaller than the load, every type gets its share, rounded down, and the first
    types one more until all are placed.
    """
    held = _end(scenario, system_of(scenario), "missiles_held", end)
    return limited(launcher_load(scenario, end), held)


def limited(load: dict[str, int], held: int) -> dict[str, int]:
    """Return the part of a load for which there are missiles, each type's share rounded down."""
    fits = sum(load.values())
    if held >= fits:
        return load
    placed = {missile: count * held // fits for missile, count in load.items()}
    left = held - sum(placed.values())
    return {missile: count + (n < left) for n, (missile, count) in enumerate(placed.items())}


def launcher_load(scenario: ResolvedScenario, end: str = "value") -> dict[str, int]:
    """Return the missiles that the launchers of all batteries take, by type."""
    system, types = system_of(scenario), scenario.missiles
    launchers = _end(scenario, system, "launchers_per_battery", end)
    batteries = _end(scenario, system, "batteries", end)
    tubes = _end(scenario, scenario.batteries[0].launcher, "tubes", end)
    return {
        missile: batteries
        * (launchers // len(types) + (n < launchers % len(types)))
        * tubes
        * _end(scenario, missile, "missiles_per_tube", end)
        for n, missile in enumerate(types)
    }


def hold_s(scenario: ResolvedScenario, missile: str, altitude_m: float) -> float:
    """Return how long one shot occupies a channel: flight to half of its reach, and assessment."""
    flight = _flight_halfway_s(scenario.entries[missile], altitude_m)
    return scenario.doctrine.assessment_s.value + flight


def _flight_halfway_s(missile: ResolvedEntry, altitude_m: float) -> float:
    """Return the time of flight to half of a missile's reach.

    Against aircraft at an altitude or, if it cannot engage them, against ballistic missiles in the
    middle of its altitude band.
    """
    table = flyout_of(missile)
    kind, height = "", min(altitude_m, missile.si("maximum_altitude"))
    if missile.si("maximum_range") <= missile.si("minimum_range"):
        kind = "_ballistic"
        band = (missile.si(f"{end}_altitude_ballistic") for end in ("minimum", "maximum"))
        height = sum(band) / 2
    reached = look.reachable_m(table)[1]
    far = min(
        missile.si(f"maximum_range{kind}"), float(np.interp(height, table.altitude_m, reached))
    )
    near = missile.si("minimum_range")
    place = np.array([max(far * HALFWAY, near)]), np.array([height])
    return float(read(table.time_of_flight_s, cells_of(table, *place))[0])


def missile_prices(both: Both) -> Iterator[tuple[str, Band, str]]:
    """Yield every missile with its price and confidence, and a mixed lot's mean at the end."""
    for missile in both.assessed.missiles:
        yield missile, *published_price(both, missile, "unit_cost")
    lot, _ = published_price(both, system_of(both.assessed), "missile_lot_unit_cost")
    if np.isfinite(lot.value):
        yield "mixed lot", lot, "mean over a mixed lot, and the price of none"


def published_price(both: Both, entry: str, name: str) -> tuple[Band, str]:
    """Return a price and its confidence; unknown if the catalogue has only a guess."""
    one, other = (scenario.entries[entry].parameters.get(name) for scenario in both)
    if one is None or other is None:
        return UNKNOWN, "not known"
    if one.standing not in PRICED:
        return UNKNOWN, "not known (only a guess)"
    return Band(one.value, one.low, one.high, other.value), one.standing


def ratio(top: Band, bottom: Band) -> Band:
    """Return one band over another, opposite bounds combined; unknown over zero."""

    def over(first: float, second: float) -> float:
        return first / second if second > 0 else np.nan

    return Band(
        over(top.value, bottom.value),
        over(top.low, bottom.high),
        over(top.high, bottom.low),
        over(top.claimed, bottom.claimed),
    )
