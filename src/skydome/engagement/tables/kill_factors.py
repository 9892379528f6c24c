"""Factors of a missile's kill probability that depend on conditions at the intercept."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.tables.intercept import airframe_of
from skydome.physics import kill
from skydome.physics.motion.airframe import (
    CONTROL_ALTITUDE_M,
    speed_for_lateral_acceleration_m_s,
)

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.engagement.tables.paths import Path
    from skydome.engagement.tables.sensor import Polar
    from skydome.scenario.resolved import ResolvedEntry


NO_TRACK = 1e6  # times the reference error: stands for no track, without being infinite


def crossing_angle_rad(path: Path, polar: Polar, place_altitude_m: Floats | float) -> Floats:
    """Return the angle between a threat's velocity and its line to a place, scan by scan.

    0 where it flies straight at the place, π straight away. The Earth is assumed flat over the last
    leg, the only one where the angle matters.
    """
    aspect = path.course_rad - (polar.azimuth_rad + np.pi)
    rise, level = place_altitude_m - path.altitude_m, path.level_m_s
    towards = np.cos(aspect) * polar.ground_range_m * level + rise * path.climb_m_s
    speed = np.hypot(level, path.climb_m_s)
    distance = np.hypot(polar.ground_range_m, rise)
    cosine = towards / np.maximum(speed * distance, 1e-9)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))


def energy(missile: ResolvedEntry, speed_m_s: Floats, thickness: Floats) -> Floats:
    """Return the factor of the missile's speed at the intercept.

    1 where the catalogue has no required lateral acceleration. ``thickness`` is that of
    `skydome.physics.motion.airframe.air_thickness`.
    """
    if "required_lateral_acceleration" not in missile.parameters:
        return np.ones_like(speed_m_s)
    least = missile.si("minimum_intercept_speed")
    full = full_control_speed_m_s(missile)
    at_control_altitude = np.fmax(speed_m_s, 0.0) * thickness
    return kill.energy_factor(at_control_altitude, least, full if full > least else None)


def full_control_speed_m_s(missile: ResolvedEntry) -> float:
    """Return the speed at 10 km from which control does not limit the kill.

    Lift there gives the burnt-out missile the required lateral acceleration.
    """
    required = missile.si("required_lateral_acceleration")
    return _control_speed_m_s(airframe_of(missile), required, CONTROL_ALTITUDE_M)


# Every battery asks for that of its missiles again.
_control_speed_m_s = lru_cache(maxsize=256)(speed_for_lateral_acceleration_m_s)


def crossing(
    missile: ResolvedEntry, angle_rad: Floats, target_m_s: Floats | float, speed_m_s: Floats
) -> Floats:
    """Return the factor of the angle at which the target crosses, 1 without a seeker's limits."""
    full, most = (missile.parameters.get(f"{end}_lead_angle") for end in ("full", "largest"))
    if most is None:
        return np.ones_like(angle_rad)
    lead = kill.lead_angle_rad(angle_rad, target_m_s, np.fmax(speed_m_s, 1.0))
    return kill.crossing_factor(lead, full.value if full else None, most.value)


def accuracy(
    missile: ResolvedEntry, base: Floats, track_accuracy_m: Floats, jam_to_noise: Floats
) -> Floats:
    """Return the factor of track error and jamming, 1 where the catalogue has no reference.

    A computed track error includes the effect of jamming, since it follows from the signal over
    noise and jamming. An error of 0 means that none was computed; it counts as the reference error
    under the jamming.
    """
    reference = missile.parameters.get("reference_track_accuracy")
    if reference is None:
        return np.ones_like(track_accuracy_m)
    known = track_accuracy_m > 0
    ratio = np.where(known, np.minimum(track_accuracy_m / reference.value, NO_TRACK), 1.0)
    jamming = np.where(known, 0.0, jam_to_noise)
    growth = kill.miss_growth(ratio, jamming, missile.si("radar_share"))
    return kill.accuracy_factor(base, growth)
