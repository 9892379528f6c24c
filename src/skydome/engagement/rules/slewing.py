"""Units that turn their radar to another facing, where no unit covers an urgent threat.

Every `World.look_round` scans each group reviews its facings. It goes through the threats that it
tracks and may engage, most urgent first. A threat is covered by a unit that has missiles ready and,
in its stance, could still launch at it. If no unit covers a threat, an idle unit turns to a facing
in which it would: the one with the shortest turn, ties by number. A unit that alone covers a more
urgent threat does not turn, and a group turns one unit at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.rules.event_log import log
from skydome.engagement.rules.relocation import take_position
from skydome.engagement.rules.tracking import switch_off
from skydome.engagement.world import FLYING, NEVER, NOBODY, RANDOM, TURNED

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def is_review(world: World, scan: int) -> bool:
    """Return whether groups review their facings in a scan."""
    return bool(world.look_round > 0 and scan % world.look_round == 0)


@step_kernel
def next_review(world: World, scan: int) -> int:
    """Return the first scan, from ``scan`` on, in which groups review their facings."""
    if world.look_round == 0:
        return NEVER
    return int((scan + world.look_round - 1) // world.look_round * world.look_round)


@step_kernel
def may_turn(world: World, state: State, g: int, scan: int) -> bool:
    """Return whether any unit of a group is free to turn."""
    for u in range(len(state.turns)):
        if state.unit_group[u] == g and is_idle(world, state, u, scan):
            return True
    return False


@step_kernel
def is_idle(world: World, state: State, u: int, scan: int) -> bool:
    """Return whether a unit can turn: it has another facing, radiates and guides no missile."""
    s = state.stance[u]
    r = world.stance_radar[s]
    if world.stance_facing[s, 0] == NOBODY or state.used[u] > 0:
        return False
    return bool(state.radar_on[r] <= scan < state.radar_off[r] and state.unit_from[u] <= scan)


@stage_kernel
def review_facings(world: World, state: State, g: int, scan: int) -> int:
    """Turn a unit of a group if that covers a threat; return how many units turn."""
    state.needed[:] = 0
    for place in range(len(state.status)):
        t = state.order[g, place]
        if not needs_cover(world, state, g, t):
            continue
        covering, last = 0, NOBODY
        for u in range(len(state.turns)):
            free = max(scan, state.unit_from[u])
            if state.unit_group[u] == g and covers(world, state, u, state.stance[u], t, free):
                covering, last = covering + 1, u
        if covering == 1:
            state.needed[last] = 1
        elif covering == 0 and turn_to(world, state, g, t, scan):
            return 1
    return 0


@step_kernel
def needs_cover(world: World, state: State, g: int, t: int) -> bool:
    """Return whether a group has a firm track of a threat that its doctrine lets it engage."""
    d = state.group_doctrine[g]
    if state.status[t] != FLYING or state.since[g, t] == NEVER:
        return False
    more = world.policy[d] == RANDOM or state.engaged[g, t] < world.engagements[d]
    return bool(more and world.label_engaged[d, state.label[g, t]] != 0)


@stage_kernel
def covers(world: World, state: State, u: int, s: int, t: int, scan: int) -> bool:
    """Return whether a unit in a stance could launch at a threat from a scan on, unjammed."""
    missiles = world.unit_stock.shape[1]
    for k in range(missiles):
        row = (s * missiles + k) * world.paths + world.threat_path[t]
        length = world.flight_offset[row + 1] - world.flight_offset[row]
        last = state.arrival[t] + world.flight_first[row] + length - 1
        if length > 0 and last >= scan and state.ready[u, k] > 0:
            return True
    return False


@step_kernel
def turn_to(world: World, state: State, g: int, t: int, scan: int) -> bool:
    """Turn the idle unit with the shortest turn towards a threat; return whether there is one."""
    best, to, least = NOBODY, NOBODY, NEVER
    for u in range(len(state.turns)):
        if state.unit_group[u] != g or state.needed[u] or not is_idle(world, state, u, scan):
            continue
        for n in range(world.stance_facing.shape[1]):
            s = world.stance_facing[state.stance[u], n]
            takes = world.stance_turn[state.stance[u], n]
            if s != NOBODY and takes < least and covers(world, state, u, s, t, scan + takes):
                best, to, least = u, s, takes
    if best == NOBODY:
        return False
    turn(world, state, best, to, scan, least)
    return True


@step_kernel
def turn(world: World, state: State, u: int, s: int, scan: int, takes: int) -> None:
    """Switch a unit's radar off, which ends its tracks, until the turn is complete."""
    before = state.stance[u]
    switch_off(state, world.stance_radar[before], scan)
    take_position(world, state, u, s, scan + takes)
    state.turns[u] += 1
    log(state, TURNED, scan, u, world.stance_radar[before], world.stance_radar[s], takes, 0)
