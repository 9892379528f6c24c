"""A radar's looks at all flying threats: all thresholds, then all draws, then all tracks.

For each pair of a radar and a threat it has the same result as `tracking.look`. Whether a look is a
detection is random, so that the processor often mispredicts a branch on it, which costs more than
the look itself. No branch here depends on a draw, and the data of one sweep lie next to each other,
so that the compiler can handle several looks with one instruction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import step_kernel
from skydome.engagement.draw import DETECTION, draw
from skydome.engagement.rules.event_log import log, note_first
from skydome.engagement.rules.tracking import (
    WINDOW,
    detection_threshold,
    divided,
    track_change,
    update_group_track,
)
from skydome.engagement.world import DETECTED, FIRST_DETECTION, FLYING

if TYPE_CHECKING:
    import numpy as np

    from skydome.arrays import Longs, Places
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def list_flying(world: World, state: State, scan: int) -> int:
    """List the flying threats and the decorrelation interval of each; return how many there are."""
    count = 0
    for t in range(len(world.threat_start)):
        state.flying[count] = t
        count += 1 if state.status[t] == FLYING else 0
    for n in range(count):
        t = state.flying[n]
        state.interval[n] = divided(scan - state.arrival[t], state.per_hold[t])
    return count


@step_kernel
def sweep(world: World, state: State, r: int, count: int, scan: int) -> None:
    """Let a radar look at each of the listed threats, and update its tracks."""
    gather_looks(world, state, r, count, scan)
    stream, threats, intervals = state.stream[0], state.flying, state.interval
    if compare_draws(stream, r, threats, intervals, state.bound, state.hit, count) > 0:
        note_first(state, FIRST_DETECTION, scan)
    looks, need = world.radar_confirm_looks[r], world.radar_confirm_hits[r]
    drop = world.radar_drop_misses[r]
    update_histories(state.past, state.firm, state.hit, state.turn, count, looks, need, drop)
    for n in range(count):
        t = state.flying[n]
        state.history[r, t] = state.past[n]
        if len(state.events) and state.hit[n]:
            log(state, DETECTED, scan, t, state.radar_group[r], r, 0, 0)
        if state.turn[n] != 0:
            state.tracked[r, t] += state.turn[n]
            update_group_track(state, r, t, scan, state.turn[n])


@step_kernel
def gather_looks(world: World, state: State, r: int, count: int, scan: int) -> None:
    """Copy a radar's thresholds, histories and tracks of the listed threats to scratch arrays."""
    drawn = 0
    for n in range(count):
        t = state.flying[n]
        bound = detection_threshold(world, state, r, t, scan)
        drawn += 1 if bound != 0 else 0
        state.bound[n] = bound
        state.past[n] = state.history[r, t]
        state.firm[n] = state.tracked[r, t]
    state.draws[0] += drawn


@step_kernel
def compare_draws(
    stream: np.uint64,
    r: int,
    threats: Places,
    intervals: Longs,
    bounds: Longs,
    hits: Longs,
    count: int,
) -> int:
    """Mark the looks that are detections and count them; no draw lies below a threshold of 0."""
    total = 0
    for n in range(count):
        hit = int(draw(stream, DETECTION, r, threats[n], intervals[n]) < bounds[n])
        hits[n] = hit
        total += hit
    return total


@step_kernel
def update_histories(
    histories: Longs,
    firm: Longs,
    hits: Longs,
    turns: Longs,
    count: int,
    looks: int,
    need: int,
    drop: int,
) -> None:
    """Add one look at each threat to a radar's own tracks, as `tracking.update_history` does."""
    for n in range(count):
        history = (histories[n] << 1 | hits[n]) & WINDOW
        turn = track_change(history, firm[n], hits[n], looks, need, drop)
        histories[n] = history if turn >= 0 else 0
        turns[n] = turn
