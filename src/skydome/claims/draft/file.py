"""A draft as a claims file that the audit refuses until a person has been through it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from skydome.claims.read import BLANK
from skydome.claims.registry import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.claims.draft.article import Draft
    from skydome.claims.draft.parsed import Mapped

LONGEST_QUOTATION = 200
KINDS = {
    "market": (
        "supplier_share",
        "share_trend",
        "importer_rank",
        "largest_suppliers",
        "money_a_year",
    ),
    "law": ("clause_says", "clause_lacks", "condition", "sufficient", "case_fact", "in_force"),
    "sustainment": ("cut_off", "future"),
}


def draft_file(found: Draft, name: str) -> str:
    """Return the YAML of a draft: proposed claims, and as comments what was not mapped."""
    return "\n".join(_lines(found, name)) + "\n"


def _lines(found: Draft, name: str) -> Iterator[str]:
    yield "# A draft. Nothing here is accepted: write each claim in your own words, delete what the"
    yield "# article does not assert, check how each proposal was read, and remove `draft: true`."
    yield "draft: true"
    yield f"id: {_id(name)}"
    yield f"title: {BLANK}"
    yield f"as_of: {BLANK} # a day: 2026-11-30"
    yield "documents:"
    yield "  article:"
    for field in ("author", "title", "date", "first", "last"):
        yield f"    {field}: {BLANK}"
    yield "claims:"
    for number, (sentence, one) in enumerate(found.proposed, 1):
        yield from _claim(found, number, sentence, one)
    for error in found.errors:
        yield f"# circulating error at {error.start}-{error.end}: {error.error} {error.right}"
    mapped = {sentence for sentence, _ in found.proposed}
    for row in found.rows:
        if row.sentence not in mapped and not row.kind.startswith("name"):
            place = f"{row.start}-{row.end}"
            yield f"# not mapped, {place}: {json.dumps(row.words)} ({row.kind}, {row.value})"


def _claim(found: Draft, number: int, sentence: int, one: Mapped) -> Iterator[str]:
    start, end = found.sentences[sentence]
    words = found.text[start:end].replace("\n", " ")
    short = words if len(words) <= LONGEST_QUOTATION else f"{words[: LONGEST_QUOTATION - 1]}…"
    yield f'  - id: "{number:03d}"'
    yield "    document: article"
    yield f"    at: [{start}, {end}]"
    yield f"    claim: {BLANK}"
    yield f"    quotation: {json.dumps(short, ensure_ascii=False)}"
    yield f"    kind: {_kind(one.check)}"
    yield "    parts:"
    on = json.dumps(found.text[one.start : one.end], ensure_ascii=False)
    yield f"      - says: {BLANK} # on {on}"
    if one.reading:
        yield f"        reading: {json.dumps(one.reading, ensure_ascii=False)}"
    asked = json.dumps(one.asked, ensure_ascii=False)
    yield f"        check: {{{one.check}: {asked}}} # {checks()[one.check].meaning}"


def _kind(check: str) -> str:
    if check.startswith("deal"):
        return "deal"
    return next((kind for kind, names in KINDS.items() if check in names), "capability")


def _id(name: str) -> str:
    import re

    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-._") or "draft"
