"""Where threats are, scan by scan of their own time."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics.ballistics import arc_position, minimum_energy_arc
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.scenario.resolved import Quantity, ResolvedScenario, Threat
    from skydome.terrain import Grid

    Floats = NDArray[np.float64]

ABOVE_GROUND_BELOW_M = 1_000.0  # lower flight heights are above ground, higher above sea level
CLEARANCE_M = 100.0  # what a flight at a set altitude keeps above rising ground


class Path(NamedTuple):
    """One flight, sampled once a scan from setting out to arrival.

    ``scan`` holds local scans; the arrays beside it have its length. Altitudes are above sea
    level.
    """

    length: int
    scan: NDArray[np.int32]
    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    ground_altitude_m: Floats
    speed_m_s: Floats

    @property
    def height_m(self) -> Floats:
        """Height above the ground below."""
        return self.altitude_m - self.ground_altitude_m


def path_keys(scenario: ResolvedScenario) -> list[tuple[object, ...]]:
    """Return, for each threat, what its path depends on: equal keys share a path."""
    return [
        (
            threat.entry,
            threat.origin_latitude_deg,
            threat.origin_longitude_deg,
            threat.asset,
            threat.release_range_m and threat.release_range_m.value,
            threat.speed_m_s and threat.speed_m_s.value,
            threat.height_m and threat.height_m.value,
        )
        for threat in scenario.threats
    ]


def build_path(scenario: ResolvedScenario, threat: Threat, grid: Grid) -> Path:
    """Return the path of one threat over one terrain: the geodesic from its origin to its asset."""
    from pyproj import Geod

    earth = Geod(ellps="WGS84")
    asset = scenario.assets[threat.asset]
    longitude, latitude = threat.origin_longitude_deg, threat.origin_latitude_deg
    azimuth, _, distance = earth.inv(longitude, latitude, asset.longitude_deg, asset.latitude_deg)
    flown = threat.release_range_m.value if threat.release_range_m else distance
    flight = FLIGHTS[threat.motion](threat, flown, scenario.scan_s)
    count = len(flight.along_m)
    longitudes, latitudes, _ = earth.fwd(
        np.full(count, longitude),
        np.full(count, latitude),
        np.full(count, azimuth),
        distance - flown + flight.along_m,
    )
    ground = np.asarray(grid.height_at(latitudes, longitudes), dtype=np.float64)
    return Path(
        length=count - 1,
        scan=np.arange(count, dtype=np.int32),
        latitude_deg=np.asarray(latitudes),
        longitude_deg=np.asarray(longitudes),
        altitude_m=_over_ground(threat.motion, flight.height_m, ground),
        ground_altitude_m=ground,
        speed_m_s=flight.speed_m_s,
    )


class Flight(NamedTuple):
    """A flight before it meets the ground: distance flown, height and speed, scan by scan."""

    along_m: Floats
    height_m: Floats
    speed_m_s: Floats


def _level(threat: Threat, distance_m: float, scan_s: float) -> Flight:
    speed, height = _value(threat.speed_m_s), _value(threat.height_m)
    time = _scan_times(distance_m / speed, scan_s)
    return Flight(time * speed, np.full_like(time, height), np.full_like(time, speed))


def _glide(threat: Threat, distance_m: float, scan_s: float) -> Flight:
    """Return a straight descent from the release height to sea level; see `_over_ground`."""
    level = _level(threat, distance_m, scan_s)
    return level._replace(height_m=level.height_m * (1 - level.along_m / distance_m))


def _ballistic(_threat: Threat, distance_m: float, scan_s: float) -> Flight:
    arc = minimum_energy_arc(distance_m)
    along, altitude = arc_position(arc, _scan_times(arc.flight_time_s, scan_s))
    radius = EARTH_RADIUS_M + altitude
    speed = np.sqrt(EARTH_MU_M3_S2 * (2 / radius - 1 / arc.semi_major_axis_m))
    return Flight(along, altitude, speed)


FLIGHTS = {"level": _level, "glide": _glide, "ballistic": _ballistic}


def _scan_times(duration_s: float, scan_s: float) -> Floats:
    """Return the time of every scan, the last being that of the arrival itself."""
    time = scan_s * np.arange(ceil(duration_s / scan_s) + 1, dtype=np.float64)
    return np.minimum(time, duration_s)


def _value(quantity: Quantity | None) -> float:
    if quantity is None:
        raise ValueError("a level flight needs a speed and a height")
    return quantity.value


def _over_ground(motion: str, height_m: Floats, ground_m: Floats) -> Floats:
    """Return altitudes above sea level.

    A level flight below 1 km follows the ground; a higher one holds its altitude above sea level,
    but stays clear of rising ground. A glide is aimed at the ground under its asset, an arc ends
    where it meets the ground.
    """
    if motion == "glide":
        flown = 1 - height_m / height_m[0]
        return np.asarray(np.maximum(height_m + flown * ground_m[-1], ground_m))
    if motion == "ballistic":
        return np.maximum(height_m, ground_m)
    low = height_m < ABOVE_GROUND_BELOW_M
    return np.where(low, ground_m + height_m, np.maximum(height_m, ground_m + CLEARANCE_M))
