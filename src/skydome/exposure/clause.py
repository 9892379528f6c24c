"""One clause on its own: its formula under a few facts, without a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from skydome import forms
from skydome.errors import InputError
from skydome.exposure import logic
from skydome.exposure.changes import parse_changes
from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.settle import settling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from skydome.exposure.logic import Formula, Value
    from skydome.exposure.statute import Statute


def formula_of(clause: str, law: Statute, day: date) -> Formula:
    """Return a clause's formula on a day.

    Raises
    ------
    InputError
        There is no such clause, or it says nothing of how it is met.
    """
    known = law.ids()
    if clause not in known:
        meant = forms.did_you_mean(clause, known)
        problem = f"there is no clause {forms.quoted(clause)}{meant}"
        raise InputError(problem, field="--clause", allowed="a clause such as 9525(d)(1)(C)")
    try:
        return law.formula(clause, day)
    except ValueError as wrong:
        allowed = "a clause with a condition, such as 9525(d)(1)(C)"
        raise InputError(str(wrong), field="--clause", allowed=allowed) from None


def facts_set(
    words: Sequence[str], clause: str, formula: Formula, law: Statute
) -> dict[str, Value]:
    """Return the facts that ``--set`` words give to a clause.

    Raises
    ------
    InputError
        A word is not FACT=true, false or unknown, or the clause does not ask for the fact.
    """
    asked = logic.facts_of(formula)
    found: dict[str, Value] = {}
    for name, value in parse_changes(words, law).items():
        if name not in asked:
            problem = f"{clause} does not ask for {forms.quoted(name)}"
            raise InputError(problem, field="--set", allowed=", ".join(asked))
        if not (value is None or isinstance(value, bool)):
            problem = f"a clause without a case has no dates; {name} has one"
            raise InputError(problem, field="--set", allowed=f"{name}=true, false or unknown")
        found[name] = value
    return found


def clause_under(clause: str, words: Sequence[str], law: Statute, day: date) -> dict[str, Any]:
    """Return a clause's value under a few facts, all others unknown, as plain data.

    Raises
    ------
    InputError
        As in `formula_of` and `facts_set`.
    """
    formula = formula_of(clause, law, day)
    facts = facts_set(words, clause, formula, law)
    asked = logic.facts_of(formula)
    provision = law.provision(clause, day) or law.texts(clause)[0]
    return {
        "note": NOT_ADVICE,
        "clause": clause,
        "citation": law.parallel(clause),
        "text": provision.text or "",
        "sha256": provision.sha256,
        "text_version": law.section_of(clause).text_version,
        "as_of": day.isoformat(),
        "condition": VERDICTS[logic.by_completions(formula, facts)],
        "facts": {name: ANSWERS[facts.get(name)] for name in asked},
        "asks": {name: law.questions[name].asks for name in asked},
        "would_settle": {
            "met": _sets(formula, facts, to=True),
            "not met": _sets(formula, facts, to=False),
        },
    }


def _sets(formula: Formula, facts: Mapping[str, Value], *, to: bool) -> list[dict[str, bool]]:
    found = settling(formula, facts, to=to).sets
    return [] if found == ({},) else [dict(one) for one in found]
