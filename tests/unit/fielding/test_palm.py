import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from skydome.fielding.palm import (
    at_most,
    expected_backorders,
    pipeline_under_shocks,
    poisson_backorders,
)

MEANS = st.floats(0.01, 60)
STOCKS = st.integers(0, 60)
COUNTS = np.arange(2_000)


@given(MEANS, STOCKS)
def test_poisson_backorders_are_the_sum_they_stand_for(mean, stock):
    chance = stats.poisson.pmf(COUNTS, mean)
    short = np.maximum(COUNTS - stock, 0)
    found = poisson_backorders(mean, stock)
    expected = (short * chance).sum()
    assert found.mean == pytest.approx(expected, rel=1e-7, abs=1e-11)
    variance = (short**2 * chance).sum() - expected**2
    assert found.variance == pytest.approx(variance, rel=1e-5, abs=1e-9)


@given(MEANS, st.floats(1.001, 6), STOCKS)
def test_wide_backorders_are_the_negative_binomial_sum(mean, ratio, stock):
    chance = stats.nbinom.pmf(COUNTS, mean / (ratio - 1), 1 / ratio)
    expected = (np.maximum(COUNTS - stock, 0) * chance).sum()
    assert expected_backorders(mean, mean * ratio, stock) == pytest.approx(
        expected, rel=1e-6, abs=1e-9
    )


@given(MEANS, STOCKS)
def test_a_variance_of_the_mean_or_less_is_poisson(mean, stock):
    plain = poisson_backorders(mean, stock).mean
    assert expected_backorders(mean, mean, stock) == plain
    assert expected_backorders(mean, mean / 2, stock) == plain


def test_no_demand_waits_for_nothing():
    assert poisson_backorders(0.0, 0).mean == 0
    assert expected_backorders(0.0, 0.0, 2) == 0


def test_another_part_never_hurts_and_the_first_without_stock_wait_all():
    waits = poisson_backorders(3.0, np.arange(30)).mean
    assert waits[0] == pytest.approx(3.0)
    assert (np.diff(waits) < 0).all()
    assert (np.diff(waits, 2) >= -1e-15).all()


def test_at_most_is_the_distribution_function():
    assert np.allclose(at_most(3.0, np.arange(-2, 9)), stats.poisson.cdf(np.arange(-2, 9), 3.0))


def steps(value, count=4):
    return np.full((1, count), value)


def test_a_pipeline_stays_where_palm_puts_it():
    found = pipeline_under_shocks(steps(8), steps(1), np.array([0.5]), np.array([4.0]), 0.25)
    assert np.allclose(found, 4.0)


def test_a_stop_adds_every_demand_and_its_end_lets_them_out():
    speed = np.array([[1.0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1]])
    found = pipeline_under_shocks(steps(8.0, 12), speed, np.array([0.5]), np.array([4.0]), 0.25)[0]
    assert found[0] == pytest.approx(4)
    assert found[2] == pytest.approx(8)
    assert (np.diff(found[2:]) < 0).all()
    assert found[-1] == pytest.approx(4 + 4 * np.exp(-9 * 0.25 / 0.5))


@given(st.integers(1, 20))
def test_finer_steps_give_the_same_pipeline(parts):
    coarse = pipeline_under_shocks(steps(8.0, 2), steps(0.3, 2), np.ones(1), np.zeros(1), 0.25)
    fine = pipeline_under_shocks(
        steps(8.0, 2 * parts), steps(0.3, 2 * parts), np.ones(1), np.zeros(1), 0.25 / parts
    )
    assert fine[0, -1] == pytest.approx(coarse[0, -1])


def test_whole_numbers_are_taken_for_numbers():
    whole = pipeline_under_shocks(steps(8), steps(1), np.array([0.75]), np.array([0]), 0.25)
    assert whole[0, -1] == pytest.approx(6 * (1 - np.exp(-1 / 0.75)))
