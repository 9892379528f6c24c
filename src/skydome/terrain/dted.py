"""DTED cells (MIL-PRF-89020B), placed by their header whatever the file is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.terrain.sheet import Sheet, check_file, checked, content_of, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SUFFIXES = (".dt2", ".dt1", ".dt0")
SIGNATURE = b"UHL1"
ALLOWED = "DTED level 0, 1 or 2 of MIL-PRF-89020B: UHL, DSI, ACC, then its records"
_HEADER_BYTES = 80 + 648 + 2700  # UHL, DSI, ACC
_MOST_BYTES = _HEADER_BYTES + 3601 * (12 + 2 * 3601)
_VOID = -32767
_DATUMS = ("WGS84", "WGS72")  # 17 m apart, far below a post
_SENTINEL = 0xAA


def describe(file: Path) -> Sheet:
    """Return a DTED cell by its header.

    Raises
    ------
    InputError
        There is no such file, or its header is not that of DTED.
    """
    try:
        check_file(file, _MOST_BYTES, ALLOWED)
        with file.open("rb") as opened:
            start = opened.read(_HEADER_BYTES)
    except OSError as problem:
        raise unreadable(file, problem, ALLOWED) from None
    try:
        header = _header(start)
    except ValueError as problem:
        raise _not_dted(file, problem) from None
    return Sheet(
        file=file,
        **{name: getattr(header, name) for name in _Header._fields},
        by_area=False,
        read=lambda window: window.of(_read(file, header)),
    )


def _read(file: Path, header: _Header) -> NDArray[np.float32]:
    content = content_of(file, _MOST_BYTES, ALLOWED)
    try:
        height_m = _heights(content, header)
    except ValueError as problem:
        raise _not_dted(file, problem) from None
    return checked(file, height_m, ALLOWED)


def _not_dted(file: Path, problem: ValueError) -> InputError:
    return InputError(f"not DTED: {problem}", file=file, allowed=ALLOWED)


class _Header(NamedTuple):
    south_deg: float
    west_deg: float
    step_latitude_deg: float
    step_longitude_deg: float
    rows: int
    columns: int
    source: str


def _header(content: bytes) -> _Header:
    """Return the fields of UHL, DSI and ACC, by their bytes in MIL-PRF-89020B tables 2 to 4."""
    text = content[:_HEADER_BYTES].decode("latin-1")
    uhl, dsi, acc = text[:80], text[80:728], text[728:]
    for name, part in (("UHL", uhl), ("DSI", dsi), ("ACC", acc)):
        if not part.startswith(name):
            raise ValueError(f"the {name} header is missing or misplaced")
    columns, rows = _digits(uhl[47:51]), _digits(uhl[51:55])
    if (_digits(dsi[281:285]), _digits(dsi[285:289])) != (rows, columns):
        raise ValueError("UHL and DSI give different numbers of posts")
    datum = dsi[144:149]
    if datum not in _DATUMS:
        raise ValueError(f"horizontal datum {datum!r} is not {' or '.join(_DATUMS)}")
    west_deg, south_deg = _angle(uhl[4:12]), _angle(uhl[12:20])
    step_longitude_deg, step_latitude_deg = (_digits(uhl[n : n + 4]) / 36_000 for n in (20, 24))
    if min(rows, columns) < 2 or not min(step_latitude_deg, step_longitude_deg) > 0:  # noqa: PLR2004 - two posts make a step
        raise ValueError("a cell needs at least two by two posts and a step between them")
    level, vertical = dsi[59:64].strip(), dsi[141:144]
    source = f"{level} on {datum} {vertical}"
    if acc[7:11].isdigit():
        source += f"; vertical accuracy {int(acc[7:11])} m, 90 %"
    return _Header(
        south_deg, west_deg, step_latitude_deg, step_longitude_deg, rows, columns, source
    )


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} is not a number")
    return int(text)


def _angle(text: str) -> float:
    """Return an angle written DDDMMSSH in degrees."""
    degrees, minutes, seconds = _digits(text[:3]), _digits(text[3:5]), _digits(text[5:7])
    hemisphere = text[7]
    if hemisphere not in "NSEW" or degrees > 180 or max(minutes, seconds) >= 60:  # noqa: PLR2004 - the circle
        raise ValueError(f"{text!r} is not an angle")
    sign = -1 if hemisphere in "SW" else 1
    return sign * (degrees + minutes / 60 + seconds / 3600)


def _heights(content: bytes, header: _Header) -> NDArray[np.float32]:
    """Return heights [south to north, west to east], NaN where void.

    A record is eight bytes of header, posts in sign and magnitude, and the sum of all bytes
    before it as its last four.
    """
    record_bytes = 12 + 2 * header.rows
    expected = _HEADER_BYTES + header.columns * record_bytes
    if len(content) != expected:
        raise ValueError(f"{len(content):,} bytes; by its header it has {expected:,}")
    records = np.frombuffer(content, dtype=np.uint8, offset=_HEADER_BYTES)
    records = records.reshape(header.columns, record_bytes)
    meridian = records[:, 4:6].copy().view(">u2")[:, 0]
    if (records[:, 0] != _SENTINEL).any() or (meridian != np.arange(header.columns)).any():
        raise ValueError("its records are out of order")
    checksum = records[:, -4:].copy().view(">u4")[:, 0]
    wrong = checksum != records[:, :-4].sum(axis=1, dtype=np.uint32)
    if wrong.any():
        raise ValueError(f"record {int(wrong.argmax()) + 1} does not match its checksum")
    stored = records[:, 8:-4].copy().view(">u2").astype(np.int32)
    height = np.where(stored & 0x8000, -(stored & 0x7FFF), stored)
    height_m = np.where(height == _VOID, np.float32(np.nan), height.astype(np.float32))
    return np.ascontiguousarray(height_m.T)
