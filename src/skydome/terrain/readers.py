"""Elevation files: SRTM ``.hgt``, DTED, GeoTIFF, and folders of such tiles.

Voids are filled from the nearest post that has a height, and the grid's source says how many.
"""

from __future__ import annotations

import re
import warnings
from math import ceil, floor, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.errors import InputError
from skydome.terrain.grid import HIGHEST_GROUND_M, LOWEST_GROUND_M, Bounds, Grid

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray
    from rasterio import DatasetReader

LARGEST_GRID_POSTS = 200_000_000
"""What one grid may hold: 0.8 GB, an area of 11 by 11 degrees at 3 arc-seconds."""

FINEST_POSTS_PER_DEGREE = 1200
"""Posts of a stitched grid, 3 arc-seconds; finer tiles are thinned to it."""

_TILES = "an SRTM .hgt, a DTED .dt0, .dt1 or .dt2, or a GeoTIFF .tif file"

_FILLED = "voids filled from the nearest post"

_HGT_NAME = re.compile(r"([ns])(\d{2})([ew])(\d{3})(\..+)?\.hgt", re.IGNORECASE)
_HGT_VOID = -32768
_HGT_BYTES = {2 * posts**2: posts for posts in (1201, 3601)}
_HGT_ALLOWED = "1201 x 1201 or 3601 x 3601 posts of two bytes, named like N30E078.hgt"

_DTED_SUFFIXES = (".dt2", ".dt1", ".dt0")
_DTED_HEADER_BYTES = 80 + 648 + 2700  # UHL, DSI, ACC
_DTED_MOST_BYTES = _DTED_HEADER_BYTES + 3601 * (12 + 2 * 3601)
_DTED_ALLOWED = "DTED level 0, 1 or 2 of MIL-PRF-89020B: UHL, DSI, ACC, then its records"
_DTED_VOID = -32767
_DTED_DATUMS = ("WGS84", "WGS72")  # 17 m apart, far below a post
_DTED_SENTINEL = 0xAA

_GEOTIFF_EPSG = 4326
_GEOTIFF_MOST_BYTES = 16 * LARGEST_GRID_POSTS
_GEOTIFF_ALLOWED = "one band of heights in metres, geographic EPSG:4326, north up"


def read_tile(path: Path | str) -> Grid:
    """Read one elevation file; its ending says what it is.

    ========================  ==================================================================
    ``.hgt``                  SRTM, 1 or 3 arc-seconds, placed by its name
    ``.dt0 .dt1 .dt2``        DTED (MIL-PRF-89020B), checksums verified
    ``.tif .tiff``            GeoTIFF in EPSG:4326, with the extra ``geotiff``
    ========================  ==================================================================

    Raises
    ------
    InputError
        There is no such file, or it is not a whole, plausible tile.
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix == ".hgt":
        return _read_hgt(file)
    if suffix in _DTED_SUFFIXES:
        return _read_dted(file)
    if suffix in {".tif", ".tiff"}:
        return _read_geotiff(file)
    raise InputError("this is no elevation file", file=file, allowed=_TILES)


def load_folder(
    path: Path | str,
    south_deg: float,
    west_deg: float,
    north_deg: float,
    east_deg: float,
    *,
    base: Grid | None = None,
) -> Grid:
    """Stitch the one-degree tiles of a folder that cover an area into one grid.

    Tiles are ``N30E078.hgt`` or ``e078/n30.dt0`` (also ``.dt1``, ``.dt2``), in any case of
    letters; of several for one degree the finest DTED comes first, then ``.hgt``. The grid has
    the posts of the finest tile, at most :data:`FINEST_POSTS_PER_DEGREE`; other tiles are
    brought to it linearly (DTED has fewer columns beyond 50 degrees of latitude). On a shared
    edge the northern and eastern tile counts.

    Parameters
    ----------
    path
        The folder.
    south_deg, west_deg, north_deg, east_deg
        Area; the grid holds the whole degrees around it. ``east_deg`` may exceed 180.
    base
        Stands in, interpolated, where a tile is missing (open tile sets leave out the oceans,
        say); it must cover those degrees. Without it a missing tile is an error.

    Raises
    ------
    InputError
        Tiles are missing (it names them) or broken, or the area is too large.
    ValueError
        The bounds are not those of an area.
    """
    folder = Path(path)
    cells = _cells_of(Bounds(south_deg, west_deg, north_deg, east_deg))
    tiles = _tiles_in(folder)
    missing = [cell for cell in _each(cells) if _key(*cell) not in tiles]
    if missing and base is None:
        names = ", ".join(_tile_name(*cell) for cell in missing[:8])
        more = f" and {len(missing) - 8} more" if len(missing) > 8 else ""  # noqa: PLR2004 - as many as a message bears
        raise InputError(
            f"tiles are missing: {names}{more}",
            file=folder,
            allowed="a folder with N30E078.hgt or e078/n30.dt0 for every degree of the area",
        )
    loaded = _load_tiles(folder, cells, tiles)
    if not loaded:
        raise InputError("no tile covers the area", file=folder, allowed=_TILES)
    source = _stitched_source(folder, loaded.values(), len(missing), base)
    return _stitch(cells, loaded, base, (folder.name, source))


class _Cells(NamedTuple):
    """Whole degrees: the south-west corner and how many to the north and to the east."""

    south: int
    west: int
    rows: int
    columns: int


Cell = tuple[int, int]


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


def _cell(north: str, latitude: str, east: str, longitude: str) -> Cell:
    south_deg = int(latitude) * (1 if north in "nN" else -1)
    return south_deg, int(longitude) * (1 if east in "eE" else -1)


def _tiles_in(folder: Path) -> dict[Cell, Path]:
    """Return the best tile of each degree; later kinds of the list replace earlier ones."""
    try:
        entries = sorted(folder.iterdir())
        tiles = {}
        for file in entries:
            if match := _HGT_NAME.fullmatch(file.name):
                tiles[_cell(*match.groups()[:4])] = file
        strips = [entry for entry in entries if re.fullmatch(r"[eEwW]\d{3}", entry.name)]
        files = [file for strip in strips if strip.is_dir() for file in strip.iterdir()]
    except OSError as problem:
        raise InputError(
            f"cannot be read: {problem.strerror}", file=folder, allowed="a folder of tiles"
        ) from None
    for file in sorted(files, key=lambda file: file.suffix.lower()):
        match = re.fullmatch(r"([nNsS])(\d{2})\.[dD][tT][012]", file.name)
        if match:
            strip = file.parent.name
            tiles[_cell(match[1], match[2], strip[0], strip[1:])] = file
    return tiles


def _load_tiles(folder: Path, cells: _Cells, tiles: dict[Cell, Path]) -> dict[Cell, Grid]:
    loaded: dict[Cell, Grid] = {}
    posts = 0
    for cell in _each(cells):
        file = tiles.get(_key(*cell))
        if file is None:
            continue
        grid = read_tile(file)
        _check_place(file, grid, _key(*cell))
        loaded[cell] = _thinned(grid)
        posts = max(posts, loaded[cell].height_m.size)
        if posts * cells.rows * cells.columns > LARGEST_GRID_POSTS:
            raise InputError(
                f"{cells.rows} by {cells.columns} degrees of these tiles are too many posts",
                file=folder,
                allowed=f"at most {LARGEST_GRID_POSTS:,} posts: coarser tiles or a smaller area",
            )
    return loaded


def _check_place(file: Path, grid: Grid, cell: Cell) -> None:
    expected = Bounds(cell[0], cell[1], cell[0] + 1, cell[1] + 1)
    if not np.allclose(grid.bounds, expected, rtol=0, atol=1e-6):
        raise InputError(
            f"the file holds {grid.bounds}, its name says otherwise",
            file=file,
            allowed=str(expected),
        )


def _thinned(grid: Grid) -> Grid:
    rows, columns = (min(count, FINEST_POSTS_PER_DEGREE + 1) for count in grid.height_m.shape)
    if (rows, columns) == grid.height_m.shape:
        return grid
    return Grid(
        south_deg=grid.south_deg,
        west_deg=grid.west_deg,
        step_latitude_deg=1 / (rows - 1),
        step_longitude_deg=1 / (columns - 1),
        height_m=_resampled(grid.height_m, rows, columns),
        name=grid.name,
        source=f"{grid.source}; thinned to {rows - 1} posts a degree",
    )


def _resampled(height_m: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """Return the same area with other numbers of posts, linear along each axis."""
    if height_m.shape == (rows, columns):
        return height_m
    return _resampled_rows(_resampled_rows(height_m, rows).T, columns).T


def _resampled_rows(height_m: NDArray[np.float32], rows: int) -> NDArray[np.float32]:
    place = np.linspace(0, height_m.shape[0] - 1, rows)
    south = np.minimum(place.astype(np.intp), height_m.shape[0] - 2)
    share = (place - south).astype(np.float32)[:, None]
    resampled: NDArray[np.float32] = height_m[south] * (1 - share) + height_m[south + 1] * share
    return resampled


def _stitched_source(folder: Path, grids: Collection[Grid], missing: int, base: Grid | None) -> str:
    kinds = ", ".join(sorted({grid.source.split(";")[0] for grid in grids}))
    filled = sum(_FILLED in grid.source for grid in grids)
    parts = [f"folder {folder.name}: {len(grids)} tiles, {kinds}"]
    if filled:
        parts.append(f"{_FILLED} in {filled} of them")
    if missing and base is not None:
        parts.append(f"{missing} missing tiles from {base.name}")
    return "; ".join(parts)


def _stitch(
    cells: _Cells, loaded: dict[Cell, Grid], base: Grid | None, name_and_source: tuple[str, str]
) -> Grid:
    up = max(grid.height_m.shape[0] for grid in loaded.values()) - 1
    right = max(grid.height_m.shape[1] for grid in loaded.values()) - 1
    height_m = np.zeros((cells.rows * up + 1, cells.columns * right + 1), dtype=np.float32)
    present = [(cell, grid.height_m) for cell, grid in loaded.items()]
    if base is not None:
        absent = (cell for cell in _each(cells) if cell not in loaded)
        present = [(cell, _patch(base, cell, up, right)) for cell in absent] + present
    for (latitude, longitude), tile in present:
        row, column = (latitude - cells.south) * up, (longitude - cells.west) * right
        height_m[row : row + up + 1, column : column + right + 1] = _resampled(
            tile, up + 1, right + 1
        )
    south, west = float(cells.south), float(cells.west)
    return Grid(south, west, 1 / up, 1 / right, height_m, *name_and_source)


def _patch(base: Grid, cell: Cell, up: int, right: int) -> NDArray[np.float32]:
    """Return one degree of another grid at the posts of the tiles."""
    latitude = cell[0] + np.linspace(0.0, 1.0, up + 1)
    longitude = cell[1] + np.linspace(0.0, 1.0, right + 1)
    return np.asarray(base.height_at(latitude[:, None], longitude[None, :]), dtype=np.float32)


def _check_file(file: Path, most_bytes: int, allowed: str) -> None:
    if not file.exists():
        raise InputError("there is no such file", file=file, allowed=allowed)
    if not file.is_file():
        raise InputError("this is not a file", file=file, allowed=allowed)
    size = file.stat().st_size
    if not 0 < size <= most_bytes:
        raise InputError(f"{size:,} bytes are no such tile", file=file, allowed=allowed)


def _content(file: Path, most_bytes: int, allowed: str) -> bytes:
    """Return what is in a file, or one error in the user's words."""
    try:
        _check_file(file, most_bytes, allowed)
        return file.read_bytes()
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file, allowed=allowed) from None


def _ground(
    file: Path, height_m: NDArray[np.float32], allowed: str
) -> tuple[NDArray[np.float32], str]:
    """Return heights with voids (NaN) filled from the nearest post, and words on how many."""
    void = np.isnan(height_m)
    voids = int(void.sum())
    if voids == height_m.size:
        raise InputError("every post is void", file=file, allowed=allowed)
    low, high = float(np.nanmin(height_m)), float(np.nanmax(height_m))
    if low < LOWEST_GROUND_M or high > HIGHEST_GROUND_M:
        raise InputError(
            f"heights from {low:g} to {high:g} m are no ground",
            file=file,
            allowed=f"{allowed}; heights from {LOWEST_GROUND_M:g} to {HIGHEST_GROUND_M:g} m",
        )
    if not voids:
        return height_m, ""
    from scipy.ndimage import distance_transform_edt

    nearest = distance_transform_edt(void, return_distances=False, return_indices=True)
    return height_m[tuple(nearest)], f"; {voids:,} {_FILLED}"


def _read_hgt(file: Path) -> Grid:
    """Read an SRTM tile: big-endian 16-bit posts from the north-west corner, row by row."""
    match = _HGT_NAME.fullmatch(file.name)
    content = _content(file, max(_HGT_BYTES), _HGT_ALLOWED)
    if match is None:
        raise InputError("the name does not say where the tile is", file=file, allowed=_HGT_ALLOWED)
    posts = _HGT_BYTES.get(len(content))
    if posts is None:
        size = f"{len(content):,} bytes are no such tile"
        raise InputError(size, file=file, allowed=_HGT_ALLOWED)
    south_deg, west_deg = _cell(*match.groups()[:4])
    raw = np.frombuffer(content, dtype=">i2").reshape(posts, posts)[::-1]
    height_m = np.where(raw == _HGT_VOID, np.float32(np.nan), raw.astype(np.float32))
    height_m, filled = _ground(file, height_m, _HGT_ALLOWED)
    step_deg = 1 / (posts - 1)
    source = f"SRTM .hgt, {3600 // (posts - 1)} arc-second{filled}"
    return Grid(float(south_deg), float(west_deg), step_deg, step_deg, height_m, file.name, source)


class _DtedHeader(NamedTuple):
    south_deg: float
    west_deg: float
    step_latitude_deg: float
    step_longitude_deg: float
    rows: int
    columns: int
    source: str


def _read_dted(file: Path) -> Grid:
    """Read a DTED cell: a record for each meridian from the west, posts from the south."""
    content = _content(file, _DTED_MOST_BYTES, _DTED_ALLOWED)
    try:
        header = _dted_header(content)
        height_m = _dted_heights(content, header)
    except ValueError as problem:
        raise InputError(f"no DTED: {problem}", file=file, allowed=_DTED_ALLOWED) from None
    height_m, filled = _ground(file, height_m, _DTED_ALLOWED)
    place = header[:4]
    return Grid(*place, height_m, f"{file.parent.name}/{file.name}", header.source + filled)


def _dted_header(content: bytes) -> _DtedHeader:
    """Return what UHL, DSI and ACC say; fields by their byte in MIL-PRF-89020B tables 2 to 4."""
    text = content[:_DTED_HEADER_BYTES].decode("latin-1")
    uhl, dsi, acc = text[:80], text[80:728], text[728:]
    for name, part in (("UHL", uhl), ("DSI", dsi), ("ACC", acc)):
        if not part.startswith(name):
            raise ValueError(f"the {name} header is not where it should be")
    columns, rows = _digits(uhl[47:51]), _digits(uhl[51:55])
    if (_digits(dsi[281:285]), _digits(dsi[285:289])) != (rows, columns):
        raise ValueError("UHL and DSI give different numbers of posts")
    datum = dsi[144:149]
    if datum not in _DTED_DATUMS:
        raise ValueError(f"horizontal datum {datum!r} is not {' or '.join(_DTED_DATUMS)}")
    west_deg, south_deg = _dted_angle(uhl[4:12]), _dted_angle(uhl[12:20])
    step_longitude_deg, step_latitude_deg = (_digits(uhl[n : n + 4]) / 36_000 for n in (20, 24))
    if min(rows, columns) < 2 or not min(step_latitude_deg, step_longitude_deg) > 0:  # noqa: PLR2004 - two posts make a step
        raise ValueError("a cell needs at least two by two posts and a step between them")
    level, vertical = dsi[59:64].strip(), dsi[141:144]
    source = f"{level} on {datum} {vertical}"
    if acc[7:11].isdigit():
        source += f"; vertical accuracy {int(acc[7:11])} m, 90 %"
    return _DtedHeader(
        south_deg, west_deg, step_latitude_deg, step_longitude_deg, rows, columns, source
    )


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{text!r} stands where a number should")
    return int(text)


def _dted_angle(text: str) -> float:
    """Return an angle written DDDMMSSH in degrees."""
    degrees, minutes, seconds = _digits(text[:3]), _digits(text[3:5]), _digits(text[5:7])
    hemisphere = text[7]
    if hemisphere not in "NSEW" or degrees > 180 or max(minutes, seconds) >= 60:  # noqa: PLR2004 - the circle
        raise ValueError(f"{text!r} stands where an angle should")
    sign = -1 if hemisphere in "SW" else 1
    return sign * (degrees + minutes / 60 + seconds / 3600)


def _dted_heights(content: bytes, header: _DtedHeader) -> NDArray[np.float32]:
    """Return heights [south to north, west to east], NaN where void.

    A record is eight bytes of header, posts in sign and magnitude, and the sum of all bytes
    before it as its last four.
    """
    record_bytes = 12 + 2 * header.rows
    expected = _DTED_HEADER_BYTES + header.columns * record_bytes
    if len(content) != expected:
        raise ValueError(f"{len(content):,} bytes, though the header promises {expected:,}")
    records = np.frombuffer(content, dtype=np.uint8, offset=_DTED_HEADER_BYTES)
    records = records.reshape(header.columns, record_bytes)
    meridian = records[:, 4:6].copy().view(">u2")[:, 0]
    if (records[:, 0] != _DTED_SENTINEL).any() or (meridian != np.arange(header.columns)).any():
        raise ValueError("its records are out of order")
    checksum = records[:, -4:].copy().view(">u4")[:, 0]
    wrong = checksum != records[:, :-4].sum(axis=1, dtype=np.uint32)
    if wrong.any():
        raise ValueError(f"record {int(wrong.argmax()) + 1} does not match its checksum")
    stored = records[:, 8:-4].copy().view(">u2").astype(np.int32)
    height = np.where(stored & 0x8000, -(stored & 0x7FFF), stored)
    height_m = np.where(height == _DTED_VOID, np.float32(np.nan), height.astype(np.float32))
    return np.ascontiguousarray(height_m.T)


def _read_geotiff(file: Path) -> Grid:
    """Read a GeoTIFF with rasterio, every failure as one error."""
    try:
        import rasterio
        from rasterio.errors import NotGeoreferencedWarning, RasterioError
    except ImportError:
        raise InputError(
            "GeoTIFF needs rasterio", file=file, allowed="pip install skydome[geotiff]"
        ) from None
    try:
        _check_file(file, _GEOTIFF_MOST_BYTES, _GEOTIFF_ALLOWED)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(str(file), driver="GTiff") as dataset:
                return _grid_from_geotiff(file, dataset)
    except InputError:
        raise
    except (RasterioError, OSError, ValueError) as problem:
        reason = (str(problem).splitlines() or ["unknown reason"])[0]
        raise InputError(f"no GeoTIFF: {reason}", file=file, allowed=_GEOTIFF_ALLOWED) from None


def _grid_from_geotiff(file: Path, dataset: DatasetReader) -> Grid:
    """Return the grid of an open GeoTIFF; its transform is to pixel corners, posts are centres."""
    if dataset.crs is None or dataset.crs.to_epsg() != _GEOTIFF_EPSG:
        raise ValueError(f"coordinate system {dataset.crs or 'unknown'} is not EPSG:4326")
    if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind not in "iuf":
        raise ValueError("it does not hold one band of real numbers")
    if dataset.width * dataset.height > LARGEST_GRID_POSTS:
        raise ValueError(f"more than {LARGEST_GRID_POSTS:,} posts")
    east, slant, west, tilt, south, north = dataset.transform[:6]
    if slant or tilt or not (east > 0 > south) or min(dataset.shape) < 2:  # noqa: PLR2004 - two posts make a step
        raise ValueError("it is not north up, or has fewer than two by two posts")
    scale, offset = dataset.scales[0], dataset.offsets[0]
    band = dataset.read(1, masked=True)[::-1]
    height_m = (band.astype(np.float32) * np.float32(scale) + np.float32(offset)).filled(np.nan)
    height_m, filled = _ground(file, height_m, _GEOTIFF_ALLOWED)
    return Grid(
        south_deg=north + (dataset.height - 0.5) * south,
        west_deg=west + 0.5 * east,
        step_latitude_deg=-south,
        step_longitude_deg=east,
        height_m=height_m,
        name=file.name,
        source=f"GeoTIFF {file.name}, EPSG:4326{filled}",
    )
