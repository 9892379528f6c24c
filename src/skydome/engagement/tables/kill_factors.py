"""What the circumstances of an intercept leave of a missile's kill probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.physics import kill
from skydome.physics.atmosphere import density_kg_m3

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.engagement.tables.paths import Path
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Polar
    from skydome.scenario.resolved import ResolvedEntry


CONTROL_ALTITUDE_M = 10_000.0
NO_TRACK = 1e6  # times the error of the reference: none, and no infinity


def crossing_angle_rad(path: Path, polar: Polar, place: Place) -> Floats:
    """Return the angle between a threat's velocity and its line to a place, scan by scan.

    0 where it flies straight at the place, π straight away. The Earth is taken as flat over the
    last leg, on which it matters.
    """
    aspect = path.course_rad - (polar.azimuth_rad + np.pi)
    rise, level = place.altitude_m - path.altitude_m, path.level_m_s
    towards = np.cos(aspect) * polar.ground_range_m * level + rise * path.climb_m_s
    speed = np.hypot(level, path.climb_m_s)
    distance = np.hypot(polar.ground_range_m, rise)
    cosine = towards / np.maximum(speed * distance, 1e-9)
    return np.asarray(np.arccos(np.clip(cosine, -1.0, 1.0)))


def thickness_of_air(altitude_m: Floats) -> Floats:
    """Return the root of the density over that at `CONTROL_ALTITUDE_M`, 1 above it.

    Control goes with dynamic pressure. The catalogue's speeds are understood at that altitude; in
    thicker air below it less speed will do, by this factor. Above it nothing is taken off, since
    up there the catalogue's ceiling says where control ends.
    """
    low = np.minimum(altitude_m, CONTROL_ALTITUDE_M)
    return np.sqrt(density_kg_m3(low) / density_kg_m3(CONTROL_ALTITUDE_M))


def energy(missile: ResolvedEntry, speed_m_s: Floats, thickness: Floats) -> Floats:
    """Return the factor of the missile's speed at the intercept, 1 where the catalogue has none.

    ``thickness`` is that of `thickness_of_air`.
    """
    full = missile.parameters.get("full_control_speed")
    if full is None:
        return np.ones_like(speed_m_s)
    least = missile.si("minimum_intercept_speed")
    return kill.energy_factor(np.fmax(speed_m_s, 0.0) * thickness, least, full.value)


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

    A track error that is worked out knows the jamming: it follows from the signal over noise and
    jamming. One of 0, where none is worked out, counts as that of the reference under the jamming.
    """
    reference = missile.parameters.get("reference_track_accuracy")
    if reference is None:
        return np.ones_like(track_accuracy_m)
    known = track_accuracy_m > 0
    ratio = np.where(known, np.minimum(track_accuracy_m / reference.value, NO_TRACK), 1.0)
    jamming = np.where(known, 0.0, jam_to_noise)
    growth = kill.miss_growth(ratio, jamming, missile.si("radar_share"))
    return kill.accuracy_factor(base, growth)
