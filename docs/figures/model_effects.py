"""Measure what each model alone does to the two-front example, and write the tables.

Run as ``python docs/figures/model_effects.py``; takes some minutes. Every variant has the same
seed, so replications use the same random numbers and differences are paired.
The tables go between the markers of docs/models.md and CHANGELOG.md.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import yaml

from skydome.analysis.intervals import Estimate, mean_interval
from skydome.engagement import reference
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.paths import build_path, path_keys
from skydome.engagement.tables.placement import places
from skydome.engagement.tables.sensing import seen_from
from skydome.engagement.world import EVENTS
from skydome.scenario import ResolvedScenario, load
from skydome.study.run import compile_tables, simulate
from skydome.study.tracks import arrival_scans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from skydome.engagement.tables.build import Tables
    from skydome.study import Result

    Floats: TypeAlias = NDArray[np.float64]

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "two_front.yaml"
PAGES = (ROOT / "docs" / "models.md", ROOT / "CHANGELOG.md")
REPLICATIONS, LOGGED = 8_000, 200
EVENT_CAPACITY = 2**18
KM = 1e-3

OFF: dict[str, Any] = {
    "antenna": False,
    "clutter": False,
    "multipath": False,
    "diffraction": False,
    "aspect": False,
    "terrain_following": False,
    "drag": False,
    "kill_factors": False,
    "track_accuracy": False,
    "common_failure": "none",
}
# 10 kW over 100 MHz, as in radar_limits.py, behind the western raid
JAMMER = {"name": "stand-off", "at": [31, 71], "altitude_m": 10_000, "density_w_hz": 1e-4}
NOTHING = "none (all off)"


class Variant(NamedTuple):
    """What is added to the example's file."""

    name: str
    models: dict[str, Any]
    jams: bool = False


class Outcome(NamedTuple):
    """Leakers by replication and class, and ground ranges of first intercepts in metres by class.

    ``first_m`` holds one range for each threat that was intercepted in a logged replication.
    """

    leaked: dict[str, Floats]
    placement: NDArray[np.int32]
    first_m: dict[str, list[float]]

    @property
    def total(self) -> Floats:
        """Leakers of all classes."""
        return np.asarray(np.sum(list(self.leaked.values()), axis=0), dtype=np.float64)


def variants() -> Iterator[Variant]:
    """Yield every variant, the one without any model first."""
    yield Variant(NOTHING, OFF)
    for name in OFF:
        if name == "common_failure":
            for level in ("target", "raid"):
                yield Variant(f"`{name}: {level}`", OFF | {name: level})
        else:
            yield Variant(f"`{name}`", OFF | {name: True})
    yield Variant("`jamming`, one jammer", OFF, jams=True)
    yield Variant("all defaults", {})
    yield Variant("all defaults and the jammer", {}, jams=True)


def scenario_of(variant: Variant, replications: int) -> ResolvedScenario:
    """Return the example with a variant's lines added to its file."""
    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    document |= {"replications": replications, "models": variant.models}
    document |= {"jamming": [JAMMER]} if variant.jams else {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / EXAMPLE.name
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        return load(file)


def outcome(variant: Variant, replications: int, logged: int) -> Outcome:
    """Run a variant."""
    scenario = scenario_of(variant, replications)
    tables = compile_tables(scenario)
    result = simulate(scenario, tables=tables)
    leaked = {name: _column(result, f"leaked.{name}") for name in scenario.target_classes}
    return Outcome(
        leaked,
        result.rows["placement"].to_numpy(),
        first_intercepts_m(scenario, tables, logged),
    )


def _column(result: Result, name: str) -> Floats:
    return np.asarray(result.rows[name].to_numpy(), dtype=np.float64)


def first_intercepts_m(
    scenario: ResolvedScenario, tables: Tables, count: int
) -> dict[str, list[float]]:
    """Return the ground range from the firing battery at each threat's first intercept.

    From the log of the first replications, by target class.
    """
    ranges = _ranges_m(scenario, len(tables.worlds))
    keys = path_keys(scenario)
    path_of = [list(dict.fromkeys(keys)).index(key) for key in keys]
    found: dict[str, list[float]] = {name: [] for name in scenario.target_classes}
    for replication in range(count):
        arrivals, met = arrival_scans(scenario, replication), set()
        placement = replication % len(tables.worlds)
        for scan, threat, unit in _intercepts(scenario, tables, replication):
            if threat not in met:
                met.add(threat)
                by_scan = ranges[placement][scenario.batteries[unit].site][path_of[threat]]
                local = min(scan - arrivals[threat], len(by_scan) - 1)
                found[scenario.threats[threat].target_class].append(float(by_scan[local]))
    return found


def _intercepts(
    scenario: ResolvedScenario, tables: Tables, replication: int
) -> Iterator[tuple[int, int, int]]:
    """Yield scan, threat and battery of each intercept of one replication, in order."""
    world = tables.worlds[replication % len(tables.worlds)]
    state = new_state(world, EVENT_CAPACITY)
    row = np.zeros((1, len(columns(scenario))), dtype=np.int32)
    reference.run(world, state, scenario.seed, replication, 1, row)
    if state.event_count[0] >= EVENT_CAPACITY:
        raise ValueError("a replication has more events than EVENT_CAPACITY")
    for kind, scan, threat, unit, *_ in state.events[: state.event_count[0]].tolist():
        if EVENTS[kind] == "intercept":
            yield scan, threat, unit


def _ranges_m(scenario: ResolvedScenario, placements: int) -> list[list[list[Floats]]]:
    """Return the ground range by placement, site, path and local scan."""
    grid, keys = elevation_of(scenario), path_keys(scenario)
    leaders = [keys.index(key) for key in dict.fromkeys(keys)]
    paths = [build_path(scenario, scenario.threats[t], grid) for t in leaders]
    return [
        [
            [seen_from(path, at.latitude_deg, at.longitude_deg).ground_range_m for path in paths]
            for at in places(scenario, grid, placement)
        ]
        for placement in range(placements)
    ]


def tables_of(outcomes: dict[str, Outcome], replications: int, logged: int) -> str:
    """Return both tables as markdown."""
    base = outcomes[NOTHING]
    classes = list(base.leaked)
    spoken = [name.replace("_", " ") for name in classes]
    leakers, ranges = [], []
    for name, one in outcomes.items():
        change = "" if one is base else _signed(_mean(one.total - base.total, one))
        cells = [_plain(_mean(one.leaked[c], one)) for c in classes]
        leakers.append([name, *cells, _plain(_mean(one.total, one)), change])
        means = [f"{np.mean(one.first_m[c]) * KM:.1f}" if one.first_m[c] else "–" for c in classes]
        ranges.append([name, *means])
    placements = len(np.unique(base.placement))
    leakers_title = (
        f"Mean leakers per replication, ± half the width of the 95 % interval, {replications:,} "
        f"replications over {placements} placements:"
    )
    ranges_title = (
        f"Mean first-intercept range in km, over the threats that were intercepted "
        f"in {logged} of these replications:"
    )
    leakers_table = _table(["models on", *spoken, "all", "change"], leakers)
    ranges_table = _table(["models on", *spoken], ranges)
    return "\n".join([leakers_title, "", *leakers_table, "", ranges_title, "", *ranges_table])


def _mean(values: Floats, one: Outcome) -> Estimate:
    return mean_interval(values, one.placement)


def _plain(estimate: Estimate) -> str:
    return f"{estimate.value:.2f} ± {estimate.high - estimate.value:.2f}"


def _signed(estimate: Estimate) -> str:
    return f"{estimate.value:+.2f} ± {estimate.high - estimate.value:.2f}".replace("-", "−")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---", *["---:"] * (len(header) - 1)]
    return ["| " + " | ".join(row) + " |" for row in (header, rule, *rows)]


def write_between_markers(page: Path, text: str) -> None:
    """Put a text between the markers of a page."""
    begin, end = "<!-- model effects begin -->", "<!-- model effects end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{page.name} has no markers {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def main() -> None:
    """Run every variant, print the tables and write them into the pages."""
    parser = argparse.ArgumentParser(description="Measure what each model alone does.")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--logged", type=int, default=LOGGED, help="replications with a log")
    parser.add_argument("--only-print", action="store_true", help="leave the pages alone")
    asked = parser.parse_args()
    outcomes = {one.name: outcome(one, asked.replications, asked.logged) for one in variants()}
    text = tables_of(outcomes, asked.replications, asked.logged)
    print(text)  # noqa: T201 - what the script is for
    if not asked.only_print:
        for page in PAGES:
            write_between_markers(page, text)


if __name__ == "__main__":
    main()
