"""An audit as plain data, for JSON and for the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from skydome._version import __version__
from skydome.claims.consistency import consistency
from skydome.claims.verdict import Calculation, ClauseText, Record, Verdict

if TYPE_CHECKING:
    from skydome.claims.audit import Audit, Audited, AuditedPart
    from skydome.claims.verdict import Answer, Evidence

KINDS = {Calculation: "calculation", Record: "record", ClauseText: "clause"}


def as_dict(found: Audit) -> dict[str, Any]:
    """Return an audit as JSON holds it: every verdict with its chain of evidence."""
    documents = found.file.documents
    return {
        "skydome": __version__,
        "id": found.file.id,
        "title": found.file.title,
        "as_of": found.as_of.isoformat(),
        "draws": found.draws,
        "text_versions": list(found.text_versions),
        "cautions": list(found.cautions),
        "counts": counts(found),
        "by_document": {name: counts(found, name) for name in documents},
        "documents": {
            name: one.model_dump(mode="json", exclude_none=True) for name, one in documents.items()
        },
        "claims": [claim_dict(one) for one in found.claims],
        "consistency": [asdict(topic) for topic in consistency(found)],
    }


def counts(found: Audit, document: str | None = None) -> dict[str, int]:
    """Return the number of claims by verdict, only those that occur."""
    return {verdict.value: count for verdict, count in found.counts(document).items() if count}


def claim_dict(one: Audited) -> dict[str, Any]:
    """Return one claim as plain data."""
    claim = one.claim
    return {
        "id": claim.id,
        "document": claim.document,
        "speaker": claim.speaker,
        "claim": claim.claim,
        "quotation": claim.quotation,
        "kind": claim.kind,
        "verdict": one.verdict.value,
        "on_its_day": one.on_its_day.value,
        "today": one.today.value,
        "confidence": one.confidence,
        "why": one.why,
        "parts": [_part(part) for part in one.parts],
    }


def _part(one: AuditedPart) -> dict[str, Any]:
    return {
        "says": one.part.says,
        "role": one.part.role,
        "reading": one.part.reading,
        "check": one.check,
        "asked": one.part.asked[1].model_dump(mode="json", exclude_none=True),
        **answer_dict(one.answer),
        "on_its_day": one.on_its_day.verdict.value,
        "today": one.today.verdict.value,
    }


def answer_dict(one: Answer) -> dict[str, Any]:
    """Return an answer as plain data."""
    return {
        "verdict": one.verdict.value,
        "why": one.why,
        "confidence": one.confidence,
        "share_of_draws": one.share,
        "missing": one.missing or None,
        "would_change": one.would_change or None,
        "notes": list(one.notes),
        "evidence": [_evidence(piece) for piece in one.evidence],
    }


def _evidence(piece: Evidence) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": KINDS[type(piece)], **piece._asdict()}
    if isinstance(piece, Record):
        data["witnesses"] = [one._asdict() for one in piece.witnesses]
        data["supports"] = bool(piece.independent)
    return data


VERDICTS = tuple(verdict.value for verdict in Verdict)
