"""An examination as text for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.logic import negated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.exposure.finding import Exposure, Finding, Item, Line, Node
    from skydome.exposure.logic import Value
    from skydome.exposure.settle import Settling

MARKS: dict[Value, str] = {True: "+", False: "-", None: "?"}
MOST_SHOWN = 6  # sets of facts; the page and the JSON have all
NARROWEST = 60


def lines_of(found: Exposure, width: int, *, full: bool = False) -> Iterator[str]:
    """Yield an examination, line by line.

    Without ``full`` each tree shows the branches that decide it, one line each; with it, every
    branch with the whole text, and every reason.
    """
    width = max(width, NARROWEST)
    yield from head_of(found, width)
    yield from _summary(found)
    yield from _finding("EXPOSURE", found.exposure, width, full=full)
    for door in found.doors:
        yield from _finding(f"DOOR: {door.name}", door, width, full=full)
    yield from _menu(found, width)
    yield from _calendar(found.calendar, width)
    yield from _ambiguities(found, width)


def head_of(found: Exposure, width: int) -> Iterator[str]:
    """Yield who, what, when, on which text."""
    case = found.case
    yield f"{case.title}, as of {found.as_of}"
    yield f"{NOT_ADVICE} Text: {'; '.join(found.text_versions)}."
    for caution in found.cautions:
        yield from _wrapped(caution, width, "")
    yield f"Person: {case.person.name} ({case.person.jurisdiction})"
    what = f"Transaction: {case.transaction.what}, from {case.transaction.counterparty}"
    yield from _wrapped(what, width, "  ")
    for name, value in found.changes.items():
        yield f"Set: {name} = {ANSWERS[value]}"
    yield "+ met or true   - not met or false   ? unknown   * moved by --set"


def _summary(found: Exposure) -> Iterator[str]:
    yield ""
    yield f"{'':30}{'condition':11} apart from official acts"
    for name, one in [("exposure", found.exposure), *((door.name, door) for door in found.doors)]:
        moved = f"  * was {VERDICTS[one.before]}" if one.moved else ""
        apart = VERDICTS[one.apart] if one.acts else ""
        yield f"{MARKS[one.value]} {name:27} {VERDICTS[one.value]:11} {apart}{moved}".rstrip()


def _finding(title: str, found: Finding, width: int, *, full: bool) -> Iterator[str]:
    yield ""
    moved = f"  * was {VERDICTS[found.before]}" if found.moved else ""
    condition = f"condition {VERDICTS[found.value]}{moved}"
    yield from _wrapped(f"{title}, {found.clause} ({found.citation}): {condition}", width, "  ")
    if found.acts:
        acts = "the determination" if found.acts == ("determined",) else "official acts and dates"
        yield f"  apart from {acts}: {VERDICTS[found.apart]}"
    if found.by_completions != found.value:
        yield from _wrapped(_weaker(found), width, "  ")
    if full:
        yield from _wrapped(f"  {exactness(found)}", width, "  ")
    yield from _tree(found.tree, "  ", width, full=full)
    yield from _settling(found, width)


def _weaker(found: Finding) -> str:
    """Return the sentence that stands where step by step says less than all completions."""
    return (
        f"  Over every completion of the unknown facts: {VERDICTS[found.by_completions]}. Step by "
        f"step is weaker here, since {' and '.join(found.mixed)} stands in both directions."
    )


def exactness(found: Finding) -> str:
    """Return whether step by step equals all completions, and why."""
    if found.mixed:
        return (
            f"Exactness: {listed(found.mixed)} stands in both directions, so that step by step can "
            "be weaker than all completions of the unknown facts. Both are computed."
        )
    if found.repeated:
        return (
            f"Exactness: {listed(found.repeated)} stands more than once, each time in the same "
            "direction, so that step by step equals all completions of the unknown facts."
        )
    return (
        "Exactness: every fact stands once, so that step by step equals all completions of the "
        "unknown facts."
    )


def listed(words: tuple[str, ...]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


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
        yield from _wrapped(f"    {in_words(facts)}", width, "      ")
    if len(found.sets) > MOST_SHOWN:
        yield f"    and {len(found.sets) - MOST_SHOWN} more (--json or --page has them)"


def sets_counted(found: Settling) -> str:
    """Return how many smallest sets there are, and how far the search went."""
    bound = "" if found.complete_to is None else f" of at most {found.complete_to} facts"
    return f"{len(found.sets):,} smallest sets{bound}"


def in_words(facts: dict[str, bool]) -> str:
    """Return a set of facts as one line."""
    return ", ".join(name if value else f"not {name}" for name, value in facts.items())


def deciding(node: Node) -> tuple[Node, ...]:
    """Return the children that decide a line: those with its own value, if any has it."""
    value = negated(node.value) if node.kind == "not" else node.value
    same = tuple(child for child in node.children if child.value == value)
    return same or node.children


def _tree(node: Node, indent: str, width: int, *, full: bool) -> Iterator[str]:
    line = f"{indent}{_start(node)}".rstrip()
    words = node.text or node.summary or node.heading
    if not node.in_force:
        words = f"not in force on this date, {node.period}"
    if full:
        yield from _wrapped(f"{line}  {words}".rstrip(), width, f"{indent}    ")
        for more in _details(node):
            yield from _wrapped(f"{indent}    {more}", width, f"{indent}    ")
    else:
        yield _one_line(line, words, said_of(node), width)
    for child in node.children if full else deciding(node):
        yield from _tree(child, f"{indent}  ", width, full=full)


def _start(node: Node) -> str:
    moved = "*" if node.moved or node.changed else ""
    join = f"[{node.join} of]" if node.join else ""
    name = {"group": "", "not": "NOT"}.get(node.kind, node.name)
    return " ".join(filter(None, (MARKS[node.value], moved, name, join)))


def _one_line(line: str, words: str, said: str, width: int) -> str:
    """Return name, words and who says so; the words are what is cut where the line is full."""
    whole = f"{line}  {words}"
    if len(whole) + len(said) > width:
        whole = whole[: max(width - len(said) - 1, len(line))].rstrip() + "…"
    return (whole + said).rstrip()


def said_of(node: Node) -> str:
    """Return who says so, in brackets and short."""
    known = node.known
    if node.changed:
        return " [--set]"
    if known is None:
        return ""
    if known.entry is None:
        why = "no date" if known.value is None else known.why
        return f" [{why}]" if node.settled_by == "date" else ""
    if known.why:
        return f" [not done by {known.entry.as_of}]"
    if known.value is None:
        return f" [open, {known.entry.as_of}]"
    kind = {"official determination": "official", "analyst's assumption": "assumed"}
    return f" [{kind.get(known.entry.kind, known.entry.kind)}, {known.entry.as_of}]"


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
        kind = "left open" if entry.value == "unknown" else entry.kind
        yield f"{kind}, {entry.as_of}, {', '.join(entry.source)}: {entry.reason}"
    if node.known and node.known.why:
        yield node.known.why
    if node.known and node.known.later:
        yield f"later, {node.known.later.as_of}: {node.known.later.value}"
    if node.guidance:
        yield f"Guidance: {node.guidance}"


def _menu(found: Exposure, width: int) -> Iterator[str]:
    menu = found.menu
    yield ""
    yield (
        f"MENU, 9529(a) (CAATSA section 235(a)): {menu.imposed} known as imposed, "
        f"{menu.least} or more asked for: condition {VERDICTS[menu.enough.value]}"
    )
    if menu.assumed:
        yield f"  {menu.assumed} of them on an analyst's assumption"
    rule = "Each counts as one, (5)(A) and (5)(B) one each, (12) although it lands on officers."
    yield from _wrapped(f"  {rule}", width, "  ")
    yield "  imposed  bites"
    for item in menu.items:
        yield from _wrapped(_item(item), width, " " * 20)


def _item(item: Item) -> str:
    bites = f"; turns on {', '.join(item.open)}" if item.open else ""
    chosen = f"; chosen in {', '.join(item.chosen_in)}" if item.chosen_in else ""
    number = item.clause.removeprefix("9529(a)")
    mark, other = MARKS[item.imposed], MARKS[item.bites_on]
    return f"  {mark:8} {other:6} {number} {item.heading}{chosen}{bites}"


def _calendar(lines: tuple[Line, ...], width: int) -> Iterator[str]:
    yield ""
    yield "CALENDAR (if: the event is not in the case; counted as if it fell on the as-of date)"
    for line in lines:
        condition = "" if line.given else "if "
        note = f" ({line.note})" if line.note else ""
        words = f"  {line.due}  {line.clause}: {line.what}; {condition}{line.after} {line.start}"
        yield from _wrapped(words + note, width, " " * 14)


def _ambiguities(found: Exposure, width: int) -> Iterator[str]:
    touched: dict[int, str] = {}
    places: dict[int, list[str]] = {}
    for one in (found.exposure, *found.doors, found.menu.enough):
        for number, text in one.ambiguities:
            touched[number] = text
            places.setdefault(number, []).append(one.name)
    yield ""
    yield "AMBIGUITIES that these findings touch, left open"
    for number in sorted(touched):
        words = f"  {number}. {touched[number]} [{', '.join(places[number])}]"
        yield from _wrapped(words, width, "     ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_on_hyphens=False,
        drop_whitespace=True,
        replace_whitespace=True,
        initial_indent="",
    )


def side_by_side(one: Exposure, other: Exposure, width: int) -> Iterator[str]:
    """Yield two examinations beside each other: findings first, then facts that differ."""
    width = max(width, NARROWEST)
    first = width // 3
    column = (width - first - 4) // 2
    rows = [*compared(one, other), ("", "", ""), *differing(one, other)]
    yield f"{NOT_ADVICE} Text: {'; '.join(one.text_versions)}."
    for caution in dict.fromkeys((*one.cautions, *other.cautions)):
        yield from _wrapped(caution, width, "")
    for row in rows:
        yield from _row(row, (first, column, column))


def compared(one: Exposure, other: Exposure) -> Iterator[tuple[str, str, str]]:
    """Yield the findings of two examinations, row by row."""
    pair = (one, other)
    yield "", one.case.title, other.case.title
    yield "as of", str(one.as_of), str(other.as_of)
    yield "person", one.case.person.name, other.case.person.name
    yield "", "", ""
    yield "exposure", *(f"{_verdict(f.exposure)} ({f.exposure.clause})" for f in pair)  # type: ignore[misc]
    yield "  apart from acts", *(VERDICTS[f.exposure.apart] for f in pair)  # type: ignore[misc]
    for left, right in zip(one.doors, other.doors, strict=True):
        yield left.name, _verdict(left), _verdict(right)
        yield "  apart from acts", VERDICTS[left.apart], VERDICTS[right.apart]
    yield "imposed", *(_imposed(f) for f in pair)  # type: ignore[misc]
    yield "five or more", *(VERDICTS[f.menu.enough.value] for f in pair)  # type: ignore[misc]


def _verdict(found: Finding) -> str:
    return VERDICTS[found.value] + (f" * was {VERDICTS[found.before]}" if found.moved else "")


def _imposed(found: Exposure) -> str:
    items = (i.clause.removeprefix("9529(a)") for i in found.menu.items if i.imposed)
    return ", ".join(items) or "none known"


def differing(one: Exposure, other: Exposure) -> Iterator[tuple[str, str, str]]:
    """Yield the facts that two examinations ask for and see differently."""
    left, right = (facts_in(found) for found in (one, other))
    names = dict.fromkeys((*left, *right))
    both = [(name, left.get(name, "not asked"), right.get(name, "not asked")) for name in names]
    unlike = [row for row in both if row[1] != row[2]]
    yield "facts that differ" if unlike else "no fact differs", "", ""
    for name, a, b in unlike:
        yield f"  {name}", a, b


def facts_in(found: Exposure) -> dict[str, str]:
    """Return every fact that the findings ask for, with its value."""
    facts: dict[str, str] = {}
    for one in (found.exposure, *found.doors):
        facts |= _facts_below(one.tree)
    return facts


def _facts_below(node: Node) -> dict[str, str]:
    if node.kind == "fact":
        return {node.name: ANSWERS[node.value]}
    return {name: value for child in node.children for name, value in _facts_below(child).items()}


def _row(row: tuple[str, str, str], widths: tuple[int, int, int]) -> Iterator[str]:
    cells = [textwrap.wrap(text, wide) or [""] for text, wide in zip(row, widths, strict=True)]
    if row[0].startswith("  "):
        cells[0] = [f"  {line}" for line in textwrap.wrap(row[0].strip(), widths[0] - 2)]
    for n in range(max(map(len, cells))):
        parts = [cell[n] if n < len(cell) else "" for cell in cells]
        padded = (f"{part:{wide}}" for part, wide in zip(parts, widths, strict=True))
        yield "  ".join(padded).rstrip()
