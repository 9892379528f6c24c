"""Walk the statute for one case on one date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome import forms
from skydome.errors import InputError
from skydome.exposure import calendar, dates, logic, menu
from skydome.exposure.fact import VALUES, Known, dated, known_by
from skydome.exposure.finding import Exposure, Finding, Node, Open
from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not
from skydome.exposure.settle import settling
from skydome.exposure.statute import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from skydome.exposure.case import Case
    from skydome.exposure.logic import Formula, Value
    from skydome.exposure.settle import Settling
    from skydome.exposure.statute import Statute

OLD_TEXT = (
    "The text is that of April 2023 for 22 U.S.C.; no later amendment was found, and none was "
    "ruled out."
)
SUMMARISED = "Section 1241 is at hand only in quoted passages; the rest of it is summarised."


def examine(
    case: Case,
    *,
    as_of: date | None = None,
    changes: Mapping[str, Value] | None = None,
    statute: Statute | None = None,
) -> Exposure:
    """Return what the statute says of a case, with the tree behind each finding.

    Parameters
    ----------
    as_of
        The date on which to look: facts and dates known by its end count, and clauses in force
        on it. The case's own date where it is not given.
    changes
        Facts set to another value, to see which branches move.
    statute
        The law; the shipped one where it is not given.

    Raises
    ------
    InputError
        A change names a fact that no clause asks for.
    """
    law = statute or shipped()
    walk = _Walk(law, case, as_of or case.as_of, dict(changes or {}))
    ground = law.grounds[case.ground]
    exposure = walk.finding("exposure", law.formula(ground.exposure, walk.day), ground.without)
    doors = []
    for door in ground.doors.values():
        formula = law.formula(door.clause, walk.day)
        if door.also:
            formula = AtLeast(2, (Fact(door.also), formula))
        doors.append(walk.finding(door.name, formula))
    enough = walk.finding("five or more", law.formula(menu.MENU, walk.day))
    return Exposure(
        case=case,
        as_of=walk.day,
        text_versions=_text_versions(law, (exposure, *doors, enough)),
        changes=walk.changes,
        exposure=exposure,
        doors=tuple(doors),
        menu=menu.menu_of(law, walk.day, walk.known, walk.values, enough),
        calendar=calendar.calendar_of(law, case.ground, walk.events, walk.day),
        cautions=(OLD_TEXT, SUMMARISED) if case.ground == "1241" else (OLD_TEXT,),
    )


def parse_changes(words: Sequence[str], statute: Statute) -> dict[str, Value]:
    """Return ``fact=true|false|unknown`` words as changes.

    Raises
    ------
    InputError
        A word is not of this form, names no fact, or names one twice.
    """
    changes: dict[str, Value] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or value not in VALUES:
            allowed = "FACT=true, FACT=false or FACT=unknown"
            raise InputError(f"{forms.quoted(word)} does not fit", field="--set", allowed=allowed)
        if name in changes:
            raise InputError(f"{name} is set twice", field="--set", allowed="once")
        if name not in statute.questions:
            meant = forms.did_you_mean(name, statute.questions)
            problem = f"no clause asks for {forms.quoted(name)}{meant}"
            allowed = "a fact that `skydome exposure --facts` lists"
            raise InputError(problem, field="--set", allowed=allowed)
        changes[name] = VALUES[value]
    return changes


def _text_versions(law: Statute, findings: Sequence[Finding]) -> tuple[str, ...]:
    sections = (law.section_of(clause) for one in findings for clause in _clauses(one.tree))
    return tuple(dict.fromkeys(section.text_version for section in sections))


def _clauses(node: Node) -> list[str]:
    below = [clause for child in node.children for clause in _clauses(child)]
    return [node.name, *below] if node.kind == "clause" else below


class _Walk:
    """One case on one date: what is known, and findings from it."""

    def __init__(self, law: Statute, case: Case, day: date, changes: dict[str, Value]) -> None:
        self.law, self.case, self.day, self.changes = law, case, day, changes
        self.events: dict[str, dates.Span] = {
            name: event.date for name, event in case.events.items() if event.date.last <= day
        }
        self.known = {name: self._known(name) for name in law.questions}
        self.before = {name: known.value for name, known in self.known.items()}
        self.values = self.before | changes

    def _known(self, name: str) -> Known:
        question = self.law.questions[name]
        if question.date:
            return dated(question.date, self.events | {"as_of": dates.Span(self.day, self.day)})
        return known_by(self.case.facts.get(name, ()), question, self.day)

    def finding(self, name: str, formula: Formula, without: Sequence[str] = ()) -> Finding:
        """Return whether a condition is met, why, and what would settle it."""
        asked, clauses = logic.facts_of(formula), logic.clauses_of(formula)
        acts = tuple(without) or tuple(
            n for n in asked if self.law.questions[n].settled_by == "act"
        )
        done = self.values | self._done(formula, acts, with_dates=not without)
        sets = [
            settling(formula, facts, to=to) for facts in (self.values, done) for to in (True, False)
        ]
        return Finding(
            name=name,
            clause=clauses[0],
            citation=self.law.parallel(clauses[0]),
            tree=self._node(formula),
            value=logic.evaluate(formula, self.values),
            before=logic.evaluate(formula, self.before),
            by_completions=logic.by_completions(formula, self.values),
            repeated=tuple(logic.repeated(formula)),
            mixed=tuple(logic.mixed(formula)),
            unknown=tuple(self._open(n) for n in asked if _matters(n, sets)),
            if_met=sets[0],
            if_not_met=sets[1],
            ambiguities=tuple((one.id, one.text) for one in self.law.touching(clauses)),
            acts=acts,
            apart=logic.by_completions(formula, done),
            apart_met=sets[2],
            apart_not_met=sets[3],
        )

    def _done(self, formula: Formula, acts: Sequence[str], *, with_dates: bool) -> dict[str, Value]:
        """Return acts, and the dates that go with them, as the formula asks for them."""
        both = logic.mixed(formula)
        wanted = {name: sign for name, sign in logic.literals(formula) if name not in both}
        return {
            name: sign
            for name, sign in wanted.items()
            if name in acts or (with_dates and self.law.questions[name].date)
        }

    def _open(self, name: str) -> Open:
        question, known = self.law.questions[name], self.known[name]
        why = known.why or (known.entry.reason if known.entry else "")
        return Open(name, question.asks, question.settled_by, why)

    def _node(self, formula: Formula) -> Node:
        """Return the tree below a formula, with the value of every line of it."""
        value = logic.evaluate(formula, self.values)
        before = logic.evaluate(formula, self.before)
        match formula:
            case Fact(name):
                return self._fact(name)
            case Clause(clause, part):
                return self._clause(clause, part, value, before)
            case Not(part):
                return Node("not", "", value, before, _join(part), self._parts(part))
            case AtLeast():
                return Node("group", "", value, before, _join(formula), self._parts(formula))
            case Never():
                raise ValueError("this stands in a clause only")

    def _fact(self, name: str) -> Node:
        question = self.law.questions[name]
        return Node(
            "fact",
            name,
            self.values[name],
            self.before[name],
            text=question.asks,
            known=self.known[name],
            changed=name in self.changes,
            settled_by=question.settled_by,
            guidance=question.guidance or "",
        )

    def _parts(self, formula: Formula) -> tuple[Node, ...]:
        """Return the lines below a clause, a NOT or a group."""
        if isinstance(formula, Never):
            return ()
        parts = formula.parts if isinstance(formula, AtLeast) else (formula,)
        return tuple(self._node(part) for part in parts)

    def _clause(self, clause: str, part: Formula, value: Value, before: Value) -> Node:
        provision = self.law.provision(clause, self.day) or self.law.texts(clause)[0]
        return Node(
            "clause",
            clause,
            value,
            before,
            _join(part),
            self._parts(part),
            heading=provision.heading or "",
            text=provision.text or "",
            summary=provision.summary or "",
            parallel=self.law.parallel(clause),
            actor=self.law.actor(provision) or "",
            modality=self.law.modality(provision) or "",
            note=provision.note or "",
            period=str(self.law.period(provision)),
            in_force=not isinstance(part, Never),
            sha256=provision.sha256 or "",
            source=provision.source,
        )


def _matters(fact: str, sets: Sequence[Settling]) -> bool:
    """Return whether a fact is in any of the smallest sets that would settle a finding."""
    return any(fact in facts for found in sets for facts in found.sets)


def _join(formula: Formula) -> str:
    if not isinstance(formula, AtLeast) or len(formula.parts) == 1:
        return ""
    if formula.count == len(formula.parts):
        return "all"
    return "any" if formula.count == 1 else f"at least {formula.count}"
