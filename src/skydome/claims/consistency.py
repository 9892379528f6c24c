"""The same quantity in several documents, side by side; and errors that circulate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skydome.claims.circulating import Recognised, recognised

if TYPE_CHECKING:
    from skydome.claims.audit import Audit, Audited


@dataclass(frozen=True)
class Saying:
    """What one claim says of a topic, and whether it holds."""

    claim: str
    document: str
    words: str
    value: float | None
    unit: str | None
    verdict: str
    why: str


@dataclass(frozen=True)
class Topic:
    """One topic that documents speak of.

    Attributes
    ----------
    low, high, unit
        The spread of the values given; None where fewer than two numbers are.
    differ
        Whether documents say different things.
    errors
        Known errors among the words.
    """

    topic: str
    sayings: tuple[Saying, ...]
    low: float | None
    high: float | None
    unit: str | None
    differ: bool
    errors: tuple[Recognised, ...]


def consistency(found: Audit) -> list[Topic]:
    """Return every topic of which two documents speak, in the order of the file."""
    groups: dict[str, list[Saying]] = {}
    for one in found.claims:
        for saying in _sayings(one):
            groups.setdefault(saying[0], []).append(saying[1])
    return [
        _topic(topic, sayings)
        for topic, sayings in groups.items()
        if len({saying.document for saying in sayings}) > 1
    ]


def _sayings(one: Audited) -> list[tuple[str, Saying]]:
    return [
        (
            stated.topic,
            Saying(
                one.claim.id,
                one.claim.document,
                stated.words,
                stated.value,
                stated.unit,
                one.verdict.value,
                one.why,
            ),
        )
        for stated in one.claim.states
    ]


def _topic(topic: str, sayings: list[Saying]) -> Topic:
    values = [saying.value for saying in sayings if saying.value is not None]
    units = {saying.unit for saying in sayings if saying.value is not None}
    numbers = len(values) > 1 and len(units) == 1
    return Topic(
        topic,
        tuple(sayings),
        min(values) if numbers else None,
        max(values) if numbers else None,
        units.pop() if numbers else None,
        len({saying.words for saying in sayings}) > 1,
        tuple(error for saying in sayings for error in recognised(saying.words)),
    )
