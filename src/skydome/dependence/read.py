"""Reads a file of deliveries, whichever layout it has."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from skydome.dependence.layouts import recognise
from skydome.dependence.record import Record
from skydome.dependence.register import read_register
from skydome.dependence.textfile import read_text
from skydome.dependence.tiv_table import read_table
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.dependence.cell_values import Decimal
    from skydome.dependence.layouts import Header
    from skydome.dependence.record import Delivery
    from skydome.dependence.rows import Notes
    from skydome.dependence.textfile import TextFile

    YearsFrom = Literal["title", "header", "deliveries"]

_RANGE = re.compile(
    r"\b((?:19|20)[0-9]{2})\b['\"?]?\s*(?:to|until|and|-|–|—)\s*['\"?]?((?:19|20)[0-9]{2})\b"
)
_GENERATED = re.compile(
    r"\b(?:generated|downloaded)\b\s*(?:on)?\s*:?\s*(?P<date>.{4,40})", re.IGNORECASE
)
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})\.?\s+([A-Za-z]{3})[a-z]*\.?,?\s+([0-9]{4})")
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3})[a-z]*\.?\s+([0-9]{1,2}),?\s+([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FORM = {".yaml", ".yml"}
# SIPRI adds a year's deliveries in its update of the following March
UPDATE_MONTH = 3


def read_record(file: Path | str, decimal: Decimal | None = None) -> Record:
    """Return the content of a file downloaded from the SIPRI Arms Transfers Database.

    Parameters
    ----------
    file
        A register of 16 or 17 columns or a TIV table, recognised by its header.
    decimal
        The decimal sign; found from the cells where not given.

    Raises
    ------
    InputError
        The file cannot be read, has no known header, or most of its rows cannot be read.
    """
    path = Path(file)
    if path.suffix.lower() in FORM:
        problem = "this is a form in YAML, such as an inventory: a stock, not deliveries"
        raise InputError(problem, file=path, allowed="a CSV file here, the form as --inventory")
    text = read_text(path)
    header = recognise(text)
    content = _content(text, header, decimal)
    for line in text.cleaned:
        content.notes.add(line, "flagged", "control characters were removed")
    _refuse_unreadable(path, content)
    generated = generated_on(header.preamble)
    first, last, years_from = _years(header, content.deliveries, content.notes)
    covered = _covered(header, content.deliveries, last, generated)
    if header.layout == "tiv-table":  # a 0 in a year that the file does not cover
        content = content._replace(
            deliveries=[one for one in content.deliveries if one.years[-1] <= covered]
        )
    return Record(
        path=path,
        layout=header.layout,
        encoding=text.encoding,
        delimiter=header.delimiter,
        decimal=content.decimal,
        header_line=header.line,
        title=_title(header),
        listed=content.listed,
        rows=content.rows,
        rows_used=content.used,
        deliveries=tuple(content.deliveries),
        notes=tuple(sorted(content.notes.all)),
        first_year=min(first, covered),
        last_year=covered,
        years_from=years_from,
        doubtful=tuple(content.doubtful),
        world=content.world,
        years_without_data=(covered + 1, last) if covered < last else None,
        generated=generated,
    )


class _Content(NamedTuple):
    """What the reader of either kind returns."""

    rows: int
    used: int
    deliveries: list[Delivery]
    doubtful: list[Delivery]
    notes: Notes
    decimal: Decimal
    listed: Literal["deals", "suppliers", "recipients"]
    world: bool


def _content(text: TextFile, header: Header, decimal: Decimal | None) -> _Content:
    if header.layout == "tiv-table":
        return _Content(*read_table(text, header, decimal))
    read = read_register(text, header, decimal)
    return _Content(
        read.rows,
        len(read.deliveries),
        read.deliveries,
        read.doubtful,
        read.notes,
        read.decimal,
        "deals",
        world=False,
    )


def _title(header: Header) -> str:
    """Return the first line of the file that has text."""
    return next((line.strip(' ",;\t') for line in header.preamble if line.strip(' ",;\t')), "")


def _refuse_unreadable(path: Path, content: _Content) -> None:
    """Refuse a file with no delivery, or with more rows set aside than read.

    Raises
    ------
    InputError
        It is one; the message names the first row that cannot be read.
    """
    aside = sorted(note for note in content.notes.all if note.action == "set aside")
    read = content.rows - len(aside)
    if content.deliveries and len(aside) <= read:
        return
    if aside and len(aside) > content.used:
        most = f"; so are {len(aside):,} of {content.rows:,} rows" if len(aside) > 1 else ""
        problem = f"{aside[0].reason}: {aside[0].detail}{most}"
        allowed = (
            "a row with the cells of the header, years such as 2020; 2021 and TIV such as 12.5"
        )
        raise InputError(problem, file=path, line=aside[0].line, allowed=allowed)
    allowed = "at least one row with a year and a TIV of deliveries"
    raise InputError("the file has no deliveries", file=path, allowed=allowed)


# the years that a file covers


def _years(header: Header, deliveries: list[Delivery], notes: Notes) -> tuple[int, int, YearsFrom]:
    """Return the years that a file names: in its header, its title, or its deliveries."""
    if header.layout == "tiv-table":
        years = [int(name) for name in header.columns]
        return min(years), max(years), "header"
    first = min(one.years[0] for one in deliveries)
    last = max(one.years[-1] for one in deliveries)
    for number, line in enumerate(header.preamble, start=1):
        span = _RANGE.search(line)
        if span and int(span[1]) <= first and last <= int(span[2]):
            return int(span[1]), int(span[2]), "title"
        if span:
            reason = "the title's years are not those of the deliveries"
            notes.add(number, "flagged", reason, f"{span[0]}, delivered {first} to {last}")
    return first, last, "deliveries"


def _covered(
    header: Header, deliveries: Sequence[Delivery], last: int, generated: dt.date | None
) -> int:
    """Return the last year that the file covers.

    Years at the end in which nobody delivered anything are no data, except those that the file is
    late enough to have: made after the update of the following March. A table may show such years
    empty or as 0; a register lists no year without a delivery.
    """
    some = [one for one in deliveries if one.tiv_million > 0 or header.layout != "tiv-table"]
    delivered = max(one.years[-1] for one in some or deliveries)
    complete = delivered
    if generated is not None:
        complete = generated.year - (1 if generated.month >= UPDATE_MONTH else 2)
    return min(last, max(delivered, complete))


def generated_on(preamble: Sequence[str]) -> dt.date | None:
    """Return the day on which a file was made, None where the lines above it do not say."""
    for line in preamble:
        found = _GENERATED.search(line)
        day = None if found is None else _date(found["date"])
        if day is not None:
            return day
    return None


def _date(text: str) -> dt.date | None:
    if found := _ISO.search(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_MONTH_YEAR.search(text):
        day, month, year = int(found[1]), _month(found[2]), int(found[3])
    elif found := _MONTH_DAY_YEAR.search(text):
        month, day, year = _month(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """Return the number of a month, 0 where the word is none."""
    return MONTHS.index(name.lower()) + 1 if name.lower() in MONTHS else 0
