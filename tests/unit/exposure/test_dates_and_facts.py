from datetime import date

import pytest

from skydome.exposure import dates, shipped
from skydome.exposure.dates import Span, parse, parse_day
from skydome.exposure.fact import Entry, dated, known_by, last_said

ACT, FACT = shipped().questions["determined"], shipped().questions["engages"]


def entry(value, as_of, kind="official determination"):
    return Entry(value=value, as_of=as_of, kind=kind, source="paper", reason="so it says")


def test_a_date_is_as_wide_as_it_is_written():
    assert parse("2018-10-05") == Span(date(2018, 10, 5), date(2018, 10, 5))
    assert parse("2020-02") == Span(date(2020, 2, 1), date(2020, 2, 29))
    assert parse("2018") == Span(date(2018, 1, 1), date(2018, 12, 31))
    assert [str(parse(text)) for text in ("2018-10-05", "2020-02", "2018")] == [
        "2018-10-05",
        "2020-02",
        "2018",
    ]


@pytest.mark.parametrize("text", ["2018-1-1", "18-01-01", "2018-13", "2018-02-30", "1989", "x", ""])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r"date|year"):
        parse(text)


def test_a_month_is_no_day():
    with pytest.raises(ValueError, match="not a day"):
        parse_day("2018-10")


def test_counting_days_and_years():
    assert str(parse("2017-08-02").shifted(days=180)) == "2018-01-29"
    assert str(parse("2020-02-29").shifted(years=1)) == "2021-02-28"


def test_comparison_is_unknown_where_spans_overlap():
    bound = parse("2017-08-02")
    assert dates.not_before(parse("2018"), bound) is True
    assert dates.not_before(parse("2017"), bound) is None
    assert dates.not_before(parse("2017-07"), bound) is False
    assert dates.not_before(bound, bound) is dates.not_after(bound, bound) is True


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-07-09", False),
        ("2021-07-10", True),
        ("2021-09-07", True),
        ("2021-09-08", False),
        ("2021-08", True),
        ("2021-07", None),
        ("2021", None),
    ],
)
def test_the_summer_of_a_review(day, expected):
    assert dates.within_year(parse(day), (7, 10), (9, 7)) is expected


def test_not_done_counts_until_a_later_statement():
    said = (entry("false", "2018-10-05"), entry("true", "2021-03-01"))
    assert known_by(said, ACT, date(2018, 10, 4)).value is None
    for day in (date(2018, 10, 5), date(2018, 10, 6), date(2021, 2, 28)):
        known = known_by(said, ACT, day)
        assert (known.value, known.why) == (False, "not done, as last stated on 2018-10-05")
    assert known_by(said, ACT, date(2021, 3, 1))[:3] == (True, said[1], "")


def test_an_assumption_and_a_month_are_named_as_such():
    assumed = entry("false", "2021-12", "analyst's assumption")
    assert known_by((assumed,), ACT, date(2022, 1, 1)).why == "not done, assumed as of 2021-12"
    assert last_said(entry("false", "2021-12")) == "as last stated in 2021-12"


def test_done_and_everything_else_counts_on():
    assert known_by((entry("true", "2018-10-05"),), ACT, date(2026, 1, 1)).value is True
    known = known_by((entry("false", "2018-10-05"),), FACT, date(2026, 1, 1))
    assert (known.value, known.why) == (False, "")


def test_an_unknown_act_has_no_reason_of_its_own():
    known = known_by((entry("unknown", "2018-10-05"),), ACT, date(2026, 1, 1))
    assert (known.value, known.why) == (None, "")


def test_a_month_is_known_at_its_end_and_the_latest_answer_counts():
    said = (entry("false", "2021-12"), entry("true", "2018-10-05"))
    before = known_by(said, FACT, date(2021, 12, 30))
    assert (before.value, before.later) == (True, said[0])
    assert known_by(said, FACT, date(2021, 12, 31)).value is False


def test_a_fact_of_dates_needs_its_dates():
    rule = shipped().questions["modified_waiver_lead_time"].date
    certified = {"modified_waiver_certification": parse("2022-01-01")}
    assert dated(rule, certified).why == "no date of modified waiver effect"
    assert dated(rule, certified | {"modified_waiver_effect": parse("2022-01-30")}).value is False
    assert dated(rule, certified | {"modified_waiver_effect": parse("2022-01-31")}).value is True
