"""What moves in a replication as CZML: threats, the errors of their tracks, engagements."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from skydome.export.replay import czml_parts as parts
from skydome.export.replay.scene import date_at
from skydome.export.replay.styles import DEFENCE, OUTCOME_COLOURS, class_colour, plain
from skydome.study.tracks import IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.export.replay.czml_parts import Packet
    from skydome.export.replay.flights import Flight
    from skydome.export.replay.scene import Scene
    from skydome.export.replay.track_errors import Held

TRAIL_S = 120.0
QUARTER_TURN_DEG = 90.0


def flights(scene: Scene) -> Iterator[Packet]:
    """Yield a packet for each threat, for as long as it flies."""
    for flight in scene.flights.values():
        colour = parts.colour(class_colour(flight.target_class))
        yield {
            "id": f"threat/{flight.name}",
            "name": flight.name,
            "parent": "threats",
            "availability": parts.span(flight.from_s, flight.until_s),
            "description": f"{plain(flight.target_class)}, {flight.entry}, to {flight.asset}: "
            f"{flight.outcome}",
            "position": {"epoch": date_at(0.0), "cartographicDegrees": _samples(flight)},
            "point": {"pixelSize": 6, "color": colour},
            "path": {
                "leadTime": 0,
                "trailTime": TRAIL_S,
                "width": 2,
                "material": {"solidColor": {"color": colour}},
            },
        }


def held(scene: Scene) -> Iterator[Packet]:
    """Yield a packet for each track of a network, with its error around the threat."""
    numbers = count()
    for one in scene.held:
        if one.until_s <= one.from_s:
            continue
        yield {
            "id": f"track/{next(numbers)}",
            "name": f"{one.network} tracks {one.threat} ({one.radar})",
            "parent": "tracks",
            "availability": parts.span(one.from_s, one.until_s),
            "position": {"reference": f"threat/{parts.escaped(one.threat)}#position"},
            "ellipse": _ellipse(one),
        }


def _ellipse(one: Held) -> Packet:
    """Return the ellipse of one standard deviation; its longer half axis comes first."""
    along = one.along_m >= one.across_m
    axis_deg = np.where(along, one.azimuth_deg, one.azimuth_deg + QUARTER_TURN_DEG)
    # Cesium turns an ellipse counter-clockwise, and an ellipse that is not turned lies east to west
    turned = np.unwrap(np.radians(QUARTER_TURN_DEG - axis_deg), period=np.pi)
    longer, shorter = np.maximum(one.along_m, one.across_m), np.minimum(one.along_m, one.across_m)
    return {
        "semiMajorAxis": parts.numbers(one, longer),
        "semiMinorAxis": parts.numbers(one, shorter),
        "rotation": parts.numbers(one, turned),
        "material": {"solidColor": {"color": parts.colour(DEFENCE, 60)}},
    }


def shots(scene: Scene) -> Iterator[Packet]:
    """Yield a packet for each salvo, and one for its intercept."""
    for number, shot in enumerate(scene.shots):
        one, start = shot.engagement, shot.start
        colour = OUTCOME_COLOURS[one.outcome]
        line = [start.longitude_deg, start.latitude_deg, start.altitude_m]
        end = [shot.end[1], shot.end[0], shot.end[2]]
        span = parts.span(one.launch_s, one.intercept_s)
        name = f"{one.unit}: {one.missiles} × {one.missile} at {one.threat}"
        yield {
            "id": f"shot/{number}",
            "name": name,
            "parent": "engagements",
            "availability": span,
            "position": {
                "epoch": date_at(0.0),
                "cartographicDegrees": [one.launch_s, *line, one.intercept_s, *end],
            },
            "point": {"pixelSize": 5, "color": parts.colour("#ffffff")},
            "polyline": {
                "positions": {"cartographicDegrees": [*line, *end]},
                "width": 1,
                "arcType": "NONE",
                "material": {"solidColor": {"color": parts.colour(colour, 140)}},
            },
        }
        if one.outcome != IN_FLIGHT:
            place = shot.end
            yield parts.still(f"intercept/{number}", name, "engagements", place, colour) | {
                "availability": parts.span(one.intercept_s, scene.scenario.duration_s),
                "description": f"{plain(one.outcome)}, channel {one.channel}",
            }


def _samples(flight: Flight) -> list[float]:
    columns = flight.time_s, flight.longitude_deg, flight.latitude_deg, flight.altitude_m
    rounded = [
        np.round(column, places) for column, places in zip(columns, (3, 6, 6, 1), strict=True)
    ]
    return [float(value) for row in zip(*rounded, strict=True) for value in row]
