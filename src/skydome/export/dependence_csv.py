"""Dependence as comma-separated values: shares by window, and what was done with each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.dependence import inputs_hash
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.dependence import Answer, Ranking, Record, Window

COLUMNS = (
    *("case", "first_year", "last_year", "partner", "share", "share_low", "share_high"),
    *("tiv_million", "hhi", "hhi_low", "hhi_high", "estimated_share", "split_share"),
    *("side", "country", "skydome", "inputs_sha256"),
)


def dependence_csv(found: Answer | Ranking) -> bytes:
    """Return a line for each window and partner, UTF-8; ``case`` is ``recorded`` or ``without``.

    ``tiv_million``, ``hhi`` and the last two shares are those of the whole window. Shares go from
    0 to 1; a window without deliveries has one line without a partner. In a ranking the partners
    are all recipients, or all suppliers, and ``country`` is empty where the file has many.
    """
    from skydome.dependence import Answer

    if isinstance(found, Answer):
        country, side = found.country, found.side
        cases = {"recorded": found.windows}
        if found.without is not None:
            cases["without"] = found.without.windows
    else:
        country, side, cases = found.of or "", found.listed, {"recorded": found.windows}
    added = (side, country, __version__, inputs_hash(found))
    lines = [
        (*line, *added)
        for case, windows in cases.items()
        for window in windows
        for line in _lines(case, window)
    ]
    return csv_bytes(COLUMNS, lines)


def _lines(case: str, window: Window) -> list[tuple[object, ...]]:
    both = window.concentration
    whole = (
        f"{window.tiv_million:.3f}",
        *(("", "", "") if both is None else (f"{value:.5f}" for value in both)),
        f"{window.estimated_share:.5f}",
        f"{window.split_share:.5f}",
    )
    years = (case, window.first_year, window.last_year)
    if not window.shares:
        return [(*years, "", "", "", "", *whole)]
    return [
        (*years, partner, *(f"{value:.5f}" for value in share), *whole)
        for partner, share in window.shares.items()
    ]


def rows_csv(record: Record) -> bytes:
    """Return a line for each note: the row, what was done with it, and why."""
    return csv_bytes(("line", "action", "reason", "detail"), record.notes)
