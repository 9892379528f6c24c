"""When the next missile may leave: launchers, and the battery as a whole, need time in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.world import NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def next_launcher(world: World, state: State, u: int, k: int) -> int:
    """Return a unit's loaded launcher of a type that may launch first, NOBODY if none is loaded.

    Ties go to the lowest number. A launcher that may launch before its battery may has no
    precedence over another such launcher.
    """
    best = NOBODY
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if world.launcher_missile[launcher] != k or state.loaded[launcher] == 0:
            continue
        if best == NOBODY or launches_from(state, u, launcher) < launches_from(state, u, best):
            best = launcher
    return int(best)


@step_kernel
def launches_from(state: State, u: int, launcher: int) -> int:
    """Return the scan from which a launcher may launch."""
    return int(max(state.unit_next[u], state.launcher_next[launcher]))


@step_kernel
def note_departure(world: World, state: State, u: int, launcher: int, scan: int) -> int:
    """Let the next missile leave a launcher as soon as it may; return the scan in which it does."""
    leaves = max(scan, launches_from(state, u, launcher))
    state.launcher_next[launcher] = leaves + world.launch_interval[u]
    state.unit_next[u] = leaves + world.salvo_interval[u]
    return int(leaves)


@stage_kernel
def note_next_launches(world: World, state: State, u: int) -> None:
    """Set the scan from which a unit may launch each type, after a launch or a reload."""
    for k in range(world.unit_stock.shape[1]):
        launcher = next_launcher(world, state, u, k)
        first = state.unit_next[u]
        if launcher != NOBODY:
            first = launches_from(state, u, launcher)
        state.launch_from[u, k] = first
