"""The US Standard Atmosphere 1976: pressure, temperature, density, speed of sound.

Altitudes are **geopotential**, as in the standard's own tables. Geometric altitude goes through
`geometric_to_geopotential_m` first; at 30 km the difference is 141 m, or 2 % in density.

Above the last defined layer boundary, 84,852 m, the air is continued as isothermal at 186.946 K:
pressure and density fall exponentially and without a step. Against the standard's own upper
atmosphere the density is then 3 % high at 100 km and 24 % low at 120 km; by 150 km it is a
twentieth. No drag worth computing is left there.

References
----------
.. [1] "U.S. Standard Atmosphere, 1976", NOAA-S/T 76-1562, Washington, 1976: equations 18 (height),
   23 (temperature), 33a and 33b (pressure), 42 (density), 50 (sound); constants in table 2, layers
   in table 4.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.compiler import inline_kernel
from skydome.physics.constants import STANDARD_GRAVITY_M_S2

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

# The standard's gas constant 8314.32 J/(kmol K) over its mean molar mass 28.9644 kg/kmol; the
# gas constant of today's SI is 0.002 % larger, and would miss the tables.
GAS_CONSTANT_AIR_J_KG_K = 8314.32 / 28.9644
RATIO_OF_SPECIFIC_HEATS = 1.4
GEOPOTENTIAL_EARTH_RADIUS_M = 6_356_766.0
SEA_LEVEL_PRESSURE_PA = 101_325.0
SEA_LEVEL_TEMPERATURE_K = 288.15

LAYER_BASES_M = np.array([0.0, 11e3, 20e3, 32e3, 47e3, 51e3, 71e3, 84.852e3])
LAPSE_RATES_K_M = np.array([-6.5e-3, 0.0, 1e-3, 2.8e-3, 0.0, -2.8e-3, -2e-3, 0.0])
LAYER_TEMPERATURES_K = SEA_LEVEL_TEMPERATURE_K + np.concatenate(
    [[0.0], np.cumsum(LAPSE_RATES_K_M[:-1] * np.diff(LAYER_BASES_M))]
)


def _pressure_ratio(rise_m: float, base_temperature_k: float, lapse_k_m: float) -> float:
    """Equations 33a and 33b of the standard: pressure over the pressure at the layer's base."""
    gravity = STANDARD_GRAVITY_M_S2 / GAS_CONSTANT_AIR_J_KG_K
    if lapse_k_m == 0:
        return math.exp(-gravity * rise_m / base_temperature_k)
    warming = 1 + lapse_k_m * rise_m / base_temperature_k
    return math.exp(-gravity / lapse_k_m * math.log(warming))


LAYER_PRESSURES_PA = SEA_LEVEL_PRESSURE_PA * np.cumprod(
    [1.0]
    + [
        _pressure_ratio(
            LAYER_BASES_M[n + 1] - LAYER_BASES_M[n], LAYER_TEMPERATURES_K[n], LAPSE_RATES_K_M[n]
        )
        for n in range(len(LAYER_BASES_M) - 1)
    ]
)


def geometric_to_geopotential_m(geometric_altitude_m: Numbers) -> Numbers:
    """Return the geopotential altitude of a geometric one (equation 18), same shape, metres."""
    return (
        GEOPOTENTIAL_EARTH_RADIUS_M
        * geometric_altitude_m
        / (GEOPOTENTIAL_EARTH_RADIUS_M + geometric_altitude_m)
    )


def temperature_k(altitude_m: ArrayLike) -> Floats:
    """Return the air temperature at a geopotential altitude of -5 km or more; any shape."""
    altitude, layer = _layer(altitude_m)
    rise = altitude - LAYER_BASES_M[layer]
    temperature: Floats = LAYER_TEMPERATURES_K[layer] + LAPSE_RATES_K_M[layer] * rise
    return temperature


def pressure_pa(altitude_m: ArrayLike) -> Floats:
    """Return the air pressure at a geopotential altitude of -5 km or more; any shape."""
    altitude, layer = _layer(altitude_m)
    rise, lapse = altitude - LAYER_BASES_M[layer], LAPSE_RATES_K_M[layer]
    base = LAYER_TEMPERATURES_K[layer]
    gravity = STANDARD_GRAVITY_M_S2 / GAS_CONSTANT_AIR_J_KG_K
    isothermal = lapse == 0
    exponent = np.where(
        isothermal,
        rise / base,
        np.log1p(lapse * rise / base) / np.where(isothermal, 1.0, lapse),
    )
    pressure: Floats = LAYER_PRESSURES_PA[layer] * np.exp(-gravity * exponent)
    return pressure


def density_kg_m3(altitude_m: ArrayLike) -> Floats:
    """Return the air density at a geopotential altitude of -5 km or more; any shape."""
    return pressure_pa(altitude_m) / (GAS_CONSTANT_AIR_J_KG_K * temperature_k(altitude_m))


def sound_speed_m_s(altitude_m: ArrayLike) -> Floats:
    """Return the speed of sound at a geopotential altitude of -5 km or more; any shape.

    Above 84,852 m the standard leaves it undefined; it stays at the value of that altitude.
    """
    warmth = RATIO_OF_SPECIFIC_HEATS * GAS_CONSTANT_AIR_J_KG_K * temperature_k(altitude_m)
    return np.sqrt(warmth)


def _layer(altitude_m: ArrayLike) -> tuple[Floats, NDArray[np.intp]]:
    altitude = np.asarray(altitude_m, dtype=np.float64)
    return altitude, np.maximum(np.searchsorted(LAYER_BASES_M, altitude, side="right") - 1, 0)


geometric_to_geopotential_kernel = inline_kernel(geometric_to_geopotential_m)
_pressure_ratio_kernel = inline_kernel(_pressure_ratio)


@inline_kernel
def density_and_sound_speed(altitude_m: float) -> tuple[float, float]:
    """Return density (kg/m³) and speed of sound (m/s) at one geopotential altitude.

    For the inside of integrators; `density_kg_m3` and `sound_speed_m_s` are its readable twins.
    """
    layer = 0
    while layer + 1 < LAYER_BASES_M.size and altitude_m >= LAYER_BASES_M[layer + 1]:
        layer += 1
    rise = altitude_m - LAYER_BASES_M[layer]
    base, lapse = LAYER_TEMPERATURES_K[layer], LAPSE_RATES_K_M[layer]
    warmth = GAS_CONSTANT_AIR_J_KG_K * (base + lapse * rise)
    pressure = LAYER_PRESSURES_PA[layer] * _pressure_ratio_kernel(rise, base, lapse)
    return pressure / warmth, math.sqrt(RATIO_OF_SPECIFIC_HEATS * warmth)
