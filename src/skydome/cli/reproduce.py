"""``skydome reproduce``: published values compared with what the models give."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from skydome.validation import Loaded, Outcome

EXAMPLE = "Example: skydome reproduce radar detection"
CITE = (
    "To cite: Skydome {version}, published values: publications {publications}, values {published}."
)
# In a narrower table the rows cannot be read.
NARROWEST = 150


def reproduce(
    topics: Annotated[
        list[str] | None,
        typer.Argument(metavar="TOPIC", help="Only these topics.  (default: all)"),
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option("--page", metavar="FILE", help="Write a page to this file, Markdown."),
    ] = None,
    own: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="Your own published values, instead of the shipped ones.",
        ),
    ] = None,
    *,
    only_surprises: Annotated[
        bool, typer.Option("--only-surprises", help="Show only cases that are not as expected.")
    ] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Compute published values with the models, and compare the two.

    This checks Skydome, not a scenario: `skydome check` does that.

    Exit code 1 on a surprise: a value that should agree and does not, or one that is known to
    disagree and agrees.
    """
    from skydome.validation import load_cases, select

    check_outputs({"page": page}, json=json)
    chosen = select(load_cases(own) if own else load_cases(), topics or [])
    with show.progress_bar(quiet=quiet) as progress:
        outcomes = _compute(chosen, progress)
    written = write_files({"page": page}, {"page": lambda: _page(outcomes)})
    shown = [one for one in outcomes if one.surprise or not only_surprises]
    if json:
        _print_json(outcomes, shown, written)
    else:
        _print(outcomes, shown, written)
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


def _page(outcomes: Sequence[Outcome]) -> bytes:
    from skydome.validation import markdown

    return markdown(outcomes).encode()


def _print_json(
    outcomes: Sequence[Outcome], shown: Sequence[Outcome], written: dict[str, str]
) -> None:
    from skydome._version import __version__
    from skydome.validation import as_record, count

    counts = count(outcomes)._asdict()
    cases = [as_record(one) for one in shown]
    told = {"skydome": __version__, "counts": counts, "cases": cases, "files": written}
    show.print_json(told)


def _print(outcomes: Sequence[Outcome], shown: Sequence[Outcome], written: dict[str, str]) -> None:
    from rich.console import Console

    from skydome._version import __version__
    from skydome.validation import count

    console = Console()
    console.width = max(console.width, NARROWEST)
    for topic in dict.fromkeys(one.topic for one in shown):
        _print_topic(console, topic, [one for one in shown if one.topic == topic])
    say_written(written.values())
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
