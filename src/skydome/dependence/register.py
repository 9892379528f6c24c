"""Reads a trade register: a row for each deal (16 columns), or for each year of one (17)."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from skydome.dependence.record import UNREADABLE, Delivery
from skydome.dependence.rows import Notes, Reading, Row, decimal_sign, full_rows
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.dependence.cell_values import Decimal, Figure, Party, Years
    from skydome.dependence.layouts import Header
    from skydome.dependence.textfile import TextFile

# SIPRI: a 0 means that the volume of deliveries is between 0 and 0.5 million TIV
ZERO_IS_UP_TO_MILLION = 0.5
NUMBERS = ["ordered", "number", "tiv_unit", "tiv_order", "tiv", "estimate"]
YES = {"yes", "true", "1", "?"}
NO = {"", "no", "false", "0"}


class Register(NamedTuple):
    """The content of a register; ``doubtful`` are the rows set aside."""

    rows: int
    deliveries: list[Delivery]
    doubtful: list[Delivery]
    notes: Notes
    decimal: Decimal


class _Cells(NamedTuple):
    """The cells of a row that count."""

    row: Row
    supplier: Party
    recipient: Party
    tiv: Figure
    years: Years
    number: Figure | None


def read_register(file: TextFile, header: Header, asked: Decimal | None) -> Register:
    """Return every delivery of a register, and what was done with each row.

    A row that cannot be read is set aside. What it may hold comes back as a doubtful delivery.

    Raises
    ------
    InputError
        The decimal sign of the file is not clear.
    """
    decimal = decimal_sign(file, header, NUMBERS, asked)
    notes, deliveries, rows = Notes(), list[Delivery](), 0
    seen: dict[tuple[str, ...], int] = {}
    aside: list[Row] = []
    reading = Reading(partial(_intact, decimal=decimal), partial(_counted, decimal=decimal))
    for row in full_rows(file, header, notes, reading):
        rows += 1
        try:
            found = None if row is None else _read(row, decimal, notes)
        except InputError as problem:
            _set_aside(row, problem, notes, aside)
            continue
        if found is not None:
            _flag_repeated(found.row, seen, notes)
            deliveries.append(_delivery(found, notes))
    doubtful = [_doubtful(row, deliveries, decimal) for row in aside]
    return Register(rows, deliveries, doubtful, notes, decimal)


def _set_aside(row: Row | None, problem: InputError, notes: Notes, aside: list[Row]) -> None:
    if row is not None:
        where = f"{problem.field}: " if problem.field else ""
        notes.add(row.line, "set aside", "cannot be read", f"{where}{problem.problem}")
        aside.append(row)


def _flag_repeated(row: Row, seen: dict[tuple[str, ...], int], notes: Notes) -> None:
    whole = tuple(row.cells)
    if whole in seen:
        reason = "the same as an earlier row; both count"
        notes.add(row.line, "flagged", reason, f"line {seen[whole]}")
    seen.setdefault(whole, row.line)


def _intact(row: Row, decimal: Decimal) -> bool:
    """Return whether the cells that enter the result can be read."""
    try:
        row.party("supplier"), row.party("recipient")
        row.years("years"), row.figure("tiv", decimal)
    except InputError:
        return False
    return True


def _counted(row: Row, decimal: Decimal) -> tuple[object, ...] | None:
    """Return the cells that enter the result, None where any number or mark does not fit.

    Stricter than `_intact`: a repair must fit the header in every column.
    """
    try:
        numbers = [row.figure(name, decimal) for name in NUMBERS if name in row.header.columns]
        ordered = row.years("ordered_in")
        names = row.party("supplier"), row.party("recipient")
        values = (*names, row.years("years"), row.figure("tiv", decimal), *numbers, ordered)
    except InputError:
        return None
    places = set(row.header.flags.values())
    places |= {place for name, place in row.header.columns.items() if name.endswith("?")}
    marks = {row.cells[place].strip().lower() for place in places}
    return values if marks <= YES | NO else None


def _read(row: Row, decimal: Decimal, notes: Notes) -> _Cells | None:
    """Return the cells of a row that holds a delivery; note why where it holds none.

    Raises
    ------
    InputError
        A cell that enters the result cannot be read.
    """
    if row.problem:
        raise InputError(row.problem)
    supplier, recipient = row.party("supplier"), row.party("recipient")
    tiv, years = row.figure("tiv", decimal), row.years("years")
    what = f"{supplier.name} to {recipient.name}, {row.text('designation')}"
    if supplier.name.lower().startswith("total"):
        notes.add(row.line, "dropped", "a total", supplier.name)
    elif not years.years and (tiv is None or tiv.high == 0):
        notes.add(row.line, "dropped", "nothing delivered yet", what)
    elif not years.years:
        lost = f"{what}, TIV {row.text('tiv')} million"
        notes.add(row.line, "dropped", "delivered, but in no year", lost)
    elif tiv is None:
        notes.add(row.line, "dropped", "delivered, but without a TIV", what)
    else:
        cells = _Cells(row, supplier, recipient, tiv, years, _number(row, decimal, notes))
        _flag(cells, decimal, notes)
        return cells
    return None


def _number(row: Row, decimal: Decimal, notes: Notes) -> Figure | None:
    """Return the number of units delivered, None where unreadable: only splits use it."""
    try:
        return row.figure("number", decimal)
    except InputError:
        reason = "the number delivered cannot be read and counts as unknown"
        notes.add(row.line, "flagged", reason, row.text("number"))
        return None


def _flag(cells: _Cells, decimal: Decimal, notes: Notes) -> None:
    row, line = cells.row, cells.row.line
    if _estimated(cells):
        shown = f"{row.text('number')} in {row.text('years')}"
        notes.add(line, "flagged", "number or year is an estimate", shown)
    if cells.years.repeated:
        notes.add(line, "flagged", "a year is listed twice and counts once", row.text("years"))
    for side in (cells.supplier, cells.recipient):
        if side.kind != "state":
            notes.add(line, "flagged", f"one side is not a state: {side.kind}", side.name)
    if row.text("local").lower() in {"yes", "true", "1"}:
        what = row.text("designation")
        notes.add(line, "flagged", "produced in the recipient's own country", what)
    footnotes = [one for one in (cells.tiv, cells.number) if one is not None and one.footnote]
    if footnotes:
        notes.add(line, "flagged", "a footnote mark was removed", row.text("tiv"))
    if any("\u00c3" in side.name for side in (cells.supplier, cells.recipient)):
        notes.add(line, "flagged", "a name looks encoded twice", cells.supplier.name)
    order = _figure_if_readable(row, "tiv_order", decimal)
    if order is not None and cells.tiv.low > order.high + ZERO_IS_UP_TO_MILLION:
        shown = f"{row.text('tiv')} of {row.text('tiv_order')}"
        notes.add(line, "flagged", "more TIV delivered than ordered", shown)


def _figure_if_readable(row: Row, column: str, decimal: Decimal) -> Figure | None:
    if column not in row.header.columns:
        return None
    try:
        return row.figure(column, decimal)
    except InputError:
        return None


def _estimated(cells: _Cells) -> bool:
    row = cells.row
    return (
        cells.years.estimated
        or (cells.number is not None and cells.number.estimated)
        or row.marked("number")
        or row.marked("years")
        or any(row.text(column).lower() in YES for column in ("number?", "years?"))
    )


def _delivery(cells: _Cells, notes: Notes) -> Delivery:
    row, tiv, estimated = cells.row, cells.tiv, _estimated(cells)
    if len(cells.years.years) > 1:
        shown = f"TIV {row.text('tiv')} over {row.text('years')}"
        notes.add(row.line, "split", "one TIV for several years, split equally", shown)
    known = cells.number is not None and not estimated
    return Delivery(
        line=row.line,
        deal=row.text("deal") or f"line-{row.line}",
        supplier=cells.supplier.name,
        recipient=cells.recipient.name,
        designation=row.text("designation"),
        description=row.text("description"),
        years=cells.years.years,
        tiv_million=tiv.value,
        tiv_low_million=tiv.low,
        tiv_high_million=max(tiv.high, ZERO_IS_UP_TO_MILLION if tiv.high == 0 else 0),
        number=cells.number.value if known and cells.number is not None else None,
        estimated=estimated,
    )


# rows that were set aside


def _doubtful(row: Row, deliveries: list[Delivery], decimal: Decimal) -> Delivery:
    """Return what a row that was set aside may hold: no TIV, or as much as it allows.

    In a row whose cells cannot be assigned to columns a name counts only where it is a supplier,
    or a recipient, in other rows; years count only behind such names, and a TIV never.
    """
    supplier, recipient = _name(row, "supplier"), _name(row, "recipient")
    if row.problem:
        known = {one.supplier for one in deliveries}, {one.recipient for one in deliveries}
        supplier = supplier if supplier in known[0] else UNREADABLE
        recipient = recipient if recipient in known[1] else UNREADABLE
    placed = not row.problem or UNREADABLE not in {supplier, recipient}
    return Delivery(
        line=row.line,
        deal=f"line-{row.line}",
        supplier=supplier,
        recipient=recipient,
        designation=row.text("designation") if placed else "",
        description="",
        years=_years(row) if placed else (),
        tiv_million=0.0,
        tiv_low_million=0.0,
        tiv_high_million=inf if row.problem else _greatest(row, decimal),
        number=None,
        estimated=True,
    )


def _name(row: Row, column: str) -> str:
    try:
        return row.party(column).name
    except InputError:
        return UNREADABLE


def _years(row: Row) -> tuple[int, ...]:
    try:
        return row.years("years").years
    except InputError:
        return ()


def _greatest(row: Row, decimal: Decimal) -> float:
    """Return the most TIV that a row can hold: its own, its units times theirs, or its order's."""
    tiv = _figure_if_readable(row, "tiv", decimal)
    if tiv is not None:
        return max(tiv.high, ZERO_IS_UP_TO_MILLION)
    number = _figure_if_readable(row, "number", decimal)
    unit = _figure_if_readable(row, "tiv_unit", decimal)
    if number is not None and unit is not None:
        return number.high * unit.high
    order = _figure_if_readable(row, "tiv_order", decimal)
    return inf if order is None else order.high
