"""The page of mutation testing: written, read again, and counted again after the survivors."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mutants
from mutation import Mutant
from mutation_page import KEPT, Tally, closest_room, page, read_page, shown, shown_in
from mutation_run import Verdict

SOURCES = {"rules": ("src/rules",), "kill": ("src/kill.py",)}
LONG = "return " + " + ".join(f"part_{n}" for n in range(40))


def mutant(before, after, function="f", file="src/rules/a.py"):
    return Mutant(file, function, 7, range(7, 8), before, after, compile("0", "x", "eval"))


ONE = mutant("if a < b:", "if a <= b:")
OTHER = mutant("x: int = 1", "x: int = 2", "Class.method")
CUT = mutant(LONG + " + 1", LONG + " + 2", "g")
THREE = (ONE, OTHER, CUT)


class Run:
    """What `mutants.report_again` reads of a run."""

    failed = ()

    def __init__(self, *outcomes):
        self.verdicts = [Verdict(*pair) for pair in outcomes]


def tally(**changes):
    listed = tuple(mutants.described(Verdict(m, "survived")) for m in THREE)
    drawn = Tally("rules", 900, 20, 16, 1, 3, 0, "--sample 20 --seed 3 --jobs 1", listed)
    return drawn._replace(**changes)


def written(tmp_path, *tallies, kept=""):
    file = tmp_path / "page.md"
    file.write_text(page("Introduction.", tallies, [], kept), encoding="utf-8")
    return file


def test_a_page_read_again_is_the_same(tmp_path):
    kill = Tally("kill", 5, 5, 5, 0, 0, 0, "--jobs 2", ())
    kept = f"\n{KEPT}\n\nBy hand.\n"
    file = written(tmp_path, tally(since=1), kill, kept=kept)
    found, fixed = read_page(file, SOURCES)
    assert found == {"rules": tally(since=1), "kill": kill}
    assert fixed == kept
    assert page("Introduction.", list(found.values()), [], fixed) == file.read_text("utf-8")


def test_a_page_that_is_not_there_has_no_rooms(tmp_path):
    assert read_page(tmp_path / "none.md", SOURCES) == ({}, "")


def test_a_page_with_other_columns_is_refused(tmp_path):
    file = tmp_path / "page.md"
    file.write_text("# Mutants\n\n| room | run |\n|---|--:|\n| rules | 3 |\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.md: the table has other columns"):
        read_page(file, SOURCES)


def test_a_survivor_is_found_by_what_is_shown_of_it():
    for one, text in zip(THREE, tally().listed, strict=True):
        assert shown_in(text) == shown(one)
    assert len(shown(CUT)[2]) < len(CUT.before)


def test_a_file_belongs_to_the_room_that_names_it_closest():
    sources = {"coverage": ("src/coverage",), "kernels": ("src/coverage/kernels.py",)}
    assert closest_room("src/coverage/kernels.py:3: f", sources) == "kernels"
    assert closest_room("src/coverage/look.py:3: f", sources) == "coverage"
    assert closest_room("src/other.py:3: f", sources) is None


def test_shares_before_and_after_the_tests_that_survivors_asked_for():
    # 20 run, 1 equivalent: 16 of 19 killed as drawn, 18 of 19 with two of the three survivors
    found = tally(since=2)
    assert found.share == pytest.approx(16 / 19)
    assert found.share_now == pytest.approx(18 / 19)
    assert found.interval.startswith(" (")
    assert tally(whole=20).interval == ""


def test_survivors_run_again_are_killed_equivalent_or_left():
    run = Run((ONE, "killed"), (OTHER, "survived"), (CUT, "unreached"))
    found = mutants.report_again(tally(), run, {OTHER.key})
    # one of the three is killed now; one turned out to be the same, and is no survivor
    assert (found.killed, found.equivalent, found.survivors, found.since) == (16, 2, 2, 1)
    assert [shown_in(text) for text in found.listed] == [shown(CUT)]
    assert found.share_now == pytest.approx(17 / 18)


def test_a_survivor_that_is_no_mutant_any_more_stays_listed(capsys):
    assert mutants.those_listed(tally(), [ONE, CUT]) == [ONE, CUT]
    assert "no such mutant any more" in capsys.readouterr().out
    found = mutants.report_again(tally(), Run((ONE, "killed"), (CUT, "endless")), set())
    assert (found.survivors, found.since) == (3, 2)
    assert [shown_in(text) for text in found.listed] == [shown(OTHER)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["rule"], "unknown room: rule; allowed: rules"),
        (["rules", "--survivors"], "--survivors needs the page"),
        (["rules", "--markdown", "p.md", "--file", "supply.py"], "--markdown is for whole rooms"),
        (["rules", "kill", "--tests", "t.py"], "--tests are those of one room: name it"),
        (["--markdown", "p.md", "--survivors", "--sample", "3"], "leave out --sample"),
    ],
)
def test_options_that_contradict_each_other_are_refused(words, message, capsys):
    with pytest.raises(SystemExit) as ended:
        mutants.arguments(words)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_the_command_on_the_page_draws_the_same_mutants():
    assert mutants.options(mutants.arguments(["--jobs", "2"])) == "--jobs 2"
    words = ["--sample", "200", "--seed", "13", "--minutes", "16", "--jobs", "1", "--tests", "t.py"]
    assert mutants.options(mutants.arguments(["rules", *words])) == " ".join(words)


def test_no_kernel_is_imported_before_a_room_says_whether_it_is_compiled():
    # The kernels ask SKYDOME_NO_JIT as they are imported; a mutant of a compiled one does nothing.
    asked = "import sys, mutants; print([m for m in sys.modules if m.startswith('skydome')])"
    path = os.pathsep.join(sys.path)
    ended = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout == "[]\n"


def test_the_tests_that_kill_the_mutants_of_before_exist():
    root = Path(mutants.ROOT)
    fixed = (root / "docs" / "mutants.md").read_text(encoding="utf-8").partition(KEPT)[2]
    named = re.findall(r"`(\w+/[\w/]*test_\w+\.py)` `(test_\w+)`", fixed)
    assert len(named) >= 20
    for file, test in named:
        assert f"def {test}(" in (root / "tests" / "unit" / file).read_text(encoding="utf-8")
