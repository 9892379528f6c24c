"""The elevation that comes with the software: coarse, worldwide, no download."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.folders import cache_folder, write_cached
from skydome.terrain.grid import Grid
from skydome.terrain.origin import COARSE

if TYPE_CHECKING:
    from numpy.typing import NDArray

POSTS_PER_DEGREE = 12
HIGHEST_LATITUDE_DEG = 89
_NORTHMOST_DEG, _WESTMOST_DEG = 90.125, -180.125  # first post of the package's file
_SHALLOW_M = -10.0
_DIGEST_BYTES = hashlib.sha256().digest_size


def embedded_grid(south_deg: int, west_deg: int, north_deg: int, east_deg: int) -> Grid:
    """Return the ITU-R P.1511-2 topography of an area.

    Posts are the recommendation's own, 5 arc-minutes (9 km) apart. They lie at the centres of
    5-minute cells, 2.5 minutes off the whole degrees, so the grid begins and ends 2.5 minutes
    outside the area and nothing is interpolated.

    Coarse: each post is a mean over some 80 km2, which fills valleys and lowers ridges; the
    highest post on Earth has 6,573 m. RMS difference from DTED level 0 between the posts: 15 m in
    the plains of 26-30 N 72-76 E, 355 m in the Himalaya of 30-34 N 76-80 E (of which 323 m is
    relief within a cell). Masks of mountains are far too open: an antenna in a valley at 30 N
    79 E sees 38 % of the area within 400 km at 5 km altitude with this grid, 3 % with DTED.

    The sea is exactly 0 m in the recommendation, and only land lies below: the Dead Sea's shore at
    -415 m, the Caspian at -29 m, Qattara. Posts less than 10 m below sea level are set to 0: they
    are polders and tidal flats, some 3,600 posts worldwide.

    The result is kept in the cache folder, so that the package's file (1.3 s to read) is opened
    once for an area; a damaged cache file is replaced.

    Parameters
    ----------
    south_deg, west_deg, north_deg, east_deg
        Whole degrees, latitudes within 89 of the equator. ``east_deg`` may exceed 180.

    Raises
    ------
    ValueError
        Not whole degrees, or not an area.

    References
    ----------
    ITU-R P.1511-2 (08/2019), Topography for Earth-to-space propagation modelling.
    """
    edges = (south_deg, west_deg, north_deg, east_deg)
    south, west, north, east = (int(edge) for edge in edges)
    limit = HIGHEST_LATITUDE_DEG
    whole = (south, west, north, east) == edges
    if not (whole and -limit <= south < north <= limit and west < east <= west + 360):
        raise ValueError(
            "an area needs whole degrees, south < north within "
            f"{-limit} to {limit}, west < east by at most 360; got {edges}"
        )
    package = version("itur")
    shape = ((north - south) * POSTS_PER_DEGREE + 2, (east - west) * POSTS_PER_DEGREE + 2)
    half_step_deg = 0.5 / POSTS_PER_DEGREE
    first_deg = (south - half_step_deg, west - half_step_deg)
    name = f"p1511-2-itur{package}-{south:+03d}{west:+04d}{north:+03d}{east:+04d}.f4"
    height_m = _from_cache(name, shape)
    if height_m is None:
        height_m = _from_package(first_deg, shape)
        _to_cache(name, height_m)
    return Grid(
        south_deg=first_deg[0],
        west_deg=first_deg[1],
        step_latitude_deg=1 / POSTS_PER_DEGREE,
        step_longitude_deg=1 / POSTS_PER_DEGREE,
        height_m=height_m,
        name="embedded",
        source=f"ITU-R P.1511-2 from package itur {package}, 5 arc-minutes, sea at zero",
        origin=np.array(COARSE, dtype=np.uint8),
    )


def _from_package(first_deg: tuple[float, float], shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return posts from the package's file, without importing the package (1.4 s)."""
    found = find_spec("itur")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("package itur is not installed; allowed: pip install itur")
    file = Path(found.submodule_search_locations[0]) / "data" / "1511" / "v2_topo.npz"
    with np.load(file) as archive:
        posts = archive["arr_0"]
    row = round((_NORTHMOST_DEG - first_deg[0]) * POSTS_PER_DEGREE) - np.arange(shape[0])
    column = round((first_deg[1] - _WESTMOST_DEG) * POSTS_PER_DEGREE) + np.arange(shape[1])
    height_m = posts[row[:, np.newaxis], column % (360 * POSTS_PER_DEGREE)]
    raised: NDArray[np.float64] = np.where(
        height_m > _SHALLOW_M, np.maximum(height_m, 0.0), height_m
    )
    return raised.astype(np.float32)


def _from_cache(name: str, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Return cached heights, or nothing where there are none or their checksum is wrong."""
    try:
        content = (cache_folder("terrain") / name).read_bytes()
    except OSError:
        return None
    digest, heights = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(heights).digest() != digest or len(heights) != 4 * shape[0] * shape[1]:
        return None
    return np.frombuffer(heights, dtype="<f4").astype(np.float32).reshape(shape)


def _to_cache(name: str, height_m: NDArray[np.float32]) -> None:
    """Write heights to the cache; a folder that cannot be written costs only time."""
    heights = height_m.astype("<f4").tobytes()
    content = hashlib.sha256(heights).digest() + heights
    write_cached(cache_folder("terrain") / name, lambda partial: _write(partial, content))


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
