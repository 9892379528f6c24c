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
        words.promise_table(found),
        words.missile_table(found),
        words.endurance_table(found),
        *(words.year_table(found, course) for course in found.futures),
    ]
    for table in tables:
        assert table.rows
        assert len(table.aligned) == len(table.header)
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_promises_are_told_with_their_slip_and_what_the_model_said(found):
    rows = words.promise_table(found).rows
    assert [row[5] for row in rows] == ["6", "17+", "not due"]
    assert [row[4] for row in rows] == ["Jul 2020", "not yet", "not yet"]
    assert rows[0][6].endswith(("held", "failed"))
    assert rows[2][6].endswith("open")


def test_a_year_tells_batteries_leakers_and_what_binds(found):
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


def test_more_futures_than_fit_are_told(deal):
    many = [deal.futures[0].model_copy(update={"name": f"f{n}"}) for n in range(4)]
    page = fielding_page(timeline(deal, QUICK, futures=many)).decode()
    assert "The picture has the first 3 futures." in page
    assert page.count("<h3>Nothing more happens</h3>") == 4


def test_pictures_and_page_are_the_same_every_time(found):
    assert draw_promises(found, ".png").startswith(b"\x89PNG")
    assert fielding_page(found) == fielding_page(found)
