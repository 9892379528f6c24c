"""Quantities in a text, each with its place: money, shares, lengths, speeds, times, counts.

A grammar of regular expressions finds them; Pint reads and converts the units.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["money", "money_inr", "share", "length", "speed", "duration", "count"]
SOUND_M_S = 340.0  # Mach numbers in the press are at sea level
WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "dozen": 12, "a": 1}
SIZES = {
    "thousand": 1e3,
    "k": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "m": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
DIMENSIONS: dict[str, Kind] = {
    "[length]": "length",
    "[length] / [time]": "speed",
    "[time]": "duration",
}
NOUNS = [
    "regiment",
    "squadron",
    "battery",
    "batterie",
    "battalion",
    "system",
    "unit",
    "launcher",
    "missile",
    "interceptor",
    "target",
    "soldier",
    "personnel",
    "officer",
    "people",
    "specialist",
    "aircraft",
    "helicopter",
    "drone",
    "fighter",
    "jet",
    "tank",
    "ship",
    "submarine",
    "howitzer",
    "committee",
    "radar",
]

_N = r"(?:\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_WORD = "|".join(sorted(set(WORDS) - {"a"}, key=len, reverse=True))
_NW = rf"(?:{_N}|\b(?:{_WORD})\b)"
_SIZE = r"(?:thousand|lakh|million|crore|billion|trillion|mln|mn|bn)"
_TO = r"\s?(?:to|and|–|-|or)\s?"
_SIGN = r"(?:US\s?\$|USD|\$)"
_RUPEES = r"(?:Rs\.?|INR|₹)"
_ABOUT = r"(?:more than |over |up to |some |about |around |at least |nearly |almost |roughly )?"
_UNIT = (
    r"(?:kilomet(?:re|er)s?\s(?:per|an)\s(?:second|hour)|met(?:re|er)s?\sper\ssecond|km/s|km/h|kmh|"
    r"m/s|mph|knots?|nautical\smiles?|nmi|kilomet(?:re|er)s?|km|met(?:re|er)s?|miles?|feet|foot|ft|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|m)"
)
_NOUN = "|".join(NOUNS)

_MONEY = re.compile(
    rf"(?:(?P<sign>{_SIGN}|{_RUPEES})\s?(?P<a>{_N})[\s-]?(?P<sa>{_SIZE}|m\b|b\b|k\b)?"
    rf"(?:{_TO}(?:{_SIGN}|{_RUPEES})?\s?(?P<b>{_N})\s?(?P<sb>{_SIZE}|m\b|b\b|k\b)?)?"
    rf"|(?P<c>{_NW}|\ba(?=\s{_SIZE}))(?:{_TO}(?P<d>{_N}))?\s?(?P<sc>{_SIZE})?\s"
    rf"(?P<name>US\sdollars|dollars|USD|rupees))(?![\w%])",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?<![\w.,/-])(?P<a>{_N})(?:{_TO}(?P<b>{_N}))?\s?(?:per\s?cent\b|percent\b|pct\b|%)",
    re.IGNORECASE,
)
_MACH = re.compile(rf"\bMach\s(?P<a>{_N})", re.IGNORECASE)
_MEASURE = re.compile(
    rf"(?<![\w.,/-])(?P<a>{_NW})(?:{_TO}(?P<b>{_NW}))?[\s-]?(?P<unit>{_UNIT})(?![\w/])",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![\w.,/-])(?P<a>(?i:{_NW}))"
    r"(?:\s(?:of\sthe\s)?(?:[A-Z][\w-]*|[a-z]+-[a-z]+|more|new|air)){0,2}"
    rf"\s(?P<noun>{_NOUN})s?\b",
)


class Quantity(NamedTuple):
    """One quantity: characters ``start`` to ``end`` of the text, and what they say.

    ``value`` is in USD, rupees, per cent, metres, metres a second, seconds, or a plain number;
    ``low`` and ``high`` are the bounds of a range, both the value otherwise.
    """

    start: int
    end: int
    words: str
    kind: Kind
    value: float
    low: float
    high: float
    noun: str = ""


def quantities(text: str) -> list[Quantity]:
    """Return the quantities in a text, in its order; where two overlap, the first found counts."""
    found: list[Quantity] = []
    for reader in (_money, _shares, _mach, _measures, _counts):
        for one in reader(text):
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def number(written: str) -> float:
    """Return a number in digits, with thousands or Indian separators, or as a word."""
    word = written.lower().strip()
    return float(WORDS[word]) if word in WORDS else float(word.replace(",", ""))


def _quantity(match: re.Match[str], kind: Kind, values: list[float], noun: str = "") -> Quantity:
    low, high = min(values), max(values)
    return Quantity(
        match.start(), match.end(), match.group(), kind, (low + high) / 2, low, high, noun
    )


def _money(text: str) -> Iterator[Quantity]:
    for match in _MONEY.finditer(text):
        part = match.groupdict()
        sign = (part["sign"] or part["name"] or "").lower()
        kind: Kind = "money_inr" if re.match(r"rs|inr|₹|rupees", sign) else "money"
        if part["a"]:
            last = _size(part["sb"] or part["sa"])
            first = _size(part["sa"]) if part["sa"] else last
            values = [number(part["a"]) * first]
            values += [number(part["b"]) * last] if part["b"] else []
        else:
            size = _size(part["sc"])
            values = [number(one) * size for one in (part["c"], part["d"]) if one]
        yield _quantity(match, kind, values)


def _size(word: str | None) -> float:
    return SIZES[word.lower()] if word else 1.0


def _shares(text: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(text):
        yield _quantity(match, "share", [number(one) for one in match.groups() if one])


def _mach(text: str) -> Iterator[Quantity]:
    for match in _MACH.finditer(text):
        yield _quantity(match, "speed", [SOUND_M_S * number(match["a"])])


def _measures(text: str) -> Iterator[Quantity]:
    for match in _MEASURE.finditer(text):
        size, kind = _unit(re.sub(r"\s+", " ", match["unit"].lower()))
        yield _quantity(
            match, kind, [number(one) * size for one in (match["a"], match["b"]) if one]
        )


def _counts(text: str) -> Iterator[Quantity]:
    for match in _COUNT.finditer(text):
        yield _quantity(match, "count", [number(match["a"])], match["noun"])


@cache
def _registry() -> Any:  # noqa: ANN401 - Pint is imported where it is used
    import pint

    return pint.UnitRegistry(cache_folder=None)


@cache
def _unit(written: str) -> tuple[float, Kind]:
    """Return the size of a unit in SI, and the kind of quantity it measures."""
    name = re.sub(r"\s(?:per|an)\s", "/", written).replace("nautical mile", "nautical_mile")
    name = {"kmh": "km/h", "knots": "knot", "feet": "foot"}.get(name, name)
    unit = _registry().parse_units(name)
    size = float((1 * unit).to_base_units().magnitude)
    return size, DIMENSIONS[str(unit.dimensionality)]
