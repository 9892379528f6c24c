"""Verdicts, the evidence behind them, and the rules that combine them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST, FEW = 0.9, 0.1  # of the draws: from here on a claim holds, or does not


class Verdict(StrEnum):
    """What an audit says of a claim."""

    HOLDS = "holds"
    IN_PART = "holds in part"
    FAILS = "does not hold"
    CONTESTED = "contested"
    OPEN = "not settled by open sources"
    JUDGEMENT = "judgement"
    SCENARIO = "scenario"
    OUTSIDE = "outside"


UNCHECKABLE = (Verdict.JUDGEMENT, Verdict.SCENARIO, Verdict.OUTSIDE)
Confidence = Literal["high", "medium", "low", "none"]
RANK: dict[Confidence, int] = {"high": 3, "medium": 2, "low": 1, "none": 0}


class Witness(NamedTuple):
    """A source of one piece of evidence.

    Attributes
    ----------
    own
        It is the document under audit, or relays it: no evidence for that document's claims.
    known_on
        The last day that its date can mean, as text; empty where it is not dated.
    """

    id: str
    title: str
    publisher: str
    date: str
    address: str
    grade: str
    own: bool = False
    known_on: str = ""


class Calculation(NamedTuple):
    """Evidence that Skydome computed.

    ``inputs`` are names with values as people read them. ``draws``, ``seed`` and ``sha256``
    reproduce it, and ``command`` shows much the same in the terminal.
    """

    what: str
    result: str
    inputs: dict[str, str]
    sha256: str
    draws: int = 0
    seed: int = 0
    share: float | None = None
    command: str = ""


class Record(NamedTuple):
    """Evidence on record: what it says, when, by whom, how far to trust it."""

    what: str
    date: str
    confidence: str
    reason: str
    witnesses: tuple[Witness, ...]
    command: str = ""

    @property
    def independent(self) -> tuple[Witness, ...]:
        """The sources that are not the document under audit."""
        return tuple(one for one in self.witnesses if not one.own)


class ClauseText(NamedTuple):
    """Evidence in the law: a clause with its text, hash and version."""

    clause: str
    citation: str
    text: str
    sha256: str
    version: str
    in_force: str
    result: str
    command: str = ""


Evidence = Calculation | Record | ClauseText


@dataclass(frozen=True)
class Answer:
    """The answer to one check.

    Attributes
    ----------
    why
        One sentence.
    missing
        The fact that would settle it, where the verdict is that open sources do not.
    share
        Part of the draws of the uncertain parameters in which the claim holds; None where no
        draws were made.
    dated
        Whether the answer depends on the day.
    """

    verdict: Verdict
    why: str
    confidence: Confidence
    evidence: tuple[Evidence, ...] = ()
    would_change: str = ""
    missing: str = ""
    share: float | None = None
    notes: tuple[str, ...] = field(default=())


def by_share(share: float) -> Verdict:
    """Return the verdict for the part of the draws in which a claim holds."""
    if share >= MOST:
        return Verdict.HOLDS
    return Verdict.FAILS if share <= FEW else Verdict.OPEN


def combined(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a claim from those of the parts that make it up.

    A claim holds if every part does. It holds in part if some part does and another does not, is
    open, or cannot be checked. Where no part holds, one false part makes the claim false; else
    disagreement of sources comes before open questions. A claim without a checkable part has the
    verdict of its first part.

    Raises
    ------
    ValueError
        There are no parts.
    """
    found = list(verdicts)
    if not found:
        raise ValueError("a claim has at least one part")
    checked = [one for one in found if one not in UNCHECKABLE]
    if not checked:
        return found[0]
    if all(one is Verdict.HOLDS for one in found):
        return Verdict.HOLDS
    if any(one in {Verdict.HOLDS, Verdict.IN_PART} for one in checked):
        return Verdict.IN_PART
    for one in (Verdict.FAILS, Verdict.CONTESTED):
        if one in checked:
            return one
    return Verdict.OPEN


def least(levels: Iterable[Confidence]) -> Confidence:
    """Return the lowest of some confidences, none where there is none."""
    return min(levels, key=RANK.__getitem__, default="none")


def from_witnesses(witnesses: Iterable[Witness]) -> Confidence:
    """Return how far sources can be trusted that are not the document under audit.

    High with one of grade A or two of grade B, medium with one of B or two of C, low otherwise;
    none without any.
    """
    grades = [one.grade for one in witnesses if not one.own]
    counts = {grade: grades.count(grade) for grade in "ABCD"}
    if counts["A"] or counts["B"] >= 2:  # noqa: PLR2004 - two independent sources
        return "high"
    if counts["B"] or counts["C"] >= 2:  # noqa: PLR2004 - two independent sources
        return "medium"
    return "low" if grades else "none"
