"""When the next missile may be launched: launchers, and the battery, need time between launches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.world import NEVER, NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def next_launcher(world: World, state: State, u: int, k: int, scan: int) -> int:
    """Return a unit's loaded launcher of a type that may launch first from a scan on, or NOBODY.

    Ties, including those among all launchers that may launch now, go to the lowest number.
    Launchers therefore run empty, and are reloaded, one after another.
    """
    best, soonest = NOBODY, NEVER
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if world.launcher_missile[launcher] == k and state.loaded[launcher] > 0:
            leaves = max(scan, launches_from(state, u, launcher))
            if leaves < soonest:
                best, soonest = launcher, leaves
    return int(best)


@step_kernel
def launches_from(state: State, u: int, launcher: int) -> int:
    """Return the scan from which a launcher may launch."""
    return int(max(state.unit_next[u], state.launcher_next[launcher]))


@step_kernel
def note_departure(world: World, state: State, u: int, launcher: int, scan: int) -> int:
    """Launch the next missile of a launcher as soon as possible; return the scan of the launch."""
    leaves = max(scan, launches_from(state, u, launcher))
    state.launcher_next[launcher] = leaves + world.launch_interval[u]
    state.unit_next[u] = leaves + world.salvo_interval[u]
    return int(leaves)


@stage_kernel
def note_next_launches(world: World, state: State, u: int) -> None:
    """Set the scan from which a unit may launch each type, after a launch or a reload."""
    for k in range(world.unit_stock.shape[1]):
        state.launch_from[u, k] = NEVER
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        k, ready = world.launcher_missile[launcher], state.launcher_next[launcher]
        if state.loaded[launcher] > 0:
            state.launch_from[u, k] = min(state.launch_from[u, k], ready)
    for k in range(world.unit_stock.shape[1]):
        first = state.launch_from[u, k]
        state.launch_from[u, k] = max(state.unit_next[u], first if first != NEVER else 0)
