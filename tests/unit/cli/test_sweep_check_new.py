"""The commands that change, check and begin scenarios."""

import csv
import json

import pytest

from skydome.catalogue import Catalogue
from skydome.scenario import load
from skydome.scenario.scaffold import scaffold

SWEEP = ("--over", "doctrine.salvo=1,2", "-n", "20", "-q")


def test_run_changes_fields(command, small_file, tmp_path):
    words = ("run", small_file, "-n", "3", "-q", "--json", "--no-compare", "--no-sampled")
    words = (*words, "-o", tmp_path / "r")
    ended = command(*words, "--set", "doctrine.salvo=2", "--set", "raid[0].count=1")
    assert ended.code == 0
    written = json.loads((tmp_path / "r" / "scenario.json").read_text("utf-8"))
    assert set(written["doctrine"]["salvo"].values()) == {2}
    assert "Changed for this run: doctrine.salvo = 2, raid[0].count = 1." in written["notes"]


def test_what_cannot_be_set_ends_with_one_line(command, small_file):
    ended = command("run", small_file, "--set", "doctrine.salvoo=2")
    assert ended.code == 2
    assert ended.err.startswith("skydome: doctrine.salvoo: there is no field of this name (did you")
    assert ended.err.count("\n") == 1


def test_sweep_prints_a_table_and_writes_figure_and_csv(command, small_file, tmp_path):
    figure, table = tmp_path / "s.svg", tmp_path / "s.csv"
    ended = command("sweep", small_file, *SWEEP, "--figure", figure, "--csv", table)
    assert ended.code == 0
    assert "doctrine.salvo = 1:" in ended.out
    assert figure.read_bytes().startswith(b"<?xml")
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert {row["doctrine.salvo"] for row in rows} == {"1", "2"}
    assert {row["paired"] for row in rows if row["doctrine.salvo"] == "2"} == {"true"}
    assert {row["difference"] for row in rows if row["doctrine.salvo"] == "1"} == {""}


def test_sweep_over_two_fields_draws_a_map_and_prints_json(command, small_file, tmp_path):
    figure = tmp_path / "s.png"
    ended = command(
        "sweep", small_file, *SWEEP, "--over", "raid[0].count=1,2", "--figure", figure, "--json"
    )
    found = json.loads(ended.out)
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert [point["values"] for point in found["points"]] == [[1, 1], [1, 2], [2, 1], [2, 2]]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--over", "doctrine.salvo=1", "--over", "doctrine.salvo=2"), "given twice"),
        (("--over", "doctrine.salvo"), "does not set a field"),
        (("--over", "doctrine.salvo=1,9"), "9 does not fit"),
        ((*SWEEP, "--figure", "s.bmp"), "allowed: .png or .svg"),
        (("--over", "a=1", "--over", "b=1", "--over", "c=1", "--figure", "s.png"), "at most 2"),
    ],
)
def test_sweeps_that_cannot_be_run_are_refused(command, small_file, words, message):
    ended = command("sweep", small_file, *words)
    assert ended.code == 2
    assert message in ended.err
    assert ended.err.count("\n") == 1


def test_check_says_what_a_scenario_resolves_to(command, small_file, small):
    ended = command("check", small_file, "--no-time")
    assert ended.code == 0
    assert "can be run" in ended.out
    assert f"{len(small.threats)} threats" in ended.out
    found = json.loads(command("check", small_file, "--json").out)
    assert found["threats"] == {
        name: sum(threat.target_class == name for threat in small.threats)
        for name in small.target_classes
    }
    assert found["batteries"] == len(small.batteries)
    assert found["cost"]["total_s"] >= found["cost"]["tables_s"] > 0
    assert found["cost"]["table_bytes"] > 1_000


def test_check_refuses_what_a_run_refuses(command, small_file):
    ended = command("check", small_file, "--set", "raid[0].threat=nothing")
    assert ended.code == 2
    assert "raid[0].threat" in ended.err


def test_a_new_scenario_runs_as_it_is(command, tmp_path):
    file = tmp_path / "mine.yaml"
    assert command("new", "scenario", "mine", "-o", file).code == 0
    scenario = load(file)
    assert scenario.name == "mine"
    assert all(one in file.read_text("utf-8") for one in Catalogue().ids("threat"))
    ended = command("new", "scenario", "mine", "-o", file)
    assert ended.code == 2
    assert "there is a file here already" in ended.err


def test_lines_that_are_commented_out_can_be_used():
    """What the template shows behind a comment sign is valid too."""
    text = scaffold("mine", "mine.yaml", Catalogue())
    for hidden in (
        "weather:",
        "  - {name: second",
        "  reserve:",
        "parameters:",
        "  92n6e.target_channels:",
        "    {value: 8",
    ):
        indent = len(hidden) - len(hidden.lstrip())
        shown = f"{' ' * indent}# {hidden.lstrip()}" if hidden.startswith(("  - ", "  r")) else None
        text = text.replace(shown or f"# {hidden}", hidden)
    changed = load(text)
    assert changed.entries["92n6e"].count("target_channels") == 8
    assert list(changed.units) == ["unit", "second"]
    assert changed.rain_mm_h.value == 5


@pytest.mark.parametrize("name", ["", "two words", "../x", "ä"])
def test_a_scenario_needs_a_plain_name(command, name, tmp_path):
    ended = command("new", "scenario", name, "-o", tmp_path / "x.yaml")
    assert ended.code == 2
    assert not (tmp_path / "x.yaml").exists()
