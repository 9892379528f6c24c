import numpy as np
import pytest
from shapely.geometry import Polygon

from skydome.export.lobes import lobes


def test_a_full_circle_is_one_ring_without_its_centre():
    (ring,) = lobes(30.0, 70.0, np.full(360, 100e3))
    polygon = Polygon(ring)
    assert polygon.is_valid
    assert polygon.exterior.is_ccw
    assert ring[0] == ring[-1]
    assert [70.0, 30.0] not in ring


def test_two_sectors_are_two_polygons_that_meet_in_the_centre():
    """Covered from 0 to 80 degrees and from 180 to 260: one ring would touch itself."""
    range_m = np.zeros(36)
    range_m[0:9] = range_m[18:27] = 50e3
    rings = lobes(0.0, 0.0, range_m)
    assert len(rings) == 2
    for ring in rings:
        assert Polygon(ring).is_valid
        assert Polygon(ring).exterior.is_ccw
        assert [0.0, 0.0] in ring
    # azimuth 40 degrees is in the first sector: to the north-east
    east = [Polygon(ring).centroid.x > 0 for ring in rings]
    assert sorted(east) == [False, True]


def test_a_sector_across_north_is_one_polygon():
    range_m = np.zeros(36)
    range_m[[34, 35, 0, 1, 2]] = 50e3
    (ring,) = lobes(0.0, 0.0, range_m)
    assert Polygon(ring).contains(Polygon([(0, 0.2), (0.01, 0.2), (0, 0.21)]))


@pytest.mark.parametrize("range_m", [np.zeros(36), np.full(36, np.nan), np.eye(36)[5] * 1e5])
def test_nothing_covered_or_one_azimuth_alone_has_no_area(range_m):
    assert lobes(10.0, 20.0, range_m) == []


def test_longitudes_run_on_beyond_the_date_line():
    (ring,) = lobes(0.0, 179.9, np.full(36, 100e3))
    assert max(east for east, _ in ring) > 180
