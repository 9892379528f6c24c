"""Public statements about the law, checked against its encoded text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from skydome import forms, yamlfile
from skydome.exposure import logic
from skydome.exposure.case import Id, load_case
from skydome.exposure.evaluate import examine
from skydome.exposure.finding import VERDICTS
from skydome.exposure.provision import ClauseId, Day, Form, Text
from skydome.exposure.statute import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from skydome.exposure.statute import Statute

Condition = Literal["met", "not met", "unknown"]


class Says(Form):
    """The clause has these words."""

    clause: ClauseId
    words: Text


class Lacks(Form):
    """No clause whose id begins with one of ``clauses`` has any of these words."""

    clauses: tuple[ClauseId, ...]
    words: tuple[Text, ...]


class Gives(Form):
    """The clause's formula gives this, with these facts and all others unknown."""

    clause: ClauseId
    facts: dict[str, bool]
    condition: Condition = Field(alias="is")


class Finds(Form):
    """A shipped case gives this on a date."""

    case: Id
    as_of: Day
    relief: Text = Field(description="waiver, delay or termination, by its name")
    condition: Condition = Field(alias="is")


class Check(Form):
    """One of four ways to check a statement against the text."""

    says: Says | None = None
    lacks: Lacks | None = None
    formula: Gives | None = None
    finding: Finds | None = None


class Statement(Form):
    """A statement, the verdict, and the clauses that give it."""

    statement: Text
    said_by: Text
    source: Text | None
    verdict: Literal["consistent", "imprecise", "contradicted"]
    by: tuple[ClauseId, ...]
    why: Text
    checks: tuple[Check, ...]


class Statements(Form):
    """A ``statements.yaml``."""

    statements: tuple[Statement, ...]


def statements() -> tuple[Statement, ...]:
    """Return the shipped statements."""
    return forms.fill(Statements, yamlfile.read(SHIPPED / "statements.yaml")).statements


def checked(law: Statute, day: date) -> list[dict[str, Any]]:
    """Return every statement with its verdict and how many of its checks pass, as plain data."""
    return [
        one.model_dump(exclude={"checks"})
        | {
            "by": list(one.by),
            "checks": len(one.checks),
            "passed": sum(passes(check, law, day) for check in one.checks),
        }
        for one in statements()
    ]


def passes(check: Check, law: Statute, day: date) -> bool:
    """Return whether a check succeeds on the encoded text in force on a day."""
    if check.says:
        return check.says.words in _text(law, check.says.clause, day)
    if check.lacks:
        return not _any_of(law, check.lacks.clauses, check.lacks.words, day)
    if check.formula:
        formula = law.formula(check.formula.clause, day)
        return (
            VERDICTS[logic.by_completions(formula, check.formula.facts)] == check.formula.condition
        )
    return check.finding is not None and _found(check.finding, law)


def _text(law: Statute, clause: str, day: date) -> str:
    provision = law.provision(clause, day)
    return (provision.text or "") if provision else ""


def _any_of(law: Statute, clauses: Sequence[str], words: Sequence[str], day: date) -> bool:
    texts = [
        _text(law, clause, day).lower() for clause in law.ids() if clause.startswith(tuple(clauses))
    ]
    return any(word.lower() in text for word in words for text in texts)


def _found(check: Finds, law: Statute) -> bool:
    found = examine(load_case(check.case, law), as_of=check.as_of, statute=law).relief
    return any(VERDICTS[one.value] == check.condition for one in found if one.name == check.relief)
