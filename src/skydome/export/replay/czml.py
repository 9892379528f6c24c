"""A replication as CZML 1.0, for Cesium: everything moves with the clock, nothing needs a token."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from skydome.export.replay import czml_moving
from skydome.export.replay import czml_parts as parts
from skydome.export.replay.scene import Scene, date_at
from skydome.export.replay.styles import ASSET, DEFENCE, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.export.replay.czml_parts import Packet

SPEED_UP = 20.0


def czml(scene: Scene) -> bytes:
    """Return the packets: document, sites, assets, coverage, threats, tracks, engagements.

    A battery's label shows the target channels in use, an asset's the threats that reached it.
    Detection contours are there but hidden. Missiles are drawn on the straight line from launcher
    to intercept; their flight path is not part of a replication.
    """
    makers = (
        _document,
        _nodes,
        _assets,
        _contours,
        czml_moving.flights,
        czml_moving.held,
        czml_moving.shots,
    )
    packets = [packet for make in makers for packet in make(scene)]
    return (json.dumps(packets, allow_nan=False, separators=(",", ":")) + "\n").encode()


def _document(scene: Scene) -> Iterator[Packet]:
    span = parts.span(0.0, scene.scenario.duration_s)
    clock = {"interval": span, "currentTime": date_at(0.0), "multiplier": SPEED_UP}
    yield {
        "id": "document",
        "name": scene.scenario.title,
        "version": "1.0",
        "description": scene.source,
        "clock": clock | {"range": "LOOP_STOP", "step": "SYSTEM_CLOCK_MULTIPLIER"},
    }
    for folder in ("defence", "assets", "coverage", "threats", "tracks", "engagements"):
        yield {"id": folder, "name": folder}


def _nodes(scene: Scene) -> Iterator[Packet]:
    rows: Counter[str] = Counter()  # labels of one unit stand one below the other
    for node in scene.nodes:
        place, row = node.place, rows[node.unit]
        rows[node.unit] += 1
        text: Any = node.name
        if node.battery:
            uses = (use for use in scene.uses if use.battery == node.battery)
            text = parts.texts(
                (use.from_s, use.until_s, f"{node.name} {use.used}/{use.channels}") for use in uses
            )
        yield parts.still(f"site/{node.name}", node.name, "defence", place, DEFENCE, text, row) | {
            "availability": parts.span(node.from_s, node.until_s),
            "description": f"{plain(node.kind)}, {node.system}: {', '.join(node.radars)}",
        }


def _assets(scene: Scene) -> Iterator[Packet]:
    end = scene.scenario.duration_s
    for asset, altitude in zip(scene.scenario.assets, scene.asset_altitude_m, strict=True):
        times = [r.time_s for r in scene.records if r.event == "leak" and r.asset == asset.name]
        edges = [0.0, *times, end]
        text = parts.texts(
            (start, stop, asset.name + (f": {n} leaked" if n else ""))
            for n, (start, stop) in enumerate(pairwise(edges))
        )
        place = asset.latitude_deg, asset.longitude_deg, altitude
        yield parts.still(f"asset/{asset.name}", asset.name, "assets", place, ASSET, text, -1)


def _contours(scene: Scene) -> Iterator[Packet]:
    for one in scene.contours:
        above = "ground" if one.above_ground else "sea level"
        name = f"{one.unit}: {one.kind} of {one.target} at {one.altitude_m:,.0f} m above {above}"
        for number, ring in enumerate(one.rings):
            corners = [value for east, north in ring[:-1] for value in (east, north, one.top_m)]
            yield {
                "id": f"coverage/{one.unit}/{one.kind}/{one.altitude_m:g}/{number}",
                "name": name,
                "parent": "coverage",
                "polygon": {
                    "show": one.kind == "engagement",
                    "positions": {"cartographicDegrees": corners},
                    "perPositionHeight": True,
                    "material": {"solidColor": {"color": parts.colour(DEFENCE, 30)}},
                    "outline": True,
                    "outlineColor": parts.colour(DEFENCE),
                },
            }
