"""See and track: threats set out, radars look, tracks begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import DETECTION, draw
from skydome.engagement.jamming import is_jammed, jammed
from skydome.engagement.logbook import log, note_first
from skydome.engagement.world import (
    DETECTED,
    FIRST_DETECTION,
    FIRST_TRACK,
    FLYING,
    LAUNCHED_,
    NEVER,
    SET_OUT,
    TRACK,
    TRACK_LOST,
    WAITING,
)

if TYPE_CHECKING:
    from skydome.engagement.world import State, World


@step_kernel
def set_out(world: World, state: State, t: int, scan: int) -> None:
    """Let a threat begin its flight when its time has come."""
    if state.status[t] == WAITING and scan >= state.arrival[t]:
        state.status[t] = FLYING
        state.threats[world.threat_label[t], LAUNCHED_] += 1
        log(state, SET_OUT, scan, t, 0, 0, 0, 0)


@step_kernel
def looks(world: World, state: State, r: int, scan: int) -> bool:
    """Say whether a radar radiates, and looks, in this scan."""
    radiates = state.radar_on[r] <= scan < state.radar_off[r]
    return bool(radiates and (scan + state.radar_phase[r]) % world.radar_period[r] == 0)


@step_kernel
def detection_threshold(world: World, state: State, r: int, t: int, scan: int) -> np.int64:
    """Return the threshold below which a draw is a detection, 0 where there can be none."""
    local, pair = scan - state.arrival[t], np.uint32(r * world.paths + world.threat_path[t])
    at = world.detection_offset[pair] + local - world.detection_first[pair]
    if at < world.detection_offset[pair] or at >= world.detection_offset[pair + 1]:
        return np.int64(0)
    if is_jammed(world, state, scan):
        return jammed(world, state, r, t, scan, at)
    return np.int64(world.detection_threshold[np.uint32(at)])


@rule_kernel(lambda _world, r: r)
def seer(world: World, r: int) -> int:
    """Return the radar that looks: for a relay that of the neighbour."""
    relay = int(r) - len(world.radar_period) + len(world.relay_radar)
    return int(world.relay_radar[relay] if relay >= 0 else r)


@rule_kernel(lambda _world, _r, scan: scan)
def seen_in(world: World, r: int, scan: int) -> int:
    """Return the scan of what is known in this one: for a relay an earlier one."""
    relay = int(r) - len(world.radar_period) + len(world.relay_radar)
    return int(scan - world.relay_delay[relay] if relay >= 0 else scan)


@step_kernel
def detects(world: World, state: State, r: int, t: int, scan: int) -> bool:
    """Say whether a look in this scan is a detection."""
    seeing, at = seer(world, r), seen_in(world, r, scan)
    threshold = detection_threshold(world, state, seeing, t, at)
    return draws_below(world, state, seeing, t, at, threshold)


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

    A slowly fluctuating target keeps its draw for ``threat_hold`` scans. A relay's look was its
    radar's, and has been counted and logged there.
    """
    seeing, at = seer(world, r), seen_in(world, r, scan)
    threshold = detection_threshold(world, state, seeing, t, at)
    if threshold == 0 and state.history[r, t] == 0 and state.tracked[r, t] == 0:
        return
    hit = 1 if draws_below(world, state, seeing, t, at, threshold) else 0
    if hit and seeing == r:
        note_first(state, FIRST_DETECTION, scan)
    if len(state.events) and hit and seeing == r:
        log(state, DETECTED, scan, t, state.radar_group[r], r, 0, 0)
    change = take(world, state, r, t, hit)
    if change > 0:
        confirm(state, r, t, scan)
    elif change < 0:
        drop(state, r, t, scan)


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
def confirm(state: State, r: int, t: int, scan: int) -> None:
    """Add a radar's track to its group's, which begins with its first radar's."""
    g = state.radar_group[r]
    state.holders[g, t] += 1
    if state.holders[g, t] == 1:
        state.since[g, t] = scan
        state.ever_tracked[g, t] = 1
        note_first(state, FIRST_TRACK, scan)
        log(state, TRACK, scan, t, g, r, 0, 0)


@step_kernel
def drop(state: State, r: int, t: int, scan: int) -> None:
    """Take a radar's track from its group's, which ends with its last radar's."""
    g = state.radar_group[r]
    state.holders[g, t] -= 1
    if state.holders[g, t] == 0:
        state.since[g, t] = NEVER
        log(state, TRACK_LOST, scan, t, g, r, 0, 0)


@stage_kernel
def silence(state: State, r: int, scan: int) -> None:
    """Switch a radar off, or its group deaf to it; its tracks end at once."""
    if state.radar_off[r] <= scan:
        return
    state.radar_off[r] = scan
    for t in range(len(state.status)):
        if state.tracked[r, t] and state.status[t] == FLYING:
            drop(state, r, t, scan)
        state.tracked[r, t] = 0
        state.history[r, t] = 0
