"""Dates as sources give them (a day, a month or a year), and how they compare."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from skydome.partial_dates import FIRST_YEAR, LAST_YEAR, PATTERN

if TYPE_CHECKING:
    from skydome.exposure.logic import Value

WRITTEN = "a date: 2018-10-05, or 2018-10 or 2018 where no more is known"
WRITTEN_DAY = "a day: 2018-10-05"


class Span(NamedTuple):
    """The first and the last day that a date can mean."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        same = (self.first.year, self.first.month) == (self.last.year, self.last.month)
        return self.first.isoformat()[:7] if same else f"{self.first.year}"

    def shifted(self, days: int = 0, years: int = 0) -> Span:
        """Return the span moved later by whole years, then by days."""
        return Span(*(_years_later(day, years) + timedelta(days=days) for day in self))


def on_day(day: date) -> Span:
    """Return a day as a span of that one day."""
    return Span(day, day)


def parse(text: str) -> Span:
    """Return what a written date can mean.

    Raises
    ------
    ValueError
        This is no date between 1990 and 2100.
    """
    found = PATTERN.fullmatch(text)
    if not found:
        raise ValueError("this is no date")
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValueError(f"the year is not from {FIRST_YEAR} to {LAST_YEAR}")
    year, month, day = (None if part is None else int(part) for part in found.groups())
    if year is None or month is None:
        return Span(date(int(text), 1, 1), date(int(text), 12, 31))
    try:
        first = date(year, month, day or 1)
    except ValueError:
        raise ValueError("the calendar has no such date") from None
    last_day = day or calendar.monthrange(year, month)[1]
    return Span(first, date(year, month, last_day))


def parse_day(text: str) -> date:
    """Return a day.

    Raises
    ------
    ValueError
        This is no day between 1990 and 2100.
    """
    span = parse(text)
    if span.first != span.last:
        raise ValueError("this is not a day")
    return span.first


def not_before(when: Span, bound: Span) -> Value:
    """Return whether a date is on or after another; unknown where the two overlap."""
    if when.first >= bound.last:
        return True
    return False if when.last < bound.first else None


def not_after(when: Span, bound: Span) -> Value:
    """Return whether a date is on or before another; unknown where the two overlap."""
    return not_before(bound, when)


def within_year(when: Span, first: tuple[int, int], last: tuple[int, int]) -> Value:
    """Return whether a date is between two days of the year, both included.

    Parameters
    ----------
    first, last
        Month and day.
    """
    days = [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]
    found = {first <= (day.month, day.day) <= last for day in days}
    return found.pop() if len(found) == 1 else None


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
