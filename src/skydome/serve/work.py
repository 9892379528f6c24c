"""What jobs do: run a scenario, or run a study or go on with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome.experiment import runner
from skydome.experiment.plan import plan_from, plan_of
from skydome.experiment.store import BlockStore
from skydome.scenario.other_policy import under_other_policy
from skydome.serve.job_request import scenario_of, settings_of
from skydome.serve.models import JobRequest
from skydome.serve.time_left import RunPlan, RunTime
from skydome.serve.workspace import RESULTS, STUDIES
from skydome.study import run_to_folder
from skydome.study.draw_count import draw_count
from skydome.study.draws import plan
from skydome.study.run import MOST_COMPARED
from skydome.study.store import read_manifest

if TYPE_CHECKING:
    from skydome.serve.job_worker import Reporter

LONGEST_RUN_S = 3_600.0  # then no more replications start; those that are complete are kept


def run(workspace: Path, asked: dict[str, Any], report: Reporter) -> str:
    """Run a scenario into the results, and return what to say at the end."""
    request = JobRequest.model_validate(asked["request"])
    scenario = scenario_of(asked["file"], request)
    total = scenario.replications
    folder = workspace / RESULTS / asked["name"]
    settings = settings_of(request.set)
    other, draws = under_other_policy(scenario, Path(asked["file"]), settings), draw_count(scenario)
    worlds = sum(1 for _ in plan(scenario, draws)) if draws else 0
    compared = 0 if other is None else min(total, MOST_COMPARED)
    course = RunPlan(
        scenario.terrain.placements, compared, worlds, len(scenario.missiles), os.cpu_count() or 1
    )
    report.whole = RunTime(course, LONGEST_RUN_S)

    def counted(stage: str, done: int, of: int | None) -> None:
        report(stage, done, total if stage == "replications" and of is None else of)

    run_to_folder(
        scenario,
        folder,
        for_seconds=LONGEST_RUN_S,
        other=other,
        draws=draws,
        progress=counted,
    )
    played = read_manifest(folder)["replications"]
    if played < total:
        return (
            f"{played:,} of {total:,} replications: no more were started after "
            f"{LONGEST_RUN_S / 60:.0f} minutes, the longest for a job"
        )
    return f"{played:,} replications"


def study(workspace: Path, asked: dict[str, Any], report: Reporter) -> str:
    """Run a study, or go on with it: finished blocks are kept."""
    folder = workspace / STUDIES / asked["name"]
    store = BlockStore(folder)
    known = plan_from(store.study(), folder) if store.exists() else plan_of(Path(asked["file"]))
    look = runner.run(
        known,
        store,
        workers=os.cpu_count(),
        progress=lambda done, total: report("blocks", done, total),
    )
    blocks = f"{len(store.done()):,} blocks"
    if look is not None and not look.reached:
        return f"{blocks}; after {look.rounds} rounds the interval is ±{look.half_width:.3g}"
    return blocks


WORK = {"run": run, "study": study}
