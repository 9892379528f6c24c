"""Scenarios across the date line: the same numbers as 80 degrees farther west."""

import numpy as np
import pytest
import terrain_tiles as tiles
from moved import moved

from skydome.catalogue import Catalogue
from skydome.coverage import Question, answer, ask, rows
from skydome.engagement.tables.elevation import elevation_of, smallest_arc_deg
from skydome.engagement.tables.paths import build_path
from skydome.report.basemap import bounds_around, on_map
from skydome.terrain import Bounds, Grid, load_file


@pytest.mark.parametrize(
    ("intervals", "arc"),
    [
        ([(10, 12), (14, 20)], (10, 20)),
        ([(-179, -177), (176, 178)], (176, 183)),
        ([(174, 184), (-186, -176)], (174, 184)),
        # gaps: 171 to 190 (19), 191 to 360 (169), 1 to 170 (169); the first of the widest counts
        ([(170, 171), (-170, -169), (0, 1)], (0, 191)),
        # gaps: 5 to 100 (95), 110 to 240 (130), 250 to 355 (105)
        ([(-5, 5), (100, 110), (-120, -110)], (-120, 110)),
    ],
)
def test_the_smallest_arc_leaves_out_the_widest_gap(intervals, arc):
    assert smallest_arc_deg(intervals) == pytest.approx(arc)


def test_bounds_and_flights_across_the_line_are_those_elsewhere(small):
    here, there = moved(small, 179.9), moved(small, 100.0)
    grid, other = elevation_of(here), elevation_of(there)
    assert grid.bounds.east_deg > 180
    assert grid.height_m.shape[0] == other.height_m.shape[0]
    for one, two in zip(here.threats, there.threats, strict=True):
        path, same = build_path(here, one, grid), build_path(there, two, other)
        np.testing.assert_allclose(path.course_rad, same.course_rad, atol=1e-6)
        np.testing.assert_allclose(path.altitude_m, same.altitude_m, atol=1e-6)


def test_coverage_on_the_line_is_that_elsewhere():
    def ranges(longitude):
        question = Question(
            "akash-battery", at=(10, longitude), flat=True, altitudes_m=(100.0,), placements=1
        )
        return [row.median_m for row in rows(answer(ask(question, Catalogue())))]

    assert ranges(180) == ranges(100)


def test_one_file_around_the_globe_covers_an_area_across_the_line(tmp_path):
    rasterio = pytest.importorskip("rasterio")
    height = np.tile(np.arange(360, dtype=np.float32), (20, 1))  # west to east
    transform = rasterio.Affine(1, 0, -180, 0, -1, 10)
    with rasterio.open(
        tmp_path / "globe.tif", "w", driver="GTiff", height=20, width=360, count=1,
        dtype="float32", crs="EPSG:4326", transform=transform,
    ) as dataset:  # fmt: skip
        dataset.write(height, 1)
    grid = load_file(tmp_path / "globe.tif", Bounds(0, 177, 5, 184))
    # pixel centres at 177.5 E (column 357), 179.5 E (359), 180.5 E = 179.5 W (0), 183.5 E (3)
    assert grid.height_at(2.5, [177.5, 179.5, -179.5, 183.5]) == pytest.approx([357, 359, 0, 3])


def test_tiles_across_the_line_by_a_box_beyond_180(tmp_path):
    for west in (179, -180):
        tiles.write_dted(tmp_path, np.full((21, 21), 300 + west), 10, west)
    grid = load_file(tmp_path / "e179" / "n10.dt0", Bounds(10, 179, 11, 180))
    assert grid.height_at(10.5, 179.5) == 479


def test_a_map_runs_on_beyond_180():
    grid = Grid(0.0, 170.0, 1.0, 1.0, np.zeros((11, 21), np.float32), "made", "made")
    assert on_map([175, -175], 170).tolist() == [175, 185]
    # A ring that reaches beyond the western edge stays in one piece, on either side of the line.
    assert on_map([165, 175], 170).tolist() == [165, 175]
    assert on_map([179, -178], -179).tolist() == [-181, -178]
    bounds = bounds_around(grid, [2.0, 8.0], [178.0, -178.0])
    assert bounds.west_deg < 178
    assert 182 < bounds.east_deg <= 190
