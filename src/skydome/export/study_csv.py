"""Every mean and band of a study as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.analysis.parameter_sweep import shown
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.experiment.answer import Answer

COLUMNS = (
    *("measure", "of", "mean", "low_95", "high_95"),
    *("draws_5", "draws_50", "draws_95", "parameter_share"),
)


def study_csv(found: Answer) -> bytes:
    """Return one row a point, measure and what it is of; factors come first.

    ``mean`` and its 95 % interval are with the catalogue's own values; ``draws_5``, ``draws_50``
    and ``draws_95`` are points of the distribution over draws.
    """
    rows = [
        (
            *map(shown, point.values),
            *(line.measure, line.of, *line.nominal),
            *(line.low, line.middle, line.high),
            None if line.parameter_share is None else line.parameter_share.value,
        )
        for point in found.points
        for line in point.lines
    ]
    return csv_bytes([*found.factors, *COLUMNS], rows)
