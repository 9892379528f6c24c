"""A replication as GeoJSON (RFC 7946): one feature for everything that has a place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from skydome.export import dateline
from skydome.export.replay.scene import date_at
from skydome.study.tracks import IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.export.replay.scene import Scene

    Geometry = dict[str, Any]
    Feature = tuple[Geometry, dict[str, Any]]

PLACES = 6


def geojson(scene: Scene) -> bytes:
    """Return the replication as a feature collection; altitudes are the third coordinate.

    ``kind`` says what a feature is: site, asset, coverage, threat, engagement, intercept. Times are
    seconds of the scenario and, for maps with a clock, dates as well. A line across the date line
    is cut there.
    """
    collection = {
        "type": "FeatureCollection",
        "name": scene.scenario.name,
        "source": scene.source,
        "positions": "notional",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": told}
            for shape, told in features(scene)
        ],
    }
    return (json.dumps(collection, allow_nan=False) + "\n").encode()


def features(scene: Scene) -> Iterator[Feature]:
    """Yield geometry and properties of everything, sites first."""
    yield from _places(scene)
    yield from _coverage(scene)
    yield from _threats(scene)
    yield from _shots(scene)


def _places(scene: Scene) -> Iterator[Feature]:
    for node in scene.nodes:
        told = {"unit": node.unit, "role": node.kind, "system": node.system}
        yield (
            _point(*node.place),
            {"kind": "site", "name": node.name, **told, "lost": node.lost}
            | _times(node.from_s, node.until_s),
        )
    for asset, altitude_m in zip(scene.scenario.assets, scene.asset_altitude_m, strict=True):
        leaked = sum(r.event == "leak" and r.asset == asset.name for r in scene.records)
        about: dict[str, Any] = {"value": asset.value, "leaked": leaked}
        yield (
            _point(asset.latitude_deg, asset.longitude_deg, altitude_m),
            {"kind": "asset", "name": asset.name, **about},
        )


def _coverage(scene: Scene) -> Iterator[Feature]:
    for one in scene.contours:
        yield (
            dateline.geometry([[ring] for ring in one.rings]),
            {
                "kind": "coverage",
                "name": f"{one.unit}: {one.kind}",
                "unit": one.unit,
                "role": one.kind,
                "target": one.target,
                "altitude_m": one.altitude_m,
                "altitude_above": "ground" if one.above_ground else "sea_level",
            },
        )


def _threats(scene: Scene) -> Iterator[Feature]:
    for one in scene.flights.values():
        columns = one.longitude_deg, one.latitude_deg, one.altitude_m
        line = [list(map(float, at)) for at in zip(*columns, strict=True)]
        told = {"wave": one.wave, "target_class": one.target_class, "identity": one.identity}
        yield (
            _line(line),
            {"kind": "threat", "name": one.name, **told, "asset": one.asset, "outcome": one.outcome}
            | _times(one.from_s, one.until_s)
            | {"times_s": one.time_s.tolist()},
        )


def _shots(scene: Scene) -> Iterator[Feature]:
    for number, shot in enumerate(scene.shots):
        one, start = shot.engagement, shot.start
        told = {
            "name": f"{one.unit} at {one.threat}",
            "number": number,
            "unit": one.unit,
            "channel": one.channel,
            "threat": one.threat,
            "missile": one.missile,
            "missiles": one.missiles,
            "outcome": one.outcome,
        }
        line = [
            [start.longitude_deg, start.latitude_deg, start.altitude_m],
            [shot.end[1], shot.end[0], shot.end[2]],
        ]
        yield _line(line), {"kind": "engagement", **told} | _times(one.launch_s, one.intercept_s)
        if one.outcome != IN_FLIGHT:
            times = _times(one.intercept_s, one.intercept_s)
            yield _point(*shot.end), {"kind": "intercept", **told} | times


def _times(from_s: float, until_s: float) -> dict[str, Any]:
    dates = {"begin": date_at(from_s), "end": date_at(until_s)}
    return {"from_s": float(from_s), "until_s": float(until_s), **dates}


def _point(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Geometry:
    return {"type": "Point", "coordinates": _rounded([longitude_deg, latitude_deg, altitude_m])}


def _rounded(at: list[float]) -> list[float]:
    return [round(float(at[0]), PLACES), round(float(at[1]), PLACES), round(float(at[2]), 1)]


def _line(at: list[list[float]]) -> Geometry:
    return dateline.line_geometry([_rounded(position) for position in at])
