"""``skydome run``: Monte Carlo of one scenario."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from skydome.analysis import Comparison, Summary
    from skydome.catalogue import Catalogue, Policy
    from skydome.scenario import ResolvedScenario

MOST_THREADS = 256
LONGEST_RUN_S = 30 * 86_400
EXAMPLE = "Example: skydome run examples/single_battery.yaml --replications 5000 --seed 7"


def run(
    scenario: Annotated[Path, typer.Argument(help="Scenario file, YAML.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Result folder.  (default: results/NAME)"),
    ] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-n", help="Instead of the scenario's number.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Instead of the scenario's seed.")] = None,
    for_seconds: Annotated[
        float | None,
        typer.Option(help="Run as many replications as fit in this time, up to their number."),
    ] = None,
    threads: Annotated[int | None, typer.Option(help="(default: every core)")] = None,
    catalogue: Annotated[
        list[Path] | None,
        typer.Option(help="Folder of your own entries, laid over the shipped ones. Repeatable."),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(help="Readings of the catalogue: claimed, assessed or sampled."),
    ] = None,
    *,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare/--no-compare",
            help="Run up to 1,000 replications under another policy too, if its values differ.",
        ),
    ] = True,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an earlier result in the folder.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: show.Json = False,
) -> None:
    """Run a scenario many times: leakers, missiles spent, saturation, with intervals.

    The same scenario, seed and version give the same rows on any number of threads.
    """
    from skydome.analysis import compare_policies, summarise
    from skydome.catalogue import Catalogue
    from skydome.scenario import load, with_run
    from skydome.study import read_result, run_to_folder
    from skydome.study.store import check_target, read_manifest

    show.check_bounds("--threads", threads, 1, MOST_THREADS)
    show.check_bounds("--for-seconds", for_seconds, 1, LONGEST_RUN_S)
    opened = Catalogue(*(catalogue or []))
    resolved = load(scenario, opened, policy=_policy(policy))
    resolved = with_run(resolved, replications=replications, seed=seed)
    other = _other(scenario, opened, resolved) if compare else None
    folder = output or Path("results") / resolved.name
    check_target(folder, replace=replace)
    with show.progress_bar(quiet=quiet or json) as progress:
        run_to_folder(
            resolved,
            folder,
            threads=threads,
            for_seconds=for_seconds,
            replace=replace,
            other=other,
            progress=progress,
        )
    result = read_result(folder)
    summary, compared = summarise(result), compare_policies(result)
    if json:
        told = {"summary": summary.as_dict(), "compared": compared and asdict(compared)}
        show.print_json({"folder": str(folder), **read_manifest(folder), **told})
    else:
        _print(result.scenario, summary, compared, folder, read_manifest(folder))


def _policy(written: str | None) -> Policy | None:
    """Return the policy that was asked for."""
    from skydome.errors import InputError
    from skydome.scenario.policies import POLICIES

    known = {str(policy): policy for policy in POLICIES}
    if written is not None and written not in known:
        problem = f"{written!r} is not a policy"
        raise InputError(problem, field="--policy", allowed=", ".join(known))
    return None if written is None else known[written]


def _other(file: Path, catalogue: Catalogue, resolved: ResolvedScenario) -> ResolvedScenario | None:
    """Return the scenario under the other policy, None where nothing can or need be compared."""
    from skydome.errors import InputError
    from skydome.scenario import load
    from skydome.scenario.policies import OTHER, may_differ

    policy = OTHER[resolved.policy]
    try:
        other = load(file, catalogue, policy=policy)
    except InputError as problem:
        typer.echo(f"skydome: no comparison with the policy {policy}: {problem}", err=True)
        return None
    return other if may_differ(resolved, other) else None


LOSSES = {
    "lost": "{} is lost",
    "cut": "the link of {} is lost",
    "quiet": "{} runs dry and switches its radar off",
    "emits": "{} begins to radiate",
    "shuts": "{} shuts down",
    "moves": "{} moves to its second site",
    "silenced": "{} falls silent with its carrier",
}


def _print(
    scenario: ResolvedScenario,
    summary: Summary,
    compared: Comparison | None,
    folder: Path,
    manifest: dict[str, Any],
) -> None:
    from rich.console import Console
    from rich.markup import escape

    from skydome.scenario.policies import MEANING

    console = Console()
    console.print(f"\n[bold]{escape(scenario.title)}[/bold]")
    console.print(
        f"{summary.replications:,} replications over {summary.placements} placements of the sites"
    )
    console.print(f"Policy: {scenario.policy}, {MEANING[scenario.policy]}")
    console.print(_class_table(summary))
    console.print(_missile_table(summary))
    if compared is not None:
        console.print(_comparison_table(compared))
    for line in summary.harmless:
        console.print(
            f"{line.label}: {show.interval(line.shot_down)} of {line.in_raid} shot down, "
            f"{show.interval(line.missiles, 1)} missiles fired at them"
        )
    for loss in summary.losses:
        share = f"{loss.share.value:.0%}"
        console.print(f"{LOSSES[loss.kind].format(loss.node)} in {share} of replications")
    lost = show.interval(summary.value_lost)
    console.print(f"Value lost: {lost} of {summary.value_total:g}\n")
    unread = [entry.id for entry in scenario.entries.values() if entry.provisional]
    if unread:
        console.print(f"Provisional, read only once: {', '.join(unread)}.", markup=False)
    console.print(f"Result: {folder}    Report: skydome report {folder}", markup=False)
    console.print(
        show.CITE.format(
            version=manifest["skydome"],
            name=scenario.name,
            seed=scenario.seed,
            tables=manifest["tables_sha256"][:12],
        )
    )


def _class_table(summary: Summary) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(title="Threats a replication; leaked: mean, 95 % interval, band of placements")
    table.add_column("class", no_wrap=True)
    for name in ("raid", "engaged", "killed", "leaked", "placements"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in summary.classes:
        table.add_row(
            line.target_class.replace("_", " "),
            f"{line.in_raid}",
            f"{line.engaged:.1f}",
            f"{line.killed:.1f}",
            show.interval(line.leaked),
            f"{line.leaked_band[0]:.2f}–{line.leaked_band[1]:.2f}",
        )
    return table


def _comparison_table(compared: Comparison) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(title=f"Leaked in the first {compared.replications:,} replications, by policy")
    table.add_column("class", no_wrap=True)
    for name in (compared.policy, compared.other, "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in (*compared.lines, compared.total):
        change, low, high = line.difference
        table.add_row(
            line.target_class.replace("_", " "),
            f"{line.here.value:.2f}",
            f"{line.other.value:.2f}",
            f"{change:+.2f} ({low:+.2f} to {high:+.2f})",
        )
    return table


def _missile_table(summary: Summary) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    table = Table(title="Missiles a replication")
    for name in ("missile", "ready", "fired", "unit cost, USD"):
        table.add_column(name, justify="left" if name == "missile" else "right")
    for line in summary.missiles:
        cost = "unknown" if line.unit_cost_usd is None else f"{line.unit_cost_usd:,.0f}"
        table.add_row(line.missile, f"{line.ready}", show.interval(line.fired, 1), cost)
    return table
