"""The features of a replication as GeoParquet 1.1: geometry as well-known binary."""

from __future__ import annotations

import json
import struct
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from skydome.export.replay.features import features

if TYPE_CHECKING:
    from skydome.export.replay.scene import Scene

# ISO well-known binary: 1,000 is added to a type whose positions have an altitude.
TYPES = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiLineString": 5, "MultiPolygon": 6}
PARTS = {"MultiLineString": "LineString", "MultiPolygon": "Polygon"}
WITH_ALTITUDE, LITTLE_ENDIAN = 1_000, 1
FLAT = 2


def geoparquet(scene: Scene) -> bytes:
    """Return a row for each feature, with the columns of the GeoJSON and its geometry."""
    shapes, told = zip(*features(scene), strict=True)
    names = list(dict.fromkeys(name for one in told for name in one))
    columns: dict[str, Any] = {name: pa.array([one.get(name) for one in told]) for name in names}
    columns["geometry"] = pa.array([wkb(shape) for shape in shapes], pa.binary())
    described = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": sorted({_type_name(shape) for shape in shapes}),
            }
        },
    }
    said = {"geo": json.dumps(described), "skydome": scene.source}
    written = BytesIO()
    pq.write_table(pa.table(columns).replace_schema_metadata(said), written)
    return written.getvalue()


def wkb(shape: dict[str, Any]) -> bytes:
    """Return a GeoJSON geometry as well-known binary, with altitudes where it has them."""
    kind, at = shape["type"], shape["coordinates"]
    head = struct.pack("<BI", LITTLE_ENDIAN, TYPES[kind] + WITH_ALTITUDE * _is_3d(at))
    if kind == "Point":
        return head + struct.pack(f"<{len(at)}d", *at)
    if kind == "LineString":
        return head + _positions(at)
    count = struct.pack("<I", len(at))
    if kind == "Polygon":
        return head + count + b"".join(_positions(ring) for ring in at)
    parts = (wkb({"type": PARTS[kind], "coordinates": part}) for part in at)
    return head + count + b"".join(parts)


def _positions(at: list[list[float]]) -> bytes:
    values = [value for position in at for value in position]
    return struct.pack(f"<I{len(values)}d", len(at), *values)


def _is_3d(at: Any) -> bool:  # noqa: ANN401 - lists of lists of various depth
    while isinstance(at[0], list):
        at = at[0]
    return len(at) > FLAT


def _type_name(shape: dict[str, Any]) -> str:
    return f"{shape['type']}{' Z' if _is_3d(shape['coordinates']) else ''}"
