"""Mutation testing: find the changes to a rule that no test notices.

``make mutants`` runs every mutant of `ROOMS`. A part of it:

    PYTHONPATH=validation python -m mutants rules --file supply.py --sample 50 --seed 2

A mutant that survives is a rule without a test, a line that does nothing, or a change that means
the same. The last are listed in ``equivalent_mutants.yaml`` by file, function and statement, each
with the reason.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml

from mutation import Mutant, mutants
from mutation_page import Tally, as_table, closest_room, described, page, read_page, shown, shown_in
from mutation_run import LONGEST_S

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutation_run import MutationRun, Verdict

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.yaml")
Key = tuple[str, str, str, str]
LEAST_KILLED = 0.9  # share of the mutants that are not equivalent


class Room(NamedTuple):
    """Sources, and the tests that pin them. A file belongs to the room that names it closest."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()  # files left out: they only lay out a text or a page
    compiled: bool = False  # no kernel is changed, so that kernels can stay compiled


UNIT, PACKAGE = "tests/unit", "src/skydome"
ROOMS = {
    "rules": Room((f"{PACKAGE}/engagement/rules",), (f"{UNIT}/engagement",)),
    "kill": Room((f"{PACKAGE}/physics/kill.py",), (f"{UNIT}/physics/test_kill*.py",)),
    "coverage": Room(
        (f"{PACKAGE}/coverage",), (f"{UNIT}/coverage",), ("coverage/kernels.py",), compiled=True
    ),
    "kernels": Room((f"{PACKAGE}/coverage/kernels.py",), (f"{UNIT}/coverage",)),
    "exposure": Room(
        (f"{PACKAGE}/exposure",), (f"{UNIT}/exposure",), ("exposure/text.py", "exposure/page.py")
    ),
    "fielding": Room((f"{PACKAGE}/fielding",), (f"{UNIT}/fielding",)),
}
SOURCES = {name: room.sources for name, room in ROOMS.items()}
INTRODUCTION = f"""\
A mutant is one small change to one rule: a comparison inverted or moved by one, an operator
exchanged, a constant moved by one, a statement left out. It is killed if a test of its room
fails. Mutants that mean the same do not count; `validation/equivalent_mutants.yaml` lists
them, each with the reason. Files that only lay out a text or a page are left out.

`make mutants ROOMS="rules kill"` runs every mutant of some rooms: {", ".join(ROOMS)}
(kernels: those of coverage). With `--sample` or `--minutes` the mutants run are drawn at
random. For one mutant, tests run for at most {LONGEST_S:.0f} processor seconds, the quickest
first, so that a slow test may kill a survivor. Where `--tests` names some tests of a room,
the others may kill more.

With `--markdown docs/mutants.md` the rooms that were run are replaced on this page. With
`--survivors` as well, the survivors listed here are run again. Those that a test written
since kills have a column of their own: the tests were written for them, so that the last
column says nothing about mutants that were not drawn."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the mutants of the rooms asked for; return 1 where too many survive."""
    asked = arguments(words)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        tallies, kept = read_page(asked.markdown, SOURCES) if asked.markdown else ({}, "")
    except ValueError as wrong:
        sys.exit(str(wrong))
    rooms = asked.rooms or list(ROOMS)
    for name in rooms:
        if ROOMS[name].compiled:
            os.environ.pop("SKYDOME_NO_JIT", None)
        else:
            os.environ["SKYDOME_NO_JIT"] = "1"
        # A fresh interpreter: pytest runs once in a process, and kernels are compiled or not as the
        # module that has them is imported.
        with multiprocessing.get_context("spawn").Pool(1) as apart:
            tallies[name] = apart.apply(one_room, (name, asked, tallies.get(name)))
        show(as_table([tallies[name]]))
        if asked.markdown:
            in_order = [tallies[room] for room in ROOMS if room in tallies]
            not_run = [room for room in ROOMS if room not in tallies]
            text = page(INTRODUCTION, in_order, not_run, kept)
            asked.markdown.write_text(text, encoding="utf-8")
    return int(any(tallies[name].share_now < LEAST_KILLED for name in rooms))


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--file", help="only source files whose path ends so")
    parser.add_argument("--tests", nargs="+", help="these tests instead of the room's")
    parser.add_argument("--sample", type=int, help="that number of mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument(
        "--minutes", type=float, default=inf, help="begin no mutant of a room later"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument(
        "--markdown", type=Path, help="the page to write; rooms on it that are not run stay"
    )
    parser.add_argument(
        "--survivors", action="store_true", help="only the survivors that the page lists"
    )
    asked = parser.parse_args(words)
    unknown = [name for name in asked.rooms if name not in ROOMS]
    if unknown:
        parser.error(f"unknown room: {unknown[0]}; allowed: {', '.join(ROOMS)}")
    if asked.markdown and asked.file:
        parser.error("--markdown is for whole rooms: leave out --file")
    if asked.tests and len(asked.rooms) != 1:
        parser.error("--tests are those of one room: name it")
    if asked.survivors and not asked.markdown:
        parser.error("--survivors needs the page that lists them: --markdown docs/mutants.md")
    if asked.survivors and asked.sample is not None:
        parser.error("--survivors runs those that are listed: leave out --sample")
    return asked


def one_room(name: str, asked: argparse.Namespace, before: Tally | None) -> Tally:
    """Run the mutants of one room, or its survivors alone, and print the survivors."""
    every = [m for file in source_files(ROOMS[name]) for m in mutants(file, ROOT)]
    chosen = [m for m in every if not asked.file or m.file.endswith(asked.file)]
    known = equivalent(name, every)
    if asked.survivors:
        if before is None:
            sys.exit(f"{asked.markdown} has no room {name}")
        again = those_listed(before, every)
        run = run_tests(again, asked.tests or ROOMS[name].tests, asked, known)
        return report_again(before, run, known)
    if asked.sample is not None or asked.minutes < inf:
        count = min(asked.sample or len(chosen), len(chosen))
        chosen = random.Random(asked.seed).sample(chosen, count)  # noqa: S311 - no secret
    run = run_tests(chosen, asked.tests or ROOMS[name].tests, asked, known)
    return report(name, len(every), run, known, options(asked))


def those_listed(before: Tally, every: Sequence[Mutant]) -> list[Mutant]:
    """Return the survivors that a page lists; name those that are no mutants any more."""
    mutant_of = {shown(m): m for m in every}
    wanted = [shown_in(text) for text in before.listed]
    for one in wanted:
        if one not in mutant_of:
            show(f"no such mutant any more, still counted as a survivor: {': '.join(one)}")
    return [mutant_of[one] for one in wanted if one in mutant_of]


def options(asked: argparse.Namespace) -> str:
    """Return the options of a command that draws the same mutants."""
    given = ("sample", asked.sample), ("seed", asked.seed), ("minutes", asked.minutes)
    drawn = asked.sample is not None or asked.minutes < inf
    words = [f"--{name} {value:g}" for name, value in given if value not in {None, inf}]
    tests = ["--tests", *asked.tests] if asked.tests else []
    return " ".join([*(words if drawn else ()), f"--jobs {asked.jobs}", *tests])


def source_files(room: Room) -> list[Path]:
    """Return the source files of a room, without those that only lay out a text or a page."""
    places = [ROOT / place for place in room.sources]
    files = [file for place in places for file in (sorted(place.rglob("*.py")) or [place])]
    return [file for file in files if not file.as_posix().endswith(room.without or ("/",))]


def run_tests(
    chosen: Sequence[Mutant], tests: Sequence[str], asked: argparse.Namespace, known: set[Key]
) -> MutationRun:
    """Collect tests in this process and run mutants against them; show what survives."""
    from mutation_run import MutationRun

    def heard(verdict: Verdict) -> None:
        m = verdict.mutant
        if is_alive(verdict) and m.key not in known:
            show(described(verdict))

    run = MutationRun(chosen, ROOT, asked.jobs, heard, asked.minutes)
    files = [str(file) for test in tests for file in (sorted(ROOT.glob(test)) or [ROOT / test])]
    quiet = ["--quiet", "--no-header", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
    code = pytest.main([*quiet, "-c", str(ROOT / "pyproject.toml"), *files], plugins=[run])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        sys.exit(f"the tests could not be collected: {code!r}")
    return run


def equivalent(room: str, every: Sequence[Mutant]) -> set[Key]:
    """Return the mutants that mean the same; name the entries that no longer fit any."""
    listed = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or []
    known = {(e["file"], e["function"], e["before"], e["after"]) for e in listed}
    here = {key for key in known if closest_room(key[0], SOURCES) == room}
    for key in sorted(here - {m.key for m in every}):
        show(f"no such mutant any more: {': '.join(key)}")
    return known


def report(name: str, whole: int, run: MutationRun, known: set[Key], options_given: str) -> Tally:
    """Print which tests and entries took no part, and count."""
    for test in run.failed:
        show(f"{name}: takes no part (fails, or is slow, as plain Python): {test}")
    same, alive = alive_in(run, known)
    for verdict in run.verdicts:
        if verdict.mutant.key in known and not is_alive(verdict):
            show(f"listed as equivalent, but killed: {': '.join(verdict.mutant.key)}")
    killed = len(run.verdicts) - len(same) - len(alive)
    counts = len(run.verdicts), killed, len(same), len(alive)
    listed = tuple(described(verdict) for verdict in alive)
    return Tally(name, whole, *counts, 0, options_given, listed)


def report_again(before: Tally, run: MutationRun, known: set[Key]) -> Tally:
    """Count again after a run of the survivors alone; those that are not settled stay listed."""
    same, alive = alive_in(run, known)
    still = {shown(verdict.mutant) for verdict in alive}
    settled = {shown(verdict.mutant) for verdict in run.verdicts} - still
    return before._replace(
        equivalent=before.equivalent + len(same),
        survivors=before.survivors - len(same),
        since=before.since + len(run.verdicts) - len(same) - len(alive),
        listed=tuple(text for text in before.listed if shown_in(text) not in settled),
    )


def alive_in(run: MutationRun, known: set[Key]) -> tuple[list[Verdict], list[Verdict]]:
    """Return the verdicts on mutants that live: those known to be equivalent, and the others."""
    alive = [verdict for verdict in run.verdicts if is_alive(verdict)]
    same = [verdict for verdict in alive if verdict.mutant.key in known]
    return same, [verdict for verdict in alive if verdict.mutant.key not in known]


def show(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def is_alive(verdict: Verdict) -> bool:
    """Say whether no test noticed a mutant."""
    return verdict.outcome in {"survived", "unreached"}


if __name__ == "__main__":
    sys.exit(main())
