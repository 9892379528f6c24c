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
from mutation_run import LONGEST_S
from skydome.analysis.intervals import proportion_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mutation_run import MutationRun, Verdict

ROOT = Path(__file__).parents[1]
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.yaml")
Key = tuple[str, str, str, str]
INTRODUCTION = (
    "A mutant is one small change to one rule: a comparison inverted or moved by one, an operator\n"
    "exchanged, a constant moved by one, a statement left out. It is killed if a test of its room\n"
    "fails. Mutants that mean the same do not count; `validation/equivalent_mutants.yaml` lists\n"
    "them, each with the reason. Files that only lay out a text or a page are left out.\n\n"
    '`make mutants ROOMS="rules kill"` runs every mutant of some rooms: rules, kill, coverage,\n'
    "exposure, fielding. With `--sample` or `--minutes` the mutants run are drawn at random. For\n"
    f"one mutant, tests run for at most {LONGEST_S:.0f} processor seconds, the quickest first, so\n"
    "that a slow test may kill a survivor."
)
SHOWN = 80  # characters of a survivor before and after its change
LEAST_KILLED = 0.9  # share of the mutants that are not equivalent


class Room(NamedTuple):
    """Sources, and the tests that pin them."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    display: tuple[str, ...] = ()  # sources that only lay out a text or a page: no rules


UNIT, PACKAGE = "tests/unit", "src/skydome"
ROOMS = {
    "rules": Room((f"{PACKAGE}/engagement/rules",), (f"{UNIT}/engagement",)),
    "kill": Room((f"{PACKAGE}/physics/kill.py",), (f"{UNIT}/physics/test_kill*.py",)),
    "coverage": Room((f"{PACKAGE}/coverage",), (f"{UNIT}/coverage",)),
    "exposure": Room(
        (f"{PACKAGE}/exposure",), (f"{UNIT}/exposure",), ("exposure/text.py", "exposure/page.py")
    ),
    "fielding": Room((f"{PACKAGE}/fielding",), (f"{UNIT}/fielding",)),
}


class Tally(NamedTuple):
    """What became of the mutants of one room."""

    room: str
    whole: int  # mutants that the room has
    mutants: int  # those that were run
    killed: int
    equivalent: int
    survivors: int
    listed: tuple[str, ...]  # the survivors, each in three lines

    @property
    def share(self) -> float:
        """Return the share killed of the mutants that are not equivalent."""
        return self.killed / max(1, self.killed + self.survivors)

    @property
    def interval(self) -> str:
        """Return the 95 % interval of the share, where the mutants are a sample."""
        if self.mutants == self.whole or self.killed + self.survivors == 0:
            return ""
        share = proportion_interval(self.killed, self.killed + self.survivors)
        return f" ({share.low:.1%} to {share.high:.1%})"


def main(words: Sequence[str] | None = None) -> int:
    """Run the mutants of the rooms asked for; return 1 where too many survive."""
    asked = arguments(words)
    os.environ["SKYDOME_NO_JIT"] = "1"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with multiprocessing.Pool(1, maxtasksperchild=1) as apart:  # pytest runs once in a process
        tallies = []
        rooms = asked.rooms or list(ROOMS)
        for name in rooms:
            tallies.append(apart.apply(one_room, (name, asked)))
            show(as_table(tallies))
            if asked.markdown:
                text = page(tallies, words or sys.argv[1:], rooms[len(tallies) :])
                asked.markdown.write_text(text, encoding="utf-8")
    return int(any(tally.share < LEAST_KILLED for tally in tallies))


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
    parser.add_argument("--markdown", type=Path, help="write the table here as well")
    asked = parser.parse_args(words)
    unknown = [name for name in asked.rooms if name not in ROOMS]
    if unknown:
        parser.error(f"unknown room: {unknown[0]}; allowed: {', '.join(ROOMS)}")
    return asked


def one_room(name: str, asked: argparse.Namespace) -> Tally:
    """Run the mutants of one room, and print the survivors."""
    every = [m for file in source_files(ROOMS[name]) for m in mutants(file, ROOT)]
    chosen = [m for m in every if not asked.file or m.file.endswith(asked.file)]
    if asked.sample is not None or asked.minutes < inf:
        count = min(asked.sample or len(chosen), len(chosen))
        chosen = random.Random(asked.seed).sample(chosen, count)  # noqa: S311 - no secret
    known = equivalent(name, every)
    run = run_tests(chosen, asked.tests or ROOMS[name].tests, asked, known)
    return report(name, len(every), run, known)


def described(verdict: Verdict) -> str:
    """Return where a mutant is, and its statement before and after."""
    m = verdict.mutant
    before, after = around(m.before, m.after)
    return f"{m.file}:{m.line}: {m.function}: {verdict.outcome}\n    {before}\n    {after}"


def around(before: str, after: str) -> tuple[str, str]:
    """Return two long statements from a little before to a little after they differ."""
    start = same_from_start(before, after)
    end = same_from_start(before[start:][::-1], after[start:][::-1])
    first = max(0, start - SHOWN)
    old, new = (text[first : len(text) - end + SHOWN] for text in (before, after))
    return old, new


def same_from_start(one: str, two: str) -> int:
    """Return how many characters two texts share from the start on."""
    differ = (n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b)
    return next(differ, min(len(one), len(two)))


def source_files(room: Room) -> list[Path]:
    """Return the source files of a room, without those that only lay out a text or a page."""
    places = [ROOT / place for place in room.sources]
    files = [file for place in places for file in (sorted(place.rglob("*.py")) or [place])]
    return [file for file in files if not file.as_posix().endswith(room.display or ("/",))]


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
    here = {key for key in known if any(key[0].startswith(s) for s in ROOMS[room].sources)}
    for key in sorted(here - {m.key for m in every}):
        show(f"no such mutant any more: {': '.join(key)}")
    return known


def report(name: str, whole: int, run: MutationRun, known: set[Key]) -> Tally:
    """Print which tests and entries took no part, and count."""
    for test in run.failed:
        show(f"{name}: takes no part (fails, or is slow, as plain Python): {test}")
    same = [v for v in run.verdicts if v.mutant.key in known and is_alive(v)]
    alive = [v for v in run.verdicts if v.mutant.key not in known and is_alive(v)]
    for verdict in run.verdicts:
        if verdict.mutant.key in known and not is_alive(verdict):
            show(f"listed as equivalent, but killed: {': '.join(verdict.mutant.key)}")
    killed = len(run.verdicts) - len(same) - len(alive)
    listed = tuple(described(verdict) for verdict in alive)
    return Tally(name, whole, len(run.verdicts), killed, len(same), len(alive), listed)


def show(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def is_alive(verdict: Verdict) -> bool:
    """Say whether no test noticed a mutant."""
    return verdict.outcome in {"survived", "unreached"}


def page(tallies: Sequence[Tally], words: Sequence[str], left: Sequence[str]) -> str:
    """Return the counts and the survivors as a page in Markdown, and the rooms still to be run."""
    command = f"PYTHONPATH=validation python -m mutants {' '.join(words)}"
    survivors = "\n".join(text for tally in tallies for text in tally.listed) or "none"
    stopped = f"\n\nStopped before: {', '.join(left)}." if left else ""
    return (
        f"# Mutants\n\n{INTRODUCTION}\n\nWritten by this command, room by room:\n\n"
        f"```console\n$ {command}\n```\n\n{as_table(tallies)}{stopped}\n\n"
        f"## Survivors\n\nEach with its line before and after the change.\n\n"
        f"```text\n{survivors}\n```\n"
    )


def as_table(tallies: Sequence[Tally]) -> str:
    """Return the counts as a table in Markdown."""
    head = (
        "| room | mutants | run | killed | equivalent | survivors "
        "| killed of those that differ (95 % interval of a sample) |"
    )
    lines = [
        f"| {t.room} | {t.whole} | {t.mutants} | {t.killed} | {t.equivalent} | {t.survivors} "
        f"| {t.share:.1%}{t.interval} |"
        for t in tallies
    ]
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|--:|", *lines])


if __name__ == "__main__":
    sys.exit(main())
