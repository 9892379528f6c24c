"""The rows of a file: their cells by name, and the repair of rows that are broken.

Downloads have broken rows: a line break inside a comment without quotation marks splits a record
in two, a comma inside a comment gives it a cell too many. Where only one reading fits the header
the row is repaired and flagged; else it is set aside.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from skydome.dependence import cell_values as cell
from skydome.dependence import layouts
from skydome.dependence.raw_rows import RawRow, raw_rows
from skydome.dependence.record import Note
from skydome.errors import InputError
from skydome.forms import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from skydome.dependence.record import Action
    from skydome.dependence.textfile import TextFile

Value = TypeVar("Value")

LONGEST_DETAIL = 100
MOST_PARTS = 5  # lines that one record may be broken into
MINORITY = 0.01  # of cells with the other decimal sign: below it they are mistakes
_QUOTED_COMMA = re.compile(r'"[ (]*[0-9]+,[0-9]')
NUMBER_WORDS = "a number such as 12, 12.5, (12), 12? or 12-15, or an empty cell"
YEAR_WORDS = "years such as 2020, 2020; 2021 or 2019-2021, or an empty cell"
LINE_BREAK = "a line break in a cell"
NO_QUOTES = "a delimiter in a cell without quotation marks"
SHORT_ROW = "shorter than the header; the missing cells count as empty"


class Row(NamedTuple):
    """A row below the header; ``problem`` says why its cells cannot be assigned to columns."""

    path: Path
    line: int
    header: layouts.Header
    cells: list[str]
    repairs: tuple[str, ...] = ()
    problem: str = ""

    def text(self, column: str) -> str:
        """Return a cell, empty where the row has no such column."""
        place = self.header.columns.get(column)
        return "" if place is None or place >= len(self.cells) else self.cells[place].strip()

    def marked(self, column: str) -> bool:
        """Return whether the unnamed column after a column has a mark."""
        place = self.header.flags.get(column)
        return place is not None and place < len(self.cells) and bool(self.cells[place].strip())

    def figure(self, column: str, decimal: cell.Decimal) -> cell.Figure | None:
        """Return the number in a cell."""
        return self._read(column, lambda text: cell.figure(text, decimal), NUMBER_WORDS)

    def years(self, column: str) -> cell.Years:
        """Return the years in a cell."""
        return self._read(column, cell.years, YEAR_WORDS)

    def party(self, column: str) -> cell.Party:
        """Return the country, group or organisation in a cell."""
        found = cell.party(self.text(column))
        if not found.name:
            raise self.error(column, "the cell is empty", "the name of a country or group")
        if not cell.is_name(found.name):
            problem = f"{quoted(found.name)} is not a name"
            raise self.error(column, problem, "the name of a country or group")
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
            raise self.error(column, f"{quoted(text)} does not fit: {problem}", allowed) from None


class Notes:
    """Collects what was done with each row."""

    def __init__(self) -> None:
        self.all: list[Note] = []

    def add(self, line: int, action: Action, reason: str, detail: str = "") -> None:
        """Note one thing about one row."""
        short = " ".join(detail.split())
        if len(short) > LONGEST_DETAIL:
            short = f"{short[:LONGEST_DETAIL]}…"
        self.all.append(Note(line, action, reason, short))


class Reading(NamedTuple):
    """How a layout judges cells.

    ``intact`` says whether the cells of a row can be read as they are. ``counted`` returns the
    values that enter the result, None where they cannot be read; two repairs of one row must
    agree on them.
    """

    intact: Callable[[Row], bool]
    counted: Callable[[Row], tuple[object, ...] | None]


def full_rows(
    file: TextFile, header: layouts.Header, notes: Notes, reading: Reading
) -> Iterator[Row | None]:
    """Yield every row, None for one that is dropped here: a second header, or a line of text.

    Blank rows do not count. A row whose cells cannot be assigned to the columns has a
    ``problem``; the caller sets it aside.
    """
    raw = [row for row in body(file, header) if any(text.strip(" ;") for text in row.cells)]
    lines = [_judged(file.path, row, header, reading) for row in raw]
    place = 0
    while place < len(lines):
        line = lines[place]
        row, taken = _next_row(lines, place, header, reading)
        if row is None:
            filled = [text for text in line.raw.cells if text.strip(" ;")]
            reason = "the header again" if line.is_header else "a line of text, not a row"
            notes.add(line.raw.line, "dropped", reason, "" if line.is_header else filled[0])
        else:
            for reason in row.repairs:
                notes.add(row.line, "flagged", reason, _joined_lines(raw[place : place + taken]))
        yield row
        place += taken


class _Judged(NamedTuple):
    """A line with its row, whether that row can be read as it is, and whether it is a header."""

    raw: RawRow
    row: Row
    intact: bool
    is_header: bool


def _judged(path: Path, raw: RawRow, header: layouts.Header, reading: Reading) -> _Judged:
    is_header = _is_header(raw.cells, header)
    row = _as_row(path, raw, header)
    intact = not is_header and not row.problem and reading.intact(row)
    return _Judged(raw, row, intact, is_header)


def body(file: TextFile, header: layouts.Header) -> list[RawRow]:
    """Return the rows below the header, whatever is in them."""
    lines = file.lines[header.line :]
    return list(raw_rows(lines, header.delimiter, header.width, header.line + 1))


def _joined_lines(parts: Sequence[RawRow]) -> str:
    return f"lines {parts[0].line} to {parts[-1].line} joined" if len(parts) > 1 else ""


def _is_header(cells: list[str], header: layouts.Header) -> bool:
    if layouts.plain(cells[0]) != layouts.plain(header.names[0]):
        return False
    known = [layouts.plain(name) for name in header.names]
    return [layouts.plain(text) for text in cells[: header.width]] == known


def _next_row(
    lines: Sequence[_Judged], place: int, header: layouts.Header, reading: Reading
) -> tuple[Row | None, int]:
    """Return the row that begins at a place, repaired where that is possible, and its lines."""
    line = lines[place]
    if line.is_header:
        return None, 1
    parts = _parts(lines, place) if _begins_record(line.row) else [line.raw]
    if len(parts) > 1 and (not line.intact or _may_go_on(parts)):
        joined = _joined(line.row.path, parts, header, reading)
        if joined is not None:
            return joined
    if line.intact:
        return line.row, 1
    if _is_text(line.raw, header):
        return None, 1
    merged = _without_extra_cells(line.row.path, line.raw, header, reading)
    return (line.row if merged is None else merged), 1


def _is_text(raw: RawRow, header: layouts.Header) -> bool:
    filled = sum(bool(text.strip(" ;")) for text in raw.cells)
    return filled == 1 and (len(raw.cells) < header.width or header.layout != "tiv-table")


def _as_row(path: Path, raw: RawRow, header: layouts.Header) -> Row:
    """Return a row with as many cells as the header, or with the problem that it has not."""
    width, given = header.width, raw.cells
    repairs: tuple[str, ...] = (raw.repair,) if raw.repair else ()
    repairs += (LINE_BREAK,) if any("\n" in text for text in given) else ()
    extra = [text for text in given[width:] if text.strip(" ;")]
    if header.layout == "tiv-table" and not extra and 1 < len(given) < width:
        cells = [*given, *[""] * (width - len(given))]
        return Row(path, raw.line, header, cells, (*repairs, SHORT_ROW))
    if len(given) < width or extra:
        problem = f"the row has {len(given)} cells and the header {width}"
        return Row(path, raw.line, header, given, repairs, problem)
    cells = [*given[: width - 1], given[width - 1].rstrip("; ")]
    return Row(path, raw.line, header, cells, repairs)


# a record broken into several lines


def _parts(lines: Sequence[_Judged], place: int) -> list[RawRow]:
    """Return a row and those after it that may be the rest of its record: not rows themselves."""
    parts = [lines[place].raw]
    for following in lines[place + 1 : place + MOST_PARTS]:
        if following.is_header or following.intact:
            break
        parts.append(following.raw)
    return parts


def _begins_record(row: Row) -> bool:
    """Return whether a row has both names, so that it can be the first part of a broken record."""
    try:
        row.party("supplier"), row.party("recipient")
    except (InputError, KeyError):
        return False
    return True


def _may_go_on(parts: Sequence[RawRow]) -> bool:
    """Return whether a row that can be read may still be the first part of a broken record.

    Spreadsheets fill the first part up with empty cells. The part that follows has the TIV, so
    more than one cell; a footnote has one.
    """
    filled = sum(bool(text.strip(" ;")) for text in parts[1].cells)
    return not parts[0].cells[-1].strip(" ;") and filled > 1


def _joined(
    path: Path, parts: Sequence[RawRow], header: layouts.Header, reading: Reading
) -> tuple[Row, int] | None:
    """Return the record that some lines make and the number of lines, None where none fits.

    Records with exactly the cells of the header come first. Where a spreadsheet filled the parts
    up with empty cells, those that lack empty cells at their end come next.
    """
    for count in range(2, len(parts) + 1):
        candidates = _combined([part.cells for part in parts[:count]], header)
        filled_up = len(parts[count - 1].cells) >= header.width
        for exact in (True, False) if filled_up else (True,):
            rows = [
                Row(path, parts[0].line, header, _filled(cells, header), (LINE_BREAK,))
                for cells in candidates
                if (len(cells) == header.width) is exact and len(cells) <= header.width
            ]
            agreed = _agreed(rows, reading)
            if agreed is not None:
                return agreed, count
    return None


def _combined(parts: Sequence[list[str]], header: layouts.Header) -> list[list[str]]:
    """Return every way to join parts at a cell of text, without empty cells at the end."""
    columns = header.columns
    text = [columns[name] for name in layouts.TEXT_COLUMNS[2:] if name in columns]
    found = [parts[0]]
    for part in parts[1:]:
        found = [
            [*begun[:-1], f"{begun[-1]} {part[0]}".strip(), *part[1:]]
            for cells in found
            for begun in _beginnings(cells, text)
        ]
    return [cells if len(cells) == header.width else _trimmed(cells) for cells in found]


def _beginnings(cells: list[str], text: list[int]) -> list[list[str]]:
    """Return the first part as it is, and cut or filled up to each column of text."""
    kept = _trimmed(cells)
    filled = [
        [*kept, *[""] * (column + 1 - len(kept))] for column in text if column >= len(kept) - 1
    ]
    return [cells, *(one for one in filled if one != cells)] if cells else filled


def _trimmed(cells: list[str]) -> list[str]:
    kept = len(cells)
    while kept and not cells[kept - 1].strip(" ;"):
        kept -= 1
    return cells[:kept]


def _filled(cells: list[str], header: layouts.Header) -> list[str]:
    last = [text.rstrip("; ") for text in cells[header.width - 1 :]]
    return [*cells[: header.width - 1], *last, *[""] * (header.width - len(cells))]


def _agreed(rows: Sequence[Row], reading: Reading) -> Row | None:
    """Return the first row that can be read, None where two of them read differently."""
    fitting = [(row, values) for row in rows if (values := reading.counted(row)) is not None]
    if not fitting or len({values for _, values in fitting}) > 1:
        return None
    return fitting[0][0]


def _without_extra_cells(
    path: Path, raw: RawRow, header: layouts.Header, reading: Reading
) -> Row | None:
    """Return a row whose extra cells are put back into the text that they were part of."""
    cells = _trimmed(raw.cells)
    extra = len(cells) - header.width
    if extra <= 0:
        # the cells at the end may be empty: try what the row has beyond the header
        extra = len(raw.cells) - header.width
        cells = raw.cells
    if extra <= 0:
        return None
    rows = []
    for name in layouts.TEXT_COLUMNS:
        place = header.columns.get(name)
        if place is not None:
            whole = header.delimiter.join(cells[place : place + extra + 1])
            merged = [*cells[:place], whole, *cells[place + extra + 1 :]]
            rows.append(Row(path, raw.line, header, _filled(merged, header), (NO_QUOTES,)))
    return _agreed(rows, reading)


# the decimal sign


def decimal_sign(
    file: TextFile, header: layouts.Header, columns: list[str], asked: cell.Decimal | None
) -> cell.Decimal:
    """Return the decimal sign of a file: the one asked for, the one its cells show, or a point.

    Raises
    ------
    InputError
        The cells show both signs, or none of them shows whether 1.234 is above a thousand.
    """
    if asked is not None:
        return asked
    if header.delimiter == "," and not _QUOTED_COMMA.search(file.text):
        return "point"
    signs = cell.decimal_signs(_number_cells(file, header, columns))
    few = MINORITY * max(signs.points, signs.commas)
    both = min(signs.points, signs.commas) > few
    if header.delimiter == ",":
        # here a comma in a number is quoted: 1,234 is a thousand, 12,5 has a decimal comma
        return "comma" if signs.commas > 1 and signs.points <= few else "point"
    if both:
        point, comma = quoted(signs.point or ""), quoted(signs.comma or "")
        problem = f"{point} has a decimal point and {comma} a decimal comma"
        raise InputError(problem, file=file.path, allowed="one of them, or --decimal")
    if signs.point is None and signs.comma is None and signs.either is not None:
        problem = f"no cell shows whether {quoted(signs.either)} is above a thousand"
        raise InputError(problem, file=file.path, allowed="--decimal point or --decimal comma")
    return "comma" if signs.commas > signs.points else "point"


def _number_cells(file: TextFile, header: layouts.Header, columns: list[str]) -> list[str]:
    places = [header.columns[name] for name in columns if name in header.columns]
    counted = Counter(
        row.cells[place]
        for row in body(file, header)
        if len(row.cells) == header.width
        for place in places
    )
    return list(counted)
