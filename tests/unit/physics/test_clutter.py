from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics import earth
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M
from skydome.physics.radar import clutter


@given(st.floats(5.0, 1000.0))
def test_grazing_ends_at_the_horizon(height):
    reach = np.sqrt(height * (height + 2 * EFFECTIVE_EARTH_RADIUS_M))
    assert clutter.sine_of_grazing_angle(height, reach) == pytest.approx(0, abs=1e-12)
    assert clutter.sine_of_grazing_angle(height, 1.1 * reach) < 0
    assert clutter.sine_of_grazing_angle(height, height) == pytest.approx(1)


def test_grazing_is_the_elevation_of_the_antenna_seen_from_the_ground():
    ground = np.array([500.0, 5e3, 20e3])
    slant = earth.slant_range_m(ground, 50.0, 0.0)
    seen = np.sin(earth.elevation_angle_rad(ground, 0.0, 50.0))
    assert clutter.sine_of_grazing_angle(50.0, slant) == pytest.approx(seen)


def test_nothing_comes_back_from_beyond_the_horizon():
    assert clutter.land_reflectivity(-0.01, 0.1) == 0
    assert clutter.grazing_propagation(-0.01, 1.0, 0.1) == 0
    assert clutter.clutter_cell_area_m2(3e4, 0.02, 0.1, 150.0, -0.01) == 0
    assert clutter.signal_to_clutter(1.0, 0.0, 0.0) == np.inf


def test_rough_land_needs_no_propagation_factor():
    assert clutter.grazing_propagation(0.01, 100.0, 0.1) == 1
    assert clutter.grazing_propagation(0.001, 1.0, 0.1) == pytest.approx((0.004 * np.pi / 0.1) ** 4)


def test_gamma_rises_five_db_a_decade():
    assert clutter.land_gamma_db(-15.0, np.array([1e9, 10e9])) == pytest.approx([-20, -15])


@pytest.mark.parametrize("polarisation", ["horizontal", "vertical"])
def test_the_sea_grows_with_state_and_angle(polarisation):
    states = np.arange(7)
    level = clutter.sea_reflectivity(np.radians(1.0), 9.3e9, states, polarisation)
    assert np.all(np.diff(level) > 0)
    angles = np.radians([0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0])
    assert np.all(np.diff(clutter.sea_reflectivity(angles, 9.3e9, 3, polarisation)) > 0)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((np.radians(0.05), 3e9, 3), "grazing"),
        ((np.radians(70.0), 3e9, 3), "grazing"),
        ((0.1, 0.2e9, 3), "frequency_hz"),
        ((0.1, 3e9, 7), "sea_state"),
        ((0.1, 3e9, 3, "circular"), "polarisation"),
    ],
)
def test_the_sea_model_refuses_what_it_was_not_fitted_to(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        clutter.sea_reflectivity(*arguments)


def test_the_cell_is_the_smaller_of_beam_and_pulse():
    cut_by_pulse = clutter.clutter_cell_area_m2(10e3, 0.02, 0.1, 150.0, 0.002)
    assert cut_by_pulse == pytest.approx(10e3 * 0.02 * 150.0, rel=1e-5)
    lit_by_beam = clutter.clutter_cell_area_m2(10e3, 0.02, 0.01, 1e5, 0.5)
    assert lit_by_beam == pytest.approx(10e3**2 * 0.02 * 0.01 / 0.5)


@given(st.floats(0.01, 10.0), st.floats(1.0, 1e4))
def test_at_the_clutter_limited_range_the_ratio_is_the_one_required(rcs, improvement):
    reach = clutter.clutter_limited_range_m(rcs, 20.0, 1e-4, 0.02, 150.0, improvement)
    area = reach * 0.02 * 150.0
    assert clutter.signal_to_clutter(rcs, 1e-4, area, improvement) == pytest.approx(20.0)


@pytest.mark.parametrize(("pulses", "factor"), [(2, 2.0), (3, 2.0), (4, 4 / 3)])
def test_a_narrow_spectrum_gives_the_forms_of_textbooks(pulses, factor):
    improvement = clutter.mti_improvement(pulses, np.array([1e-4, 1e-3, 5e-3]), 1.0)
    x = 1 / (2 * np.pi * np.array([1e-4, 1e-3, 5e-3]))
    assert improvement == pytest.approx(factor * x ** (2 * pulses - 2), rel=3e-3)


@pytest.mark.parametrize("pulses", [2, 3, 4])
def test_improvement_is_the_quotient_of_weights_and_correlations(pulses):
    weights = {2: [1, -1], 3: [1, -2, 1], 4: [1, -3, 3, -1]}[pulses]
    lag = np.subtract.outer(np.arange(pulses), np.arange(pulses))
    for spread in (0.02, 0.1, 0.5):
        correlation = np.exp(-2 * (np.pi * lag * spread) ** 2)
        expected = np.dot(weights, weights) / (weights @ correlation @ weights)
        assert clutter.mti_improvement(pulses, spread, 1.0) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("pulses", [2, 3, 4])
def test_improvement_falls_with_width_without_a_step_and_ends_at_one(pulses):
    spread = np.geomspace(1e-5, 2.0, 2000)
    improvement = clutter.mti_improvement(pulses, spread, 1.0)
    # numpy's exponentials leave 1 in the last digits
    assert np.all(np.diff(improvement) < 1e-9)
    assert improvement[-1] == pytest.approx(1)
    assert clutter.mti_improvement(pulses, 0.0, 1.0) == np.inf


@pytest.mark.parametrize("pulses", [1, 5, 2.5])
def test_other_cancellers_are_refused(pulses):
    with pytest.raises(ValueError, match="from 2 to 4"):
        clutter.mti_improvement(pulses, 1.0, 1000.0)


def test_limits_to_improvement_add_as_residues():
    assert clutter.combined_improvement(100.0, 100.0) == pytest.approx(50)
    assert clutter.combined_improvement(np.inf, 1e5) == pytest.approx(1e5)


def test_a_turning_beam_widens_the_spectrum():
    # Skolnik: 0.265 times the repetition frequency over the pulses in a beamwidth
    pulses_in_beam = 1000.0 * np.radians(1.5) / np.radians(72.0)
    spread = clutter.scan_spread_hz(np.radians(72.0), np.radians(1.5))
    assert spread == pytest.approx(0.265 * 1000.0 / pulses_in_beam, rel=1e-3)
    assert clutter.doppler_spread_hz(0.3, 0.1) == pytest.approx(6)
