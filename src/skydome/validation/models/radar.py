"""Earth, atmosphere, detection, radar and propagation by the names that case files use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from skydome.physics import atmosphere, earth
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M, SPEED_OF_LIGHT_M_S
from skydome.physics.radar import detection, radar_equation
from skydome.physics.waves import propagation

if TYPE_CHECKING:
    from collections.abc import Callable


def _db(ratio: float) -> float:
    return 10 * math.log10(ratio)


def _ratio(db: float) -> float:
    return float(10 ** (db / 10))


def horizon_range_km(antenna_height_m: float, target_height_m: float) -> float:
    """Radio horizon on a 4/3 Earth."""
    return float(earth.horizon_range_m(antenna_height_m, target_height_m)) / 1e3


def ground_range_at_elevation_m(
    elevation_deg: float,
    antenna_height_m: float,
    target_height_m: float,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> float:
    """Ground range where a ray meets a height."""
    elevation = math.radians(elevation_deg)
    return float(
        earth.ground_range_at_elevation_m(
            elevation, antenna_height_m, target_height_m, effective_radius_m
        )
    )


def geodesic_range_m(
    site_latitude_deg: float,
    site_longitude_deg: float,
    latitude_deg: float,
    longitude_deg: float,
) -> float:
    """Ground range between two positions."""
    where = (site_latitude_deg, site_longitude_deg, latitude_deg, longitude_deg)
    return float(earth.polar_from_site(*where)[0])


def geodesic_azimuth_deg(
    site_latitude_deg: float,
    site_longitude_deg: float,
    latitude_deg: float,
    longitude_deg: float,
) -> float:
    """Azimuth from one position to another."""
    where = (site_latitude_deg, site_longitude_deg, latitude_deg, longitude_deg)
    return math.degrees(float(earth.polar_from_site(*where)[1]))


def required_snr_db(
    detection_probability: float, false_alarm_probability: float, pulses: int, swerling: int
) -> float:
    """Exact per-pulse signal-to-noise ratio."""
    needed = (detection_probability, false_alarm_probability, pulses, swerling)
    return _db(float(detection.required_snr(*needed)))


def albersheim_snr_db(
    detection_probability: float, false_alarm_probability: float, pulses: int
) -> float:
    """Albersheim's approximation."""
    needed = (detection_probability, false_alarm_probability, pulses)
    return float(detection.albersheim_snr_db(*needed))


def radar_range_m(
    frequency_ghz: float,
    peak_power_w: float,
    pulse_length_us: float,
    snr_db: float,
    rcs_m2: float = 1.0,
    gain_db: float = 20.0,
    noise_temperature_k: float = 290.0,
    loss_db: float = 0.0,
) -> float:
    """Range equation; the defaults are those of MathWorks radareqrng."""
    wavelength = SPEED_OF_LIGHT_M_S / (frequency_ghz * 1e9)
    return float(
        radar_equation.range_equation_m(
            peak_power_w,
            pulse_length_us * 1e-6,
            gain_db,
            gain_db,
            wavelength,
            rcs_m2,
            noise_temperature_k,
            _ratio(snr_db),
            loss_db,
        )
    )


def radar_snr_db(
    frequency_ghz: float,
    peak_power_w: float,
    pulse_length_us: float,
    slant_range_km: float,
    rcs_m2: float = 1.0,
    gain_db: float = 20.0,
    noise_temperature_k: float = 290.0,
    loss_db: float = 0.0,
) -> float:
    """Signal-to-noise ratio; the defaults are those of MathWorks radareqsnr."""
    wavelength = SPEED_OF_LIGHT_M_S / (frequency_ghz * 1e9)
    snr = radar_equation.received_snr(
        peak_power_w,
        pulse_length_us * 1e-6,
        gain_db,
        gain_db,
        wavelength,
        rcs_m2,
        noise_temperature_k,
        slant_range_km * 1e3,
        loss_db,
    )
    return _db(float(snr))


def range_from_sensitivity_km(
    peak_power_w: float, gain_db: float, wavelength_m: float, rcs_m2: float, sensitivity_w: float
) -> float:
    """Range at which the echo equals a receiver's sensitivity."""
    return (
        float(
            radar_equation.range_from_sensitivity_m(
                peak_power_w, gain_db, gain_db, wavelength_m, rcs_m2, sensitivity_w
            )
        )
        / 1e3
    )


def scaled_range_km(quoted_range_km: float, quoted_rcs_m2: float, rcs_m2: float) -> float:
    """Fourth-root law."""
    return float(radar_equation.scaled_range_m(quoted_range_km * 1e3, quoted_rcs_m2, rcs_m2)) / 1e3


def density_at_geometric_altitude_kg_m3(geometric_altitude_m: float) -> float:
    """Air density at a geometric altitude."""
    geopotential = atmosphere.geometric_to_geopotential_m(geometric_altitude_m)
    return float(atmosphere.density_kg_m3(geopotential))


def gas_db_km(frequency_ghz: float, altitude_m: float) -> float:
    """Specific gas attenuation, one way."""
    return float(propagation.gas_specific_attenuation_db_m(frequency_ghz * 1e9, altitude_m)) * 1e3


def rain_db_km(
    rain_rate_mm_h: float, frequency_ghz: float, polarisation: propagation.Polarisation
) -> float:
    """Specific rain attenuation, one way."""
    per_m = propagation.rain_specific_attenuation_db_m(
        rain_rate_mm_h, frequency_ghz * 1e9, polarisation
    )
    return float(per_m) * 1e3


MODELS: dict[str, Callable[..., float]] = {
    "earth.horizon_range_km": horizon_range_km,
    "earth.ground_range_at_elevation_m": ground_range_at_elevation_m,
    "earth.geodesic_range_m": geodesic_range_m,
    "earth.geodesic_azimuth_deg": geodesic_azimuth_deg,
    "detection.required_snr_db": required_snr_db,
    "detection.albersheim_snr_db": albersheim_snr_db,
    "detection.shnidman_snr_db": detection.shnidman_snr_db,
    "radar.range_m": radar_range_m,
    "radar.snr_db": radar_snr_db,
    "radar.range_from_sensitivity_km": range_from_sensitivity_km,
    "radar.scaled_range_km": scaled_range_km,
    "atmosphere.geopotential_altitude_m": lambda geometric_altitude_m: float(
        atmosphere.geometric_to_geopotential_m(geometric_altitude_m)
    ),
    "atmosphere.temperature_k": lambda geopotential_altitude_m: float(
        atmosphere.temperature_k(geopotential_altitude_m)
    ),
    "atmosphere.pressure_pa": lambda geopotential_altitude_m: float(
        atmosphere.pressure_pa(geopotential_altitude_m)
    ),
    "atmosphere.density_kg_m3": lambda geopotential_altitude_m: float(
        atmosphere.density_kg_m3(geopotential_altitude_m)
    ),
    "atmosphere.sound_speed_m_s": lambda geopotential_altitude_m: float(
        atmosphere.sound_speed_m_s(geopotential_altitude_m)
    ),
    "atmosphere.density_at_geometric_altitude_kg_m3": density_at_geometric_altitude_kg_m3,
    "propagation.gas_db_km": gas_db_km,
    "propagation.rain_db_km": rain_db_km,
}
