"""Read an import or export table: a row for each country, a column for each year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from skydome.dependence.layouts import FIRST_OF_TABLE, plain
from skydome.dependence.record import NOT_STATED, Delivery
from skydome.dependence.rows import Notes, Row, decimal_sign, full_rows

if TYPE_CHECKING:
    from skydome.dependence.cell_values import Decimal, Figure, Party
    from skydome.dependence.layouts import Header
    from skydome.dependence.textfile import TextFile

Side: TypeAlias = Literal["suppliers", "recipients"]
Figures: TypeAlias = "dict[str, Figure | None]"

# a whole number of millions holds half a million to either side: SIPRI says so of its 0
HALF_OF_A_MILLION = 0.5
_FROM_TO = re.compile(
    r"\bfrom\s+(?P<supplier>[^,.;]+?)\s+to\s+(?P<recipient>[^,.;\d]+)", re.IGNORECASE
)
_ANY_CASE = re.IGNORECASE
_ONE_SIDE = {
    "suppliers": re.compile(r"\b(?:exports|imports|transfers)\b.*?\bto\s+([^,.;\d]+)", _ANY_CASE),
    "recipients": re.compile(
        r"\b(?:exports|imports|transfers)\b.*?\bfrom\s+([^,.;\d]+)", _ANY_CASE
    ),
}


class Table(NamedTuple):
    """What a table says."""

    rows: int
    rows_used: int
    deliveries: list[Delivery]
    notes: Notes
    decimal: Decimal
    listed: Side


def read_table(file: TextFile, header: Header, asked: Decimal | None) -> Table:
    """Return the deliveries of a table, and what became of each row and column.

    Raises
    ------
    InputError
        A cell under a year holds no number, or a country stands in two rows.
    """
    side: Side = (
        "suppliers" if FIRST_OF_TABLE[plain(header.names[0])] == "suppliers" else "recipients"
    )
    years = list(header.columns)
    header = header._replace(columns={"country": 0, **header.columns})
    decimal = decimal_sign(file, header, years, asked)
    notes = Notes()
    _note_columns(header, notes)
    other = other_side(header.preamble, side)
    rows, used, seen = 0, 0, dict[str, int]()
    deliveries: list[Delivery] = []
    totals: list[tuple[Row, Figures]] = []
    for row in full_rows(file, header, notes):
        rows += 1
        if row is None:
            continue
        party, figures = row.party("country"), {year: row.figure(year, decimal) for year in years}
        if party.name.lower().startswith("total"):
            notes.add(row.line, "dropped", "a total, compared with the sum", party.name)
            totals.append((row, figures))
            continue
        found = _deliveries(row, party.name, figures, side, other)
        if found:
            _only_once(row, party, seen)
            used += 1
            deliveries.extend(found)
            _flag(row, party, figures, notes)
        else:
            notes.add(row.line, "dropped", "no deliveries in any year", party.name)
    for row, figures in totals:
        _compare(row, figures, deliveries, notes)
    return Table(rows, used, deliveries, notes, decimal, side)


def _note_columns(header: Header, notes: Notes) -> None:
    for place, name in enumerate(header.names):
        if place not in header.columns.values() and name.strip():
            reason = "no column of a year"
            notes.add(header.line, "left out", reason, f"column {name.strip()!r}")


def _only_once(row: Row, party: Party, seen: dict[str, int]) -> None:
    if party.name in seen:
        problem = f"{party.name!r} stands in line {seen[party.name]} already"
        raise row.error("country", problem, "a row for each country")
    seen[party.name] = row.line


def other_side(preamble: tuple[str, ...], listed: Side) -> str:
    """Return whom the title above a table names on the side that its rows do not list."""
    sought = "recipient" if listed == "suppliers" else "supplier"
    for line in preamble:
        text = line.strip(' ",;\t')
        both = _FROM_TO.search(text)
        if both:
            return " ".join(both[sought].split())
        one = _ONE_SIDE[listed].search(text)
        if one:
            return " ".join(one[1].split())
    return NOT_STATED


def _deliveries(
    row: Row,
    name: str,
    figures: Figures,
    listed: Side,
    other: str,
) -> list[Delivery]:
    supplier, recipient = (name, other) if listed == "suppliers" else (other, name)
    found = []
    for year, cell in figures.items():
        if cell is None:
            continue
        half = HALF_OF_A_MILLION if cell.value == int(cell.value) else 0.0
        found.append(
            Delivery(
                line=row.line,
                deal=f"line-{row.line}",
                supplier=supplier,
                recipient=recipient,
                designation="",
                description="",
                years=(int(year),),
                tiv_million=cell.value,
                tiv_low_million=max(0.0, cell.low - half),
                tiv_high_million=cell.high + half,
                number=None,
                estimated=cell.estimated,
            )
        )
    return found


def _flag(row: Row, party: Party, figures: Figures, notes: Notes) -> None:
    if party.kind != "state":
        notes.add(row.line, "flagged", f"one side is no state: {party.kind}", party.name)
    for name, told in (("estimated", "an estimate"), ("footnote", "marked with a footnote")):
        years = [year for year, cell in figures.items() if cell is not None and getattr(cell, name)]
        if years:
            notes.add(row.line, "flagged", f"a value is {told}", ", ".join(years))


def _compare(row: Row, figures: Figures, deliveries: list[Delivery], notes: Notes) -> None:
    """Hold a total against the sum of its column; what rounding explains is no difference."""
    for year, cell in figures.items():
        of_year = [one for one in deliveries if one.years == (int(year),)]
        low = sum(one.tiv_low_million for one in of_year)
        high = sum(one.tiv_high_million for one in of_year)
        said = 0.0 if cell is None else cell.value
        if not low - HALF_OF_A_MILLION <= said <= high + HALF_OF_A_MILLION:
            summed = sum(one.tiv_million for one in of_year)
            told = f"{said:,.10g} in {year}, and its rows add up to {summed:,.10g}"
            notes.add(row.line, "flagged", "a total that is not the sum of the rows", told)
