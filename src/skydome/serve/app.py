"""The application: routes, errors in one sentence, and the guard in front of everything."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from skydome._version import __version__
from skydome.errors import InputError
from skydome.serve.guard import SHARED, Guard, Rules
from skydome.serve.job_queue import QueueFullError
from skydome.serve.models import Problem
from skydome.serve.routes import answers, jobs, maps, pages, runs, start, static, studies

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, MutableMapping

    from fastapi import Request

    from skydome.serve.guard import App, Receive, Send
    from skydome.serve.site import Site

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in (
        (400, "Something in the request cannot be used"),
        (403, "A page of another site asked"),
        (404, "There is nothing here"),
        (405, "This address does not take this method"),
        (421, "Sent to another name than this server's"),
        (422, "A value is not of the right kind"),
        (429, "Too much is waiting"),
        (503, "It could not be computed"),
    )
}
SAID_PLAINLY = {
    "Not Found": "There is nothing at this address.",
    "There was an error parsing the body": "The body is not JSON.",
}
ROUTERS = (start, maps, runs, studies, jobs, answers)


def api(make_site: Callable[[], Site] | None = None) -> FastAPI:
    """Return the application without its guard.

    Parameters
    ----------
    make_site
        Opens the workspace when the server starts; None for the description of the interface.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        if make_site is None:
            yield
            return
        site = app.state.site = make_site()
        await site.open()
        try:
            yield
        finally:
            await site.close()

    app = FastAPI(
        title="Skydome",
        version=__version__,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    for room in ROUTERS:
        app.include_router(room.router, prefix="/api", responses=REFUSALS)
    app.include_router(pages.router, include_in_schema=False)
    app.add_exception_handler(InputError, _input_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(QueueFullError, _queue_full)
    app.add_exception_handler(Exception, _unexpected)
    return app


def guarded(make_site: Callable[[], Site], rules: Rules) -> App:
    """Return the application as it is served: interface and pages, and the app's own files."""
    answering, files = api(make_site), FastAPI(openapi_url=None, redirect_slashes=False)
    files.include_router(static.router)
    files.add_exception_handler(HTTPException, _http_error)
    files.add_exception_handler(Exception, _unexpected)

    async def either(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        is_file = scope["type"] == "http" and not scope["path"].startswith(SHARED)
        await (files if is_file else answering)(scope, receive, send)

    return Guard(either, rules)


def _problem(status: int, detail: str) -> JSONResponse:
    return JSONResponse({"detail": detail}, status)


def _input_error(_request: Request, problem: Exception) -> JSONResponse:
    return _problem(400, str(problem))


def _http_error(_request: Request, problem: Exception) -> JSONResponse:
    if not isinstance(problem, HTTPException):
        raise problem
    detail = problem.detail
    if problem.status_code == 405:  # noqa: PLR2004 - what it means is in its text
        detail = "This address does not take this method."
    else:
        detail = SAID_PLAINLY.get(detail, detail)
    return JSONResponse({"detail": detail}, problem.status_code, headers=problem.headers)


def _validation_error(_request: Request, problem: Exception) -> JSONResponse:
    """Answer with the first mistake, in one sentence."""
    if not isinstance(problem, RequestValidationError):
        raise problem
    first = problem.errors()[0]
    if first["type"] == "json_invalid":
        return _problem(422, "The body is not JSON.")
    field = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    where = f"{field}: " if field else ""
    return _problem(422, f"{where}{first['msg']}.")


def _queue_full(_request: Request, _: Exception) -> JSONResponse:
    return _problem(429, "Too many jobs are waiting; cancel one, or try again later.")


def _unexpected(_request: Request, _: Exception) -> JSONResponse:
    return _problem(500, "This is a fault of Skydome; the server's terminal shows it.")
