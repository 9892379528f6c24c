"""Stored runs as the browser app shows them; called in helper processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.analysis import summarise
from skydome.report.verdict import far_sentences, load_sentences, verdict_of
from skydome.serve import models
from skydome.serve.times import written_at
from skydome.study import named_replication, read_result
from skydome.study.replay import NAMED
from skydome.study.store import numbers, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.analysis import Summary
    from skydome.analysis.intervals import Estimate
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result

MOST_LISTED = 10_000
CITE = "Skydome {version}, {name}, seed {seed}, tables {tables}"


def line(folder: Path) -> models.RunLine:
    """Return the line of a run in the list.

    Raises
    ------
    InputError
        The folder is not a result that this version can read.
    """
    result = read_result(folder)
    return _line(folder, result, summarise(result))


def run(folder: Path) -> models.Run:
    """Return a run in full; errors as in `line`."""
    result, manifest = read_result(folder), read_manifest(folder)
    scenario, summary = result.scenario, summarise(result)
    return models.Run(
        line=_line(folder, result, summary),
        sentences=_sentences(scenario, summary),
        policy=str(scenario.policy),
        seed=scenario.seed,
        placements=summary.placements,
        classes=_classes(summary),
        missiles=[
            models.MissileLine(
                missile=one.missile,
                name=scenario.entries[one.missile].name,
                ready=one.ready,
                fired=_estimate(one.fired),
            )
            for one in summary.missiles
        ],
        assets=[
            models.AssetLine(
                asset=one.asset,
                value=one.value,
                hits=_estimate(one.hits),
                hit_at_all=_estimate(one.hit_at_all),
            )
            for one in summary.assets
        ],
        units=[
            models.UnitLine(
                unit=one.unit,
                target_channels=one.target_channels,
                channels_in_use=_estimate(one.channels_in_use),
                saturated_share=_estimate(one.saturated_share),
            )
            for one in summary.units
        ],
        cite=CITE.format(
            version=result.version,
            name=scenario.name,
            seed=scenario.seed,
            tables=manifest["tables_sha256"][:12],
        ),
    )


def replications(folder: Path) -> models.Replications:
    """Return how the leakers spread over the replications of a run; errors as in `line`."""
    result = read_result(folder)
    classes = result.scenario.target_classes
    leaked = np.sum([numbers(result.rows[f"leaked.{name}"]) for name in classes], axis=0)
    values, counts = np.unique(leaked, return_counts=True)
    return models.Replications(
        replications=len(leaked),
        named={name: named_replication(result, name) for name in NAMED},
        histogram=[
            models.Bin(leakers=int(value), replications=int(count))
            for value, count in zip(values, counts, strict=True)
        ],
        leakers=leaked[:MOST_LISTED].tolist(),
    )


def _line(folder: Path, result: Result, summary: Summary) -> models.RunLine:
    band = summary.parameter_band
    drawn = None if band is None else band.of("leaked")
    return models.RunLine(
        id=folder.name,
        scenario=result.scenario.name,
        title=result.scenario.title,
        replications=summary.replications,
        created=written_at((folder / "manifest.json").stat().st_mtime),
        headline=verdict_of(summary)[0],
        leakers=models.Leakers(
            mean=summary.leaked.value,
            low=summary.leaked.low,
            high=summary.leaked.high,
            band_low=None if drawn is None else drawn.low,
            band_high=None if drawn is None else drawn.high,
        ),
        version=result.version,
        problem=None,
    )


def _sentences(scenario: ResolvedScenario, summary: Summary) -> list[str]:
    names = {missile: scenario.entries[missile].name for missile in scenario.missiles}
    return [*verdict_of(summary, names), *far_sentences(scenario), *load_sentences(scenario)]


def _classes(summary: Summary) -> list[models.ClassLine]:
    found = []
    for one in summary.classes:
        band = summary.parameter_band
        drawn = None if band is None else band.of("leaked", one.target_class)
        found.append(
            models.ClassLine(
                target_class=one.target_class,
                in_raid=one.in_raid,
                tracked=one.tracked,
                engaged=one.engaged,
                killed=one.killed,
                leaked=_estimate(one.leaked),
                placement_low=one.leaked_band[0],
                placement_high=one.leaked_band[1],
                band_low=None if drawn is None else drawn.low,
                band_high=None if drawn is None else drawn.high,
            )
        )
    return found


def _estimate(one: Estimate) -> models.Estimate:
    return models.Estimate(value=one.value, low=one.low, high=one.high)
