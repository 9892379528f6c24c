"""Everything of a scenario as integer tables: here all floating point ends.

One World a placement of the sites. The hash over all of them goes into every result.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.tables import kill_factors
from skydome.engagement.tables import intercept
from skydome.engagement.tables import paths
from skydome.engagement.tables import sensing
from skydome.engagement.tables.network import capacity_of, command_tables, ready_missiles, thresholds
from skydome.engagement.tables.jammers import jam_tables
from skydome.engagement.tables.defaults import no_jammers, no_relays
from skydome.engagement.tables.relays import relays_of, with_relays
from skydome.engagement.tables.parameter_draws import is_sampled, scenario_of_placement
from skydome.engagement.tables.shots import battery_shots
from skydome.engagement.tables.stances import stance_tables, standing
from skydome.engagement.tables.traffic import traffic_of
from skydome.engagement.tables.views import view_of
from skydome.engagement.world import PER_RAID, PER_TARGET, WHOLE, World, with_rules
from skydome.physics.kill import split_reliability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from skydome.engagement.tables.intercept import Envelope
    from skydome.engagement.tables.paths import Path
    from skydome.engagement.tables.sensing import Sensor
    from skydome.engagement.tables.traffic import Traffic
    from skydome.physics.motion.flyout import FlyoutTable
    from skydome.scenario.resolved import ResolvedScenario
    from skydome.terrain import Grid

    Floats = NDArray[np.float64]


class Tables(NamedTuple):
    """The worlds of a scenario, one a placement, and the hash of them all."""

    worlds: list[World]
    sha256: str


class Shared(NamedTuple):
    """What every placement of a scenario has in common.

    ``path_of`` gives each threat's position in ``paths``, ``leader`` one threat of each path.
    ``sensors`` and ``sides_m2`` [kind of threat, side] are by the radar's catalogue entry,
    ``flyouts`` and ``envelopes`` by missile type; ``thickness`` is of the air at each point.
    """

    scenario: ResolvedScenario
    grid: Grid
    paths: list[Path]
    path_of: list[int]
    leader: list[int]
    traffic: Traffic
    sensors: dict[str, Sensor]
    sides_m2: dict[str, Floats]
    flyouts: list[FlyoutTable]
    envelopes: list[Envelope]
    thickness: Floats


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
    shared = None if is_sampled(scenario) else _shared(scenario, grid)
    worlds: list[World] = []
    for placement in range(scenario.terrain.placements):
        own = shared or _shared(scenario_of_placement(scenario, placement), grid)
        worlds.append(_world(own, placement))
        progress()
    return Tables(worlds, table_hash(worlds))


def build_world(scenario: ResolvedScenario, grid: Grid, placement: int) -> World:
    """Return the tables of one placement only."""
    return _world(_shared(scenario_of_placement(scenario, placement), grid), placement)


def table_hash(worlds: Iterable[World]) -> str:
    """Return the SHA-256 over every table of every world, with its name, type and shape."""
    digest = hashlib.sha256()
    for world in worlds:
        for name, value in world._asdict().items():
            if value is None:
                continue
            array = np.ascontiguousarray(value)
            digest.update(f"{name} {array.dtype.str} {array.shape} ".encode())
            digest.update(array.tobytes())
    return digest.hexdigest()


def _shared(scenario: ResolvedScenario, grid: Grid) -> Shared:
    keys = paths.path_keys(scenario)
    distinct = list(dict.fromkeys(keys))
    path_of = [distinct.index(key) for key in keys]
    leader = [keys.index(key) for key in distinct]
    scene = sensing.scene_of(scenario)
    radars = dict.fromkeys(radar.entry for radar in scenario.radars)
    sensors = {i: sensing.sensor_of(scenario.entries[i], scene) for i in radars}
    flown = [paths.build_path(scenario, scenario.threats[t], grid) for t in leader]
    traffic = traffic_of(scenario, flown, leader)
    missiles = [scenario.entries[i] for i in scenario.missiles]
    return Shared(
        scenario=scenario,
        grid=grid,
        paths=flown,
        path_of=path_of,
        leader=leader,
        traffic=traffic,
        sensors=sensors,
        sides_m2={
            i: np.array([sensing.sides_m2(sensor, threat) for threat in traffic.kinds])
            for i, sensor in sensors.items()
        },
        flyouts=[intercept.flyout_of(missile) for missile in missiles],
        envelopes=[intercept.envelope_of(m, traffic.way, traffic.ballistic) for m in missiles],
        thickness=kill_factors.thickness_of_air(traffic.way.altitude_m),
    )


class Ragged(NamedTuple):
    """Rows of different windows over local scans, in one flat array."""

    first: NDArray[np.int32]
    offset: NDArray[np.int64]
    values: NDArray[Any]

    def viable(self, paths: int) -> NDArray[np.int32]:
        """Return 1 for each path that has anything in any row, rows being path by path."""
        found = (np.diff(self.offset) > 0).reshape(-1, paths).any(axis=0)
        return np.asarray(found, dtype=np.int32)


def ragged(rows: Iterable[NDArray[Any]]) -> Ragged:
    """Keep of each row what lies between its first and its last value that is not zero."""
    firsts, kept = [], []
    for row in rows:
        used = row.nonzero()[0]
        first, stop = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        firsts.append(first)
        kept.append(row[first:stop])
    offset = np.zeros(len(kept) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in kept], out=offset[1:])
    return Ragged(np.array(firsts, dtype=np.int32), offset, np.concatenate(kept))


def _within(windows: Ragged, rows: Iterable[Floats]) -> Floats:
    """Return of each row what lies in the window of another table's row."""
    lengths = np.diff(windows.offset)
    return np.concatenate(
        [row[f : f + n] for row, f, n in zip(rows, windows.first, lengths, strict=True)]
    )


def _world(shared: Shared, placement: int) -> World:
    scenario = shared.scenario
    view = view_of(shared, placement)
    by_path = shared.traffic.by_path
    detections = ragged(by_path(thresholds(sight.probability) for sight in view.sights))
    shots = [shot for b in standing(scenario) for shot in battery_shots(shared, view, b)]
    flights = ragged(by_path(shot.flight_scans for shot in shots))
    kept = _within(flights, by_path(shot.kill_share for shot in shots))
    jamming = no_jammers()
    if view.hearing:
        bare = _within(flights, by_path(shot.bare_share for shot in shots))
        jamming = jam_tables(shared, view.hearing, view.looks, detections, bare)
    world = World(
        rules=None,
        scans=round(scenario.duration_s / scenario.scan_s),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        flight_first=flights.first,
        flight_offset=flights.offset,
        flight_scans=flights.values.astype(np.uint16),
        flight_kill=np.rint(kept * WHOLE).astype(np.uint16),
        **_threat_tables(shared),
        **_radar_tables(scenario),
        **_unit_tables(scenario),
        **_kill_tables(scenario),
        **jamming,
        **stance_tables(scenario),
        **no_relays(),
        **command_tables(scenario, flights.viable(len(shared.paths))[shared.path_of]),
    )
    return with_rules(with_relays(world, relays_of(scenario)))


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
        "radar_period": _ints(max(1, e.si("look_period") / scenario.scan_s) for e in entries),
        "radar_confirm_hits": _ints(entry.count("confirm_hits") for entry in entries),
        "radar_confirm_looks": _ints(entry.count("confirm_looks") for entry in entries),
        "radar_drop_misses": _ints(entry.count("drop_misses") for entry in entries),
    }


def _unit_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    batteries = scenario.batteries
    radars = [scenario.entries[scenario.radars[battery.radar].entry] for battery in batteries]
    capacity = [capacity_of(scenario, battery) for battery in batteries]
    ready = ready_missiles(scenario)
    sets = np.array([[battery.reload_sets] for battery in batteries])
    reaction = (scenario.entries[b.command_post].si("reaction_time") for b in batteries)
    reload = [scenario.entries[b.launcher].si("reload_time") / scenario.scan_s for b in batteries]
    count = [len(battery.launchers) for battery in batteries]
    return {
        "unit_reaction": _ints(time / scenario.scan_s for time in reaction),
        "unit_target_channels": _ints(radar.count("target_channels") for radar in radars),
        "unit_missile_channels": _ints(radar.count("missile_channels") for radar in radars),
        "unit_launcher": _ints(np.cumsum([0, *count])),
        "unit_stock": (ready * sets).astype(np.int32),
        "launcher_missile": _ints(k for battery in batteries for k in battery.launchers),
        "launcher_capacity": _ints(c for row in capacity for c in row),
        "launcher_reload": _ints(np.repeat(reload, count)),
    }


def _kill_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return kill probabilities, and what of the failures missiles of one type have in common.

    The single-shot probability holds whatever the level: where failures are shared by a target or
    the raid, the missiles that do not share one are the better.
    """
    missiles = [scenario.entries[i] for i in scenario.missiles]
    level = scenario.models.common_failure
    shared = level in {"target", "raid"}
    common = [m.si("common_mode_failure") if shared else 0.0 for m in missiles]
    kill = [
        [
            split_reliability(m.si(f"kill_probability.{name}"), 1 - c)[1]
            for name in scenario.target_classes
        ]
        for m, c in zip(missiles, common, strict=True)
    ]
    return {
        "kill_threshold": thresholds(np.array(kill)),
        "common_threshold": thresholds(np.array(common)),
        "common_level": _ints([PER_RAID if level == "raid" else PER_TARGET] * len(missiles)),
    }
