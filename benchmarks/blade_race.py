"""One raid, three programs: Skydome, the engine of Panopticon BLADE, and a salvo spreadsheet.

    python benchmarks/blade_race.py [--blade PYTHON] [--markdown docs/benchmarks-blade.md]

Twenty-four aircraft against four sites for thirty minutes. ``PYTHON`` is an interpreter (3.12 or
newer) that has BLADE, which is not on the Python Package Index: ``pip install gymnasium`` and the
folder ``gym`` of its repository. Without it BLADE's rate is quoted and marked so. BLADE and the
spreadsheet are given the kill probability of a shot that Skydome finds in this raid.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.stats import poisson_binom

import machine
from skydome import load
from skydome.analysis.intervals import (
    Estimate,
    mean_interval,
    proportion_interval,
    ratio_interval,
)
from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.scenario import with_run
from skydome.study import compile_tables, simulate
from skydome.study.replay import replay_in
from skydome.study.runner import run_block
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result

FILE = Path(__file__).parent / "blade.yaml"
ENGINE = Path(__file__).parent / "blade_engine.py"
QUOTED = 2.1  # replications of BLADE a second and core; measured earlier, on another machine
EVENT, REFERENCE, REPLAYED, OF_BLADE = 2_000, 50, 60, 20
KNOT_M_S, NAUTICAL_MILE_M = 1852 / 3600, 1852.0
RADAR, MISSILE, MISSILE_SPEED_M_S, TUBES = "91n6e", "48n6e2", 1_000.0, 4  # of BLADE's sites
WHAT = (
    "aircraft killed, of 24",
    "aircraft that arrive",
    "missiles fired",
    "missiles fired for each kill",
    "probability that none arrives",
)
PAGE = """# Twenty-four aircraft against four sites: Skydome, Panopticon BLADE and a spreadsheet

[blade.yaml](../benchmarks/blade.yaml): four S-400 batteries that fight alone on flat ground, for
thirty minutes. Written by `make peers BLADE=PYTHON`, where PYTHON is an interpreter that has BLADE
(`python benchmarks/blade_race.py --help`).

## Rates on one core

| | replications/s | relative to BLADE |
|---|---:|---:|
{raced}

{blade}
Skydome's rates are the best of {rounds} rounds; its tables, which take about a second to compile,
are not included. The spreadsheet has no replications: its answer is exact and takes
{spreadsheet_ms:.1f} ms.

## The same raid, with the same kill probability of a shot

In Skydome, {hits:,} of {shots:,} shots at aircraft that were still flying hit:
{pk:.3f} ({pk_low:.3f} to {pk_high:.3f}). BLADE and the spreadsheet are given this value. Intervals
are of chance alone, 95 %.

| per replication | {names} |
|---|{lines}|
{results}

Why they differ:

- **Skydome** sees an aircraft when a radar detects and tracks it, takes time to react, has a
  limited number of channels, and looks at the result of a salvo of one before the next, up to three
  times for a site. Two sites may fire at one aircraft, so some missiles arrive at one that is dead.
- **BLADE** sees every aircraft within a circle and fires a missile every second until ten fly at
  it, without waiting for a result. That is its own doctrine, and the sites run out of missiles. It
  models no radar horizon, no channels and no reaction time. It is made for agents that learn to
  act; it advances a world of Python objects step by step, and a person can watch.
- **The spreadsheet** gives each aircraft to one site and up to three shots one after the other, all
  with the mean kill probability of its group: the usual estimate by hand. The number of aircraft
  that arrive then has a Poisson-binomial distribution. It has no time, no geometry and no limit on
  channels, and takes for granted that each aircraft is seen and fired at three times.

The rates show the cost of a study with many replications, not which program is better.
"""
HERE = (
    "BLADE's engine was run here by {python} on one core, {count} replications, seconds of the "
    "processor."
)
ELSEWHERE = (
    "BLADE was not run here: no interpreter with it was named. **The figure is quoted**: an "
    "earlier measurement on another machine."
)


class Shots(NamedTuple):
    """Shots at aircraft that were still flying, by group of the raid, and how many hit."""

    fired: dict[str, int]
    hit: dict[str, int]

    @property
    def chance(self) -> Estimate:
        """The kill probability of a shot."""
        return proportion_interval(sum(self.hit.values()), sum(self.fired.values()))


class Outcome(NamedTuple):
    """What the raid comes to in one program, per replication."""

    killed: Estimate | float
    leaked: Estimate | float
    fired: Estimate | float
    missiles_per_kill: Estimate | float
    none_leaked: Estimate | float


def main() -> int:
    """Measure, print, and write the page; return 0."""
    parser = argparse.ArgumentParser(description="One raid in Skydome, BLADE and a spreadsheet.")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the page")
    parser.add_argument("--replications", type=int, default=4_000, help="of Skydome")
    parser.add_argument("--blade", default="", metavar="PYTHON", help="an interpreter with BLADE")
    options = parser.parse_args()
    scenario = with_run(load(FILE), replications=options.replications)
    tables = compile_tables(scenario)
    shots = shots_of(scenario, tables.worlds)
    rates = machine.best(works(tables.worlds, scenario)).processor
    outcomes = {"Skydome": counted(simulate(scenario, tables=tables))}
    blade = by_blade(options.blade, scenario, shots.chance.value) if options.blade else None
    if blade:
        outcomes["BLADE"] = counted_by_blade(blade[1])
    began = time.perf_counter()
    outcomes["spreadsheet"] = spreadsheet(scenario, shots)
    taken_ms = (time.perf_counter() - began) * 1e3
    text = page(rates, blade, shots, outcomes, taken_ms)
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


def shots_of(
    scenario: ResolvedScenario, worlds: list[World], replications: int = REPLAYED
) -> Shots:
    """Return the shots of the first replications, from their logs.

    A shot at an aircraft that an earlier one killed is left out.
    """
    groups = [threat.wave for threat in scenario.threats]
    fired, hit = dict.fromkeys(groups, 0), dict.fromkeys(groups, 0)
    for replication in range(replications):
        world = worlds[replication % len(worlds)]
        _, events = replay_in(world, scenario, replication, every_detection=False)
        dead: set[int] = set()
        for event in events:
            if event.kind != "intercept" or event.numbers[0] in dead:
                continue
            threat, hits = event.numbers[0], event.numbers[3]
            fired[groups[threat]] += 1
            if hits:
                hit[groups[threat]] += 1
                dead.add(threat)
    return Shots(fired, hit)


def raid_for_blade(scenario: ResolvedScenario, lethality: float) -> dict[str, Any]:
    """Return the raid as `blade_engine` reads it: speeds in knots, ranges in nautical miles.

    Each aircraft starts in the middle of its jitter. Each site has the missiles that it has ready,
    all of the kind that Skydome fires most.
    """
    aircraft = [
        {
            "origin": [threat.origin_latitude_deg, threat.origin_longitude_deg],
            "to": _place(scenario.assets[threat.asset]),
            "start_s": threat.start_s.value + threat.jitter_s.value / 2,
        }
        for threat in scenario.threats
    ]
    reach_m = scenario.entries[MISSILE].parameters["maximum_range"].value
    sight_m = scenario.entries[RADAR].parameters["detection_range"].value
    speed = scenario.threats[0].speed_m_s
    if speed is None:
        raise ValueError("the aircraft have no speed")
    launchers = sum(len(battery.launchers) for battery in scenario.batteries)
    return {
        "seed": scenario.seed,
        "replications": OF_BLADE,
        "seconds": int(scenario.duration_s),
        "sites": [_place(site) for site in _commands(scenario)],
        "detection_nmi": sight_m / NAUTICAL_MILE_M,
        "aircraft": aircraft,
        "aircraft_kn": speed.value / KNOT_M_S,
        "missile": {
            "range_nmi": reach_m / NAUTICAL_MILE_M,
            "speed_kn": MISSILE_SPEED_M_S / KNOT_M_S,
            "lethality": lethality,
            "ready": TUBES * launchers // len(scenario.batteries),
        },
    }


def _commands(scenario: ResolvedScenario) -> list[Any]:
    return [scenario.sites[battery.site] for battery in scenario.batteries]


def _place(there: Any) -> list[float]:  # noqa: ANN401 - a site or an asset
    return [there.latitude_deg, there.longitude_deg]


def by_blade(
    python: str, scenario: ResolvedScenario, lethality: float
) -> tuple[str, list[dict[str, float]]]:
    """Return the version of an interpreter and what BLADE gives in it, replication by replication.

    Raises
    ------
    SystemExit
        The interpreter cannot run BLADE.
    """
    raid = json.dumps(raid_for_blade(scenario, lethality))
    command = [python, str(ENGINE)]
    done = subprocess.run(command, input=raid, capture_output=True, text=True, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        sys.exit(f"--blade {python}: BLADE does not run there: {' '.join(last)}")
    version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True)
    return version.stdout.strip(), json.loads(done.stdout)


def counted(result: Result) -> Outcome:
    """Return what the raid comes to in Skydome."""
    scenario, placement = result.scenario, numbers(result.rows["placement"])
    leaked, killed = (numbers(result.rows[f"{what}.aircraft"]) for what in ("leaked", "killed"))
    fired = np.sum([numbers(result.rows[f"fired.{m}"]) for m in scenario.missiles], axis=0)
    return _outcome(killed, leaked, fired, placement)


def counted_by_blade(played: list[dict[str, float]]) -> Outcome:
    """Return what the raid comes to in BLADE."""
    killed, leaked, fired = (
        np.array([one[what] for one in played]) for what in ("killed", "arrived", "fired")
    )
    return _outcome(killed, leaked, fired, None)


def _outcome(
    killed: NDArray[Any],
    leaked: NDArray[Any],
    fired: NDArray[Any],
    placement: Any,  # noqa: ANN401
) -> Outcome:
    # a ratio of kills to missiles lies below one, where its interval is cut
    per_missile = ratio_interval(killed, fired, placement)
    if per_missile is None:
        raise ValueError("nothing was fired")
    kills, low, high = per_missile
    return Outcome(
        killed=mean_interval(killed, placement),
        leaked=mean_interval(leaked, placement),
        fired=mean_interval(fired, placement),
        missiles_per_kill=Estimate(1 / kills, 1 / high, 1 / low),
        none_leaked=proportion_interval(int((leaked == 0).sum()), len(leaked)),
    )


def spreadsheet(scenario: ResolvedScenario, shots: Shots) -> Outcome:
    """Return the estimate by hand: each aircraft meets one site, which fires until it hits.

    With kill probability ``p`` of a shot and at most ``n`` shots, an aircraft gets through with
    probability ``(1 - p)^n`` and costs ``(1 - (1 - p)^n) / p`` missiles.
    """
    n = scenario.doctrine.engagements * scenario.doctrine.salvo["aircraft"]
    hit = np.array(
        [shots.hit[threat.wave] / shots.fired[threat.wave] for threat in scenario.threats]
    )
    through = (1 - hit) ** n
    fired = float(((1 - through) / hit).sum())
    killed = float((1 - through).sum())
    none = float(poisson_binom.pmf(0, through))
    return Outcome(killed, len(hit) - killed, fired, fired / killed, none)


def page(
    rates: dict[str, float],
    blade: tuple[str, list[dict[str, float]]] | None,
    shots: Shots,
    outcomes: dict[str, Outcome],
    spreadsheet_ms: float,
) -> str:
    """Return the page."""
    rate, said = QUOTED, ELSEWHERE
    if blade:
        python, played = blade
        rate = 1 / min(one["seconds"] for one in played)
        said = HERE.format(python=python, count=len(played))
    raced = [f"| Panopticon BLADE{'' if blade else ', quoted'} | {rate:.2g} | 1 |"]
    raced += [
        f"| Skydome, `{name}` | {ours:,.0f} | × {ours / rate:,.0f} |"
        for name, ours in rates.items()
    ]
    results = [
        f"| {what} | {' | '.join(_cell(one[n]) for one in outcomes.values())} |"
        for n, what in enumerate(WHAT)
    ]
    chance = shots.chance
    return PAGE.format(
        raced="\n".join(raced),
        blade=said,
        rounds=machine.ROUNDS,
        spreadsheet_ms=spreadsheet_ms,
        hits=sum(shots.hit.values()),
        shots=sum(shots.fired.values()),
        pk=chance.value,
        pk_low=chance.low,
        pk_high=chance.high,
        names=" | ".join(outcomes),
        lines="|".join("---:" for _ in outcomes),
        results="\n".join(results),
    )


def _cell(value: Estimate | float) -> str:
    if isinstance(value, Estimate):
        return f"{value.value:.3f} ({value.low:.3f} to {value.high:.3f})"
    return f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
