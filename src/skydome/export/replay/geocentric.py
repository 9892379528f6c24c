"""Geocentric places, attitudes and velocities on the WGS 84 ellipsoid, as DIS wants them."""

from __future__ import annotations

from math import asin, atan2, cos, radians, sin, sqrt

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257223563

Triple = tuple[float, float, float]


def geocentric_m(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Triple:
    """Return geocentric coordinates on the WGS 84 ellipsoid."""
    north, east = radians(latitude_deg), radians(longitude_deg)
    square = FLATTENING * (2 - FLATTENING)
    normal = SEMI_MAJOR_M / sqrt(1 - square * sin(north) ** 2)
    level = (normal + altitude_m) * cos(north)
    up = (normal * (1 - square) + altitude_m) * sin(north)
    return level * cos(east), level * sin(east), up


def attitude_rad(latitude_deg: float, longitude_deg: float, course_deg: float) -> Triple:
    """Return the Euler angles psi, theta, phi of something level with a course, radians."""
    north, east, course = map(radians, (latitude_deg, longitude_deg, course_deg))
    northward = (-sin(north) * cos(east), -sin(north) * sin(east), cos(north))
    eastward = (-sin(east), cos(east), 0.0)
    ahead = [cos(course) * n + sin(course) * e for n, e in zip(northward, eastward, strict=True)]
    right = cos(course) * eastward[2] - sin(course) * northward[2]
    return (
        atan2(ahead[1], ahead[0]),
        asin(max(-1.0, min(1.0, -ahead[2]))),
        atan2(right, -sin(north)),
    )


def mean_velocity_m_s(start: Triple, end: Triple, lasts_s: float) -> Triple:
    """Return the mean geocentric velocity between two places; none where there is no time."""
    if lasts_s <= 0:
        return 0.0, 0.0, 0.0
    here, there = geocentric_m(*start), geocentric_m(*end)
    x, y, z = ((b - a) / lasts_s for a, b in zip(here, there, strict=True))
    return x, y, z
