"""A sweep as a table: a row for each point and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.analysis.parameter_sweep import shown
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.analysis.intervals import Estimate
    from skydome.analysis.parameter_sweep import Sweep

COLUMNS = (
    *("measure", "of", "mean", "low_95", "high_95"),
    *("difference", "difference_low_95", "difference_high_95", "paired"),
)


def sweep_csv(found: Sweep) -> bytes:
    """Return one row for each point and measure; empty where there is no number."""
    factors = [path for path, _ in found.factors]
    rows = [
        [
            *map(shown, point.values),
            *(one.name, one.of),
            *_numbers(one.value),
            *_numbers(one.difference),
            str(one.paired).lower() if one.difference else "",
        ]
        for point in found.points
        for one in point.measures
    ]
    return csv_bytes([*factors, *COLUMNS], rows)


def _numbers(estimate: Estimate | None) -> list[str]:
    return ["", "", ""] if estimate is None else [f"{part:.6g}" for part in estimate]
