"""Waveform limits: minimum and unambiguous range, blind speeds, integration gain.

Ratios are plain numbers unless the name says dB.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.radar.detection import required_snr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]


def minimum_range_m(pulse_length_s: Numbers, recovery_s: Numbers = 0.0) -> Floats:
    """Return the minimum range for receiving a whole echo: c·(τ + recovery) / 2 [1]_.

    The receiver is shut while the pulse τ, as sent and not as compressed, leaves, and for as long
    after as it needs to recover. Zero or more; arrays broadcast.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 1.1.
    """
    blind = np.asarray(pulse_length_s) + recovery_s
    return np.asarray(SPEED_OF_LIGHT_M_S * blind / 2, dtype=np.float64)


def range_resolution_m(pulse_length_s: Numbers) -> Floats:
    """Return the depth of a range cell: c·τ / 2 with τ the compressed pulse, or 1 / bandwidth."""
    return np.asarray(SPEED_OF_LIGHT_M_S * np.asarray(pulse_length_s) / 2, dtype=np.float64)


def unambiguous_range_m(repetition_hz: Numbers) -> Floats:
    """Return the range beyond which an echo arrives after the next pulse: c / (2·f) [1]_.

    The natural ceiling of an instrumented range where one repetition frequency is used; a radar
    that changes it from burst to burst can show more. Any shape, above zero.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, equation 1.2.
    """
    return np.asarray(SPEED_OF_LIGHT_M_S / (2 * np.asarray(repetition_hz)), dtype=np.float64)


def blind_speed_m_s(wavelength_m: Numbers, repetition_hz: Numbers) -> Floats:
    """Return the first blind speed of a pulse canceller: λ·f / 2 [1]_.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, equation 3.9.
    """
    return np.asarray(np.asarray(wavelength_m) * repetition_hz / 2, dtype=np.float64)


def heard_fraction(slant_range_m: Numbers, pulse_length_s: float, repetition_hz: float) -> Floats:
    """Return the fraction of an echo that is not eclipsed by a transmitted pulse.

    The echo of length τ arrives with the delay t = 2R/c, counted from the last pulse before it. The
    received part is min(t, τ) less the part that the next pulse cuts off, over τ [1]_. The signal
    after a matched filter falls with the square of this fraction.

    Parameters
    ----------
    slant_range_m
        Zero or more; any shape.
    pulse_length_s, repetition_hz
        Length as sent and repetition frequency; their product is the duty, at most one half.

    Returns
    -------
    Fraction from 0 to 1 in the shape of ``slant_range_m``.

    Raises
    ------
    ValueError
        A duty outside (0, 0.5].

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 5 (eclipsing).
    """
    if not 0 < pulse_length_s * repetition_hz <= 0.5:  # noqa: PLR2004 - pulses must not overlap
        raise ValueError("pulse_length_s times repetition_hz must lie in (0, 0.5]")
    period = 1 / repetition_hz
    delay = np.mod(2 * np.asarray(slant_range_m) / SPEED_OF_LIGHT_M_S, period)
    heard = np.minimum(np.minimum(delay, period - delay) / pulse_length_s, 1.0)
    return np.asarray(heard, dtype=np.float64)


def coherent_gain_db(pulses: int) -> float:
    """Return the coherent integration gain of N pulses: 10·log10 N, without losses [1]_.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 2.6.
    """
    if pulses < 1:
        raise ValueError("pulses must be 1 or more")
    return 10 * log10(pulses)


def integration_gain_db(
    detection_probability: float, false_alarm_probability: float, pulses: int, swerling: int
) -> float:
    """Return the non-coherent integration gain of N pulses, in dB of the required ratio.

    The difference between the exact ratios `required_snr` for one pulse and for N. Less than
    `coherent_gain_db` for a steady target or one that fluctuates slowly (Swerling 0, 1, 3), and
    more for one that fluctuates from pulse to pulse where a high probability is asked (2, 4).

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 2.6 (integration
       improvement factor), here without approximation.
    """
    one, many = (
        float(required_snr(detection_probability, false_alarm_probability, n, swerling))
        for n in (1, pulses)
    )
    return 10 * log10(one / many)
