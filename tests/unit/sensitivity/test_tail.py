import numpy as np
import pytest
from scipy import stats

from skydome.errors import InputError
from skydome.sensitivity import tail

P = np.full(20, 0.05)
EXACT = 2.8568853828e-6  # P(Bin(20, 0.05) ≥ 8)


def drawn(p, theta, n, seed):
    return np.random.default_rng(seed).random((n, len(p))) < tail.tilted(p, theta)


def test_the_exact_value():
    assert stats.binom.sf(7, 20, 0.05) == pytest.approx(EXACT, rel=1e-9)


def test_a_binomial_tail():
    theta = tail.theta_for(P, 8)
    hits = drawn(P, theta, 20_000, 1)
    found = tail.probability(hits.sum(axis=1) >= 8, tail.log_ratio(hits, P, theta))
    assert found.probability == pytest.approx(EXACT, rel=0.04)
    assert found.low < EXACT < found.high
    assert found.high / found.low < 1.1
    assert found.effective_hits > 1_000


def test_tilt_by_hand():
    # e^θ = 3: 0.25 becomes 0.75 / (0.75 + 0.75).
    assert tail.tilted(np.array([0.0, 0.25, 1.0]), np.log(3)).tolist() == pytest.approx([0, 0.5, 1])
    p = np.array([0.1, 0.2, 0.3])
    assert tail.tilted(p, tail.theta_for(p, 2.0)).sum() == pytest.approx(2)


def test_ratio_by_hand():
    # One hit of two: 0.25 · 0.75 without, 0.5 · 0.5 with the tilt.
    p = np.array([0.25, 0.25])
    found = tail.log_ratio(np.array([[True, False]]), p, np.log(3))
    assert np.exp(found) == pytest.approx([0.75])


def test_unequal_chances_and_the_cover_of_the_interval():
    p = np.linspace(0.01, 0.2, 12)
    distribution = np.array([1.0])
    for each in p:
        distribution = np.convolve(distribution, [1 - each, each])
    truth = distribution[6:].sum()
    theta = tail.theta_for(p, 6)
    covered = []
    for seed in range(300):
        hits = drawn(p, theta, 1_000, seed)
        found = tail.probability(hits.sum(axis=1) >= 6, tail.log_ratio(hits, p, theta))
        covered.append(found.low <= truth <= found.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.035)


def test_nothing_happened():
    found = tail.probability(np.zeros(100, dtype=bool), np.zeros(100))
    assert found == (0, 0, 1, 0)


@pytest.mark.parametrize("expected", [0, 20, 25])
def test_impossible_tilts_are_refused(expected):
    with pytest.raises(InputError, match="between 0 and 20, exclusive"):
        tail.theta_for(P, expected)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="do not fit"):
        tail.probability(np.zeros(3, dtype=bool), np.zeros(4))
