"""Random positions of sites around their notional whole degrees."""

from __future__ import annotations

from math import pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import kernel
from skydome.engagement.draw import PLACEMENT, draw, stream_of
from skydome.physics import earth

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario
    from skydome.terrain import Grid


PLATFORM = "platform_altitude"


class Place(NamedTuple):
    """One random position; the altitude is that of the ground, or of an airborne radar."""

    latitude_deg: float
    longitude_deg: float
    altitude_m: float


@kernel
def draw_place(placement: int, site: int, index: int) -> np.int64:
    """Return a draw for a site in a placement; compiled and cached on disk, unlike `draw`."""
    return draw(stream_of(0, placement), PLACEMENT, site, 0, index)


def places(scenario: ResolvedScenario, grid: Grid, placement: int) -> list[Place]:
    """Return the position of every site in one placement, uniform over a disc."""
    radius = scenario.terrain.placement_radius_m
    flown = _flown_m(scenario)
    drawn = []
    for number, site in enumerate(scenario.sites):
        bearing = 2 * pi * draw_place(placement, number, 0) / 2**31
        distance = radius * sqrt(draw_place(placement, number, 1) / 2**31)
        latitude, longitude = earth.destination(
            site.latitude_deg, site.longitude_deg, np.array([bearing]), np.array([distance])
        )
        altitude = flown.get(number, float(grid.height_at(latitude, longitude)[0]))
        drawn.append(Place(float(latitude[0]), float(longitude[0]), altitude))
    return drawn


def _flown_m(scenario: ResolvedScenario) -> dict[int, float]:
    """Return the altitude of airborne sites."""
    return {
        radar.site: scenario.entries[radar.entry].si(PLATFORM)
        for radar in scenario.radars
        if PLATFORM in scenario.entries[radar.entry].parameters
    }
