"""What a scenario may write and still mean something: flights, start times, claims of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.catalogue.kinds import RAID_ENTRY, REFERENCES
from skydome.forms import quoted
from skydome.scenario.models import RaidCorrelation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.catalogue import Catalogue, Entry
    from skydome.scenario.authored import Scenario, Wave
    from skydome.yamlfile import Document, Key


# Judgement: more than the long-range batteries of any country, by a wide margin.
MOST_BATTERIES = 1_000


class Flight(NamedTuple):
    """How slow and how high a target class can fly at all; judgement, and wide on purpose."""

    slowest_m_s: float
    highest_m: float


# Slowest: below it the wing carries nothing, or the name of the class is wrong (supersonic).
# Highest: ceiling of the class with margin; what flies higher is another class.
FLIGHTS = {
    "aircraft": Flight(50.0, 20_000.0),
    "stealth_aircraft": Flight(50.0, 20_000.0),
    "cruise_missile": Flight(100.0, 15_000.0),
    "drone": Flight(10.0, 12_000.0),
    "glide_bomb": Flight(100.0, 15_000.0),
    "supersonic_missile": Flight(300.0, 30_000.0),
}


def check_flight(document: Document, n: int, wave: Wave, entry: Entry) -> None:
    """Refuse a speed or height written for a wave that its threat cannot fly."""
    flight = FLIGHTS.get(entry.attributes["target_class"])
    if flight is None:
        return
    named = entry.attributes["target_class"].replace("_", " ")
    if wave.speed_m_s is not None and wave.speed_m_s < flight.slowest_m_s:
        problem = f"{wave.speed_m_s:g} m/s is too slow for a {named}"
        allowed = f"at least {flight.slowest_m_s:g} m/s"
        raise document.error(("raid", n, "speed_m_s"), problem, allowed)
    if wave.height_m is not None and wave.height_m > flight.highest_m:
        problem = f"{wave.height_m:,.0f} m is too high for a {named}"
        raise document.error(("raid", n, "height_m"), problem, f"at most {flight.highest_m:,.0f} m")


def check_starts(document: Document, scenario: Scenario) -> None:
    """Refuse a wave of which nothing starts before the scenario ends: it would leak nothing."""
    for n, wave in enumerate(scenario.raid):
        if wave.arrive_s is not None:
            if wave.arrive_s >= scenario.duration_s:
                problem = (
                    f"the scenario ends at {scenario.duration_s:,} s, before this wave arrives"
                )
                allowed = "an earlier arrive_s, or a longer duration_s"
                raise document.error(("raid", n, "arrive_s"), problem, allowed)
            continue
        if wave.start_s >= scenario.duration_s:
            problem = f"the scenario ends at {scenario.duration_s:,} s, before this wave starts"
            key: Key = ("raid", n, "start_s" if "start_s" in wave.model_fields_set else "name")
            raise document.error(key, problem, "an earlier start_s, or a longer duration_s")


def check_batteries(document: Document, scenario: Scenario, batteries: int) -> None:
    """Refuse more batteries than a scenario can be run with in reasonable time."""
    if batteries > MOST_BATTERIES:
        units = len(scenario.defence)
        problem = f"{batteries:,} batteries in {units} unit{'s' * (units > 1)}"
        allowed = f"at most {MOST_BATTERIES:,} batteries in a scenario"
        raise document.error(("defence",), problem, allowed)


def check_used(
    document: Document, scenario: Scenario, catalogue: Catalogue, overridden: Iterable[str]
) -> None:
    """Refuse an override of an entry that the scenario does not use: it would change nothing."""
    used = {wave.threat for wave in scenario.raid} | {s.radar for s in scenario.sensors}
    if isinstance(scenario.models.common_failure, RaidCorrelation):
        used.add(RAID_ENTRY)
    for system in {unit.system for unit in scenario.defence}:
        used.add(system)
        if catalogue.entry(system).kind == "system":  # `ids` would read all entries
            for name in REFERENCES["system"]:
                used.update(catalogue.entry(system).referenced(name))
    for name in scenario.parameters:
        entry_id = name.partition(".")[0]
        if entry_id in set(overridden) - used:
            problem = f"the scenario does not use {quoted(entry_id)}"
            raise document.error(("parameters", name), problem, ", ".join(sorted(used)))
