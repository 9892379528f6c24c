"""Race the kernels against each other and against NumPy on the benchmark raid.

Every figure is the best of five; the ratios are what counts, since they are taken in one run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import raid
from numpy_twin import Twin, dense
from skydome.engagement import event, reference
from skydome.engagement.world import new_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.world import World

SEED, ROUNDS = 400, 5
KEPT = Path(__file__).parent / "ratios.json"
FALLEN = 0.9  # of the kept ratio: less is worth a warning
COLUMNS = 5 * raid.CLASSES + 4 + raid.UNITS + 2 * raid.UNITS + 4


def main() -> int:
    """Measure, print, and write the table; return 0."""
    parser = argparse.ArgumentParser(description="Race the kernels on the benchmark raid.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table to a page")
    parser.add_argument("--keep", action="store_true", help="keep these ratios to compare with")
    options = parser.parse_args()
    rates, draws = measure(raid.build())
    ratios = {
        "reference / NumPy twin": rates["reference"] / rates["NumPy twin"],
        "event / NumPy twin": rates["event"] / rates["NumPy twin"],
        "event, two threads / one": rates["event, two threads"] / rates["event"],
        "draws of event / of reference": draws,
    }
    text = table(rates, ratios)
    sys.stdout.write(text)
    warn(ratios)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.keep:
        KEPT.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(world: World) -> tuple[dict[str, float], float]:
    """Return replications a second by kernel, and the share of draws that `event` evaluates."""
    tables = dense(world)
    slow, fast, agenda = new_state(world), new_state(world), event.new_agenda(world)

    def twin(count: int) -> None:
        for replication in range(count):
            Twin(tables, SEED, replication).row()

    def by_reference(count: int) -> None:
        reference.run(world, slow, SEED, 0, 1, rows(count))

    def by_event(count: int) -> None:
        event.run(world, fast, agenda, SEED, 0, 1, rows(count))

    def one_of_two(count: int) -> None:
        scratch = new_state(world), event.new_agenda(world)
        event.run(world, *scratch, SEED, 0, 1, rows(count))

    def two_threads(count: int) -> None:
        with ThreadPoolExecutor(2) as executor:
            list(executor.map(one_of_two, [count // 2, count // 2]))

    by_reference(1)
    by_event(1)
    rates = best(
        {
            "NumPy twin": (twin, 4),
            "reference": (by_reference, 200),
            "event": (by_event, 800),
            "event, two threads": (two_threads, 1_600),
        }
    )
    evaluated = np.zeros(2)
    for replication in range(50):
        reference.run(world, slow, SEED, replication, 1, rows(1))
        event.run(world, fast, agenda, SEED, replication, 1, rows(1))
        evaluated += slow.draws[0], fast.draws[0]
    return rates, float(evaluated[1] / evaluated[0])


def rows(count: int) -> np.ndarray:
    """Return room for so many rows."""
    return np.zeros((count, COLUMNS), dtype=np.int32)


def best(works: dict[str, tuple[Callable[[int], None], int]]) -> dict[str, float]:
    """Return replications a second, the best of five rounds in which each has its turn."""
    least = dict.fromkeys(works, np.inf)
    for _ in range(ROUNDS):
        for name, (work, count) in works.items():
            began = time.perf_counter()
            work(count)
            least[name] = min(least[name], (time.perf_counter() - began) / count)
    return {name: 1 / float(seconds) for name, seconds in least.items()}


def table(rates: dict[str, float], ratios: dict[str, float]) -> str:
    """Return the figures as a page."""
    lines = ["# Benchmarks", "", (raid.__doc__ or "").strip(), ""]
    lines += ["Written by `make bench`; best of five, in one run on one machine.", ""]
    lines += ["| kernel | replications/s |", "|---|---:|"]
    lines += [f"| {name} | {rate:,.1f} |" for name, rate in rates.items()]
    lines += ["", "| ratio | |", "|---|---:|"]
    lines += [f"| {name} | {ratio:,.2f} |" for name, ratio in ratios.items()]
    return "\n".join(lines) + "\n"


def warn(ratios: dict[str, float]) -> None:
    """Say on standard error which ratio fell by a tenth or more against the kept ones."""
    if not KEPT.is_file():
        return
    for name, kept in json.loads(KEPT.read_text("utf-8")).items():
        fell = ratios[name] > kept / FALLEN if "draws" in name else ratios[name] < kept * FALLEN
        if fell:
            sys.stderr.write(f"warning: {name} is {ratios[name]:.2f}, it was {kept:.2f}\n")


if __name__ == "__main__":
    sys.exit(main())
