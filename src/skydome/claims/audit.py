"""Audit claims: every part answered, on three days, and put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from skydome.claims.form import last_day_of
from skydome.claims.registry import checks
from skydome.claims.verdict import UNCHECKABLE, Answer, Confidence, Verdict, combined, least
from skydome.claims.world import When, World

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from skydome.claims.form import Claim, ClaimsFile, Document, Part


@dataclass(frozen=True)
class AuditedPart:
    """One part with its answers.

    Attributes
    ----------
    answer
        About the claim's day, with all that is known today: the answer that counts.
    on_its_day
        About the claim's day, with what was known then.
    today
        As if it were said today.
    """

    part: Part
    check: str
    answer: Answer
    on_its_day: Answer
    today: Answer


@dataclass(frozen=True)
class Audited:
    """One claim with its verdict on three days; ``why`` is one sentence."""

    claim: Claim
    document: Document
    verdict: Verdict
    on_its_day: Verdict
    today: Verdict
    confidence: Confidence
    why: str
    parts: tuple[AuditedPart, ...]

    @property
    def core(self) -> tuple[AuditedPart, ...]:
        """The parts that decide."""
        return tuple(one for one in self.parts if one.part.role == "core")


@dataclass(frozen=True)
class Audit:
    """A whole claims file, audited; ``as_of`` counts as today."""

    file: ClaimsFile
    as_of: date
    draws: int
    claims: tuple[Audited, ...]
    text_versions: tuple[str, ...]
    cautions: tuple[str, ...]

    def counts(self, document: str | None = None) -> dict[Verdict, int]:
        """Return the number of claims by verdict, of one document or of all."""
        found = [one.verdict for one in self.claims if document in {None, one.claim.document}]
        return {verdict: found.count(verdict) for verdict in Verdict}


def audit(
    file: ClaimsFile,
    world: World,
    as_of: date | None = None,
    progress: Callable[[str, int, int | None], None] = lambda *_: None,
) -> Audit:
    """Return every claim of a file with its verdict.

    Parameters
    ----------
    file, world
        The claims, and what checks look things up in.
    as_of
        Counts as today; the file's own day by default.
    progress
        Called with a stage, how much of it is done, and how much there is.

    Raises
    ------
    InputError
        A check names something that does not exist.
    """
    today = as_of or file.as_of
    found = []
    for number, claim in enumerate(file.claims):
        progress("claims", number, len(file.claims))
        found.append(_audited(claim, file.documents[claim.document], world, today))
    progress("claims", len(file.claims), len(file.claims))
    sections = world.law.sections.values()
    return Audit(
        file,
        today,
        world.draws,
        tuple(found),
        tuple(dict.fromkeys(one.text_version for one in sections)),
        tuple(dict.fromkeys(one.caution for one in sections if one.caution)),
    )


def _audited(claim: Claim, document: Document, world: World, today: date) -> Audited:
    ours = replace(world, own=frozenset(document.same_as))
    about = last_day_of(claim, document)
    parts = tuple(
        _audited_part(part, about, min(document.last, today), today, ours) for part in claim.parts
    )
    core = [one for one in parts if one.part.role == "core"]
    verdict = combined(one.answer.verdict for one in core)
    return Audited(
        claim,
        document,
        verdict,
        combined(one.on_its_day.verdict for one in core),
        combined(one.today.verdict for one in core),
        least(one.answer.confidence for one in core if one.answer.verdict not in UNCHECKABLE),
        " ".join(one.answer.why for one in core),
        parts,
    )


def _audited_part(part: Part, about: date, said: date, today: date, world: World) -> AuditedPart:
    name, asked = part.asked
    check = checks()[name]

    def on(about: date, known: date) -> Answer:
        return check.answer(asked, When(about, known), world)

    answer = on(about, today)
    if not check.dated:
        return AuditedPart(part, name, answer, answer, answer)
    return AuditedPart(part, name, answer, on(about, said), on(today, today))
