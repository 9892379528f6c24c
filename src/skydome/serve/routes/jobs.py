"""Long work: start, watch, cancel, go on."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from skydome.errors import InputError
from skydome.forms import did_you_mean, quoted
from skydome.serve import listed
from skydome.serve.job_queue import is_final
from skydome.serve.models import Job, JobRequest
from skydome.serve.routes import Shared
from skydome.serve.workspace import RESULTS, STUDIES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from skydome.serve.site import Site

LOOK_S, ALIVE_S = 0.25, 10.0
MOST_NAMES = 1_000
JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]
router = APIRouter()


@router.get("/jobs")
async def jobs(site: Shared) -> list[Job]:
    """Return the latest jobs, the latest first."""
    return site.table.jobs()


@router.post("/jobs", status_code=202)
async def begin(site: Shared, request: JobRequest) -> Job:
    """Queue a run or a study; what is wrong with it is said now, not by the job."""
    asked = request.scenario if request.kind == "run" else request.study
    if asked is None:
        raise InputError("is missing", field="scenario" if request.kind == "run" else "study")
    known = listed.scenarios(site.workspace)
    if asked not in known or known[asked][0].kind != request.kind:
        ids = [name for name, (line, _) in known.items() if line.kind == request.kind]
        problem = f"there is no {request.kind} called {quoted(asked)}{did_you_mean(asked, ids)}"
        raise InputError(problem, allowed="an id from /api/scenarios")
    file = str(known[asked][1])
    text = await site.computed("check_job", file, request.model_dump_json())
    checked = json.loads(text)
    name = _free_name(site, request, request.name or checked["name"])
    sent = {"file": file, "request": request.model_dump(mode="json")}
    return _there(site, site.jobs.add(request.kind, checked["title"], name, sent))


@router.get("/jobs/{job}")
async def one_job(site: Shared, job: JobId) -> Job:
    """Return one job."""
    return _there(site, job)


@router.post("/jobs/{job}/cancel")
async def cancel(site: Shared, job: JobId) -> Job:
    """Cancel a job: one that waits never starts, one that runs is asked to end."""
    site.jobs.cancel(_there(site, job))
    return _there(site, job)


@router.post("/jobs/{job}/resume")
async def resume(site: Shared, job: JobId) -> Job:
    """Go on with a job that did not come to its end; a run starts again."""
    site.jobs.resume(_there(site, job))
    return _there(site, job)


@router.get(
    "/jobs/{job}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def events(site: Shared, job: JobId) -> StreamingResponse:
    """Send the job each time it changes, until it has ended (server-sent events)."""
    _there(site, job)
    return StreamingResponse(_events(site, job), media_type="text/event-stream")


async def _events(site: Site, job: str) -> AsyncIterator[str]:
    last, silent_s = None, 0.0
    while True:
        now = site.table.job(job)
        if now is None:
            return
        if now != last:
            last, silent_s = now, 0.0
            yield f"data: {now.model_dump_json()}\n\n"
        elif silent_s >= ALIVE_S:
            silent_s = 0.0
            yield ": still here\n\n"
        if is_final(now) or site.is_ending():
            return
        await asyncio.sleep(LOOK_S)
        silent_s += LOOK_S


def _there(site: Site, job: str) -> Job:
    found = site.table.job(job)
    if found is None:
        raise HTTPException(404, "There is no such job.")
    return found


def _free_name(site: Site, request: JobRequest, wanted: str) -> str:
    """Return a folder's name that nothing has: the one wanted, or with a number."""
    place = site.workspace.folder / (RESULTS if request.kind == "run" else STUDIES)
    if place.is_symlink() and not site.workspace.contains(place):
        raise InputError("this is a link out of the workspace", file=place.name)
    taken = site.table.claimed_results()
    names = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, MOST_NAMES))
    for name in names:
        path = place / name
        if f"{request.kind}/{name}" not in taken and not path.exists() and not path.is_symlink():
            return name
    raise InputError(f"{wanted} and {MOST_NAMES:,} like it are taken", field="name")
