"""The addresses of the server, one file for each subject."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.responses import Response

from skydome.serve.site import Site


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


Shared = Annotated[Site, Depends(_site)]
Id = Annotated[str, Path(min_length=1, max_length=255)]


def as_json(body: bytes) -> Response:
    """Return an answer that is JSON already."""
    return Response(body, media_type="application/json")
