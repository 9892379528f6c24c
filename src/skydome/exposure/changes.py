"""What-if changes: facts set to another value, dates of events, and whole certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from skydome import forms
from skydome.errors import InputError
from skydome.exposure import dates, logic
from skydome.exposure.dates import Span
from skydome.exposure.fact import VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from skydome.exposure.logic import Value
    from skydome.exposure.statute import Certificate, Ground, Statute

CERTIFICATE = "certificate"
FORMS = "FACT=true, FACT=false, FACT=unknown, ACT=DATE, EVENT=DATE, certificate=NAME or NAME@DATE"


class Certified(NamedTuple):
    """A certificate, by its waiver, delay or termination; on the as-of date by default."""

    name: str
    on: Span | None = None


Change: TypeAlias = bool | Span | Certified | None


class Resolved(NamedTuple):
    """Changes in terms of single facts and events."""

    facts: dict[str, Value]
    events: dict[str, Span]


def parse_changes(words: Sequence[str], statute: Statute) -> dict[str, Change]:
    """Return the changes that ``--set`` words ask for, by fact, event or ``certificate``.

    Raises
    ------
    InputError
        A word is not of one of these forms, names no fact or event, or names one twice.
    """
    changes: dict[str, Change] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise _refused(f"{forms.quoted(word)} does not fit", FORMS)
        if name in changes:
            raise _refused(f"{name} is set twice", "once")
        changes[name] = _change(name, value, word, statute)
    return changes


def _change(name: str, value: str, word: str, statute: Statute) -> Change:
    if name == CERTIFICATE:
        relief, _, on = value.partition("@")
        return Certified(relief, _date(on, word) if on else None)
    if name in statute.events:
        return _date(value, word)
    if name not in statute.questions:
        meant = forms.did_you_mean(name, [*statute.questions, *statute.events, CERTIFICATE])
        problem = f"no clause asks for {forms.quoted(name)}{meant}"
        raise _refused(problem, "a name that `skydome exposure --facts` lists")
    if value in VALUES:
        return VALUES[value]
    if statute.questions[name].settled_by != "act":
        raise _refused(f"{forms.quoted(word)} does not fit", f"{name}=true, false or unknown")
    return _date(value, word)


def _date(text: str, word: str) -> Span:
    try:
        return dates.parse(text)
    except ValueError as wrong:
        raise _refused(f"{forms.quoted(word)}: {wrong}", dates.WRITTEN) from None


def _refused(problem: str, allowed: str) -> InputError:
    return InputError(problem, field="--set", allowed=allowed)


def resolved(changes: Mapping[str, Change], law: Statute, ground: Ground, day: date) -> Resolved:
    """Return the facts and events that changes set; single facts override those of a certificate.

    An official act with a date is done on that date, and the event of the act has that date.

    Raises
    ------
    InputError
        A name is not known, a date lies after the as-of date, or the ground has no such
        certificate in force.
    """
    found = Resolved({}, {})
    for change in changes.values():
        if isinstance(change, Certified):
            _certify(found, change, law, ground, day)
    for name, change in changes.items():
        if isinstance(change, Span):
            _date_of(found, name, change, law, day)
        elif not isinstance(change, Certified):
            if name not in law.questions:
                raise _refused(f"no clause asks for {forms.quoted(name)}", "a fact of the law")
            found.facts[name] = change
    return found


def _date_of(found: Resolved, name: str, when: Span, law: Statute, day: date) -> None:
    event = name if name in law.events else law.questions[name].event
    acts = [act for act, asked in law.questions.items() if asked.event and asked.event == event]
    if when.first > day and not (event and law.events[event].planned):
        allowed = f"{day} or earlier, or a later --as-of"
        raise _refused(f"{name}={when} lies after the as-of date", allowed)
    if event:
        found.events[event] = when
    for act in acts or ([] if event else [name]):
        found.facts[act] = dates.not_after(when, dates.on_day(day))


def _certify(found: Resolved, change: Certified, law: Statute, ground: Ground, day: date) -> None:
    rules = {key: one.certificate for key, one in ground.relief.items() if one.certificate}
    rule = rules.get(change.name)
    if rule is None:
        meant = forms.did_you_mean(change.name, rules)
        problem = f"there is no certificate {forms.quoted(change.name)}{meant}"
        raise _refused(problem, ", ".join(rules))
    clause = ground.relief[change.name].clause
    if law.provision(clause, day) is None:
        raise _refused(f"{clause} is not in force on {day}", "a later --as-of")
    for state in rule.states:
        found.facts.update(logic.literals(law.written(state, day)))
    on = change.on or dates.on_day(day)
    _date_of(found, rule.act, on, law, day)
    if rule.effect:
        found.events[rule.effect] = on.shifted(_lead_days(rule, law))


def _lead_days(rule: Certificate, law: Statute) -> int:
    """Return how many days a certificate has to precede its effect."""
    rules = [question.date for question in law.questions.values() if question.date]
    return sum(one.days for one in rules if one.at == rule.effect)
