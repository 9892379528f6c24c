"""Write the tables of World and State in docs/nomenclature.md from their declarations.

Run as ``python docs/figures/fields.py``; a test compares the page with the declarations.
"""

# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import re
from pathlib import Path

from skydome.engagement import fields, sizes, state
from skydome.engagement.world import World

PAGE = Path(__file__).parents[1] / "nomenclature.md"
MARK = "<!-- {name}: written by docs/figures/fields.py -->"


def axes() -> list[str]:
    """Return the table of axes."""
    named = {**sizes.SIZES, **state.AXES}
    lines = ["| Axis | Members |", "|---|---|"]
    return lines + [f"| {name} | {meaning} |" for name, meaning in named.items()]


def main() -> None:
    """Replace each table between its two marks."""
    text = PAGE.read_text("utf-8")
    tables = {"axes": axes(), "World": fields.table(World), "State": fields.table(state.State)}
    for name, lines in tables.items():
        mark = MARK.format(name=name)
        between = re.compile(f"{re.escape(mark)}.*?{re.escape(mark)}", re.DOTALL)
        block = "\n".join([mark, "", *lines, "", mark])
        text = between.sub(lambda _, block=block: block, text)
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
