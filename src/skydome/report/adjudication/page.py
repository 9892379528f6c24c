"""Adjudication tables as one page for printing, A4 landscape: no network, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.errors import InputError
from skydome.report.numbers import count, percent
from skydome.report.template import rendered

if TYPE_CHECKING:
    from skydome.analysis import Adjudication, Cell
    from skydome.analysis.adjudication import Counted

MOST_CELLS = 27
TOTALS = range(1, 21)
LONGEST_LIST = 400


def check_fits(cells: int) -> None:
    """Raise InputError where there are more cells than fit on one page."""
    if cells > MOST_CELLS:
        problem = f"{cells} cells do not fit on one page"
        allowed = f"at most {MOST_CELLS}, or the table as --csv"
        raise InputError(problem, field="--page", allowed=allowed)


def adjudication_page(found: Adjudication) -> bytes:
    """Return the page of at most ``MOST_CELLS`` cells: the same bytes for the same answer.

    Raises
    ------
    InputError
        There are more cells.
    """
    check_fits(len(found.cells))
    return rendered("adjudication.html.j2", _context(found)).encode()


def _context(found: Adjudication) -> dict[str, Any]:
    rules = [counted.rule for cell in found.cells for counted in (cell.leaked, cell.fired)]
    left = max(cell.unresolved for cell in found.cells)
    return {
        "version": __version__,
        "found": found,
        "totals": TOTALS,
        "layers": _layers(found),
        "cells": [_shown(cell) for cell in found.cells],
        "most_unresolved": count(left) if left > 0 else "",
        "worst": {
            "leakers": count(max(cell.leaked.rule.distance for cell in found.cells)),
            "missiles": count(max(cell.fired.rule.distance for cell in found.cells)),
            "chance": percent(max(rule.chance_error for rule in rules)),
        },
        "dice": sorted({rule.dice for rule in rules}),
    }


def _layers(found: Adjudication) -> str:
    """Return each set with its units, or with their number where the list is too long."""
    listed = "; ".join(f"{name} = {', '.join(units)}" for name, units in found.layers.items())
    if len(listed) <= LONGEST_LIST:
        return listed
    return "; ".join(f"{name}: {len(units)} units" for name, units in found.layers.items())


def _shown(cell: Cell) -> dict[str, Any]:
    return {
        "raid": f"×{cell.raid:g}",
        "threats": cell.threats,
        "layers": cell.layers,
        "readiness": percent(cell.readiness),
        "launchers": f"{cell.launchers_ready} of {cell.launchers}",
        "missiles": cell.missiles,
        "none_leaked": percent(cell.none_leaked.value),
        "lines": [_line("leakers", cell.leaked), _line("missiles", cell.fired)],
    }


def _line(measure: str, counted: Counted) -> dict[str, Any]:
    rule = counted.rule
    rolled = dict(enumerate(rule.outcomes, rule.first))
    return {
        "measure": measure,
        "mean": count(counted.mean.value),
        "span": f"{counted.low}–{counted.high}",
        "dice": rule.dice,
        "error": count(rule.distance),
        "outcomes": [rolled.get(total, "") for total in TOTALS],
    }
