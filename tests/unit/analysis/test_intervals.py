import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skydome.analysis.intervals import (
    mean_interval,
    placement_band,
    proportion_interval,
    ratio_interval,
)


def test_a_mean_has_the_normal_interval():
    sample = np.random.default_rng(0).normal(10, 3, 500)
    found = mean_interval(sample)
    low, high = stats.norm.interval(0.95, sample.mean(), stats.sem(sample))
    assert found == pytest.approx((sample.mean(), low, high))


def test_the_spread_between_placements_is_not_in_the_interval():
    rng = np.random.default_rng(1)
    placement = np.arange(4_000) % 4
    sample = 100.0 * placement + rng.normal(0, 1, 4_000)
    low, high = mean_interval(sample, placement)[1:]
    assert high - low == pytest.approx(2 * 1.96 / np.sqrt(4_000), rel=0.05)
    assert placement_band(sample, placement) == pytest.approx((0, 300), abs=0.2)


def test_one_replication_and_equal_ones_leave_nothing_open():
    assert mean_interval([3.0]) == (3.0, 3.0, 3.0)
    assert mean_interval([2.0, 2.0, 2.0]) == (2.0, 2.0, 2.0)
    with pytest.raises(ValueError, match="at least one"):
        mean_interval([])


def test_counts_have_no_negative_end():
    assert mean_interval([0, 0, 0, 1]).low == 0.0
    assert mean_interval([-1, 0, 0, 1]).low < 0.0


def test_nineteen_of_twenty_intervals_hold_the_truth():
    rng = np.random.default_rng(2)
    placement = np.arange(200) % 8
    held = ratios = 0
    for _ in range(600):
        engaged = rng.integers(5, 15, 200)
        survived = rng.binomial(engaged, 0.3)
        low, high = ratio_interval(survived, engaged, placement)[1:]
        ratios += low <= 0.3 <= high
        low, high = mean_interval(survived, placement)[1:]
        held += low <= 9.5 * 0.3 <= high
    assert 0.92 < held / 600 < 0.98
    assert 0.92 < ratios / 600 < 0.98


def test_a_share_of_nothing_is_none():
    assert ratio_interval([0, 0], [0, 0]) is None


@given(st.integers(1, 500), st.data())
def test_wilson_is_scipy_s(trials, data):
    successes = data.draw(st.integers(0, trials))
    found = proportion_interval(successes, trials)
    exact = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert found == pytest.approx((successes / trials, exact.low, exact.high), abs=1e-9)
