from math import nan

import pytest

from skydome.analysis import Estimate
from skydome.report import numbers


def spaced(text):
    return text.replace(numbers.NO_BREAK, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (4.0, "4"),
        (3.4425, "3.44"),
        (12.68, "12.7"),
        (104.36, "104"),
        (20_000.0, "20,000"),
        (-0.12, "−0.12"),
        (-0.001, "0.00"),
    ],
)
def test_counts(value, text):
    assert numbers.count(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.0296, "3.0 %"),
        (-0.0002, "0.0 %"),
        (0.107, "11 %"),
        (1.0, "100 %"),
        (nan, "–"),
    ],
)
def test_shares(share, text):
    assert spaced(numbers.percent(share)) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (250_000.0, "m", "250 km"),
        (24.0, "m", "24 m"),
        (0.05, "m2", "0.05 m²"),
        (30.0, "s", "30 s"),
        (1_800.0, "s", "30 min"),
        (2.9e9, "Hz", "2.9 GHz"),
        (1.5707963267948966, "rad", "90°"),
        (1.09e9, "USD", "1.09 billion USD"),
        (1e-6, "1", "1 × 10⁻⁶"),
        (0.7, "1", "0.7"),
        (4_500.0, "m/s", "4,500 m/s"),
        (0.0, "m", "0 m"),
    ],
)
def test_values_with_units(value, unit, text):
    assert spaced(numbers.with_unit(value, unit)) == text


def test_a_range_with_equal_ends_is_one_number():
    assert numbers.span(2.0, 2.0) == "2"
    assert numbers.span(1.0, 2.5) == "1 to 2.50"
    assert spaced(numbers.percent_span(0.1, 0.25)) == "10 to 25 %"
    assert spaced(numbers.money(3.8e6, 4.2e6)) == "3.80 to 4.20 million USD"


def test_a_missing_estimate_is_a_dash():
    assert numbers.interval(None) == numbers.NOTHING
    assert numbers.interval(Estimate(2.0, 1.0, 3.0)) == "1 to 3"
    assert numbers.km(nan) == numbers.NOTHING


def test_times_before_the_beginning_are_negative_minutes():
    assert spaced(numbers.minutes(-7_400.0)) == "−123.3 min"
    assert spaced(numbers.minutes(120.0)) == "2 min"
