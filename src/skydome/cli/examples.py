"""``skydome examples``: the scenarios that come with Skydome."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from skydome.cli import options, show
from skydome.cli.files import say_written

EXAMPLE = "Example: skydome examples copy two_front"
COMMANDS = {
    "days": "skydome campaign",
    "missiles_per_threat": "skydome assign",
}  # by a field of their files
app = typer.Typer(
    help="List or copy the scenarios that come with Skydome.",
    epilog=EXAMPLE,
    no_args_is_help=True,
)


@app.command("list", epilog="Example: skydome examples list")
def list_(json: show.Json = False) -> None:  # noqa: FBT002 - an option of the command line
    """List the examples by name; a command takes the name instead of a file."""
    from skydome.shipped import example_files

    titles = {name: _title(file) for name, file in example_files().items()}
    if json:
        show.print_json([{"name": name, "title": title} for name, title in titles.items()])
        return
    width = max(map(len, titles))
    for name, title in titles.items():
        typer.echo(f"{name:{width}}  {title}")
    typer.echo("\nRun one: skydome run NAME    Copy one to change it: skydome examples copy NAME")


@app.command("copy", epilog=EXAMPLE)
def copy(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names from the list.  (default: all of them)")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="Folder to write, made if it is not there.  (default: here)",
        ),
    ] = None,
    *,
    force: options.Force = False,
    json: show.Json = False,
) -> None:
    """Copy examples, so that you can change them.

    Without names, all of them are copied, with the schema and the sample tables.
    """
    from skydome.errors import InputError
    from skydome.forms import did_you_mean
    from skydome.outfile import check_free
    from skydome.shipped import example_files, examples_folder

    known, source, folder = example_files(), examples_folder(), output or Path()
    for name in names or []:
        if name not in known:
            problem = f"there is no example {name!r}{did_you_mean(name, known)}"
            raise InputError(problem, field="NAME", allowed=", ".join(known))
    files = _with_parts([known[name] for name in names]) if names else _all(source)
    targets = {file: folder / file.relative_to(source) for file in files}
    for target in targets.values():
        check_free(target, force=force)
    for file, target in targets.items():
        _copy(file, target)
    if json:
        show.print_json({"files": [str(target) for target in targets.values()]})
    else:
        say_written(targets.values())


def _with_parts(files: list[Path]) -> list[Path]:
    """Return files and the scenarios that they name, such as that of a campaign."""
    from skydome import yamlfile

    named = (file.parent / str(yamlfile.read(file).data.get("scenario", "")) for file in files)
    return list(dict.fromkeys([*files, *(file for file in named if file.is_file())]))


def _all(source: Path) -> list[Path]:
    """Return every example and what belongs to it, but no programs."""
    files = (file for file in source.rglob("*") if file.is_file())
    return sorted(file for file in files if file.suffix not in {".py", ".pyc"})


def _copy(file: Path, target: Path) -> None:
    from skydome.errors import InputError
    from skydome.outfile import write_whole

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be made: {reason}", file=target.parent) from None
    write_whole(target, file.read_bytes())


def _title(file: Path) -> str:
    """Return the title, after the command where that is not `skydome run`."""
    from skydome import yamlfile

    data = yamlfile.read(file).data
    command = next((f"{name}: " for field, name in COMMANDS.items() if field in data), "")
    return command + (data.get("title") or _comment(file))


def _comment(file: Path) -> str:
    """Return the first comment of a file."""
    comments = (
        line[1:].strip() for line in file.read_text("utf-8").splitlines() if line[:1] == "#"
    )
    return next((line for line in comments if not line.startswith("yaml-language")), "")
