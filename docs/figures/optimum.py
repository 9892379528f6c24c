"""Measure how far the kernel's rule is from the optimal fire of each scan, for docs/assignment.md.

Run as ``python docs/figures/optimum.py``; takes some minutes. Two measures on the two-front
example: from the logs, each scan by itself; and by simulation, the same replications with optimal
fire in each scan instead of the rule, in the reference kernel and with the same random numbers.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.analysis.intervals import Estimate, mean_interval, ratio_interval
from skydome.compiler import engagement_kernel
from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.rules import firing, initialisation
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import LEAKED_
from skydome.scenario import load
from skydome.study.optimum import best_fire, missed_and_leaked, optimum_of, snapshot_of
from skydome.study.replay import replay_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from skydome.engagement.state import State
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import Doctrine

EXAMPLE = Path(__file__).parents[2] / "examples" / "two_front.yaml"
REPLICATIONS, PLAYED = 400, 80
NOTHING = 1e-6


@engagement_kernel
def begin(world: World, state: State, seed: int, replication: int) -> None:
    """Reset the state for a replication."""
    initialisation.reset(world, state, seed, replication)


@engagement_kernel
def before(world: World, state: State, scan: int) -> None:
    """Do everything in a scan up to its launches."""
    tables = world, state
    reference.change_network(*tables, scan)
    reference.start_threats(*tables, scan)
    reference.see_and_track(*tables, scan)
    reference.kill_or_miss(*tables, scan)
    reference.reload(*tables, scan)


@engagement_kernel
def fire(world: World, state: State, u: int, k: int, t: int, scan: int) -> None:
    """Launch, if there is still a missile."""
    tables = world, state
    if firing.salvo_size(*tables, u, k, world.threat_label[t]) > 0:
        flight = firing.time_of_flight(*tables, u, k, t, scan)
        firing.launch(*tables, u, k, t, scan, int(flight))


@engagement_kernel
def after(world: World, state: State, scan: int) -> None:
    """Count the results of a scan."""
    reference.count(world, state, scan)


class Raid(NamedTuple):
    """Results of a replication: leakers, the value of their assets, missiles fired."""

    leaked: int
    value: float
    fired: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Compare the rule with optimal fire in each scan.")
    parser.add_argument("scenario", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--rule", choices=("urgency", "marginal_return"), default="urgency")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--played", type=int, default=PLAYED)
    options = parser.parse_args()
    scenario = under(load(options.scenario), options.rule)
    grid = elevation_of(scenario)
    worlds = [build_world(scenario, grid, n) for n in range(scenario.terrain.placements)]
    from_logs(scenario, worlds, options.replications)
    for name in ("value", "kills") if options.played else ():
        played_on(scenario, worlds, options.played, name)


def under(scenario: ResolvedScenario, rule: str) -> ResolvedScenario:
    """Return a scenario in which every network fires by one rule."""

    def ruled(doctrine: Doctrine) -> Doctrine:
        return doctrine.model_copy(update={"assignment": rule})

    changed = {
        "doctrine": ruled(scenario.doctrine),
        "doctrines": tuple(map(ruled, scenario.doctrines)),
        "alone": tuple(map(ruled, scenario.alone)),
    }
    return scenario.model_copy(update=changed)


# from the logs


def from_logs(scenario: ResolvedScenario, worlds: list[World], replications: int) -> None:
    """Print the expected gain from optimal fire in each scan."""
    rows = np.array([list(_logged(scenario, worlds, n)) for n in range(replications)])
    placement = np.arange(replications) % len(worlds)
    print(f"{replications} logs")
    names = ("decisions", "not the best", "value", "forgone value", "kills", "forgone kills")
    for name, column in zip((*names, "missed", "missed and leaked"), rows.T, strict=True):
        print(f"  {name}: {_shown(mean_interval(column, placement))}")
    through = ratio_interval(rows[:, 7], rows[:, 6], placement)
    if through is not None:
        print(f"  of engagements that missed, their threat leaked: {_shown(through)}")
        leakers = mean_interval(rows[:, 5], placement)
        print(f"  forgone kills at that share: {leakers.value * through.value:.4f} leakers")


def _logged(scenario: ResolvedScenario, worlds: list[World], replication: int) -> Iterator[float]:
    world = worlds[replication % len(worlds)]
    _, events = replay_in(world, scenario, replication)
    found = optimum_of(world, scenario, replication, events)
    yield len(found.decisions)
    yield sum(one.forgone_value > NOTHING for one in found.decisions)
    yield sum(one.value for one in found.decisions)
    yield found.forgone_value
    yield sum(one.kills for one in found.decisions)
    yield found.forgone_kills
    yield from missed_and_leaked(events)


# simulated on


def played_on(
    scenario: ResolvedScenario, worlds: list[World], replications: int, measure: str
) -> None:
    """Print the gain from optimal fire in each scan when the raid continues from it."""
    values = [scenario.assets[threat.asset].value for threat in scenario.threats]
    weights = values if measure == "value" else [1.0] * len(values)
    pairs = []
    for n in range(replications):
        world = worlds[n % len(worlds)]
        row, _ = replay_in(world, scenario, n)
        rule = _of_row(scenario, row)
        pairs.append((rule, played(world, scenario, n, weights)))
    placement = np.arange(replications) % len(worlds)
    print(f"{replications} replications simulated with optimal fire by {measure}")
    for field in Raid._fields:
        one, other = (np.array([getattr(pair[n], field) for pair in pairs]) for n in range(2))
        rule, best, more = (_shown(mean_interval(x, placement)) for x in (one, other, other - one))
        print(f"  {field}: rule {rule}, optimum {best}, difference {more}")


def _of_row(scenario: ResolvedScenario, row: NDArray[np.int32]) -> Raid:
    counts = dict(zip(columns(scenario), row.tolist(), strict=True))
    return Raid(
        sum(counts[f"leaked.{name}"] for name in scenario.target_classes),
        sum(asset.value * counts[f"hits.{asset.name}"] for asset in scenario.assets),
        sum(counts[f"fired.{missile}"] for missile in scenario.missiles),
    )


def played(
    world: World, scenario: ResolvedScenario, replication: int, weights: list[float]
) -> Raid:
    """Return a replication with the optimal fire of each scan in place of the rule."""
    state = new_state(world)
    begin(world, state, scenario.seed, replication)
    for scan in range(world.scans):
        before(world, state, scan)
        for network in range(world.networks):
            snapshot = snapshot_of(world, state, scan, network, ())
            if snapshot.shots:
                for u, k, t, _ in best_fire(snapshot, {n: weights[n] for n in snapshot.shots}):
                    fire(world, state, u, k, t, scan)
        after(world, state, scan)
    value = sum(asset.value * hits for asset, hits in zip(scenario.assets, state.hits, strict=True))
    return Raid(int(state.threats[:, LEAKED_].sum()), float(value), int(state.fired.sum()))


def _shown(found: Estimate) -> str:
    return f"{found.value:.4f} ({found.low:.4f} to {found.high:.4f})"


if __name__ == "__main__":
    main()
