"""Effectiveness that differs from raid to raid: closed forms, and what must be kept."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from skydome.physics import raid_effectiveness as raid

PROBABILITY = st.floats(0, 1)


@given(mean=PROBABILITY, correlation=PROBABILITY, bins=st.integers(1, 300))
@example(mean=5e-324, correlation=0.75, bins=2)  # was not a number: the parameter a underflows
@example(mean=1e-289, correlation=1 - 1e-8, bins=3)
def test_bins_rise_between_0_and_1_and_keep_the_mean(mean, correlation, bins):
    found = raid.bin_means(mean, correlation, bins)
    assert found.shape == (bins,)
    assert found.mean() == pytest.approx(mean, abs=1e-12)
    assert found.min() >= -1e-9
    assert found.max() <= 1 + 1e-9
    assert np.diff(found).min(initial=0) >= -1e-7


def test_the_means_of_a_uniform_distribution():
    """Mean 1/2 and correlation 1/3 make a = b = 1/2 · (3 - 1) = 1: uniform from 0 to 1.

    Four equally likely quarters have their means in the middle.
    """
    assert raid.bin_means(0.5, 1 / 3, 4) == pytest.approx([0.125, 0.375, 0.625, 0.875])


def test_the_means_of_a_triangle():
    """Mean 2/3 and correlation 1/4: a = 2/3 · 3 = 2, b = 1. Density 2x, distribution x².

    The lower half lies below 1/√2 and has 2·∫2x² dx = 4/3 · 2^(-3/2) = 0.4714 as its mean; the
    halves average 2/3, so that the upper one has 0.8619.
    """
    assert raid.bin_means(2 / 3, 0.25, 2) == pytest.approx([0.471405, 0.861929], abs=1e-6)


def test_no_correlation_is_one_point_and_full_correlation_two():
    assert raid.bin_means(0.3, 0.0, 4) == pytest.approx([0.3] * 4)
    assert raid.bin_means(0.25, 1.0, 8) == pytest.approx([0] * 6 + [1] * 2)
    # 0.3 of ten bins are three, of four bins one and a fifth
    assert raid.bin_means(0.3, 1.0, 4) == pytest.approx([0, 0, 0.2, 1])
    for mean in (0.0, 1.0):
        assert raid.bin_means(mean, 0.4, 5) == pytest.approx([mean] * 5)


@pytest.mark.parametrize("correlation", [0.02, 0.1, 0.41, 0.74])
@pytest.mark.parametrize("mean", [0.05, 0.3, 0.7, 0.95])
def test_1024_bins_lose_next_to_no_variance(mean, correlation):
    """At most 0.06 % of the variance; ten shots fail or kill together as often, to 2e-5."""
    bins = raid.bin_means(mean, correlation, 1_024)
    variance = correlation * mean * (1 - mean)
    assert np.mean((bins - mean) ** 2) == pytest.approx(variance, rel=6e-4)
    exact = raid.kill_counts(10, mean, correlation)
    assert np.mean((1 - bins) ** 10) == pytest.approx(exact[0], abs=2e-5)
    assert np.mean(bins**10) == pytest.approx(exact[10], abs=2e-5)


def test_kills_of_two_shots():
    """Both kill with p² + ρp(1 - p) = 0.49 + 0.41·0.21 = 0.5761; one with 2·0.59·0.21 = 0.2478."""
    assert raid.kill_counts(2, 0.7, 0.41) == pytest.approx([0.1761, 0.2478, 0.5761])
    assert raid.kill_counts(2, 0.7, 0.0) == pytest.approx([0.09, 0.42, 0.49])
    assert raid.kill_counts(2, 0.7, 1.0) == pytest.approx([0.3, 0, 0.7])
    assert raid.kill_counts(0, 0.7, 1.0) == pytest.approx([1])


@given(
    shots=st.integers(0, 60),
    mean=st.floats(0.01, 0.99),
    correlation=st.floats(0.001, 0.99),
)
def test_kill_counts_are_those_of_the_beta_binomial(shots, mean, correlation):
    rest = 1 / correlation - 1
    theirs = stats.betabinom(shots, mean * rest, (1 - mean) * rest).pmf(np.arange(shots + 1))
    assert raid.kill_counts(shots, mean, correlation) == pytest.approx(theirs, abs=1e-9)


def test_the_kill_share_lowers_the_correlation():
    """p = 0.5, share 0.4, ρ = 0.5: 0.5 · 0.4 · 0.5 / (1 - 0.2) = 0.125; a whole share keeps ρ."""
    assert raid.correlation_at_share(0.5, 0.5, 0.4) == pytest.approx(0.125)
    assert raid.correlation_at_share(0.5, 0.5, 1.0) == pytest.approx(0.5)
    assert raid.correlation_at_share(1.0, 0.5, 1.0) == 0
    bins = raid.bin_means(0.5, 0.5, 4_096)
    both, single = np.mean((0.4 * bins) ** 2), 0.4 * 0.5
    measured = (both - single**2) / (single * (1 - single))
    assert measured == pytest.approx(0.125, abs=1e-4)


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda: raid.bin_means(1.1, 0.5, 4), "mean"),
        (lambda: raid.bin_means(0.5, -0.1, 4), "correlation"),
        (lambda: raid.bin_means(0.5, 0.5, 0), "bins"),
        (lambda: raid.kill_counts(2, 0.5, 1.5), "correlation"),
        (lambda: raid.correlation_at_share(0.5, 0.5, 2.0), "share"),
    ],
)
def test_what_cannot_be_is_refused(call, what):
    with pytest.raises(ValueError, match=what):
        call()
