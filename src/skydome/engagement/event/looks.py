"""Looks of one radar at one threat, repeated from the draws, with its track in registers.

`lookback` repeats thousands of looks a replication. What they have in common is found once, and a
history with its track is one number, so that the loops load little more than a threshold a look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.draw import DETECTION, draw_from, key_of
from skydome.engagement.rules import tracking
from skydome.engagement.rules.jammed_looks import is_jammed, jammed_threshold
from skydome.engagement.rules.tracking import WINDOW

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World

TRACKED = WINDOW + 1  # this bit of a history says that the radar has a track
MOST = 60  # looks back that fit into one number; beyond them every look since the first is repeated


class Sight(NamedTuple):
    """How a radar sees a threat: what all its looks have in common."""

    first: int  # scan in which a detection is first possible
    last: int  # the last such scan, and one
    start: int  # scan in which the threat's own time begins, as seen by the radar
    at: int  # place of scan 0 in the detection tables
    key: np.uint64  # of the draws
    per_hold: int  # reciprocal of the scans over which the threat keeps its draw
    radar: int  # radar that looks: for a relay the neighbour's
    late: int  # scans after which the look is known: for a relay its delay


@step_kernel
def sight_of(world: World, state: State, r: int, t: int) -> Sight:
    """Return how a radar sees a threat, from the latest start of the radar on."""
    radar, late = tracking.source_radar(world, r), -tracking.seen_scan(world, r, 0)
    row = np.uint32(radar * world.paths + world.threat_path[t])
    start = int(state.arrival[t]) + late
    opens = start + int(world.detection_first[row])
    offset = int(world.detection_offset[row])
    closes = opens + int(world.detection_offset[row + np.uint32(1)]) - offset
    return Sight(
        first=max(int(state.radar_on[r]), opens),
        last=closes,
        start=start,
        at=offset - opens,
        key=key_of(state.stream[0], DETECTION, radar, t),
        per_hold=int(state.per_hold[t]),
        radar=radar,
        late=late,
    )


@step_kernel
def detects(world: World, state: State, sight: Sight, t: int, scan: int) -> int:
    """Return 1 if a look in a scan is a detection, as `tracking.detects`, else 0."""
    if scan < sight.first or scan >= sight.last:
        return 0
    at = sight.at + scan
    threshold = np.int64(world.detection_threshold[np.uint32(at)])
    if threshold == 0:
        return 0
    state.draws[0] += 1
    drawn = draw_from(sight.key, tracking.divided(scan - sight.start, sight.per_hold))
    if drawn < threshold and is_jammed(world, state, scan - sight.late):
        threshold = jammed_threshold(world, state, sight.radar, t, scan - sight.late, at)
    return int(drawn < threshold)


@step_kernel
def after_look(world: World, r: int, history: int, hit: int) -> int:
    """Return a radar's history and track after one more look, as `tracking.update_history`."""
    looks, tracked = (history << 1 | hit) & WINDOW, history >> 16
    turn = tracking.track_change(
        looks,
        tracked,
        hit,
        int(world.radar_confirm_looks[r]),
        int(world.radar_confirm_hits[r]),
        int(world.radar_drop_misses[r]),
    )
    return 0 if turn < 0 else looks | (tracked + turn) << 16


@step_kernel
def last_look(world: World, state: State, r: int, scan: int) -> int:
    """Return the latest scan, not after ``scan``, in which a radar looks."""
    return scan - tracking.since_look(world, state, r, scan)


@step_kernel
def history_after(
    world: World, state: State, sight: Sight, r: int, t: int, last: int, scan: int
) -> int:
    """Return a radar's history and track of a threat as they are after a scan.

    ``last`` is the `last_look` of that scan. Looks are repeated backwards until the state is
    certain: either there are so many misses in a row that no earlier hit counts, or enough hits
    without a later run of misses that would end a track. From there the rules of `tracking` are
    applied forwards.
    """
    if scan >= state.radar_off[r]:
        return 0
    need, window = int(world.radar_confirm_hits[r]), int(world.radar_confirm_looks[r])
    drop, period = int(world.radar_drop_misses[r]), int(world.radar_period[r])
    enough, at = max(window, drop), last
    count, misses, seen, unbroken = 0, 0, 0, True
    while at >= sight.first and misses < enough:
        if count == MOST:
            return history_since_first(world, state, r, t, scan)
        hit = detects(world, state, sight, t, at)
        seen |= hit << count  # the latest lowest
        count += 1
        misses = 0 if hit else misses + 1
        unbroken = unbroken and misses < drop
        earliest = seen >> max(count - window, 0)
        if hit and unbroken and tracking.count_hits(earliest, window) >= need:
            return TRACKED | seen & WINDOW
        at -= period
    history = 0
    for n in range(count - 1, -1, -1):
        history = after_look(world, r, history, int(seen >> n & 1))
    return int(history)


@stage_kernel
def history_since_first(world: World, state: State, r: int, t: int, scan: int) -> int:
    """Return `history_after` from every look since the first possible detection."""
    sight, history = sight_of(world, state, r, t), 0
    at = last_look(world, state, r, sight.first - 1) + int(world.radar_period[r])
    while at <= scan:
        history = after_look(world, r, history, detects(world, state, sight, t, at))
        at += int(world.radar_period[r])
    return int(history)
