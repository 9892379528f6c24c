"""Tables as CSV, Parquet or a workbook: a run with its summary, the events of a replication."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from skydome.analysis import summarise
from skydome.errors import InputError
from skydome.export.csv_table import csv_bytes
from skydome.export.typed_csv import typed_table

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.study import Result

ENDINGS = {"csv": ".csv", "parquet": ".parquet", "xlsx": ".xlsx"}
MOST_ROWS = 1_048_575  # of a sheet, below its line of names
LONGEST_NAME = 31  # of a sheet
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook has no time zone; the same bytes each time
BOUNDS = ("", "_low", "_high")


def table_bytes(tables: dict[str, pa.Table], kind: str) -> bytes:
    """Return tables in one of the formats of `ENDINGS`; CSV and Parquet hold the first of them.

    Raises
    ------
    InputError
        A sheet would have more rows than a workbook can hold, or XlsxWriter is not installed.
    """
    first = next(iter(tables.values()))
    if kind == "csv":
        return csv_bytes(first.column_names, zip(*(_values(c) for c in first.columns), strict=True))
    if kind == "parquet":
        written = BytesIO()
        pq.write_table(first, written)
        return written.getvalue()
    return _workbook(tables)


def kind_of(file: Path) -> str:
    """Return the format of a table by the suffix of its file; CSV where it is no other."""
    kinds = {ending: kind for kind, ending in ENDINGS.items()}
    return kinds.get(file.suffix.lower(), "csv")


def check_kind(kind: str) -> None:
    """Raise InputError where a workbook is asked for and nothing is installed that writes one."""
    if kind == "xlsx" and find_spec("xlsxwriter") is None:
        problem = "a workbook needs XlsxWriter, which is not installed"
        raise InputError(problem, allowed="pip install 'skydome[xlsx]', or csv")


def written_as(kind: str, table: bytes | pa.Table) -> bytes:
    """Return a table in one of the formats of `ENDINGS`; as bytes it is a CSV table of ours.

    A text in Parquet or in a workbook is never run, so the apostrophe before it is left out.
    """
    if isinstance(table, pa.Table):
        return table_bytes({"table": table}, kind)
    if kind == "csv":
        return table
    return table_bytes({"table": typed_table(table)}, kind)


def run_tables(result: Result) -> dict[str, pa.Table]:
    """Return the tables of a run: its rows, then target classes, missiles, assets, and the run.

    A mean comes with the bounds of its 95 % interval, in columns ending in ``_low`` and ``_high``.
    """
    summary, scenario = summarise(result), result.scenario
    described = {
        "name": scenario.name,
        "title": scenario.title,
        "policy": scenario.policy,
        "seed": str(scenario.seed),
        "replications": str(summary.replications),
        "placements": str(summary.placements),
        "skydome": result.version,
        "tables_sha256": result.tables_sha256,
    }
    parts = summary.as_dict()
    run = [{"field": name, "value": value} for name, value in described.items()]
    return {
        "rows": result.rows,
        **{name: _flat(parts[name]) for name in ("classes", "missiles", "assets", "units")},
        "run": pa.Table.from_pylist(run),
    }


def _flat(lines: list[dict[str, Any]]) -> pa.Table:
    """Return lines as a table: an estimate takes three columns, any other list is left out."""
    rows = []
    for line in lines:
        row: dict[str, Any] = {}
        for name, value in line.items():
            if isinstance(value, list | tuple) and len(value) == len(BOUNDS):
                row |= {name + end: part for end, part in zip(BOUNDS, value, strict=True)}
            elif isinstance(value, str | float | int | None):
                row[name] = value
        rows.append(row)
    return pa.Table.from_pylist(rows)


def _values(column: pa.ChunkedArray) -> list[Any]:
    return ["" if value is None else value for value in column.to_pylist()]


def _workbook(tables: dict[str, pa.Table]) -> bytes:
    check_kind("xlsx")
    import xlsxwriter

    for name, table in tables.items():
        if table.num_rows > MOST_ROWS:
            problem = f"the table {name} has {table.num_rows:,} rows"
            raise InputError(problem, allowed=f"at most {MOST_ROWS:,} in a workbook, or parquet")
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})
        bold = book.add_format({"bold": True})
        for name, table in tables.items():
            _fill(book.add_worksheet(name[:LONGEST_NAME]), table, bold)
    return written.getvalue()


def _fill(sheet: Any, table: pa.Table, bold: Any) -> None:  # noqa: ANN401 - XlsxWriter is optional
    """Write a table; a text is never taken for a formula."""
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(table.column_names):
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(table[name].to_pylist(), 1):
            if isinstance(value, bool | str):
                sheet.write_string(row, column, str(value))
            elif value is not None:
                sheet.write_number(row, column, value)
