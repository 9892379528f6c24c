"""GeoTIFF files, read by windows with rasterio (the extra ``geotiff``)."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from skydome.errors import InputError
from skydome.terrain.sheet import Sheet, Window, check_file, checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from rasterio import DatasetReader
    from rasterio.crs import CRS

SUFFIXES = (".tif", ".tiff")
SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
ALLOWED = (
    "one band of heights in m, cm, ft or US survey foot, north up, in longitude and latitude on "
    "WGS 84 (EPSG:4326) or a system within metres of it (EPSG:4258, 4269, 4322, 4979, 9518, 9707)"
)
# Copernicus delivers these next to its heights: masks of editing, filling, error and water.
AUXILIARY = re.compile(r"_(ACM|EDM|FLM|HEM|WBM)\.tiff?$", re.IGNORECASE)
_MOST_BYTES = 64 * 1024**3
_STRIP_POSTS = 8_000_000
_CACHE_BYTES = 64 * 1024**2  # of rasterio's library; its own default is 5 % of the memory

# Systems of longitude and latitude whose positions differ from WGS 84 by metres, or not at all:
# NAD83, ETRS89, WGS 72, and WGS 84 with a height.
_NEAR_WGS84 = frozenset({4258, 4269, 4322, 4326, 4979, 9518, 9707})
_NEAR_WGS84_DATUMS = (
    *("WGS_1984", "World Geodetic System 1984", "WGS 84", "D_WGS_1984"),
    *("WGS_1972", "World Geodetic System 1972", "D_WGS_1972"),
    *("North_American_Datum_1983", "North American Datum 1983", "D_North_American_1983"),
    *("European_Terrestrial_Reference_System_1989", "D_ETRS_1989"),
)
_ABOVE_ELLIPSOID = frozenset({4979})

_US_SURVEY_FOOT_M = 1200 / 3937
METRES_IN = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), 0.01),
    **dict.fromkeys(("dm", "decimetre", "decimetres", "decimeter", "decimeters"), 0.1),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
    **dict.fromkeys(("ft", "foot", "feet", "international foot", "international feet"), 0.3048),
    **dict.fromkeys(
        ("us survey foot", "us survey feet", "us-ft", "ftus", "us_survey_foot", "foot_us"),
        _US_SURVEY_FOOT_M,
    ),
}
"""Length of a unit in metres, by the names that GeoTIFF files use, in small letters."""


def describe(file: Path) -> Sheet:
    """Return a GeoTIFF by its header.

    Raises
    ------
    InputError
        There is no such file, it is not a GeoTIFF of heights on WGS 84, or package rasterio is
        not installed.
    """
    with _opened(file) as dataset:
        return _sheet(file, dataset)


@contextmanager
def _opened(file: Path) -> Iterator[DatasetReader]:
    """Open a GeoTIFF; every failure of what is done with it is one InputError."""
    try:
        import rasterio
        from rasterio.errors import NotGeoreferencedWarning, RasterioError
    except ImportError:
        raise InputError(
            "GeoTIFF needs rasterio", file=file, allowed="pip install skydome[geotiff]"
        ) from None
    try:
        check_file(file, _MOST_BYTES, ALLOWED)
        with warnings.catch_warnings(), rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES):
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(str(file), driver="GTiff") as dataset:
                yield dataset
    except InputError:
        raise
    except (RasterioError, OSError, ValueError) as problem:
        reason = (str(problem).splitlines() or ["unknown reason"])[0]
        raise InputError(f"not usable: {reason}", file=file, allowed=ALLOWED) from None


def _sheet(file: Path, dataset: DatasetReader) -> Sheet:
    """Return an open file; its transform is to pixel corners, heights are at their centres."""
    system = _system(dataset.crs)
    if dataset.count != 1 or np.dtype(dataset.dtypes[0]).kind not in "iuf":
        raise ValueError("it does not have exactly one band of real numbers")
    metres, unit = _unit(dataset)
    east, slant, west, tilt, south, north = dataset.transform[:6]
    if slant or tilt or not (east > 0 > south) or min(dataset.shape) < 2:  # noqa: PLR2004 - two posts make a step
        raise ValueError("it is not north up, or has fewer than two by two posts")
    note = "" if metres == 1.0 else f"; heights converted from {unit}"
    if dataset.crs.to_epsg() in _ABOVE_ELLIPSOID:
        note += "; heights above the ellipsoid, up to 106 m from those above the sea"
    return Sheet(
        file=file,
        south_deg=north + (dataset.height - 0.5) * south,
        west_deg=west + 0.5 * east,
        step_latitude_deg=-south,
        step_longitude_deg=east,
        rows=dataset.height,
        columns=dataset.width,
        source=f"GeoTIFF {file.name}, {system}{note}",
        by_area=True,
        read=lambda window: _read(file, window, metres),
    )


def _system(crs: CRS | None) -> str:
    """Return the name of a coordinate system; ValueError where it is not close to WGS 84."""
    if crs is None:
        raise ValueError("it does not name its coordinate system")
    code = crs.to_epsg()
    name = f"EPSG:{code}" if code else "a system without EPSG code"
    if code in _NEAR_WGS84:
        return name
    text = crs.to_wkt()
    datum = re.search(r'\b(?:DATUM|ENSEMBLE)\["([^"]+)"', text)
    level = "PROJCS[" not in text and "PROJCRS[" not in text and "GEOCCS[" not in text
    if level and datum and datum[1] in _NEAR_WGS84_DATUMS and _counts_degrees(text):
        return f"{name}, datum {datum[1]}"
    raise ValueError(f"its coordinate system, {name}, is not within metres of WGS 84")


def _counts_degrees(text: str) -> bool:
    """Return whether angles of a coordinate system are degrees east of Greenwich."""
    meridian = re.search(r'\bPRIMEM\["[^"]*",\s*([-0-9.]+)', text)
    return 'UNIT["degree"' in text and (meridian is None or float(meridian[1]) == 0.0)


def _unit(dataset: DatasetReader) -> tuple[float, str]:
    """Return the metres in a unit of the heights, and its name.

    The band's own unit counts, else that of the vertical system, else metres.
    """
    vertical = re.search(
        r'\bVERT_?(?:CS|CRS)\[.*?\bUNIT\["([^"]+)"', dataset.crs.to_wkt(), re.DOTALL
    )
    name = (dataset.units[0] or "").strip() or (vertical[1] if vertical else "metre")
    metres = METRES_IN.get(name.lower())
    if metres is None:
        raise ValueError(f"its heights are in {name!r}, a unit that is not known")
    return metres, name


def _read(file: Path, window: Window, metres: float) -> NDArray[np.float32]:
    """Return heights of a window, strip by strip, so that thinning needs no more memory."""
    shape = -(-window.rows // window.every), -(-window.columns // window.every)
    height_m = np.empty(shape, dtype=np.float32)
    with _opened(file) as dataset:
        strip = max(1, _STRIP_POSTS // window.columns // window.every) * window.every
        for first in range(0, window.rows, strip):
            rows = min(strip, window.rows - first)
            part = _strip(dataset, window, first, rows)[:: window.every, :: window.every]
            at = first // window.every
            height_m[at : at + len(part)] = part * np.float32(metres) if metres != 1.0 else part
    return checked(file, height_m, ALLOWED)


def _strip(dataset: DatasetReader, window: Window, first: int, rows: int) -> NDArray[np.float32]:
    """Return some rows of a window, south to north, NaN where void."""
    from rasterio.windows import Window as Pixels

    top = dataset.height - (window.row + first + rows)
    pixels = Pixels(window.column, top, window.columns, rows)
    band = dataset.read(1, window=pixels, masked=True)[::-1]
    scale, offset = np.float32(dataset.scales[0]), np.float32(dataset.offsets[0])
    filled: NDArray[np.float32] = (band.astype(np.float32) * scale + offset).filled(np.nan)
    return filled
