"""The cache: where Skydome keeps what it can make again, and what happens where it cannot."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import warnings
import zlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

VARIABLE = "SKYDOME_CACHE"
# What progress shows while kernels are compiled; later runs of this version find them in the cache.
COMPILING = "compiling, once on this machine"


class CacheWarning(UserWarning):
    """The cache cannot be used; the work goes on without it."""


def cache_folder(name: str) -> Path:
    """Return a writable folder for one kind of cached work, made if it is not there.

    ``SKYDOME_CACHE`` moves the whole cache; everything below it may be deleted at any time.
    Where it cannot be written, a warning names folder and variable once, and a temporary folder
    takes its place until the process ends.
    """
    folder = cache_root() / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        folder = _instead_of(folder, problem.strerror or "unknown reason") / name
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def cache_root() -> Path:
    """Return the folder of the whole cache: the chosen one, or the temporary one in its place."""
    import platformdirs

    chosen = os.environ.get(VARIABLE)
    root = Path(chosen or platformdirs.user_cache_dir("skydome", appauthor=False))
    if not chosen and not root.is_absolute():
        return _instead_of(root, "this user has no home folder")
    return _checked(root)


@cache
def _checked(root: Path) -> Path:
    """Return a root, or a temporary one where no file can be written into it."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        probe = root / f".{secrets.token_hex(8)}.probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as problem:
        return _instead_of(root, problem.strerror or "unknown reason")
    return root


@cache
def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="skydome-"))
    os.environ[VARIABLE] = str(folder)  # for processes that this one starts
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


_WARNED: set[str] = set()


def _instead_of(folder: Path, reason: str) -> Path:
    warn_once(folder, reason)
    return _temporary()


def warn_once(folder: Path, reason: str) -> None:
    """Warn, once a process, that the cache cannot be used."""
    if not _WARNED:
        _WARNED.add(str(folder))
        message = (
            f"the cache folder {folder} cannot be used ({reason}); going on without a cache. "
            f"{VARIABLE} names another folder"
        )
        warnings.warn(message, CacheWarning, stacklevel=2)


def write_cached(file: Path, write: Callable[[Path], None]) -> None:
    """Let a function write a file of the cache, which appears in its place when it is complete.

    A full disk, or any other error of the file system, costs the cached file only.
    """
    # The ending stays, since NumPy appends its own to a name that lacks it.
    partial = file.with_name(f".{secrets.token_hex(8)}.partial{file.suffix}")
    try:
        write(partial)
        partial.replace(file)
    except OSError as problem:
        warn_once(file.parent, problem.strerror or "unknown reason")
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def write_cached_arrays(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Keep named arrays in the cache; see `write_cached`."""
    import numpy as np

    write_cached(file, lambda partial: np.savez(partial, **dict[str, Any](arrays)))


def read_cached_arrays(file: Path) -> dict[str, NDArray[Any]] | None:
    """Return the arrays of a cached file, None where there is none or it cannot be read."""
    import numpy as np

    try:
        # NumPy leaves a file open that it opened itself and could not read.
        with file.open("rb") as opened, np.load(opened) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, AttributeError, TypeError, BadZipFile, zlib.error):
        return None


def kept_arrays(
    name: str, asked: str, make: Callable[[], Mapping[str, NDArray[Any]]]
) -> Mapping[str, NDArray[Any]]:
    """Return arrays from the cache, made and kept where they are not in it.

    Parameters
    ----------
    name
        Folder of the cache.
    asked
        Everything that the arrays depend on, the sources that make them included.
    make
        Its arrays always have the same names.
    """
    import hashlib

    file = cache_folder(name) / f"{hashlib.sha256(asked.encode()).hexdigest()[:24]}.npz"
    stored = read_cached_arrays(file)
    if stored:
        return stored
    made = make()
    write_cached_arrays(file, made)
    return made
