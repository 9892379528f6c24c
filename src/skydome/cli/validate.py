"""``skydome validate``: what others published beside what the models give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from skydome.validation import Loaded, Outcome

EXAMPLE = "Example: skydome validate radar detection"
CITE = "To cite: Skydome {version}, validation: publications {publications}, values {published}."
# Below this a row of the table is no longer one to read.
NARROWEST = 150


def validate(
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Only these topics; all where none is named."),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page with every case here.")
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Your own cases, instead of the shipped ones."),
    ] = None,
    *,
    only_surprises: Annotated[
        bool, typer.Option("--only-surprises", help="Leave out what is as each case expects.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: show.Json = False,
) -> None:
    """Compute what others published, and show it beside what they published.

    Ends with code 1 on a surprise: a value that should agree and does not, or one that is known
    to disagree and does not.
    """
    from skydome.validation import load_cases, select

    if markdown is not None:
        _check_place(markdown)
    chosen = select(load_cases(cases) if cases else load_cases(), topics or [])
    with show.progress_bar(quiet=quiet or json) as progress:
        outcomes = _compute(chosen, progress)
    if markdown is not None:
        _write(markdown, outcomes)
    shown = [one for one in outcomes if one.surprise or not only_surprises]
    if json:
        _print_json(outcomes, shown)
    else:
        _print(outcomes, shown, markdown)
    if any(one.surprise for one in outcomes):
        raise typer.Exit(1)


def _check_place(file: Path) -> None:
    """Refuse now what would be refused after the work."""
    from skydome.errors import InputError

    if not file.parent.is_dir():
        raise InputError("there is no such folder", file=file.parent, field="--markdown")


def _compute(
    chosen: Sequence[Loaded], progress: Callable[[str, int, int | None], None]
) -> list[Outcome]:
    from skydome.validation import compute, load_models

    models = load_models()
    outcomes = []
    for n, loaded in enumerate(chosen):
        progress("cases", n, len(chosen))
        outcomes.append(compute(loaded, models))
    progress("cases", len(chosen), len(chosen))
    return outcomes


def _write(file: Path, outcomes: Sequence[Outcome]) -> None:
    from skydome.export import write_whole
    from skydome.validation import markdown

    write_whole(file, markdown(outcomes).encode())


def _print_json(outcomes: Sequence[Outcome], shown: Sequence[Outcome]) -> None:
    from skydome._version import __version__
    from skydome.validation import as_record, count

    counts = count(outcomes)._asdict()
    show.print_json(
        {"skydome": __version__, "counts": counts, "cases": [as_record(one) for one in shown]}
    )


def _print(outcomes: Sequence[Outcome], shown: Sequence[Outcome], page: Path | None) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.validation import count

    console = Console()
    console.width = max(console.width, NARROWEST)
    for topic in dict.fromkeys(one.topic for one in shown):
        _print_topic(console, topic, [one for one in shown if one.topic == topic])
    if page is not None:
        typer.echo(f"Page: {page}")
    counts = count(outcomes)
    typer.echo(CITE.format(version=__version__, **counts._asdict()))
    typer.echo(str(counts))


def _print_topic(console: Console, topic: str, outcomes: Sequence[Outcome]) -> None:
    from rich.table import Table
    from rich.text import Text

    from skydome.validation import HEADER, cells, title

    table = Table(*HEADER, title=title(topic), title_justify="left", expand=False)
    for column in table.columns[1:4]:
        column.justify = "right"
    for column in table.columns[:6]:
        column.no_wrap = True
    for one in outcomes:
        style = "bold red" if one.surprise else "" if one.within else "yellow"
        table.add_row(*(Text(text) for text in cells(one)), style=style)
    console.print(table)
    for one in outcomes:
        if one.case.reason:
            console.print(f"{one.case.id}: {one.case.reason}", markup=False, highlight=False)
    console.print()
