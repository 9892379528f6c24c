"""Comparisons as comma-separated values."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.coverage import Line, compared_hash
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.analysis import Paired
    from skydome.coverage import Compared

PAIRED = (
    *("measure", "of", "unit", "first", "first_low", "first_high", "second", "second_low"),
    *("second_high", "difference", "difference_low", "difference_high", "variance_ratio"),
)


def systems_csv(found: Compared) -> bytes:
    """Return the lines of a comparison of systems, in SI; empty where a number is not known."""
    inputs = compared_hash(found)
    rows = ([*(_shown(part) for part in one), __version__, inputs] for one in found.lines)
    return csv_bytes([*Line._fields, "skydome", "inputs_sha256"], list(rows))


def pair_csv(found: Paired) -> bytes:
    """Return the lines of two paired results; empty where there is no number."""
    rows = [
        [
            *(one.measure, one.of, one.unit),
            *(_shown(part) for part in (*one.first, *one.second, *one.difference)),
            "" if one.variance_ratio is None else _shown(one.variance_ratio),
        ]
        for one in found.lines
    ]
    return csv_bytes(list(PAIRED), rows)


def _shown(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if isnan(value) else f"{value:.6g}"
