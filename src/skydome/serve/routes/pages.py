"""The pages that commands write, under a policy that lets them run nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter
from fastapi.responses import Response

from skydome.serve.page_policy import policy_of
from skydome.serve.routes import Id, Shared

if TYPE_CHECKING:
    from skydome.serve.site import Site
    from skydome.serve.workspace import Found

router = APIRouter(prefix="/pages")


@router.get("/answers/{answer}")
async def answer_page(site: Shared, answer: Literal["deal", "law", "claims"]) -> Response:
    """Return the page of a shipped answer."""
    return await _page(site, "answer_page", answer)


@router.get("/runs/{run}/report")
async def run_page(site: Shared, run: Id) -> Response:
    """Return the report of a run."""
    return await _page(site, "run_page", of=site.run(run))


@router.get("/studies/{study}/report")
async def study_page(site: Shared, study: Id) -> Response:
    """Return the report of a study."""
    return await _page(site, "study_page", of=site.study(study))


async def _page(site: Site, call: str, *args: str, of: Found | None = None) -> Response:
    page = await site.computed(call, *args, of=of)
    headers = {"content-security-policy": policy_of(page), "cache-control": "no-store"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)
