"""The sites of the defence as objects: where they are, what stands there, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from skydome.engagement.tables.placement import Place
    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord

BATTERY, COMMAND, RADAR = "battery", "command post", "radar"


class Node(NamedTuple):
    """A site: a battery, a command post or a radar alone, with the radars that work there.

    ``battery`` is the battery that fights there, also at its second site, else empty. ``until_s``
    is the end of the scenario, or when the site was lost or left.
    """

    name: str
    unit: str
    kind: str
    battery: str
    system: str
    network: str
    radars: tuple[str, ...]
    place: Place
    from_s: float
    until_s: float
    lost: bool


def nodes_of(
    scenario: ResolvedScenario, spots: list[Place], records: list[EventRecord]
) -> list[Node]:
    """Return every site; a second site only from the time that its battery moves there."""
    moved = {one.unit: one.time_s for one in records if one.event == "moves"}
    lost = {one.unit: one.time_s for one in records if one.event == "lost"}
    first = {battery.site: battery.name for battery in scenario.batteries}
    second = {
        stance.site: battery.name
        for battery in scenario.batteries
        for stance in battery.stances
        if stance.second and stance.site != battery.site
    }
    nodes = []
    for number, site in enumerate(scenario.sites):
        battery = first.get(number) or second.get(number, "")
        here = [radar for radar in scenario.radars if radar.site == number]
        if number in second and battery not in moved:
            continue
        starts = moved[battery] if number in second else 0.0
        leaves = moved.get(battery) if number in first else None
        dies = lost.get(battery or site.name)
        ends = [time for time in (leaves, dies, scenario.duration_s) if time is not None]
        kind = BATTERY if battery else COMMAND if site.name in scenario.commands else RADAR
        networks = [scenario.networks[radar.network] for radar in here]
        nodes.append(
            Node(
                name=site.name,
                unit=site.unit,
                kind=kind,
                battery=battery,
                system=scenario.units.get(site.unit, here[0].entry if here else site.unit),
                network=networks[0] if networks else "",
                radars=tuple(dict.fromkeys(radar.entry for radar in here)),
                place=spots[number],
                from_s=starts,
                until_s=min(ends),
                lost=dies is not None and dies == min(ends),
            )
        )
    return nodes
