"""What every command shares: progress, tables, JSON."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]

CITE = "To cite: Skydome {version}, result {name}, seed {seed}, tables {tables}."


def print_json(data: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    """Print data as JSON."""
    typer.echo(json.dumps(data, indent=1, allow_nan=False))


def check_bounds(option: str, value: float | None, low: float, high: float) -> None:
    """Raise InputError where an option is given and lies outside its bounds."""
    from skydome.errors import InputError

    if value is not None and not low <= value <= high:
        raise InputError(
            f"{value:,} is out of bounds", field=option, allowed=f"{low:,} to {high:,}"
        )


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Show the stages of long work on standard error; yields what the work calls."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show


def interval(estimate: tuple[float, float, float] | None, digits: int = 2) -> str:
    """Return an estimate as ``1.23 (1.20–1.26)``, a dash where there is none."""
    if estimate is None:
        return "–"
    value, low, high = estimate
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"
