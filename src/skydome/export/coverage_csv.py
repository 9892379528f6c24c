"""Coverage as comma-separated values: a line for each unit, kind and altitude."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.coverage.answer import Row, inputs_hash, rows
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.coverage.answer import Answer

DECIMALS = {"share": 5}
ADDED = ("target", "rcs_m2", "missiles", "skydome", "inputs_sha256")


def coverage_csv(found: Answer) -> bytes:
    """Return the table of an answer, UTF-8 with a line of names; empty where there is no number.

    Ranges are metres to one decimal; names carry their unit.
    """
    asked = found.asked
    added = (
        asked.target.id,
        f"{asked.target.si('rcs'):g}",
        " ".join(asked.missiles),
        __version__,
        inputs_hash(found),
    )
    return csv_bytes(
        (*Row._fields, *ADDED),
        (
            (*(_shown(name, value) for name, value in row._asdict().items()), *added)
            for row in rows(found)
        ),
    )


def _shown(name: str, value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if isnan(value) else f"{value:.{DECIMALS.get(name, 1)}f}"
