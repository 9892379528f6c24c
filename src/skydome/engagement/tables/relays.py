"""Relays as integer tables: radars of one network whose tracks another network receives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.world import DOCTRINE, NOBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.engagement.world import World
    from skydome.scenario.resolved import ResolvedScenario

SAME = ("period", "confirm_hits", "confirm_looks", "drop_misses")
NOBODYS = ("command", "unit", "second", "first")


class Relay(NamedTuple):
    """A radar whose tracks another network receives after a delay in scans."""

    radar: int
    network: int
    delay_scans: int


def relays_of(scenario: ResolvedScenario) -> list[Relay]:
    """Return the relays of a scenario, by neighbour and then by radar."""
    return [
        Relay(r, neighbour.to_network, round(neighbour.delay_s.value / scenario.scan_s))
        for neighbour in scenario.neighbours
        for r, radar in enumerate(scenario.radars)
        if radar.network == neighbour.from_network
        and scenario.entries[radar.entry].allows("cues_neighbours")
    ]


def with_relays(world: World, relays: Sequence[Relay]) -> World:
    """Return a world with relays added after the real radars.

    A relay belongs to its network, to no command post and no battery; it launches and guides
    nothing.
    """
    if not relays:
        return world
    radars, count = len(world.radar_period), len(relays)
    source = np.array([relay.radar for relay in relays], dtype=np.int32)
    delay = np.array([relay.delay_scans for relay in relays], dtype=np.int32)
    columns = {name: getattr(world, f"radar_{name}") for name in (*SAME, *NOBODYS)}
    columns = {
        f"radar_{name}": np.append(
            column, column[source] if name in SAME else np.full(count, NOBODY, dtype=np.int32)
        )
        for name, column in columns.items()
    }
    launches = np.ones((radars, world.unit_stock.shape[1]), dtype=np.int32)
    if not world.any_track:
        launches = world.radar_launches
    none = np.zeros((count, launches.shape[1]), dtype=np.int32)
    guides = np.zeros(count if world.jammers else 0, dtype=np.int32)
    later = (world.change_node >= world.commands + radars) & (world.change_kind != DOCTRINE)
    return world._replace(
        **columns,
        radar_network=np.append(
            world.radar_network, np.array([relay.network for relay in relays], dtype=np.int32)
        ),
        radar_on=np.append(world.radar_on, world.radar_on[source] + delay),
        change_node=(world.change_node + count * later).astype(np.int32),
        any_track=0,
        radar_launches=np.concatenate([launches, none]),
        radar_guides=np.append(world.radar_guides, guides),
        relay_radar=source,
        relay_delay=delay,
    )
