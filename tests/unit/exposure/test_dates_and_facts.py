from datetime import date

import pytest

from skydome.exposure import dates, shipped
from skydome.exposure.dates import Span, parse, parse_day
from skydome.exposure.fact import Entry, Question, dated, known_by, last_said

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


def test_the_years_allowed_include_the_first_and_the_last():
    assert parse("1990").first == date(1990, 1, 1)
    assert parse("2100").last == date(2100, 12, 31)
    for text in ("1989-12-31", "2101-01-01"):
        with pytest.raises(ValueError, match="the year is not from 1990 to 2100"):
            parse(text)


def test_digits_of_other_scripts_are_no_date():
    with pytest.raises(ValueError, match="no date"):
        parse("\u0662\u0660\u0662\u0661")


def test_a_month_is_no_day():
    with pytest.raises(ValueError, match="not a day"):
        parse_day("2018-10")


def test_counting_days_and_years():
    assert str(parse("2017-08-02").shifted(days=180)) == "2018-01-29"
    assert str(parse("2020-02-29").shifted(years=1)) == "2021-02-28"
    assert str(parse("2020-02-29").shifted(years=3)) == "2023-02-28"


def test_comparison_is_unknown_where_spans_overlap():
    bound = parse("2017-08-02")
    assert dates.not_before(parse("2018"), bound) is True
    assert dates.not_before(parse("2017"), bound) is None
    assert dates.not_before(parse("2017-07"), bound) is False
    # July ends on the day of the bound: the last day of July is not before 31 July
    assert dates.not_before(parse("2017-07"), parse("2017-07-31")) is None
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


def test_a_report_between_two_days_of_the_year():
    # 10 July to 7 September, both included
    rule = shipped().questions["report_in_summer"].date
    for day, expected in [
        ("2021-07-09", False),
        ("2021-07-10", True),
        ("2021-08-31", True),
        ("2021-09-07", True),
        ("2021-09-08", False),
        ("2021-10-10", False),
        ("2021-07", None),
    ]:
        assert dated(rule, {"review_report": parse(day)}).value is expected


def test_a_bound_can_be_a_written_day_or_an_event():
    # 2 August 2017 is written in the rule; 180 days later is 29 January 2018
    written = shipped().questions["as_of_since_2018_01_29"].date
    known = dated(written, {"as_of": parse("2018-01-28")})
    assert (known.value, known.why) == (False, "as-of date 2018-01-28, bound 2018-01-29")
    assert dated(written, {"as_of": parse("2018-01-29")}).value is True
    # the delay is current until 180 days after the certification, 30 June 2021 after 1 January
    event = shipped().questions["delay_certification_current"].date
    certified = {"delay_certification": parse("2021-01-01")}
    assert dated(event, certified | {"as_of": parse("2021-06-30")}).value is True
    assert dated(event, certified | {"as_of": parse("2021-07-01")}).value is False


def test_the_first_later_answer_is_kept():
    said = (entry("false", "2021-12"), entry("true", "2022-05-01"), entry("true", "2022-04-01"))
    known = known_by(said, ACT, date(2021, 12, 31))
    assert (known.entry, known.later) == (said[0], said[2])
    assert known_by(said, ACT, date(2022, 5, 1)).later is None


def test_a_question_of_dates_has_a_rule_and_no_other_has_one():
    with pytest.raises(ValueError, match="a fact settled by dates has a rule"):
        Question(asks="When?", settled_by="date")
    with pytest.raises(ValueError, match="no other has one"):
        Question(asks="Whether?", settled_by="fact", date={"at": "sale"})
