"""A body of law: sections, questions, ambiguities, and the grounds on which a case can rest."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, RootModel

from skydome import forms, yamlfile
from skydome.exposure import logic
from skydome.exposure.fact import Event, Question, Source
from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not
from skydome.exposure.provision import ClauseId, Condition, Form, Provision, Section, Text

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure.logic import Formula
    from skydome.exposure.provision import Period, Written

SHIPPED = Path(__file__).parent / "law"


class Questions(Form):
    """A ``facts.yaml``: what clauses ask for, and the dated events they count from."""

    events: dict[str, Event]
    questions: dict[str, Question]


class Ambiguity(Form):
    """Something the text leaves open, with the clauses it touches."""

    id: int
    text: Text
    touches: tuple[ClauseId, ...]


class Ambiguities(Form):
    """An ``ambiguities.yaml``."""

    ambiguities: tuple[Ambiguity, ...]


class Certificate(Form):
    """What the President submits for a waiver, delay or termination.

    ``act`` is the act of submitting it, ``states`` the clauses or facts it has to state, and
    ``effect`` the event of the day on which it takes effect.
    """

    act: str
    states: tuple[Condition, ...]
    effect: str | None = None


class Relief(Form):
    """A waiver, a delay or a termination; ``also`` is a fact that it needs on this ground only."""

    name: Text
    clause: ClauseId
    also: str | None = None
    certificate: Certificate | None = None


class MenuRule(Form):
    """The menu of sanctions: its clause, how items count, and the cases that are precedents."""

    clause: ClauseId
    counting: Text
    precedents: tuple[str, ...] = ()


class Ground(Form):
    """The law a case rests on.

    ``exposure`` is the clause that sets the condition; ``without`` the official acts in it, apart
    from which the finding is also given.
    """

    title: Text
    exposure: ClauseId
    without: tuple[str, ...]
    relief: dict[str, Relief]
    relief_named: Text = Field("waiver, delay or termination", description="any of them, after No")
    menu: MenuRule | None = None


class Grounds(Form):
    """A ``grounds.yaml``."""

    not_encoded: Text | None = Field(None, description="one sentence on what is out of scope")
    grounds: dict[str, Ground]


class Bibliography(RootModel[dict[str, Source]]):
    """A ``sources.yaml``: sources by id."""


class Statute:
    """Every provision by its id and date.

    Parameters
    ----------
    folder
        One YAML file a section, named ``NAME-NUMBER.yaml``, and ``facts.yaml``,
        ``ambiguities.yaml``, ``grounds.yaml``, ``sources.yaml``.

    Raises
    ------
    InputError
        A file cannot be used, a text is not the one that was hashed, two texts of one clause are
        in force on one day, or a formula names something that is not there.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        asked = _filled(Questions, folder / "facts.yaml")
        self.questions, self.events = asked.questions, asked.events
        self.ambiguities = _filled(Ambiguities, folder / "ambiguities.yaml").ambiguities
        scope = _filled(Grounds, folder / "grounds.yaml")
        self.grounds, self.not_encoded = scope.grounds, scope.not_encoded or ""
        self.sources = _filled(Bibliography, folder / "sources.yaml").root
        self.sections: dict[str, Section] = {}
        self._texts: dict[str, list[Provision]] = {}
        for file in sorted(folder.glob("*-[0-9]*.yaml")):
            self._add(yamlfile.read(file))

    def _add(self, document: yamlfile.Document) -> None:
        section = forms.fill(Section, document)
        self.sections[section.section] = section
        for n, provision in enumerate(section.provisions):
            others = self._texts.setdefault(provision.id, [])
            others.append(provision)
            periods = [self.period(one) for one in others]
            if any(a.covers(b.first) or b.covers(a.first) for a, b in _pairs(periods)):
                problem = f"{provision.id} has two texts in force on one day"
                raise document.error(("provisions", n), problem, "periods that do not overlap")

    def ids(self) -> list[str]:
        """Return the id of every clause, in the order of the text."""
        return list(self._texts)

    def texts(self, clause: str) -> list[Provision]:
        """Return every text a clause has had."""
        return self._texts[clause]

    def section_of(self, clause: str) -> Section:
        """Return the section that a clause is part of: ``9525`` for ``9525(a)``."""
        return self.sections[_section_id(clause)]

    def provision(self, clause: str, day: date) -> Provision | None:
        """Return the text of a clause in force on a day; ``None`` where there is none."""
        found = [one for one in self._texts[clause] if self.period(one).covers(day)]
        return found[0] if found else None

    def period(self, provision: Provision) -> Period:
        """Return when a text is in force: as it says, or as the clause around it says."""
        return next(
            (one.in_force for one in self._upwards(provision) if one.in_force),
            self.section_of(provision.id).in_force,
        )

    def actor(self, provision: Provision) -> str | None:
        """Return who is to act, from the clause or one around it."""
        return next((one.actor for one in self._upwards(provision) if one.actor), None)

    def modality(self, provision: Provision) -> str | None:
        """Return shall, may, and so on, from the clause or one around it.

        That of the clauses around it is not handed down past a clause that names another actor.
        """
        around = self._upwards(provision)
        return next((one.modality for one in around if one.modality or one.actor), None)

    def parallel(self, clause: str) -> str:
        """Return the citation of the Act a clause was enacted in."""
        section = self.section_of(clause)
        own = next((one.parallel for one in self._texts[clause] if one.parallel), None)
        place = clause.removeprefix(section.section).removesuffix("-flush")
        return own or section.parallel + (place if place.startswith("(") else "")

    def _upwards(self, provision: Provision) -> list[Provision]:
        """Return a provision and those around it, the innermost first."""
        around = [provision]
        place = provision.id.removesuffix("-flush")
        while "(" in place:
            place = place.rsplit("(", 1)[0]
            around += self._texts.get(place, ())
        return around

    def formula(self, clause: str, day: date) -> Formula:
        """Return how a clause is met on a day, with nothing left to look up.

        Raises
        ------
        ValueError
            There is no such clause, or it says nothing of how it is met.
        """
        return _built(self, clause, day)

    def written(self, condition: Written, day: date) -> Formula:
        """Return a formula as a file writes it, built for a day."""
        return _formula(self, condition, day)

    def touching(self, clauses: list[str]) -> list[Ambiguity]:
        """Return what the text leaves open in any of the clauses."""
        return [one for one in self.ambiguities if set(one.touches) & set(clauses)]

    def reached(self, ground: Ground, day: date) -> list[Section]:
        """Return the sections that the findings of a ground go through, in the order of files."""
        starts = [ground.exposure, *(one.clause for one in ground.relief.values())]
        starts += [ground.menu.clause] if ground.menu else []
        clauses = [c for start in starts for c in logic.clauses_of(self.formula(start, day))]
        found = {_section_id(clause) for clause in clauses}
        return [section for name, section in self.sections.items() if name in found]

    def check(self, day: date | None = None) -> None:
        """Build every formula once, so that a name that does not exist is found.

        Parameters
        ----------
        day
            The texts in force on this day are checked; by default those in force at the end.

        Raises
        ------
        InputError
            A formula names a clause or a fact that does not exist.
        """
        for clause, texts in self._texts.items():
            for one in texts:
                on = day or self.period(one).until or self.period(one).first
                for condition in (one.met, one.effective_if):
                    if condition is not None:
                        _formula(self, condition, on)
            if texts[0].met is not None:
                self.formula(clause, day or self.period(texts[0]).first)


def _section_id(clause: str) -> str:
    return re.split(r"[(-]", clause, maxsplit=1)[0]


def _built(statute: Statute, clause: str, day: date) -> Formula:
    if clause not in statute.ids():
        raise ValueError(f"there is no clause {clause}")
    provision = statute.provision(clause, day)
    if provision is None:
        return Clause(clause, Never())
    if provision.met is None:
        raise ValueError(f"{clause} says nothing of how it is met")
    return Clause(clause, _formula(statute, provision.met, day))


def _formula(statute: Statute, written: Written, day: date) -> Formula:
    if isinstance(written, str):
        if written[0].isdigit():
            return _built(statute, written, day)
        if written not in statute.questions:
            raise ValueError(f"there is no fact {written!r}")
        return Fact(written)
    if "not" in written:
        return Not(_formula(statute, written["not"], day))
    listed: list[Any] = written.get("of") or written.get("all") or written["any"]
    parts = tuple(_formula(statute, part, day) for part in listed)
    count = written.get("at_least", len(parts) if "all" in written else 1)
    return AtLeast(count, parts)


def _filled(form: type[Any], file: Path) -> Any:  # noqa: ANN401 - the form that was given
    return forms.fill(form, yamlfile.read(file))


def _pairs(periods: list[Period]) -> list[tuple[Period, Period]]:
    return [(a, b) for n, a in enumerate(periods) for b in periods[n + 1 :]]


@cache
def shipped() -> Statute:
    """Return the law that is shipped, read once."""
    return Statute()
