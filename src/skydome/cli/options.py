"""The options that several commands have: one name, one meaning, one text.

``--output`` is what a command is for: the folder of a run, a draft, an export. Nothing of that
name is replaced without ``--force``. ``--figure``, ``--page`` and ``--csv`` are views of an answer,
written anew each time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

Figure: TypeAlias = Annotated[
    Path | None,
    typer.Option("--figure", metavar="FILE", help="Write a figure to this file, .png or .svg."),
]
Page: TypeAlias = Annotated[
    Path | None, typer.Option("--page", metavar="FILE", help="Write a page to this file, HTML.")
]
PageOfResult: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--page",
        metavar="FILE",
        help="Write a page to this file, HTML.  (default: report.html in the folder)",
    ),
]
Csv: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help="Write the table to this file: CSV, or by its suffix .parquet or .xlsx; - is "
        "standard output.",
    ),
]
Geojson: TypeAlias = Annotated[
    Path | None,
    typer.Option("--geojson", metavar="FILE", help="Write the contours to this file, GeoJSON."),
]
Force: TypeAlias = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]
Quiet: TypeAlias = Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")]
Threads: TypeAlias = Annotated[
    int | None,
    typer.Option("--threads", help="Cores to use; the result is the same.  (default: all)"),
]
Overlay: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue",
        metavar="FOLDER",
        help="Folder of your own entries, which override shipped ones. Repeatable.",
    ),
]

# Names of earlier versions, with what has taken their place.
OLD_OPTIONS = {
    "--markdown": "--page FILE.md",
    "--parquet": "--csv FILE.parquet",
    "--png": "--figure FILE.png",
    "--replace": "--force",
}
OLD_COMMANDS = {"validate": "reproduce"}


def renamed(words: list[str]) -> str | None:
    """Return what to say of the first word that had a meaning in an earlier version."""
    if words and words[0] in OLD_COMMANDS:
        return f"no such command {words[0]}; it is {OLD_COMMANDS[words[0]]} now"
    for word in words:
        if word == "--":
            return None
        name = word.partition("=")[0]
        if name in OLD_OPTIONS:
            return f"no such option {name}; it is {OLD_OPTIONS[name]} now"
    return None
