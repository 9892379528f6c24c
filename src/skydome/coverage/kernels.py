"""Array comparisons that take most of coverage's time, point by point.

Arrays are flat, of one length, with one value per point. Interpolation is linear and constant
beyond the ends of its axis, as in `numpy.interp`. The first part evaluates points around a unit,
one altitude at a time. The second flies one ballistic missile to many aim points, scan by scan.
"""

from __future__ import annotations

from math import atan2, ceil, cos, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import engagement_kernel, inline_kernel, kernel, step_kernel
from skydome.terrain.mask import lowest_visible_at_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats


UNREADY = 2**30  # later than any scan
# What is surely seen, or surely outside a sector, is so by more than all rounding: decibels, metres
# and cosines.
SURE_DB, SURE_M, SURE_COSINE = 1e-3, 1e-3, 1e-9

# The disk cache notices only edits of a kernel's own file, so the helpers are in this file.


@inline_kernel
def last_at_or_below(axis: Floats, value: float) -> int:
    """Return the position of the last node that is not above a value; -1 before the first."""
    low, high = 0, len(axis)
    while low < high:
        middle = (low + high) // 2
        if axis[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low - 1


@inline_kernel
def interpolated(axis: Floats, values: Floats, below: int, at: float) -> float:
    """Return a value between two nodes; ``below`` is from `last_at_or_below`."""
    if below < 0:
        return float(values[0])
    if below == len(axis) - 1:
        return float(values[-1])
    slope = (values[below + 1] - values[below]) / (axis[below + 1] - axis[below])
    return float(slope * (at - axis[below]) + values[below])


@inline_kernel
def level(axis: Floats, values: NDArray[np.float32], below: int, at: float) -> float:
    """Return a value between two nodes, like `interpolated`, in single precision."""
    if below < 0:
        return float(values[0])
    if below == len(axis) - 1:
        return float(values[len(axis) - 1])
    first, second = float(values[below]), float(values[below + 1])
    share = float((at - axis[below]) / (axis[below + 1] - axis[below]))
    return first + (second - first) * share


@kernel
def lower_edge(
    lowest_visible_altitude_m: NDArray[np.float32],
    range_step_m: float,
    azimuth_rad: Floats,
    range_m: Floats,
    reach_m: float,
    facing_rad: float,
    half_sector_rad: float,
    lowest_m: Floats,
    aside_rad: Floats,
) -> None:
    """Write the altitude from which each point is in sight, and its angle off the radar's facing.

    The altitude is infinite outside sector or range; a rotating radar has no facing.
    """
    for i in range(range_m.size):
        aside = 0.0
        if half_sector_rad < pi:
            aside = abs((azimuth_rad[i] - facing_rad + pi) % (2 * pi) - pi)
        aside_rad[i] = aside
        if range_m[i] > reach_m or aside > half_sector_rad:
            lowest_m[i] = np.inf
        else:
            lowest_m[i] = lowest_visible_at_point(
                lowest_visible_altitude_m, range_step_m, azimuth_rad[i], range_m[i]
            )


@kernel
def mark_seen(
    altitude_m: Floats,
    ground_m: Floats,
    range_m: Floats,
    lowest_m: Floats,
    aside_rad: Floats,
    axis_m: Floats,
    nearest_m: Floats,
    aside_step_rad: float,
    range_step_m: float,
    margin_db: NDArray[np.float32],
    seen: Flags,
) -> None:
    """Write where a radar detects: above ground, in sight, outside the overhead cone, enough echo.

    ``nearest_m`` is by the altitudes ``axis_m``. ``margin_db`` is the margin of the echo over the
    detection threshold: without and with ground clutter, by angle off the axis, altitude and range.
    """
    angles, _, ranges = margin_db.shape[1:]
    for i in range(altitude_m.size):
        altitude, distance = altitude_m[i], range_m[i]
        if not (altitude >= lowest_m[i] and altitude > ground_m[i]):
            seen[i] = False
            continue
        below = last_at_or_below(axis_m, altitude)
        near = interpolated(axis_m, nearest_m, below, altitude)
        if distance < near:
            seen[i] = False
            continue
        ground = 1 if ground_m[i] >= lowest_m[i] else 0
        a = min(int(aside_rad[i] / aside_step_rad), angles - 2) if angles > 1 else 0
        b = min(int(distance / range_step_m), ranges - 2)
        right, on = aside_rad[i] / aside_step_rad - a, distance / range_step_m - b
        margin = 0.0
        for turned in range(min(angles, 2)):
            off = right if turned else 1.0 - right
            table = margin_db[ground, a + turned]
            here = level(axis_m, table[:, b], below, altitude)
            there = level(axis_m, table[:, b + 1], below, altitude)
            margin += (off if angles > 1 else 1.0) * (here * (1.0 - on) + there * on)
        seen[i] = margin >= 0.0


@kernel
def mark_met(
    guided: Flags,
    altitude_m: Floats,
    ground_m: Floats,
    range_m: Floats,
    launcher_altitude_m: float,
    axis_m: Floats,
    nearest_m: Floats,
    farthest_m: Floats,
    floor_m: float,
    ceiling_m: float,
    met: Flags,
) -> None:
    """Add the points at which a guided missile can intercept a target to those already marked.

    ``nearest_m`` and ``farthest_m`` are by the heights ``axis_m`` above the launcher. A point
    between two heights must be within reach at both.
    """
    top = len(axis_m) - 1
    for i in range(altitude_m.size):
        altitude = altitude_m[i]
        if met[i] or not guided[i] or altitude > ceiling_m or altitude - ground_m[i] < floor_m:
            continue
        above = max(altitude - launcher_altitude_m, axis_m[0])
        if above > axis_m[top]:
            continue
        lower = last_at_or_below(axis_m, above)
        upper = lower if axis_m[lower] == above else lower + 1
        near = max(nearest_m[lower], nearest_m[upper])
        far = min(farthest_m[lower], farthest_m[upper])
        met[i] = near <= range_m[i] <= far


@kernel
def measure(
    hit: Flags,
    range_m: Floats,
    inner_m: float,
    ring_m: float,
    effective_m: Floats,
    farthest_m: Floats,
) -> float:
    """Write, by azimuth, the range of coverage up to its first gap, and its farthest range.

    ``hit`` is [azimuth, range]. Gaps nearer than ``inner_m`` do not end the effective range.
    Returns the sum of the marked ranges up to ``ring_m``, which is proportional to their area.
    """
    area = 0.0
    for a in range(hit.shape[0]):
        effective, farthest, unbroken = 0.0, 0.0, True
        for j in range(hit.shape[1]):
            if hit[a, j]:
                farthest = range_m[j]
                area += range_m[j] if range_m[j] <= ring_m else 0.0
                if unbroken:
                    effective = farthest
            elif range_m[j] > inner_m:
                unbroken = False
        effective_m[a], farthest_m[a] = effective, farthest
    return area


# against ballistic missiles: the same flight to many aim points


class Course(NamedTuple):
    """One flight, scan by scan, in a plane: east and north of its own aim point."""

    east_m: Floats
    north_m: Floats
    altitude_m: Floats
    speed_m_s: Floats
    heading_rad: Floats


class Watch(NamedTuple):
    """One radar as `mark_watched` reads it.

    Positions are east and north of the unit. ``lowest_m`` is its mask, ``reach_m`` its maximum
    range. The rest as in `mark_seen`, but for ``aspect_db`` (the gain of cross-section, at evenly
    spaced aspects from 0 to π) and ``coast_scans`` (the longest gap that a track survives).
    """

    east_m: float
    north_m: float
    ground_m: float
    lowest_m: NDArray[np.float32]
    mask_step_m: float
    reach_m: float
    facing_rad: float
    half_sector_rad: float
    axis_m: Floats
    nearest_m: Floats
    aside_step_rad: float
    range_step_m: float
    margin_db: NDArray[np.float32]
    aspect_db: Floats
    coast_scans: int


class Shooter(NamedTuple):
    """One missile type at one battery as `mark_spare` reads it.

    ``allowed`` marks the scans in which the flight's height and speed are within its envelope,
    ``time_s`` is the fly-out table's [range, height].
    """

    east_m: float
    north_m: float
    altitude_m: float
    near_m: float
    far_m: float
    allowed: Flags
    range_axis_m: Floats
    height_axis_m: Floats
    time_s: Floats


@step_kernel
def turned(angle_rad: float) -> float:
    """Return an angle from 0 to 2π as ``%`` does, to the last bit, without its division."""
    if angle_rad < 0:
        if angle_rad > -2 * pi:
            return angle_rad + 2 * pi
    elif angle_rad < 2 * pi:
        return angle_rad
    elif angle_rad < 4 * pi:
        return angle_rad - 2 * pi  # exact, since the one is at most twice the other
    return angle_rad % (2 * pi)


@step_kernel
def margin_at(
    watch: Watch, ground: int, aside_rad: float, below: int, altitude_m: float, at_m: float
) -> float:
    """Return a margin from a radar's table; ``below`` is the index of the altitude below."""
    axis, table = watch.axis_m, watch.margin_db
    angles, altitudes, ranges = table.shape[1:]
    low, high = max(below, 0), min(below + 1, altitudes - 1)
    up = (altitude_m - axis[low]) / (axis[high] - axis[low]) if high > low else 0.0
    a = min(int(aside_rad / watch.aside_step_rad), angles - 2) if angles > 1 else 0
    b = min(int(at_m / watch.range_step_m), ranges - 2)
    right = aside_rad / watch.aside_step_rad - a if angles > 1 else 0.0
    on = at_m / watch.range_step_m - b
    margin = 0.0
    for turned in range(min(angles, 2)):
        n = a + turned
        here = table[ground, n, low, b] * (1.0 - up) + table[ground, n, high, b] * up
        there = table[ground, n, low, b + 1] * (1.0 - up) + table[ground, n, high, b + 1] * up
        off = right if turned else 1.0 - right
        margin += off * (here * (1.0 - on) + there * on)
    return float(margin)


@step_kernel
def watches(
    watch: Watch,
    east: float,
    north: float,
    distance: float,
    altitude: float,
    heading: float,
    below: int,
) -> bool:
    """Return whether a radar detects a point of a flight within its `Reach`.

    The point is given relative to the radar, ``below`` is the index of the altitude in its tables.
    """
    azimuth = turned(atan2(east, north))
    aside = 0.0
    if watch.half_sector_rad < pi:
        aside = abs(turned(azimuth - watch.facing_rad + pi) - pi)
        if aside > watch.half_sector_rad:
            return False
    lowest = lowest_visible_at_point(watch.lowest_m, watch.mask_step_m, azimuth, distance)
    if altitude < lowest:
        return False
    aspect = abs(turned(heading - azimuth) - pi)
    side = watch.aspect_db[int(aspect / pi * (len(watch.aspect_db) - 1) + 0.5)]
    ground = 1 if watch.ground_m >= lowest else 0
    return bool(margin_at(watch, ground, aside, below, altitude, distance) + side >= 0.0)


class Reach(NamedTuple):
    """The values of a radar that depend on altitude alone, scan by scan; see `mark_watched`.

    ``below`` is the index of the altitude in the radar's tables, ``near_m`` the overhead cone
    there; beyond ``far_m`` no echo is strong enough. From the cone to ``sure_m`` every point in
    the radar's sector is detected, whatever its azimuth and aspect.
    """

    below: NDArray[np.int64]
    near_m: Floats
    far_m: Floats
    sure_m: Floats


def reach_of(watch: Watch, altitude_m: Floats) -> Reach:
    """Return the ranges between which a radar can, and surely does, detect a flight by scan."""
    axis, top = watch.axis_m, len(watch.axis_m) - 1
    below = np.searchsorted(axis, altitude_m, side="right") - 1
    lower, upper = np.maximum(below, 0), np.minimum(below + 1, top)
    enough = (watch.margin_db >= -watch.aspect_db.max()).any(axis=(0, 1))
    nodes = np.arange(1, enough.shape[1] + 1) * watch.range_step_m
    farthest = (enough * nodes).max(axis=1)
    either = np.maximum(farthest[lower], farthest[upper])
    strong = (watch.margin_db >= SURE_DB - watch.aspect_db.min()).all(axis=(0, 1))
    unbroken = np.logical_and.accumulate(strong, axis=1).sum(axis=1)  # nodes from range 0 on
    loud = np.minimum(unbroken[lower], unbroken[upper]) - 1
    rising = np.maximum.accumulate(watch.lowest_m.max(axis=0))
    clear = np.searchsorted(rising, altitude_m - SURE_M, side="right") - 1
    return Reach(
        below=below.astype(np.int64),
        near_m=np.interp(altitude_m, axis, watch.nearest_m),
        far_m=np.minimum(either, watch.reach_m),
        sure_m=np.minimum(loud * watch.range_step_m, clear * watch.mask_step_m),
    )


@engagement_kernel
def mark_watched(
    watch: Watch,
    reach: Reach,
    course: Course,
    aim_east_m: Floats,
    aim_north_m: Floats,
    seen: Flags,
) -> None:
    """Write where a radar detects the flight to each aim point, [aim, scan], short gaps filled.

    Most points lie where nothing depends on azimuth or aspect, and neither is computed there.
    """
    turns = watch.half_sector_rad >= pi
    east_axis, north_axis = sin(watch.facing_rad), cos(watch.facing_rad)
    edge = cos(watch.half_sector_rad)
    for i in range(len(aim_east_m)):
        last = -1
        for j in range(len(course.altitude_m)):
            seen[i, j] = False
            east = aim_east_m[i] + course.east_m[j] - watch.east_m
            north = aim_north_m[i] + course.north_m[j] - watch.north_m
            distance = sqrt(east * east + north * north)
            if not reach.near_m[j] <= distance <= reach.far_m[j]:
                continue
            ahead = east * east_axis + north * north_axis
            if not turns and ahead < distance * (edge - SURE_COSINE):
                continue
            sure = distance <= reach.sure_m[j] and (
                turns or ahead > distance * (edge + SURE_COSINE)
            )
            if not sure and not watches(
                watch,
                east,
                north,
                distance,
                course.altitude_m[j],
                course.heading_rad[j],
                reach.below[j],
            ):
                continue
            seen[i, j] = True
            if last >= 0 and j - last - 1 <= watch.coast_scans:
                for gap in range(last + 1, j):
                    seen[i, gap] = True
            last = j


@kernel
def mark_ready(
    seen: Flags,
    confirm_scans: NDArray[np.int64],
    reaction_scans: int,
    ready: NDArray[np.int32],
) -> None:
    """Write the scan from which missiles may be launched, [aim, scan]; `UNREADY` without a track.

    ``seen`` is [radar, aim, scan]. A radar has a track once it has detected the missile for its
    time to confirm; the unit has one while any radar does. The reaction time runs from there.
    """
    radars, aims, scans = seen.shape
    for i in range(aims):
        since = UNREADY
        begun = np.full(radars, UNREADY)
        for j in range(scans):
            tracked = False
            for r in range(radars):
                if not seen[r, i, j]:
                    begun[r] = UNREADY
                    continue
                begun[r] = min(begun[r], j)
                tracked = tracked or j - begun[r] >= confirm_scans[r]
            since = min(since, j) if tracked else UNREADY
            ready[i, j] = min(since + reaction_scans, UNREADY)


@kernel
def mark_spare(
    shooter: Shooter,
    course: Course,
    aim_east_m: Floats,
    aim_north_m: Floats,
    guided: Flags,
    ready: NDArray[np.int32],
    scan_s: float,
    spare_s: Floats,
) -> None:
    """Raise the time in hand of each aim point to that of this missile's best intercept.

    An intercept needs a launch no earlier than the scan of readiness, and guidance, ``guided``
    [aim, scan], from launch to intercept. ``spare_s`` is the time between readiness and the last
    useful launch.
    """
    for i in range(len(aim_east_m)):
        unguided = -1
        for j in range(len(course.altitude_m)):
            if not guided[i, j]:
                unguided = j
                continue
            if not shooter.allowed[j]:
                continue
            east = aim_east_m[i] + course.east_m[j] - shooter.east_m
            north = aim_north_m[i] + course.north_m[j] - shooter.north_m
            distance = sqrt(east * east + north * north)
            if not shooter.near_m <= distance <= shooter.far_m:
                continue
            flight = flight_time(shooter, distance, course.altitude_m[j] - shooter.altitude_m)
            if np.isnan(flight):
                continue
            launch = j - max(ceil(flight / scan_s), 1)
            if launch > unguided and ready[i, launch] <= launch:
                spare_s[i] = max(spare_s[i], (launch - ready[i, launch]) * scan_s)


@inline_kernel
def flight_time(shooter: Shooter, distance_m: float, height_m: float) -> float:
    """Return a fly-out table's time to a point, as `engagement.tables.intercept` reads it."""
    ranges, heights = shooter.range_axis_m, shooter.height_axis_m
    height = max(height_m, heights[0])
    if distance_m > ranges[-1] or height > heights[-1]:
        return np.nan
    a = min(last_at_or_below(ranges, distance_m), len(ranges) - 2)
    b = min(last_at_or_below(heights, height), len(heights) - 2)
    out = (distance_m - ranges[a]) / (ranges[a + 1] - ranges[a])
    up = (height - heights[b]) / (heights[b + 1] - heights[b])
    near = between(shooter.time_s[a, b], shooter.time_s[a, b + 1], up)
    far = between(shooter.time_s[a + 1, b], shooter.time_s[a + 1, b + 1], up)
    return between(near, far, out)


@inline_kernel
def between(first: float, second: float, share: float) -> float:
    """Interpolate; a point on a node has its value even if the next node is unreachable."""
    return first if share == 0 else first * (1.0 - share) + second * share
