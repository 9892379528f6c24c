"""Permittivity and reflection coefficients of surfaces.

Permittivities are relative and complex, ε' - jε'', by ITU-R P.527-6 (2021), which builds on the
double Debye model of water. The constants are the same in P.527-4 and P.527-5.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats
    from skydome.physics.waves.propagation import Polarisation

    Complexes: TypeAlias = NDArray[np.complex128]

# σ/(2π·f·ε₀) is 18·σ/f with f in GHz and σ in S/m, as P.527 rounds it.
CONDUCTION_GHZ_M_S = 18.0


# what the surface is made of


def pure_water_permittivity(frequency_hz: float, temperature_c: float) -> complex:
    """Return the complex relative permittivity ε' - jε'' of fresh water: a double Debye model.

    Parameters
    ----------
    frequency_hz
        Up to 1 THz.
    temperature_c
        -4 to 40 °C.

    References
    ----------
    .. [1] ITU-R P.527-6 (2021), section 5.1.1, equations 5 to 13.
    """
    static, middle, fast, slow_ghz, fast_ghz = _debye(temperature_c)
    return _relaxed(frequency_hz, static, middle, fast, slow_ghz, fast_ghz)


def _debye(temperature_c: float) -> tuple[float, float, float, float, float]:
    theta = 300 / (temperature_c + 273.15) - 1
    static = 77.66 + 103.3 * theta
    slow_ghz = 20.20 - 146.4 * theta + 316 * theta**2
    return static, 0.0671 * static, 3.52 - 7.52 * theta, slow_ghz, 39.8 * slow_ghz


def _relaxed(
    frequency_hz: float,
    static: float,
    middle: float,
    fast: float,
    slow_ghz: float,
    fast_ghz: float,
) -> complex:
    ghz = frequency_hz / 1e9
    first = (static - middle) / (1 + 1j * ghz / slow_ghz)
    return complex(first + (middle - fast) / (1 + 1j * ghz / fast_ghz) + fast)


def sea_water_conductivity_s_m(temperature_c: float, salinity_g_kg: float = 35.0) -> float:
    """Return the conductivity of sea water; references and ranges of `sea_water_permittivity`."""
    t, s = temperature_c, salinity_g_kg
    standard = 2.903602 + 8.607e-2 * t + 4.738817e-4 * t**2 - 2.991e-6 * t**3 + 4.3047e-9 * t**4
    at_15 = s * (37.5109 + 5.45216 * s + 1.4409e-2 * s**2) / (1004.75 + 182.283 * s + s**2)
    slope = (6.9431 + 3.2841 * s - 9.9486e-2 * s**2) / (84.850 + 69.024 * s + s**2)
    offset = 49.843 - 0.2276 * s + 0.198e-2 * s**2
    return standard * at_15 * (1 + slope * (t - 15) / (offset + t))


def sea_water_permittivity(
    frequency_hz: float, temperature_c: float = 20.0, salinity_g_kg: float = 35.0
) -> complex:
    """Return the complex relative permittivity ε' - jε'' of sea water.

    Parameters
    ----------
    frequency_hz
        Up to 1 THz.
    temperature_c
        -4 to 40 °C.
    salinity_g_kg
        0 to 40 grams of salt in a kilogram.

    References
    ----------
    .. [1] ITU-R P.527-6 (2021), section 5.1.2, equations 14 to 26; after T. Meissner and F. J.
       Wentz, IEEE Transactions on Geoscience and Remote Sensing 42 (2004) 1836.
    """
    t, s = temperature_c, salinity_g_kg
    static, middle, fast, slow_ghz, fast_ghz = _debye(t)
    water = _relaxed(
        frequency_hz,
        static * np.exp(-3.56417e-3 * s + 4.74868e-6 * s**2 + 1.15574e-5 * t * s),
        middle * np.exp(-6.28908e-3 * s + 1.76032e-4 * s**2 - 9.22144e-5 * t * s),
        fast * (1 + s * (-2.04265e-3 + 1.57883e-4 * t)),
        slow_ghz * (1 + s * (2.39357e-3 - 3.13530e-5 * t + 2.52477e-7 * t**2)),
        fast_ghz * (1 + s * (-1.99723e-2 + 1.81176e-4 * t)),
    )
    conduction = CONDUCTION_GHZ_M_S * sea_water_conductivity_s_m(t, s) / (frequency_hz / 1e9)
    return water - 1j * conduction


def soil_permittivity(
    frequency_hz: float,
    moisture: float,
    sand_percent: float = 40.0,
    clay_percent: float = 20.0,
    temperature_c: float = 23.0,
    specific_gravity: float = 2.65,
) -> complex:
    """Return the complex relative permittivity ε' - jε'' of bare soil.

    A mixture of dry grains and of water that conducts, with the exponent 0.65.

    Parameters
    ----------
    frequency_hz
        0.3 to 18 GHz is where the constants were fitted; used up to 1 THz in the source.
    moisture
        Volume of water in a volume of soil, above zero: about 0.07 dry, 0.5 soaked.
    sand_percent, clay_percent
        Of the mass, above zero, the rest silt; the default is a loam.
    temperature_c, specific_gravity
        Of the soil, and of its grains (2.5 to 2.7).

    Raises
    ------
    ValueError
        A share or the moisture out of range.

    References
    ----------
    .. [1] ITU-R P.527-6 (2021), section 5.2, equations 60 to 71.
    """
    silt_percent = 100 - sand_percent - clay_percent
    if min(sand_percent, clay_percent, silt_percent) <= 0 or not 0 < moisture < 1:
        raise ValueError("sand, clay and silt must be above 0 %, moisture between 0 and 1")
    shares = np.log([sand_percent, clay_percent, silt_percent])
    bulk = float(1.072560 + shares @ [0.078886, 0.038753, 0.032732])
    filled = (specific_gravity - bulk) / (specific_gravity * moisture)
    water = _soil_water(frequency_hz, temperature_c, sand_percent, clay_percent, bulk, filled)
    grains = (1.01 + 0.44 * specific_gravity) ** 2 - 0.062
    real_power = 1.2748 - 0.00519 * sand_percent - 0.00152 * clay_percent
    imaginary_power = 1.33797 - 0.00603 * sand_percent - 0.00166 * clay_percent
    mixed = 1 + bulk / specific_gravity * (grains**0.65 - 1) - moisture
    mixed += moisture**real_power * water.real**0.65
    lossy = moisture**imaginary_power * (-water.imag) ** 0.65
    return complex(mixed ** (1 / 0.65), -(lossy ** (1 / 0.65)))


def _soil_water(
    frequency_hz: float,
    temperature_c: float,
    sand_percent: float,
    clay_percent: float,
    bulk: float,
    filled: float,
) -> complex:
    """Return the permittivity of the water in a soil, which conducts."""
    ghz = frequency_hz / 1e9
    slow = 0.0467 + 0.2204 * bulk - 0.004111 * sand_percent - 0.006614 * clay_percent
    fast = -1.645 + 1.939 * bulk - 0.0225622 * sand_percent + 0.01594 * clay_percent
    falling = (slow - fast) / (1 + (ghz / 1.35) ** 2)
    conducted = ghz / 1.35 * falling - 1j * (fast + falling)
    water = pure_water_permittivity(frequency_hz, temperature_c)
    return complex(water + CONDUCTION_GHZ_M_S / ghz * filled * conducted)


# what one reflection does


def fresnel_reflection(
    grazing_rad: ArrayLike, permittivity: complex, polarisation: Polarisation
) -> Complexes:
    """Return the reflection coefficient of a smooth plane for a plane wave.

    Horizontal: (sin ψ - q) / (sin ψ + q); vertical: (ε·sin ψ - q) / (ε·sin ψ + q), with
    q = √(ε - cos²ψ) [1]_. Circular, received in the sense it was sent: the mean of the two.
    All are -1 at grazing.

    Parameters
    ----------
    grazing_rad
        ψ, zero to π/2; any shape.
    permittivity
        ε' - jε''.
    polarisation
        ``horizontal``, ``vertical`` or ``circular``.

    Raises
    ------
    ValueError
        Another polarisation.

    References
    ----------
    .. [1] D. E. Kerr (ed.), "Propagation of Short Radio Waves", 1951, section 5.2.
    """
    if polarisation not in {"horizontal", "vertical", "circular"}:
        raise ValueError("polarisation must be horizontal, vertical or circular")
    sine = np.sin(np.asarray(grazing_rad, dtype=np.float64))
    q = np.sqrt(permittivity - 1 + sine**2 + 0j)
    flat = (sine - q) / (sine + q)
    upright = (permittivity * sine - q) / (permittivity * sine + q)
    chosen = {"horizontal": flat, "vertical": upright, "circular": (flat + upright) / 2}
    return np.asarray(chosen[polarisation])


def roughness_ament(
    grazing_rad: ArrayLike, height_deviation_m: float, wavelength_m: float
) -> Floats:
    """Return the share of the reflected field that a rough surface leaves: exp(-g²/2).

    g = 4π·σ·sin ψ / λ, the deviation of the phase for normal heights [1]_. Too small on a rough
    sea (g above 1.5), see `roughness_miller_brown_vegh`.

    Parameters
    ----------
    grazing_rad
        Any shape.
    height_deviation_m
        Standard deviation of the surface's height.
    wavelength_m
        Of the radar.

    References
    ----------
    .. [1] W. S. Ament, Proceedings of the IRE 41 (1953) 142.
    """
    phase = 4 * pi * height_deviation_m / wavelength_m * np.sin(np.asarray(grazing_rad))
    return np.asarray(np.exp(-0.5 * phase**2))


def roughness_miller_brown_vegh(
    grazing_rad: ArrayLike, height_deviation_m: float, wavelength_m: float
) -> Floats:
    """Return the share of the reflected field on a rough sea: exp(-g²/2)·I₀(g²/2) [1]_.

    Parameters as for `roughness_ament`, g as there.

    References
    ----------
    .. [1] A. R. Miller, R. M. Brown and E. Vegh, "New derivation for the rough-surface reflection
       coefficient and for the distribution of sea-wave elevations", IEE Proceedings H 131 (1984)
       114.
    """
    from skydome.special import i0e

    phase = 4 * pi * height_deviation_m / wavelength_m * np.sin(np.asarray(grazing_rad))
    return np.asarray(i0e(0.5 * phase**2))
