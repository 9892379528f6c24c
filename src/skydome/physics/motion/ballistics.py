"""Free flight of a ballistic missile: two-body arcs over a non-rotating spherical Earth.

The arc starts and ends on the sphere, without boost, drag or rotation, so it is an ellipse with
one focus at the Earth's centre, symmetric about its apogee. Angles are therefore counted from the
apogee: the half-angle ``phi = range / (2 R)`` is the angle from launch to apogee, and the orbit
equation reads ``r = p / (1 - e cos phi)``.

References
----------
.. [1] Bate, Mueller, White, *Fundamentals of Astrodynamics*, Dover 1971, chapter 6 (ballistic
   missile trajectories) and section 4.2 (Kepler's equation).
.. [2] Wheelon, "Free Flight of a Ballistic Missile", ARS Journal 29 (12), 1959.
"""

from __future__ import annotations

from math import asin, atan2, cos, pi, sin, sqrt, tan
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics.atmosphere import density_kg_m3, geometric_to_geopotential_m
from skydome.physics.constants import EARTH_MU_M3_S2, EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LONGEST_RANGE_M = pi * EARTH_RADIUS_M
"""Half the Earth's circumference: the antipode."""

BALLISTIC_APOGEE_RATIO = 0.8
"""Least apogee, over the minimum-energy one, at which air plays no part in the question.

A least-energy flight has ratio 1, and drag pushes the best launch angle up, not down, so a flight
inside the air well below it is held there by lift. The margin of 20 % covers rounded reports.
"""

SENSIBLE_DYNAMIC_PRESSURE_PA = 500.0
"""Dynamic pressure at apogee from which the air bends the flight.

A burnt-out short-range missile weighs about 5,000 kg per square metre of body cross-section and
gives a normal-force coefficient of about 1 at 10 degrees of incidence; 500 Pa then lift it with
1 % of its weight, at the thinnest air of its whole flight.
"""

MAX_KEPLER_STEPS = 60
KEPLER_TOLERANCE_RAD = 1e-14


class Arc(NamedTuple):
    """One free flight from the Earth's surface to the Earth's surface.

    The last three fields are the ellipse; the semi-latus rectum is stored with the eccentricity
    because ``1 - e`` loses its digits on a steep arc.
    """

    range_m: float
    speed_m_s: float
    flight_path_angle_rad: float
    apogee_m: float
    flight_time_s: float
    semi_major_axis_m: float
    eccentricity: float
    semi_latus_rectum_m: float


def minimum_energy_arc(range_m: float) -> Arc:
    """Return the arc that reaches a range with the least launch speed.

    Parameters
    ----------
    range_m
        Ground range along the sphere, above 0 and below half the circumference (20,015 km).

    Returns
    -------
    Arc
        Launched at ``pi/4 - phi/2`` above the horizontal, ``v**2 = 2 mu/R sin phi / (1 + sin phi)``
        ([1]_, section 6.2).

    Raises
    ------
    ValueError
        The range is outside the sphere's.
    """
    return _arc(range_m, minimum_energy_apogee_m(range_m))


def minimum_energy_apogee_m(range_m: float) -> float:
    """Return the apogee of the minimum-energy arc.

    The empty focus of that ellipse lies midway between launch and impact, hence
    ``h = R (sin phi + cos phi - 1) / 2``, written here without its cancellation.
    """
    half_angle = _half_angle_rad(range_m)
    return EARTH_RADIUS_M * sin(half_angle / 2) * (cos(half_angle / 2) - sin(half_angle / 2))


def arc_from_range_and_apogee(range_m: float, apogee_m: float) -> Arc:
    """Return the arc with a given range and apogee, lofted or depressed.

    Parameters
    ----------
    range_m
        Ground range along the sphere, above 0 and below half the circumference (20,015 km).
    apogee_m
        Greatest altitude above the sphere, above 0.

    Raises
    ------
    ValueError
        The range or apogee is impossible, or the flight is quasi-ballistic
        (:func:`is_quasi_ballistic`): no two-body arc describes it.
    """
    arc = _arc(range_m, apogee_m)
    if is_quasi_ballistic(arc):
        least = BALLISTIC_APOGEE_RATIO * minimum_energy_apogee_m(range_m)
        raise ValueError(
            f"a flight of {range_m / 1e3:.0f} km that peaks at {apogee_m / 1e3:.0f} km is "
            "quasi-ballistic: the air carries it all the way, and no two-body arc describes it; "
            f"allowed: an apogee of {least / 1e3:.0f} km or more, or one above the sensible air"
        )
    return arc


def is_quasi_ballistic(arc: Arc) -> bool:
    """Return whether a flight with this range and apogee would need aerodynamic lift.

    It does if both conditions are met: the apogee is below 0.8 of the minimum-energy apogee, so
    that no saving of energy explains it, and the dynamic pressure at apogee, ``rho v**2 / 2`` with
    the arc's own apogee speed, is at least 500 Pa, so that even there lift is 1 % of weight or
    more. The constants give the reasons for the two numbers. A depressed arc above the air and a
    short arc wholly inside it near minimum energy are both accepted (the latter neglects drag, as
    every arc here does).
    """
    if arc.apogee_m >= BALLISTIC_APOGEE_RATIO * minimum_energy_apogee_m(arc.range_m):
        return False
    speed = apogee_speed_m_s(arc)
    pressure_pa = 0.5 * float(density_kg_m3(geometric_to_geopotential_m(arc.apogee_m))) * speed**2
    return pressure_pa >= SENSIBLE_DYNAMIC_PRESSURE_PA


def apogee_speed_m_s(arc: Arc) -> float:
    """Return the (horizontal) speed at apogee, angular momentum over radius."""
    return sqrt(EARTH_MU_M3_S2 * arc.semi_latus_rectum_m) / (EARTH_RADIUS_M + arc.apogee_m)


def maximum_range_m(speed_m_s: float) -> float:
    """Return the greatest range of a missile that leaves the surface at a speed.

    ``sin phi = Q / (2 - Q)`` with ``Q = v**2 R / mu`` ([1]_, section 6.2).

    Raises
    ------
    ValueError
        The speed is not positive, or is above circular speed at the surface (7,910 m/s), where
        every range is reached.
    """
    ratio = speed_m_s**2 * EARTH_RADIUS_M / EARTH_MU_M3_S2
    if speed_m_s <= 0 or ratio > 1:
        limit = sqrt(EARTH_MU_M3_S2 / EARTH_RADIUS_M)
        raise ValueError(f"speed {speed_m_s} m/s; allowed: above 0 and at most {limit:.0f} m/s")
    return 2 * EARTH_RADIUS_M * asin(ratio / (2 - ratio))


def arc_position(arc: Arc, time_s: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the position of the missile at given times after launch.

    Parameters
    ----------
    arc
        The flight.
    time_s
        Times of any shape, from 0 to ``arc.flight_time_s``.

    Returns
    -------
    ground_range_m, altitude_m
        Two arrays of the shape of ``time_s``.

    Raises
    ------
    ValueError
        A time lies outside the flight.

    Notes
    -----
    Kepler's equation counted from the apogee, ``E + e sin E = n t``, with
    ``tan(nu/2) = sqrt((1 - e)/(1 + e)) tan(E/2)``.
    """
    times = np.asarray(time_s, dtype=np.float64)
    if np.any(~((times >= 0) & (times <= arc.flight_time_s))):
        raise ValueError(f"time outside the flight; allowed: 0 to {arc.flight_time_s:.3f} s")
    mean = _mean_motion_rad_s(arc.semi_major_axis_m) * (times - arc.flight_time_s / 2)
    eccentric = np.copysign(_eccentric_anomaly(np.abs(mean), arc.eccentricity), mean)
    shape = sqrt(arc.semi_latus_rectum_m / arc.semi_major_axis_m) / (1 + arc.eccentricity)
    true = 2 * np.arctan(shape * np.tan(eccentric / 2))
    radius = arc.semi_major_axis_m * (1 + arc.eccentricity * np.cos(eccentric))
    ground_range = EARTH_RADIUS_M * true + arc.range_m / 2
    # rounding would put launch and impact some picometres under the ground
    return np.clip(ground_range, 0, arc.range_m), np.maximum(radius - EARTH_RADIUS_M, 0)


def _arc(range_m: float, apogee_m: float) -> Arc:
    half_angle = _half_angle_rad(range_m)
    if not apogee_m > 0:
        raise ValueError(f"apogee {apogee_m} m; allowed: above 0")
    # R (1 - cos phi), the depth of the launch point below the apogee's tangent plane
    depth = 2 * EARTH_RADIUS_M * sin(half_angle / 2) ** 2
    eccentricity = apogee_m / (apogee_m + depth)
    apogee_radius = EARTH_RADIUS_M + apogee_m
    latus = apogee_radius * depth / (apogee_m + depth)
    axis = apogee_radius / (1 + eccentricity)
    # vis-viva, with 2/R - 1/a brought to one fraction
    speed = sqrt(EARTH_MU_M3_S2 * (2 * axis - EARTH_RADIUS_M) / (EARTH_RADIUS_M * axis))
    climb = atan2(eccentricity * sin(half_angle), latus / EARTH_RADIUS_M)
    eccentric = 2 * atan2((1 + eccentricity) * tan(half_angle / 2), sqrt(latus / axis))
    time = 2 * (eccentric + eccentricity * sin(eccentric)) / _mean_motion_rad_s(axis)
    return Arc(range_m, speed, climb, apogee_m, time, axis, eccentricity, latus)


def _half_angle_rad(range_m: float) -> float:
    if not 0 < range_m < LONGEST_RANGE_M:
        raise ValueError(
            f"range {range_m} m; allowed: above 0 and below {LONGEST_RANGE_M:.0f} m (the antipode)"
        )
    return range_m / (2 * EARTH_RADIUS_M)


def _mean_motion_rad_s(semi_major_axis_m: float) -> float:
    return sqrt(EARTH_MU_M3_S2 / semi_major_axis_m**3)


def _eccentric_anomaly(mean_rad: NDArray[np.float64], eccentricity: float) -> NDArray[np.float64]:
    """Solve ``E + e sin E = M`` for ``0 <= M <= pi`` by Newton steps.

    The left side is concave and the start lies below the root, so every step stays below it: the
    iteration climbs monotonically for any eccentricity below 1.
    """
    eccentric = mean_rad / (1 + eccentricity)
    for _ in range(MAX_KEPLER_STEPS):
        slope = 1 + eccentricity * np.cos(eccentric)
        step = (mean_rad - eccentric - eccentricity * np.sin(eccentric)) / slope
        eccentric = np.minimum(eccentric + step, pi)
        if np.all(np.abs(step) <= KEPLER_TOLERANCE_RAD):
            break
    return eccentric
