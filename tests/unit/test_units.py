from math import isclose, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.errors import InputError
from skydome.units import UNITS, si_unit, to_si


@pytest.mark.parametrize(
    ("value", "unit", "dimension", "expected"),
    [
        (0.85, "1", "number", 0.85),
        (400, "km", "length", 400_000),
        (4, "m2", "area", 4),
        (10, "min", "time", 600),
        (2, "h", "time", 7_200),
        (4.8, "km/s", "speed", 4_800),
        (900, "km/h", "speed", 250),
        (9.5, "GHz", "frequency", 9.5e9),
        (180, "deg", "angle", pi),
        (1_835, "kg", "mass", 1_835),
        (5.43e9, "USD", "money", 5.43e9),
    ],
)
def test_a_value_in_si(value, unit, dimension, expected):
    assert isclose(to_si(value, unit, dimension), expected, rel_tol=1e-15)


@pytest.mark.parametrize("dimension", UNITS)
def test_the_si_unit_comes_first_and_has_size_one(dimension):
    assert UNITS[dimension][si_unit(dimension)] == 1.0


def test_no_unit_measures_two_dimensions():
    units = [unit for sizes in UNITS.values() for unit in sizes]
    assert sorted(units) == sorted(set(units))


@given(st.text(), st.sampled_from(sorted(UNITS)))
def test_another_unit_is_refused_with_those_that_are_allowed(unit, dimension):
    if unit in UNITS[dimension]:
        return
    with pytest.raises(InputError) as raised:
        to_si(1.0, unit, dimension)
    assert raised.value.allowed == ", ".join(UNITS[dimension])


@given(
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290),
    st.sampled_from([(d, u) for d, sizes in UNITS.items() for u in sizes]),
)
def test_si_keeps_the_sign_and_the_order(value, place):
    dimension, unit = place
    assert to_si(value, unit, dimension) == -to_si(-value, unit, dimension)
    assert to_si(value + abs(value), unit, dimension) >= to_si(value, unit, dimension)
