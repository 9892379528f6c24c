"""Units that no threat comes near, such as one whose latitude and longitude were exchanged."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics import earth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.arrays import Floats
    from skydome.scenario.resolved import ResolvedScenario

POINTS_A_LEG = 33


class FarUnit(NamedTuple):
    """A unit, how near the routes of the raid come to it, and how far its radars see."""

    unit: str
    nearest_m: float
    reach_m: float


def far_units(scenario: ResolvedScenario) -> list[FarUnit]:
    """Return units from whose radars every route is farther away than they can see.

    Routes are geodesics from the origin by the waypoints to the asset.
    """
    latitude, longitude = (np.concatenate(part) for part in zip(*_legs(scenario), strict=True))
    found = []
    for unit in scenario.units:
        radars = [radar for radar in scenario.radars if radar.unit == unit]
        reach = max(scenario.entries[radar.entry].si("instrumented_range") for radar in radars)
        reach += scenario.terrain.placement_radius_m
        places = {
            (scenario.sites[radar.site].latitude_deg, scenario.sites[radar.site].longitude_deg)
            for radar in radars
        }
        nearest = min(
            float(earth.polar_from_site(*place, latitude, longitude)[0].min()) for place in places
        )
        if nearest > reach:
            found.append(FarUnit(unit, nearest, reach))
    return found


def _legs(scenario: ResolvedScenario) -> Iterator[tuple[Floats, Floats]]:
    """Yield latitudes and longitudes along each leg that some threat flies."""
    routes = dict.fromkeys(
        (
            (threat.origin_latitude_deg, threat.origin_longitude_deg),
            *threat.via,
            (
                scenario.assets[threat.asset].latitude_deg,
                scenario.assets[threat.asset].longitude_deg,
            ),
        )
        for threat in scenario.threats
    )
    for route in routes:
        for start, end in pairwise(route):
            distance, azimuth = earth.polar_from_site(*start, *end)
            yield earth.destination(*start, azimuth, np.linspace(0, float(distance), POINTS_A_LEG))
