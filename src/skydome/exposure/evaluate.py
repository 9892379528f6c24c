"""Apply the statute, clause by clause, to one case on one date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.exposure import calendar, dates, logic
from skydome.exposure.changes import Certified, resolved
from skydome.exposure.fact import Known, dated, known_by
from skydome.exposure.finding import ANSWERS, Exposure, Finding, Node, Open
from skydome.exposure.logic import AtLeast, Clause, Fact, Never, Not
from skydome.exposure.menu import MenuFacts, menu_of
from skydome.exposure.settle import settling
from skydome.exposure.statute import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from skydome.exposure.case import Case
    from skydome.exposure.changes import Change, Resolved
    from skydome.exposure.finding import Menu
    from skydome.exposure.logic import Formula, Value
    from skydome.exposure.settle import Settling
    from skydome.exposure.statute import MenuRule, Relief, Statute


def examine(
    case: Case,
    *,
    as_of: date | None = None,
    changes: Mapping[str, Change] | None = None,
    statute: Statute | None = None,
) -> Exposure:
    """Return what the statute says about a case, with the clauses and facts behind each finding.

    Parameters
    ----------
    as_of
        The date of the examination: facts and events known by its end count, and clauses in force
        on it. The case's own date if it is not given.
    changes
        What-if changes, by fact or event: `True`, `False`, `None` for unknown, a date, or under
        ``certificate`` a whole certificate; see `parse_changes`.
    statute
        The law; the shipped one if it is not given.

    Raises
    ------
    InputError
        A change cannot be made.
    """
    law = statute or shipped()
    day = as_of or case.as_of
    ground = law.grounds[case.ground]
    walk = _Walk(law, case, day, resolved(changes or {}, law, ground, day))
    exposure = walk.finding("exposure", law.formula(ground.exposure, day), ground.without)
    relief = tuple(walk.relief(one) for one in ground.relief.values())
    menu = walk.menu(ground.menu) if ground.menu else None
    sections = law.reached(ground, day)
    return Exposure(
        case=case,
        as_of=day,
        law=law,
        text_versions=tuple(dict.fromkeys(one.text_version for one in sections)),
        changes={name: _as_text(change) for name, change in (changes or {}).items()},
        exposure=exposure,
        relief=relief,
        menu=menu,
        calendar=calendar.calendar_of(law, sections, walk.events, day),
        cautions=tuple(dict.fromkeys(one.caution for one in sections if one.caution)),
    )


def _as_text(change: Change) -> str:
    if isinstance(change, Certified):
        return f"{change.name}, certified on {change.on}" if change.on else change.name
    return str(change) if isinstance(change, dates.Span) else ANSWERS[change]


class _Walk:
    """One case on one date: what is known, with and without the changes, and findings from it."""

    def __init__(self, law: Statute, case: Case, day: date, changes: Resolved) -> None:
        self.law, self.case, self.day, self.changes = law, case, day, changes.facts
        happened = {
            name: event.date for name, event in case.events.items() if event.date.last <= day
        }
        self.events = happened | changes.events
        self.known = {name: self._known(name, self.events) for name in law.questions}
        self.before = {name: self._known(name, happened).value for name in law.questions}
        self.values = {name: known.value for name, known in self.known.items()} | changes.facts

    def _known(self, name: str, events: dict[str, dates.Span]) -> Known:
        question = self.law.questions[name]
        if question.date:
            return dated(question.date, events | {"as_of": dates.on_day(self.day)})
        return known_by(self.case.facts.get(name, ()), question, self.day)

    def relief(self, one: Relief) -> Finding:
        """Return whether a waiver, a delay or a termination is open."""
        formula = self.law.formula(one.clause, self.day)
        if one.also:
            formula = AtLeast(2, (Fact(one.also), formula))
        return self.finding(one.name, formula)

    def menu(self, rule: MenuRule) -> Menu:
        """Return the menu of sanctions, and whether enough of it is imposed."""
        enough = self.finding("sanctions imposed", self.law.formula(rule.clause, self.day))
        facts = MenuFacts(self.known, self.values, self.before)
        return menu_of(self.law, rule, self.day, facts, enough)

    def finding(self, name: str, formula: Formula, without: Sequence[str] = ()) -> Finding:
        """Return whether a condition is met, why, and what would settle it.

        ``without`` names the acts apart from which it is given too; all acts and dates by default.
        """
        asked, clauses = logic.facts_of(formula), logic.clauses_of(formula)
        acts = tuple(without) or tuple(
            n for n in asked if self.law.questions[n].settled_by == "act"
        )
        in_order = self._done(formula, acts, with_dates=not without)
        done = self.values | in_order
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
            apart_before=logic.by_completions(formula, self.before | in_order),
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
        """Return the tree below a formula, with the value of each line."""
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
                raise ValueError("only a clause can be out of force")

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
            short=question.short or "",
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
