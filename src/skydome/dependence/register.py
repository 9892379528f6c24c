"""Read a trade register: a row for each deal (16 columns), or for each year of one (17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.dependence.record import Delivery
from skydome.dependence.rows import Notes, Row, decimal_sign, full_rows

if TYPE_CHECKING:
    from skydome.dependence.cell_values import Decimal, Figure, Party, Years
    from skydome.dependence.layouts import Header
    from skydome.dependence.textfile import TextFile

# SIPRI: a 0 says that the volume of deliveries is between 0 and 0.5 million TIV
ZERO_HOLDS_UP_TO_MILLION = 0.5
NUMBERS = ["ordered", "number", "tiv_unit", "tiv_order", "tiv", "estimate"]


class Register(NamedTuple):
    """What a register says."""

    rows: int
    deliveries: list[Delivery]
    notes: Notes
    decimal: Decimal


class _Read(NamedTuple):
    """The cells of a row that count."""

    row: Row
    supplier: Party
    recipient: Party
    tiv: Figure
    years: Years
    number: Figure | None


def read_register(file: TextFile, header: Header, asked: Decimal | None) -> Register:
    """Return every delivery of a register, and what became of each row.

    Raises
    ------
    InputError
        A cell that counts holds no number, year or name, or a row has not the header's cells.
    """
    decimal = decimal_sign(file, header, NUMBERS, asked)
    notes, deliveries, rows = Notes(), [], 0
    seen: dict[tuple[str, ...], int] = {}
    for row in full_rows(file, header, notes):
        rows += 1
        read = None if row is None else _read(row, decimal, notes)
        if read is None:
            continue
        whole = tuple(read.row.cells)
        if whole in seen:
            reason = "the same as an earlier row; both count"
            notes.add(read.row.line, "flagged", reason, f"line {seen[whole]}")
        seen.setdefault(whole, read.row.line)
        deliveries.append(_delivery(read, notes))
    return Register(rows, deliveries, notes, decimal)


def _read(row: Row, decimal: Decimal, notes: Notes) -> _Read | None:
    """Return a row that holds a delivery; note why where it holds none."""
    supplier, recipient = row.party("supplier"), row.party("recipient")
    tiv, years = row.figure("tiv", decimal), row.years("years")
    number = row.figure("number", decimal)
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
        read = _Read(row, supplier, recipient, tiv, years, number)
        _flag(read, decimal, notes)
        return read
    return None


def _flag(read: _Read, decimal: Decimal, notes: Notes) -> None:
    row, line = read.row, read.row.line
    if _estimated(read):
        shown = f"{row.text('number')} in {row.text('years')}"
        notes.add(line, "flagged", "number or year is an estimate", shown)
    for side in (read.supplier, read.recipient):
        if side.kind != "state":
            notes.add(line, "flagged", f"one side is no state: {side.kind}", side.name)
    if row.text("local").lower() in {"yes", "true", "1"}:
        what = row.text("designation")
        notes.add(line, "flagged", "produced in the recipient's own country", what)
    if any("\n" in cell or "\r" in cell for cell in row.cells):
        notes.add(line, "flagged", "a cell holds a line break; is a quotation mark missing?")
    footnotes = [cell for cell in (read.tiv, read.number) if cell is not None and cell.footnote]
    if footnotes:
        notes.add(line, "flagged", "a mark of a footnote was taken off", row.text("tiv"))
    if any("\u00c3" in side.name for side in (read.supplier, read.recipient)):
        notes.add(line, "flagged", "a name looks encoded twice", read.supplier.name)
    order = row.figure("tiv_order", decimal) if "tiv_order" in row.header.columns else None
    if order is not None and read.tiv.low > order.high + ZERO_HOLDS_UP_TO_MILLION:
        shown = f"{row.text('tiv')} of {row.text('tiv_order')}"
        notes.add(line, "flagged", "more TIV delivered than ordered", shown)


def _estimated(read: _Read) -> bool:
    row = read.row
    said = {"yes", "true", "1", "?"}
    return (
        read.years.estimated
        or (read.number is not None and read.number.estimated)
        or row.marked("number")
        or row.marked("years")
        or any(row.text(column).lower() in said for column in ("number?", "years?"))
    )


def _delivery(read: _Read, notes: Notes) -> Delivery:
    row, tiv, estimated = read.row, read.tiv, _estimated(read)
    if len(read.years.years) > 1:
        shown = f"TIV {row.text('tiv')} over {row.text('years')}"
        notes.add(row.line, "split", "one TIV for several years, split equally", shown)
    known = read.number is not None and not estimated
    return Delivery(
        line=row.line,
        deal=row.text("deal") or f"line-{row.line}",
        supplier=read.supplier.name,
        recipient=read.recipient.name,
        designation=row.text("designation"),
        description=row.text("description"),
        years=read.years.years,
        tiv_million=tiv.value,
        tiv_low_million=tiv.low,
        tiv_high_million=max(tiv.high, ZERO_HOLDS_UP_TO_MILLION if tiv.high == 0 else 0),
        number=read.number.value if known and read.number is not None else None,
        estimated=estimated,
    )
