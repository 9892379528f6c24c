"""Findings of the law as comma-separated values: a line for each case and each way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.export.csv_table import csv_bytes
from skydome.exposure.record import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.exposure import Exposure

ASIDE = ("name", "clause", "citation", "condition", "by_all_completions", "apart_from_acts")
COLUMNS = ("case", "as_of", *ASIDE, "unknown_facts", "skydome", "text_versions", "note")


def exposure_csv(found: Iterable[Exposure]) -> bytes:
    """Return the exposure itself first, then waivers and terminations; conditions in words.

    ``unknown_facts`` are the facts that would have to be known, separated by blanks.
    """
    lines = []
    for one in map(record, found):
        about = one["skydome"], "; ".join(one["text_versions"]), one["note"]
        for part in (one["exposure"], *one["relief"]):
            unknown = " ".join(fact["fact"] for fact in part["unknown"])
            told = ("" if part[name] is None else part[name] for name in ASIDE)
            lines.append((one["case"], one["as_of"], *told, unknown, *about))
    return csv_bytes(COLUMNS, lines)
