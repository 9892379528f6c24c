"""A scenario as integer tables; all floating-point arithmetic ends here.

There is one World for each placement of the sites. The hash over all of them is stored in every
result.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.sizes import TABLES, check_world, plain_columns
from skydome.engagement.tables.changes import change_tables
from skydome.engagement.tables.columns import in_any_row, ints, ragged, thresholds
from skydome.engagement.tables.doctrine import Doctrines, doctrine_tables
from skydome.engagement.tables.identification import identity_tables
from skydome.engagement.tables.intercept import fly_ahead
from skydome.engagement.tables.kills import kill_tables
from skydome.engagement.tables.launch_choice import (
    along,
    bare_shares,
    choice_tables,
    chosen_members,
    launches_of,
)
from skydome.engagement.tables.logistics import supply_tables
from skydome.engagement.tables.magazines import capacity_of, ready_missiles
from skydome.engagement.tables.network import network_tables
from skydome.engagement.tables.parameter_draws import (
    drawn_scenario,
    is_sampled,
    scenario_of_placement,
)
from skydome.engagement.tables.passing_jammers import jam_tables
from skydome.engagement.tables.relays import relays_of, with_relays
from skydome.engagement.tables.shared import Shared, shared_of
from skydome.engagement.tables.shots import shots_of
from skydome.engagement.tables.stances import stance_tables, standing
from skydome.engagement.tables.views import view_of
from skydome.engagement.world import World, with_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from concurrent.futures import Executor

    from skydome.engagement.tables.parameter_draws import ParameterDraw
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid


class Tables(NamedTuple):
    """The worlds of a scenario, one a placement, and the hash of them all."""

    worlds: list[World]
    sha256: str


def build_tables(
    scenario: ResolvedScenario,
    grid: Grid,
    progress: Callable[[], None] = lambda: None,
    executor: Executor | None = None,
) -> Tables:
    """Return the tables of a scenario over one terrain.

    Parameters
    ----------
    scenario, grid
        The grid must reach as far around every site as its radars see.
    progress
        Called after each placement.
    executor
        Builds the placements side by side; without one they are built one after the other.
    """
    if not is_sampled(scenario):
        fly_ahead(scenario.entries[i] for i in scenario.missiles)
    shared = None if is_sampled(scenario) else shared_of(scenario, grid)

    def build(placement: int) -> World:
        own = shared or shared_of(scenario_of_placement(scenario, placement), grid)
        return _world(own, placement)

    worlds: list[World] = []
    placements = range(scenario.terrain.placements)
    for world in executor.map(build, placements) if executor else map(build, placements):
        worlds.append(world)
        progress()
    return Tables(worlds, table_hash(worlds))


def build_world(scenario: ResolvedScenario, grid: Grid, placement: int) -> World:
    """Return the tables of one placement only."""
    return _world(shared_of(scenario_of_placement(scenario, placement), grid), placement)


def build_drawn_world(
    scenario: ResolvedScenario, grid: Grid, one: ParameterDraw, placement: int
) -> World:
    """Return the tables of one placement under one draw of the uncertain parameters."""
    return build_shared_world(drawn_scenario(scenario, one), grid, placement)


def build_shared_world(scenario: ResolvedScenario, grid: Grid, placement: int) -> World:
    """Return the tables of one placement with the values that a scenario has."""
    return _world(shared_of(scenario, grid), placement)


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


def _world(shared: Shared, placement: int) -> World:
    scenario = shared.scenario
    doctrines = Doctrines(scenario)
    view = view_of(shared, placement)
    by_path = shared.traffic.by_path
    detections = ragged(by_path(thresholds(sight.probability) for sight in view.sights))
    shots = shots_of(shared, view, standing(scenario))
    launches = launches_of(shots, shared.traffic.bounds)
    viable = in_any_row(launches.offset, len(shared.paths))
    member = chosen_members(shared, launches, doctrines)
    scans, share = along(member, launches.scans), along(member, launches.share)
    flown = launches._replace(scans=scans[None], share=share[None])
    jamming = {}
    if view.hearing:
        bare = bare_shares(shots, member)
        jamming = jam_tables(shared, view.hearing, view.looks, detections, bare)
    columns = dict(
        rules=None,
        scans=round(scenario.duration_s / scenario.scan_s),
        detection_first=detections.first,
        detection_offset=detections.offset,
        detection_threshold=detections.values.astype(np.uint32),
        flight_first=launches.first,
        flight_offset=launches.offset,
        flight_scans=scans,
        flight_kill=share,
        **choice_tables(shared, flown, doctrines),
        **_threat_tables(shared),
        **_radar_tables(scenario),
        **_unit_tables(scenario),
        **kill_tables(scenario),
        **jamming,
        **stance_tables(scenario),
        **identity_tables(scenario, viable[shared.path_of]),
        **network_tables(scenario, doctrines),
        **change_tables(scenario, doctrines),
        **supply_tables(scenario),
        **doctrine_tables(scenario, doctrines.distinct),
    )
    world = World(**plain_columns(_complete(columns)))
    return with_rules(check_world(with_relays(world, relays_of(scenario))))


# of rules that a scenario need not use; every other column follows from the scenario
OPTIONAL = {"jammers", "unit_loaders", "unit_travel", "relay_radar", "relay_delay"}


def _complete(columns: dict[str, Any]) -> dict[str, Any]:
    """Return the columns; refuse if one that every scenario has is missing.

    Raises
    ------
    TypeError
        A declared column that no table builder makes.
    """
    for name, (field, _) in TABLES.items():
        if name not in columns and name not in OPTIONAL and not field.empty_unless:
            raise TypeError(f"World.{name} is declared, but no table builder makes it")
    return columns


def _threat_tables(shared: Shared) -> dict[str, Any]:
    scenario = shared.scenario
    threats, scan = scenario.threats, scenario.scan_s
    classes = scenario.target_classes
    hold = {name: _hold_scans(scenario, name) for name in {t.entry for t in threats}}
    return {
        "threat_start": ints(threat.start_s.value / scan for threat in threats),
        "threat_jitter": ints(threat.jitter_s.value / scan for threat in threats),
        "threat_path": ints(shared.path_of),
        "threat_length": ints(shared.paths[p].length for p in shared.path_of),
        "threat_class": ints(classes.index(threat.target_class) for threat in threats),
        "threat_asset": ints(threat.asset for threat in threats),
        "threat_hold": ints(hold[threat.entry] for threat in threats),
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
        "radar_period": ints(max(1, e.si("look_period") / scenario.scan_s) for e in entries),
        "radar_confirm_hits": ints(entry.count("confirm_hits") for entry in entries),
        "radar_confirm_looks": ints(entry.count("confirm_looks") for entry in entries),
        "radar_drop_misses": ints(entry.count("drop_misses") for entry in entries),
    }


def _unit_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    batteries = scenario.batteries
    radars = [scenario.entries[scenario.radars[battery.radar].entry] for battery in batteries]
    capacity = [capacity_of(scenario, battery) for battery in batteries]
    ready = ready_missiles(scenario)
    sets = np.array([[battery.reload_sets] for battery in batteries])
    reaction = (scenario.entries[b.command_post].si("reaction_time") for b in batteries)
    reload = [scenario.entries[b.launcher].si("reload_time") / scenario.scan_s for b in batteries]
    launchers = [scenario.entries[battery.launcher] for battery in batteries]
    count = [len(battery.launchers) for battery in batteries]
    return {
        "unit_reaction": ints(time / scenario.scan_s for time in reaction),
        "unit_target_channels": ints(radar.count("target_channels") for radar in radars),
        "unit_missile_channels": ints(radar.count("missile_channels") for radar in radars),
        "launch_interval": ints(
            _interval(e, "launch_interval") / scenario.scan_s for e in launchers
        ),
        "salvo_interval": ints(_interval(e, "salvo_interval") / scenario.scan_s for e in launchers),
        "unit_launcher": ints(np.cumsum([0, *count])),
        "unit_stock": (ready * sets).astype(np.int32),
        "launcher_missile": ints(k for battery in batteries for k in battery.launchers),
        "launcher_capacity": ints(c for row in capacity for c in row),
        "launcher_reload": ints(np.repeat(reload, count)),
    }


def _interval(launcher: ResolvedEntry, name: str) -> float:
    """Return a time between two launches, in s; an entry without one launches all at once."""
    return launcher.si(name) if name in launcher.parameters else 0.0
