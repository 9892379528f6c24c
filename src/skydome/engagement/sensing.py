"""What each radar sees of each path: detection probability, scan by scan."""

from __future__ import annotations

from functools import lru_cache
from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.attenuation import gas_losses
from skydome.physics import detection, earth, propagation, radar
from skydome.terrain import lowest_visible_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.engagement.attenuation import GasLosses
    from skydome.engagement.paths import Path
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario
    from skydome.terrain import Mask

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SNR_AXIS_DB = np.arange(-20.0, 60.01, 0.1)  # detection probability is tabulated over this
LOWEST_RAIN_HZ = 1e9
MOST_LOSS_DB = 300.0  # nothing is seen through that
ABOVE_MASK_M = 1.0  # rounding of a single-precision mask


class Polar(NamedTuple):
    """A path as one site sees it, scan by scan; azimuth clockwise from north."""

    ground_range_m: Floats
    azimuth_rad: Floats


class Weather(NamedTuple):
    """Uniform rain below a height."""

    rain_mm_h: float
    rain_height_m: float


class Sensor(NamedTuple):
    """A catalogue radar made ready: one constant for its power, tables for the rest.

    ``loop_constant_m2`` is C in SNR = C·σ / (R⁴·L). It is derived, never published: see
    `sensor_of`. ``detection`` holds Pd over `SNR_AXIS_DB` by Swerling case.
    """

    entry: ResolvedEntry
    loop_constant_m2: float
    gas: GasLosses
    rain_db_m: float
    rain_height_m: float
    detection: dict[int, Floats]

    @property
    def antenna_height_m(self) -> float:
        """Phase centre above the ground."""
        return self.entry.si("antenna_height")


def sensor_of(entry: ResolvedEntry, weather: Weather) -> Sensor:
    """Return a radar's sensor.

    The loop constant makes the radar meet its quoted range, read as a ground range, against its
    declared reference target, at the declared altitude, through clear air and with the declared
    statistics.
    """
    quoted, altitude = entry.si("detection_range"), entry.si("reference_altitude")
    antenna, frequency = entry.si("antenna_height"), entry.si("frequency")
    gas = gas_losses(frequency, antenna)
    loss_db = 2 * gas.one_way_db(np.array([quoted]), np.array([altitude]))[0]
    constant = radar.loop_constant_m2(
        float(earth.slant_range_m(quoted, antenna, altitude)),
        entry.si("reference_rcs"),
        entry.si("reference_detection_probability"),
        entry.si("false_alarm_probability"),
        entry.count("pulses_integrated"),
        entry.count("reference_swerling"),
        float(10 ** (loss_db / 10)),
    )
    rain = _rain_db_m(weather, frequency)
    cases = {case: _detection_table(entry, case) for case in detection.SWERLING_CASES}
    return Sensor(entry, constant, gas, rain, weather.rain_height_m, cases)


def _rain_db_m(weather: Weather, frequency_hz: float) -> float:
    """Return what rain takes, one way; below 1 GHz, where P.838 ends, it is next to nothing."""
    if weather.rain_mm_h == 0 or frequency_hz < LOWEST_RAIN_HZ:
        return 0.0
    return float(propagation.rain_specific_attenuation_db_m(weather.rain_mm_h, frequency_hz))


def _detection_table(entry: ResolvedEntry, swerling: int) -> Floats:
    false_alarms, pulses = entry.si("false_alarm_probability"), entry.count("pulses_integrated")
    return _detection_over_axis(false_alarms, pulses, swerling)


@lru_cache(maxsize=64)
def _detection_over_axis(false_alarm_probability: float, pulses: int, swerling: int) -> Floats:
    return detection.detection_probability(
        10 ** (SNR_AXIS_DB / 10), false_alarm_probability, pulses, swerling
    )


def weather_of(scenario: ResolvedScenario) -> Weather:
    """Return the scenario's weather."""
    return Weather(scenario.rain_mm_h.value, scenario.rain_height_m.value)


def seen_from(path: Path, latitude_deg: float, longitude_deg: float) -> Polar:
    """Return a path as seen from one place."""
    return Polar(
        *earth.polar_from_site(latitude_deg, longitude_deg, path.latitude_deg, path.longitude_deg)
    )


def probability(
    sensor: Sensor,
    ground_range_m: Floats,
    altitude_m: Floats,
    rcs_m2: float,
    swerling: int,
    site_altitude_m: float,
) -> Floats:
    """Return the single-look detection probability of points in plain sight.

    Parameters
    ----------
    sensor
        The radar.
    ground_range_m, altitude_m
        Points, above sea level; arrays of one shape.
    rcs_m2, swerling
        Mean cross-section and fluctuation case.
    site_altitude_m
        Ground under the antenna, above sea level.
    """
    antenna = site_altitude_m + sensor.antenna_height_m
    slant = earth.slant_range_m(ground_range_m, antenna, altitude_m)
    loss_db = 2 * sensor.gas.one_way_db(ground_range_m, altitude_m)
    if sensor.rain_db_m:
        rain_path = propagation.rain_path_m(
            antenna, ground_range_m, altitude_m, sensor.rain_height_m
        )
        loss_db = loss_db + 2 * sensor.rain_db_m * rain_path
    loss_db = np.minimum(loss_db, MOST_LOSS_DB)
    snr = radar.snr_from_loop_constant(sensor.loop_constant_m2, rcs_m2, slant, loss_db)
    snr_db = 10 * np.log10(np.maximum(snr, 1e-12))
    return np.asarray(np.interp(snr_db, SNR_AXIS_DB, sensor.detection[swerling], left=0.0))


def in_cover(
    sensor: Sensor, polar: Polar, altitude_m: Floats, site_altitude_m: float, facing_deg: float
) -> Flags:
    """Return whether points lie in the radar's range, elevation and sector."""
    antenna = site_altitude_m + sensor.antenna_height_m
    elevation = earth.elevation_angle_rad(polar.ground_range_m, antenna, altitude_m)
    cover = polar.ground_range_m <= sensor.entry.si("instrumented_range")
    cover &= elevation <= sensor.entry.si("maximum_elevation")
    off_axis = np.abs((polar.azimuth_rad - np.radians(facing_deg) + pi) % (2 * pi) - pi)
    return np.asarray(cover & (off_axis <= sensor.entry.si("sector_width") / 2))


def in_sight(mask: Mask, polar: Polar, altitude_m: Floats) -> Flags:
    """Return whether terrain leaves points visible; beyond the mask nothing is."""
    reach = mask.maximum_range_m
    lowest = lowest_visible_at(mask, polar.azimuth_rad, np.minimum(polar.ground_range_m, reach))
    return np.asarray((altitude_m >= lowest - ABOVE_MASK_M) & (polar.ground_range_m <= reach))
