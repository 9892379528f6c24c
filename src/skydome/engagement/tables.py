"""Everything of a scenario as integer tables: here all floating point ends.

One World a placement of the sites. The hash over all of them goes into every result.
"""

from __future__ import annotations

import hashlib
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement import intercept, paths, sensing
from skydome.engagement.draw import CERTAIN
from skydome.engagement.placement import Place, places
from skydome.engagement.world import World
from skydome.terrain import Grid, Mask, mask_from_profiles, ranges_needed, sample_profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from skydome.engagement.paths import Path
    from skydome.engagement.sensing import Polar, Sensor
    from skydome.physics.flyout import FlyoutTable
    from skydome.scenario.resolved import Battery, Radar, ResolvedScenario

    Floats = NDArray[np.float64]

GUIDANCE_PROBABILITY = 0.5  # single-look Pd from which a radar can guide a missile
PROFILE_STEP_M = 1_000.0
PROFILE_AZIMUTHS = 720
MOST_POSTS = 8


class Tables(NamedTuple):
    """The worlds of a scenario, one a placement, and the hash of them all."""

    worlds: list[World]
    sha256: str


class Shared(NamedTuple):
    """What every placement of a scenario has in common.

    ``path_of`` gives each threat's position in ``paths``, ``leader`` one threat of each path.
    """

    scenario: ResolvedScenario
    grid: Grid
    paths: list[Path]
    path_of: list[int]
    leader: list[int]
    sensors: dict[str, Sensor]
    flyouts: list[FlyoutTable]


def build_tables(
    scenario: ResolvedScenario, grid: Grid, progress: Callable[[], None] = lambda: None
) -> Tables:
    """Return the tables of a scenario over one terrain.

    Parameters
    ----------
    scenario, grid
        The grid must reach as far around every site as its radars see.
    progress
        Called after each placement.
    """
    shared = _shared(scenario, grid)
    worlds: list[World] = []
    for placement in range(scenario.terrain.placements):
        worlds.append(_world(shared, placement))
        progress()
    return Tables(worlds, table_hash(worlds))


def build_world(scenario: ResolvedScenario, grid: Grid, placement: int) -> World:
    """Return the tables of one placement only."""
    return _world(_shared(scenario, grid), placement)


def table_hash(worlds: Iterable[World]) -> str:
    """Return the SHA-256 over every table of every world, with its name, type and shape."""
    digest = hashlib.sha256()
    for world in worlds:
        for name, value in world._asdict().items():
            array = np.ascontiguousarray(value)
            digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


def thresholds(probability: Floats) -> NDArray[np.uint32]:
    """Return probabilities as what a 31-bit draw must lie below; 0 and 1 are exact."""
    return np.rint(np.clip(probability, 0.0, 1.0) * CERTAIN).astype(np.uint32)


def reach_m(scenario: ResolvedScenario) -> float:
    """Return how far around its sites a scenario looks."""
    return max(scenario.entries[radar.entry].si("instrumented_range") for radar in scenario.radars)


def _shared(scenario: ResolvedScenario, grid: Grid) -> Shared:
    keys = paths.path_keys(scenario)
    distinct = list(dict.fromkeys(keys))
    path_of = [distinct.index(key) for key in keys]
    leader = [keys.index(key) for key in distinct]
    weather = sensing.weather_of(scenario)
    radars = dict.fromkeys(radar.entry for radar in scenario.radars)
    return Shared(
        scenario=scenario,
        grid=grid,
        paths=[paths.build_path(scenario, scenario.threats[t], grid) for t in leader],
        path_of=path_of,
        leader=leader,
        sensors={i: sensing.sensor_of(scenario.entries[i], weather) for i in radars},
        flyouts=[intercept.flyout_of(scenario.entries[i]) for i in scenario.missiles],
    )


class Ragged(NamedTuple):
    """Rows of different windows over local scans, in one flat array."""

    first: NDArray[np.int32]
    offset: NDArray[np.int64]
    values: NDArray[Any]


def ragged(rows: Iterable[NDArray[Any]]) -> Ragged:
    """Keep of each row what lies between its first and its last value that is not zero."""
    firsts, kept = [], []
    for row in rows:
        used = np.flatnonzero(row)
        first, stop = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        firsts.append(first)
        kept.append(row[first:stop])
    offset = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in kept], out=offset[1:])
    return Ragged(np.array(firsts, dtype=np.int32), offset, np.concatenate(kept))


class View(NamedTuple):
    """One placement: where the sites are, and what is seen of each path from there.

    ``polars`` are by site and path, ``probabilities`` and ``guides`` by radar and path; a radar
    guides while it sees well enough, and coasts over short gaps.
    """

    places: list[Place]
    polars: list[list[Polar]]
    probabilities: list[list[Floats]]
    guides: list[list[NDArray[np.bool_]]]


def _world(shared: Shared, placement: int) -> World:
    scenario = shared.scenario
    view = _view(shared, placement)
    detections = ragged(thresholds(row) for rows in view.probabilities for row in rows)
    flights = ragged(
        row for battery in scenario.batteries for row in _battery_flights(shared, view, battery)
    )
    return World(
        scans=round(scenario.duration_s / scenario.scan_s),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values.astype(np.uint16),
        **_threat_tables(shared),
        **_radar_tables(scenario),
        **_unit_tables(scenario),
        **_doctrine_tables(scenario),
    )


def _view(shared: Shared, placement: int) -> View:
    """Place the sites and let every radar look at every path."""
    scenario = shared.scenario
    spots = places(scenario, shared.grid, placement)
    polars = [
        [sensing.seen_from(path, spot.latitude_deg, spot.longitude_deg) for path in shared.paths]
        for spot in spots
    ]
    far = ceil(reach_m(scenario) / PROFILE_STEP_M) * PROFILE_STEP_M
    posts = posts_per_step(shared.grid)
    probabilities: list[list[Floats]] = [[] for _ in scenario.radars]
    for site, spot in enumerate(spots):
        needed = _needed_m(polars[site], far)
        step, place = PROFILE_STEP_M / posts, (spot.latitude_deg, spot.longitude_deg)
        profiles = sample_profiles(shared.grid, *place, PROFILE_AZIMUTHS, step, far, needed)
        for r, radar in enumerate(scenario.radars):
            if radar.site == site:
                antenna = spot.altitude_m + shared.sensors[radar.entry].antenna_height_m
                mask = mask_from_profiles(profiles, step, antenna, posts, needed)
                probabilities[r] = _radar_rows(shared, radar, spots, polars[site], mask)
    guides = [
        [_guides(scenario, radar, row) for row in rows]
        for radar, rows in zip(scenario.radars, probabilities, strict=True)
    ]
    return View(spots, polars, probabilities, guides)


def _needed_m(polars: list[Polar], far_m: float) -> Floats:
    """Return how far the ground must be known in each direction: as far as any path is there."""
    azimuth = np.concatenate([polar.azimuth_rad for polar in polars])
    ground_range = np.concatenate([polar.ground_range_m for polar in polars])
    within = ground_range <= far_m
    return ranges_needed(azimuth[within], ground_range[within], PROFILE_AZIMUTHS, PROFILE_STEP_M)


def _guides(scenario: ResolvedScenario, radar: Radar, probability: Floats) -> NDArray[np.bool_]:
    entry = scenario.entries[radar.entry]
    coast = round(entry.si("drop_misses") * entry.si("look_period") / scenario.scan_s)
    return intercept.close_gaps(probability >= GUIDANCE_PROBABILITY, coast)


def posts_per_step(grid: Grid) -> int:
    """Return how many terrain posts to read in each kilometre, 1 to 8.

    Eight to each post of the grid: with fewer, crests fall between them. Sampled once a
    kilometre, a 30 arc-second grid in the Himalaya came out 700 to 2,400 m too open on average.
    """
    return int(np.clip(round(MOST_POSTS * PROFILE_STEP_M / grid.post_spacing_m), 1, MOST_POSTS))


def _radar_rows(
    shared: Shared, radar: Radar, spots: list[Place], polars: list[Polar], mask: Mask
) -> list[Floats]:
    sensor, ground = shared.sensors[radar.entry], spots[radar.site].altitude_m
    rows = []
    for path, leader, polar in zip(shared.paths, shared.leader, polars, strict=True):
        threat = shared.scenario.entries[shared.scenario.threats[leader].entry]
        seen = sensing.in_cover(sensor, polar, path.altitude_m, ground, radar.facing_deg)
        seen &= sensing.in_sight(mask, polar, path.altitude_m)
        chance = sensing.probability(
            sensor,
            polar.ground_range_m,
            path.altitude_m,
            threat.si("rcs"),
            threat.count("swerling"),
            ground,
        )
        rows.append(np.where(seen, chance, 0.0))
    return rows


def _battery_flights(shared: Shared, view: View, battery: Battery) -> Iterable[NDArray[np.uint16]]:
    """Yield a row for each missile type and path: scans to intercept by launch scan."""
    scenario, spot = shared.scenario, view.places[battery.site]
    for k, missile_id in enumerate(scenario.missiles):
        missile = scenario.entries[missile_id]
        carried = k in battery.launchers
        for p, path in enumerate(shared.paths):
            if not carried:
                yield np.zeros(len(path.scan), dtype=np.uint16)
                continue
            polar = view.polars[battery.site][p]
            ballistic = scenario.threats[shared.leader[p]].motion == "ballistic"
            guided = _guided(shared, view, battery, missile.attributes["guidance"], p)
            meets = guided & intercept.in_envelope(missile, path, polar, ballistic=ballistic)
            height, time = path.altitude_m - spot.altitude_m, np.full(len(path.scan), np.nan)
            time[meets] = intercept.time_of_flight_s(
                shared.flyouts[k], polar.ground_range_m[meets], height[meets]
            )
            yield intercept.launch_flights(time, guided, scenario.scan_s)


def _guided(
    shared: Shared, view: View, battery: Battery, guidance: str, p: int
) -> NDArray[np.bool_]:
    """Return when a battery can guide: by its own radar, or any of its network's for a seeker."""
    radars = shared.scenario.radars
    if guidance == "semi_active":
        return view.guides[battery.radar][p]
    able = [r for r, radar in enumerate(radars) if radar.network == battery.network]
    return np.asarray(np.logical_or.reduce([view.guides[r][p] for r in able]))


# plain columns


def _ints(values: Iterable[float]) -> NDArray[np.int32]:
    return np.array([round(value) for value in values], dtype=np.int32)


def _threat_tables(shared: Shared) -> dict[str, Any]:
    scenario = shared.scenario
    threats, scan = scenario.threats, scenario.scan_s
    classes = scenario.target_classes
    return {
        "threat_start": _ints(threat.start_s.value / scan for threat in threats),
        "threat_jitter": _ints(threat.jitter_s.value / scan for threat in threats),
        "threat_path": _ints(shared.path_of),
        "threat_length": _ints(shared.paths[p].length for p in shared.path_of),
        "threat_class": _ints(classes.index(threat.target_class) for threat in threats),
        "threat_asset": _ints(threat.asset for threat in threats),
        "threat_hold": _ints(_hold_scans(scenario, threat.entry) for threat in threats),
        "assets": len(scenario.assets),
        "paths": len(shared.paths),
    }


def _hold_scans(scenario: ResolvedScenario, threat: str) -> int:
    """Return the scans for which a draw holds: one look's for fast fluctuation and for none."""
    entry = scenario.entries[threat]
    slow = entry.count("swerling") in (1, 3)
    return max(1, round(entry.si("decorrelation_interval") / scenario.scan_s)) if slow else 1


def _radar_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    entries = [scenario.entries[radar.entry] for radar in scenario.radars]
    return {
        "radar_network": _ints(radar.network for radar in scenario.radars),
        "radar_period": _ints(max(1, e.si("look_period") / scenario.scan_s) for e in entries),
        "radar_confirm_hits": _ints(entry.count("confirm_hits") for entry in entries),
        "radar_confirm_looks": _ints(entry.count("confirm_looks") for entry in entries),
        "radar_drop_misses": _ints(entry.count("drop_misses") for entry in entries),
        "networks": len(scenario.networks),
    }


def _unit_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    batteries, missiles = scenario.batteries, scenario.missiles
    radars = [scenario.entries[scenario.radars[battery.radar].entry] for battery in batteries]
    capacity = [_capacity(scenario, battery) for battery in batteries]
    ready = np.zeros((len(batteries), len(missiles)))
    for u, battery in enumerate(batteries):
        np.add.at(ready[u], list(battery.launchers), capacity[u])
    sets = np.array([[battery.reload_sets] for battery in batteries])
    reaction = (scenario.entries[b.command_post].si("reaction_time") for b in batteries)
    reload = [scenario.entries[b.launcher].si("reload_time") / scenario.scan_s for b in batteries]
    count = [len(battery.launchers) for battery in batteries]
    return {
        "unit_network": _ints(battery.network for battery in batteries),
        "unit_reaction": _ints(time / scenario.scan_s for time in reaction),
        "unit_target_channels": _ints(radar.count("target_channels") for radar in radars),
        "unit_missile_channels": _ints(radar.count("missile_channels") for radar in radars),
        "unit_launcher": _ints(np.cumsum([0, *count])),
        "unit_reserve": (ready * scenario.doctrine.reserve_fraction.value).astype(np.int32),
        "unit_stock": (ready * sets).astype(np.int32),
        "launcher_missile": _ints(k for battery in batteries for k in battery.launchers),
        "launcher_capacity": _ints(c for row in capacity for c in row),
        "launcher_reload": _ints(np.repeat(reload, count)),
    }


def _capacity(scenario: ResolvedScenario, battery: Battery) -> list[int]:
    """Missiles on each launcher when full."""
    tubes = scenario.entries[battery.launcher].count("tubes")
    per_tube = [scenario.entries[i].count("missiles_per_tube") for i in scenario.missiles]
    return [tubes * per_tube[k] for k in battery.launchers]


def _doctrine_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    doctrine, classes = scenario.doctrine, scenario.target_classes
    kill = [
        [scenario.entries[i].si(f"kill_probability.{name}") for name in classes]
        for i in scenario.missiles
    ]
    return {
        "kill_threshold": thresholds(np.array(kill)),
        "class_salvo": _ints(doctrine.salvo[name] for name in classes),
        "class_reserved": _ints(name in doctrine.reserve_classes for name in classes),
        "missile_order": _ints(doctrine.missile_order),
        "engagements": doctrine.engagements,
        "assessment": round(doctrine.assessment_s.value / scenario.scan_s),
    }
