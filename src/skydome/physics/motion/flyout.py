"""How soon and how fast an interceptor can be where: fly-out tables from a fan of flights.

For each point of the vertical plane a table lists a few flights, its *members*: the quickest, and
the ones that arrive fastest among those that take no longer than 1.2, 2 and 6 times as long.
Guidance chooses among them (`skydome.engagement.tables.launch_choice`).

What is left out: navigation laws, target manoeuvre, and the dead zone above and around the launcher
before the missile has turned (a catalogue gives that as least range). Nothing is measured: masses
and motors are published figures or estimates, drag and lift are generic curves.

References
----------
.. [1] Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition, AIAA 2012, chapter 10
   (point-mass flight through an atmosphere).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.motion.airframe import air_thickness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.physics.motion.flyout_fan import Fan


TIME_BUDGETS = (1.0, 1.2, 2.0, 6.0)

# How far outside its triangle, as a share of it, rounding may put a point of its edge.
_EDGE_SHARE = 1e-9

ALTITUDE_AXIS_M = (
    *(0.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1e3, 1.5e3, 2e3, 3e3, 4e3, 5e3, 6e3),
    *(8e3, 10e3, 12e3, 14e3, 16e3, 18e3, 20e3, 22e3, 24e3, 26e3, 28e3, 30e3, 32e3, 35e3),
)
# Above it only for a missile whose ceiling is there; up to these heights drag still counts.
HIGH_ALTITUDES_M = (*(40e3, 45e3, 50e3, 60e3, 70e3, 80e3), *(90e3, 100e3, 120e3, 140e3, 160e3))
RANGE_STEPS = 180
LATE_TOLERANCE_S = 0.5
# A member is the soonest flight that arrives with this share of the greatest speed in its budget.
ENOUGH_SHARE = 0.99
QUICKEST, FASTEST, SOONEST = range(3)


def altitude_axis_m(ceiling_m: float) -> tuple[float, ...]:
    """Return the altitudes of a fly-out table, up to the first that is not below a ceiling.

    Never fewer than `ALTITUDE_AXIS_M`, never more than 160 km.
    """
    below = sum(altitude < ceiling_m for altitude in (ALTITUDE_AXIS_M[-1], *HIGH_ALTITUDES_M))
    return (*ALTITUDE_AXIS_M, *HIGH_ALTITUDES_M[:below])


class FlyoutTable(NamedTuple):
    """One flight to each point: arrays [range, altitude], NaN where unreachable.

    The last two are the flight's launch elevation and the position of its control law in the fan's
    families. The time of the quickest flight never falls with range.
    """

    ground_range_m: Floats
    altitude_m: Floats
    time_of_flight_s: Floats
    speed_m_s: Floats
    launch_elevation_rad: Floats
    family: Floats


class FlyoutFront(NamedTuple):
    """Time against speed at each point: arrays [member, range, altitude], NaN where unreachable.

    Member 0 is the quickest flight. Each later member is the one that arrives fastest within its
    time budget, the factor of `TIME_BUDGETS` on the quickest time. Neither time nor speed falls
    with the member. All members reach the same points. The time of the quickest never falls with
    range; that of a later one does where a steep flight to a near point arrives faster.
    """

    ground_range_m: Floats
    altitude_m: Floats
    time_of_flight_s: Floats
    speed_m_s: Floats
    launch_elevation_rad: Floats
    family: Floats

    def member(self, number: int) -> FlyoutTable:
        """Return the table of one member; 0 is the quickest."""
        values = (self.time_of_flight_s, self.speed_m_s, self.launch_elevation_rad, self.family)
        return FlyoutTable(self.ground_range_m, self.altitude_m, *(of[number] for of in values))


def flyout_front(
    fan: Fan,
    ground_range_m: Floats | None = None,
    altitude_m: Sequence[float] | Floats = ALTITUDE_AXIS_M,
    time_budgets: Sequence[float] = TIME_BUDGETS,
    range_steps: int = RANGE_STEPS,
) -> FlyoutFront:
    """Return the members' flights, out of a fan, to every point of a grid.

    Parameters
    ----------
    fan
        The flights.
    ground_range_m
        Increasing ranges; by default from 0 to 1.1 times the greatest reached, half of them in the
        first fifth.
    altitude_m
        Increasing altitudes above the launch point's sphere.
    time_budgets
        Increasing factors on the quickest time, the first 1.
    range_steps
        How many ranges there are by default.

    Returns
    -------
    FlyoutFront
        NaN where no flight arrives with at least the minimum intercept speed.

    Notes
    -----
    Two neighbouring flights at two neighbouring times span a four-sided cell of the vertical plane;
    each of its two triangles is interpolated linearly.

    Two repairs follow, at constant altitude. A quickest flight that takes longer than one to a
    greater range is left out, with half a second of tolerance: such are gaps between the control
    laws of a finite fan. A gap between reached points is then filled linearly: a missile that can
    fly farther can also take a detour. The tests bound the number of such points.
    """
    altitudes = np.asarray(altitude_m, dtype=np.float64)
    ranges = ground_range_m
    if ranges is None:
        ranges = _range_axis_m(fan, altitudes, range_steps)
    budgets = np.asarray(time_budgets, dtype=np.float64)
    shape = (budgets.size, ranges.size, altitudes.size)
    front = FlyoutFront(ranges, altitudes, *(np.full(shape, np.nan) for _ in range(4)))
    least = fan.airframe.minimum_intercept_speed_m_s / air_thickness(altitudes)
    flights = _Flights(*fan[2:])
    quickest, fastest = front.time_of_flight_s[0], np.zeros(shape)
    quickest[:] = np.inf
    _render(QUICKEST, least, budgets, flights, front, fastest)
    quickest[_is_late(quickest) | np.isinf(quickest)] = np.nan
    quickest[:] = _rising(quickest)
    if budgets.size > 1:
        _render(FASTEST, least, budgets, flights, front, fastest)
        front.time_of_flight_s[1:] = np.inf
        _render(SOONEST, least, budgets, flights, front, fastest)
    _repair_later_members(front)
    _fill_gaps(front)
    return front


def _is_late(time_s: Floats) -> NDArray[np.bool_]:
    """Return the nodes [range, altitude] that take longer than one at a greater range."""
    soonest_beyond = np.fmin.accumulate(time_s[::-1])[::-1]
    return np.asarray(time_s > soonest_beyond + LATE_TOLERANCE_S)


def _rising(time_s: Floats) -> Floats:
    """Return times [range, altitude], each raised to the longest at a lesser range."""
    raised = np.fmax.accumulate(time_s, axis=0)
    return np.where(np.isnan(time_s), np.nan, raised)


def _repair_later_members(front: FlyoutFront) -> None:
    """Replace slower flights by those of the member before, which are in the budget."""
    unreached = np.isnan(front.time_of_flight_s[0])
    for member in range(1, len(front.time_of_flight_s)):
        time, speed = front.time_of_flight_s[member], front.speed_m_s[member]
        worse = ~((speed >= front.speed_m_s[member - 1]) & np.isfinite(time))
        for values in front[2:]:
            values[member][worse] = values[member - 1][worse]
        time[:] = np.fmax(time, front.time_of_flight_s[member - 1])
    for values in front[2:]:
        values[:, unreached] = np.nan


def _fill_gaps(front: FlyoutFront) -> None:
    """Fill what lies between reached nodes of one altitude, linearly in range."""
    reached = np.isfinite(front.time_of_flight_s[0])
    inside = np.maximum.accumulate(reached) & np.maximum.accumulate(reached[::-1])[::-1]
    for column in np.flatnonzero((inside & ~reached).any(axis=0)):
        known = np.flatnonzero(reached[:, column])
        gap = np.flatnonzero(inside[:, column] & ~reached[:, column])
        at, axis = front.ground_range_m[gap], front.ground_range_m[known]
        before = known[np.searchsorted(known, gap) - 1]
        for member in range(len(front.time_of_flight_s)):
            for values in front[2:5]:
                values[member, gap, column] = np.interp(at, axis, values[member, known, column])
            front.family[member, gap, column] = front.family[member, before, column]


class _Flights(NamedTuple):
    """The numeric part of a fan."""

    launch_elevation_rad: Floats
    time_s: Floats
    ground_range_m: Floats
    altitude_m: Floats
    speed_m_s: Floats


class _Flight(NamedTuple):
    """One flight's arrival at a node."""

    time_s: float
    speed_m_s: float
    elevation_rad: float
    family: int


def specific_energy_j_kg(table: FlyoutTable) -> Floats:
    """Return the energy per mass left on arrival, ``v**2 / 2 + g0 h``, an array as the table's.

    Height is counted from the launch point's sphere; the gain of gravity's fall with height is
    below 0.6 % at 35 km. NaN where unreachable.
    """
    return 0.5 * table.speed_m_s**2 + STANDARD_GRAVITY_M_S2 * table.altitude_m


def _range_axis_m(fan: Fan, altitudes_m: Floats, steps: int) -> Floats:
    within = (fan.altitude_m >= altitudes_m[0]) & (fan.altitude_m <= altitudes_m[-1])
    within &= fan.speed_m_s >= fan.airframe.minimum_intercept_speed_m_s
    farthest = 1.1 * float(fan.ground_range_m[within].max(initial=0.0))
    near = np.linspace(0, farthest / 5, steps // 2, endpoint=False)
    return np.concatenate([near, np.linspace(farthest / 5, farthest, steps - near.size)])


@kernel
def _render(
    cycle: int,
    least_m_s: Floats,
    budgets: Floats,
    fan: _Flights,
    front: FlyoutFront,
    fastest_m_s: Floats,
) -> None:
    """Offer every triangle of the fan to the nodes in it.

    Three cycles follow each other: the least time, the greatest speed within each time budget, and
    the soonest flight that is nearly as fast.
    """
    corners, slowest = np.empty((3, 5)), np.inf
    for least in least_m_s:
        slowest = min(slowest, least)
    families, shots, moments = fan.altitude_m.shape
    for family in range(families):
        for shot in range(shots - 1):
            for moment in range(moments - 1):
                if np.isnan(fan.altitude_m[family, shot, moment + 1]) or np.isnan(
                    fan.altitude_m[family, shot + 1, moment + 1]
                ):
                    break
                cell = (family, slice(shot, shot + 2), slice(moment, moment + 2))
                if not (
                    _holds(front.altitude_m, fan.altitude_m[cell])
                    and _holds(front.ground_range_m, fan.ground_range_m[cell])
                ):
                    continue
                for half in range(2):
                    _corner(corners[0], fan, family, shot + half, moment + half)
                    _corner(corners[1], fan, family, shot + 1 - half, moment + half)
                    _corner(corners[2], fan, family, shot + half, moment + 1 - half)
                    if max(corners[0, 3], corners[1, 3], corners[2, 3]) >= slowest:
                        _fill(cycle, least_m_s, budgets, corners, family, front, fastest_m_s)


@inline_kernel
def _holds(axis: Floats, cell: Floats) -> bool:
    """Return whether any value of an axis lies between the least and the greatest of a cell."""
    low = min(cell[0, 0], cell[0, 1], cell[1, 0], cell[1, 1])
    high = max(cell[0, 0], cell[0, 1], cell[1, 0], cell[1, 1])
    place = _first_from(axis, low)
    return bool(place < axis.size and axis[place] <= high)


# numpy.searchsorted does the same, and takes a second to compile.
@inline_kernel
def _first_from(axis: Floats, value: float) -> int:
    """Return the index of the first value of a rising axis that is not below another value."""
    low, high = 0, axis.size
    while low < high:
        middle = (low + high) // 2
        if axis[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@inline_kernel
def _first_beyond(axis: Floats, value: float) -> int:
    """Return the index of the first value of a rising axis that is above another value."""
    low, high = 0, axis.size
    while low < high:
        middle = (low + high) // 2
        if axis[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@inline_kernel
def _corner(corner: Floats, fan: _Flights, family: int, shot: int, moment: int) -> None:
    corner[0] = fan.ground_range_m[family, shot, moment]
    corner[1] = fan.altitude_m[family, shot, moment]
    corner[2] = fan.time_s[moment]
    corner[3] = fan.speed_m_s[family, shot, moment]
    corner[4] = fan.launch_elevation_rad[shot]


@inline_kernel
def _fill(
    cycle: int,
    least_m_s: Floats,
    budgets: Floats,
    corners: Floats,
    family: int,
    front: FlyoutFront,
    fastest_m_s: Floats,
) -> None:
    """Offer one triangle's flights to the grid points inside it."""
    first, second, third = corners[0], corners[1], corners[2]
    turn = (second[0] - first[0]) * (third[1] - first[1])
    turn -= (third[0] - first[0]) * (second[1] - first[1])
    if turn == 0:
        return
    for column in range(*_span(front.altitude_m, first[1], second[1], third[1])):
        up = front.altitude_m[column] - first[1]
        for row in range(*_span(front.ground_range_m, first[0], second[0], third[0])):
            out = front.ground_range_m[row] - first[0]
            to_second = (out * (third[1] - first[1]) - (third[0] - first[0]) * up) / turn
            to_third = ((second[0] - first[0]) * up - out * (second[1] - first[1])) / turn
            if min(to_second, to_third, 1 - to_second - to_third) < -_EDGE_SHARE:
                continue
            time = _blend(corners[:, 2], to_second, to_third)
            speed = _blend(corners[:, 3], to_second, to_third)
            if speed < least_m_s[column]:
                continue
            elevation = _blend(corners[:, 4], to_second, to_third)
            flight = _Flight(time, speed, elevation, family)
            _offer(cycle, budgets, flight, front, fastest_m_s, row, column)


@inline_kernel
def _offer(
    cycle: int,
    budgets: Floats,
    flight: _Flight,
    front: FlyoutFront,
    fastest_m_s: Floats,
    row: int,
    column: int,
) -> None:
    """Note a flight at a node where it is better than what is noted there."""
    quickest = front.time_of_flight_s[0, row, column]
    if cycle == QUICKEST:
        if flight.time_s < quickest:
            _note(front, 0, row, column, flight)
        return
    if np.isnan(quickest):
        return
    for member in range(len(budgets) - 1, 0, -1):
        if flight.time_s > budgets[member] * quickest:
            return
        best = fastest_m_s[member, row, column]
        if cycle == FASTEST:
            fastest_m_s[member, row, column] = max(best, flight.speed_m_s)
            continue
        sooner = flight.time_s < front.time_of_flight_s[member, row, column]
        if sooner and flight.speed_m_s >= ENOUGH_SHARE * best:
            _note(front, member, row, column, flight)


@inline_kernel
def _note(front: FlyoutFront, member: int, row: int, column: int, flight: _Flight) -> None:
    front.time_of_flight_s[member, row, column] = flight.time_s
    front.speed_m_s[member, row, column] = flight.speed_m_s
    front.launch_elevation_rad[member, row, column] = flight.elevation_rad
    front.family[member, row, column] = flight.family


@inline_kernel
def _blend(values: Floats, to_second: float, to_third: float) -> float:
    rise = to_second * (values[1] - values[0]) + to_third * (values[2] - values[0])
    return float(values[0] + rise)


@inline_kernel
def _span(axis: Floats, one: float, two: float, three: float) -> tuple[int, int]:
    """Return the first and past-the-last index of an axis between three values."""
    return _first_from(axis, min(one, two, three)), _first_beyond(axis, max(one, two, three))
