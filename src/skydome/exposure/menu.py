"""The menu of twelve: which were imposed, how they count, what each could bite on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.exposure import logic
from skydome.exposure.case import load_case
from skydome.exposure.finding import Finding, Item, Menu

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from skydome.exposure.fact import Known
    from skydome.exposure.logic import Value
    from skydome.exposure.provision import Provision
    from skydome.exposure.statute import Statute

MENU = "9529(a)"
PRECEDENTS = ("china-edd", "turkey-ssb")
ASSUMED = "analyst's assumption"


def menu_of(
    law: Statute,
    day: date,
    known: Mapping[str, Known],
    values: Mapping[str, Value],
    enough: Finding,
) -> Menu:
    """Return every sanction of the menu, and whether five or more are imposed.

    Each of the twelve counts as one; (5)(A) and (5)(B) count as one each, as the text after them
    says, and so does (12), although it lands on officers.
    """
    day = max(day, law.section_of(MENU).in_force.first)  # before the law the menu is still readable
    formula = law.formula(MENU, day)
    if not isinstance(formula, logic.Clause) or not isinstance(formula.part, logic.AtLeast):
        raise TypeError(f"{MENU} is met by at least so many of a list")
    clauses = [part.clause for part in formula.part.parts if isinstance(part, logic.Clause)]
    chosen = {name: _chosen(law, name) for name in PRECEDENTS}
    items = tuple(_item(law, day, known, values, clause, chosen) for clause in clauses)
    return Menu(
        items=items,
        least=formula.part.count,
        imposed=sum(item.imposed is True for item in items),
        assumed=sum(item.imposed is True and item.why.startswith(ASSUMED) for item in items),
        enough=enough,
    )


def _item(
    law: Statute,
    day: date,
    known: Mapping[str, Known],
    values: Mapping[str, Value],
    clause: str,
    chosen: Mapping[str, set[str]],
) -> Item:
    provision = law.texts(clause)[0]
    (fact,) = logic.facts_of(law.formula(clause, day))
    condition = law.written(_bites_on(law, provision), day)
    entry = known[fact].entry
    return Item(
        clause=clause,
        heading=provision.heading or "",
        counts=1,
        imposed=values[fact],
        bites_on=logic.evaluate(condition, values),
        why=f"{entry.kind}: {entry.reason}" if entry and values[fact] is not None else "",
        source=entry.source if entry else (),
        open=tuple(name for name in logic.facts_of(condition) if values[name] is None),
        chosen_in=tuple(name for name, facts in chosen.items() if fact in facts),
        note=provision.note or "",
    )


def _chosen(law: Statute, name: str) -> set[str]:
    """Return the sanctions of a precedent, as facts."""
    facts = load_case(name, law).facts
    return {fact for fact, said in facts.items() if any(one.value == "true" for one in said)}


def _bites_on(law: Statute, provision: Provision) -> str | dict[str, object]:
    """Return the condition of a sanction, or of the one that it is part of."""
    return provision.bites_on or law.texts(provision.id.rsplit("(", 1)[0])[0].bites_on or ""
