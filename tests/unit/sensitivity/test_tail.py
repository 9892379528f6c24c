import json

import numpy as np
import pytest
from scipy import stats

from skydome.analysis.intervals import as_data
from skydome.errors import InputError
from skydome.sensitivity import tail

P = np.full(20, 0.05)
ONE = np.ones(20)
EXACT = 2.8568853828e-6  # P(Bin(20, 0.05) ≥ 8)


def drawn(p, theta, n, seed):
    return np.random.default_rng(seed).random((n, len(p))) < tail.tilted(p, theta)


def log_ratio(hits, p, theta):
    q = tail.tilted(p, theta)
    return np.array([tail.salvo_log_ratio(row, p, q, np.ones(len(p))).sum() for row in hits])


def test_the_exact_value():
    assert stats.binom.sf(7, 20, 0.05) == pytest.approx(EXACT, rel=1e-9)


def test_a_binomial_tail():
    theta = tail.theta_for(P, ONE, 8.0, ONE)
    hits = drawn(P, theta, 4_000, 1)
    found = tail.probability(hits.sum(axis=1) >= 8, np.exp(log_ratio(hits, P, theta)))
    assert found.probability == pytest.approx(EXACT, rel=0.1)
    assert found.low < EXACT < found.high
    assert found.relative_error < 0.05
    assert found.effective_hits > 500


def test_tilt_by_hand():
    # e^θ = 3: 0.25 becomes 0.75 / (0.75 + 0.75).
    assert tail.tilted(np.array([0.0, 0.25, 1.0]), np.log(3)).tolist() == pytest.approx([0, 0.5, 1])


def test_theta_by_hand():
    """Two salvos of two chances 0.25, weights 1 and 3: half of the weight is 2.

    One of two chances q comes true with 1 - (1 - q)² = 1/2: q = 0.2929, odds 0.4142, from 1/3.
    """
    theta = tail.theta_for(np.full(2, 0.25), np.full(2, 2.0), 2.0, np.array([1.0, 3.0]))
    assert np.exp(theta) == pytest.approx(0.41421 * 3, rel=1e-4)


@pytest.mark.parametrize(("come_true", "end"), [(0.0, -tail.STEEPEST), (20.0, tail.STEEPEST)])
def test_a_tilt_out_of_reach_is_cut(come_true, end):
    assert tail.theta_for(P, ONE, come_true, ONE) == end


def test_ratios_of_salvos_by_hand():
    """p = 1/4, q = 1/2. One missile: hit 1/2, miss 3/2. Two: hit (7/16) / (3/4), miss (9/16)·4."""
    p, q = np.full(4, 0.25), np.full(4, 0.5)
    success, salvo = np.array([True, False, True, False]), np.array([1.0, 1, 2, 2])
    found = np.exp(tail.salvo_log_ratio(success, p, q, salvo))
    assert found == pytest.approx([1 / 2, 3 / 2, 7 / 12, 9 / 4])


def test_certain_chances_have_no_ratio():
    p = np.array([0.0, 1.0])
    assert tail.salvo_log_ratio(np.array([False, True]), p, p, np.ones(2)).tolist() == [0, 0]


def test_weights_of_a_mixture_by_hand():
    # f/g = 4 with a fifth from f: 1 / (0.2 + 0.8 / 4) = 2.5; never above 5.
    assert tail.mixture_weights(np.log([4.0]), 0.2) == pytest.approx([2.5])
    assert tail.mixture_weights(np.array([1e3, -1e3]), 0.2) == pytest.approx([5, 0])
    assert tail.mixture_weights(np.array([3.0]), 1.0).tolist() == [1]


def test_the_interval_covers_with_unequal_chances():
    p = np.linspace(0.01, 0.2, 12)
    distribution = np.array([1.0])
    for each in p:
        distribution = np.convolve(distribution, [1 - each, each])
    truth = distribution[6:].sum()
    theta = tail.theta_for(p, np.ones(12), 6.0, np.ones(12))
    covered = []
    for seed in range(100):
        hits = drawn(p, theta, 500, seed)
        found = tail.probability(hits.sum(axis=1) >= 6, np.exp(log_ratio(hits, p, theta)))
        covered.append(found.low <= truth <= found.high)
    assert 0.89 <= np.mean(covered) <= 0.99


def test_an_estimate_by_hand():
    """Weights 2, 1, 1, 0 with the outcome in the first two: (2 + 1) / 4; (2 + 1)² / (4 + 1)."""
    outcome, weights = np.array([True, True, False, False]), np.array([2.0, 1, 1, 0])
    found = tail.probability(outcome, weights)
    assert found.probability == 0.75
    assert found.effective_hits == pytest.approx(9 / 5)
    assert found.heaviest == pytest.approx(2 / 3)
    assert (found.mean_weight, found.replications) == (1, 4)
    # standard deviation of 2, 1, 0, 0 is 0.9574, over √4 and 0.75
    assert found.relative_error == pytest.approx(0.6383, abs=1e-4)
    assert "1.8 effective replications" in found.refused
    assert found.needed_replications == 67  # 4 · 30 / 1.8, rounded up


def test_what_is_not_supported_is_refused():
    nothing = tail.probability(np.zeros(100, dtype=bool), np.ones(100))
    assert (nothing.probability, nothing.low, nothing.high) == (0, 0, 1)
    assert nothing.refused == "no replication had the outcome"
    assert nothing.needed_replications is None
    heavy = np.ones(1_000)
    heavy[0] = 200
    assert "carries" in tail.probability(np.ones(1_000, dtype=bool), heavy).refused
    unfair = np.random.default_rng(1).uniform(1.9, 2.1, 1_000)
    assert "average 2.00" in tail.probability(np.ones(1_000, dtype=bool), unfair).refused
    plain = tail.probability(np.arange(1_000) < 40, np.ones(1_000))
    assert (plain.refused, plain.probability) == ("", 0.04)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="do not fit"):
        tail.probability(np.zeros(3, dtype=bool), np.zeros(4))


def test_an_outcome_that_never_happened_can_be_written_as_json():
    found = as_data(tail.probability(np.zeros(4, dtype=bool), np.ones(4)))
    assert json.loads(json.dumps(found, allow_nan=False))["relative_error"] is None
