"""Fire and assess: missiles are launched, reach the threat, and the group assesses the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import (
    COMMON_RAID,
    COMMON_TARGET,
    EFFECTIVENESS,
    JUDGEMENT,
    KILL,
    draw,
    draw_below,
)
from skydome.engagement.rules.event_log import log, note_first
from skydome.engagement.rules.jammed_looks import is_jammed, silence_carried
from skydome.engagement.rules.launch_spacing import (
    next_launcher,
    note_departure,
    note_next_launches,
)
from skydome.engagement.rules.supply import reload_empty
from skydome.engagement.world import (
    FIRST_INTERCEPT,
    FIRST_LAUNCH,
    FLYING,
    INTERCEPT,
    KILLED,
    KILLED_,
    LAUNCH,
    MISSILES_,
    NEVER,
    NOBODY,
    PAIR,
    PER_RAID,
    WHOLE,
)

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def flight_row(world: World, state: State, u: int, k: int, t: int, scan: int) -> int:
    """Return the index of a launch in the flight tables, NOBODY if they have none for this scan."""
    stance, local = np.int64(state.stance[u]), scan - state.arrival[t]
    stance_missile = stance * world.unit_stock.shape[1] + k
    triple = np.uint32(stance_missile * world.paths + world.threat_path[t])
    at = world.flight_offset[triple] + local - world.flight_first[triple]
    if at < world.flight_offset[triple] or at >= world.flight_offset[triple + 1]:
        return NOBODY
    return int(at)


@step_kernel
def time_of_flight(world: World, state: State, u: int, k: int, t: int, scan: int) -> np.int64:
    """Return scans from launch to intercept, 0 if there is none or jammers prevent it."""
    at = flight_row(world, state, u, k, t, scan)
    scans = np.int64(0) if at == NOBODY else np.int64(world.flight_scans[np.uint32(at)])
    if scans > 0 and is_jammed(world, state, scan) and state.jam_clear[u, k, t] != scan:
        return np.int64(0)
    return scans


@step_kernel
def kill_share(world: World, state: State, u: int, k: int, t: int, scan: int) -> int:
    """Return the share of the kill probability left for a possible launch, of WHOLE."""
    if is_jammed(world, state, scan):
        return int(state.jam_clear_kill[u, k, t])
    return int(world.flight_kill[np.uint32(flight_row(world, state, u, k, t, scan))])


@step_kernel
def salvo_size(world: World, state: State, u: int, k: int, label: int, scan: int) -> int:
    """Return how many missiles of one type a unit may fire now at a threat of a label."""
    if scan < state.launch_from[u, k]:
        return 0
    d = state.group_doctrine[state.unit_group[u]]
    kept = 0 if world.label_reserved[d, label] else world.unit_reserve[d, u, k]
    available = state.ready[u, k] - kept
    guidable = world.unit_missile_channels[u] - state.guided[u]
    return int(min(world.label_salvo[d, label], available, guidable))


@step_kernel
def has_channel(state: State, u: int) -> bool:
    """Return whether a unit and its link can take one more engagement."""
    return bool(state.used[u] < state.unit_limit[u])


@step_kernel
def free_channel(state: State, u: int) -> int:
    """Return a unit's lowest free target channel; there must be one."""
    channel = 0
    while state.channel_until[u, channel] != 0:
        channel += 1
    return channel


@step_kernel
def launch_now(world: World, state: State, u: int, k: int, t: int, scan: int) -> None:
    """Fire a salvo that is possible in this scan."""
    flight_scans = int(time_of_flight(world, state, u, k, t, scan))
    launch(world, state, u, k, t, scan, flight_scans, kill_share(world, state, u, k, t, scan))


@stage_kernel
def launch(
    world: World, state: State, u: int, k: int, t: int, scan: int, flight_scans: int, share: int
) -> None:
    """Fire a salvo; it occupies one target channel until its last missile arrives.

    Missiles are launched as soon as launchers may fire, with the time of flight of the first.
    ``share`` is its `kill_share`: who chooses a launch reads it beside the time of flight, since
    both come from tables too large for the cache.
    """
    g, leaves = state.unit_group[u], scan
    salvo = salvo_size(world, state, u, k, state.label[g, t], scan)
    for _ in range(salvo):
        leaves = take_missile(world, state, u, k, scan)
    note_next_launches(world, state, u)
    intercept = leaves + flight_scans
    channel = free_channel(state, u)
    state.channel_until[u, channel] = intercept
    state.channel_threat[u, channel] = t
    state.channel_missile[u, channel] = k
    state.channel_salvo[u, channel] = salvo
    state.channel_kill[u, channel] = share
    state.used[u] += 1
    state.guided[u] += salvo
    state.engaged[g, t] += 1
    wait_for_outcome(world, state, g, t, scan, intercept)
    state.fired[k] += salvo
    state.outcomes[world.threat_label[t], MISSILES_] += salvo
    note_first(state, FIRST_LAUNCH, scan)
    log(state, LAUNCH, scan, t, u, k, salvo, channel)


@step_kernel
def wait_for_outcome(world: World, state: State, g: int, t: int, scan: int, intercept: int) -> None:
    """Set when a group may engage a threat again: after each salvo, or after each pair."""
    d = state.group_doctrine[g]
    known = intercept + world.assessment[d]
    if world.policy[d] == PAIR:
        known = max(known, state.known_at[g, t])
    state.known_at[g, t] = known
    first = world.policy[d] == PAIR and state.engaged[g, t] % 2 == 1
    state.free_at[g, t] = scan + world.interval[d] if first else known


@step_kernel
def take_missile(world: World, state: State, u: int, k: int, scan: int) -> int:
    """Take a missile from the launcher that may launch first; return the scan of the launch.

    An empty launcher reloads.
    """
    launcher = next_launcher(world, state, u, k, scan)
    leaves = note_departure(world, state, u, launcher, scan)
    state.loaded[launcher] -= 1
    state.ready[u, k] -= 1
    if state.loaded[launcher] == 0:
        reload_empty(world, state, u, launcher, scan)
    return leaves


@stage_kernel
def resolve_intercept(world: World, state: State, u: int, channel: int, scan: int) -> None:
    """Resolve an intercept that is due, missile by missile, and free the channel."""
    t = state.channel_threat[u, channel]
    k = state.channel_missile[u, channel]
    salvo = state.channel_salvo[u, channel]
    threshold = kill_chance(world, state, k, world.threat_class[t])
    threshold = threshold * np.int64(state.channel_kill[u, channel]) // WHOLE
    if fails_in_common(world, state, k, t):
        threshold = np.int64(0)
    killed = 0
    for _ in range(salvo):
        if draw(state.stream[0], KILL, u, t, state.fired_at[u, t]) < threshold:
            killed = 1
        state.fired_at[u, t] += 1
    # it may have been killed by another, or have arrived
    killed = assess(world, state, u, t, killed, scan) if state.status[t] == FLYING else 0
    state.channel_until[u, channel] = 0
    state.used[u] -= 1
    state.guided[u] -= salvo
    note_first(state, FIRST_INTERCEPT, scan)
    log(state, INTERCEPT, scan, t, u, k, killed, channel)
    silence_if_empty(world, state, u, scan)


@step_kernel
def assess(world: World, state: State, u: int, t: int, hit: int, scan: int) -> int:
    """Count a kill and let the firing group assess the outcome; return 1 for a kill.

    A killed threat that is assessed as alive continues to be tracked by all groups, which may
    engage it again. A surviving threat that is assessed as killed is not engaged by that group
    until it notices the error.
    """
    g = state.unit_group[u]
    d = state.group_doctrine[g]
    dead = hit == 1 or state.undetected_kill[t] == 1
    killed = 1 if hit == 1 and state.undetected_kill[t] == 0 else 0
    state.threats[world.threat_label[t], KILLED_] += killed
    if killed and world.jammers > 0:
        silence_carried(world, state, t, scan)
    chance = world.kill_for_miss[d] if dead else world.miss_for_kill[d]
    mistaken = chance > 0 and draw(
        state.stream[0], JUDGEMENT, u, t, state.fired_at[u, t]
    ) < np.int64(chance)
    if dead and mistaken:
        state.undetected_kill[t] = 1
    elif dead:
        state.status[t] = KILLED
    elif mistaken:
        noticed = scan + world.assessment[d] + world.correction[d]
        state.free_at[g, t] = max(state.free_at[g, t], noticed)
    return killed


@rule_kernel(lambda _world, _state, _u, _scan: None)
def silence_if_empty(world: World, state: State, u: int, scan: int) -> None:
    """Switch off the radar of a unit without missiles or reloads, if its doctrine says so."""
    x = world.unit_quiet[u]
    if x == NOBODY or state.due[x] != NEVER or state.used[u] > 0:
        return
    if world.silent_when_empty[state.group_doctrine[state.unit_group[u]]] == 0:
        return
    for k in range(world.unit_stock.shape[1]):
        if state.ready[u, k] > 0:
            return
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if state.reload_at[launcher] != NEVER:
            return
    state.due[x] = scan + 1


@step_kernel
def kill_chance(world: World, state: State, k: int, c: int) -> np.int64:
    """Return the kill probability of one missile against a class in this raid, in parts of 2^31.

    If shots of a raid are correlated, one draw per class decides how effective all missiles are.
    """
    levels = world.raid_kill.shape[2]
    if levels == 0:
        return np.int64(world.kill_threshold[k, c])
    level = draw_below(state.stream[0], EFFECTIVENESS, c, 0, 0, levels)
    return np.int64(world.raid_kill[k, c, level])


@step_kernel
def fails_in_common(world: World, state: State, k: int, t: int) -> bool:
    """Return whether all missiles of a type fail together, at one target or in the whole raid."""
    threshold = np.int64(world.common_threshold[k])
    if threshold == 0:
        return False
    if world.common_level[k] == PER_RAID:
        return bool(draw(state.stream[0], COMMON_RAID, k, 0, 0) < threshold)
    return bool(draw(state.stream[0], COMMON_TARGET, k, t, 0) < threshold)
