"""Race Skydome on the size of raid that Panopticon BLADE was timed on, and count missiles a kill.

Twenty-four aircraft against four sites for thirty minutes. BLADE itself is not run here: its rate
is an earlier measurement on a machine of two shared cores. The two programs simulate different
things, so that rates are compared and outcomes are not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import machine
from skydome import load, simulate
from skydome.analysis.intervals import Estimate, mean_interval, ratio_interval
from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.scenario import with_run
from skydome.study import compile_tables
from skydome.study.runner import run_block
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result

FILE = Path(__file__).parent / "blade.yaml"
BLADE = 2.1  # replications a second and core, see docs/benchmarks-blade.md
EVENT, REFERENCE = 2_000, 50
PAGE = """# Twenty-four aircraft against four sites: Skydome and Panopticon BLADE

A raid that lasts thirty minutes, simulated on one core. Written by `python
benchmarks/blade_race.py --markdown docs/benchmarks-blade.md`; rates are the best of fifteen rounds
by processor time, on one machine.

| | replications/s, one core | relative to BLADE |
|---|---:|---:|
| Panopticon BLADE | {blade} | 1 |
{raced}

The benchmark does not run BLADE, and no published rate is known. BLADE's figure is an earlier
measurement of a raid of the same size on a machine with two shared cores; BLADE has no seed with
which to repeat a run. BLADE advances a world of Python objects step by step, so that an agent can
act in it and a person can watch. Skydome follows a fixed doctrine and first compiles a raid to
tables, which takes about a second and is not included in these rates. `reference` visits every
pair of radar and threat every second; `event` gives the same rows but skips visits that cannot
change them. The table shows the cost of a study with many replications, not which program is
better.

## Missiles per kill

[blade.yaml](../benchmarks/blade.yaml), {replications:,} replications: four S-400 batteries that
fight alone on flat ground, with salvos of one and up to three looks. Kill probabilities are
judgement.

| per replication | mean | 95 % interval |
|---|---:|---:|
{counts}

These figures cannot be compared with BLADE's, because the missiles of the two programs differ. Each
site fights alone, so two sites may fire at one aircraft.
"""


class Fired(NamedTuple):
    """The outcome of the raid, per replication."""

    replications: int
    killed: Estimate
    leaked: Estimate
    fired: Estimate
    missiles_per_kill: Estimate


def main() -> int:
    """Measure, print, and write the page; return 0."""
    parser = argparse.ArgumentParser(description="Race on the raid that BLADE was timed on.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page")
    parser.add_argument("--replications", type=int, default=4_000, help="for missiles a kill")
    options = parser.parse_args()
    scenario = with_run(load(FILE), replications=options.replications)
    tables = compile_tables(scenario)
    rates = machine.best(works(tables.worlds, scenario)).processor
    text = page(rates, counted(simulate(scenario, tables=tables)))
    sys.stdout.write(text)
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")
    return 0


def works(
    worlds: list[World], scenario: ResolvedScenario
) -> dict[str, tuple[Callable[[int], None], int]]:
    """Return both kernels on one core, with the replications of a round."""
    state, width = new_state(worlds[0]), len(columns(scenario))

    def by_event(count: int) -> None:
        run_block(worlds, scenario.seed, 0, count, width)

    def by_reference(count: int) -> None:
        rows = np.zeros((count, width), dtype=np.int32)
        reference.run(worlds[0], state, scenario.seed, 0, 1, rows)

    by_event(1)
    by_reference(1)
    return {"event": (by_event, EVENT), "reference": (by_reference, REFERENCE)}


def counted(result: Result) -> Fired:
    """Return what the raid came to."""
    scenario, placement = result.scenario, numbers(result.rows["placement"])
    leaked, killed = (numbers(result.rows[f"{what}.aircraft"]) for what in ("leaked", "killed"))
    fired = np.sum([numbers(result.rows[f"fired.{m}"]) for m in scenario.missiles], axis=0)
    # a ratio of kills to missiles lies below one, where its interval is cut
    per_missile = ratio_interval(killed, fired, placement)
    if per_missile is None:
        raise ValueError("nothing was fired")
    kills, low, high = per_missile
    return Fired(
        replications=len(fired),
        killed=mean_interval(killed, placement),
        leaked=mean_interval(leaked, placement),
        fired=mean_interval(fired, placement),
        missiles_per_kill=Estimate(1 / kills, 1 / high, 1 / low),
    )


def page(rates: dict[str, float], found: Fired) -> str:
    """Return the page."""
    raced = "\n".join(
        f"| Skydome, `{name}` | {rate:,.0f} | × {rate / BLADE:,.0f} |"
        for name, rate in rates.items()
    )
    rows = {
        "aircraft killed, of 24": found.killed,
        "aircraft leaked": found.leaked,
        "missiles fired": found.fired,
        "missiles fired for each kill": found.missiles_per_kill,
    }
    counts = "\n".join(
        f"| {name} | {value:.3f} | {low:.3f} to {high:.3f} |"
        for name, (value, low, high) in rows.items()
    )
    return PAGE.format(blade=BLADE, raced=raced, replications=found.replications, counts=counts)


if __name__ == "__main__":
    sys.exit(main())
