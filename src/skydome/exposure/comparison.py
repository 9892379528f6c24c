"""Two examinations side by side."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from skydome.exposure.finding import ANSWERS, NOT_ADVICE, VERDICTS
from skydome.exposure.headline import headline
from skydome.exposure.text import NARROWEST, SCREEN_LINES, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.exposure.finding import Exposure, Finding, Node

Row = tuple[str, str, str]


def side_by_side(
    one: Exposure, other: Exposure, width: int, *, full: bool = False
) -> Iterator[str]:
    """Yield two examinations next to each other: answers, findings, then facts that differ.

    Without ``full`` the table is cut to a screen, and a line counts the facts left out.
    """
    width = max(width, NARROWEST)
    for found in (one, other):
        answer = f"{found.case.id}, {found.as_of}: {headline(found)}"
        yield from wrapped(answer, width, "  ")
    yield from wrapped(difference(one, other), width, "")
    yield ""
    versions = dict.fromkeys((*one.text_versions, *other.text_versions))
    yield from wrapped(f"{NOT_ADVICE} Text: {'; '.join(versions)}.", width, "")
    if full:
        for caution in dict.fromkeys((*one.cautions, *other.cautions)):
            yield from wrapped(caution, width, "")
    first = width // 3
    widths = (first, (width - first - 4) // 2, (width - first - 4) // 2)
    lines = [line for row in compared(one, other) for line in _row(row, widths)]
    facts = [line for row in differing(one, other) for line in _row(row, widths)]
    most = len(facts) if full else max(SCREEN_LINES - 1 - len(lines), 1)
    yield from [*lines, *facts[:most]]
    if len(facts) > most:
        yield f"... {len(facts) - most} more lines of facts that differ: --full shows all"


def difference(one: Exposure, other: Exposure) -> str:
    """Return a sentence on what differs: findings, facts, only the menu, or nothing."""
    findings = any(a.value != b.value for a, b in zip(one.relief, other.relief, strict=False))
    findings = findings or one.exposure.value != other.exposure.value
    count = len(list(_unlike(one, other)))
    facts = f"{count} {'fact' if count == 1 else 'facts'}"
    menus = _menu_facts(one) != _menu_facts(other)
    if findings:
        return f"The findings differ, and so does the value of {facts} they depend on."
    if count:
        return f"The findings are the same; the value of {facts} they depend on differs."
    if menus:
        return (
            "The two cases differ only in the menu of sanctions: the findings and the facts they "
            "depend on are the same."
        )
    return "Findings, facts and menu are the same."


def _menu_facts(found: Exposure) -> list[tuple[str, bool | None]]:
    return [(item.clause, item.imposed) for item in found.menu.items] if found.menu else []


def compared(one: Exposure, other: Exposure) -> Iterator[Row]:
    """Yield the findings of two examinations, row by row."""
    pair = (one, other)
    yield "", one.case.title, other.case.title
    yield "as of", str(one.as_of), str(other.as_of)
    yield "person", one.case.person.name, other.case.person.name
    yield "exposure", *(f"{_verdict(f.exposure)} ({f.exposure.clause})" for f in pair)  # type: ignore[misc]
    yield "  apart from acts", *(VERDICTS[f.exposure.apart] for f in pair)  # type: ignore[misc]
    names = dict.fromkeys(finding.name for found in pair for finding in found.relief)
    for name in names:
        yield name, *(_named(found, name) for found in pair)  # type: ignore[misc]
    yield "imposed", *(_imposed(found) for found in pair)  # type: ignore[misc]
    yield "enough imposed", *(_enough(found) for found in pair)  # type: ignore[misc]


def _named(found: Exposure, name: str) -> str:
    one = next((one for one in found.relief if one.name == name), None)
    if one is None:
        return "none in this law"
    return _verdict(one) if one.value == one.apart else f"{_verdict(one)}; {VERDICTS[one.apart]}"


def _enough(found: Exposure) -> str:
    return VERDICTS[found.menu.enough.value] if found.menu else "no menu"


def _verdict(found: Finding) -> str:
    return VERDICTS[found.value] + (f" * was {VERDICTS[found.before]}" if found.moved else "")


def _imposed(found: Exposure) -> str:
    if not found.menu:
        return "no menu"
    items = (i.clause.removeprefix(found.menu.clause) for i in found.menu.items if i.imposed)
    return ", ".join(items) or "none known"


def differing(one: Exposure, other: Exposure) -> Iterator[Row]:
    """Yield the facts that both examinations ask for, or one of them, with different values."""
    unlike = list(_unlike(one, other))
    yield "facts that differ" if unlike else "no fact differs", "", ""
    for name, a, b in unlike:
        yield f"  {name}", a, b


def _unlike(one: Exposure, other: Exposure) -> Iterator[Row]:
    left, right = facts_in(one), facts_in(other)
    for name in dict.fromkeys((*left, *right)):
        row = (name, left.get(name, "not asked"), right.get(name, "not asked"))
        if row[1] != row[2]:
            yield row


def facts_in(found: Exposure) -> dict[str, str]:
    """Return every fact that the findings ask for, with its value."""
    facts: dict[str, str] = {}
    for one in found.findings:
        facts |= _facts_below(one.tree)
    return facts


def _facts_below(node: Node) -> dict[str, str]:
    if node.kind == "fact":
        return {node.name: ANSWERS[node.value]}
    return {name: value for child in node.children for name, value in _facts_below(child).items()}


def _row(row: Row, widths: tuple[int, int, int]) -> Iterator[str]:
    cells = [textwrap.wrap(text, wide) or [""] for text, wide in zip(row, widths, strict=True)]
    if row[0].startswith("  "):
        cells[0] = [f"  {line}" for line in textwrap.wrap(row[0].strip(), widths[0] - 2)]
    for n in range(max(map(len, cells))):
        parts = [cell[n] if n < len(cell) else "" for cell in cells]
        padded = (f"{part:{wide}}" for part, wide in zip(parts, widths, strict=True))
        yield "  ".join(padded).rstrip()
