"""Write the README's figures: its numbers and its picture.

    python docs/figures/readme.py

It runs the two-front example at the assessed values, with draws of the uncertain parameters, and at
the claimed values, and asks for the ranges that the README quotes; that takes two to three
minutes. The results go to docs/figures/readme.json, the sentences made from them between the
markers of README.md, the map to docs/images/two-front.svg. Tests compare the README with the
stored results, and recompute those that are quick to compute.
"""
# ruff: noqa: INP001 - a script, not part of a package

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.analysis import summarise
from skydome.catalogue import Catalogue
from skydome.coverage import range_by_altitude
from skydome.coverage.answer import answer, rows
from skydome.coverage.question import Question, ask, stated_target
from skydome.engagement.tables.elevation import elevation_of
from skydome.report.run.map import draw_map
from skydome.report.run.page import MAP_ALTITUDES_M
from skydome.scenario import load
from skydome.study import simulate
from skydome.study.draws import DRAWS

if TYPE_CHECKING:
    from skydome.analysis import Summary
    from skydome.scenario import ResolvedScenario

ROOT = Path(__file__).parent.parent.parent
README, STORED = ROOT / "README.md", Path(__file__).with_suffix(".json")
IMAGE = ROOT / "docs" / "images" / "two-front.svg"
EXAMPLE = ROOT / "examples" / "two_front.yaml"
REPLICATIONS = 8_000
FIRST = 200  # few enough to be run again by a test
WHOLE_FROM = 20.0  # leakers: larger means are shown without a decimal
CLASSES = {
    "drone": "drones",
    "cruise_missile": "cruise missiles",
    "ballistic_missile": "ballistic missiles",
    "aircraft": "aircraft",
}

Stored = dict[str, Any]


def reach() -> Stored:
    """Return the S-400's engagement ranges in km, as medians over azimuth and placements."""
    low, high = "cruise-missile-low", "fighter"
    return {
        "cruise_missile_30_m_no_mast_km": reach_km(low, 30.0, mast_m=4.0),
        "cruise_missile_30_m_mast_km": reach_km(low, 30.0),
        "fighter_10_km_flat_km": reach_km(high, 10e3),
        "fighter_10_km_himalaya_km": reach_km(high, 10e3, at=(30, 79)),
    }


def reach_km(
    target: str, altitude_m: float, mast_m: float | None = None, at: tuple[int, int] | None = None
) -> int:
    """Return one engagement range, as `skydome coverage` prints it."""
    question = Question(
        subject="s-400-regiment", target=target, altitudes_m=(altitude_m,), mast_m=mast_m, at=at
    )
    asked = ask(question, Catalogue())
    found = [row for row in rows(answer(asked)) if row.kind == "engagement"]
    return round(found[0].median_m / 1e3)


def leakage() -> Stored:
    """Return the two-front raid's leakers under each reading of the catalogue."""
    assessed = summary_of(load(EXAMPLE), draws=DRAWS)
    claimed = summary_of(load(EXAMPLE, policy="claimed"))
    band = assessed.parameter_band
    if band is None:
        raise ValueError("nothing was drawn; allowed: a scenario with uncertain parameters")
    lines = {line.target_class: line for line in assessed.classes}
    return {
        "replications": assessed.replications,
        "mean_of_first": summary_of(load(EXAMPLE), FIRST).leaked.value,
        "assessed": list(assessed.leaked),
        "placements": list(assessed.leaked_band),
        "claimed": claimed.leaked.value,
        "parameters": band.parameters,
        "draws": band.draws,
        "band": [band.of("leaked").low, band.of("leaked").high],
        "by_class": {name: lines[name].leaked_of_launched.value for name in CLASSES},
    }


def summary_of(
    scenario: ResolvedScenario, replications: int = REPLICATIONS, draws: int = 0
) -> Summary:
    """Run a scenario and summarise it."""
    changed = scenario.model_copy(update={"replications": replications})
    return summarise(simulate(changed, draws=draws))


def figure(value: float) -> str:
    """Return a mean number of leakers as the README shows it."""
    return f"{value:.0f}" if value >= WHOLE_FROM else f"{value:.1f}"


def reach_text(found: Stored) -> str:
    """Return the README's sentence about reach."""
    return (
        "The S-400, advertised at 400 km, can engage a cruise missile at 30 m above flat ground at "
        f"{found['cruise_missile_30_m_no_mast_km']} km without a mast and at "
        f"{found['cruise_missile_30_m_mast_km']} km with one, and a fighter at 10 km altitude at "
        f"{found['fighter_10_km_flat_km']} km. From a site in the Himalaya (30°N 79°E) it engages "
        f"the same fighter at {found['fighter_10_km_himalaya_km']} km over the built-in elevation "
        "grid, which smooths ridges."
    )


def leakage_text(found: Stored) -> str:
    """Return the README's sentences about leakage."""
    classes = ", ".join(
        f"{100 * found['by_class'][name]:.1f} % of the {plural}" for name, plural in CLASSES.items()
    )
    mean, low, high = map(figure, found["assessed"])
    near, far = map(figure, found["placements"])
    least, most = map(figure, found["band"])
    return (
        f"On average {mean} get through; {least} to {most} when what is not known is varied "
        f"({found['parameters']} uncertain values over their ranges, nine in ten of "
        f"{found['draws']} draws). By class: {classes}. Chance gives the mean a 95 % interval of "
        f"{low} to {high} over {found['replications']:,} replications; moving the sites within "
        f"5 km of their nominal positions changes it to between {near} and {far}; makers' claims "
        f"in place of assessed values give {figure(found['claimed'])}."
    )


TEXTS = {"reach": reach_text, "leakage": leakage_text}


def filled(readme: str, stored: Stored) -> str:
    """Return the README with every marked passage made from the stored results."""
    for name, text in TEXTS.items():
        mark = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        made = f"<!-- {name} -->\n{wrapped(text(stored[name]))}\n<!-- /{name} -->"
        readme, count = mark.subn(lambda _match, made=made: made, readme)
        if count != 1:
            raise ValueError(f"README.md has {count} passages marked {name}; allowed: 1")
    return readme


def wrapped(text: str, width: int = 110) -> str:
    """Return a paragraph broken into lines."""
    import textwrap

    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)


def draw() -> None:
    """Write the map of the two-front example."""
    scenario = load(EXAMPLE)
    grid = elevation_of(scenario)
    covers = range_by_altitude(scenario, grid, stated_target(scenario), MAP_ALTITUDES_M, alone=True)
    uri = draw_map(scenario, grid, covers, MAP_ALTITUDES_M)
    IMAGE.write_bytes(base64.b64decode(uri.partition(",")[2]))


def main() -> None:
    """Compute, store, and write."""
    stored = {"reach": reach(), "leakage": leakage()}
    STORED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    README.write_text(filled(README.read_text(encoding="utf-8"), stored), encoding="utf-8")
    draw()


if __name__ == "__main__":
    main()
