"""Coverage of every unit as polygons, at the sites of one placement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage import range_by_altitude
from skydome.coverage.question import stated_target
from skydome.engagement.tables.paths import ABOVE_GROUND_BELOW_M
from skydome.physics import earth

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

ALTITUDES_M = (100.0, 1_000.0, 10_000.0)
AZIMUTHS, RANGE_STEP_M = 120, 2_000.0
FEWEST_CORNERS = 3


class Contour(NamedTuple):
    """The effective range of one unit against one target at one altitude, by azimuth.

    ``corners`` are longitude and latitude in degrees, counter-clockwise, the first not repeated;
    longitudes run on beyond 180 degrees. ``base_m`` is the altitude of the ground at the unit.
    """

    unit: str
    kind: str
    target: str
    altitude_m: float
    above_ground: bool
    base_m: float
    corners: list[tuple[float, float]]

    @property
    def top_m(self) -> float:
        """Altitude above sea level at which to draw it: over the unit's ground where it is low."""
        return self.altitude_m + (self.base_m if self.above_ground else 0.0)


def contours_of(scenario: ResolvedScenario, grid: Grid, placement: int) -> list[Contour]:
    """Return detection and engagement contours of every unit alone, lowest altitude first.

    There is none where nothing is covered or the altitude is below the ground.
    """
    target = stated_target(scenario)
    covers = range_by_altitude(
        scenario,
        grid,
        target,
        ALTITUDES_M,
        placements=[placement],
        azimuths=AZIMUTHS,
        range_step_m=RANGE_STEP_M,
        alone=True,
    )
    found = []
    for cover in covers:
        centre = cover.centres[0]
        for kind in ("detection", "engagement"):
            reach = getattr(cover, kind).effective_m[0]
            for altitude_m, range_m in zip(ALTITUDES_M, reach, strict=True):
                kept = range_m > 0  # false where not a number
                if int(kept.sum()) < FEWEST_CORNERS:
                    continue
                latitude, longitude = earth.destination(
                    centre.latitude_deg,
                    centre.longitude_deg,
                    cover.azimuth_rad[::-1],
                    np.where(kept, range_m, 0.0)[::-1],
                )
                longitude = centre.longitude_deg + _turned(longitude - centre.longitude_deg)
                low = altitude_m < ABOVE_GROUND_BELOW_M
                found.append(
                    Contour(
                        unit=cover.unit,
                        kind=kind,
                        target=target.id,
                        altitude_m=altitude_m,
                        above_ground=low,
                        base_m=centre.altitude_m,
                        corners=_apart(longitude, latitude),
                    )
                )
    return found


def _turned(angle_deg: np.ndarray) -> np.ndarray:
    """Return angles between -180 and 180 degrees."""
    return (angle_deg + 180) % 360 - 180


def _apart(longitude: np.ndarray, latitude: np.ndarray) -> list[tuple[float, float]]:
    """Return corners to four decimals, some ten metres, none twice in a row."""
    rounded = [
        (float(east), float(north))
        for east, north in zip(longitude.round(4), latitude.round(4), strict=True)
    ]
    corners = [one for one, before in zip(rounded, [None, *rounded], strict=False) if one != before]
    return corners[:-1] if corners[0] == corners[-1] else corners
