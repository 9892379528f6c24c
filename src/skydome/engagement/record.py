"""A replication as one row of integers, and the names of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import step_kernel
from skydome.engagement.rules import carryover
from skydome.engagement.world import FIRST_EVENTS, NOBODY, OUTCOMES, THREAT_COUNTS

if TYPE_CHECKING:
    from skydome.arrays import Ints
    from skydome.engagement.world import State, World
    from skydome.scenario import ResolvedScenario


def columns(scenario: ResolvedScenario) -> list[str]:
    """Return the names of a row's columns, in the order in which `write_row` fills them."""
    units = [battery.name for battery in scenario.batteries]
    return [
        *(f"{count}.{name}" for name in scenario.labels for count in THREAT_COUNTS),
        *(f"fired.{missile}" for missile in scenario.missiles),
        *(f"hits.{asset.name}" for asset in scenario.assets),
        *(f"busy_channel_scans.{unit}" for unit in units),
        *(f"saturated_scans.{unit}" for unit in units),
        *(f"first_{event}_scan" for event in FIRST_EVENTS),
        *(f"{outcome}.{name}" for name in scenario.labels for outcome in OUTCOMES),
        *(f"waited_scans.{unit}" for unit in units if scenario.logistics),
        *(f"from_depot.{missile}" for missile in scenario.missiles if scenario.logistics),
        *(f"{change.kind}.{change.node}" for change in scenario.changes),
        *(f"turns.{unit}" for unit in units if scenario.turns),
        *(f"saturated_scans.{post.node}" for post in scenario.posts),
        *(f"silenced.{jammer.name}" for jammer in scenario.jammers if jammer.carrier),
    ]


def width(world: World) -> int:
    """Return the number of columns of a world's rows: counters, then what is carried over."""
    units, missiles = world.unit_stock.shape
    labels = world.label_salvo.shape[1] * (len(THREAT_COUNTS) + len(OUTCOMES))
    counters = labels + missiles + world.assets + 2 * units + len(FIRST_EVENTS)
    loading = (units + missiles) * int((world.unit_loaders != NOBODY).any())
    turning = units if world.look_round else 0
    silenced = int(np.sum(world.jam_carrier != NOBODY))
    closing = carryover.width(world) if len(world.opening) > 0 else 0
    own = loading + len(world.change_kind) + turning + len(world.post_limit) + silenced + closing
    return int(counters + own)


@step_kernel
def write_row(state: State, row: Ints) -> None:
    """Copy the counters of a finished replication into its row."""
    at = 0
    for label in range(len(state.threats)):
        for n in range(len(THREAT_COUNTS)):
            row[at] = state.threats[label, n]
            at += 1
    for part in (state.fired, state.hits, state.busy, state.saturated, state.first):
        for n in range(len(part)):
            row[at] = part[n]
            at += 1
    for label in range(len(state.outcomes)):
        for n in range(len(OUTCOMES)):
            row[at] = state.outcomes[label, n]
            at += 1
    waiting = state.waited, state.from_depot
    for part in (*waiting, state.changed, state.turns, state.post_saturated, state.silenced):
        for n in range(len(part)):
            row[at] = part[n]
            at += 1
