"""Measurements of one look of a radar, and their accuracy.

Local axes are east, north, up; azimuth runs clockwise from north, elevation up from the horizontal.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.constants import SPEED_OF_LIGHT_M_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

MONOPULSE_SLOPE = 1.6
"""Slope of a monopulse difference pattern at the axis, a beamwidth over a radian of error; [1]_."""


def range_accuracy_m(snr: Numbers, bandwidth_hz: Numbers, fixed_m: Numbers = 0.0) -> Floats:
    """Return the standard deviation of a measured range.

    √((c / (2·B·√(2·SNR)))² + fixed²) [1]_: the width of a resolution cell over √(2·SNR), and an
    error that does not depend on the signal.

    Parameters
    ----------
    snr
        Signal-to-noise ratio of the whole look (all its pulses), a plain ratio above zero.
    bandwidth_hz
        Of the waveform.
    fixed_m
        Standard deviation of what remains at any ratio. Everything broadcasts.

    Notes
    -----
    Stated for ratios of about 10 (10 dB) and more. Below, the error grows faster than this.

    References
    ----------
    .. [1] G. R. Curry, "Radar System Performance Modeling", 2nd ed., 2005, sections 8.1 and 8.2;
       M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 6.3.
    """
    noise = SPEED_OF_LIGHT_M_S / (2 * np.asarray(bandwidth_hz)) / np.sqrt(2 * np.asarray(snr))
    total: Floats = np.hypot(noise, fixed_m)
    return total


def angle_accuracy_rad(
    snr: Numbers,
    beamwidth_rad: Numbers,
    fixed_rad: Numbers = 0.0,
    slope: Numbers = MONOPULSE_SLOPE,
) -> Floats:
    """Return the standard deviation of a measured angle.

    √((θ₃ / (k·√(2·SNR)))² + fixed²) [1]_, with the half-power beamwidth θ₃ and the monopulse slope
    k. Parameters and range of validity as for `range_accuracy_m`, whose reference this shares.
    """
    noise = np.asarray(beamwidth_rad) / (np.asarray(slope) * np.sqrt(2 * np.asarray(snr)))
    total: Floats = np.hypot(noise, fixed_rad)
    return total


@inline_kernel
def _mean_and_square(
    angle_rad: float, sigma_rad: float
) -> tuple[float, float, float, float, float]:
    """Means of cosine, sine, cosine², sine² and their product for a normal angle."""
    once, twice = math.exp(-0.5 * sigma_rad**2), math.exp(-2.0 * sigma_rad**2)
    cosine = twice * math.cos(2 * angle_rad)
    return (
        once * math.cos(angle_rad),
        once * math.sin(angle_rad),
        0.5 * (1 + cosine),
        0.5 * (1 - cosine),
        0.5 * twice * math.sin(2 * angle_rad),
    )


@kernel
def converted_measurements(
    polar: Floats, sigmas: Floats, positions: Floats, covariances: Floats
) -> None:
    """Turn polar measurements into positions with the covariance that belongs to them.

    Given a measurement with normal errors and nothing known before, the true range and angles are
    normal around what was measured. This writes the exact mean and covariance of the position under
    that law: the modified unbiased conversion [1]_, in three dimensions. The plain conversion puts
    a target R·σ²/2 too far, and its covariance is too small.

    Parameters
    ----------
    polar
        Range (m), azimuth and elevation (rad), shape (N, 3).
    sigmas
        Standard deviation of each, same shape.
    positions, covariances
        Written: east, north, up (N, 3) in metres, and (N, 3, 3).

    References
    ----------
    .. [1] Z. Duan, C. Han, X. R. Li, "Comments on 'Unbiased Converted Measurements for Tracking'",
       IEEE Trans. AES 40 (2004) 1374; D. Lerro, Y. Bar-Shalom, "Tracking with Debiased Consistent
       Converted Measurements versus EKF", IEEE Trans. AES 29 (1993) 1015.
    """
    for i in range(polar.shape[0]):
        reach = polar[i, 0]
        north, east, north2, east2, north_east = _mean_and_square(polar[i, 1], sigmas[i, 1])
        level, rise, level2, rise2, level_rise = _mean_and_square(polar[i, 2], sigmas[i, 2])
        square = reach * reach + sigmas[i, 0] ** 2
        x, y, z = reach * level * east, reach * level * north, reach * rise
        positions[i, 0], positions[i, 1], positions[i, 2] = x, y, z
        covariance = covariances[i]
        covariance[0, 0] = square * level2 * east2 - x * x
        covariance[1, 1] = square * level2 * north2 - y * y
        covariance[2, 2] = square * rise2 - z * z
        covariance[0, 1] = covariance[1, 0] = square * level2 * north_east - x * y
        covariance[0, 2] = covariance[2, 0] = square * level_rise * east - x * z
        covariance[1, 2] = covariance[2, 1] = square * level_rise * north - y * z
