"""Diffraction, multipath and the kill model by the names that case files use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics import kill
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.waves import diffraction, multipath, surface

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.physics.kill import CommonLevel
    from skydome.physics.waves.diffraction import LinearPolarisation

SURFACES = {"land": diffraction.LAND, "sea": diffraction.SEA}


def knife_edge_db(parameter: float) -> float:
    """Loss of a knife edge by Fresnel's integrals."""
    return float(diffraction.knife_edge_loss_db(parameter))


def knife_edge_approximate_db(parameter: float) -> float:
    """Loss of a knife edge by the short form."""
    return float(diffraction.knife_edge_loss_approximate_db(parameter))


def knife_edge_parameter(
    height_m: float, near_m: float, far_m: float, wavelength_m: float
) -> float:
    """Fresnel parameter of an edge."""
    return float(diffraction.knife_edge_parameter(height_m, near_m, far_m, wavelength_m))


def bullington_db(
    frequency_mhz: float,
    length_km: float,
    first_altitude_m: float,
    last_altitude_m: float,
    posts: str,
    effective_radius_km: float,
) -> float:
    """Loss over a profile; its posts are written "distance_km:altitude_m" with spaces between."""
    pairs = np.array([[float(part) for part in post.split(":")] for post in posts.split()])
    profile = diffraction.Profile(
        pairs[:, 0] * 1e3, pairs[:, 1], length_km * 1e3, first_altitude_m, last_altitude_m
    )
    wavelength = SPEED_OF_LIGHT_M_S / (frequency_mhz * 1e6)
    return diffraction.bullington_loss_db(profile, wavelength, effective_radius_km * 1e3)


def spherical_earth_db(
    frequency_mhz: float,
    ground_range_km: float,
    antenna_height_m: float,
    target_height_m: float,
    effective_radius_km: float,
    ground: str,
    polarisation: LinearPolarisation,
) -> float:
    """Loss behind a smooth Earth."""
    loss = diffraction.spherical_earth_loss_db(
        ground_range_km * 1e3,
        antenna_height_m,
        target_height_m,
        frequency_mhz * 1e6,
        SURFACES[ground],
        polarisation,
        effective_radius_km * 1e3,
    )
    return float(loss)


def water_permittivity(
    frequency_ghz: float, temperature_c: float, salinity_g_kg: float, part: str
) -> float:
    """One part, ``real`` or ``loss``, of the permittivity of water."""
    if salinity_g_kg == 0:
        found = surface.pure_water_permittivity(frequency_ghz * 1e9, temperature_c)
    else:
        found = surface.sea_water_permittivity(frequency_ghz * 1e9, temperature_c, salinity_g_kg)
    return found.real if part == "real" else -found.imag


def _plane_mirror(
    antenna_height_m: float, elevation_deg: float, wavelength_m: float
) -> multipath.Interference:
    """Fields over a perfect mirror on an Earth that is as good as flat."""
    ground, radius = 1e5, 1e13
    height = ground * math.tan(math.radians(elevation_deg))
    found = multipath.reflection_point(antenna_height_m, ground, height, radius)
    mirror = multipath.Mirror(SPEED_OF_LIGHT_M_S / wavelength_m, "horizontal", 1e12 - 0j)
    return multipath.interference(found, mirror)


def echo_gain_db(antenna_height_m: float, elevation_deg: float, wavelength_m: float) -> float:
    """F⁴ over a flat perfect mirror, in decibels."""
    return 20 * math.log10(
        float(_plane_mirror(antenna_height_m, elevation_deg, wavelength_m).power)
    )


def mean_echo_gain(amplitude: float) -> float:
    """Mean of F⁴ over a lobe."""
    return float(multipath.mean_fourth_power(amplitude))


def target_kill(
    independent_probability: float, common_reliability: float, shots: int, level: CommonLevel
) -> float:
    """Kill probability of one target, in closed form."""
    return kill.target_kill_probability(independent_probability, common_reliability, shots, level)


def expected_kills(
    independent_probability: float,
    common_reliability: float,
    shots: int,
    targets: int,
    level: CommonLevel,
) -> float:
    """Mean targets killed."""
    leak = kill.expected_leakers(independent_probability, common_reliability, shots, targets, level)
    return targets - leak


def within_radius(lethal_radius_m: float, deviation_m: float) -> float:
    """Share of circular normal misses within a radius."""
    return float(kill.lethal_radius_kill_probability(lethal_radius_m, deviation_m))


def carleton(lethal_scale_m: float, deviation_m: float) -> float:
    """Kill probability of Carleton's damage function."""
    return float(kill.carleton_kill_probability(lethal_scale_m, deviation_m))


MODELS: dict[str, Callable[..., float]] = {
    "diffraction.knife_edge_db": knife_edge_db,
    "diffraction.knife_edge_approximate_db": knife_edge_approximate_db,
    "diffraction.knife_edge_parameter": knife_edge_parameter,
    "diffraction.bullington_db": bullington_db,
    "diffraction.spherical_earth_db": spherical_earth_db,
    "multipath.water_permittivity": water_permittivity,
    "multipath.sea_conductivity_s_m": surface.sea_water_conductivity_s_m,
    "multipath.echo_gain_db": echo_gain_db,
    "multipath.mean_echo_gain": mean_echo_gain,
    "kill.no_leak": kill.no_leak_probability,
    "kill.target_kill": target_kill,
    "kill.expected_kills": expected_kills,
    "kill.within_radius": within_radius,
    "kill.carleton": carleton,
}
