"""``skydome validate``: published values compared with what the models give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import show
from skydome.cli.files import check_outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from skydome.validation import Loaded, Outcome

EXAMPLE = "Example: skydome validate radar detection"
CITE = "To cite: Skydome {version}, validation: publications {publications}, values {published}."
# In a narrower table the rows cannot be read.
NARROWEST = 150


def validate(
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Only these topics.  (default: all)"),
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every case to this Markdown file.")
    ] = None,
    cases: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Your own cases, instead of the shipped ones."),
    ] = None,
    *,
    only_surprises: Annotated[
        bool, typer.Option("--only-surprises", help="Show only cases that are not as expected.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: show.Json = False,
) -> None:
    """Compute published values with the models and compare the two.

    Exit code 1 on a surprise: a value that should agree and does not, or one that is known to
    disagree and agrees.
    """
    from skydome.validation import load_cases, select

    check_outputs({"--markdown": markdown}, json=json)
    chosen = select(load_cases(cases) if cases else load_cases(), topics or [])
    with show.progress_bar(quiet=quiet) as progress:
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
