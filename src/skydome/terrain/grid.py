"""A rectangle of ground heights, and the height at any place in it."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from math import asin, ceil, cos, degrees, floor, radians, sin
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.constants import EARTH_RADIUS_M

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

METRES_PER_DEGREE = radians(1) * EARTH_RADIUS_M
"""One degree of a great circle on the spherical Earth."""

LOWEST_GROUND_M = -12_000.0
HIGHEST_GROUND_M = 9_000.0
"""Heights outside these are not ground: the range that MIL-PRF-89020B allows in DTED."""

_EDGE_TOLERANCE = 1e-6  # of a step: what rounding may move a point across the edge
_NEARLY_ROUND_DEG = 359.0
_POLAR_LIMIT_DEG = 89
_PART_POSTS = 4_000_000


class Bounds(NamedTuple):
    """Edges of an area in degrees; ``east_deg`` may exceed 180 where it spans the date line."""

    south_deg: float
    west_deg: float
    north_deg: float
    east_deg: float

    def __str__(self) -> str:
        return (
            f"latitude {self.south_deg:g} to {self.north_deg:g} deg, "
            f"longitude {self.west_deg:g} to {self.east_deg:g} deg"
        )


def _as_in_file() -> NDArray[np.uint8]:
    return np.zeros((), dtype=np.uint8)


@dataclass(frozen=True, eq=False)
class Grid:
    """Heights of the ground above mean sea level on a regular grid of latitude and longitude.

    A grid has no voids: whoever makes one fills them first, and says so in ``origin``.

    Attributes
    ----------
    south_deg, west_deg
        Place of the first post, ``height_m[0, 0]``.
    step_latitude_deg, step_longitude_deg
        Distance between posts, positive.
    height_m
        float32 [rows south to north, columns west to east], metres, read-only.
    name
        What it is called in messages and results.
    source
        Where the heights come from, and what was done to them, in words.
    origin
        uint8 in the shape of the heights, read-only: where each height comes from, by the codes
        of `skydome.terrain.origin`. One number stands for all of them; not given, every height
        is as in the file.

    Raises
    ------
    ValueError
        The heights are not a finite float32 matrix of at least two by two, the origins have
        another shape, or a step is not positive.
    """

    south_deg: float
    west_deg: float
    step_latitude_deg: float
    step_longitude_deg: float
    height_m: NDArray[np.float32] = field(repr=False)
    name: str
    source: str
    origin: NDArray[np.uint8] = field(default_factory=_as_in_file, repr=False)

    def __post_init__(self) -> None:
        height_m = self.height_m
        if height_m.dtype != np.float32 or height_m.ndim != 2 or min(height_m.shape) < 2:  # noqa: PLR2004 - a matrix, with two posts to interpolate between
            raise ValueError("heights must be a float32 matrix of at least two by two posts")
        if not all(np.isfinite(part).all() for part in _in_parts(height_m)):
            raise ValueError("heights must be finite: fill voids before making a grid")
        if not (self.step_latitude_deg > 0 and self.step_longitude_deg > 0):
            raise ValueError("steps must be positive")
        # One kind of array for the kernels: contiguous and read-only.
        frozen = np.ascontiguousarray(height_m).view()
        frozen.setflags(write=False)
        object.__setattr__(self, "height_m", frozen)
        origin = self.origin.view()
        if origin.ndim == 0:
            origin = np.broadcast_to(origin, height_m.shape)
        if origin.dtype != np.uint8 or origin.shape != height_m.shape:
            raise ValueError("origins must be bytes, one for each height")
        origin.setflags(write=False)
        object.__setattr__(self, "origin", origin)

    @property
    def bounds(self) -> Bounds:
        """Outermost posts."""
        rows, columns = self.height_m.shape
        return Bounds(
            self.south_deg,
            self.west_deg,
            self.south_deg + (rows - 1) * self.step_latitude_deg,
            self.west_deg + (columns - 1) * self.step_longitude_deg,
        )

    @property
    def post_spacing_m(self) -> float:
        """Distance between posts along a meridian."""
        return self.step_latitude_deg * METRES_PER_DEGREE

    def height_at(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> NDArray[np.float32]:
        """Return the height of the ground, metres above sea level, bilinear between posts.

        Parameters
        ----------
        latitude_deg, longitude_deg
            Numbers or arrays that broadcast together; longitudes count modulo 360.

        Returns
        -------
        height_m
            float32, in the shape of the places.

        Raises
        ------
        ValueError
            A place lies outside the grid.
        """
        latitude, longitude = np.broadcast_arrays(
            np.asarray(latitude_deg, dtype=np.float64), np.asarray(longitude_deg, dtype=np.float64)
        )
        height_m = heights(self, latitude.ravel(), longitude.ravel())
        outside = np.isnan(height_m)
        if outside.any():
            first = int(outside.argmax())
            place = f"{latitude.ravel()[first]:g}, {longitude.ravel()[first]:g}"
            raise ValueError(f"{place} lies outside terrain {self.name!r}: {self.bounds}")
        return height_m.reshape(latitude.shape)

    def nearest_post(
        self, latitude_deg: Floats, longitude_deg: Floats
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return row and column of the nearest post, that at the edge for places beyond it."""
        rows, columns = self.height_m.shape
        east_deg = np.asarray(longitude_deg) - self.west_deg
        half = self.step_longitude_deg / 2
        east_deg = np.mod(east_deg + half, 360.0) - half
        row = np.rint((np.asarray(latitude_deg) - self.south_deg) / self.step_latitude_deg)
        column = np.rint(east_deg / self.step_longitude_deg)
        return (
            np.clip(row, 0, rows - 1).astype(np.intp),
            np.clip(column, 0, columns - 1).astype(np.intp),
        )

    def content_hash(self) -> str:
        """Return the SHA-256 of place, steps and heights, whatever the grid is called."""
        place = (self.south_deg, self.west_deg, self.step_latitude_deg, self.step_longitude_deg)
        digest = hashlib.sha256(struct.pack("<4d2q", *place, *self.height_m.shape))
        digest.update(self.height_m.astype("<f4", copy=False).data)
        return digest.hexdigest()


def _in_parts(height_m: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Yield rows of a matrix, some at a time: a check of them all would double the memory."""
    rows = max(1, _PART_POSTS // height_m.shape[1])
    for first in range(0, len(height_m), rows):
        yield height_m[first : first + rows]


def heights(
    grid: Grid, latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the heights at flat arrays of places, NaN outside the grid."""
    height_m = np.empty(latitude_deg.size, dtype=np.float32)
    fill_heights(
        grid.height_m,
        (grid.south_deg, grid.west_deg, grid.step_latitude_deg, grid.step_longitude_deg),
        latitude_deg,
        longitude_deg,
        height_m,
    )
    return height_m


def covering_bounds(latitude_deg: float, longitude_deg: float, reach_m: float) -> Bounds:
    """Return the whole degrees that contain every place within ``reach_m`` of a site.

    Spherical, with half a percent to spare for the ellipsoid. Latitudes end at 89 degrees,
    where a grid of latitude and longitude stops being useful.

    Raises
    ------
    ValueError
        The area contains a pole.
    """
    reach_deg = 1.005 * reach_m / METRES_PER_DEGREE
    if abs(latitude_deg) + reach_deg > _POLAR_LIMIT_DEG:
        raise ValueError(f"terrain must lie between -{_POLAR_LIMIT_DEG} and {_POLAR_LIMIT_DEG} deg")
    half_width_deg = degrees(asin(sin(radians(reach_deg)) / cos(radians(latitude_deg))))
    return Bounds(
        floor(latitude_deg - reach_deg),
        floor(longitude_deg - half_width_deg),
        ceil(latitude_deg + reach_deg),
        ceil(longitude_deg + half_width_deg),
    )


@inline_kernel
def height_between_posts(
    height_m: NDArray[np.float32],
    south_west_and_steps_deg: tuple[float, float, float, float],
    latitude_deg: float,
    longitude_deg: float,
) -> float:
    """Return the bilinear height at one place, NaN outside the grid."""
    south_deg, west_deg, step_latitude_deg, step_longitude_deg = south_west_and_steps_deg
    rows, columns = height_m.shape
    east_of_west_deg = longitude_deg - west_deg
    if not 0.0 <= east_of_west_deg < _NEARLY_ROUND_DEG:  # asked first: it saves a division
        east_of_west_deg -= 360.0 * np.floor((east_of_west_deg + 1e-9) / 360.0)
    row = (latitude_deg - south_deg) / step_latitude_deg
    column = east_of_west_deg / step_longitude_deg
    inside = (
        -_EDGE_TOLERANCE <= row <= rows - 1 + _EDGE_TOLERANCE
        and -_EDGE_TOLERANCE <= column <= columns - 1 + _EDGE_TOLERANCE
    )
    if not inside:
        return np.nan
    south = min(max(int(row), 0), rows - 2)
    west = min(max(int(column), 0), columns - 2)
    up, right = row - south, column - west
    # Doubles by name: uncompiled, NumPy would stay with single precision.
    southern = (
        float(height_m[south, west]) * (1.0 - right) + float(height_m[south, west + 1]) * right
    )
    northern = float(height_m[south + 1, west]) * (1.0 - right)
    northern += float(height_m[south + 1, west + 1]) * right
    return float(southern * (1.0 - up) + northern * up)


@kernel
def fill_heights(
    height_m: NDArray[np.float32],
    south_west_and_steps_deg: tuple[float, float, float, float],
    latitude_deg: NDArray[np.float64],
    longitude_deg: NDArray[np.float64],
    result_m: NDArray[np.float32],
) -> None:
    """Write the height at each place, NaN outside the grid."""
    for place in range(latitude_deg.size):
        result_m[place] = height_between_posts(
            height_m, south_west_and_steps_deg, latitude_deg[place], longitude_deg[place]
        )
