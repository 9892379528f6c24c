import numpy as np
import pytest

from skydome.sensitivity.squares import Square
from skydome.sensitivity.verdicts import Estimate, Sample, first_index, ratio, total_index


def numbers(*values):
    return np.array(values, dtype=float)


def test_a_ratio_takes_the_correlation_into_account():
    # The whole variance comes from one input: numerator and denominator err together.
    spread = numbers(1, 2, 3)
    part = Square(2.0, spread, 0.0, 1.0)
    found = ratio([part], 2.0, spread)
    assert found.value.tolist() == [1]
    assert found.linear.tolist() == [0]
    # Half of it, from draws that do not move the denominator: var (1, 0, −1) / 3 / 4.
    found = ratio([Square(1.0, numbers(1, 0, -1), 0.4, 1.0)], 2.0, numbers(2, 2, 2))
    assert found.value.tolist() == [0.5]
    assert found.linear == pytest.approx([1 / 12])
    assert found.rest == pytest.approx([0.1])


def test_bounds_are_the_indices_at_which_the_estimate_is_two_errors_off():
    found = Estimate(numbers(0.3), numbers(0.003), numbers(0.0004))
    (low,), (high,) = found.bounds(2.0)
    for bound in (low, high):  # variance at the bound: 0.01 · bound + 0.0004
        assert abs(bound - 0.3) == pytest.approx(2 * np.sqrt(0.01 * bound + 0.0004))
    assert 0.3 - low < high - 0.3


def test_bounds_stay_between_0_and_1():
    found = Estimate(numbers(-0.1, 0.0, 0.99), numbers(0, 0, 0.01), numbers(0.0025, 0, 0))
    low, high = found.bounds(2.0)
    assert low.tolist()[:2] == [0, 0]
    assert high == pytest.approx([0, 0, 1])


SAMPLE = Sample(100, 2, 0.95, 0.0, 0.0)


def test_a_wide_interval_is_not_supported_and_says_what_would_be():
    # Half-width 1.984 · 0.1 = 0.198: width 0.397 instead of 0.2 takes (0.397 / 0.2)² · 100 draws.
    found = first_index(
        Estimate(numbers(0.5, 0.5), numbers(0, 0), numbers(0.01, 0.0001)), numbers(0, 0), SAMPLE
    )
    assert found.supported.tolist() == [False, True]
    assert found.reasons == ("the interval is wider than 0.2", "")
    assert found.needed_draws.tolist() == [394, 100]


def test_much_chance_asks_for_replications():
    found = first_index(
        Estimate(numbers(0.5), numbers(0), numbers(0.01)),
        numbers(0),
        SAMPLE._replace(noise_share=0.6),
    )
    assert "chance is 60% of the variance" in found.reasons[0]


def test_unseen_variance_refuses_totals_but_not_first_indices():
    estimate = Estimate(numbers(0.5), numbers(0), numbers(0.0001))
    sample = SAMPLE._replace(unseen=0.3)
    assert first_index(estimate, numbers(0), sample).supported.all()
    found = total_index(estimate, numbers(0), numbers(6), sample)
    assert not found.supported.any()
    assert found.reasons[0].startswith("30% of the variance is in interactions")
    assert found.needed_draws.tolist() == [300]
    assert total_index(
        estimate, numbers(0), numbers(6), SAMPLE._replace(unseen=0.1)
    ).supported.all()


def test_significance_is_judged_over_all_inputs():
    estimate = Estimate(numbers(0, 0), numbers(0, 0), numbers(0.01, 0.01))
    # 0.05 over two inputs; a total index gives half of that to each of its tests.
    assert first_index(estimate, numbers(0.024, 0.026), SAMPLE).significant.tolist() == [
        True,
        False,
    ]
    found = total_index(estimate, numbers(0.012, 0.013), numbers(6, 6), SAMPLE)
    assert found.significant.tolist() == [True, False]
    # An interaction without a main effect: χ² with 6 degrees at 6 + z √12, 0.0125 beyond 16.24.
    z = (16.24 - 6) / np.sqrt(12)
    estimate = Estimate(
        numbers(0.1, 0.1) * numbers(z + 0.02, z - 0.02), *2 * [numbers(0.005, 0.005)]
    )
    found = total_index(estimate, numbers(0.9, 0.9), numbers(6, 6), SAMPLE)
    assert found.significant.tolist() == [True, False]
