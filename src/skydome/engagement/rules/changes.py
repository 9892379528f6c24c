"""Changes of the network: nodes and links that are lost, and the groups that result.

Each battery and acquisition radar is linked to its command post, and the command post to its
network. What is still connected keeps fighting; a battery whose command post or link is lost fights
alone, with its own radar. Changes come before everything else in a scan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.rules import relocation
from skydome.engagement.rules.doctrine import change_doctrine
from skydome.engagement.rules.event_log import log
from skydome.engagement.rules.guiding import lose_own_radar
from skydome.engagement.rules.tracking import confirm, drop, switch_off
from skydome.engagement.world import (
    CUE,
    DOCTRINE,
    EMIT,
    FLYING,
    LOSE,
    LOST,
    NEVER,
    NOBODY,
    QUIET,
    SEEN,
    SHUT,
)

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def own_group(world: World, u: int) -> int:
    """Return the group of a unit that fights alone."""
    return world.networks + world.commands + u


@step_kernel
def launch_delay(world: World, u: int, g: int) -> int:
    """Return the scans from a group's firm track to a unit's launch: reaction and link delays."""
    wait, s = world.unit_reaction[u], world.unit_command[u]
    if g < world.networks:
        wait += world.command_delay[s]
    if g < world.networks + world.commands:
        wait += world.unit_delay[u]
    return int(wait)


@rule_kernel(lambda _world, _state, _x, _scan: None)
def apply_change(world: World, state: State, x: int, scan: int) -> None:
    """Apply one change."""
    node, commands, radars = world.change_node[x], world.commands, len(world.radar_period)
    kind, leaving = world.change_kind[x], relocation.unit_of(world, x)
    if leaving != NOBODY and relocation.must_stay(world, state, leaving, x):
        return
    state.changed[x] = 1
    log(state, LOST + kind, scan, x, node, 0, 0, 0)
    if kind == DOCTRINE:
        change_doctrine(world, state, node, world.change_doctrine[x], scan)
    elif leaving != NOBODY:
        switch_off_unit(world, state, leaving, scan)
        relocation.leave(world, state, leaving, x, scan)
    elif node < commands:
        if kind == LOSE:
            lose_command(world, state, node, scan)
        else:
            cut_command(world, state, node, scan)
    elif node < commands + radars:
        change_radar(world, state, kind, node - commands, scan)
    elif kind == LOSE:
        lose_unit(world, state, node - commands - radars, scan)
    elif kind == QUIET:
        switch_off_unit(world, state, node - commands - radars, scan)
    else:
        cut_unit(world, state, node - commands - radars, scan)


@step_kernel
def change_radar(world: World, state: State, kind: int, r: int, scan: int) -> None:
    """Switch a radar on or off, or lose it together with its unit's other facings."""
    if kind == EMIT:
        switch_on(world, state, r, scan)
        return
    switch_off(state, r, scan)
    if kind == LOSE and world.radar_unit[r] != NOBODY:
        switch_off_unit(world, state, world.radar_unit[r], scan)
        lose_own_radar(world, state, world.radar_unit[r], scan)
    if kind != SHUT and world.radar_second[r] != NOBODY:
        switch_off(state, world.radar_second[r], scan)


@stage_kernel
def lose_command(world: World, state: State, s: int, scan: int) -> None:
    """Lose a command post: its radars are cut off, and each of its units fights alone."""
    for r in range(len(world.radar_period)):
        if world.radar_command[r] == s and world.radar_unit[r] == NOBODY:
            switch_off(state, r, scan)
    for u in range(len(world.unit_network)):
        if world.unit_command[u] == s:
            cut_unit(world, state, u, scan)


@stage_kernel
def cut_command(world: World, state: State, s: int, scan: int) -> None:
    """Cut a command post off: it fights on with what is linked to it, apart from the network."""
    g = world.networks + s
    for r in range(len(world.radar_period)):
        if world.radar_command[r] == s and state.radar_group[r] < world.networks:
            regroup_radar(state, r, g, scan)
    for u in range(len(world.unit_network)):
        if world.unit_command[u] == s and 0 <= state.unit_group[u] < world.networks:
            regroup_unit(world, state, u, g)


@stage_kernel
def cut_unit(world: World, state: State, u: int, scan: int) -> None:
    """Cut a unit off: if it still exists, it fights alone."""
    g = own_group(world, u)
    if state.unit_group[u] == NOBODY or state.unit_group[u] == g:
        return
    for r in range(len(world.radar_period)):
        if world.radar_unit[r] == u:
            regroup_radar(state, r, g, scan)
    for x in range(len(world.change_kind)):  # it has no group left that could cue it
        if is_waiting_for(world, state, x, CUE) and world.radar_unit[radar_of(world, x)] == u:
            trigger(world, state, x, scan)
    regroup_unit(world, state, u, g)


@step_kernel
def lose_unit(world: World, state: State, u: int, scan: int) -> None:
    """Lose a unit; its missiles in flight are lost without its guidance."""
    switch_off_unit(world, state, u, scan)
    for channel in range(world.unit_target_channels[u]):
        state.channel_until[u, channel] = 0
    state.used[u] = 0
    state.guided[u] = 0
    state.unit_group[u] = NOBODY


@step_kernel
def switch_off_unit(world: World, state: State, u: int, scan: int) -> None:
    """Switch a unit's own radar off."""
    for r in range(len(world.radar_period)):
        if world.radar_unit[r] == u:
            switch_off(state, r, scan)


@step_kernel
def switch_on(world: World, state: State, r: int, scan: int) -> None:
    """Switch a silent radar on; its unit may fire from now on."""
    state.radar_on[r] = scan
    if world.radar_unit[r] != NOBODY:
        state.unit_from[world.radar_unit[r]] = scan


@step_kernel
def has_trigger_track(world: World, state: State, x: int) -> bool:
    """Return whether the radar's group tracks a threat that triggers the change."""
    g = state.radar_group[radar_of(world, x)]
    for t in range(len(state.status)):
        tracked = state.tracking_radars[g, t] > 0 and state.status[t] == FLYING
        if tracked and is_trigger(world, x, t):
            return True
    return False


@step_kernel
def is_trigger(world: World, x: int, t: int) -> bool:
    """Return whether a track of a threat triggers a change: any, or one that homes on its radar."""
    return bool(world.change_trigger[x] == CUE or world.threat_homes[t] == radar_of(world, x))


@step_kernel
def is_waiting_for_track(world: World, state: State, x: int) -> bool:
    """Return whether a change waits for a track."""
    return is_waiting_for(world, state, x, CUE) or is_waiting_for(world, state, x, SEEN)


@step_kernel
def is_waiting_for(world: World, state: State, x: int, trigger: int) -> bool:
    """Return whether a change waits for a trigger that has not come yet."""
    return bool(world.change_trigger[x] == trigger and state.due[x] == NEVER)


@step_kernel
def radar_of(world: World, x: int) -> int:
    """Return the radar that a change concerns; for a unit, the radar that it starts with."""
    r = world.change_node[x] - world.commands
    own = r - len(world.radar_period)
    return int(world.stance_radar[own] if own >= 0 else r)


@step_kernel
def trigger(world: World, state: State, x: int, scan: int) -> None:
    """Schedule a change and the one linked to it after their delays, not before the next scan."""
    state.due[x] = scan + 1 + world.change_delay[x]
    y = world.change_next[x]
    if y != NOBODY:
        state.due[y] = scan + 1 + world.change_delay[y]


@stage_kernel
def regroup_radar(state: State, r: int, g: int, scan: int) -> None:
    """Let a radar report to another group, where its tracks are firm from now on."""
    for t in range(len(state.status)):
        if state.tracked[r, t] and state.status[t] == FLYING:
            drop(state, r, t, scan)
    state.radar_group[r] = g
    for t in range(len(state.status)):
        if state.tracked[r, t] and state.status[t] == FLYING:
            confirm(state, r, t, scan)


@stage_kernel
def regroup_unit(world: World, state: State, u: int, g: int) -> None:
    """Let a unit fight in another group, which takes over the unit's running engagements."""
    state.unit_group[u] = g
    state.unit_wait[u] = launch_delay(world, u, g)
    if g >= world.networks + world.commands:
        state.unit_limit[u] = world.unit_target_channels[u]
    for channel in range(world.unit_target_channels[u]):
        if state.channel_until[u, channel] != 0:
            t = state.channel_threat[u, channel]
            known = state.channel_until[u, channel] + world.assessment[state.group_doctrine[g]]
            state.engaged[g, t] += 1
            state.free_at[g, t] = max(state.free_at[g, t], known)
            state.known_at[g, t] = state.free_at[g, t]
