import numpy as np
import pytest
import terrain_tiles as tiles

from skydome import folders
from skydome.terrain import embedded, embedded_grid, load_folder


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("SKYDOME_CACHE", str(tmp_path))
    return tmp_path / "terrain"


@pytest.fixture
def calls(monkeypatch):
    """Stand in for the package, and count how often it is asked."""
    made = []

    def made_up(first_deg, shape):
        made.append(first_deg)
        return np.full(shape, len(made), dtype=np.float32)

    monkeypatch.setattr(embedded, "_from_package", made_up)
    return made


def test_posts_lie_at_cell_centres_around_the_area(cache, calls):
    grid = embedded_grid(30, 76, 31, 78)
    assert grid.height_m.shape == (14, 26)
    assert grid.bounds == pytest.approx((30 - 1 / 24, 76 - 1 / 24, 31 + 1 / 24, 78 + 1 / 24))
    assert 9_000 < grid.post_spacing_m < 9_500
    assert "P.1511-2" in grid.source
    assert len(calls) == len(list(cache.iterdir())) == 1


def test_the_package_is_asked_once_for_an_area(cache, calls):
    first, again = embedded_grid(30, 76, 31, 78), embedded_grid(30, 76, 31, 78)
    assert first.content_hash() == again.content_hash()
    assert len(calls) == 1
    embedded_grid(-31, 76, 30, 78)
    assert len(calls) == len(list(cache.iterdir())) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:0],
        lambda content: content[:-4],
        lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
        lambda content: content[::-1],
    ],
)
def test_a_damaged_cache_file_is_made_again(cache, calls, damage):
    embedded_grid(30, 76, 31, 78)
    (file,) = cache.iterdir()
    file.write_bytes(damage(file.read_bytes()))
    assert embedded_grid(30, 76, 31, 78).height_m[0, 0] == 2
    assert embedded_grid(30, 76, 31, 78).height_m[0, 0] == 2
    assert [left.name for left in cache.iterdir()] == [file.name]
    assert len(calls) == 2


def test_a_cache_that_cannot_be_written_costs_only_time(cache, calls, monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "_WARNED", set())
    monkeypatch.setattr(folders, "_temporary", lambda: tmp_path / "instead")
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("in the way")
    with pytest.warns(folders.CacheWarning, match="SKYDOME_CACHE names another folder"):
        assert embedded_grid(30, 76, 31, 78).height_m[0, 0] == 1
    assert calls


def test_a_file_in_the_cache_that_cannot_be_written_is_reported_once(cache, calls, monkeypatch):
    embedded_grid(30, 76, 31, 78)
    (file,) = cache.iterdir()
    file.unlink()
    file.mkdir()  # a file cannot take the place of a folder, whoever asks
    monkeypatch.setattr(folders, "_WARNED", set())
    with pytest.warns(folders.CacheWarning, match="SKYDOME_CACHE"):
        assert embedded_grid(30, 76, 31, 78).height_m[0, 0] == 2
    assert list(cache.iterdir()) == [file]
    assert len(calls) == 2


@pytest.mark.parametrize(
    "bounds",
    [(30.5, 76, 31, 78), (31, 76, 30, 78), (30, 78, 31, 78), (-90, 0, 0, 1), (0, 0, 1, 361)],
)
def test_what_is_no_area_is_refused(calls, bounds):
    with pytest.raises(ValueError, match="whole degrees"):
        embedded_grid(*bounds)
    assert not calls


@pytest.mark.usefixtures("cache")
def test_heights_of_the_package():
    grid = embedded_grid(24, 74, 34, 86)
    assert grid.height_m.min() >= 0
    assert (grid.height_m == np.round(grid.height_m)).all()
    # The four posts around 31 N 77 E in the data of the recommendation.
    corners = grid.height_at([30.95833333, 31.04166667], [[76.95833333], [77.04166667]])
    assert corners == pytest.approx(np.array([[1129, 974], [1288, 1214]]), abs=0.1)
    plateau, plain = grid.height_at([33.0, 27.0], [85.0, 79.0])
    assert 4_500 < plateau < 5_500
    assert 100 < plain < 200


@pytest.mark.usefixtures("cache")
def test_across_the_date_line():
    grid = embedded_grid(-18, 177, -16, 182)
    assert grid.height_at(-17.8, 178.0) > 100
    assert grid.height_at(-17.0, -178.5) == 0


@pytest.mark.skipif(tiles.public_dted() is None, reason="needs public DTED tiles")
@pytest.mark.usefixtures("cache")
def test_distance_from_dted_is_what_the_documentation_says():
    dted, coarse = load_folder(tiles.public_dted(), 30, 76, 34, 80), embedded_grid(30, 76, 34, 80)
    latitude, longitude = np.meshgrid(
        30 + np.arange(481) / 120, 76 + np.arange(481) / 120, indexing="ij"
    )
    error = dted.height_at(latitude, longitude) - coarse.height_at(latitude, longitude)
    assert np.sqrt((error**2).mean()) == pytest.approx(355, abs=1)
