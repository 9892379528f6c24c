"""A request for work, checked before it is queued; called in a helper process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

from skydome.errors import InputError
from skydome.experiment.plan import plan_of
from skydome.scenario import load, with_run
from skydome.scenario.settings import parse_setting
from skydome.serve.models import MOST_REPLICATIONS, JobKind, JobRequest
from skydome.study.demand import check_memory

if TYPE_CHECKING:
    from skydome.scenario import ResolvedScenario

MOST_THREATS_PLAYED = 200_000_000  # threats of a raid times replications, of one job
PLAYED_AT = "fewer replications, or the command line, which has no bound"


class Checked(BaseModel):
    """A request that can be carried out: its title, and a name for its folder."""

    kind: JobKind
    title: str
    name: str
    total: int


def check(file: str, asked: str) -> Checked:
    """Return what a request means.

    Parameters
    ----------
    file
        The scenario or study file.
    asked
        The request as JSON, `skydome.serve.models.JobRequest`.

    Raises
    ------
    InputError
        The file, or something in the request, cannot be used.
    """
    request = JobRequest.model_validate_json(asked)
    if request.kind == "run":
        scenario = scenario_of(file, request)
        check_memory(scenario)
        _check_size(len(scenario.threats) * scenario.replications, "replications")
        title, total = scenario.title, scenario.replications
        return Checked(kind="run", title=title, name=scenario.name, total=total)
    plan = plan_of(Path(file))
    cells = len(plan.cells()) * len(plan.scenarios) * plan.study.replications
    _check_size(cells * max(len(one.threats) for one in plan.scenarios), "study")
    total = sum(1 for _ in plan.blocks(0))
    title = plan.study.title or plan.study.name
    return Checked(kind="study", title=title, name=plan.study.name, total=total)


def scenario_of(file: str, request: JobRequest) -> ResolvedScenario:
    """Return the scenario that a run is asked for; errors as in `check`."""
    settings = settings_of(request.set)
    scenario = with_run(
        load(Path(file), settings=settings),
        replications=request.replications,
        seed=request.seed,
    )
    if scenario.replications > MOST_REPLICATIONS:
        problem = f"{scenario.replications:,} are too many for a job"
        raise InputError(problem, field="replications", allowed=f"1 to {MOST_REPLICATIONS:,}")
    return scenario


def settings_of(written: list[str]) -> dict[str, object]:
    """Return changes by path from PATH=VALUE, as `skydome run --set` takes them."""
    return dict(parse_setting(text) for text in written)


def _check_size(played: int, field: str) -> None:
    if played > MOST_THREATS_PLAYED:
        problem = (
            f"{played:,} threats would be played, more than the {MOST_THREATS_PLAYED:,} of one job"
        )
        raise InputError(problem, field=field, allowed=PLAYED_AT)
