"""Coverage of every unit as polygons, at the sites of one placement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.coverage import range_by_altitude
from skydome.coverage.question import stated_target
from skydome.engagement.tables.paths import ABOVE_GROUND_BELOW_M
from skydome.export.lobes import lobes

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario
    from skydome.terrain import Grid

ALTITUDES_M = (100.0, 1_000.0, 10_000.0)
AZIMUTHS, RANGE_STEP_M = 120, 2_000.0


class Contour(NamedTuple):
    """The effective range of one unit against one target at one altitude, by azimuth.

    ``rings`` are those of `skydome.export.lobes`; ``base_m`` is the altitude of the ground at the
    unit.
    """

    unit: str
    kind: str
    target: str
    altitude_m: float
    above_ground: bool
    base_m: float
    rings: list[list[list[float]]]

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
                rings = lobes(centre.latitude_deg, centre.longitude_deg, range_m)
                low = altitude_m < ABOVE_GROUND_BELOW_M
                told = cover.unit, kind, target.id, altitude_m, low, centre.altitude_m
                if rings:
                    found.append(Contour(*told, rings))
    return found
