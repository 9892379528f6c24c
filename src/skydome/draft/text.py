"""A draft as the text of a scenario file, with what was decided and left out in its comments."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skydome.draft.draft import Draft, Position

WIDTH, LONGEST_TITLE = 98, 200


def draft_text(draft: Draft, source: str, file: str) -> str:
    """Return the file; ``source`` is the name of what it was made from, ``file`` its own name."""
    lines = [
        f"# A draft, made from {_one_line(source)}. Read it through, change what you like, then",
        f"#   skydome check {file}",
        "# Positions are notional, threats generic.",
        *_comment("Decided for you:", draft.notes),
        *_comment("Could not be carried over:", [f"{one.what}: {one.why}." for one in draft.aside]),
        "",
        f"name: {draft.name}",
        f"title: {json.dumps(_one_line(draft.title)[:LONGEST_TITLE], ensure_ascii=False)}",
        f"duration_s: {draft.duration_s}",
        "replications: 1000",
        "",
        "assets:",
        *(
            f"  - {{name: {one.name}, at: {_place(one.at)}, value: {one.value:g}}}"
            for one in draft.assets
        ),
        "",
        "defence:",
    ]
    for unit in draft.units:
        more = f", count: {unit.number}" if unit.number > 1 else ""
        more += f", network: {unit.network}" if unit.network else ""
        place = f"at: {_place(unit.at)}, facing_deg: {unit.facing_deg}"
        lines.append(f"  - {{name: {unit.name}, system: {unit.system}, {place}{more}}}")
    lines += ["", "raid:"]
    lines += [
        f"  - {{name: {one.name}, threat: {one.threat}, count: {one.number}, "
        f"origin: {_place(one.origin)}, to: {one.to}, spacing_s: 10, jitter_s: 30}}"
        for one in draft.waves
    ]
    return "\n".join(lines) + "\n"


def _place(at: Position) -> str:
    return f"[{at[0]}, {at[1]}]"


def _comment(title: str, sentences: list[str]) -> list[str]:
    """Return comments, none of which can end before its line does."""
    if not sentences:
        return []
    lines = ["#", f"# {title}"]
    for one in sentences:
        wrapped = textwrap.wrap(_one_line(one), WIDTH - 4, break_on_hyphens=False)
        lines += [f"# {'- ' if n == 0 else '  '}{part}" for n, part in enumerate(wrapped)]
    return lines


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
