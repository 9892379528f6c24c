import numpy as np
import pytest

from skydome.errors import InputError
from skydome.sensitivity.designs import latin_hypercube, morris
from skydome.sensitivity.screening import analyse


def test_effects_by_hand():
    # Two trajectories of two inputs, steps of 2/3; y = 3 u0 + u0 u1.
    u = np.array([[0, 0], [2 / 3, 0], [2 / 3, 2 / 3], [1, 1], [1, 1 / 3], [1 / 3, 1 / 3]])
    found = analyse(u, 3 * u[:, 0] + u[:, 0] * u[:, 1])
    # Input 0: 3 with u1 = 0 and 3 + 1/3 with u1 = 1/3; input 1: 2/3 and 1.
    assert found.mu_star == pytest.approx([3 + 1 / 6, 5 / 6])
    assert found.mu == pytest.approx([3 + 1 / 6, 5 / 6])
    assert found.sigma == pytest.approx([np.sqrt(1 / 18)] * 2)  # half of (1/3)²


def test_signs_cancel_in_mu_but_not_in_mu_star():
    u = morris(40, 2, 4, 1)
    found = analyse(u, (u[:, 0] - 0.5) * (u[:, 1] - 0.5))
    assert np.abs(found.mu).max() < 0.15
    assert found.mu_star.min() > 0.25


def test_inert_inputs_are_not_significant():
    u = morris(20, 5, 4, 1)
    found = analyse(u, u @ [1.0, 0.0, -2.0, 0.0, 0.1])
    assert found.significant.tolist() == [True, False, True, False, True]
    assert found.mu == pytest.approx([1, 0, -2, 0, 0.1])
    assert not analyse(u, np.full(len(u), 0.1)).significant.any()


def test_the_noise_floor_is_the_effect_of_noise_alone():
    u = morris(2_000, 3, 4, 1)
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.3, len(u))
    found = analyse(u, u @ [2.0, 0.0, 0.0] + noise, 0.09)
    # 2 · 0.3 / (2/3 · √π) = 0.5078.
    assert found.noise_floor == pytest.approx(0.5078, abs=1e-4)
    assert found.mu_star[1:] == pytest.approx([0.5078] * 2, rel=0.05)
    assert found.sigma == pytest.approx([0, 0, 0], abs=0.2)
    assert found.significant[0]
    assert analyse(u, noise).sigma == pytest.approx([0.3 * np.sqrt(2) * 1.5] * 3, rel=0.05)


def test_few_false_alarms_from_noise():
    alarms = []
    for seed in range(50):
        u = morris(20, 4, 4, seed)
        noise = np.random.default_rng(seed).normal(size=len(u))
        alarms.append(analyse(u, noise, 1.0, seed=seed).significant)
    assert np.mean(alarms) < 0.08


def test_bad_input_is_refused():
    with pytest.raises(InputError, match="a multiple of 4, from 8"):
        analyse(np.zeros((7, 3)), np.zeros(7))
    with pytest.raises(InputError, match="not Morris trajectories"):
        analyse(latin_hypercube(8, 3, 1), np.zeros(8))
