"""The mask against closed forms, and against lines of sight drawn one at a time."""

from math import acos, cos, pi, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.terrain import (
    Grid,
    covering_bounds,
    lowest_visible_at,
    mask_from_profiles,
    sample_profiles,
    terrain_mask,
    visible,
)

EARTH_M = 6_371_000 * 4 / 3


def plane(latitude, longitude, reach_m, height):
    """Make a grid around a site from a function of latitude and longitude."""
    south, west, north, east = covering_bounds(latitude, longitude, reach_m)
    rows = np.arange(south, north + 1.0)[:, None]
    columns = np.arange(west, east + 1.0)[None, :]
    height_m = np.broadcast_to(height(rows, columns), (rows.size, columns.size))
    return Grid(south, west, 1.0, 1.0, height_m.astype(np.float32), "plane", "made for a test")


def sees(profile, step_m, antenna_m, post, altitude_m):
    """Draw the line to a point above a post, and look whether earlier posts stand in it."""
    angle = (post + 1) * step_m / EARTH_M
    start = (0.0, EARTH_M + antenna_m)
    radius = EARTH_M + altitude_m
    along = (radius * sin(angle) - start[0], radius * cos(angle) - start[1])
    if altitude_m < profile[post]:
        return False
    for earlier in range(post):
        upright = (sin((earlier + 1) * step_m / EARTH_M), cos((earlier + 1) * step_m / EARTH_M))
        line_m = (start[0] * along[1] - start[1] * along[0]) / (
            upright[0] * along[1] - upright[1] * along[0]
        )
        if line_m < EARTH_M + profile[earlier]:
            return False
    return True


def lowest_by_search(profile, step_m, antenna_m, post):
    low, high = -1_000.0, 1e6
    for _ in range(40):
        middle = (low + high) / 2
        if sees(profile, step_m, antenna_m, post, middle):
            high = middle
        else:
            low = middle
    return high


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(-400, 8800, width=32), min_size=1, max_size=16),
    st.floats(1, 500),
    st.sampled_from([250.0, 1_000.0, 20_000.0]),
)
def test_mask_is_what_lines_of_sight_say(profile, above_m, step_m):
    antenna_m = profile[0] + above_m
    mask = mask_from_profiles(np.array([profile], dtype=np.float32), step_m, antenna_m)
    expected = [lowest_by_search(profile, step_m, antenna_m, n) for n in range(len(profile))]
    assert mask.lowest_visible_altitude_m[0] == pytest.approx(expected, rel=1e-6, abs=0.01)
    assert (mask.lowest_visible_altitude_m >= np.array(profile, dtype=np.float32)).all()


def test_what_no_altitude_can_see_is_capped():
    profile = np.zeros((1, 400), dtype=np.float32)
    profile[0, 0] = 8_000
    mask = mask_from_profiles(profile, 250.0, 0.0)
    assert mask.lowest_visible_altitude_m[0, -1] == 1e6


@pytest.mark.parametrize("antenna_m", [10.0, 30.0, 2_000.0])
def test_flat_earth_is_the_horizon(antenna_m):
    mask = mask_from_profiles(np.zeros((1, 400), dtype=np.float32), 1_000.0, antenna_m)
    angle = np.arange(1, 401) * 1_000.0 / EARTH_M
    beyond = angle - acos(EARTH_M / (EARTH_M + antenna_m))
    expected = np.where(beyond > 0, EARTH_M / np.cos(beyond) - EARTH_M, 0)
    assert np.abs(mask.lowest_visible_altitude_m[0] - expected).max() < 1


def test_published_horizon():
    """RF Essentials: k = 4/3, antenna 30 m, target 100 m at 63.8 km and 5 m at 31.8 km."""
    mask = mask_from_profiles(np.zeros((1, 800), dtype=np.float32), 100.0, 30.0)
    assert lowest_visible_at(mask, 0.0, [63_800, 31_800]) == pytest.approx([100, 5], abs=0.5)


def test_one_ridge_has_a_closed_form():
    """On a parabolic Earth: h0 + r (H - h0) / d + r (r - d) / 2a behind a ridge."""
    profile = np.zeros((1, 300), dtype=np.float32)
    profile[0, 49] = 3_000
    mask = mask_from_profiles(profile, 1_000.0, 500.0)
    range_m = np.arange(51, 301) * 1e3
    expected = 500 + range_m * 2_500 / 50e3 + range_m * (range_m - 50e3) / (2 * EARTH_M)
    assert mask.lowest_visible_altitude_m[0, 50:] == pytest.approx(expected, rel=2e-3)
    assert mask.lowest_visible_altitude_m[0, 49] == 3_000
    assert (mask.lowest_visible_altitude_m[0, :49] == 0).all()


def test_posts_between_the_ranges_obstruct():
    fine = np.random.default_rng(3).uniform(0, 4_000, (6, 400)).astype(np.float32)
    kept = mask_from_profiles(fine, 250.0, 4_000.0, keep_every=4)
    everything = mask_from_profiles(fine, 250.0, 4_000.0)
    assert kept.range_step_m == 1_000
    assert kept.maximum_range_m == 100e3
    all_m = everything.lowest_visible_altitude_m
    assert (kept.lowest_visible_altitude_m == all_m[:, 3::4]).all()
    coarse = mask_from_profiles(np.ascontiguousarray(fine[:, 3::4]), 1_000.0, 4_000.0)
    raised_m = kept.lowest_visible_altitude_m - coarse.lowest_visible_altitude_m
    assert (raised_m >= 0).all()
    assert (raised_m > 0).any()
    with pytest.raises(ValueError, match="divide"):
        mask_from_profiles(fine, 250.0, 4_000.0, keep_every=3)


@pytest.mark.parametrize("latitude", [-70, -30, 0, 31, 60])
def test_rays_follow_the_geodesic(latitude):
    """Grids whose height is their latitude or longitude say where the samples were taken."""
    pyproj = pytest.importorskip("pyproj")
    reach_m, longitude, scale = 400e3, 179, 1_000
    rise_north = plane(latitude, longitude, reach_m, lambda lat, _: (lat - latitude) * scale)
    rise_east = plane(latitude, longitude, reach_m, lambda _, lon: (lon - longitude) * scale)
    north, east = (
        sample_profiles(grid, latitude, longitude, 24, 50e3, reach_m) / scale
        for grid in (rise_north, rise_east)
    )
    azimuth, range_m = np.meshgrid(np.arange(24) * 15, np.arange(1, 9) * 50e3, indexing="ij")
    geod = pyproj.Geod(ellps="WGS84")
    start = np.full(azimuth.shape, longitude), np.full(azimuth.shape, latitude)
    true_longitude, true_latitude, _ = geod.fwd(*start, azimuth, range_m)
    *_, error_m = geod.inv(true_longitude, true_latitude, longitude + east, latitude + north)
    assert error_m.max() < 2


def test_fine_steps_lie_on_the_same_ray():
    grid = plane(60, 10, 100e3, lambda lat, lon: 1_000 * (lat - 60) + 300 * (lon - 10))
    coarse = sample_profiles(grid, 60, 10, 36, 10e3, 100e3)
    fine = sample_profiles(grid, 60, 10, 36, 250.0, 100e3)
    assert fine.shape == (36, 400)
    assert fine[:, 39::40] == pytest.approx(coarse, abs=0.02)


def test_a_mask_begins_north_and_turns_clockwise():
    grid = plane(30, 78, 100e3, lambda lat, lon: np.where(lon > 78, 2_000, 0) + 0 * lat)
    mask = terrain_mask(grid, 30, 78, 100.0, 4, 1_000.0, 50e3)
    north, east, south, west = sample_profiles(grid, 30, 78, 4, 1_000.0, 50e3)[:, -1]
    assert east > 900
    assert (north, south, west) == pytest.approx((0, 0, 0), abs=1)
    assert visible(mask, pi / 2, 50e3, 900) == np.False_
    assert visible(mask, [0, pi, -pi / 2], 40e3, 900).tolist() == [True] * 3


def test_the_last_range_reaches_the_maximum():
    grid = plane(30, 78, 20e3, lambda lat, lon: 0 * lat + 0 * lon)
    assert terrain_mask(grid, 30, 78, 10.0, 8, 3_000.0, 10e3).maximum_range_m == 12e3
    assert terrain_mask(grid, 30, 78, 10.0, 8, 2_500.0, 10e3).maximum_range_m == 10e3


def test_what_the_caller_must_not_ask():
    grid = plane(30, 78, 20e3, lambda lat, lon: 100 + 0 * lat + 0 * lon)
    with pytest.raises(ValueError, match=r"below the ground, at 100\.0 m"):
        terrain_mask(grid, 30, 78, 99.0)
    with pytest.raises(ValueError, match="more than terrain 'plane' holds: latitude 29 to 31"):
        terrain_mask(grid, 30, 78, 130.0, maximum_range_m=200e3)
    for step_m, posts in [(0.0, 8), (1e3, 0)]:
        with pytest.raises(ValueError, match="positive"):
            terrain_mask(grid, 30, 78, 130.0, 4, step_m, 10e3, posts)
    for count, step_m, reach_m in [(0, 1e3, 2e4), (4, 0.0, 2e4), (4, 1e3, 500.0)]:
        with pytest.raises(ValueError, match="positive"):
            sample_profiles(grid, 30, 78, count, step_m, reach_m)


@pytest.fixture
def waves():
    """Make a mask of four rays and three ranges with values easy to follow."""
    ground = np.zeros((4, 3), dtype=np.float32)
    mask = mask_from_profiles(ground, 10e3, 10.0)
    return mask._replace(
        lowest_visible_altitude_m=np.array(
            [[0, 10, 20], [100, 110, 120], [200, 210, 220], [300, 310, 320]], dtype=np.float32
        )
    )


@pytest.mark.parametrize(
    ("azimuth_rad", "range_m", "expected_m"),
    [
        (0, 10e3, 0),
        (0, 0, 0),
        (0, 15e3, 5),
        (0, 30e3, 20),
        (pi / 4, 20e3, 60),
        (pi, 25e3, 215),
        (7 * pi / 4, 10e3, 150),
        (-pi / 4, 10e3, 150),
        (2 * pi + pi / 2, 10e3, 100),
        (-1e-18, 10e3, 0),
    ],
)
def test_between_rays_and_ranges_the_mask_is_linear(waves, azimuth_rad, range_m, expected_m):
    assert lowest_visible_at(waves, azimuth_rad, range_m) == pytest.approx(expected_m, abs=1e-4)
    assert visible(waves, azimuth_rad, range_m, expected_m + 1)
    assert not visible(waves, azimuth_rad, range_m, expected_m - 1)


def test_look_ups_broadcast(waves):
    assert visible(waves, np.zeros((3, 1)), [10e3, 20e3], 5).tolist() == [[True, False]] * 3
    assert visible(waves, 0.0, 20e3, [5, 15, 25]).tolist() == [False, True, True]


@pytest.mark.parametrize("range_m", [-1, 30_001, np.nan])
def test_nothing_is_known_beyond_the_mask(waves, range_m):
    with pytest.raises(ValueError, match="between 0 and 30000 m"):
        lowest_visible_at(waves, 0.0, range_m)
    with pytest.raises(ValueError, match="finite"):
        lowest_visible_at(waves, np.nan, 10e3)
