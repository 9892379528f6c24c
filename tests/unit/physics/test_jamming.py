from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.radar import interference, jamming, radar_equation

RADAR = {"peak_power_w": 1e5, "gain": 1000.0, "rcs_m2": 2.0}


def test_a_barrage_wastes_power_and_a_spot_does_not():
    assert jamming.power_in_band_w(100.0, 50e6, 5e6) == pytest.approx(10)
    assert jamming.power_in_band_w(100.0, 1e6, 5e6) == 100


@given(st.floats(0.1, 1e4), st.floats(0.1, 100.0), st.floats(0, 10))
def test_self_screening_burn_through_is_the_root_of_jam_to_signal(erp, bearable, loss_db):
    reach = jamming.self_screening_burn_through_m(
        erp, **RADAR, jam_to_signal_bearable=bearable, loss_db=loss_db
    )
    ratio = jamming.jam_to_signal(erp, reach, **RADAR, target_range_m=reach, loss_db=loss_db)
    assert ratio == pytest.approx(bearable)


@given(st.floats(0.1, 1e5), st.floats(0.1, 100.0), st.floats(1e-4, 1.0))
def test_stand_off_burn_through_is_the_root_of_jam_to_signal(erp, bearable, relative_gain):
    reach = jamming.stand_off_burn_through_m(
        erp, 150e3, **RADAR, relative_gain=relative_gain, jam_to_signal_bearable=bearable
    )
    ratio = jamming.jam_to_signal(
        erp, 150e3, **RADAR, target_range_m=reach, relative_gain=relative_gain
    )
    assert ratio == pytest.approx(bearable)


@given(st.floats(0, 1e13), st.floats(1e-3, 100.0))
def test_self_screening_range_is_the_root_of_signal_over_noise_and_jamming(constant, rcs):
    reach = jamming.self_screening_range_m(1e22, rcs, 18.9, constant)
    snr = radar_equation.snr_from_loop_constant(1e22, rcs, reach)
    found = interference.snr_over_interference(snr, 0.0, constant / reach**2)
    assert found == pytest.approx(18.9)


@given(st.floats(0, 1e6), st.floats(1e-3, 100.0))
def test_stand_off_range_is_the_root_of_signal_over_noise_and_jamming(ratio, rcs):
    reach = jamming.stand_off_range_m(1e22, rcs, 18.9, ratio)
    snr = radar_equation.snr_from_loop_constant(1e22, rcs, reach)
    assert interference.snr_over_interference(snr, 0.0, ratio) == pytest.approx(18.9)


def test_no_jammer_leaves_the_range_in_the_clear_and_a_strong_one_the_textbook_range():
    clear = (1e22 * 2.0 / 18.9) ** 0.25
    assert jamming.self_screening_range_m(1e22, 2.0, 18.9, 0.0) == pytest.approx(clear)
    strong = jamming.self_screening_range_m(1e22, 2.0, 18.9, 1e16)
    assert strong == pytest.approx((1e22 * 2.0 / (18.9 * 1e16)) ** 0.5, rel=1e-6)


def test_loop_constant_and_power_agree():
    power, pulse, wavelength, kelvin = 1e5, 1e-6, 0.1, 1000.0
    density = 1e-6
    loop = radar_equation.received_snr(power, pulse, 30.0, 30.0, wavelength, 1.0, kelvin, 1.0)
    constant = jamming.jam_constant_m2(density, 1000.0, wavelength, kelvin)
    # one matched pulse has the band 1 / τ, so that the jammer's power in it is density / τ
    by_power = jamming.jam_to_signal(density / pulse, 40e3, **RADAR, target_range_m=40e3)
    by_constant = (constant / 40e3**2) / (loop * RADAR["rcs_m2"] / 40e3**4)
    assert by_constant == pytest.approx(float(by_power))


def test_jamming_falls_with_the_square_of_range_and_through_side_lobes():
    link = {"gain": 1000.0, "wavelength_m": 0.1, "noise_temperature_k": 1000.0}
    near, far = jamming.jam_to_noise(1e-6, np.array([1e5, 2e5]), relative_gain=1.0, **link)
    assert near == pytest.approx(4 * far)
    lobe = jamming.jam_to_noise(1e-6, 1e5, relative_gain=1e-3, loss_db=3.0, **link)
    assert lobe == pytest.approx(near * 1e-3 * 10**-0.3)


@given(st.floats(0, 1e4), st.floats(0, 1e6), st.floats(0, 1e6))
def test_interference_only_ever_takes_away(snr, residue, jam):
    left = interference.snr_over_interference(snr, residue, jam)
    assert 0 <= left <= snr
    assert interference.snr_over_interference(snr) == snr


def test_residue_over_noise_and_signal_over_residue_agree():
    residue = interference.residue_to_noise(1e20, 0.5, 2e4, 3.0, 100.0)
    echo = radar_equation.snr_from_loop_constant(1e20, 0.1, 2e4, 3.0)
    assert echo / residue == pytest.approx(0.1 * 100 / 0.5)
