"""Compare ranges and azimuths with GeographicLib and pyproj, on random pairs within 600 km.

The project's own formula is a fast one for sites and targets up to some hundreds of kilometres; the
peers solve the geodesic to nanometres.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from peers.report import Row, show
from skydome.physics import earth

if TYPE_CHECKING:
    from skydome.arrays import Floats


SEED = 7
PAIRS = 2_000
REACHES_M = (50e3, 200e3, 400e3, 600e3)
RANGE_APART_M = 0.5
AZIMUTH_APART_RAD = 1e-5


def main() -> list[Row]:
    """Compare ranges and azimuths; each row is the worst of all pairs."""
    from geographiclib.geodesic import Geodesic
    from pyproj import Geod

    rng = np.random.default_rng(SEED)
    geod, rows = Geod(ellps="WGS84"), []
    for reach in REACHES_M:
        latitude, longitude = rng.uniform(-65, 65, PAIRS), rng.uniform(-180, 180, PAIRS)
        azimuth, distance = rng.uniform(0, 360, PAIRS), rng.uniform(1e3, reach, PAIRS)
        there = [
            Geodesic.WGS84.Direct(*one)
            for one in zip(latitude, longitude, azimuth, distance, strict=True)
        ]
        far_latitude = np.array([one["lat2"] for one in there])
        far_longitude = np.array([one["lon2"] for one in there])
        ranges, bearings = _ours(latitude, longitude, far_latitude, far_longitude)
        turn = np.abs((bearings - np.radians(azimuth) + np.pi) % (2 * np.pi) - np.pi)
        span = f"to {reach / 1e3:g} km"
        worst = float(np.max(np.abs(ranges - distance)))
        rows.append(Row(f"range {span}, GeographicLib", worst, 0.0, RANGE_APART_M, "m difference"))
        sideways = float(np.max(turn))
        rows.append(
            Row(
                f"azimuth {span}, GeographicLib", sideways, 0.0, AZIMUTH_APART_RAD, "rad difference"
            )
        )
        theirs = geod.inv(longitude, latitude, far_longitude, far_latitude)[2]
        worst = float(np.max(np.abs(ranges - theirs)))
        rows.append(Row(f"range {span}, pyproj", worst, 0.0, RANGE_APART_M, "m difference"))
    return rows


def _ours(
    latitude: Floats, longitude: Floats, far_latitude: Floats, far_longitude: Floats
) -> tuple[Floats, Floats]:
    found = [
        earth.polar_from_site(*one)
        for one in zip(latitude, longitude, far_latitude, far_longitude, strict=True)
    ]
    return np.array([float(one[0]) for one in found]), np.array([float(one[1]) for one in found])


if __name__ == "__main__":
    sys.exit(show("Geodesy: comparison with GeographicLib and pyproj", main()))
