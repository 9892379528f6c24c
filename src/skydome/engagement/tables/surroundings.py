"""Effects of the surroundings on a radar: ground clutter, multipath, jamming."""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables.sensor import Surface
from skydome.physics import earth
from skydome.physics.radar import clutter, interference, jamming
from skydome.physics.waves import multipath
from skydome.physics.waves.surface import sea_water_permittivity, soil_permittivity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.arrays import Floats
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Geometry, Polar, Sensor
    from skydome.scenario.resolved import Jammer


SEA = "sea"
SEA_STATE = 3.0
LEAST_SEA_GRAZING_RAD = np.radians(clutter.SEA_GRAZING_DEG[0])
# Standard deviation of the surface's height. 1 m and 10 m are Barton's for flat land and towns,
# 0.25 m is a quarter of the significant wave height of sea state 3; the rest lies between by
# judgement.
SURFACE_HEIGHT_M = {
    SEA: 0.25,
    "flatland": 1.0,
    "farmland": 3.0,
    "woods": 10.0,
    "urban": 10.0,
    "wooded_hills": 30.0,
    "mountains": 100.0,
}
SOIL_MOISTURE = 0.2  # volume of water in a volume of soil
HEIGHT_DOUBT_M = 10.0  # a flight is not flown more precisely, and a scan averages over it
PHASES = 8
LEAST_HEIGHT_M = 2.0  # above the ground, where the formulas would be singular


def surface_of(frequency_hz: float, surface: str) -> Surface:
    """Return the properties of a surface at a frequency."""
    if surface == SEA:
        return Surface(0.0, SURFACE_HEIGHT_M[SEA], sea_water_permittivity(frequency_hz))
    gamma_db = float(clutter.land_gamma_db(clutter.LAND_GAMMA_DB[surface], frequency_hz))
    return Surface(
        float(10 ** (gamma_db / 10)),
        SURFACE_HEIGHT_M[surface],
        soil_permittivity(frequency_hz, SOIL_MOISTURE),
    )


# ground clutter


def residue_to_noise(
    sensor: Sensor, points: Geometry, slant_m: Floats, elevation_rad: Floats, loss_db: Floats
) -> Floats:
    """Return the clutter residue in each point's resolution cell, relative to noise.

    The ground is a smooth Earth at the altitude of the ground under the point: slopes that face the
    radar are left out. It is assumed to be in line of sight.
    """
    entry, altitude = sensor.entry, points.surface_altitude_m
    antenna = points.site_altitude_m + sensor.antenna_height_m
    above = np.maximum(antenna - altitude, LEAST_HEIGHT_M)
    sine = clutter.sine_of_grazing_angle(above, np.maximum(slant_m, above))
    area = clutter.clutter_cell_area_m2(
        slant_m,
        entry.si("azimuth_beamwidth"),
        entry.si("elevation_beamwidth"),
        entry.si("range_resolution"),
        sine,
    )
    gain: Floats | float = 1.0
    if sensor.models.antenna:
        below = earth.elevation_angle_rad(points.ground_range_m, antenna, altitude)
        gain = sensor.beam.at_surface(elevation_rad, below, points.off_axis_rad)
    return interference.residue_to_noise(
        sensor.loop_constant_m2 * np.square(gain),
        _reflectivity(sensor, sine) * area,
        slant_m,
        loss_db,
        10 ** (entry.si("mti_improvement") / 10),
    )


def _reflectivity(sensor: Sensor, sine: Floats) -> Floats:
    surface, frequency = sensor.surface, sensor.entry.si("frequency")
    if surface.gamma == 0:
        grazing = np.clip(np.arcsin(np.clip(sine, 0.0, 1.0)), LEAST_SEA_GRAZING_RAD, pi / 3)
        found = clutter.sea_reflectivity(grazing, frequency, SEA_STATE)
        return np.where(sine > 0, found, 0.0)
    weakened = clutter.grazing_propagation(
        sine, surface.height_deviation_m, sensor.beam.wavelength_m
    )
    return clutter.land_reflectivity(sine, surface.gamma) * weakened


# multipath


def lobe_powers(sensor: Sensor, points: Geometry) -> Iterable[Floats]:
    """Yield equally likely values of F², the one-way power of direct and reflected ray together.

    The reflector is smooth ground at the altitude of the ground under the target, as rough as the
    scenario's surface. F² is 1 where there is no reflection, beyond the horizon.
    """
    altitude = np.asarray(points.surface_altitude_m)
    antenna = points.site_altitude_m + sensor.antenna_height_m - altitude
    near, far, height = np.broadcast_arrays(
        np.maximum(antenna, LEAST_HEIGHT_M),
        np.maximum(points.ground_range_m, 1.0),
        np.maximum(points.altitude_m - altitude, LEAST_HEIGHT_M),
    )
    found = multipath.reflection_point(near, far, height)
    mirror = multipath.Mirror(
        sensor.entry.si("frequency"),
        "horizontal",
        sensor.surface.permittivity,
        sensor.surface.height_deviation_m,
    )
    spread = multipath.phase_spread_rad(
        found.path_difference_m, height, HEIGHT_DOUBT_M, sensor.beam.wavelength_m
    )
    powers = multipath.lobe_powers(multipath.interference(found, mirror), spread, PHASES)
    return np.moveaxis(np.nan_to_num(powers, nan=1.0), -1, 0)


# jammers


class Seen(NamedTuple):
    """A jammer relative to one radar; ``jam_to_noise`` is with the beam on it."""

    azimuth_rad: float
    elevation_rad: float
    jam_to_noise: float


def jammers_in_sight(
    sensor: Sensor, place: Place, jammers: Iterable[Jammer], lowest_m: Iterable[float]
) -> list[Seen]:
    """Return the jammers in line of sight; ``lowest_m`` is the mask's altitude at each."""
    antenna = place.altitude_m + sensor.antenna_height_m
    found = []
    for jammer, lowest in zip(jammers, lowest_m, strict=True):
        altitude = jammer.altitude_m.value
        if altitude < lowest:
            continue
        reach, azimuth = earth.polar_from_site(
            place.latitude_deg, place.longitude_deg, jammer.latitude_deg, jammer.longitude_deg
        )
        slant = earth.slant_range_m(reach, antenna, altitude)
        loss = sensor.gas.one_way_db(np.atleast_1d(reach), np.atleast_1d(altitude))[0]
        found.append(
            Seen(
                float(azimuth),
                float(earth.elevation_angle_rad(reach, antenna, altitude)),
                float(_jam_to_noise(sensor, jammer.density_w_hz.value, slant, loss)),
            )
        )
    return found


def stand_off_noise(
    sensor: Sensor, seen: Iterable[Seen], azimuth_rad: Floats, elevation_rad: Floats
) -> Floats:
    """Return jamming relative to noise while the beam points in given directions."""
    total = np.zeros_like(azimuth_rad)
    for jammer in seen:
        gain = sensor.beam.towards(
            azimuth_rad - jammer.azimuth_rad, elevation_rad, jammer.elevation_rad
        )
        total += jammer.jam_to_noise * gain
    return total


def self_screening_noise(sensor: Sensor, points: Geometry, density_w_hz: Floats) -> Floats | float:
    """Return jamming relative to noise of a jammer on board each target; density 0 for none."""
    if not density_w_hz.any():
        return 0.0
    antenna = points.site_altitude_m + sensor.antenna_height_m
    slant = earth.slant_range_m(points.ground_range_m, antenna, points.altitude_m)
    loss = sensor.gas.one_way_db(points.ground_range_m, points.altitude_m)
    noise = _jam_to_noise(sensor, density_w_hz, slant, loss)
    if not sensor.models.antenna:
        return noise
    elevation = earth.elevation_angle_rad(points.ground_range_m, antenna, points.altitude_m)
    return noise * sensor.beam.at_target(elevation, points.off_axis_rad)


def on_axis_noise(
    sensor: Sensor, place: Place, polar: Polar, altitude_m: Floats, density_w_hz: Floats
) -> Floats:
    """Return jamming relative to noise of jammers at which the beam points."""
    antenna = place.altitude_m + sensor.antenna_height_m
    slant = earth.slant_range_m(polar.ground_range_m, antenna, altitude_m)
    loss = sensor.gas.one_way_db(polar.ground_range_m, altitude_m)
    return _jam_to_noise(sensor, density_w_hz, np.maximum(slant, 1.0), loss)


def _jam_to_noise(
    sensor: Sensor, density_w_hz: Floats | float, slant_m: Floats, loss_db: Floats | float
) -> Floats:
    return jamming.jam_to_noise(
        density_w_hz,
        slant_m,
        sensor.beam.peak_gain,
        1.0,
        sensor.beam.wavelength_m,
        sensor.entry.si("noise_temperature"),
        loss_db,
    )
