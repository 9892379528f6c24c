"""Ground and sea clutter, and its suppression by a pulse canceller.

The chain: grazing angle on the 4/3 Earth -> reflectivity σ⁰ (square metres of cross-section for a
square metre of surface) -> area of the cell that competes with the target -> cross-section of the
clutter -> residue after moving-target indication (MTI).

All ratios are plain numbers unless the name says dB.
"""

from __future__ import annotations

from math import comb, log, pi, prod, sqrt
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

SeaPolarisation: TypeAlias = Literal["horizontal", "vertical"]

# γ in dB at 10 GHz after D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 9.
# Mountains, urban and flatland were checked against the MathWorks functions that implement it; the
# rest is as commonly quoted and should be read as ±5 dB.
LAND_GAMMA_DB = {
    "mountains": -5.0,
    "urban": -5.0,
    "wooded_hills": -10.0,
    "woods": -15.0,
    "farmland": -15.0,
    "flatland": -20.0,
}
GAMMA_REFERENCE_HZ = 10e9
GAMMA_SLOPE = 5.0

# Table 1 of the report cited in `sea_reflectivity`.
SEA_CONSTANTS: dict[SeaPolarisation, tuple[float, float, float, float, float]] = {
    "horizontal": (-73.00, 20.78, 7.351, 25.65, 0.00540),
    "vertical": (-50.79, 25.93, 0.7093, 21.58, 0.00211),
}
SEA_FREQUENCIES_HZ = (0.5e9, 35e9)
SEA_GRAZING_DEG = (0.1, 60.0)
SEA_STATES = (0.0, 6.0)

# Spread of a Gaussian two-way beam that sweeps a point, times dwell: √(ln 2) / π.
SCAN_SPREAD = sqrt(log(2)) / pi
MOST_CANCELLER_PULSES = 4
# Below this width the sum of exponentials loses digits, and its series is good to 1e-6.
NARROW_RAD = 0.01


def sine_of_grazing_angle(
    antenna_height_m: Numbers,
    slant_range_m: Numbers,
    effective_radius_m: float = EFFECTIVE_EARTH_RADIUS_M,
) -> Floats:
    """Return the sine of the angle at which a ray meets a smooth surface at sea level.

    (h² + 2·a·h - R²) / (2·a·R), exact on a sphere of radius a on which rays are straight [1]_.

    Parameters
    ----------
    antenna_height_m
        Above the surface, above zero.
    slant_range_m
        At least the height; arrays broadcast.
    effective_radius_m
        4/3 of the mean radius of the Earth by default.

    Returns
    -------
    From 1, straight below, to 0 at the horizon, and negative for a range that no point in sight of
    the surface has: there is no clutter there.

    References
    ----------
    .. [1] M. W. Long, "Radar Reflectivity of Land and Sea", 3rd ed., 2001, chapter 2.
    """
    slant, height = np.asarray(slant_range_m), np.asarray(antenna_height_m)
    rise = height * (height + 2 * effective_radius_m)
    answer: Floats = (rise - slant**2) / (2 * effective_radius_m * slant)
    return answer


def land_gamma_db(gamma_at_10_ghz_db: Numbers, frequency_hz: Numbers) -> Floats:
    """Return γ at another frequency: 5 dB a decade, γ(10 GHz) + 5·log10(f / 10 GHz) [1]_.

    Stated for about 1 to 35 GHz. Arrays broadcast.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 9.
    """
    decades = np.log10(np.asarray(frequency_hz) / GAMMA_REFERENCE_HZ)
    return np.asarray(gamma_at_10_ghz_db + GAMMA_SLOPE * decades, dtype=np.float64)


def land_reflectivity(sine_of_grazing: Numbers, gamma: Numbers) -> Floats:
    """Return σ⁰ of land by the constant-γ model: γ·sin ψ [1]_.

    Parameters
    ----------
    sine_of_grazing
        From `sine_of_grazing_angle`; where it is zero or less, nothing is in sight and σ⁰ is 0.
    gamma
        Plain ratio: 10^(dB/10) of a value from `LAND_GAMMA_DB`, taken to the radar's frequency by
        `land_gamma_db`. Arrays broadcast.

    Returns
    -------
    Mean reflectivity. Valid from the grazing angle at which the surface counts as smooth
    (`grazing_propagation`, which multiplies this below it) to about 60 degrees. Real land scatters
    by ±10 dB around it, from cell to cell.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapter 9; M. W. Long, "Radar
       Reflectivity of Land and Sea", 3rd ed., 2001.
    """
    return np.asarray(gamma * np.maximum(sine_of_grazing, 0.0), dtype=np.float64)


def grazing_propagation(
    sine_of_grazing: Numbers, surface_height_deviation_m: Numbers, wavelength_m: Numbers
) -> Floats:
    """Return the factor F⁴ by which reflections from the surface weaken clutter near grazing.

    (sin ψ / sin ψc)⁴ below the critical angle sin ψc = λ / (4π·σh), and 1 above it [1]_. It applies
    to land models that give the reflectivity of the surface alone; `sea_reflectivity` is apparent
    reflectivity and includes it.

    Parameters
    ----------
    sine_of_grazing
        Zero or less gives 0.
    surface_height_deviation_m
        σh, standard deviation of the surface's height: 10 m for a town, 1 m for flat land.
    wavelength_m
        Arrays broadcast.

    Returns
    -------
    Ratio from 0 to 1.

    References
    ----------
    .. [1] D. K. Barton, "Radar Equations for Modern Radar", 2013, chapters 8 and 9.
    """
    critical = np.asarray(wavelength_m) / (4 * pi * np.asarray(surface_height_deviation_m))
    answer: Floats = np.clip(np.asarray(sine_of_grazing) / critical, 0.0, 1.0) ** 4
    return answer


def sea_reflectivity(
    grazing_angle_rad: Numbers,
    frequency_hz: Numbers,
    sea_state: Numbers,
    polarisation: SeaPolarisation = "horizontal",
) -> Floats:
    """Return σ⁰ of the sea by the empirical model of the US Naval Research Laboratory.

    In dB: c₁ + c₂·log₁₀ sin ψ + (27.5 + c₃·ψ)·log₁₀ f / (1 + 0.95·ψ)
    + c₄·(1 + S)^(1 / (2 + 0.085·ψ + 0.033·S)) + c₅·ψ², with ψ in degrees, f in GHz and S the sea
    state [1]_. Fitted to 553 averages that Nathanson collected from about 60 sources; the mean
    absolute deviation from them is 2.3 dB horizontally and 2.2 dB vertically polarised up to 10
    degrees. It is apparent reflectivity and includes shadowing and multipath.

    Parameters
    ----------
    grazing_angle_rad
        0.1 to 60 degrees.
    frequency_hz
        0.5 to 35 GHz.
    sea_state
        Douglas scale, 0 to 6; arrays broadcast.
    polarisation
        ``horizontal`` or ``vertical``.

    Returns
    -------
    Plain ratio.

    Raises
    ------
    ValueError
        Another polarisation, or a value outside its range.

    References
    ----------
    .. [1] V. Gregers-Hansen and R. Mital, "An Improved Empirical Model for Radar Sea Clutter
       Reflectivity", NRL/MR/5310-12-9346, 2012, equation 7 and table 1.
    """
    if polarisation not in SEA_CONSTANTS:
        raise ValueError(f"polarisation must be one of {tuple(SEA_CONSTANTS)}")
    degrees = np.degrees(np.asarray(grazing_angle_rad, dtype=np.float64))
    _within("grazing_angle_rad in degrees", degrees, SEA_GRAZING_DEG)
    _within("frequency_hz", frequency_hz, SEA_FREQUENCIES_HZ)
    _within("sea_state", sea_state, SEA_STATES)
    c1, c2, c3, c4, c5 = SEA_CONSTANTS[polarisation]
    decades = np.log10(np.asarray(frequency_hz) / 1e9)
    power = 1 / (2 + 0.085 * degrees + 0.033 * np.asarray(sea_state))
    level_db = c1 + c2 * np.log10(np.sin(np.radians(degrees))) + c5 * degrees**2
    level_db = level_db + (27.5 + c3 * degrees) * decades / (1 + 0.95 * degrees)
    level_db = level_db + c4 * (1 + np.asarray(sea_state)) ** power
    answer: Floats = 10 ** (level_db / 10)
    return answer


def _within(name: str, value: Numbers, bounds: tuple[float, float]) -> None:
    low, high = bounds
    slack = 1e-9 * high
    if not np.all((np.asarray(value) >= low - slack) & (np.asarray(value) <= high + slack)):
        raise ValueError(f"{name} must lie between {low:g} and {high:g}")


def clutter_cell_area_m2(
    slant_range_m: Numbers,
    azimuth_beamwidth_rad: Numbers,
    elevation_beamwidth_rad: Numbers,
    range_resolution_m: Numbers,
    sine_of_grazing: Numbers,
) -> Floats:
    """Return the area of the surface in one resolution cell.

    The smaller of the pulse-limited area, R·θ_az·ΔR / cos ψ, and the beam-limited one,
    R²·θ_az·θ_el / sin ψ [1]_. Near grazing it is pulse-limited.

    Parameters
    ----------
    slant_range_m, azimuth_beamwidth_rad, elevation_beamwidth_rad
        Half-power widths, one way. Two-way beams gather clutter over 0.75 of the width (divide by
        `antenna.BEAM_SHAPE_LOSS`), which is left to the caller as most sources leave it out.
    range_resolution_m
        ΔR = c·τ / 2 of the compressed pulse.
    sine_of_grazing
        Above zero where there is clutter; elsewhere the area is 0. Arrays broadcast.

    Returns
    -------
    Square metres.

    References
    ----------
    .. [1] M. A. Richards, "Fundamentals of Radar Signal Processing", 2005, section 2.3; D. K.
       Barton, "Radar Equations for Modern Radar", 2013, chapter 9.
    """
    sine = np.clip(sine_of_grazing, 0.0, 1.0)
    width = np.asarray(slant_range_m) * azimuth_beamwidth_rad
    with np.errstate(divide="ignore"):
        by_pulse = width * range_resolution_m / np.sqrt(1 - sine**2)
        by_beam = width * slant_range_m * elevation_beamwidth_rad / sine
    return np.asarray(np.where(sine > 0, np.minimum(by_pulse, by_beam), 0.0), dtype=np.float64)


def signal_to_clutter(
    rcs_m2: Numbers, reflectivity: Numbers, area_m2: Numbers, improvement: Numbers = 1.0
) -> Floats:
    """Return the ratio of a target's echo to the surface's in its cell: σ·I / (σ⁰·A) [1]_.

    Power, range and loss are the same for both and drop out. Infinite where there is no clutter.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 7.1.
    """
    with np.errstate(divide="ignore"):
        answer: Floats = rcs_m2 * np.asarray(improvement) / (np.asarray(reflectivity) * area_m2)
    return answer


def clutter_limited_range_m(
    rcs_m2: Numbers,
    required_ratio: Numbers,
    reflectivity: Numbers,
    azimuth_beamwidth_rad: Numbers,
    range_resolution_m: Numbers,
    improvement: Numbers = 1.0,
) -> Floats:
    """Return the clutter-limited range over a surface of one reflectivity.

    R = σ·I / (D·σ⁰·θ_az·ΔR): low grazing, the cell cut by the pulse, noise left out [1]_. It grows
    with the first power of the cross-section, not the fourth root, and more transmitter power does
    not help. Arrays broadcast.

    Returns
    -------
    Metres.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 7.1.
    """
    cell = np.asarray(azimuth_beamwidth_rad) * range_resolution_m
    answer: Floats = rcs_m2 * np.asarray(improvement) / (required_ratio * reflectivity * cell)
    return answer


def doppler_spread_hz(velocity_deviation_m_s: Numbers, wavelength_m: Numbers) -> Floats:
    """Return the spectral width of clutter due to its own motion: 2·σv / λ [1]_.

    σv is about 0.1 m/s for sparse woods in calm air, 0.2 to 0.3 for woods in wind, 1 for the sea.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 3.4.
    """
    return np.asarray(2 * np.asarray(velocity_deviation_m_s) / wavelength_m, dtype=np.float64)


def scan_spread_hz(scan_rate_rad_s: Numbers, azimuth_beamwidth_rad: Numbers) -> Floats:
    """Return the spectral width of clutter due to a rotating beam: 0.265·rate / θ_az [1]_.

    √(ln 2) / π over the time in which a Gaussian beam passes a point, two ways. Add to other widths
    as the root of the sum of squares.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 3.4 (antenna
       scanning modulation, σ = 0.265·fp / n with n the pulses in a beamwidth).
    """
    return np.asarray(
        SCAN_SPREAD * np.asarray(scan_rate_rad_s) / azimuth_beamwidth_rad, dtype=np.float64
    )


def mti_improvement(pulses: int, spread_hz: Numbers, repetition_hz: Numbers) -> Floats:
    """Return the MTI improvement factor of a canceller that weights pulses binomially.

    Clutter with a Gaussian spectrum of standard deviation s around zero is let through by a share
    E|2·sin(π·f/fp)|^(2(n-1)), noise by Σw². The factor is their ratio, Σw² over ΣΣ wᵢ·wⱼ·ρᵢ₋ⱼ with
    ρₖ = exp(-2·(π·k·s/fp)²) [1]_: the gain of signal over clutter, averaged over target speeds. It
    is exact; for a narrow spectrum it becomes 2·x², 2·x⁴ and (4/3)·x⁶ for 2, 3 and 4 pulses with
    x = fp / (2π·s), the forms of textbooks.

    Parameters
    ----------
    pulses
        2 for a single canceller, 3 for a double one, or 4.
    spread_hz
        s, zero or more: zero gives infinity, which `combined_improvement` then limits.
    repetition_hz
        fp, above zero; arrays broadcast.

    Returns
    -------
    Plain ratio, 1 or more.

    Raises
    ------
    ValueError
        Another number of pulses.

    References
    ----------
    .. [1] M. A. Richards, "Fundamentals of Radar Signal Processing", 2005, section 5.2; D. K.
       Barton, "Radar Equations for Modern Radar", 2013, chapter 9; M. I. Skolnik, "Introduction to
       Radar Systems", 3rd ed., 2001, section 3.7.
    """
    if pulses != int(pulses) or not 2 <= pulses <= MOST_CANCELLER_PULSES:  # noqa: PLR2004
        raise ValueError(f"pulses must be a whole number from 2 to {MOST_CANCELLER_PULSES}")
    delays = int(pulses) - 1
    width = np.asarray(pi * np.asarray(spread_hz) / repetition_hz)
    noise = comb(2 * delays, delays)
    clutter = np.where(
        width < NARROW_RAD, _narrow_leak(width, delays), _gaussian_leak(width, delays)
    )
    with np.errstate(divide="ignore"):
        answer: Floats = noise / clutter
    return answer


def _gaussian_leak(width: Floats, delays: int) -> Floats:
    """Mean of (2·sin φ)^(2m) over a normal φ: the sum of w·w·ρ with the constant part taken out."""
    leak = np.zeros_like(width)
    for k in range(1, delays + 1):
        weight = 2 * (-1) ** k * comb(2 * delays, delays + k)
        leak = leak + weight * np.expm1(-2 * (k * width) ** 2)
    return leak


def _narrow_leak(width: Floats, delays: int) -> Floats:
    """Two terms of the series of `_gaussian_leak` for a small width."""
    first = prod(range(1, 2 * delays, 2)) * (2 * width) ** (2 * delays)
    answer: Floats = first * (1 - delays * (2 * delays + 1) * width**2 / 3)
    return answer


def combined_improvement(*improvements: Numbers) -> Floats:
    """Return the improvement factor under several limits: 1 / Σ(1 / Iᵢ) [1]_.

    Each limit lets its own residue through: the clutter's spectrum, the stability of transmitter
    and oscillator (40 to 60 dB), the steps of the converter. Plain ratios; arrays broadcast.

    References
    ----------
    .. [1] M. I. Skolnik, "Introduction to Radar Systems", 3rd ed., 2001, section 3.7 (limitations
       to MTI performance).
    """
    left = np.asarray(0.0)
    for one in improvements:
        left = left + 1 / np.asarray(one)
    return np.asarray(1 / left, dtype=np.float64)
