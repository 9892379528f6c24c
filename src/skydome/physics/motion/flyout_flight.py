"""One flight of an interceptor: equations of motion, control law and their integration.

A point mass in one vertical plane over a spherical Earth that does not rotate. Cold launch and
tip-over are idealised as a start at rest, 30 m up, already pointing along the launch elevation. The
first burn holds that direction (thrust vectoring carries the small load of gravity across it).
After it, lift curves the path by a multiple of gravity's own curvature, the *bend*: one multiple
while the missile climbs, another while it descends. 1 is free flight, 3 pulls the path down three
times as hard, 0 keeps it straight.

Lift is limited by the normal-force coefficient and paid for with induced drag, so that far above
the air every path is a free one. Upward lift, with a bend below 1, is also limited to the lift of
the best ratio of lift to drag: a glide.

References
----------
.. [1] Dormand, Prince, "A family of embedded Runge-Kutta formulae", J. Comp. Appl. Math. 6, 1980.
.. [2] Fleeman, *Tactical Missile Design*, 2nd edition, AIAA 2006, section 2.3.
"""

from __future__ import annotations

from math import atan2, cos, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.atmosphere import density_and_sound_speed, geometric_to_geopotential_kernel
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from skydome.physics.motion.airframe import (
    NORMAL_FORCE_SLOPE_PER_RAD,
    axial_force_coefficient,
)
from skydome.physics.motion.dormand_prince import ERRORS, NODES, STAGES

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.physics.motion.airframe import Airframe


IGNITION_ALTITUDE_M = 30.0
# A path is followed below ground, so that its neighbours above ground have a partner to
# interpolate with.
DEEPEST_ALTITUDE_M = -5_000.0
# The bend changes from that of the climb to that of the descent between these path angles, so that
# the integrator meets no jump.
LEVEL_SINE = 0.05

MAX_LATERAL_ACCELERATION_M_S2 = 30 * STANDARD_GRAVITY_M_S2

# Largest local error of x, y (m) and vx, vy (m/s) in one step, before the scale of a fan.
_TOLERANCES = np.array([1e-3, 1e-3, 1e-4, 1e-4])


class Body(NamedTuple):
    """What of an airframe the equations of motion need.

    ``burns`` is [burn, (start s, end s, mass flow kg/s, mass dropped at the end kg)].
    """

    launch_mass_kg: float
    exhaust_speed_m_s: float
    area_m2: float
    drag_factor: float
    burns: Floats


class _Leg(NamedTuple):
    """A stretch of flight with one thrust: what the equations of motion hold fixed."""

    thrust_n: float
    mass_flow_kg_s: float
    held: bool
    direction_x: float
    direction_y: float
    normal_up: float
    normal_down: float
    area_m2: float
    drag_factor: float


def body_of(airframe: Airframe, delay_share: float) -> Body:
    """Return an airframe as the integrator reads it, its later burns delayed by a share.

    ``delay_share`` is a share, 0 to 1, of each burn's longest delay; a delay moves all later burns.
    """
    rows, delay = [], 0.0
    for burn in airframe.burns:
        delay += delay_share * burn.longest_delay_s
        start = burn.start_s + delay
        flow = burn.propellant_mass_kg / burn.duration_s
        rows.append((start, start + burn.duration_s, flow, burn.dropped_mass_kg))
    return Body(
        launch_mass_kg=float(airframe.launch_mass_kg),
        exhaust_speed_m_s=airframe.specific_impulse_s * STANDARD_GRAVITY_M_S2,
        area_m2=airframe.area_m2,
        drag_factor=float(airframe.drag_factor),
        burns=np.array(rows),
    )


@inline_kernel
def _lift_m_s2(
    leg: _Leg, climb_sine: float, axial: float, force_scale: float, mass_kg: float
) -> float:
    """Return the lift per mass that the control law asks for, within the limits of the missile."""
    level = min(max(0.5 - climb_sine / (2 * LEVEL_SINE), 0.0), 1.0)
    normal = leg.normal_up + level * (leg.normal_down - leg.normal_up)
    if normal < 0:  # best ratio of lift to drag: induced drag equals zero-lift drag
        normal = max(normal, -sqrt(axial * NORMAL_FORCE_SLOPE_PER_RAD))
    most = MAX_LATERAL_ACCELERATION_M_S2
    return float(min(max(normal * force_scale / mass_kg, -most), most))


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
    axial = leg.drag_factor * axial_force_coefficient(speed / sound_speed)
    drag = force_scale * axial
    across = 0.0
    if not leg.held:
        gravity_across = -gravity * (y * along_x - x * along_y)
        climb_sine = (x * along_x + y * along_y) / radius
        lift = _lift_m_s2(leg, climb_sine, axial, force_scale, mass_kg)
        if lift != 0:
            drag += (lift * mass_kg) ** 2 / (NORMAL_FORCE_SLOPE_PER_RAD * force_scale)
        across = gravity_across - lift
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
def _advance(
    state: Floats, duration_s: float, step_s: float, mass_kg: float, leg: _Leg, error_scale: float
) -> float:
    """Move ``state`` on by a duration; return the step that the error allows next."""
    trial = np.empty(4)
    rates = np.empty((7, 4))
    elapsed = 0.0
    while elapsed < duration_s:
        last = step_s >= duration_s - elapsed
        step = duration_s - elapsed if last else step_s
        mass = mass_kg - leg.mass_flow_kg_s * elapsed
        error = _attempt(state, trial, rates, step, mass, leg) / error_scale
        if error <= 1:
            for component in range(4):  # a slice takes the compiler two seconds longer
                state[component] = trial[component]
            elapsed = duration_s if last else elapsed + step
        proposal = step * min(max(0.9 * max(error, 1e-10) ** -0.2, 0.2), 5.0)
        # a last step, cut short at the end of the duration, says nothing against the longer one
        step_s = max(step_s, proposal) if last and error <= 1 else proposal
    return step_s


@inline_kernel
def _leg_at(
    body: Body, time_s: float, elevation_rad: float, normal_up: float, normal_down: float
) -> _Leg:
    """Return the leg that a flight is on just after a time."""
    flow = 0.0
    for burn in range(len(body.burns)):
        if body.burns[burn, 0] - 1e-9 <= time_s < body.burns[burn, 1] - 1e-9:
            flow = body.burns[burn, 2]
    return _Leg(
        flow * body.exhaust_speed_m_s,
        flow,
        time_s < body.burns[0, 1] - 1e-9,
        cos(elevation_rad),
        sin(elevation_rad),
        normal_up,
        normal_down,
        body.area_m2,
        body.drag_factor,
    )


@inline_kernel
def _dropped_kg(body: Body, after_s: float, until_s: float) -> float:
    """Return the mass of the stages that separate in a span of time, its end included."""
    dropped = 0.0
    for burn in range(len(body.burns)):
        if after_s + 1e-9 < body.burns[burn, 1] <= until_s + 1e-9:
            dropped += body.burns[burn, 3]
    return dropped


@inline_kernel
def _fly(
    body: Body,
    elevation_rad: float,
    normal_up: float,
    normal_down: float,
    error_scale: float,
    time_s: Floats,
    ground_range_m: Floats,
    altitude_m: Floats,
    speed_m_s: Floats,
) -> None:
    """Fill the three rows of one flight at the given times, NaN from its end on."""
    state = np.zeros(4)
    state[1] = IGNITION_ALTITUDE_M
    mass = body.launch_mass_kg
    step = 0.1
    ground_range_m[:] = np.nan
    altitude_m[:] = np.nan
    speed_m_s[:] = np.nan
    for index in range(time_s.size):
        if index > 0:
            before, now = time_s[index - 1], time_s[index]
            leg = _leg_at(body, before, elevation_rad, normal_up, normal_down)
            step = _advance(state, now - before, step, mass, leg, error_scale)
            mass -= leg.mass_flow_kg_s * (now - before) + _dropped_kg(body, before, now)
        height = state[1] + EARTH_RADIUS_M
        ground_range_m[index] = EARTH_RADIUS_M * atan2(state[0], height)
        altitude_m[index] = sqrt(state[0] ** 2 + height**2) - EARTH_RADIUS_M
        speed_m_s[index] = sqrt(state[2] ** 2 + state[3] ** 2)
        if altitude_m[index] < DEEPEST_ALTITUDE_M:
            return


@kernel
def fly_all(
    body: Body,
    bends: Floats,
    elevations_rad: Floats,
    error_scale: float,
    time_s: Floats,
    ground_range_m: Floats,
    altitude_m: Floats,
    speed_m_s: Floats,
) -> None:
    """Fill the rows [family, elevation, time] of flights with bends [family, (up, down)].

    ``error_scale`` multiplies the largest local errors of a step.
    """
    for family in range(len(bends)):
        for shot in range(elevations_rad.size):
            _fly(
                body,
                elevations_rad[shot],
                bends[family, 0],
                bends[family, 1],
                error_scale,
                time_s,
                ground_range_m[family, shot],
                altitude_m[family, shot],
                speed_m_s[family, shot],
            )
