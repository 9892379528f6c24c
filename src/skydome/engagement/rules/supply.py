"""Resupply of an empty launcher during the fight.

Without logistics an empty launcher reloads by itself from its battery's stock. With logistics it
waits for one of the battery's loaders, which brings missiles from the stock or, when that is empty,
drives to the unit's depot and back. A loader's missiles are reserved when it leaves, so that no two
loaders fetch the same ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, step_kernel
from skydome.engagement.world import NEVER, NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def reload_empty(world: World, state: State, u: int, launcher: int, scan: int) -> None:
    """Start the reload of a launcher that has just become empty, if there is anything to load."""
    if world.unit_loaders[u] != NOBODY:
        state.empty_since[launcher] = scan
        send_loaders(world, state, u, scan)
    elif state.stock[u, world.launcher_missile[launcher]] > 0:
        state.reload_at[launcher] = scan + world.launcher_reload[launcher]


@rule_kernel(lambda _world, _state, _u, _scan: None)
def send_loaders(world: World, state: State, u: int, scan: int) -> None:
    """Send a unit's free loaders to the waiting launchers, lowest number first.

    A loader is busy from its departure until the launcher is full. A lost unit is not resupplied.
    """
    if state.unit_group[u] == NOBODY:
        return
    free = world.unit_loaders[u]
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if state.reload_at[launcher] != NEVER:
            free -= 1
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if free > 0 and state.empty_since[launcher] != NEVER:
            free -= fetch(world, state, u, launcher, scan)


@step_kernel
def fetch(world: World, state: State, u: int, launcher: int, scan: int) -> int:
    """Send a loader to a launcher; return 1, or 0 if no missile is left for it."""
    k, s = world.launcher_missile[launcher], world.unit_command[u]
    count, away = min(world.launcher_capacity[launcher], state.stock[u, k]), 0
    state.stock[u, k] -= count
    if count == 0:
        count, away = min(world.launcher_capacity[launcher], state.depot[s, k]), 2
        state.depot[s, k] -= count
        state.from_depot[k] += count
    if count == 0:
        return 0
    state.fetched[launcher] = count
    trip = away * world.unit_travel[u]
    state.reload_at[launcher] = scan + trip + world.launcher_reload[launcher]
    state.waited[u] += scan - state.empty_since[launcher]
    state.empty_since[launcher] = NEVER
    return 1


@rule_kernel(lambda _world, _state: None)
def count_waiting(world: World, state: State) -> None:
    """At the end, add the waits of launchers that still wait although missiles are left."""
    for u in range(len(state.waited)):
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            k, since = world.launcher_missile[launcher], state.empty_since[launcher]
            left = state.stock[u, k] > 0 or state.depot[world.unit_command[u], k] > 0
            if since != NEVER and left and state.unit_group[u] != NOBODY:
                state.waited[u] += world.scans - since
