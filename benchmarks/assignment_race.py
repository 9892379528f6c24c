"""Race the rule, the search and the exact method on plain instances, beside the best known.

Takes a folder of instances such as those of the public collection at github.com/tuliotoffolo/wta
(GPL-3, so none of them is stored here). The search is timed by this thread's processor time, which
other work on the machine leaves alone; the exact method by the clock.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from skydome.assignment import Problem, broken_limits, cost, greedy, load, search, solve
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = (1, 2, 3)
# weapons x targets x rounds -> best value known: the collection's own table of results, of its
# branch-and-adjust runs, which state the true objective
BEST_KNOWN = {
    "50x100x1": 1734.302278,
    "50x100x2": 123.838458,
    "50x100x3": 20.590016,
    "100x200x1": 2862.302805,
    "100x200x2": 116.057435,
    "100x200x3": 14.579133,
    "150x300x1": 3740.417477,
    "150x300x2": 103.151031,
    "200x400x1": 4970.363583,
    "200x400x2": 115.447473,
}
# what the search is held to after one second on one core, above the best known
LIMITS = {"100x200x1": 0.005, "100x200x2": 0.02}
PROVEN = ("50x100x1", "50x100x2", "50x100x3")
PROVEN_WITHIN_S, GAP = 60.0, 1e-4
HEAD = (
    "| instance | best known | greedy | search, 1 s | exact | bound | gap | time |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|\n"
)


class Raced(NamedTuple):
    """What the methods gave on one instance; ``exact`` values are None where it was not asked."""

    name: str
    known: float
    greedy: float
    searched: tuple[float, ...]
    exact: float | None = None
    bound: float | None = None
    seconds: float | None = None

    @property
    def failed(self) -> bool:
        """Whether it missed what it is held to."""
        worst = max(self.searched) / self.known - 1
        late = self.seconds is not None and self.seconds > PROVEN_WITHIN_S
        open_gap = self.gap is not None and self.gap > GAP
        proof = self.name in PROVEN and (late or open_gap)
        return worst > LIMITS.get(self.name, float("inf")) or proof

    @property
    def gap(self) -> float | None:
        """What is left between the exact method's value and its bound."""
        if self.exact is None or self.bound is None:
            return None
        return max(self.exact - self.bound, 0.0) / self.exact


def main(arguments: Sequence[str] | None = None) -> int:
    """Race and print; return 0 where everything is held, 1 where not, 2 without instances."""
    parser = argparse.ArgumentParser(description="Race the assignment methods on plain instances.")
    parser.add_argument("folder", type=Path, help="of instances, .txt")
    parser.add_argument("--only", nargs="*", metavar="50x100x1", help="instances, by size")
    parser.add_argument("--search-seconds", type=float, default=1.0)
    parser.add_argument("--exact-seconds", type=float, default=60.0, help="0 leaves it out")
    options = parser.parse_args(arguments)
    failed = 0
    try:
        files = instances(options.folder, options.only)
        sys.stdout.write(HEAD)
        for name, file in files:
            raced = race(name, load(file), options.search_seconds, options.exact_seconds)
            sys.stdout.write(row(raced))
            sys.stdout.flush()
            failed += raced.failed
    except InputError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return int(failed > 0)


def instances(folder: Path, only: Sequence[str] | None) -> list[tuple[str, Path]]:
    """Return the instances of a folder whose best value is known, smallest first."""
    named = {file.stem.removeprefix("wta_"): file for file in folder.glob("*.txt")}
    chosen = [name for name in BEST_KNOWN if name in named and (not only or name in only)]
    if not chosen:
        allowed = ", ".join(f"wta_{name}.txt" for name in BEST_KNOWN)
        raise InputError("there is no instance to race", file=folder, allowed=allowed)
    return [(name, named[name]) for name in chosen]


def race(name: str, problem: Problem, search_seconds: float, exact_seconds: float) -> Raced:
    """Return what the methods give, the search for each seed."""
    known = BEST_KNOWN.get(name, float("nan"))
    by_rule = cost(problem, greedy(problem))
    searched = tuple(_searched(problem, seed, search_seconds) for seed in SEEDS)
    if exact_seconds <= 0:
        return Raced(name, known, by_rule, searched)
    started = time.perf_counter()
    proof = solve(problem, seconds=exact_seconds)
    seconds = time.perf_counter() - started
    exact = cost(problem, proof.fired)
    return Raced(name, known, by_rule, searched, exact, proof.bound, seconds)


def _searched(problem: Problem, seed: int, seconds: float) -> float:
    found = search(problem, seed=seed, iterations=None, seconds=seconds, clock=time.thread_time)
    broken = broken_limits(problem, found.fired)
    if broken:
        raise AssertionError(broken[0])
    return cost(problem, found.fired)


def row(raced: Raced) -> str:
    """Return a line of the table."""
    above = [value / raced.known - 1 for value in raced.searched]
    spread = f"{min(above):+.2%} to {max(above):+.2%}"
    cells = [raced.name, f"{raced.known:,.6f}", f"{raced.greedy / raced.known - 1:+.1%}", spread]
    if raced.exact is None or raced.bound is None or raced.gap is None or raced.seconds is None:
        cells += ["–"] * 4
    else:
        gap = f"{raced.gap:.1e}" if raced.gap < 1e-3 else f"{raced.gap:.1%}"
        cells += [f"{raced.exact:,.6f}", f"{raced.bound:,.6f}", gap, f"{raced.seconds:.0f} s"]
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    sys.exit(main())
