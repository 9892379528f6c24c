"""An audit of claims as comma-separated values: a line for each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome._version import __version__
from skydome.claims.plain import claim_dict
from skydome.export.csv_table import csv_bytes

if TYPE_CHECKING:
    from skydome.claims import Audit

ABOUT = ("id", "document", "speaker", "kind", "claim")
VERDICTS = ("verdict", "on_its_day", "today", "confidence", "why")
COLUMNS = ("audit", "as_of", *ABOUT, *VERDICTS, "checks", "parts", "draws", "skydome")


def claims_csv(found: Audit) -> bytes:
    """Return each claim with its verdict, in the order of the file.

    ``verdict`` is about the claim's day with all that is known now, ``on_its_day`` with what was
    known then, ``today`` as if it were said now. ``checks`` are the checks behind it, separated by
    blanks, and ``parts`` their number.
    """
    lines = []
    for one in found.claims:
        told = claim_dict(one)
        checks = [part.check for part in one.parts]
        lines.append(
            (
                *(found.file.id, found.as_of.isoformat()),
                *("" if told[name] is None else told[name] for name in (*ABOUT, *VERDICTS)),
                *(" ".join(checks), len(checks), found.draws, __version__),
            )
        )
    return csv_bytes(COLUMNS, lines)
