"""Three-valued logic: true, false, unknown (``None``), after Kleene's strong tables.

A formula is true or false where the known facts settle it step by step. That equals "true under
every completion of the unknown facts" unless an unknown fact occurs both as itself and under a
NOT: see `mixed`. Then the step-by-step value may be weaker, and `by_completions` is exact.

Reference: S. C. Kleene, Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Value: TypeAlias = bool | None

MOST_MIXED = 12  # unknown facts in both directions that are tried out one by one: 4,096 trials


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact, which a case settles or leaves unknown."""

    name: str


@dataclass(frozen=True, slots=True)
class Never:
    """A clause that is not in force on the date: false, whatever the facts."""


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is false."""

    part: Formula


@dataclass(frozen=True, slots=True)
class AtLeast:
    """``count`` or more of the parts are true: all of them is AND, one of them is OR."""

    count: int
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the law, met as its formula is."""

    clause: str
    part: Formula


Formula: TypeAlias = Fact | Never | Not | AtLeast | Clause


def evaluate(formula: Formula, facts: Mapping[str, Value]) -> Value:
    """Return the value of a formula; a fact that is not named is unknown."""
    match formula:
        case Fact(name):
            return facts.get(name)
        case Never():
            return False
        case Clause(_, part):
            return evaluate(part, facts)
        case Not(part):
            return negated(evaluate(part, facts))
        case AtLeast(count, parts):
            return _count([evaluate(part, facts) for part in parts], count)


def negated(value: Value) -> Value:
    """Return NOT of a value."""
    return None if value is None else not value


def _count(values: list[Value], count: int) -> Value:
    if values.count(True) >= count:
        return True
    return None if values.count(True) + values.count(None) >= count else False


def literals(formula: Formula, sign: bool = True) -> Iterator[tuple[str, bool]]:  # noqa: FBT001, FBT002 - the sign is the second half of what is yielded
    """Yield every occurrence of a fact, with false under an odd number of NOTs."""
    match formula:
        case Fact(name):
            yield name, sign
        case Clause(_, part):
            yield from literals(part, sign)
        case Not(part):
            yield from literals(part, not sign)
        case AtLeast(_, parts):
            for part in parts:
                yield from literals(part, sign)


def facts_of(formula: Formula) -> list[str]:
    """Return the facts a formula asks for, in the order in which it does."""
    return list(dict.fromkeys(name for name, _ in literals(formula)))


def clauses_of(formula: Formula) -> list[str]:
    """Return the clauses a formula goes through, in the order in which it does."""
    match formula:
        case Clause(clause, part):
            return [clause, *clauses_of(part)]
        case Not(part):
            return clauses_of(part)
        case AtLeast(_, parts):
            return list(dict.fromkeys(name for part in parts for name in clauses_of(part)))
        case _:
            return []


def repeated(formula: Formula) -> list[str]:
    """Return the facts that occur more than once."""
    names = [name for name, _ in literals(formula)]
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def mixed(formula: Formula) -> list[str]:
    """Return the facts that occur both as themselves and under a NOT.

    Only these can make the step-by-step value weaker than that of all completions. Where every
    fact has one direction, setting each unknown fact against its direction gives the formula its
    least value, and setting it along its direction the greatest.
    """
    signs = set(literals(formula))
    return [name for name in facts_of(formula) if {(name, True), (name, False)} <= signs]


def by_completions(formula: Formula, facts: Mapping[str, Value]) -> Value:
    """Return true or false where every completion of the unknown facts agrees, else unknown.

    Exact: unknown facts in both directions are tried out, after which step by step is exact.

    Raises
    ------
    ValueError
        More than `MOST_MIXED` unknown facts occur in both directions.
    """
    tried = [name for name in mixed(formula) if facts.get(name) is None]
    if len(tried) > MOST_MIXED:
        raise ValueError(f"{len(tried)} unknown facts in both directions; at most {MOST_MIXED}")
    found = {
        evaluate(formula, {**facts, **dict(zip(tried, values, strict=True))})
        for values in itertools.product((False, True), repeat=len(tried))
    }
    return found.pop() if len(found) == 1 else None
