"""Shaded ground for the app's maps."""

import io

import numpy as np
from PIL import Image

from skydome.report.basemap import SEA
from skydome.serve.relief import POSTS, relief


def picture(lon_deg, lat_deg, half_m):
    image = Image.open(io.BytesIO(relief(lon_deg, lat_deg, half_m))).convert("RGB")
    return np.asarray(image, dtype=int)


def test_mountains_are_where_they_are():
    # 30 N 77 E: the Himalaya lies to the north-east, the plains to the south-west; high is darker
    seen = picture(77.0, 30.0, 400_000.0)
    assert seen.shape == (POSTS, POSTS, 3)
    quarter = POSTS // 4
    north_east, south_west = seen[:quarter, -quarter:].mean(), seen[-quarter:, :quarter].mean()
    assert north_east < south_west - 20


def test_the_sea_has_its_colour():
    seen = picture(65.0, 18.0, 100_000.0)  # Arabian Sea
    assert np.abs(seen - [int(SEA[n : n + 2], 16) for n in (1, 3, 5)]).max() <= 2
