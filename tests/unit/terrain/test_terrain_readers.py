import gzip
import os
import sys
import tracemalloc
import zipfile

import numpy as np
import pytest
import terrain_tiles as tiles

from skydome.errors import InputError
from skydome.terrain import folder as folders
from skydome.terrain import load_folder, mosaic, read_tile
from skydome.terrain.grid import Grid


def slope(rows, columns, start=0.0):
    """Whole heights that differ at every post nearby and fit 16 bits."""
    return (start + np.add.outer(np.arange(rows) * 3, np.arange(columns) * 2)) % 5000


def message(path, reader=read_tile):
    with pytest.raises(InputError) as caught:
        reader(path)
    error = caught.value
    assert error.file == str(path)
    assert error.allowed
    return str(error)


def test_hgt(tmp_path):
    height = slope(1201, 1201)
    height[0, 0] = -12
    grid = read_tile(tiles.write_hgt(tmp_path / "S05W078.SRTMGL3.hgt", height))
    assert (grid.height_m == height).all()
    assert grid.bounds == pytest.approx((-5, -78, -4, -77))
    assert grid.height_at(-5, -78) == -12
    assert "voids" not in grid.source


def test_voids_take_the_nearest_height_and_are_counted(tmp_path):
    height = np.full((1201, 1201), 100)
    height[600:, :] = 300
    height[400:500, 40:50] = -32768
    height[700, 7] = -32768
    grid = read_tile(tiles.write_hgt(tmp_path / "N30E078.hgt", height))
    assert set(np.unique(grid.height_m)) == {100, 300}
    assert grid.height_m[700, 7] == 300
    assert "1,001 voids" in grid.source


def test_dted(tmp_path):
    height = slope(121, 61)
    height[3, 4], height[5, 6], height[7, 8] = -413, 0, -32767
    grid = read_tile(tiles.write_dted(tmp_path, height, -34, -71))
    filled = height.copy()
    filled[7, 8] = grid.height_m[7, 8]
    assert (grid.height_m == filled).all()
    assert grid.height_m[7, 8] in height[6:9, 7:10]
    assert grid.bounds == pytest.approx((-34, -71, -33, -70))
    assert grid.step_longitude_deg == pytest.approx(1 / 60)
    assert grid.source == (
        "DTED0 on WGS84 MSL; vertical accuracy 21 m, 90 %; 1 voids filled from the nearest post"
    )


def test_dted_agrees_with_another_reader(tmp_path):
    rasterio = pytest.importorskip("rasterio")
    height = slope(121, 121, start=-200)
    path = tiles.write_dted(tmp_path, height + 100, 51, 8)
    with rasterio.open(path) as dataset:
        theirs = dataset.read(1)[::-1]
        corner = dataset.bounds
    grid = read_tile(path)
    assert (grid.height_m == theirs).all()
    half = grid.step_latitude_deg / 2
    assert grid.bounds[:2] == pytest.approx((corner.bottom + half, corner.left + half))


def patched(content, at, new):
    return content[:at] + new + content[at + len(new) :]


DTED = tiles.dted_bytes(slope(21, 21), 30, 78)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (DTED[:-1], "by its header"),
        (DTED + b"x", "by its header"),
        (DTED[:3000], "by its header"),
        (DTED[:100], "ACC header"),
        (patched(DTED, 80, b"XXX"), "DSI header"),
        (patched(DTED, 728, b"XXX"), "ACC header"),
        (patched(DTED, 47, b"00x1"), "number"),
        (patched(DTED, 47, b"0022"), "different numbers"),
        (patched(patched(DTED, 47, b"00010001"), 361, b"00010001"), "two by two"),
        (patched(DTED, 20, b"0000"), "step"),
        (patched(DTED, 4, b"0789900E"), "angle"),
        (patched(DTED, 4, b"0780000X"), "angle"),
        (patched(DTED, 80 + 144, b"NAD27"), "datum"),
        (patched(DTED, 3428, b"\x00"), "out of order"),
        (patched(DTED, 3428 + 4, b"\x00\x07"), "out of order"),
        (patched(DTED, 3428 + 10, b"\x07"), "record 1 does not match its checksum"),
        (tiles.dted_bytes(np.full((21, 21), 12_000), 30, 78), "do not occur on Earth"),
        (tiles.dted_bytes(np.full((21, 21), -32_767), 30, 78), "every post is void"),
    ],
)
def test_dted_that_is_none(tmp_path, content, said):
    path = tmp_path / "n30.dt0"
    path.write_bytes(content)
    assert said in message(path)


@pytest.fixture
def write_geotiff(tmp_path):
    rasterio = pytest.importorskip("rasterio")

    def write(height, crs="EPSG:4326", name="ground.tif", transform=None, **profile):
        bands = np.atleast_3d(height[::-1]).transpose(2, 0, 1)
        place = transform or rasterio.Affine(0.1, 0, 77.95, 0, -0.1, 31.05)
        profile = {"driver": "GTiff", "count": len(bands), "dtype": bands.dtype} | profile
        shape = {"height": bands.shape[1], "width": bands.shape[2]}
        with rasterio.open(
            tmp_path / name, "w", crs=crs, transform=place, **shape, **profile
        ) as dataset:
            dataset.write(bands)
        return tmp_path / name

    return write


@pytest.mark.parametrize("dtype", ["int16", "float32", "float64", "uint8"])
def test_geotiff(write_geotiff, dtype):
    height = (slope(11, 21) % 200).astype(dtype)
    grid = read_tile(write_geotiff(height))
    assert (grid.height_m == height).all()
    assert grid.bounds == pytest.approx((30, 78, 31, 80))


@pytest.mark.parametrize(("dtype", "nodata"), [("int16", -9999), ("float32", np.nan)])
def test_geotiff_voids(write_geotiff, dtype, nodata):
    height = np.full((11, 11), 250, dtype=dtype)
    height[2, 3] = nodata
    grid = read_tile(write_geotiff(height, nodata=nodata))
    assert (grid.height_m == 250).all()
    assert "1 voids" in grid.source


def test_geotiff_that_is_none(write_geotiff, tmp_path):
    height = slope(11, 11).astype("float32")
    assert "EPSG:32644, is not within metres of WGS 84" in message(
        write_geotiff(height, crs="EPSG:32644")
    )
    assert "does not name its coordinate system" in message(write_geotiff(height, crs=None))
    assert "exactly one band" in message(write_geotiff(np.dstack([height, height])))
    assert "exactly one band" in message(write_geotiff(height.astype("complex64")))
    assert "two by two" in message(write_geotiff(height[:1]))
    assert "do not occur on Earth" in message(write_geotiff(height + 20_000))
    whole = write_geotiff(slope(300, 300).astype("float32")).read_bytes()
    (tmp_path / "cut.tif").write_bytes(whole[: len(whole) // 2])
    assert "not usable" in message(tmp_path / "cut.tif")


def test_geotiff_must_be_north_up(write_geotiff):
    affine = pytest.importorskip("rasterio").Affine
    height = slope(11, 11).astype("float32")
    for transform in (affine(0.1, 0.02, 78, 0, -0.1, 31), affine(0.1, 0, 78, 0, 0.1, 31)):
        assert "north up" in message(write_geotiff(height, transform=transform))


def test_geotiff_without_rasterio_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "rasterio", None)
    (tmp_path / "ground.tif").write_bytes(b"anything")
    assert "pip install skydome[geotiff]" in message(tmp_path / "ground.tif")


@pytest.mark.parametrize("name", ["N30E078.hgt", "n30.dt0", "n30.dt1", "ground.tif"])
def test_every_malformed_file_is_one_clear_error(tmp_path, name):
    if name.endswith("tif"):
        pytest.importorskip("rasterio")
    path = tmp_path / name
    assert "no such file" in message(path)
    noise = np.random.default_rng(1).bytes(2 * 1201 * 1201)
    for content in (b"", b"x", noise[:5000], noise, noise[:-1]):
        path.write_bytes(content)
        message(path)
    path.unlink()
    path.mkdir()
    assert "not a file" in message(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a device by its path")
def test_a_device_is_not_a_file(tmp_path):
    (tmp_path / "N30E078.hgt").symlink_to("/dev/zero")
    assert "not a file" in message(tmp_path / "N30E078.hgt")


def test_names_that_say_nothing(tmp_path):
    tiles.write_hgt(tmp_path / "ground.hgt", slope(1201, 1201))
    assert "name" in message(tmp_path / "ground.hgt")
    assert "not an elevation file" in message(tmp_path / "ground.png")


def world(latitude, longitude):
    return np.round(1000 + 20 * latitude + 3 * longitude)


def cell(south, west, rows=21, columns=21):
    latitude, longitude = np.linspace(south, south + 1, rows), np.linspace(west, west + 1, columns)
    return world(latitude[:, None], longitude[None, :])


@pytest.fixture
def folder(tmp_path):
    for south in (-1, 0):
        for west in (-1, 0, 1):
            tiles.write_dted(tmp_path, cell(south, west), south, west)
    return tmp_path


def test_stitched_tiles_share_their_edges(folder):
    grid = load_folder(folder, -0.5, -0.9, 0.5, 1.5)
    assert grid.bounds == pytest.approx((-1, -1, 1, 2))
    assert grid.height_m.shape == (41, 61)
    latitude, longitude = np.linspace(-1, 1, 41), np.linspace(-1, 2, 61)
    assert (grid.height_m == world(latitude[:, None], longitude[None, :])).all()
    assert grid.source == f"folder {folder.name}: 6 tiles, DTED0 on WGS84 MSL"


def test_missing_tiles_are_named_or_filled(folder):
    (folder / "e000" / "n00.dt0").unlink()
    with pytest.raises(InputError, match="tiles are missing: N00E000, N00E002; ") as caught:
        load_folder(folder, 0, 0, 1, 3)
    assert caught.value.file == str(folder)
    base = Grid(-1.0, -1.0, 1.0, 1.0, np.full((9, 9), 77.0, np.float32), "base", "made up")
    grid = load_folder(folder, 0, 0, 1, 3, base=base)
    assert (grid.height_m[:, :20] == 77).all()
    assert (grid.height_m[:, 41:] == 77).all()
    exact = world(np.linspace(0, 1, 21)[:, None], np.linspace(1, 2, 21)[None, :])
    assert (grid.height_m[:, 20:41] == exact).all()  # a tile wins on a shared edge
    assert "2 missing tiles from base" in grid.source
    with pytest.raises(InputError, match="and 92 more"):
        load_folder(folder, 40, 40, 50, 50)
    with pytest.raises(InputError, match="no tile"):
        load_folder(folder, 40, 40, 50, 50, base=base)


def test_tiles_of_different_spacing_are_brought_together(tmp_path):
    tiles.write_dted(tmp_path, cell(49, 8, 21, 21), 49, 8)
    tiles.write_dted(tmp_path, cell(50, 8, 21, 11), 50, 8)
    grid = load_folder(tmp_path, 49, 8, 51, 9)
    assert grid.height_m.shape == (41, 21)
    exact = world(np.linspace(49, 51, 41)[:, None], np.linspace(8, 9, 21)[None, :])
    assert np.abs(grid.height_m - exact).max() <= 1


def test_across_the_date_line(tmp_path):
    tiles.write_dted(tmp_path, cell(-17, 179), -17, 179)
    tiles.write_dted(tmp_path, cell(-17, 180), -17, -180)
    grid = load_folder(tmp_path, -17, 179, -16, 181)
    assert grid.height_at(-16.5, [179.5, -179.5]) == pytest.approx(
        world(-16.5, np.array([179.5, 180.5])), abs=0.51
    )


def test_fine_tiles_are_thinned_and_letters_may_be_small(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "FINEST_POSTS_PER_DEGREE", 400)
    tiles.write_hgt(tmp_path / "n00e000.HGT", cell(0, 0, 1201, 1201))
    grid = load_folder(tmp_path, 0, 0, 1, 1)
    assert (grid.height_m == cell(0, 0, 1201, 1201)[::3, ::3]).all()
    assert grid.step_latitude_deg == 1 / 400


def test_the_finest_dted_of_a_degree_counts(folder):
    tiles.write_dted(folder, cell(0, 0, 41, 41) + 100, 0, 0, ".dt1")
    grid = load_folder(folder, 0, 0, 1, 1)
    assert grid.height_m.shape == (41, 41)
    assert grid.height_at(0.5, 0.5) > world(0.5, 0.5) + 99


def test_an_area_with_too_many_posts_is_thinned_evenly(folder, monkeypatch):
    """2 by 3 degrees at 20 posts are 41 x 61 = 2,501; every second post leaves 21 x 31 = 651."""
    monkeypatch.setattr(mosaic, "LARGEST_GRID_POSTS", 1000)
    grid = load_folder(folder, -1, -1, 1, 2)
    assert grid.height_m.shape == (21, 31)
    latitude, longitude = np.linspace(-1, 1, 21), np.linspace(-1, 2, 31)
    assert (grid.height_m == world(latitude[:, None], longitude[None, :])).all()
    assert "every 2. post" in grid.source


def test_tiles_are_read_one_at_a_time(tmp_path, monkeypatch):
    """9 tiles of 1201 x 1201 heights in four bytes are 52 MB; the grid, 301 x 301, has 0.4 MB.

    One tile in hand takes 2.9 MB of file, 5.8 MB of heights and as much again for its voids.
    """
    monkeypatch.setattr(folders, "FINEST_POSTS_PER_DEGREE", 100)
    first = tiles.write_hgt(tmp_path / "N00E000.hgt", slope(1201, 1201))
    for south in range(3):
        for west in range(3):
            if south or west:
                os.link(first, tmp_path / f"N{south:02d}E{west:03d}.hgt")
    load_folder(tmp_path, 0, 0, 1, 1)  # what is imported at the first use does not count
    tracemalloc.start()
    grid = load_folder(tmp_path, 0, 0, 3, 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grid.height_m.shape == (301, 301)
    assert peak < 26e6


def test_dted_is_placed_by_its_header_whatever_it_is_called(tmp_path):
    (tmp_path / "new").mkdir()
    content = tiles.dted_bytes(cell(5, 5), 5, 5)
    for name in ("n35_w122_3arc_v2.dt1", "new/tile.bin"):
        file = tmp_path / name
        file.write_bytes(content)
        assert load_folder(tmp_path, 5, 5, 6, 6).height_at(5.5, 5.5) == world(5.5, 5.5)
        assert read_tile(file).bounds == pytest.approx((5, 5, 6, 6))
        file.unlink()


@pytest.mark.parametrize("name", ["N57/N57E011.hgt", "N57E011.hgt.gz", "N57E011.SRTMGL3.hgt.zip"])
def test_hgt_in_sub_folders_and_archives(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    height = slope(1201, 1201)
    plain = tiles.write_hgt(tmp_path / "raw", height).read_bytes()
    (tmp_path / "raw").unlink()
    if name.endswith("gz"):
        file.write_bytes(gzip.compress(plain))
    elif name.endswith("zip"):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("N57E011.hgt", plain)
    else:
        file.write_bytes(plain)
    grid = load_folder(tmp_path, 57, 11, 58, 12)
    assert (grid.height_m == height).all()
    assert (read_tile(file).height_m == height).all()


@pytest.mark.parametrize("ending", [".gz", ".zip"])
def test_a_damaged_archive_is_one_clear_error(tmp_path, ending):
    path = tmp_path / f"N57E011.hgt{ending}"
    packed = gzip.compress(bytes(2 * 1201**2))
    if ending == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("N57E011.hgt", bytes(2 * 1201**2))
        packed = path.read_bytes()
    for content in (b"", b"\x1f\x8b", packed[: len(packed) // 2], packed[:60] + bytes(40)):
        path.write_bytes(content)
        message(path)


def test_files_that_were_not_recognised_are_named_with_the_names_expected(folder):
    (folder / "heights.asc").write_text("ncols 3")
    (folder / "README.md").write_text("about these tiles")
    grid = load_folder(folder, -1, -1, 1, 2)
    assert grid.source.endswith("; 1 file not used: heights.asc (this is not an elevation file)")
    with pytest.raises(InputError, match=r"no tile covers.*heights\.asc.*N30E078\.hgt") as caught:
        load_folder(folder, 40, 40, 41, 41, base=Grid(39, 39, 1, 1, np.zeros((4, 4), np.float32),
                                                      "base", "made up"))  # fmt: skip
    assert "DTED" in str(caught.value)


def test_a_damaged_tile_inside_the_area_is_an_error_and_outside_it_is_set_aside(folder):
    (folder / "e001" / "n00.dt0").write_bytes(b"damaged")
    with pytest.raises(InputError, match="not DTED"):
        load_folder(folder, -1, -1, 1, 2)
    assert "e001/n00.dt0 (not DTED" in load_folder(folder, -1, -1, 1, 1).source


def test_of_several_files_for_a_degree_the_finest_counts(tmp_path):
    tiles.write_dted(tmp_path, cell(0, 0) + 500, 0, 0)
    tiles.write_hgt(tmp_path / "N00E000.hgt", cell(0, 0, 1201, 1201))
    grid = load_folder(tmp_path, 0, 0, 1, 1)
    assert grid.height_m.shape == (1201, 1201)
    assert grid.height_at(0.5, 0.5) == pytest.approx(world(0.5, 0.5), abs=1)


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(InputError, match="a folder of tiles"):
            load_folder(path, 0, 0, 1, 1)


@pytest.mark.parametrize("area", [(1, 0, 0, 1), (0, 0, 0, 1), (0, 5, 1, 5), (0, np.nan, 1, 2)])
def test_what_is_no_area_is_refused(folder, area):
    with pytest.raises(ValueError, match="not an area"):
        load_folder(folder, *area)


@pytest.mark.skipif(tiles.public_dted() is None, reason="needs public DTED tiles")
def test_public_dted_agrees_with_another_reader():
    rasterio = pytest.importorskip("rasterio")
    for name in ("e078/n30.dt0", "e068/n23.dt0"):
        grid = read_tile(tiles.public_dted() / name)
        with rasterio.open(tiles.public_dted() / name) as dataset:
            assert (grid.height_m == dataset.read(1)[::-1]).all()
