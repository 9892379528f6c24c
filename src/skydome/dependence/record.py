"""The deliveries in a file, and what was done with each row of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from skydome.dependence.cell_values import Decimal

Action = Literal["dropped", "flagged", "split", "left out", "set aside"]
LayoutName = Literal["register-16", "register-17", "tiv-table"]
NOT_STATED = "not stated"
UNREADABLE = ""  # a name that could not be read, in a row that was set aside


class Delivery(NamedTuple):
    """What one supplier delivered to one recipient under one deal.

    ``tiv_million`` is the total over ``years``; the file gives the amount of a single year only
    where there is one year. ``number`` is the number of units delivered, None where it is unknown
    or an estimate. ``tiv_low_million`` and ``tiv_high_million`` bound the rounding of the file.
    """

    line: int
    deal: str
    supplier: str
    recipient: str
    designation: str
    description: str
    years: tuple[int, ...]
    tiv_million: float
    tiv_low_million: float
    tiv_high_million: float
    number: float | None
    estimated: bool


class Note(NamedTuple):
    """What was done with a row, or with a column (``left out``), that is not simply counted."""

    line: int
    action: Action
    reason: str
    detail: str


@dataclass(frozen=True)
class Record:
    """The content of a file of deliveries.

    Attributes
    ----------
    rows, rows_used
        Rows below the header without the blank ones, and those of them that hold deliveries. Each
        other row has one note, ``dropped`` or ``set aside``.
    listed
        What the rows name: both sides (``deals``) in a register, one side in a table.
    world
        The file is a table of the world's exports or imports: it has no other side.
    doubtful
        What the rows set aside may hold: a TIV from 0 to ``tiv_high_million``, infinite where it
        cannot be read; ``UNREADABLE`` names; no years where any year is possible.
    first_year, last_year, years_from
        The years the file covers, and where they were found.
    years_without_data
        First and last of the years after ``last_year`` that the file names but does not cover.
    generated
        The day on which SIPRI's site made the file, None where the file does not say.
    """

    path: Path
    layout: LayoutName
    encoding: str
    delimiter: str
    decimal: Decimal
    header_line: int
    title: str
    listed: Literal["deals", "suppliers", "recipients"]
    rows: int
    rows_used: int
    deliveries: tuple[Delivery, ...]
    notes: tuple[Note, ...]
    first_year: int
    last_year: int
    years_from: Literal["title", "header", "deliveries"]
    doubtful: tuple[Delivery, ...] = ()
    world: bool = False
    years_without_data: tuple[int, int] | None = None
    generated: dt.date | None = None

    def count(self, action: Action) -> int:
        """Return the number of rows, or of columns, with a note of this kind; each counts once."""
        return len(
            {
                (note.line, note.detail if action == "left out" else "")
                for note in self.notes
                if note.action == action
            }
        )
