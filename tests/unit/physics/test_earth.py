from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.physics import earth
from skydome.physics.constants import EARTH_RADIUS_M, EFFECTIVE_EARTH_RADIUS_M

HEIGHTS = st.floats(0, 30e3)
RADIUS = EFFECTIVE_EARTH_RADIUS_M


def wgs84():
    from pyproj import Geod

    return Geod(ellps="WGS84")


@given(HEIGHTS, HEIGHTS)
def test_horizon_is_symmetric_and_grows(antenna, target):
    there = earth.horizon_range_m(antenna, target)
    assert there == pytest.approx(earth.horizon_range_m(target, antenna), rel=1e-12, abs=1e-9)
    assert earth.horizon_range_m(antenna, target + 1) > there


def test_horizon_at_and_below_sea_level():
    assert earth.horizon_range_m(0.0, -50.0) == 0
    assert earth.horizon_range_m(30.0, 0.0) == pytest.approx(22_570, abs=20)


def test_horizon_broadcasts_and_takes_another_earth():
    heights = np.array([5.0, 20.0])
    assert earth.horizon_range_m(heights[:, None], heights).shape == (2, 2)
    assert earth.horizon_range_m(10.0, 10.0, factor=1.0) == pytest.approx(
        2 * np.sqrt(2 * EARTH_RADIUS_M * 10), rel=1e-6
    )


@given(HEIGHTS, st.floats(0, 400e3), st.floats(1, 1e6))
def test_triangle_closes(antenna, target, ground):
    elevation = earth.elevation_angle_rad(ground, antenna, target)
    slant = earth.slant_range_m(ground, antenna, target)
    x = slant * np.cos(elevation)
    y = RADIUS + antenna + slant * np.sin(elevation)
    assert np.hypot(x, y) == pytest.approx(RADIUS + target, abs=1e-6)
    assert RADIUS * np.arctan2(x, y) == pytest.approx(ground, abs=1e-6)


@given(HEIGHTS, HEIGHTS)
def test_the_ray_to_the_horizon_grazes_the_sea(antenna, target):
    ground = earth.horizon_range_m(antenna, target)
    elevation = earth.elevation_angle_rad(ground, antenna, target)
    lowest = (RADIUS + antenna) * np.cos(elevation)
    assert lowest == pytest.approx(RADIUS, abs=1e-3)


@given(st.floats(0, 3e3), st.floats(4e3, 100e3), st.floats(0.01, 0.999))
def test_rising_ray_comes_back_to_its_range(antenna, target, share):
    ground = share * earth.horizon_range_m(antenna, target)
    elevation = earth.elevation_angle_rad(ground, antenna, target)
    assert earth.ground_range_at_elevation_m(elevation, antenna, target) == pytest.approx(
        ground, abs=1e-3
    )


@given(st.floats(500, 10e3), st.floats(0, 400), st.floats(0.01, 0.9))
def test_falling_ray_comes_back_to_its_range(antenna, target, share):
    above = np.sqrt(2 * RADIUS * (antenna - target))
    ground = share * above
    elevation = earth.elevation_angle_rad(ground, antenna, target)
    assert earth.ground_range_at_elevation_m(elevation, antenna, target) == pytest.approx(
        ground, abs=1e-2
    )


def test_rays_that_never_meet_the_height():
    found = earth.ground_range_at_elevation_m(
        np.radians([5.0, -0.01, -20.0]), [1000.0, 1000.0, 10.0], [500.0, 10.0, 1000.0]
    )
    assert np.isnan(found).all()


def test_horizontal_and_vertical_rays():
    level = earth.ground_range_at_elevation_m(0.0, 10.0, 1010.0)
    assert level == pytest.approx(np.sqrt(2 * RADIUS * 1000), rel=1e-3)
    assert earth.ground_range_at_elevation_m(np.pi / 2, 10.0, 1010.0) == pytest.approx(0, abs=1e-6)
    assert earth.ground_range_at_elevation_m(0.1, 10.0, 10.0) == 0


def test_kernels_agree_with_their_twins():
    pairs = (
        (earth.horizon_range_kernel(20.0, 300.0), earth.horizon_range_m(20.0, 300.0)),
        (earth.elevation_angle_kernel(1e5, 2e1, 3e3), earth.elevation_angle_rad(1e5, 2e1, 3e3)),
        (earth.slant_range_kernel(1e5, 20.0, 3e3), earth.slant_range_m(1e5, 20.0, 3e3)),
    )
    for fast, slow in pairs:
        assert fast == pytest.approx(slow, rel=1e-14)


@pytest.mark.parametrize(
    ("reach_m", "range_share", "azimuth_deg", "end_share"),
    [
        (1e3, 2e-8, 1e-6, 2e-8),
        (1e5, 1e-8, 2e-5, 2e-7),
        (1e6, 2e-6, 8e-4, 2e-5),
        (3e6, 5e-5, 8e-3, 1.3e-4),
        (5e6, 2.1e-4, 2.2e-2, 3.4e-4),
    ],
)
@pytest.mark.parametrize("latitude", [0.0, -10.0, 30.0, 45.0, 75.0, 89.0])
def test_within_the_stated_error_of_the_geodesic(
    latitude, reach_m, range_share, azimuth_deg, end_share
):
    random = np.random.default_rng(7)
    azimuth = random.uniform(0, 360, 4000)
    ground = random.uniform(0.5 * reach_m, reach_m, azimuth.size)
    ends = wgs84().fwd(
        np.full(azimuth.size, 178.0), np.full(azimuth.size, latitude), azimuth, ground
    )
    found_range, found_azimuth = earth.polar_from_site(latitude, 178.0, ends[1], ends[0])
    off = (np.degrees(found_azimuth) - azimuth + 180) % 360 - 180
    assert np.abs(found_range / ground - 1).max() < range_share
    assert np.abs(off).max() < azimuth_deg
    reached = earth.destination(latitude, 178.0, np.radians(azimuth), ground)
    missed = wgs84().inv(ends[0], ends[1], reached[1], reached[0])[2]
    assert (missed / ground).max() < end_share


@settings(deadline=None)
@given(
    st.floats(-85, 85),
    st.floats(-180, 180),
    st.floats(0, 6.28),
    st.floats(1, 1e6),
)
def test_there_and_back(latitude, longitude, azimuth, ground):
    end = earth.destination(latitude, longitude, azimuth, ground)
    found_range, found_azimuth = earth.polar_from_site(latitude, longitude, *end)
    assert -180 <= end[1] < 180
    assert found_range == pytest.approx(ground, rel=6e-6, abs=1e-4)  # 3e-6 each way
    # a tenth of a millimetre of rounding in position, seen from this range
    turn = (found_azimuth - azimuth + np.pi) % (2 * np.pi) - np.pi
    assert abs(turn) < 2e-5 + 1e-4 / ground


def test_the_site_itself_and_the_date_line():
    ground, azimuth = earth.polar_from_site(30, 75, 30.0, [75.0, 435.0])
    assert ground == pytest.approx([0, 0], abs=1e-3)
    assert np.isfinite(azimuth).all()
    west, _ = earth.polar_from_site(0, 179.5, 0.0, -179.5)
    assert west == pytest.approx(111_319.49, abs=0.1)


def test_azimuth_runs_clockwise_from_north():
    _, azimuth = earth.polar_from_site(0, 0, [1.0, 0.0, -1.0, 0.0], [0.0, 1.0, 0.0, -1.0])
    assert np.degrees(azimuth) == pytest.approx([0, 90, 180, 270], abs=1e-9)


def test_shapes_broadcast():
    ground, azimuth = earth.polar_from_site(30, 75, np.zeros((3, 1)), np.zeros(4))
    assert ground.shape == azimuth.shape == (3, 4)
    latitude, longitude = earth.destination(30, 75, 1.0, np.ones((2, 3)))
    assert latitude.shape == longitude.shape == (2, 3)
