"""Noise jamming: how much reaches the receiver, and the range at which a radar burns through.

A stand-off jammer is away from the target, mostly in the side lobes; a self-screening one is on the
target. ERP is effective radiated power, that of the jammer times the gain of its antenna, in watts.
All ratios are plain numbers unless the name says dB.

There are two sets of formulas. Those with power and gain are the textbooks', without receiver
noise. Those with the loop constant C (see `radar.loop_constant_m2`) include noise, and apply to
radars of which only a range is published; the first are the limit of the second for strong jammers.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.physics.constants import BOLTZMANN_J_K
from skydome.physics.radar.antenna import effective_aperture_m2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]


def power_in_band_w(erp_w: Numbers, jammer_band_hz: Numbers, receiver_band_hz: Numbers) -> Floats:
    """Return the part of a jammer's radiated power in the receiver's band: ERP·min(1, Br/Bj).

    A jammer must cover every frequency the radar may hop to; what lies outside the receiver's band
    is lost on it [1]_. A jammer narrower than the receiver puts all its power in, no more. Arrays
    broadcast.

    References
    ----------
    .. [1] D. C. Schleher, "Electronic Warfare in the Information Age", 1999, chapter 4.
    """
    share = np.minimum(1.0, np.asarray(receiver_band_hz) / jammer_band_hz)
    return np.asarray(erp_w * share, dtype=np.float64)


def jam_to_noise(
    erp_density_w_hz: Numbers,
    jammer_range_m: Numbers,
    gain: Numbers,
    relative_gain: Numbers,
    wavelength_m: Numbers,
    noise_temperature_k: Numbers,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the ratio of a noise jammer's power in the receiver to the receiver's own noise.

    J₀ / N₀ = p·G·g·λ² / ((4π)²·R²·L·k·Ts), with p the ERP for each hertz [1]_. Both are noise
    within the band, so that the band drops out.

    Parameters
    ----------
    erp_density_w_hz
        p = ERP / jammed band, towards the radar.
    jammer_range_m
        From the radar; above zero.
    gain, relative_gain
        The receiving antenna's peak gain, and its gain towards the jammer relative to that peak:
        1 for a self-screening jammer, a side-lobe level (0.001 for -30 dB) for most others.
    wavelength_m, noise_temperature_k
        System temperature at the antenna's terminals.
    loss_db
        One way, jammer to receiver, with 3 dB where the polarisations do not match. Arrays
        broadcast.

    Returns
    -------
    Plain ratio.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 3; M. I. Skolnik,
       "Radar Handbook", 3rd ed., 2008, chapter 24.
    """
    constant = jam_constant_m2(
        erp_density_w_hz, gain, wavelength_m, noise_temperature_k, relative_gain
    )
    loss = 10 ** (np.asarray(loss_db) / 10)
    return np.asarray(constant / np.square(jammer_range_m) / loss, dtype=np.float64)


def jam_constant_m2(
    erp_density_w_hz: Numbers,
    gain: Numbers,
    wavelength_m: Numbers,
    noise_temperature_k: Numbers,
    relative_gain: Numbers = 1.0,
) -> Floats:
    """Return K in J/N = K / (R²·L): p·A·g / (4π·k·Ts), with A the effective aperture G·λ² / 4π.

    The counterpart of `radar.loop_constant_m2` for jamming; parameters as for `jam_to_noise`. √K is
    the range at which the jammer doubles the noise.
    """
    aperture = effective_aperture_m2(gain, wavelength_m) * np.asarray(relative_gain)
    noise_w_hz = BOLTZMANN_J_K * np.asarray(noise_temperature_k)
    return np.asarray(erp_density_w_hz * aperture / (4 * pi * noise_w_hz), dtype=np.float64)


def jam_to_signal(
    erp_in_band_w: Numbers,
    jammer_range_m: Numbers,
    peak_power_w: Numbers,
    gain: Numbers,
    rcs_m2: Numbers,
    target_range_m: Numbers,
    relative_gain: Numbers = 1.0,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the ratio of jamming to echo, for one pulse: 4π·ERP·g·Rt⁴·L / (Pt·G·σ·Rj²) [1]_.

    Parameters
    ----------
    erp_in_band_w
        From `power_in_band_w`.
    jammer_range_m, target_range_m
        Equal for a self-screening jammer: J/S then grows as R².
    peak_power_w, gain, rcs_m2
        Radar and target. Compression and integration act on the echo alone: divide by their gain.
    relative_gain
        As for `jam_to_noise`.
    loss_db
        Of the radar beyond what the jamming also suffers. Arrays broadcast.

    Returns
    -------
    Plain ratio.

    References
    ----------
    .. [1] NAWCWD TP 8347, "Electronic Warfare and Radar Systems Engineering Handbook", 2012,
       sections 4-7 and 4-9; L. A. Harrison, "Introduction to Radar Using Python and MATLAB", 2019,
       equation 11.17.
    """
    jam = 4 * pi * np.asarray(erp_in_band_w) * relative_gain / np.square(jammer_range_m)
    echo = np.asarray(peak_power_w) * gain * rcs_m2 / np.asarray(target_range_m) ** 4
    return np.asarray(jam / echo * 10 ** (np.asarray(loss_db) / 10), dtype=np.float64)


def self_screening_burn_through_m(
    erp_in_band_w: Numbers,
    peak_power_w: Numbers,
    gain: Numbers,
    rcs_m2: Numbers,
    jam_to_signal_bearable: Numbers = 1.0,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the burn-through range against a jammer on the same target.

    R = (M·Pt·G·σ / (4π·ERP·L))^½ with M the J/S the radar can bear [1]_; for M = 1 the crossover
    range. The root of `jam_to_signal` = M. Parameters as there; receiver noise is left out.

    Returns
    -------
    Metres.

    References
    ----------
    .. [1] NAWCWD TP 8347, 2012, section 4-8; Harrison, 2019, equations 11.19 and 11.21.
    """
    at_one_metre = jam_to_signal(erp_in_band_w, 1.0, peak_power_w, gain, rcs_m2, 1.0, 1.0, loss_db)
    return np.asarray(np.sqrt(jam_to_signal_bearable / at_one_metre), dtype=np.float64)


def stand_off_burn_through_m(
    erp_in_band_w: Numbers,
    jammer_range_m: Numbers,
    peak_power_w: Numbers,
    gain: Numbers,
    rcs_m2: Numbers,
    relative_gain: Numbers,
    jam_to_signal_bearable: Numbers = 1.0,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the burn-through range against a stand-off jammer.

    R = (M·Pt·G·σ·Rj² / (4π·ERP·g·L))^¼ with M the J/S the radar can bear [1]_. The root of
    `jam_to_signal` = M. Parameters as there; receiver noise is left out.

    Returns
    -------
    Metres.

    References
    ----------
    .. [1] NAWCWD TP 8347, 2012, section 4-9; Harrison, 2019, equations 11.18 and 11.20.
    """
    at_one_metre = jam_to_signal(
        erp_in_band_w, jammer_range_m, peak_power_w, gain, rcs_m2, 1.0, relative_gain, loss_db
    )
    return np.asarray((jam_to_signal_bearable / at_one_metre) ** 0.25, dtype=np.float64)


def self_screening_range_m(
    loop_constant_m2: Numbers, rcs_m2: Numbers, required_snr: Numbers, jam_constant_m2: Numbers
) -> Floats:
    """Return the detection range against a self-screening jammer, receiver noise included.

    C·σ / R⁴ = D·(1 + K/R²) is a quadratic in R²: R² = (√(K² + 4·C·σ/D) - K) / 2, written here
    without the difference of two large numbers. No jammer (K = 0) gives the range in the clear,
    (C·σ/D)^¼; a strong one the burn-through range (C·σ / (D·K))^½.

    Parameters
    ----------
    loop_constant_m2, rcs_m2
        C and σ; free space, or C divided by the two-way loss.
    required_snr
        D, plain ratio, above zero.
    jam_constant_m2
        K of `jam_constant_m2`, zero or more. Arrays broadcast.

    Returns
    -------
    Metres.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 3, whose graphs and
       iterations this closed form replaces.
    """
    echo = np.asarray(loop_constant_m2) * rcs_m2 / required_snr
    jam = np.asarray(jam_constant_m2)
    return np.asarray(np.sqrt(2 * echo / (np.sqrt(jam**2 + 4 * echo) + jam)), dtype=np.float64)


def stand_off_range_m(
    loop_constant_m2: Numbers, rcs_m2: Numbers, required_snr: Numbers, jam_to_noise_ratio: Numbers
) -> Floats:
    """Return the detection range against jamming that does not depend on the target's range.

    (C·σ / (D·(1 + J/N)))^¼: the range in the clear over (1 + J/N)^¼. Parameters as for
    `self_screening_range_m`, with J/N summed over all jammers.
    """
    echo = np.asarray(loop_constant_m2) * rcs_m2 / required_snr
    return np.asarray((echo / (1 + np.asarray(jam_to_noise_ratio))) ** 0.25, dtype=np.float64)
