"""Heights of elevation files brought onto one grid, part by part."""

from __future__ import annotations

from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from skydome.errors import InputError
from skydome.terrain.embedded import embedded_grid
from skydome.terrain.grid import Bounds, Grid
from skydome.terrain.origin import COARSE, FILLED, FROM_FILE, SEA_FLOOR, SEA_VOID
from skydome.terrain.sheet import Window
from skydome.terrain.voids import BLOCK_POSTS, Heights, Lattice, settle, whole_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.terrain.sheet import Sheet

LARGEST_GRID_POSTS = 300_000_000
"""Most posts of one grid, 1.5 GB with their origins: 13 by 15 degrees at 3 arc-seconds."""

_DONE = {
    FILLED: "{count:,} voids filled from the nearest post",
    SEA_VOID: "{count:,} posts without a height at sea, set to 0 m",
    SEA_FLOOR: "{count:,} posts of a sea or lake floor raised to the water's surface",
    COARSE: "{count:,} posts from the embedded grid",
}
_ROUNDING = 1e-6  # of a step
_FULL_CIRCLE_DEG = 360.0


def empty(lattice: Lattice) -> Heights:
    """Return a grid in the making that has no height yet."""
    shape = lattice.rows, lattice.columns
    return Heights(
        lattice, np.full(shape, np.nan, dtype=np.float32), np.full(shape, FROM_FILE, dtype=np.uint8)
    )


def paint(heights: Heights, sheet: Sheet, beyond: float | None = None) -> None:
    """Write a file's heights where it has any, linear between its posts, in place.

    Parameters
    ----------
    beyond
        How far outside its outermost posts their heights count, in its steps; half a step for a
        file whose values are for areas, else nothing.
    """
    spare = (0.5 if sheet.by_area else 0.0) if beyond is None else beyond
    lattice = heights.lattice
    rows = (lattice.latitude_deg(slice(0, lattice.rows)) - sheet.south_deg) / (
        sheet.step_latitude_deg
    )
    east_deg = lattice.longitude_deg(slice(0, lattice.columns)) - sheet.west_deg
    turns = range(
        floor(east_deg[0] / _FULL_CIRCLE_DEG) - 1, ceil(east_deg[-1] / _FULL_CIRCLE_DEG) + 2
    )
    for turn in turns:
        columns = (east_deg - turn * _FULL_CIRCLE_DEG) / sheet.step_longitude_deg
        for up in _pieces(rows, sheet.rows, spare):
            for right in _pieces(columns, sheet.columns, spare):
                part = _part(sheet, rows[up], columns[right])
                # Beyond its posts a file does not replace what another one, or its other end, has.
                between = np.outer(
                    _within(rows[up], sheet.rows), _within(columns[right], sheet.columns)
                )
                there = ~np.isnan(part) & (between | np.isnan(heights.height_m[up, right]))
                heights.height_m[up, right][there] = part[there]
                heights.origin[up, right][there] = FROM_FILE


def _pieces(place: Floats, posts: int, beyond: float) -> Iterator[slice]:
    """Yield pieces of an axis that lie within a file; places are in its steps."""
    if place[-1] < -beyond - 1 or place[0] > posts + beyond:
        return
    inside = (place >= -beyond - _ROUNDING) & (place <= posts - 1 + beyond + _ROUNDING)
    if not inside.any():
        return
    first, last = int(inside.argmax()), len(inside) - int(inside[::-1].argmax())
    for start in range(first, last, BLOCK_POSTS + 1):
        yield slice(start, min(start + BLOCK_POSTS + 1, last))


def _within(place: Floats, posts: int) -> Flags:
    """Return which places, in a file's steps, lie between its outermost posts."""
    return np.asarray((place >= -_ROUNDING) & (place <= posts - 1 + _ROUNDING))


def _part(sheet: Sheet, row: Floats, column: Floats) -> NDArray[np.float32]:
    """Return heights at places given in a file's steps."""
    row, column = _snapped(row, sheet.rows), _snapped(column, sheet.columns)
    every = _stride(row, column)
    low, high = int(row[0]), ceil(row[-1])
    left, right = int(column[0]), ceil(column[-1])
    window = Window(low, high - low + 1, left, right - left + 1, every)
    found = sheet.read(window)
    if every > 1:
        return found
    return _between(_between(found, row - low).T, column - left).T


def _snapped(place: Floats, posts: int) -> Floats:
    """Return places within a file; those next to a post are on it."""
    whole = np.rint(place)
    on_post = np.abs(place - whole) < _ROUNDING
    return np.clip(np.where(on_post, whole, place), 0, posts - 1)


def _stride(row: Floats, column: Floats) -> int:
    """Return how many posts apart the places are, 1 where they are not evenly on posts."""
    stride = row[1] - row[0] if len(row) > 1 else 1.0
    whole = all(one == int(one) for one in (row[0], column[0], stride))
    even = whole and all((np.diff(axis) == stride).all() for axis in (row, column))
    return int(stride) if even else 1


def _between(height_m: NDArray[np.float32], place: Floats) -> NDArray[np.float32]:
    """Return heights between rows, linear; on a row a void in the next one does not matter."""
    if len(height_m) == 1:
        return height_m[np.zeros(len(place), dtype=np.intp)]
    if (place == place.astype(np.intp)).all():
        return height_m[place.astype(np.intp)]
    south = np.minimum(place.astype(np.intp), len(height_m) - 2)
    share = (place - south).astype(np.float32)[:, None]
    first, second = height_m[south], height_m[south + 1]
    mixed: NDArray[np.float32] = first * (1 - share) + second * share
    return np.where(share == 0, first, np.where(share == 1, second, mixed))


def finished(
    heights: Heights, base: Grid | None, file: Path, name: str, source: str, allowed: str
) -> Grid:
    """Return the grid, once its voids are filled and its sea floors raised.

    Parameters
    ----------
    base
        A grid to tell sea from land; the embedded one where not given.
    file, allowed
        For the error.

    Raises
    ------
    InputError
        There is no height at all.
    """
    lattice = heights.lattice
    if all(np.isnan(heights.height_m[block]).all() for block in lattice.blocks()):
        raise InputError("every post is void", file=file, allowed=allowed)
    area = Bounds(
        lattice.south_deg,
        lattice.west_deg,
        lattice.south_deg + (lattice.rows - 1) * lattice.step_latitude_deg,
        lattice.west_deg + (lattice.columns - 1) * lattice.step_longitude_deg,
    )

    @cache
    def reference() -> Grid | None:
        degrees = whole_degrees(area)
        return None if degrees is None else embedded_grid(*degrees)

    settle(heights, reference if base is None else lambda: base)
    done = _counted(heights)
    origin = heights.origin if done else np.array(FROM_FILE, dtype=np.uint8)
    return Grid(*lattice[:4], heights.height_m, name, source + "".join(done), origin)


def _counted(heights: Heights) -> list[str]:
    """Return what was done to the heights, in words."""
    count = np.zeros(COARSE + 1, dtype=np.int64)
    for block in heights.lattice.blocks():
        count += np.bincount(heights.origin[block].ravel(), minlength=COARSE + 1)
    return [f"; {text.format(count=count[kind])}" for kind, text in _DONE.items() if count[kind]]


def best_first(sheets: Iterable[Sheet]) -> list[Sheet]:
    """Return files in the order in which to paint them: what counts most comes last.

    The finest counts most; of two as fine a tile with posts on its edges, then the northern, then
    the eastern one.
    """
    return sorted(
        sheets,
        key=lambda one: (
            -round(one.step_latitude_deg, 9),
            not one.by_area,
            one.source.startswith("DTED"),
            one.south_deg,
            one.west_deg,
            str(one.file),
        ),
    )
