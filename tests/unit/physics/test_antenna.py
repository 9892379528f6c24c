from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.radar import antenna

NOSE, EDGE = np.radians(6.0), np.radians(40.0)


def test_a_target_of_one_height_gives_a_constant_echo_in_the_cosecant_squared_part():
    elevation = np.radians(np.linspace(4, 39, 50))
    slant = 8e3 / np.sin(elevation)
    echo = antenna.cosecant_squared_gain(elevation, NOSE, EDGE) ** 2 / slant**4
    assert echo == pytest.approx(np.full(50, echo[0]))


def test_the_nose_looks_up_by_half_a_beamwidth_and_the_horizon_is_at_half_power():
    gain = antenna.cosecant_squared_gain(np.array([0.0, NOSE / 2, EDGE + 1e-6, -0.5]), NOSE, EDGE)
    assert gain[:3] == pytest.approx([0.5, 1.0, 0.0])
    assert gain[3] < 1e-6


@given(st.floats(-np.pi / 2, np.pi / 2), st.floats(0.01, 0.3))
def test_relative_gains_are_shares(angle, width):
    for gain in (
        antenna.cosecant_squared_gain(angle, width, 1.0),
        antenna.gaussian_beam_gain(angle, width),
        antenna.uniform_aperture_gain(angle, width),
        antenna.beam_over_sidelobes_gain(angle, width, 1e-3),
    ):
        assert 0 <= gain <= 1


@pytest.mark.parametrize(("width", "edge"), [(0.0, 0.5), (0.5, 0.5), (0.1, 2.0)])
def test_edges_out_of_order_are_refused(width, edge):
    with pytest.raises(ValueError, match="upper_edge_rad"):
        antenna.cosecant_squared_gain(0.1, width, edge)


def test_both_pencil_beams_are_at_half_power_at_half_a_beamwidth():
    assert antenna.gaussian_beam_gain(0.01, 0.02) == pytest.approx(0.5)
    assert antenna.uniform_aperture_gain(0.01, 0.02) == pytest.approx(0.5, abs=1e-3)


def test_side_lobes_hold_outside_the_beam_alone():
    gain = antenna.beam_over_sidelobes_gain(np.array([0.0, 0.01, 0.5]), 0.02, 1e-3)
    assert gain == pytest.approx([1.0, 0.5, 1e-3])


def test_scan_loss_grows_from_nothing():
    loss = antenna.scan_loss_db(np.radians(np.arange(0.0, 80.0, 5.0)))
    assert loss[0] == 0
    assert np.all(np.diff(loss) > 0)
    assert antenna.scan_loss_db(-1.0) == antenna.scan_loss_db(1.0)


@pytest.mark.parametrize(("angle", "exponent"), [(np.pi / 2, 1.5), (0.1, 0.5)])
def test_what_no_array_does_is_refused(angle, exponent):
    with pytest.raises(ValueError, match="within ±π/2"):
        antenna.scan_loss_db(angle, exponent)


@given(st.floats(1.0, 1e5), st.floats(0.003, 3.0))
def test_gain_and_aperture_are_inverse(gain, wavelength):
    area = antenna.effective_aperture_m2(gain, wavelength)
    assert antenna.gain_of_aperture(area, wavelength) == pytest.approx(gain)


def test_a_uniform_rectangle_has_the_gain_of_its_area():
    widths = antenna.beamwidth_rad(np.array([3.0, 1.0]), 0.1)
    gain = antenna.gain_of_beam(*widths, antenna.UNIFORM_BEAM_EFFICIENCY)
    assert antenna.effective_aperture_m2(gain, 0.1) == pytest.approx(3.0)
    assert antenna.gain_of_beam(*widths) < gain


def test_beam_shape_loss_is_the_mean_over_a_gaussian_beam():
    width = 0.02
    angle = np.linspace(-0.2, 0.2, 20_001)
    two_way = antenna.gaussian_beam_gain(angle, width) ** 2
    mean = np.sum(two_way) * (angle[1] - angle[0]) / width
    assert antenna.beam_shape_loss_db() == pytest.approx(-10 * np.log10(mean), abs=1e-4)
    assert antenna.beam_shape_loss_db(2) == pytest.approx(2 * antenna.beam_shape_loss_db())
    with pytest.raises(ValueError, match="1 or 2"):
        antenna.beam_shape_loss_db(3)
