"""Write which parameters explain most of the variance, over all examples, and who vouches for them.

    python docs/figures/what_matters.py [FOLDER]

It runs a study of every example with a raid, all uncertain values drawn 128 times with 16
replications each, into FOLDER (studies/matters), or goes on with what is there: a quarter of an
hour of processor time. Of two_front it takes the larger study of docs/figures/studies.py. The
results go to docs/figures/what_matters.json, the tables made from them between the markers of
docs/what-matters.md and README.md. With `--stored` it only writes those again, as after a change
of the catalogue.
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

from skydome.catalogue import Catalogue
from skydome.experiment import runner
from skydome.experiment.answer import PointRows
from skydome.experiment.form import Study
from skydome.experiment.plan import plan_of_study
from skydome.experiment.store import BlockStore
from skydome.sensitivity import chaos

ROOT = Path(__file__).parent.parent.parent
STORED, PAGE = Path(__file__).with_suffix(".json"), ROOT / "docs" / "what-matters.md"
TWO_FRONT, README = Path(__file__).with_name("studies.json"), ROOT / "README.md"
EXAMPLES = (
    *("single_battery", "saturation", "neighbours", "two_sides", "escort", "silence"),
    *("alone_or_networked", "node_loss", "layers", "guarded_radars"),
)
DRAWS, REPLICATIONS, TOP, KEPT, WIDTH = 128, 16, 20, 40, 110
MEASURE = ("leaked", "all")

Stored = dict[str, Any]


def indices_of(name: str, folder: Path) -> Stored:
    """Return the first-order indices of one example, running what is missing."""
    study = Study.model_validate(
        {
            "name": name.replace("_", "-"),
            "scenario": f"{name}.yaml",
            "design": {"draws": DRAWS},
            "replications": REPLICATIONS,
        }
    )
    plan = plan_of_study(study, ROOT / "examples" / f"{name}.yaml")
    store = BlockStore(folder / name)
    runner.run(plan, store)
    rows = PointRows(plan, store.rows(), 0)
    values, noise = rows.differences(MEASURE)
    found = chaos.analyse(plan.design, values, noise)
    order = np.argsort(-np.nan_to_num(found.first.value), kind="stable")
    return {
        "parameters": len(plan.parameters),
        "chance_share": float(np.nan_to_num(found.noise_share)),
        "first": {
            plan.inputs[n]: [
                round(float(index[n]), 4)
                for index in (found.first.value, found.first.low, found.first.high)
            ]
            for n in order[:KEPT]
            if np.isfinite(found.first.value[n])
        },
        "clear": [plan.inputs[n] for n in order if found.first.significant[n]],
    }


def with_two_front(stored: Stored) -> Stored:
    """Return the examples with two_front, of which the five highest are known."""
    study = json.loads(TWO_FRONT.read_text("utf-8"))
    first = {name: [value, low, high] for name, value, low, high, _ in study["first"]}
    clear = [name for name, *_, stands_out in study["first"] if stands_out]
    return stored | {"two_front": {"first": first, "clear": clear}}


def ranked(stored: Stored) -> list[tuple[str, float]]:
    """Return parameters by the mean of their first-order index over all examples, highest first.

    A parameter that an example does not use explains nothing of it.
    """
    total: dict[str, float] = {}
    for example in stored.values():
        for name, (value, _, _) in example["first"].items():
            total[name] = total.get(name, 0.0) + value / len(stored)
    return sorted(total.items(), key=lambda one: -one[1])


def standing_of(name: str, catalogue: Catalogue) -> str:
    """Return who vouches for a parameter: sourced, derived, calibrated_to_claim or unsourced."""
    entry, _, parameter = name.partition(".")
    return str(catalogue.entry(entry).parameters[parameter].confidence)


def table_of(stored: Stored) -> str:
    """Return the table of what explains most."""
    catalogue = Catalogue()
    lines = ["| parameter | mean index | stands out in | its value is |", "|---|--:|---|---|"]
    for name, value in ranked(stored)[:TOP]:
        where = [example for example, one in stored.items() if name in one["clear"]]
        lines.append(
            f"| `{name}` | {value:.3f} | {', '.join(where) or '–'} | "
            f"{standing_of(name, catalogue)} |"
        )
    return "\n".join(lines)


def sentence_of(stored: Stored) -> str:
    """Return how much of what matters has a source, beside how much of everything."""
    catalogue = Catalogue()
    top = ranked(stored)[:TOP]
    weight = sum(value for _, value in top)
    known = [(name, value) for name, value in top if standing_of(name, catalogue) != "unsourced"]
    every = [
        str(parameter.confidence)
        for one in catalogue.ids()
        for parameter in catalogue.entry(one).parameters.values()
    ]
    rest = sum(one != "unsourced" for one in every)
    share = 100 * sum(value for _, value in known) / weight
    return textwrap.fill(
        f"Of the {TOP} parameters that explain most of the variance over {len(stored)} examples, "
        f"{len(known)} have a source or a derivation ({share:.0f} % of what these {TOP} explain), "
        f"beside {rest} of all {len(every):,} ({100 * rest / len(every):.1f} %). What matters most "
        "is kill probabilities against cruise missiles and drones, for which no usable source "
        "exists: see [what matters](docs/what-matters.md).",
        WIDTH,
        break_long_words=False,
        break_on_hyphens=False,
    )


def filled(page: str, mark: str, text: str) -> str:
    """Return a page with its marked passage replaced.

    Raises
    ------
    ValueError
        The page does not have exactly one such passage.
    """
    place = re.compile(f"<!-- {mark} -->.*?<!-- /{mark} -->", re.DOTALL)
    page, count = place.subn(lambda _: f"<!-- {mark} -->\n{text}\n<!-- /{mark} -->", page)
    if count != 1:
        raise ValueError(f"{count} passages {mark}; allowed: 1")
    return page


def pages(stored: Stored) -> dict[Path, str]:
    """Return the pages as they should be."""
    whole = with_two_front(stored)
    return {
        PAGE: filled(PAGE.read_text("utf-8"), "what-matters", table_of(whole)),
        README: filled(README.read_text("utf-8"), "what-matters", sentence_of(whole)),
    }


def main() -> None:
    """Run, store and write."""
    arguments = [one for one in sys.argv[1:] if one != "--stored"]
    folder = Path(arguments[0]) if arguments else Path("studies") / "matters"
    stored = json.loads(STORED.read_text("utf-8"))
    if "--stored" not in sys.argv:
        for name in EXAMPLES:
            stored[name] = indices_of(name, folder)
            STORED.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    for page, text in pages(stored).items():
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
