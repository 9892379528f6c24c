"""Antennas, waveforms, clutter, jamming and cross-sections by the names that case files use."""

from __future__ import annotations

import csv
import math
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.radar import antenna, clutter, cross_section, jamming, radar_equation, waveform

if TYPE_CHECKING:
    from collections.abc import Callable


# Nathanson's averages of about 60 sources, as printed in appendix B of NRL/MR/5310-12-9346.
NATHANSON = resources.files("skydome.validation") / "data" / "sea-clutter-nathanson.csv"


def _db(ratio: float) -> float:
    return 10 * math.log10(ratio)


def _ratio(db: float) -> float:
    return float(10 ** (db / 10))


def gain_of_beam_db(azimuth_deg: float, elevation_deg: float, efficiency: float) -> float:
    """Gain from beamwidths."""
    widths = (math.radians(azimuth_deg), math.radians(elevation_deg))
    return _db(float(antenna.gain_of_beam(*widths, efficiency)))


def gain_of_aperture_db(aperture_m2: float, wavelength_m: float) -> float:
    """Gain from effective aperture."""
    return _db(float(antenna.gain_of_aperture(aperture_m2, wavelength_m)))


def beamwidth_deg(aperture_m: float, wavelength_m: float, factor: float) -> float:
    """Beamwidth from the length of an aperture."""
    return math.degrees(float(antenna.beamwidth_rad(aperture_m, wavelength_m, factor)))


def first_sidelobe_db(beamwidth_deg: float = 2.0) -> float:
    """Highest side lobe of a uniformly lit aperture."""
    width = math.radians(beamwidth_deg)
    off_axis = np.linspace(1.2 * width, 2.2 * width, 20_001)
    return _db(float(np.max(antenna.uniform_aperture_gain(off_axis, width))))


def scan_loss_db(scan_angle_deg: float, exponent: float) -> float:
    """One-way loss of a steered array."""
    return float(antenna.scan_loss_db(math.radians(scan_angle_deg), exponent))


def range_of_delay_m(delay_us: float) -> float:
    """Half the way that a wave goes in a time: resolution, nearest range, range of an echo."""
    return float(waveform.range_resolution_m(delay_us * 1e-6))


def land_reflectivity(grazing_deg: float, land: str) -> float:
    """Constant-gamma reflectivity at 10 GHz."""
    gamma = _ratio(clutter.LAND_GAMMA_DB[land])
    return float(clutter.land_reflectivity(math.sin(math.radians(grazing_deg)), gamma))


def sea_reflectivity(
    grazing_deg: float,
    frequency_ghz: float,
    sea_state: float,
    polarisation: clutter.SeaPolarisation,
) -> float:
    """Reflectivity of the sea, as a plain ratio."""
    angle = math.radians(grazing_deg)
    return float(clutter.sea_reflectivity(angle, frequency_ghz * 1e9, sea_state, polarisation))


def sea_reflectivity_db(
    grazing_deg: float,
    frequency_ghz: float,
    sea_state: float,
    polarisation: clutter.SeaPolarisation,
) -> float:
    """Reflectivity of the sea in dB."""
    return _db(sea_reflectivity(grazing_deg, frequency_ghz, sea_state, polarisation))


@lru_cache(maxsize=1)
def _nathanson() -> list[dict[str, str]]:
    return list(csv.DictReader(NATHANSON.read_text(encoding="utf-8").splitlines()))


def sea_mean_deviation_db(polarisation: str, highest_grazing_deg: float) -> float:
    """Mean absolute deviation of the sea model from Nathanson's averages."""
    gaps = [
        abs(
            sea_reflectivity_db(
                float(row["grazing_deg"]),
                float(row["frequency_ghz"]),
                float(row["sea_state"]),
                "horizontal" if row["polarisation"] == "horizontal" else "vertical",
            )
            - float(row["reflectivity_db"])
        )
        for row in _nathanson()
        if row["polarisation"] == polarisation and float(row["grazing_deg"]) <= highest_grazing_deg
    ]
    return float(np.mean(gaps))


def clutter_rcs_m2(
    reflectivity: float,
    slant_range_m: float,
    azimuth_deg: float,
    elevation_deg: float,
    grazing_deg: float,
    pulse_length_us: float,
) -> float:
    """Cross-section of the surface in one cell."""
    area = clutter.clutter_cell_area_m2(
        slant_range_m,
        math.radians(azimuth_deg),
        math.radians(elevation_deg),
        float(waveform.range_resolution_m(pulse_length_us * 1e-6)),
        math.sin(math.radians(grazing_deg)),
    )
    return reflectivity * float(area)


def clutter_to_noise_db(
    clutter_rcs_m2: float,
    slant_range_m: float,
    wavelength_m: float,
    peak_power_w: float,
    pulse_length_us: float,
) -> float:
    """Clutter-to-noise ratio of one pulse; gain 20 dB and 290 K, as in MathWorks radareqsnr."""
    link = (peak_power_w, pulse_length_us * 1e-6, 20.0, 20.0, wavelength_m)
    return _db(float(radar_equation.received_snr(*link, clutter_rcs_m2, 290.0, slant_range_m)))


def signal_to_clutter_db(
    rcs_m2: float,
    reflectivity: float,
    slant_range_m: float,
    azimuth_rad: float,
    grazing_deg: float,
    pulse_length_us: float,
) -> float:
    """Signal-to-clutter ratio in a cell cut by the pulse."""
    area = clutter.clutter_cell_area_m2(
        slant_range_m,
        azimuth_rad,
        math.pi,
        float(waveform.range_resolution_m(pulse_length_us * 1e-6)),
        math.sin(math.radians(grazing_deg)),
    )
    return _db(float(clutter.signal_to_clutter(rcs_m2, reflectivity, area)))


def mti_improvement_db(pulses: int, spread_over_repetition: float) -> float:
    """MTI improvement factor for a spectrum given as a share of the repetition frequency."""
    return _db(float(clutter.mti_improvement(pulses, spread_over_repetition, 1.0)))


def mti_improvement_of_velocity_db(
    pulses: int, velocity_deviation_m_s: float, frequency_mhz: float, repetition_hz: float
) -> float:
    """MTI improvement factor for clutter that moves."""
    wavelength = SPEED_OF_LIGHT_M_S / (frequency_mhz * 1e6)
    spread = clutter.doppler_spread_hz(velocity_deviation_m_s, wavelength)
    return _db(float(clutter.mti_improvement(pulses, spread, repetition_hz)))


def jam_to_signal_db(
    erp_dbw: float,
    jammer_band_mhz: float,
    receiver_band_mhz: float,
    jammer_range_km: float,
    target_range_km: float,
    peak_power_w: float,
    gain_db: float,
    gain_to_jammer_db: float,
    rcs_dbsm: float,
    loss_db: float,
) -> float:
    """Jam-to-signal ratio of one pulse."""
    in_band = jamming.power_in_band_w(_ratio(erp_dbw), jammer_band_mhz, receiver_band_mhz)
    return _db(
        float(
            jamming.jam_to_signal(
                in_band,
                jammer_range_km * 1e3,
                peak_power_w,
                _ratio(gain_db),
                _ratio(rcs_dbsm),
                target_range_km * 1e3,
                _ratio(gain_to_jammer_db - gain_db),
                loss_db,
            )
        )
    )


def self_screening_burn_through_m(
    erp_dbw: float,
    jammer_band_mhz: float,
    receiver_band_mhz: float,
    peak_power_w: float,
    gain_db: float,
    rcs_dbsm: float,
    loss_db: float,
    jam_to_signal_db: float = 0.0,
) -> float:
    """Burn-through range of a jammer on the target."""
    in_band = jamming.power_in_band_w(_ratio(erp_dbw), jammer_band_mhz, receiver_band_mhz)
    link = (peak_power_w, _ratio(gain_db), _ratio(rcs_dbsm), _ratio(jam_to_signal_db), loss_db)
    return float(jamming.self_screening_burn_through_m(in_band, *link))


def stand_off_burn_through_m(
    erp_dbw: float,
    jammer_band_mhz: float,
    receiver_band_mhz: float,
    jammer_range_km: float,
    peak_power_w: float,
    gain_db: float,
    gain_to_jammer_db: float,
    rcs_dbsm: float,
    loss_db: float,
) -> float:
    """Crossover range of a jammer elsewhere."""
    in_band = jamming.power_in_band_w(_ratio(erp_dbw), jammer_band_mhz, receiver_band_mhz)
    return float(
        jamming.stand_off_burn_through_m(
            in_band,
            jammer_range_km * 1e3,
            peak_power_w,
            _ratio(gain_db),
            _ratio(rcs_dbsm),
            _ratio(gain_to_jammer_db - gain_db),
            1.0,
            loss_db,
        )
    )


def flat_plate_rcs_m2(area_m2: float, wavelength_m: float) -> float:
    """Flash of a flat plate."""
    return float(cross_section.flat_plate_rcs_m2(area_m2, wavelength_m))


def range_ratio(cross_section_db: float) -> float:
    """How far a change of cross-section moves the detection range."""
    return float(radar_equation.scaled_range_m(1.0, 1.0, _ratio(cross_section_db)))


MODELS: dict[str, Callable[..., float]] = {
    "antenna.gain_of_beam_db": gain_of_beam_db,
    "antenna.gain_of_aperture_db": gain_of_aperture_db,
    "antenna.beamwidth_deg": beamwidth_deg,
    "antenna.first_sidelobe_db": first_sidelobe_db,
    "antenna.scan_loss_db": scan_loss_db,
    "waveform.range_of_delay_m": range_of_delay_m,
    "clutter.land_reflectivity": land_reflectivity,
    "clutter.sea_reflectivity": sea_reflectivity,
    "clutter.sea_reflectivity_db": sea_reflectivity_db,
    "clutter.sea_mean_deviation_db": sea_mean_deviation_db,
    "clutter.clutter_rcs_m2": clutter_rcs_m2,
    "clutter.clutter_to_noise_db": clutter_to_noise_db,
    "clutter.signal_to_clutter_db": signal_to_clutter_db,
    "clutter.mti_improvement_db": mti_improvement_db,
    "clutter.mti_improvement_of_velocity_db": mti_improvement_of_velocity_db,
    "jamming.jam_to_signal_db": jam_to_signal_db,
    "jamming.self_screening_burn_through_m": self_screening_burn_through_m,
    "jamming.stand_off_burn_through_m": stand_off_burn_through_m,
    "cross_section.flat_plate_rcs_m2": flat_plate_rcs_m2,
    "cross_section.range_ratio": range_ratio,
}
