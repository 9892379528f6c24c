from __future__ import annotations

import numpy as np
import pytest

from skydome.physics.radar import waveform


def test_near_and_far_limits_of_a_pulse_train():
    assert waveform.minimum_range_m(10e-6, 2e-6) == pytest.approx(1798.8, abs=0.1)
    assert waveform.unambiguous_range_m(1000.0) == pytest.approx(149_896, abs=1)
    assert waveform.blind_speed_m_s(0.1, 1000.0) == 50


def test_an_echo_is_received_whole_between_pulses_and_not_at_all_under_one():
    reach = float(waveform.unambiguous_range_m(1000.0))
    near = float(waveform.minimum_range_m(100e-6))
    ranges = np.array([0.0, near / 2, near, reach / 2, reach - near / 2, reach, reach + near])
    heard = waveform.heard_fraction(ranges, 100e-6, 1000.0)
    assert heard == pytest.approx([0, 0.5, 1, 1, 0.5, 0, 1], abs=1e-9)


@pytest.mark.parametrize("pulse", [0.0, 0.6e-3])
def test_a_duty_that_leaves_no_room_is_refused(pulse):
    with pytest.raises(ValueError, match="times repetition_hz"):
        waveform.heard_fraction(1e4, pulse, 1000.0)


def test_phase_is_worth_something_for_a_steady_target():
    without = waveform.integration_gain_db(0.9, 1e-6, 10, 0)
    assert 0 < without < waveform.coherent_gain_db(10) == pytest.approx(10)
    assert waveform.integration_gain_db(0.9, 1e-6, 1, 1) == 0
    assert waveform.integration_gain_db(0.9, 1e-6, 10, 2) > 10
    with pytest.raises(ValueError, match="1 or more"):
        waveform.coherent_gain_db(0)
