"""How soon an interceptor can be where: three-degrees-of-freedom fly-out over a spherical Earth.

A point mass flies in one vertical plane. The fan of its possible flights has two parameters.

1. *Launch elevation*, -2 to 91 degrees. Cold launch and tip-over are idealised as a start at rest,
   30 m up, already pointing along that elevation; the boost holds the direction (thrust vectoring
   carries the small load of gravity across it).
2. *Bend*, the curvature of the path after burn-out in units of gravity's own: 1 is free flight,
   3 pulls the path down three times as hard, with lift.

Why the second parameter: a guided missile climbs out of the thick air and pulls over, a thrown
one cannot. For a target at 50 m altitude and 50 km range, the flat throw of a 48N6E2-class airframe
arrives too slow and the mortar throw after six minutes; pulled over, it arrives after 65 s. Lift is
not free: it is limited by the normal-force coefficient and paid for with induced drag, so that far
above the air every path is a free one again.

How near that comes to the best: against lift schedules of five steps, each optimised for one of
seven targets (the same airframe with a drag factor of 1), a fan of six bends was 2 % slow at 40 to
50 km, 3 to 5 % at 80 to 100 km and 6 to 7 % at 150 to 200 km, where the best schedule glides.

What is left out: navigation laws, target manoeuvre, and the dead zone above and around the launcher
before the missile has turned (a catalogue gives that as least range). Lift is spent only downward,
so a glide beyond the free-flight range does not exist here. Nothing is measured: parameters are
calibrated to claims.

References
----------
.. [1] Fleeman, *Tactical Missile Design*, 2nd edition, AIAA 2006, section 2.3 (zero-lift drag).
.. [2] Dormand, Prince, "A family of embedded Runge-Kutta formulae", J. Comp. Appl. Math. 6, 1980.
.. [3] Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition, AIAA 2012, chapter 10
   (point-mass flight through an atmosphere).
"""

from __future__ import annotations

from math import atan, atan2, cos, log, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.atmosphere import (
    density_and_sound_speed,
    density_kg_m3,
    geometric_to_geopotential_kernel,
    geometric_to_geopotential_m,
)
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from skydome.physics.motion.dormand_prince import ERRORS, NODES, STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats


IGNITION_ALTITUDE_M = 30.0
LOWEST_ELEVATION_RAD = -2 * pi / 180
# Just past the vertical, so that points overhead have flights on both sides.
HIGHEST_ELEVATION_RAD = 91 * pi / 180
BENDS = (1.0, 1.3, 1.6, 2.0, 2.5, 3.2, 4.0, 5.0, 6.5)
LONGEST_FLIGHT_S = 700.0
# A path is followed below ground, so that its neighbours above ground have a partner to
# interpolate with.
DEEPEST_ALTITUDE_M = -5_000.0

FRICTION_COEFFICIENT = 0.10
NOSE_WAVE_FACTOR = atan(0.5 / 3) ** 1.69
TRANSONIC_START_MACH = 0.8
TRANSONIC_END_MACH = 1.2

MAX_NORMAL_FORCE_COEFFICIENT = 3.5
NORMAL_FORCE_SLOPE_PER_RAD = 10.0

# Largest local error of x, y (m) and vx, vy (m/s) in one step.
_TOLERANCES = np.array([1e-3, 1e-3, 1e-4, 1e-4])
# How far outside its triangle, as a share of it, rounding may put a point of its edge.
_EDGE_SHARE = 1e-9

ALTITUDE_AXIS_M = (
    *(0.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1e3, 1.5e3, 2e3, 3e3, 4e3, 5e3, 6e3),
    *(8e3, 10e3, 12e3, 14e3, 16e3, 18e3, 20e3, 22e3, 24e3, 26e3, 28e3, 30e3, 32e3, 35e3),
)
# Above it only for a missile whose ceiling is there; up to these heights drag still counts.
HIGH_ALTITUDES_M = (*(40e3, 45e3, 50e3, 60e3, 70e3, 80e3), *(90e3, 100e3, 120e3, 140e3, 160e3))
RANGE_STEPS = 180


def altitude_axis_m(ceiling_m: float) -> tuple[float, ...]:
    """Return the altitudes of a fly-out table, up to the first that is not below a ceiling.

    Never fewer than `ALTITUDE_AXIS_M`, never more than 160 km.
    """
    below = sum(altitude < ceiling_m for altitude in (ALTITUDE_AXIS_M[-1], *HIGH_ALTITUDES_M))
    return (*ALTITUDE_AXIS_M, *HIGH_ALTITUDES_M[:below])


class Airframe(NamedTuple):
    """What decides an interceptor's fly-out; every value is calibrated, none is measured.

    ``drag_factor`` multiplies the generic zero-lift curve. A sustainer burns its own propellant at
    the same specific impulse straight after the boost. ``minimum_intercept_speed_m_s`` is the
    least speed at which the missile can still follow its target.
    """

    launch_mass_kg: float
    propellant_mass_kg: float
    specific_impulse_s: float
    boost_time_s: float
    diameter_m: float
    drag_factor: float
    minimum_intercept_speed_m_s: float
    sustain_propellant_mass_kg: float = 0.0
    sustain_time_s: float = 0.0


class Fan(NamedTuple):
    """Every flight of an airframe: arrays [bend, elevation, time], NaN after the flight's end."""

    airframe: Airframe
    bend: Floats
    launch_elevation_rad: Floats
    time_s: Floats
    ground_range_m: Floats
    altitude_m: Floats
    speed_m_s: Floats


class FlyoutTable(NamedTuple):
    """The least time of flight to each point: arrays [range, altitude], NaN where unreachable.

    The last three are the speed there, and the flight that gets there.
    """

    ground_range_m: Floats
    altitude_m: Floats
    time_of_flight_s: Floats
    speed_m_s: Floats
    launch_elevation_rad: Floats
    bend: Floats


class Intercept(NamedTuple):
    """One point that an interceptor reaches."""

    ground_range_m: float
    time_of_flight_s: float
    speed_m_s: float


class _Leg(NamedTuple):
    """A stretch of flight with one thrust: what the equations of motion hold fixed."""

    thrust_n: float
    mass_flow_kg_s: float
    held: bool
    direction_x: float
    direction_y: float
    bend: float
    area_m2: float
    drag_factor: float


@inline_kernel
def axial_force_coefficient(mach: float) -> float:
    """Return a generic finned supersonic body's zero-lift axial-force coefficient.

    Parameters
    ----------
    mach
        Mach number, 0 to about 8.

    Returns
    -------
    float
        On the body's cross-section: friction 0.10, plus base drag ``0.12 + 0.13 M**2`` below
        and ``0.25 / M`` above Mach 1, plus nose wave drag
        ``(1.59 + 1.83 / M**2) atan(0.5 / f)**1.69`` of a nose of fineness f = 3 ([1]_).

    Notes
    -----
    Where it departs from [1]_: friction is a constant, wave drag fades in smoothly between Mach
    0.8 and 1.2 instead of jumping at 1, the base is not relieved while the motor burns, and fins
    belong to the drag factor.
    """
    base = 0.12 + 0.13 * mach**2 if mach < 1 else 0.25 / mach
    if mach <= TRANSONIC_START_MACH:
        return FRICTION_COEFFICIENT + base
    rise = min((mach - TRANSONIC_START_MACH) / (TRANSONIC_END_MACH - TRANSONIC_START_MACH), 1.0)
    wave = (1.59 + 1.83 / mach**2) * NOSE_WAVE_FACTOR
    return float(FRICTION_COEFFICIENT + base + rise * rise * (3 - 2 * rise) * wave)


@inline_kernel
def _motion(rate: Floats, state: Floats, mass_kg: float, leg: _Leg) -> None:
    """Write the rate of (x, y, vx, vy); the origin is the launch point, y is up there."""
    x, y, vx, vy = state[0], state[1] + EARTH_RADIUS_M, state[2], state[3]
    radius = sqrt(x * x + y * y)
    speed = sqrt(vx * vx + vy * vy)
    geopotential_m = geometric_to_geopotential_kernel(radius - EARTH_RADIUS_M)
    density, sound_speed = density_and_sound_speed(float(geopotential_m))
    if leg.held:
        along_x, along_y = leg.direction_x, leg.direction_y
    else:
        along_x, along_y = vx / speed, vy / speed
    gravity = EARTH_MU_M3_S2 / radius**3
    gravity_along = -gravity * (x * along_x + y * along_y)
    force_scale = 0.5 * density * speed**2 * leg.area_m2
    drag = force_scale * leg.drag_factor * axial_force_coefficient(speed / sound_speed)
    across = 0.0
    if not leg.held:
        gravity_across = -gravity * (y * along_x - x * along_y)
        limit = force_scale * MAX_NORMAL_FORCE_COEFFICIENT / mass_kg
        lift = min(max((leg.bend - 1) * gravity_across, -limit), limit)
        if lift != 0:
            drag += (lift * mass_kg) ** 2 / (NORMAL_FORCE_SLOPE_PER_RAD * force_scale)
        across = gravity_across + lift
    forward = (leg.thrust_n - drag) / mass_kg + gravity_along
    rate[0], rate[1] = vx, vy
    rate[2] = forward * along_x - across * along_y
    rate[3] = forward * along_y + across * along_x


@inline_kernel
def _attempt(
    state: Floats, trial: Floats, rates: Floats, step_s: float, mass_kg: float, leg: _Leg
) -> float:
    """Fill ``trial`` with the state after one Dormand-Prince step; return its scaled error."""
    for stage in range(7):
        for component in range(4):
            total = 0.0
            for earlier in range(stage):
                total += STAGES[stage, earlier] * rates[earlier, component]
            trial[component] = state[component] + step_s * total
        mass = mass_kg - leg.mass_flow_kg_s * NODES[stage] * step_s
        _motion(rates[stage], trial, mass, leg)
    worst = 0.0
    for component in range(4):
        error = 0.0
        for stage in range(7):
            error += ERRORS[stage] * rates[stage, component]
        worst = max(worst, abs(step_s * error) / _TOLERANCES[component])
    return worst


@inline_kernel
def _advance(state: Floats, duration_s: float, step_s: float, mass_kg: float, leg: _Leg) -> float:
    """Move ``state`` on by a duration; return the step that the error allows next."""
    trial = np.empty(4)
    rates = np.empty((7, 4))
    elapsed = 0.0
    while elapsed < duration_s:
        last = step_s >= duration_s - elapsed
        step = duration_s - elapsed if last else step_s
        mass = mass_kg - leg.mass_flow_kg_s * elapsed
        error = _attempt(state, trial, rates, step, mass, leg)
        if error <= 1:
            for component in range(4):  # a slice takes the compiler two seconds longer
                state[component] = trial[component]
            elapsed = duration_s if last else elapsed + step
        proposal = step * min(max(0.9 * max(error, 1e-10) ** -0.2, 0.2), 5.0)
        # a last step, cut short at the end of the duration, says nothing against the longer one
        step_s = max(step_s, proposal) if last and error <= 1 else proposal
    return step_s


@inline_kernel
def _leg_at(airframe: Airframe, time_s: float, elevation_rad: float, bend: float) -> _Leg:
    """Return the leg that a flight is on just after a time."""
    boosting = time_s < airframe.boost_time_s - 1e-9
    flow = 0.0
    if boosting:
        flow = airframe.propellant_mass_kg / airframe.boost_time_s
    elif time_s < airframe.boost_time_s + airframe.sustain_time_s - 1e-9:
        flow = airframe.sustain_propellant_mass_kg / airframe.sustain_time_s
    return _Leg(
        flow * airframe.specific_impulse_s * STANDARD_GRAVITY_M_S2,
        flow,
        boosting,
        cos(elevation_rad),
        sin(elevation_rad),
        bend,
        pi * airframe.diameter_m**2 / 4,
        airframe.drag_factor,
    )


@inline_kernel
def _fly(
    airframe: Airframe,
    elevation_rad: float,
    bend: float,
    time_s: Floats,
    ground_range_m: Floats,
    altitude_m: Floats,
    speed_m_s: Floats,
) -> None:
    """Fill the three rows of one flight at the given times, NaN from its end on."""
    state = np.zeros(4)
    state[1] = IGNITION_ALTITUDE_M
    mass = airframe.launch_mass_kg
    step = 0.1
    ground_range_m[:] = np.nan
    altitude_m[:] = np.nan
    speed_m_s[:] = np.nan
    for index in range(time_s.size):
        if index > 0:
            leg = _leg_at(airframe, time_s[index - 1], elevation_rad, bend)
            duration = time_s[index] - time_s[index - 1]
            step = _advance(state, duration, step, mass, leg)
            mass -= leg.mass_flow_kg_s * duration
        height = state[1] + EARTH_RADIUS_M
        ground_range_m[index] = EARTH_RADIUS_M * atan2(state[0], height)
        altitude_m[index] = sqrt(state[0] ** 2 + height**2) - EARTH_RADIUS_M
        speed_m_s[index] = sqrt(state[2] ** 2 + state[3] ** 2)
        if altitude_m[index] < DEEPEST_ALTITUDE_M:
            return


@kernel
def _fly_all(
    airframe: Airframe,
    bends: Floats,
    elevations_rad: Floats,
    time_s: Floats,
    ground_range_m: Floats,
    altitude_m: Floats,
    speed_m_s: Floats,
) -> None:
    for family in range(bends.size):
        for shot in range(elevations_rad.size):
            _fly(
                airframe,
                elevations_rad[shot],
                bends[family],
                time_s,
                ground_range_m[family, shot],
                altitude_m[family, shot],
                speed_m_s[family, shot],
            )


def fly_fan(airframe: Airframe, trajectories: int = 200, bends: Sequence[float] = BENDS) -> Fan:
    """Fly an airframe at every launch elevation, once for each bend.

    Parameters
    ----------
    airframe
        The missile.
    trajectories
        Launch elevations, evenly spaced from -2 to 91 degrees, at least 2.
    bends
        Curvatures after burn-out in units of gravity's; 1 is free flight.

    Returns
    -------
    Fan
        Integrated by Dormand-Prince 5(4) with local errors below 1 mm and 0.1 mm/s a step,
        restarted at each change of thrust.

    Raises
    ------
    ValueError
        The airframe cannot fly: see :func:`check_airframe`.
    """
    check_airframe(airframe)
    plain = Airframe(*(float(value) for value in airframe))
    families = np.asarray(bends, dtype=np.float64)
    elevations = np.linspace(LOWEST_ELEVATION_RAD, HIGHEST_ELEVATION_RAD, trajectories)
    times = _fan_times_s(plain)
    shape = (families.size, trajectories, times.size)
    rows = (np.empty(shape), np.empty(shape), np.empty(shape))
    _fly_all(plain, families, elevations, times, *rows)
    return Fan(plain, families, elevations, times, *rows)


def check_airframe(airframe: Airframe) -> None:
    """Raise ValueError where an airframe cannot leave the ground."""
    burnt = airframe.propellant_mass_kg + airframe.sustain_propellant_mass_kg
    if not 0 < airframe.propellant_mass_kg <= burnt < airframe.launch_mass_kg:
        raise ValueError(f"propellant {burnt} kg; allowed: above 0, below the launch mass")
    if (airframe.sustain_propellant_mass_kg > 0) != (airframe.sustain_time_s > 0):
        raise ValueError("a sustainer needs both a propellant mass and a time above 0, or neither")
    if min(airframe.boost_time_s, airframe.diameter_m) <= 0 or airframe.drag_factor < 0:
        raise ValueError("allowed: boost time and diameter above 0, drag factor at least 0")
    lift_off = airframe.propellant_mass_kg * airframe.specific_impulse_s / airframe.boost_time_s
    if lift_off <= airframe.launch_mass_kg:
        raise ValueError(
            f"thrust {lift_off:.0f} kgf does not lift {airframe.launch_mass_kg} kg; "
            "allowed: propellant mass x specific impulse / boost time above the launch mass"
        )


def ideal_speed_m_s(airframe: Airframe) -> float:
    """Return the speed gained without drag and gravity, ``g0 Isp ln(m0 / m1)`` (Tsiolkovsky)."""
    burnt = airframe.propellant_mass_kg + airframe.sustain_propellant_mass_kg
    ratio = airframe.launch_mass_kg / (airframe.launch_mass_kg - burnt)
    return STANDARD_GRAVITY_M_S2 * airframe.specific_impulse_s * log(ratio)


def flyout_table(
    fan: Fan,
    ground_range_m: Floats | None = None,
    altitude_m: Sequence[float] | Floats = ALTITUDE_AXIS_M,
) -> FlyoutTable:
    """Return the least time of flight, over a fan, to every point of a grid.

    Parameters
    ----------
    fan
        The flights.
    ground_range_m
        Increasing ranges; by default 0 to 1.1 times the greatest reached, half of the steps in the
        first fifth.
    altitude_m
        Increasing altitudes above the launch point's sphere.

    Returns
    -------
    FlyoutTable
        NaN where no flight arrives with at least the minimum intercept speed.

    Notes
    -----
    Two neighbouring flights at two neighbouring times span a four-sided cell of the vertical plane;
    each of its two triangles is interpolated linearly. Only triangles in front of the flights'
    envelope count: behind it the fan turns over (the Jacobian changes sign), and a path that has
    touched its envelope is no longer the quickest. This drops the mortar throws.

    Error against direct integration: 400 to 1,000 points drawn over the envelope of each of the
    four catalogue missiles, read bilinearly from the table of 200 trajectories, against flights
    integrated to exactly that point and the quickest of them. 95 % of the points lie within 0.34 s,
    and all within 0.45 s except in the last three cells before the envelope's edge, where the time
    rises like a square root: there it reaches 1.3 s. (95 % and greatest: 48N6E2 0.22 and 1.2 s at
    197 km, 48N6E3 0.33 and 1.3 s at 247 km, 40N6E 0.11 and 0.4 s, 9M96E2 0.07 and 0.5 s.) The error
    is on the slow side, 0.02 to 0.12 s in the mean. Arrival speed lies within 16 m/s in 95 % of the
    points and within 76 m/s in all. Bounds of 0.4, 0.6 and 2 s are tested.

    A target below the launcher is not in the table, and its readers take it as level. That says
    too early: 500 m below by 0.15 s at 20 km, 0.8 s at 50 to 80 km and 6 s at the far edge; 1,000 m
    below by 0.3, 2 and 5 s, and 8 s at the edge (48N6E2; half of that for the 9M96E2). Rows below 0
    are no remedy as the fan stands: no flight starts lower than -2 degrees, so that they begin at 9
    to 13 km (500 m below) and have holes from 1,000 m down.
    """
    altitudes = np.asarray(altitude_m, dtype=np.float64)
    ranges = _range_axis_m(fan, altitudes) if ground_range_m is None else ground_range_m
    shape = (ranges.size, altitudes.size)
    never = np.full(shape, np.inf)
    table = FlyoutTable(ranges, altitudes, never, *(np.full(shape, np.nan) for _ in range(3)))
    _render(fan, table)
    return table._replace(time_of_flight_s=np.where(np.isinf(never), np.nan, never))


def specific_energy_j_kg(table: FlyoutTable) -> Floats:
    """Return the energy per mass left on arrival, ``v**2 / 2 + g0 h``, an array as the table's.

    Height is counted from the launch point's sphere; the gain of gravity's fall with height is
    below 0.6 % at 35 km. NaN where unreachable.
    """
    return 0.5 * table.speed_m_s**2 + STANDARD_GRAVITY_M_S2 * table.altitude_m


def lateral_acceleration_m_s2(airframe: Airframe, speed_m_s: Floats, altitude_m: Floats) -> Floats:
    """Return how hard a burnt-out missile can still turn: what is left for the end game.

    Parameters
    ----------
    airframe
        The missile; its mass is the burnt-out one.
    speed_m_s, altitude_m
        On arrival, the altitude above sea level; shapes broadcast.

    Returns
    -------
    Array
        ``q S Cn / m`` with the normal-force coefficient's greatest value, 3.5, of this module
        ([3]_, chapter 10). No structural limit, no thrust vectoring, no side jets.
    """
    burnt = airframe.propellant_mass_kg + airframe.sustain_propellant_mass_kg
    density = density_kg_m3(geometric_to_geopotential_m(np.asarray(altitude_m, dtype=np.float64)))
    area = pi * airframe.diameter_m**2 / 4
    force = 0.5 * density * np.asarray(speed_m_s) ** 2 * area * MAX_NORMAL_FORCE_COEFFICIENT
    return np.asarray(force / (airframe.launch_mass_kg - burnt))


def farthest_intercept(fan: Fan, altitude_m: float) -> Intercept:
    """Return the farthest point at which a target at an altitude is met fast enough.

    Its range is what a maker calls the maximum aerodynamic range. Interpolated linearly along each
    flight.

    Raises
    ------
    ValueError
        No flight reaches the altitude at the minimum intercept speed.
    """
    below, above = fan.altitude_m[..., :-1], fan.altitude_m[..., 1:]
    crossing = (below - altitude_m) * (above - altitude_m) <= 0
    share = (altitude_m - below[crossing]) / (above - below)[crossing]
    speed = _between(fan.speed_m_s, crossing, share)
    fast = speed >= fan.airframe.minimum_intercept_speed_m_s
    if not fast.any():
        raise ValueError(f"no flight reaches {altitude_m} m; allowed: an altitude in reach")
    reached = _between(fan.ground_range_m, crossing, share)
    best = int(np.argmax(np.where(fast, reached, -np.inf)))
    time = _between(np.broadcast_to(fan.time_s, fan.altitude_m.shape), crossing, share)
    return Intercept(float(reached[best]), float(time[best]), float(speed[best]))


def _between(values: Floats, crossing: NDArray[np.bool_], share: Floats) -> Floats:
    before, after = values[..., :-1][crossing], values[..., 1:][crossing]
    return before + share * (after - before)


def _fan_times_s(airframe: Airframe) -> Floats:
    """Return the times at which flights are kept: the kinks of thrust, closer together early."""
    boost_end = airframe.boost_time_s
    sustain_end = boost_end + airframe.sustain_time_s
    boost = np.linspace(0, boost_end, int(boost_end / 0.25) + 2)
    sustain = np.linspace(boost_end, sustain_end, int(airframe.sustain_time_s / 0.5) + 2)[1:]
    coast = [sustain_end]
    while coast[-1] < LONGEST_FLIGHT_S:
        coast.append(coast[-1] + min(2.0, 0.25 + 0.01 * coast[-1]))
    powered = [boost, sustain] if airframe.sustain_time_s > 0 else [boost]
    return np.concatenate([*powered, coast[1:]])


def _range_axis_m(fan: Fan, altitudes_m: Floats) -> Floats:
    within = (fan.altitude_m >= altitudes_m[0]) & (fan.altitude_m <= altitudes_m[-1])
    within &= fan.speed_m_s >= fan.airframe.minimum_intercept_speed_m_s
    farthest = 1.1 * float(fan.ground_range_m[within].max(initial=0.0))
    near = np.linspace(0, farthest / 5, RANGE_STEPS // 2, endpoint=False)
    return np.concatenate([near, np.linspace(farthest / 5, farthest, RANGE_STEPS - near.size)])


@kernel
def _render(fan: Fan, table: FlyoutTable) -> None:
    corners = np.empty((3, 5))
    for family in range(fan.bend.size):
        for shot in range(fan.launch_elevation_rad.size - 1):
            for moment in range(fan.time_s.size - 1):
                if np.isnan(fan.altitude_m[family, shot, moment + 1]) or np.isnan(
                    fan.altitude_m[family, shot + 1, moment + 1]
                ):
                    continue
                for half in range(2):
                    _corner(corners[0], fan, family, shot + half, moment + half)
                    _corner(corners[1], fan, family, shot + 1 - half, moment + half)
                    _corner(corners[2], fan, family, shot + half, moment + 1 - half)
                    _fill(table, corners, fan.bend[family], fan.airframe)


@inline_kernel
def _corner(corner: Floats, fan: Fan, family: int, shot: int, moment: int) -> None:
    corner[0] = fan.ground_range_m[family, shot, moment]
    corner[1] = fan.altitude_m[family, shot, moment]
    corner[2] = fan.time_s[moment]
    corner[3] = fan.speed_m_s[family, shot, moment]
    corner[4] = fan.launch_elevation_rad[shot]


@inline_kernel
def _fill(table: FlyoutTable, corners: Floats, bend: float, airframe: Airframe) -> None:
    """Offer one triangle's flights to the grid points inside it."""
    first, second, third = corners[0], corners[1], corners[2]
    turn = (second[0] - first[0]) * (third[1] - first[1])
    turn -= (third[0] - first[0]) * (second[1] - first[1])
    if turn >= 0:
        return
    for column in range(*_span(table.altitude_m, first[1], second[1], third[1])):
        up = table.altitude_m[column] - first[1]
        for row in range(*_span(table.ground_range_m, first[0], second[0], third[0])):
            out = table.ground_range_m[row] - first[0]
            to_second = (out * (third[1] - first[1]) - (third[0] - first[0]) * up) / turn
            to_third = ((second[0] - first[0]) * up - out * (second[1] - first[1])) / turn
            if min(to_second, to_third, 1 - to_second - to_third) < -_EDGE_SHARE:
                continue
            time = _blend(corners[:, 2], to_second, to_third)
            speed = _blend(corners[:, 3], to_second, to_third)
            quicker = time < table.time_of_flight_s[row, column]
            if quicker and speed >= airframe.minimum_intercept_speed_m_s:
                table.time_of_flight_s[row, column] = time
                table.speed_m_s[row, column] = speed
                table.launch_elevation_rad[row, column] = _blend(corners[:, 4], to_second, to_third)
                table.bend[row, column] = bend


@inline_kernel
def _blend(values: Floats, to_second: float, to_third: float) -> float:
    rise = to_second * (values[1] - values[0]) + to_third * (values[2] - values[0])
    return float(values[0] + rise)


@inline_kernel
def _span(axis: Floats, one: float, two: float, three: float) -> tuple[int, int]:
    """Return the first and past-the-last index of an axis between three values."""
    start = np.searchsorted(axis, min(one, two, three))
    stop = np.searchsorted(axis, max(one, two, three), side="right")
    return int(start), int(stop)
