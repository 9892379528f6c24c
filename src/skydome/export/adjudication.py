"""Adjudication tables as comma-separated values."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from skydome._version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.analysis import Adjudication, Cell
    from skydome.analysis.adjudication import Counted

HIGHEST = 20
NAMES = (
    *("raid", "layers", "readiness", "threats", "missiles_ready", "measure"),
    *("mean", "mean_low", "mean_high", "percent_10", "percent_90"),
    *("dice", "distance", "mean_error", "tail_error", "chance_error"),
    *(f"total_{total}" for total in range(1, HIGHEST + 1)),
    *("none_leaked", "unresolved", "correlation", "skydome", "tables_sha256"),
)


def adjudication_csv(found: Adjudication) -> bytes:
    """Return two lines a cell, leakers and missiles fired; empty where there is no number.

    ``total_1`` to ``total_20`` are what the dice named in the line look up.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(NAMES)
    for cell in found.cells:
        for measure, counted in (("leakers", cell.leaked), ("missiles", cell.fired)):
            writer.writerow([*_line(cell, measure, counted), __version__, found.tables_sha256])
    return text.getvalue().encode()


def _line(cell: Cell, measure: str, counted: Counted) -> Iterator[str]:
    rule = counted.rule
    yield from (f"{cell.raid:g}", cell.layers, f"{cell.readiness:g}")
    yield from (f"{cell.threats}", f"{cell.missiles}", measure)
    yield from (f"{part:.4f}" for part in counted.mean)
    yield from (f"{counted.low}", f"{counted.high}", rule.dice)
    yield from (f"{rule.distance:.4f}", f"{rule.mean_error:.4f}")
    yield from (f"{rule.tail_error}", f"{rule.chance_error:.4f}")
    yield from looked_up(counted)
    yield from (f"{cell.none_leaked.value:.4f}", f"{cell.unresolved:.4f}")
    yield "" if cell.correlation is None else f"{cell.correlation:.4f}"


def looked_up(counted: Counted) -> list[str]:
    """Return what each total from 1 to 20 gives, empty where the dice cannot show it."""
    rule = counted.rule
    before = [""] * (rule.first - 1)
    after = [""] * (HIGHEST - len(rule.outcomes) - len(before))
    return [*before, *(f"{outcome}" for outcome in rule.outcomes), *after]
