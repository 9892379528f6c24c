import csv
import io
import json
import re

import pytest

from skydome.scenario import load, with_run
from skydome.study import simulate
from skydome.study.store import numbers

QUICK = ("--raid", "1,2", "--readiness", "0.5,1", "--replications", "60", "--quiet")


def test_the_table_its_files_and_what_to_cite(command, small_file, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    files = tmp_path / "table.csv", tmp_path / "table.html"
    ended = command("adjudicate", small_file, *QUICK, "--csv", files[0], "--page", files[1])
    assert (ended.code, ended.err) == (0, "")
    for words in ("×1", "×2", "50%", "100%", "8 in 10", "all: regiment", "To cite: Skydome "):
        assert words in ended.out
    rows = list(csv.DictReader(io.StringIO(files[0].read_text("utf-8"))))
    assert len(rows) == 2 * 2 * 2
    assert {row["measure"] for row in rows} == {"leakers", "missiles"}
    page = files[1].read_text("utf-8")
    assert page.count('<tr class="') == len(rows)
    assert "http" not in page
    assert "<script" not in page


def test_the_share_reached_is_shown_where_launchers_are_whole(command, small_file, tmp_path):
    """50 and 60 % of an odd number of launchers may be one number: both rows say so.

    The small scenario has launchers of two missiles; each type is rounded by itself, halves up.
    """
    from math import floor

    scenario = load(small_file)
    kinds = [k for battery in scenario.batteries for k in battery.launchers]
    shares = (0.01, 0.02, 0.5)
    expected = [sum(floor(kinds.count(k) * x + 0.5) for k in set(kinds)) for x in shares]
    words = ("--raid", "1", "--readiness", "0.01,0.02,0.5", "-n", "5", "-q")
    said = json.loads(command("adjudicate", small_file, *words, "--json").out)
    assert [cell["launchers_ready"] for cell in said["cells"]] == expected
    assert {cell["launchers"] for cell in said["cells"]} == {len(kinds)}
    file = tmp_path / "table.csv"
    ended = command("adjudicate", small_file, *words, "--csv", file)
    assert f"1% and 2% mean 0 of {len(kinds)} launchers" in " ".join(ended.out.split())
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    reached = [float(row["readiness_reached"]) for row in rows[::2]]
    assert reached == pytest.approx([n / len(kinds) for n in expected], abs=1e-4)


def test_an_output_never_replaces_the_scenario(command, small_file, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_bytes(small_file.read_bytes())
    for option in ("--page", "--csv"):
        ended = command("adjudicate", mine, *QUICK, option, mine)
        assert ended.code == 2
        assert "an input of the command" in ended.err
    assert mine.read_bytes() == small_file.read_bytes()


@pytest.mark.parametrize("size", ["1_0", "\u0661"])
def test_only_plain_digits_are_a_number(command, small_file, size):
    ended = command("adjudicate", small_file, "--raid", size)
    assert (ended.code, ended.out) == (2, "")
    assert "is not a number" in ended.err


def test_the_json_is_json_and_the_same_each_time(command, small_file):
    first, second = (command("adjudicate", small_file, *QUICK, "--json") for _ in range(2))
    assert (first.code, first.err) == (0, "")
    assert first.out == second.out
    said = json.loads(first.out)
    assert [(cell["raid"], cell["readiness"]) for cell in said["cells"]] == [
        (1, 0.5),
        (1, 1),
        (2, 0.5),
        (2, 1),
    ]
    assert said["cells"][0]["leaked"]["rule"]["dice"] in {"d20", "2d10", "3d6"}


def test_the_cell_as_written_is_the_run(command, small_file):
    said = json.loads(command("adjudicate", small_file, *QUICK, "--json").out)
    result = simulate(with_run(load(small_file), replications=60))
    leaked = sum(numbers(result.rows[f"leaked.{name}"]) for name in result.scenario.target_classes)
    fired = sum(numbers(result.rows[f"fired.{name}"]) for name in result.scenario.missiles)
    cell = said["cells"][1]
    assert cell["leaked"]["mean"][0] == pytest.approx(leaked.mean())
    assert cell["fired"]["mean"][0] == pytest.approx(fired.mean())
    assert cell["missiles"] == 28


def test_the_dice_of_the_table_give_its_mean_and_its_tails(command, small_file, tmp_path):
    """Roll every roll of the dice in the written table: within the error that it states."""
    from skydome.analysis.dice import chances_of

    file = tmp_path / "table.csv"
    assert command("adjudicate", small_file, *QUICK, "--csv", file).code == 0
    for row in csv.DictReader(io.StringIO(file.read_text("utf-8"))):
        first, chances = chances_of(row["dice"])
        outcomes = [int(row[f"total_{total}"]) for total in range(first, first + len(chances))]
        mean = sum(c * x for c, x in zip(chances, outcomes, strict=True))
        assert mean == pytest.approx(float(row["mean"]) + float(row["mean_error"]), abs=2e-4)
        assert abs(mean - float(row["mean"])) <= float(row["distance"]) + 2e-4
        for percent in (10, 90):
            least = min(
                x
                for x in outcomes
                if sum(c for c, y in zip(chances, outcomes, strict=True) if y <= x)
                >= percent / 100 - 1e-12
            )
            assert abs(least - int(row[f"percent_{percent}"])) <= int(row["tail_error"])
        blank = [n for n in range(1, 21) if not first <= n < first + len(chances)]
        assert all(row[f"total_{total}"] == "" for total in blank)


NUMBERS = "with commas between them, each once"
RAIDS, SHARES = (
    f"allowed: numbers from 0.01 to 20, {NUMBERS}",
    f"allowed: numbers from 0 to 1, {NUMBERS}",
)
NAMES = "allowed: NAME=UNIT,UNIT... with letters, digits, - and _, at most 20 in the name"
UNITS = "allowed: regiment, each once"
MANY = ",".join(map(str, range(1, 21)))
REFUSED = [
    ("--raid 1,much", f"--raid: 'much' is not a number; {RAIDS}"),
    ("--raid 0", f"--raid: 0 is out of bounds; {RAIDS}"),
    ("--raid nan", f"--raid: nan is out of bounds; {RAIDS}"),
    ("--raid 1,1.0", f"--raid: 1 is given twice; {RAIDS}"),
    ("--raid 1,", f"--raid: '' is not a number; {RAIDS}"),
    ("--readiness 75", f"--readiness: 75 is out of bounds; {SHARES}"),
    ("--layers regiment", f"--layers: 'regiment' does not name a set of units; {NAMES}"),
    ("--layers a/b=regiment", f"--layers: 'a/b=regiment' does not name a set of units; {NAMES}"),
    (
        "--layers a=regimant",
        f"--layers: a: there is no unit 'regimant' (did you mean 'regiment'?); {UNITS}",
    ),
    (
        "--layers a=regiment,regiment",
        f"--layers: a: regiment is named twice; {UNITS}",
    ),
    (
        "--layers a=regiment --layers a=regiment",
        "--layers: two sets are named 'a'; allowed: another name",
    ),
    ("--replications 0", "--replications: 0 is out of bounds; allowed: 1 to 100,000"),
    ("--seed -1", "seed: -1 is out of bounds; allowed: 0 to 2**63 - 1"),
    ("--threads 0", "--threads: 0 is out of bounds; allowed: 1 to 256"),
    (
        f"--raid {MANY} --readiness 0,.1,.2,.3,.4,.5,.6",
        "the table would have 140 cells; allowed: at most 120: fewer raids, layers or shares",
    ),
    (
        "--raid 1,2,3,4,5,6,7 --readiness 0,.2,.4,1 --page table.html",
        "--page: 28 cells do not fit on one page; allowed: at most 27, or the table as --csv",
    ),
    ("--csv none/table.csv", "none: --csv: there is no such folder"),
    (
        "--csv table --page table",
        "table: --csv and --page: both would be written to one file; allowed: two names",
    ),
]


@pytest.mark.parametrize(("words", "told"), REFUSED)
def test_what_cannot_be_used_is_refused_before_the_work(
    command, small_file, tmp_path, monkeypatch, words, told
):
    monkeypatch.chdir(tmp_path)
    ended = command("adjudicate", small_file, *words.split())
    assert (ended.code, ended.out, ended.err) == (2, "", f"skydome: {told}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_longest_names_do_not_widen_the_page():
    """A title is cut at the edge; a long list of units is told by their number."""
    from types import SimpleNamespace

    from skydome.report.adjudication.page import _layers

    many = SimpleNamespace(layers={"all": tuple(f"unit-number-{n}" for n in range(50))})
    assert _layers(many) == "all: 50 units"
    few = SimpleNamespace(layers={"a": ("x", "y"), "b": ("z",)})
    assert re.fullmatch(r"a = x, y; b = z", _layers(few))
