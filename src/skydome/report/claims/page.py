"""An audit of claims as one self-contained page of HTML: no network, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.claims.consistency import consistency
from skydome.claims.plain import KINDS
from skydome.claims.verdict import UNCHECKABLE, Verdict
from skydome.claims.words import percent
from skydome.report.template import rendered

if TYPE_CHECKING:
    from skydome.claims import Audit, Audited

TONES = {
    Verdict.HOLDS: "holds",
    Verdict.IN_PART: "part",
    Verdict.FAILS: "fails",
    Verdict.CONTESTED: "contested",
    Verdict.OPEN: "open",
    Verdict.JUDGEMENT: "apart",
    Verdict.SCENARIO: "apart",
    Verdict.OUTSIDE: "apart",
}
MEANINGS = {
    Verdict.HOLDS: "Every part that decides it is borne out.",
    Verdict.IN_PART: "Some part is borne out; another is not, is open, or cannot be checked.",
    Verdict.FAILS: "A calculation, a record or the text of the law says otherwise.",
    Verdict.CONTESTED: "Sources disagree, and none decides.",
    Verdict.OPEN: "The missing fact is named.",
    Verdict.JUDGEMENT: "A value, a motive, a need or a might-have-been.",
    Verdict.SCENARIO: "About what is to come: what the model gives if it comes.",
    Verdict.OUTSIDE: "About something that no record here covers.",
}


def claims_page(found: Audit) -> bytes:
    """Return the page of an audit: the same bytes for the same audit."""
    return rendered("claims.html.j2", _context(found)).encode()


def _context(found: Audit) -> dict[str, Any]:
    documents = found.file.documents
    return {
        "version": __version__,
        "audit": found,
        "title": found.file.title,
        "answer": answer(found),
        "fails": [one for one in found.claims if one.verdict is Verdict.FAILS],
        "verdicts": list(Verdict),
        "tones": TONES,
        "meanings": MEANINGS,
        "kind_of": lambda piece: KINDS[type(piece)],
        "counts": found.counts(),
        "documents": [
            (name, document, found.counts(name), _claims(found, name))
            for name, document in documents.items()
            if _claims(found, name)
        ],
        "topics": consistency(found),
        "percent": percent,
        "moved": lambda one: one.on_its_day is not one.verdict or one.today is not one.verdict,
    }


def _claims(found: Audit, document: str) -> list[Audited]:
    return [one for one in found.claims if one.claim.document == document]


def answer(found: Audit) -> list[str]:
    """Return the outcome in plain sentences."""
    counts = found.counts()
    checked = [one for one in found.claims if one.verdict not in UNCHECKABLE]
    apart = len(found.claims) - len(checked)
    holds, part = counts[Verdict.HOLDS], counts[Verdict.IN_PART]
    fails = counts[Verdict.FAILS]
    open_ones = counts[Verdict.OPEN] + counts[Verdict.CONTESTED]
    said = [f"Of {len(found.claims)} claims {len(checked)} can be checked"]
    said[0] += f"; {apart} are judgements, scenarios or outside the record." if apart else "."
    parts = [
        f"{holds} hold{'s' if holds == 1 else ''}",
        f"{part} hold{'s' if part == 1 else ''} in part",
        f"{fails} do{'es' if fails == 1 else ''} not hold",
        f"{open_ones} cannot be settled from open sources",
    ]
    said.append(f"{', '.join(parts[:-1])}, and {parts[-1]}.")
    return said
