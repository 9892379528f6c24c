"""Fly-out: closed forms without air, a second implementation with it, and the table's errors."""

from __future__ import annotations

from math import atan, cos, hypot, isnan, pi, sin

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from skydome.physics.atmosphere import (
    density_kg_m3,
    geometric_to_geopotential_m,
    sound_speed_m_s,
)
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from skydome.physics.motion.ballistics import maximum_range_m
from skydome.physics.motion.flyout import (
    ALTITUDE_AXIS_M,
    IGNITION_ALTITUDE_M,
    Airframe,
    altitude_axis_m,
    axial_force_coefficient,
    farthest_intercept,
    fly_fan,
    flyout_table,
    ideal_speed_m_s,
)

LONG = Airframe(1835.0, 1111.0, 245.0, 12.0, 0.519, 1.565, 500.0)
SMALL = Airframe(420.0, 191.0, 245.0, 8.0, 0.24, 0.895, 500.0)
TWO_PULSE = SMALL._replace(sustain_propellant_mass_kg=40.0, sustain_time_s=15.0)
AIRLESS = Airframe(1000.0, 500.0, 250.0, 10.0, 0.5, 0.0, 0.0)


@pytest.fixture(scope="module")
def small_table():
    return flyout_table(fly_fan(SMALL))


@pytest.fixture(scope="module")
def long_table():
    return flyout_table(fly_fan(LONG))


def drag_coefficient(mach):
    """Tell the published curve a second time, from its words."""
    base = 0.25 / mach if mach >= 1 else 0.12 + 0.13 * mach**2
    rise = np.clip((mach - 0.8) / 0.4, 0, 1)
    wave = 0 if rise == 0 else (1.59 + 1.83 / mach**2) * atan(0.5 / 3) ** 1.69
    return 0.1 + base + (3 * rise**2 - 2 * rise**3) * wave


def polar_motion(airframe, mass_kg, thrust_n, state, bend):
    """Tell the equations of motion a second time: range angle, radius, speed, climb angle.

    ``bend`` is None while the boost holds the direction.
    """
    _, radius, speed, climb = state
    altitude = geometric_to_geopotential_m(radius - EARTH_RADIUS_M)
    gravity = EARTH_MU_M3_S2 / radius**2
    dynamic_force = (
        0.5 * float(density_kg_m3(altitude)) * speed**2 * pi * airframe.diameter_m**2 / 4
    )
    mach = speed / float(sound_speed_m_s(altitude))
    drag = dynamic_force * airframe.drag_factor * drag_coefficient(mach)
    turn = speed * cos(climb) / radius
    if bend is not None:
        wanted = (bend - 1) * gravity * cos(climb)
        down = min(wanted, 3.5 * dynamic_force / mass_kg)
        if down > 0:
            drag += (mass_kg * down) ** 2 / (10 * dynamic_force)
        turn -= (gravity * cos(climb) + down) / speed
    along = (thrust_n - drag) / mass_kg - gravity * sin(climb)
    return np.array([speed * cos(climb) / radius, speed * sin(climb), along, turn])


def second_implementation(airframe, elevation_rad, bend, time_s):
    """Fly by adaptive eighth-order steps in polar coordinates: (range, altitude, speed)."""
    state = np.array([0.0, EARTH_RADIUS_M + IGNITION_ALTITUDE_M, 1e-9, elevation_rad])
    mass, elapsed = airframe.launch_mass_kg, 0.0
    legs = [
        (airframe.boost_time_s, airframe.propellant_mass_kg, None),
        (airframe.sustain_time_s, airframe.sustain_propellant_mass_kg, bend),
        (np.inf, 0.0, bend),
    ]
    for burn_s, propellant_kg, curve in legs:
        duration = min(burn_s, time_s - elapsed)
        if duration <= 0:
            continue
        flow = propellant_kg / burn_s
        thrust = flow * airframe.specific_impulse_s * STANDARD_GRAVITY_M_S2

        def motion(t, y, mass=mass, flow=flow, thrust=thrust, curve=curve):
            return polar_motion(airframe, mass - flow * t, thrust, y, curve)

        flown = solve_ivp(
            motion,
            (0, duration),
            state,
            method="DOP853",
            rtol=1e-9,
            atol=[1e-12, 1e-4, 1e-6, 1e-10],
        )
        state, mass, elapsed = flown.y[:, -1], mass - flow * duration, elapsed + duration
    return state[0] * EARTH_RADIUS_M, state[1] - EARTH_RADIUS_M, state[2]


def runge_kutta_4(airframe, elevation_rad, bend, boost_steps, coast_s, coast_steps):
    """Fly boost and coast by classical fixed steps."""
    state = np.array([0.0, EARTH_RADIUS_M + IGNITION_ALTITUDE_M, 1e-9, elevation_rad])
    flow = airframe.propellant_mass_kg / airframe.boost_time_s
    thrust = flow * airframe.specific_impulse_s * STANDARD_GRAVITY_M_S2
    burnt_out = airframe.launch_mass_kg - airframe.propellant_mass_kg
    legs = [
        (airframe.launch_mass_kg, flow, thrust, None, airframe.boost_time_s, boost_steps),
        (burnt_out, 0.0, 0.0, bend, coast_s, coast_steps),
    ]
    for mass, leg_flow, push, curve, duration, steps in legs:
        step = duration / steps
        for index in range(steps):
            masses = [mass - leg_flow * step * (index + part) for part in (0, 0.5, 1)]
            k1 = polar_motion(airframe, masses[0], push, state, curve)
            k2 = polar_motion(airframe, masses[1], push, state + step / 2 * k1, curve)
            k3 = polar_motion(airframe, masses[1], push, state + step / 2 * k2, curve)
            k4 = polar_motion(airframe, masses[2], push, state + step * k3, curve)
            state = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return state[0] * EARTH_RADIUS_M, state[1] - EARTH_RADIUS_M, state[2]


@pytest.mark.parametrize("mach", [0.0, 0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 2.0, 4.0, 7.0])
def test_axial_force_is_the_published_curve(mach):
    assert axial_force_coefficient(mach) == pytest.approx(drag_coefficient(mach), rel=1e-12)


def test_axial_force_has_no_steps():
    machs = np.arange(0.01, 8, 0.001)
    values = np.array([axial_force_coefficient(mach) for mach in machs])
    assert np.abs(np.diff(values)).max() < 2e-3
    assert 1.0 < machs[values.argmax()] < 1.2


@pytest.mark.parametrize("airframe", [LONG, TWO_PULSE], ids=["one pulse", "two pulses"])
@pytest.mark.parametrize("bend", [1.0, 4.0])
def test_a_flight_agrees_with_a_second_implementation(airframe, bend):
    fan = fly_fan(airframe, 94, bends=(bend,))
    for shot in (32, 62):
        until = int(np.searchsorted(fan.time_s, 45.0))
        expected = second_implementation(
            airframe, fan.launch_elevation_rad[shot], bend, fan.time_s[until]
        )
        flown = [rows[0, shot, until] for rows in (fan.ground_range_m, fan.altitude_m)]
        np.testing.assert_allclose(flown, expected[:2], atol=0.2)
        assert fan.speed_m_s[0, shot, until] == pytest.approx(expected[2], abs=0.01)


def test_a_flight_agrees_with_small_fixed_steps():
    fan = fly_fan(LONG, 94, bends=(2.5,))
    moment = int(np.searchsorted(fan.time_s, 40.0))
    coast = fan.time_s[moment] - LONG.boost_time_s
    expected = runge_kutta_4(LONG, fan.launch_elevation_rad[40], 2.5, 1200, coast, 1400)
    flown = [rows[0, 40, moment] for rows in (fan.ground_range_m, fan.altitude_m)]
    np.testing.assert_allclose(flown, expected[:2], atol=0.05)
    assert fan.speed_m_s[0, 40, moment] == pytest.approx(expected[2], abs=0.005)


def test_without_air_energy_is_kept_after_burn_out():
    fan = fly_fan(AIRLESS, 40, bends=(1.0,))
    radius = EARTH_RADIUS_M + fan.altitude_m[0]
    energy = fan.speed_m_s[0] ** 2 / 2 - EARTH_MU_M3_S2 / radius
    coast = energy[:, fan.time_s >= AIRLESS.boost_time_s]
    spread = np.nanmax(coast, axis=1) - np.nanmin(coast, axis=1)
    assert spread.max() < 2.0  # of about 1e6 J/kg of kinetic energy


def test_without_air_the_boost_gains_the_rocket_equation_less_gravity():
    fan = fly_fan(AIRLESS, 94, bends=(1.0,))
    vertical = 92
    assert fan.launch_elevation_rad[vertical] == pytest.approx(pi / 2)
    burn_out = int(np.searchsorted(fan.time_s, AIRLESS.boost_time_s))
    gravity = EARTH_MU_M3_S2 / (EARTH_RADIUS_M + fan.altitude_m[0, vertical, burn_out] / 3) ** 2
    expected = ideal_speed_m_s(AIRLESS) - gravity * AIRLESS.boost_time_s
    assert fan.speed_m_s[0, vertical, burn_out] == pytest.approx(expected, abs=0.05)


def test_without_air_a_short_boost_reaches_the_two_body_range():
    gun = AIRLESS._replace(boost_time_s=0.2)
    reached = farthest_intercept(fly_fan(gun, bends=(1.0,)), 0.0).ground_range_m
    assert reached == pytest.approx(maximum_range_m(ideal_speed_m_s(gun)), rel=2e-3)


@pytest.mark.parametrize("name", ["small_table", "long_table"])
def test_the_tabled_flight_arrives_when_and_where_the_table_says(name, request):
    table = request.getfixturevalue(name)
    airframe = SMALL if name == "small_table" else LONG
    reachable = np.argwhere(np.isfinite(table.time_of_flight_s))
    cells = reachable[np.random.default_rng(7).choice(len(reachable), 12, replace=False)]
    for row, column in cells:
        at = (row, column)
        ground_range, altitude, speed = second_implementation(
            airframe, table.launch_elevation_rad[at], table.bend[at], table.time_of_flight_s[at]
        )
        miss = hypot(ground_range - table.ground_range_m[row], altitude - table.altitude_m[column])
        assert miss / speed < 0.5
        assert speed == pytest.approx(table.speed_m_s[at], abs=15)


@pytest.mark.parametrize(
    ("name", "limits_s"), [("small_table", (0.1, 0.3)), ("long_table", (0.25, 1.0))]
)
def test_the_time_of_flight_error_of_two_hundred_trajectories(name, limits_s, request):
    table = request.getfixturevalue(name)
    airframe = SMALL if name == "small_table" else LONG
    fine = flyout_table(fly_fan(airframe, 800), table.ground_range_m)
    known = np.isfinite(table.time_of_flight_s)
    edge = known != np.isfinite(fine.time_of_flight_s)
    error = np.abs(table.time_of_flight_s - fine.time_of_flight_s)
    assert edge.sum() <= 3  # of more than 4,000 cells
    assert np.nanpercentile(error, 95) < limits_s[0]
    assert np.nanmax(error) < limits_s[1]


@pytest.mark.parametrize(("name", "limit_s"), [("small_table", 0.2), ("long_table", 0.4)])
def test_reading_between_the_grid_points_costs_little(name, limit_s, request):
    table = request.getfixturevalue(name)
    airframe = SMALL if name == "small_table" else LONG
    middle_range = (table.ground_range_m[1:] + table.ground_range_m[:-1]) / 2
    middle_altitude = (table.altitude_m[1:] + table.altitude_m[:-1]) / 2
    exact = flyout_table(fly_fan(airframe, 400), middle_range, middle_altitude).time_of_flight_s
    times = table.time_of_flight_s
    read = (times[1:, 1:] + times[1:, :-1] + times[:-1, 1:] + times[:-1, :-1]) / 4
    error = np.abs(read - exact)
    assert np.nanpercentile(error, 95) < limit_s
    assert np.nanmedian(error) < 0.03


def test_low_targets_need_the_pull_over():
    free = flyout_table(fly_fan(LONG, bends=(1.0,)), np.array([50e3]), [50.0])
    bent = flyout_table(fly_fan(LONG), np.array([50e3]), [50.0])
    assert isnan(free.time_of_flight_s[0, 0])
    assert 50 < bent.time_of_flight_s[0, 0] < 75
    assert bent.bend[0, 0] > 2


def test_lower_targets_farther_away_take_longer_and_no_hole_opens(long_table):
    for column in range(long_table.altitude_m.size):
        times = long_table.time_of_flight_s[:, column]
        reached = np.flatnonzero(np.isfinite(times))
        assert reached.size == reached[-1] - reached[0] + 1
        if long_table.altitude_m[column] <= 6e3:
            assert np.diff(times[reached]).min() > 0


def test_targets_overhead_are_reached(long_table):
    overhead = long_table.time_of_flight_s[0]
    assert np.isfinite(overhead[long_table.altitude_m >= 2e3]).all()
    assert long_table.launch_elevation_rad[0, -1] == pytest.approx(pi / 2, abs=1e-4)


def test_nobody_arrives_slower_than_the_least_speed(long_table):
    reached = np.isfinite(long_table.time_of_flight_s)
    assert long_table.speed_m_s[reached].min() >= LONG.minimum_intercept_speed_m_s
    assert (reached == np.isfinite(long_table.speed_m_s)).all()


def test_the_range_axis_spans_a_tenth_more_than_the_reach(long_table):
    reached = np.isfinite(long_table.time_of_flight_s).any(axis=1)
    farthest = long_table.ground_range_m[reached][-1]
    assert 1.05 < long_table.ground_range_m[-1] / farthest < 1.15
    assert (np.diff(long_table.ground_range_m) > 0).all()
    assert tuple(long_table.altitude_m) == ALTITUDE_AXIS_M


@pytest.mark.parametrize(
    ("ceiling_m", "highest_m"),
    [(0.0, 35e3), (30e3, 35e3), (35e3, 35e3), (36e3, 40e3), (150e3, 160e3), (300e3, 160e3)],
)
def test_a_table_goes_as_high_as_its_missile_may_meet_a_target(ceiling_m, highest_m):
    axis = altitude_axis_m(ceiling_m)
    assert axis[-1] == highest_m
    assert axis[: len(ALTITUDE_AXIS_M)] == ALTITUDE_AXIS_M
    assert (np.diff(axis) > 0).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"propellant_mass_kg": 420.0}, "below the launch mass"),
        ({"propellant_mass_kg": 0.0}, "above 0, below"),
        ({"sustain_time_s": 5.0}, "or neither"),
        ({"diameter_m": 0.0}, "diameter above 0"),
        ({"drag_factor": -1.0}, "drag factor at least 0"),
        ({"boost_time_s": 200.0}, "does not lift"),
    ],
)
def test_an_airframe_that_cannot_fly_is_an_error(change, message):
    with pytest.raises(ValueError, match=message):
        fly_fan(SMALL._replace(**change))


def test_an_altitude_out_of_reach_is_an_error():
    with pytest.raises(ValueError, match="no flight reaches"):
        farthest_intercept(fly_fan(SMALL, 20), 500e3)
