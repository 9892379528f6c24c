"""Reads a TIV table: a row for each country, a column for each year.

Two layouts exist. Until 2023 the country of the other side is in the title (``TIV of arms exports
to India``), the first cell of the header is empty and the last row is ``Total``. Since then it is
in the last row (``Total imports from China``), or nowhere (``Total world import``).
"""

from __future__ import annotations

import re
from math import inf, isinf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from skydome.dependence.cell_values import Party
from skydome.dependence.layouts import ONE_COUNTRY, is_everyone, plain, tiv_title
from skydome.dependence.record import NOT_STATED, UNREADABLE, Delivery
from skydome.dependence.rows import Notes, Reading, Row, decimal_sign, full_rows
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.dependence.cell_values import Decimal, Figure
    from skydome.dependence.layouts import Header, Side
    from skydome.dependence.textfile import TextFile

Figures: TypeAlias = "dict[str, Figure | None]"

# a whole number of millions is rounded by up to half a million, as SIPRI states of its 0
HALF_OF_A_MILLION = 0.5
CATEGORIES = {
    *("aircraft", "air defence systems", "anti-submarine warfare weapons", "armoured vehicles"),
    *("artillery", "engines", "missiles", "naval weapons", "other", "satellites", "sensors"),
    *("ships", "air-defence systems", "anti-submarine warfare (asw) weapons", "various"),
}
# "Total", "Grand total", "Sum of ...", "World total", "World", "Global exports", "All countries"
_WORLD = re.compile(r"\b(?:world|worldwide|global)\b", re.IGNORECASE)
_EVERYONE = r"all (?:countries|states|suppliers|recipients|exporters|importers)"
_TOTAL = re.compile(
    rf"(?:the )?(?:whole )?(?:world|global)\b|{_EVERYONE}$|(?:sub|grand |overall )?total\b|sum\b"
    r"|.*\btotals?$",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"\bfrom\s+(?P<supplier>[^,.;]+?)\s+to\s+(?P<recipient>[^,.;\d]+)", re.IGNORECASE
)
_OTHER_SIDE: dict[Side, re.Pattern[str]] = {
    "suppliers": re.compile(
        r"\b(?:exports|imports|transfers)\b.*?\bto\s+([^,;\d]+)", re.IGNORECASE
    ),
    "recipients": re.compile(
        r"\b(?:exports|imports|transfers)\b.*?\bfrom\s+([^,;\d]+)", re.IGNORECASE
    ),
}


class Table(NamedTuple):
    """The content of a table; ``doubtful`` are the cells and rows that cannot be read."""

    rows: int
    rows_used: int
    deliveries: list[Delivery]
    doubtful: list[Delivery]
    notes: Notes
    decimal: Decimal
    listed: Side
    world: bool


class _Line(NamedTuple):
    """A row of a table: its country, its readable cells, and the years of the others."""

    row: Row
    party: Party
    figures: Figures
    unreadable: tuple[str, ...]


def read_table(file: TextFile, header: Header, asked: Decimal | None) -> Table:
    """Return the deliveries of a table, and what was done with each row and column.

    Raises
    ------
    InputError
        The rows are weapon categories, or the decimal sign is not clear.
    """
    side: Side = header.side or "suppliers"
    years = list(header.columns)
    header = header._replace(columns={"country": 0, **header.columns})
    decimal = decimal_sign(file, header, years, asked)
    notes = Notes()
    _note_columns(header, notes)
    lines, totals, aside, rows = _lines(file, header, decimal, notes)
    _refuse_categories(file, lines)
    other = _other_side(header.preamble, side, [line.party.name for line in totals])
    found = _Collected(notes, side, other or NOT_STATED)
    for line in lines:
        found.add(line)
    for row in aside:
        found.add_doubtful(row, decimal)
    for line in totals:
        notes.add(line.row.line, "dropped", "a total, compared with the sum", line.party.name)
        _compare(line, found.deliveries, found.doubtful, notes)
    _bound_by_totals(found, totals)
    world = other == ""
    return Table(
        rows, found.used, found.deliveries, found.doubtful, notes, decimal, side, world=world
    )


def _lines(
    file: TextFile, header: Header, decimal: Decimal, notes: Notes
) -> tuple[list[_Line], list[_Line], list[Row], int]:
    """Return the rows of countries, those of totals, those set aside, and the number of all."""

    def intact(row: Row) -> bool:
        try:
            row.party("country")
        except InputError:
            return False
        return not _line(row, decimal).unreadable

    def counted(row: Row) -> tuple[object, ...] | None:
        return tuple(row.cells[1:]) if intact(row) else None

    lines, totals, aside, rows = list[_Line](), list[_Line](), list[Row](), 0
    for row in full_rows(file, header, notes, Reading(intact, counted)):
        rows += 1
        if row is None:
            continue
        try:
            line = _line(row, decimal)
        except InputError as problem:
            where = f"{problem.field}: " if problem.field else ""
            notes.add(row.line, "set aside", "cannot be read", f"{where}{problem.problem}")
            aside.append(row)
            continue
        (totals if _is_total(line.party.name) else lines).append(line)
    return lines, totals, aside, rows


def _is_total(name: str) -> bool:
    """Return whether a row is the sum of the others: of all countries, or of the whole world."""
    return _TOTAL.match(name.strip()) is not None


def _line(row: Row, decimal: Decimal) -> _Line:
    """Return the cells of a row.

    Raises
    ------
    InputError
        The row has not the cells of the header, or no country.
    """
    if row.problem:
        raise InputError(row.problem)
    party = row.party("country")
    figures, unreadable = _figures(row, decimal)
    return _Line(row, party, figures, unreadable)


def _figures(row: Row, decimal: Decimal) -> tuple[Figures, tuple[str, ...]]:
    """Return the cells of each year that can be read, and the years of the others."""
    figures: Figures = {}
    unreadable: list[str] = []
    for year in row.header.columns:
        if year == "country":
            continue
        try:
            figures[year] = row.figure(year, decimal)
        except InputError:
            unreadable.append(year)
    return figures, tuple(unreadable)


def _note_columns(header: Header, notes: Notes) -> None:
    for place, name in enumerate(header.names):
        if place not in header.columns.values() and name.strip():
            notes.add(header.line, "left out", "not a column of a year", f"column {name.strip()!r}")


def _refuse_categories(file: TextFile, lines: Sequence[_Line]) -> None:
    names = {plain(line.party.name) for line in lines}
    if len(names & CATEGORIES) > len(names) / 2:
        problem = "this is a table of weapon categories, not of countries"
        raise InputError(problem, file=file.path, allowed=ONE_COUNTRY)


def _other_side(preamble: tuple[str, ...], listed: Side, totals: Sequence[str]) -> str | None:
    """Return the country that the rows do not list.

    Empty where the table is of the whole world, None where the file does not say. The title comes
    before the row of totals.
    """
    named = _title_country(preamble, listed)
    if named:
        return named
    for name in totals:
        if _WORLD.search(name) or re.search(_EVERYONE, name, re.IGNORECASE):
            return ""
        one = _OTHER_SIDE[listed].search(name)
        if one:
            return "" if is_everyone(one[1]) else _name(one[1])
    return named


def _title_country(preamble: tuple[str, ...], listed: Side) -> str | None:
    """Return the country that the title names on the other side, empty where it means all."""
    sought = "recipient" if listed == "suppliers" else "supplier"
    for line in preamble:
        both = _FROM_TO.search(line)
        one = _OTHER_SIDE[listed].search(line)
        found = both[sought] if both else one[1] if one else None
        if found:
            return "" if is_everyone(found) else _name(found)
    title = tiv_title(preamble)
    return None if title is None else title.country


def _name(text: str) -> str:
    return " ".join(text.split()).strip(" .'\"|")


class _Collected:
    """The deliveries of a table, collected row by row."""

    def __init__(self, notes: Notes, side: Side, other: str) -> None:
        self.notes, self.side, self.other = notes, side, other
        self.deliveries: list[Delivery] = []
        self.doubtful: list[Delivery] = []
        self.used = 0
        self.seen: dict[str, int] = {}

    def add(self, line: _Line) -> None:
        """Take the deliveries of one country; set the row aside where it has a row already."""
        cells = {year: one for year, one in line.figures.items() if one is not None}
        row, name = line.row, line.party.name
        if not cells and not line.unreadable:
            self.notes.add(row.line, "dropped", "no deliveries in any year", name)
        elif name in self.seen:
            detail = f"{name}, line {self.seen[name]}"
            self.notes.add(row.line, "set aside", "the country has a row already", detail)
            self.doubtful += [self._delivery(line, y, 0.0, one.high) for y, one in cells.items()]
        else:
            self.seen[name] = row.line
            self.used += 1
            self.deliveries += [self._delivery(line, y, *_bounds(one)) for y, one in cells.items()]
            _flag(line, self.notes)
            self.doubtful += [self._delivery(line, y, 0.0, inf) for y in line.unreadable]

    def add_doubtful(self, row: Row, decimal: Decimal) -> None:
        """Take what a row without a readable country, or with cells out of place, may hold."""
        years = [year for year in row.header.columns if year != "country"]
        figures, _ = ({}, ()) if row.problem else _figures(row, decimal)
        line = _Line(row, Party(UNREADABLE, "unknown"), figures, ())
        for year in years:
            cell = figures.get(year)
            if cell is not None or year not in figures:
                high = inf if cell is None else cell.high + HALF_OF_A_MILLION
                self.doubtful.append(self._delivery(line, year, 0.0, high))

    def _delivery(
        self, line: _Line, year: str, low: float, high: float, value: float = 0.0
    ) -> Delivery:
        name = line.party.name
        supplier, recipient = (name, self.other) if self.side == "suppliers" else (self.other, name)
        cell = line.figures.get(year)
        return Delivery(
            line=line.row.line,
            deal=f"line-{line.row.line}",
            supplier=supplier,
            recipient=recipient,
            designation="",
            description="",
            years=(int(year),),
            tiv_million=value,
            tiv_low_million=low,
            tiv_high_million=high,
            number=None,
            estimated=cell is None or cell.estimated,
        )


def _bounds(cell: Figure) -> tuple[float, float, float]:
    """Return the least and the greatest TIV of a cell, and its value."""
    half = HALF_OF_A_MILLION if cell.value == int(cell.value) else 0.0
    return max(0.0, cell.low - half), cell.high + half, cell.value


def _flag(line: _Line, notes: Notes) -> None:
    if line.party.kind != "state":
        reason = f"one side is not a state: {line.party.kind}"
        notes.add(line.row.line, "flagged", reason, line.party.name)
    for name, what in (("estimated", "an estimate"), ("footnote", "marked with a footnote")):
        years = [
            year for year, cell in line.figures.items() if cell is not None and getattr(cell, name)
        ]
        if years:
            notes.add(line.row.line, "flagged", f"a value is {what}", ", ".join(years))
    if line.unreadable:
        shown = ", ".join(f"{line.row.text(year)} in {year}" for year in line.unreadable)
        notes.add(line.row.line, "flagged", "a value cannot be read and counts as none", shown)


def _compare(
    line: _Line, deliveries: list[Delivery], doubtful: list[Delivery], notes: Notes
) -> None:
    """Compare a total with the sum of its column; rounding explains small differences."""
    uncertain = {one.years for one in doubtful}
    for year, cell in line.figures.items():
        of_year = [one for one in deliveries if one.years == (int(year),)]
        low = sum(one.tiv_low_million for one in of_year)
        high = sum(one.tiv_high_million for one in of_year)
        printed = 0.0 if cell is None else cell.value
        fits = low - HALF_OF_A_MILLION <= printed <= high + HALF_OF_A_MILLION
        if not fits and (int(year),) not in uncertain:
            summed = sum(one.tiv_million for one in of_year)
            shown = f"{printed:,.10g} in {year}, and its rows add up to {summed:,.10g}"
            notes.add(line.row.line, "flagged", "a total that is not the sum of the rows", shown)


def _bound_by_totals(found: _Collected, totals: Sequence[_Line]) -> None:
    """Bound what cannot be read in a year by what the total of that year leaves for it."""
    for n, one in enumerate(found.doubtful):
        for line in totals:
            total = line.figures.get(str(one.years[0]))
            if total is not None and isinf(one.tiv_high_million):
                known = [o.tiv_low_million for o in found.deliveries if o.years == one.years]
                left = max(0.0, total.high + HALF_OF_A_MILLION - sum(known))
                found.doubtful[n] = one._replace(tiv_high_million=left)
