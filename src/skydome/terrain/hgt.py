"""SRTM tiles: ``.hgt``, also compressed as ``.hgt.gz`` or ``.hgt.zip``."""

from __future__ import annotations

import gzip
import os
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from skydome.errors import InputError
from skydome.terrain.sheet import Sheet, check_file, checked, content_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

ALLOWED = "1201 x 1201 or 3601 x 3601 posts of two bytes, named like N30E078.hgt"
_NAME = re.compile(r"([ns])(\d{2})([ew])(\d{3})(\.[\w-]+)?\.hgt(\.gz|\.zip)?", re.IGNORECASE)
_VOID = -32768
_BYTES = {2 * posts**2: posts for posts in (1201, 3601)}
_GZIP_SIGNATURE = b"\x1f\x8b"
Read = TypeVar("Read", int, bytes)
_MOST_BYTES = max(_BYTES)
_MOST_PACKED_BYTES = 2 * _MOST_BYTES


def is_hgt(file: Path) -> bool:
    """Return whether a file's ending says that it is an SRTM tile."""
    return file.name.lower().endswith((".hgt", ".hgt.gz", ".hgt.zip"))


def place_of(file: Path) -> tuple[int, int] | None:
    """Return the south-west corner that a tile's name gives, in whole degrees."""
    match = _NAME.fullmatch(file.name)
    if match is None:
        return None
    north, latitude, east, longitude = match.groups()[:4]
    south = int(latitude) * (1 if north in "nN" else -1)
    return south, int(longitude) * (1 if east in "eE" else -1)


def describe(file: Path) -> Sheet:
    """Return an SRTM tile, placed by its name: the file itself says nothing.

    Raises
    ------
    InputError
        There is no such file, it has another size, or its name does not give a place.
    """
    size = _size(file)
    place = place_of(file)
    if place is None:
        raise InputError("the name does not say where the tile is", file=file, allowed=ALLOWED)
    posts = _BYTES.get(size)
    if posts is None:
        problem = f"{size:,} bytes is not the size of such a tile"
        raise InputError(problem, file=file, allowed=ALLOWED)
    step_deg = 1 / (posts - 1)
    return Sheet(
        file=file,
        south_deg=float(place[0]),
        west_deg=float(place[1]),
        step_latitude_deg=step_deg,
        step_longitude_deg=step_deg,
        rows=posts,
        columns=posts,
        source=f"SRTM .hgt, {3600 // (posts - 1)} arc-second",
        by_area=False,
        read=lambda window: window.of(_heights(file, posts)),
    )


def _size(file: Path) -> int:
    """Return the number of bytes of a tile once it is unpacked."""
    suffix = file.suffix.lower()
    if suffix == ".hgt":
        check_file(file, _MOST_BYTES, ALLOWED)
        return file.stat().st_size
    return _unpacked(file, _packed_size)


def _packed_size(file: Path) -> int:
    """Return the size of what is packed, as the archive has it."""
    if file.suffix.lower() == ".zip":
        with zipfile.ZipFile(file) as archive:
            return archive.getinfo(_member(archive)).file_size
    with file.open("rb") as packed:
        if packed.read(2) != _GZIP_SIGNATURE:
            raise gzip.BadGzipFile
        packed.seek(-4, os.SEEK_END)
        return int.from_bytes(packed.read(4), "little")


def _content(file: Path) -> bytes:
    suffix = file.suffix.lower()
    if suffix == ".hgt":
        return content_of(file, _MOST_BYTES, ALLOWED)
    return _unpacked(file, _unzipped if suffix == ".zip" else _gunzipped)


def _unpacked(file: Path, read: Callable[[Path], Read]) -> Read:
    """Return what is read of an archive; InputError where it is damaged."""
    try:
        check_file(file, _MOST_PACKED_BYTES, ALLOWED)
        return read(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError):
        problem = "the archive is damaged or does not have one .hgt file"
        raise InputError(problem, file=file, allowed=ALLOWED) from None
    except OSError as problem:
        raise unreadable(file, problem, ALLOWED) from None


def _gunzipped(file: Path) -> bytes:
    with gzip.open(file) as packed:
        return packed.read(_MOST_BYTES + 1)


def _unzipped(file: Path) -> bytes:
    with zipfile.ZipFile(file) as archive:
        try:
            with archive.open(_member(archive)) as packed:
                return packed.read(_MOST_BYTES + 1)
        except RuntimeError:  # what zipfile raises for a member with a password
            raise zipfile.BadZipFile from None


def _member(archive: zipfile.ZipFile) -> str:
    names = [name for name in archive.namelist() if name.lower().endswith(".hgt")]
    if len(names) != 1:
        raise zipfile.BadZipFile
    return names[0]


def _heights(file: Path, posts: int) -> NDArray[np.float32]:
    """Return heights from big-endian 16-bit posts, row by row from the north-west corner."""
    content = _content(file)
    if len(content) != 2 * posts**2:
        raise InputError("the file changed while it was read", file=file, allowed=ALLOWED)
    raw = np.frombuffer(content, dtype=">i2").reshape(posts, posts)[::-1]
    height_m: NDArray[np.float32] = raw.astype(np.float32)
    height_m[raw == _VOID] = np.nan
    return checked(file, height_m, ALLOWED)
