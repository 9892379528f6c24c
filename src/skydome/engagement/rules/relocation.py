"""Units that leave: a battery moves to its second site, or its radar shuts down for a while.

It fires no more from the change on, and goes once the last of its missiles has met its target. Away
it neither looks nor fires; what it has loaded stays loaded, and reloads run on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import step_kernel
from skydome.engagement.world import MOVE, NEVER, NOBODY, SHUT

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def unit_of(world: World, x: int) -> int:
    """Return the unit that a change sends away, NOBODY if it is about something else."""
    kind, node = world.change_kind[x], world.change_node[x] - world.commands
    if kind == MOVE:
        return int(node - len(world.radar_period))
    return int(world.radar_unit[node]) if kind == SHUT else NOBODY


@step_kernel
def must_stay(world: World, state: State, u: int, x: int) -> bool:
    """Say whether a unit stays for now, or for good: it is lost, has moved, or guides missiles.

    What guides missiles goes in the scan after the last of them is due.
    """
    if state.unit_group[u] == NOBODY or state.unit_left[u] != NEVER:
        return True
    if state.used[u] == 0:
        return False
    last = 0
    for channel in range(world.unit_target_channels[u]):
        last = max(last, state.channel_until[u, channel])
    state.unit_from[u] = NEVER
    state.due[x] = last + 1
    return True


@step_kernel
def leave(world: World, state: State, u: int, x: int, scan: int) -> None:
    """Let a unit whose radar has gone off be away, and back at its site or at the second."""
    s, back = state.stance[u], scan + world.change_absence[x]
    if world.change_kind[x] == MOVE:
        s = world.stance_second[s]
        state.unit_left[u] = scan + world.change_pack[x]
    y = world.unit_quiet[u]
    if y != NOBODY and state.changed[y]:  # it has run dry, and stays silent
        back = NEVER
    take_position(world, state, u, s, back)


@step_kernel
def take_position(world: World, state: State, u: int, s: int, scan: int) -> None:
    """Let a unit look and fire in a stance from a scan on; the radar there begins anew.

    One that has been lost does not look.
    """
    r = world.stance_radar[s]
    state.stance[u] = s
    state.unit_from[u] = scan
    state.radar_was_on[r] = state.radar_on[r]
    state.radar_was_off[r] = state.radar_off[r]
    state.restarted[r] = 1
    state.radar_on[r] = NEVER if state.unit_blind[u] else scan
    state.radar_off[r] = NEVER


@step_kernel
def radiates_at_first_site(world: World, state: State, r: int, scan: int) -> bool:
    """Say whether a radar radiates where it first stood, whichever way its unit faces."""
    for other in range(len(world.radar_period)):
        on = state.radar_on[other] <= scan < state.radar_off[other]
        if world.radar_first[other] == r and on:
            return True
    return False


@step_kernel
def has_left(world: World, state: State, x: int, scan: int) -> bool:
    """Say whether a change is about a unit that has left its first site, or about its radar."""
    r, radars = world.change_node[x] - world.commands, len(world.radar_period)
    u = r - radars
    if 0 <= r < radars:
        u = world.radar_unit[r]
    return bool(u >= 0 and state.unit_left[u] <= scan)
