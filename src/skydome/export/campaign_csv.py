"""A campaign as comma-separated values: a line for each future, day and measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.campaign import Campaign

MEASURES = (
    *("leaked", "value_hit", "value_lost", "fired", "delivered", "left", "nodes_up"),
    "against_first",
)
NAMES = ("future", "day", "threats", "measure", "mean", "low", "high", "skydome", "tables_sha256")


def campaign_csv(found: Campaign) -> bytes:
    """Return means with the bounds of their 95 % intervals, four decimals."""
    lines = []
    for course in found.courses:
        for day in course.days:
            for measure in MEASURES:
                parts = (f"{part:.4f}" for part in getattr(day, measure))
                row = (course.name, day.day, day.threats, measure, *parts)
                lines.append([*row, __version__, found.tables_sha256])
    return csv_bytes(NAMES, lines)
