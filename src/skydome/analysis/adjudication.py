"""Tables for a wargame: leakers and missiles fired, cell by cell, with dice to roll."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.dice import TAIL, Rule, quantile, rule_for
from skydome.analysis.intervals import Estimate, as_data, mean_interval, proportion_interval
from skydome.study import simulate
from skydome.study.progress import silent
from skydome.study.store import numbers
from skydome.study.variants import threats_coming, with_readiness, with_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from skydome.scenario import ResolvedScenario
    from skydome.study import Result


@dataclass(frozen=True)
class Counted:
    """A count per replication: its mean, its 10 % and 90 % points, and its dice."""

    mean: Estimate
    low: int
    high: int
    rule: Rule


@dataclass(frozen=True)
class Cell:
    """One raid against one defence.

    ``raid`` is the size of the raid, ``threats`` how many start in it; ``readiness`` the share of
    launchers asked for; ``layers`` names a set of units. ``launchers_ready`` of ``launchers`` are
    ready, since launchers are whole and halves are rounded up; ``missiles`` are ready on them.
    ``unresolved`` threats per replication are neither killed nor through when the scenario ends.
    ``correlation`` of leakers and missiles is lost where they are rolled separately; None where
    one of them never varies.
    """

    raid: float
    layers: str
    readiness: float
    launchers: int
    launchers_ready: int
    threats: int
    missiles: int
    leaked: Counted
    fired: Counted
    none_leaked: Estimate
    unresolved: float
    correlation: float | None

    @property
    def reached(self) -> float:
        """The share of launchers that is ready; as asked for where the units have none."""
        return self.launchers_ready / self.launchers if self.launchers else self.readiness


@dataclass(frozen=True)
class Adjudication:
    """A scenario's cells by raid, layers and readiness; ``tables_sha256`` covers them all."""

    scenario: str
    title: str
    seed: int
    replications: int
    placements: int
    layers: dict[str, tuple[str, ...]]
    cells: tuple[Cell, ...]
    tables_sha256: str

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        return data


def adjudicate(
    raids: Mapping[float, ResolvedScenario],
    layers: Mapping[str, Sequence[str]],
    readiness: Sequence[float],
    *,
    threads: int | None = None,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Adjudication:
    """Run every raid against every set of units at every readiness, with the same random numbers.

    Parameters
    ----------
    raids
        By size, from `skydome.study.variants.raids_of`; their seed and replications are used.
    layers
        Names of units by the name of their set.
    readiness
        Shares of launchers, from 0 to 1.
    threads
        Every core where not given.
    progress
        Called with a stage, how much of it is done, and the total.
    """
    hashes, cells = hashlib.sha256(), []
    total = len(raids) * len(layers) * len(readiness)
    for size, scenario in raids.items():
        for name, units in layers.items():
            for share in readiness:
                full = with_units(scenario, units)
                variant = with_readiness(full, share)
                result = simulate(variant, threads=threads)
                hashes.update(result.tables_sha256.encode())
                cells.append(_cell(result, size, name, share, _launchers(full)))
                progress("cells", len(cells), total)
    base = next(iter(raids.values()))
    return Adjudication(
        scenario=base.name,
        title=base.title,
        seed=base.seed,
        replications=base.replications,
        placements=base.terrain.placements,
        layers={name: tuple(units) for name, units in layers.items()},
        cells=tuple(cells),
        tables_sha256=hashes.hexdigest(),
    )


def _launchers(scenario: ResolvedScenario) -> int:
    return sum(len(battery.launchers) for battery in scenario.batteries)


def _cell(result: Result, raid: float, layers: str, readiness: float, launchers: int) -> Cell:
    scenario = result.scenario
    leaked, killed = (_sum(result, what, scenario.target_classes) for what in ("leaked", "killed"))
    fired = _sum(result, "fired", scenario.missiles)
    varies = min(leaked.std(), fired.std()) > 0
    threats = threats_coming(scenario)
    return Cell(
        raid=raid,
        layers=layers,
        readiness=readiness,
        launchers=launchers,
        launchers_ready=_launchers(scenario),
        threats=threats,
        missiles=_ready(scenario),
        leaked=_counted(result, leaked),
        fired=_counted(result, fired),
        none_leaked=proportion_interval(int((leaked == 0).sum()), len(leaked)),
        unresolved=float(threats - (leaked + killed).mean()),
        correlation=float(np.corrcoef(leaked, fired)[0, 1]) if varies else None,
    )


def _sum(result: Result, what: str, names: Sequence[str]) -> NDArray[np.int64]:
    columns = [numbers(result.rows[f"{what}.{name}"]) for name in names]
    summed: NDArray[np.int64] = np.sum(columns, axis=0, dtype=np.int64)
    return summed


def _counted(result: Result, sample: NDArray[np.int64]) -> Counted:
    below = np.cumsum(np.bincount(sample)) / len(sample)
    return Counted(
        mean=mean_interval(sample, numbers(result.rows["placement"])),
        low=quantile(below, TAIL),
        high=quantile(below, 1 - TAIL),
        rule=rule_for(sample),
    )


def _ready(scenario: ResolvedScenario) -> int:
    """Return the missiles on launchers at the start."""
    entries = scenario.entries
    return sum(
        entries[battery.launcher].count("tubes")
        * entries[scenario.missiles[k]].count("missiles_per_tube")
        for battery in scenario.batteries
        for k in battery.launchers
    )
