import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.dependence import Delivery, concentration, windows


def delivery(supplier, tiv, *years, number=None, rounding=0.0, estimated=False, recipient="M"):
    low, high = max(0.0, tiv - rounding), tiv + rounding
    ends = (tiv, low, high, number, estimated)
    return Delivery(1, f"{supplier}{years}", supplier, recipient, "", "", years, *ends)


def test_shares_of_whole_years_are_plain_fractions():
    (one,) = windows([delivery("A", 30, 2000), delivery("B", 10, 2004)], 2000, 2004)
    assert one.shares == {"A": (0.75, 0.75, 0.75), "B": (0.25, 0.25, 0.25)}
    assert (one.tiv_million, one.name) == (40, "2000–04")
    assert one.concentration.hhi == pytest.approx(0.75**2 + 0.25**2)


def test_windows_roll_year_by_year():
    found = windows([delivery("A", 1, 2000), delivery("B", 1, 2006)], 2000, 2006, 3)
    assert [one.first_year for one in found] == [2000, 2001, 2002, 2003, 2004]
    assert [list(one.shares) for one in found] == [["A"], [], [], [], ["B"]]
    assert found[1].concentration is None


def test_a_deal_of_several_years_is_split_equally_within_what_its_units_allow():
    deals = [delivery("A", 60, 2000, 2001, 2002, number=6), delivery("B", 40, 2002)]
    first, last = windows(deals, 2001, 2002, 1)
    assert first.shares == {"A": (1, 1, 1)}
    # told 20 of 60; one unit of six came in 2002 at least, four at most: one in each other year
    assert last.shares["A"] == pytest.approx((20 / 60, 10 / 50, 40 / 80))
    assert last.split_share == pytest.approx(20 / 60)


def test_without_a_number_a_deal_may_have_come_in_any_of_its_years():
    deals = [delivery("A", 60, 2000, 2001), delivery("B", 40, 2001)]
    (one,) = windows(deals, 2001, 2001, 1)
    assert one.shares["A"] == (30 / 70, 0, 60 / 100)


def test_rounding_widens_both_ends():
    deals = [delivery("A", 10, 2001, rounding=0.5), delivery("B", 10, 2001, rounding=0.5)]
    (one,) = windows(deals, 2001, 2001, 1)
    assert one.shares["A"] == (0.5, 9.5 / 20, 10.5 / 20)


def test_what_rests_on_estimates_is_reported():
    deals = [delivery("A", 10, 2001, estimated=True), delivery("B", 30, 2001)]
    (one,) = windows(deals, 2001, 2001, 1)
    assert one.estimated_share == 0.25


def test_a_window_longer_than_the_record_is_a_mistake():
    with pytest.raises(ValueError, match="5 years does not fit in 2000 to 2003"):
        windows([delivery("A", 1, 2000)], 2000, 2003)


UNITS = st.lists(st.integers(1, 9), min_size=1, max_size=4)
DEALS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(2000, 2008), UNITS, st.booleans()),
    min_size=1,
    max_size=12,
)


@given(DEALS)
def test_the_true_shares_lie_between_the_ends(deals):
    """Whatever was delivered unit by unit, the file that lost it still holds it."""
    told, true = [], []
    for supplier, first, units, known in deals:
        years = tuple(range(first, first + len(units)))
        number = float(sum(units)) if known else None
        told.append(delivery(supplier, 2.0 * sum(units), *years, number=number))
        true += [delivery(supplier, 2.0 * n, y) for y, n in zip(years, units, strict=True)]
    for file, world in zip(windows(told, 2000, 2012), windows(true, 2000, 2012), strict=True):
        for name, share in world.shares.items():
            if file.shares:
                held = file.shares[name]
                assert held.low - 1e-12 <= share.value <= held.high + 1e-12
        if file.shares:
            assert sum(share.value for share in file.shares.values()) == pytest.approx(1)
            assert all(s.low <= s.value + 1e-12 <= s.high + 2e-12 for s in file.shares.values())


@given(DEALS)
def test_the_window_sums_are_those_of_a_slow_loop(deals):
    told = [delivery(s, 3.0 * len(u), *range(f, f + len(u))) for s, f, u, _ in deals]
    for one in windows(told, 2000, 2012, 4):
        sums = dict.fromkeys("ABC", 0.0)
        for deal in told:
            for year in deal.years:
                if one.first_year <= year <= one.last_year:
                    sums[deal.supplier] += deal.tiv_million / len(deal.years)
        assert one.tiv_million == pytest.approx(sum(sums.values()))
        for name, share in one.shares.items():
            assert share.value * one.tiv_million == pytest.approx(sums[name])


@pytest.mark.parametrize(
    ("shares", "hhi", "low", "high"),
    [
        ({"A": 1.0}, 1, 1, 1),
        ({"A": 0.5, "B": 0.5}, 0.5, 0.5, 0.5),
        (dict.fromkeys("ABCD", 0.25), 0.25, 0.25, 0.25),
        ({"A": 0.5, "B": 0.3, "unknown supplier(s)": 0.2}, 0.38, 0.34, 0.58),
        ({"unknown supplier(s)": 1.0}, 1, 0, 1),
    ],
)
def test_concentration_is_that_of_the_closed_form(shares, hhi, low, high):
    assert concentration(shares) == pytest.approx((hhi, low, high))


def test_equal_partners_are_counted_back():
    shares = {str(n): 1 / 7 for n in range(7)}
    assert concentration(shares).effective_partners == pytest.approx(7)


def test_shares_that_do_not_add_up_are_a_mistake():
    assert concentration({}) is None
    with pytest.raises(ValueError, match="add up to one"):
        concentration({"A": 0.5})


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8), st.floats(0, 1))
def test_whoever_the_unknown_are_the_index_lies_between_its_ends(known, part):
    """The unknown share goes to one known partner and to a new one, in any proportion."""
    weights = np.array([*known, 0.5])
    *rest, unknown = (weights / weights.sum()).tolist()
    found = concentration({**{str(n): s for n, s in enumerate(rest)}, "unknown": unknown})
    for n in range(len(rest)):
        true = [*rest, (1 - part) * unknown]
        true[n] += part * unknown
        assert found.low - 1e-12 <= sum(s**2 for s in true) <= found.high + 1e-12
