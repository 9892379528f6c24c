"""A CSV table of ours as a table with types."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pyarrow as pa

from skydome.export.csv_table import unmarked

# Numbers as our tables write them; 007 is a name.
INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]*)(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")


def typed_table(content: bytes) -> pa.Table:
    """Return a CSV table with numbers as numbers.

    A column is of numbers if all its cells are that are not empty; an empty cell is then null. The
    apostrophe that keeps a spreadsheet from running a text is left out.
    """
    header, *rows = csv.reader(StringIO(content.decode()))
    columns = zip(*rows, strict=True) if rows else [()] * len(header)
    return pa.table([_typed(cells) for cells in columns], header)


def _typed(cells: tuple[str, ...]) -> pa.Array:
    given = [cell for cell in cells if cell]
    if given and all(INTEGER.fullmatch(cell) for cell in given):
        if max(abs(int(cell)) for cell in given) >= 2**63:  # longer than an int64: kept as text
            return pa.array(cells, pa.string())
        return pa.array([int(cell) if cell else None for cell in cells], pa.int64())
    if given and all(NUMBER.fullmatch(cell) for cell in given):
        return pa.array([float(cell) if cell else None for cell in cells], pa.float64())
    return pa.array([unmarked(cell) for cell in cells], pa.string())
