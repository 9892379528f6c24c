"""Whether to launch now or wait for a better launch, by the values in the tables.

`skydome.engagement.tables.launch_choice` computes, for each launch, the number of engagements left
below which it is better to wait. That depends on who could make a later launch: on which of the
units with the best launches against that path are able to fire, and on whether the unit itself has
all its missile types left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.rules.firing import flight_row
from skydome.engagement.world import BEST, NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def awaits_better(world: World, state: State, u: int, k: int, t: int, scan: int) -> bool:
    """Return whether a unit's possible launch is worth less than waiting for a better one."""
    waits = world.waits[state.group_doctrine[state.unit_group[u]]] != 0
    return bool(waits and is_worth_less(world, state, u, k, t, scan))


@stage_kernel
def is_worth_less(world: World, state: State, u: int, k: int, t: int, scan: int) -> bool:
    """Return whether a launch is worth less than waiting, under a doctrine that waits."""
    g = state.unit_group[u]
    d, label = state.group_doctrine[g], state.label[g, t]
    case = able_units(world, state, g, t, scan)
    if not has_every_type(world, state, u, d, label):
        case += 1 << BEST
    at = np.uint32(flight_row(world, state, u, k, t, scan))
    return bool(engagements_left(world, state, g, t) < world.flight_least[d, case, at])


@step_kernel
def engagements_left(world: World, state: State, g: int, t: int) -> int:
    """Return how many more times the doctrine lets a group engage a threat."""
    return int(world.engagements[state.group_doctrine[g]] - state.engaged[g, t])


@step_kernel
def able_units(world: World, state: State, g: int, t: int, scan: int) -> int:
    """Return which of the units with the best launches at a threat are able, one bit each.

    An able unit is linked, at its first site and facing, not shut down, and has missiles of each
    of its types left. A group that is cut off does not wait for other groups.
    """
    able = 0
    if g >= world.networks:
        return able
    d, label = state.group_doctrine[g], state.label[g, t]
    for place in range(BEST):
        u = world.path_best[g, world.threat_path[t], place]
        if u == NOBODY or state.unit_group[u] != g:
            continue
        there = state.stance[u] == u and state.unit_from[u] <= scan
        if there and has_every_type(world, state, u, d, label):
            able += 1 << place
    return able


@step_kernel
def has_every_type(world: World, state: State, u: int, d: int, label: int) -> bool:
    """Return whether a unit may fire each missile type of its launchers at a label."""
    for k in range(world.unit_full.shape[1]):
        kept = 0 if world.label_reserved[d, label] else world.unit_reserve[d, u, k]
        if world.unit_full[u, k] > 0 and state.ready[u, k] <= kept:
            return False
    return True
