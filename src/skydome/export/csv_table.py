"""Comma-separated values, as every table is written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a table, UTF-8, with a line of names and lines that end in a line feed.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str):
        return cell
    mark = "'" if cell.startswith(FORMULA) and not _is_number(cell) else ""
    return mark + cell.replace("\r", " ")  # which the csv module leaves unquoted


def unmarked(cell: str) -> str:
    """Return a text without the apostrophe that `harmless` puts before a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
