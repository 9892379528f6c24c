"""Dates as records give them: a year, a month or a day; inside, years with a fraction."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator

from skydome.errors import InputError
from skydome.partial_dates import FIRST_YEAR, LAST_YEAR, PATTERN

ALLOWED = "'2026', 2026-06 or 2026-06-15, from 1990 to 2100"
MONTHS = 12
MONTH_NAMES = tuple(calendar.month_abbr)


def year_of(written: str) -> float:
    """Return a date as a year with its fraction; a month or a year means its middle.

    Raises
    ------
    InputError
        There is no such date.
    """
    parts = PATTERN.fullmatch(written)
    if parts is None:
        raise InputError(f"{written!r} is not a date", allowed=ALLOWED)
    year, month, day = (int(part) if part else None for part in parts.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"the year of {written!r} is out of bounds", allowed=ALLOWED)
    if month is None:
        return year + 0.5
    if not 1 <= month <= MONTHS:
        raise InputError(f"there is no month {month} in {written!r}", allowed=ALLOWED)
    last = calendar.monthrange(year, month)[1]
    if day is not None and not 1 <= day <= last:
        raise InputError(f"there is no day {day} in {written!r}", allowed=ALLOWED)
    middle = (last + 1) / 2 if day is None else float(day)
    days = 366 if calendar.isleap(year) else 365
    return year + (date(year, month, 1).timetuple().tm_yday - 1 + middle - 0.5) / days


def _checked(written: str) -> str:
    year_of(written)
    return written


Date = Annotated[str, AfterValidator(_checked)]


def month_text(year: float) -> str:
    """Return a year with its fraction as a month: ``Jun 2026``."""
    whole = int(year // 1)
    days = 366 if calendar.isleap(whole) else 365
    day = date(whole, 1, 1) + timedelta(days=int((year - whole) * days))
    return f"{MONTH_NAMES[day.month]} {whole}"


def quarter_text(year: float) -> str:
    """Return the quarter in which a moment lies: ``2026 Q2``."""
    whole = int(year // 1)
    return f"{whole} Q{int((year - whole) * 4) + 1}"


def option_year(written: str, option: str) -> float:
    """Return a date given on the command line.

    Raises
    ------
    InputError
        There is no such date; it names the option.
    """
    try:
        return year_of(written)
    except InputError as wrong:
        raise InputError(wrong.problem, field=option, allowed=wrong.allowed) from None
