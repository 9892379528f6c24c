"""The grammar of Tacview's text, ACMI 2.2: times, objects, properties, events, removals.

Tacview, Technical Reference, ACMI flight recordings 2.2.
"""

from __future__ import annotations

from collections import defaultdict

NOBODY = "0"


class Book:
    """The lines of each time, and the number of each object; objects are numbered as they come."""

    def __init__(self) -> None:
        self._lines: dict[float, list[str]] = defaultdict(list)
        self._ids: dict[str, str] = {}

    def number(self, name: str) -> str:
        """Return the hexadecimal id of an object; 0 is that of the recording itself."""
        return self._ids.setdefault(name, f"{len(self._ids) + 1:x}")

    def add(self, time_s: float, name: str, **properties: str) -> None:
        """Set properties of an object from a time on."""
        values = ",".join(f"{key}={escaped(value)}" for key, value in properties.items())
        self._lines[round(time_s, 2)].append(f"{self.number(name)},{values}")

    def event(self, time_s: float, kind: str, text: str, *names: str) -> None:
        """Record an event about some objects."""
        parts = [kind, *map(self.number, names), escaped(text).replace("|", "/")]
        self._lines[round(time_s, 2)].append(f"0,Event={'|'.join(parts)}")

    def remove(self, time_s: float, name: str) -> None:
        """Take an object away."""
        self._lines[round(time_s, 2)].append(f"-{self.number(name)}")

    def written(self, told: dict[str, str]) -> bytes:
        """Return the file, UTF-8 with a byte-order mark; ``told`` are its global properties."""
        lines = ["FileType=text/acmi/tacview", "FileVersion=2.2"]
        lines += [f"0,{key}={escaped(value)}" for key, value in told.items()]
        for time_s in sorted(self._lines):
            lines += [f"#{time_s:g}", *self._lines[time_s]]
        return ("\ufeff" + "\n".join(lines) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text as a property may hold it: commas escaped, no end of line, no other escape."""
    return " ".join(text.replace("\\", "/").split()).replace(",", "\\,")


def transform(latitude_deg: float, longitude_deg: float, altitude_m: float) -> str:
    """Return a position as Tacview writes it: degrees and metres above sea level."""
    return f"{longitude_deg:.6f}|{latitude_deg:.6f}|{altitude_m:.1f}"
