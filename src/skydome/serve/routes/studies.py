"""Stored studies."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from skydome.serve.models import Study, StudyLine
from skydome.serve.routes import Id, Shared, as_json

router = APIRouter()


@router.get("/studies", response_model=list[StudyLine])
async def studies(site: Shared) -> Response:
    """Return all stored studies, the latest first."""
    return as_json(site.studies.body())


@router.get("/studies/{study}", response_model=Study)
async def one_study(site: Shared, study: Id) -> Response:
    """Return what a study found so far."""
    return as_json(await site.computed("study", of=site.study(study)))
