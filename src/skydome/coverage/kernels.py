"""The comparisons of arrays that coverage spends its time on, point by point.

Flat arrays of one length, one value a point. Interpolation is linear and holds its end values
beyond the ends of its axis, as that of `numpy.interp`.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.terrain.mask import lowest_visible_at_point

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# The cache on disk sees edits of a kernel's own file, so the helpers stand here too.


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
    """Return a value between two nodes, as `interpolated` for single precision."""
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
    """Write from which altitude each point is in sight, and how far off the radar's facing it lies.

    The altitude is infinite out of sector or reach; a radar that turns faces everywhere.
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
    """Write where a radar sees: above ground, in sight, out of its cone overhead, echo enough.

    ``nearest_m`` goes with the altitudes ``axis_m``. ``margin_db`` is what the echo has over what
    detection needs: without and with the ground's echo, by angle off the axis, altitude, range.
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
    """Add where a guided missile meets a target; points that are met already stay met.

    ``nearest_m`` and ``farthest_m`` go with the heights ``axis_m`` above the launcher. Between
    two of them both must be in reach.
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
    """Write by azimuth how far cover reaches before its first gap, and at all.

    ``hit`` is [azimuth, range]. Gaps nearer than ``inner_m`` do not end the effective range.
    Returns the sum of the ranges up to ``ring_m`` that are hit: their area, but for a factor.
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
