"""The content of one cell: a number, a range, an estimate, years, a name.

SIPRI writes ``(12)`` and ``12?`` for an estimate and ``12-15`` for a range, and puts footnote
marks after a number. Spreadsheets add thousands separators, decimal commas and exponents.
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
LONGEST_NUMBER, LONGEST_NAME = 60, 100  # characters
CACHED_CELLS = 4096  # the same cells occur again and again

_ABOUT = re.compile(r"^(c\.|ca\.?|about|~|≈)\s*", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*([*†‡§¹²³]+|\[[0-9a-z]{1,2}\])$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\((.*)\)$")
_DASH = re.compile(r"\s*[-–—]\s*")
_SPACES = "\u00a0\u202f\u2009 '\u2019"

_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_SHORT_YEAR = re.compile(r"[0-9]{2}")


class _Form(NamedTuple):
    """How numbers are written with a given decimal sign."""

    point: str
    separators: re.Pattern[str]
    whole: re.Pattern[str]


def _form(point: str, thousands: str) -> _Form:
    separators = f"[{re.escape(thousands)}{_SPACES}]"
    sign = re.escape(point)
    groups = rf"[0-9]{{1,3}}(?:{separators}[0-9]{{3}})+|[0-9]+"
    mantissa = rf"(?:{groups})(?:{sign}[0-9]*)?|{sign}[0-9]+"
    whole = re.compile(rf"(?:{mantissa})(?:[eE][+-]?[0-9]{{1,2}})?")
    return _Form(point, re.compile(separators), whole)


_FORMS: dict[Decimal, _Form] = {"point": _form(".", ","), "comma": _form(",", ".")}


class Figure(NamedTuple):
    """A number in a cell; ``low`` and ``high`` differ where the cell gives a range."""

    value: float
    low: float
    high: float
    estimated: bool
    footnote: bool


@lru_cache(CACHED_CELLS)
def figure(text: str, decimal: Decimal) -> Figure | None:
    """Return the number in a cell, None where there is none.

    Raises
    ------
    ValueError
        The text is not a number, is negative, or is larger than any arms transfer.
    """
    if len(text) > LONGEST_NUMBER:
        raise ValueError("it is not a number")
    plain, estimated, footnote = _without_marks(text)
    if plain.lower() in NOTHING:
        return None
    one_number = plain.startswith(("-", "–", "−")) or re.search(r"[0-9][eE]-[0-9]", plain)
    ends = [plain] if one_number else _DASH.split(plain)
    if len(ends) > 2:  # noqa: PLR2004 - a range has two ends
        raise ValueError("it is not a number")
    values = [_number(end, decimal) for end in ends]
    low, high = values[0], values[-1]
    if low > high:
        raise ValueError("the range runs backwards")
    return Figure((low + high) / 2, low, high, estimated or len(ends) > 1, footnote)


def _without_marks(text: str) -> tuple[str, bool, bool]:
    """Return a cell without its marks, whether it is an estimate, whether it has a footnote."""
    plain = text.strip()
    unmarked = _FOOTNOTE.sub("", plain)
    footnote, plain = unmarked != plain and bool(unmarked), unmarked or plain
    estimated = False
    bracketed = _BRACKETED.match(plain)
    if bracketed:
        plain, estimated = bracketed[1].strip(), True
    if len(plain) > 1 and (plain.endswith("?") or plain.startswith("?")):
        plain, estimated = plain.strip("? "), True
    exact = _ABOUT.sub("", plain)
    return exact, estimated or exact != plain, footnote


def _number(text: str, decimal: Decimal) -> float:
    form = _FORMS[decimal]
    if re.fullmatch(r"[-−]\s*[0-9].*", text):
        raise ValueError("it is negative")
    if not form.whole.fullmatch(text):
        raise ValueError("it is not a number")
    value = float(form.separators.sub("", text).replace(form.point, "."))
    if not isfinite(value) or value > GREATEST:
        raise ValueError(f"it is more than {GREATEST:,.0f}")
    return value


class DecimalSign(NamedTuple):
    """A cell that must have a decimal point, one that must have a comma, one that may have either.

    ``points`` and ``commas`` count the cells of the first two kinds.
    """

    point: str | None
    comma: str | None
    either: str | None
    points: int = 0
    commas: int = 0


def decimal_signs(cells: list[str]) -> DecimalSign:
    """Return what some cells show of their decimal sign: ``12.5``, ``12,5``, or only ``1.234``."""
    points, commas, either = list[str](), list[str](), list[str]()
    for cell in cells:
        plain = _without_marks(cell)[0]
        if re.fullmatch(r"[0-9]{1,3}[.,][0-9]{3}", plain):
            either.append(cell.strip())
        elif re.fullmatch(r"[0-9,'\s\u00a0\u202f]*[0-9]\.[0-9]+", plain) or plain.count(",") > 1:
            points.append(cell.strip())
        elif re.fullmatch(r"[0-9.'\s\u00a0\u202f]*[0-9],[0-9]+", plain) or plain.count(".") > 1:
            commas.append(cell.strip())
    first = [next(iter(found), None) for found in (points, commas, either)]
    return DecimalSign(first[0], first[1], first[2], len(points), len(commas))


class Years(NamedTuple):
    """The years in a cell, in order; ``repeated`` where the cell names one of them twice."""

    years: tuple[int, ...]
    estimated: bool
    repeated: bool = False


@lru_cache(CACHED_CELLS)
def years(text: str) -> Years:
    """Return the years in a cell: ``2020; 2021``, ``2019-2021``, ``2019-21``, ``(2020)``.

    Raises
    ------
    ValueError
        Part of it is not a year from 1900 to 2100, or a range runs backwards.
    """
    found: list[int] = []
    estimated = False
    joined = _DASH.sub("-", text.strip())
    for part in re.split(r"[;,/|\s]+", joined):
        plain, about, _ = _without_marks(part)
        estimated |= about
        if plain.lower() in NOTHING:
            continue
        ends = plain.split("-")
        if len(ends) > 2:  # noqa: PLR2004 - a range has two ends
            raise ValueError(f"{plain!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}")
        first = _year(ends[0])
        last = _year(f"{first // 100}{ends[-1]}" if _SHORT_YEAR.fullmatch(ends[-1]) else ends[-1])
        if last < first:
            raise ValueError("the range runs backwards")
        found.extend(range(first, last + 1))
    return Years(tuple(sorted(set(found))), estimated, len(set(found)) < len(found))


def _year(text: str) -> int:
    matched = _YEAR.fullmatch(text.strip())
    if not matched or not FIRST_YEAR <= int(matched[1]) <= LAST_YEAR:
        raise ValueError(f"{text.strip()!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}")
    return int(matched[1])


class Party(NamedTuple):
    """A supplier or recipient: a country, an armed group or an organisation."""

    name: str
    kind: Literal["state", "armed group", "organisation", "unknown"]


@lru_cache(CACHED_CELLS)
def party(text: str) -> Party:
    """Return the supplier or recipient named in a cell.

    One star after a name marks an armed group and two mark an organisation; they are removed.
    """
    name = " ".join(text.split())
    plain = name.rstrip("* ")
    if is_unknown(plain):
        return Party(plain, "unknown")
    if name.endswith("**"):
        return Party(plain, "organisation")
    return Party(plain, "armed group" if name.endswith("*") else "state")


def is_unknown(name: str) -> bool:
    """Return whether a name stands for suppliers or recipients that SIPRI does not know."""
    return name.lower().startswith(("unknown supplier", "unknown recipient", "unknown country"))


@lru_cache(CACHED_CELLS)
def is_name(text: str) -> bool:
    """Return whether a cell can be a name: it has a letter and a reasonable length."""
    return len(text) <= LONGEST_NAME and any(sign.isalpha() for sign in text)
