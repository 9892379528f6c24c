"""Compare the speed of the kernels and of NumPy.

Rates of one thread are per second of processor time, which other work on the machine hardly
affects; rates of two threads and the time of `exposure` are by wall clock. Every rate is the
best of 15 rounds in which the candidates take turns. The ratios matter most, because they are
measured in one run. The column `required` gives the limit for each figure.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import building
import coverage_speed
import exposure_speed
import lazy_twin
import machine
import raid
import scaling
from numpy_twin import Twin, dense
from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World

SEED = 400
KEPT = Path(__file__).parent / "ratios.json"
FALLEN = 0.9  # of the kept ratio: less is worth a warning
AGREE = 4_500  # replications whose rows are compared before the race
JAMMERS = "300 × 20 × 1,800, rules in use: without / with four jammers"
RETURN = "marginal return, event / reference"
PEER, RULED = "lazy C++ twin", "event, every rule compiled"


class Figure(NamedTuple):
    """A measured figure and its limit: a minimum, or a maximum if it is a cost."""

    name: str
    measured: float
    asked: float
    unit: str = ""
    cost: bool = False

    def line(self) -> str:
        """Return the figure as a row of a table."""
        met = self.measured <= self.asked if self.cost else self.measured >= self.asked
        bound = f"{'at most' if self.cost else 'at least'} {self.asked:,g}{self.unit}"
        digits = 0 if self.measured >= 100 else 1 if self.measured >= 10 else 2
        measured = f"{self.measured:,.{digits}f}{self.unit}"
        return f"| {self.name} | {bound} | {measured} | {'met' if met else 'not met'} |"


def main() -> int:
    """Measure, print, and write the tables; return 0."""
    parser = argparse.ArgumentParser(description="Race the kernels on the benchmark raid.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables to a page")
    parser.add_argument("--keep", action="store_true", help="keep these ratios to compare with")
    parser.add_argument("--kernels", action="store_true", help="leave out coverage and exposure")
    options = parser.parse_args()
    world = raid.build()
    rates = race(world)
    one = rates.processor
    ratios = {
        "reference / NumPy twin": one["reference"] / one["NumPy twin"],
        "event / NumPy twin": one["event"] / one["NumPy twin"],
        **({f"event / {PEER}": one["event"] / one[PEER]} if PEER in one else {}),
        **({f"{RULED} / {PEER}": one[RULED] / one[PEER]} if PEER in one else {}),
        "event, two threads / one": rates.clock["event, two threads"] / rates.clock["event"],
        "draws of event / of reference": share_of_draws(world),
    }
    scale, leanest = scaling.measure(), leanest_draws(world)
    ratios |= {JAMMERS: scale.jammers, RETURN: scale.by_return}
    figures = [*kernel_figures(one, ratios), *scale_figures(scale), *table_figures()]
    if not options.kernels:
        figures += [*coverage_figures(), *exposure_figures()]
    text = page(rates, rates_of_scenario(), figures) + limits(scale, leanest)
    sys.stdout.write(text)
    warn(ratios)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    if options.keep:
        KEPT.write_text(json.dumps(ratios, indent=1) + "\n", encoding="utf-8")
    return 0


def race(world: World) -> machine.Rates:
    """Return replications a second by kernel, and the machine's own gain from two threads."""
    tables, state, scratch = dense(world), new_state(world), scratch_of(world, 2)

    def twin(count: int) -> None:
        for replication in range(count):
            Twin(tables, SEED, replication).row()

    def by_reference(count: int) -> None:
        reference.run(world, state, SEED, 0, 1, rows(world, count))

    def by_event(count: int, thread: int = 0) -> None:
        event.run(world, *scratch[thread], SEED, 0, 1, rows(world, count))

    def two_threads(count: int) -> None:
        machine.together(lambda thread: by_event(count // 2, thread))

    ruled = world._replace(rules=np.zeros(1, dtype=np.int32))
    other = scratch_of(ruled, 1)[0]

    def with_rules_compiled(count: int) -> None:
        event.run(ruled, *other, SEED, 0, 1, rows(ruled, count))

    by_reference(1)
    by_event(1)
    with_rules_compiled(1)
    return machine.best(
        {
            "NumPy twin": (twin, 3),
            "reference": (by_reference, 100),
            "event": (by_event, 400),
            RULED: (with_rules_compiled, 400),
            **peer(world),
            "event, two threads": (two_threads, 800),
            **machine.sums(),
        }
    )


def peer(world: World) -> dict[str, tuple[Callable[[int], None], int]]:
    """Return the work of the lazy C++ twin, whose rows must be those of `event`.

    Raises
    ------
    RuntimeError
        A row differs.
    """
    try:
        own = lazy_twin.LazyTwin(world)
    except lazy_twin.NoCompilerError as error:
        sys.stderr.write(f"{error}\n")
        return {}
    mine, its = rows(world, AGREE), rows(world, AGREE)
    event.run(world, *scratch_of(world, 1)[0], SEED, 0, 1, mine)
    own.run(SEED, 0, its)
    if not np.array_equal(mine, its):
        raise RuntimeError(f"{PEER}: rows differ from those of event")
    return {PEER: (lambda count: own.run(SEED, 0, rows(world, count)), 800)}


def rates_of_scenario() -> dict[str, float]:
    """Return replications a second on the tables of the scenario in ``raid.yaml``."""
    world = building.world()
    state, scratch = new_state(world), scratch_of(world, 1)[0]
    works: dict[str, tuple[Callable[[int], None], int]] = {
        "reference": (lambda n: reference.run(world, state, SEED, 0, 1, rows(world, n)), 200),
        "event": (lambda n: event.run(world, *scratch, SEED, 0, 1, rows(world, n)), 1_000),
    }
    return machine.best(works).processor


def scratch_of(world: World, threads: int) -> list[tuple[State, Agenda]]:
    """Return state and agenda for each of a number of threads."""
    return [(new_state(world), event.new_agenda(world)) for _ in range(threads)]


def share_of_draws(world: World) -> float:
    """Return the draws that `event` evaluates, as a share of those of `reference`."""
    slow, (fast, agenda) = new_state(world), (new_state(world), event.new_agenda(world))
    evaluated = np.zeros(2)
    for replication in range(50):
        reference.run(world, slow, SEED, replication, 1, rows(world, 1))
        event.run(world, fast, agenda, SEED, replication, 1, rows(world, 1))
        evaluated += slow.draws[0], fast.draws[0]
    return float(evaluated[1] / evaluated[0])


def rows(world: World, count: int) -> np.ndarray:
    """Return an array for a number of rows."""
    return np.zeros((count, width(world)), dtype=np.int32)


# the limits


def kernel_figures(rates: dict[str, float], ratios: dict[str, float]) -> list[Figure]:
    """Return the figures of the race."""
    share = ratios["draws of event / of reference"]
    return [
        Figure("NumPy twin", rates["NumPy twin"], 15, " /s"),
        Figure("`reference` / NumPy twin", ratios["reference / NumPy twin"], 40),
        Figure("`event` / NumPy twin", ratios["event / NumPy twin"], 150),
        *peer_figures(ratios),
        Figure("draws of `event` / of `reference`", share, 0.4, cost=True),
        Figure("`event`, two threads / one", ratios["event, two threads / one"], 1.9),
    ]


def peer_figures(ratios: dict[str, float]) -> list[Figure]:
    """Return the figures against the C++ twin; none where there is no compiler."""
    asked = {f"event / {PEER}": 1.0, f"{RULED} / {PEER}": 0.7}
    return [Figure(name, ratios[name], least) for name, least in asked.items() if name in ratios]


def scale_figures(scale: scaling.Scale) -> list[Figure]:
    """Return the figures of jammers, marginal return and size."""
    return [
        Figure(JAMMERS, scale.jammers, 3, cost=True),
        Figure(RETURN, scale.by_return, 2),
        Figure("fall of the rate with size, exponent", -scale.slope, 1, cost=True),
    ]


def leanest_draws(world: World) -> int:
    """Return the detection draws of a replication by the twin, or by `event` without one."""
    table = rows(world, 50)
    try:
        own = lazy_twin.LazyTwin(world)
    except lazy_twin.NoCompilerError:
        state, agenda = scratch_of(world, 1)[0]
        event.run(world, state, agenda, SEED, 0, 1, table)
        return int(state.draws[0])
    own.run(SEED, 0, table)
    return int(own.draws)


def limits(scale: scaling.Scale, leanest: int) -> str:
    """Return what the machine and its memory allow, as text."""
    most = 1e9 / (leanest * scale.draw_ns)
    threats, units, longer = scaling.LARGEST
    size = f"{threats:,} threats, {units} units and {longer * raid.SCANS:,} scans"
    fits = scale.needed_gb <= scaling.MOST_GB
    built = "fits" if fits else f"is more than {scaling.MOST_GB:g} GB and is not built"
    return (
        f"\nA replication needs at least {leanest:,} detection draws. Independent draws\n"
        f"with nothing else to do take {scale.draw_ns:.2f} ns each on this machine, so no kernel\n"
        f"exceeds {most:,.0f} replications a second.\n\n"
        f"Tables of 300 × 20 × 1,800 take {scale.table_mb:,.0f} MB. A raid of {size}\n"
        f"would need {scale.needed_gb:.1f} GB while its tables are built, which {built}.\n"
    )


def table_figures() -> list[Figure]:
    """Return the figures of the tables."""
    megabytes = building.peak_mb()
    return [
        Figure("tables of `raid.yaml`, built", building.milliseconds(), 100, " ms", cost=True),
        Figure("tables and scratch, the raid", megabytes["raid"], 40, " MB", cost=True),
        Figure("tables and scratch, `raid.yaml`", megabytes["raid.yaml"], 40, " MB", cost=True),
    ]


def coverage_figures() -> list[Figure]:
    """Return the figure of coverage."""
    best_s, _ = coverage_speed.measure()
    return [Figure("coverage of one unit", best_s, coverage_speed.LIMIT_S, " s", cost=True)]


def exposure_figures() -> list[Figure]:
    """Return the figure of exposure."""
    seconds = exposure_speed.measure()["one case"].clock
    limit = exposure_speed.LIMIT_S
    return [Figure("`skydome exposure`, one case, warm", seconds, limit, " s", cost=True)]


def page(rates: machine.Rates, scenario: dict[str, float], figures: list[Figure]) -> str:
    """Return the figures as a page."""
    ceiling = rates.clock[machine.TWO] / rates.clock[machine.ONE]
    lines = ["# Benchmarks", "", (raid.__doc__ or "").strip(), ""]
    lines += ["Written by `make bench`, in one run on one machine.", ""]
    lines += (__doc__ or "").strip().splitlines()[2:]
    lines += ["", "| figure | required | measured | |", "|---|---|---:|---|"]
    lines += [figure.line() for figure in figures]
    lines += ["", "Integer sums that use no memory ran"]
    lines += [f"{ceiling:.2f} times as fast in two threads as in one, the upper limit for this"]
    lines += ["machine during the run.", ""]
    lines += ["| kernel | the raid, replications/s | `raid.yaml`, replications/s |"]
    lines += ["|---|---:|---:|"]
    for name in ("NumPy twin", "reference", "event", RULED, PEER):
        if name not in rates.processor:
            continue
        other = f"{scenario[name]:,.1f}" if name in scenario else ""
        lines.append(f"| {name} | {rates.processor[name]:,.1f} | {other} |")
    lines += ["", (building.__doc__ or "").strip()]
    return "\n".join(lines) + "\n"


def warn(ratios: dict[str, float]) -> None:
    """Print on standard error which ratio fell by a tenth or more below the stored one."""
    if not KEPT.is_file():
        return
    for name, kept in json.loads(KEPT.read_text("utf-8")).items():
        if name not in ratios:
            continue
        cost = "draws" in name or name == JAMMERS
        fell = ratios[name] > kept / FALLEN if cost else ratios[name] < kept * FALLEN
        if fell:
            sys.stderr.write(f"warning: {name} is {ratios[name]:.2f}, it was {kept:.2f}\n")


if __name__ == "__main__":
    sys.exit(main())
