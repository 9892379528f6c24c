"""Where each height of a grid comes from, and what share of an area that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.terrain.grid import Bounds, Grid

FROM_FILE = 0  # as the elevation file has it
FILLED = 1  # a void, filled from the nearest height
SEA_VOID = 2  # a wide void over the sea, at 0 m
SEA_FLOOR = 3  # a depth below the sea, raised to 0 m; or below a lake, raised to its surface
COARSE = 4  # from the embedded grid
FLAT = 5  # 0 m, because flat ground was asked for

SAMPLES = 500  # a side of the lattice that shares are counted on
LEAST_SHOWN = 0.0005
_PARTS = {
    FROM_FILE: "as in the elevation files",
    FILLED: "voids filled from the nearest height",
    SEA_VOID: "voids over sea set to 0 m",
    SEA_FLOOR: "sea or lake floor raised to the water's surface",
    COARSE: "from the embedded grid (coarse, 9 km between posts)",
}


class Provenance(NamedTuple):
    """Shares of an area by where its heights come from; they add up to 1.

    Attributes
    ----------
    from_file
        Heights as the elevation files have them.
    filled
        Small voids, filled from the nearest height.
    sea_void
        Wide voids over the sea, set to 0 m.
    sea_floor
        Depths below the surface of the sea or of a lake, raised to that surface.
    coarse
        Heights of the embedded grid, 9 km between posts: no file covers them, or a wide void.
    flat
        Sea level because flat ground was asked for.
    below_sea_level
        Share of the area that lies below 0 m and stays so: depressions on land. It is counted in
        the shares above as well.
    """

    from_file: float
    filled: float
    sea_void: float
    sea_floor: float
    coarse: float
    flat: float
    below_sea_level: float

    @property
    def void(self) -> float:
        """Share of the area for which the files have no height at all, filled or set to sea."""
        return self.filled + self.sea_void

    def sentence(self) -> str:
        """Return the shares as one sentence."""
        if self.flat == 1.0:
            return "Elevation: flat ground at sea level."
        parts = [
            f"{_percent(share)} {_PARTS[kind]}"
            for kind, share in enumerate(self[:FLAT])
            if share >= LEAST_SHOWN
        ]
        below = ""
        if self.below_sea_level >= LEAST_SHOWN:
            below = f" {_percent(self.below_sea_level)} is land below sea level."
        return f"Elevation within reach: {', '.join(parts)}.{below}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share in {0.0, 1.0} else f"{min(max(share, 0.001), 0.999):.1%}"


def provenance(
    grid: Grid, area: Bounds, circles: Sequence[tuple[float, float, float]]
) -> Provenance:
    """Return where the heights within some circles come from.

    Parameters
    ----------
    grid
        Holds the area.
    area
        Edges of the smallest box around all circles.
    circles
        Latitude and longitude of the centre in degrees, radius in metres. Places that lie in
        several count once.
    """
    latitude = _between(area.south_deg, area.north_deg)
    longitude = _between(area.west_deg, area.east_deg)
    within = _within(latitude, longitude, circles)
    row, column = grid.nearest_post(latitude[:, np.newaxis], longitude[np.newaxis, :])
    weight = np.broadcast_to(np.cos(np.radians(latitude))[:, np.newaxis], within.shape)[within]
    kind = grid.origin[row, column][within]
    counted = np.bincount(kind, weights=weight, minlength=FLAT + 1) / weight.sum()
    below = float(weight[grid.height_m[row, column][within] < 0].sum() / weight.sum())
    from_file, filled, sea_void, sea_floor, coarse, flat = (
        round(float(share), 9) for share in counted
    )
    return Provenance(from_file, filled, sea_void, sea_floor, coarse, flat, below)


def _between(low: float, high: float) -> Floats:
    """Return the middles of equal parts."""
    return low + (np.arange(SAMPLES) + 0.5) * (high - low) / SAMPLES


def _within(
    latitude_deg: Floats, longitude_deg: Floats, circles: Sequence[tuple[float, float, float]]
) -> Flags:
    from skydome.physics import earth

    shape = (len(latitude_deg), len(longitude_deg))
    within: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    places = np.meshgrid(latitude_deg, longitude_deg, indexing="ij")
    for latitude, longitude, radius_m in dict.fromkeys(circles):
        within |= earth.polar_from_site(latitude, longitude, *places)[0] <= radius_m
    return within
