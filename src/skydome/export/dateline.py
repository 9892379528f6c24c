"""Polygons and lines cut at the date line, as RFC 7946 asks in section 3.1.9.

Rings come with longitudes that run on beyond 180 degrees, as they do around a place near the date
line. Cutting at the meridian of 180 (or of -180) degrees gives the parts on each side, with
longitudes from -180 to 180.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Position = list[float]
    Ring = list[Position]

HALF_TURN_DEG, FULL_TURN_DEG = 180.0, 360.0


def geometry(polygons: list[list[Ring]]) -> dict[str, object]:
    """Return a GeoJSON geometry of polygons: one polygon, or several.

    Parameters
    ----------
    polygons
        Each its outer ring, counter-clockwise, then its holes, clockwise; rings are closed, in
        degrees, longitude first. Longitudes may exceed 180, or be less than -180, but none of
        them by a half turn or more.
    """
    parts = [part for polygon in polygons for part in split(polygon)]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}


def line_geometry(at: Ring) -> dict[str, object]:
    """Return a GeoJSON geometry of a line: one line, or one on each side of the date line.

    Positions are in degrees, longitude first from -180 to 180, and whatever else they have. Between
    two of them the line goes the short way around. A line of one position is that position twice.
    """
    parts = [[at[0]]]
    for one, other in pairwise(at if len(at) > 1 else [*at, *at]):
        step = other[0] - one[0]
        if abs(step) > HALF_TURN_DEG:
            side = HALF_TURN_DEG if one[0] > 0 else -HALF_TURN_DEG
            share = (side - one[0]) / (step - FULL_TURN_DEG if step > 0 else step + FULL_TURN_DEG)
            across = [a + share * (b - a) for a, b in zip(one[1:], other[1:], strict=True)]
            parts[-1].append([side, *across])
            parts.append([[-side, *across]])
        parts[-1].append(other)
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def split(polygon: list[Ring]) -> list[list[Ring]]:
    """Return the parts of a polygon west and east of the date line; itself if it is on one side."""
    longitudes = [position[0] for ring in polygon for position in ring]
    if max(longitudes) > HALF_TURN_DEG:
        meridian = HALF_TURN_DEG
    elif min(longitudes) < -HALF_TURN_DEG:
        meridian = -HALF_TURN_DEG
    else:
        return [polygon]
    west = _side(polygon, meridian, lambda east: east <= meridian)
    east = _side(polygon, meridian, lambda east: east >= meridian)
    turn = FULL_TURN_DEG if meridian > 0 else 0.0
    return _turned(west, FULL_TURN_DEG - turn) + _turned(east, -turn)


def _turned(polygons: list[list[Ring]], by_deg: float) -> list[list[Ring]]:
    return [[[[x + by_deg, y] for x, y in ring] for ring in polygon] for polygon in polygons]


def _side(
    polygon: list[Ring], meridian: float, inside: Callable[[float], bool]
) -> list[list[Ring]]:
    """Return the parts of a polygon on one side of a meridian.

    Where the rings cross the meridian, the polygon covers it between the first and the second
    crossing, the third and the fourth, and so on from the south. The pieces of ring on this side
    are joined along those stretches.
    """
    whole, pieces = [], []
    for ring in polygon:
        cut = _pieces(ring, meridian, inside)
        if cut is None:
            whole += [ring] if _mean_is(ring, inside) else []
        else:
            pieces += cut
    outer = _joined(pieces)
    outer += [ring for ring in whole if _signed_area(ring) > 0]
    holes = [ring for ring in whole if _signed_area(ring) < 0]
    return [[ring, *(hole for hole in holes if _contains(ring, hole[0]))] for ring in outer]


def _mean_is(ring: Ring, inside: Callable[[float], bool]) -> bool:
    return inside(sum(position[0] for position in ring) / len(ring))


def _pieces(ring: Ring, meridian: float, inside: Callable[[float], bool]) -> list[Ring] | None:
    """Return the runs of a ring on one side, each from crossing to crossing; nothing if uncut."""
    corners = ring[:-1]
    strict = [inside(x) and x != meridian for x, _ in corners]
    if all(strict) or not any(strict):
        return None
    start = next(n for n in range(len(corners)) if not strict[n - 1] and strict[n])
    turned = corners[start - 1 :] + corners[: start - 1]
    runs: list[Ring] = []
    for one, other in pairwise([*turned, turned[0]]):
        enters = inside(other[0]) and other[0] != meridian
        leaves = inside(one[0]) and one[0] != meridian
        if enters and not leaves:
            runs.append([_crossing(one, other, meridian)])
        if enters:
            runs[-1].append(other)
        elif leaves:
            runs[-1].append(_crossing(one, other, meridian))
    return runs


def _crossing(one: Position, other: Position, meridian: float) -> Position:
    share = (meridian - one[0]) / (other[0] - one[0])
    return [meridian, round(one[1] + share * (other[1] - one[1]), 4)]


def _joined(pieces: list[Ring]) -> list[Ring]:
    """Return closed rings of pieces that begin and end on the meridian."""
    ends = sorted((piece[end][1], n, end) for n, piece in enumerate(pieces) for end in (0, -1))
    partner = {}
    for first, second in zip(ends[::2], ends[1::2], strict=True):
        partner[first[1:]], partner[second[1:]] = second[1:], first[1:]
    left, rings = set(range(len(pieces))), []
    while left:
        n = min(left)
        ring: Ring = []
        while n in left:
            left.remove(n)
            ring += pieces[n]
            n = partner[n, -1][0]
        rings.append([*ring, ring[0]])
    return rings


def _signed_area(ring: Ring) -> float:
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring)) / 2


def _contains(ring: Ring, place: Position) -> bool:
    """Return whether a place lies in a ring, by the crossings of a ray to the east."""
    return _crossed(ring, place) % 2 == 1


def _crossed(ring: Iterable[Position], place: Position) -> int:
    x, y = place
    return sum(
        (one[1] > y) != (other[1] > y)
        and x < one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
        for one, other in pairwise(ring)
    )
