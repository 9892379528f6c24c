"""The fast kernel compiled in a process of its own, while the tables are being made.

Numba compiles one function at a time in a process. On a machine that has never run Skydome the
event kernel takes as long as all that comes before it, so a second process does it meanwhile and
leaves it in the cache on disk. Where that fails, the kernel is compiled when it is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.compiler import kernel_cache
from skydome.engagement import event
from skydome.engagement.tables.defaults import no_jammers, no_relays
from skydome.engagement.world import World, new_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def compiled_ahead(*, ruled: bool) -> Iterator[None]:
    """Compile the event kernel beside what is done in this context, where it is not yet cached.

    ``ruled`` asks for the kernel of worlds with rules, see `skydome.compiler.rule_kernel`.
    """
    if os.environ.get("SKYDOME_NO_JIT") == "1" or _mark(ruled=ruled).exists():
        yield
        return
    call = f"compile_event(ruled={ruled})"
    command = [sys.executable, "-c", f"from {__name__} import compile_event; {call}"]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent) as process:
        try:
            yield
        except BaseException:
            process.kill()
            raise


def _mark(*, ruled: bool) -> Path:
    """Return the empty file that says that a kernel is in the cache."""
    return kernel_cache("engagement") / ("event-ruled" if ruled else "event-plain")


def compile_event(*, ruled: bool) -> None:
    """Compile the event kernel by running no replication of an empty world."""
    world = empty_world(ruled=ruled)
    rows = np.zeros((0, 1), dtype=np.int32)
    event.run(world, new_state(world), event.new_agenda(world), 0, 0, 1, rows)
    _mark(ruled=ruled).touch()


def empty_world(*, ruled: bool) -> World:
    """Return a world of the types of any other, with one of everything and nothing in it."""
    one, rows = np.zeros(1, dtype=np.int32), np.zeros((1, 1), dtype=np.int32)
    offset = np.zeros(2, dtype=np.int64)
    names = ("scans", "assets", "networks", "commands", "paths", "identified", "jammers")
    numbers = dict.fromkeys((*names, "any_track"), 1)
    numbers["look_round"] = numbers["jammers"] = 0
    arrays: dict[str, Any] = {name: one for name in World._fields if name not in numbers}
    special = {
        "rules": one if ruled else None,
        "change_kind": one[:0],
        "post_limit": one[:0],
        "unit_loaders": one - 1,
        "detection_offset": offset,
        "detection_threshold": np.zeros(0, dtype=np.uint32),
        "unit_launcher": np.array([0, 1], dtype=np.int32),
        "unit_reserve": rows[None],
        "unit_stock": rows,
        "flight_offset": offset,
        "flight_scans": np.zeros(0, dtype=np.uint16),
        "flight_kill": np.zeros(0, dtype=np.uint16),
        "common_threshold": np.zeros(1, dtype=np.uint32),
        "kill_threshold": rows.astype(np.uint32),
        "miss_for_kill": np.zeros(1, dtype=np.uint32),
        "kill_for_miss": np.zeros(1, dtype=np.uint32),
        "label_salvo": rows,
        "label_reserved": rows,
        "label_engaged": rows,
        "label_advance": rows[None],
        "missile_order": rows,
        "radar_launches": rows,
        "label_value": rows[None],
        "missile_price": rows,
        "label_kill": rows.astype(np.uint32),
        "unit_full": rows,
        "confusion": rows[None].astype(np.uint32),
        "change_chance": np.zeros(1, dtype=np.uint32),
        "stance_facing": rows,
        "stance_turn": rows,
        "depot": rows,
        "opening": rows[:0],
    }
    return World(**(numbers | arrays | special | no_jammers() | no_relays()))
