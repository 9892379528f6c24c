"""Defended footprints as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome._version import __version__
from skydome.coverage import (
    defended_hash,
    defended_provisional,
    defended_rows,
    defended_standings,
    east_and_north_m,
)
from skydome.export import dateline
from skydome.physics import earth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.arrays import Floats
    from skydome.coverage import Defended, Footprint

    Ring = list[list[float]]

DECIMALS = 4  # of a degree, some ten metres: positions are notional anyway
HALF = 0.5


def footprint_geojson(found: Defended) -> bytes:
    """Return footprints as a feature collection of multipolygons, none where nothing is defended.

    A polygon, with its holes, surrounds what is defended in at least half of the placements. Those
    across the date line are cut there.
    """
    scenario = found.asked.scenario
    collection = {
        "type": "FeatureCollection",
        "skydome": __version__,
        "inputs_sha256": defended_hash(found),
        "name": scenario.name,
        "policy": scenario.policy,
        "bearing_deg": found.bearing_deg,
        "terrain": found.grid.source,
        "terrain_shares": found.provenance._asdict(),
        "positions": "notional, latitude 0 and longitude 0 where no place was named"
        if found.asked.notional
        else "notional, whole degrees",
        "standings": defended_standings(found),
        "provisional": defended_provisional(found),
        "features": list(_features(found)),
    }
    return (json.dumps(collection, allow_nan=False) + "\n").encode()


def _features(found: Defended) -> Iterator[dict[str, Any]]:
    sites = {site.unit: site for site in reversed(found.asked.scenario.sites)}
    for one, row in zip(found.footprints, defended_rows(found), strict=True):
        site = sites[one.unit]
        polygons = footprint_polygons(one, site.latitude_deg, site.longitude_deg)
        if not polygons:
            continue
        yield {
            "type": "Feature",
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [part for polygon in polygons for part in dateline.split(polygon)],
            },
            "properties": {
                "unit": one.unit,
                "system": found.asked.scenario.units[one.unit],
                "threat": one.threat,
                "missile_range_m": row.missile_range_m,
                "area_m2": row.area_m2,
                "least_area_m2": row.least_area_m2,
                "greatest_area_m2": row.greatest_area_m2,
                "missiles": list(found.asked.missiles),
            },
        }


def footprint_polygons(
    one: Footprint, latitude_deg: float, longitude_deg: float
) -> list[list[Ring]]:
    """Return polygons, each its outer ring before its holes."""
    from contourpy import FillType, contour_generator

    share = np.pad(one.defended.mean(axis=0), 1)
    along, across = _beyond(one.along_m), _beyond(one.across_m)
    east, north = east_and_north_m(one.bearing_deg, along, across)
    lines = contour_generator(east, north, share, fill_type=FillType.OuterOffset)
    polygons = []
    for points, offsets in zip(*lines.filled(HALF - 1e-9, np.inf), strict=True):
        rings = [
            _ring(points[first:last], latitude_deg, longitude_deg)
            for first, last in pairwise(offsets)
        ]
        polygons.append([_turned(ring, outer=n == 0) for n, ring in enumerate(rings)])
    return polygons


def _beyond(axis: Floats) -> Floats:
    """Return an axis with one more node at each end, so that every edge closes."""
    step = axis[1] - axis[0]
    return np.concatenate([[axis[0] - step], axis, [axis[-1] + step]])


def _ring(points: Floats, latitude_deg: float, longitude_deg: float) -> Ring:
    east, north = points[:, 0], points[:, 1]
    latitude, longitude = earth.destination(
        latitude_deg, longitude_deg, np.arctan2(east, north) % (2 * np.pi), np.hypot(east, north)
    )
    longitude = longitude_deg + (longitude - longitude_deg + 180) % 360 - 180
    places = np.column_stack([longitude, latitude]).round(DECIMALS)
    kept = np.insert(np.any(np.diff(places, axis=0) != 0, axis=1), 0, values=True)
    return [[float(x), float(y)] for x, y in places[kept]]


def _turned(ring: Ring, *, outer: bool) -> Ring:
    """Return a ring counter-clockwise where it is an outer one, clockwise where it is a hole."""
    x, y = np.transpose(ring)
    counter_clockwise = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0
    return ring if counter_clockwise == outer else ring[::-1]
