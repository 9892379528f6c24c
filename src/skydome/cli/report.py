"""``skydome report``: one self-contained HTML page from a result."""

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
            "--optimum",
            help="Add the number of leakers that optimal fire would have prevented; slower.",
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
    json: show.Json = False,
) -> None:
    """Write a result as one HTML page: outcome first, then maps, tables, sources and limitations.

    The page is report.html in the result folder. It works offline and contains no scripts.
    """
    from skydome.report import write_report
    from skydome.study.store import read_manifest

    manifest = read_manifest(result)  # a wrong folder is refused before any progress is shown
    with show.progress_bar(quiet=quiet) as progress:
        page = write_report(result, progress, optimum=optimum)
    show.note_other_version(result, manifest["skydome"])
    if json:
        show.print_json({"report": str(page), "bytes": page.stat().st_size})
    else:
        typer.echo(f"Report: {page}")
