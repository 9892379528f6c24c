"""Checks of the arms-transfer record, on the published values and on some made up by hand."""

import pytest

from skydome.claims.checks import market
from skydome.claims.verdict import Verdict
from skydome.dependence import PublishedShare
from skydome.errors import InputError

RUSSIA = {"recipient": "India", "supplier": "Russia"}


@pytest.mark.parametrize(
    ("asked", "about", "known", "verdict"),
    [
        ({"window": "2012-2016", "percent": 69}, "2026-11-30", "2026-11-30", Verdict.HOLDS),
        ({"window": "2012-2016", "percent": 69}, "2018-01-01", "2018-01-01", Verdict.FAILS),
        ({"window": "2012-2016", "percent": 68.4}, "2018-01-01", "2018-01-01", Verdict.HOLDS),
        ({"window": "2012-2017", "percent": 69}, "2026-11-30", "2026-11-30", Verdict.OPEN),
        ({"at_least": 50}, "2018-10-03", "2018-10-03", Verdict.HOLDS),
        ({"at_least": 50}, "2026-11-30", "2026-11-30", Verdict.FAILS),
        ({"at_most": 40}, "2026-11-30", "2026-11-30", Verdict.HOLDS),
    ],
)
def test_a_share_in_a_window_and_edition(ask, asked, about, known, verdict):
    assert ask("supplier_share", RUSSIA | asked, about, known).verdict is verdict


def test_one_share_is_asked_for(ask):
    with pytest.raises(InputError, match="one share is asked for"):
        ask("supplier_share", RUSSIA)


def value(first, last, edition, percent):
    return PublishedShare(
        recipient="India",
        supplier="Russia",
        first_year=first,
        last_year=last,
        edition=edition,
        percent=percent,
        confidence="sourced",
        publisher="a paper",
        grade="B",
    )


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        # one edition: a fall of more than a rounding in each step
        ([(2001, 2005, 2016, 80), (2006, 2010, 2016, 70), (2011, 2015, 2016, 60)], Verdict.HOLDS),
        ([(2001, 2005, 2016, 80), (2006, 2010, 2016, 82), (2011, 2015, 2016, 60)], Verdict.IN_PART),
        ([(2001, 2005, 2016, 60), (2006, 2010, 2016, 70)], Verdict.FAILS),
        ([(2001, 2005, 2016, 71), (2006, 2010, 2016, 70)], Verdict.FAILS),  # within rounding
        # two editions: a step of five points may be a revision
        ([(2001, 2005, 2006, 75), (2006, 2010, 2011, 70)], Verdict.FAILS),
        ([(2001, 2005, 2006, 76), (2006, 2010, 2011, 70)], Verdict.HOLDS),
        ([(2001, 2005, 2006, 76)], Verdict.OPEN),
        ([(2001, 2005, 2016, 76), (2003, 2007, 2016, 70)], Verdict.OPEN),  # they overlap
    ],
)
def test_a_trend_over_windows_that_do_not_overlap(ask, monkeypatch, values, verdict):
    made = [value(*one) for one in values]
    monkeypatch.setattr(market, "_values", lambda *_: made)
    assert ask("share_trend", RUSSIA | {"direction": "down"}).verdict is verdict


def test_the_trend_of_2018_is_of_one_edition(ask):
    answer = ask("share_trend", RUSSIA | {"direction": "down"}, "2018-08-22")
    assert answer.verdict is Verdict.HOLDS
    assert "edition of 2018: 79 (2008–12), 62 (2013–17)" in answer.why
    assert ask("share_trend", RUSSIA | {"direction": "up"}, "2018-08-22").verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("about", "rank", "verdict"),
    [
        ("2018-08-22", 1, Verdict.HOLDS),
        ("2019-12-31", 1, Verdict.FAILS),
        ("2019-12-31", 2, Verdict.HOLDS),
        ("2024-12-31", 1, Verdict.HOLDS),
        ("2026-11-30", 1, Verdict.FAILS),
        ("2005-01-01", 1, Verdict.OPEN),
    ],
)
def test_a_rank_by_the_edition_out_on_the_day(ask, about, rank, verdict):
    assert ask("importer_rank", {"recipient": "India", "rank": rank}, about).verdict is verdict


@pytest.mark.parametrize(
    ("about", "suppliers", "verdict"),
    [
        ("2024-12-31", ["Russia", "France", "United States"], Verdict.HOLDS),
        ("2026-11-30", ["Russia", "France", "United States"], Verdict.IN_PART),
        ("2026-11-30", ["Russia", "France", "Israel"], Verdict.HOLDS),
        ("2026-11-30", ["Germany"], Verdict.FAILS),
        ("2010-01-01", ["Russia"], Verdict.OPEN),
    ],
)
def test_the_largest_suppliers(ask, about, suppliers, verdict):
    asked = {"recipient": "India", "suppliers": suppliers}
    assert ask("largest_suppliers", asked, about).verdict is verdict


def test_a_share_of_a_stock_is_an_estimate_and_no_inventory(ask):
    asked = {"recipient": "India", "origin": "Russia", "at_least": 50}
    answer = ask("stock_share", asked)
    assert answer.verdict is Verdict.HOLDS
    assert answer.confidence == "low"
    assert "No open inventory" in answer.notes[0]
    assert ask("stock_share", asked | {"at_least": 86}).verdict is Verdict.FAILS
    assert ask("stock_share", asked, known="2018-10-03").verdict is Verdict.OPEN
    assert ask("stock_share", asked | {"origin": "France"}).verdict is Verdict.OPEN
