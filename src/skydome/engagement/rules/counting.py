"""Reload and count: refilled launchers, leakers and hits, channels in use, final counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.rules.changes import is_waiting_for, trigger
from skydome.engagement.rules.event_log import log, note_first
from skydome.engagement.rules.launch_spacing import note_next_launches
from skydome.engagement.rules.relocation import has_left, radiates_at_first_site
from skydome.engagement.rules.supply import count_waiting, send_loaders
from skydome.engagement.world import (
    AIMED_,
    AIMED_LEAKED_,
    ENGAGED_,
    ENGAGED_LEAKED_,
    FIRST_LEAK,
    FLYING,
    HIT,
    KILLED,
    LEAK,
    LEAKED,
    LEAKED_,
    NEVER,
    NOBODY,
    RELOAD,
    TRACKED_,
    VIABLE_,
    VIABLE_LEAKED_,
    WAITING,
)

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@stage_kernel
def reload(world: World, state: State, u: int, launcher: int, scan: int) -> None:
    """Refill a launcher whose reload is complete, as far as the stock allows; free its loader."""
    if state.reload_at[launcher] != scan:
        return
    k, loaders = world.launcher_missile[launcher], world.unit_loaders[u]
    count = state.fetched[launcher]
    if loaders == NOBODY:
        count = min(world.launcher_capacity[launcher], state.stock[u, k])
        state.stock[u, k] -= count
    state.fetched[launcher] = 0
    state.loaded[launcher] = count
    state.ready[u, k] += count
    state.reload_at[launcher] = NEVER
    note_next_launches(world, state, u)
    log(state, RELOAD, scan, launcher, u, k, count, 0)
    if loaders != NOBODY:
        send_loaders(world, state, u, scan)


@stage_kernel
def arrive(world: World, state: State, t: int, scan: int) -> None:
    """Let a threat reach its asset: it leaks, and hits if it is hostile and finds its target.

    A weapon that homes on a radar misses if the radar has stopped radiating or moved.
    """
    if state.status[t] != FLYING or scan - state.arrival[t] < world.threat_length[t]:
        return
    if state.undetected_kill[t]:
        state.status[t] = KILLED
        return
    asset = world.threat_asset[t]
    state.status[t] = LEAKED
    state.threats[world.threat_label[t], LEAKED_] += 1
    log(state, LEAK, scan, t, asset, 0, 0, 0)
    r = world.threat_homes[t]
    blind = r != NOBODY and not radiates_at_first_site(world, state, r, scan)
    if world.threat_harms[t] and not blind:
        state.hits[asset] += 1
        note_first(state, FIRST_LEAK, scan)
        x = world.asset_change[asset]
        if x != NOBODY and state.due[x] > scan and not has_left(world, state, x, scan):
            state.due[x] = scan + 1
        for y in range(len(world.change_kind)):
            if is_waiting_for(world, state, y, HIT):
                trigger(world, state, y, scan)


@step_kernel
def count_channels(state: State, u: int, scans: int) -> None:
    """Add target channels in use, and scans without a free channel, over a number of scans."""
    used = state.used[u]
    state.busy[u] += used * scans
    state.saturated[u] += scans if used >= state.unit_limit[u] else 0


@stage_kernel
def count_threats(world: World, state: State) -> None:
    """At the end, count the outcomes of threats by label and by denominator."""
    count_waiting(world, state)
    for t in range(len(world.threat_start)):
        tracked = 0
        engaged = 0
        for g in range(len(world.group_doctrine)):
            tracked |= state.ever_tracked[g, t]
            engaged |= 1 if state.engaged[g, t] > 0 else 0
        label = world.threat_label[t]
        state.threats[label, TRACKED_] += tracked
        state.threats[label, ENGAGED_] += engaged
        if state.status[t] != WAITING:
            leaked = 1 if state.status[t] == LEAKED else 0
            state.outcomes[label, VIABLE_] += world.threat_viable[t]
            state.outcomes[label, VIABLE_LEAKED_] += leaked * world.threat_viable[t]
            state.outcomes[label, AIMED_] += world.threat_aimed[t]
            state.outcomes[label, AIMED_LEAKED_] += leaked * world.threat_aimed[t]
            state.outcomes[label, ENGAGED_LEAKED_] += leaked * engaged
