"""Hand-made worlds: one change at a set scan; both kernels must give the same rows."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from skydome.engagement import event, reference
from skydome.engagement.draw import CERTAIN
from skydome.engagement.fields import plain_column
from skydome.engagement.record import width
from skydome.engagement.sizes import TABLES, sizes_of
from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import NOBODY, World
from skydome.validation.worlds import SEED

REPLICATIONS = 2 if os.environ.get("SKYDOME_NO_JIT") == "1" else 20


def one_change(kind: int, node: int, scan: int, doctrine: int = NOBODY) -> dict[str, Any]:
    """Return the tables of one change that comes at a set scan."""
    columns = {
        "change_kind": each(1, kind),
        "change_node": each(1, node),
        "change_chance": np.array([CERTAIN], dtype=np.uint32),
        "change_first": each(1, scan),
        "change_doctrine": each(1, doctrine),
    }
    return plain_changes(1) | columns


def plain_changes(count: int) -> dict[str, Any]:
    """Return the tables of a number of changes that never come, by the declared plain values."""
    sizes = {"X": count}
    return {
        name: plain_column(name, TABLES, sizes, {})
        for name, (field, _) in TABLES.items()
        if field.shape == "X"
    }


def without_waiting(world: World) -> World:
    """Return a world in which every launch is made, whatever its doctrines and networks are."""
    names = ("path_best", "flight_least")
    sizes = sizes_of({k: v for k, v in world._asdict().items() if k not in names})
    columns = {name: plain_column(name, TABLES, sizes, {}) for name in names}
    doctrines = len(world.policy)
    return world._replace(**columns, waits=each(doctrines, 0))


def rows_of_both(world: World, replications: int = REPLICATIONS) -> np.ndarray:
    """Play both kernels, and return their rows, which must agree."""
    slow, fast = (np.zeros((replications, width(world)), dtype=np.int32) for _ in range(2))
    reference.run(world, new_state(world), SEED, 0, 1, slow)
    event.run(world, new_state(world), event.new_agenda(world), SEED, 0, 1, fast)
    assert (slow == fast).all()
    return slow
