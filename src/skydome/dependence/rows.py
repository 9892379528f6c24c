"""One row of a file at a time: its cells by name, and mistakes told with line and column."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from skydome.dependence import cell_values as cell
from skydome.dependence import layouts
from skydome.dependence.record import Note
from skydome.errors import InputError
from skydome.forms import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from skydome.dependence.record import Action
    from skydome.dependence.textfile import TextFile

Value = TypeVar("Value")

LONGEST_DETAIL = 100
NUMBER_WORDS = "a number such as 12, 12.5, (12), 12? or 12-15, or an empty cell"
YEAR_WORDS = "years such as 2020, 2020; 2021 or 2019-2021, or an empty cell"


class Row(NamedTuple):
    """A row that has as many cells as the header."""

    path: Path
    line: int
    header: layouts.Header
    cells: list[str]

    def text(self, column: str) -> str:
        """Return a cell, empty where the file has no such column."""
        place = self.header.columns.get(column)
        return "" if place is None else self.cells[place].strip()

    def marked(self, column: str) -> bool:
        """Return whether the unnamed column behind a column holds anything."""
        place = self.header.flags.get(column)
        return place is not None and bool(self.cells[place].strip())

    def figure(self, column: str, decimal: cell.Decimal) -> cell.Figure | None:
        """Return the number in a cell."""
        return self._read(column, lambda text: cell.figure(text, decimal), NUMBER_WORDS)

    def years(self, column: str) -> cell.Years:
        """Return the years in a cell."""
        return self._read(column, cell.years, YEAR_WORDS)

    def party(self, column: str) -> cell.Party:
        """Return who is named in a cell."""
        found = cell.party(self.text(column))
        if not found.name:
            raise self.error(column, "the cell is empty", "the name of a country or group")
        return found

    def error(self, column: str, problem: str, allowed: str) -> InputError:
        """Return the error for a cell, ready to raise."""
        name = self.header.names[self.header.columns[column]].strip()
        return InputError(problem, file=self.path, line=self.line, field=name, allowed=allowed)

    def _read(self, column: str, read: Callable[[str], Value], allowed: str) -> Value:
        text = self.text(column)
        try:
            return read(text)
        except ValueError as problem:
            said = f"{quoted(text)} does not fit: {problem}"
            raise self.error(column, said, allowed) from None


class Notes:
    """Collects what became of each row."""

    def __init__(self) -> None:
        self.all: list[Note] = []

    def add(self, line: int, action: Action, reason: str, detail: str = "") -> None:
        """Note one thing about one row."""
        short = " ".join(detail.split())
        if len(short) > LONGEST_DETAIL:
            short = f"{short[:LONGEST_DETAIL]}…"
        self.all.append(Note(line, action, reason, short))


def full_rows(file: TextFile, header: layouts.Header, notes: Notes) -> Iterator[Row | None]:
    """Yield every row with as many cells as the header, None for one that is dropped here.

    Dropped are the header written again and lines of text such as footnotes; blank rows are not
    counted at all.

    Raises
    ------
    InputError
        A row has more or fewer cells than the header.
    """
    width = len(header.names)
    known = [layouts.plain(name) for name in header.names]
    for line, given in layouts.body(file, header):
        filled = [cell for cell in given if cell.strip(" ;")]
        if not filled:
            continue
        again = layouts.plain(given[0]) == known[0]
        if again and [layouts.plain(cell) for cell in given[:width]] == known:
            notes.add(line, "dropped", "the header again")
            yield None
        elif len(filled) == 1 and (len(given) < width or header.layout != "tiv-table"):
            notes.add(line, "dropped", "a line of text, no row", filled[0])
            yield None
        else:
            yield Row(file.path, line, header, _fitted(file.path, line, given, header))


def _fitted(path: Path, line: int, given: list[str], header: layouts.Header) -> list[str]:
    width = len(header.names)
    extra = [cell for cell in given[width:] if cell.strip(" ;")]
    if len(given) < width or extra:
        word = layouts.DELIMITER_WORDS[header.delimiter]
        raise InputError(
            f"the row has {len(given)} cells and the header {width}",
            file=path,
            line=line,
            allowed=f"as many as in the header; a {word} inside a cell needs quotation marks",
        )
    return [*given[: width - 1], given[width - 1].rstrip("; ")]


def decimal_sign(
    file: TextFile, header: layouts.Header, columns: list[str], asked: cell.Decimal | None
) -> cell.Decimal:
    """Return the decimal sign of a file: what was asked for, what its cells show, or a point.

    Raises
    ------
    InputError
        The cells show both, or nothing tells whether 1.234 is one or a thousand.
    """
    if asked is not None:
        return asked
    if header.delimiter == ",":
        return "point"
    places = [header.columns[name] for name in columns if name in header.columns]
    shown = [
        given[place]
        for _, given in layouts.body(file, header)
        for place in places
        if place < len(given)
    ]
    signs = cell.decimal_signs(list(Counter(shown)))
    if signs.point is not None and signs.comma is not None:
        problem = f"{quoted(signs.point)} has a decimal point and {quoted(signs.comma)} a comma"
        raise InputError(problem, file=file.path, allowed="one of them, or --decimal")
    if signs.point is None and signs.comma is None and signs.either is not None:
        problem = f"nothing in the file tells whether {quoted(signs.either)} is above a thousand"
        raise InputError(problem, file=file.path, allowed="--decimal point or --decimal comma")
    return "point" if signs.comma is None else "comma"
