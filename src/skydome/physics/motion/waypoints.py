"""Level flight through waypoints with a limited bank, and low flight over rising ground.

Legs between waypoints are the straight lines of `skydome.physics.earth` on WGS84. At a waypoint the
course changes on a circular arc that touches both legs and passes inside the waypoint (fly-by).
Speed is constant, so equal times are equal distances along the route.

References
----------
.. [1] Federal Aviation Administration, *Pilot's Handbook of Aeronautical Knowledge*,
   FAA-H-8083-25, chapter "Aerodynamics of Flight" (rate and radius of a level turn).
.. [2] ICAO Doc 8168 (PANS-OPS), volume II, part III, section 3, chapter 8 (turn at a fly-by
   waypoint begins ``r tan(A/2)`` before it) and section 2, chapter 1 (least length of a leg).
.. [3] P. Lu and B. L. Pierson, "Optimal Aircraft Terrain-Following Analysis and Trajectory
   Generation", J. Guidance, Control and Dynamics 18 (3), 1995 (flight as low as the limits allow).
"""

from __future__ import annotations

from math import pi, tan
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.earth import destination, polar_from_site

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

# Below this a change of course is none: the arc would be shorter than a millimetre.
STRAIGHT_RAD = 1e-7
ROUNDING_M = 1e-6
FEWEST_WAYPOINTS = 2


class Route(NamedTuple):
    """A route through waypoints, as arrays by waypoint; the first and the last have no turn.

    ``out_rad`` and ``in_rad`` are the courses on leaving and on reaching a waypoint. The turn is
    positive to the right and begins ``lead_m`` before the waypoint. ``leg_m`` is the length of
    each leg from waypoint to waypoint, ``start_m`` the distance flown at which each leg's straight
    part begins and, as its last entry, the length of the whole route.
    """

    latitude_deg: Floats
    longitude_deg: Floats
    out_rad: Floats
    in_rad: Floats
    turn_rad: Floats
    lead_m: Floats
    leg_m: Floats
    start_m: Floats
    turn_radius_m: float


class Point(NamedTuple):
    """Places on a route; the course is clockwise from north, 0 to 2 pi."""

    latitude_deg: Floats
    longitude_deg: Floats
    course_rad: Floats


def turn_radius_m(speed_m_s: float, bank_rad: float) -> float:
    """Return the radius of a level, coordinated turn, ``v**2 / (g tan bank)`` [1]_.

    Parameters
    ----------
    speed_m_s
        True airspeed, above 0; without wind also the ground speed.
    bank_rad
        Bank angle, above 0 and below pi/2. The load factor is its secant.

    Raises
    ------
    ValueError
        A value is outside its range.
    """
    if not (speed_m_s > 0 and 0 < bank_rad < pi / 2):
        raise ValueError(
            f"speed {speed_m_s} m/s, bank {bank_rad} rad; allowed: a speed above 0, a bank above 0 "
            "and below pi/2"
        )
    return speed_m_s**2 / (STANDARD_GRAVITY_M_S2 * tan(bank_rad))


def turn_rate_rad_s(speed_m_s: float, bank_rad: float) -> float:
    """Return the rate of a level, coordinated turn, ``g tan(bank) / v`` [1]_."""
    return speed_m_s / turn_radius_m(speed_m_s, bank_rad)


def bank_for_rate_rad(speed_m_s: float, rate_rad_s: float) -> float:
    """Return the bank of a level turn at a rate, ``atan(v rate / g)`` [1]_."""
    return float(np.arctan(speed_m_s * rate_rad_s / STANDARD_GRAVITY_M_S2))


def plan_route(
    latitude_deg: ArrayLike, longitude_deg: ArrayLike, speed_m_s: float, bank_rad: float
) -> Route:
    """Return the route through waypoints at one speed and bank.

    Parameters
    ----------
    latitude_deg, longitude_deg
        Waypoints in order, at least two, geodetic.
    speed_m_s, bank_rad
        As for `turn_radius_m`; the whole turn is flown at this bank.

    Returns
    -------
    Route
        Each turn of A radians begins ``R tan(A/2)`` before its waypoint and is ``R A`` long [2]_.

    Raises
    ------
    ValueError
        A leg is shorter than the turns at its ends take: waypoints too close, a turn too sharp, or
        a flight too fast for its bank.

    Notes
    -----
    Where this departs from [2]_: the aircraft banks at once, so no distance is added for the roll.
    The turn is drawn in the plane that touches the ellipsoid at its waypoint. Straight parts are
    reckoned from their nearer waypoint. Measured against geodesics on routes of 50 to 1,000 km at
    latitudes of 0 to 70 degrees: steps along the route are true to 0.1 mm a metre, the length of
    the whole to 0.4 m (turns of 37 km radius; 0.1 m for 10 km).
    """
    radius = turn_radius_m(speed_m_s, bank_rad)
    latitude, longitude = np.atleast_1d(
        np.asarray(latitude_deg, dtype=np.float64), np.asarray(longitude_deg, dtype=np.float64)
    )
    if latitude.ndim != 1 or latitude.shape != longitude.shape or latitude.size < FEWEST_WAYPOINTS:
        raise ValueError("allowed: two or more waypoints, as many longitudes as latitudes")
    length, out_rad, in_rad = _legs(latitude, longitude)
    turn = np.zeros(latitude.size)
    turn[1:-1] = _half_turn(out_rad[1:-1] - in_rad[1:-1])
    turn[np.abs(turn) < STRAIGHT_RAD] = 0.0
    lead = radius * np.tan(np.abs(turn) / 2)
    _refuse_short_legs(length, lead, radius)
    straight = length - lead[:-1] - lead[1:]
    arcs = radius * np.abs(turn[1:])
    start = np.concatenate([[0.0], np.cumsum(straight + arcs)])
    return Route(latitude, longitude, out_rad, in_rad, turn, lead, length, start, radius)


def route_length_m(route: Route) -> float:
    """Return the distance flown along a route."""
    return float(route.start_m[-1])


def route_position(route: Route, along_m: ArrayLike) -> Point:
    """Return positions on a route by the distance flown.

    Parameters
    ----------
    route
        See `plan_route`.
    along_m
        Distances flown, 0 to `route_length_m`, of one dimension. Equal times at constant speed are
        equal distances.

    Returns
    -------
    Point
        Arrays of the shape of ``along_m``.

    Raises
    ------
    ValueError
        A distance lies outside the route.
    """
    along = np.atleast_1d(np.asarray(along_m, dtype=np.float64))
    end = route_length_m(route)
    if np.any(~((along >= 0) & (along <= end + ROUNDING_M))):
        raise ValueError(f"distance outside the route; allowed: 0 to {end:.1f} m")
    leg = np.clip(np.searchsorted(route.start_m, along, side="right") - 1, 0, route.leg_m.size - 1)
    place = Point(*(np.empty(along.shape) for _ in range(3)))
    for one in np.unique(leg):
        of_leg = leg == one
        flown = along[of_leg] - route.start_m[one]
        straight = route.leg_m[one] - route.lead_m[one] - route.lead_m[one + 1]
        for kind, part in ((_on_leg, flown <= straight), (_on_arc, flown > straight)):
            if part.any():
                at = np.flatnonzero(of_leg)[part]
                found = kind(route, int(one), flown[part], float(straight))
                for array, values in zip(place, found, strict=True):
                    array[at] = values
    return place


def terrain_following_m(
    along_m: ArrayLike,
    ground_m: ArrayLike,
    height_m: float,
    climb_rad: float,
    dive_rad: float,
    speed_m_s: float | None = None,
    pull_up_m_s2: float | None = None,
    push_over_m_s2: float | None = None,
) -> Floats:
    """Return the lowest altitudes at which a flight keeps a set height over the ground.

    Parameters
    ----------
    along_m
        Distances flown, increasing, of one dimension.
    ground_m
        Altitude of the ground there.
    height_m
        Least height above the ground, 0 or more.
    climb_rad, dive_rad
        Greatest angles of climb and dive, above 0 and below pi/2.
    speed_m_s
        Ground speed; needed for the last two.
    pull_up_m_s2, push_over_m_s2
        Greatest vertical acceleration upward and downward, above 0; None leaves it free.

    Returns
    -------
    Altitudes of the shape of ``along_m``.

    Raises
    ------
    ValueError
        A value is outside its range.

    Notes
    -----
    After the aim of [3]_, to fly as low as the limits allow; the construction is exact instead of
    an optimisation. (1) *Push-over*: each ground point carries a parabola ``-a s**2 / (2 v**2)``
    with its apex at the set height above the point, down to the greatest slopes. (2) *Slopes*: one
    pass backward and one forward raise the profile until it climbs and dives no steeper than
    allowed. (3) *Pull-up*: less ``a s**2 / (2 v**2)``, an acceleration upward of at most a is a
    concave profile, so the lowest one is the upper convex hull. Slopes and push-over stay within
    their limits in step 3, because between two points of contact the profile is a parabola that
    touches the curve below from above.

    Without a push-over limit the profile is the least of all that keep the other limits. With it
    there is no least one; this is the one with an apex over each obstacle. Limits hold at the
    samples given, that of push-over within one sample's worth of pull-up; nothing is known of the
    ground between samples.
    """
    along = np.asarray(along_m, dtype=np.float64)
    profile = np.asarray(ground_m, dtype=np.float64) + height_m
    _check_following(along, profile, height_m, climb_rad, dive_rad)
    climb, dive = tan(climb_rad), tan(dive_rad)
    if push_over_m_s2 is not None:
        profile = _pushed_over(along, profile, _curvature(push_over_m_s2, speed_m_s), climb, dive)
    profile = _slope_limited(along, profile, climb, dive)
    if pull_up_m_s2 is not None:
        profile = _pulled_up(along, profile, _curvature(pull_up_m_s2, speed_m_s))
    return profile


def _legs(latitude: Floats, longitude: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the lengths of the legs, the course out of and into each waypoint."""
    count = latitude.size
    length, out_rad, in_rad = np.zeros(count - 1), np.zeros(count), np.zeros(count)
    for leg in range(count - 1):
        here, there = (latitude[leg], longitude[leg]), (latitude[leg + 1], longitude[leg + 1])
        forth, out = polar_from_site(*here, *there)
        back, home = polar_from_site(*there, *here)
        length[leg] = (float(forth) + float(back)) / 2
        out_rad[leg], in_rad[leg + 1] = float(out), (float(home) + pi) % (2 * pi)
    return length, out_rad, in_rad


def _refuse_short_legs(length: Floats, lead: Floats, radius_m: float) -> None:
    needed = lead[:-1] + lead[1:]
    for leg in np.flatnonzero(needed > length):
        raise ValueError(
            f"leg {leg + 1} of {length[leg] / 1e3:.2f} km is too short for its turns of radius "
            f"{radius_m / 1e3:.2f} km; allowed: {needed[leg] / 1e3:.2f} km or more, a steeper "
            "bank, less speed or softer turns"
        )


def _half_turn(angle_rad: Numbers) -> Numbers:
    """Bring angles to -pi up to, not including, pi."""
    return (angle_rad + pi) % (2 * pi) - pi


def _on_leg(route: Route, leg: int, flown_m: Floats, _straight_m: float) -> Point:
    from_here = flown_m + route.lead_m[leg]
    to_there = route.leg_m[leg] - from_here
    near = from_here <= to_there
    here = destination(
        route.latitude_deg[leg], route.longitude_deg[leg], route.out_rad[leg], from_here
    )
    home = route.in_rad[leg + 1] + pi
    there = destination(route.latitude_deg[leg + 1], route.longitude_deg[leg + 1], home, to_there)
    drift = _half_turn(route.in_rad[leg + 1] - route.out_rad[leg])
    return Point(
        np.where(near, here[0], there[0]),
        np.where(near, here[1], there[1]),
        (route.out_rad[leg] + drift * from_here / route.leg_m[leg]) % (2 * pi),
    )


def _on_arc(route: Route, leg: int, flown_m: Floats, straight_m: float) -> Point:
    """Return places on the turn at a leg's end, in the plane that touches its waypoint."""
    site, side = leg + 1, float(np.sign(route.turn_rad[leg + 1]))
    course, half = route.in_rad[site], abs(route.turn_rad[site]) / 2
    swept = (flown_m - straight_m) / route.turn_radius_m
    # along and to the side of the course in, from the point where the turn begins
    ahead = route.turn_radius_m * np.sin(swept) - route.lead_m[site]
    aside = side * route.turn_radius_m * (1 - np.cos(swept))
    bearing = course + np.arctan2(aside, ahead)
    latitude, longitude = destination(
        route.latitude_deg[site],
        route.longitude_deg[site],
        np.where(half > 0, bearing, course),
        np.hypot(ahead, aside),
    )
    return Point(latitude, longitude, (course + side * swept) % (2 * pi))


def _check_following(
    along: Floats, profile: Floats, height_m: float, climb_rad: float, dive_rad: float
) -> None:
    if along.ndim != 1 or along.shape != profile.shape or np.any(np.diff(along) <= 0):
        raise ValueError("allowed: increasing distances, and an altitude of the ground at each")
    if not (height_m >= 0 and 0 < climb_rad < pi / 2 and 0 < dive_rad < pi / 2):
        raise ValueError(
            f"height {height_m} m, climb {climb_rad} rad, dive {dive_rad} rad; allowed: a height "
            "of 0 or more, angles above 0 and below pi/2"
        )


def _curvature(acceleration_m_s2: float, speed_m_s: float | None) -> float:
    if speed_m_s is None or not (speed_m_s > 0 and acceleration_m_s2 > 0):
        raise ValueError(
            f"acceleration {acceleration_m_s2} m/s2 at speed {speed_m_s} m/s; allowed: both above 0"
        )
    return acceleration_m_s2 / speed_m_s**2


def _pushed_over(
    along: Floats, profile: Floats, curvature_1_m: float, climb: float, dive: float
) -> Floats:
    """Raise a profile to parabolas with their apex on each of its points."""
    raised = profile.copy()
    for shift in range(1, along.size):
        apart = along[shift:] - along[:-shift]
        before, after = apart <= climb / curvature_1_m, apart <= dive / curvature_1_m
        if not (before.any() or after.any()):
            break
        drop = curvature_1_m * apart**2 / 2
        lower, upper = raised[:-shift], raised[shift:]
        lower[before] = np.maximum(lower, profile[shift:] - drop)[before]
        upper[after] = np.maximum(upper, profile[:-shift] - drop)[after]
    return raised


def _slope_limited(along: Floats, profile: Floats, climb: float, dive: float) -> Floats:
    """Return the least profile above one that climbs and dives no steeper than allowed.

    The running maxima are those of the profile in coordinates in which the limit is level.
    """
    backward = np.maximum.accumulate((profile - climb * along)[::-1])[::-1] + climb * along
    return np.maximum.accumulate(backward + dive * along) - dive * along


def _pulled_up(along: Floats, profile: Floats, curvature_1_m: float) -> Floats:
    """Return the least profile above one that curves upward no more than allowed."""
    bent = profile - curvature_1_m * along**2 / 2
    corners: list[int] = []
    for point in range(along.size):
        while len(corners) > 1 and _is_below(along, bent, corners[-2], corners[-1], point):
            corners.pop()
        corners.append(point)
    hull = np.interp(along, along[corners], bent[corners])
    return np.maximum(hull + curvature_1_m * along**2 / 2, profile)


def _is_below(along: Floats, bent: Floats, first: int, middle: int, last: int) -> bool:
    rise = (bent[last] - bent[first]) * (along[middle] - along[first])
    return bool(bent[middle] - bent[first] <= rise / (along[last] - along[first]))
