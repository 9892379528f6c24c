"""Polygons at the date line, worked out by hand; shoelace areas in square degrees."""

from itertools import pairwise

import pytest

from skydome.export.dateline import geometry, line_geometry, split


def area(ring):
    return sum(one[0] * two[1] - two[0] * one[1] for one, two in pairwise(ring)) / 2


def closed(*corners):
    return [*(list(map(float, corner)) for corner in corners), list(map(float, corners[0]))]


def test_a_polygon_on_one_side_is_left_alone():
    ring = closed((170, 0), (180, 0), (180, 10), (170, 10))
    assert split([ring]) == [[ring]]
    assert geometry([[ring]]) == {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("turn", [0, -360])
def test_a_square_is_cut_into_two(turn):
    # 178 to 183 E, 0 to 4 N: 2 x 4 on the west side, 3 x 4 on the east side
    ring = closed((178 + turn, 0), (183 + turn, 0), (183 + turn, 4), (178 + turn, 4))
    found = geometry([[ring]])
    assert found["type"] == "MultiPolygon"
    (west,), (east,) = found["coordinates"]
    assert sorted(west) == sorted(closed((180, 4), (178, 4), (178, 0), (180, 0)))
    assert (area(west), area(east)) == (8, 12)
    assert {x for x, _ in east} == {-180, -177}
    assert west[0] == west[-1]


def test_the_meridian_is_joined_only_where_the_polygon_covers_it():
    # A C open to the east: its back west of the line, two arms across it, 0-1 N and 3-4 N.
    ring = closed((178, 0), (182, 0), (182, 1), (179, 1), (179, 3), (182, 3), (182, 4), (178, 4))
    parts = split([ring])
    assert len(parts) == 3
    assert sorted(area(part[0]) for part in parts) == [2, 2, 6]  # 2 + 2 arms east; 2x1 + 2x1 + 1x2


def test_a_hole_on_one_side_stays_a_hole_and_one_across_becomes_an_edge():
    ring = closed((170, 0), (190, 0), (190, 10), (170, 10))
    west_hole = closed((172, 2), (172, 4), (174, 4), (174, 2))
    across = closed((178, 5), (178, 7), (182, 7), (182, 5))
    parts = split([ring, west_hole, across])
    assert len(parts) == 2
    assert [len(part) for part in parts] == [2, 1]
    assert area(parts[0][0]) == 100 - 4
    assert area(parts[0][1]) == -4
    assert area(parts[1][0]) == 100 - 4


def test_corners_on_the_meridian_are_no_part_of_their_own():
    # a triangle that only touches the line, and one that has an edge on it
    touching = closed((178, 0), (180, 2), (178, 4))
    assert split([touching]) == [[touching]]
    beyond = closed((180, 0), (183, 0), (183, 4), (180, 4))
    (part,) = split([beyond])
    assert area(part[0]) == 12
    assert max(x for x, _ in part[0]) == -177


def test_a_line_on_one_side_stays_whole_and_a_single_place_is_doubled():
    assert line_geometry([[10, 5, 1], [20, 6, 2]]) == {
        "type": "LineString",
        "coordinates": [[10, 5, 1], [20, 6, 2]],
    }
    assert line_geometry([[10, 5]])["coordinates"] == [[10, 5], [10, 5]]


@pytest.mark.parametrize("turn", [1, -1])
def test_a_line_across_the_date_line_is_cut_where_it_crosses(turn):
    """From 179 to -177 is four degrees to the east; after one of them it crosses, a quarter on."""
    line = [[179 * turn, 0.0, 100.0], [-177 * turn, 8.0, 500.0]]
    assert line_geometry(line) == {
        "type": "MultiLineString",
        "coordinates": [
            [[179 * turn, 0.0, 100.0], [180.0 * turn, 2.0, 200.0]],
            [[-180.0 * turn, 2.0, 200.0], [-177 * turn, 8.0, 500.0]],
        ],
    }
