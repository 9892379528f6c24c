"""The time and memory that a run will need on this machine, measured on a small part of it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.record import columns
from skydome.engagement.tables.build import build_tables
from skydome.engagement.tables.elevation import elevation_of
from skydome.study.precompile import is_compiled
from skydome.study.runner import run_block

if TYPE_CHECKING:
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

SECOND_BUILD_S = 5.0  # reading kernels adds little to a first build of this length
ENOUGH_S = 0.3  # of replications to measure their rate


class RunCost(NamedTuple):
    """The needs of a run.

    ``compiled`` states whether the kernel was in the cache; if it was not, measuring has compiled
    it, which the first run would otherwise have done. Times are in seconds on all cores.
    """

    tables_s: float
    replications_per_s: float
    replications_s: float
    table_bytes: int
    compiled: bool

    @property
    def total_s(self) -> float:
        """Tables and replications together."""
        return self.tables_s + self.replications_s


def cost_of_run(scenario: ResolvedScenario) -> RunCost:
    """Return the needs of a scenario's run, from one placement and a few replications.

    Raises
    ------
    InputError
        The terrain named in the scenario does not exist.
    """
    compiled = is_compiled(ruled=scenario.ruled)
    ground, placements = elevation_of(scenario), scenario.terrain.placements
    world, one_s = _built(scenario, ground, 1)
    if one_s < SECOND_BUILD_S:  # the first also reads kernels and fly-out tables
        world, one_s = _built(scenario, ground, 1)
    each_s = 0.0 if placements == 1 else max(0.0, _built(scenario, ground, 2)[1] - one_s)
    rate = _rate(scenario, world) * (os.cpu_count() or 1)
    return RunCost(
        tables_s=one_s + each_s * (placements - 1),
        replications_per_s=rate,
        replications_s=scenario.replications / rate,
        table_bytes=_size(world) * placements,
        compiled=compiled,
    )


def _built(scenario: ResolvedScenario, ground: Grid, placements: int) -> tuple[World, float]:
    """Return the first world of some placements, and how long all of them took."""
    terrain = scenario.terrain.model_copy(update={"placements": placements})
    began = time.perf_counter()
    tables = build_tables(scenario.model_copy(update={"terrain": terrain}), ground)
    return tables.worlds[0], time.perf_counter() - began


def _rate(scenario: ResolvedScenario, world: World) -> float:
    """Return replications a second on one core."""
    width, count = len(columns(scenario)), 1
    run_block([world], scenario.seed, 0, count, width)  # reads or compiles the kernel
    while True:
        seconds = run_block([world], scenario.seed, 0, count, width).seconds
        if seconds > ENOUGH_S or count >= scenario.replications:
            return count / max(seconds, 1e-6)
        count *= 4


def _size(world: World) -> int:
    return sum(value.nbytes for value in world if isinstance(value, np.ndarray))
