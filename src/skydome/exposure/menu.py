"""The menu of sanctions: which were imposed, how they count, what each could affect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.exposure import logic
from skydome.exposure.case import load_case
from skydome.exposure.fact import ASSUMED
from skydome.exposure.finding import Finding, Item, Menu

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from skydome.exposure.fact import Known
    from skydome.exposure.logic import Value
    from skydome.exposure.provision import Provision
    from skydome.exposure.statute import MenuRule, Statute


class MenuFacts(NamedTuple):
    """What is known by fact, its value, and its value without the changes of ``--set``."""

    known: Mapping[str, Known]
    values: Mapping[str, Value]
    before: Mapping[str, Value]


def menu_of(
    law: Statute,
    rule: MenuRule,
    day: date,
    facts: MenuFacts,
    enough: Finding,
) -> Menu:
    """Return every sanction of a menu, and whether the number asked for is imposed.

    Raises
    ------
    TypeError
        The clause of the menu is not met by at least a number of listed clauses.
    """
    first = law.section_of(rule.clause).in_force.first
    day = max(day, first)  # the menu can be shown for a date before the law
    formula = law.formula(rule.clause, day)
    if not isinstance(formula, logic.Clause) or not isinstance(formula.part, logic.AtLeast):
        raise TypeError(f"{rule.clause} is not met by at least a number of listed clauses")
    clauses = [part.clause for part in formula.part.parts if isinstance(part, logic.Clause)]
    chosen = {name: _chosen(law, name) for name in rule.precedents}
    items = tuple(_item(law, day, facts, clause, chosen) for clause in clauses)
    return Menu(
        clause=rule.clause,
        counting=rule.counting,
        items=items,
        least=formula.part.count,
        imposed=sum(item.imposed is True for item in items),
        assumed=sum(item.imposed is True and item.why.startswith(ASSUMED) for item in items),
        enough=enough,
    )


def _item(
    law: Statute,
    day: date,
    facts: MenuFacts,
    clause: str,
    chosen: Mapping[str, set[str]],
) -> Item:
    provision = law.texts(clause)[0]
    (fact,) = logic.facts_of(law.formula(clause, day))
    condition = law.written(_condition_of(law, provision), day)
    entry, values = facts.known[fact].entry, facts.values
    effective = logic.evaluate(condition, values)
    return Item(
        clause=clause,
        heading=provision.heading or "",
        counts=1,
        imposed=values[fact],
        effective=effective,
        why=f"{entry.kind}: {entry.reason}" if entry and values[fact] is not None else "",
        source=entry.source if entry else (),
        open=tuple(n for n in logic.facts_of(condition) if effective is values[n] is None),
        chosen_in=tuple(name for name, facts in chosen.items() if fact in facts),
        note=provision.note or "",
        moved=values[fact] != facts.before[fact]
        or effective != logic.evaluate(condition, facts.before),
    )


def _chosen(law: Statute, name: str) -> set[str]:
    """Return the sanctions of a precedent, as facts."""
    facts = load_case(name, law).facts
    return {fact for fact, said in facts.items() if any(one.value == "true" for one in said)}


def _condition_of(law: Statute, provision: Provision) -> str | dict[str, object]:
    """Return the condition of a sanction, or of the sanction that it is part of."""
    return provision.effective_if or law.texts(provision.id.rsplit("(", 1)[0])[0].effective_if or ""
