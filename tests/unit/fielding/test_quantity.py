from types import SimpleNamespace

import numpy as np
import pytest

from skydome.catalogue.parameter import Parameter
from skydome.errors import InputError
from skydome.fielding.quantity import _check, nominal, quantile
from skydome.fielding.sampling import latin_hypercube

EVEN = (np.arange(20_000) + 0.5) / 20_000


def number(**values):
    return Parameter(source=("x",), confidence="sourced", reason="x", **values)


def test_a_triangle_has_its_mean_and_ends():
    drawn = quantile(number(value=2, low=1, high=6, unit="year"), EVEN)
    assert drawn.mean() == pytest.approx((1 + 2 + 6) / 3, abs=1e-3)
    assert drawn.min() == pytest.approx(1, abs=0.05)
    assert drawn.max() == pytest.approx(6, abs=0.05)


@pytest.mark.parametrize(("value", "mean"), [(1, 8 / 3), (6, 13 / 3)])
def test_a_triangle_may_peak_at_an_end(value, mean):
    drawn = quantile(number(value=value, low=1, high=6, unit="year"), EVEN)
    assert drawn.mean() == pytest.approx(mean, abs=1e-3)


def test_a_uniform_range_is_flat():
    drawn = quantile(number(value=2, low=1, high=6, unit="year", distribution="uniform"), EVEN)
    assert np.allclose(drawn, 1 + 5 * EVEN)


def test_units_are_years_inside():
    assert nominal(number(value=6, unit="month")) == 0.5
    assert nominal(number(value=365.25, unit="day")) == 1.0
    assert np.all(quantile(number(value=6, unit="month"), EVEN[:3]) == 0.5)


def test_random_numbers_depend_on_seed_and_name():
    assert np.array_equal(latin_hypercube(1, 50, "a"), latin_hypercube(1, 50, "a"))
    assert not np.array_equal(latin_hypercube(1, 50, "a"), latin_hypercube(1, 50, "b"))
    assert not np.array_equal(latin_hypercube(1, 50, "a"), latin_hypercube(2, 50, "a"))


def test_a_latin_hypercube_has_one_number_in_every_part_of_each_column():
    drawn = latin_hypercube(2**40, 100, "a", 3)
    for column in drawn.T:
        assert np.array_equal(np.sort((column * 100).astype(int)), np.arange(100))


@pytest.mark.parametrize(("low", "high"), [(0, 720), (0, 0), (720, 720)])
def test_a_duration_may_be_none_or_sixty_years(low, high):
    given = number(value=low, low=low, high=high, unit="month")
    assert _check(("year", "month"), 0.0, 60.0, given) is given


@pytest.mark.parametrize(("low", "high"), [(12, 721), (-1, 12), (721, 800)])
def test_both_bounds_of_a_duration_must_be_possible(low, high):
    # 721 months are more than 60 years
    with pytest.raises(InputError, match="outside what is possible"):
        _check(("year", "month"), 0.0, 60.0, SimpleNamespace(unit="month", range=(low, high)))
