"""The answer in plain sentences, composed from the evaluated tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.exposure.fact import ASSERTED, ASSUMED, last_said
from skydome.exposure.finding import VERDICTS
from skydome.exposure.logic import negated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.exposure.finding import Exposure, Menu, Node

MOST_NAMED = 4  # conditions named in a sentence; the table counts the rest

_REASONS = {
    "act": "which only an official can settle",
    "judgement": "which only an official can settle",
    "date": "for which a date is missing",
    "fact": "which is not known",
}


def headline(found: Exposure) -> str:
    """Return the answer: the official act, the other conditions, the sanctions, the waivers."""
    return " ".join(_sentences(found))


def _sentences(found: Exposure) -> Iterator[str]:
    tree = found.exposure.tree
    if not tree.in_force:
        yield f"{tree.name} is not law on this date: it is {tree.period}."
    else:
        if not found.exposure.acts:
            yield "The statute itself makes the determination: no official's act is needed."
        for name in found.exposure.acts:
            yield act_in_words(found.exposure.line(name))
        yield _conditions(tree, found.exposure.acts)
    if found.menu:
        yield _imposed(found.menu)
    if found.relief:
        yield _relief(found)
    if found.changes:
        yield moved_in_words(found)


def act_in_words(fact: Node) -> str:
    """Return a sentence on whether an official act is on record, and as of when."""
    noun = fact.short or fact.name.replace("_", " ")
    some = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    entry = fact.known.entry if fact.known else None
    if fact.changed:
        if fact.value is None:
            return f"Whether there is {some} is left unknown here (--set)."
        return f"{some.capitalize() if fact.value else f'No {noun}'} is assumed here (--set)."
    if entry is None:
        return f"No statement on {some} is on record by this date."
    if fact.value is None:
        return f"Whether there is {some} is not known, {last_said(entry)}."
    return f"{some.capitalize() if fact.value else f'No {noun}'} is on record, {last_said(entry)}."


def _conditions(tree: Node, acts: tuple[str, ...]) -> str:
    """Return a sentence on every condition of a clause other than the acts."""
    parts = tree.children if tree.join == "all" else (tree,)
    others = [part for part in parts if part.name not in acts]
    open_parts = [part for part in others if part.value is not True]
    met = "met or assumed" if any(map(_rests_on_assumption, others)) else "met"
    which = "Every other condition" if acts else "Every condition"
    if len(open_parts) == len(others):
        return f"No {'other ' if acts else ''}condition is known to be met."
    if not open_parts:
        return f"{which} is {met}."
    return f"{which} is {met}, except {_exceptions(open_parts)}."


def _exceptions(parts: list[Node]) -> str:
    """Return the conditions that are not met or unknown, grouped by why."""
    groups: dict[str, list[str]] = {}
    for part in parts:
        quoted, why = _open_facts(part)
        groups.setdefault(why, []).append(quoted)
    phrases = []
    for why, names in groups.items():
        shown = names[:MOST_NAMED]
        more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
        plural = why.replace("which is ", "which are ") if len(names) > 1 else why
        phrases.append(f"{listed((*shown, *more))}, {plural}")
    return ", and ".join(phrases)


def _open_facts(part: Node) -> tuple[str, str]:
    """Return the facts that keep a condition open, quoted, and why they do."""
    facts = list(dict.fromkeys(one.name for one in _deciding_facts(part)))
    names = " or ".join(f"'{name}'" for name in facts[:MOST_NAMED])
    if part.value is False:
        return names, "which is not met"
    kinds = {one.settled_by for one in _deciding_facts(part)}
    return names, _REASONS[kinds.pop()] if len(kinds) == 1 else "which are not known"


def _deciding_facts(node: Node) -> Iterator[Node]:
    if node.kind == "fact":
        yield node
    for child in deciding(node):
        yield from _deciding_facts(child)


def deciding(node: Node) -> tuple[Node, ...]:
    """Return the children that decide a line: those with its own value, if any has it."""
    value = negated(node.value) if node.kind == "not" else node.value
    same = tuple(child for child in node.children if child.value == value)
    return same or node.children


def _rests_on_assumption(part: Node) -> bool:
    """Return whether a condition that is met rests on an assumption or a what-if."""
    if part.value is not True:
        return False
    return all(
        fact.changed
        or (fact.known and fact.known.entry and fact.known.entry.kind in {ASSUMED, ASSERTED})
        for fact in _deciding_facts(part)
    )


def _imposed(menu: Menu) -> str:
    """Return a sentence on the sanctions imposed; an item with sources but no answer is open."""
    count = menu.imposed
    doubtful = sum(item.imposed is None and bool(item.source) for item in menu.items)
    if not count:
        whether = f"; of {doubtful} it is not known whether they are" if doubtful else ""
        return f"No sanction of the menu is known to be imposed under this law{whether}."
    noun = "sanction is" if count == 1 else "sanctions are"
    part = f", {menu.assumed} of them by assumption" if menu.assumed else ""
    return f"{count} {noun} known to be imposed{part}."


def _relief(found: Exposure) -> str:
    met = tuple(one.name for one in found.relief if one.value is True)
    if not met:
        named = found.law.grounds[found.case.ground].relief_named
        return f"No {named} is known to meet its conditions."
    return f"The conditions are met for: {listed(met)}."


def moved_in_words(found: Exposure) -> str:
    """Return a sentence on which findings the changes of ``--set`` moved."""
    moved = [one for one in found.findings if one.moved]
    if moved:
        words = (f"{m.name} from {VERDICTS[m.before]} to {VERDICTS[m.value]}" for m in moved)
        return f"--set changes {'; '.join(words)}."
    items = [item for item in found.menu.items if item.moved] if found.menu else []
    if items and found.menu:
        names = tuple(item.clause.removeprefix(found.menu.clause) for item in items)
        return f"--set changes nothing but the menu of sanctions: {listed(names)}."
    apart = [one for one in found.findings if one.acts and one.apart != one.apart_before]
    if apart:
        words = (
            f"that of {one.name}, apart from official acts and dates, from "
            f"{VERDICTS[one.apart_before]} to {VERDICTS[one.apart]}"
            for one in apart
        )
        return f"--set changes no finding but {'; '.join(words)}."
    return "--set changes no finding."


def listed(words: tuple[str, ...]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
