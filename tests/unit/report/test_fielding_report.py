from pathlib import Path

import pytest

from skydome.fielding import Capability, Settings, load_deal, timeline
from skydome.report.fielding import text as words
from skydome.report.fielding.figure import draw_promises
from skydome.report.fielding.page import fielding_page

SMALL = Path(__file__).parents[1] / "fielding" / "small_deal.yaml"
ABLE = Capability("raid", 10, 50, 9.0, (50.0, 20.0, 10.0, 5.0), (9.0, 4.0, 2.0, 1.0))
QUICK = Settings(draws=60, last_year=2026)


@pytest.fixture(scope="module")
def deal():
    return load_deal(SMALL)


@pytest.fixture(scope="module")
def found(deal):
    return timeline(deal, QUICK, capability=ABLE)


def test_every_row_has_a_cell_for_every_column(found):
    tables = [
        words.unit_table(found),
        words.promise_table(found),
        words.missile_table(found),
        words.endurance_table(found),
        *(words.year_table(found, course) for course in found.futures),
    ]
    for table in tables:
        assert table.rows
        assert len(table.aligned) == len(table.header)
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_promises_show_their_slip_and_the_forecast(found):
    rows = words.promise_table(found).rows
    assert [row[5] for row in rows] == ["6", "17+", "not due"]
    assert [row[4] for row in rows] == ["Jul 2020", "not yet", "not yet"]
    assert rows[0][6].endswith(("inside", "outside"))
    assert rows[2][6].endswith("open")


def test_a_year_shows_batteries_leakers_and_the_main_shortfall(found):
    table = words.year_table(found, found.futures[1])
    first, last = table.rows[0], table.rows[-1]
    assert (first[0], first[1], first[7]) == ("2018", "0", "50")
    assert (last[0], last[1]) == ("2026", "6")
    assert last[-2] == "spares and upkeep"
    assert "leakers" in table.header


def test_a_course_without_a_scenario_has_no_leakers(deal):
    plain = timeline(deal, QUICK)
    assert "leakers" not in words.year_table(plain, plain.futures[0]).header
    assert b"leakers" not in fielding_page(plain)


def test_the_headline_is_battery_years(found):
    said = words.headline(found.futures[0])
    assert said.startswith("Nothing more happens: ")
    assert "promised battery-years delivered" in said


def test_more_futures_than_fit_are_in_tables(deal):
    many = [deal.futures[0].model_copy(update={"name": f"f{n}"}) for n in range(4)]
    page = fielding_page(timeline(deal, QUICK, futures=many)).decode()
    assert "The figure has the first 3 futures." in page
    assert page.count("<h3>Nothing more happens</h3>") == 4


def test_pictures_and_page_are_the_same_every_time(found):
    assert draw_promises(found, "png").startswith(b"\x89PNG")
    first, second = fielding_page(found), fielding_page(found)
    assert first == second


def test_each_unit_has_its_date_on_record_or_expected(found):
    table = words.unit_table(found)
    assert table.header[:3] == ("unit", "first promised", "last promised")
    first, second, third = table.rows
    assert first[1:] == ("Jan 2020", "Jan 2020", "Jul 2020, delivered", "Jul 2020, delivered")
    assert second[1:3] == ("(Jul 2020)", "–")  # between the others, with no promise of its own
    assert third[2] == "Dec 2022"
    # as-yet undelivered: a median between two points; under the embargo some draws never come
    assert " to " in third[3]
    assert third[4].endswith("to never)")
    assert "Delivery of each unit" in fielding_page(found).decode()


def test_crews_beyond_the_delivered_batteries_are_mentioned(found):
    course = found.futures[1]
    table = words.year_table(found, course)
    assert "crews would suffice for 8 batteries" in table.caption
    crewed = [float(row[3]) for row in table.rows]
    delivered = [float(row[2]) for row in table.rows]
    assert all(a <= b for a, b in zip(crewed, delivered, strict=True))


def test_a_counterfactual_future_is_marked_everywhere(deal):
    shock = deal.futures[1].shocks[0].model_copy(update={"begins": "2021-01"})
    future = deal.futures[1].model_copy(update={"shocks": (shock,)})
    past = timeline(deal, QUICK._replace(as_of=2020.8), futures=[future])
    assert past.futures[0].counterfactual
    assert words.headline(past.futures[0]).startswith("Cut off [counterfactual]: ")
    assert words.year_table(past, past.futures[0]).title == "Cut off [counterfactual] (cut)"
    page = fielding_page(past).decode()
    assert "<b>Counterfactual</b> futures" in page
    assert "<h3>Cut off [counterfactual]</h3>" in page


def test_a_notice_is_part_of_the_summary(deal):
    notice = {
        "unit": 3, "made": "2021-07", "not_before": "2022-12", "words": "none this year",
        "source": ["gazette"], "confidence": "sourced", "reason": "printed",
    }  # fmt: skip
    noted = deal.model_validate(deal.model_dump() | {"notices": [notice]})
    said = words.summary(timeline(noted, QUICK))
    assert said[2].startswith('Notice of 2021-07: "none this year", unit 3 and later')
    assert len(words.summary(timeline(noted, QUICK._replace(as_of=2021.5)))) == 2
