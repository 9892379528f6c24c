"""Dependence as comma-separated values: shares by window, and what became of each row."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.dependence import inputs_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.dependence import Answer, Record

COLUMNS = (
    *("case", "first_year", "last_year", "partner", "share", "share_low", "share_high"),
    *("tiv_million", "hhi", "hhi_low", "hhi_high", "estimated_share", "split_share"),
    *("side", "country", "skydome", "inputs_sha256"),
)


def dependence_csv(found: Answer) -> bytes:
    """Return a line for each window and partner, UTF-8; ``case`` is ``told`` or ``without``.

    ``tiv_million``, ``hhi`` and the last two shares are of the whole window. Shares go from 0
    to 1; a window without deliveries has one line without a partner.
    """
    added = (found.side, found.country, __version__, inputs_hash(found))
    cases = {"told": found.windows}
    if found.without is not None:
        cases["without"] = found.without.windows
    lines = []
    for case, windows in cases.items():
        for window in windows:
            both = window.concentration
            whole = (
                f"{window.tiv_million:.3f}",
                *(("", "", "") if both is None else (f"{value:.5f}" for value in both)),
                f"{window.estimated_share:.5f}",
                f"{window.split_share:.5f}",
            )
            span = (case, window.first_year, window.last_year)
            if not window.shares:
                lines.append((*span, "", "", "", "", *whole, *added))
            for partner, share in window.shares.items():
                parts = (f"{value:.5f}" for value in share)
                lines.append((*span, partner, *parts, *whole, *added))
    return _written(COLUMNS, lines)


def rows_csv(record: Record) -> bytes:
    """Return a line for each note: which row was dropped, flagged or split, and why."""
    return _written(("line", "action", "reason", "detail"), record.notes)


def _written(header: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue().encode()
