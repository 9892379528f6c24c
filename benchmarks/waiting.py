"""What a person waits for: whole commands as processes, asked beside measured.

    python benchmarks/waiting.py [--rounds 5] [--page docs/waiting.md]

Seconds are processor time of the process and its threads, which other work on the machine hardly
affects; the best of several rounds. The clock's seconds stand next to them: on a machine with two
quiet cores they are the shorter. Everything is warm but the two rows that say so.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXAMPLES = Path(__file__).parents[1] / "examples"
PROGRAM = "import sys; from skydome.cli.main import main; sys.exit(main())"
ROUNDS = 5
BAND = 1.5  # a run with its draws takes at most half as much time again
BAND_S = 3.0  # or three seconds more
ONE_DRAW = """
import time
from skydome import load
from skydome.engagement.tables.build import build_drawn_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import ParameterDraw
scenario = load({scenario!r})
grid = elevation_of(scenario, drawn=True)
def built(draw):
    began = time.process_time()
    build_drawn_world(scenario, grid, ParameterDraw(draw, 64), draw % 8)
    return time.process_time() - began
seconds = sorted(built(draw) for draw in range(24))
print(seconds[len(seconds) // 4])
"""


class Took(NamedTuple):
    """Seconds of a command: of the processor, and by the clock."""

    processor: float
    clock: float


class Row(NamedTuple):
    """One line of the table; ``cold`` empties the cache before, and is timed by the clock."""

    what: str
    command: str  # or several, with && between them
    asked_s: float
    cold: bool = False


DEMO = "run two_front --replications 10000000 --for-seconds 30 --output {demo} && report {demo}"
ROWS = (
    Row("first `run` after installation", "run single_battery --no-sampled", 10.0, cold=True),
    Row("`make demo` after set-up", DEMO, 75.0, cold=True),
    Row("`run` of single_battery without draws", "run single_battery --no-sampled", 1.0),
    Row("report of two_front", "report {two_front}", 3.0),
    Row("`compare` of three systems", "compare s-400 patriot thaad", 4.0),
    Row(
        "`coverage --against ballistic`, THAAD",
        "coverage thaad-battery --against ballistic",
        4.0,
    ),
    Row(
        "`replay --optimum` of two_front",
        "replay {two_front} --replication worst --optimum",
        20.0,
    ),
    Row("`campaign` example", "campaign campaign", 8.0),
    Row("`campaign` example, cold", "campaign campaign", 30.0, cold=True),
    Row("`timeline`, 2,000 draws", "timeline india-2018 --draws 2000", 1.5),
)
WITH_DRAWS = ("single_battery", "two_front")


def main() -> int:
    """Measure everything, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="rows whose text contains this")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table to a page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder), asked.rounds)
        text = page(lines(place, asked.only), asked.rounds)
    sys.stdout.write(text)
    if asked.page:
        asked.page.write_text(text, encoding="utf-8")
    return 0


class Place:
    """A folder with a cache, in which commands run."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.two_front = folder / "two_front"

    def prepare(self) -> None:
        """Make the result that is reported on and replayed."""
        if not self.two_front.exists():
            self.run(f"run two_front --replications 2000 --output {self.two_front}")

    def best(self, row: Row) -> Took:
        """Return the best rounds of a row; a cold one is run twice, each time with a new cache."""
        command = row.command.format(two_front=self.two_front, demo=self.folder / "demo")
        if row.cold:
            return _least(self.run(command, f"cold-{row.what}-{n}") for n in range(2))
        self.run(command)
        return _least(self.run(command) for _ in range(self.rounds))

    def run(self, commands: str, cache: str = "cache") -> Took:
        """Run command lines of Skydome one after the other and return what they took."""
        took = [self.one(command, cache) for command in commands.split(" && ")]
        return Took(*map(sum, zip(*took, strict=True)))

    def one(self, command: str, cache: str) -> Took:
        """Run one command line."""
        first, what, *rest = command.split()
        named = EXAMPLES / f"{what}.yaml"
        words = [first, str(named) if named.exists() else what, *rest]
        if first == "run":
            words += ["--force", "--quiet"]
            words += [] if "--output" in words else ["--output", str(self.folder / "result")]
        return self.process(["-c", PROGRAM, *words], cache)[0]

    def process(self, words: list[str], cache: str = "cache") -> tuple[Took, str]:
        """Run Python and return what it took and printed."""
        # What is installed comes with its bytecode, whatever this shell says of writing it.
        own = {"SKYDOME_CACHE": str(self.folder / cache), "PYTHONDONTWRITEBYTECODE": ""}
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run(
            [sys.executable, *words],
            check=True,
            env={**os.environ, **own},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # progress
            cwd=self.folder,
            text=True,
        )
        clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Took(used, clock), done.stdout


def _least(found: Iterable[Took]) -> Took:
    """Return the least of each time."""
    return Took(*map(min, zip(*found, strict=True)))


def lines(place: Place, only: str) -> Iterator[str]:
    """Yield the table's lines as they are measured."""
    for row in ROWS:
        if only in row.what:
            if "{two_front}" in row.command:
                place.prepare()
            took = place.best(row)
            counted = took.clock if row.cold else took.processor
            yield _line(row.what, row.asked_s, counted, took)
    for name in WITH_DRAWS:
        what = f"default `run` of {name}, with 64 draws"
        if only in what:
            bare = place.best(Row(what, f"run {name} --no-sampled", 0.0))
            took = place.best(Row(what, f"run {name}", 0.0))
            bound = max(BAND * bare.clock, bare.clock + BAND_S)
            yield _line(f"{what}; {bare.clock:.1f} s without", bound, took.clock, took)
    what = "one draw of the parameters of two_front, no replications"
    if only in what:
        words = ["-c", ONE_DRAW.format(scenario=str(EXAMPLES / "two_front.yaml"))]
        place.process(words)
        least = min(float(place.process(words)[1]) for _ in range(place.rounds))
        yield _line(what, 0.08, least, Took(least, least))


def _line(what: str, asked_s: float, counted_s: float, took: Took) -> str:
    sys.stderr.write(f"{what}: {took}\n")
    met = "met" if counted_s <= asked_s else "missed"
    return f"| {what} | {asked_s:.3g} s | {took.processor:.2f} s | {took.clock:.2f} s | {met} |"


def page(found: Iterable[str], rounds: int) -> str:
    """Return the page."""
    table = "\n".join(found)
    return f"""# What a person waits for

Written by `benchmarks/waiting.py` as part of `make bench`, in one run on one machine. Every figure
is the least of {rounds} runs of the whole process (2 where the cache is empty). Processor seconds
are of all threads together. A row asks for processor seconds; cold rows and runs with draws ask for
seconds by the clock, which other work on the machine lengthens.

| command | at most | processor | clock | |
|---|---:|---:|---:|---|
{table}
"""


if __name__ == "__main__":
    sys.exit(main())
