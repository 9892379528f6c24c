from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from skydome.physics.radar import detection

FALSE_ALARMS = st.sampled_from([1e-3, 1e-6, 1e-9, 1e-12])
PULSES = st.sampled_from([1, 2, 3, 10, 64, 1000])
CASES = st.sampled_from([0, 1, 2, 3, 4])
RATIOS_DB = st.floats(-40, 60)
GRID = np.logspace(-4, 4, 33)


def literal(snr, false_alarm, pulses, swerling):
    """The definition, as long as it takes: 1 - sum of P(K = k) P(N + k, T)."""
    threshold = special.gammainccinv(pulses, false_alarm)
    k = np.arange(6000)
    if swerling == 0:
        weights = stats.poisson.pmf(k, pulses * snr)
    else:
        shape = {1: 1, 2: pulses, 3: 2, 4: 2 * pulses}[swerling]
        weights = stats.nbinom.pmf(k, shape, shape / (shape + pulses * snr))
    return 1 - np.sum(weights * special.gammainc(pulses + k, threshold))


@pytest.mark.parametrize("swerling", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("pulses", [1, 10, 300])
@pytest.mark.parametrize("snr", [0.01, 0.3, 2.0])
def test_is_the_literal_sum(snr, pulses, swerling):
    found = detection.detection_probability(snr, 1e-6, pulses, swerling)
    assert found == pytest.approx(literal(snr, 1e-6, pulses, swerling), abs=2e-12)


@pytest.mark.parametrize("pulses", [1, 3, 10, 100, 1000])
@pytest.mark.parametrize("false_alarm", [1e-3, 1e-6, 1e-12])
def test_closed_forms_to_the_last_digits(pulses, false_alarm):
    threshold = detection.detection_threshold(pulses, false_alarm)
    steady = detection.detection_probability(GRID, false_alarm, pulses, 0)
    assert steady == pytest.approx(
        stats.ncx2.sf(2 * threshold, 2 * pulses, 2 * pulses * GRID), 1e-11
    )
    rayleigh = detection.detection_probability(GRID, false_alarm, pulses, 2)
    assert rayleigh == pytest.approx(special.gammaincc(pulses, threshold / (1 + GRID)), 1e-11)


def test_single_pulse_closed_forms():
    false_alarm = 1e-6
    threshold = -np.log(false_alarm)
    half = 1 + GRID / 2
    chi = np.exp(-threshold / half) * (1 + threshold * (GRID / 2) / half**2)
    for swerling, expected in ((1, false_alarm ** (1 / (1 + GRID))), (3, chi)):
        found = detection.detection_probability(GRID, false_alarm, 1, swerling)
        assert found == pytest.approx(expected, rel=1e-12)


@settings(deadline=None)
@given(RATIOS_DB, FALSE_ALARMS, PULSES, CASES)
def test_is_a_probability_that_grows(ratio_db, false_alarm, pulses, swerling):
    ratios = 10 ** (np.array([ratio_db, ratio_db + 0.5]) / 10)
    weaker, stronger = detection.detection_probability(ratios, false_alarm, pulses, swerling)
    assert false_alarm * (1 - 1e-9) <= weaker <= stronger + 1e-13
    assert stronger <= 1


@settings(deadline=None, max_examples=50)
@given(st.floats(0.01, 0.9999), FALSE_ALARMS, PULSES, CASES)
def test_required_ratio_is_the_inverse(wanted, false_alarm, pulses, swerling):
    snr = detection.required_snr(wanted, false_alarm, pulses, swerling)
    found = detection.detection_probability(snr, false_alarm, pulses, swerling)
    assert found == pytest.approx(wanted, rel=1e-10)


def test_the_ends():
    for pulses in (1, 10, 1000):
        for swerling in range(5):
            found = detection.detection_probability([0, 1e20, np.inf], 1e-6, pulses, swerling)
            assert found == pytest.approx([1e-6, 1, 1], rel=1e-9)


def test_with_one_pulse_scan_and_pulse_cases_agree():
    for slow, quick in ((1, 2), (3, 4)):
        assert detection.detection_probability(GRID, 1e-6, 1, slow) == pytest.approx(
            detection.detection_probability(GRID, 1e-6, 1, quick), rel=1e-12
        )


def test_threshold_gives_back_the_false_alarms():
    assert detection.detection_threshold(1, 1e-6) == pytest.approx(6 * np.log(10))
    assert special.gammaincc(37, detection.detection_threshold(37, 1e-5)) == pytest.approx(1e-5)


def test_shapes_and_long_arrays():
    long = np.linspace(0, 5, 10_001)
    found = detection.detection_probability(long, 1e-6, 4, 1)
    one_by_one = [float(detection.detection_probability(s, 1e-6, 4, 1)) for s in long[::2500]]
    assert found[::2500] == pytest.approx(one_by_one, rel=1e-14)
    assert detection.detection_probability(np.ones((2, 3)), 1e-6).shape == (2, 3)
    assert detection.required_snr([[0.5, 0.9]], 1e-6).shape == (1, 2)
    assert np.isnan(detection.detection_probability(np.nan, 1e-6, 10, 1))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((-1.0, 1e-6, 1, 1), "not decibels"),
        ((1.0, 0.0, 1, 1), "false_alarm_probability"),
        ((1.0, 1e-6, 0, 1), "pulses"),
        ((1.0, 1e-6, 1.5, 1), "pulses"),
        ((1.0, 1e-6, 1, 5), "swerling"),
    ],
)
def test_wrong_arguments(arguments, problem):
    with pytest.raises(ValueError, match=problem):
        detection.detection_probability(*arguments)


@pytest.mark.parametrize("wanted", [1e-7, 1e-6, 1.0, np.nan])
def test_unreachable_probabilities(wanted):
    with pytest.raises(ValueError, match="between the false-alarm probability"):
        detection.required_snr(wanted, 1e-6)


def test_approximations_are_as_far_off_as_their_docstrings_say():
    def error_db(approximate_db, *case):
        return approximate_db - 10 * np.log10(float(detection.required_snr(*case)))

    for wanted in (0.3, 0.5, 0.9):
        for false_alarm in (1e-3, 1e-7):
            for pulses in (1, 10, 1000):
                guess = detection.albersheim_snr_db(wanted, false_alarm, pulses)
                assert abs(error_db(guess, wanted, false_alarm, pulses, 0)) < 0.34
    for wanted in (0.1, 0.5, 0.9, 0.99):
        for pulses in (1, 30, 100):
            for swerling in range(5):
                guess = detection.shnidman_snr_db(wanted, 1e-6, pulses, swerling)
                assert abs(error_db(guess, wanted, 1e-6, pulses, swerling)) < 1.1


def test_shnidman_needs_a_probability():
    with pytest.raises(ValueError, match="between 0 and 1"):
        detection.shnidman_snr_db(1.0, 1e-6, 1, 0)
