"""``skydome new``: a file to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import check_outputs, say_written

EXAMPLE = "Example: skydome new scenario my_raid"
app = typer.Typer(
    help="Write a file to start from, with every part explained.",
    epilog=EXAMPLE,
    no_args_is_help=True,
)


@app.callback()
def _new() -> None:
    """Keep ``scenario`` a word of its own, although it is the only one."""


@app.command("scenario", epilog=EXAMPLE)
def scenario(
    name: Annotated[str, typer.Argument(help="Name of the scenario: letters, digits, - and _.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="File to write.  (default: NAME.yaml)"),
    ] = None,
    catalogue: options.Overlay = None,
    *,
    force: options.Force = False,
    json: show.Json = False,
) -> None:
    """Write a scenario that runs as it is, with every part explained."""
    import re

    from skydome.catalogue import Catalogue
    from skydome.errors import InputError
    from skydome.forms import NAME_PATTERN, quoted
    from skydome.outfile import write_new
    from skydome.scenario.scaffold import scaffold

    if not re.fullmatch(NAME_PATTERN, name):
        problem = f"{quoted(name)} cannot be the name of a scenario"
        allowed = "letters, digits, - and _, beginning with a letter or digit"
        raise InputError(problem, field="NAME", allowed=allowed)
    file = output or Path(f"{name}.yaml")
    check_outputs({"output": file}, json=json)
    write_new(file, scaffold(name, file.name, Catalogue(*(catalogue or []))), force=force)
    if json:
        show.print_json({"files": {"output": str(file)}})
    else:
        say_written([file], f"skydome check {file}", f"skydome run {file}")
