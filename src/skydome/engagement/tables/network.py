"""Networks, command posts, links and groups as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome.engagement.tables.columns import ints
from skydome.engagement.world import NEVER, NO_LIMIT, NOBODY

if TYPE_CHECKING:
    from skydome.engagement.tables.doctrine import Doctrines
    from skydome.scenario.resolved import Battery, Link, Radar, ResolvedScenario


def network_tables(scenario: ResolvedScenario, doctrines: Doctrines) -> dict[str, Any]:
    """Return the membership of nodes, their links, and the first doctrine of each group."""
    return {
        **_radar_tables(scenario),
        **_unit_tables(scenario),
        **_command_post_tables(scenario),
        "group_doctrine": ints(_group_doctrines(scenario, doctrines)),
        "networks": len(scenario.networks),
        "commands": len(scenario.units),
    }


def _group_doctrines(scenario: ResolvedScenario, doctrines: Doctrines) -> list[int]:
    """Return the doctrine of each group; without changes the groups are the networks."""
    groups = [doctrines.number(doctrine) for doctrine in scenario.doctrines]
    if all(change.doctrine is not None for change in scenario.changes):
        return groups
    alone = [doctrines.number(doctrine) for doctrine in scenario.alone]
    network_of = {battery.unit: battery.network for battery in scenario.batteries}
    groups += [alone[network_of[unit]] for unit in scenario.units]
    return groups + [alone[battery.network] for battery in scenario.batteries]


def _radar_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    units, radars = list(scenario.units), scenario.radars
    guiding = {s.radar: u for u, b in enumerate(scenario.batteries) for s in b.stances}
    return {
        "radar_network": ints(radar.network for radar in radars),
        "radar_command": ints(
            units.index(radar.unit) if radar.unit in units else NOBODY for radar in radars
        ),
        "radar_unit": ints(guiding.get(r, NOBODY) for r in range(len(radars))),
        "radar_on": ints(_on(radar, scenario.scan_s) for radar in radars),
    }


def _unit_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    units, batteries, links = list(scenario.units), scenario.batteries, _links(scenario)
    return {
        "unit_network": ints(battery.network for battery in batteries),
        "unit_command": ints(units.index(battery.unit) for battery in batteries),
        "unit_delay": ints(_delay_scans(scenario, battery.name) for battery in batteries),
        "unit_capacity": ints(
            links[battery.name].capacity if battery.name in links else NO_LIMIT
            for battery in batteries
        ),
    }


def _command_post_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    posts = [post.node for post in scenario.posts]

    def limited(battery: Battery) -> int:
        post = f"{battery.unit}-command"
        return posts.index(post) if post in posts else NOBODY

    return {
        "command_delay": ints(_delay_scans(scenario, f"{u}-command") for u in scenario.units),
        "post_limit": ints(post.engagements for post in scenario.posts),
        "unit_post": ints(limited(battery) for battery in scenario.batteries),
    }


def _links(scenario: ResolvedScenario) -> dict[str, Link]:
    return {link.node: link for link in scenario.links}


def _delay_scans(scenario: ResolvedScenario, node: str) -> float:
    """Return the delay that a node's link adds to the reaction time; 0 without a link."""
    link = _links(scenario).get(node)
    return link.delay_s.value / scenario.scan_s if link else 0.0


def _on(radar: Radar, scan_s: float) -> float:
    """Return the scan in which a radar begins to radiate; NEVER if it waits for a trigger."""
    if radar.emission == "timed":
        return radar.on_s.value / scan_s
    return 0 if radar.emission == "on" else NEVER
