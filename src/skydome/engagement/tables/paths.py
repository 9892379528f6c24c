"""Positions of threats, by scan of their own time."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import source_hash
from skydome.errors import InputError
from skydome.folders import kept_arrays
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M
from skydome.physics.motion.ballistics import (
    arc_from_range_and_apogee,
    arc_position,
    minimum_energy_arc,
)
from skydome.physics.motion.ballistics_drag import (
    Aim,
    Loft,
    Solution,
    flight_from_burnout,
    trajectory,
)
from skydome.physics.motion.trajectory import free_flight, to_state
from skydome.physics.motion.waypoints import (
    plan_route,
    route_length_m,
    route_position,
    terrain_following_m,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.scenario.resolved import Quantity, ResolvedEntry, ResolvedScenario, Threat
    from skydome.terrain import Grid


ABOVE_GROUND_BELOW_M = 1_000.0  # lower flight heights are above ground, higher above sea level
CLEARANCE_M = 100.0  # clearance of a flight at a set altitude above rising ground


class Path(NamedTuple):
    """One flight, sampled once per scan from start to arrival; or points of several flights.

    All arrays have one length. Altitudes are above sea level; the course is clockwise from north,
    speed is along the flight, ``climb_m_s`` is its upward component.
    """

    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    ground_altitude_m: Floats
    speed_m_s: Floats
    climb_m_s: Floats
    course_rad: Floats

    @property
    def length(self) -> int:
        """Scans from start to arrival."""
        return len(self.altitude_m) - 1

    def at(self, chosen: Flags | NDArray[np.intp]) -> Path:
        """Return some of the points."""
        return Path._make(part[chosen] for part in self)

    @property
    def level_m_s(self) -> Floats:
        """Horizontal component of the speed."""
        return np.sqrt(np.maximum(self.speed_m_s**2 - self.climb_m_s**2, 0.0))

    @property
    def height_m(self) -> Floats:
        """Height above the ground below."""
        return self.altitude_m - self.ground_altitude_m


def path_keys(scenario: ResolvedScenario) -> list[tuple[object, ...]]:
    """Return for each threat a key of everything its path depends on; equal keys share a path.

    The carrier of a jammer has a separate path, see `traffic_of`.
    """
    carriers = {jammer.carrier for jammer in scenario.jammers}
    return [
        (
            threat.entry,
            threat.origin_latitude_deg,
            threat.origin_longitude_deg,
            threat.asset,
            threat.release_range_m and threat.release_range_m.value,
            threat.speed_m_s and threat.speed_m_s.value,
            threat.height_m and threat.height_m.value,
            threat.via,
            threat.apogee_m and threat.apogee_m.value,
            threat.name in carriers,
        )
        for threat in scenario.threats
    ]


def build_path(scenario: ResolvedScenario, threat: Threat, grid: Grid) -> Path:
    """Return the path of one threat over one terrain, from its origin to its asset.

    The path follows the geodesic, or waypoints with turns at the threat's bank angle.

    Raises
    ------
    InputError
        No flight comes down at the asset, or none with the apogee asked for.
    """
    entry = scenario.entries[threat.entry]
    track = _track_through(scenario, threat, entry) if threat.via else _straight(scenario, threat)
    try:
        flight = FLIGHTS[threat.motion](threat, entry, track, scenario)
    except ValueError as refused:
        problem, _, allowed = str(refused).partition("; allowed: ")
        raise InputError(problem, field=f"wave {threat.wave}", allowed=allowed) from None
    latitude, longitude = track.at(flight.along_m, flight.across_m)
    ground = np.asarray(grid.height_at(latitude, longitude), dtype=np.float64)
    altitude = _over_ground(threat.motion, flight, ground, _climb_limit(scenario, entry))
    return Path(
        latitude_deg=latitude,
        longitude_deg=longitude,
        altitude_m=altitude,
        ground_altitude_m=ground,
        speed_m_s=flight.speed_m_s,
        climb_m_s=np.gradient(altitude, scenario.scan_s),
        course_rad=_course_rad(latitude, longitude),
    )


def joined(paths: Iterable[Path]) -> Path:
    """Return paths one after the other as one."""
    return Path._make(np.concatenate(parts) for parts in zip(*paths, strict=True))


class GroundTrack(NamedTuple):
    """The ground track: its length and the places along it."""

    length_m: float
    latitude_deg: float
    azimuth_rad: float
    at: Callable[[Floats, Floats], tuple[Floats, Floats]]


def _straight(scenario: ResolvedScenario, threat: Threat) -> GroundTrack:
    from pyproj import Geod

    earth = Geod(ellps="WGS84")
    asset = scenario.assets[threat.asset]
    longitude, latitude = threat.origin_longitude_deg, threat.origin_latitude_deg
    azimuth, _, distance = earth.inv(longitude, latitude, asset.longitude_deg, asset.latitude_deg)
    flown = threat.release_range_m.value if threat.release_range_m else distance

    def at(along_m: Floats, across_m: Floats) -> tuple[Floats, Floats]:
        count = len(along_m)
        start = np.full(count, longitude), np.full(count, latitude), np.full(count, azimuth)
        longitudes, latitudes, back = earth.fwd(*start, distance - flown + along_m)
        if across_m.any():
            longitudes, latitudes, _ = earth.fwd(longitudes, latitudes, back + 270, across_m)
        return np.asarray(latitudes), np.asarray(longitudes)

    return GroundTrack(flown, latitude, float(np.radians(azimuth)), at)


def _track_through(scenario: ResolvedScenario, threat: Threat, entry: ResolvedEntry) -> GroundTrack:
    asset = scenario.assets[threat.asset]
    route = plan_route(
        [threat.origin_latitude_deg, *(at[0] for at in threat.via), asset.latitude_deg],
        [threat.origin_longitude_deg, *(at[1] for at in threat.via), asset.longitude_deg],
        _value(threat.speed_m_s),
        entry.si("bank_limit"),
    )

    def at(along_m: Floats, _across_m: Floats) -> tuple[Floats, Floats]:
        point = route_position(route, np.minimum(along_m, route_length_m(route)))
        return point.latitude_deg, point.longitude_deg

    return GroundTrack(route_length_m(route), route.latitude_deg[0], float(route.out_rad[0]), at)


def _course_rad(latitude_deg: Floats, longitude_deg: Floats) -> Floats:
    """Return the course at each scan, from the places before and after it."""
    north = np.gradient(np.radians(latitude_deg))
    longitude_rad = np.unwrap(np.radians(longitude_deg))  # it may jump by 2 pi at the date line
    east = np.gradient(longitude_rad) * np.cos(np.radians(latitude_deg))
    return np.asarray(np.arctan2(east, north))


class Flight(NamedTuple):
    """A flight before it is adjusted to the ground, scan by scan.

    Distance flown, offset to the right of the ground track, height and speed.
    """

    along_m: Floats
    across_m: Floats
    height_m: Floats
    speed_m_s: Floats


def _level(threat: Threat, _entry: ResolvedEntry, way: GroundTrack, of: ResolvedScenario) -> Flight:
    speed, height = _value(threat.speed_m_s), _value(threat.height_m)
    time = _scan_times(way.length_m / speed, of.scan_s)
    still = np.zeros_like(time)
    return Flight(time * speed, still, still + height, still + speed)


def _glide(threat: Threat, entry: ResolvedEntry, way: GroundTrack, of: ResolvedScenario) -> Flight:
    """Return a straight descent from the release height to sea level; see `_over_ground`."""
    level = _level(threat, entry, way, of)
    return level._replace(height_m=level.height_m * (1 - level.along_m / way.length_m))


def _ballistic(
    threat: Threat, entry: ResolvedEntry, way: GroundTrack, of: ResolvedScenario
) -> Flight:
    """Return the flight from burn-out through the atmosphere, or the arc from ground to ground."""
    apogee_m = threat.apogee_m.value if threat.apogee_m else None
    if not of.models.drag:
        return _arc(way.length_m, apogee_m, of.scan_s)
    coefficient = entry.parameters.get("ballistic_coefficient")
    flown = trajectory(
        _solved(
            Aim(way.latitude_deg, way.azimuth_rad, way.length_m),
            coefficient.value if coefficient else inf,
            entry.si("burnout_altitude"),
            Loft(apogee_m=apogee_m),
        ),
        of.scan_s,
    )
    return Flight(flown.along_m, flown.across_m, flown.altitude_m, flown.speed_m_s)


@lru_cache(maxsize=256)
def _solved(aim: Aim, coefficient_kg_m2: float, burnout_m: float, loft: Loft) -> Solution:
    """Return a flight, from the cache on disk if it is there: to solve one takes 25 ms.

    The cache has the start, the flight time and the apogee; the rest follows from them.
    """

    def solved() -> dict[str, Floats]:
        found = flight_from_burnout(aim, coefficient_kg_m2, burnout_m, loft)
        ends = np.array([found.flight_time_s, found.apogee_m])
        return {"start": found.start, "time_and_apogee": ends}

    asked = f"{source_hash('models')} {aim} {coefficient_kg_m2!r} {burnout_m!r} {loft}"
    kept = kept_arrays("ballistic", asked, solved)
    start, (time_s, apogee_m) = kept["start"], kept["time_and_apogee"].tolist()
    leg = free_flight(coefficient_kg_m2)
    return Solution(start, (leg,), to_state(start), 0.0, time_s, apogee_m)


def _arc(range_m: float, apogee_m: float | None, scan_s: float) -> Flight:
    if apogee_m is None:
        arc = minimum_energy_arc(range_m)
    else:
        arc = arc_from_range_and_apogee(range_m, apogee_m)
    along, altitude = arc_position(arc, _scan_times(arc.flight_time_s, scan_s))
    radius = EARTH_RADIUS_M + altitude
    speed = np.sqrt(EARTH_MU_M3_S2 * (2 / radius - 1 / arc.semi_major_axis_m))
    return Flight(along, np.zeros_like(along), altitude, speed)


FLIGHTS = {"level": _level, "glide": _glide, "ballistic": _ballistic}


def _scan_times(duration_s: float, scan_s: float) -> Floats:
    """Return the time of every scan; the last is that of the arrival itself."""
    time = scan_s * np.arange(ceil(duration_s / scan_s) + 1, dtype=np.float64)
    return np.minimum(time, duration_s)


def _value(quantity: Quantity | None) -> float:
    if quantity is None:
        raise ValueError("a level flight needs a speed and a height")
    return quantity.value


def _climb_limit(scenario: ResolvedScenario, entry: ResolvedEntry) -> float | None:
    limit = entry.parameters.get("climb_limit")
    return limit.value if limit and scenario.models.terrain_following else None


def _over_ground(motion: str, flight: Flight, ground_m: Floats, climb_rad: float | None) -> Floats:
    """Return altitudes above sea level.

    A level flight below 1 km follows the ground, as steeply as the ground or as the threat can
    climb and dive; a higher one keeps its altitude above sea level, but stays clear of rising
    ground. A glide is aimed at the ground under its asset; an arc ends where it reaches the ground.
    """
    height_m = flight.height_m
    if motion == "glide":
        flown = 1 - height_m / height_m[0]
        return np.asarray(np.maximum(height_m + flown * ground_m[-1], ground_m))
    if motion == "ballistic":
        return np.maximum(height_m, ground_m)
    if height_m[0] >= ABOVE_GROUND_BELOW_M:
        return np.maximum(height_m, ground_m + CLEARANCE_M)
    if climb_rad is None:
        return ground_m + height_m
    return terrain_following_m(flight.along_m, ground_m, float(height_m[0]), climb_rad, climb_rad)
