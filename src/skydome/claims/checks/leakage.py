"""What gets through with a unit and without it: one raid, the same random numbers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from skydome.claims.registry import Params, registered
from skydome.claims.study import kept_or_made
from skydome.claims.verdict import Answer, Calculation, Verdict, by_share
from skydome.claims.words import percent
from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.claims.world import When, World
    from skydome.scenario.resolved import ResolvedScenario

Text = Annotated[str, Field(min_length=1)]


class Leakage(Params):
    """What `leakage` is asked: units of one system are taken away, and leakers rise by a share."""

    scenario: Text
    without: Text = Field(description="id of the system whose units are left out")
    at_least_fewer: Annotated[float, Field(gt=0, lt=1)] = Field(
        0.25, description="part of the leakers that the units stop"
    )
    draws: Annotated[int, Field(ge=4, le=64)] = 8
    replications: Annotated[int, Field(ge=1, le=1_000)] = Field(20, description="of each draw")


@registered("leakage", Leakage, dated=False)
def leakage(asked: Leakage, _when: When, world: World) -> Answer:
    """Ask this: how many threats of a raid leak with a system's units, and how many without."""
    scenario = _sampled(asked, world)
    taken = [name for name, system in scenario.units.items() if system == asked.without]
    if not taken or len(taken) == len(scenario.units):
        systems = ", ".join(sorted(set(scenario.units.values())))
        problem = f"{asked.without!r} leaves no comparison among the units of {scenario.name}"
        raise InputError(problem, field="without", allowed=f"one of several: {systems}")
    text = f"{asked.model_dump_json()} {scenario.model_dump_json()}"
    inputs = hashlib.sha256(text.encode()).hexdigest()
    kept = kept_or_made(inputs, lambda: _run(scenario, taken, world))
    with_s, without_s = kept["with"], kept["without"]
    fewer = [1 - a / b if b else 0.0 for a, b in zip(with_s, without_s, strict=True)]
    share = sum(one >= asked.at_least_fewer for one in fewer) / len(fewer)
    verdict = by_share(share)
    name = world.catalogue.entry(asked.without).name
    mean_with, mean_without = sum(with_s) / len(with_s), sum(without_s) / len(without_s)
    why = (
        f"In a notional raid of {kept['threats']} threats {mean_with:.0f} leak with {name} and "
        f"{mean_without:.0f} without it (mean over {len(fewer)} draws); at least "
        f"{percent(asked.at_least_fewer)} fewer in {percent(share)} of draws."
    )
    evidence = Calculation(
        what=f"leakers of {scenario.name} with and without {asked.without}",
        result=f"{percent(min(fewer))} to {percent(max(fewer))} fewer leakers",
        inputs={
            "scenario": scenario.name,
            "left out": ", ".join(taken),
            "replications": f"{asked.replications} of each draw",
        },
        sha256=inputs,
        draws=len(fewer),
        seed=scenario.seed,
        share=share,
        command=f"skydome run {asked.scenario}",
    )
    missing = "who would attack with what: the raid is notional" if verdict is Verdict.OPEN else ""
    notes = ("The raid and the positions are notional; another raid gives another number.",)
    changes = "another raid, other co-defenders, other ranges in the catalogue"
    return Answer(verdict, why, "low", (evidence,), changes, missing, share, notes)


def _sampled(asked: Leakage, world: World) -> ResolvedScenario:
    from skydome import forms, yamlfile
    from skydome.scenario.authored import Scenario
    from skydome.scenario.resolve import Resolver

    document = yamlfile.read(world.place(asked.scenario))
    authored = forms.fill(Scenario, document)
    terrain = authored.terrain.model_copy(update={"placements": asked.draws})
    changed = authored.model_copy(
        update={
            "policy": "sampled",
            "terrain": terrain,
            "replications": asked.draws * asked.replications,
        }
    )
    return Resolver(document, changed, world.catalogue).resolve()


def _run(scenario: ResolvedScenario, taken: list[str], world: World) -> dict[str, Any]:
    from skydome.study import simulate
    from skydome.study.variants import with_units

    stage = f"raid with and without: {scenario.name}"
    world.progress(stage, 0, 2)
    whole = simulate(scenario)
    world.progress(stage, 1, 2)
    left = [name for name in scenario.units if name not in taken]
    part = simulate(with_units(scenario, left))
    world.progress(stage, 2, 2)
    return {
        "threats": len(scenario.threats),
        "with": _leaked(whole.rows, scenario),
        "without": _leaked(part.rows, scenario),
    }


def _leaked(rows: Any, scenario: ResolvedScenario) -> list[float]:  # noqa: ANN401 - an Arrow table
    """Return mean leakers of each draw."""
    import numpy as np

    from skydome.study.store import numbers

    placement = numbers(rows["placement"])
    total = np.sum([numbers(rows[f"leaked.{name}"]) for name in scenario.target_classes], axis=0)
    return [float(total[placement == n].mean()) for n in range(scenario.terrain.placements)]
