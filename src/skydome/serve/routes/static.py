"""The built app: its files, and its page for every address of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.exceptions import HTTPException

STATIC = Path(__file__).parents[1] / "static"
INDEX, ICON = "index.html", "icon.svg"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
# addresses of the app's pages; every other one is a file of it, or nothing
PAGES = ("reach", "raid", "runs", "studies", "jobs", "answers")
HASHED = "assets/"  # files whose name changes with their content
UNBUILT = (
    "<!doctype html><title>Skydome</title><p>The browser app is not built. In a checkout, run "
    "<code>make app</code> and start <code>skydome serve</code> again."
)
HTML = "text/html"  # which a browser accepts where a page is asked for
router = APIRouter()


@router.get("/{path:path}")
async def static(path: str, request: Request) -> Response:
    """Return a file of the app, or its page, also where a browser asks for a page that is none."""
    if path == "favicon.ico":  # what browsers ask for beside a page that names no icon
        path = ICON
    elif path == "" or path.partition("/")[0] in PAGES:
        path = INDEX
    file = _files().get(path)
    if file is None:
        if path == INDEX:
            return HTMLResponse(UNBUILT, 503)
        index = _files().get(INDEX)
        if index is None or HTML not in request.headers.get("accept", ""):
            raise HTTPException(404, "There is nothing at this address.")
        return HTMLResponse(_content(index), 404, {"cache-control": "no-cache"})
    kept = "public, max-age=31536000, immutable" if path.startswith(HASHED) else "no-cache"
    return Response(_content(file), media_type=TYPES[file.suffix], headers={"cache-control": kept})


def _files() -> dict[str, Path]:
    """Return the files of the built app by address, to look a request up."""
    return _listed(STATIC, STATIC.stat().st_mtime_ns) if STATIC.is_dir() else {}


@lru_cache(maxsize=2)
def _listed(folder: Path, _stamp: int) -> dict[str, Path]:
    return {
        file.relative_to(folder).as_posix(): file
        for file in folder.rglob("*")
        if file.suffix in TYPES and file.is_file() and file.resolve().is_relative_to(folder)
    }


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise HTTPException(404, "There is nothing at this address.") from None
