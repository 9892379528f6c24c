"""Coverage as comma-separated values: a line for each unit, kind and altitude."""

from __future__ import annotations

import csv
import io
from math import isnan
from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.coverage.answer import Row, inputs_hash, rows

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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*Row._fields, *ADDED])
    for row in rows(found):
        values = row._asdict().items()
        writer.writerow([*(_shown(name, value) for name, value in values), *added])
    return text.getvalue().encode()


def _shown(name: str, value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if isnan(value) else f"{value:.{DECIMALS.get(name, 1)}f}"
