"""Dates and windows of years in a text, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join([*MONTHS, *(rf"{m[:3]}\b\.?" for m in MONTHS), r"sept\b\.?"])
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_TH = r"(?:st|nd|rd|th)?"
_PATTERNS = (
    re.compile(rf"\b(?P<year>{_YEAR})-(?P<number>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b"),
    re.compile(rf"\b(?P<day>[0-3]?\d)\.(?P<number>0?[1-9]|1[0-2])\.(?P<year>{_YEAR})\b"),
    re.compile(
        rf"\b(?P<day>[0-3]?\d){_TH}\s(?:of\s)?(?P<month>{_MONTH}),?\s(?P<year>{_YEAR})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<month>{_MONTH})\s(?P<day>[0-3]?\d){_TH},?\s(?P<year>{_YEAR})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<month>{_MONTH})\s(?:of\s)?(?P<year>{_YEAR})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH})\s(?P<day>[0-3]?\d){_TH}\b(?!\s?[%\d])", re.IGNORECASE),
)
_WINDOW = re.compile(rf"\b(?P<first>{_YEAR})\s?(?:-|–|to|and)\s?(?P<last>{_YEAR}|\d\d)\b(?!-\d)")
_SEASON = re.compile(rf"\b(?:spring|summer|autumn|winter)\sof\s(?P<year>{_YEAR})\b", re.IGNORECASE)
_BARE = re.compile(
    rf"\b(?P<before>in|by|of|since|until|till|from|during|for|end of|early|late|mid)[\s-]"
    rf"(?P<year>{_YEAR})\b(?![-–]\d)",
    re.IGNORECASE,
)


class Dated(NamedTuple):
    """One date: as records write it (2018, 2018-10, 2018-10-05), or a window (2012-2016)."""

    start: int
    end: int
    words: str
    kind: Literal["date", "window"]
    value: str


def dates(text: str) -> list[Dated]:
    """Return the dates and windows in a text, in its order."""
    found: list[Dated] = []
    for reader in (_full, _windows, _seasons, _years):
        for one in reader(text):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _full(text: str) -> Iterator[Dated]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            part = match.groupdict()
            month = f"{int(part.get('number') or _number(part['month'])):02d}"
            day = part.get("day")
            if day and not 1 <= int(day) <= 31:  # noqa: PLR2004 - days of a month
                continue
            pieces = [part.get("year"), month, f"{int(day):02d}" if day else None]
            value = "-".join(piece for piece in pieces if piece)
            yield Dated(match.start(), match.end(), match.group(), "date", value)


def _number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _windows(text: str) -> Iterator[Dated]:
    for match in _WINDOW.finditer(text):
        first, last = match["first"], match["last"]
        whole = last if len(last) == len(first) else first[:2] + last
        if int(first) < int(whole) <= int(first) + 30:
            value = f"{first}-{whole}"
            yield Dated(match.start(), match.end(), match.group(), "window", value)


def _seasons(text: str) -> Iterator[Dated]:
    for match in _SEASON.finditer(text):
        yield Dated(match.start(), match.end(), match.group(), "date", match["year"])


def _years(text: str) -> Iterator[Dated]:
    for match in _BARE.finditer(text):
        start = match.start("year")
        yield Dated(start, match.end("year"), match["year"], "date", match["year"])
