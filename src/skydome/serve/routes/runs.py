"""Stored runs: the list, one of them, several side by side, a raid to play back."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from skydome.serve.models import Compared, Replications, Run, RunLine
from skydome.serve.raid_models import Causes, Raid
from skydome.serve.routes import Id, Shared, as_json

MOST_COMPARED = 8
Replication = Annotated[str, Path(pattern=r"^(typical|best|worst|[0-9]{1,7})$")]
Sample = Annotated[int, Query(ge=1, le=512)]
SAMPLE = 32  # seconds
router = APIRouter()


@router.get("/runs", response_model=list[RunLine])
async def runs(site: Shared) -> Response:
    """Return all stored runs, the latest first."""
    return as_json(site.runs.body())


@router.get("/runs/compare", response_model=Compared)
async def compare(
    site: Shared, run: Annotated[list[str], Query(min_length=1, max_length=MOST_COMPARED)]
) -> Response:
    """Return several runs; ``problem`` says what has to be borne in mind when they are compared."""
    found = [site.run(name) for name in dict.fromkeys(run)]
    parts = [json.loads(await site.computed("run", of=one)) for one in found]
    return as_json(json.dumps({"runs": parts, "problem": _problem(parts)}).encode())


@router.get("/runs/{run}", response_model=Run)
async def one_run(site: Shared, run: Id) -> Response:
    """Return one stored run in full."""
    return as_json(await site.computed("run", of=site.run(run)))


@router.get("/runs/{run}/replications", response_model=Replications)
async def replications(site: Shared, run: Id) -> Response:
    """Return the named replications of a run, and how its leakers spread."""
    return as_json(await site.computed("replications", of=site.run(run)))


@router.get("/runs/{run}/raid/{replication}", response_model=Raid)
async def raid(site: Shared, run: Id, replication: Replication) -> Response:
    """Return one replication to play back."""
    return as_json(await site.computed("raid", replication, of=site.run(run)))


@router.get("/runs/{run}/causes", response_model=Causes)
async def causes(site: Shared, run: Id, sample: Sample = SAMPLE) -> Response:
    """Return why threats got through, over about ``sample`` replications that are played again."""
    return as_json(await site.computed("causes", sample, of=site.run(run)))


def _problem(runs: list[dict[str, dict[str, object]]]) -> str | None:
    """Return why differences between runs may not be due to what was changed."""
    versions = {str(one["line"]["version"]) for one in runs}
    if len(versions) > 1:
        return f"The runs are of different versions of Skydome: {', '.join(sorted(versions))}."
    if len({str(one["line"]["scenario"]) for one in runs}) > 1:
        return "The runs are of different scenarios."
    if len({str(one["seed"]) for one in runs}) > 1:
        return "The runs have different seeds: differences include chance of both."
    return None
