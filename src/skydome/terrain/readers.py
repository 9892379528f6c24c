"""Elevation files as grids: one file, or the part of it that is needed."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from skydome.errors import InputError
from skydome.terrain import mosaic
from skydome.terrain.folder import EXPECTED, sheet_of
from skydome.terrain.voids import Lattice

if TYPE_CHECKING:
    from skydome.terrain.grid import Bounds, Grid
    from skydome.terrain.sheet import Sheet

_ROUNDING = 1e-6  # of a step
_FULL_CIRCLE_DEG = 360.0


def read_tile(path: Path | str) -> Grid:
    """Read one elevation file.

    ================================  ==========================================================
    ``.hgt .hgt.gz .hgt.zip``         SRTM, 1 or 3 arc-seconds, placed by its name
    ``.dt0 .dt1 .dt2``                DTED (MIL-PRF-89020B), placed by its header, checksums
                                      verified
    ``.tif .tiff``                    GeoTIFF of longitude and latitude within metres of WGS 84,
                                      in m, cm, ft or US survey foot, with the extra ``geotiff``
    other endings                     DTED or GeoTIFF by their first bytes
    ================================  ==========================================================

    A file of more than `skydome.terrain.mosaic.LARGEST_GRID_POSTS` posts is thinned. Voids and sea
    floors: `skydome.terrain.voids`.

    Raises
    ------
    InputError
        There is no such file, or it is not a whole, plausible tile.
    """
    sheet = sheet_of(Path(path))
    lattice, every = _thinned(
        Lattice(
            *(sheet.south_deg, sheet.west_deg, sheet.step_latitude_deg, sheet.step_longitude_deg),
            *(sheet.rows, sheet.columns),
        )
    )
    return _grid(sheet, lattice, every)


def load_file(path: Path | str, needed: Bounds, base: Grid | None = None) -> Grid:
    """Read the part of one elevation file that an area needs.

    The file must cover the area with the edges of its pixels: half a pixel beyond its outermost
    posts their heights count.

    Parameters
    ----------
    path
        The file.
    needed
        The area.
    base
        A grid to tell sea from land; the embedded one where not given.

    Raises
    ------
    InputError
        As for `read_tile`, or the file does not cover the area.
    """
    sheet = sheet_of(Path(path))
    up = _Axis(sheet.south_deg, sheet.step_latitude_deg, sheet.rows)
    right = _Axis(sheet.west_deg, sheet.step_longitude_deg, sheet.columns)
    turn = _turn(right, needed)
    if not up.covers(needed.south_deg, needed.north_deg) or turn is None:
        problem = f"the file covers {sheet.edges}"
        raise InputError(problem, file=sheet.file, allowed=f"one that covers {needed}")
    row, rows = up.span(needed.south_deg, needed.north_deg)
    column, columns = right.span(needed.west_deg + turn, needed.east_deg + turn)
    lattice, every = _thinned(
        Lattice(
            south_deg=up.first_deg + row * up.step_deg,
            west_deg=right.first_deg + column * right.step_deg - turn,
            step_latitude_deg=up.step_deg,
            step_longitude_deg=right.step_deg,
            rows=rows,
            columns=columns,
        )
    )
    return _grid(sheet, lattice, every, base)


class _Axis(NamedTuple):
    """The rows or the columns of a file: the first one, the step, and their number."""

    first_deg: float
    step_deg: float
    posts: int

    def covers(self, low_deg: float, high_deg: float) -> bool:
        """Return whether an interval leaves the posts by no more than half a step."""
        start, end = self._place(low_deg), self._place(high_deg)
        return start >= -0.5 - _ROUNDING and end <= self.posts - 0.5 + _ROUNDING

    def span(self, low_deg: float, high_deg: float) -> tuple[int, int]:
        """Return the first post, and the number of posts, that an interval needs."""
        first = floor(self._place(low_deg) + _ROUNDING)
        return first, ceil(self._place(high_deg) - _ROUNDING) - first + 1

    def _place(self, place_deg: float) -> float:
        return (place_deg - self.first_deg) / self.step_deg

    @property
    def is_round(self) -> bool:
        """Whether the posts go around the globe."""
        return (self.posts + 1) * self.step_deg > _FULL_CIRCLE_DEG


def _turn(axis: _Axis, needed: Bounds) -> float | None:
    """Return by how many degrees to shift an area so that it lies in a file: 0 or a full circle.

    Files count longitudes from -180 or from 0; areas may exceed 180. ``None`` where none does.
    """
    turns = (0.0, _FULL_CIRCLE_DEG, -_FULL_CIRCLE_DEG)
    fits = (t for t in turns if axis.covers(needed.west_deg + t, needed.east_deg + t))
    return 0.0 if axis.is_round else next(fits, None)


def _thinned(lattice: Lattice) -> tuple[Lattice, int]:
    """Return a lattice of every so-manieth post that is small enough, and that number."""
    every = 1
    while _every(lattice, every).rows * _every(lattice, every).columns > mosaic.LARGEST_GRID_POSTS:
        every += 1
    return _every(lattice, every), every


def _every(lattice: Lattice, every: int) -> Lattice:
    return lattice._replace(
        step_latitude_deg=lattice.step_latitude_deg * every,
        step_longitude_deg=lattice.step_longitude_deg * every,
        rows=ceil((lattice.rows - 1) / every) + 1,
        columns=ceil((lattice.columns - 1) / every) + 1,
    )


def _grid(sheet: Sheet, lattice: Lattice, every: int, base: Grid | None = None) -> Grid:
    heights = mosaic.empty(lattice)
    mosaic.paint(heights, sheet, beyond=float(every))
    source = sheet.source
    if every > 1:
        source += f"; one in {every} posts a side, the area has too many"
    name = sheet.file.name
    if sheet.source.startswith("DTED"):
        name = f"{sheet.file.parent.name}/{name}"
    return mosaic.finished(heights, base, sheet.file, name, source, EXPECTED)
