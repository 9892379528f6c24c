import numpy as np
import pytest
from closed_forms import STANDARD_G, g_function, g_known, ishigami, ishigami_known

from skydome.errors import InputError
from skydome.sensitivity.designs import saltelli
from skydome.sensitivity.sobol import analyse


def test_ishigami_within_a_hundredth():
    known = ishigami_known()
    found = analyse(ishigami(saltelli(16_384, 3, 1)), 3)
    assert np.abs(found.first.value - known.first).max() < 0.01
    assert np.abs(found.total.value - known.total).max() < 0.01
    assert found.variance == pytest.approx(known.variance, rel=0.01)


def test_estimators_by_hand():
    # One input. A = (0, 2), B = (2, 0), AB = B; the mean of A and B is 1.
    # Variance (4 · 1) / 4 = 1; first mean((1)(1 − −1), (−1)(−1 − 1)) = 2; total mean(4, 4) / 2 = 2.
    found = analyse(np.array([0.0, 2.0, 2.0, 0.0, 2.0, 0.0]), 1)
    assert found.variance == 1
    assert found.first.value.tolist() == [2]
    assert found.total.value.tolist() == [2]


def test_noise_is_subtracted():
    known = g_known(STANDARD_G[:4])
    noise = known.variance
    rng = np.random.default_rng(1)
    y = g_function(saltelli(8_192, 4, 1), STANDARD_G[:4])
    found = analyse(y + rng.normal(0, np.sqrt(noise), len(y)), 4, noise)
    assert np.allclose(found.first.value, known.first, atol=0.06)
    assert np.allclose(found.total.value, known.total, atol=0.06)
    blind = analyse(y + rng.normal(0, np.sqrt(noise), len(y)), 4)
    # Noise as large as the function: a share of chance counts as everyone's total index.
    assert np.allclose(blind.total.value, (known.total + 1) / 2, atol=0.05)


def test_noise_of_half_of_the_deviation_distorts_by_the_known_factor():
    known = g_known(STANDARD_G[:4])
    y = g_function(saltelli(8_192, 4, 2), STANDARD_G[:4])
    noisy = y + np.random.default_rng(2).normal(0, np.sqrt(known.variance / 4), len(y))
    assert np.allclose(analyse(noisy, 4).total.value, (known.total + 0.25) / 1.25, atol=0.02)
    assert np.allclose(analyse(noisy, 4, known.variance / 4).total.value, known.total, atol=0.03)


def test_intervals_hold_the_truth():
    known = ishigami_known()
    hits = []
    for seed in range(100):
        u = saltelli(64, 3, seed)
        y = ishigami(u) + np.random.default_rng(seed).normal(0, 2, len(u))
        found = analyse(y, 3, 4.0, seed=seed)
        for index, truth in ((found.first, known.first), (found.total, known.total)):
            hits.append((index.low <= truth) & (truth <= index.high))
    assert 0.9 < np.mean(hits) < 0.99


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="a multiple of 5"):
        analyse(np.ones(11), 3)
    with pytest.raises(InputError, match="no more than the noise"):
        analyse(np.ones(10), 3)
    with pytest.raises(InputError, match="not finite"):
        analyse(np.full(10, np.nan), 3)
