"""The small parts of CZML packets: intervals, colours, sampled numbers, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.export.replay.scene import date_at
from skydome.export.replay.styles import rgb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.export.replay.track_errors import Held

Packet = dict[str, Any]
FONT, LINE_PX = "bold 13px sans-serif", 16
# White letters in black, legible over any ground.
OUTLINED: Packet = {
    "style": "FILL_AND_OUTLINE",
    "outlineColor": {"rgba": [0, 0, 0, 255]},
    "outlineWidth": 2,
}


def still(
    name: str,
    title: str,
    folder: str,
    place: tuple[float, float, float],
    painted: str,
    text: Any = "",  # noqa: ANN401 - as CZML has it
    row: int = 0,
) -> Packet:
    """Return a packet of something that stays where it is, with a label if there is a text.

    ``row`` is how many lines below the place the label stands; -1 is above it.
    """
    latitude, longitude, altitude = place
    packet: Packet = {
        "id": name,
        "name": title,
        "parent": folder,
        "position": {"cartographicDegrees": [longitude, latitude, altitude]},
        "point": {"pixelSize": 8, "color": colour(painted), "outlineWidth": 1},
    }
    if text:
        down = LINE_PX * row
        offset = {"pixelOffset": {"cartesian2": [10, down]}, "horizontalOrigin": "LEFT"}
        packet["label"] = {"text": text, "font": FONT} | OUTLINED | offset
    return packet


def numbers(one: Held, values: np.ndarray[Any, Any]) -> Packet:
    """Return a number that changes with time."""
    rows = zip(one.time_s.tolist(), np.round(values, 4).tolist(), strict=True)
    return {"epoch": date_at(0.0), "number": [value for row in rows for value in row]}


def texts(spans: Iterable[tuple[float, float, str]]) -> list[Packet]:
    """Return a text that changes with time, from and until seconds of the scenario."""
    return [{"interval": span(a, b), "string": text} for a, b, text in spans if b > a]


def span(from_s: float, until_s: float) -> str:
    """Return an interval."""
    return f"{date_at(from_s)}/{date_at(until_s)}"


def colour(painted: str, alpha: int = 255) -> Packet:
    """Return a colour; an alpha of 255 is opaque."""
    return {"rgba": [*rgb(painted), alpha]}


def escaped(name: str) -> str:
    """Return a name as a reference may hold it."""
    return name.replace("\\", "\\\\").replace("#", "\\#").replace(".", "\\.")
