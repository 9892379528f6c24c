"""``skydome run``: Monte Carlo simulation of one scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show
from skydome.cli.files import say_written

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from skydome.analysis import Comparison, Summary
    from skydome.analysis.money import Price
    from skydome.catalogue import Policy
    from skydome.scenario import ResolvedScenario

LONGEST_RUN_S = 30 * 86_400
EXAMPLE = "Example: skydome run examples/single_battery.yaml --replications 5000 --seed 7"


def run(
    scenario: Annotated[Path, typer.Argument(help="Scenario file, YAML, or an example's name.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FOLDER", help="Folder to write.  (default: results/NAME)"
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", "-n", help="Number of replications, instead of the scenario's."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")] = None,
    for_seconds: Annotated[
        float | None,
        typer.Option(
            help="Start no more replications after this time; keep those that are complete."
        ),
    ] = None,
    threads: options.Threads = None,
    catalogue: options.Overlay = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="A field to change, such as doctrine.salvo=2, defence.west-1.count=2 or "
            "catalogue.92n6e.target_channels=8. Repeatable.",
        ),
    ] = None,
    policy: Annotated[
        str | None,
        typer.Option(
            help="Catalogue values to use: claimed, assessed or sampled (drawn from their ranges)."
        ),
    ] = None,
    *,
    compare: Annotated[
        bool,
        typer.Option(
            "--compare/--no-compare",
            help="Also run up to 1,000 replications under the other policy, if its values differ.",
        ),
    ] = True,
    sampled: Annotated[
        bool,
        typer.Option(
            "--sampled/--no-sampled",
            help="Also vary all uncertain parameters over their ranges, in 64 draws.",
        ),
    ] = True,
    force: options.Force = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Simulate a raid many times: threats that get through, missiles fired, assets hit.

    Every mean has its 95 % interval, its range over placements of the sites and the range that nine
    in ten draws of the uncertain parameters give. The same scenario, seed and version give the same
    rows on any number of threads.
    """
    from skydome.catalogue import Catalogue
    from skydome.scenario import load, with_run
    from skydome.scenario.other_policy import under_other_policy

    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    show.check_bounds("--for-seconds", for_seconds, 1, LONGEST_RUN_S)
    opened = Catalogue(*(catalogue or []))
    written = show.settings(settings)
    resolved = load(scenario, opened, policy=_policy(policy), settings=written)
    resolved = with_run(resolved, replications=replications, seed=seed)
    other = under_other_policy(resolved, scenario, written, opened, _note) if compare else None
    folder = output or Path("results") / resolved.name
    # Only now what brings the compiler: a scenario that cannot be run is refused at once.
    from skydome.analysis import compare_policies, summarise
    from skydome.engagement.tables.elevation import elevation_of, provenance_of
    from skydome.study import read_result, run_to_folder
    from skydome.study.draw_count import draw_count
    from skydome.study.result_folder import check_target
    from skydome.study.store import read_manifest

    check_target(folder, replace=force)
    with show.progress_bar(quiet=quiet) as progress:
        run_to_folder(
            resolved,
            folder,
            threads=threads,
            for_seconds=for_seconds,
            replace=force,
            other=other,
            draws=draw_count(resolved, _note) if sampled else 0,
            progress=progress,
        )
    result = read_result(folder)
    summary, compared = summarise(result), compare_policies(result)
    ground = provenance_of(result.scenario, elevation_of(result.scenario))
    if json:
        parts = {
            "summary": summary.as_dict(),
            "compared": compared and compared.as_dict(),
            "elevation": ground._asdict(),
        }
        show.print_json({"folder": str(folder), **read_manifest(folder), **parts})
    else:
        _print(result.scenario, summary, compared, folder, read_manifest(folder))
        for path, value in written.items():
            typer.echo(f"Changed for this run: {path} = {value}.")
        typer.echo(ground.sentence())


def _policy(written: str | None) -> Policy | None:
    """Return the policy that the option names."""
    from skydome.errors import InputError
    from skydome.scenario.policies import POLICIES

    known = {str(policy): policy for policy in POLICIES}
    if written is not None and written not in known:
        problem = f"{written!r} is not a policy"
        raise InputError(problem, field="--policy", allowed=", ".join(known))
    return None if written is None else known[written]


def _note(text: str) -> None:
    typer.echo(f"skydome: {text}", err=True)


LOSSES = {
    "lost": "{} is lost",
    "cut": "the link of {} is lost",
    "quiet": "{} runs out of missiles and switches its radar off",
    "emits": "{} begins to radiate",
    "shuts": "{} shuts down",
    "moves": "{} moves to its second site",
    "silenced": "the jammer {} is lost with its carrier",
}


def _print(
    scenario: ResolvedScenario,
    summary: Summary,
    compared: Comparison | None,
    folder: Path,
    manifest: dict[str, Any],
) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    _print_verdict(console, scenario, summary)
    console.print(_class_table(summary))
    console.print(_leaker_table(summary))
    console.print(_missile_table(summary))
    if compared is not None:
        console.print(_comparison_table(compared))
    _print_details(console, summary)
    unread = [entry.id for entry in scenario.entries.values() if entry.provisional]
    if unread:
        console.print(f"Provisional, sources read only once: {', '.join(unread)}.", markup=False)
    say_written([folder], f"skydome report {folder}")
    console.print(
        show.CITE.format(
            version=manifest["skydome"],
            name=scenario.name,
            seed=scenario.seed,
            tables=manifest["tables_sha256"][:12],
        )
    )


def _print_verdict(console: Console, scenario: ResolvedScenario, summary: Summary) -> None:
    from rich.markup import escape

    from skydome.report.verdict import far_sentences, load_sentences, verdict_of
    from skydome.scenario.policies import MEANING

    console.print(f"\n[bold]{escape(scenario.title)}[/bold]")
    names = {missile: scenario.entries[missile].name for missile in scenario.missiles}
    for sentence in [
        *verdict_of(summary, names),
        *far_sentences(scenario),
        *load_sentences(scenario),
    ]:
        console.print(sentence, markup=False)
    console.print(
        f"Basis: {_number(summary.replications, 'replication')} over "
        f"{_number(summary.placements, 'placement')} of the sites; catalogue values: "
        f"{scenario.policy} ({MEANING[scenario.policy]}).\n",
        markup=False,
    )


def _number(value: int, name: str) -> str:
    return f"{value:,} {name}" + ("" if value == 1 else "s")


def _print_details(console: Console, summary: Summary) -> None:
    for line in summary.harmless:
        console.print(
            f"{line.label}: {show.interval(line.shot_down)} of {line.in_raid} shot down, "
            f"{show.interval(line.missiles, 1)} missiles fired at them",
            markup=False,
        )
    for loss in summary.losses:
        share = f"{loss.share.value:.0%}"
        text = f"{LOSSES[loss.kind].format(loss.node)} in {share} of replications"
        console.print(text, markup=False)
    lost = show.interval(summary.value_lost)
    console.print(f"Value lost: {lost} of {summary.value_total:g}\n", markup=False)


def _class_table(summary: Summary) -> Table:
    from rich.table import Table

    table = Table(title="Threats per replication, means")
    table.add_column("class", no_wrap=True)
    columns = _class_columns(summary)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for n, line in enumerate(summary.classes):
        cells = (cells[n] for cells in columns.values())
        table.add_row(line.target_class.replace("_", " "), *cells)
    return table


def _class_columns(summary: Summary) -> dict[str, list[str]]:
    """Return the cells of each column; two columns only where some threat belongs in them."""
    lines = summary.classes
    columns = {
        "raid": [f"{line.in_raid}" for line in lines],
        "not started": [f"{line.in_raid - line.launched:.1f}" for line in lines],
        "engaged": [f"{line.engaged:.1f}" for line in lines],
        "killed": [f"{line.killed:.1f}" for line in lines],
        "in flight": [f"{line.still_flying:.1f}" for line in lines],
        "leaked": [f"{line.leaked.value:.2f}" for line in lines],
    }
    for name in ("not started", "in flight"):
        if all(float(cell) == 0 for cell in columns[name]):
            del columns[name]
    return columns


def _leaker_table(summary: Summary) -> Table:
    """Return the leakers with what moves them: chance, where the sites are, what is not known."""
    from rich.table import Table

    band = summary.parameter_band
    table = Table(title="Leaked, and what moves the mean")
    table.add_column("class", no_wrap=True)
    columns = {"mean (95 % by chance)": [show.interval(one.leaked) for one in summary.classes]}
    columns["mean (95 % by chance)"].append(show.interval(summary.leaked))
    if summary.placements > 1:
        spans = [*(one.leaked_band for one in summary.classes), summary.leaked_band]
        columns["by placement"] = [f"{low:.2f}–{high:.2f}" for low, high in spans]
    if band is not None:
        named = [*(one.target_class for one in summary.classes), "all"]
        drawn = [band.of("leaked", name) for name in named]
        columns["by parameters"] = [f"{one.low:.2f}–{one.high:.2f}" for one in drawn]
        table.caption = (
            f"by parameters: {band.share:.0%} of {band.draws} draws of {band.parameters} values"
        )
        table.caption_justify = "left"
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    names = [*(one.target_class.replace("_", " ") for one in summary.classes), "all"]
    for name, cells in zip(names, zip(*columns.values(), strict=True), strict=True):
        table.add_row(name, *cells)
    return table


def _comparison_table(compared: Comparison) -> Table:
    from rich.table import Table

    title = f"Leaked in the first {compared.replications:,} replications, by catalogue values"
    table = Table(title=title)
    table.add_column("class", no_wrap=True)
    for name in (compared.policy, compared.other, "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in (*compared.lines, compared.total):
        change, low, high = line.difference
        width = "–" if low == high else f"{low:+.2f} to {high:+.2f}"
        table.add_row(
            line.target_class.replace("_", " "),
            f"{line.here.value:.2f}",
            f"{line.other.value:.2f}",
            f"{change:+.2f} ({width})",
        )
    return table


def _missile_table(summary: Summary) -> Table:
    from rich.table import Table

    table = Table(title="Missiles per replication")
    for name in ("missile", "ready", "fired", "price of one, million USD"):
        table.add_column(name, justify="left" if name == "missile" else "right")
    for line in summary.missiles:
        fired = show.interval(line.fired, 1)
        table.add_row(line.missile, f"{line.ready}", fired, _price(line.price))
    return table


def _price(price: Price | None) -> str:
    """Return a price with its bounds; a guess is called one and has its bounds alone."""
    if price is None:
        return "unknown"
    low, nominal, high = (f"{value / 1e6:.3g}" for value in (price.low, price.nominal, price.high))
    if price.guess:
        return f"guess: {low}–{high}"
    return nominal if low == high else f"{nominal} ({low}–{high})"
