"""Tables for a wargame: what gets through and what is fired, cell by cell, with dice for it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.dice import TAIL, Rule, quantile, rule_for
from skydome.analysis.intervals import Estimate, mean_interval, proportion_interval
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
    """One number a replication: its mean, its 10 % and 90 % points, and dice for it."""

    mean: Estimate
    low: int
    high: int
    rule: Rule


@dataclass(frozen=True)
class Cell:
    """One raid against one defence.

    ``raid`` is the size of the raid, ``threats`` how many set out in it; ``readiness`` the share of
    launchers; ``layers`` names a set of units; ``missiles`` counts what stands ready on launchers.
    ``unresolved`` threats a replication are neither killed nor through when the scenario ends.
    ``correlation`` of leakers and missiles is lost where they are rolled apart; None where one of
    them never varies.
    """

    raid: float
    layers: str
    readiness: float
    threats: int
    missiles: int
    leaked: Counted
    fired: Counted
    none_leaked: Estimate
    unresolved: float
    correlation: float | None


@dataclass(frozen=True)
class Adjudication:
    """A scenario's cells, by raid, layers and readiness; ``tables_sha256`` is of them all."""

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
        return asdict(self)


def adjudicate(
    raids: Mapping[float, ResolvedScenario],
    layers: Mapping[str, Sequence[str]],
    readiness: Sequence[float],
    *,
    threads: int | None = None,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Adjudication:
    """Run every raid against every set of units at every readiness, with the same luck.

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
        Called with a stage, how much of it is done, and how much there is.
    """
    hashes, cells = hashlib.sha256(), []
    total = len(raids) * len(layers) * len(readiness)
    for size, scenario in raids.items():
        for name, units in layers.items():
            for share in readiness:
                variant = with_readiness(with_units(scenario, units), share)
                result = simulate(variant, threads=threads)
                hashes.update(result.tables_sha256.encode())
                cells.append(_cell(result, size, name, share))
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


def _cell(result: Result, raid: float, layers: str, readiness: float) -> Cell:
    scenario = result.scenario
    leaked, killed = (_sum(result, what, scenario.target_classes) for what in ("leaked", "killed"))
    fired = _sum(result, "fired", scenario.missiles)
    varies = min(leaked.std(), fired.std()) > 0
    threats = threats_coming(scenario)
    return Cell(
        raid=raid,
        layers=layers,
        readiness=readiness,
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
