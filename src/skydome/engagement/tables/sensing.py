"""Detection probability of each path by each radar, scan by scan."""

from __future__ import annotations

from functools import lru_cache
from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import surroundings
from skydome.engagement.tables.attenuation import gas_losses
from skydome.engagement.tables.beam import beam_of
from skydome.engagement.tables.placement import PLATFORM
from skydome.engagement.tables.sensor import Geometry, Polar, Sensor
from skydome.physics import earth
from skydome.physics.radar import cross_section, detection, interference, radar_equation
from skydome.physics.waves import propagation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.paths import Path
    from skydome.scenario.resolved import Models, ResolvedEntry, ResolvedScenario


SNR_AXIS_DB = np.arange(-20.0, 60.01, 0.1)  # detection probability is tabulated over this
LOWEST_RAIN_HZ = 1e9
MOST_LOSS_DB = 300.0  # nothing is seen through that
ABOVE_MASK_M = 1.0  # rounding of a single-precision mask
NEARLY = 0.9  # over a round Earth nothing is seen steeper than on a flat one, within 6,000 km


class Scene(NamedTuple):
    """Conditions common to all radars of a scenario; rain is uniform below its height."""

    rain_mm_h: float
    rain_height_m: float
    surface: str
    models: Models


def scene_of(scenario: ResolvedScenario) -> Scene:
    """Return the scene of a scenario."""
    return Scene(
        scenario.rain_mm_h.value,
        scenario.rain_height_m.value,
        scenario.terrain.surface,
        scenario.models,
    )


def sensor_of(entry: ResolvedEntry, scene: Scene) -> Sensor:
    """Return a radar's sensor.

    The loop constant makes the radar reproduce its quoted range, taken as a ground range, against
    its declared reference target, at the declared altitude, on its axis, in clear air and with the
    declared statistics.
    """
    quoted, altitude = entry.si("detection_range"), entry.si("reference_altitude")
    height, frequency = calibration_height_m(entry), entry.si("frequency")
    gas = gas_losses(frequency, height)
    loss_db = 2 * gas.one_way_db(np.array([quoted]), np.array([altitude]))[0]
    constant = _loop_constant_m2(
        float(earth.slant_range_m(quoted, height, altitude)),
        entry.si("reference_rcs"),
        entry.si("reference_detection_probability"),
        entry.si("false_alarm_probability"),
        entry.count("pulses_integrated"),
        entry.count("reference_swerling"),
        float(10 ** (loss_db / 10)),
    )
    beam = beam_of(entry)
    if scene.models.antenna and not beam.pencil:
        elevation = earth.elevation_angle_rad(quoted, height, altitude)
        constant /= float(beam.at_target(elevation, 0.0)) ** 2
    cases = {case: _detection_table(entry, case) for case in detection.SWERLING_CASES}
    return Sensor(
        entry=entry,
        loop_constant_m2=constant,
        gas=gas,
        rain_db_m=_rain_db_m(scene, frequency),
        rain_height_m=scene.rain_height_m,
        detection=cases,
        beam=beam,
        surface=surroundings.surface_of(frequency, scene.surface),
        models=scene.models,
    )


def with_mast_down(sensor: Sensor) -> Sensor:
    """Return a radar's sensor at the height of its vehicle; its power does not change.

    If the scenario sets an antenna height below that of the vehicle, it is kept.
    """
    entry = sensor.entry
    height, vehicle = entry.parameters["antenna_height"], entry.parameters["vehicle_height"]
    lower = height.model_copy(update={"value": min(height.value, vehicle.value)})
    lowered = entry.model_copy(update={"parameters": entry.parameters | {"antenna_height": lower}})
    gas = gas_losses(entry.si("frequency"), lower.value)
    return sensor._replace(entry=lowered, gas=gas)


# Every placement and the other policy need the same sensors again.
_loop_constant_m2 = lru_cache(maxsize=64)(radar_equation.loop_constant_m2)


def calibration_height_m(entry: ResolvedEntry) -> float:
    """Return the radar's altitude for its quoted range: antenna over sea level, or airborne."""
    flown = entry.parameters.get(PLATFORM)
    return flown.value if flown else entry.si("antenna_height")


def _rain_db_m(scene: Scene, frequency_hz: float) -> float:
    """Return one-way rain attenuation; 0 below 1 GHz, the lower limit of P.838."""
    if scene.rain_mm_h == 0 or frequency_hz < LOWEST_RAIN_HZ:
        return 0.0
    return float(propagation.rain_specific_attenuation_db_m(scene.rain_mm_h, frequency_hz))


def _detection_table(entry: ResolvedEntry, swerling: int) -> Floats:
    false_alarms, pulses = entry.si("false_alarm_probability"), entry.count("pulses_integrated")
    return _detection_over_axis(false_alarms, pulses, swerling)


@lru_cache(maxsize=64)
def _detection_over_axis(false_alarm_probability: float, pulses: int, swerling: int) -> Floats:
    return detection.detection_probability(
        10 ** (SNR_AXIS_DB / 10), false_alarm_probability, pulses, swerling
    )


def seen_from(path: Path, latitude_deg: float, longitude_deg: float) -> Polar:
    """Return a path as seen from one place."""
    return Polar(
        *earth.polar_from_site(latitude_deg, longitude_deg, path.latitude_deg, path.longitude_deg)
    )


def off_axis_rad(azimuth_rad: Floats, facing_deg: Floats | float) -> Floats:
    """Return the angles between azimuths and the facing of a radar, 0 to π."""
    return np.asarray(np.abs((azimuth_rad - np.radians(facing_deg) + pi) % (2 * pi) - pi))


def sides_m2(sensor: Sensor, threat: ResolvedEntry) -> Floats:
    """Return the cross-sections of a threat from nose, beam and tail at a radar's frequency.

    The same value for all sides if the catalogue has none or the model is off.
    """
    table = threat.cross_sections_m2
    if not (sensor.models.aspect and table):
        return np.full(len(cross_section.SECTORS), threat.si("rcs"))
    return cross_section.rcs_at_frequency_m2(
        sensor.entry.si("frequency"), list(table), list(table.values())
    )


def cross_section_m2(sensor: Sensor, threat: ResolvedEntry, aspect_rad: Floats) -> Floats:
    """Return the cross-section of a threat for a radar, by frequency and aspect."""
    return cross_section.rcs_of_sides_m2(sides_m2(sensor, threat), aspect_rad)


def signal_ratio(sensor: Sensor, points: Geometry, rcs_m2: Floats | float) -> Floats:
    """Return the single-pulse ratio of signal to noise, clutter and jamming, without multipath."""
    way = _way(sensor, points)
    constant: Floats | float = sensor.loop_constant_m2
    if sensor.models.antenna:
        constant = constant * sensor.beam.at_target(way.elevation_rad, points.off_axis_rad) ** 2
    snr = radar_equation.snr_from_loop_constant(constant, rcs_m2, way.slant_m, way.loss_db)
    residue = _residue_to_noise(sensor, points, way)
    return interference.snr_over_interference(snr, residue, points.jam_to_noise)


def background_ratio(sensor: Sensor, points: Geometry) -> Floats:
    """Return noise, clutter residue and jamming relative to noise."""
    residue = _residue_to_noise(sensor, points, _way(sensor, points))
    total = 1.0 + np.asarray(residue) + points.jam_to_noise
    return np.asarray(np.broadcast_to(total, points.ground_range_m.shape))


class _Way(NamedTuple):
    """Propagation between a radar and points; the loss is two-way."""

    slant_m: Floats
    elevation_rad: Floats
    loss_db: Floats


def _way(sensor: Sensor, points: Geometry) -> _Way:
    height = points.site_altitude_m + sensor.antenna_height_m
    slant = earth.slant_range_m(points.ground_range_m, height, points.altitude_m)
    loss_db = 2 * (_air_db(sensor, points, height) + points.shadow_db)
    elevation = earth.elevation_angle_rad(points.ground_range_m, height, points.altitude_m)
    return _Way(slant, elevation, np.minimum(loss_db, MOST_LOSS_DB))


def _residue_to_noise(sensor: Sensor, points: Geometry, way: _Way) -> Floats | float:
    """Return the ground clutter; it is computed only where the ground is in line of sight."""
    if not sensor.models.clutter:
        return 0.0
    in_sight = np.asarray(points.surface_seen)
    if in_sight.ndim == 0:
        return surroundings.residue_to_noise(sensor, points, *way) if in_sight else 0.0
    found, seen = np.zeros(way.slant_m.shape), np.nonzero(in_sight)
    parts = (part[seen] for part in way)
    found[seen] = surroundings.residue_to_noise(sensor, points.at(seen), *parts)
    return found


def _air_db(sensor: Sensor, points: Geometry, antenna_altitude_m: Floats | float) -> Floats:
    loss = sensor.gas.one_way_db(points.ground_range_m, points.altitude_m)
    if not sensor.rain_db_m:
        return loss
    path = propagation.rain_path_m(
        antenna_altitude_m, points.ground_range_m, points.altitude_m, sensor.rain_height_m
    )
    return loss + sensor.rain_db_m * path


def detection_probability(
    sensor: Sensor, points: Geometry, ratio: Floats, swerling: int | NDArray[np.intp]
) -> Floats:
    """Return the single-look detection probability of points in line of sight.

    With multipath it is the mean over the possible phases of the reflected signal. ``ratio`` is
    their `signal_ratio`, ``swerling`` the Swerling case of all or of each.
    """
    if not sensor.models.multipath:
        return _detected(sensor, ratio, swerling)
    lobes = surroundings.lobe_powers(sensor, points)
    return np.asarray(
        np.mean([_detected(sensor, ratio * lobe**2, swerling) for lobe in lobes], axis=0)
    )


def _detected(sensor: Sensor, ratio: Floats, swerling: int | NDArray[np.intp]) -> Floats:
    ratio_db = 10 * np.log10(np.maximum(ratio, 1e-12))
    found = np.zeros_like(ratio_db)
    for case, table in sensor.detection.items():
        chosen = np.broadcast_to(swerling == case, found.shape)
        if chosen.any():
            found[chosen] = np.interp(ratio_db[chosen], SNR_AXIS_DB, table, left=0.0)
    return found


def in_cover(
    sensor: Sensor, polar: Polar, altitude_m: Floats, site_altitude_m: float, facing_deg: float
) -> Flags:
    """Return whether points, flat arrays, lie in the radar's range, elevation and sector."""
    entry, ground_range = sensor.entry, polar.ground_range_m
    cover = ground_range <= entry.si("instrumented_range")
    left = np.flatnonzero(cover & (ground_range >= sensor.nearest_m))
    if entry.si("sector_width") < 2 * pi:
        off_axis = off_axis_rad(polar.azimuth_rad[left], facing_deg)
        left = left[off_axis <= entry.si("sector_width") / 2]
    cover[:] = False
    cover[left] = True
    antenna, highest = site_altitude_m + sensor.antenna_height_m, entry.si("maximum_elevation")
    rise = altitude_m[left] - antenna
    steep = left[rise > NEARLY * np.tan(highest) * ground_range[left]]
    elevation = earth.elevation_angle_rad(ground_range[steep], antenna, altitude_m[steep])
    cover[steep] = elevation <= highest
    return cover
