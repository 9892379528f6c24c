"""What was delivered, as a file tells it, and what became of every row of that file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.dependence.cell_values import Decimal

Action = Literal["dropped", "flagged", "split", "left out"]
LayoutName = Literal["register-16", "register-17", "tiv-table"]
NOT_STATED = "not stated"


class Delivery(NamedTuple):
    """What one supplier delivered to one recipient under one deal.

    ``tiv_million`` spreads over ``years``; how much in each the file says only where there is one
    year. ``number`` is how many were delivered, None where that is unknown or an estimate.
    ``tiv_low_million`` and ``tiv_high_million`` are what the rounding of the file leaves open.
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
    """What became of a row, or of a column (``left out``), that is not simply counted."""

    line: int
    action: Action
    reason: str
    detail: str


@dataclass(frozen=True)
class Record:
    """A file of deliveries, read.

    Attributes
    ----------
    rows
        Rows below the header, blank ones left out of the count; ``rows_used`` of them hold
        deliveries, and each other one is a note that says ``dropped``.
    listed
        Whom the rows name: both sides in a register, one side in a table.
    first_year, last_year, years_from
        The years the file is about, and what says so.
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

    def count(self, action: Action) -> int:
        """Return how many rows, or columns, have a note of this kind; each counts once."""
        return len(
            {
                (note.line, note.detail if action == "left out" else "")
                for note in self.notes
                if note.action == action
            }
        )
