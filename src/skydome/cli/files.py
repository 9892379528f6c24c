"""The files that a command writes, checked before its work begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def check_outputs(
    outputs: Mapping[str, Path | None], inputs: Iterable[Path] = (), *, json: bool = False
) -> None:
    """Refuse at once what would be refused after the work, or would destroy what is there.

    ``-`` and ``/dev/stdout`` write a file to standard output; the text of the command then goes
    to standard error.

    Parameters
    ----------
    outputs
        Files to write, by the option that names each; None where an option was not given.
    inputs
        Files that the command reads, which no output may replace.
    json
        Whether the command prints JSON to standard output.

    Raises
    ------
    InputError
        A folder is missing; something other than a plain file is in a file's place; two outputs
        are one file; an output is also an input.
    """
    from skydome.errors import InputError
    from skydome.outfile import check_writable, is_stream, reserve_standard_output

    named = {option: file for option, file in outputs.items() if file is not None}
    streams = [option for option, file in named.items() if is_stream(file)]
    taken = ["--json", *streams] if json and streams else streams
    if len(taken) > 1:
        problem = "only one of these can go to standard output"
        raise InputError(problem, field=" and ".join(taken), allowed="the name of a file")
    places = {option: file for option, file in named.items() if option not in streams}
    for option, file in places.items():
        check_writable(file, option)
    _check_apart(places, inputs)
    if streams:
        reserve_standard_output()


def _check_apart(outputs: Mapping[str, Path], inputs: Iterable[Path]) -> None:
    from skydome.errors import InputError

    read = {file.resolve() for file in inputs}
    written: dict[Path, str] = {}
    for option, file in outputs.items():
        place = file.resolve()
        if place in read:
            problem, allowed = "this file is an input of the command", "another name"
            raise InputError(problem, file=file, field=option, allowed=allowed)
        if place in written:
            problem, both = "both would be written to one file", f"{written[place]} and {option}"
            raise InputError(problem, file=file, field=both, allowed="two names")
        written[place] = option
