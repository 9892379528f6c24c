"""Voids and sea floors, on grids small enough to work out by hand.

The reference stands in for the embedded grid: 1 degree between posts, 0 m is sea. A lattice has
0.01 degrees (1,112 m) between its rows, so that a void is filled within 3 km, or two posts, of a
height, and wide beyond.
"""

import numpy as np
import pytest

from skydome.terrain import Bounds, Grid, provenance, voids
from skydome.terrain.origin import COARSE, FILLED, FLAT, FROM_FILE, SEA_FLOOR, SEA_VOID
from skydome.terrain.voids import Heights, Lattice, settle


def reference(value):
    """A grid around 0 N 0 E; one value for all posts, or a matrix of 3 by 3."""
    height = np.broadcast_to(np.asarray(value, dtype=np.float32), (3, 3)).copy()
    return lambda: Grid(-1.0, -1.0, 1.0, 1.0, height, "reference", "made up")


def settled(height, value, step=0.01):
    height = np.array(height, dtype=np.float32)
    lattice = Lattice(0.0, 0.0, step, step, *height.shape)
    heights = Heights(lattice, height, np.zeros(height.shape, dtype=np.uint8))
    settle(heights, (lambda: None) if value is None else reference(value))
    return heights.height_m, heights.origin


def void(rows, columns, size=40, height=100.0):
    """A square of one height with a void in it."""
    square = np.full((size, size), height)
    square[rows, columns] = np.nan
    return square


def test_a_small_void_takes_the_nearest_height_even_at_sea():
    # 4 x 4 posts: none is farther than 2 posts, 2,224 m, from a height.
    square = void(slice(10, 14), slice(10, 14))
    square[:, :12] = 40.0
    square[10:14, 10:14] = np.nan
    height, origin = settled(square, 0.0)
    assert (height[10:14, 10:12] == 40).all()
    assert (height[10:14, 12:14] == 100).all()
    assert (origin[10:14, 10:14] == FILLED).all()
    assert (origin == FROM_FILE).sum() == 1600 - 16


def test_a_wide_void_is_sea_where_the_reference_is_sea():
    # 20 x 20 posts; opening by a disc of 2.7 posts leaves the square but for its corners.
    height, origin = settled(void(slice(10, 30), slice(10, 30)), 0.0)
    assert (height[15:25, 15:25] == 0).all()
    assert (height[10:30, 20] == 0).all()  # no rim along the sides
    assert height[10, 10] == 100
    assert origin[10, 10] == FILLED
    assert (origin[10:30, 20] == SEA_VOID).all()


def test_a_wide_void_on_land_takes_the_references_heights():
    height, origin = settled(void(slice(10, 30), slice(10, 30)), 700.0)
    assert (height[15:25, 15:25] == 700).all()
    assert (origin[15:25, 15:25] == COARSE).all()
    assert (height[:10] == 100).all()


def test_the_width_at_which_a_void_is_wide():
    # 5 posts wide: the middle is 3 posts = 3,336 m from a height, farther than 3,000 m.
    for posts, kind in ((4, FILLED), (5, SEA_VOID)):
        _, origin = settled(void(slice(10, 10 + posts), slice(10, 10 + posts)), 0.0)
        assert origin[12, 12] == kind


def test_on_a_coarse_grid_a_single_void_is_filled():
    # 0.1 degrees: the next height is 11 km away, which is one post.
    height, origin = settled(void(5, 5, 11), 0.0, step=0.1)
    assert height[5, 5] == 100
    assert origin[5, 5] == FILLED
    # three by three: the middle is two posts away, more than one and a half
    _, origin = settled(void(slice(4, 7), slice(4, 7), 11), 0.0, step=0.1)
    assert origin[5, 5] == SEA_VOID


def test_without_a_reference_every_void_is_filled_and_no_floor_raised():
    square = void(slice(10, 30), slice(10, 30))
    square[0, 0] = -3000
    height, origin = settled(square, None)
    assert (height[10:30, 10:30] == 100).all()
    assert height[0, 0] == -3000
    assert set(np.unique(origin)) == {FROM_FILE, FILLED}


def test_a_void_across_blocks_is_one_void(monkeypatch):
    monkeypatch.setattr(voids, "BLOCK_POSTS", 16)
    square = void(slice(12, 28), slice(12, 28))
    height, origin = settled(square, 0.0)
    monkeypatch.setattr(voids, "BLOCK_POSTS", 1200)
    whole, whole_origin = settled(square, 0.0)
    assert (height == whole).all()
    assert (origin == whole_origin).all()
    assert (origin[20, 12:28] == SEA_VOID).all()


# sea floors


def floor(depth, size=40, width=6):
    square = np.full((size, size), 100.0)
    square[10 : 10 + width, 10 : 10 + width] = depth
    return square


@pytest.mark.parametrize("depth", [-0.5, -40.0, -3000.0])
def test_a_floor_at_sea_is_raised_to_the_surface(depth):
    height, origin = settled(floor(depth), 0.0)
    assert (height[10:16, 10:16] == 0).all()
    assert (origin[10:16, 10:16] == SEA_FLOOR).all()
    assert (height == 0).sum() == 36


def test_a_depression_on_land_stays():
    # Qattara: 133 m below the sea, the coarse grid has 84; or a mine, where the coarse grid is land
    for value, depth in ((-84.0, -133.0), (80.0, -150.0), (500.0, -0.5)):
        height, origin = settled(floor(depth), value)
        assert (height[10:16, 10:16] == np.float32(depth)).all()
        assert (origin == FROM_FILE).all()


def test_the_floor_of_a_lake_below_the_sea_is_raised_to_its_surface():
    # the Caspian: surface at -29 m; up to 100 m below that counts as its shore
    height, origin = settled(floor(-130.0), -29.0)
    assert height[12, 12] == -29
    assert origin[12, 12] == SEA_FLOOR
    height, origin = settled(floor(-129.0), -29.0)
    assert height[12, 12] == -129
    assert origin[12, 12] == FROM_FILE


def test_what_is_too_deep_and_too_wide_for_a_mine_is_sea():
    # A post is 1,112 m squared = 1.236 km2: 9 x 9 posts are 100.1 km2, 8 x 8 are 79 km2.
    for depth, width, raised in ((-201, 9, True), (-201, 8, False), (-199, 9, False)):
        height, _ = settled(floor(depth, width=width), 300.0)
        assert (height[12, 12] == 0) == raised


def test_a_part_is_sea_where_most_of_it_is():
    # Reference posts at 0 and 1 E: columns up to 0.5 E belong to the western one.
    height = np.full((4, 101), -20.0)
    height[0] = 50.0
    west_sea = np.array([[0, 0, -80]] * 3)
    found, _ = settled(height[:, :91], west_sea)  # 51 of 91 columns at sea
    assert (found[1:] == 0).all()
    found, _ = settled(height[:, 10:], np.array([[-80, -80, 0]] * 3))
    assert (found[1:] == -20).all()


def test_parts_are_judged_apart():
    height = floor(-20.0, size=101)
    height[10:16, 80:86] = -20.0
    found, _ = settled(height, np.array([[0, 0, 300]] * 3))  # sea to 0.5 E, land east of it
    assert (found[10:16, 10:16] == 0).all()
    assert (found[10:16, 80:86] == -20).all()


# shares


def test_shares_of_what_is_looked_at_by_area_once():
    """Two degrees a side at the equator: the west from the file, the east half filled, half coarse.

    Circles of 400 km around both degrees hold the whole box, so that the shares are those of the
    box: posts at 0, 1 and 2 E stand for 0.5, 1 and 0.5 degrees.
    """
    origin = np.array([[FROM_FILE, FILLED, COARSE]] * 3, dtype=np.uint8)
    height = np.array([[0, -30, 5]] * 3, dtype=np.float32)
    grid = Grid(-1.0, 0.0, 1.0, 1.0, height, "made", "made", origin)
    circles = [(0.0, 1.0, 400e3), (0.0, 0.0, 400e3)]
    found = provenance(grid, Bounds(-1, 0, 1, 2), circles)
    assert found == pytest.approx((0.25, 0.5, 0, 0, 0.25, 0, 0.5), abs=1e-6)
    assert found.void == pytest.approx(0.5)
    assert found.sentence() == (
        "Elevation within reach: 25.0% as in the elevation files, 50.0% voids filled from the "
        "nearest height, 25.0% from the embedded grid (coarse, 9 km between posts). 50.0% is land "
        "below sea level."
    )


def test_only_what_lies_in_a_circle_counts():
    origin = np.array([[SEA_VOID, FROM_FILE, SEA_FLOOR]] * 3, dtype=np.uint8)
    grid = Grid(-1.0, 0.0, 1.0, 1.0, np.zeros((3, 3), np.float32), "made", "made", origin)
    found = provenance(grid, Bounds(-1, 0, 1, 2), [(0.0, 1.0, 50e3)])  # 0.55 to 1.45 E
    assert found == pytest.approx((1, 0, 0, 0, 0, 0, 0))
    assert found.sentence() == "Elevation within reach: 100% as in the elevation files."


def test_flat_ground_says_so():
    flat = Grid(0.0, 0.0, 1.0, 1.0, np.zeros((3, 3), np.float32), "flat", "flat",
                np.array(FLAT, np.uint8))  # fmt: skip
    found = provenance(flat, Bounds(0, 0, 2, 2), [(1.0, 1.0, 50e3)])
    assert found.sentence() == "Elevation: flat ground at sea level."


def test_a_share_that_is_not_all_is_never_shown_as_all():
    from skydome.terrain import Provenance

    found = Provenance(0.9999, 0.0, 0.0, 0.0, 0.0001, 0.0, 0.0)
    assert found.sentence() == "Elevation within reach: 99.9% as in the elevation files."
