from datetime import date
from pathlib import Path

import pytest

from skydome.exposure import examine, load_case, shipped
from skydome.exposure.case import read_case

LAW = shipped()
BASE = (Path(__file__).parent / "case.yaml").read_text(encoding="utf-8")


@pytest.fixture
def calendar(tmp_path):
    """Return a function that gives the dates of a case with some events, by clause."""
    file = tmp_path / "case.yaml"

    def dates(events="", as_of=None):
        file.write_text(BASE.replace("events:\n", f"events:\n{events}"), encoding="utf-8")
        found = examine(read_case(file, LAW), as_of=as_of).calendar
        lines = {}
        for line in found:
            lines.setdefault(line.clause, []).append(line)
        return lines

    return dates


def due(lines, clause):
    return [(line.due, line.given) for line in lines[clause]]


def test_fixed_dates(calendar):
    lines = calendar()
    assert due(lines, "9525(a)") == [("2018-01-29", True)]
    assert due(lines, "9525(e)") == [("2017-10-01", True)]
    assert "1241(c)" not in lines


def test_dates_of_a_modified_waiver(calendar):
    lines = calendar("  modified_waiver_certification: {date: 2021-03-01, source: paper}\n")
    assert due(lines, "9525(d)(1)") == [("2021-03-31", True)]
    assert due(lines, "9525(d)(3)(A)") == [
        ("2021-06-29", True),
        ("2022-06-29", True),
        ("2023-06-29", True),
    ]
    assert "ambiguity 8" in lines["9525(d)(3)(A)"][1].note


def test_a_missing_event_counts_from_the_as_of_date(calendar):
    lines = calendar(as_of=date(2021, 12, 31))
    assert due(lines, "9525(c)") == [("2022-06-29", False)]
    assert due(lines, "9525(d)(1)") == [("2022-01-30", False)]


def test_an_event_after_the_as_of_date_is_not_known(calendar):
    event = "  delay_certification: {date: 2021-03-01, source: paper}\n"
    assert due(calendar(event, date(2021, 2, 1)), "9525(c)") == [("2021-07-31", False)]
    assert due(calendar(event, date(2021, 3, 1)), "9525(c)") == [("2021-08-28", True)]


@pytest.mark.parametrize(
    ("submitted", "over", "note"),
    [
        ("2021-07-09", "2021-08-08", "30 calendar days, outside 10 July to 7 September"),
        ("2021-07-10", "2021-09-08", "summer: 60 calendar days"),
        ("2021-09-07", "2021-11-06", "summer: 60 calendar days"),
        ("2021-09-08", "2021-10-08", "30 calendar days, outside 10 July to 7 September"),
        ("2021-07", "2021-07-31 to 2021-08-30", "60 days if submitted 10 July to 7 September"),
    ],
)
def test_the_review_is_longer_in_summer(calendar, submitted, over, note):
    lines = calendar(f"  review_report: {{date: {submitted}, source: paper}}\n")
    assert due(lines, "9511(b)(1)") == [(over, True)]
    assert lines["9511(b)(1)"][0].note == note


def test_bars_after_a_disapproval(calendar):
    lines = calendar("  disapproval_passage: {date: 2021-03-01, source: paper}\n")
    assert due(lines, "9511(b)(4)") == [("2021-03-13", True)]
    assert due(lines, "9511(b)(5)")[0][1] is False


def test_section_1241_has_its_own_dates_and_a_clause_not_in_force_has_none():
    case = load_case("turkey-section-1241", LAW)
    found = {line.clause: line.due for line in examine(case).calendar}
    assert found["1241(c)"] == "2021-01-31"
    assert found["1241-termination"] == "2022-01-31"
    early = {line.clause for line in examine(case, as_of=date(2018, 1, 1)).calendar}
    assert early.isdisjoint({"1241(c)", "9525(d)(1)"})
    assert "9525(a)" in early


def test_a_waiver_is_open_once_the_review_is_over(tmp_path):
    file = tmp_path / "case.yaml"
    event = "events:\n  review_report: {date: 2021-07-10, source: paper}\n"
    file.write_text(BASE.replace("events:\n", event), encoding="utf-8")
    wanted = ("sanctions_imposed", "waiver_national_security", "review_report_submitted")
    changes = dict.fromkeys(wanted, True)
    changes |= dict.fromkeys(
        ("disapproval_passed", "disapproval_enacted", "approval_enacted"), False
    )
    case = read_case(file, LAW)
    found = [
        examine(case, as_of=date(2021, 9, day), changes=changes).relief[3].value for day in (7, 8)
    ]
    assert found == [False, True]


def test_the_menu_has_twelve_and_counts_thirteen_ways():
    menu = examine(load_case("india-s-400", LAW)).menu
    numbers = [item.clause.removeprefix("9529(a)") for item in menu.items]
    assert numbers == ["(1)", "(2)", "(3)", "(4)", "(5)(A)", "(5)(B)"] + [
        f"({n})" for n in range(6, 13)
    ]
    assert all(item.heading for item in menu.items)


@pytest.mark.parametrize(
    ("changes", "clause", "expected"),
    [
        ({}, "9529(a)(3)", None),
        ({"borrows_from_us_banks": True}, "9529(a)(3)", None),
        ({"borrows_from_us_banks": True, "loans_relieve_suffering": False}, "9529(a)(3)", True),
        ({"borrows_from_us_banks": True, "loans_relieve_suffering": True}, "9529(a)(3)", False),
        ({"is_financial_institution": False}, "9529(a)(5)(A)", False),
        ({"is_financial_institution": True}, "9529(a)(5)(B)", True),
        ({"holds_us_property": False}, "9529(a)(9)", False),
    ],
)
def test_whether_a_sanction_could_have_an_effect(changes, clause, expected):
    menu = examine(load_case("india-s-400", LAW), changes=changes).menu
    item = next(item for item in menu.items if item.clause == clause)
    assert item.effective is expected
    assert bool(item.open) == (expected is None)
