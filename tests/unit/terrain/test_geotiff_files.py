"""GeoTIFF files as they are delivered: units, coordinate systems, names, large files."""

import re

import numpy as np
import pytest
import terrain_tiles as tiles

from skydome.errors import InputError
from skydome.terrain import Bounds, load_file, load_folder, read_tile

geotiff = pytest.importorskip("skydome.terrain.geotiff")
pytest.importorskip("rasterio")

HILL = np.full((11, 11), 1000, dtype="float32")


def written(tmp_path, unit=None, crs="EPSG:4326", height=HILL):
    return tiles.write_geotiff(tmp_path / "made.tif", height, 78, 31, 0.1, unit, crs)


@pytest.mark.parametrize(
    ("unit", "metres"),
    [
        (None, 1000),
        ("m", 1000),
        ("metre", 1000),
        ("ft", 304.8),  # 0.3048 m exactly
        ("Feet", 304.8),
        ("US survey foot", 304.8006096),  # 1200/3937 m
        ("us-ft", 304.8006096),
        ("cm", 10),
        ("Centimeters", 10),
        ("dm", 100),
    ],
)
def test_heights_are_converted_to_metres(tmp_path, unit, metres):
    grid = read_tile(written(tmp_path, unit))
    assert grid.height_m == pytest.approx(metres, rel=1e-6)
    assert ("converted from" in grid.source) is (metres != 1000)


@pytest.mark.parametrize("unit", ["furlong", "kPa", "degree", "1"])
def test_an_unknown_unit_is_refused_by_name(tmp_path, unit):
    with pytest.raises(InputError, match=f"'{unit}', a unit that is not known") as caught:
        read_tile(written(tmp_path, unit))
    assert "US survey foot" in caught.value.allowed


@pytest.mark.parametrize("code", [4258, 4269, 4322, 4326, 4979, 9518, 9707])
def test_systems_within_metres_of_wgs84_are_accepted(tmp_path, code):
    grid = read_tile(written(tmp_path, crs=f"EPSG:{code}"))
    assert grid.bounds == pytest.approx((29.95, 78.05, 30.95, 79.05))
    assert f"EPSG:{code}" in grid.source


@pytest.mark.parametrize(
    "code",
    [
        32643,  # UTM, metres east and north
        3857,  # web maps
        4267,  # NAD27, up to 200 m away
        4275,  # NTF, 170 m
        4807,  # NTF from Paris in grads
        4978,  # metres from the centre of the Earth
    ],
)
def test_other_systems_are_refused_by_code(tmp_path, code):
    with pytest.raises(InputError, match=f"EPSG:{code}, is not within metres of WGS 84"):
        read_tile(written(tmp_path, crs=f"EPSG:{code}"))


def test_copernicus_tiles_in_sub_folders_are_placed_and_their_masks_left_out(tmp_path):
    """Tile N57 E011: rows from its northern edge, each value half a pixel off, 0.1 degrees here."""
    for north, east in ((57, 11), (57, 12)):
        name = f"Copernicus_DSM_COG_10_N{north}_00_E{east:03d}_00"
        folder = tmp_path / f"{name}_DEM"
        folder.mkdir()
        height = np.full((10, 10), 100 * east, dtype="float32")
        tiles.write_geotiff(folder / f"{name}_DEM.tif", height, east - 0.05, north + 1.05, 0.1)
        (folder / "AUXFILES").mkdir()
        for mask in ("EDM", "FLM", "HEM", "WBM"):
            tiles.write_geotiff(
                folder / "AUXFILES" / f"{name}_{mask}.tif", height * 0 + 3, east - 0.05,
                north + 1.05, 0.1,
            )  # fmt: skip
    grid = load_folder(tmp_path, 57, 11, 58, 13)
    assert grid.height_at(57.5, [11.5, 12.5]).tolist() == [1100, 1200]
    assert "2 tiles" in grid.source
    assert "not used" not in grid.source


@pytest.mark.parametrize("area", [Bounds(18, 68, 22, 74), Bounds(18.5, 69, 21, 73.9)])
def test_a_file_cut_exactly_to_the_area_covers_it(tmp_path, area):
    """Pixels of 0.1 degrees, edges at 18 to 22 N, 68 to 74 E: outermost posts 0.05 inside."""
    height = np.full((40, 60), 5, dtype="int16")
    file = tiles.write_geotiff(tmp_path / "cut.tif", height, 68, 22, 0.1)
    assert (load_file(file, area).height_m == 5).all()


def test_the_box_that_a_message_names_is_accepted(tmp_path):
    """What is missing by more than half a pixel is refused; a file of the box named is enough."""
    height = np.full((38, 60), 5, dtype="int16")
    file = tiles.write_geotiff(tmp_path / "short.tif", height, 68, 21.8, 0.1)
    with pytest.raises(InputError) as caught:
        load_file(file, Bounds(18, 68, 22, 74))
    numbers = re.findall(r"-?[0-9.]+[0-9]", caught.value.allowed)
    south, north, west, east = (float(number) for number in numbers)
    rows, columns = round((north - south) / 0.1), round((east - west) / 0.1)
    whole = np.full((rows, columns), 5, dtype="int16")
    wide = tiles.write_geotiff(tmp_path / "named.tif", whole, west, north, 0.1)
    assert load_file(wide, Bounds(18, 68, 22, 74)).height_m.shape[0] >= 39


def test_of_a_large_file_only_windows_of_the_area_are_read(tmp_path, monkeypatch):
    """0.1 degree a post: an area of 4 by 6 degrees needs 41 x 61 of the 300 x 500 posts."""
    read, windows = geotiff._read, []

    def recorded(file, window, metres):
        windows.append(window)
        return read(file, window, metres)

    monkeypatch.setattr(geotiff, "_read", recorded)
    height = np.full((300, 500), 7, dtype="int16")
    large = tiles.write_geotiff(tmp_path / "large.tif", height, 59.95, 45.05, 0.1)
    grid = load_file(large, Bounds(30, 80, 34, 86))
    assert (grid.height_m == 7).all()
    assert sum(one.rows * one.columns for one in windows) <= 43 * 63
    # The first post is at 15.1 N 60 E, so that 30 N is row 149 and 80 E column 200.
    assert {one.row for one in windows} <= {148, 149}
    assert {one.column for one in windows} <= {199, 200}
