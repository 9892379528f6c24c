"""What to do where a file has no height, or has the floor of a sea instead of its surface.

Two things in real elevation files are not ground:

- *Voids*. Those within `FILLED_WITHIN_M` of a height, or within `FILLED_WITHIN_POSTS` on a coarse
  grid, are filled from the nearest one. Wider ones take the embedded grid: sea where that has
  exactly 0 m, its coarse heights on land.
- *Bathymetry*. A radar sees the sea's surface, not its floor. Connected posts below 0 m are sea
  where the embedded grid has sea (0 m) at more of them than depressions (below 0 m); or where it
  has no depression, they are wider than `MINE_M2` and somewhere deeper than `MINE_M`, which no
  land is but near the depressions that the grid knows. Sea is raised to 0 m. Depressions stay as
  they are: the Dead Sea's shore, the Caspian's, Qattara, polders, mines. Their posts that lie
  more than `LAKE_FLOOR_M` below the lowest of the embedded grid's nearby are the floor of a lake
  and raised to that level.

All of it works on blocks of the grid, so that memory does not grow with the area. Posts are
connected within a block only: the floor of a fjord in a block without open sea, less deep than
`MINE_M`, stays.
"""

from __future__ import annotations

from math import ceil, cos, radians
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.terrain.grid import METRES_PER_DEGREE, Bounds, Grid
from skydome.terrain.origin import COARSE, FILLED, FROM_FILE, SEA_FLOOR, SEA_VOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Flags

    Reference = Callable[[], Grid | None]

FILLED_WITHIN_M, FILLED_WITHIN_POSTS = 3_000.0, 1.5
MINE_M, MINE_M2 = -200.0, 100e6
LAKE_FLOOR_M = 100.0
BLOCK_POSTS = 1_200  # a side


class Lattice(NamedTuple):
    """The posts of a grid: the first one, the steps between them, and their number."""

    south_deg: float
    west_deg: float
    step_latitude_deg: float
    step_longitude_deg: float
    rows: int
    columns: int

    def latitude_deg(self, rows: slice) -> NDArray[np.float64]:
        """Return latitudes of some rows."""
        return self.south_deg + np.arange(rows.start, rows.stop) * self.step_latitude_deg

    def longitude_deg(self, columns: slice) -> NDArray[np.float64]:
        """Return longitudes of some columns."""
        return self.west_deg + np.arange(columns.start, columns.stop) * self.step_longitude_deg

    def steps_m(self, rows: slice) -> tuple[float, float]:
        """Return the distances between posts to the north and to the east, in the middle row."""
        middle = self.south_deg + (rows.start + rows.stop - 1) / 2 * self.step_latitude_deg
        east = self.step_longitude_deg * cos(radians(min(abs(middle), 89.0)))
        return self.step_latitude_deg * METRES_PER_DEGREE, east * METRES_PER_DEGREE

    def filled_within_m(self, rows: slice) -> float:
        """Return how far from a height a void is filled from it."""
        return max(FILLED_WITHIN_M, FILLED_WITHIN_POSTS * max(self.steps_m(rows)))

    def blocks(self) -> Iterator[tuple[slice, slice]]:
        """Yield parts of the grid, row by row."""
        for row in range(0, self.rows, BLOCK_POSTS):
            for column in range(0, self.columns, BLOCK_POSTS):
                yield (
                    slice(row, min(row + BLOCK_POSTS, self.rows)),
                    slice(column, min(column + BLOCK_POSTS, self.columns)),
                )


class Heights(NamedTuple):
    """A grid in the making: float32 heights, NaN where void, and where each comes from."""

    lattice: Lattice
    height_m: NDArray[np.float32]
    origin: NDArray[np.uint8]


def settle(heights: Heights, reference: Reference) -> None:
    """Fill voids and raise sea floors, in place.

    Parameters
    ----------
    heights
        On return without voids, unless there is no height at all.
    reference
        Returns a grid of the same area to tell sea from land, with the sea at exactly 0 m; called
        only where a height is missing or below 0 m. ``None`` where there is none: then all voids
        are filled from the nearest height and no floor is raised.
    """
    blocks = list(heights.lattice.blocks())
    for block in blocks:
        if (heights.height_m[block] < 0).any():
            _raise_floors(heights, block, reference())
    void = [block for block in blocks if np.isnan(heights.height_m[block]).any()]
    for block in void:
        _sort_voids(heights, block, reference())
    for block in void:
        _fill(heights, block)


def _raise_floors(heights: Heights, block: tuple[slice, slice], reference: Grid | None) -> None:
    if reference is None:
        return
    from scipy.ndimage import label

    height_m, lattice = heights.height_m[block], heights.lattice
    near, lowest = _reference_at(reference, lattice, block)
    parts, count = label(height_m < 0)
    sizes = np.bincount(parts.ravel(), minlength=count + 1)
    at_sea = np.bincount(parts[near == 0.0], minlength=count + 1)
    sunk = np.bincount(parts[near < 0.0], minlength=count + 1)
    deepest = np.zeros(count + 1)
    np.minimum.at(deepest, parts.ravel(), np.nan_to_num(height_m.ravel()))
    up_m, right_m = lattice.steps_m(block[0])
    too_deep = (sunk == 0) & (deepest < MINE_M) & (sizes * up_m * right_m > MINE_M2)
    is_sea = (at_sea > sunk) | too_deep
    is_sea[0] = False
    sea: Flags = is_sea[parts]
    floor = (parts > 0) & ~sea & (lowest < 0) & (height_m < lowest - LAKE_FLOOR_M)
    height_m[sea] = 0.0
    height_m[floor] = lowest[floor]
    heights.origin[block][sea | floor] = SEA_FLOOR


def _reference_at(
    reference: Grid, lattice: Lattice, block: tuple[slice, slice]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the reference's nearest height at each post, and the lowest of the nine around."""
    from scipy.ndimage import minimum_filter

    row, column = reference.nearest_post(
        lattice.latitude_deg(block[0]), lattice.longitude_deg(block[1])
    )
    lowest = minimum_filter(reference.height_m, size=3, mode="nearest")
    at = np.ix_(row, column)
    return reference.height_m[at], lowest[at]


def _sort_voids(heights: Heights, block: tuple[slice, slice], reference: Grid | None) -> None:
    """Mark the voids of a block by what becomes of them; wide ones get their heights."""
    void = np.isnan(heights.height_m[block])
    heights.origin[block][void] = FILLED
    if reference is None:
        return
    wide = _wide(heights, block) & void
    if not wide.any():
        return
    lattice = heights.lattice
    near, _ = _reference_at(reference, lattice, block)
    at_sea = wide & (near == 0.0)
    on_land = wide & ~at_sea
    heights.origin[block][at_sea] = SEA_VOID
    heights.origin[block][on_land] = COARSE
    row, column = np.nonzero(on_land)
    if len(row):
        latitude = lattice.latitude_deg(block[0])[row]
        longitude = lattice.longitude_deg(block[1])[column]
        heights.height_m[block][on_land] = _inside(reference, latitude, longitude)
    heights.height_m[block][at_sea] = 0.0


def _inside(
    reference: Grid, latitude_deg: NDArray[np.float64], longitude_deg: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Return the reference's heights; a post of a file may lie half a step beyond its edge."""
    south, _, north, _ = reference.bounds
    return reference.height_at(np.clip(latitude_deg, south, north), longitude_deg)


def _wide(heights: Heights, block: tuple[slice, slice]) -> Flags:
    """Return which posts of a block belong to the wide part of a void.

    That is the void's morphological opening by a disc of the distance within which voids are
    filled: posts within that distance of one that is farther than that from every height. Only
    posts around the block matter.
    """
    from scipy.ndimage import distance_transform_edt

    steps_m = heights.lattice.steps_m(block[0])
    within_m = heights.lattice.filled_within_m(block[0])
    around, inner = _with_margin(heights.lattice, block, 2 * within_m)
    # A post that was settled as sea or coarse in an earlier block still is a void.
    void = np.isnan(heights.height_m[around]) | (heights.origin[around] != FROM_FILE)
    void &= heights.origin[around] != SEA_FLOOR
    if void.all():
        return np.ones_like(void[inner])
    far = distance_transform_edt(void, sampling=steps_m) > within_m
    if not far.any():
        return np.zeros_like(void[inner])
    wide: Flags = distance_transform_edt(~far, sampling=steps_m) <= within_m
    return wide[inner]


def _with_margin(
    lattice: Lattice, block: tuple[slice, slice], margin_m: float
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Return a block with a margin, and where the block lies in it."""
    around, inner = [], []
    steps, ends = lattice.steps_m(block[0]), (lattice.rows, lattice.columns)
    for part, step_m, end in zip(block, steps, ends, strict=True):
        posts = min(ceil(margin_m / step_m) + 1, BLOCK_POSTS)
        start = max(part.start - posts, 0)
        around.append(slice(start, min(part.stop + posts, end)))
        inner.append(slice(part.start - start, part.stop - start))
    return (around[0], around[1]), (inner[0], inner[1])


def _fill(heights: Heights, block: tuple[slice, slice]) -> None:
    """Fill the small voids of a block from the nearest height of a file."""
    from scipy.ndimage import distance_transform_edt

    margin_m = 2 * heights.lattice.filled_within_m(block[0])
    around, inner = _with_margin(heights.lattice, block, margin_m)
    height_m, origin = heights.height_m[around], heights.origin[around]
    missing = origin == FILLED
    if not missing[inner].any() or missing.all():
        return
    nearest = distance_transform_edt(
        missing,
        sampling=heights.lattice.steps_m(block[0]),
        return_distances=False,
        return_indices=True,
    )
    filled = height_m[tuple(nearest)][inner]
    wanted = missing[inner]
    heights.height_m[block][wanted] = filled[wanted]


def whole_degrees(area: Bounds) -> tuple[int, int, int, int] | None:
    """Return the whole degrees around an area, nothing where it lies too near a pole."""
    from math import floor

    from skydome.terrain.embedded import HIGHEST_LATITUDE_DEG

    south, west, north, east = area
    limit = HIGHEST_LATITUDE_DEG
    edges = floor(south), floor(west), ceil(north), min(ceil(east), floor(west) + 360)
    return edges if -limit <= edges[0] and edges[2] <= limit else None
