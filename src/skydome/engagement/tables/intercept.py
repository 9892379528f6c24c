"""Feasible shots: from which scan, with which missile, and with what time of flight."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel, source_hash
from skydome.folders import cache_folder, read_cached_arrays, write_cached_arrays
from skydome.physics.motion.airframe import Airframe, Burn
from skydome.physics.motion.flyout import (
    RANGE_STEPS,
    TIME_BUDGETS,
    FlyoutFront,
    altitude_axis_m,
    flyout_front,
)
from skydome.physics.motion.flyout_fan import COARSE, FINE, fly_fan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.catalogue.entry import Entry
    from skydome.engagement.tables.paths import Path
    from skydome.engagement.tables.sensor import Polar
    from skydome.physics.motion.flyout import FlyoutTable
    from skydome.scenario.resolved import ResolvedEntry


NO_INTERCEPT = 2**30
# the parameters that `airframe_of` reads
AIRFRAME = (
    *("launch_mass", "propellant_mass", "specific_impulse", "burn_time", "diameter"),
    *("drag_factor", "minimum_intercept_speed", "stage_mass"),
    *("sustain_propellant_mass", "sustain_time", "sustain_delay"),
)
QUICKEST_ONLY = (1.0,)


def airframe_of(missile: ResolvedEntry | Entry) -> Airframe:
    """Return a missile's airframe from its catalogue entry.

    A second burn follows the boost, or a pause of up to ``sustain_delay``; an empty stage separates
    between the two.
    """

    def optional(name: str) -> float:
        return missile.si(name) if name in missile.parameters else 0.0

    boost_s, sustain_kg = missile.si("burn_time"), optional("sustain_propellant_mass")
    boost = Burn(0.0, boost_s, missile.si("propellant_mass"), optional("stage_mass"))
    sustain = Burn(
        start_s=boost_s,
        duration_s=optional("sustain_time"),
        propellant_mass_kg=sustain_kg,
        longest_delay_s=optional("sustain_delay"),
    )
    return Airframe(
        launch_mass_kg=missile.si("launch_mass"),
        burns=(boost, sustain) if sustain_kg > 0 else (boost,),
        specific_impulse_s=missile.si("specific_impulse"),
        diameter_m=missile.si("diameter"),
        drag_factor=missile.si("drag_factor"),
        minimum_intercept_speed_m_s=missile.si("minimum_intercept_speed"),
    )


def flyout_of(missile: ResolvedEntry) -> FlyoutTable:
    """Return the table of a missile's quickest flights, up to its greatest intercept altitude.

    It is member 0 of `front_of`, made in half the time.
    """
    return _flown(missile, QUICKEST_ONLY).member(0)


def front_of(missile: ResolvedEntry) -> FlyoutFront:
    """Return a missile's flights by time and speed, up to its greatest intercept altitude.

    An airframe with values drawn from their ranges is flown coarsely (`COARSE`), because there are
    many of them; its quickest flights are then up to 1 % slower on average
    (`docs/decisions/0029`).
    """
    return _flown(missile, TIME_BUDGETS)


def fly_ahead(missiles: Iterable[ResolvedEntry]) -> None:
    """Have `front_of` some missiles ready, flown on all cores where they are not in the cache."""
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        list(executor.map(front_of, missiles))


def _flown(missile: ResolvedEntry, time_budgets: tuple[float, ...]) -> FlyoutFront:
    drawn = any(
        getattr(missile.parameters.get(name), "basis", "assessed") == "sampled" for name in AIRFRAME
    )
    ceilings = missile.si("maximum_altitude"), missile.si("maximum_altitude_ballistic")
    return _front(airframe_of(missile), altitude_axis_m(max(ceilings)), time_budgets, coarse=drawn)


@lru_cache(maxsize=256)
def _front(
    airframe: Airframe,
    altitudes_m: tuple[float, ...],
    time_budgets: tuple[float, ...],
    *,
    coarse: bool,
) -> FlyoutFront:
    """Return an airframe's fly-out tables, from the cache on disk if they are there.

    The cache's name is a hash of the airframe, of the altitudes, of the members and of the sources
    that fly it; a file that cannot be read is made again. Of coarse tables it has times and speeds
    alone, in single precision, to which they are rounded when they are made.
    """
    named = f"{source_hash('models')} {airframe} {altitudes_m} {time_budgets} {coarse}"
    key = hashlib.sha256(named.encode()).hexdigest()[:24]
    file = cache_folder("flyout") / f"{key}.npz"
    stored = read_cached_arrays(file)
    if stored is not None and set(stored) == set(FlyoutFront._fields):
        return FlyoutFront(**{name: values.astype(np.float64) for name, values in stored.items()})
    fan = fly_fan(airframe, detail=COARSE if coarse else FINE)
    steps = RANGE_STEPS // 2 if coarse else RANGE_STEPS
    front = flyout_front(fan, altitude_m=altitudes_m, time_budgets=time_budgets, range_steps=steps)
    if not coarse:
        write_cached_arrays(file, front._asdict())
        return front
    none = np.empty((len(time_budgets), 0, 0))
    kept = front._replace(launch_elevation_rad=none, family=none)._asdict()
    single = {name: values.astype(np.float32) for name, values in kept.items()}
    write_cached_arrays(file, single)
    return FlyoutFront(**{name: values.astype(np.float64) for name, values in single.items()})


class Cells(NamedTuple):
    """Positions of points in a fly-out table: the node below, and the fraction of a cell beyond."""

    column: NDArray[np.intp]
    right: Floats
    row: NDArray[np.intp]
    up: Floats
    inside: Flags


def cells_of(table: FlyoutTable | FlyoutFront, ground_range_m: Floats, height_m: Floats) -> Cells:
    """Return where points lie in a fly-out table.

    Parameters
    ----------
    table
        Fly-out from sea level. A launcher on a mountain starts in thinner air than the table
        assumes, so its reach is understated.
    ground_range_m, height_m
        Points, flat arrays of one length. The height is counted from the launcher; a point below
        it counts as level with it.
    """
    height = np.maximum(height_m, table.altitude_m[0])
    inside = (ground_range_m >= table.ground_range_m[0]) & (
        ground_range_m <= table.ground_range_m[-1]
    )
    inside &= height <= table.altitude_m[-1]
    return Cells(
        *_cell(table.ground_range_m, ground_range_m), *_cell(table.altitude_m, height), inside
    )


def _cell(axis: Floats, at: Floats) -> tuple[NDArray[np.intp], Floats]:
    index, share = np.empty(len(at), dtype=np.intp), np.empty(len(at))
    fill_cells(axis, at, index, share)
    return index, share


@kernel
def fill_cells(axis: Floats, at: Floats, index: NDArray[np.intp], share: Floats) -> None:
    """Find cells of a rising axis; each search starts at the last cell, as the next is near.

    A value beyond the axis is in its last cell, with a fraction above one, or in its first, below
    zero.
    """
    cell, last = 0, axis.size - 2
    for n in range(at.size):
        while cell < last and at[n] >= axis[cell + 1]:
            cell += 1
        while cell > 0 and at[n] < axis[cell]:
            cell -= 1
        index[n] = cell
        share[n] = (at[n] - axis[cell]) / (axis[cell + 1] - axis[cell])


def read(values: Floats, at: Cells) -> Floats:
    """Return a table's values, such as its times of flight, bilinear between its nodes.

    NaN outside the table, and next to a node that is unreachable. Of several tables [member, range,
    height] the values [member, point].
    """
    tables = values.reshape(-1, *values.shape[-2:])
    found = np.full((len(tables), len(at.inside)), np.nan)
    fill_read(tables, at, found)
    return found.reshape(*values.shape[:-2], -1)


@kernel
def fill_read(tables: Floats, at: Cells, found: Floats) -> None:
    """Write what each table holds inside of it."""
    for member in range(found.shape[0]):
        values = tables[member]
        for n in range(found.shape[1]):
            if at.inside[n]:
                i, j, up = at.column[n], at.row[n], at.up[n]
                near = between(values[i, j], values[i, j + 1], up)
                far = between(values[i + 1, j], values[i + 1, j + 1], up)
                found[member, n] = between(near, far, at.right[n])


@inline_kernel
def between(first: float, second: float, share: float) -> float:
    """Interpolate; a point on a node has its value even if the next node is unreachable."""
    return first if share == 0 else first * (1 - share) + second * share


class Envelope(NamedTuple):
    """Where a missile may intercept the traffic, point by point: allowed points and ranges."""

    allowed: Flags
    nearest_m: float
    farthest_m: Floats

    def holds(self, polar: Polar) -> Flags:
        """Return which points lie in it, seen from a launcher."""
        ground_range = polar.ground_range_m
        far_enough = ground_range >= self.nearest_m
        return self.allowed & far_enough & (ground_range <= self.farthest_m)


def envelope_of(missile: ResolvedEntry, way: Path, ballistic: Flags) -> Envelope:
    """Return the envelope of a missile over the traffic, wherever it is launched.

    Ballistic and aerodynamic targets have separate envelopes. The lower edge is above the ground
    under the target, the upper above sea level.
    """

    def limit(name: str) -> Floats:
        return np.where(ballistic, missile.si(f"{name}_ballistic"), missile.si(name))

    return Envelope(
        (way.height_m >= limit("minimum_altitude"))
        & (way.altitude_m <= limit("maximum_altitude"))
        & (way.speed_m_s <= missile.si("maximum_target_speed")),
        missile.si("minimum_range"),
        limit("maximum_range"),
    )


class Flights(NamedTuple):
    """Launches at the points ``at`` of all paths, and the scans of each to its intercept.

    Of each path the points from its first launch to its last one; ``scans`` [member, point] is 0
    for no launch.
    """

    at: NDArray[np.intp]
    scans: NDArray[np.uint16]


def launch_flights(
    met: NDArray[np.intp],
    flight_s: Floats,
    guided: Flags,
    scan_s: float,
    bounds: NDArray[np.int64],
) -> Flights:
    """Return, for a launch in each scan, the number of scans to the intercept; 0 if there is none.

    Parameters
    ----------
    met
        Points at which the target may be met, rising.
    flight_s
        [member, met] time of flight to each, NaN where it cannot be intercepted.
    guided
        Whether the target can be guided against at each point of all paths. At every one from
        launch to intercept it must be.
    scan_s
        Length of a scan.
    bounds
        Where each path begins in ``guided``, and their end.
    """
    at = np.empty(len(guided), dtype=np.intp)
    scans = np.empty((len(flight_s), len(guided)), dtype=np.uint16)
    count = fill_flights(met, flight_s, guided, float(scan_s), bounds, at, scans)
    return Flights(at[:count].copy(), scans[:, :count].copy())


@kernel
def fill_flights(
    met: NDArray[np.intp],
    flight_s: Floats,
    guided: Flags,
    scan_s: float,
    bounds: NDArray[np.int64],
    at: NDArray[np.intp],
    found: NDArray[np.uint16],
) -> int:
    """For each launch scan find the first scan in which missile and threat can meet.

    A missile arrives in scan j if it was launched at j - scans[j] or before. If launched much
    earlier, it would wait for a threat that has not yet entered the envelope; that does not count
    as a launch. Returns how many points were written.
    """
    members = flight_s.shape[0]
    scans = np.empty((members, met.size), dtype=np.int64)
    for member in range(members):
        for n in range(met.size):
            possible = guided[met[n]] and np.isfinite(flight_s[member, n])
            flight = np.ceil(flight_s[member, n] / scan_s) if possible else 0.0
            scans[member, n] = max(1, int(flight)) if possible else NO_INTERCEPT
    n, count = 0, 0
    for path in range(len(bounds) - 1):
        first, stop = bounds[path], bounds[path + 1]
        begin = n
        while n < met.size and met[n] < stop:
            n += 1
        if n > begin:
            result = np.zeros((members, stop - first), dtype=np.uint16)
            for m in range(members):
                fill_path(met[begin:n], scans[m, begin:n], guided, first, stop, result[m])
            count = append_window(result, first, at, found, count)
    return count


@inline_kernel
def append_window(
    launches: NDArray[np.uint16],
    first: int,
    at: NDArray[np.intp],
    found: NDArray[np.uint16],
    count: int,
) -> int:
    """Write the launches at one path from the first to the last one; return the new count."""
    members, length = launches.shape
    earliest, end = length, 0
    for member in range(members):
        for scan in range(length):
            if launches[member, scan] > 0:
                earliest, end = min(earliest, scan), max(end, scan + 1)
    for scan in range(earliest, end):
        at[count] = first + scan
        for member in range(members):
            found[member, count] = launches[member, scan]
        count += 1
    return count


@inline_kernel
def fill_path(
    met: NDArray[np.intp],
    scans: NDArray[np.int64],
    guided: Flags,
    first: int,
    stop: int,
    result: NDArray[np.uint16],
) -> None:
    """Write the launches at one path, by scan of it; ``scans`` is by point of ``met``."""
    n = 0
    unguided = next_unguided(guided, first, stop)
    for launch in range(first, stop):
        while n < met.size and (met[n] <= launch or met[n] - scans[n] < launch):
            n += 1
        if n == met.size:
            break
        if unguided < launch:
            unguided = next_unguided(guided, launch, stop)
        waits = met[n] - launch > scans[n]
        before = n > 0 and met[n - 1] == met[n] - 1 and scans[n - 1] != NO_INTERCEPT
        entered = met[n] > first and not before
        if unguided > met[n] and not (waits and entered):
            result[launch - first] = met[n] - launch


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
    """Fill the gap between two sightings on one path, if it is short."""
    for path in range(len(bounds) - 1):
        last = -1
        for scan in range(bounds[path], bounds[path + 1]):
            if seen[scan]:
                if last >= 0 and scan - last <= longest + 1:
                    filled[last:scan] = True
                last = scan
