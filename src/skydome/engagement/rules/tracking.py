"""Detect and track: threats start, radars look, tracks begin and end.

A radar confirms a track by the m-of-n rule (Blackman and Popoli, Design and Analysis of Modern
Tracking Systems, 1999, on track confirmation): it needs no filter in the loop, and a history of
looks is one integer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.bits import count_bits
from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import DETECTION, draw
from skydome.engagement.rules.event_log import log, note_first
from skydome.engagement.rules.jammed_looks import is_jammed, jammed_threshold
from skydome.engagement.world import (
    FIRST_TRACK,
    FLYING,
    LAUNCHED_,
    NEVER,
    NOBODY,
    SET_OUT,
    TRACK,
    TRACK_LOST,
    WAITING,
)

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


WINDOW = 0xFFFF  # the latest 16 looks are kept: the largest n of an m-of-n rule


@step_kernel
def start(world: World, state: State, t: int, scan: int) -> None:
    """Start a threat that is due."""
    if state.status[t] == WAITING and scan >= state.arrival[t]:
        state.status[t] = FLYING
        state.threats[world.threat_label[t], LAUNCHED_] += 1
        log(state, SET_OUT, scan, t, 0, 0, 0, 0)


@step_kernel
def looks(world: World, state: State, r: int, scan: int) -> bool:
    """Return whether a radar radiates and looks in this scan."""
    radiates = state.radar_on[r] <= scan < state.radar_off[r]
    return bool(radiates and since_look(world, state, r, scan) == 0)


@step_kernel
def since_look(world: World, state: State, r: int, scan: int) -> int:
    """Return the number of scans since a radar's latest look.

    ``scan`` is -1 or more.
    """
    since = np.int64(scan + state.radar_phase[r] + world.radar_period[r])
    return int(since - divided(int(since), state.per_period[r]) * world.radar_period[r])


@step_kernel
def divided(scans: int, reciprocal: int) -> int:
    """Return scans over a divisor, rounded down, from the divisor's reciprocal of 2^32.

    A product and a shift take a quarter of the time of a division. It is exact where scans times
    divisor stay below 2^32 (Granlund and Montgomery 1994), and a scenario has fewer than 2^16.
    """
    return int((np.int64(scans) * np.int64(reciprocal)) >> np.int64(32))


@step_kernel
def look_row(world: World, state: State, r: int, t: int, scan: int) -> np.int64:
    """Return the index of a look in the detection tables, NOBODY if they have none."""
    local, pair = scan - state.arrival[t], np.uint32(r * world.paths + world.threat_path[t])
    at = world.detection_offset[pair] + local - world.detection_first[pair]
    within = world.detection_offset[pair] <= at < world.detection_offset[pair + 1]
    return np.int64(at) if within else np.int64(NOBODY)


@step_kernel
def detection_threshold(world: World, state: State, r: int, t: int, scan: int) -> np.int64:
    """Return the threshold below which a draw is a detection, 0 where none is possible."""
    at = look_row(world, state, r, t, scan)
    if at == NOBODY:
        return np.int64(0)
    if is_jammed(world, state, scan):
        return jammed_threshold(world, state, r, t, scan, int(at))
    return np.int64(world.detection_threshold[np.uint32(at)])


@rule_kernel(lambda _world, r: r)
def source_radar(world: World, r: int) -> int:
    """Return the radar that does the looking: for a relay, the neighbour's radar."""
    relay = int(r) - len(world.radar_period) + len(world.relay_radar)
    return int(world.relay_radar[relay] if relay >= 0 else r)


@rule_kernel(lambda _world, _r, scan: scan)
def seen_scan(world: World, r: int, scan: int) -> int:
    """Return the scan whose looks are known in this one: for a relay an earlier one."""
    relay = int(r) - len(world.radar_period) + len(world.relay_radar)
    return int(scan - world.relay_delay[relay] if relay >= 0 else scan)


@step_kernel
def detects(world: World, state: State, r: int, t: int, scan: int) -> bool:
    """Return whether a look in this scan is a detection.

    Jammers only lower a threshold, and adding up their powers takes longer than a draw: they are
    asked about only where the draw would be a detection without them.
    """
    seeing, then = source_radar(world, r), seen_scan(world, r, scan)
    at = look_row(world, state, seeing, t, then)
    threshold = np.int64(0) if at == NOBODY else np.int64(world.detection_threshold[np.uint32(at)])
    if threshold == 0:
        return False
    state.draws[0] += 1
    interval = divided(then - state.arrival[t], state.per_hold[t])
    drawn = draw(state.stream[0], DETECTION, seeing, t, interval)
    if drawn < threshold and is_jammed(world, state, then):
        threshold = jammed_threshold(world, state, seeing, t, then, int(at))
    return bool(drawn < threshold)


@step_kernel
def look(world: World, state: State, r: int, t: int, scan: int) -> None:
    """Let one radar look at one flying threat, and update the radar's track.

    A slowly fluctuating target keeps its draw for ``threat_hold`` scans. `sweeping.sweep` does the
    same for all threats at once, and counts and logs detections; a relay's detections were counted
    at its radar.
    """
    hit = int(detects(world, state, r, t, scan))
    update_group_track(state, r, t, scan, update_history(world, state, r, t, hit))


@step_kernel
def update_group_track(state: State, r: int, t: int, scan: int, turn: int) -> None:
    """Report a track that begins or ends to the radar's group."""
    if turn > 0:
        confirm(state, r, t, scan)
    elif turn < 0:
        drop(state, r, t, scan)


@step_kernel
def update_history(world: World, state: State, r: int, t: int, hit: int) -> int:
    """Add one look to a radar's own track; return 1 if the track begins, -1 if it ends."""
    history = (state.history[r, t] << 1 | hit) & WINDOW
    looks, need = world.radar_confirm_looks[r], world.radar_confirm_hits[r]
    turn = track_change(history, state.tracked[r, t], hit, looks, need, world.radar_drop_misses[r])
    state.history[r, t] = history if turn >= 0 else 0
    state.tracked[r, t] += turn
    return turn


@step_kernel
def track_change(history: int, tracked: int, hit: int, looks: int, need: int, drop: int) -> int:
    """Return 1 if the latest look begins a track, -1 if it ends one, 0 if neither.

    Only a hit can confirm: a miss adds none to the hits in the window.
    """
    if tracked:
        return -int(history & ((1 << drop) - 1) == 0)
    return int(count_hits(history, looks) >= need) & hit


@step_kernel
def count_hits(history: int, looks_back: int) -> int:
    """Count the detections in the latest looks, at most 16."""
    return int(count_bits(history & ((1 << looks_back) - 1)))


@step_kernel
def confirm(state: State, r: int, t: int, scan: int) -> None:
    """Add a radar to those of its group that track a threat; the first makes the track firm."""
    g = state.radar_group[r]
    state.tracking_radars[g, t] += 1
    if state.tracking_radars[g, t] == 1:
        state.since[g, t] = scan
        state.ever_tracked[g, t] = 1
        note_first(state, FIRST_TRACK, scan)
        log(state, TRACK, scan, t, g, r, 0, 0)


@step_kernel
def drop(state: State, r: int, t: int, scan: int) -> None:
    """Remove a radar from those of its group that track a threat; the last ends the track."""
    g = state.radar_group[r]
    state.tracking_radars[g, t] -= 1
    if state.tracking_radars[g, t] == 0:
        state.since[g, t] = NEVER
        log(state, TRACK_LOST, scan, t, g, r, 0, 0)


@stage_kernel
def switch_off(state: State, r: int, scan: int) -> None:
    """Switch a radar off, or cut it off from its group; its tracks end at once."""
    if state.radar_off[r] <= scan:
        return
    state.radar_off[r] = scan
    for t in range(len(state.status)):
        if state.tracked[r, t] and state.status[t] == FLYING:
            drop(state, r, t, scan)
        state.tracked[r, t] = 0
        state.history[r, t] = 0
