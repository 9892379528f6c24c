"""Turns, low flight, ballistic flight in air and fly-out in depth, by the names of case files."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics.constants import STANDARD_GRAVITY_M_S2
from skydome.physics.earth import destination
from skydome.physics.motion import (
    airframe,
    ballistics_drag,
    flyout,
    flyout_fan,
    trajectory,
    waypoints,
)
from skydome.validation import rk4

if TYPE_CHECKING:
    from collections.abc import Callable

KNOT_M_S = 1852 / 3600
FOOT_M = 0.3048
NAUTICAL_MILE_M = 1852.0


def turn_radius_ft(speed_kt: float, bank_deg: float) -> float:
    """Radius of a level turn."""
    return waypoints.turn_radius_m(speed_kt * KNOT_M_S, math.radians(bank_deg)) / FOOT_M


def turn_radius_nm(speed_kt: float, bank_deg: float) -> float:
    """Radius of a level turn in nautical miles."""
    return turn_radius_ft(speed_kt, bank_deg) * FOOT_M / NAUTICAL_MILE_M


def turn_radius_km(speed_km_h: float, bank_deg: float) -> float:
    """Radius of a level turn in kilometres."""
    return waypoints.turn_radius_m(speed_km_h / 3.6, math.radians(bank_deg)) / 1e3


def turn_rate_deg_s(speed_kt: float, bank_deg: float) -> float:
    """Rate of a level turn."""
    return math.degrees(waypoints.turn_rate_rad_s(speed_kt * KNOT_M_S, math.radians(bank_deg)))


def bank_deg(speed_kt: float, rate_deg_s: float) -> float:
    """Bank of a level turn at a rate."""
    return math.degrees(waypoints.bank_for_rate_rad(speed_kt * KNOT_M_S, math.radians(rate_deg_s)))


def lead_km(speed_km_h: float, bank_deg: float, turn_deg: float) -> float:
    """Distance before a waypoint at which a turn at the equator begins."""
    latitude, longitude = destination(0.0, 0.0, math.pi / 2 + math.radians(turn_deg), 100e3)
    route = waypoints.plan_route(
        [0.0, 0.0, float(latitude)],
        [-1.0, 0.0, float(longitude)],
        speed_km_h / 3.6,
        math.radians(bank_deg),
    )
    return float(route.lead_m[1]) / 1e3


def climb_begins_m(wall_m: float, climb_deg: float) -> float:
    """Distance before a wall at which a flight at ground level begins to climb."""
    along, middle = np.arange(0.0, 20e3, 1.0), 10e3
    ground = wall_m * (along == middle)
    angle = math.radians(climb_deg)
    flown = waypoints.terrain_following_m(along, ground, 0.0, angle, angle)
    return middle - float(along[np.argmax(flown > 0)])


def _entry(
    speed_m_s: float,
    angle_deg: float,
    ballistic_coefficient_kg_m2: float,
    planet: trajectory.Planet,
) -> trajectory.Trajectory:
    start = trajectory.State(
        0.0, 0.0, 40 * 1609.344, speed_m_s, -math.radians(angle_deg), math.pi / 2
    )
    vector = trajectory.to_vector(start, planet)
    leg = trajectory.free_flight(ballistic_coefficient_kg_m2)
    return trajectory.trace(vector, [leg], 0.005, planet=planet)


def _flat(surface_density_kg_m3: float, scale_height_m: float) -> trajectory.Planet:
    """Return a flat Earth without gravity: the assumptions of Allen and Eggers."""
    return trajectory.Planet(1e12, 0.0, 0.0, surface_density_kg_m3, scale_height_m)


def straight_entry_peak_g(
    speed_m_s: float,
    angle_deg: float,
    ballistic_coefficient_kg_m2: float,
    surface_density_kg_m3: float,
    scale_height_m: float,
) -> float:
    """Greatest deceleration on a straight path through exponential air."""
    planet = _flat(surface_density_kg_m3, scale_height_m)
    flown = _entry(speed_m_s, angle_deg, ballistic_coefficient_kg_m2, planet)
    return float(flown.deceleration_m_s2.max()) / STANDARD_GRAVITY_M_S2


def straight_entry_peak_altitude_km(
    speed_m_s: float,
    angle_deg: float,
    ballistic_coefficient_kg_m2: float,
    surface_density_kg_m3: float,
    scale_height_m: float,
) -> float:
    """Altitude of the greatest deceleration on a straight path through exponential air."""
    planet = _flat(surface_density_kg_m3, scale_height_m)
    flown = _entry(speed_m_s, angle_deg, ballistic_coefficient_kg_m2, planet)
    return float(flown.altitude_m[np.argmax(flown.deceleration_m_s2)]) / 1e3


def straight_entry_peak_speed_m_s(
    speed_m_s: float,
    angle_deg: float,
    ballistic_coefficient_kg_m2: float,
    surface_density_kg_m3: float,
    scale_height_m: float,
) -> float:
    """Speed at the greatest deceleration on a straight path through exponential air."""
    planet = _flat(surface_density_kg_m3, scale_height_m)
    flown = _entry(speed_m_s, angle_deg, ballistic_coefficient_kg_m2, planet)
    return float(flown.speed_m_s[np.argmax(flown.deceleration_m_s2)])


def drop_deflection_cm(height_m: float, latitude_deg: float) -> float:
    """How far east of the plumb line a body without drag falls."""
    start = trajectory.State(math.radians(latitude_deg), 0.0, height_m, 0.0, 0.0, 0.0)
    end = trajectory.fly(trajectory.to_vector(start), [trajectory.free_flight(math.inf)])
    return 100 * float(end.vector[1])


def eastward_shot_deflection_m(speed_m_s: float, angle_deg: float, latitude_deg: float) -> float:
    """How far right of its great circle a shot to the east without drag lands."""
    shots = []
    for planet in (trajectory.EARTH, trajectory.EARTH._replace(rotation_rad_s=0.0)):
        start = trajectory.State(
            math.radians(latitude_deg), 0.0, 0.0, speed_m_s, math.radians(angle_deg), math.pi / 2
        )
        end = trajectory.fly(
            trajectory.to_vector(start), [trajectory.free_flight(math.inf)], planet=planet
        )
        shots.append(trajectory.to_state(end.vector).latitude_rad)
    # the centrifugal force shifts the plumb line, which the textbook has in its gravity
    pull = trajectory.EARTH.rotation_rad_s**2 * trajectory.EARTH.radius_m
    tilt = pull * math.sin(math.radians(latitude_deg)) * math.cos(math.radians(latitude_deg))
    time = end.time_s
    return (shots[1] - shots[0]) * trajectory.EARTH.radius_m - tilt * time**2 / 2


def _burnout_flight(
    range_km: float,
    ballistic_coefficient_kg_m2: float,
    burnout_altitude_km: float,
    apogee_km: float = 0.0,
    angle_deg: float = 0.0,
    latitude_deg: float = 0.0,
    azimuth_deg: float = 0.0,
) -> ballistics_drag.Solution:
    aim = ballistics_drag.Aim(latitude_deg, math.radians(azimuth_deg), range_km * 1e3)
    loft = ballistics_drag.Loft(
        apogee_km * 1e3 if apogee_km else None, math.radians(angle_deg) if angle_deg else None
    )
    return ballistics_drag.flight_from_burnout(
        aim, ballistic_coefficient_kg_m2, burnout_altitude_km * 1e3, loft
    )


def burnout_speed_m_s(**flight: float) -> float:
    """Speed at burn-out of a flight with a range."""
    return _burnout_flight(**flight).burnout.speed_m_s


def apogee_km(**flight: float) -> float:
    """Apogee of a flight with a range."""
    return _burnout_flight(**flight).apogee_m / 1e3


def flight_time_s(**flight: float) -> float:
    """Time from burn-out to impact of a flight with a range."""
    return _burnout_flight(**flight).flight_time_s


def peak_deceleration_g(**flight: float) -> float:
    """Greatest deceleration by drag of a flight with a range."""
    flown = ballistics_drag.trajectory(_burnout_flight(**flight), 0.1)
    return float(flown.deceleration_m_s2.max()) / STANDARD_GRAVITY_M_S2


def aside_m(**flight: float) -> float:
    """How far the Earth's turning would carry a shot aside, were the azimuth not corrected."""
    solved = _burnout_flight(**flight)
    off = math.radians(flight["azimuth_deg"]) - solved.burnout.azimuth_rad
    return off * flight["range_km"] * 1e3


def refused(range_km: float, apogee_km: float) -> float:
    """1 where a range and an apogee are refused as quasi-ballistic, 0 where they are flown."""
    try:
        _burnout_flight(range_km, 5_000.0, 30.0, apogee_km)
    except ValueError as problem:
        return float("quasi-ballistic" in str(problem))
    return 0.0


def rk4_impact_miss_m(
    range_km: float, ballistic_coefficient_kg_m2: float, latitude_deg: float, azimuth_deg: float
) -> float:
    """Distance between the impact and that of a second, plain implementation."""
    solved = _burnout_flight(
        range_km,
        ballistic_coefficient_kg_m2,
        30.0,
        latitude_deg=latitude_deg,
        azimuth_deg=azimuth_deg,
    )
    other = rk4.impact(solved.start, ballistic_coefficient_kg_m2, 0.05)
    end = trajectory.fly(solved.start, solved.legs)
    return float(np.linalg.norm(other[1:] - end.vector[:3]))


def _pad_flight(range_km: float, **booster: float) -> ballistics_drag.Solution:
    aim = ballistics_drag.Aim(51.0, math.radians(270), range_km * 1e3)
    return ballistics_drag.flight_from_pad(aim, ballistics_drag.Booster(**booster))


def pad_apogee_km(**flight: float) -> float:
    """Apogee of a boosted flight with a range."""
    return _pad_flight(**flight).apogee_m / 1e3


def pad_burnout_speed_m_s(**flight: float) -> float:
    """Speed at shut-off of a boosted flight with a range."""
    return _pad_flight(**flight).burnout.speed_m_s


def pad_impact_speed_m_s(**flight: float) -> float:
    """Speed on the ground of a boosted flight with a range."""
    return float(ballistics_drag.trajectory(_pad_flight(**flight), 1.0).speed_m_s[-1])


def entry_peak_g(
    speed_m_s: float,
    angle_deg: float,
    altitude_km: float,
    ballistic_coefficient_kg_m2: float,
) -> float:
    """Greatest deceleration of an entry through the standard atmosphere over a still Earth."""
    still = trajectory.EARTH._replace(rotation_rad_s=0.0)
    start = trajectory.State(
        0.0, 0.0, altitude_km * 1e3, speed_m_s, -math.radians(angle_deg), math.pi / 2
    )
    leg = trajectory.free_flight(ballistic_coefficient_kg_m2)
    flown = trajectory.trace(trajectory.to_vector(start), [leg], 0.1, planet=still)
    return float(flown.deceleration_m_s2.max()) / STANDARD_GRAVITY_M_S2


def _airframe(propellant_mass_kg: float, boost_time_s: float, **values: float) -> airframe.Airframe:
    burns = (airframe.Burn(0.0, boost_time_s, propellant_mass_kg),)
    return airframe.Airframe(burns=burns, **values)


@lru_cache(maxsize=8)
def _flown(missile: airframe.Airframe) -> tuple[flyout_fan.Fan, flyout.FlyoutTable]:
    fan = flyout_fan.fly_fan(missile)
    return fan, flyout.flyout_front(fan).member(0)


def table_time_error_s(range_km: float, target_altitude_km: float, **values: float) -> float:
    """Time read from the fly-out table less the time of a fan of sixteen times as many flights."""
    missile = _airframe(**values)
    fan, table = _flown(missile)
    column = [
        np.interp(range_km * 1e3, table.ground_range_m, at) for at in table.time_of_flight_s.T
    ]
    read = float(np.interp(target_altitude_km * 1e3, table.altitude_m, column))
    at = (np.array([range_km * 1e3]), [target_altitude_km * 1e3])
    cell = int(np.searchsorted(table.ground_range_m, range_km * 1e3))
    row = int(np.searchsorted(table.altitude_m, target_altitude_km * 1e3))
    family = fan.families[int(table.family[cell, row])]
    near = flyout_fan.fly_fan(missile, 3200, (family,))
    return read - float(flyout.flyout_front(near, *at).time_of_flight_s[0, 0, 0])


def lateral_acceleration_g(speed_m_s: float, altitude_km: float, **values: float) -> float:
    """Greatest lateral acceleration of a burnt-out missile."""
    found = airframe.lateral_acceleration_m_s2(
        _airframe(**values), np.array(speed_m_s), np.array(altitude_km * 1e3)
    )
    return float(found) / STANDARD_GRAVITY_M_S2


MODELS: dict[str, Callable[..., float]] = {
    "motion.turn_radius_ft": turn_radius_ft,
    "motion.turn_radius_nm": turn_radius_nm,
    "motion.turn_radius_km": turn_radius_km,
    "motion.turn_rate_deg_s": turn_rate_deg_s,
    "motion.bank_deg": bank_deg,
    "motion.lead_km": lead_km,
    "motion.climb_begins_m": climb_begins_m,
    "ballistics_drag.straight_entry_peak_g": straight_entry_peak_g,
    "ballistics_drag.straight_entry_peak_altitude_km": straight_entry_peak_altitude_km,
    "ballistics_drag.straight_entry_peak_speed_m_s": straight_entry_peak_speed_m_s,
    "ballistics_drag.drop_deflection_cm": drop_deflection_cm,
    "ballistics_drag.eastward_shot_deflection_m": eastward_shot_deflection_m,
    "ballistics_drag.burnout_speed_m_s": burnout_speed_m_s,
    "ballistics_drag.apogee_km": apogee_km,
    "ballistics_drag.flight_time_s": flight_time_s,
    "ballistics_drag.peak_deceleration_g": peak_deceleration_g,
    "ballistics_drag.aside_m": aside_m,
    "ballistics_drag.refused": refused,
    "ballistics_drag.rk4_impact_miss_m": rk4_impact_miss_m,
    "ballistics_drag.pad_apogee_km": pad_apogee_km,
    "ballistics_drag.pad_burnout_speed_m_s": pad_burnout_speed_m_s,
    "ballistics_drag.pad_impact_speed_m_s": pad_impact_speed_m_s,
    "ballistics_drag.entry_peak_g": entry_peak_g,
    "flyout_depth.table_time_error_s": table_time_error_s,
    "flyout_depth.lateral_acceleration_g": lateral_acceleration_g,
}
