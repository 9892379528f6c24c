"""Ballistic arcs and interceptor fly-out by the names that case files use."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics.motion import ballistics, flyout, flyout_fan
from skydome.physics.motion.airframe import Airframe, Burn
from skydome.physics.motion.airframe import ideal_speed_m_s as rocket_equation_m_s

if TYPE_CHECKING:
    from collections.abc import Callable

FREE_FLIGHT = (flyout_fan.Family(0.0, 0.0),)
# US Standard Atmosphere 1976 from 11 to 20 km; makers do not say which they mean.
STRATOSPHERE_SOUND_SPEED_M_S = 295.07


def minimum_energy_speed_km_s(range_km: float) -> float:
    """Launch speed of the minimum-energy arc."""
    return ballistics.minimum_energy_arc(range_km * 1e3).speed_m_s / 1e3


def minimum_energy_angle_deg(range_km: float) -> float:
    """Launch angle of the minimum-energy arc."""
    return math.degrees(ballistics.minimum_energy_arc(range_km * 1e3).flight_path_angle_rad)


def minimum_energy_apogee_km(range_km: float) -> float:
    """Apogee of the minimum-energy arc."""
    return ballistics.minimum_energy_arc(range_km * 1e3).apogee_m / 1e3


def minimum_energy_time_s(range_km: float) -> float:
    """Flight time of the minimum-energy arc."""
    return ballistics.minimum_energy_arc(range_km * 1e3).flight_time_s


def flight_time_min(range_km: float, apogee_km: float) -> float:
    """Flight time of the arc with a range and an apogee."""
    return ballistics.arc_from_range_and_apogee(range_km * 1e3, apogee_km * 1e3).flight_time_s / 60


def same_energy_range_km(range_km: float, apogee_km: float) -> float:
    """Range of the same launch speed at the best angle."""
    arc = ballistics.arc_from_range_and_apogee(range_km * 1e3, apogee_km * 1e3)
    return ballistics.maximum_range_m(arc.speed_m_s) / 1e3


def maximum_range_km(speed_km_s: float) -> float:
    """Range of a launch speed at the best angle."""
    return ballistics.maximum_range_m(speed_km_s * 1e3) / 1e3


def refused(range_km: float, apogee_km: float) -> float:
    """1 where a range and an apogee are refused as quasi-ballistic, 0 where they are flown."""
    try:
        ballistics.arc_from_range_and_apogee(range_km * 1e3, apogee_km * 1e3)
    except ValueError:
        return 1.0
    return 0.0


def _airframe(
    launch_mass_kg: float,
    propellant_mass_kg: float,
    specific_impulse_s: float,
    boost_time_s: float,
    diameter_m: float,
    drag_factor: float,
    minimum_intercept_speed_m_s: float = 0.0,
    sustain_propellant_mass_kg: float = 0.0,
    sustain_time_s: float = 0.0,
) -> Airframe:
    burns: tuple[Burn, ...] = (Burn(0.0, boost_time_s, propellant_mass_kg),)
    if sustain_time_s:
        burns += (Burn(boost_time_s, sustain_time_s, sustain_propellant_mass_kg),)
    return Airframe(
        launch_mass_kg,
        burns,
        specific_impulse_s,
        diameter_m,
        drag_factor,
        minimum_intercept_speed_m_s,
    )


@lru_cache(maxsize=8)
def _fan(airframe: Airframe) -> flyout_fan.Fan:
    return flyout_fan.fly_fan(airframe)


def ideal_speed_m_s(**airframe: float) -> float:
    """Tsiolkovsky's speed of an airframe."""
    return rocket_equation_m_s(_airframe(**airframe))


def free_flight_range_km(target_altitude_km: float, **airframe: float) -> float:
    """Greatest range of an airframe that flies without lift."""
    fan = flyout_fan.fly_fan(_airframe(**airframe), 400, families=FREE_FLIGHT)
    return flyout_fan.farthest_intercept(fan, target_altitude_km * 1e3).ground_range_m / 1e3


def farthest_intercept_km(target_altitude_km: float, **airframe: float) -> float:
    """Greatest range at which an interceptor meets a target at an altitude."""
    fan = _fan(_airframe(**airframe))
    return flyout_fan.farthest_intercept(fan, target_altitude_km * 1e3).ground_range_m / 1e3


def vertical_apogee_km(**airframe: float) -> float:
    """Greatest altitude of an airframe launched straight up."""
    fan = flyout_fan.fly_fan(_airframe(**airframe), 94, families=FREE_FLIGHT)
    return float(np.nanmax(fan.altitude_m)) / 1e3


def greatest_speed_m_s(**airframe: float) -> float:
    """Greatest speed of an airframe on any flight."""
    return float(
        np.nanmax(flyout_fan.fly_fan(_airframe(**airframe), families=FREE_FLIGHT).speed_m_s)
    )


def greatest_mach(**airframe: float) -> float:
    """Greatest speed of an airframe over the speed of sound in the lower stratosphere."""
    return greatest_speed_m_s(**airframe) / STRATOSPHERE_SOUND_SPEED_M_S


def average_speed_m_s(range_km: float, target_altitude_km: float, **airframe: float) -> float:
    """Ground range over the least time of flight to a point."""
    fan = _fan(_airframe(**airframe))
    point = np.array([range_km * 1e3])
    front = flyout.flyout_front(fan, point, [target_altitude_km * 1e3])
    return float(point[0] / front.time_of_flight_s[0, 0, 0])


MODELS: dict[str, Callable[..., float]] = {
    "ballistics.minimum_energy_speed_km_s": minimum_energy_speed_km_s,
    "ballistics.minimum_energy_angle_deg": minimum_energy_angle_deg,
    "ballistics.minimum_energy_apogee_km": minimum_energy_apogee_km,
    "ballistics.minimum_energy_time_s": minimum_energy_time_s,
    "ballistics.flight_time_min": flight_time_min,
    "ballistics.same_energy_range_km": same_energy_range_km,
    "ballistics.maximum_range_km": maximum_range_km,
    "ballistics.refused": refused,
    "flyout.ideal_speed_m_s": ideal_speed_m_s,
    "flyout.free_flight_range_km": free_flight_range_km,
    "flyout.farthest_intercept_km": farthest_intercept_km,
    "flyout.vertical_apogee_km": vertical_apogee_km,
    "flyout.greatest_speed_m_s": greatest_speed_m_s,
    "flyout.greatest_mach": greatest_mach,
    "flyout.average_speed_m_s": average_speed_m_s,
}
