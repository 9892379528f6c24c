"""A file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    if not file.name:
        raise InputError("this is no file's name", file=file, allowed="a file in a folder")
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(file)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        try:
            partial.unlink(missing_ok=True)
        except OSError:
            reason += ", and neither can a file beside it"
        raise InputError(f"cannot be written: {reason}", file=file) from None
