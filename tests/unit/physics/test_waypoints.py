"""Turns, routes and low flight: closed forms, geodesics and the limits themselves."""

from __future__ import annotations

from math import degrees, pi, radians, tan

import numpy as np
import pytest
from pyproj import Geod

from skydome.physics.motion.waypoints import (
    bank_for_rate_rad,
    plan_route,
    route_length_m,
    route_position,
    terrain_following_m,
    turn_radius_m,
    turn_rate_rad_s,
)

EARTH = Geod(ellps="WGS84")
LATITUDES = (35.0, 35.5, 35.2, 35.9)
LONGITUDES = (30.0, 30.7, 31.5, 31.6)


def test_a_turn_of_45_degrees_bank_has_radius_v_squared_over_g():
    assert turn_radius_m(100.0, pi / 4) == pytest.approx(100.0**2 / 9.80665)
    assert turn_rate_rad_s(100.0, pi / 4) == pytest.approx(9.80665 / 100)


def test_the_bank_for_a_rate_gives_that_rate():
    assert turn_rate_rad_s(120.0, bank_for_rate_rad(120.0, 0.05)) == pytest.approx(0.05)


@pytest.mark.parametrize(("speed", "bank"), [(0.0, 0.5), (100.0, 0.0), (100.0, pi / 2)])
def test_a_turn_needs_speed_and_bank(speed, bank):
    with pytest.raises(ValueError, match="allowed: a speed above 0"):
        turn_radius_m(speed, bank)


@pytest.mark.parametrize(("speed", "bank_deg"), [(240.0, 30.0), (240.0, 60.0), (600.0, 45.0)])
def test_steps_along_a_route_are_as_long_as_the_geodesic_between_them(speed, bank_deg):
    route = plan_route(LATITUDES, LONGITUDES, speed, radians(bank_deg))
    along = np.linspace(0, route_length_m(route), 2001)
    place = route_position(route, along)
    course, _, step = EARTH.inv(
        place.longitude_deg[:-1],
        place.latitude_deg[:-1],
        place.longitude_deg[1:],
        place.latitude_deg[1:],
    )
    # a chord is shorter than its arc by s**3 / (24 R**2)
    assert np.abs(step - along[1]).max() < 0.1
    middle = (place.course_rad[1:] + place.course_rad[:-1]) / 2
    assert np.abs((np.degrees(middle) - course + 180) % 360 - 180).max() < 0.6


def test_a_route_begins_and_ends_at_its_waypoints_and_cuts_the_corners_between():
    route = plan_route(LATITUDES, LONGITUDES, 240.0, radians(30))
    ends = route_position(route, [0.0, route_length_m(route)])
    assert ends.latitude_deg.tolist() == pytest.approx([LATITUDES[0], LATITUDES[-1]])
    assert ends.longitude_deg.tolist() == pytest.approx([LONGITUDES[0], LONGITUDES[-1]])
    place = route_position(route, np.linspace(0, route_length_m(route), 20_001))
    for corner in (1, 2):
        _, _, apart = EARTH.inv(
            np.full(20_001, LONGITUDES[corner]),
            np.full(20_001, LATITUDES[corner]),
            place.longitude_deg,
            place.latitude_deg,
        )
        radius, half = route.turn_radius_m, abs(route.turn_rad[corner]) / 2
        assert apart.min() == pytest.approx(radius * (1 / np.cos(half) - 1), abs=5)


def test_the_length_of_a_route_is_legs_less_leads_plus_arcs():
    route = plan_route(LATITUDES, LONGITUDES, 240.0, radians(30))
    arcs = route.turn_radius_m * np.abs(route.turn_rad).sum()
    assert route_length_m(route) == pytest.approx(route.leg_m.sum() - 2 * route.lead_m.sum() + arcs)
    assert route.lead_m[0] == route.lead_m[-1] == 0


def test_right_turns_are_positive():
    assert plan_route([0, 1, 1], [0, 0, 1], 100.0, 0.5).turn_rad[1] == pytest.approx(
        pi / 2, abs=0.02
    )
    assert plan_route([0, 1, 1], [0, 0, -1], 100.0, 0.5).turn_rad[1] < 0


def test_two_waypoints_make_a_straight_line():
    route = plan_route([50.0, 51.0], [10.0, 12.0], 240.0, 0.5)
    place = route_position(route, [route_length_m(route) / 2])
    azimuth, _, length = EARTH.inv(10.0, 50.0, 12.0, 51.0)
    longitude, latitude, _ = EARTH.fwd(10.0, 50.0, azimuth, length / 2)
    assert route_length_m(route) == pytest.approx(length, abs=0.1)
    assert place.latitude_deg[0] == pytest.approx(latitude, abs=1e-6)
    assert place.longitude_deg[0] == pytest.approx(longitude, abs=1e-6)
    assert degrees(place.course_rad[0]) == pytest.approx(azimuth, abs=1.0)


def test_a_leg_too_short_for_its_turns_is_refused_by_number_and_length():
    with pytest.raises(ValueError, match=r"leg 2 of .* km is too short .* allowed: .* km or more"):
        plan_route([35.0, 36.0, 36.05, 37.0], [30.0, 30.0, 30.2, 30.2], 300.0, radians(30))


def test_a_reversal_of_course_is_refused():
    with pytest.raises(ValueError, match="too short for its turns"):
        plan_route([35.0, 36.0, 35.0], [30.0, 30.0, 30.0], 240.0, radians(30))


@pytest.mark.parametrize(("latitudes", "longitudes"), [([35.0], [30.0]), ([35.0, 36.0], [30.0])])
def test_a_route_needs_two_waypoints(latitudes, longitudes):
    with pytest.raises(ValueError, match="two or more waypoints"):
        plan_route(latitudes, longitudes, 240.0, 0.5)


def test_a_distance_off_the_route_is_an_error():
    route = plan_route([50.0, 51.0], [10.0, 12.0], 240.0, 0.5)
    with pytest.raises(ValueError, match="outside the route"):
        route_position(route, [-1.0])


ALONG = np.arange(0, 60e3, 100.0)
HILLS = 300 * np.sin(ALONG / 1500) ** 2 + 900 * (np.abs(ALONG - 30e3) < 1500)
CLIMB, DIVE = radians(15), radians(10)


def limits(profile):
    slope = np.diff(profile) / np.diff(ALONG)
    return slope.min(), slope.max(), np.diff(slope) / 100.0


def test_without_limits_in_reach_the_flight_copies_gentle_ground():
    ground = 50 * np.sin(ALONG / 5000)
    assert terrain_following_m(ALONG, ground, 60.0, CLIMB, DIVE) == pytest.approx(ground + 60)


def test_a_wall_is_climbed_and_left_at_the_greatest_angles():
    wall = 500.0 * (ALONG == 30e3)
    flown = terrain_following_m(ALONG, wall, 0.0, CLIMB, DIVE)
    expected = np.where(
        ALONG < 30e3, 500 - (30e3 - ALONG) * tan(CLIMB), 500 - (ALONG - 30e3) * tan(DIVE)
    )
    assert flown == pytest.approx(np.maximum(expected, 0))


def test_the_slope_limited_profile_is_the_least_one():
    flown = terrain_following_m(ALONG, HILLS, 60.0, CLIMB, DIVE)
    least, greatest, _ = limits(flown)
    assert least >= -tan(DIVE) - 1e-9
    assert greatest <= tan(CLIMB) + 1e-9
    apart = ALONG[:, np.newaxis] - ALONG
    cones = HILLS + 60 - np.where(apart < 0, -apart * tan(CLIMB), apart * tan(DIVE))
    assert flown == pytest.approx(cones.max(axis=1))


def test_all_limits_hold_together():
    flown = terrain_following_m(ALONG, HILLS, 60.0, CLIMB, DIVE, 240.0, 15.0, 5.0)
    least, greatest, curvature = limits(flown)
    assert (flown >= HILLS + 60 - 1e-9).all()
    assert least >= -tan(DIVE) - 1e-9
    assert greatest <= tan(CLIMB) + 1e-9
    assert curvature.max() <= 15.0 / 240**2 * (1 + 1e-6)
    # over one sample the parabolas of ground and pull-up may meet at a corner
    averaged = np.convolve(curvature, np.full(8, 1 / 8), mode="valid")
    assert averaged.min() >= -5.0 / 240**2 * 1.1


def test_a_pull_up_limit_raises_the_profile_and_is_the_least_that_does():
    hard = terrain_following_m(ALONG, HILLS, 60.0, CLIMB, DIVE)
    soft = terrain_following_m(ALONG, HILLS, 60.0, CLIMB, DIVE, 240.0, 15.0)
    assert (soft >= hard).all()
    raised = soft > hard + 1e-6
    curvature = limits(soft)[2]
    assert raised.any()
    # where it leaves the harder profile it curves as much as allowed: lower is not possible
    assert curvature[raised[1:-1]] == pytest.approx(15.0 / 240**2, rel=1e-4)


def test_one_peak_is_passed_on_a_parabola():
    peak = 200.0 * (ALONG == 30e3)
    flown = terrain_following_m(ALONG, peak, 0.0, CLIMB, DIVE, 240.0, None, 5.0)
    near = np.abs(ALONG - 30e3) <= 500
    assert flown[near] == pytest.approx(200 - 5 / 240**2 * (ALONG[near] - 30e3) ** 2 / 2)
    assert flown[0] == 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"height_m": -1.0}, "a height of 0 or more"),
        ({"climb_rad": 0.0}, "angles above 0"),
        ({"along_m": ALONG[::-1]}, "increasing distances"),
        ({"pull_up_m_s2": 10.0}, "both above 0"),
        ({"push_over_m_s2": -1.0, "speed_m_s": 200.0}, "both above 0"),
    ],
)
def test_impossible_limits_are_errors(values, message):
    plain = {
        "along_m": ALONG,
        "ground_m": HILLS,
        "height_m": 50.0,
        "climb_rad": 0.2,
        "dive_rad": 0.2,
    }
    with pytest.raises(ValueError, match=message):
        terrain_following_m(**{**plain, **values})
