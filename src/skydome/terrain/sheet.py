"""One elevation file before its heights are read: where its posts lie and how to get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.terrain.grid import HIGHEST_GROUND_M, LOWEST_GROUND_M, Bounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray


class Window(NamedTuple):
    """Rows (south to north) and columns (west to east) of a file; each ``every``-th is wanted.

    ``rows`` and ``columns`` count posts of the file from the first to the last that is wanted.
    """

    row: int
    rows: int
    column: int
    columns: int
    every: int = 1

    def of(self, height_m: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return this part of a whole file's heights."""
        rows = slice(self.row, self.row + self.rows, self.every)
        columns = slice(self.column, self.column + self.columns, self.every)
        return height_m[rows, columns]


class Sheet(NamedTuple):
    """An elevation file that was recognised.

    Attributes
    ----------
    file
        Where it is.
    south_deg, west_deg, step_latitude_deg, step_longitude_deg
        Its first post, and the distance between posts, positive.
    rows, columns
        Number of posts.
    source
        What it is, in words.
    by_area
        A value is for the area around its post, as in most GeoTIFF files, so that neighbouring
        files share no posts.
    read
        Returns a part of its heights above mean sea level in metres, float32 [south to north,
        west to east], NaN where void; raises InputError where the file is damaged.
    """

    file: Path
    south_deg: float
    west_deg: float
    step_latitude_deg: float
    step_longitude_deg: float
    rows: int
    columns: int
    source: str
    by_area: bool
    read: Callable[[Window], NDArray[np.float32]]

    @property
    def posts(self) -> Bounds:
        """Outermost posts."""
        return Bounds(
            self.south_deg,
            self.west_deg,
            self.south_deg + (self.rows - 1) * self.step_latitude_deg,
            self.west_deg + (self.columns - 1) * self.step_longitude_deg,
        )

    @property
    def edges(self) -> Bounds:
        """What the posts stand for: half a step beyond the outermost ones."""
        south, west, north, east = self.posts
        up, right = self.step_latitude_deg / 2, self.step_longitude_deg / 2
        return Bounds(south - up, west - right, north + up, east + right)

    @property
    def per_degree(self) -> tuple[int, int]:
        """Posts in a degree of latitude and of longitude, rounded."""
        return round(1 / self.step_latitude_deg), round(1 / self.step_longitude_deg)


def check_file(file: Path, most_bytes: int, allowed: str) -> None:
    """Refuse what is not a file of a size that can be; InputError."""
    if not file.exists():
        raise InputError("there is no such file", file=file, allowed=allowed)
    if not file.is_file():
        raise InputError("this is not a file", file=file, allowed=allowed)
    size = file.stat().st_size
    if not 0 < size <= most_bytes:
        problem = f"{size:,} bytes is not the size of such a tile"
        raise InputError(problem, file=file, allowed=allowed)


def content_of(file: Path, most_bytes: int, allowed: str) -> bytes:
    """Return what is in a file; InputError where it cannot be read."""
    try:
        check_file(file, most_bytes, allowed)
        return file.read_bytes()
    except OSError as problem:
        raise unreadable(file, problem, allowed) from None


def unreadable(file: Path, problem: OSError, allowed: str) -> InputError:
    """Return the error for a file that the system will not open or read."""
    reason = problem.strerror or "unknown reason"
    return InputError(f"cannot be read: {reason}", file=file, allowed=allowed)


def checked(file: Path, height_m: NDArray[np.float32], allowed: str) -> NDArray[np.float32]:
    """Return heights; InputError where they cannot be heights of the Earth, in metres."""
    if np.isnan(height_m).all():
        return height_m
    low, high = float(np.nanmin(height_m)), float(np.nanmax(height_m))
    if low < LOWEST_GROUND_M or high > HIGHEST_GROUND_M:
        limits = f"heights from {LOWEST_GROUND_M:g} to {HIGHEST_GROUND_M:g} m"
        problem = f"heights from {low:g} to {high:g} m do not occur on Earth"
        raise InputError(problem, file=file, allowed=f"{allowed}; {limits}")
    return height_m
