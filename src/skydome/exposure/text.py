"""An examination as text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.headline import headline, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.exposure.finding import Exposure, Finding, Item, Line, Menu, Node
    from skydome.exposure.logic import Value
    from skydome.exposure.settle import Settling

MARKS: dict[Value, str] = {True: "+", False: "-", None: "?"}
MOST_SHOWN = 6  # sets of facts; the page and the JSON have all
NARROWEST = 60
SCREEN_LINES = 24


def lines_of(found: Exposure, width: int, *, full: bool = False) -> Iterator[str]:
    """Yield an examination, line by line: the answer in sentences first.

    Without ``full`` a table of findings follows, all of it within a screen of 24 lines of 80
    columns. With it, every clause with its text, every fact and every reason.
    """
    width = max(width, NARROWEST)
    yield from wrapped(headline(found), width, "")
    yield ""
    yield from _walk(found, width) if full else _screen(found, width)


def _screen(found: Exposure, width: int) -> Iterator[str]:
    case = found.case
    yield cut(f"{case.title}, as of {found.as_of}", width)
    bought = case.transaction
    yield cut(f"{case.person.name}: {bought.what}, from {bought.counterparty}", width)
    if found.changes:
        yield cut(_changes(found), width)
    yield from table(found, width)
    yield ""
    yield from wrapped(f"{NOT_ADVICE} Text: {'; '.join(found.text_versions)}.", width, "")
    yield "Clause by clause, with sources, cautions and scope: --full, or --page FILE"


def _changes(found: Exposure) -> str:
    return f"Set: {', '.join(f'{name} = {value}' for name, value in found.changes.items())}"


def cut(line: str, width: int) -> str:
    """Return a line that fits a width; what is cut off ends in an ellipsis."""
    return line if len(line) <= width else f"{line[: width - 1].rstrip()}…"


def table(found: Exposure, width: int) -> Iterator[str]:
    """Yield a row for each finding: condition, apart from official acts, and open facts."""
    yield f"{'':37}{'condition':10} {'apart from acts':15} open facts"
    for one in found.findings:
        name = f"{one.name}, {one.clause}"
        apart = VERDICTS[one.apart] if one.acts else ""
        row = f"{name:37}{VERDICTS[one.value]:10} {apart:15} "
        yield cut(f"{row}{_open(one, width - len(row))}".rstrip(), width)
    if found.menu:
        menu = found.menu
        name = f"{menu.least} or more sanctions, {menu.clause}"
        yield f"{name:37}{VERDICTS[menu.enough.value]:10} {menu.imposed} known to be imposed"


def _open(found: Finding, room: int) -> str:
    """Return the unknown fact that decides a finding, or how many do; the old value if it moved."""
    if found.moved:
        return f"was {VERDICTS[found.before]}"
    names = [one.fact for one in found.unknown]
    named = len(names) == 1 and len(names[0]) <= room
    return names[0] if named else str(len(names) or "none")


def _walk(found: Exposure, width: int) -> Iterator[str]:
    yield from head_of(found, width)
    yield ""
    yield from table(found, width)
    yield from _finding("EXPOSURE", found.exposure, width)
    for one in found.relief:
        yield from _finding(one.name.upper(), one, width)
    if found.menu:
        yield from _menu(found.menu, width)
    yield from _calendar(found.calendar, width)
    yield from _ambiguities(found, width)


def head_of(found: Exposure, width: int) -> Iterator[str]:
    """Yield the case, the date, the text of the law, its limits and its scope."""
    case = found.case
    yield f"{case.title}, as of {found.as_of}"
    yield from wrapped(f"{NOT_ADVICE} Text: {'; '.join(found.text_versions)}.", width, "")
    for caution in (*found.cautions, found.law.not_encoded):
        yield from wrapped(caution, width, "")
    yield f"Person: {case.person.name} ({case.person.jurisdiction})"
    what = f"Transaction: {case.transaction.what}, from {case.transaction.counterparty}"
    yield from wrapped(what, width, "  ")
    if found.changes:
        yield from wrapped(_changes(found), width, "  ")
    yield "+ met or true   - not met or false   ? unknown   * changed by --set"


def _finding(title: str, found: Finding, width: int) -> Iterator[str]:
    yield ""
    moved = f"  * was {VERDICTS[found.before]}" if found.moved else ""
    condition = f"condition {VERDICTS[found.value]}{moved}"
    yield from wrapped(f"{title}, {found.clause} ({found.citation}): {condition}", width, "  ")
    if found.acts:
        nouns = tuple(f"the {line.short}" for line in map(found.line, found.acts) if line.short)
        acts = listed(nouns) if len(nouns) == len(found.acts) else "official acts and dates"
        yield f"  apart from {acts}: {VERDICTS[found.apart]}"
    if found.by_completions != found.value:
        yield from wrapped(_weaker(found), width, "  ")
    yield from wrapped(f"  {exactness(found)}", width, "  ")
    yield from _tree(found.tree, "  ", width)
    yield from _settling(found, width)


def _weaker(found: Finding) -> str:
    """Return the sentence for a finding that all completions settle and step by step does not."""
    return (
        f"  Over every completion of the unknown facts: {VERDICTS[found.by_completions]}. Step by "
        f"step is weaker here, since {listed(found.mixed)} occurs in both directions."
    )


def exactness(found: Finding) -> str:
    """Return whether step by step equals all completions, and why."""
    if found.mixed:
        return (
            f"Exactness: {listed(found.mixed)} occurs in both directions, so step by step can be "
            "weaker than all completions of the unknown facts. Both are computed."
        )
    if found.repeated:
        return (
            f"Exactness: {listed(found.repeated)} occurs more than once, each time in the same "
            "direction, so step by step equals all completions of the unknown facts."
        )
    return (
        "Exactness: every fact occurs once, so step by step equals all completions of the unknown "
        "facts."
    )


def _settling(found: Finding, width: int) -> Iterator[str]:
    if found.value is None:
        yield from _sets("would be met with", found.if_met, width)
        yield from _sets("would not be met with", found.if_not_met, width)
    elif found.acts and found.apart is None:
        yield from _sets("apart from these, would be met with", found.apart_met, width)
        yield from _sets("apart from these, would not be met with", found.apart_not_met, width)


def _sets(words: str, found: Settling, width: int) -> Iterator[str]:
    if not found.sets:
        return
    yield f"  {words} any of {sets_counted(found)}:" if len(found.sets) > 1 else f"  {words}:"
    for facts in found.sets[:MOST_SHOWN]:
        yield from wrapped(f"    {in_words(facts)}", width, "      ")
    if len(found.sets) > MOST_SHOWN:
        yield f"    and {len(found.sets) - MOST_SHOWN} more (--json or --page has them)"


def sets_counted(found: Settling) -> str:
    """Return how many smallest sets there are, and how far the search went."""
    bound = "" if found.complete_to is None else f" of at most {found.complete_to} facts"
    return f"{len(found.sets):,} smallest sets{bound}"


def in_words(facts: dict[str, bool]) -> str:
    """Return a set of facts as one line."""
    return ", ".join(name if value else f"not {name}" for name, value in facts.items())


def _tree(node: Node, indent: str, width: int) -> Iterator[str]:
    words = node.text or node.summary or node.heading
    if not node.in_force:
        words = f"not in force on this date, {node.period}"
    yield from wrapped(f"{indent}{_start(node)}  {words}".rstrip(), width, f"{indent}    ")
    for more in _details(node):
        yield from wrapped(f"{indent}    {more}", width, f"{indent}    ")
    for child in node.children:
        yield from _tree(child, f"{indent}  ", width)


def _start(node: Node) -> str:
    moved = "*" if node.moved or node.changed else ""
    join = f"[{node.join} of]" if node.join else ""
    name = {"group": "", "not": "NOT"}.get(node.kind, node.name)
    return " ".join(filter(None, (MARKS[node.value], moved, name, join)))


def _details(node: Node) -> Iterator[str]:
    if node.kind in {"group", "not"}:
        return
    if node.kind == "clause":
        yield ", ".join(filter(None, [node.parallel, node.actor, node.modality, node.period]))
        if node.note:
            yield f"Note: {node.note}"
        return
    if node.changed:
        yield f"set by --set; otherwise {ANSWERS[node.before]}"
    if node.known and node.known.entry:
        entry = node.known.entry
        kind = "unknown" if entry.value == "unknown" else entry.kind
        yield f"{kind}, {entry.as_of}, {', '.join(entry.source)}: {entry.reason}"
    if node.known and node.known.why:
        yield node.known.why
    if node.known and node.known.later:
        yield f"later, {node.known.later.as_of}: {node.known.later.value}"
    if node.guidance:
        yield f"Guidance: {node.guidance}"


def _menu(menu: Menu, width: int) -> Iterator[str]:
    yield ""
    title = (
        f"MENU OF SANCTIONS, {menu.clause} ({menu.enough.citation}): {menu.imposed} known to be "
        f"imposed, {menu.least} or more asked for: condition {VERDICTS[menu.enough.value]}"
    )
    yield from wrapped(title, width, "  ")
    if menu.assumed:
        yield f"  {menu.assumed} of them on an analyst's assumption"
    yield from wrapped(f"  {menu.counting}", width, "  ")
    yield "  imposed  could have an effect"
    for item in menu.items:
        yield from wrapped(_item(item, menu), width, " " * 20)


def _item(item: Item, menu: Menu) -> str:
    depends = f"; depends on {', '.join(item.open)}" if item.open else ""
    chosen = f"; chosen in {', '.join(item.chosen_in)}" if item.chosen_in else ""
    number = item.clause.removeprefix(menu.clause)
    mark, other = MARKS[item.imposed], MARKS[item.effective]
    moved = " *" if item.moved else ""
    return f"  {mark:8} {other:6} {number} {item.heading}{moved}{chosen}{depends}"


def _calendar(lines: tuple[Line, ...], width: int) -> Iterator[str]:
    yield ""
    yield "CALENDAR (if: the event is not in the case; counted as if it fell on the as-of date)"
    for line in lines:
        condition = "" if line.given else "if "
        note = f" ({line.note})" if line.note else ""
        words = f"  {line.due}  {line.clause}: {line.what}; {condition}{line.after} {line.start}"
        yield from wrapped(words + note, width, " " * 14)


def _ambiguities(found: Exposure, width: int) -> Iterator[str]:
    touched: dict[int, str] = {}
    places: dict[int, list[str]] = {}
    for one in (*found.findings, *([found.menu.enough] if found.menu else [])):
        for number, text in one.ambiguities:
            touched[number] = text
            places.setdefault(number, []).append(one.name)
    yield ""
    yield "AMBIGUITIES of the text in these findings, not resolved here"
    for number in sorted(touched):
        words = f"  {number}. {touched[number]} [{', '.join(places[number])}]"
        yield from wrapped(words, width, "     ")


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Return a text in lines of a width, all but the first indented."""
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=True,
        initial_indent="",
    )
