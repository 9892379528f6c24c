from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.radar import radar_equation
from skydome.physics.radar.detection import detection_probability

SET = (1e6, 10e-6, 30.0, 33.0, 0.1, 2.0, 500.0)


@given(st.floats(0.01, 1e4), st.floats(0, 30))
def test_range_and_ratio_are_inverse(snr, loss_db):
    reach = radar_equation.range_equation_m(*SET, snr, loss_db)
    assert radar_equation.received_snr(*SET, reach, loss_db) == pytest.approx(snr, rel=1e-10)


def test_sixteen_times_the_power_is_twice_the_range():
    once = radar_equation.range_from_sensitivity_m(1e6, 30, 30, 0.1, 1.0, 1e-16)
    assert radar_equation.range_from_sensitivity_m(16e6, 30, 30, 0.1, 1.0, 1e-16) == pytest.approx(
        2 * once
    )
    lossy = radar_equation.range_from_sensitivity_m(1e6, 30, 30, 0.1, 1.0, 1e-16, 40 * np.log10(2))
    assert lossy == pytest.approx(once / 2)


@given(st.floats(1e-4, 1e3), st.floats(1e4, 6e5), st.sampled_from([0, 1, 2, 3, 4]))
def test_the_quoted_range_gives_back_the_quoted_performance(rcs, reach, swerling):
    constant = radar_equation.loop_constant_m2(reach, rcs, 0.8, 1e-6, 10, swerling)
    snr = radar_equation.snr_from_loop_constant(constant, rcs, reach)
    assert detection_probability(snr, 1e-6, 10, swerling) == pytest.approx(0.8, rel=1e-8)


def test_the_loss_of_the_quoted_geometry_is_not_counted_twice():
    constant = radar_equation.loop_constant_m2(300e3, 1.0, 0.5, 1e-6, 1, 1, quoted_two_way_loss=2.0)
    clear = radar_equation.loop_constant_m2(300e3, 1.0, 0.5, 1e-6, 1, 1)
    there = radar_equation.snr_from_loop_constant(constant, 1.0, 300e3, 10 * np.log10(2))
    assert there == pytest.approx(radar_equation.snr_from_loop_constant(clear, 1.0, 300e3))


def test_fourth_root_and_loop_constant_agree():
    constant = radar_equation.loop_constant_m2(390e3, 4.0, 0.5, 1e-6, 1, 1)
    nearer = radar_equation.scaled_range_m(390e3, 4.0, 0.4)
    assert nearer == pytest.approx(219.3e3, abs=100)
    assert radar_equation.snr_from_loop_constant(constant, 0.4, nearer) == pytest.approx(
        radar_equation.snr_from_loop_constant(constant, 4.0, 390e3)
    )


def test_broadcasts():
    ranges = np.array([1e5, 2e5])
    assert radar_equation.received_snr(*SET, ranges).shape == (2,)
    assert radar_equation.snr_from_loop_constant(1e20, np.ones((3, 1)), ranges, 3.0).shape == (3, 2)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((0.0, 1.0, 0.5, 1e-6, 1, 1), "above zero"),
        ((1e5, -1.0, 0.5, 1e-6, 1, 1), "above zero"),
        ((1e5, 1.0, 0.5, 1e-6, 1, 1, 0.5), "1 or more"),
        ((1e5, 1.0, 1.5, 1e-6, 1, 1), "detection_probability"),
    ],
)
def test_wrong_arguments(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        radar_equation.loop_constant_m2(*arguments)
