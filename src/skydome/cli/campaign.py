"""``skydome campaign``: raids on consecutive days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from skydome.cli import options, show
from skydome.cli.files import say_written

if TYPE_CHECKING:
    from skydome.campaign import Campaign, FutureOutcome

EXAMPLE = "Example: skydome campaign examples/campaign.yaml --output results/campaign"
CITE = "To cite: Skydome {version}, campaign {name}, seed {seed}, tables {tables}."
MOST_REPLICATIONS = 100_000
LARGEST_SEED = 2**63 - 1 - 30  # the last day uses a larger one
FILES = ("campaign.csv", "campaign.json", "campaign.svg", "campaign.html")
NARROWEST = 124


def campaign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Campaign file, YAML.")],
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications", "-n", help="Replications, instead of the number in the file."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed, instead of the one in the file.")] = None,
    threads: options.Threads = None,
    catalogue: options.Overlay = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help=f"Folder to write: {', '.join(FILES)}.  (default: none)",
        ),
    ] = None,
    *,
    force: options.Force = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Simulate raids on consecutive days, carrying over missiles and losses, under each future.

    One replication is one campaign. Deliveries, repairs and readiness are defined in the file. All
    futures use the same random numbers.
    """
    from skydome.campaign import campaign as fight
    from skydome.campaign import load_campaign
    from skydome.catalogue import Catalogue

    show.check_bounds("--replications", replications, 1, MOST_REPLICATIONS)
    show.check_bounds("--seed", seed, 0, LARGEST_SEED)
    show.check_bounds("--threads", threads, 1, show.MOST_THREADS)
    if output is not None:
        _check_output(output, force=force)
    own = Catalogue(*(catalogue or []))
    plan = load_campaign(file, own, replications=replications, seed=seed)
    with show.progress_bar(quiet=quiet) as progress:
        found = fight(plan, threads=threads, progress=progress)
    written = {} if output is None else _write(found, output)
    if json:
        show.print_json(_as_json(found) | {"files": written})
    else:
        _print(found)
        say_written(written.values())
        _cite(found)


def _as_json(found: Campaign) -> dict[str, Any]:
    from skydome._version import __version__

    return {"skydome": __version__, **found.as_dict()}


def _check_output(folder: Path, *, force: bool) -> None:
    """Check the output folder before the long work begins."""
    from skydome.errors import InputError

    if folder.exists() and not folder.is_dir():
        raise InputError("this is a file", file=folder, field="--output", allowed="a folder")
    there = [name for name in FILES if (folder / name).exists()]
    if there and not force:
        problem = f"{there[0]} is there already"
        allowed = "another folder, or --force"
        raise InputError(problem, file=folder, field="--output", allowed=allowed)


def _write(found: Campaign, folder: Path) -> dict[str, str]:
    """Create the content of every file before writing any."""
    import json

    from skydome.errors import InputError
    from skydome.export import campaign_csv, write_whole
    from skydome.report.campaign.figure import draw_campaign
    from skydome.report.campaign.page import campaign_page

    contents = (
        campaign_csv(found),
        (json.dumps(_as_json(found), indent=1, allow_nan=False) + "\n").encode(),
        draw_campaign(found, "svg"),
        campaign_page(found),
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be created: {reason}", file=folder, field="--output") from None
    for name, content in zip(FILES, contents, strict=True):
        write_whole(folder / name, content)
    return {name: str(folder / name) for name in FILES}


def _print(found: Campaign) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.width = max(console.width, NARROWEST)
    console.print(
        f"{found.title}: {found.replications:,} campaigns under each future", markup=False
    )
    for course in found.courses:
        console.print(_table(found, course))
        words = f"Over all days {show.interval(course.leaked)} leak"
        if course is not found.courses[0]:
            words += f"; against {found.courses[0].name} {show.interval(course.against_first)}"
        console.print(f"{words}.", markup=False)


def _cite(found: Campaign) -> None:
    from skydome._version import __version__

    tables = found.tables_sha256[:12]
    typer.echo(CITE.format(version=__version__, name=found.name, seed=found.seed, tables=tables))


def _table(found: Campaign, course: FutureOutcome) -> Any:  # noqa: ANN401 - rich is imported where it is used
    from rich.table import Table

    title = f"{course.name}: {course.title}; mean of a campaign (95 % interval)"
    table = Table(title=title, title_justify="left")
    names = ("day", "threats", "leak", f"against {found.courses[0].name}", "value hit", "so far")
    for name in (*names, "fired", "delivered", "left", f"nodes up of {len(found.nodes)}"):
        table.add_column(name, justify="right", no_wrap=True)
    for day in course.days:
        table.add_row(
            f"{day.day}",
            f"{day.threats}",
            show.interval(day.leaked),
            show.interval(day.against_first),
            f"{day.value_hit.value:.2f}",
            f"{day.value_lost.value:.2f}",
            f"{day.fired.value:.1f}",
            f"{day.delivered.value:.1f}",
            f"{day.left.value:.1f}",
            f"{day.nodes_up.value:.2f}",
        )
    return table
