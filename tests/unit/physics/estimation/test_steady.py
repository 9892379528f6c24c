from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.estimation import steady

SIGMAS = st.floats(1, 1e4)
INTERVALS = st.floats(0.1, 20)
ACCELERATIONS = st.floats(0.01, 100)


def modified_riccati(sigma, interval, acceleration, seen):
    """The slow twin: the fixed point by iteration, as matrices."""
    motion = np.array([[1, interval], [0, 1]])
    kick = np.array([interval**2 / 2, interval]) * acceleration
    state = np.diag([sigma**2, acceleration**2 * interval**2])
    for _ in range(5000):
        ahead = motion @ state @ motion.T + np.outer(kick, kick)
        gain = ahead[:, 0] / (ahead[0, 0] + sigma**2)
        state = ahead - seen * np.outer(gain, ahead[0])
    return state


@pytest.mark.parametrize("seen", [1.0, 0.9, 0.5, 0.2])
@pytest.mark.parametrize("case", [(50.0, 2.0, 5.0), (500.0, 10.0, 2.0), (20.0, 1.0, 30.0)])
def test_settled_covariance_is_the_fixed_point(case, seen):
    slow = modified_riccati(*case, seen)
    fast = steady.steady_covariance(*case, seen)
    assert tuple(fast) == pytest.approx((slow[0, 0], slow[0, 1], slow[1, 1]), rel=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("sigma", [1e-3, 1e-4, 1e-5, 1e-8])
def test_measurements_without_error_worked_out_by_hand(sigma):
    """An acceleration of 50 m/s2 in 10 s moves a target 5,000 m; Λ is 5e6 to 5e11, and α nearly 1.

    Seen at each look, a target is where it is measured: σ². β is 2, so the covariance is 2σ²/T.
    Seen at half of them, Pd(1 + β/2)² = 2β gives β = 6 - 4√2, and what the missed looks leave is
    (1 - Pd)·Λ²σ²/(Pd·β²) = 5,000²/β² m², whatever the error of a measurement.
    """
    always = steady.steady_covariance(sigma, 10.0, 50.0, 1.0)
    assert tuple(always)[:2] == pytest.approx((sigma**2, sigma**2 / 5), rel=1e-3)
    assert np.isfinite(always.velocity_m2_s2)
    half = steady.steady_covariance(np.full(2, sigma), 10.0, 50.0, 0.5)
    assert half.position_m2 == pytest.approx([(5_000 / (6 - 4 * np.sqrt(2))) ** 2] * 2, rel=1e-3)


@given(st.floats(1e-4, 100))
def test_kalata_is_the_case_without_misses(index):
    gains = steady.gains_with_misses(index, 1.0)
    assert tuple(gains) == pytest.approx(tuple(steady.alpha_beta(index)), rel=1e-9)
    alpha, beta = gains
    assert beta**2 / (1 - alpha) == pytest.approx(index**2, rel=1e-6)


@given(st.floats(1e-3, 30))
def test_white_noise_gains_obey_their_equations(index):
    alpha, beta = steady.alpha_beta_white_noise(index)
    assert beta**2 / (1 - alpha) == pytest.approx(index**2, rel=1e-6)
    other = 3 * (2 - alpha) - np.sqrt(3 * (alpha**2 - 12 * alpha + 12))
    assert beta == pytest.approx(other, rel=1e-6, abs=1e-9)


def test_white_noise_covariance_is_the_fixed_point():
    sigma, interval, density = 50.0, 2.0, 10.0
    motion = np.array([[1, interval], [0, 1]])
    noise = density * np.array([[interval**3 / 3, interval**2 / 2], [interval**2 / 2, interval]])
    state = np.eye(2) * sigma**2
    for _ in range(500):
        ahead = motion @ state @ motion.T + noise
        state = ahead - np.outer(ahead[:, 0], ahead[0]) / (ahead[0, 0] + sigma**2)
    gains = steady.alpha_beta_white_noise(np.sqrt(density * interval**3) / sigma)
    found = steady.covariance_with_misses(gains, interval, sigma, 1.0)
    assert tuple(found) == pytest.approx((state[0, 0], state[0, 1], state[1, 1]), rel=1e-9)


@given(SIGMAS, INTERVALS, ACCELERATIONS)
def test_accuracy_is_limited_by_the_revisit_time(sigma, interval, acceleration):
    often = steady.steady_covariance(sigma, interval, acceleration)
    rarely = steady.steady_covariance(sigma, 2 * interval, acceleration)
    assert often.position_m2 <= rarely.position_m2 <= sigma**2


@given(SIGMAS, INTERVALS, ACCELERATIONS)
def test_prediction_over_one_interval_is_the_filters_own(sigma, interval, acceleration):
    settled = steady.steady_covariance(sigma, interval, acceleration)
    alpha = settled.position_m2 / sigma**2
    ahead = steady.predicted(settled, interval, acceleration)
    assert ahead == pytest.approx(settled.position_m2 / (1 - alpha), rel=1e-5)
    assert steady.predicted(settled, 0.0, acceleration) == settled.position_m2


def test_broadcasts_and_misses_cost():
    settled = steady.steady_covariance(np.ones((3, 1)), 2.0, 1.0, np.array([1.0, 0.8, 0.4]))
    assert settled.position_m2.shape == (3, 3)
    assert np.all(np.diff(settled.position_m2, axis=1) > 0)


@pytest.mark.parametrize("seen", [0.0, -0.1, 1.1])
def test_detection_probability_is_checked(seen):
    with pytest.raises(ValueError, match="above 0"):
        steady.gains_with_misses(1.0, seen)
