"""Write which parameters explain most of the variance, over all examples, and who vouches for them.

    python docs/figures/what_matters.py [FOLDER]

It runs a study of every example with a raid, all uncertain values drawn 128 times with 16
replications each, into FOLDER (studies/matters), or goes on with what is there: half an hour of
processor time. The results go to docs/figures/what_matters.json, the tables made from them between
the markers of docs/what-matters.md and README.md. With `--stored` it only writes those again, as
after a change of the catalogue.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import json
import sys
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
README = ROOT / "README.md"
EXAMPLES = (
    *("single_battery", "saturation", "neighbours", "two_sides", "escort"),
    *("silence", "alone_or_networked", "node_loss", "layers", "guarded_radars", "two_front"),
)
DRAWS, REPLICATIONS, TOP, NAMED = 128, 16, 20, 5
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
            for n in order
            if np.isfinite(found.first.value[n])
        },
        "clear": [plan.inputs[n] for n in order if found.first.significant[n]],
    }


def ranked(stored: Stored) -> list[tuple[str, float]]:
    """Return parameters by the mean of their first-order index over all examples, highest first.

    A parameter that an example does not use explains nothing of it. Estimates have no bias, so that
    those of inert parameters average to 0.
    """
    total: dict[str, float] = {}
    for example in stored.values():
        for name, (value, _, _) in example["first"].items():
            total[name] = total.get(name, 0.0) + value / len(stored)
    return sorted(total.items(), key=lambda one: -one[1])


def matters(stored: Stored) -> list[str]:
    """Return the names of the parameters that explain most."""
    return [name for name, _ in ranked(stored)[:TOP]]


def standing_of(name: str) -> str:
    """Return who vouches for a parameter: sourced, derived, calibrated_to_claim or unsourced."""
    entry, _, parameter = name.partition(".")
    return str(Catalogue().entry(entry).parameters[parameter].confidence)


def shares(stored: Stored) -> tuple[int, int, int, int]:
    """Return how many of what matters, and of everything, have a source; each with the whole."""
    top = [standing_of(name) for name in matters(stored)]
    catalogue = Catalogue()
    every = [
        str(parameter.confidence)
        for one in catalogue.ids()
        for parameter in catalogue.entry(one).parameters.values()
    ]
    return (
        sum(one != "unsourced" for one in top),
        len(top),
        sum(one != "unsourced" for one in every),
        len(every),
    )


def main() -> None:
    """Run, store and write."""
    arguments = [one for one in sys.argv[1:] if one != "--stored"]
    folder = Path(arguments[0]) if arguments else Path("studies") / "matters"
    stored = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
    if "--stored" not in sys.argv:
        for name in EXAMPLES:
            stored[name] = indices_of(name, folder)
            STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
