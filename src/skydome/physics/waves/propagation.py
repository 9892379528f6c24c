"""Attenuation of radar waves by air and rain: one way, in dB.

Double a loss for a radar. Paths are straight lines on a 4/3 Earth. All altitudes here are
geometric heights above sea level, in metres.

Gas: ITU-R P.676-12, the line-by-line method of its annex 1, at the pressure and temperature of the
US Standard Atmosphere 1976 and the water vapour of the mean annual global reference atmosphere of
ITU-R P.835-6, section 1.2: 7.5 g/m³ at sea level, falling with a scale height of 2 km down to a
mixing ratio of two parts in a million. The pressure is taken as that of dry air, as in the
reference figures of P.676; counting it as the total instead would change the loss by less than 2 %.

Rain: ITU-R P.838-3, and a uniform rain from the ground to one rain height.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from skydome.compiler import inline_kernel, kernel
from skydome.physics.atmosphere import geometric_to_geopotential_m, pressure_pa, temperature_k
from skydome.physics.constants import EFFECTIVE_EARTH_RADIUS_M
from skydome.physics.earth import (
    elevation_angle_kernel,
    elevation_angle_rad,
    slant_range_kernel,
    slant_range_m,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

Polarisation: TypeAlias = Literal["horizontal", "vertical", "circular"]

SURFACE_VAPOUR_G_M3 = 7.5
VAPOUR_SCALE_HEIGHT_M = 2_000.0
LEAST_VAPOUR_MIXING_RATIO = 2e-6
# P.835, equation for the partial pressure of water vapour: e (hPa) = density (g/m³) · T (K) / 216.7
VAPOUR_CONSTANT = 216.7

# Steps small against the 2 km in which water vapour falls; above 50 km less than a millionth of
# the sea-level loss is left at radar frequencies.
PROFILE_ALTITUDES_M = np.concatenate(
    [np.arange(0.0, 10e3, 100.0), np.arange(10e3, 20e3, 250.0), np.arange(20e3, 50.5e3, 1e3)]
)
TILT_DEG: dict[Polarisation, float] = {"horizontal": 0.0, "circular": 45.0, "vertical": 90.0}
QUADRATURE_POINTS = 32


class GasProfile(NamedTuple):
    """Specific gas attenuation at one frequency, one way: dB/m at rising altitudes in metres."""

    altitudes_m: Floats
    attenuation_db_m: Floats


def gas_specific_attenuation_db_m(frequency_hz: float, altitude_m: ArrayLike) -> Floats:
    """Return the one-way attenuation by oxygen and water vapour, in dB per metre.

    Parameters
    ----------
    frequency_hz
        1 to 1000 GHz in the source. Below 1 GHz the same lines are summed; the loss is then under
        0.006 dB/km.
    altitude_m
        Geometric height above sea level, up to about 80 km; any shape.

    Returns
    -------
    Attenuation in the shape of ``altitude_m``.

    References
    ----------
    .. [1] ITU-R P.676-12 (2019), annex 1, computed by package ``itur``, its exact method.
    """
    from itur.models import itu676

    altitude = np.asarray(altitude_m, dtype=np.float64)
    geopotential = np.asarray(geometric_to_geopotential_m(altitude))
    pressure_hpa, temperature = pressure_pa(geopotential) / 100, temperature_k(geopotential)
    vapour = np.maximum(
        SURFACE_VAPOUR_G_M3 * np.exp(-altitude / VAPOUR_SCALE_HEIGHT_M),
        LEAST_VAPOUR_MIXING_RATIO * pressure_hpa * VAPOUR_CONSTANT / temperature,
    )
    per_km = itu676.gamma_exact(frequency_hz / 1e9, pressure_hpa, vapour, temperature)
    return np.asarray(per_km.value, dtype=np.float64) / 1e3


def gas_profile(frequency_hz: float) -> GasProfile:
    """Return `gas_specific_attenuation_db_m` from sea level to 50 km, ready for path sums."""
    return GasProfile(
        PROFILE_ALTITUDES_M.copy(), gas_specific_attenuation_db_m(frequency_hz, PROFILE_ALTITUDES_M)
    )


def rain_specific_attenuation_db_m(
    rain_rate_mm_h: ArrayLike, frequency_hz: float, polarisation: Polarisation = "horizontal"
) -> Floats:
    """Return the one-way attenuation by rain on a level path, in dB per metre.

    k·Rᵅ, with k and α by frequency and polarisation [1]_.

    Parameters
    ----------
    rain_rate_mm_h
        Zero or more; any shape.
    frequency_hz
        1 to 1000 GHz.
    polarisation
        ``horizontal``, ``vertical`` or ``circular``.

    Returns
    -------
    Attenuation in the shape of ``rain_rate_mm_h``.

    Raises
    ------
    ValueError
        Another polarisation, or a frequency outside the range.

    References
    ----------
    .. [1] ITU-R P.838-3 (2005), computed by package ``itur``.
    """
    from itur.models import itu838

    if polarisation not in TILT_DEG:
        raise ValueError(f"polarisation must be one of {tuple(TILT_DEG)}")
    if not 1e9 <= frequency_hz <= 1e12:  # noqa: PLR2004 - the range the source states
        raise ValueError("frequency_hz must lie between 1e9 and 1e12")
    rate = np.asarray(rain_rate_mm_h, dtype=np.float64)
    tilt = TILT_DEG[polarisation]
    per_km = itu838.rain_specific_attenuation(rate, frequency_hz / 1e9, 0.0, tilt)
    return np.asarray(per_km.value, dtype=np.float64) / 1e3


def rain_path_m(
    antenna_height_m: Numbers,
    ground_range_m: Numbers,
    target_height_m: Numbers,
    rain_height_m: Numbers,
) -> Floats:
    """Return how much of the path between antenna and target lies below the rain height, metres.

    The rain is taken to fall everywhere along the path, from the ground to one height: a bad case,
    since heavy rain comes in cells. All arguments broadcast.
    """
    elevation = elevation_angle_rad(ground_range_m, antenna_height_m, target_height_m)
    slant = slant_range_m(ground_range_m, antenna_height_m, target_height_m)
    start, end = _span_below(antenna_height_m, elevation, slant, rain_height_m)
    return np.asarray(end - start, dtype=np.float64)


def gas_path_loss_db(
    profile_altitudes_m: ArrayLike,
    profile_db_m: ArrayLike,
    antenna_height_m: float,
    ground_range_m: ArrayLike,
    target_altitude_m: ArrayLike,
) -> Floats:
    """Return the one-way gas loss from an antenna to every point of a grid.

    The specific attenuation of the profile, read linearly, is integrated along the straight ray of
    a 4/3 Earth by 32-point Gauss-Legendre quadrature (within 0.1 % of the full integral). Above the
    profile there is no loss; where a ray dips below it, the lowest value is used. It does not check
    whether the Earth is in the way.

    Parameters
    ----------
    profile_altitudes_m, profile_db_m
        Two arrays of one length, altitudes rising: a `GasProfile`.
    antenna_height_m
        Height above sea level.
    ground_range_m
        Shape (n,).
    target_altitude_m
        Shape (m,).

    Returns
    -------
    Loss in dB, shape (n, m).
    """
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE_POINTS)
    return gas_path_loss_kernel(
        np.array(profile_altitudes_m, dtype=np.float64),
        np.array(profile_db_m, dtype=np.float64),
        float(antenna_height_m),
        np.array(ground_range_m, dtype=np.float64).ravel(),
        np.array(target_altitude_m, dtype=np.float64).ravel(),
        (nodes + 1) / 2,
        weights / 2,
    )


def interpolate_loss_db(
    ground_ranges_m: ArrayLike,
    altitudes_m: ArrayLike,
    loss_db: ArrayLike,
    ground_range_m: ArrayLike,
    altitude_m: ArrayLike,
) -> Floats:
    """Return a loss grid read at any points: bilinear inside, the edge's value outside.

    Parameters
    ----------
    ground_ranges_m, altitudes_m
        The grid's axes, rising, shapes (n,) and (m,), two or more values each.
    loss_db
        Shape (n, m).
    ground_range_m, altitude_m
        The points; shapes broadcast.

    Returns
    -------
    Loss in dB, in the broadcast shape of the points.
    """
    ground, altitude = np.broadcast_arrays(
        np.asarray(ground_range_m, dtype=np.float64), np.asarray(altitude_m, dtype=np.float64)
    )
    found = interpolate_kernel(
        np.array(ground_ranges_m, dtype=np.float64),
        np.array(altitudes_m, dtype=np.float64),
        np.array(loss_db, dtype=np.float64),
        ground.ravel(),
        altitude.ravel(),
    )
    return found.reshape(ground.shape)


def _span_below(
    antenna_height_m: Numbers, elevation_rad: Numbers, slant_m: Numbers, ceiling_m: Numbers
) -> tuple[Numbers, Numbers]:
    """Where along a path of a given length it runs below a ceiling: from, to; equal if nowhere.

    The height along a straight ray falls and then rises, so that there is one such stretch.
    """
    near = EFFECTIVE_EARTH_RADIUS_M + antenna_height_m
    lowest = near * np.sin(elevation_rad)
    rise = (ceiling_m - antenna_height_m) * (
        2 * EFFECTIVE_EARTH_RADIUS_M + ceiling_m + antenna_height_m
    )
    half = np.sqrt(np.maximum(lowest * lowest + rise, 0.0))
    start = np.minimum(np.maximum(-lowest - half, 0.0), slant_m)
    end = np.minimum(np.maximum(-lowest + half, start), slant_m)
    return start, end


_span_below_kernel = inline_kernel(_span_below)


@inline_kernel
def _cell(axis: Floats, value: float) -> tuple[int, float]:
    """Cell of a rising axis that contains a value, and the position in it, 0 to 1."""
    cell = min(max(int(np.searchsorted(axis, value)) - 1, 0), axis.size - 2)
    share = (value - axis[cell]) / (axis[cell + 1] - axis[cell])
    return cell, min(max(share, 0.0), 1.0)


@inline_kernel
def _ray_loss_db(
    altitudes_m: Floats,
    db_m: Floats,
    antenna_height_m: float,
    ground_range_m: float,
    target_altitude_m: float,
    nodes: Floats,
    weights: Floats,
    heights_m: Floats,
) -> float:
    """Return the loss of one ray; ``heights_m`` is scratch, of as many values as there are nodes.

    Two loops: the compiler vectorises the first, and neighbouring nodes have cells next to each
    other, so that a search from the last cell is shorter than one through the profile.
    """
    elevation = elevation_angle_kernel(ground_range_m, antenna_height_m, target_altitude_m)
    slant = slant_range_kernel(ground_range_m, antenna_height_m, target_altitude_m)
    start, end = _span_below_kernel(antenna_height_m, elevation, slant, altitudes_m[-1])
    near = EFFECTIVE_EARTH_RADIUS_M + antenna_height_m
    fall = 2 * near * np.sin(elevation)
    for n in range(nodes.size):
        along = start + (end - start) * nodes[n]
        grown = along * (along + fall)
        # sqrt(near² + grown) - near, without the difference of two large numbers
        heights_m[n] = antenna_height_m + grown / (np.sqrt(near * near + grown) + near)
    total, cell, last = 0.0, 0, altitudes_m.size - 2
    for n in range(nodes.size):
        height = heights_m[n]
        while cell < last and altitudes_m[cell + 1] < height:
            cell += 1
        while cell > 0 and altitudes_m[cell] >= height:
            cell -= 1
        share = (height - altitudes_m[cell]) / (altitudes_m[cell + 1] - altitudes_m[cell])
        share = min(max(share, 0.0), 1.0)
        total += weights[n] * (db_m[cell] + share * (db_m[cell + 1] - db_m[cell]))
    return total * float(end - start)


@kernel
def gas_path_loss_kernel(
    altitudes_m: Floats,
    db_m: Floats,
    antenna_height_m: float,
    ground_range_m: Floats,
    target_altitude_m: Floats,
    nodes: Floats,
    weights: Floats,
) -> Floats:
    """`gas_path_loss_db` with the quadrature's nodes and weights on 0 to 1."""
    loss = np.empty((ground_range_m.size, target_altitude_m.size))
    heights_m = np.empty(nodes.size)
    for i in range(ground_range_m.size):
        for j in range(target_altitude_m.size):
            loss[i, j] = _ray_loss_db(
                altitudes_m,
                db_m,
                antenna_height_m,
                ground_range_m[i],
                target_altitude_m[j],
                nodes,
                weights,
                heights_m,
            )
    return loss


@inline_kernel
def interpolate_point_kernel(
    ground_ranges_m: Floats,
    altitudes_m: Floats,
    loss_db: Floats,
    ground_range_m: float,
    altitude_m: float,
) -> float:
    """`interpolate_loss_db` at one point, for the inside of other kernels."""
    i, u = _cell(ground_ranges_m, ground_range_m)
    j, v = _cell(altitudes_m, altitude_m)
    near: float = loss_db[i, j] + v * (loss_db[i, j + 1] - loss_db[i, j])
    far: float = loss_db[i + 1, j] + v * (loss_db[i + 1, j + 1] - loss_db[i + 1, j])
    return near + u * (far - near)


@kernel
def interpolate_kernel(
    ground_ranges_m: Floats,
    altitudes_m: Floats,
    loss_db: Floats,
    ground_range_m: Floats,
    altitude_m: Floats,
) -> Floats:
    """`interpolate_loss_db` for flat arrays of points."""
    found = np.empty(ground_range_m.size)
    for n in range(found.size):
        found[n] = interpolate_point_kernel(
            ground_ranges_m, altitudes_m, loss_db, ground_range_m[n], altitude_m[n]
        )
    return found
