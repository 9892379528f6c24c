"""Names in a text: systems, missiles and radars of the catalogue, laws, countries."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from skydome import yamlfile

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[1] / "data" / "aliases.yaml"
Kind = Literal["catalogue", "law", "country"]


class Named(NamedTuple):
    """One name: its place, its kind, and the id it stands for."""

    start: int
    end: int
    words: str
    kind: Kind
    id: str


def names(text: str) -> list[Named]:
    """Return the names in a text, in its order; of two that overlap the longer."""
    found: list[Named] = []
    for alias, kind, known in _aliases():
        pattern = re.compile(rf"(?<![\w-]){re.escape(alias)}s?(?!\w)(?!-\d)", _flags(alias, kind))
        for match in pattern.finditer(text):
            if not any(match.start() < one.end and one.start < match.end() for one in found):
                found.append(Named(match.start(), match.end(), match.group(), kind, known))
    return sorted(found, key=lambda one: one.start)


def _flags(alias: str, kind: Kind) -> re.RegexFlag:
    """Let the case of laws vary; that of short names does not, or US would be us."""
    return re.IGNORECASE if kind == "law" and " " in alias else re.NOFLAG


@cache
def _aliases() -> tuple[tuple[str, Kind, str], ...]:
    """Return every alias with its kind and id, the longest first."""
    return tuple(sorted(_listed(), key=lambda one: (-len(one[0]), one[0])))


def _listed() -> Iterator[tuple[str, Kind, str]]:
    data: dict[Kind, dict[str, list[str]]] = yamlfile.read(DATA).data
    for kind, entries in data.items():
        for known, aliases in entries.items():
            for alias in aliases:
                yield alias, kind, known
