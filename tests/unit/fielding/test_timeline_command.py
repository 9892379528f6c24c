import json
import re
from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small_deal.yaml"
OWN = """\
sources:
  gazette: {title: A, publisher: B, date: C, address: D, grade: D, supports: E}
futures:
  - {name: mine, title: Mine, source: gazette, confidence: unsourced, reason: supposed}
"""
QUICK = ("--draws", 50, "--until", 2026)


def test_it_prints_units_promises_years_battery_years_and_a_citation(command):
    ended = command("timeline", SMALL, *QUICK, "--quiet")
    assert ended.code == 0
    assert ended.err == ""
    for words in (
        "Delivery of each unit",
        "Promise against outcome",
        "Nothing more happens",
        "Cut off",
        "promised battery-years delivered",
        "Months of operation after a total cut-off",
        "Back-test over ",
        "To cite: Skydome ",
    ):
        assert words in ended.out
    assert re.search(r"2020 .*deliveries", ended.out)


def test_json_is_the_same_every_time_and_whole(command):
    first = command("timeline", SMALL, *QUICK, "--json")
    again = command("timeline", SMALL, *QUICK, "--json")
    assert first.out == again.out
    data = json.loads(first.out)
    assert [course["future"] for course in data["futures"]] == ["plain", "cut"]
    quarters = len(data["quarters"])
    assert quarters == 36
    for course in data["futures"]:
        for band in course["by_quarter"].values():
            assert {len(values) for values in band.values()} == {quarters}
    assert len(data["promises"]) > len(data["units"])
    assert data["after_a_cut_off"][2]["policy"] == "the package"


@pytest.mark.parametrize("option", ["--metric", "--cannibalise"])
def test_a_choice_of_model_changes_the_numbers(command, option):
    plain = json.loads(command("timeline", SMALL, *QUICK, "--json").out)
    other = json.loads(command("timeline", SMALL, *QUICK, option, "--json").out)
    availability = [d["futures"][0]["by_quarter"]["availability"] for d in (plain, other)]
    assert availability[0] != availability[1]


def test_one_future_of_a_shipped_deal(command):
    ended = command("timeline", "china-2014", "--draws", 50, "--future", "realistic", "--json")
    data = json.loads(ended.out)
    assert [course["future"] for course in data["futures"]] == ["realistic"]
    assert data["deal"] == "china-2014"


def test_a_users_own_futures_replace_the_deals(command, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(OWN)
    ended = command("timeline", SMALL, *QUICK, "--futures", own, "--json")
    assert [course["title"] for course in json.loads(ended.out)["futures"]] == ["Mine"]


def test_a_page_stands_alone_and_a_figure_beside_it(command, tmp_path):
    files = [tmp_path / name for name in ("a.html", "a.svg")]
    words = ("timeline", SMALL, *QUICK, "--page", files[0], "--figure", files[1])
    ended = command(*words, "--quiet")
    assert ended.code == 0
    assert f"Wrote {files[0]}" in ended.out
    assert files[1].read_bytes().startswith(b"<?xml")
    page = files[0].read_text("utf-8")
    assert "Two sets for nobody" in page
    assert "A gazette" in page
    assert not re.search(r'(src|href)="(?!data:|#)[^"]*"', page)
    assert "<script" not in page


@pytest.fixture
def two_units(tmp_path, small_file):
    scenario = tmp_path / "two.yaml"
    scenario.write_text(small_file.read_text("utf-8"))
    return scenario


def test_a_scenario_says_what_gets_through(command, two_units):
    words = ("timeline", SMALL, *QUICK, "--scenario", two_units, "--replications", 10, "--json")
    ended = command(*words)
    assert ended.code == 0
    data = json.loads(ended.out)
    able = data["capability"]
    assert able["leaked"][0] == able["in_raid"]
    assert able["leaked"][-1] < able["in_raid"]
    leaked = data["futures"][0]["by_quarter"]["leaked"]["mean"]
    assert leaked[0] == able["in_raid"]
    assert min(leaked) < able["in_raid"]
    assert command(*words).out == ended.out
