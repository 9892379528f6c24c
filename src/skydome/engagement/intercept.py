"""Which shots are feasible: from which scan, with which missile, and how long they fly."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel, source_hash
from skydome.folders import cache_folder
from skydome.physics.flyout import (
    Airframe,
    FlyoutTable,
    altitude_axis_m,
    fly_fan,
    flyout_table,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.engagement.paths import Path
    from skydome.engagement.sensing import Polar
    from skydome.scenario.resolved import ResolvedEntry

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NO_INTERCEPT = 2**30


def airframe_of(missile: ResolvedEntry) -> Airframe:
    """Return a missile's airframe from its catalogue entry."""
    parameters = missile.parameters
    sustain = {
        f"{name}_{unit}": parameters[name].value
        for name, unit in (("sustain_propellant_mass", "kg"), ("sustain_time", "s"))
        if name in parameters
    }
    return Airframe(
        launch_mass_kg=missile.si("launch_mass"),
        propellant_mass_kg=missile.si("propellant_mass"),
        specific_impulse_s=missile.si("specific_impulse"),
        boost_time_s=missile.si("burn_time"),
        diameter_m=missile.si("diameter"),
        drag_factor=missile.si("drag_factor"),
        minimum_intercept_speed_m_s=missile.si("minimum_intercept_speed"),
        **sustain,
    )


def flyout_of(missile: ResolvedEntry) -> FlyoutTable:
    """Return a missile's fly-out table, as high as it may meet a target."""
    ceiling_m = max(missile.si("maximum_altitude"), missile.si("maximum_altitude_ballistic"))
    return _flyout(airframe_of(missile), altitude_axis_m(ceiling_m))


@lru_cache(maxsize=64)
def _flyout(airframe: Airframe, altitudes_m: tuple[float, ...]) -> FlyoutTable:
    """Return an airframe's fly-out table, from the cache on disk where it is there.

    The cache's name is a hash of the airframe, of the altitudes and of the sources that fly it; a
    file that cannot be read is made again.
    """
    key = hashlib.sha256(f"{source_hash()} {airframe} {altitudes_m}".encode()).hexdigest()[:24]
    file = cache_folder("flyout") / f"{key}.npz"
    try:
        with np.load(file) as stored:
            return FlyoutTable(**{name: stored[name] for name in FlyoutTable._fields})
    except (OSError, ValueError, KeyError):
        table = flyout_table(fly_fan(airframe), altitude_m=altitudes_m)
    partial = file.with_name(f"{key}.{os.getpid()}.partial.npz")
    np.savez(partial, **table._asdict())
    partial.replace(file)
    return table


class Cells(NamedTuple):
    """Where points lie in a fly-out table: the node below, and how far on, in cells."""

    column: NDArray[np.intp]
    right: Floats
    row: NDArray[np.intp]
    up: Floats
    inside: Flags


def cells_of(table: FlyoutTable, ground_range_m: Floats, height_m: Floats) -> Cells:
    """Return where points lie in a fly-out table.

    Parameters
    ----------
    table
        Fly-out from sea level. A launcher on a mountain starts in thinner air than the table
        knows, so its reach is understated.
    ground_range_m, height_m
        Points, arrays of one shape; the height is counted from the launcher, and a point below it
        is met as if it were level with it.
    """
    height = np.maximum(height_m, table.altitude_m[0])
    inside = (ground_range_m >= table.ground_range_m[0]) & (
        ground_range_m <= table.ground_range_m[-1]
    )
    inside &= height <= table.altitude_m[-1]
    return Cells(
        *_cell(table.ground_range_m, ground_range_m), *_cell(table.altitude_m, height), inside
    )


def read(values: Floats, at: Cells) -> Floats:
    """Return a table's values, such as its times of flight, bilinear between its nodes.

    NaN outside the table, and beside a node that is unreachable.
    """
    column, right, row, up, inside = at
    near = _between(values[column, row], values[column, row + 1], up)
    far = _between(values[column + 1, row], values[column + 1, row + 1], up)
    return np.where(inside, _between(near, far, right), np.nan)


def _between(first: Floats, second: Floats, share: Floats) -> Floats:
    """Interpolate; on a node its value holds even where the next one is unreachable."""
    return np.where(share == 0, first, first * (1 - share) + second * share)


def _cell(axis: Floats, at: Floats) -> tuple[NDArray[np.intp], Floats]:
    index = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, len(axis) - 2)
    return index, (at - axis[index]) / (axis[index + 1] - axis[index])


def in_envelope(missile: ResolvedEntry, way: Path, polar: Polar, ballistic: Flags) -> Flags:
    """Return, point by point, whether a threat is where a missile may meet it.

    Ballistic and aerodynamic targets have separate envelopes. The lower edge is above the ground
    under the target, the upper above sea level.
    """

    def limit(name: str) -> Floats:
        return np.where(ballistic, missile.si(f"{name}_ballistic"), missile.si(name))

    return np.asarray(
        (polar.ground_range_m >= missile.si("minimum_range"))
        & (polar.ground_range_m <= limit("maximum_range"))
        & (way.height_m >= limit("minimum_altitude"))
        & (way.altitude_m <= limit("maximum_altitude"))
        & (way.speed_m_s <= missile.si("maximum_target_speed"))
    )


def launch_flights(
    flight_s: Floats, guided: Flags, scan_s: float, bounds: NDArray[np.int64]
) -> NDArray[np.uint16]:
    """Return, for a launch in each scan, the scans to the intercept; 0 where there is none.

    Parameters
    ----------
    flight_s
        Time of flight to the threat's place in each scan, NaN where it cannot be met.
    guided
        Whether the target can be guided against in each scan. Every scan from launch to
        intercept must be.
    scan_s
        Length of a scan.
    bounds
        Where each path begins in these arrays, and their end.
    """
    scans = np.full(len(flight_s), NO_INTERCEPT, dtype=np.int64)
    reachable = np.isfinite(flight_s) & guided
    scans[reachable] = np.maximum(1, np.ceil(flight_s[reachable] / scan_s)).astype(np.int64)
    result = np.zeros(len(flight_s), dtype=np.uint16)
    fill_flights(scans, guided, bounds, result)
    return result


@kernel
def fill_flights(
    scans: NDArray[np.int64],
    guided: Flags,
    bounds: NDArray[np.int64],
    result: NDArray[np.uint16],
) -> None:
    """For each launch scan find the first scan in which missile and threat can meet.

    A missile arrives in scan j if it was launched at j - scans[j] or before. Launched much
    before, it would wait for a threat that has yet to enter the envelope: that is not a launch.
    """
    for path in range(len(bounds) - 1):
        first, stop = bounds[path], bounds[path + 1]
        meeting = first
        unguided = next_unguided(guided, first, stop)
        for launch in range(first, stop):
            meeting = max(meeting, launch + 1)
            while meeting < stop and meeting - scans[meeting] < launch:
                meeting += 1
            if meeting >= stop:
                break
            if unguided < launch:
                unguided = next_unguided(guided, launch, stop)
            waits = meeting - launch > scans[meeting]
            entered = meeting > first and scans[meeting - 1] == NO_INTERCEPT
            if unguided > meeting and not (waits and entered):
                result[launch] = meeting - launch


@inline_kernel
def next_unguided(guided: Flags, start: int, stop: int) -> int:
    """Return the first scan from ``start`` on in which the target cannot be guided against."""
    for scan in range(start, stop):
        if not guided[scan]:
            return scan
    return stop


def close_gaps(seen: Flags, longest: int, bounds: NDArray[np.int64]) -> Flags:
    """Return ``seen`` with gaps of at most ``longest`` scans filled: a track coasts over them.

    ``bounds`` says where each path begins, and where the last one ends.
    """
    filled = seen.copy()
    fill_gaps(seen, longest, bounds, filled)
    return filled


@kernel
def fill_gaps(seen: Flags, longest: int, bounds: NDArray[np.int64], filled: Flags) -> None:
    """Set what lies between two sightings of one path, if it is short."""
    for path in range(len(bounds) - 1):
        last = -1
        for scan in range(bounds[path], bounds[path + 1]):
            if seen[scan]:
                if last >= 0 and scan - last <= longest + 1:
                    filled[last:scan] = True
                last = scan
