"""What the routes share while a server runs: the workspace, its lists, jobs and helpers."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from skydome._version import __version__
from skydome.catalogue import Catalogue
from skydome.folders import cache_folder, write_cached
from skydome.serve.helper_pool import BusyError, FailedError, HelperPool
from skydome.serve.index import Index, blank_run, blank_study
from skydome.serve.job_queue import JobQueue
from skydome.serve.job_table import JobTable
from skydome.serve.models import RunLine, StudyLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.serve.workspace import Found, Workspace

INDEX, CACHE = "index.sqlite3", "serve"
PACKAGE = Path(__file__).parents[1]
BUILT = "static"  # the app, which computes nothing
PROGRAM_ENDINGS = (".py", ".yaml", ".json", ".csv", ".j2", ".css")
LARGEST_CACHE_BYTES = 500_000_000


class Site:
    """Everything of one server; `open` it before the first request, `close` it at the end.

    ``is_ending`` says whether the server was asked to end: an answer that goes on for as long as a
    job runs then ends.
    """

    def __init__(self, workspace: Workspace, is_ending: Callable[[], bool]) -> None:
        self.workspace, self.is_ending = workspace, is_ending
        self.table = JobTable(workspace.hidden)
        self.helpers = HelperPool(short=workspace.short)
        file = workspace.hidden / INDEX
        self.runs = Index("line", RunLine, workspace.runs, blank_run, self.helpers, file)
        self.studies = Index(
            "study_line", StudyLine, workspace.studies, blank_study, self.helpers, file
        )
        self.jobs = JobQueue(workspace, self.table)
        self._asked: dict[str, asyncio.Task[bytes]] = {}
        self._watching: asyncio.Task[None] | None = None

    @cached_property
    def catalogue(self) -> Catalogue:
        """The shipped catalogue."""
        return Catalogue()

    async def open(self) -> None:
        """Find out what became of running jobs, and begin to watch."""
        self.jobs.look()
        self.jobs.tidy()
        self._watching = asyncio.create_task(self.jobs.watch())
        prune(LARGEST_CACHE_BYTES)

    async def close(self) -> None:
        """End workers and helpers, and close the files."""
        if self._watching is not None:
            self._watching.cancel()
        await self.jobs.close()
        await self.helpers.close()
        self.runs.close()
        self.studies.close()
        self.table.close()

    def run(self, name: str) -> Found:
        """Return a run's folder by its id; the folder alone is looked at, if it is known.

        Raises
        ------
        HTTPException
            404, there is none.
        """
        known = self.runs.last_listed(name)
        now = None if known is None else self.workspace.again(known)
        return self._found(now or self.runs.listing().found.get(name), "run")

    def study(self, name: str) -> Found:
        """Return a study's folder by its id; errors as in `run`."""
        return self._found(self.studies.listing().found.get(name), "study")

    def _found(self, found: Found | None, kind: str) -> Found:
        if found is None:
            raise HTTPException(404, f"There is no such {kind} in the workspace.")
        self.workspace.check_inside(found.folder)
        return found

    async def computed(self, call: str, *args: object, of: Found | None = None) -> bytes:
        """Return what a helper computes, from the cache on disk where it was computed before.

        The same question asked again while it is being computed waits for the same answer.

        Parameters
        ----------
        call, args
            As `HelperPool.call` takes them.
        of
            A stored folder: it comes first of the arguments, and its stamp counts.
        """
        key = _key(call, args, of)
        file = cache_folder(CACHE) / f"{key}.bin"
        with suppress(OSError):
            return file.read_bytes()
        if key not in self._asked:
            given = args if of is None else (str(of.folder), *args)
            self._asked[key] = asyncio.create_task(self.helpers.call(call, *given))
        try:
            answer = await asyncio.shield(self._asked[key])
        except BusyError:
            raise HTTPException(
                429, "Too many calculations are waiting; try again in a minute."
            ) from None
        except FailedError as problem:
            raise HTTPException(503, f"This could not be computed: {problem}.") from None
        finally:
            if key in self._asked and self._asked[key].done():
                del self._asked[key]
        if not file.exists():
            write_cached(file, partial(_write, answer))
        return answer


def _write(content: bytes, file: Path) -> None:
    file.write_bytes(content)


def _key(call: str, args: tuple[object, ...], of: Found | None) -> str:
    where = None if of is None else (str(of.folder), of.stamp)
    text = json.dumps([__version__, _program(), call, args, where], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _program() -> str:
    """Return what changes when a file of Skydome does: a checkout moves on at one version."""
    digest = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in PROGRAM_ENDINGS and BUILT not in file.parts:
            seen = file.stat()
            digest.update(f"{file.name} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prune(largest_bytes: int) -> None:
    """Remove what was read longest ago from the cache, until it is no larger than this."""
    files = []
    for file in cache_folder(CACHE).glob("*.bin"):
        with suppress(OSError):
            seen = file.stat()
            files.append((max(seen.st_atime, seen.st_mtime), seen.st_size, file))
    size = sum(one[1] for one in files)
    for _, bytes_, file in sorted(files, key=lambda one: one[0]):
        if size <= largest_bytes:
            return
        with suppress(OSError):
            file.unlink()
            size -= bytes_
