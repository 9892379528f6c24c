"""Folders of elevation tiles: which files there are, and the grid of those that cover an area."""

from __future__ import annotations

import os
import re
from math import ceil, floor, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.terrain import dted, geotiff, hgt, mosaic
from skydome.terrain.grid import Bounds, Grid
from skydome.terrain.origin import COARSE, SEA_VOID
from skydome.terrain.voids import Heights, Lattice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from skydome.terrain.sheet import Sheet

    Cell = tuple[int, int]

FINEST_POSTS_PER_DEGREE = 1200
"""Posts of a grid made of tiles, 3 arc-seconds; finer tiles are thinned to it."""

MOST_FILES = 200_000
EXPECTED = (
    "N30E078.hgt (also .hgt.gz or .hgt.zip), DTED .dt0, .dt1 or .dt2 under any name, or GeoTIFF "
    ".tif, in the folder or its sub-folders"
)
# Next to elevation tiles these are nothing unusual, so that nobody has to be told of them.
_COMPANIONS = re.compile(
    r"\.(md|txt|xml|html?|pdf|json|csv|jpe?g|png|kml|kmz|prj|tfw|met|ya?ml|sha256|md5|log)$",
    re.IGNORECASE,
)
_NAMED = 5
_TILE_MARGIN_DEG = 0.01  # a tile that overlaps a degree by less does not cover it
_DTED_NAME = re.compile(r"([ns])(\d{2})\.dt[012]", re.IGNORECASE)
_STRIP_NAME = re.compile(r"([ew])(\d{3})", re.IGNORECASE)


class Contents(NamedTuple):
    """What a folder has: files that were recognised, and the others with the reason."""

    sheets: list[Sheet]
    others: list[tuple[Path, str]]


def sheet_of(file: Path) -> Sheet:
    """Return an elevation file by its ending, or by its first bytes where that says nothing.

    Raises
    ------
    InputError
        There is no such file, or it is not a kind of elevation file that can be read.
    """
    suffix = file.suffix.lower()
    if hgt.is_hgt(file):
        return hgt.describe(file)
    start = b"" if suffix in {*dted.SUFFIXES, *geotiff.SUFFIXES} else _first_bytes(file)
    if suffix in dted.SUFFIXES or start == dted.SIGNATURE:
        return dted.describe(file)
    if suffix in geotiff.SUFFIXES or start in geotiff.SIGNATURES:
        return geotiff.describe(file)
    raise InputError("this is not an elevation file", file=file, allowed=EXPECTED)


def _first_bytes(file: Path) -> bytes:
    if not file.is_file():
        return b""
    try:
        with file.open("rb") as opened:
            return opened.read(4)
    except OSError:
        return b""


def load_folder(
    path: Path | str,
    south_deg: float,
    west_deg: float,
    north_deg: float,
    east_deg: float,
    *,
    base: Grid | None = None,
) -> Grid:
    """Stitch the elevation files of a folder and its sub-folders into one grid of an area.

    SRTM tiles are placed by their names (``N30E078.hgt``), DTED and GeoTIFF by their headers. The
    grid has the posts of the finest file, at most `FINEST_POSTS_PER_DEGREE`, and fewer where the
    area would have more than `skydome.terrain.mosaic.LARGEST_GRID_POSTS`; other files are brought
    to it linearly (DTED has fewer columns beyond 50 degrees of latitude). Where files overlap the
    finest counts; on a shared edge the northern and eastern tile. Files are read one at a time.
    Voids and sea floors: `skydome.terrain.voids`.

    Parameters
    ----------
    path
        The folder.
    south_deg, west_deg, north_deg, east_deg
        Area; the grid has the whole degrees around it. ``east_deg`` may exceed 180.
    base
        Used, interpolated, where no file covers a degree (open tile sets leave out the oceans,
        say); it must cover those degrees. Without it a missing tile is an error.

    Raises
    ------
    InputError
        Tiles are missing (it names them) or damaged, or nothing covers the area; files that were
        not recognised are named.
    ValueError
        The bounds are not those of an area.
    """
    folder = Path(path)
    cells = _cells_of(Bounds(south_deg, west_deg, north_deg, east_deg))
    contents = contents_of(folder, cells)
    degrees = [(sheet, _degrees(sheet, cells)) for sheet in contents.sheets]
    sheets = _without_duplicates([sheet for sheet, some in degrees if some])
    covered = set().union(*(some for _, some in degrees))
    missing = [cell for cell in _each(cells) if cell not in covered]
    if missing and base is None:
        names = _listed([_tile_name(*cell) for cell in missing], 8)
        problem = f"tiles are missing: {names}{_unrecognised(folder, contents)}"
        raise InputError(problem, file=folder, allowed=f"for every degree {EXPECTED}")
    if not sheets:
        problem = f"no tile covers the area{_unrecognised(folder, contents)}"
        raise InputError(problem, file=folder, allowed=EXPECTED)
    lattice, thinned = _lattice(sheets, cells)
    heights = mosaic.empty(lattice)
    if base is not None:
        for cell in missing:
            _paint_base(heights, base, cells, cell)
    for sheet in mosaic.best_first(sheets):
        mosaic.paint(heights, sheet)
    source = _source(folder, sheets, thinned) + _unrecognised(folder, contents)
    if missing and base is not None:
        source += f"; {len(missing)} missing tiles from {base.name}"
    return mosaic.finished(heights, base, folder, folder.name, source, EXPECTED)


# what is in a folder


def contents_of(folder: Path, cells: _Cells | None = None) -> Contents:
    """Return what a folder and its sub-folders have.

    Raises
    ------
    InputError
        The folder cannot be read, or a tile that by its name lies in the cells is damaged.
    """
    sheets, others = [], []
    wanted = {_key(*cell) for cell in _each(cells)} if cells is not None else set()
    for file in _files_in(folder):
        try:
            sheets.append(sheet_of(file))
        except InputError as problem:
            if _named_cell(file) in wanted:
                raise
            others.append((file, problem.problem))
    return Contents(sheets, others)


def _files_in(folder: Path) -> list[Path]:
    """Return the files that may be elevation; hidden ones and companions of tiles are not."""
    found: list[Path] = []
    try:
        os.scandir(folder).close()
    except OSError as failed:
        reason = f"cannot be read: {failed.strerror}"
        raise InputError(reason, file=folder, allowed="a folder of tiles") from None
    seen: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        seen.add(os.path.realpath(place))
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and os.path.realpath(Path(place, name)) not in seen
        )
        found += [Path(place, name) for name in sorted(names) if _may_be_elevation(name)]
        if len(found) > MOST_FILES:
            problem = f"more than {MOST_FILES:,} files"
            raise InputError(problem, file=folder, allowed="a folder of elevation tiles")
    return found


def _may_be_elevation(name: str) -> bool:
    hidden = name.startswith(".")
    return not (hidden or _COMPANIONS.search(name) or geotiff.AUXILIARY.search(name))


def _named_cell(file: Path) -> Cell | None:
    """Return the degree that a tile's usual name gives, if it has one."""
    if place := hgt.place_of(file):
        return place
    tile, strip = _DTED_NAME.fullmatch(file.name), _STRIP_NAME.fullmatch(file.parent.name)
    if tile is None or strip is None:
        return None
    north, east = tile[1] in "nN", strip[1] in "eE"
    return int(tile[2]) * (1 if north else -1), int(strip[2]) * (1 if east else -1)


def _unrecognised(folder: Path, contents: Contents) -> str:
    """Return which files were not recognised, as a part of a sentence; nothing where all were."""
    if not contents.others:
        return ""
    names = _listed([str(file.relative_to(folder)) for file, _ in contents.others], _NAMED)
    reason = contents.others[0][1]
    count = len(contents.others)
    return f"; {count} file{'s' * (count > 1)} not used: {names} ({reason})"


def _listed(names: list[str], most: int) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


# degrees


class _Cells(NamedTuple):
    """Whole degrees: the south-west corner, and their number to the north and to the east."""

    south: int
    west: int
    rows: int
    columns: int


def _cells_of(area: Bounds) -> _Cells:
    south, west, north, east = area
    if not all(isfinite(edge) for edge in area) or not (
        -90 <= south < north <= 90 and west < east <= west + 360  # noqa: PLR2004 - the Earth
    ):
        raise ValueError(f"not an area: {area}; south < north and west < east are needed")
    return _Cells(floor(south), floor(west), ceil(north) - floor(south), ceil(east) - floor(west))


def _each(cells: _Cells) -> Iterator[Cell]:
    for row in range(cells.rows):
        for column in range(cells.columns):
            yield cells.south + row, cells.west + column


def _key(latitude: int, longitude: int) -> Cell:
    return latitude, (longitude + 180) % 360 - 180


def _tile_name(latitude: int, longitude: int) -> str:
    latitude, longitude = _key(latitude, longitude)
    north, east = "N" if latitude >= 0 else "S", "E" if longitude >= 0 else "W"
    return f"{north}{abs(latitude):02d}{east}{abs(longitude):03d}"


def _degrees(sheet: Sheet, cells: _Cells) -> set[Cell]:
    """Return which of the degrees a file covers, by more than a margin."""
    south, west, north, east = sheet.edges if sheet.by_area else sheet.posts
    rows = range(floor(south + _TILE_MARGIN_DEG), ceil(north - _TILE_MARGIN_DEG))
    columns = range(floor(west + _TILE_MARGIN_DEG), ceil(east - _TILE_MARGIN_DEG))
    return {
        (row, column + turn)
        for row in rows
        if cells.south <= row < cells.south + cells.rows
        for turn in (-720, -360, 0, 360, 720)
        for column in columns
        if cells.west <= column + turn < cells.west + cells.columns
    }


def _without_duplicates(sheets: list[Sheet]) -> list[Sheet]:
    """Return files, of several for one whole degree only the one that counts most."""
    best = {}
    for sheet in mosaic.best_first(sheets):
        corner = tuple(round(edge, 4) for edge in sheet.posts)
        best[corner] = sheet
    return list(best.values())


# the grid


def _lattice(sheets: list[Sheet], cells: _Cells) -> tuple[Lattice, int]:
    """Return the posts of the grid, and every which post of the finest file it has."""
    up = min(max(one.per_degree[0] for one in sheets), FINEST_POSTS_PER_DEGREE)
    right = min(max(one.per_degree[1] for one in sheets), FINEST_POSTS_PER_DEGREE)
    every = 1
    while _posts(cells, up // every, right // every) > mosaic.LARGEST_GRID_POSTS or (
        up % every or right % every
    ):
        every += 1
    up, right = up // every, right // every
    south, west = float(cells.south), float(cells.west)
    shape = cells.rows * up + 1, cells.columns * right + 1
    return Lattice(south, west, 1 / up, 1 / right, *shape), every


def _posts(cells: _Cells, up: int, right: int) -> int:
    return (cells.rows * up + 1) * (cells.columns * right + 1)


def _paint_base(heights: Heights, base: Grid, cells: _Cells, cell: Cell) -> None:
    """Write one degree of another grid, in place."""
    lattice = heights.lattice
    up, right = round(1 / lattice.step_latitude_deg), round(1 / lattice.step_longitude_deg)
    row, column = (cell[0] - cells.south) * up, (cell[1] - cells.west) * right
    part = slice(row, row + up + 1), slice(column, column + right + 1)
    latitude = cell[0] + np.linspace(0.0, 1.0, up + 1)
    longitude = cell[1] + np.linspace(0.0, 1.0, right + 1)
    height_m: NDArray[np.float32] = base.height_at(latitude[:, None], longitude[None, :])
    heights.height_m[part] = height_m
    heights.origin[part] = np.where(height_m == 0.0, SEA_VOID, COARSE)


def _source(folder: Path, sheets: list[Sheet], every: int) -> str:
    kinds = ", ".join(sorted({_kind(sheet) for sheet in sheets}))
    parts = [f"folder {folder.name}: {len(sheets)} tile{'s' * (len(sheets) > 1)}, {kinds}"]
    finest = max(min(one.per_degree) for one in sheets)
    if finest > FINEST_POSTS_PER_DEGREE:
        parts.append(f"thinned to {FINEST_POSTS_PER_DEGREE // every} posts a degree")
    elif every > 1:
        parts.append(f"every {every}. post, the area has too many")
    return "; ".join(parts)


def _kind(sheet: Sheet) -> str:
    """Return what a file is, without its name."""
    return sheet.source.split(";")[0].replace(f" {sheet.file.name}", "")
