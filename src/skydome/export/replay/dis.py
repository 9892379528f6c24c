"""A replication as DIS traffic: entity states, fires and detonations in order of time."""

from __future__ import annotations

from math import dist
from typing import TYPE_CHECKING, NamedTuple

from skydome.export.replay import dis_pdus as pdus
from skydome.export.replay.dis_kinds import ASSET_KIND, SHOT_KIND, kind_of, node_kind
from skydome.export.replay.geocentric import Triple, geocentric_m, mean_velocity_m_s
from skydome.study.tracks import IN_FLIGHT, KILLED, LEAKED, MISSED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.export.replay.dis_pdus import Kind
    from skydome.export.replay.flights import Flight
    from skydome.export.replay.scene import Scene
    from skydome.export.replay.shots import Shot

STILL_S = 60.0  # between two states of what does not move; the standard's heartbeat for it
STEP_S = 5.0  # of what moves

RESULTS = {KILLED: pdus.PROXIMATE, MISSED: pdus.MISS}


class Sent(NamedTuple):
    """One unit and when it is sent, in seconds of the scenario."""

    time_s: float
    data: bytes


def traffic(scene: Scene) -> list[Sent]:
    """Return every unit of a replication in order of time.

    Sites, assets and threats are entities, and so is each salvo. A launch is a fire; an intercept
    is a detonation, and so is a leak, whose munition is the threat itself.
    """
    numbers: dict[str, int] = {}
    for name in _names(scene):
        numbers.setdefault(name, len(numbers) + 1)
    makers = (_still, _flights, _shots)
    units = [unit for make in makers for unit in make(scene, numbers)]
    return sorted(units, key=lambda unit: unit.time_s)


def _names(scene: Scene) -> Iterator[str]:
    yield from (f"site/{node.name}" for node in scene.nodes)
    yield from (f"asset/{asset.name}" for asset in scene.scenario.assets)
    yield from (f"threat/{name}" for name in scene.flights)
    yield from (f"shot/{number}" for number in range(len(scene.shots)))


def _still(scene: Scene, numbers: dict[str, int]) -> Iterator[Sent]:
    end = scene.scenario.duration_s
    things: list[tuple[str, str, Kind, Triple, float, float]] = [
        (f"site/{n.name}", n.name, node_kind(n), n.place, n.from_s, n.until_s) for n in scene.nodes
    ]
    things += [
        (f"asset/{a.name}", a.name, ASSET_KIND, (a.latitude_deg, a.longitude_deg, up), 0.0, end)
        for a, up in zip(scene.scenario.assets, scene.asset_altitude_m, strict=True)
    ]
    for name, mark, kind, place, from_s, until_s in things:
        told = numbers[name], pdus.FRIENDLY, kind, mark, place
        time_s = from_s
        while time_s < until_s:
            yield Sent(time_s, pdus.entity_state(time_s, *told))
            time_s += STILL_S
        if until_s < end:
            gone = pdus.DESTROYED | pdus.DEACTIVATED
            yield Sent(until_s, pdus.entity_state(until_s, *told, appearance=gone))


def _flights(scene: Scene, numbers: dict[str, int]) -> Iterator[Sent]:
    leaks = {r.threat: n for n, r in enumerate(scene.records) if r.event == "leak"}
    for flight in scene.flights.values():
        number, kind = numbers[f"threat/{flight.name}"], kind_of(flight)
        force = pdus.OPPOSING if flight.identity in {"hostile", "decoy"} else pdus.NEUTRAL
        places = [_place(flight, n) for n in range(len(flight.time_s))]
        times, last = flight.time_s.tolist(), len(places) - 1
        for n, time_s in enumerate(times):
            ahead = min(n + 1, last)
            moved = mean_velocity_m_s(
                places[ahead - 1], places[ahead], times[ahead] - times[ahead - 1]
            )
            dead = n == last and flight.outcome in {KILLED, LEAKED}
            looks = pdus.DESTROYED * (flight.outcome == KILLED) | pdus.DEACTIVATED if dead else 0
            told = number, force, kind, flight.name, places[n]
            yield Sent(
                time_s,
                pdus.entity_state(time_s, *told, float(flight.course_deg[n]), moved, looks),
            )
        if flight.name in leaks:
            event = len(scene.shots) + 1 + sorted(leaks.values()).index(leaks[flight.name])
            who = number, numbers[f"asset/{flight.asset}"], number
            at = places[last]
            hit = pdus.detonation(flight.until_s, event, *who, kind, 1, at, pdus.IMPACT)
            yield Sent(flight.until_s, hit)


def _shots(scene: Scene, numbers: dict[str, int]) -> Iterator[Sent]:
    sites = {(n.battery, n.place): numbers[f"site/{n.name}"] for n in scene.nodes}
    for n, shot in enumerate(scene.shots):
        one, number, event = shot.engagement, numbers[f"shot/{n}"], n + 1
        who = sites[one.unit, shot.start], numbers[f"threat/{one.threat}"], number
        start: Triple = shot.start
        away = dist(geocentric_m(*start), geocentric_m(*shot.end))
        told = SHOT_KIND, one.missiles
        yield Sent(one.launch_s, pdus.fire(one.launch_s, event, *who, *told, start, away))
        yield from _missile(shot, number)
        if one.outcome != IN_FLIGHT:
            result = RESULTS.get(one.outcome, pdus.NO_DETONATION)
            unit = pdus.detonation(one.intercept_s, event, *who, *told, shot.end, result)
            yield Sent(one.intercept_s, unit)


def _missile(shot: Shot, number: int) -> Iterator[Sent]:
    """Yield the states of a salvo on the straight line to its intercept."""
    one, end = shot.engagement, shot.end
    start: Triple = shot.start
    lasts = one.intercept_s - one.launch_s
    moved = mean_velocity_m_s(start, end, lasts)
    told = number, pdus.FRIENDLY, SHOT_KIND, one.missile
    time_s = one.launch_s
    while time_s < one.intercept_s:
        share = (time_s - one.launch_s) / lasts
        x, y, z = (a + share * (b - a) for a, b in zip(start, end, strict=True))
        yield Sent(time_s, pdus.entity_state(time_s, *told, (x, y, z), 0.0, moved))
        time_s += STEP_S
    looks = 0 if one.outcome == IN_FLIGHT else pdus.DEACTIVATED
    unit = pdus.entity_state(one.intercept_s, *told, end, 0.0, moved, looks)
    yield Sent(one.intercept_s, unit)


def _place(flight: Flight, n: int) -> Triple:
    arrays = flight.latitude_deg, flight.longitude_deg, flight.altitude_m
    latitude, longitude, altitude = (float(array[n]) for array in arrays)
    return latitude, longitude, altitude
