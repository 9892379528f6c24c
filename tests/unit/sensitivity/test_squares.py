import numpy as np
import pytest

from skydome.sensitivity.polynomials import Terms, main_effects
from skydome.sensitivity.squares import (
    Corrected,
    active,
    chance_of,
    everything,
    keys,
    main_effect,
    square,
)

MODEL = Terms(
    np.array([[0, 0], [0, 1], [1, 0], [2, 1]]), np.array([[8, 0], [3, 1], [1, 0], [1, 1]])
)


def named(terms):
    return set(keys(terms, 10))


def key(*factors):
    return tuple(sorted(degree * 10 + i for i, degree in factors))


def test_terms_of_a_main_effect():
    # Degrees 1 to 6 of input 0, and its term of degree 8 in the model; not the interaction.
    assert named(main_effect(0, MODEL)) == {key((0, k)) for k in (1, 2, 3, 4, 5, 6, 8)}
    assert named(main_effect(1, MODEL)) == {key((1, k)) for k in range(1, 7)}


def test_terms_of_a_total_index_are_listed_once():
    found = everything(0, np.array([0, 2]), MODEL)
    own = {key((0, k)) for k in (1, 2, 3, 4, 5, 6, 8)}
    pairs = {key((0, a), (2, b)) for a in (1, 2) for b in (1, 2)}
    assert named(found) == own | pairs | {key((0, 3), (1, 1))}
    assert len(found.inputs) == 12
    # (2, 1) with input 1 is among the pairs already and in the model.
    assert len(everything(2, np.array([1]), MODEL).inputs) == 6 + 4


def test_psi_adds_the_coefficient_of_the_fold_to_the_error_times_the_term():
    table = np.stack([np.ones((2, 3)), [[1, 2, 3], [4, 5, 6]]])
    model = Corrected(
        table,
        Terms(np.array([[1]]), np.array([[1]])),
        np.array([[10.0, 10.0, 20.0]]),
        np.array([1.0, -1.0, 2.0]),
    )
    assert model.draws(main_effects(2, 1)).tolist() == [[1, -2, 6], [14, 5, 32]]


def test_square_by_hand():
    # c̄ = 2; Σ_{j≠k} ψ_j ψ_k / (3 · 2) = 2 (1 · 2 + 1 · 3 + 2 · 3) / 6 = 11 / 3.
    found = square(np.array([[1.0, 2.0, 3.0]]))
    assert found.value == pytest.approx(11 / 3)
    # Σ = 1, so that the second-order part has the variance 2 / 9, and c² is 4 − 1 / 3.
    assert found.scatter == pytest.approx(2 / 9)
    assert found.freedom == pytest.approx(1)
    assert np.allclose(found.influence, 2 * np.sqrt(11 / 3) * np.array([1, 2, 3]))


@pytest.mark.parametrize(
    ("mean", "too_wide"), [([1.0, 0.5, -1.0], (0.9, 1.15)), ([0.0] * 5, (1.5, 2.2))]
)
def test_square_is_unbiased_and_knows_its_variance(mean, too_wide):
    rng = np.random.default_rng(1)
    mean = np.array(mean)
    found = [square(mean[:, None] + rng.normal(size=(len(mean), 80)) * 2) for _ in range(3_000)]
    values = np.array([each.value for each in found])
    expected = np.mean([each.influence.var(ddof=1) / 80 + each.scatter for each in found])
    error = values.std() / np.sqrt(3_000)
    assert values.mean() == pytest.approx(np.sum(mean**2), abs=4 * error)
    assert too_wide[0] < expected / values.var() < too_wide[1]


def test_chances_of_noise_are_uniform():
    rng = np.random.default_rng(1)
    found = np.array([chance_of(rng.normal(size=(6, 60))) for _ in range(2_000)])
    assert np.mean(found < 0.05) == pytest.approx(0.05, abs=0.02)
    assert np.mean(found < 0.5) == pytest.approx(0.5, abs=0.05)
    assert chance_of(0.8 + rng.normal(size=(6, 60))) < 1e-6


def test_partners_are_those_that_are_not_chance():
    explained = np.arange(20.0)
    chances = np.full(20, 0.9)
    assert active(explained, chances).tolist() == [17, 18, 19]
    chances[10:] = 0.01
    assert active(explained, chances).tolist() == list(range(10, 20))
    assert len(active(explained, np.zeros(20))) == 12
    assert active(np.array([1.0]), np.array([0.5])).tolist() == [0]
