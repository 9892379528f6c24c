"""Opening and closing states, which carry one fight of a campaign over to the next.

Both are rows of the same integers: missiles on each launcher, reload stock of each unit by type,
depots by type and, for each change, whether it has come. In an opening only losses of nodes and cut
links may have come: radars start as the scenario has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import kernel, rule_kernel, step_kernel
from skydome.engagement.draw import draw, stream_of
from skydome.engagement.rules.supply import reload_empty

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Ints
    from skydome.engagement.state import State
    from skydome.engagement.world import World


def width(world: World) -> int:
    """Return the number of integers in an opening and in a closing."""
    loaded, changes = len(world.launcher_missile), len(world.change_kind)
    return int(loaded + world.unit_stock.size + world.depot.size + changes)


@rule_kernel(lambda _world, _state, _replication: None)
def open_with(world: World, state: State, replication: int) -> None:
    """Load the missiles of the opening, and schedule its changes for the first scan.

    An empty launcher reloads from the first scan on, as far as the stock allows.
    """
    row, at = np.uint32(replication % len(world.opening)), 0
    for launcher in range(len(state.loaded)):
        state.loaded[launcher] = world.opening[row, at]
        at += 1
    for u in range(len(state.stock)):
        for k in range(state.stock.shape[1]):
            state.ready[u, k] = 0
            state.stock[u, k] = world.opening[row, at]
            at += 1
    for s in range(len(state.depot)):
        for k in range(state.depot.shape[1]):
            state.depot[s, k] = world.opening[row, at]
            at += 1
    for x in range(len(state.due)):
        if world.opening[row, at] != 0:
            state.due[x] = 0
        at += 1
    for u in range(len(state.stock)):
        make_ready(world, state, u)


@step_kernel
def make_ready(world: World, state: State, u: int) -> None:
    """Count a unit's ready missiles, and start the reload of its empty launchers."""
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        state.ready[u, world.launcher_missile[launcher]] += state.loaded[launcher]
        if state.loaded[launcher] == 0:
            reload_empty(world, state, u, launcher, 0)


@rule_kernel(lambda _world, _state, _row: None)
def write_closing(world: World, state: State, row: Ints) -> None:
    """Write the closing state to the end of a row; missiles on loaders count as stock."""
    at = len(row) - world.opening.shape[1]
    for launcher in range(len(state.loaded)):
        row[at] = state.loaded[launcher]
        at += 1
    for u in range(len(state.stock)):
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            state.stock[u, world.launcher_missile[launcher]] += state.fetched[launcher]
        for k in range(state.stock.shape[1]):
            row[at] = state.stock[u, k]
            at += 1
    for s in range(len(state.depot)):
        for k in range(state.depot.shape[1]):
            row[at] = state.depot[s, k]
            at += 1
    for x in range(len(state.changed)):
        row[at] = state.changed[x]
        at += 1


def full(world: World) -> Ints:
    """Return the opening of a replication that starts with everything."""
    none = np.zeros(len(world.change_kind), dtype=np.int32)
    parts = (world.launcher_capacity, world.unit_stock, world.depot, none)
    return np.concatenate([part.ravel() for part in parts])


@kernel
def draw_each(
    seed: int, replications: int, purpose: np.uint64, first: int, second: int, index: int
) -> NDArray[np.int64]:
    """Return one draw of an address for each of a number of replications."""
    found = np.zeros(replications, dtype=np.int64)
    for n in range(replications):
        found[n] = draw(stream_of(seed, n), purpose, first, second, index)
    return found
