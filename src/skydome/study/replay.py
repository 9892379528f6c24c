"""Play back one replication, event by event.

The reference kernel writes the log. Its counters must equal the stored row; if they do not, the
software, the terrain or the machine differs from the one that made the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.relays import relays_of
from skydome.engagement.world import DETECTED, EVENTS, REASONS
from skydome.errors import InputError
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.study.store import Result

FIRST_EVENT_CAPACITY = 65_536
CHANGE_EVENTS = ("lost", "cut", "quiet", "emits", "shuts", "moves")
NAMED = ("typical", "best", "worst")


class Event(NamedTuple):
    """One event; `EventRecord` explains the numbers of each event type."""

    scan: int
    kind: str
    numbers: tuple[int, ...]


class EventRecord(NamedTuple):
    """An event with the scenario's names; fields that do not apply to its type are empty.

    ``number`` counts the missiles of a launch or a reload, the scans of a turn, and is 1 for an
    intercept that killed. ``channel`` is the battery's target channel, from 0. ``unit`` is the node
    that is lost, is cut off, goes silent, moves or begins to radiate; ``network`` is the group that
    changes its doctrine; ``radar`` is that of the facing to which a battery turns. ``reason`` is
    the decision of a network, see `skydome.engagement.world.REASONS`; it is logged when it differs
    from the previous one.
    """

    time_s: float
    event: str
    threat: str = ""
    network: str = ""
    radar: str = ""
    unit: str = ""
    missile: str = ""
    asset: str = ""
    number: int | None = None
    channel: int | None = None
    reason: str = ""


def replay(scenario: ResolvedScenario, replication: int) -> tuple[NDArray[np.int32], list[Event]]:
    """Run one replication again and return its row and everything that happened in it.

    Only the placement of that replication is compiled.
    """
    placement = replication % scenario.terrain.placements
    world = build_world(scenario, elevation_of(scenario), placement)
    return replay_in(world, scenario, replication)


def replay_in(
    world: World, scenario: ResolvedScenario, replication: int, *, every_detection: bool = True
) -> tuple[NDArray[np.int32], list[Event]]:
    """Return the same as `replay`, in the compiled world of the replication's placement.

    Most events are detections; without ``every_detection`` only the first of each threat is listed.
    """
    row = np.zeros((1, len(columns(scenario))), dtype=np.int32)
    capacity = FIRST_EVENT_CAPACITY
    while True:
        state = new_state(world, capacity)
        reference.run(world, state, scenario.seed, replication, 1, row)
        count = int(state.event_count[0])
        if count < capacity:
            break
        capacity *= 2
    log = state.events[:count]
    if not every_detection:
        log = log[_without_repeats(log)]
    events = [Event(scan, EVENTS[kind], tuple(rest)) for kind, scan, *rest in log.tolist()]
    return row[0], events


def _without_repeats(log: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which events are no detection, or the first one of their threat."""
    kept: NDArray[np.bool_] = log[:, 0] != DETECTED
    detections = np.flatnonzero(~kept)
    kept[detections[np.unique(log[detections, 2], return_index=True)[1]]] = True
    return kept


class Played(NamedTuple):
    """A stored replication, run again: the tables it ran with, its log by number and by name."""

    world: World
    events: list[Event]
    records: list[EventRecord]


def replay_stored(result: Result, replication: int) -> list[EventRecord]:
    """Return the events of a stored replication, in order of time; raises as `play_stored`."""
    return play_stored(result, replication).records


def play_stored(result: Result, replication: int) -> Played:
    """Run a stored replication again, check its row, and name its events.

    Raises
    ------
    InputError
        The result has no such replication, or running it again gives another row.
    """
    if not 0 <= replication < result.rows.num_rows:
        allowed = f"0 to {result.rows.num_rows - 1:,}, or {', '.join(NAMED)}"
        raise InputError(f"there is no replication {replication:,}", allowed=allowed)
    placement = replication % result.scenario.terrain.placements
    world = build_world(result.scenario, elevation_of(result.scenario), placement)
    events = checked_events(result, replication, world)
    names = names_of(result.scenario)
    return Played(world, events, [_record(names, event) for event in events])


def checked_events(
    result: Result, replication: int, world: World, *, every_detection: bool = True
) -> list[Event]:
    """Return the log of a stored replication in the tables of its placement, as `replay_in`.

    Raises
    ------
    InputError
        Running it again gives another row than the result has.
    """
    scenario = result.scenario
    row, events = replay_in(world, scenario, replication, every_detection=every_detection)
    stored = result.rows.slice(replication, 1)
    names = columns(scenario)
    changed = [
        name for name, again in zip(names, row, strict=True) if stored[name][0].as_py() != again
    ]
    if changed:
        raise InputError(
            f"replication {replication:,} gives another {changed[0]} than the result has",
            allowed="the version, the terrain and the machine that made the result",
        )
    return events


def named_replication(result: Result, name: str) -> int:
    """Return the number of the typical, the best or the worst replication.

    By leakers of all classes together: closest to the mean, fewest, most; the lowest number if
    several are equal.
    """
    leaked = np.sum(
        [numbers(result.rows[f"leaked.{c}"]) for c in result.scenario.target_classes], axis=0
    )
    if name == "typical":
        return int(np.abs(leaked - leaked.mean()).argmin())
    return int({"best": np.argmin, "worst": np.argmax}[name](leaked))


def event_table(records: Iterable[EventRecord]) -> pa.Table:
    """Return events as an Arrow table, a column for each field of `EventRecord`."""
    types = {"time_s": pa.float64(), "number": pa.int32(), "channel": pa.int32()}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in EventRecord._fields])
    return pa.Table.from_pylist([record._asdict() for record in records], schema=schema)


class Names(NamedTuple):
    """A scenario and the names of its groups and radars, by number.

    Groups are networks, then command posts and batteries, which may fight alone. After the
    scenario's own radars come relays, named after the neighbour's radar behind them.
    """

    scenario: ResolvedScenario
    groups: tuple[str, ...]
    radars: tuple[str, ...]


def names_of(scenario: ResolvedScenario) -> Names:
    """Return the names that events are written with; a log has tens of thousands of events."""
    batteries = (battery.name for battery in scenario.batteries)
    own = [radar.name for radar in scenario.radars]
    return Names(
        scenario,
        (*scenario.networks, *scenario.commands, *batteries),
        (*own, *(own[relay.radar] for relay in relays_of(scenario))),
    )


def _record(names: Names, event: Event) -> EventRecord:
    scenario, (first, second, third, fourth, _) = names.scenario, event.numbers
    record = EventRecord(event.scan * scenario.scan_s, event.kind)
    if event.kind in CHANGE_EVENTS:
        return record._replace(unit=scenario.changes[first].node)
    if event.kind == "turns":
        radar = scenario.radars[third].name
        return record._replace(unit=scenario.batteries[first].name, radar=radar, number=fourth)
    if event.kind == "doctrine":
        return record._replace(network=scenario.changes[first].network)
    if event.kind == "reload":
        unit, missile = scenario.batteries[second].name, scenario.missiles[third]
        return record._replace(unit=unit, missile=missile, number=fourth)
    return _record_of_threat(names, event, record._replace(threat=scenario.threats[first].name))


def _record_of_threat(names: Names, event: Event, record: EventRecord) -> EventRecord:
    """Fill in the fields of an event that concerns a threat."""
    scenario, (_, second, third, fourth, fifth) = names.scenario, event.numbers
    if event.kind == "decision":
        return record._replace(network=names.groups[second], reason=REASONS[third])
    if event.kind in {"detection", "track", "track_lost"}:
        return record._replace(network=names.groups[second], radar=names.radars[third])
    if event.kind in {"launch", "intercept"}:
        unit, missile = scenario.batteries[second].name, scenario.missiles[third]
        return record._replace(unit=unit, missile=missile, number=fourth, channel=fifth)
    if event.kind == "leak":
        return record._replace(asset=scenario.assets[second].name)
    return record
