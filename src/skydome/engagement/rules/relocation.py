"""Units that are unavailable: a battery moves to its second site, or shuts its radar down.

It stops firing with the change and leaves after its last intercept. While away it neither looks nor
fires; its launchers stay loaded, and reloads continue.
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
    """Return the unit that a change sends away, NOBODY for other changes."""
    kind, node = world.change_kind[x], world.change_node[x] - world.commands
    if kind == MOVE:
        return int(node - len(world.radar_period))
    return int(world.radar_unit[node]) if kind == SHUT else NOBODY


@step_kernel
def must_stay(world: World, state: State, u: int, x: int) -> bool:
    """Return whether a unit stays, because it is lost, has moved already or still guides missiles.

    A unit that guides missiles leaves in the scan after the last intercept.
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
    """Send a unit away, its radar already off, to return at its site or at the second one."""
    s, back = state.stance[u], scan + world.change_absence[x]
    if world.change_kind[x] == MOVE:
        s = world.stance_second[s]
        state.unit_left[u] = scan + world.change_pack[x]
    y = world.unit_quiet[u]
    if y != NOBODY and state.changed[y]:  # it is out of missiles and stays silent
        back = NEVER
    take_position(world, state, u, s, back)


@step_kernel
def take_position(world: World, state: State, u: int, s: int, scan: int) -> None:
    """Let a unit look and fire in a stance from a scan on; the radar there starts without tracks.

    A radar that has been lost does not look.
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
    """Return whether a radar radiates at its first site, whichever way its unit faces."""
    for other in range(len(world.radar_period)):
        on = state.radar_on[other] <= scan < state.radar_off[other]
        if world.radar_first[other] == r and on:
            return True
    return False


@step_kernel
def has_left(world: World, state: State, x: int, scan: int) -> bool:
    """Return whether a change concerns a unit that has left its first site, or its radar."""
    r, radars = world.change_node[x] - world.commands, len(world.radar_period)
    u = r - radars
    if 0 <= r < radars:
        u = world.radar_unit[r]
    return bool(u >= 0 and state.unit_left[u] <= scan)
