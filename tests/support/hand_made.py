"""Hand-made worlds: one change at a set scan, and both kernels held to the same rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from skydome.engagement import event, reference
from skydome.engagement.draw import CERTAIN
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import NOBODY, World
from skydome.validation.worlds import SEED


def one_change(kind: int, node: int, scan: int, doctrine: int = NOBODY) -> dict[str, Any]:
    """Return the tables of one change that comes at a set scan."""
    return {
        "change_kind": each(1, kind),
        "change_node": each(1, node),
        "change_chance": np.array([CERTAIN], dtype=np.uint32),
        "change_first": each(1, scan),
        "change_window": each(1, 0),
        "change_trigger": each(1, NOBODY),
        "change_delay": each(1, 0),
        "change_next": each(1, NOBODY),
        "change_doctrine": each(1, doctrine),
        "change_absence": each(1, 0),
        "change_pack": each(1, 0),
    }


def rows_of_both(world: World) -> np.ndarray:
    """Play both kernels, and return their rows, which must agree."""
    slow, fast = (np.zeros((20, width(world)), dtype=np.int32) for _ in range(2))
    reference.run(world, new_state(world), SEED, 0, 1, slow)
    event.run(world, new_state(world), event.new_agenda(world), SEED, 0, 1, fast)
    assert (slow == fast).all()
    return slow
