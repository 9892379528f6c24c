"""Compilation of the fast kernel in a separate process, while the tables are being built.

Numba compiles one function at a time in a process. On a machine that has never run Skydome,
compiling the event kernel takes as long as everything before it, so a second process compiles it in
the meantime and leaves it in the disk cache. If that fails, the kernel is compiled when it is
needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.compiler import kernel_cache
from skydome.engagement import event, reference
from skydome.engagement.fields import shape
from skydome.engagement.sizes import SIZES, TABLES, plain_world
from skydome.engagement.state import new_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from skydome.engagement.world import World


@contextmanager
def compiled_ahead(*, ruled: bool) -> Iterator[None]:
    """Compile the event kernel in parallel to the work in this context, if it is not yet cached.

    ``ruled`` asks for the kernel of worlds with rules, see `skydome.compiler.rule_kernel`.
    """
    if os.environ.get("SKYDOME_NO_JIT") == "1" or is_compiled(ruled=ruled):
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


def is_compiled(*, ruled: bool) -> bool:
    """Return whether the event kernel is in the cache, for worlds with rules or without."""
    return _mark(ruled=ruled).exists()


def _mark(*, ruled: bool) -> Path:
    """Return the empty file that marks a kernel as cached."""
    return kernel_cache("engagement") / ("event-ruled" if ruled else "event-plain")


def compile_event(*, ruled: bool) -> None:
    """Compile the event kernel by running no replication of an empty world."""
    world = empty_world(ruled=ruled)
    rows = np.zeros((0, 1), dtype=np.int32)
    event.run(world, new_state(world), event.new_agenda(world), 0, 0, 1, rows)
    _mark(ruled=ruled).touch()


def compile_reference(*, ruled: bool) -> None:
    """Compile the readable kernel, which replays and tests call, by an empty world."""
    world = empty_world(ruled=ruled)
    reference.run(world, new_state(world), 0, 0, 1, np.zeros((0, 1), dtype=np.int32))


def empty_world(*, ruled: bool) -> World:
    """Return a world with the types of any other, with one of everything and no scans."""
    sizes = dict.fromkeys(SIZES, 1) | {"X": 0, "V": 0, "Z": 0}
    columns: dict[str, Any] = {
        name: np.zeros(shape(field, sizes), dtype=dtype) if field.shape else 1
        for name, (field, dtype) in TABLES.items()
        if field.plain is None
    }
    return plain_world(**columns)._replace(rules=np.zeros(1, dtype=np.int32) if ruled else None)
