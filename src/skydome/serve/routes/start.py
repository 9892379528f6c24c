"""The start page, and what pages offer to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from skydome._version import __version__
from skydome.compiler import compiled_kernels
from skydome.serve import listed, shipped_answers
from skydome.serve.models import (
    Kernels,
    ScenarioFields,
    ScenarioLine,
    SetAside,
    Start,
    SystemLine,
    TargetLine,
    Workspace,
)
from skydome.serve.routes import Shared, as_json

if TYPE_CHECKING:
    from skydome.serve.models import Answer
    from skydome.serve.site import Site

Name = Annotated[str, Query(min_length=1, max_length=200)]
DEMO = "two_front"  # what `make demo` writes
router = APIRouter()


@router.get("/start")
async def start(site: Shared) -> Start:
    """Return what the start page shows."""
    return Start(
        version=__version__,
        answers=[_linked(site, one) for one in shipped_answers.answers()],
        running=[job for job in site.table.jobs() if job.state in {"queued", "running"}],
        news=shipped_answers.news(),
        demo=site.runs.line(DEMO),
    )


def _linked(site: Site, answer: Answer) -> Answer:
    """Return an answer with the page behind it: a stored run to play back, or the form to start it.

    The shipped answer on the raid comes without its replications.
    """
    if answer.id != "raid":
        return answer
    stored = DEMO in site.runs.listing().found
    page = f"/raid/{DEMO}?replication=worst" if stored else f"/runs?start={DEMO}"
    return answer.model_copy(update={"page": page})


@router.get("/workspace")
async def workspace(site: Shared) -> Workspace:
    """Return what is in the workspace, and what was set aside."""
    runs, studies = site.runs.listing(), site.studies.listing()
    aside = {**runs.aside, **studies.aside}
    return Workspace(
        name=site.workspace.folder.name,
        runs=len(runs.found),
        studies=len(studies.found),
        set_aside=[SetAside(name=name, reason=why) for name, why in sorted(aside.items())],
    )


@router.get("/kernels")
def kernels() -> Kernels:
    """Return how many kernels are compiled, for pages that wait for the first calculation."""
    return Kernels(compiled=compiled_kernels())


@router.get("/systems")
async def systems(site: Shared) -> list[SystemLine]:
    """Return the systems of the catalogue."""
    return listed.systems(site.catalogue)


@router.get("/targets")
async def targets(site: Shared) -> list[TargetLine]:
    """Return the threats of the catalogue."""
    return listed.targets(site.catalogue)


@router.get("/scenarios")
async def scenarios(site: Shared) -> list[ScenarioLine]:
    """Return the scenarios and studies that can be started."""
    return [line for line, _ in listed.scenarios(site.workspace).values()]


@router.get("/scenarios/fields", response_model=ScenarioFields)
async def scenario_fields(site: Shared, scenario: Name) -> Response:
    """Return the fields of a scenario that a run may change."""
    line, file = listed.scenarios(site.workspace).get(scenario, (None, None))
    if line is None or file is None or line.kind != "run":
        raise HTTPException(404, "There is no such scenario.")
    stamp = file.stat().st_mtime_ns
    return as_json(await site.computed("scenario_fields", str(file), stamp))
