"""Write the figures of docs/studies.md: what two_front depends on, and its picture.

    python docs/figures/studies.py [FOLDER]

It runs the study examples/studies/two_front.yaml into FOLDER (studies/two-front), or goes on with
what is there: ten minutes of processor time the first time on a machine, five later. The sentences
go between the markers of the page, the results to docs/figures/studies.json.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np

from skydome.experiment import runner
from skydome.experiment.answer import PointRows, answer_of
from skydome.experiment.plan import Plan, plan_of
from skydome.experiment.store import BlockStore
from skydome.report.study.figures import input_values

ROOT = Path(__file__).parent.parent.parent
PAGE, STORED = ROOT / "docs" / "studies.md", Path(__file__).with_suffix(".json")
STUDY = ROOT / "examples" / "studies" / "two_front.yaml"
NAMED, CLAIMED, HEIGHT = 5, "40n6e.maximum_range", "one-way-drone.height"

Stored = dict[str, Any]


def found(folder: Path) -> Stored:
    """Return what the study says, running what is missing."""
    plan, store = plan_of(STUDY), BlockStore(folder)
    runner.run(plan, store)
    answer = answer_of(plan, store.rows())
    line = answer.points[0].line("leaked")
    sensitivity = answer.points[0].sensitivities[0]
    inputs = {one.name: one for one in sensitivity.inputs}
    if line.parameter_share is None:
        raise ValueError("the study has no draws; allowed: examples/studies/two_front.yaml")
    return {
        "draws": answer.draws,
        "parameters": answer.parameters,
        "replications": answer.replications,
        "band": [line.low, line.high],
        "share": list(line.parameter_share),
        "unseen": sensitivity.unseen,
        "needed": max(one.needed_draws or 0 for one in sensitivity.inputs),
        "first": [
            [one.name, *one.first, one.significant]
            for one in sensitivity.inputs[:NAMED]
            if one.first is not None
        ],
        "claimed": list(inputs[CLAIMED].first or ()),
        "thirds": thirds(plan, PointRows(plan, store.rows(), 0)),
    }


def thirds(plan: Plan, rows: PointRows) -> list[float]:
    """Return how low the lowest third of the draws flies and how high the highest, and the drones.

    Heights in metres; then the drones of each third that get through, means over its draws.
    """
    height_m = input_values(plan, HEIGHT)
    through = rows.drawn(("leaked", "drone")).mean(axis=1)
    low, high = np.quantile(height_m, (1 / 3, 2 / 3))
    lowest, highest = through[height_m <= low], through[height_m >= high]
    return [float(one) for one in (low, high, lowest.mean(), highest.mean())]


def text_of(stored: Stored) -> str:
    """Return the page's sentences."""
    low, high = stored["band"]
    share, least, most = (100 * one for one in stored["share"])
    rows = "\n".join(
        f"| `{name}` | {value:.2f} | {low:.2f} to {high:.2f} | "
        f"{'yes' if clear else 'not distinguishable from none'} |"
        for name, value, low, high, clear in stored["first"]
    )
    _, _, upper = stored["claimed"]
    opening = (
        f"With {stored['draws']} draws of {stored['parameters']} uncertain values and "
        f"{stored['replications']} replications of each, between {low:.1f} and {high:.1f} of "
        "the 104 threats get through in nine draws of ten. "
        f"{share:.0f} % of the variance of a single raid ({least:.0f} to {most:.0f} %) is due to "
        "what is not known, the rest to chance. These five values explain the most of the "
        "variance between draws by themselves:"
    )
    closing = (
        f"The claim of 400 km, `{CLAIMED}`, explains at most {100 * upper:.1f} % of it: how far "
        "the longest missile reaches hardly matters to this raid. How high the drones "
        f"fly matters most: {heights(stored)} {100 * stored['unseen']:.0f} % of the variance is in "
        f"interactions that {stored['draws']} draws cannot show, so that no total indices are "
        f"printed; about {stored['needed']:,} draws would give them."
    )
    table = f"| value | first-order index | 95 % interval | stands out |\n|---|--:|---|---|\n{rows}"
    return "\n\n".join([wrapped(opening), table, wrapped(closing)])


def heights(stored: Stored) -> str:
    """Return what flying low or high does, as a sentence."""
    low, high, lowest, highest = stored["thirds"]
    return (
        f"in the third of the draws in which they fly lowest, below {low:.0f} m, {lowest:.1f} of "
        f"the 32 get through, and in the third in which they fly above {high:.0f} m {highest:.1f}."
    )


def wrapped(text: str, width: int = 110) -> str:
    """Return a paragraph broken into lines."""
    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def filled(page: str, stored: Stored) -> str:
    """Return the page with its marked passage made from the stored results."""
    mark = re.compile("<!-- two-front -->.*?<!-- /two-front -->", re.DOTALL)
    made = f"<!-- two-front -->\n{text_of(stored)}\n<!-- /two-front -->"
    page, count = mark.subn(lambda _match: made, page)
    if count != 1:
        raise ValueError(f"studies.md has {count} marked passages; allowed: 1")
    return page


def main() -> None:
    """Run, store and write."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("studies") / "two-front"
    stored = found(folder)
    STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), stored), encoding="utf-8")


if __name__ == "__main__":
    main()
