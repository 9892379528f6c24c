"""Checks of a deal's record, on the shipped record and with its dates worked out by hand."""

import pytest

from skydome.claims.verdict import Verdict
from skydome.errors import InputError

INDIA = {"deal": "india-2018"}


@pytest.mark.parametrize(
    ("usd", "verdict"),
    [
        (5.43e9, Verdict.HOLDS),
        (5.4e9, Verdict.HOLDS),
        (5.5e9, Verdict.HOLDS),
        (5.53e9, Verdict.HOLDS),  # 1.8 per cent from 5.43
        (5.6e9, Verdict.FAILS),
        (4.5e9, Verdict.FAILS),
    ],
)
def test_a_value_within_the_reports_or_a_rounding(ask, usd, verdict):
    assert ask("deal_value", INDIA | {"usd": usd}).verdict is verdict


@pytest.mark.parametrize(
    ("usd", "verdict"),
    [(5e9, Verdict.HOLDS), (5.45e9, Verdict.CONTESTED), (5.5e9, Verdict.FAILS)],
)
def test_more_than_a_value_by_all_some_or_no_reports(ask, usd, verdict):
    assert ask("deal_value", INDIA | {"more_than_usd": usd}).verdict is verdict


def test_a_value_before_any_report(ask):
    answer = ask("deal_value", INDIA | {"usd": 5.43e9}, known="2018-01-01")
    assert answer.verdict is Verdict.OPEN


def test_only_reports_known_then_count(ask):
    # 5.4 and 5.43 were printed by October 2018, 5.5 only in 2021
    then = ask("deal_value", INDIA | {"more_than_usd": 5.42e9}, known="2018-10-31")
    assert then.verdict is Verdict.CONTESTED
    assert "5.5" not in then.why


@pytest.mark.parametrize(
    ("first", "last", "known", "verdict"),
    [
        ("2018-10-01", "2018-10-31", "2026-11-30", Verdict.HOLDS),
        ("2018-10-05", "2018-10-05", "2026-11-30", Verdict.HOLDS),
        ("2018-10-06", "2018-12-31", "2026-11-30", Verdict.FAILS),
        ("2018-01-01", "2018-10-04", "2026-11-30", Verdict.FAILS),
        ("2018-10-01", "2018-12-31", "2018-08-22", Verdict.OPEN),
    ],
)
def test_an_event_in_a_window_outside_it_or_still_to_come(ask, first, last, known, verdict):
    asked = INDIA | {"event": "contract-signed", "first": first, "last": last}
    assert ask("deal_event", asked, known=known).verdict is verdict


def test_an_event_whose_days_only_overlap_the_window(ask):
    # between 25 February and 30 April 2022
    asked = INDIA | {"event": "first-unit-operational", "last": "2022-03-31"}
    answer = ask("deal_event", asked)
    assert answer.verdict is Verdict.OPEN
    assert "the day of this" in answer.missing


def test_an_event_that_is_not_on_record(ask):
    with pytest.raises(InputError, match="did you mean 'contract-signed'"):
        ask("deal_event", INDIA | {"event": "contract-signet"})


@pytest.mark.parametrize(
    ("unit", "last", "verdict"),
    [
        (1, "2021-12-31", Verdict.HOLDS),
        (1, "2021-11-30", Verdict.FAILS),
        (2, "2022-05-31", Verdict.OPEN),  # between 15 April and 31 July 2022
        (3, "2023-12-31", Verdict.HOLDS),
        (5, "2023-12-31", Verdict.FAILS),  # not delivered, and the record goes on to 2026
        (5, "2027-12-31", Verdict.OPEN),  # the day has not come
    ],
)
def test_a_delivery_in_a_window(ask, unit, last, verdict):
    assert ask("deal_delivery", INDIA | {"unit": unit, "last": last}).verdict is verdict


@pytest.mark.parametrize(
    ("state", "about", "claim", "verdict"),
    [
        ("operational", "2021-03-31", False, Verdict.HOLDS),
        ("operational", "2021-03-31", True, Verdict.FAILS),
        (
            "operational",
            "2022-03-15",
            True,
            Verdict.OPEN,
        ),  # it became so between February and April
        ("operational", "2022-05-01", True, Verdict.HOLDS),
        ("delivered", "2021-11-30", False, Verdict.HOLDS),
        ("delivered", "2022-01-01", True, Verdict.HOLDS),
    ],
)
def test_a_status_on_a_day(ask, state, about, claim, verdict):
    asked = INDIA | {"state": state, "claim": claim}
    assert ask("deal_status", asked, about=about).verdict is verdict


def test_a_status_that_nobody_dates(ask):
    asked = INDIA | {"state": "operational", "units": 5, "claim": True}
    assert ask("deal_status", asked).verdict is Verdict.OPEN


def test_terms(ask):
    assert ask("deal_terms", INDIA | {"units": 5, "seller": "Rosoboronexport"}).verdict is (
        Verdict.HOLDS
    )
    wrong = ask("deal_terms", INDIA | {"units": 4, "seller": "Almaz-Antey"})
    assert wrong.verdict is Verdict.FAILS
    assert "5 units were bought, not 4" in wrong.why


@pytest.mark.parametrize(
    ("about", "verdict"), [(100, Verdict.HOLDS), (110, Verdict.HOLDS), (111, Verdict.FAILS)]
)
def test_people_within_the_range_on_record(ask, about, verdict):
    asked = INDIA | {"about": about, "first": "2021-01-01", "last": "2021-01-31"}
    assert ask("deal_people", asked).verdict is verdict


def test_people_in_a_window_without_a_course(ask):
    asked = INDIA | {"about": 100, "first": "2019-01-01", "last": "2019-12-31"}
    assert ask("deal_people", asked).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("asked", "about", "verdict"),
    [
        ({"at_least_usd": 0.5e9}, "2021-01-29", Verdict.HOLDS),
        ({"at_least_usd": 0.9e9}, "2021-01-29", Verdict.FAILS),
        ({"about_usd": 0.81e9}, "2021-01-29", Verdict.HOLDS),
        ({"about_usd": 80e6}, "2021-01-29", Verdict.FAILS),
        ({"at_least_usd": 0.5e9}, "2018-12-31", Verdict.OPEN),
    ],
)
def test_an_advance_by_a_day(ask, asked, about, verdict):
    assert ask("deal_payment", INDIA | asked, about=about).verdict is verdict


@pytest.mark.parametrize(
    ("about", "verdict"),
    [
        ("2018-12-31", Verdict.FAILS),
        ("2021-01-29", Verdict.HOLDS),
        ("2023-08-31", Verdict.HOLDS),
        ("2023-10-01", Verdict.FAILS),
    ],
)
def test_something_open_between_two_events(ask, about, verdict):
    asked = INDIA | {"opened": "payment-terms-open", "closed": "payment-terms-resolved"}
    assert ask("deal_open", asked, about=about).verdict is verdict


def test_a_forms_rules(ask):
    from pydantic import ValidationError

    for check, asked in (
        ("deal_value", INDIA),
        ("deal_value", INDIA | {"usd": 1e9, "more_than_usd": 1e9}),
        ("deal_payment", INDIA),
        ("deal_event", INDIA | {"event": "x", "first": "2020-01-02", "last": "2020-01-01"}),
    ):
        with pytest.raises(ValidationError):
            ask(check, asked)
