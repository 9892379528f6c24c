"""Flight over a turning Earth: closed forms without air, a second integrator with it."""

from __future__ import annotations

import os
from math import atan2, cos, degrees, e, inf, log, pi, radians, sin, sqrt

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from skydome.physics.atmosphere import (
    density_kg_m3,
    geometric_to_geopotential_m,
    sound_speed_m_s,
)
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, EARTH_ROTATION_RAD_S
from skydome.physics.motion import trajectory
from skydome.physics.motion.ballistics import arc_position, minimum_energy_arc
from skydome.physics.motion.trajectory import (
    CONSTANT_DRAG,
    EARTH,
    Leg,
    Planet,
    State,
    drag_by_mach,
    fly,
    free_flight,
    to_state,
    to_vector,
    trace,
)

STILL = EARTH._replace(rotation_rad_s=0.0)
START = State(radians(35), 0.3, 30e3, 2300.0, radians(42), radians(60))
SPIN = np.array([0.0, 0.0, EARTH_ROTATION_RAD_S])
BLUNTING = drag_by_mach([0.8, 1.2, 3.0, 6.0], [0.5, 1.2, 1.0, 0.8])


def test_a_state_survives_its_vector():
    assert to_state(to_vector(START)) == pytest.approx(START)


@pytest.mark.parametrize("range_m", [300e3, 3_500e3, 12_000e3])
def test_without_air_and_rotation_it_is_the_closed_form(range_m):
    arc = minimum_energy_arc(range_m)
    start = State(0.6, 0.3, 0.0, arc.speed_m_s, arc.flight_path_angle_rad, 1.0)
    flown = trace(to_vector(start), [free_flight(inf)], 1.0, planet=STILL)
    along, altitude = arc_position(arc, np.minimum(flown.time_s, arc.flight_time_s))
    assert flown.time_s[-1] == pytest.approx(arc.flight_time_s, abs=1e-5)
    assert flown.along_m == pytest.approx(along, abs=0.01)
    assert flown.altitude_m == pytest.approx(altitude, abs=0.01)
    assert np.abs(flown.across_m).max() < 0.01
    assert flown.apogee_m == pytest.approx(arc.apogee_m, abs=0.01)
    assert flown.apogee_time_s == pytest.approx(arc.flight_time_s / 2, abs=1e-3)


def inertial(vector, time_s):
    """Turn six numbers of the turning frame into those of the fixed one."""
    turn = EARTH_ROTATION_RAD_S * time_s
    matrix = np.array([[cos(turn), -sin(turn), 0], [sin(turn), cos(turn), 0], [0, 0, 1]])
    return matrix @ vector[:3], matrix @ (vector[3:] + np.cross(SPIN, vector[:3]))


def test_without_air_energy_and_angular_momentum_are_kept_over_a_turning_earth():
    start = to_vector(START)
    end = fly(start, [free_flight(inf)])
    (r0, v0), (r1, v1) = inertial(start, 0.0), inertial(end.vector, end.time_s)
    before = v0 @ v0 / 2 - EARTH_MU_M3_S2 / np.linalg.norm(r0)
    after = v1 @ v1 / 2 - EARTH_MU_M3_S2 / np.linalg.norm(r1)
    assert after == pytest.approx(before, rel=1e-10)
    assert np.cross(r1, v1) == pytest.approx(np.cross(r0, v0), rel=1e-9)


def test_the_energy_of_the_turning_frame_is_kept():
    flown = trace(to_vector(START), [free_flight(inf)], 5.0)
    radius = EARTH_RADIUS_M + flown.altitude_m
    axis = radius * np.cos(np.radians(flown.latitude_deg))
    jacobi = flown.speed_m_s**2 / 2 - EARTH_MU_M3_S2 / radius
    jacobi -= (EARTH_ROTATION_RAD_S * axis) ** 2 / 2
    assert np.ptp(jacobi) < 1e-9 * np.abs(jacobi).max()


def second_implementation(start, beta, end_s, factor):
    """Fly in the fixed frame, where air moves, by another integrator."""

    def motion(_, state):
        r, v = state[:3], state[3:]
        height = geometric_to_geopotential_m(np.linalg.norm(r) - EARTH_RADIUS_M)
        wind = v - np.cross(SPIN, r)
        mach = np.linalg.norm(wind) / float(sound_speed_m_s(height))
        drag = float(density_kg_m3(height)) * np.linalg.norm(wind) / (2 * beta) * factor(mach)
        return np.concatenate([v, -EARTH_MU_M3_S2 * r / np.linalg.norm(r) ** 3 - drag * wind])

    begin = np.concatenate(inertial(start, 0.0))
    solved = solve_ivp(motion, (0, end_s), begin, method="DOP853", rtol=1e-10, atol=1e-5)
    return solved.y[:, -1]


@pytest.mark.parametrize(
    ("beta", "curve"), [(2_500.0, CONSTANT_DRAG), (6_000.0, BLUNTING), (400.0, BLUNTING)]
)
def test_with_air_it_agrees_with_a_second_implementation(beta, curve):
    start = to_vector(START)
    end = fly(start, [free_flight(beta)], curve)
    r, v = inertial(end.vector, end.time_s)
    other = second_implementation(
        start, beta, end.time_s, lambda mach: np.interp(mach, curve.mach, curve.factor)
    )
    assert other[:3] == pytest.approx(r, abs=1.0)
    assert other[3:] == pytest.approx(v, abs=0.05)


def test_allen_and_eggers_peak_deceleration_speed_and_altitude():
    """NACA TR 1381: straight path, exponential air, no gravity; the peak is independent of beta."""
    entry, angle, beta, height = 6_000.0, radians(30), 5_000.0, 6_700.0
    flat = Planet(1e12, 0.0, 0.0, surface_density_kg_m3=1.75, scale_height_m=height)
    start = State(0.0, 0.0, 120e3, entry, -angle, pi / 2)
    flown = trace(to_vector(start, flat), [free_flight(beta)], 0.01, planet=flat)
    peak = int(np.argmax(flown.deceleration_m_s2))
    expected = entry**2 * sin(angle) / (2 * e * height)
    assert flown.deceleration_m_s2[peak] == pytest.approx(expected, rel=1e-4)
    assert flown.speed_m_s[peak] == pytest.approx(entry / sqrt(e), rel=2e-3)
    altitude = height * log(1.75 * height / (beta * sin(angle)))
    assert flown.altitude_m[peak] == pytest.approx(altitude, abs=30)


def test_a_dropped_body_falls_east():
    """Deflection w cos(latitude) g t**3 / 3, first order in the rotation."""
    start = to_vector(State(radians(45), 0.0, 1_000.0, 0.0, 0.0, 0.0))
    end = fly(start, [free_flight(inf)])
    g = EARTH_MU_M3_S2 / EARTH_RADIUS_M**2
    east = EARTH_RADIUS_M * cos(radians(45)) * atan2(end.vector[1], end.vector[0])
    assert east == pytest.approx(
        EARTH_ROTATION_RAD_S * cos(radians(45)) * g * end.time_s**3 / 3, rel=0.01
    )


def test_an_upright_boost_gains_the_rocket_equation_less_gravity():
    leg = Leg(1000.0, 0.0, 30e3, 10.0, upright=True, duration_s=60.0)
    end = fly(to_vector(State(0.0, 0.0, 0.0, 0.0, pi / 2, 0.0)), [leg], planet=STILL)
    state = to_state(end.vector)
    gravity = EARTH_MU_M3_S2 / (EARTH_RADIUS_M + state.altitude_m / 3) ** 2
    assert state.speed_m_s == pytest.approx(3_000 * log(1000 / 400) - 60 * gravity, rel=2e-3)
    assert degrees(state.flight_path_angle_rad) == pytest.approx(90, abs=1e-3)


def test_entries_are_equally_spaced_and_end_on_the_ground():
    legs = [Leg(5_000.0, 0.3, 150e3, 40.0, upright=False, duration_s=20.3), free_flight(5_000.0)]
    flown = trace(
        to_vector(START._replace(altitude_m=1e3, speed_m_s=300.0)), legs, 1.0, ground_m=200.0
    )
    assert np.diff(flown.time_s)[:-1] == pytest.approx(1.0)
    assert flown.altitude_m[-1] == pytest.approx(200.0, abs=0.01)
    assert flown.along_m[0] == pytest.approx(0, abs=1e-6)
    assert (np.diff(flown.along_m) > 0).all()
    ended = fly(to_vector(START._replace(altitude_m=1e3, speed_m_s=300.0)), legs, ground_m=200.0)
    assert flown.time_s[-1] == ended.time_s


def test_a_flight_that_stays_up_is_an_error():
    with pytest.raises(ValueError, match="still up after"):
        fly(to_vector(START._replace(speed_m_s=11_500.0)), [free_flight(inf)])


@pytest.mark.parametrize(
    ("mach", "factor", "message"),
    [
        ([1.0, 1.0], [1.0, 1.0], "increasing"),
        ([1.0], [1.0, 2.0], "as many"),
        ([], [], "as many"),
        ([0.0], [-1.0], "0 or more"),
    ],
)
def test_a_drag_curve_that_is_none_is_an_error(mach, factor, message):
    with pytest.raises(ValueError, match=message):
        drag_by_mach(mach, factor)


def test_a_ballistic_coefficient_must_be_positive():
    with pytest.raises(ValueError, match="above 0"):
        free_flight(0.0)


@pytest.mark.skipif(os.environ.get("SKYDOME_NO_JIT") == "1", reason="nothing is compiled")
def test_whole_numbers_are_flown_by_the_kernel_for_floats():
    def flown(number):
        planet = Planet(number(6_371_000), EARTH_MU_M3_S2, number(0), number(1), number(7_200))
        leg = free_flight(2_000.0)._replace(duration_s=number(40))
        return fly(to_vector(START, planet), [leg], planet=planet)

    of_floats = flown(float)
    kernels = set(trajectory._integrate.signatures)
    of_whole_numbers = flown(int)
    assert set(trajectory._integrate.signatures) == kernels
    assert of_whole_numbers.time_s == of_floats.time_s == 40
    assert (of_whole_numbers.vector == of_floats.vector).all()
