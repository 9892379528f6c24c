"""Play one block of a study, here or on another machine."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from skydome.engagement import event
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_shared_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import with_shares
from skydome.scenario.resolved import ResolvedScenario
from skydome.study.store import column_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from skydome.experiment.plan import Block, Plan
    from skydome.terrain import Grid


class Cell(NamedTuple):
    """One world: a draw at a placement, and the cumulative probability of each parameter."""

    draw: int
    placement: int
    shares: Mapping[str, float | None]


class Task(NamedTuple):
    """All that a worker needs to play a block; it can be sent to another machine."""

    scenario_json: str
    point: int
    cells: tuple[Cell, ...]
    first_turn: int
    turns: int


def task_of(plan: Plan, block: Block) -> Task:
    """Return the task of a block."""
    cells = plan.cells()[block.first : block.last]
    turns = plan.study.replications
    return Task(
        scenario_json=plan.texts[block.point],
        point=block.point,
        cells=tuple(Cell(draw, place, plan.shares(draw)) for draw, place in cells),
        first_turn=block.round * turns,
        turns=turns,
    )


def play(task: Task) -> pa.Table:
    """Return the rows of a block: point, draw, placement, replication, then the counters.

    A cell has replications ``placement``, ``placement + P``, … of a scenario with P placements,
    those that a run has there, from turn ``first_turn`` on. The rows are a function of the task.
    """
    scenario, grid = scenario_of(task.scenario_json)
    names, stride = columns(scenario), scenario.terrain.placements
    parts: list[dict[str, np.ndarray]] = []
    for cell in task.cells:
        first = cell.placement + task.first_turn * stride
        drawn = with_shares(scenario, cell.shares)
        world = build_shared_world(drawn, grid, cell.placement)
        rows = np.zeros((task.turns, len(names)), dtype=np.int32)
        event.run(
            world, new_state(world), event.new_agenda(world), scenario.seed, first, stride, rows
        )
        whole = np.full(task.turns, 1, dtype=np.int32)
        parts.append(
            {
                "point": whole * task.point,
                "draw": whole * cell.draw,
                "placement": whole * cell.placement,
                "replication": first + stride * np.arange(task.turns, dtype=np.int64),
                **{name: rows[:, n] for n, name in enumerate(names)},
            }
        )
    return pa.table(
        {name: column_of(np.concatenate([part[name] for part in parts])) for name in parts[0]}
    )


@lru_cache(maxsize=8)
def scenario_of(text: str) -> tuple[ResolvedScenario, Grid]:
    """Return a scenario from its text, and the ground that reaches as far as its draws need."""
    scenario = ResolvedScenario.model_validate_json(text)
    return scenario, elevation_of(scenario, drawn=True)
