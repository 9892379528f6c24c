"""Ballistic missiles in air over a turning Earth: which flight reaches a range, and how it goes.

Two ways to begin. *From burn-out*: the missile leaves a given altitude, and its speed and direction
are sought. *From the pad*: a constant thrust lifts it straight up, tips it over by a small angle
and then pushes along the velocity (a gravity turn) until it is shut off; tip-over angle, shut-off
time and direction are sought. Either way three numbers are free and the impact fixes two. The third
is the loft: the least burn-out speed (or the least propellant), a given apogee, or a given angle.

A flight that only lift can hold up is refused, by the rule of
`skydome.physics.motion.ballistics.is_quasi_ballistic`, and so is one that drag stops short.

References
----------
.. [1] Bate, Mueller, White, *Fundamentals of Astrodynamics*, Dover 1971, chapter 6 (ballistic
   missile trajectories).
.. [2] Zarchan, *Tactical and Strategic Missile Guidance*, 6th edition, AIAA 2012, chapter 12
   (speed for a range at a given angle).
.. [3] Curtis, *Orbital Mechanics for Engineering Students*, 2nd edition, Elsevier 2010, section
   11.3 (vertical rise, tip-over and gravity turn).
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.motion.ballistics import (
    arc_from_range_and_apogee,
    minimum_energy_arc,
)
from skydome.physics.motion.trajectory import (
    CONSTANT_DRAG,
    EARTH,
    Drag,
    End,
    Leg,
    Planet,
    State,
    fly,
    free_flight,
    to_state,
    to_vector,
    trace,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Floats
    from skydome.physics.motion.trajectory import Trajectory


AIM_TOLERANCE_M = 0.1
ROUGH_AIM_TOLERANCE_M = 100.0  # while angles are only tried
MAX_AIM_STEPS = 25
MAX_BOLDNESS = 0.25
"""Largest change of speed or shut-off time in one step of the search, as a share of it."""

ANGLE_TOLERANCE_RAD = 1e-4
LOWEST_ANGLE_RAD = 0.5 * pi / 180
HIGHEST_ANGLE_RAD = 88.0 * pi / 180
LEAST_TIP_OVER_RAD = 0.05 * pi / 180
GREATEST_TIP_OVER_RAD = 15.0 * pi / 180
APOGEE_TOLERANCE = 1e-4
TRIED_ANGLES = 16


class Booster(NamedTuple):
    """A one-stage missile that keeps its motor; every value is the user's.

    ``drag_area_m2`` is drag coefficient times cross-section where the drag factor is 1, so that the
    burnt-out missile's ballistic coefficient is its remaining mass over it.
    """

    launch_mass_kg: float
    propellant_mass_kg: float
    specific_impulse_s: float
    burn_time_s: float
    drag_area_m2: float
    rise_time_s: float = 5.0


class Aim(NamedTuple):
    """Where a missile is fired from and to: a range along a great circle, on the sphere."""

    latitude_deg: float
    azimuth_rad: float
    range_m: float


class Loft(NamedTuple):
    """Which of the flights to the aim is wanted; neither value: the one of least energy.

    The angle is the flight-path angle at burn-out, or the tip-over angle of a flight from the pad.
    """

    apogee_m: float | None = None
    angle_rad: float | None = None


class Solution(NamedTuple):
    """A flight that meets its aim: its start, its legs, and its burn-out.

    ``trajectory`` turns it into arrays. The burn-out of a flight from burn-out is its start.
    """

    start: Floats
    legs: tuple[Leg, ...]
    burnout: State
    burnout_time_s: float
    flight_time_s: float
    apogee_m: float


class _Shot(NamedTuple):
    start: Floats
    legs: tuple[Leg, ...]


LEAST_ENERGY = Loft()


def flight_from_burnout(
    aim: Aim,
    ballistic_coefficient_kg_m2: float,
    burnout_altitude_m: float,
    loft: Loft = LEAST_ENERGY,
    drag: Drag = CONSTANT_DRAG,
    planet: Planet = EARTH,
) -> Solution:
    """Return the flight from a burn-out point to an aim on the ground.

    Parameters
    ----------
    aim
        Latitude of the burn-out point (its longitude is 0), azimuth and length of the great circle
        from the point below it to the impact, both fixed to the turning Earth.
    ballistic_coefficient_kg_m2
        Above 0; infinity flies without drag.
    burnout_altitude_m
        0 or more. Meant for 20 km and more: from the ground the thick air stops light bodies.
    loft
        Least burn-out speed, an apogee (lofted or depressed), or a flight-path angle of 0.5 to 88
        degrees at burn-out.
    drag, planet
        See `skydome.physics.motion.trajectory`.

    Raises
    ------
    ValueError
        The range and apogee are those of a quasi-ballistic flight, or no ballistic flight has
        them.

    Notes
    -----
    The speed starts from the arc without air, ``v**2 = mu/R (1 - cos p) / (cos g (cos g -
    cos(g + p)))`` with flight-path angle g and range angle p [2]_, and is corrected together with
    the azimuth by Newton steps until the impact lies within 0.1 m of the aim (0.5 m when traced).
    The least speed is found within 1e-4 rad of its angle, an apogee within 1e-4 of itself.
    """
    _refuse_quasi_ballistic(aim, loft)
    leg = free_flight(ballistic_coefficient_kg_m2)

    def shoot(angle_rad: float, speed_m_s: float, azimuth_rad: float) -> _Shot:
        state = State(
            np.radians(aim.latitude_deg), 0.0, burnout_altitude_m, speed_m_s, angle_rad, azimuth_rad
        )
        return _Shot(to_vector(state, planet), (leg,))

    def guess(angle_rad: float) -> float:
        return _airless_speed_m_s(aim.range_m, angle_rad, planet)

    angles = np.linspace(LOWEST_ANGLE_RAD, HIGHEST_ANGLE_RAD, TRIED_ANGLES)
    return _solve(_Search(aim, drag, planet, shoot, guess, angles, np.inf), loft)


def flight_from_pad(
    aim: Aim,
    booster: Booster,
    loft: Loft = LEAST_ENERGY,
    drag: Drag = CONSTANT_DRAG,
    planet: Planet = EARTH,
) -> Solution:
    """Return the flight of a missile from its pad, at sea level, to an aim on the ground.

    Parameters
    ----------
    aim
        Latitude of the pad, azimuth and length of the great circle to the impact.
    booster
        The missile. It rises straight up for ``rise_time_s``, is tipped over at once, follows a
        gravity turn, and is shut off early where it need not burn to its end.
    loft
        Least propellant, an apogee, or a flight-path angle right after tip-over (75 to 89.95
        degrees).
    drag, planet
        See `skydome.physics.motion.trajectory`.

    Raises
    ------
    ValueError
        The booster cannot fly or not so far, the range and apogee are those of a quasi-ballistic
        flight, or no ballistic flight has them.

    Notes
    -----
    The model of [3]_, with a constant thrust ``g0 Isp dm/dt`` at all altitudes, without the
    inclination of a real pitch programme, and over a turning Earth. Steering losses do not exist
    in a gravity turn, so that real missiles burn a little more.
    """
    check_booster(booster)
    _refuse_quasi_ballistic(aim, loft)

    def shoot(angle_rad: float, burn_s: float, azimuth_rad: float) -> _Shot:
        return _boosted(booster, aim.latitude_deg, angle_rad, burn_s, azimuth_rad, planet)

    def guess(_angle_rad: float) -> float:
        return _burn_time_s(booster, minimum_energy_arc(aim.range_m).speed_m_s)

    angles = np.pi / 2 - np.geomspace(GREATEST_TIP_OVER_RAD, LEAST_TIP_OVER_RAD, TRIED_ANGLES)
    return _solve(_Search(aim, drag, planet, shoot, guess, angles, booster.burn_time_s), loft)


def trajectory(
    solution: Solution, step_s: float, drag: Drag = CONSTANT_DRAG, planet: Planet = EARTH
) -> Trajectory:
    """Return a solved flight at equal steps of time and at its impact."""
    return trace(solution.start, solution.legs, step_s, drag, planet)


def check_booster(booster: Booster) -> None:
    """Raise ValueError where a booster cannot leave its pad."""
    if not 0 < booster.propellant_mass_kg < booster.launch_mass_kg:
        raise ValueError(
            f"propellant {booster.propellant_mass_kg} kg; allowed: above 0, below the launch mass"
        )
    if not 0 < booster.rise_time_s < booster.burn_time_s or booster.drag_area_m2 < 0:
        raise ValueError("allowed: 0 < rise time < burn time, and a drag area of 0 or more")
    lift = booster.propellant_mass_kg * booster.specific_impulse_s / booster.burn_time_s
    if lift <= booster.launch_mass_kg:
        raise ValueError(
            f"thrust {lift:.0f} kgf does not lift {booster.launch_mass_kg} kg; allowed: "
            "propellant mass x specific impulse / burn time above the launch mass"
        )


class _Search(NamedTuple):
    """What a solution is sought among: ``shoot(angle, control, azimuth)``, at some angles.

    The control is a speed or a burning time, at most ``greatest_control``.
    """

    aim: Aim
    drag: Drag
    planet: Planet
    shoot: Callable[[float, float, float], _Shot]
    guess: Callable[[float], float]
    angles_rad: Floats
    greatest_control: float


class _Hit(NamedTuple):
    """A shot that meets the aim; ``gain`` is how much farther it goes for each more of control."""

    angle_rad: float
    control: float
    azimuth_rad: float
    shot: _Shot
    end: End
    gain: float


def _refuse_quasi_ballistic(aim: Aim, loft: Loft) -> None:
    if loft.apogee_m is not None:
        arc_from_range_and_apogee(aim.range_m, loft.apogee_m)


def _solve(search: _Search, loft: Loft) -> Solution:
    if loft.angle_rad is not None:
        hit = _hit(search, loft.angle_rad)
    elif loft.apogee_m is None:
        hit = _least(search)
    else:
        hit = _peaking_at(search, loft.apogee_m)
    if hit is None:
        raise ValueError(
            f"no ballistic flight comes down after {search.aim.range_m / 1e3:.0f} km as asked; "
            "allowed: a range and an angle that drag and propellant leave in reach"
        )
    burning = fly(hit.shot.start, hit.shot.legs[:-1], search.drag, search.planet)
    vector, time = (burning.vector, burning.time_s) if hit.shot.legs[:-1] else (hit.shot.start, 0.0)
    burnout = to_state(vector, search.planet)
    return Solution(*hit.shot, burnout, time, hit.end.time_s, hit.end.apogee_m)


def _least(search: _Search) -> _Hit | None:
    """Return the hit with the least speed or propellant."""
    from scipy.optimize import minimize_scalar

    hits = _tried(search)
    if not hits:
        return None
    best = min(hits, key=lambda hit: hit.control)
    at, last = list(search.angles_rad).index(best.angle_rad), len(search.angles_rad) - 1
    around = search.angles_rad[[max(at - 1, 0), min(at + 1, last)]]

    def cost(angle_rad: float) -> float:
        hit = _hit(search, angle_rad, best)
        # an angle out of reach costs more than any in reach, and no infinity upsets the search
        return hit.control if hit else 2 * max(found.control for found in hits)

    found = minimize_scalar(
        cost, bounds=tuple(around), method="bounded", options={"xatol": ANGLE_TOLERANCE_RAD}
    )
    return _hit(search, float(found.x), best) or _hit(search, best.angle_rad, best)


def _peaking_at(search: _Search, apogee_m: float) -> _Hit | None:
    """Return the hit with an apogee, between two tried angles."""
    from scipy.optimize import brentq

    solved = _tried(search)
    if not solved:
        return None
    peaks = np.array([hit.end.apogee_m for hit in solved])
    if not peaks.min() <= apogee_m <= peaks.max():
        raise ValueError(
            f"no ballistic flight of {search.aim.range_m / 1e3:.0f} km peaks at "
            f"{apogee_m / 1e3:.0f} km; allowed: {peaks.min() / 1e3:.0f} to "
            f"{peaks.max() / 1e3:.0f} km"
        )
    upper = int(np.argmax(peaks >= apogee_m))
    lower = max(upper - 1, 0)
    near = solved[upper]

    def excess(angle_rad: float) -> float:
        hit = _hit(search, angle_rad, near)
        return (hit.end.apogee_m if hit else 0.0) - apogee_m

    if lower == upper:
        return _hit(search, near.angle_rad, near)
    tolerance = ANGLE_TOLERANCE_RAD * APOGEE_TOLERANCE
    angle = brentq(excess, solved[lower].angle_rad, near.angle_rad, xtol=tolerance, rtol=1e-12)
    return _hit(search, float(angle), near)


def _tried(search: _Search) -> list[_Hit]:
    """Return rough hits at those angles that have one, each sought from the one before."""
    hits: list[_Hit] = []
    for angle in search.angles_rad:
        near = hits[-1] if hits else None
        hit = _hit(search, float(angle), near, ROUGH_AIM_TOLERANCE_M)
        hits += [hit] if hit else []
    return hits


def _hit(
    search: _Search,
    angle_rad: float,
    near: _Hit | None = None,
    tolerance_m: float = AIM_TOLERANCE_M,
) -> _Hit | None:
    """Return the control and azimuth that meet the aim at an angle, None where none does.

    Newton steps; the first slope is that of a hit nearby or a nudge's, later ones are secants.
    """
    control, azimuth, gain = _start(search, angle_rad, near)
    width = sin(search.aim.range_m / search.planet.radius_m) * search.planet.radius_m
    earlier = None
    for _ in range(MAX_AIM_STEPS):
        shot = search.shoot(angle_rad, control, azimuth)
        end = _end(search, shot)
        if end is None:
            control *= 1 - MAX_BOLDNESS
            continue
        long, wide = _miss_m(search, end)
        if earlier and earlier[0] != control:
            gain = (long - earlier[1]) / (control - earlier[0])
        if not gain > 0:
            gain = _slope(search, angle_rad, control, azimuth, long)
        if max(abs(long), abs(wide)) < tolerance_m:
            return _Hit(angle_rad, control, azimuth, shot, end, gain)
        if not gain > 0:
            return None
        earlier = control, long
        bound = MAX_BOLDNESS * control
        control = min(control - min(max(long / gain, -bound), bound), search.greatest_control)
        azimuth -= wide / width
    return None


def _start(search: _Search, angle_rad: float, near: _Hit | None) -> tuple[float, float, float]:
    """Return control, azimuth and slope to begin with."""
    guess = search.guess(angle_rad)
    if near is None:
        return min(guess, search.greatest_control), search.aim.azimuth_rad, 0.0
    control = near.control * guess / search.guess(near.angle_rad)
    return min(control, search.greatest_control), near.azimuth_rad, near.gain


def _slope(
    search: _Search, angle_rad: float, control: float, azimuth_rad: float, long_m: float
) -> float:
    """Return how much farther a shot goes for each more of control, 0 where that is unknown."""
    nudge = 1e-5 * control
    nudged = _end(search, search.shoot(angle_rad, control - nudge, azimuth_rad))
    return (long_m - _miss_m(search, nudged)[0]) / nudge if nudged else 0.0


def _end(search: _Search, shot: _Shot) -> End | None:
    """Return the impact, None where the missile does not come down for hours."""
    try:
        return fly(shot.start, shot.legs, search.drag, search.planet)
    except ValueError:
        return None


def _miss_m(search: _Search, end: End) -> tuple[float, float]:
    """Return how far an impact lies beyond the aim, and to the right of it."""
    aim, radius = search.aim, search.planet.radius_m
    here = State(np.radians(aim.latitude_deg), 0.0, 0.0, 1.0, 0.0, aim.azimuth_rad)
    vector = to_vector(here, search.planet)
    up, ahead = vector[:3] / np.linalg.norm(vector[:3]), vector[3:]
    there = end.vector[:3] / np.linalg.norm(end.vector[:3])
    across = float(np.cross(ahead, up) @ there)
    along = float(np.arctan2(there @ ahead, there @ up))
    return radius * along - aim.range_m, radius * float(np.arcsin(across))


def _airless_speed_m_s(range_m: float, angle_rad: float, planet: Planet) -> float:
    """Return the speed that reaches a range without air at a flight-path angle [2]_."""
    arc = range_m / planet.radius_m
    below = cos(angle_rad) * (cos(angle_rad) - cos(angle_rad + arc))
    return sqrt(planet.mu_m3_s2 / planet.radius_m * (1 - cos(arc)) / max(below, 1e-9))


def _burn_time_s(booster: Booster, speed_m_s: float) -> float:
    """Return about how long a booster burns for a speed, gravity taking half of its share."""
    flow = booster.propellant_mass_kg / booster.burn_time_s
    times = np.linspace(0.2, 1.0, 81) * booster.burn_time_s
    exhaust = STANDARD_GRAVITY_M_S2 * booster.specific_impulse_s
    speeds = exhaust * np.log(booster.launch_mass_kg / (booster.launch_mass_kg - flow * times))
    return float(np.interp(speed_m_s, speeds - STANDARD_GRAVITY_M_S2 * times / 2, times))


def _boosted(
    booster: Booster,
    latitude_deg: float,
    angle_rad: float,
    burn_s: float,
    azimuth_rad: float,
    planet: Planet,
) -> _Shot:
    """Return a shot of three legs: rise, gravity turn, coast."""
    flow = booster.propellant_mass_kg / booster.burn_time_s
    thrust = flow * booster.specific_impulse_s * STANDARD_GRAVITY_M_S2
    area = booster.drag_area_m2
    rise = Leg(
        booster.launch_mass_kg, area, thrust, flow, upright=True, duration_s=booster.rise_time_s
    )
    left = booster.launch_mass_kg - flow * booster.rise_time_s
    rest = max(burn_s - booster.rise_time_s, 1e-3)
    turn = Leg(left, area, thrust, flow, False, rest, angle_rad, azimuth_rad)  # noqa: FBT003 - upright, by place
    coast = Leg(left - flow * rest, area, 0.0, 0.0, upright=False, duration_s=np.inf)
    pad = State(np.radians(latitude_deg), 0.0, 0.0, 0.0, pi / 2, azimuth_rad)
    return _Shot(to_vector(pad, planet), (rise, turn, coast))
