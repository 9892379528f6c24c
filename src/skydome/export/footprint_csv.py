"""Defended footprints as comma-separated values."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.coverage import DefendedRow, defended_hash, defended_rows
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.coverage import Defended

ADDED = ("bearing_deg", "policy", "missiles", "skydome", "inputs_sha256")


def footprint_csv(found: Defended) -> bytes:
    """Return the table of footprints, UTF-8 with a line of names; empty where there is no number.

    Lengths are metres and areas square metres to one decimal; names carry their unit.
    """
    scenario = found.asked.scenario
    added = (
        f"{found.bearing_deg:g}",
        scenario.policy,
        " ".join(found.asked.missiles),
        __version__,
        defended_hash(found),
    )
    lines = ((*(_shown(part) for part in row), *added) for row in defended_rows(found))
    return csv_bytes((*DefendedRow._fields, *ADDED), lines)


def _shown(value: str | float | bool) -> str:  # noqa: FBT001 - a cell of a table
    if isinstance(value, bool | str):
        return str(value).lower() if isinstance(value, bool) else value
    return "" if isnan(value) else f"{value:.1f}"
