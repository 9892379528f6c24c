from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M, SPEED_OF_LIGHT_M_S
from skydome.physics.waves import diffraction
from skydome.terrain import mask_from_profiles


def test_the_short_form_follows_the_integrals():
    parameter = np.linspace(-0.7, 50, 3001)
    exact = diffraction.knife_edge_loss_db(parameter)
    assert diffraction.knife_edge_loss_approximate_db(parameter) == pytest.approx(exact, abs=0.13)
    assert (np.diff(exact) > 0).all()
    assert (diffraction.knife_edge_loss_approximate_db([-0.78, -5.0]) == 0).all()


def test_the_integrals_swing_about_nothing_in_the_clear():
    loss = diffraction.knife_edge_loss_db(np.linspace(-20, -0.78, 5001))
    assert loss.min() == pytest.approx(-1.37, abs=0.01)
    assert loss.max() == pytest.approx(1.09, abs=0.01)
    assert diffraction.knife_edge_loss_db(-200.0) == pytest.approx(0, abs=0.02)


def ridge(height_m=500.0, at=60, count=200):
    ground = np.zeros((2, count), dtype=np.float32)
    ground[:, at - 1] = height_m
    return ground


def test_a_mask_and_its_edges_give_the_ridge_its_geometry():
    ground, step, antenna, wavelength = ridge(), 500.0, 30.0, 0.1
    mask = mask_from_profiles(ground, step, antenna)
    edge = diffraction.horizon_edge_ranges(ground, step, antenna)
    assert edge.shape == ground.shape
    assert edge[0, 30] == 500.0 * 31  # level ground up to the horizon
    assert (edge[:, 60:] == 30_000).all()
    reach, target = 70e3, 200.0
    lowest = float(mask.lowest_visible_altitude_m[0, 139])
    found = diffraction.masked_parameter(lowest, target, 30_000.0, reach, wavelength)
    profile = diffraction.Profile(np.array([30_000.0]), np.array([500.0]), reach, antenna, target)
    expected = diffraction.principal_edge_parameter(profile, wavelength)
    assert found == pytest.approx(expected, rel=2e-3)
    assert diffraction.masked_loss_db(lowest, target, 30e3, reach, wavelength) == pytest.approx(
        float(diffraction.knife_edge_loss_db(expected)), abs=0.02
    )


def test_edges_are_kept_as_sparsely_as_the_mask():
    ground = ridge()
    every = diffraction.horizon_edge_ranges(ground, 500.0, 30.0)
    assert (diffraction.horizon_edge_ranges(ground, 500.0, 30.0, 4) == every[:, 3::4]).all()
    with pytest.raises(ValueError, match="keep_every"):
        diffraction.horizon_edge_ranges(ground, 500.0, 30.0, 7)


def test_grazing_costs_six_decibels_and_plain_sight_nothing():
    at = {"edge_range_m": 30e3, "ground_range_m": 70e3, "wavelength_m": 0.1}
    targets = np.array([1000.0, 5000.0, 900.0])
    loss = diffraction.masked_loss_db(1000.0, targets, **at)
    assert loss[0] == pytest.approx(20 * np.log10(2))
    assert loss[1] == 0
    assert 16 < loss[2] < 17


def test_no_edge_between_no_loss():
    edges, grounds = np.array([50e3, 60e3, 0.0]), np.array([50e3, 40e3, 40e3])
    assert (diffraction.masked_loss_db(100.0, 50.0, edges, grounds, 0.1) == 0).all()


def test_longer_waves_lose_less_behind_a_ridge():
    losses = [diffraction.masked_loss_db(900.0, 500.0, 30e3, 70e3, w) for w in (0.03, 0.1, 1.0)]
    assert losses[0] > losses[1] > losses[2] > 6


def test_bullington_of_one_edge_is_that_edge():
    profile = diffraction.Profile(np.array([20e3]), np.array([800.0]), 50e3, 100.0, 150.0)
    principal = diffraction.principal_edge_parameter(profile, 0.3)
    assert diffraction.bullington_parameter(profile, 0.3) == pytest.approx(principal)
    edge = float(diffraction.knife_edge_loss_approximate_db(principal))
    # the empirical correction: 10 dB and 0.02 dB a kilometre
    assert diffraction.bullington_loss_db(profile, 0.3) == pytest.approx(edge + 11, abs=0.1)


def test_bullington_of_two_edges_is_above_both():
    along, ground = np.array([20e3, 35e3]), np.array([800.0, 700.0])
    profile = diffraction.Profile(along, ground, 50e3, 100.0, 150.0)
    principal = diffraction.principal_edge_parameter(profile, 0.3)
    assert diffraction.bullington_parameter(profile, 0.3) > principal
    clear = diffraction.Profile(along, ground, 50e3, 5e3, 5e3)
    assert diffraction.bullington_loss_db(clear, 0.3) == 0


@settings(deadline=None, max_examples=60)
@given(
    st.floats(5, 50), st.floats(10, 3000), st.floats(0.02, 0.9999), st.sampled_from([150e6, 3e9])
)
def test_a_ray_clears_a_smooth_earth_by_the_least_height(near, far, share, frequency):
    horizon = np.sqrt(2 * EFFECTIVE_EARTH_RADIUS_M) * (np.sqrt(near) + np.sqrt(far))
    ground, wavelength = share * horizon, SPEED_OF_LIGHT_M_S / frequency
    along = np.linspace(0, ground, 20_001)[1:-1]
    line = near + (far - near) * along / ground
    above = line - along * (ground - along) / (2 * EFFECTIVE_EARTH_RADIUS_M)
    # the recommendation minimises over the reflection, not over the line: a little higher
    least, needed = diffraction.clearance_m(ground, near, far, wavelength)
    assert least >= above.min() - 0.01
    assert needed >= 0
    lost = diffraction.spherical_earth_loss_db(ground, near, far, frequency)
    assert lost >= 0
    assert (lost == 0) == (least >= needed) or lost < 1e-6


def test_the_spherical_earth_is_continuous_at_the_horizon_and_grows_beyond():
    horizon = np.sqrt(2 * EFFECTIVE_EARTH_RADIUS_M) * (np.sqrt(20) + np.sqrt(100))
    ground = horizon * np.array([0.999999, 1.000001, 1.1, 1.2])
    loss = diffraction.spherical_earth_loss_db(ground, 20.0, 100.0, 3e9)
    assert loss[0] == pytest.approx(loss[1], abs=0.01)
    assert (np.diff(loss) > 0).all()


def test_vertical_waves_bend_better_at_low_frequency_over_sea_only():
    at = (120e3, 20.0, 100.0)
    losses = {
        (p, f): diffraction.spherical_earth_loss_db(*at, f, diffraction.SEA, p)
        for p in ("horizontal", "vertical")
        for f in (30e6, 10e9)
    }
    assert losses["vertical", 30e6] < losses["horizontal", 30e6] - 3
    assert losses["vertical", 10e9] == pytest.approx(losses["horizontal", 10e9], abs=1)


def test_wrong_arguments():
    with pytest.raises(ValueError, match="vertical"):
        diffraction.surface_admittance(1e9, diffraction.SEA, "circular")
