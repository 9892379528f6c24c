"""Write which values explain the answers of docs/answers.md, and how much of them "400 km" is.

    python docs/figures/answers_matter.py

Each measure is drawn 128 times with all of its uncertain values; first-order indices by the
polynomial chaos of `skydome.sensitivity`. Nothing in these measures is chance. Ten minutes of
processor time. The results go to docs/figures/answers_matter.json, the tables made from them
between the markers of docs/answers.md. What two_front depends on is in docs/studies.md.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from skydome.catalogue import Catalogue
from skydome.coverage.drawn import Asked, _can_move, _scenario, drawn
from skydome.engagement.tables.parameter_draws import scenario_of_placement, share_of
from skydome.sensitivity import chaos

ROOT = Path(__file__).parent.parent.parent
STORED, PAGE = Path(__file__).with_suffix(".json"), ROOT / "docs" / "answers.md"
DRAWS, NAMED, CLAIMED = 128, 5, "40n6e.maximum_range"
QUESTIONS = {
    "engagement range against a fourth-generation fighter at 10 km": Asked(
        "engagement range", "s-400-regiment", "fighter"
    ),
    "engagement range against a stealth-class fighter at 10 km": Asked(
        "engagement range", "s-400-regiment", "stealth-fighter"
    ),
    "detection of a stealth-class fighter by the 91N6E": Asked(
        "detection range", "s-400-regiment", "stealth-fighter", radar="91n6e"
    ),
    "area defended against a ballistic missile of 600 km": Asked(
        "defended footprint", "s-400-regiment", "ballistic-missile-600km"
    ),
}

Stored = dict[str, Any]


def indices_of(asked: Asked, catalogue: Catalogue) -> Stored:
    """Return the first-order indices of a measure."""
    found = drawn(asked, catalogue, DRAWS)
    one = scenario_of_placement(_scenario(asked, "sampled", catalogue, DRAWS), 0)
    names = [
        f"{entry.id}.{name}"
        for entry in one.entries.values()
        for name, quantity in entry.parameters.items()
        if quantity.basis == "sampled" and _can_move(asked, entry.kind, name)
    ]
    design = np.array([[share_of(name, n, DRAWS) for name in names] for n in range(DRAWS)])
    values = np.array(found.draws)
    first = chaos.analyse(design, values, 0.0).first
    order = np.argsort(-np.nan_to_num(first.value), kind="stable")

    def index(n: int) -> list[float]:
        return [round(float(part[n]), 4) for part in (first.value, first.low, first.high)]

    claimed = names.index(CLAIMED) if CLAIMED in names else None
    return {
        "assessed": found.assessed,
        "band": [float(one) for one in np.quantile(values, [0.05, 0.95])],
        "values": len(names),
        "first": [[names[n], *index(n), bool(first.significant[n])] for n in order[:NAMED]],
        "claimed": None if claimed is None else index(claimed),
    }


def table_of(stored: Stored) -> str:
    """Return a paragraph and a table for each measure."""
    parts = []
    for question, one in stored.items():
        area = "area" in question
        scale, unit = (1e6, "km²") if area else (1e3, "km")
        low, high = (f"{value / scale:,.0f}" for value in one["band"])
        claimed = one["claimed"]
        said = (
            f"`{CLAIMED}` has no part in it."
            if claimed is None
            else f'The "400 km", `{CLAIMED}`: {max(0.0, claimed[0]):.2f} '
            f"({claimed[1]:.2f} to {claimed[2]:.2f})."
        )
        lines = [
            (
                f"**{question[0].upper()}{question[1:]}**: {one['assessed'] / scale:,.0f} {unit}, "
                f"{low} to {high} in nine draws of ten of {one['values']} values. {said}"
            ),
            "",
            "| value | first-order index | 95 % interval | stands out |",
            "|---|--:|---|---|",
        ]
        lines += [
            f"| `{name}` | {max(0.0, value):.2f} | {least:.2f} to {most:.2f} | "
            f"{'yes' if clear else 'not distinguishable from none'} |"
            for name, value, least, most, clear in one["first"]
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def filled(page: str, stored: Stored) -> str:
    """Return the page with its marked passage made from the stored results.

    Raises
    ------
    ValueError
        The page does not have exactly one such passage.
    """
    mark = re.compile("<!-- matters -->.*?<!-- /matters -->", re.DOTALL)
    made = f"<!-- matters -->\n{table_of(stored)}\n<!-- /matters -->"
    page, count = mark.subn(lambda _: made, page)
    if count != 1:
        raise ValueError(f"answers.md has {count} marked passages; allowed: 1")
    return page


def main() -> None:
    """Draw, store and write; questions that are stored already are left as they are."""
    stored: Stored = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    if "--again" in sys.argv:
        stored = {}
    for question, asked in QUESTIONS.items():
        if question not in stored:
            stored[question] = indices_of(asked, Catalogue())
            STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(filled(PAGE.read_text("utf-8"), stored), encoding="utf-8")


if __name__ == "__main__":
    main()
