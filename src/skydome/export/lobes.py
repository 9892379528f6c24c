"""A range by azimuth as polygons around its centre: one, or a lobe for each covered sector.

A single ring through all azimuths would touch itself at the centre between two sectors, and such a
polygon is not valid.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics import earth

if TYPE_CHECKING:
    from skydome.arrays import Floats

    Ring = list[list[float]]

DECIMALS = 4  # of a degree, some ten metres: positions are notional anyway
FEWEST_CORNERS = 3


def lobes(latitude_deg: float, longitude_deg: float, range_m: Floats) -> list[Ring]:
    """Return closed rings, counter-clockwise, longitude first in degrees, no corner twice in a row.

    Parameters
    ----------
    latitude_deg, longitude_deg
        The centre.
    range_m
        Metres by azimuth, clockwise from north in equal steps; 0 or NaN where nothing is covered.

    Returns
    -------
    list
        No ring where no polygon has an area. Longitudes run on beyond 180 degrees where the ring
        crosses the date line.
    """
    covered = (np.nan_to_num(range_m) > 0)[::-1]  # against the clock
    azimuth = (np.arange(len(range_m)) * (2 * pi / len(range_m)))[::-1]
    north, east = earth.destination(
        latitude_deg, longitude_deg, azimuth, np.where(covered, np.nan_to_num(range_m)[::-1], 0.0)
    )
    east = longitude_deg + (east - longitude_deg + 180) % 360 - 180
    corners = np.column_stack([east, north]).round(DECIMALS).tolist()
    if covered.all():
        return _closed(corners)
    centre = [round(longitude_deg, DECIMALS), round(latitude_deg, DECIMALS)]
    gap = int(np.flatnonzero(~covered)[0])
    rings: list[Ring] = []
    run: Ring = []
    for n in [*range(gap + 1, len(corners)), *range(gap + 1)]:
        if covered[n]:
            run.append(corners[n])
        elif run:
            rings += _closed([centre, *run])
            run = []
    return rings


def _closed(corners: Ring) -> list[Ring]:
    """Return a ring without repeated corners, in a list that is empty if it has no area."""
    kept = [
        one for one, before in zip(corners, [corners[-1], *corners], strict=False) if one != before
    ]
    return [[*kept, kept[0]]] if len(kept) >= FEWEST_CORNERS else []
