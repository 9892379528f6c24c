"""The lists of runs and studies, kept so that a request reads only what has changed.

A listing of the folder gives names and stamps; a line is read again where its stamp has changed.
Lines are read by helper processes in the background, and kept on disk for the next server.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from skydome._version import __version__
from skydome.errors import InputError
from skydome.serve.helper_pool import BusyError, FailedError
from skydome.serve.models import RunLine, StudyLine
from skydome.serve.times import written_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from skydome.serve.helper_pool import HelperPool
    from skydome.serve.workspace import Found, Listing

LineOf = TypeVar("LineOf", bound=RunLine | StudyLine)
UNREAD = "not read yet"
FRESH_S = 0.1  # many clients at once share one listing of the folder
_CREATE = """
CREATE TABLE IF NOT EXISTS lines (
  call TEXT, id TEXT, stamp TEXT, version TEXT, line TEXT, PRIMARY KEY (call, id)
)
"""


class Index(Generic[LineOf]):
    """The lines of one kind of folder.

    Parameters
    ----------
    call
        The helper's function that reads a line.
    listing
        Lists the folders.
    blank
        Makes the line of a folder that was not read, or could not be: takes the folder and why.
    """

    def __init__(
        self,
        call: str,
        line: type[LineOf],
        listing: Callable[[], Listing],
        blank: Callable[[Found, str], LineOf],
        helpers: HelperPool,
        file: Path,
    ) -> None:
        self._call, self._line, self._listing, self._blank = call, line, listing, blank
        self._helpers = helpers
        self._lines: dict[str, tuple[tuple[int, int, int], LineOf]] = {}
        self._body: bytes | None = None
        self._listed: Listing | None = None
        self._listed_s = 0.0
        self._shown: dict[str, tuple[int, int, int]] = {}
        self._missing: dict[str, Found] = {}
        self._reading: asyncio.Task[None] | None = None
        self._file = sqlite3.connect(file, timeout=30, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=OFF")  # it can be made again
        self._file.execute(_CREATE)
        self._restore()

    def close(self) -> None:
        """Stop reading, and close the file."""
        if self._reading is not None:
            self._reading.cancel()
        self._file.close()

    def listing(self) -> Listing:
        """Return the folders as they are now."""
        moment = time.monotonic()
        if self._listed is None or moment - self._listed_s > FRESH_S:
            self._listed, self._listed_s = self._listing(), moment
            stamps = {name: one.stamp for name, one in self._listed.found.items()}
            if stamps != self._shown:
                self._shown, self._body = stamps, None
        return self._listed

    def last_listed(self, name: str) -> Found | None:
        """Return a folder as the last listing had it, None where it had none of this name."""
        return None if self._listed is None else self._listed.found.get(name)

    def body(self) -> bytes:
        """Return all lines as JSON, the latest first."""
        listing = self.listing()
        if self._body is None:
            lines = [self._known(one) for one in listing.found.values()]
            lines.sort(key=lambda line: (line.created, line.id), reverse=True)
            self._body = b"[" + b",".join(line.model_dump_json().encode() for line in lines) + b"]"
            self._read_missing()
        return self._body

    def line(self, name: str) -> LineOf | None:
        """Return the line of one folder, None where there is none."""
        found = self.listing().found.get(name)
        if found is None:
            return None
        line = self._known(found)
        self._read_missing()
        return line

    async def complete(self) -> None:
        """Wait until all lines are read."""
        self.body()
        while self._reading is not None and not self._reading.done():
            await asyncio.wait([self._reading])

    def _known(self, found: Found) -> LineOf:
        stamp, line = self._lines.get(found.id, (None, None))
        if line is not None and stamp == found.stamp:
            return line
        self._missing[found.id] = found
        return self._blank(found, UNREAD)

    def _read_missing(self) -> None:
        if self._missing and (self._reading is None or self._reading.done()):
            self._reading = asyncio.get_running_loop().create_task(self._read())

    async def _read(self) -> None:
        """Read what is missing, one after the other, so that one helper stays free."""
        while self._missing:
            _, found = self._missing.popitem()
            try:
                text = await self._helpers.call(self._call, str(found.folder))
                line = self._line.model_validate_json(text)
            except InputError as problem:
                line = self._blank(found, problem.problem)
            except BusyError:
                self._missing[found.id] = found
                await asyncio.sleep(1.0)
                continue
            except FailedError as problem:
                # Not kept on disk: the next server tries again, as this one may only have ended.
                self._show(found, self._blank(found, str(problem)))
                continue
            self._keep(found, cast("LineOf", line))

    def _show(self, found: Found, line: LineOf) -> None:
        self._lines[found.id] = found.stamp, line
        self._body = None

    def _keep(self, found: Found, line: LineOf) -> None:
        self._show(found, line)
        values = (self._call, found.id, json.dumps(found.stamp), __version__)
        with suppress(sqlite3.Error):
            self._file.execute(
                "INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?, ?)",
                (*values, line.model_dump_json()),
            )

    def _restore(self) -> None:
        rows = self._file.execute(
            "SELECT id, stamp, line FROM lines WHERE call = ? AND version = ?",
            (self._call, __version__),
        )
        for name, stamp, text in rows:
            with suppress(ValueError):
                a, b, c = json.loads(stamp)
                line = cast("LineOf", self._line.model_validate_json(text))
                self._lines[name] = (a, b, c), line


def blank_run(found: Found, problem: str) -> RunLine:
    """Return the line of a run that was not read."""
    return RunLine(
        id=found.id,
        scenario="",
        title=None,
        replications=0,
        created=written_at(found.modified_s),
        headline=None,
        leakers=None,
        version="",
        problem=problem,
    )


def blank_study(found: Found, problem: str) -> StudyLine:
    """Return the line of a study that was not read."""
    return StudyLine(
        id=found.id,
        title=found.id,
        created=written_at(found.modified_s),
        blocks_done=0,
        blocks=0,
        finished=False,
        version=None,
        problem=problem,
    )
