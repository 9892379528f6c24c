"""The radar range equation, in full and in the two short forms that open sources allow.

A radar whose power and gain are published goes through `range_equation_m` and `received_snr`. Of
most radars only a range against a cross-section is published: they are reduced to one constant C
(`loop_constant_m2`) with which SNR = C·σ / (R⁴·L).

Losses are two-way, in dB, zero or more. Ratios are plain numbers unless the name says dB.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.physics.constants import BOLTZMANN_J_K
from skydome.physics.radar.detection import required_snr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]


def range_from_sensitivity_m(
    peak_power_w: Numbers,
    transmit_gain_db: Numbers,
    receive_gain_db: Numbers,
    wavelength_m: Numbers,
    rcs_m2: Numbers,
    sensitivity_w: Numbers,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the range at which the echo equals the smallest power a receiver can use.

    R = (Pt·Gt·Gr·λ²·σ / ((4π)³·Pmin·L))^¼ [1]_, free space.

    Parameters
    ----------
    peak_power_w, transmit_gain_db, receive_gain_db, wavelength_m, rcs_m2, sensitivity_w, loss_db
        Arrays broadcast.

    Returns
    -------
    Slant range in metres.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, equation 1.8.
    """
    gains = 10 ** ((np.asarray(transmit_gain_db) + receive_gain_db - loss_db) / 10)
    echo = peak_power_w * gains * np.square(wavelength_m) * rcs_m2 / (4 * pi) ** 3
    answer: Floats = (echo / sensitivity_w) ** 0.25
    return answer


def range_equation_m(
    peak_power_w: Numbers,
    pulse_length_s: Numbers,
    transmit_gain_db: Numbers,
    receive_gain_db: Numbers,
    wavelength_m: Numbers,
    rcs_m2: Numbers,
    noise_temperature_k: Numbers,
    snr: Numbers,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the range at which one matched-filtered pulse has a signal-to-noise ratio.

    R = (Pt·τ·Gt·Gr·λ²·σ / ((4π)³·k·Ts·SNR·L))^¼ [1]_, free space.

    Parameters
    ----------
    peak_power_w, pulse_length_s
        Their product is the energy of a pulse; compression does not change it.
    transmit_gain_db, receive_gain_db, wavelength_m, rcs_m2
        Antenna and target.
    noise_temperature_k
        System temperature, referred to the receiving antenna's terminals.
    snr
        Plain ratio that one pulse must have.
    loss_db
        All losses, two-way. Everything broadcasts.

    Returns
    -------
    Slant range in metres.

    References
    ----------
    .. [1] L. V. Blake, "Radar Range-Performance Analysis", 1980, chapter 1; D. K. Barton, "Radar
       Equations for Modern Radar", 2013, chapter 1.
    """
    sensitivity_w = BOLTZMANN_J_K * np.asarray(noise_temperature_k) * snr / pulse_length_s
    return range_from_sensitivity_m(
        peak_power_w,
        transmit_gain_db,
        receive_gain_db,
        wavelength_m,
        rcs_m2,
        sensitivity_w,
        loss_db,
    )


def received_snr(
    peak_power_w: Numbers,
    pulse_length_s: Numbers,
    transmit_gain_db: Numbers,
    receive_gain_db: Numbers,
    wavelength_m: Numbers,
    rcs_m2: Numbers,
    noise_temperature_k: Numbers,
    slant_range_m: Numbers,
    loss_db: Numbers = 0.0,
) -> Floats:
    """Return the signal-to-noise ratio of one pulse: `range_equation_m` solved for the ratio.

    Parameters as there; ``slant_range_m`` above zero. The result is a plain ratio.
    """
    reach_m = range_equation_m(
        peak_power_w,
        pulse_length_s,
        transmit_gain_db,
        receive_gain_db,
        wavelength_m,
        rcs_m2,
        noise_temperature_k,
        1.0,
        loss_db,
    )
    return (reach_m / slant_range_m) ** 4


def loop_constant_m2(
    quoted_range_m: float,
    quoted_rcs_m2: float,
    detection_probability: float,
    false_alarm_probability: float,
    pulses: int,
    swerling: int,
    quoted_two_way_loss: float = 1.0,
) -> float:
    """Return the loop constant of a radar of which only a range is published.

    C = SNR₁·R⁴·L / σ, with SNR₁ the exact per-pulse ratio that the quoted detection performance
    needs; then SNR = C·σ / (R⁴·L) at any other place.

    Parameters
    ----------
    quoted_range_m, quoted_rcs_m2
        The published pair. The range is taken as a slant range in free space, without multipath.
    detection_probability, false_alarm_probability, pulses, swerling
        What "detects" is taken to mean; rarely published, so declare it as an assumption.
    quoted_two_way_loss
        Loss as a plain ratio, 1 or more, that the quoted geometry already includes (gas on the way
        to the quoted range, say), so that it is not counted twice when the loss of another path is
        applied.

    Returns
    -------
    Constant in m² (m⁴ of range over m² of target).

    Raises
    ------
    ValueError
        An argument outside its range.
    """
    if min(quoted_range_m, quoted_rcs_m2) <= 0:
        raise ValueError("quoted_range_m and quoted_rcs_m2 must be above zero")
    if quoted_two_way_loss < 1:
        raise ValueError("quoted_two_way_loss is a plain ratio of 1 or more")
    snr = required_snr(detection_probability, false_alarm_probability, pulses, swerling)
    return float(snr) * quoted_range_m**4 * quoted_two_way_loss / quoted_rcs_m2


def snr_from_loop_constant(
    loop_constant_m2: Numbers, rcs_m2: Numbers, slant_range_m: Numbers, loss_db: Numbers = 0.0
) -> Floats:
    """Return the per-pulse signal-to-noise ratio C·σ / (R⁴·L) as a plain ratio.

    ``loss_db`` is the whole two-way loss of this path; arrays broadcast. Range zero gives infinity
    and should be avoided.
    """
    return (
        loop_constant_m2
        * rcs_m2
        / np.asarray(slant_range_m) ** 4
        / 10 ** (np.asarray(loss_db) / 10)
    )


def scaled_range_m(quoted_range_m: Numbers, quoted_rcs_m2: Numbers, rcs_m2: Numbers) -> Floats:
    """Return a quoted range at another cross-section: R·(σ/σ₀)^¼, the same losses on both paths."""
    answer: Floats = quoted_range_m * np.power(np.asarray(rcs_m2) / quoted_rcs_m2, 0.25)
    return answer
