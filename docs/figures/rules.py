"""Compare the two rules of assignment with the same random numbers, for docs/assignment.md.

Run as ``python docs/figures/rules.py``; takes some minutes. Leakers, the value of the assets that
they reached, missiles, and missiles per kill, on three examples; differences are paired.
"""
# ruff: noqa: INP001, T201 - a script that prints, not part of a package

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from optimum import under  # type: ignore[import-not-found] # from the same folder

from skydome.analysis.intervals import Estimate, mean_interval, ratio_interval
from skydome.scenario import load, with_run
from skydome.study import simulate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.study import Result

    Floats = NDArray[np.float64]

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("two_front", "saturation", "layers")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Fire by urgency beside fire by marginal return.")
    parser.add_argument("--replications", type=int, default=4_000)
    options = parser.parse_args()
    for name in NAMES:
        scenario = with_run(load(EXAMPLES / f"{name}.yaml"), replications=options.replications)
        results = [simulate(under(scenario, rule)) for rule in ("urgency", "marginal_return")]
        print(f"{name}, {options.replications:,} replications")
        told(*results)


def told(urgency: Result, by_return: Result) -> None:
    """Print both, and their difference."""
    placement = np.asarray(urgency.rows["placement"])
    one, other = (counts(result) for result in (urgency, by_return))
    for what, column in one.items():
        more = mean_interval(other[what] - column, placement)
        means = [mean_interval(x, placement) for x in (column, other[what])]
        print(f"  {what}: {shown(means[0])}, {shown(means[1])}, difference {shown(more)}")
    for found in (one, other):
        kills = ratio_interval(found["kills"], found["missiles"], placement)
        if kills is not None:
            ends = (f"{1 / x:.3f}" for x in (kills.value, kills.high, kills.low))
            print("  missiles per kill: {} ({} to {})".format(*ends))


def counts(result: Result) -> dict[str, Floats]:
    """Return the results of each replication."""
    scenario, rows = result.scenario, result.rows

    def column(name: str) -> Floats:
        return np.asarray(rows[name], dtype=np.float64)

    def total(kind: str, names: tuple[str, ...]) -> Floats:
        return np.asarray(sum(column(f"{kind}.{name}") for name in names))

    value = sum(asset.value * column(f"hits.{asset.name}") for asset in scenario.assets)
    return {
        "leakers": total("leaked", scenario.target_classes),
        "value reached": np.asarray(value),
        "missiles": total("fired", scenario.missiles),
        "kills": total("killed", scenario.target_classes),
    }


def shown(found: Estimate) -> str:
    """Return an estimate and its interval."""
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


if __name__ == "__main__":
    main()
