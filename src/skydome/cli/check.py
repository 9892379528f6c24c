"""``skydome check``: whether a scenario can be run, what it resolves to, how long it will take."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario
    from skydome.study.cost import RunCost

EXAMPLE = "Example: skydome check examples/single_battery.yaml"
MINUTE_S, HOUR_S = 60, 3600


def check(
    scenario: Annotated[Path, typer.Argument(help="Scenario file, YAML, or an example's name.")],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="A field to change. Repeatable."),
    ] = None,
    catalogue: options.Overlay = None,
    *,
    time: Annotated[
        bool,
        typer.Option("--time/--no-time", help="Also measure how long a run will take."),
    ] = True,
    json: show.Json = False,
) -> None:
    """Check a scenario: whether it can be run, what it resolves to and how long it will take.

    The time is measured on this machine, on one placement and a few replications.
    """
    from skydome.catalogue import Catalogue
    from skydome.scenario import load

    written = show.settings(settings)
    resolved = load(scenario, Catalogue(*(catalogue or [])), settings=written)
    cost = _cost(resolved) if time else None
    if json:
        measured = None if cost is None else {**cost._asdict(), "total_s": cost.total_s}
        show.print_json({**contents(resolved), "cost": measured})
    else:
        _print(scenario, resolved, cost)


def _cost(scenario: ResolvedScenario) -> RunCost:
    from skydome.study.cost import cost_of_run

    return cost_of_run(scenario)


def contents(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return what a scenario resolves to, as plain data."""
    from skydome.engagement.tables.magazines import ready_missiles

    ready = ready_missiles(scenario).sum(axis=0)
    systems = Counter(scenario.units.values())
    quantities = [q for entry in scenario.entries.values() for q in entry.parameters.values()]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "seed": scenario.seed,
        "replications": scenario.replications,
        "placements": scenario.terrain.placements,
        "duration_s": scenario.duration_s,
        "policy": scenario.policy,
        "networks": list(scenario.networks),
        "units": dict(systems),
        "batteries": len(scenario.batteries),
        "radars": len(scenario.radars),
        "ready_missiles": {
            name: int(count) for name, count in zip(scenario.missiles, ready, strict=True)
        },
        "threats": dict(Counter(threat.target_class for threat in scenario.threats)),
        "assets": len(scenario.assets),
        "catalogue_values": len(quantities),
        "catalogue_values_with_a_range": sum(q.low < q.high for q in quantities),
        "provisional": [entry.id for entry in scenario.entries.values() if entry.provisional],
    }


def _print(file: Path, scenario: ResolvedScenario, cost: RunCost | None) -> None:
    from rich.console import Console
    from rich.markup import escape

    console, found = Console(highlight=False), contents(scenario)
    console.print(f"\n[bold]{escape(scenario.title)}[/bold]")
    console.print(f"{file} can be run.\n", markup=False)
    for name, text in _lines(scenario, found):
        console.print(f"{name:11} {text}", markup=False, soft_wrap=True)
    if cost is not None:
        console.print(f"{'time':11} {_time(cost)}", markup=False, soft_wrap=True)


def _lines(scenario: ResolvedScenario, found: dict[str, Any]) -> list[tuple[str, str]]:
    doctrine = scenario.doctrine
    salvos = sorted(set(doctrine.salvo.values()))
    salvo = f"{salvos[0]}" if len(salvos) == 1 else f"{salvos[0]} to {salvos[-1]} by class"
    ranged, known = found["catalogue_values_with_a_range"], found["catalogue_values"]
    runs = _number(found["replications"], "replication")
    places = _number(found["placements"], "placement")
    return [
        ("defence", f"{_counted(found['units'])}; {_number(found['batteries'], 'battery')}"),
        ("networks", ", ".join(found["networks"])),
        ("missiles", f"{_counted(found['ready_missiles'])}, ready at the start"),
        ("raid", f"{len(scenario.threats)} threats: {_counted(found['threats'])}"),
        ("assets", str(found["assets"])),
        ("doctrine", f"{doctrine.policy}, salvo {salvo}, weapons {doctrine.weapons}"),
        ("values", f"{scenario.policy}; {ranged} of {known} of the catalogue have a range"),
        ("run", f"{runs} over {places}, {scenario.duration_s:g} s each, seed {scenario.seed}"),
    ]


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())


def _number(value: int, name: str) -> str:
    many = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{value:,} {name if value == 1 else many}"


def _time(cost: RunCost) -> str:
    text = (
        f"about {_duration(cost.total_s)} here: tables {_duration(cost.tables_s)} "
        f"({cost.table_bytes / 1e6:,.0f} MB), then {cost.replications_per_s:,.0f} replications/s"
    )
    if cost.draws_s > 0:
        text += f", then {_duration(cost.draws_s)} for draws of uncertain values"
    return text if cost.compiled else f"{text}; the kernel is now compiled for later runs"


def _duration(seconds: float) -> str:
    if seconds < MINUTE_S:
        return f"{seconds:.1f} s"
    return f"{seconds / MINUTE_S:.0f} min" if seconds < HOUR_S else f"{seconds / HOUR_S:.1f} h"
