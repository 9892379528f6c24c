"""The folder of a result: what it may replace, and how a finished one is moved into place.

A result is written into a hidden folder next to its destination, ``.NAME.HOST-PID-RANDOM.partial``,
and moved when it is complete. At any moment the destination contains the old result, the new one or
nothing; a folder that is not a result is never touched. The remains of a killed run are removed by
the next run with the same destination, once the process that owned them no longer exists.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import platform
import re
import secrets
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = "manifest.json"
OWN_FILES = frozenset(
    (MANIFEST, "rows.parquet", "scenario.json", "rows_other.parquet", "scenario_other.json")
) | {"draws.parquet", "report.html"}
OWN_FIELDS = frozenset(("format", "skydome", "scenario_sha256", "rows_sha256"))
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of Linux
MOST_NAMES = 1_000


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn file-system errors into errors with a clear message."""
    try:
        yield
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(
            f"cannot be written: {reason}", file=folder, allowed="another --output"
        ) from None


def check_target(folder: Path, *, replace: bool) -> None:
    """Raise InputError if a result may not be written to this folder."""
    with writing(folder):
        place, here = folder.resolve(), Path.cwd()
        free = not place.exists() or (place.is_dir() and not any(place.iterdir()))
    if place == here:
        raise InputError("this is the folder you are in", file=folder, allowed="another --output")
    if free:
        return
    if not place.is_dir():
        raise InputError("this is a file", file=folder, allowed="a folder for the result")
    with writing(folder):
        foreign = sorted({file.name for file in place.iterdir()} - OWN_FILES)
    if foreign or not _is_result(place):
        allowed = "a new or empty folder, or an earlier result with nothing else in it"
        what = f": {', '.join(foreign[:3])}" if foreign and _is_result(place) else ""
        raise InputError(f"this folder contains something else{what}", file=folder, allowed=allowed)
    if not replace:
        allowed = "--force to replace it, or another --output"
        raise InputError("there is a result here already", file=folder, allowed=allowed)


def _is_result(place: Path) -> bool:
    """Return whether a folder has a manifest written by any version of Skydome."""
    if not (place / MANIFEST).is_file():
        return False
    try:
        manifest = json.loads((place / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and set(manifest) >= OWN_FIELDS


# folders next to the destination


def partial_folder(folder: Path) -> Path:
    """Return the hidden folder next to a destination into which this process writes."""
    return folder.with_name(f".{folder.name}.{owner()}-{secrets.token_hex(4)}.partial")


def owner() -> str:
    """Return a name of this machine and process, ``HOST-PID``."""
    host = hashlib.sha256(platform.node().encode()).hexdigest()[:6]
    return f"{host}-{os.getpid()}"


def tidy(folder: Path) -> None:
    """Remove what killed runs of this machine left next to a destination.

    A run that was killed between the two moves of a replacement left the old result only under a
    hidden name; it is restored.
    """
    pattern = re.compile(
        rf"\.{re.escape(folder.name)}\.([0-9a-f]{{6}})-(\d+)-[0-9a-f]+\.(old|partial)"
    )
    host = owner().partition("-")[0]
    with suppress(OSError):
        for left in folder.parent.iterdir():
            found = pattern.fullmatch(left.name)
            if found and found[1] == host and not still_runs(int(found[2])):
                if found[3] == "old" and not folder.exists():
                    left.rename(folder)
                else:
                    shutil.rmtree(left, ignore_errors=True)


def still_runs(process: int) -> bool:
    """Return whether a process exists on this machine; on Windows always True, without a check."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


# the move


def move_into_place(partial: Path, folder: Path, *, replace: bool) -> None:
    """Move a complete result to its destination, and remove the result that it replaces.

    Raises
    ------
    InputError
        Something has appeared at the destination in the meantime; the result is kept under another
        name, given in the message.
    """
    try:
        check_target(folder, replace=replace)
        _move(partial, folder)
    except (InputError, FileExistsError) as problem:
        kept = _next_free(folder)
        partial.rename(kept)
        reason = problem.problem if isinstance(problem, InputError) else "it is in use"
        raise InputError(
            f"{reason}; it was free when the run began", file=folder, allowed=f"see {kept}"
        ) from None


def _move(partial: Path, folder: Path) -> None:
    if not folder.exists():
        partial.rename(folder)
    elif not any(folder.iterdir()):
        folder.rmdir()
        partial.rename(folder)
    elif _exchanged(partial, folder):
        shutil.rmtree(partial, ignore_errors=True)
    else:
        old = partial.with_suffix(".old")
        folder.rename(old)
        partial.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two folders in one step, if the system can; return whether it did."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = os.fsencode(first), os.fsencode(second)
    return bool(rename(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0)


def _next_free(folder: Path) -> Path:
    names = (folder.with_name(f"{folder.name}-{n}") for n in range(2, MOST_NAMES))
    return next(name for name in names if not name.exists())
