"""Changes during a replication as integer tables: losses, cut links, switching and moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.tables.columns import ints, thresholds
from skydome.engagement.world import (
    CUE,
    CUT,
    DOCTRINE,
    EMIT,
    HIT,
    LOSE,
    MOVE,
    NOBODY,
    QUIET,
    SEEN,
    SHUT,
)

if TYPE_CHECKING:
    from skydome.engagement.tables.doctrine import Doctrines
    from skydome.scenario.resolved import Change, Radar, ResolvedScenario

CHANGES = {
    "lost": LOSE,
    "cut": CUT,
    "quiet": QUIET,
    "emits": EMIT,
    "shuts": SHUT,
    "moves": MOVE,
    "doctrine": DOCTRINE,
}
TRIGGERS = {"cued": CUE, "leak": HIT}
LEAVES = {"homing": SEEN, "leak": HIT}


def change_tables(scenario: ResolvedScenario, doctrines: Doctrines) -> dict[str, Any]:
    """Return every possible change: its type, node, time and trigger."""
    changes, nodes, scan = scenario.changes, scenario.nodes, scenario.scan_s
    at = {(change.kind, change.node): x for x, change in enumerate(changes)}
    assets, batteries = scenario.assets, scenario.batteries
    radars = {radar.name: radar for radar in scenario.radars}
    own = [radars.get(change.node) for change in changes]
    windows = ((change.to_s.value - change.from_s.value) / scan for change in changes)
    return {
        "change_kind": ints(CHANGES[change.kind] for change in changes),
        "change_node": ints(
            scenario.networks.index(change.network) if change.doctrine else nodes.index(change.node)
            for change in changes
        ),
        "change_doctrine": ints(
            doctrines.number(change.doctrine) if change.doctrine else NOBODY for change in changes
        ),
        "change_chance": thresholds(np.array([change.chance.value for change in changes])),
        "change_first": ints(change.from_s.value / scan for change in changes),
        "change_window": ints(windows),
        "change_trigger": ints(
            _trigger(scenario, *pair) for pair in zip(changes, own, strict=True)
        ),
        "change_delay": ints(_delay_s(*pair) / scan for pair in zip(changes, own, strict=True)),
        "change_next": ints(
            at.get(("emits", r.moves_to), NOBODY) if r and change.kind == "shuts" else NOBODY
            for change, r in zip(changes, own, strict=True)
        ),
        "radar_second": ints(_second(scenario, radar) for radar in scenario.radars),
        "asset_change": ints(at.get(("lost", asset.node), NOBODY) for asset in assets),
        "unit_quiet": ints(at.get(("quiet", battery.name), NOBODY) for battery in batteries),
    }


def _trigger(scenario: ResolvedScenario, change: Change, radar: Radar | None) -> int:
    """Return the trigger of a change."""
    if change.kind == "moves":
        when = (b.move.when for b in scenario.batteries if b.move and b.name == change.node)
        return LEAVES.get(next(when), NOBODY)
    if change.kind == "shuts":
        return SEEN
    waits = change.kind == "emits" and radar is not None
    return TRIGGERS.get(radar.emission, NOBODY) if waits and radar else NOBODY


def _delay_s(change: Change, radar: Radar | None) -> float:
    """Return the time from a trigger to the change."""
    if change.kind != "emits" or radar is None:
        return 0.0
    return radar.relocate_s.value if radar.emission == "moved" else radar.warm_up_s.value


def _second(scenario: ResolvedScenario, radar: Radar) -> int:
    names = [other.name for other in scenario.radars]
    return names.index(radar.moves_to) if radar.moves_to else NOBODY
