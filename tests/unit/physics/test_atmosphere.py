from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.physics import atmosphere
from skydome.physics.constants import STANDARD_GRAVITY_M_S2

ALTITUDES = st.floats(-5e3, 400e3)


@given(ALTITUDES)
def test_thins_with_altitude(altitude):
    assert atmosphere.pressure_pa(altitude + 1) < atmosphere.pressure_pa(altitude)
    assert atmosphere.density_kg_m3(altitude + 1) < atmosphere.density_kg_m3(altitude)


@given(st.floats(-5e3, 200e3))
def test_is_in_hydrostatic_balance(altitude):
    step = 1.0
    below, above = atmosphere.pressure_pa([altitude - step, altitude + step])
    weight = STANDARD_GRAVITY_M_S2 * atmosphere.density_kg_m3(altitude)
    # the density bends by up to 2e-8 a metre where layers meet
    assert (below - above) / (2 * step) == pytest.approx(weight, rel=1e-5)


@settings(deadline=None)
@given(ALTITUDES)
def test_kernel_agrees_with_its_twins(altitude):
    density, sound = atmosphere.density_and_sound_speed(altitude)
    assert density == pytest.approx(float(atmosphere.density_kg_m3(altitude)), rel=1e-12)
    assert sound == pytest.approx(float(atmosphere.sound_speed_m_s(altitude)), rel=1e-12)


def test_layers_join():
    for base in atmosphere.LAYER_BASES_M[1:]:
        below, above = atmosphere.pressure_pa([base - 1e-6, base + 1e-6])
        assert below == pytest.approx(above, rel=1e-9)
        below, above = atmosphere.temperature_k([base - 1e-6, base + 1e-6])
        assert below == pytest.approx(above, rel=1e-9)


def test_agrees_with_package_ambiance():
    from ambiance import Atmosphere

    geometric = np.linspace(-4.9e3, 80e3, 400)
    peer = Atmosphere(geometric)
    geopotential = atmosphere.geometric_to_geopotential_m(geometric)
    assert geopotential == pytest.approx(peer.H, abs=0.01)
    assert atmosphere.temperature_k(geopotential) == pytest.approx(peer.temperature, rel=1e-9)
    assert atmosphere.pressure_pa(geopotential) == pytest.approx(peer.pressure, rel=1e-5)
    assert atmosphere.density_kg_m3(geopotential) == pytest.approx(peer.density, rel=1e-5)
    assert atmosphere.sound_speed_m_s(geopotential) == pytest.approx(peer.speed_of_sound, rel=1e-6)


def test_keeps_shapes():
    assert atmosphere.density_kg_m3(np.zeros((2, 3))).shape == (2, 3)
    assert np.ndim(atmosphere.temperature_k(0)) == 0


def test_geopotential_kernel_agrees_with_its_twin():
    assert atmosphere.geometric_to_geopotential_kernel(30e3) == pytest.approx(
        atmosphere.geometric_to_geopotential_m(30e3), rel=1e-15
    )
