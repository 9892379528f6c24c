"""Limits of the range of one radar by altitude: noise, the horizon, clutter, jamming.

A surveillance radar over a smooth surface of one kind, on a 4/3 Earth and in clear air without
losses. It combines the single models for study and teaching;
the simulation does the same over real terrain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M
from skydome.physics.earth import elevation_angle_rad, horizon_range_m, slant_range_m
from skydome.physics.radar.antenna import cosecant_squared_gain
from skydome.physics.radar.clutter import (
    clutter_cell_area_m2,
    grazing_propagation,
    land_reflectivity,
    sine_of_grazing_angle,
)
from skydome.physics.radar.interference import residue_to_noise, snr_over_interference
from skydome.physics.radar.radar_equation import snr_from_loop_constant

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

RANGES_M = np.geomspace(500.0, 600e3, 4000)


class Surveillance(NamedTuple):
    """A rotating radar with a cosecant-squared beam.

    ``loop_constant_m2`` applies at the peak of the beam; ``required_snr`` is the ratio for
    detection.
    """

    loop_constant_m2: float
    required_snr: float
    wavelength_m: float
    antenna_height_m: float
    azimuth_beamwidth_rad: float
    elevation_beamwidth_rad: float
    upper_edge_rad: float
    range_resolution_m: float


class Surface(NamedTuple):
    """Land by the constant-γ model; γ as a plain ratio at the radar's frequency."""

    gamma: float
    height_deviation_m: float


class Limits(NamedTuple):
    """Ground ranges in metres, one for each altitude.

    Up to ``noise_m`` an unjammed target would be detected if the Earth were not in the way, which
    it is beyond ``horizon_m``; up to ``self_screening_m`` and ``stand_off_m`` with such a jammer.
    Nearer than ``hidden_to_m`` clutter hides it; zero where it hides nothing.
    """

    horizon_m: Floats
    noise_m: Floats
    self_screening_m: Floats
    stand_off_m: Floats
    hidden_to_m: Floats


def target_snr(
    radar: Surveillance, ground_range_m: Numbers, altitude_m: Numbers, rcs_m2: Numbers
) -> Floats:
    """Return the signal-to-noise ratio of a target, C·σ·g² / R⁴, horizon or not; all broadcast."""
    gain = _gain_towards(radar, ground_range_m, altitude_m)
    slant = slant_range_m(ground_range_m, radar.antenna_height_m, altitude_m)
    return snr_from_loop_constant(radar.loop_constant_m2 * gain**2, rcs_m2, slant)


def clutter_to_noise(
    radar: Surveillance,
    surface: Surface,
    ground_range_m: Numbers,
    altitude_m: Numbers,
    improvement: float = 1.0,
) -> Floats:
    """Return the clutter, relative to noise, that falls on a target: of the same slant range.

    The surface lies lower than the target and is seen through a weaker part of the beam. Beyond
    the radar's horizon there is none. All broadcast.
    """
    height = radar.antenna_height_m
    slant = slant_range_m(ground_range_m, height, altitude_m)
    sine = np.where(slant > height, sine_of_grazing_angle(height, slant), 0.0)
    area = clutter_cell_area_m2(
        slant,
        radar.azimuth_beamwidth_rad,
        radar.elevation_beamwidth_rad,
        radar.range_resolution_m,
        sine,
    )
    weakening = grazing_propagation(sine, surface.height_deviation_m, radar.wavelength_m)
    rcs = land_reflectivity(sine, surface.gamma) * weakening * area
    gain = cosecant_squared_gain(
        -_depression_rad(height, slant), radar.elevation_beamwidth_rad, radar.upper_edge_rad
    )
    return residue_to_noise(radar.loop_constant_m2 * gain**2, rcs, slant, 0.0, improvement)


def self_screening_to_noise(
    radar: Surveillance, ground_range_m: Numbers, altitude_m: Numbers, jam_constant_m2: float
) -> Floats:
    """Return the jamming, relative to noise, of a target that carries its own jammer: K·g / R².

    K for the nose of the beam, from `jamming.jam_constant_m2`. All broadcast.
    """
    slant = slant_range_m(ground_range_m, radar.antenna_height_m, altitude_m)
    gain = _gain_towards(radar, ground_range_m, altitude_m)
    return np.asarray(jam_constant_m2 * gain / slant**2, dtype=np.float64)


def range_limits(
    radar: Surveillance,
    surface: Surface,
    altitude_m: ArrayLike,
    rcs_m2: float,
    jam_constant_m2: float = 0.0,
    stand_off_to_noise: float = 0.0,
    improvement: float = 1.0,
) -> Limits:
    """Return the limits of the range at each altitude.

    Parameters
    ----------
    radar, surface
        The radar, and what lies around it.
    altitude_m
        Of the target, shape (n,).
    rcs_m2
        Of the target.
    jam_constant_m2
        Of a jammer on the target.
    stand_off_to_noise
        Jam-to-noise ratio of a jammer elsewhere.
    improvement
        MTI improvement factor.

    Returns
    -------
    Arrays of shape (n,). Ranges are searched from 0.5 to 600 km on a grid of 0.2 %.
    """
    altitude = np.asarray(altitude_m, dtype=np.float64)[:, np.newaxis]
    snr = target_snr(radar, RANGES_M, altitude, rcs_m2)
    screened = self_screening_to_noise(radar, RANGES_M, altitude, jam_constant_m2)
    residue = clutter_to_noise(radar, surface, RANGES_M, altitude, improvement)
    hidden = snr_over_interference(snr, residue) < radar.required_snr
    return Limits(
        horizon_range_m(radar.antenna_height_m, altitude[:, 0]),
        _last(snr >= radar.required_snr),
        _last(snr_over_interference(snr, 0.0, screened) >= radar.required_snr),
        _last(snr_over_interference(snr, 0.0, stand_off_to_noise) >= radar.required_snr),
        _last(hidden & (snr >= radar.required_snr)),
    )


def _gain_towards(radar: Surveillance, ground_range_m: Numbers, altitude_m: Numbers) -> Floats:
    elevation = elevation_angle_rad(ground_range_m, radar.antenna_height_m, altitude_m)
    return cosecant_squared_gain(elevation, radar.elevation_beamwidth_rad, radar.upper_edge_rad)


def _depression_rad(height_m: float, slant_m: Floats) -> Floats:
    """Depression angle at which a slant range reaches sea level; π/2 nearer than that."""
    far = EFFECTIVE_EARTH_RADIUS_M + height_m
    rise = height_m * (height_m + 2 * EFFECTIVE_EARTH_RADIUS_M)
    return np.asarray(np.arcsin(np.minimum((rise + slant_m**2) / (2 * far * slant_m), 1.0)))


def _last(seen: NDArray[np.bool_]) -> Floats:
    """Greatest range of each row that is true, zero where none is."""
    return np.asarray(np.max(np.where(seen, RANGES_M, 0.0), axis=1), dtype=np.float64)
