"""Shaded ground in the projection of the app's maps, so that the browser reprojects nothing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from skydome.physics import earth
from skydome.report.basemap import RELIEF, SEA
from skydome.terrain import covering_bounds, embedded_grid
from skydome.terrain.grid import heights

if TYPE_CHECKING:
    from skydome.arrays import Floats

POSTS = 480  # a side
EXAGGERATION = 5.0  # of heights, for the shading only
LIGHT_FROM_DEG, LIGHT_ABOVE_DEG = 315, 40
DARKEST, SHADE = 0.80, 0.28
COLOURS = 255
SQRT_2 = 2**0.5  # to the corners


def relief(lon_deg: float, lat_deg: float, half_m: float) -> bytes:
    """Return a square around a place as PNG: azimuthal equidistant, north up.

    Parameters
    ----------
    lon_deg, lat_deg
        The middle.
    half_m
        Half of the side, metres.
    """
    from matplotlib.colors import LightSource, LinearSegmentedColormap
    from PIL import Image

    height = _heights(lon_deg, lat_deg, half_m)
    top = RELIEF[-1][0]
    ramp = LinearSegmentedColormap.from_list("relief", [(h / top, c) for h, c in RELIEF])
    spacing = 2 * half_m / POSTS
    light = LightSource(LIGHT_FROM_DEG, LIGHT_ABOVE_DEG)
    shade = light.hillshade(height, vert_exag=EXAGGERATION, dx=spacing, dy=spacing)
    colour = ramp(np.clip(height / top, 0, 1))[..., :3]
    colour = np.clip(colour * (DARKEST + SHADE * shade[..., np.newaxis]), 0, 1)
    colour[height <= 0] = [int(SEA[n : n + 2], 16) / COLOURS for n in (1, 3, 5)]
    # rows of a picture run from north to south
    image = Image.fromarray(np.rint(colour[::-1] * COLOURS).astype(np.uint8))
    out = io.BytesIO()
    image.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _heights(lon_deg: float, lat_deg: float, half_m: float) -> Floats:
    """Return heights on the square, rows from south to north; sea and what has no data are 0."""
    along = (np.arange(POSTS) + 0.5) * (2 * half_m / POSTS) - half_m
    east, north = np.meshgrid(along, along)
    bearing, far = np.arctan2(east, north) % (2 * np.pi), np.hypot(east, north)
    there = earth.destination(lat_deg, lon_deg, bearing, far)
    latitude, longitude = there[0].ravel(), there[1].ravel()
    area = covering_bounds(lat_deg, lon_deg, SQRT_2 * half_m)
    grid = embedded_grid(
        round(area.south_deg), round(area.west_deg), round(area.north_deg), round(area.east_deg)
    )
    found = heights(grid, latitude, longitude).reshape(east.shape)
    return np.nan_to_num(found.astype(np.float64))
