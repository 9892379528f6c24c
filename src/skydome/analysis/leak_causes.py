"""Causes of leaks, summed over a sample of a result's replications."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skydome.analysis.intervals import Estimate, mean_interval
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.study.leak_causes import CAUSES, leaks_of
from skydome.study.progress import silent
from skydome.study.replay import checked_events
from skydome.study.tracks import arrival_scans

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.study import Result

SAMPLE = 32  # replications; three seconds with the tables of eight placements


@dataclass(frozen=True)
class CauseLine:
    """Mean leakers of one cause per replication, of one target class or of all (``""``)."""

    cause: str
    target_class: str
    leaked: Estimate


@dataclass(frozen=True)
class LeakCauses:
    """Causes over ``sampled`` of ``replications``; a line for each class and cause that occurred.

    ``total`` is the mean of all leakers of the sample, ``all_replications`` that of the result.
    Intervals are those of `skydome.analysis.intervals.mean_interval`, stratified by placement:
    random variation between replications, at these placements and parameters.
    """

    replications: int
    sampled: int
    numbers: tuple[int, ...]
    total: Estimate
    all_replications: float
    lines: tuple[CauseLine, ...]


def sample_of(replications: int, placements: int, size: int) -> list[int]:
    """Return replications spread evenly over placements: the first few of each.

    Replications are exchangeable, so that any choice that does not look at outcomes is fair.
    """
    of_each = max(1, size // placements)
    return list(range(min(replications, of_each * placements)))


def leak_causes(
    result: Result,
    size: int = SAMPLE,
    progress: Callable[[str, int, int | None], None] = silent,
) -> LeakCauses:
    """Return the causes of the leakers of a sample of replications, each run again.

    Parameters
    ----------
    result
        A stored result.
    size
        About how many replications; at least one for each placement.
    progress
        Called with a stage, how many replications are done, and their number.

    Raises
    ------
    InputError
        A replication gives another row than the result has.
    """
    scenario, placements = result.scenario, result.scenario.terrain.placements
    chosen = sample_of(result.rows.num_rows, placements, size)
    grid, classes = elevation_of(scenario), [t.target_class for t in scenario.threats]
    found: dict[int, Counter[tuple[str, str]]] = {}
    for placement in sorted({number % placements for number in chosen}):
        world = build_world(scenario, grid, placement)
        for number in chosen[placement::placements]:
            progress("causes of leaks", len(found), len(chosen))
            events = checked_events(result, number, world, every_detection=False)
            leaks = leaks_of(world, events, arrival_scans(scenario, number))
            found[number] = Counter((classes[leak.threat], leak.cause) for leak in leaks)
    progress("causes of leaks", len(chosen), len(chosen))
    return _summed(result, [found[number] for number in chosen], chosen)


def _summed(result: Result, found: list[Counter[tuple[str, str]]], chosen: list[int]) -> LeakCauses:
    strata = np.array(chosen) % result.scenario.terrain.placements
    lines = []
    for name in ("", *result.scenario.target_classes):
        for cause in CAUSES:
            counts = [
                sum(n for (one, why), n in each.items() if why == cause and name in {"", one})
                for each in found
            ]
            if any(counts):
                lines.append(CauseLine(cause, name, mean_interval(counts, strata)))
    leaked = sum(
        np.asarray(result.rows[f"leaked.{label}"]).sum() for label in result.scenario.labels
    )
    return LeakCauses(
        replications=result.rows.num_rows,
        sampled=len(chosen),
        numbers=tuple(chosen),
        total=mean_interval([each.total() for each in found], strata),
        all_replications=float(leaked) / result.rows.num_rows,
        lines=tuple(lines),
    )
