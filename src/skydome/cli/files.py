"""The files that a command writes: checked before its work begins, written after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from skydome.report.style import Kind

TABLES = ("csv", "rows")


def check_outputs(
    outputs: Mapping[str, Path | None], inputs: Iterable[Path] = (), *, json: bool = False
) -> None:
    """Refuse at once what would be refused after the work, or would destroy what is there.

    ``-`` and ``/dev/stdout`` write a file to standard output; the text of the command then goes
    to standard error.

    Parameters
    ----------
    outputs
        Files to write, by the option that names each, without its dashes; None where an option was
        not given.
    inputs
        Files that the command reads, which no output may replace.
    json
        Whether the command prints JSON to standard output.

    Raises
    ------
    InputError
        A folder is missing; something other than a plain file is in a file's place; two outputs
        are one file; an output is also an input; a suffix names no format of figures; a workbook
        is asked for and the library that writes it is not installed.
    """
    from skydome.errors import InputError
    from skydome.outfile import check_writable, is_stream, reserve_standard_output

    named = {f"--{option}": file for option, file in outputs.items() if file is not None}
    streams = [option for option, file in named.items() if is_stream(file)]
    taken = ["--json", *streams] if json and streams else streams
    if len(taken) > 1:
        problem = "only one of these can go to standard output"
        raise InputError(problem, field=" and ".join(taken), allowed="the name of a file")
    places = {option: file for option, file in named.items() if option not in streams}
    figure_kind(outputs.get("figure"))
    _check_tables(places)
    for option, file in places.items():
        check_writable(file, option)
    _check_apart(places, inputs)
    if streams:
        reserve_standard_output()


def _check_tables(places: Mapping[str, Path]) -> None:
    """Refuse a workbook where XlsxWriter, which is optional, is missing."""
    for option in TABLES:
        if f"--{option}" in places:
            from skydome.export.tables import check_kind, kind_of

            check_kind(kind_of(places[f"--{option}"]))


def _check_apart(places: Mapping[str, Path], inputs: Iterable[Path]) -> None:
    from skydome.errors import InputError

    read = {file.resolve() for file in inputs}
    written: dict[Path, str] = {}
    for option, file in places.items():
        place = file.resolve()
        if place in read:
            problem, allowed = "this file is an input of the command", "another name"
            raise InputError(problem, file=file, field=option, allowed=allowed)
        if place in written:
            problem, both = "both would be written to one file", f"{written[place]} and {option}"
            raise InputError(problem, file=file, field=both, allowed="two names")
        written[place] = option


def figure_kind(file: Path | None) -> Kind:
    """Return the format of a figure by the suffix of its file; PNG on standard output.

    Raises
    ------
    InputError
        The suffix is another one.
    """
    from skydome.errors import InputError
    from skydome.outfile import is_stream

    suffix = ".png" if file is None or is_stream(file) else file.suffix.lower()
    if suffix == ".png":
        return "png"
    if suffix == ".svg":
        return "svg"
    problem = f"a figure cannot be written as {suffix or 'a file without a suffix'}"
    raise InputError(problem, file=file, field="--figure", allowed=".png or .svg")


def write_files(
    files: Mapping[str, Path | None], makers: Mapping[str, Callable[[], Any]]
) -> dict[str, str]:
    """Make the content of every file that was asked for before any is written.

    Parameters
    ----------
    files
        As in `check_outputs`.
    makers
        What makes the content, by option: bytes, or of `TABLES` CSV or an Arrow table, which is
        written in the format that the suffix of the file names.

    Returns
    -------
    dict
        The files written, by option.
    """
    from skydome.outfile import write_whole

    asked_for = {option: file for option, file in files.items() if file is not None}
    contents = {option: makers[option]() for option in asked_for}
    for option in TABLES:
        if option in asked_for:
            from skydome.export.tables import kind_of, written_as

            contents[option] = written_as(kind_of(asked_for[option]), contents[option])
    for option, file in asked_for.items():
        write_whole(file, contents[option])
    return {option: str(file) for option, file in asked_for.items()}


def say_written(files: Iterable[object], *following: str) -> None:
    """Confirm files in the one wording of all commands, and name the commands to go on with.

    A file on standard output is not mentioned.
    """
    from skydome.outfile import STREAMS

    for file in files:
        if str(file) not in STREAMS:
            typer.echo(f"Wrote {file}")
    for command in following:
        typer.echo(f"Next: {command}")
