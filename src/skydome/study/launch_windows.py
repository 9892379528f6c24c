"""When the defence could have launched at a threat, whether or not it knew of the threat.

A launch is *possible* for a unit in a scan if the tables have a flight from there: the missile
reaches the threat on its path, before its asset, inside the envelope and where a radar can guide.
Detections, tracks, reaction times, channels, magazines and doctrine are not considered: those are
what `skydome.study.leak_causes` asks for next. Temporary jammers are not considered either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.world import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.arrays import Flags, Ints
    from skydome.engagement.world import World
    from skydome.study.replay import Event


class Units(NamedTuple):
    """Group and stance of each unit, [unit, scan]; the group of a lost unit is NOBODY."""

    group: Ints
    stance: Ints


def units_of(world: World, events: Iterable[Event]) -> Units:
    """Return where every unit was, and in which group, from the log of one replication."""
    count, commands = len(world.unit_network), world.commands
    first_unit = commands + len(world.radar_period)
    group = np.repeat(np.asarray(world.unit_network)[:, np.newaxis], world.scans, axis=1)
    stance = np.repeat(np.arange(count)[:, np.newaxis], world.scans, axis=1)
    alone = world.networks + commands + np.arange(count)
    for event in events:
        if event.kind == "turns":
            unit, _, radar = event.numbers[:3]
            stance[unit, event.scan :] = _stance(world, radar)
        elif event.kind == "moves":
            unit = event.numbers[1] - first_unit
            second = world.stance_second[stance[unit, event.scan]]
            stance[unit, event.scan :] = second
        elif event.kind in {"lost", "cut"}:
            node = event.numbers[1]
            now = group[:, event.scan].copy()
            linked = np.asarray(world.unit_command) == node
            if node >= first_unit:
                unit = node - first_unit
                left = NOBODY if event.kind == "lost" else alone[unit]
                now[unit] = NOBODY if now[unit] == NOBODY else left
            elif node < commands and event.kind == "lost":
                now = np.where(linked & (now != NOBODY), alone, now)
            elif node < commands:
                inside = linked & (now >= 0) & (now < world.networks)
                now = np.where(inside, world.networks + node, now)
            group[:, event.scan :] = now[:, np.newaxis]
    return Units(group.astype(np.int32), stance.astype(np.int32))


def _stance(world: World, radar: int) -> int:
    """Return the stance whose engagement radar this is; each facing has a radar of its own."""
    return int(np.flatnonzero(np.asarray(world.stance_radar) == radar)[0])


def possible_launches_at(world: World, units: Units, threat: int, arrival: int, end: int) -> Flags:
    """Return whether a launch was possible, [unit, scan], from the scenario's start to its end.

    Parameters
    ----------
    world, units
        Tables, and where the units were.
    threat
        Index of the threat.
    arrival, end
        Scan in which it started, and the last one to consider.
    """
    found = np.zeros(units.stance.shape, dtype=np.bool_)
    path = int(world.threat_path[threat])
    scans = np.arange(max(arrival, 0), min(end + 1, world.scans))
    for unit in range(len(found)):
        there = units.stance[unit, scans]
        for stance in np.unique(there):
            own = scans[there == stance]
            found[unit, own] = _has_flight(world, int(stance), path, own - arrival)
    return found


def _has_flight(world: World, stance: int, path: int, local: Ints) -> Flags:
    """Return whether any missile type of a stance has a flight in some local scans of a path."""
    types = world.unit_stock.shape[1]
    found = np.zeros(len(local), dtype=np.bool_)
    for k in range(types):
        row = (stance * types + k) * world.paths + path
        first, after = int(world.flight_offset[row]), int(world.flight_offset[row + 1])
        at = local - int(world.flight_first[row])
        inside = (at >= 0) & (at < after - first)
        found[inside] |= world.flight_scans[first + at[inside]] > 0
    return found


def launch_delay(world: World, unit: int, group: int) -> int:
    """Return the scans from a group's firm track to a unit's launch.

    As `skydome.engagement.rules.changes.launch_delay`, which kernels call; a test compares the two.
    """
    wait = int(world.unit_reaction[unit])
    if group < world.networks:
        wait += int(world.command_delay[world.unit_command[unit]])
    if group < world.networks + world.commands:
        wait += int(world.unit_delay[unit])
    return wait
