"""``skydome report``: one self-contained HTML page from a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written
from skydome.cli.replications import parts_of

EXAMPLE = "Example: skydome report results/two_front"


def report(
    result: Annotated[Path, typer.Argument(help="Result folder of `skydome run`.")],
    page: options.PageOfResult = None,
    *,
    optimum: Annotated[
        bool,
        typer.Option(
            "--optimum",
            help="Add the number of leakers that optimal fire would have prevented; slower.",
        ),
    ] = False,
    quiet: options.Quiet = False,
    json: show.Json = False,
) -> None:
    """Write a result as one HTML page: outcome first, then maps, tables, sources and limitations.

    The page works offline and contains no scripts.
    """
    from skydome.report import write_report
    from skydome.report.run.page import PAGE
    from skydome.study.store import read_manifest

    manifest = read_manifest(result)  # a wrong folder is refused before any progress is shown
    if page is not None:
        own = [file for file in parts_of(result) if file.name != PAGE]
        check_outputs({"page": page}, own, json=json)
    with show.progress_bar(quiet=quiet) as progress:
        written = write_report(result, progress, page=page, optimum=optimum)
    show.note_other_version(result, manifest["skydome"])
    if json:
        show.print_json({"files": {"page": str(written)}, "bytes": written.stat().st_size})
    else:
        say_written([written])
