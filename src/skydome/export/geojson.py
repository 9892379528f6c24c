"""Coverage contours as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome._version import __version__
from skydome.coverage.answer import KINDS, inputs_hash, place_of, provisional, standings
from skydome.engagement.tables.paths import ABOVE_GROUND_BELOW_M
from skydome.export import dateline
from skydome.export.lobes import lobes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.arrays import Floats
    from skydome.coverage import UnitCover
    from skydome.coverage.answer import Answer

QUANTILES = (0.1, 0.5, 0.9)
RING_CORNERS = 180


def coverage_geojson(found: Answer) -> bytes:
    """Return the contours of an answer as a feature collection.

    A polygon for each unit, kind, altitude and quantile over placements (by azimuth), around the
    unit's whole degree; one for each advertised ring. Where nothing is covered, or the altitude
    is below the ground, there is none. With one placement only the median is written. A contour
    across the date line is cut there into a multipolygon.
    """
    asked = found.asked
    collection = {
        "type": "FeatureCollection",
        "skydome": __version__,
        "inputs_sha256": inputs_hash(found),
        "name": asked.scenario.name,
        "terrain": found.grid.source,
        "terrain_shares": found.provenance._asdict(),
        "positions": "notional, latitude 0 and longitude 0 where no place was named"
        if asked.notional
        else "notional, whole degrees",
        "standings": standings(found),
        "provisional": provisional(found),
        "features": [feature for unit in found.covers for feature in _features(found, unit)],
    }
    return (json.dumps(collection, allow_nan=False) + "\n").encode()


def _features(found: Answer, unit: UnitCover) -> Iterator[dict[str, Any]]:
    ring = np.full(RING_CORNERS, unit.advertised_range_m)
    yield from _feature(found, unit, ring, {"kind": "advertised", "range_m": ring[0]})
    several = len(unit.centres) > 1
    for kind in KINDS:
        reach = getattr(unit, kind).effective_m
        for n, altitude_m in enumerate(unit.altitude_m):
            known = reach[np.isfinite(reach[:, n, 0]), n]
            if not len(known):
                continue
            for quantile in QUANTILES if several else (0.5,):
                properties = {
                    "kind": kind,
                    "altitude_m": float(altitude_m),
                    "altitude_above": (
                        "ground" if altitude_m < ABOVE_GROUND_BELOW_M else "sea_level"
                    ),
                    "quantile": quantile,
                    "quantile_of": "placements",
                }
                edge = np.quantile(known, quantile, axis=0)
                yield from _feature(found, unit, edge, properties)


def _feature(
    found: Answer, unit: UnitCover, range_m: Floats, properties: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Yield a feature, or nothing where its polygon has no area."""
    rings = lobes(*place_of(found, unit.unit), range_m)
    if not rings:
        return
    asked = found.asked
    yield {
        "type": "Feature",
        "geometry": dateline.geometry([[ring] for ring in rings]),
        "properties": {
            "unit": unit.unit,
            "system": asked.scenario.units[unit.unit],
            "target": asked.target.id,
            "rcs_m2": asked.target.si("rcs"),
            "missiles": list(asked.missiles),
            **properties,
        },
    }
