"""Fly-out: closed forms without air, a second implementation with it, and the table's errors."""

from __future__ import annotations

from math import atan, cos, log, pi, sin

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from skydome.physics.atmosphere import (
    density_kg_m3,
    geometric_to_geopotential_m,
    sound_speed_m_s,
)
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, STANDARD_GRAVITY_M_S2
from skydome.physics.motion.airframe import (
    Airframe,
    Burn,
    axial_force_coefficient,
    ideal_speed_m_s,
)
from skydome.physics.motion.ballistics import maximum_range_m
from skydome.physics.motion.flyout import ALTITUDE_AXIS_M, altitude_axis_m, flyout_front
from skydome.physics.motion.flyout_fan import Family, farthest_intercept, fly_fan
from skydome.physics.motion.flyout_flight import IGNITION_ALTITUDE_M

LONG = Airframe(1835.0, (Burn(0.0, 12.0, 1111.0),), 245.0, 0.519, 1.5, 500.0)
SMALL = Airframe(420.0, (Burn(0.0, 8.0, 191.0),), 245.0, 0.24, 1.0, 400.0)
TWO_PULSE = SMALL._replace(burns=(Burn(0.0, 8.0, 150.0), Burn(8.0, 15.0, 40.0, 0.0, 12.0)))
TWO_STAGE = SMALL._replace(burns=(Burn(0.0, 5.0, 120.0, 60.0), Burn(7.0, 6.0, 70.0)))
AIRLESS = Airframe(1000.0, (Burn(0.0, 10.0, 500.0),), 250.0, 0.5, 0.0, 0.0)
FREE = (Family(0.0, 0.0),)
PULLED = Family(0.25, 0.15)
GLIDING = Family(0.06, -1.0)


@pytest.fixture(scope="module")
def small_table():
    return flyout_front(fly_fan(SMALL)).member(0)


@pytest.fixture(scope="module")
def long_table():
    return flyout_front(fly_fan(LONG)).member(0)


def drag_coefficient(mach):
    """Write the published curve a second time, from its description."""
    base = 0.25 / mach if mach >= 1 else 0.12 + 0.13 * mach**2
    rise = np.clip((mach - 0.8) / 0.4, 0, 1)
    wave = 0 if rise == 0 else (1.59 + 1.83 / mach**2) * atan(0.5 / 3) ** 1.69
    return 0.1 + base + (3 * rise**2 - 2 * rise**3) * wave


def polar_motion(airframe, mass_kg, thrust_n, state, law):
    """Write the equations of motion a second time: range angle, radius, speed, climb angle.

    ``law`` is None while the boost holds the direction.
    """
    _, radius, speed, climb = state
    altitude = geometric_to_geopotential_m(radius - EARTH_RADIUS_M)
    gravity = EARTH_MU_M3_S2 / radius**2
    dynamic_force = (
        0.5 * float(density_kg_m3(altitude)) * speed**2 * pi * airframe.diameter_m**2 / 4
    )
    mach = speed / float(sound_speed_m_s(altitude))
    axial = airframe.drag_factor * drag_coefficient(mach)
    drag = dynamic_force * axial
    turn = speed * cos(climb) / radius
    if law is not None:
        descent = np.clip(0.5 - sin(climb) / 0.1, 0, 1)
        normal = 3.5 * ((1 - descent) * law.normal_share_up + descent * law.normal_share_down)
        normal = max(normal, -((10 * axial) ** 0.5))
        down = np.clip(normal * dynamic_force / mass_kg, -30 * 9.80665, 30 * 9.80665)
        if dynamic_force > 0:
            drag += (mass_kg * down) ** 2 / (10 * dynamic_force)
        turn -= (gravity * cos(climb) + down) / speed
    along = (thrust_n - drag) / mass_kg - gravity * sin(climb)
    return np.array([speed * cos(climb) / radius, speed * sin(climb), along, turn])


def second_implementation(airframe, elevation_rad, law, time_s):
    """Fly by adaptive eighth-order steps in polar coordinates: (range, altitude, speed)."""
    state = np.array([0.0, EARTH_RADIUS_M + IGNITION_ALTITUDE_M, 1e-9, elevation_rad])
    mass, delay, legs = airframe.launch_mass_kg, 0.0, []
    for number, burn in enumerate(airframe.burns):
        delay += law.delay_share * burn.longest_delay_s
        start, stop = burn.start_s + delay, burn.start_s + delay + burn.duration_s
        legs += [(start, 0.0, 0.0), (stop, burn.propellant_mass_kg, burn.dropped_mass_kg)]
        legs[-1] += (number == 0,)
        legs[-2] += (False,)
    elapsed = 0.0
    for until, propellant_kg, dropped_kg, held in [*legs, (np.inf, 0.0, 0.0, False)]:
        duration = min(until, time_s) - elapsed
        if duration <= 0:
            continue
        flow = propellant_kg / (until - elapsed)
        thrust = flow * airframe.specific_impulse_s * STANDARD_GRAVITY_M_S2
        curve = None if held else law

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
        state, mass = flown.y[:, -1], mass - flow * duration - dropped_kg
        elapsed += duration
    return state[0] * EARTH_RADIUS_M, state[1] - EARTH_RADIUS_M, state[2]


@pytest.mark.parametrize("mach", [0.0, 0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 2.0, 4.0, 7.0])
def test_axial_force_is_the_published_curve(mach):
    assert axial_force_coefficient(mach) == pytest.approx(drag_coefficient(mach), rel=1e-12)


def test_axial_force_has_no_steps():
    machs = np.arange(0.01, 8, 0.001)
    values = np.array([axial_force_coefficient(mach) for mach in machs])
    assert np.abs(np.diff(values)).max() < 2e-3
    assert 1.0 < machs[values.argmax()] < 1.2


@pytest.mark.parametrize(
    ("airframe", "law"),
    [
        (LONG, Family(0.0, 0.0)),
        (LONG, PULLED),
        (LONG, GLIDING),
        (TWO_PULSE, PULLED),
        (TWO_PULSE, PULLED._replace(delay_share=0.5)),
        (TWO_STAGE, Family(0.03, 0.06)),
    ],
    ids=["free", "pulled", "gliding", "two pulses", "late second pulse", "two stages"],
)
def test_a_flight_agrees_with_a_second_implementation(airframe, law):
    fan = fly_fan(airframe, 94, (law,))
    for shot in (47, 70):
        until = int(np.searchsorted(fan.time_s, 45.0))
        expected = second_implementation(
            airframe, fan.launch_elevation_rad[shot], law, fan.time_s[until]
        )
        flown = [rows[0, shot, until] for rows in (fan.ground_range_m, fan.altitude_m)]
        np.testing.assert_allclose(flown, expected[:2], atol=0.5)
        assert fan.speed_m_s[0, shot, until] == pytest.approx(expected[2], abs=0.02)


def test_the_pull_is_that_of_its_coefficient():
    # One flight from rest at 45 degrees; just after burn-out the path turns by gravity and by
    # q S Cn / m with Cn = 0.2 * 3.5, both across the path: omega v = g cos(climb) + lift - v2/r.
    fan = fly_fan(SMALL, 94, (Family(0.2, 0.2),))
    shot = 47
    assert fan.launch_elevation_rad[shot] == pytest.approx(45 * pi / 180)
    at = int(np.searchsorted(fan.time_s, 8.0))
    x, y, v = (rows[0, shot] for rows in (fan.ground_range_m, fan.altitude_m, fan.speed_m_s))
    density = float(density_kg_m3(geometric_to_geopotential_m(y[at])))
    lift = 0.5 * density * v[at] ** 2 * (pi * 0.24**2 / 4) * 0.2 * 3.5 / (420 - 191)
    assert lift > 10 * STANDARD_GRAVITY_M_S2
    climb = np.arctan2(np.diff(y), np.diff(x))
    middle = (fan.time_s[1:] + fan.time_s[:-1]) / 2
    turn = (climb[at] - climb[at - 1]) / (middle[at] - middle[at - 1])
    # half of the step before burn-out is straight, so that the turn shows half of the full rate
    share = (fan.time_s[at + 1] - fan.time_s[at]) / (fan.time_s[at + 1] - fan.time_s[at - 1])
    expected = -(lift + 9.8 * cos(climb[at])) / v[at] * share
    assert turn == pytest.approx(expected, rel=0.1)


def test_without_air_energy_is_kept_after_burn_out():
    fan = fly_fan(AIRLESS, 40, families=FREE)
    radius = EARTH_RADIUS_M + fan.altitude_m[0]
    energy = fan.speed_m_s[0] ** 2 / 2 - EARTH_MU_M3_S2 / radius
    coast = energy[:, fan.time_s >= AIRLESS.burn_out_s]
    spread = np.nanmax(coast, axis=1) - np.nanmin(coast, axis=1)
    assert spread.max() < 2.0  # of about 1e6 J/kg of kinetic energy


def test_without_air_the_boost_gains_the_rocket_equation_less_gravity():
    fan = fly_fan(AIRLESS, 94, families=FREE)
    vertical = 92
    assert fan.launch_elevation_rad[vertical] == pytest.approx(pi / 2)
    burn_out = int(np.searchsorted(fan.time_s, AIRLESS.burn_out_s))
    gravity = EARTH_MU_M3_S2 / (EARTH_RADIUS_M + fan.altitude_m[0, vertical, burn_out] / 3) ** 2
    expected = ideal_speed_m_s(AIRLESS) - gravity * AIRLESS.burn_out_s
    assert fan.speed_m_s[0, vertical, burn_out] == pytest.approx(expected, abs=0.05)


def test_without_air_a_short_boost_reaches_the_two_body_range():
    gun = AIRLESS._replace(burns=(Burn(0.0, 0.2, 500.0),))
    reached = farthest_intercept(fly_fan(gun, families=FREE), 0.0).ground_range_m
    assert reached == pytest.approx(maximum_range_m(ideal_speed_m_s(gun)), rel=2e-3)


def test_targets_overhead_are_reached(long_table):
    overhead = long_table.time_of_flight_s[0]
    assert np.isfinite(overhead[long_table.altitude_m >= 2e3]).all()
    assert long_table.launch_elevation_rad[0, -1] == pytest.approx(pi / 2, abs=1e-4)


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
        ({"burns": (Burn(0.0, 8.0, 420.0),)}, "below the launch mass"),
        ({"burns": (Burn(0.0, 8.0, 191.0, 230.0),)}, "below the launch mass"),
        ({"burns": (Burn(0.0, 8.0, 0.0),)}, "both above 0"),
        ({"burns": (Burn(0.0, 0.0, 191.0),)}, "both above 0"),
        ({"burns": (Burn(0.0, 8.0, 191.0, -1.0),)}, "at least 0"),
        ({"burns": ()}, "start 0"),
        ({"burns": (Burn(1.0, 8.0, 191.0),)}, "start 0"),
        ({"burns": (Burn(0.0, 8.0, 100.0), Burn(7.0, 8.0, 50.0))}, "after the end"),
        ({"burns": (Burn(0.0, 200.0, 191.0),)}, "does not lift"),
        ({"diameter_m": 0.0}, "diameter above 0"),
        ({"drag_factor": -1.0}, "drag factor at least 0"),
    ],
)
def test_an_airframe_that_cannot_fly_is_an_error(change, message):
    with pytest.raises(ValueError, match=message):
        fly_fan(SMALL._replace(**change))


def test_an_altitude_out_of_reach_is_an_error():
    with pytest.raises(ValueError, match="no flight reaches"):
        farthest_intercept(fly_fan(SMALL, 20), 500e3)


def test_the_rocket_equation_goes_from_burn_to_burn():
    # 420 kg burns 120 kg, drops 60 kg, burns 70 kg: ratios 420/300 and 240/170.
    expected = STANDARD_GRAVITY_M_S2 * 245 * (log(420 / 300) + log(240 / 170))
    assert ideal_speed_m_s(TWO_STAGE) == pytest.approx(expected)
    assert TWO_STAGE.burnt_out_mass_kg == 170
    assert TWO_STAGE.burn_out_s == 13
