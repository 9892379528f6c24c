import numpy as np
import pytest
from closed_forms import STANDARD_G, g_function, g_known, ishigami, ishigami_known
from thorough import LESS

from skydome.errors import InputError
from skydome.sensitivity.chaos import _influence_on_variance, analyse
from skydome.sensitivity.designs import latin_hypercube


def noisy(y, variance, seed):
    return y + np.random.default_rng(seed).normal(0, np.sqrt(variance), len(y))


def test_ishigami_within_a_hundredth_at_512_draws():
    known = ishigami_known()
    for seed in range(3):
        u = latin_hypercube(512, 3, seed)
        found = analyse(u, ishigami(u), seed=seed)
        # The aim is 0.01; main effects of degree 12 make it a thousandth.
        assert np.abs(found.first.value - known.first).max() < 0.001
        assert np.abs(found.total.value - known.total).max() < 0.001
        assert found.variance == pytest.approx(known.variance, rel=0.01)
        assert found.q2 > 0.995
        assert found.first.significant.tolist() == [
            True,
            True,
            False,
        ]  # the third acts on the first
        assert found.total.significant.all()
        assert found.total.supported.all()


def test_top_three_of_twenty_in_every_repeat():
    # 256 draws of 16 replications, each with noise of half of the function's standard deviation.
    known = g_known(STANDARD_G)
    replication = known.variance / 4
    for seed in range(12 // LESS):
        u = latin_hypercube(256, 20, seed)
        found = analyse(
            u, noisy(g_function(u, STANDARD_G), replication / 16, seed), replication / 16, seed=seed
        )
        assert np.argsort(-found.first.value)[:3].tolist() == [0, 1, 2]
        assert np.argsort(-found.total.value)[:3].tolist() == [0, 1, 2]
        assert not found.total.significant[4:].any()
        assert np.abs(found.total.value[4:]).max() < 0.02


def test_noise_is_subtracted_from_the_denominator():
    # As much noise as signal: without the subtraction every index would be half as large.
    errors = []
    for seed in range(10):
        u = latin_hypercube(256, 3, seed)
        found = analyse(u, noisy(u @ [3.0, 1.0, 0.0], 10 / 12, seed), 10 / 12, seed=seed)
        errors.append(found.first.value - [0.9, 0.1, 0])
        assert found.noise_share == pytest.approx(0.5, abs=0.1)
    assert np.abs(np.mean(errors, axis=0)).max() < 0.03


def test_noise_of_each_draw():
    u = latin_hypercube(256, 2, 1)
    variances = np.where(u[:, 1] < 0.5, 0.0, 2 / 12)
    y = u[:, 0] + np.random.default_rng(1).normal(size=256) * np.sqrt(variances)
    found = analyse(u, y, variances)
    assert found.variance == pytest.approx(1 / 12, rel=0.4)
    assert analyse(u, y, float(variances.mean())).variance == pytest.approx(found.variance)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_linear_functions(d):
    u = latin_hypercube(64, d, 1)
    slopes = np.arange(d, 0, -1.0)
    found = analyse(u, u @ slopes)
    shares = slopes**2 / np.sum(slopes**2)
    assert np.allclose(found.first.value, shares, atol=1e-6)
    assert np.allclose(found.total.value, shares, atol=1e-6)
    assert found.q2 == pytest.approx(1)
    assert found.expansion.degree == 1
    assert np.allclose(found.expansion.predict(u), u @ slopes)


def test_a_constant_has_no_indices():
    u = latin_hypercube(64, 3, 1)
    found = analyse(u, np.full(64, 7.1))
    assert found.variance == 0
    assert np.isnan(found.total.value).all()
    assert not found.total.supported.any()
    assert not found.total.significant.any()
    assert found.total.reasons == ("the values do not vary",) * 3
    assert np.allclose(found.expansion.predict(u), 7.1)


def test_noise_alone_has_no_indices():
    for seed in range(5):
        u = latin_hypercube(128, 3, seed)
        found = analyse(u, noisy(np.zeros(128), 1.0, seed), 1.0)
        assert not found.first.supported.any()
        assert found.first.reasons[0] == "the values vary hardly more than chance alone explains"


def test_inert_inputs_are_near_zero_and_not_significant():
    active = np.zeros(40)
    active[[3, 17]] = 1, 2
    for seed in range(3):
        u = latin_hypercube(128, 40, seed)
        found = analyse(u, noisy(u @ active, 0.05, seed), 0.05, seed=seed)
        assert np.flatnonzero(found.total.significant).tolist() == [3, 17]
        inert = active == 0
        assert np.abs(found.total.value[inert]).max() < 0.1
        assert (found.total.low[inert] == 0).mean() > 0.9
        assert found.total.value[~inert] == pytest.approx([0.2, 0.8], abs=0.1)


def test_an_interaction_without_main_effects_is_seen():
    u = latin_hypercube(256, 4, 1)
    found = analyse(u, (u[:, 0] - 0.5) * (u[:, 1] - 0.5))
    assert np.allclose(found.first.value, 0, atol=0.01)
    assert np.allclose(found.total.value, [1, 1, 0, 0], atol=0.01)
    assert found.total.significant.tolist() == [True, True, False, False]


def test_residuals_count_with_the_freedom_that_the_polynomial_left():
    u = latin_hypercube(32, 4, 1)
    y = noisy(u @ [4.0, 3.0, 2.0, 1.0], 0.1, 1)
    found = analyse(u, y, 0.1).expansion
    size = np.count_nonzero(found.coefficients[:, -1]) + 1
    assert size > 3
    squares = np.sum((y - found.predict(u)) ** 2)
    # Least squares makes fit and residuals orthogonal, so that only the squares are left.
    assert _influence_on_variance(found, u, y).mean() == pytest.approx(squares / (32 - size))


def test_what_no_term_shows_is_reported_and_totals_refused():
    # The sign of a product of five factors: no main effect, no pair, nothing to see in 64 draws.
    u = latin_hypercube(64, 5, 1)
    found = analyse(u, np.sign(np.prod(u - 0.5, axis=1)))
    assert found.unseen > 0.5
    assert not found.total.supported.any()
    assert "interactions that 64 draws cannot show" in found.total.reasons[0]
    assert (found.total.needed_draws > 64).all()


def test_same_seed_same_answer_and_scale_does_not_matter():
    u = latin_hypercube(100, 6, 1)
    y = noisy(g_function(u, STANDARD_G[:6]), 0.01, 1)
    one, two = analyse(u, y, 0.01, seed=4), analyse(u, y, 0.01, seed=4)
    assert np.array_equal(one.total.high, two.total.high)
    other = analyse(u, 1_000 * y - 5e5, 1e4, seed=4)
    assert np.allclose(one.total.value, other.total.value, atol=1e-6)
    assert np.allclose(one.total.high, other.total.high, atol=1e-6)


def test_wider_at_higher_confidence():
    u = latin_hypercube(100, 2, 1)
    y = noisy(u @ [1.0, 2.0], 0.1, 1)
    few, many = analyse(u, y, 0.1, confidence=0.5), analyse(u, y, 0.1, confidence=0.99)
    assert (many.first.low <= few.first.low).all()
    assert (many.first.high > few.first.high).all()


def test_more_inputs_than_draws_have_finite_intervals():
    rng = np.random.default_rng(1)
    u = latin_hypercube(256, 290, 1)
    y = noisy(u @ np.where(np.arange(290) < 20, rng.normal(size=290), 0), 0.2, 1)
    found = analyse(u, y, 0.2)
    assert np.isfinite(found.total.high).all()


U = latin_hypercube(32, 2, 1)
Y = U.sum(axis=1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((U[:, 0], Y), "points have the shape"),
        ((U, Y[1:]), "32 points, but values of shape"),
        ((U[:15], Y[:15]), "15 draws; allowed: 16 or more"),
        ((U, np.where(Y > 1, np.nan, Y)), "values are not finite"),
        ((2 * U, Y), "outside the unit cube"),
        ((np.where(U > 0.5, np.nan, U), Y), "outside the unit cube"),
        ((U, Y, -1.0), "noise_variance: not a variance for each value"),
        ((U, Y, np.ones(3)), "noise_variance: not a variance for each value"),
    ],
)
def test_bad_input_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        analyse(*arguments)
