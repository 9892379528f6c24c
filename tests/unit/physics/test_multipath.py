from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.physics import earth
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M
from skydome.physics.waves import diffraction, multipath, surface

RADIUS = EFFECTIVE_EARTH_RADIUS_M
SEA_S_BAND = multipath.Mirror(3e9, "horizontal", surface.sea_water_permittivity(3e9))


def at(height, angle):
    return (RADIUS + height) * np.array([np.sin(angle), np.cos(angle)])


@settings(deadline=None, max_examples=150)
@given(st.floats(1, 3000), st.floats(3, 30e3), st.floats(0.01, 0.995))
def test_the_reflection_is_a_mirror(near, far, share):
    ground = share * float(earth.horizon_range_m(near, far))
    found = multipath.reflection_point(near, ground, far)
    antenna, point = at(near, 0), at(0, found.near_range_m / RADIUS)
    target, normal = at(far, ground / RADIUS), point / RADIUS
    angles = [
        np.arcsin(ray @ normal / np.linalg.norm(ray)) for ray in (antenna - point, target - point)
    ]
    assert angles[0] == pytest.approx(angles[1], abs=2e-7)
    assert found.grazing_rad == pytest.approx(angles[0], abs=2e-7)
    around = np.linalg.norm(antenna - point) + np.linalg.norm(target - point)
    detour = around - np.linalg.norm(antenna - target)
    assert found.path_difference_m == pytest.approx(detour, rel=1e-5, abs=1e-6)
    assert 0 < found.divergence <= 1


def test_there_is_no_reflection_out_of_sight():
    beyond = 1.01 * float(earth.horizon_range_m(20.0, 100.0))
    assert np.isnan(multipath.reflection_point(20.0, beyond, 100.0).grazing_rad)


def test_a_flat_earth_has_the_textbook_path_difference():
    found = multipath.reflection_point(20.0, 1e5, 500.0, 1e12)
    assert found.path_difference_m == pytest.approx(2 * 20 * 500 / 1e5, rel=1e-4)
    assert found.near_range_m == pytest.approx(1e5 * 20 / 520, rel=1e-4)
    assert found.divergence == pytest.approx(1, abs=1e-4)


def test_divergence_weakens_low_reflections():
    grounds = np.linspace(2e3, 55e3, 30)
    divergence = multipath.reflection_point(20.0, grounds, 100.0).divergence
    assert (np.diff(divergence) < 0).all()
    assert divergence[0] > 0.97
    assert divergence[-1] < 0.4


def test_the_factor_is_continuous_and_joins_the_bent_ray():
    ground = np.linspace(30e3, 80e3, 5001)
    factor = multipath.pattern_propagation_factor_db(20.0, ground, 100.0, SEA_S_BAND)
    assert np.abs(np.diff(factor)).max() < 0.05
    bent = diffraction.spherical_earth_loss_db(ground, 20.0, 100.0, 3e9)
    horizon = earth.horizon_range_m(20.0, 100.0)
    assert factor[ground > horizon] == pytest.approx(-bent[ground > horizon])
    # P.526 has its own join, without reflection: the two stay close where it applies
    joined = (ground < horizon) & (bent > 0)
    assert np.abs(factor + bent)[joined].max() < 3


def test_lobes_reach_twice_the_field_and_no_more():
    ground = np.linspace(2e3, 40e3, 20_001)
    factor = multipath.pattern_propagation_factor_db(20.0, ground, 100.0, SEA_S_BAND)
    assert 5.9 < factor.max() <= 20 * np.log10(2)
    assert factor.min() < -20


def test_a_single_place_and_a_circular_wave():
    mirror = multipath.Mirror(10e9, "circular", surface.soil_permittivity(10e9, 0.2), 0.1)
    one = multipath.pattern_propagation_factor_db(15.0, 20e3, 300.0, mirror, diffraction.LAND)
    assert one.shape == ()
    assert -10 < one < 6


def test_the_interference_limit_is_a_quarter_wave():
    heights = np.array([30.0, 100.0, 3000.0])
    limit = multipath.interference_limit_m(20.0, heights, 0.1)
    found = multipath.reflection_point(20.0, limit, heights)
    assert found.path_difference_m == pytest.approx(0.025, rel=1e-5)
    with pytest.raises(ValueError, match="eighth"):
        multipath.interference_limit_m(20.0, 0.01, 0.1)
    with pytest.raises(ValueError, match="eighth"):
        multipath.pattern_propagation_factor_db(20.0, 1e4, 0.01, SEA_S_BAND)


@settings(deadline=None, max_examples=60)
@given(
    st.floats(0.001, 1.5), st.floats(2, 90), st.floats(1e-4, 6), st.sampled_from([1e8, 1e9, 1e10])
)
def test_fresnel_agrees_with_the_real_form_of_p528(grazing, real, conductivity, frequency):
    x = 18e3 * conductivity / (frequency / 1e6)
    y = real - np.cos(grazing) ** 2
    p = np.sqrt((np.hypot(y, x) + y) / 2)
    q = x / (2 * p)
    square = p * p + q * q
    for polarisation, b, a in (
        ("horizontal", 1 / square, 2 * p / square),
        ("vertical", (real**2 + x**2) / square, 2 * (p * real + q * x) / square),
    ):
        even, odd = 1 + b * np.sin(grazing) ** 2, a * np.sin(grazing)
        found = surface.fresnel_reflection(grazing, complex(real, -x), polarisation)
        assert abs(found) == pytest.approx(np.sqrt((even - odd) / (even + odd)), rel=1e-6)


def test_all_polarisations_mirror_at_grazing():
    for polarisation in ("horizontal", "vertical", "circular"):
        assert surface.fresnel_reflection(0.0, 70 - 40j, polarisation) == pytest.approx(-1)
    upright = surface.fresnel_reflection(np.radians([2.0, 6.0, 20.0]), 70 - 40j, "vertical")
    assert np.abs(upright)[1] < np.abs(upright)[0]  # the pseudo-Brewster angle lies between
    with pytest.raises(ValueError, match="circular"):
        surface.fresnel_reflection(0.1, 70 - 40j, "slanted")


def test_a_rough_sea_mirrors_less_and_miller_brown_vegh_leave_more():
    grazing = np.radians(np.linspace(0, 5, 20))
    ament = surface.roughness_ament(grazing, 0.3, 0.1)
    later = surface.roughness_miller_brown_vegh(grazing, 0.3, 0.1)
    assert ament[0] == later[0] == 1
    assert (np.diff(ament) < 0).all()
    assert (later[1:] > ament[1:]).all()
    smooth = multipath.interference(
        multipath.reflection_point(20.0, 1e4, 500.0), SEA_S_BAND._replace(height_deviation_m=0.0)
    )
    rough = multipath.interference(
        multipath.reflection_point(20.0, 1e4, 500.0),
        SEA_S_BAND._replace(height_deviation_m=0.5, roughness="ament"),
    )
    assert rough.amplitude < 0.1 * smooth.amplitude


def test_a_raised_narrow_beam_sees_no_lobes():
    reflection = multipath.reflection_point(20.0, 1e4, 500.0)
    assert multipath.interference(reflection, SEA_S_BAND, 0.0).power == 1


def test_permittivities():
    sea = surface.sea_water_permittivity(3e9)
    assert sea.real > 60
    assert -sea.imag > 30
    fresh = surface.sea_water_permittivity(3e9, 20.0, 0.0)
    assert fresh == pytest.approx(surface.pure_water_permittivity(3e9, 20.0), rel=1e-9)
    wet, dry = (surface.soil_permittivity(3e9, moisture) for moisture in (0.5, 0.07))
    assert wet.real > 5 * dry.real
    assert wet.imag < dry.imag < 0
    with pytest.raises(ValueError, match="sand"):
        surface.soil_permittivity(3e9, 0.2, 80.0, 20.0)


def test_averaging_over_a_lobe():
    amplitude, phase = np.array([1.0, 0.6, 0.1]), np.array([0.3, 2.0, -4.0])
    found = multipath.Interference(amplitude, phase)
    point = multipath.lobe_powers(found, 0.0, 5)
    assert point.shape == (3, 5)
    assert point == pytest.approx(np.repeat(found.power[:, None], 5, axis=1))
    whole = multipath.lobe_powers(found, 2 * np.pi, 5)
    assert (whole**2).mean(axis=1) == pytest.approx(multipath.mean_fourth_power(amplitude))


def test_doubt_of_the_height_spreads_the_phase_up_to_a_turn():
    spread = multipath.phase_spread_rad(np.array([0.05, 5.0]), 100.0, 5.0, 0.1)
    assert spread[0] == pytest.approx(np.pi * 0.1)
    assert spread[1] == 2 * np.pi
    low, high = (multipath.reflection_point(20.0, 20e3, h).path_difference_m for h in (95.0, 105.0))
    middle = multipath.reflection_point(20.0, 20e3, 100.0).path_difference_m
    exact = 2 * np.pi * (high - low) / 0.1
    assert multipath.phase_spread_rad(middle, 100.0, 5.0, 0.1) == pytest.approx(exact, rel=0.5)


def test_divergence_of_both_planes_by_hand():
    # An Earth of radius 1, reflection at its top, grazing angle of a triangle 3-4-5: sin = 0.6.
    # The antenna is at (-4, 1 + 3), at R1 = 5 and a central angle of 45 degrees; the target at
    # (12, 1 + 9), at R2 = 15.
    # u = 2 x 5 x 15 / (1 x 20) = 7.5; 1 + 7.5 (1 + 0.36)/0.6 + 7.5^2 = 1 + 17 + 56.25 = 74.25.
    # The direct ray is sqrt(16^2 + 6^2) = sqrt(292), the reflected one 20.
    near, far = np.hypot(4.0, 4.0) - 1, np.hypot(12.0, 10.0) - 1
    angles = np.arctan2(4.0, 4.0), np.arctan2(12.0, 10.0)
    detour, divergence = multipath._bounce(near, far, *angles, np.arcsin(0.6), 1.0)
    assert divergence == pytest.approx(1 / np.sqrt(74.25))
    assert detour == pytest.approx(20 - np.sqrt(292))
