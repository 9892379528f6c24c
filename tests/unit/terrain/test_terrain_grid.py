import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome import terrain
from skydome.terrain import Grid, covering_bounds


def make(height_m, **changes):
    fields = {
        "south_deg": 10.0,
        "west_deg": 170.0,
        "step_latitude_deg": 0.5,
        "step_longitude_deg": 0.25,
        "name": "test",
        "source": "made for a test",
    }
    return Grid(height_m=np.asarray(height_m, dtype=np.float32), **(fields | changes))


def test_public_names_are_sorted_and_there():
    assert terrain.__all__ == sorted(terrain.__all__)
    assert all(hasattr(terrain, name) for name in terrain.__all__)


def test_bounds_and_spacing():
    grid = make(np.zeros((5, 81)))
    assert grid.bounds == (10, 170, 12, 190)
    assert grid.post_spacing_m == pytest.approx(55_600, rel=1e-3)


def test_posts_are_returned_as_they_are():
    height = np.arange(12).reshape(3, 4)
    latitude, longitude = np.meshgrid(
        10 + 0.5 * np.arange(3), 170 + 0.25 * np.arange(4), indexing="ij"
    )
    assert (make(height).height_at(latitude, longitude) == height).all()


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 1), st.floats(0, 1), st.lists(st.floats(-400, 8000), min_size=4, max_size=4))
def test_between_posts_the_height_is_bilinear(up, right, corners):
    southwest, southeast, northwest, northeast = corners
    grid = make([[southwest, southeast], [northwest, northeast]])
    south = southwest + (southeast - southwest) * right
    north = northwest + (northeast - northwest) * right
    expected = south + (north - south) * up
    assert grid.height_at(10 + 0.5 * up, 170 + 0.25 * right) == pytest.approx(expected, abs=0.01)


def test_numbers_and_arrays_broadcast():
    grid = make(np.ones((3, 4)))
    assert grid.height_at(10.2, 170.3).shape == ()
    assert grid.height_at(np.full((2, 1), 10.2), np.full(3, 170.3)).shape == (2, 3)


def test_longitudes_count_modulo_360():
    grid = make(np.tile(np.arange(81), (3, 1)))
    assert grid.height_at(10.5, [-175.0, 185.0, 545.0]) == pytest.approx([60, 60, 60])


@pytest.mark.parametrize(
    "place", [(9.99, 171), (11.01, 171), (10.5, 169.99), (10.5, 170.76), (np.nan, 170.5)]
)
def test_outside_is_an_error_that_names_the_bounds(place):
    grid = make(np.zeros((3, 4)))
    with pytest.raises(ValueError, match=r"latitude 10 to 11 deg, longitude 170 to 170\.75"):
        grid.height_at(*place)


@pytest.mark.parametrize(
    ("height", "changes", "message"),
    [
        ([[1, np.nan], [0, 0]], {}, "voids"),
        ([[1, 2]], {}, "two by two"),
        ([1, 2, 3], {}, "two by two"),
        ([[1, 2], [3, 4]], {"step_latitude_deg": 0.0}, "positive"),
        ([[1, 2], [3, 4]], {"step_longitude_deg": -1.0}, "positive"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(height, changes, message):
    with pytest.raises(ValueError, match=message):
        make(height, **changes)


def test_heights_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        make(np.zeros((2, 2))).height_m[0, 0] = 1


def test_the_hash_knows_content_and_place_and_no_names():
    height = np.arange(12).reshape(3, 4)
    same = make(height).content_hash()
    assert make(np.asfortranarray(height), name="other").content_hash() == same
    assert make(height, south_deg=11.0).content_hash() != same
    assert make(height + 1).content_hash() != same


def test_covering_bounds_reach_far_enough_and_no_further():
    pyproj = pytest.importorskip("pyproj")
    for latitude, longitude in [(0, 0), (31, 77), (-60, 179)]:
        south, west, north, east = covering_bounds(latitude, longitude, 400e3)
        azimuth = np.arange(360.0)
        around = pyproj.Geod(ellps="WGS84").fwd(
            np.full(360, longitude), np.full(360, latitude), azimuth, np.full(360, 400e3)
        )
        far_east = (around[0] - longitude + 180) % 360 - 180 + longitude
        assert west <= far_east.min() < west + 1.1
        assert east >= far_east.max() > east - 1.1
        assert south <= around[1].min() < south + 1.1
        assert north >= around[1].max() > north - 1.1


def test_the_poles_are_not_covered():
    with pytest.raises(ValueError, match="-89 and 89"):
        covering_bounds(86, 0, 400e3)
