"""Adjudication tables as comma-separated values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.analysis.intervals import has_interval
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Adjudication, Cell
    from skydome.analysis.adjudication import Counted

HIGHEST = 20
NAMES = (
    *("raid", "layers", "readiness", "readiness_reached", "launchers_ready"),
    *("threats", "missiles_ready", "measure"),
    *("mean", "mean_low", "mean_high", "percent_10", "percent_90"),
    *("dice", "distance", "mean_error", "tail_error", "chance_error"),
    *(f"total_{total}" for total in range(1, HIGHEST + 1)),
    *("none_leaked", "unresolved", "correlation", "skydome", "tables_sha256"),
)


def adjudication_csv(found: Adjudication) -> bytes:
    """Return two lines per cell, leakers and missiles fired; empty where there is no number.

    ``total_1`` to ``total_20`` are the outcomes of those totals of the dice named in the line.
    """
    return csv_bytes(
        NAMES,
        (
            (*_line(cell, measure, counted), __version__, found.tables_sha256)
            for cell in found.cells
            for measure, counted in (("leakers", cell.leaked), ("missiles", cell.fired))
        ),
    )


def _line(cell: Cell, measure: str, counted: Counted) -> Iterator[str]:
    rule = counted.rule
    yield from (f"{cell.raid:g}", cell.layers, f"{cell.readiness:g}")
    yield from (f"{cell.reached:.4f}", f"{cell.launchers_ready}")
    yield from (f"{cell.threats}", f"{cell.missiles}", measure)
    bounds = counted.mean[1:] if has_interval(counted.mean) else ()
    yield f"{counted.mean.value:.4f}"
    yield from (f"{bound:.4f}" for bound in bounds) if bounds else ("", "")
    yield from (f"{counted.low}", f"{counted.high}", rule.dice)
    yield from (f"{rule.distance:.4f}", f"{rule.mean_error:.4f}")
    yield from (f"{rule.tail_error}", f"{rule.chance_error:.4f}")
    yield from looked_up(counted)
    yield from (f"{cell.none_leaked.value:.4f}", f"{cell.unresolved:.4f}")
    yield "" if cell.correlation is None else f"{cell.correlation:.4f}"


def looked_up(counted: Counted) -> list[str]:
    """Return the outcome of each total from 1 to 20, empty where the dice cannot show it."""
    rule = counted.rule
    before = [""] * (rule.first - 1)
    after = [""] * (HIGHEST - len(rule.outcomes) - len(before))
    return [*before, *(f"{outcome}" for outcome in rule.outcomes), *after]
