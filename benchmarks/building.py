"""``raid.yaml`` is a raid of the same size in a typical scenario: four regiments, twelve waves.

Threats of a wave share a path, so its tables are a tenth as large as those of the benchmark raid,
where each threat has its own path. The kernels are compared on the benchmark raid, which is harder;
tables are timed on the scenario.
"""

from __future__ import annotations

import time
import tracemalloc
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import raid
from skydome import load
from skydome.engagement import event
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

ROUNDS = 5
FILE = Path(__file__).parent / "raid.yaml"


@lru_cache(maxsize=1)
def scenario() -> tuple[ResolvedScenario, Grid]:
    """Return the scenario and its ground."""
    resolved = load(FILE)
    return resolved, elevation_of(resolved)


def world() -> World:
    """Return the scenario's tables."""
    return build_world(*scenario(), 0)


def milliseconds() -> float:
    """Return the processor time of making the scenario's tables, the best of five."""
    world()
    least = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        world()
        least = min(least, time.process_time() - began)
    return 1e3 * least


def peak_mb() -> dict[str, float]:
    """Return the most memory that tables and one thread's scratch take while they are made."""

    def peak(build: Callable[[], World]) -> float:
        tracemalloc.start()
        tables = build()
        scratch = new_state(tables), event.new_agenda(tables)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        del scratch
        return most / 1e6

    world()
    return {"raid": peak(raid.build), "raid.yaml": peak(world)}
