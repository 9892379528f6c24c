"""The elevation that comes with the software: coarse, everywhere, no download."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.folders import cache_folder
from skydome.terrain.grid import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

POSTS_PER_DEGREE = 12
_HIGHEST_LATITUDE_DEG = 89
_DIGEST_BYTES = hashlib.sha256().digest_size


def embedded_grid(south_deg: int, west_deg: int, north_deg: int, east_deg: int) -> Grid:
    """Return the ITU-R P.1511-2 topography of an area.

    Posts are the recommendation's own, 5 arc-minutes (9 km) apart. They stand at the centres of
    5-minute cells, 2.5 minutes off the whole degrees, so the grid begins and ends 2.5 minutes
    outside the area and nothing is interpolated.

    Coarse: each post stands for some 80 km2, so valleys are filled and ridges worn down; the
    highest post on Earth has 6,573 m. Against DTED level 0 between the posts, RMS: 15 m in the
    plains of 26-30 N 72-76 E, 355 m in the Himalaya of 30-34 N 76-80 E (of which 323 m is relief
    within a cell). Masks of mountains come out far too open: an antenna in a valley at 30 N 79 E
    sees 38 % of the area within 400 km at 5 km altitude with this grid, 3 % with DTED.

    Departs from the recommendation: it gives negative altitudes in places (sea, the Dead Sea);
    package ``itur`` raises them to zero, and so do we.

    The result is kept in the cache folder, so that the package (1.4 s to import, 2 s to read)
    is asked once for an area; a damaged cache file is made again.

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
    limit = _HIGHEST_LATITUDE_DEG
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
    name = f"p1511-itur{package}-{south:+03d}{west:+04d}{north:+03d}{east:+04d}.f4"
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
    )


def _from_package(first_deg: tuple[float, float], shape: tuple[int, int]) -> NDArray[np.float32]:
    from itur.models.itu1511 import topographic_altitude

    latitude_deg = first_deg[0] + np.arange(shape[0]) / POSTS_PER_DEGREE
    longitude_deg = first_deg[1] + np.arange(shape[1]) / POSTS_PER_DEGREE
    altitude = topographic_altitude(*np.meshgrid(latitude_deg, longitude_deg, indexing="ij"))
    height_m: NDArray[np.float64] = altitude.to_value("m")
    # The posts are whole metres; rounding removes what itur's interpolation adds.
    return np.round(np.maximum(height_m, 0.0)).astype(np.float32)


def _from_cache(name: str, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    """Return cached heights, or nothing where there are none that can be trusted."""
    try:
        content = (cache_folder("terrain") / name).read_bytes()
    except OSError:
        return None
    digest, heights = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if hashlib.sha256(heights).digest() != digest or len(heights) != 4 * shape[0] * shape[1]:
        return None
    return np.frombuffer(heights, dtype="<f4").astype(np.float32).reshape(shape)


def _to_cache(name: str, height_m: NDArray[np.float32]) -> None:
    """Keep heights for the next time; a folder that cannot be written costs only time."""
    heights = height_m.astype("<f4").tobytes()
    with contextlib.suppress(OSError):
        folder = cache_folder("terrain")
        handle, draft = tempfile.mkstemp(dir=folder, prefix=name, suffix=".draft")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(heights).digest() + heights)
            Path(draft).replace(folder / name)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
