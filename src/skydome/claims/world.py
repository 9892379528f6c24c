"""What checks look things up in: the wings' records, the day, and the document under audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from skydome.claims.verdict import Record, Witness
from skydome.exposure import dates
from skydome.partial_dates import PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date
    from pathlib import Path

    from skydome.catalogue import Catalogue
    from skydome.catalogue.parameter import Source
    from skydome.claims.record import PublicFact
    from skydome.exposure import Case, Statute
    from skydome.exposure.fact import Source as CaseSource
    from skydome.fielding import Deal

DRAWS = 32


class When(NamedTuple):
    """The day that a claim is about, and the day up to which things are known."""

    about: date
    known: date


@dataclass(frozen=True)
class World:
    """Everything a check may ask.

    Attributes
    ----------
    catalogue, law
        Of the whole audit.
    own
        Ids of sources that are the document under audit, or relay it.
    deals, cases
        A user's own in place of shipped ones, by id.
    folder
        Paths in a claims file are relative to it.
    draws
        Of uncertain parameters, in each study.
    """

    catalogue: Catalogue
    law: Statute
    own: frozenset[str] = frozenset()
    deals: dict[str, Deal] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    folder: Path | None = None
    draws: int = DRAWS
    progress: Callable[[str, int, int | None], None] = lambda *_: None

    def deal(self, name: str) -> Deal:
        """Return a deal by id or file."""
        from skydome.fielding import load_deal

        return self.deals.get(name) or load_deal(self.place(name))

    def case(self, name: str) -> Case:
        """Return a case of the law by id or file, without what only the document itself says."""
        from skydome.exposure import load_case

        return without_own(self.cases.get(name) or load_case(self.place(name), self.law), self.own)

    def place(self, name: str) -> str:
        """Return a file's path as seen from the claims file; an id as it is."""
        if self.folder is None or not name.endswith((".yaml", ".yml")):
            return name
        return str(self.folder / name)

    @cached_property
    def record(self) -> dict[str, PublicFact]:
        """The public record of facts that belong to no other wing, by id."""
        from skydome.claims.record import public_record

        return public_record()

    def witness(self, name: str, source: Source) -> Witness:
        """Return a source of a deal or of the catalogue as a witness."""
        return Witness(
            name,
            source.title,
            source.publisher,
            source.date,
            source.address,
            source.grade,
            own=name in self.own,
            known_on=last_day(source.date),
        )

    def of_deal(self, deal: Deal, names: Iterable[str]) -> tuple[Witness, ...]:
        """Return sources of a deal as witnesses."""
        from skydome.fielding import bibliography

        known = {**bibliography(), **deal.sources}
        return tuple(self.witness(name, known[name]) for name in names)

    def of_case(self, case: Case, names: Iterable[str]) -> tuple[Witness, ...]:
        """Return sources of a case as witnesses."""
        known = {**self.law.sources, **case.sources}
        return tuple(self._of_law(name, known[name]) for name in names)

    def _of_law(self, name: str, source: CaseSource) -> Witness:
        written = "" if source.date is None else str(source.date)
        return Witness(
            name,
            source.title,
            "",
            written or "not dated",
            source.address or "",
            source.grade or "not graded",
            own=name in self.own,
            known_on="" if source.date is None else source.date.last.isoformat(),
        )


def last_day(written: str) -> str:
    """Return the last day that a written date can mean, nothing where it is no date."""
    if not PATTERN.fullmatch(written):
        return ""
    try:
        return dates.parse(written).last.isoformat()
    except ValueError:
        return ""


def known_by(record: Record, day: date, *, happened: str = "") -> bool:
    """Return whether a record could be known on a day from a source that is not the document.

    It could if one independent source is dated by that day. Where none of them is dated, what
    happened by that day counts as known.
    """
    independent = record.independent
    if not independent:
        return False
    dated = [one.known_on for one in independent if one.known_on]
    if dated:
        return min(dated) <= day.isoformat()
    return last_day(happened or record.date) <= day.isoformat()


def without_own(case: Case, own: frozenset[str]) -> Case:
    """Return a case without the facts and events whose only source is the document under audit."""
    if not own:
        return case

    def independent(sources: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in sources if one not in own)

    facts = {}
    for name, entries in case.facts.items():
        kept = tuple(
            entry.model_copy(update={"source": independent(entry.source)})
            for entry in entries
            if independent(entry.source)
        )
        if kept:
            facts[name] = kept
    events = {name: one for name, one in case.events.items() if independent(one.source)}
    return case.model_copy(update={"facts": facts, "events": events})
