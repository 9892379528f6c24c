"""What a file holds, before anything is decided: places, flights, and what was set aside."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A place or a flight of a file.

    ``words`` are the texts that may name a system or a threat, the most telling first; ``said``
    is the text to quote where none does. ``role`` is unit, asset or threat, or empty where the
    file does not say. ``to`` names the place that a flight goes to. ``where`` is the row, placemark
    or object in the file, for messages.
    """

    where: str
    name: str
    latitude_deg: float
    longitude_deg: float
    words: tuple[str, ...]
    said: str = ""
    role: str = ""
    number: int = 1
    value: float = 1.0
    network: str = ""
    facing_deg: float | None = None
    to: str = ""


class SetAside(NamedTuple):
    """What could not be carried over, and why."""

    what: str
    why: str


class Contents(NamedTuple):
    """All that was found in a file; ``duration_s`` is empty where the file has none."""

    title: str
    found: list[Found]
    aside: list[SetAside]
    duration_s: int | None = None
