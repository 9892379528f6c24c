"""One flight of a point mass over a rotating spherical Earth, with drag and, at first, thrust.

The frame rotates with the Earth: x points to latitude 0 and longitude 0, z to the north pole. In it
a body of mass m moves by

``dv/dt = -mu r / |r|**3 - 2 w x v - w x (w x r) + (T u - q A v / |v|) / m``,

with the dynamic pressure ``q = rho |v|**2 / 2``, the drag area A and a thrust T along the unit
vector u. The air rotates with the Earth and is the US Standard Atmosphere 1976; there is no wind
and no lift, so whatever flies here is ballistic. [1]_, [2]_

What is left out: the flattening of the Earth and of its gravity (J2). Gravitation on the ellipsoid
is 9.814 to 9.832 m/s2 against 9.820 on this sphere, so that the speed for a range is within 0.07 %;
distances along the ground are handed to the ellipsoid by their length. Neither do mass and drag
change on the way down: a missile that breaks up or tumbles needs another ballistic coefficient.

References
----------
.. [1] Bate, Mueller, White, *Fundamentals of Astrodynamics*, Dover 1971, section 6.4 (the effect
   of Earth rotation).
.. [2] Regan, Anandakrishnan, *Dynamics of Atmospheric Re-Entry*, AIAA 1993, chapter 7 (re-entry
   particle mechanics).
.. [3] Dormand, Prince, "A family of embedded Runge-Kutta formulae", J. Comp. Appl. Math. 6, 1980.
"""

from __future__ import annotations

from math import asin, atan2, cos, exp, inf, isinf, isnan, nan, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.atmosphere import density_and_sound_speed, geometric_to_geopotential_kernel
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, EARTH_ROTATION_RAD_S
from skydome.physics.motion.dormand_prince import ERRORS, NODES, STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats


LONGEST_FLIGHT_S = 20_000.0
LONGEST_STEP_S = 30.0
SMALLEST_SPEED_M_S = 1e-9
# Largest local error of a coordinate (m) and of a velocity component (m/s) in one step.
_TOLERANCES = np.array([1e-4, 1e-4, 1e-4, 1e-6, 1e-6, 1e-6])
# How near in time a flight comes to the ground, or to its apogee, when a step is cut there.
_CLOSE_ENOUGH_S = 1e-7
ISOTHERMAL_SOUND_SPEED_M_S = 300.0


class Planet(NamedTuple):
    """The planet under a flight; ``EARTH`` except in textbook cases.

    A ``scale_height_m`` above 0 replaces the standard atmosphere by an exponential one,
    ``rho = surface_density exp(-h / scale_height)``, in which sound travels at 300 m/s.
    """

    radius_m: float
    mu_m3_s2: float
    rotation_rad_s: float
    surface_density_kg_m3: float = 0.0
    scale_height_m: float = 0.0


EARTH = Planet(EARTH_RADIUS_M, EARTH_MU_M3_S2, EARTH_ROTATION_RAD_S)


class Drag(NamedTuple):
    """Drag by Mach number: factors on the drag of the ballistic coefficient.

    Linear between the Mach numbers, constant beyond them. ``[0], [1]`` is a constant coefficient.
    """

    mach: Floats
    factor: Floats


class Leg(NamedTuple):
    """A stretch of flight with one thrust.

    ``upright`` thrust points away from the Earth's centre, other thrust along the velocity (a
    gravity turn). ``drag_area_m2`` is drag coefficient times reference area where the drag factor
    is 1. A leg ends after its duration, or on the ground. Where the last two fields are numbers,
    the velocity is turned at once to that flight-path angle and azimuth as the leg begins.
    """

    mass_kg: float
    drag_area_m2: float
    thrust_n: float
    mass_flow_kg_s: float
    upright: bool
    duration_s: float
    turned_to_rad: float = nan
    azimuth_rad: float = nan


class State(NamedTuple):
    """Position and velocity with respect to the rotating Earth.

    The flight-path angle is counted up from the horizontal, the azimuth clockwise from north.
    """

    latitude_rad: float
    longitude_rad: float
    altitude_m: float
    speed_m_s: float
    flight_path_angle_rad: float
    azimuth_rad: float


class Trajectory(NamedTuple):
    """A flight: arrays by time, the last entry being the end itself.

    ``along_m`` and ``across_m`` place the ground track on the great circle from its first to its
    last point, positive to the right. Speed, angle and deceleration (drag over mass) are with
    respect to the rotating Earth and its air.
    """

    time_s: Floats
    along_m: Floats
    across_m: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    speed_m_s: Floats
    flight_path_angle_rad: Floats
    deceleration_m_s2: Floats
    apogee_m: float
    apogee_time_s: float


class End(NamedTuple):
    """End of a flight over some legs; ``vector`` is its state in the rotating frame."""

    time_s: float
    vector: Floats
    apogee_m: float
    apogee_time_s: float


CONSTANT_DRAG = Drag(np.array([0.0]), np.array([1.0]))


def drag_by_mach(mach: Sequence[float], factor: Sequence[float]) -> Drag:
    """Return a drag curve; raise ValueError where the Mach numbers do not increase."""
    curve = Drag(np.asarray(mach, dtype=np.float64), np.asarray(factor, dtype=np.float64))
    if curve.mach.shape != curve.factor.shape or curve.mach.ndim != 1 or curve.mach.size == 0:
        raise ValueError("allowed: as many drag factors as Mach numbers, at least one")
    if np.any(np.diff(curve.mach) <= 0) or np.any(curve.factor < 0):
        raise ValueError("allowed: increasing Mach numbers and drag factors of 0 or more")
    return curve


def free_flight(ballistic_coefficient_kg_m2: float) -> Leg:
    """Return the leg of a body without thrust, to its impact.

    The ballistic coefficient is ``m / (Cd A)``; infinity flies without drag.
    """
    if not ballistic_coefficient_kg_m2 > 0:
        raise ValueError(
            f"ballistic coefficient {ballistic_coefficient_kg_m2} kg/m2; allowed: above 0"
        )
    if isinf(ballistic_coefficient_kg_m2):
        return Leg(1.0, 0.0, 0.0, 0.0, upright=False, duration_s=inf)
    return Leg(ballistic_coefficient_kg_m2, 1.0, 0.0, 0.0, upright=False, duration_s=inf)


def to_vector(state: State, planet: Planet = EARTH) -> Floats:
    """Return position (m) and velocity (m/s) in the rotating frame, an array of six."""
    up, north, east = _axes(state.latitude_rad, state.longitude_rad)
    level = state.speed_m_s * cos(state.flight_path_angle_rad)
    heading = cos(state.azimuth_rad) * north + sin(state.azimuth_rad) * east
    velocity = state.speed_m_s * sin(state.flight_path_angle_rad) * up + level * heading
    return np.concatenate([(planet.radius_m + state.altitude_m) * up, velocity])


def to_state(vector: Floats, planet: Planet = EARTH) -> State:
    """Return position and velocity of a six-number state in the rotating frame."""
    radius = float(np.linalg.norm(vector[:3]))
    latitude, longitude = asin(vector[2] / radius), atan2(vector[1], vector[0])
    up, north, east = _axes(latitude, longitude)
    rise, to_north, to_east = (float(vector[3:] @ axis) for axis in (up, north, east))
    level = sqrt(to_north * to_north + to_east * to_east)
    return State(
        latitude,
        longitude,
        radius - planet.radius_m,
        float(np.linalg.norm(vector[3:])),
        atan2(rise, level),
        atan2(to_east, to_north) % (2 * pi),
    )


def fly(
    start: Floats,
    legs: Sequence[Leg],
    drag: Drag = CONSTANT_DRAG,
    planet: Planet = EARTH,
    ground_m: float = 0.0,
) -> End:
    """Fly some legs in order and return only the end.

    Parameters
    ----------
    start
        Six numbers in the rotating frame: see `to_vector`.
    legs
        Flown in order; the last one usually ends on the ground.
    drag, planet
        What the legs have in common.
    ground_m
        Altitude at which a descending body ends its flight.

    Raises
    ------
    ValueError
        A leg without end has not come down after 20,000 s.
    """
    time, vector, top, top_time = 0.0, start, -inf, 0.0
    for leg in legs:
        vector = _turned(vector, leg, planet)
        rows = np.empty((1, 8))
        moment = np.array([min(leg.duration_s, LONGEST_FLIGHT_S)], dtype=np.float64)
        _, apogee, apogee_time = _integrate(
            vector, _plain(leg), drag, _floats(planet), float(ground_m), moment, rows
        )
        if apogee > top:
            top, top_time = apogee, time + apogee_time
        time, vector = time + rows[0, 0], rows[0, 1:7].copy()
        _check_down(leg, rows[0, 0])
        if rows[0, 0] < moment[0]:
            break
    return End(float(time), vector, float(top), float(top_time))


def trace(
    start: Floats,
    legs: Sequence[Leg],
    step_s: float,
    drag: Drag = CONSTANT_DRAG,
    planet: Planet = EARTH,
    ground_m: float = 0.0,
) -> Trajectory:
    """Fly some legs and return the flight at equal steps of time, and at its end.

    Parameters as for `fly`; ``step_s`` is the time between two entries.

    Notes
    -----
    Dormand-Prince 5(4) [3]_ with local errors below 0.1 mm and 1 um/s a step, restarted at every
    entry and at every change of thrust. Without air the flight keeps its energy to 1e-10 and meets
    the closed form of `skydome.physics.motion.ballistics` within 0.01 m.
    """
    end = fly(start, legs, drag, planet, ground_m)
    moments = np.minimum(step_s * np.arange(int(np.ceil(end.time_s / step_s)) + 1), end.time_s)
    rows = np.empty((moments.size, 8))
    begun, vector = 0.0, start
    for leg in legs:
        vector = _turned(vector, leg, planet)
        own = (moments >= begun) & (moments <= begun + leg.duration_s)
        last = min(begun + leg.duration_s, end.time_s)
        found = np.empty((int(own.sum()) + 1, 8))
        asked = np.append(moments[own] - begun, last - begun)
        # the ground was found by the first flight: this one is not stopped again just above it
        _integrate(vector, _plain(leg), drag, _floats(planet), -inf, asked, found)
        rows[own] = found[:-1]
        rows[own, 0] += begun
        begun, vector = last, found[-1, 1:7].copy()
        if begun >= end.time_s:
            break
    return _trajectory(rows, end, planet)


def _plain(leg: Leg) -> Leg:
    """Return a leg of floats, for which alone the kernel is compiled."""
    mass, area, thrust, flow, duration = (float(x) for x in (*leg[:4], leg.duration_s))
    return Leg(mass, area, thrust, flow, bool(leg.upright), duration)


def _floats(planet: Planet) -> Planet:
    """Return a planet of floats, for the same reason."""
    return Planet(*(float(value) for value in planet))


def _turned(vector: Floats, leg: Leg, planet: Planet) -> Floats:
    if isnan(leg.turned_to_rad):
        return vector
    state = to_state(vector, planet)
    turned = state._replace(flight_path_angle_rad=leg.turned_to_rad, azimuth_rad=leg.azimuth_rad)
    return to_vector(turned, planet)


def _check_down(leg: Leg, flown_s: float) -> None:
    if isinf(leg.duration_s) and flown_s >= LONGEST_FLIGHT_S:
        raise ValueError(
            f"still up after {LONGEST_FLIGHT_S:.0f} s; allowed: a flight that comes down sooner"
        )


def _trajectory(rows: Floats, end: End, planet: Planet) -> Trajectory:
    position, velocity = rows[:, 1:4], rows[:, 4:7]
    radius = np.linalg.norm(position, axis=1)
    up = position / radius[:, np.newaxis]
    speed = np.linalg.norm(velocity, axis=1)
    rise = np.sum(velocity * up, axis=1)
    level = np.linalg.norm(velocity - rise[:, np.newaxis] * up, axis=1)
    along, across = along_and_across_rad(up)
    return Trajectory(
        time_s=rows[:, 0],
        along_m=planet.radius_m * along,
        across_m=planet.radius_m * across,
        latitude_deg=np.degrees(np.arcsin(up[:, 2])),
        longitude_deg=np.degrees(np.arctan2(up[:, 1], up[:, 0])),
        altitude_m=radius - planet.radius_m,
        speed_m_s=speed,
        flight_path_angle_rad=np.arctan2(rise, level),
        deceleration_m_s2=rows[:, 7],
        apogee_m=end.apogee_m,
        apogee_time_s=end.apogee_time_s,
    )


def along_and_across_rad(up: Floats) -> tuple[Floats, Floats]:
    """Return where points lie on the great circle from the first to the last of them.

    Parameters
    ----------
    up
        Unit vectors, an array [point, 3].

    Returns
    -------
    along_rad, across_rad
        Angle along the circle, and angle beside it, positive to the right; both 0 where the first
        and the last point coincide.
    """
    pole = np.cross(up[0], up[-1])
    length = float(np.linalg.norm(pole))
    if length == 0:
        return np.zeros(len(up)), np.zeros(len(up))
    pole /= length
    ahead = np.cross(pole, up[0])
    return np.arctan2(up @ ahead, up @ up[0]), -np.arcsin(np.clip(up @ pole, -1, 1))


def _axes(latitude_rad: float, longitude_rad: float) -> tuple[Floats, Floats, Floats]:
    """Return up, north and east."""
    sine, cosine = sin(latitude_rad), cos(latitude_rad)
    sine_east, cosine_east = sin(longitude_rad), cos(longitude_rad)
    up = np.array([cosine * cosine_east, cosine * sine_east, sine])
    north = np.array([-sine * cosine_east, -sine * sine_east, cosine])
    return up, north, np.array([-sine_east, cosine_east, 0.0])


@inline_kernel
def _air(altitude_m: float, planet: Planet) -> tuple[float, float]:
    """Return density and speed of sound."""
    if planet.scale_height_m > 0:
        density = planet.surface_density_kg_m3 * exp(-altitude_m / planet.scale_height_m)
        return density, ISOTHERMAL_SOUND_SPEED_M_S
    geopotential_m = geometric_to_geopotential_kernel(altitude_m)
    return density_and_sound_speed(float(geopotential_m))


@inline_kernel
def _motion(
    rate: Floats, state: Floats, elapsed_s: float, leg: Leg, drag: Drag, planet: Planet
) -> float:
    """Write the rate of the state; return drag over mass."""
    x, y, z = state[0], state[1], state[2]
    vx, vy, vz = state[3], state[4], state[5]
    radius = sqrt(x * x + y * y + z * z)
    speed = max(sqrt(vx * vx + vy * vy + vz * vz), SMALLEST_SPEED_M_S)
    density, sound_speed = _air(radius - planet.radius_m, planet)
    mass = leg.mass_kg - leg.mass_flow_kg_s * elapsed_s
    braking = 0.5 * density * speed * speed * leg.drag_area_m2 / mass
    if drag.mach.size > 1:
        braking *= np.interp(speed / sound_speed, drag.mach, drag.factor)
    else:
        braking *= drag.factor[0]
    push = leg.thrust_n / mass
    along = ((0.0 if leg.upright else push) - braking) / speed
    pull = (push / radius if leg.upright else 0.0) - planet.mu_m3_s2 / radius**3
    spin = planet.rotation_rad_s
    rate[0], rate[1], rate[2] = vx, vy, vz
    rate[3] = (pull + spin * spin) * x + 2 * spin * vy + along * vx
    rate[4] = (pull + spin * spin) * y - 2 * spin * vx + along * vy
    rate[5] = pull * z + along * vz
    return float(braking)


@inline_kernel
def _attempt(
    state: Floats,
    trial: Floats,
    rates: Floats,
    elapsed_s: float,
    step_s: float,
    leg: Leg,
    drag: Drag,
    planet: Planet,
) -> float:
    """Fill ``trial`` with the state after one Dormand-Prince step; return its scaled error."""
    for stage in range(7):
        for component in range(6):
            total = 0.0
            for earlier in range(stage):
                total += STAGES[stage, earlier] * rates[earlier, component]
            trial[component] = state[component] + step_s * total
        _motion(rates[stage], trial, elapsed_s + NODES[stage] * step_s, leg, drag, planet)
    worst = 0.0
    for component in range(6):
        error = 0.0
        for stage in range(7):
            error += ERRORS[stage] * rates[stage, component]
        worst = max(worst, abs(step_s * error) / _TOLERANCES[component])
    return worst


@inline_kernel
def _altitude(state: Floats, planet: Planet) -> float:
    return float(sqrt(state[0] ** 2 + state[1] ** 2 + state[2] ** 2) - planet.radius_m)


@inline_kernel
def _rise(state: Floats) -> float:
    """Return the sign of the vertical speed, times the radius."""
    return float(state[0] * state[3] + state[1] * state[4] + state[2] * state[5])


@inline_kernel
def _cut(
    state: Floats,
    trial: Floats,
    rates: Floats,
    elapsed_s: float,
    step_s: float,
    leg: Leg,
    drag: Drag,
    planet: Planet,
    at_apogee: bool,  # noqa: FBT001 - kernels take no keywords
    ground_m: float,
) -> float:
    """Fill ``trial`` with the state at which a step passes its apogee or the ground.

    Return the part of the step before that. By false position with the Illinois rule: an end that
    stays twice counts half.
    """
    before, after = 0.0, step_s
    above = _excess(state, planet, at_apogee, ground_m)
    below = _excess(trial, planet, at_apogee, ground_m)
    stayed = 0
    while after - before > _CLOSE_ENOUGH_S:
        middle = before + (after - before) * above / (above - below)
        middle = min(max(middle, before + _CLOSE_ENOUGH_S / 2), after - _CLOSE_ENOUGH_S / 2)
        _attempt(state, trial, rates, elapsed_s, middle, leg, drag, planet)
        found = _excess(trial, planet, at_apogee, ground_m)
        if found > 0:
            before, above = middle, found
            below = below / 2 if stayed > 0 else below
            stayed = 1
        else:
            after, below = middle, found
            above = above / 2 if stayed < 0 else above
            stayed = -1
    _attempt(state, trial, rates, elapsed_s, after, leg, drag, planet)
    return after


@inline_kernel
def _excess(state: Floats, planet: Planet, at_apogee: bool, ground_m: float) -> float:  # noqa: FBT001 - kernels take no keywords
    return _rise(state) if at_apogee else _altitude(state, planet) - ground_m


@inline_kernel
def _keep(
    row: Floats, elapsed_s: float, state: Floats, rate: Floats, leg: Leg, drag: Drag, planet: Planet
) -> None:
    row[0] = elapsed_s
    for component in range(6):
        row[1 + component] = state[component]
    row[7] = _motion(rate, state, elapsed_s, leg, drag, planet)


@kernel
def _integrate(
    start: Floats,
    leg: Leg,
    drag: Drag,
    planet: Planet,
    ground_m: float,
    moments_s: Floats,
    rows: Floats,
) -> tuple[bool, float, float]:
    """Fill rows of time, six states and drag over mass at increasing moments.

    A flight that meets the ground keeps that in all rows from there on. Return whether it did, the
    apogee and its time.
    """
    state, trial, rates = start.copy(), np.empty(6), np.empty((7, 6))
    elapsed, step = 0.0, 0.1
    top, top_time = _altitude(state, planet), 0.0
    landed = False
    for index in range(moments_s.size):
        while elapsed < moments_s[index] and not landed:
            rest = moments_s[index] - elapsed
            tried = min(step, rest)
            error = _attempt(state, trial, rates, elapsed, tried, leg, drag, planet)
            grown = tried * min(max(0.9 * max(error, 1e-10) ** -0.2, 0.2), 5.0)
            if error > 1:
                step = grown
                continue
            peaked = _rise(state) > 0 and _rise(trial) <= 0
            landed = not peaked and _altitude(trial, planet) < ground_m and _rise(trial) < 0
            if peaked or landed:
                tried = _cut(
                    state, trial, rates, elapsed, tried, leg, drag, planet, peaked, ground_m
                )
            for component in range(6):
                state[component] = trial[component]
            elapsed = moments_s[index] if tried == rest else elapsed + tried
            # a step cut short at a moment says nothing against the longer one
            step = min(max(step, grown) if tried == rest else grown, LONGEST_STEP_S)
            if _altitude(state, planet) > top:
                top, top_time = _altitude(state, planet), elapsed
        _keep(rows[index], elapsed, state, rates[0], leg, drag, planet)
    return landed, top, top_time
