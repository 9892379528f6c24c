from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.physics import earth
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M
from skydome.physics.waves import propagation


@pytest.fixture(scope="module")
def profile():
    return propagation.gas_profile(10e9)


def heights_along_ray(antenna, ground, target, count=100_001):
    elevation = earth.elevation_angle_rad(ground, antenna, target)
    along = np.linspace(0, earth.slant_range_m(ground, antenna, target), count)
    near = EFFECTIVE_EARTH_RADIUS_M + antenna
    square = near * near + along * along + 2 * near * along * np.sin(elevation)
    return along, np.sqrt(square) - EFFECTIVE_EARTH_RADIUS_M


@pytest.mark.parametrize("frequency_hz", [1e9, 10e9, 22.2e9, 60e9])
def test_path_loss_is_the_integral_along_the_ray(frequency_hz):
    profile = propagation.gas_profile(frequency_hz)
    for antenna in (10.0, 3000.0):
        for target, ground in ((10.0, 5e3), (3e3, 2e5), (20e3, 4e5), (1e5, 100.0), (4e5, 8e5)):
            along, height = heights_along_ray(antenna, ground, target)
            full = np.trapezoid(np.interp(height, *profile, right=0), along)
            (found,) = propagation.gas_path_loss_db(*profile, antenna, [ground], [target])
            assert found == pytest.approx(full, rel=1e-3)


def test_reading_the_profile_linearly_is_enough():
    heights = np.linspace(0, 49e3, 700)
    exact = propagation.gas_specific_attenuation_db_m(22.2e9, heights)
    read = np.interp(heights, *propagation.gas_profile(22.2e9))
    assert np.trapezoid(read, heights) == pytest.approx(np.trapezoid(exact, heights), rel=5e-4)


def test_gas_thins_with_height_and_keeps_shapes(profile):
    assert (np.diff(profile.attenuation_db_m) < 0).all()
    assert profile.attenuation_db_m[-1] < 1e-6 * profile.attenuation_db_m[0]
    assert propagation.gas_specific_attenuation_db_m(10e9, np.zeros((2, 3))).shape == (2, 3)


def test_a_grid_grows_with_range_and_shrinks_with_altitude(profile):
    ground, altitude = np.linspace(1e3, 2e5, 40), np.linspace(2e3, 30e3, 20)
    loss = propagation.gas_path_loss_db(*profile, 20.0, ground, altitude)
    assert loss.shape == (40, 20)
    assert (np.diff(loss, axis=0) > 0).all()
    assert (np.diff(loss[-20:], axis=1) < 0).all()


def test_no_loss_above_the_air(profile):
    assert propagation.gas_path_loss_db(*profile, 60e3, [1e5], [70e3]) == 0


@settings(deadline=None)
@given(st.floats(-10, 120), st.floats(-10, 60))
def test_bilinear_reading_is_exact_for_a_bilinear_grid(ground, altitude):
    grounds, altitudes = np.array([0.0, 30, 100]), np.array([0.0, 5, 50])

    def value(x, y):
        return 1 + 2 * x + 3 * y + 0.1 * x * y

    grid = value(grounds[:, None], altitudes)
    found = propagation.interpolate_loss_db(grounds, altitudes, grid, ground, altitude)
    assert found == pytest.approx(value(np.clip(ground, 0, 100), np.clip(altitude, 0, 50)))


def test_bilinear_reading_broadcasts():
    grid = np.arange(4.0).reshape(2, 2)
    found = propagation.interpolate_loss_db([0, 1], [0, 1], grid, [[0.0], [1.0]], [0.0, 0.5, 1.0])
    assert found == pytest.approx(np.array([[0, 0.5, 1], [2, 2.5, 3]]))


@settings(deadline=None, max_examples=40)
@given(
    st.floats(0, 6e3),
    st.floats(100, 4e5),
    st.floats(0, 20e3),
    st.floats(500, 5e3),
)
def test_rain_path_is_the_part_of_the_ray_below(antenna, ground, target, ceiling):
    along, height = heights_along_ray(antenna, ground, target, 20_001)
    below = np.mean(height < ceiling) * along[-1]
    found = propagation.rain_path_m(antenna, ground, target, ceiling)
    assert found == pytest.approx(below, abs=2 * along[1] + 1e-6)


def test_rain_path_of_low_and_high_flights():
    low = propagation.rain_path_m(10.0, 20e3, 50.0, 4e3)
    assert low == pytest.approx(earth.slant_range_m(20e3, 10.0, 50.0))
    assert propagation.rain_path_m(6e3, 1e4, 6e3, 4e3) == 0


def test_rain_by_rate_and_polarisation():
    rates = np.array([[0.0, 5.0], [25.0, 100.0]])
    flat = propagation.rain_specific_attenuation_db_m(rates, 10e9)
    upright = propagation.rain_specific_attenuation_db_m(rates, 10e9, "vertical")
    round_ = propagation.rain_specific_attenuation_db_m(rates, 10e9, "circular")
    assert flat.shape == (2, 2)
    assert flat[0, 0] == upright[0, 0] == 0
    assert (upright.ravel()[1:] < round_.ravel()[1:]).all()
    assert (round_.ravel()[1:] < flat.ravel()[1:]).all()


def test_wrong_arguments():
    with pytest.raises(ValueError, match="horizontal"):
        propagation.rain_specific_attenuation_db_m(5.0, 10e9, "slanted")
    with pytest.raises(ValueError, match="frequency_hz"):
        propagation.rain_specific_attenuation_db_m(5.0, 10.0)
