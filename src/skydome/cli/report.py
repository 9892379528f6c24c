"""``skydome report``: one self-contained page from a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skydome.cli import show

EXAMPLE = "Example: skydome report results/two_front"


def report(
    result: Annotated[Path, typer.Argument(help="Result folder of `skydome run`.")],
    *,
    optimum: Annotated[
        bool,
        typer.Option(
            "--optimum", help="Add what optimal fire would have saved; some seconds more."
        ),
    ] = False,
    json: show.Json = False,
) -> None:
    """Write a result as one HTML page with maps, figures, tables, sources and limits."""
    from skydome.report import write_report
    from skydome.study.store import read_manifest

    read_manifest(result)  # before any progress is shown

    with show.progress_bar(quiet=json) as progress:
        page = write_report(result, progress, optimum=optimum)
    if json:
        show.print_json({"report": str(page), "bytes": page.stat().st_size})
    else:
        typer.echo(f"Report: {page}")
