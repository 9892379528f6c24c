"""Radar cross-section of a target by frequency and aspect.

A target has three aspects: nose, beam (the side) and tail. Published figures are no finer. Between
frequencies with a figure the cross-section is interpolated linearly in double logarithms; beyond
them it is refused, because nothing is known there.
"""

from __future__ import annotations

from math import pi, radians
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

SECTORS = ("nose", "beam", "tail")
# Where the usual tables of three sectors change over; the width of the change is our choice.
SECTOR_EDGES_RAD = (radians(45), radians(135))
BLEND_RAD = radians(10)


def aspect_angle_rad(heading_rad: Numbers, azimuth_of_target_rad: Numbers) -> Floats:
    """Return the angle between a target's nose and the radar: 0 head on, π from behind.

    Both angles clockwise from north, the azimuth as seen from the radar: a target north of it
    (azimuth 0) that flies south (heading π) shows its nose. In the horizontal plane: climb, dive
    and the radar's elevation are left out. Arrays broadcast.

    Returns
    -------
    Angle in radians, 0 to π; left and right are one.
    """
    towards_radar = np.asarray(azimuth_of_target_rad) + pi
    turned = np.mod(np.asarray(heading_rad) - towards_radar + pi, 2 * pi) - pi
    return np.asarray(np.abs(turned), dtype=np.float64)


def sector_weights(
    aspect_rad: Numbers,
    edges_rad: tuple[float, float] = SECTOR_EDGES_RAD,
    blend_rad: float = BLEND_RAD,
) -> Floats:
    """Return the weights of nose, beam and tail at an aspect.

    One inside its sector; across an edge, from half a blend before to half a blend after, one gives
    way to the next as 3·t² - 2·t³, so that neither the value nor its slope jumps.

    Parameters
    ----------
    aspect_rad
        0 to π, any shape.
    edges_rad
        From nose to beam and from beam to tail.
    blend_rad
        Width of the change, above zero and at most what leaves the sectors apart.

    Returns
    -------
    Weights that add up to 1, in the shape of ``aspect_rad`` with an axis of 3 added last.

    Raises
    ------
    ValueError
        Edges out of order, or a blend too wide.
    """
    first, second = edges_rad
    room = min(2 * first, second - first, 2 * (pi - second))
    if not 0 < blend_rad <= room:
        raise ValueError("edges_rad must rise between 0 and π, blend_rad fit between them")
    aspect = np.asarray(aspect_rad, dtype=np.float64)
    past_first, past_second = (
        _smooth_step((aspect - edge) / blend_rad + 0.5) for edge in (first, second)
    )
    return np.stack([1 - past_first, past_first - past_second, past_second], axis=-1)


def _smooth_step(share: Floats) -> Floats:
    inside = np.clip(share, 0.0, 1.0)
    return inside * inside * (3 - 2 * inside)


def rcs_at_frequency_m2(
    frequency_hz: Numbers, frequencies_hz: ArrayLike, rcs_m2: ArrayLike
) -> Floats:
    """Return a cross-section between frequencies for which one is published.

    Straight lines in double logarithms: σ = σ₁·(f/f₁)^m from point to point, the form of the
    power laws of scattering [1]_. A single published point serves its own frequency alone.

    Parameters
    ----------
    frequency_hz
        Any shape, within the published frequencies.
    frequencies_hz
        Rising, shape (n,).
    rcs_m2
        Above zero, shape (n,) or (n, m) for m sectors.

    Returns
    -------
    Cross-section in square metres, in the shape of ``frequency_hz``, with the axis of m added last.

    Raises
    ------
    ValueError
        A frequency outside the published ones, or a table that is not as said.

    References
    ----------
    .. [1] E. F. Knott, J. F. Shaeffer and M. T. Tuley, "Radar Cross Section", 2nd ed., 1993,
       chapter 6.
    """
    known = np.asarray(frequencies_hz, dtype=np.float64)
    areas = np.asarray(rcs_m2, dtype=np.float64)
    _check_table(known, areas)
    wanted = np.asarray(frequency_hz, dtype=np.float64)
    if not np.all((wanted >= known[0]) & (wanted <= known[-1])):
        raise ValueError(
            f"frequency_hz must lie between {known[0]:g} and {known[-1]:g}, the published ones"
        )
    columns = np.log(areas.reshape(known.size, -1)).T
    read = [np.interp(np.log(wanted), np.log(known), column) for column in columns]
    found = np.asarray(np.exp(np.stack(read, axis=-1)), dtype=np.float64)
    return found if areas.ndim > 1 else found.reshape(wanted.shape)


def _check_table(known: Floats, areas: Floats) -> None:
    if known.ndim != 1 or known.size == 0 or np.any(np.diff(known) <= 0) or known[0] <= 0:
        raise ValueError("frequencies_hz must be one rising series above zero")
    if areas.shape[:1] != known.shape or np.any(areas <= 0):
        raise ValueError("rcs_m2 must be above zero and have a row for each frequency")


def rcs_m2(
    frequency_hz: float,
    aspect_rad: Numbers,
    frequencies_hz: ArrayLike,
    sector_rcs_m2: ArrayLike,
    edges_rad: tuple[float, float] = SECTOR_EDGES_RAD,
    blend_rad: float = BLEND_RAD,
) -> Floats:
    """Return the mean cross-section of a target for one radar and the aspects it shows.

    The nose, beam and tail values at the radar's frequency (`rcs_at_frequency_m2`), mixed in dB by
    `sector_weights`. Narrow flashes, tens of dB above the mean where a flat side or a wing's edge
    faces the radar, are not included: the fluctuation case accounts for the spread.

    Parameters
    ----------
    frequency_hz
        Of the radar.
    aspect_rad
        From `aspect_angle_rad`, any shape.
    frequencies_hz
        Rising, shape (n,).
    sector_rcs_m2
        Nose, beam and tail at each frequency, shape (n, 3).
    edges_rad, blend_rad
        As for `sector_weights`.

    Returns
    -------
    Square metres, in the shape of ``aspect_rad``.

    Raises
    ------
    ValueError
        As for the two functions named.
    """
    table = np.asarray(sector_rcs_m2, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(SECTORS):  # noqa: PLR2004 - rows and columns
        raise ValueError(f"sector_rcs_m2 must have the columns {SECTORS}")
    sides = rcs_at_frequency_m2(frequency_hz, frequencies_hz, table)
    return rcs_of_sides_m2(sides, aspect_rad, edges_rad, blend_rad)


def rcs_of_sides_m2(
    sides_m2: Floats,
    aspect_rad: Numbers,
    edges_rad: tuple[float, float] = SECTOR_EDGES_RAD,
    blend_rad: float = BLEND_RAD,
) -> Floats:
    """Return nose, beam and tail mixed in dB by `sector_weights`, in the shape of ``aspect_rad``.

    Parameters
    ----------
    sides_m2
        Above zero; the last axis is the three aspects, the others broadcast with ``aspect_rad``.
    aspect_rad, edges_rad, blend_rad
        As for `sector_weights`.
    """
    nose, beam, tail = np.moveaxis(sector_weights(aspect_rad, edges_rad, blend_rad), -1, 0)
    level = np.log(sides_m2)
    mixed = nose * level[..., 0] + beam * level[..., 1] + tail * level[..., 2]
    return np.asarray(np.exp(mixed), dtype=np.float64)


def flat_plate_rcs_m2(area_m2: Numbers, wavelength_m: Numbers) -> Floats:
    """Return the flash of a flat plate that faces the radar squarely: 4π·A² / λ² [1]_.

    The largest cross-section a plane of that area can have, and the reason why mean values by
    sector leave flashes out. Valid for plates of several wavelengths; arrays broadcast.

    References
    ----------
    .. [1] E. F. Knott, J. F. Shaeffer and M. T. Tuley, "Radar Cross Section", 2nd ed., 1993,
       chapter 6.
    """
    return np.asarray(4 * pi * (np.asarray(area_m2) / wavelength_m) ** 2, dtype=np.float64)
