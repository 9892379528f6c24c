"""The stages of one scan, from looking to counting, as small compiled functions.

Every kernel calls these and nothing else, so that all kernels give the same answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import step_kernel
from skydome.engagement.draw import (
    ARRIVAL,
    COMMON_RAID,
    COMMON_TARGET,
    DETECTION,
    KILL,
    PHASE,
    draw,
    draw_below,
    stream_of,
)
from skydome.engagement.world import (
    DECISION,
    DETECTED,
    ENGAGE,
    ENGAGED_,
    ENGAGEMENT_LIMIT,
    FIRST_INTERCEPT,
    FIRST_LAUNCH,
    FIRST_LEAK,
    FIRST_TRACK,
    FLYING,
    INTERCEPT,
    KILLED,
    KILLED_,
    LAUNCH,
    LAUNCHED_,
    LEAK,
    LEAKED,
    LEAKED_,
    NEVER,
    NO_CHANNEL,
    NO_MISSILE,
    OUT_OF_REACH,
    PER_RAID,
    REACTING,
    RELOAD,
    SET_OUT,
    TRACK,
    TRACK_LOST,
    TRACKED_,
    UNDER_ENGAGEMENT,
    WAITING,
    WHOLE,
)

if TYPE_CHECKING:
    from skydome.engagement.world import State, World

NOBODY = -1


@step_kernel
def reset(world: World, state: State, seed: int, replication: int) -> None:
    """Make the state new for one replication and draw what is drawn once."""
    state.stream[0] = stream_of(seed, replication)
    stream = state.stream[0]
    for t in range(len(world.threat_start)):
        delay = draw_below(stream, ARRIVAL, t, 0, 0, world.threat_jitter[t] + 1)
        state.arrival[t] = world.threat_start[t] + delay
        state.status[t] = WAITING
    order_by_urgency(world, state)
    for r in range(len(world.radar_period)):
        state.radar_phase[r] = draw_below(stream, PHASE, r, 0, 0, world.radar_period[r])
    state.history[:] = 0
    state.tracked[:] = 0
    state.holders[:] = 0
    state.since[:] = NEVER
    state.ever_tracked[:] = 0
    state.engaged[:] = 0
    state.free_at[:] = -NEVER
    state.fired_at[:] = 0
    state.channel_until[:] = 0
    state.used[:] = 0
    state.guided[:] = 0
    load(world, state)
    state.threats[:] = 0
    state.fired[:] = 0
    state.hits[:] = 0
    state.busy[:] = 0
    state.saturated[:] = 0
    state.first[:] = -1
    state.reason[:] = NOBODY
    state.event_count[0] = 0
    state.draws[0] = 0


@step_kernel
def order_by_urgency(world: World, state: State) -> None:
    """Sort threats by the scan in which they reach their asset, ties by number."""
    for n in range(len(state.order)):
        t = n
        at = n
        due = state.arrival[t] + world.threat_length[t]
        while at > 0:
            before = state.order[at - 1]
            if state.arrival[before] + world.threat_length[before] <= due:
                break
            state.order[at] = before
            at -= 1
        state.order[at] = t


@step_kernel
def load(world: World, state: State) -> None:
    """Fill every launcher and the reload stock."""
    state.ready[:] = 0
    for u in range(len(world.unit_network)):
        for k in range(world.unit_stock.shape[1]):
            state.stock[u, k] = world.unit_stock[u, k]
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            state.loaded[launcher] = world.launcher_capacity[launcher]
            state.ready[u, world.launcher_missile[launcher]] += world.launcher_capacity[launcher]
            state.reload_at[launcher] = NEVER


@step_kernel
def log(state: State, kind: int, scan: int, a: int, b: int, c: int, d: int, e: int) -> None:
    """Write one event, where events are wanted."""
    n = state.event_count[0]
    if n < len(state.events):
        state.events[n, 0] = kind
        state.events[n, 1] = scan
        state.events[n, 2] = a
        state.events[n, 3] = b
        state.events[n, 4] = c
        state.events[n, 5] = d
        state.events[n, 6] = e
        state.event_count[0] = n + 1


@step_kernel
def note_first(state: State, what: int, scan: int) -> None:
    """Remember the scan of the first event of its kind."""
    if state.first[what] < 0:
        state.first[what] = scan


# see and track


@step_kernel
def set_out(world: World, state: State, t: int, scan: int) -> None:
    """Let a threat begin its flight when its time has come."""
    if state.status[t] == WAITING and scan >= state.arrival[t]:
        state.status[t] = FLYING
        state.threats[world.threat_class[t], LAUNCHED_] += 1
        log(state, SET_OUT, scan, t, 0, 0, 0, 0)


@step_kernel
def looks(world: World, state: State, r: int, scan: int) -> bool:
    """Say whether a radar looks in this scan."""
    return bool((scan + state.radar_phase[r]) % world.radar_period[r] == 0)


@step_kernel
def detection_threshold(world: World, r: int, t: int, local: int) -> np.int64:
    """Return the threshold below which a draw is a detection, 0 where there can be none."""
    pair = np.uint32(r * world.paths + world.threat_path[t])
    at = world.detection_offset[pair] + local - world.detection_first[pair]
    if at < world.detection_offset[pair] or at >= world.detection_offset[pair + 1]:
        return np.int64(0)
    return np.int64(world.detection_threshold[np.uint32(at)])


@step_kernel
def detects(world: World, state: State, r: int, t: int, scan: int) -> bool:
    """Say whether a look in this scan is a detection."""
    threshold = detection_threshold(world, r, t, scan - state.arrival[t])
    return draws_below(world, state, r, t, scan, threshold)


@step_kernel
def draws_below(world: World, state: State, r: int, t: int, scan: int, threshold: np.int64) -> bool:
    """Say whether the draw of a look lies below its threshold; 0 needs no draw."""
    if threshold == 0:
        return False
    state.draws[0] += 1
    interval = (scan - state.arrival[t]) // world.threat_hold[t]
    return bool(draw(state.stream[0], DETECTION, r, t, interval) < threshold)


@step_kernel
def look(world: World, state: State, r: int, t: int, scan: int) -> None:
    """Let one radar look at one flying threat, and update the radar's track.

    A slowly fluctuating target keeps its draw for ``threat_hold`` scans.
    """
    threshold = detection_threshold(world, r, t, scan - state.arrival[t])
    if threshold == 0 and state.history[r, t] == 0 and state.tracked[r, t] == 0:
        return
    hit = 1 if draws_below(world, state, r, t, scan, threshold) else 0
    if len(state.events) and hit:
        log(state, DETECTED, scan, t, world.radar_network[r], r, 0, 0)
    change = take(world, state, r, t, hit)
    if change > 0:
        confirm(world, state, r, t, scan)
    elif change < 0:
        drop(world, state, r, t, scan)


@step_kernel
def take(world: World, state: State, r: int, t: int, hit: int) -> int:
    """Take one look into a radar's own track; return 1 if it begins, -1 if it ends."""
    history = (state.history[r, t] << 1 | hit) & 0xFFFF
    change = 0
    if state.tracked[r, t] == 0:  # a miss confirms nothing that was not confirmed before
        if hit and count_hits(history, world.radar_confirm_looks[r]) >= world.radar_confirm_hits[r]:
            change = 1
    elif history & ((1 << world.radar_drop_misses[r]) - 1) == 0:
        change = -1
        history = 0
    state.history[r, t] = history
    state.tracked[r, t] += change
    return change


@step_kernel
def count_hits(history: int, looks_back: int) -> int:
    """Count the detections in the latest looks, at most 16: bits by twos, fours, eights, all."""
    bits = history & ((1 << looks_back) - 1)
    bits -= bits >> 1 & 0x5555
    bits = (bits & 0x3333) + (bits >> 2 & 0x3333)
    bits = bits + (bits >> 4) & 0x0F0F
    return bits + (bits >> 8) & 0x1F


@step_kernel
def confirm(world: World, state: State, r: int, t: int, scan: int) -> None:
    """Add a radar's track to the network's, which begins with its first radar's."""
    n = world.radar_network[r]
    state.holders[n, t] += 1
    if state.holders[n, t] == 1:
        state.since[n, t] = scan
        state.ever_tracked[n, t] = 1
        note_first(state, FIRST_TRACK, scan)
        log(state, TRACK, scan, t, n, r, 0, 0)


@step_kernel
def drop(world: World, state: State, r: int, t: int, scan: int) -> None:
    """Take a radar's track from the network's, which ends with its last radar's."""
    n = world.radar_network[r]
    state.holders[n, t] -= 1
    if state.holders[n, t] == 0:
        state.since[n, t] = NEVER
        log(state, TRACK_LOST, scan, t, n, r, 0, 0)


# decide and launch


@step_kernel
def may_engage(world: World, state: State, n: int, t: int, scan: int) -> bool:
    """Say whether a network may begin an engagement: a firm track, no missile on its way."""
    firm, free = state.since[n, t] != NEVER, state.free_at[n, t] <= scan
    return bool(firm and free and state.engaged[n, t] < world.engagements)


@step_kernel
def shot(world: World, u: int, k: int, t: int, local: int) -> int:
    """Return where the tables hold a launch in this local scan, NOBODY where they do not."""
    unit_missile = u * world.unit_stock.shape[1] + k
    triple = np.uint32(unit_missile * world.paths + world.threat_path[t])
    at = world.flight_offset[triple] + local - world.flight_first[triple]
    if at < world.flight_offset[triple] or at >= world.flight_offset[triple + 1]:
        return NOBODY
    return int(at)


@step_kernel
def flight(world: World, u: int, k: int, t: int, local: int) -> np.int64:
    """Return scans from launch to intercept, 0 where there is no intercept."""
    at = shot(world, u, k, t, local)
    return np.int64(0) if at == NOBODY else np.int64(world.flight_scans[np.uint32(at)])


@step_kernel
def rounds(world: World, state: State, u: int, k: int, target_class: int) -> int:
    """Return how many missiles of one type a unit may fire at a threat of a class now."""
    kept = 0 if world.class_reserved[target_class] else world.unit_reserve[u, k]
    available = state.ready[u, k] - kept
    guidable = world.unit_missile_channels[u] - state.guided[u]
    return int(min(world.class_salvo[target_class], available, guidable))


@step_kernel
def free_channel(state: State, u: int) -> int:
    """Return a unit's lowest free target channel; there must be one."""
    channel = 0
    while state.channel_until[u, channel] != 0:
        channel += 1
    return channel


@step_kernel
def decide(world: World, state: State, n: int, t: int, scan: int) -> int:
    """Let a network engage a threat: first choice of missile, then the shortest flight.

    Returns the unit that launched, or NOBODY.
    """
    able = able_units(world, state, n, scan - state.since[n, t])
    if able == 0:
        return NOBODY
    local, target_class = scan - state.arrival[t], world.threat_class[t]
    for k in world.missile_order:
        best, least = NOBODY, np.int64(NEVER)
        for place in range(able):
            u = state.able[place]
            scans = flight(world, u, k, t, local)
            if 0 < scans < least and rounds(world, state, u, k, target_class) > 0:
                best, least = int(u), scans
        if best != NOBODY:
            launch(world, state, best, k, t, scan, int(least))
            return best
    return NOBODY


@step_kernel
def able_units(world: World, state: State, n: int, firm_scans: int) -> int:
    """Put a network's units that have reacted and have a free channel in ``able``; count them."""
    count = 0
    for u in range(len(world.unit_network)):
        own, free = world.unit_network[u] == n, has_channel(world, state, u)
        if own and free and firm_scans >= world.unit_reaction[u]:
            state.able[count] = u
            count += 1
    return count


@step_kernel
def has_channel(world: World, state: State, u: int) -> bool:
    """Say whether a unit has a free target channel."""
    return bool(state.used[u] < world.unit_target_channels[u])


@step_kernel
def explain(world: World, state: State, n: int, t: int, scan: int) -> None:
    """Log what a network is about to decide about a threat, where that has changed."""
    if len(state.events) == 0:
        return
    reason = NOBODY
    if state.since[n, t] != NEVER:
        reason = reason_of(world, state, n, t, scan)
        if reason != state.reason[n, t]:
            log(state, DECISION, scan, t, n, reason, 0, 0)
    state.reason[n, t] = reason


@step_kernel
def reason_of(world: World, state: State, n: int, t: int, scan: int) -> int:
    """Return the last hurdle that any unit of a network meets on the way to a launch."""
    if state.free_at[n, t] > scan:
        return UNDER_ENGAGEMENT
    if state.engaged[n, t] >= world.engagements:
        return ENGAGEMENT_LIMIT
    reason = REACTING
    for u in range(len(world.unit_network)):
        if world.unit_network[u] == n and scan - state.since[n, t] >= world.unit_reaction[u]:
            for k in range(len(world.missile_order)):
                reason = max(reason, hurdle(world, state, u, k, t, scan))
    return reason


@step_kernel
def hurdle(world: World, state: State, u: int, k: int, t: int, scan: int) -> int:
    """Return what keeps a unit from firing one type of missile at a threat, ENGAGE if nothing."""
    if flight(world, u, k, t, scan - state.arrival[t]) == 0:
        return OUT_OF_REACH
    kept = 0 if world.class_reserved[world.threat_class[t]] else world.unit_reserve[u, k]
    if state.ready[u, k] <= kept:
        return NO_MISSILE
    return ENGAGE if can_fire(world, state, u, k, world.threat_class[t]) else NO_CHANNEL


@step_kernel
def can_fire(world: World, state: State, u: int, k: int, target_class: int) -> bool:
    """Say whether a unit has a missile and a channel for a threat of a class."""
    return has_channel(world, state, u) and rounds(world, state, u, k, target_class) > 0


@step_kernel
def launch(
    world: World, state: State, u: int, k: int, t: int, scan: int, flight_scans: int
) -> None:
    """Fire a salvo; it holds one target channel until the intercept."""
    n, intercept = world.unit_network[u], scan + flight_scans
    salvo = rounds(world, state, u, k, world.threat_class[t])
    channel = free_channel(state, u)
    state.channel_until[u, channel] = intercept
    state.channel_threat[u, channel] = t
    state.channel_missile[u, channel] = k
    state.channel_salvo[u, channel] = salvo
    state.channel_kill[u, channel] = world.flight_kill[
        shot(world, u, k, t, scan - state.arrival[t])
    ]
    state.used[u] += 1
    state.guided[u] += salvo
    state.engaged[n, t] += 1
    state.free_at[n, t] = intercept + world.assessment
    state.fired[k] += salvo
    for _ in range(salvo):
        take_missile(world, state, u, k, scan)
    note_first(state, FIRST_LAUNCH, scan)
    log(state, LAUNCH, scan, t, u, k, salvo, channel)


@step_kernel
def take_missile(world: World, state: State, u: int, k: int, scan: int) -> None:
    """Take one missile from the first launcher that has it; an empty launcher reloads."""
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        if world.launcher_missile[launcher] == k and state.loaded[launcher] > 0:
            state.loaded[launcher] -= 1
            state.ready[u, k] -= 1
            if state.loaded[launcher] == 0 and state.stock[u, k] > 0:
                state.reload_at[launcher] = scan + world.launcher_reload[launcher]
            return


# kill or miss


@step_kernel
def resolve(world: World, state: State, u: int, channel: int, scan: int) -> None:
    """Decide an intercept that is due, missile by missile, and free the channel."""
    t = state.channel_threat[u, channel]
    k = state.channel_missile[u, channel]
    salvo = state.channel_salvo[u, channel]
    threshold = np.int64(world.kill_threshold[k, world.threat_class[t]])
    threshold = threshold * np.int64(state.channel_kill[u, channel]) // WHOLE
    if fails_in_common(world, state, k, t):
        threshold = np.int64(0)
    killed = 0
    for _ in range(salvo):
        if draw(state.stream[0], KILL, u, t, state.fired_at[u, t]) < threshold:
            killed = 1
        state.fired_at[u, t] += 1
    if state.status[t] != FLYING:
        killed = 0  # it was killed by another, or has arrived
    elif killed:
        state.status[t] = KILLED
        state.threats[world.threat_class[t], KILLED_] += 1
    state.channel_until[u, channel] = 0
    state.used[u] -= 1
    state.guided[u] -= salvo
    note_first(state, FIRST_INTERCEPT, scan)
    log(state, INTERCEPT, scan, t, u, k, killed, channel)


@step_kernel
def fails_in_common(world: World, state: State, k: int, t: int) -> bool:
    """Say whether all missiles of a type fail together, at one target or in the whole raid."""
    threshold = np.int64(world.common_threshold[k])
    if threshold == 0:
        return False
    if world.common_level[k] == PER_RAID:
        return bool(draw(state.stream[0], COMMON_RAID, k, 0, 0) < threshold)
    return bool(draw(state.stream[0], COMMON_TARGET, k, t, 0) < threshold)


# reload and count


@step_kernel
def reload(world: World, state: State, u: int, launcher: int, scan: int) -> None:
    """Refill a launcher whose reload is complete, as far as the stock goes."""
    if state.reload_at[launcher] != scan:
        return
    k = world.launcher_missile[launcher]
    count = min(world.launcher_capacity[launcher], state.stock[u, k])
    state.stock[u, k] -= count
    state.loaded[launcher] = count
    state.ready[u, k] += count
    state.reload_at[launcher] = NEVER
    log(state, RELOAD, scan, launcher, u, k, count, 0)


@step_kernel
def arrive(world: World, state: State, t: int, scan: int) -> None:
    """Count a threat that reaches its asset as a leaker and a hit."""
    if state.status[t] == FLYING and scan - state.arrival[t] >= world.threat_length[t]:
        state.status[t] = LEAKED
        state.threats[world.threat_class[t], LEAKED_] += 1
        state.hits[world.threat_asset[t]] += 1
        note_first(state, FIRST_LEAK, scan)
        log(state, LEAK, scan, t, world.threat_asset[t], 0, 0, 0)


@step_kernel
def count_channels(world: World, state: State, u: int, scans: int) -> None:
    """Add up target channels in use, and scans in which none is left, for so many scans."""
    used = state.used[u]
    state.busy[u] += used * scans
    state.saturated[u] += scans if used == world.unit_target_channels[u] else 0


@step_kernel
def count_threats(world: World, state: State) -> None:
    """At the end, count the threats that any network tracked and engaged."""
    for t in range(len(world.threat_start)):
        tracked = 0
        engaged = 0
        for n in range(world.networks):
            tracked |= state.ever_tracked[n, t]
            engaged |= 1 if state.engaged[n, t] > 0 else 0
        state.threats[world.threat_class[t], TRACKED_] += tracked
        state.threats[world.threat_class[t], ENGAGED_] += engaged
