"""Comparison of Skydome with another package: rows, the table on screen and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = ("Quantity", "Skydome", "Peer", "Tolerance", "Unit", "Verdict")
NARROWEST = 120


class Row(NamedTuple):
    """One quantity as computed by both packages.

    ``bar`` is the largest difference allowed or, if ``at_least`` is set, the smallest ratio of
    ours to theirs. A known difference has a ``reason`` and must lie outside the tolerance.
    """

    quantity: str
    ours: float
    theirs: float
    bar: float
    unit: str
    at_least: bool = False
    reason: str = ""

    @property
    def within(self) -> bool:
        """Whether the difference or ratio is allowed."""
        if self.at_least:
            return self.ours >= self.bar * self.theirs
        return abs(self.ours - self.theirs) <= self.bar

    @property
    def surprise(self) -> bool:
        """Whether the outcome differs from what is expected."""
        return self.within == bool(self.reason)


def cells(row: Row) -> list[str]:
    """Return a row as texts."""
    bar = f"× {row.bar:g}" if row.at_least else f"± {row.bar:.4g}"
    verdict = "agrees" if row.within else "disagrees"
    if row.at_least:
        verdict = f"× {row.ours / row.theirs:.0f}"
    verdict = f"SURPRISE: {verdict}" if row.surprise else verdict
    return [row.quantity, f"{row.ours:.7g}", f"{row.theirs:.7g}", bar, row.unit, verdict]


def show(title: str, rows: Sequence[Row]) -> int:
    """Print a table; return 1 if any row is a surprise, else 0."""
    console = Console()
    console.width = max(console.width, NARROWEST)
    table = Table(*HEADER, title=title)
    for row in rows:
        table.add_row(*cells(row), style="bold red" if row.surprise else None)
    console.print(table)
    for row in rows:
        if row.reason:
            console.print(f"{row.quantity}: {row.reason}", markup=False)
    return int(any(row.surprise for row in rows))


def markdown(title: str, rows: Sequence[Row]) -> str:
    """Return the same as a section of a page."""
    lines = [f"## {title}", "", _line(HEADER), _line(["---"] * len(HEADER))]
    lines += [_line(cells(row)) for row in rows] + [""]
    reasons = [f"- {row.quantity}: {row.reason}" for row in rows if row.reason]
    return "\n".join([*lines, *reasons, *([""] if reasons else [])])


def _line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
