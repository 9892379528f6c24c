"""Which of SIPRI's three layouts a file has: told by its header, wherever that stands."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from skydome.errors import InputError
from skydome.forms import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from skydome.dependence.record import LayoutName
    from skydome.dependence.textfile import TextFile

DELIMITERS = (",", ";", "\t")
MOST_PREAMBLE_LINES = 60
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab"}

# layout -> what we call a column -> how headers spell it, whatever the size of its letters
COLUMNS: dict[LayoutName, dict[str, tuple[str, ...]]] = {
    "register-16": {
        "recipient": ("Recipient",),
        "supplier": ("Supplier",),
        "ordered_in": ("Year of order", "year(s) of order", "order year"),
        "ordered": ("Number ordered", "no. ordered"),
        "designation": ("Weapon designation", "designation"),
        "description": ("Weapon description", "description"),
        "number": ("Number delivered", "no. delivered"),
        "years": ("Year(s) of delivery", "year(s) of deliveries", "years of delivery"),
        "status": ("status",),
        "comments": ("Comments", "comment"),
        "tiv_unit": ("SIPRI TIV per unit",),
        "tiv_order": ("SIPRI TIV for total order",),
        "tiv": ("SIPRI TIV of delivered weapons",),
    },
    "register-17": {
        "deal": ("SIPRI AT Database ID",),
        "supplier": ("Supplier",),
        "recipient": ("Recipient",),
        "designation": ("Designation",),
        "description": ("Description",),
        "category": ("Armament category",),
        "ordered_in": ("Order date",),
        "ordered_in?": ("Order date is estimate",),
        "number": ("Numbers delivered",),
        "number?": ("Numbers delivered is estimate",),
        "years": ("Delivery year",),
        "years?": ("Delivery year is estimate",),
        "status": ("Status",),
        "estimate": ("SIPRI estimate",),
        "tiv_unit": ("TIV deal unit",),
        "tiv": ("TIV delivery values",),
        "local": ("Local production",),
    },
}
# a header that holds one of these is meant to be of that layout
SIGNS: dict[str, LayoutName] = {
    "sipri at database id": "register-17",
    "tiv delivery values": "register-17",
    "delivery year": "register-17",
    "sipri tiv of delivered weapons": "register-16",
    "sipri tiv for total order": "register-16",
    "weapon designation": "register-16",
}
OPTIONAL = {
    "register-16": {"ordered_in", "ordered", "status", "comments", "tiv_unit", "tiv_order"},
    "register-17": {
        "category",
        "ordered_in",
        "ordered_in?",
        "number?",
        "years?",
        "status",
        "estimate",
        "tiv_unit",
        "local",
    },
}
FIRST_OF_TABLE = {
    "exports by": "suppliers",
    "supplier": "suppliers",
    "imports by": "recipients",
    "recipient": "recipients",
}
ALLOWED = (
    "a header that names 'SIPRI TIV of delivered weapons' (register of 16 columns), "
    "'TIV delivery values' (register of 17 columns), or 'Exports by' or 'Imports by' and years "
    "(TIV table)"
)
_YEAR = re.compile(r"\d{4}")


class Header(NamedTuple):
    """Where the header stands and what its columns are.

    ``columns`` goes from our name to the place; ``flags`` from our name to the place of the
    unnamed column of question marks behind it. In a table columns are years, as text.
    """

    layout: LayoutName
    line: int
    delimiter: str
    names: tuple[str, ...]
    columns: dict[str, int]
    flags: dict[str, int]
    preamble: tuple[str, ...]


def recognise(file: TextFile) -> Header:
    """Return the header of a file.

    Raises
    ------
    InputError
        No line is a header of a known layout, or it lacks a column.
    """
    lines = re.split(r"\r\n|\r|\n", file.text)
    for number, line in enumerate(lines[:MOST_PREAMBLE_LINES], start=1):
        for delimiter in DELIMITERS:
            names = _cells(line, delimiter)
            layout = _layout(names)
            if layout is not None:
                preamble = tuple(lines[: number - 1])
                if layout == "tiv-table":
                    return _table(file.path, number, delimiter, names, preamble)
                return _register(file.path, layout, number, delimiter, names, preamble)
    first = next(line for line in lines if line.strip())
    problem = f"no header of a known layout in the first {MOST_PREAMBLE_LINES} lines; the file "
    raise InputError(f"{problem}begins {quoted(first.strip())}", file=file.path, allowed=ALLOWED)


def body(file: TextFile, header: Header) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of every row below the header.

    Raises
    ------
    InputError
        A quotation mark is not closed, or stands where none may.
    """
    stream = io.StringIO(file.text, newline="")
    for _ in range(header.line):
        stream.readline()
    rows = csv.reader(stream, delimiter=header.delimiter, strict=True)
    line = header.line + 1
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as problem:
            raise _unreadable(file.path, line, str(problem)) from None
        if cells is None:
            return
        yield line, cells
        line = header.line + 1 + rows.line_num


def _unreadable(path: Path, line: int, said: str) -> InputError:
    unclosed = "unexpected end" in said or "field larger" in said
    what = "is never closed" if unclosed else "stands inside a cell"
    return InputError(
        f"a quotation mark in the row that begins here {what}",
        file=path,
        line=line,
        allowed='quotation marks around a whole cell, and "" for one inside it',
    )


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def plain(name: str) -> str:
    """Return the name of a column in small letters, without blanks and signs around it."""
    return " ".join(name.split()).strip(" ;\ufeff").lower()


def _layout(names: list[str]) -> LayoutName | None:
    known = [plain(name) for name in names]
    found = [SIGNS[name] for name in known if name in SIGNS]
    if len(found) > 1 or (found and {"supplier", "recipient"} & set(known)):
        return max(set(found), key=found.count)
    years = [name for name in known[1:] if _YEAR.fullmatch(name)]
    if known and known[0] in FIRST_OF_TABLE and (years or known[0].endswith(" by")):
        return "tiv-table" if len(known) > 1 else None
    return None


def _register(
    path: Path,
    layout: LayoutName,
    line: int,
    delimiter: str,
    names: list[str],
    preamble: tuple[str, ...],
) -> Header:
    known = [plain(name) for name in names]
    columns: dict[str, int] = {}
    for ours, spellings in COLUMNS[layout].items():
        meant = {spelling.lower() for spelling in spellings}
        places = [place for place, name in enumerate(known) if name in meant]
        if len(places) > 1:
            problem = f"the column {names[places[1]].strip()!r} stands in the header twice"
            raise InputError(problem, file=path, line=line, allowed="once")
        if places:
            columns[ours] = places[0]
        elif ours not in OPTIONAL[layout]:
            problem = f"the header has no column {spellings[0]!r}"
            needed = [name for name in COLUMNS[layout] if name not in OPTIONAL[layout]]
            allowed = ", ".join(repr(COLUMNS[layout][name][0]) for name in needed)
            raise InputError(problem, file=path, line=line, allowed=f"all of {allowed}")
    flags = {
        ours: place + 1
        for ours, place in columns.items()
        if place + 1 < len(known) and not known[place + 1]
    }
    return Header(layout, line, delimiter, tuple(names), columns, flags, preamble)


def _table(
    path: Path, line: int, delimiter: str, names: list[str], preamble: tuple[str, ...]
) -> Header:
    columns: dict[str, int] = {}
    for place, name in enumerate(names[1:], start=1):
        year = plain(name)
        if not _YEAR.fullmatch(year):
            continue
        if year in columns:
            problem = f"the year {year} stands in the header twice"
            raise InputError(problem, file=path, line=line, allowed="once")
        columns[year] = place
    if not columns:
        allowed = "a column for each year, such as 2020"
        raise InputError("the header names no year", file=path, line=line, allowed=allowed)
    years = sorted(int(year) for year in columns)
    for before, after in pairwise(years):
        if after != before + 1:
            problem = f"the header goes from {before} to {after}"
            allowed = "every year between the first and the last"
            raise InputError(problem, file=path, line=line, allowed=allowed)
    return Header("tiv-table", line, delimiter, tuple(names), columns, {}, preamble)
