import numpy as np
import pytest

from skydome.errors import InputError
from skydome.sensitivity.two_loop import components


def test_one_way_by_hand():
    # Means 1, 3, 8; MSB = 2 · (9 + 1 + 16) / 2 = 26; MSW = (2 + 2 + 2) / 3 = 2.
    found = components(np.array([[0.0, 2], [2, 4], [7, 9]]))
    assert found.parameters == pytest.approx(12)
    assert found.chance == pytest.approx(2)
    assert found.shared_chance == 0
    assert found.parameter_share == pytest.approx(12 / 14)
    assert found.mean == 4
    assert found.noise_variance == pytest.approx(1)
    assert found.chance_half_width == pytest.approx(1.95996 * np.sqrt(2 / 6), rel=1e-4)


def test_two_way_by_hand():
    # Rows and columns are additive but for ± 1: means 1, 3, 8 and 3, 5; residuals ± 1 around.
    y = np.array([[0.0, 2], [2, 4], [7, 9]]) + np.array([[1, -1], [-1, 1], [0, 0]])
    found = components(y, shared_random_numbers=True)
    # Residuals 1, −1, −1, 1, 0, 0: sum 4 over (3 − 1)(2 − 1) = 2; columns 3 · ((−1)² + 1²) / 1 = 6.
    assert found.chance == pytest.approx(2)
    assert found.shared_chance == pytest.approx((6 - 2) / 3)
    assert found.parameters == pytest.approx((26 - 2) / 2)
    assert found.chance_half_width == pytest.approx(1.95996 * np.sqrt(2 / 3 + 2 / 6), rel=1e-4)


def test_a_case_with_known_shares():
    rng = np.random.default_rng(1)
    shares, parameters, hits = [], [], []
    for _ in range(300):
        y = rng.gamma(4, 1, size=(64, 1)) + rng.exponential(2, size=(64, 16))  # 4 and 4
        found = components(y)
        shares.append(found.parameter_share)
        parameters.append(found.parameters)
        hits.append(found.share_low <= 0.5 <= found.share_high)
    assert np.mean(parameters) == pytest.approx(4, abs=0.2)
    assert np.mean(shares) == pytest.approx(0.5, abs=0.02)
    assert 0.9 < np.mean(hits) < 0.99


def test_shared_random_numbers_need_the_two_way_layout():
    rng = np.random.default_rng(1)
    right, wrong, hits = [], [], []
    for _ in range(300):
        y = rng.normal(size=(32, 1)) + rng.normal(size=(1, 16)) + rng.normal(size=(32, 16))
        found = components(y, shared_random_numbers=True)
        right.append([found.parameters, found.shared_chance, found.chance, found.noise_variance])
        hits.append(found.share_low <= 1 / 3 <= found.share_high)
        wrong.append(components(y).noise_variance)
    assert np.mean(right, axis=0) == pytest.approx([1, 1, 1, 1 / 16], rel=0.1)
    assert np.mean(wrong) == pytest.approx(2 / 16, rel=0.1)  # twice what moves the draws
    assert np.mean(hits) > 0.92


def test_the_band_leaves_chance_out():
    rng = np.random.default_rng(1)
    y = rng.normal(10, 1, size=(2_000, 1)) + rng.normal(0, 4, size=(2_000, 4))
    found = components(y)
    assert found.band_low == pytest.approx(10 - 1.645, abs=0.2)
    assert found.band_high == pytest.approx(10 + 1.645, abs=0.2)
    seen = np.quantile(y.mean(axis=1), [0.05, 0.95])
    assert seen[1] - seen[0] > 2 * (found.band_high - found.band_low)


def test_the_mean_s_interval_holds_the_mean_of_these_draws():
    rng = np.random.default_rng(1)
    parameters = rng.normal(0, 5, size=(10, 1))
    hits = []
    for _ in range(400):
        found = components(parameters + rng.normal(size=(10, 8)))
        hits.append(abs(found.mean - parameters.mean()) <= found.chance_half_width)
    assert np.mean(hits) == pytest.approx(0.95, abs=0.03)


def test_no_chance_and_no_spread():
    found = components(np.arange(6.0)[:, None] + np.zeros((6, 4)))
    assert (found.parameter_share, found.share_low, found.share_high) == (1, 1, 1)
    assert found.parameters == pytest.approx(3.5)
    found = components(np.ones((6, 4)))
    assert (found.parameter_share, found.share_low, found.share_high) == (0, 0, 1)
    assert found.band_low == found.band_high == 1


@pytest.mark.parametrize("shape", [(2, 5), (5, 1), (5,)])
def test_too_few_are_refused(shape):
    with pytest.raises(InputError, match="3 draws or more, 2 replications"):
        components(np.zeros(shape))


def test_not_finite_is_refused():
    with pytest.raises(InputError, match="not finite"):
        components(np.full((4, 4), np.inf))
