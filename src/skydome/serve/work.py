"""What jobs do: run a scenario, or run a study or go on with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.engagement.tables.elevation import elevation_of
from skydome.errors import InputError
from skydome.experiment import runner
from skydome.experiment.plan import plan_from, plan_of
from skydome.experiment.store import BlockStore
from skydome.scenario import load
from skydome.scenario.policies import OTHER, may_differ
from skydome.serve.job_request import scenario_of, settings_of
from skydome.serve.models import JobRequest
from skydome.serve.workspace import RESULTS, STUDIES
from skydome.study import run_to_folder
from skydome.study.draws import DRAWS, may_be_drawn
from skydome.study.store import read_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.scenario import ResolvedScenario

    Report = Callable[[str, int, int | None], None]

LONGEST_RUN_S = 3_600.0  # then no more replications start; those that are complete are kept


def run(workspace: Path, asked: dict[str, Any], report: Report) -> str:
    """Run a scenario into the results, and return what to say at the end."""
    request = JobRequest.model_validate(asked["request"])
    scenario = scenario_of(asked["file"], request)
    total = scenario.replications
    folder = workspace / RESULTS / asked["name"]

    def counted(stage: str, done: int, of: int | None) -> None:
        report(stage, done, total if stage == "replications" and of is None else of)

    run_to_folder(
        scenario,
        folder,
        for_seconds=LONGEST_RUN_S,
        other=_other(asked["file"], request, scenario),
        draws=_draws(scenario),
        progress=counted,
    )
    played = read_manifest(folder)["replications"]
    if played < total:
        return (
            f"{played:,} of {total:,} replications: no more were started after "
            f"{LONGEST_RUN_S / 60:.0f} minutes, the longest for a job"
        )
    return f"{played:,} replications"


def study(workspace: Path, asked: dict[str, Any], report: Report) -> str:
    """Run a study, or go on with it: finished blocks are kept."""
    folder = workspace / STUDIES / asked["name"]
    store = BlockStore(folder)
    plan = plan_from(store.study(), folder) if store.exists() else plan_of(Path(asked["file"]))
    look = runner.run(
        plan,
        store,
        workers=os.cpu_count(),
        progress=lambda done, total: report("blocks", done, total),
    )
    blocks = f"{len(store.done()):,} blocks"
    if look is not None and not look.reached:
        return f"{blocks}; after {look.rounds} rounds the interval is ±{look.half_width:.3g}"
    return blocks


WORK = {"run": run, "study": study}


def _other(file: str, request: JobRequest, scenario: ResolvedScenario) -> ResolvedScenario | None:
    """Return the scenario under the other policy, None where there is nothing to compare."""
    settings = settings_of(request.set)
    try:
        other = load(Path(file), policy=OTHER[scenario.policy], settings=settings)
    except InputError:
        return None
    return other if may_differ(scenario, other) else None


def _draws(scenario: ResolvedScenario) -> int:
    """Return how many draws of the parameters to play: none where their ground is not covered."""
    if not may_be_drawn(scenario):
        return 0
    elevation_of(scenario)  # where a run itself lacks ground, that is the error
    try:
        elevation_of(scenario, drawn=True)
    except InputError:
        return 0
    return DRAWS
