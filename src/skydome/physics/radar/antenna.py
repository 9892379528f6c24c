"""Antenna patterns, and the relations of gain, aperture and beamwidth.

A relative gain is a plain power ratio, one way, 1 where the antenna is strongest. An echo passes
the antenna twice, so its loss is the square of the relative gain. Gains are plain ratios over an
isotropic antenna; beamwidths are between half-power points, one way.
"""

from __future__ import annotations

from math import log, pi, sqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

# sinc²(x) is one half at x = ±0.4429, so that the beam of a uniformly lit aperture has this width
# in wavelengths over its length: Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, 9.2.
UNIFORM_WIDTH_FACTOR = 0.886
# G·θ_az·θ_el / 4π: 0.886² for a uniformly lit rectangle, 26,000 / 41,253 for practical antennas,
# the number of square degrees in W. L. Stutzman and G. A. Thiele, "Antenna Theory and Design",
# 2nd ed., 1998, section 7.3.
UNIFORM_BEAM_EFFICIENCY = UNIFORM_WIDTH_FACTOR**2
PRACTICAL_BEAM_EFFICIENCY = 26_000 / 41_253
# A scan that samples a Gaussian beam densely collects this much less, two ways and per angle
# scanned, than one that dwells at its peak: D. K. Barton, "Radar Equations for Modern Radar", 2013,
# chapter 5.
BEAM_SHAPE_LOSS = sqrt(8 * log(2) / pi)
SCAN_LOSS_EXPONENT = 1.5


def cosecant_squared_gain(
    elevation_rad: Numbers, beamwidth_rad: Numbers, upper_edge_rad: Numbers
) -> Floats:
    """Return the relative gain of a surveillance antenna shaped for targets of one height.

    The peak of the beam points up by half its width θ. Below the nose the beam is Gaussian,
    exp(-4·ln 2·(φ - θ/2)² / θ²), so that the horizon lies at its half-power point. Above it the
    gain falls as csc²φ / csc²(θ/2) [1]_ to the upper edge, and is zero beyond. A target that flies
    towards the radar at one height then gives a constant echo, since gain² / R⁴ does not change.

    Parameters
    ----------
    elevation_rad
        Above the horizontal, -π/2 to π/2; arrays broadcast.
    beamwidth_rad
        Width of the unshaped beam, above zero and below the upper edge.
    upper_edge_rad
        Where the shaped part ends, at most π/2.

    Returns
    -------
    Ratio from 0 to 1.

    Raises
    ------
    ValueError
        Edges out of order.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 9.8; the tilt of
       half a beamwidth is that of H. R. Raemer, "Radar Systems Principles", 1997, pp. 359-362.
    """
    nose = np.asarray(beamwidth_rad) / 2
    edge = np.asarray(upper_edge_rad)
    if not np.all((nose > 0) & (2 * nose < edge) & (edge <= pi / 2)):
        raise ValueError("beamwidth_rad must be above zero and below upper_edge_rad, at most π/2")
    elevation = np.asarray(elevation_rad)
    flank = gaussian_beam_gain(elevation - nose, beamwidth_rad)
    return np.where(elevation < nose, flank, cosecant_squared_fall(elevation, nose, edge))


def cosecant_squared_fall(
    elevation_rad: Numbers, top_rad: Numbers, upper_edge_rad: Numbers
) -> Floats:
    """Return the shaped part of `cosecant_squared_gain` alone: 1 up to ``top_rad``, then csc².

    csc²φ / csc²(top) up to the upper edge, zero beyond. For a fan of stacked or steered beams that
    has full power up to its top. Arrays broadcast; angles above zero, at most π/2.
    """
    elevation = np.asarray(elevation_rad)
    shaped = (np.sin(top_rad) / np.sin(np.clip(elevation, top_rad, upper_edge_rad))) ** 2
    return np.where(elevation <= upper_edge_rad, shaped, 0.0)


def gaussian_beam_gain(off_axis_rad: Numbers, beamwidth_rad: Numbers) -> Floats:
    """Return the relative gain of a pencil beam: exp(-4·ln 2·(θ/θ₃)²).

    The usual approximation of a main beam [1]_. Against a uniformly lit aperture it is within 0.1
    dB to the half-power points, 0.8 dB high at three quarters of a beamwidth from the axis (-7 dB)
    and 3 dB high at -10 dB; it has no side lobes. Outside use `beam_over_sidelobes_gain`.

    Parameters
    ----------
    off_axis_rad
        Angle from the axis, either sign; arrays broadcast.
    beamwidth_rad
        θ₃, above zero.

    Returns
    -------
    Ratio, 1 on the axis and one half at half a beamwidth.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 5.
    """
    answer: Floats = np.exp(-4 * log(2) * (np.asarray(off_axis_rad) / beamwidth_rad) ** 2)
    return answer


def uniform_aperture_gain(off_axis_rad: Numbers, beamwidth_rad: Numbers) -> Floats:
    """Return the relative gain of a uniformly lit aperture: sinc²(0.886·sin θ / θ₃) [1]_.

    With its side lobes, of which the first is at -13.26 dB. The aperture's length is 0.886
    wavelengths over θ₃; valid for beams up to about 20 degrees and ahead of the antenna.

    Parameters
    ----------
    off_axis_rad
        -π/2 to π/2; arrays broadcast.
    beamwidth_rad
        θ₃, above zero.

    Returns
    -------
    Ratio from 0 to 1.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, equation 9.13.
    """
    answer: Floats = np.sinc(UNIFORM_WIDTH_FACTOR * np.sin(off_axis_rad) / beamwidth_rad) ** 2
    return answer


def beam_over_sidelobes_gain(
    off_axis_rad: Numbers, beamwidth_rad: Numbers, sidelobe_gain: Numbers
) -> Floats:
    """Return the relative gain of a Gaussian beam over side lobes of one level.

    The larger of `gaussian_beam_gain` and ``sidelobe_gain``, a plain ratio below 1 (0.001 is
    -30 dB): the form used for jamming where only a side-lobe level is known. Arrays
    broadcast.
    """
    return np.maximum(gaussian_beam_gain(off_axis_rad, beamwidth_rad), sidelobe_gain)


def scan_loss_db(scan_angle_rad: Numbers, exponent: float = SCAN_LOSS_EXPONENT) -> Floats:
    """Return the one-way scan loss of a flat array steered off its axis, in dB.

    -10·n·log10 cos θ [1]_: n = 1 is the smaller projected area, the rest is the pattern of
    its elements and their mismatch. Published exponents run from 1.3 to 2; 1.5 gives 4.5 dB at 60
    degrees. An echo loses twice as much, where the same array sends and receives. The beam is also
    wider, by 1 / cos θ.

    Parameters
    ----------
    scan_angle_rad
        Between the axis and the beam, within ±π/2; any shape. Meant for up to 60 or 70 degrees.
    exponent
        n, 1 or more.

    Returns
    -------
    Loss, zero or more.

    Raises
    ------
    ValueError
        An angle behind the array, or an exponent below 1.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 5; M. I. Skolnik,
       "Introduction to Radar Systems", 3rd ed., 2001, section 9.5.
    """
    angle = np.asarray(scan_angle_rad)
    if np.any(np.abs(angle) >= pi / 2) or exponent < 1:
        raise ValueError("scan_angle_rad must lie within ±π/2 and exponent be 1 or more")
    answer: Floats = -10 * exponent * np.log10(np.cos(angle))
    return answer


def beamwidth_rad(
    aperture_m: Numbers, wavelength_m: Numbers, factor: float = UNIFORM_WIDTH_FACTOR
) -> Floats:
    """Return the beamwidth of an aperture: factor · λ / length.

    The factor is 0.886 for uniform light, about 1.2 for one tapered to low side lobes [1]_; some
    sources round it to 1. Arrays broadcast. Valid where the aperture is several wavelengths long.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, table 9.1.
    """
    return np.asarray(factor * np.asarray(wavelength_m) / aperture_m, dtype=np.float64)


def gain_of_beam(
    azimuth_beamwidth_rad: Numbers,
    elevation_beamwidth_rad: Numbers,
    efficiency: float = PRACTICAL_BEAM_EFFICIENCY,
) -> Floats:
    """Return the gain of an antenna from its beamwidths: 4π·η / (θ_az·θ_el).

    G = 26,000 / (θ_az·θ_el) in degrees for a practical antenna [1]_; η = 0.785 for a uniformly lit
    rectangle without losses. Arrays broadcast. For pencil beams; a fan that is shaped in elevation
    has less gain, by 1 to 3 dB.

    Returns
    -------
    Plain ratio.

    References
    ----------
    .. [1] W. L. Stutzman and G. A. Thiele, "Antenna Theory and Design", 2nd ed., 1998, section 7.3.
    """
    solid = np.asarray(azimuth_beamwidth_rad) * elevation_beamwidth_rad
    return np.asarray(4 * pi * efficiency / solid, dtype=np.float64)


def effective_aperture_m2(gain: Numbers, wavelength_m: Numbers) -> Floats:
    """Return the effective aperture of an antenna: G·λ² / 4π, in square metres.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, equation 1.8.
    """
    return np.asarray(gain * np.square(wavelength_m) / (4 * pi), dtype=np.float64)


def gain_of_aperture(aperture_m2: Numbers, wavelength_m: Numbers) -> Floats:
    """Return the gain of an effective aperture: 4π·A / λ², the inverse of the above."""
    return np.asarray(4 * pi * np.asarray(aperture_m2) / np.square(wavelength_m), dtype=np.float64)


def beam_shape_loss_db(scanned_angles: int = 1) -> float:
    """Return the loss of a scanning Gaussian beam relative to a dwell: 1.23 dB an angle [1]_.

    (8·ln 2 / π)^½ for each angle scanned, two ways, where looks are closer than 0.71 beamwidths. It
    is part of the radar; a range quoted for a scanning radar already includes it.

    Parameters
    ----------
    scanned_angles
        1 for a rotating fan, 2 for a raster of pencil beams.

    Raises
    ------
    ValueError
        Another number.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 5.
    """
    if scanned_angles not in {1, 2}:
        raise ValueError("scanned_angles must be 1 or 2")
    return float(10 * scanned_angles * np.log10(BEAM_SHAPE_LOSS))
