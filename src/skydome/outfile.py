"""A file is written whole or not at all, and never over something that is no plain file."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

STREAMS = ("-", "/dev/stdout")
FREE = "--force to replace it, or another --output"


def is_stream(file: Path) -> bool:
    """Return whether a file's name stands for standard output."""
    return str(file) in STREAMS


def check_writable(file: Path, field: str | None = None) -> None:
    """Refuse a place where no file can be written, or where it would replace something else.

    A symbolic link is followed. A device, a pipe or a folder is no place for a file.

    Raises
    ------
    InputError
        Names the file, and ``field`` as the option that asked for it.
    """
    if is_stream(file):
        return
    if not file.name:
        raise InputError("this is not a file name", file=file, field=field)
    try:
        place = file.resolve()
        here, plain, folder = place.exists(), place.is_file(), place.parent.is_dir()
    except (OSError, RuntimeError, ValueError) as reason:
        raise InputError(f"cannot be written: {reason}", file=file, field=field) from None
    if not folder:
        raise InputError("there is no such folder", file=file.parent, field=field)
    if here and not plain:
        problem, allowed = "this is not a plain file", "the name of a new file, or - for the screen"
        raise InputError(problem, file=file, field=field, allowed=allowed)
    if here and not os.access(place, os.W_OK):
        raise InputError("this file is write-protected", file=file, field=field)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file beside its place and move it there when it is complete.

    ``-`` and ``/dev/stdout`` write to standard output instead.

    Raises
    ------
    InputError
        The file cannot be written, or something other than a plain file is in its place.
    """
    if is_stream(file):
        _write_stream(content)
        return
    check_writable(file)
    place = file.resolve()
    partial = place.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(place)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be written: {reason}", file=file) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def check_free(file: Path, *, force: bool) -> None:
    """Raise InputError where a file is there already, unless it may be replaced."""
    if not force and not is_stream(file) and os.path.lexists(file):
        raise InputError("there is a file here already", file=file, allowed=FREE)


def write_new(file: Path, text: str, *, force: bool = False) -> None:
    """Write a text to a file that is not there yet, or with ``force`` replace a plain file.

    Raises
    ------
    InputError
        There is a file already, or it cannot be written.
    """
    if force or is_stream(file):
        write_whole(file, text.encode())
        return
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError("there is a file here already", file=file, allowed=FREE) from None
    except (OSError, ValueError) as refused:
        reason = getattr(refused, "strerror", None) or refused
        raise InputError(f"cannot be written: {reason}", file=file) from None


def reserve_standard_output() -> None:
    """Leave standard output to a file; what is printed from here on goes to standard error."""
    _reserved[:] = [sys.stdout]
    sys.stdout = sys.stderr


_reserved: list[TextIO] = []


def _write_stream(content: bytes) -> None:
    stream = _reserved.pop() if _reserved else sys.stdout
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()
