"""Which flight reaches a range: the closed form without air, aim and loft with it, refusals."""

from __future__ import annotations

from math import atan2, cos, degrees, inf, pi, radians, sin, sqrt
from time import perf_counter

import numpy as np
import pytest

from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M, EARTH_ROTATION_RAD_S
from skydome.physics.motion.ballistics import arc_from_range_and_apogee, minimum_energy_arc
from skydome.physics.motion.ballistics_drag import (
    Aim,
    Booster,
    Loft,
    check_booster,
    flight_from_burnout,
    flight_from_pad,
    trajectory,
)
from skydome.physics.motion.trajectory import EARTH, drag_by_mach, fly, to_vector

STILL = EARTH._replace(rotation_rad_s=0.0)
AIM = Aim(35.0, radians(60), 600e3)
# no missile's: thrust over weight 1.7, ideal speed 3.3 km/s
BOOSTER = Booster(6_400.0, 4_800.0, 240.0, 105.0, 0.15)


@pytest.mark.parametrize("range_m", [300e3, 600e3, 3_000e3])
def test_without_air_and_rotation_the_least_speed_is_the_closed_forms(range_m):
    arc = minimum_energy_arc(range_m)
    found = flight_from_burnout(AIM._replace(range_m=range_m), inf, 0.0, planet=STILL)
    assert found.burnout.speed_m_s == pytest.approx(arc.speed_m_s, rel=1e-6)
    assert found.burnout.flight_path_angle_rad == pytest.approx(arc.flight_path_angle_rad, abs=1e-3)
    assert found.apogee_m == pytest.approx(arc.apogee_m, rel=3e-3)
    assert found.burnout.azimuth_rad == pytest.approx(AIM.azimuth_rad, abs=1e-6)


@pytest.mark.parametrize("apogee_m", [120e3, 146e3, 300e3, 900e3])
def test_without_air_and_rotation_a_loft_is_the_closed_forms(apogee_m):
    arc = arc_from_range_and_apogee(600e3, apogee_m)
    found = flight_from_burnout(AIM, inf, 0.0, Loft(apogee_m=apogee_m), planet=STILL)
    assert found.apogee_m == pytest.approx(apogee_m, abs=1.0)
    assert found.burnout.speed_m_s == pytest.approx(arc.speed_m_s, rel=1e-4)
    assert found.flight_time_s == pytest.approx(arc.flight_time_s, abs=0.02)


@pytest.mark.parametrize("azimuth_deg", [0, 90, 200, 270])
def test_over_a_turning_earth_the_impact_lies_on_the_aim(azimuth_deg):
    """The arc of the fixed frame, found by Kepler's laws, ends where the ground has turned to."""
    aim = Aim(35.0, radians(azimuth_deg), 1_000e3)
    found = flight_from_burnout(aim, inf, 0.0)
    position, velocity = to_vector(found.burnout)[:3], to_vector(found.burnout)[3:]
    velocity = velocity + np.cross([0, 0, EARTH_ROTATION_RAD_S], position)
    up = position / np.linalg.norm(position)
    rise, momentum = velocity @ up, np.cross(position, velocity)
    speed_squared = velocity @ velocity
    latus = momentum @ momentum / EARTH_MU_M3_S2
    axis = 1 / (2 / EARTH_RADIUS_M - speed_squared / EARTH_MU_M3_S2)
    eccentricity = sqrt(1 - latus / axis)
    half = pi - np.arccos((latus / EARTH_RADIUS_M - 1) / eccentricity)
    ahead = np.cross(momentum / np.linalg.norm(momentum), up)
    end = cos(2 * half) * up + sin(2 * half) * ahead
    assert rise > 0
    longitude = atan2(end[1], end[0]) - EARTH_ROTATION_RAD_S * found.flight_time_s
    flown = trajectory(found, 10.0)
    assert flown.latitude_deg[-1] == pytest.approx(degrees(np.arcsin(end[2])), abs=1e-6)
    assert flown.longitude_deg[-1] == pytest.approx(degrees(longitude), abs=1e-6)
    assert flown.along_m[-1] == pytest.approx(1_000e3, abs=0.2)


def test_the_rotation_helps_eastward_shots():
    east = flight_from_burnout(Aim(0.0, pi / 2, 1_000e3), inf, 0.0).burnout.speed_m_s
    west = flight_from_burnout(Aim(0.0, 3 * pi / 2, 1_000e3), inf, 0.0).burnout.speed_m_s
    assert east < minimum_energy_arc(1_000e3).speed_m_s < west


def test_drag_costs_speed_at_burnout_and_takes_more_at_impact():
    airless = flight_from_burnout(AIM, inf, 30e3)
    heavy, light = (flight_from_burnout(AIM, beta, 30e3) for beta in (10_000.0, 2_500.0))
    assert airless.burnout.speed_m_s < heavy.burnout.speed_m_s < light.burnout.speed_m_s
    ends = [trajectory(one, 1.0).speed_m_s[-1] for one in (airless, heavy, light)]
    assert ends == pytest.approx([2_414, 1_192, 261], abs=5)


@pytest.mark.parametrize("range_m", [150e3, 600e3, 2_000e3])
def test_every_loft_meets_the_aim(range_m):
    aim = AIM._replace(range_m=range_m)
    least = flight_from_burnout(aim, 5_000.0, 30e3)
    for loft in (Loft(apogee_m=2 * least.apogee_m), Loft(angle_rad=radians(30))):
        found = flight_from_burnout(aim, 5_000.0, 30e3, loft)
        flown = trajectory(found, 1.0)
        assert flown.along_m[-1] == pytest.approx(range_m, abs=0.5)
        assert found.burnout.speed_m_s > least.burnout.speed_m_s
    assert found.burnout.flight_path_angle_rad == pytest.approx(radians(30))


def test_the_least_speed_is_least():
    least = flight_from_burnout(AIM, 5_000.0, 30e3).burnout
    for step in (-0.01, 0.01):
        loft = Loft(angle_rad=least.flight_path_angle_rad + step)
        assert flight_from_burnout(AIM, 5_000.0, 30e3, loft).burnout.speed_m_s > least.speed_m_s


def test_a_drag_curve_is_flown():
    curve = drag_by_mach([0.0, 1.0, 5.0], [1.0, 2.0, 1.0])
    found = flight_from_burnout(AIM, 5_000.0, 30e3, drag=curve)
    plain = flight_from_burnout(AIM, 5_000.0, 30e3)
    assert found.burnout.speed_m_s > plain.burnout.speed_m_s
    assert trajectory(found, 1.0, curve).along_m[-1] == pytest.approx(600e3, abs=0.2)


def test_from_the_pad_the_impact_lies_on_the_aim_too():
    found = flight_from_pad(AIM, BOOSTER)
    flown = trajectory(found, 1.0)
    assert flown.along_m[-1] == pytest.approx(600e3, abs=0.2)
    assert flown.altitude_m[0] == pytest.approx(0, abs=1e-6)
    assert flown.altitude_m[:5] == pytest.approx(
        np.linspace(0, flown.altitude_m[4] ** 0.5, 5) ** 2, rel=0.1
    )
    assert BOOSTER.rise_time_s < found.burnout_time_s <= BOOSTER.burn_time_s
    assert found.flight_time_s == flown.time_s[-1]
    burning = np.interp(found.burnout_time_s, flown.time_s, flown.speed_m_s)
    assert burning == pytest.approx(found.burnout.speed_m_s, rel=0.02)


def test_from_the_pad_a_loft_gives_its_apogee():
    found = flight_from_pad(AIM._replace(range_m=400e3), BOOSTER, Loft(apogee_m=200e3))
    assert found.apogee_m == pytest.approx(200e3, rel=1e-3)
    assert trajectory(found, 1.0).along_m[-1] == pytest.approx(400e3, abs=0.2)


@pytest.mark.parametrize(("range_m", "apogee_m"), [(690e3, 50e3), (430e3, 50e3), (400e3, 48e3)])
def test_a_quasi_ballistic_flight_is_refused_both_ways(range_m, apogee_m):
    aim, loft = AIM._replace(range_m=range_m), Loft(apogee_m=apogee_m)
    with pytest.raises(ValueError, match=r"quasi-ballistic.*allowed: an apogee of .* km or more"):
        flight_from_burnout(aim, 5_000.0, 30e3, loft)
    with pytest.raises(ValueError, match="quasi-ballistic"):
        flight_from_pad(aim, BOOSTER, loft)


def test_an_apogee_below_the_burnout_is_refused_with_what_is_allowed():
    with pytest.raises(ValueError, match=r"no ballistic flight of 600 km peaks at 125 km; allowed"):
        flight_from_burnout(AIM, 5_000.0, 130e3, Loft(apogee_m=125e3))


def test_a_range_beyond_the_propellant_is_refused():
    with pytest.raises(ValueError, match="propellant leave in reach"):
        flight_from_pad(AIM._replace(range_m=4_000e3), BOOSTER)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"propellant_mass_kg": 6_400.0}, "below the launch mass"),
        ({"rise_time_s": 0.0}, "rise time < burn time"),
        ({"drag_area_m2": -1.0}, "drag area of 0 or more"),
        ({"burn_time_s": 400.0}, "does not lift"),
    ],
)
def test_a_booster_that_cannot_fly_is_an_error(change, message):
    with pytest.raises(ValueError, match=message):
        check_booster(BOOSTER._replace(**change))


def test_one_flight_takes_well_below_50_ms():
    found = flight_from_burnout(AIM, 5_000.0, 30e3)
    begun = perf_counter()
    for _ in range(5):
        fly(found.start, found.legs)
    assert (perf_counter() - begun) / 5 < 0.05
