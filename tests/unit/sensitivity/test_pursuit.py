import numpy as np
import pytest

from skydome.sensitivity.pursuit import folds, pursue


def test_folds_share_out_all_draws():
    train = folds(25, 10, 1)
    assert train.shape == (25, 11)
    assert (~train[:, :-1]).sum(axis=1).tolist() == [1] * 25
    assert sorted((~train[:, :-1]).sum(axis=0)) == [2] * 5 + [3] * 5
    assert train[:, -1].all()


@pytest.fixture
def data():
    rng = np.random.default_rng(1)
    columns = rng.normal(size=(30, 120))
    return columns, 3 + 2 * columns[4] - columns[17], rng


def test_it_finds_the_terms_of_a_sum(data):
    columns, y, _ = data
    train = folds(120, 10, 1)
    fit = pursue(columns, y, train, np.ones((30, 11), dtype=bool), 20)
    assert fit.terms.shape == (2, 11)
    assert (fit.terms == np.array([[4], [17]])).all()
    assert np.allclose(fit.coefficients, [[2], [-1]])
    assert np.allclose(fit.constants, 3)
    assert fit.error < 1e-20


def test_coefficients_are_those_of_least_squares_in_each_fold(data):
    columns, y, rng = data
    y = y + rng.normal(size=120)
    train = folds(120, 4, 1)
    fit = pursue(columns, y, train, np.ones((30, 5), dtype=bool), 20)
    error = 0.0
    for model in range(5):
        used, seen = fit.terms[:, model], train[:, model]
        design = np.column_stack([np.ones(120), columns[used].T])
        expected = np.linalg.lstsq(design[seen], y[seen], rcond=None)[0]
        assert np.allclose(fit.constants[model], expected[0])
        assert np.allclose(fit.coefficients[:, model], expected[1:])
        error += np.sum((y - design @ expected)[~seen] ** 2) / 120
    assert fit.error == pytest.approx(error)


def test_each_step_lowers_the_residuals_most(data):
    columns, y, _ = data
    # Column 29 is the sum itself with a little of column 0, so one term explains nearly all.
    columns[29] = y - 3 + 0.01 * columns[0]
    fit = pursue(columns, y, folds(120, 5, 1), np.ones((30, 6), dtype=bool), 20)
    assert (fit.terms[0] == 29).all()


def test_a_model_takes_only_what_it_may(data):
    columns, y, _ = data
    allowed = np.ones((30, 6), dtype=bool)
    allowed[4, 2] = False
    fit = pursue(columns, y, folds(120, 5, 1), allowed, 10)
    assert 4 not in fit.terms[:, 2]
    assert all(4 in fit.terms[:, model] for model in (0, 1, 3, 4, 5))


def test_dependent_columns_are_not_taken_twice(data):
    columns, y, _ = data
    columns[5] = columns[4]
    columns[6] = 1.0  # the constant is in every model
    columns = columns[[4, 5, 6]]
    fit = pursue(columns, y, folds(120, 5, 1), np.ones((3, 6), dtype=bool), 10)
    assert fit.terms.shape == (1, 6)


def test_noise_alone_gets_few_terms_and_no_explained_share():
    rng = np.random.default_rng(2)
    columns, y = rng.normal(size=(1_000, 200)), rng.normal(size=200)
    fit = pursue(columns, y, folds(200, 10, 1), np.ones((1_000, 11), dtype=bool), 60)
    assert len(fit.terms) <= 2
    assert 0.9 * y.var() < fit.error < 1.1 * y.var()
