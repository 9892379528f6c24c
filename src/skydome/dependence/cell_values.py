"""What stands in one cell: a number, a range, an estimate, years, a name.

SIPRI writes ``(12)`` and ``12?`` for an estimate, ``12-15`` for a range, and sets marks of
footnotes behind a number; spreadsheets add separators of thousands and decimal commas.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import isfinite
from typing import Literal, NamedTuple

Decimal = Literal["point", "comma"]

NOTHING = {"", "-", "–", "—", "..", ". .", "…", "n/a", "n.a.", "na", "nil", "?"}
FIRST_YEAR, LAST_YEAR = 1900, 2100
GREATEST = 1e7
SEEN_BEFORE = 4096  # cells say the same over and over

_ABOUT = re.compile(r"^(c\.|ca\.?|about|~|≈)\s*", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*([*†‡§¹²³]+|\[[0-9a-z]{1,2}\])$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\((.*)\)$")
_DASH = re.compile(r"\s*[-–—]\s*")
_BLANKS = "\u00a0\u202f\u2009 '\u2019"

_YEAR = re.compile(r"(\d{4})(?:\.0)?")


class _Form(NamedTuple):
    """How numbers are written with one decimal sign."""

    point: str
    separators: re.Pattern[str]
    whole: re.Pattern[str]


def _form(point: str, thousands: str) -> _Form:
    separators = f"[{re.escape(thousands)}{_BLANKS}]"
    sign = re.escape(point)
    groups = rf"\d{{1,3}}(?:{separators}\d{{3}})+|\d+"
    whole = re.compile(rf"(?:{groups})(?:{sign}\d*)?|{sign}\d+")
    return _Form(point, re.compile(separators), whole)


_FORMS: dict[Decimal, _Form] = {"point": _form(".", ","), "comma": _form(",", ".")}


class Figure(NamedTuple):
    """A number as a table gives it; ``low`` and ``high`` differ where it gives a range."""

    value: float
    low: float
    high: float
    estimated: bool
    footnote: bool


@lru_cache(SEEN_BEFORE)
def figure(text: str, decimal: Decimal) -> Figure | None:
    """Return the number in a cell, None where there is none.

    Raises
    ------
    ValueError
        The text is no number, negative, or beyond any arms transfer.
    """
    plain, estimated, footnote = _bare(text)
    if plain.lower() in NOTHING:
        return None
    ends = _DASH.split(plain) if not plain.startswith(("-", "–", "−")) else [plain]
    if len(ends) > 2:  # noqa: PLR2004 - two ends of a range
        raise ValueError("it is no number")
    values = [_number(end, decimal) for end in ends]
    low, high = values[0], values[-1]
    if low > high:
        raise ValueError("the range runs backwards")
    return Figure((low + high) / 2, low, high, estimated or len(ends) > 1, footnote)


def _bare(text: str) -> tuple[str, bool, bool]:
    """Return a cell without its marks, whether they say estimate, whether there is a footnote."""
    plain = text.strip()
    unmarked = _FOOTNOTE.sub("", plain)
    footnote, plain = unmarked != plain and bool(unmarked), unmarked or plain
    estimated = False
    bracketed = _BRACKETED.match(plain)
    if bracketed:
        plain, estimated = bracketed[1].strip(), True
    if len(plain) > 1 and (plain.endswith("?") or plain.startswith("?")):
        plain, estimated = plain.strip("? "), True
    without = _ABOUT.sub("", plain)
    return without, estimated or without != plain, footnote


def _number(text: str, decimal: Decimal) -> float:
    form = _FORMS[decimal]
    if re.fullmatch(r"[-−]\s*\d.*", text):
        raise ValueError("it is negative")
    if not form.whole.fullmatch(text):
        raise ValueError("it is no number")
    value = float(form.separators.sub("", text).replace(form.point, "."))
    if not isfinite(value) or value > GREATEST:
        raise ValueError(f"it is more than {GREATEST:,.0f}")
    return value


class DecimalSign(NamedTuple):
    """Which decimal sign some cells show, and a cell that tells nothing."""

    point: str | None
    comma: str | None
    either: str | None


def decimal_signs(cells: list[str]) -> DecimalSign:
    """Return a cell that can only have a decimal point, one a comma, one either."""
    point = comma = either = None
    for cell in cells:
        plain = _bare(cell)[0]
        if re.fullmatch(r"\d{1,3}[.,]\d{3}", plain):
            either = either or cell.strip()
        elif re.fullmatch(r"[\d,'\s\u00a0\u202f]*\d\.\d+", plain) or plain.count(",") > 1:
            point = point or cell.strip()
        elif re.fullmatch(r"[\d.'\s\u00a0\u202f]*\d,\d+", plain) or plain.count(".") > 1:
            comma = comma or cell.strip()
    return DecimalSign(point, comma, either)


class Years(NamedTuple):
    """The years in a cell, in order."""

    years: tuple[int, ...]
    estimated: bool


@lru_cache(SEEN_BEFORE)
def years(text: str) -> Years:
    """Return the years in a cell: ``2020; 2021``, ``2019-2021``, ``(2020)``, ``2020?``.

    Raises
    ------
    ValueError
        Something in it is no year from 1900 to 2100, or a range runs backwards.
    """
    found: list[int] = []
    estimated = False
    joined = _DASH.sub("-", text.strip())
    for part in re.split(r"[;,/\s]+", joined):
        plain, about, _ = _bare(part)
        estimated |= about
        if plain.lower() in NOTHING:
            continue
        ends = [_year(end) for end in plain.split("-")]
        if len(ends) > 2 or ends[-1] < ends[0]:  # noqa: PLR2004 - two ends of a range
            raise ValueError("the range runs backwards")
        found.extend(range(ends[0], ends[-1] + 1))
    if len(set(found)) < len(found):
        raise ValueError("a year stands in it twice")
    return Years(tuple(sorted(found)), estimated)


def _year(text: str) -> int:
    matched = _YEAR.fullmatch(text.strip())
    if not matched or not FIRST_YEAR <= int(matched[1]) <= LAST_YEAR:
        raise ValueError(f"{text.strip()!r} is no year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(matched[1])


class Party(NamedTuple):
    """A country, or what SIPRI marks with stars: an armed group, an organisation."""

    name: str
    kind: Literal["state", "armed group", "organisation", "unknown"]


@lru_cache(SEEN_BEFORE)
def party(text: str) -> Party:
    """Return who is meant; stars behind a name say what it is, and are taken off."""
    name = " ".join(text.split())
    plain = name.rstrip("* ")
    if plain.lower().startswith(("unknown supplier", "unknown recipient", "unknown country")):
        return Party(plain, "unknown")
    if name.endswith("**"):
        return Party(plain, "organisation")
    return Party(plain, "armed group" if name.endswith("*") else "state")
