"""A result folder as one self-contained HTML page: no network, no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.analysis import summarise
from skydome.coverage import UnitCover, over_flat_ground, range_by_altitude
from skydome.coverage.question import stated_target
from skydome.engagement.tables.elevation import elevation_of, provenance_of
from skydome.outfile import write_whole
from skydome.report.numbers import altitude, count, interval
from skydome.report.run import findings, tables
from skydome.report.run.leak_causes import causes_of
from skydome.report.run.leakers import draw_leakers
from skydome.report.run.map import draw_map
from skydome.report.run.optimal_fire import saved_of
from skydome.report.run.policy import policy_of
from skydome.report.run.ranges import draw_ranges
from skydome.report.run.timeline import timeline_of
from skydome.report.run.worst import worst_of
from skydome.report.style import listed
from skydome.report.template import rendered
from skydome.report.verdict import far_sentences, load_sentences, verdict_of
from skydome.study import read_result
from skydome.study.progress import silent
from skydome.study.store import read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.analysis import Summary
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import ResolvedEntry
    from skydome.study import Result
    from skydome.terrain import Grid

PAGE = "report.html"

MAP_ALTITUDES_M = [100.0, 1_000.0, 10_000.0]
CURVE_ALTITUDES_M = [
    *(10.0, 30.0, 100.0, 300.0, 900.0),
    *(1e3, 1.5e3, 2e3, 3e3, 5e3, 8e3, 10e3, 12e3),
]
CURVE_AZIMUTHS, CURVE_STEP_M = 72, 2_000.0
# More would make the page slow to write and long to read.
MOST_UNITS, MOST_PLACEMENTS = 12, 8


def write_report(
    folder: Path | str,
    progress: Callable[[str, int, int | None], None] = silent,
    *,
    page: Path | None = None,
    optimum: bool = False,
) -> Path:
    """Write the page of a result and return its path.

    The page is a function of the result and of the software: the same result gives the same bytes.

    Parameters
    ----------
    folder
        From `skydome.run_to_folder`.
    progress
        Called with a stage, how much of it is done, and the total, None where it is not known.
    page
        The file to write, instead of ``report.html`` in the result folder.
    optimum
        Add what optimal fire would have saved; it takes some seconds more.

    Raises
    ------
    InputError
        This is no result, its terrain is no longer there, the page cannot be written, or there is
        no optimum to compare with.
    """
    place = Path(folder)
    result, manifest = read_result(place), read_manifest(place)
    saved = saved_of(result, progress) if optimum else None
    context = {"saved": saved} | _context(result, manifest, progress)
    file = place / PAGE if page is None else page
    write_whole(file, rendered("page.html.j2", context).encode())
    return file


class _Reach(NamedTuple):
    """Every unit's cover: for the map, for the curves, and over flat ground by system."""

    target: ResolvedEntry
    on_map: list[UnitCover]
    curves: list[UnitCover]
    flat: dict[str, UnitCover]


def _reach(scenario: ResolvedScenario, grid: Grid) -> _Reach:
    target = stated_target(scenario)
    shown = list(scenario.units)[:MOST_UNITS]
    kinds: dict[tuple[object, ...], str] = {}
    like = {unit: kinds.setdefault(_equipment(scenario, unit), unit) for unit in shown}
    flat = {
        unit: over_flat_ground(scenario, target, CURVE_ALTITUDES_M, unit) for unit in kinds.values()
    }
    return _Reach(
        target=target,
        on_map=range_by_altitude(scenario, grid, target, MAP_ALTITUDES_M, alone=True),
        curves=range_by_altitude(
            scenario,
            grid,
            target,
            CURVE_ALTITUDES_M,
            units=shown,
            placements=range(min(scenario.terrain.placements, MOST_PLACEMENTS)),
            azimuths=CURVE_AZIMUTHS,
            range_step_m=CURVE_STEP_M,
            alone=True,
        ),
        flat={unit: flat[twin] for unit, twin in like.items()},
    )


def _equipment(scenario: ResolvedScenario, unit: str) -> tuple[object, ...]:
    """Return what a unit's reach over flat ground depends on."""
    launchers = {battery.launchers for battery in scenario.batteries if battery.unit == unit}
    return (scenario.units[unit], *sorted(launchers))


def _context(
    result: Result,
    manifest: dict[str, Any],
    progress: Callable[[str, int, int | None], None],
) -> dict[str, Any]:
    scenario = result.scenario
    progress("coverage", 0, 1)
    summary, grid = summarise(result), elevation_of(scenario)
    reach = _reach(scenario, grid)
    progress("coverage", 1, 1)
    return {
        "scenario": scenario,
        "manifest": manifest,
        "version": result.version,
        "summary": summary,
        "verdict": [
            *verdict_of(summary, tables.missile_names(scenario)),
            *far_sentences(scenario),
            *load_sentences(scenario),
        ],
        "sentence": findings.sentence_of(scenario),
        "findings": findings.findings_of(
            summary,
            reach.curves,
            reach.target,
            tables.missile_names(scenario),
            sampled=scenario.policy == "sampled",
        ),
        "target": findings.described(reach.target),
        "ground": grid.source,
        "elevation": provenance_of(scenario, grid).sentence(),
        "figures": {
            "leakers": draw_leakers(summary),
            "map": draw_map(scenario, grid, reach.on_map, MAP_ALTITUDES_M),
            "ranges": draw_ranges(reach.curves, reach.flat),
        },
        **_timeline(result, summary),
        "causes": causes_of(result, progress),
        "worst": worst_of(result, grid),
        **policy_of(result),
        **_reach_tables(reach),
        **_outcome_tables(scenario, summary),
        **_input_tables(scenario),
    }


def _timeline(result: Result, summary: Summary) -> dict[str, Any]:
    timeline = timeline_of(result, summary.typical)
    return {"timeline": timeline, "mean_leaked": count(summary.leaked.value)}


def _reach_tables(reach: _Reach) -> dict[str, Any]:
    twins: dict[int, list[str]] = {}
    for unit, cover in reach.flat.items():
        twins.setdefault(id(cover), []).append(unit)
    covers = {id(cover): cover for cover in reach.flat.values()}
    return {
        "map_altitudes": [altitude(height) for height in MAP_ALTITUDES_M],
        "unit_reach": tables.unit_reach_rows(reach.curves, MAP_ALTITUDES_M),
        "flat": [(listed(units), tables.flat_rows(covers[key])) for key, units in twins.items()],
        "curve_placements": len(reach.curves[0].centres),
        "most_units": MOST_UNITS,
    }


def _outcome_tables(scenario: ResolvedScenario, summary: Summary) -> dict[str, Any]:
    return {
        "classes": tables.class_rows(summary),
        "denominators": tables.denominator_rows(summary),
        "harmless": tables.harmless_rows(summary),
        "losses": tables.loss_rows(summary),
        "assets": tables.asset_rows(summary),
        "missiles": tables.missile_rows(scenario, summary),
        "value_lost": count(summary.value_lost.value),
        "value_lost_interval": interval(summary.value_lost),
        "value_total": count(summary.value_total),
        "costs": list(tables.money_sentences(scenario, summary)),
        "batteries": tables.battery_rows(summary),
        "turned": any(line.turns for line in summary.units),
    }


def _input_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    return {
        "parameters": tables.parameter_tables(scenario),
        "standings": tables.standing_shares(scenario),
        "unsourced": tables.unsourced_share(scenario),
        "bibliography": tables.bibliography(scenario),
        "waves": tables.wave_rows(scenario),
        "settings": tables.setting_rows(scenario),
        "left_out": tables.left_out(scenario),
    }
