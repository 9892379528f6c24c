"""Splits the lines of a file into rows of cells, and survives quotation marks out of place.

One unreadable line must not end the reading of thirty thousand: each line is taken on its own
unless its quotation marks join it to the lines that follow.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_LINE = 100_000  # characters; the longest real comment has some hundreds
MOST_LINES_IN_QUOTES = 20
QUOTE_ALONE = "a quotation mark without its pair, ignored"


class RawRow(NamedTuple):
    """The cells of a row, from its first line on; ``repair`` says what was done to read it."""

    line: int
    cells: list[str]
    repair: str = ""


def raw_rows(lines: Sequence[str], delimiter: str, width: int, first_line: int) -> Iterator[RawRow]:
    """Yield the rows of some lines.

    Parameters
    ----------
    lines
        Without their line ends.
    delimiter
        Between cells.
    width
        Cells in the header. A quoted cell runs on into following lines only where the row then
        has that many cells.
    first_line
        The number of the first line in its file.
    """
    place = 0
    while place < len(lines):
        cells, taken, repair = _row_at(lines, place, delimiter, width)
        yield RawRow(first_line + place, cells, repair)
        place += taken


def split_line(line: str, delimiter: str) -> list[str]:
    """Return the cells of one line, with unpaired quotation marks as characters."""
    cells = _parsed(line, delimiter)
    return _literal(line, delimiter) if cells is None else cells


def _row_at(
    lines: Sequence[str], place: int, delimiter: str, width: int
) -> tuple[list[str], int, str]:
    """Return the cells of the row that begins on a line, the lines it takes, and its repair."""
    line = lines[place]
    if len(line) > LONGEST_LINE:
        return line[:LONGEST_LINE].split(delimiter), 1, ""
    cells = _parsed(line, delimiter)
    if cells is not None:
        return cells, 1, ""
    for count in range(2, MOST_LINES_IN_QUOTES + 1):
        following = lines[place + count - 1 : place + count]
        if not following or len(_parsed(following[0], delimiter) or ()) == width:
            break
        joined = _parsed("\n".join(lines[place : place + count]), delimiter)
        if joined is not None and len(joined) == width:
            return joined, count, ""
    return _literal(line, delimiter), 1, QUOTE_ALONE


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of a row, None where its quotation marks do not pair."""
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return rows[0] if rows else []


def _literal(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line in which quotation marks mean nothing."""
    pairs = line.split(delimiter) if '"' not in line else _unpaired(line, delimiter)
    return [cell.strip() for cell in pairs]


def _unpaired(line: str, delimiter: str) -> list[str]:
    try:
        lenient = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        lenient = []
    plain = line.split(delimiter)
    # a quotation mark that never closes swallows the rest of its line
    swallowed = lenient and lenient[-1].count(delimiter) > 0
    return plain if swallowed or not lenient else lenient
