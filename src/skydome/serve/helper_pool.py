"""Processes that compute what a page shows, so that the server itself stays free to answer.

A helper reads one call a line from its standard input and writes the answer to its standard output
(`skydome.serve.helper`). It ends when its input ends, also where the server was killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from skydome.errors import InputError

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Callable

HELPERS = 2
MOST_WAITING = 64
LONGEST_CALL_S = 300.0
LONGEST_ANSWER_BYTES = 256 * 1024 * 1024
STOP_S = 2.0


class BusyError(Exception):
    """Too many calculations are waiting."""


class FailedError(Exception):
    """A calculation ended without an answer."""


class HelperPool:
    """A few helper processes; each is started when first needed, and again after it ended.

    Parameters
    ----------
    helpers
        How many.
    short
        Shortens the text of a refusal, such as the paths in it.
    """

    def __init__(self, helpers: int = HELPERS, short: Callable[[str], str] = str) -> None:
        self._short = short
        self._free: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for _ in range(helpers):
            self._free.put_nowait(None)
        self._running: set[Process] = set()
        self.waiting = 0

    async def call(self, name: str, *args: object) -> bytes:
        """Return the answer of a function of `skydome.serve.calls`.

        Raises
        ------
        InputError
            The function refused its arguments.
        BusyError
            Too many calls are waiting.
        FailedError
            The helper took too long, or died.
        """
        if self.waiting >= MOST_WAITING:
            raise BusyError
        self.waiting += 1
        try:
            helper = await self._free.get()
        finally:
            self.waiting -= 1
        kept: Process | None = None
        try:
            if helper is None or helper.returncode is not None:
                helper = await self._start()
            answer = await asyncio.wait_for(_ask(helper, name, args), LONGEST_CALL_S)
            kept = helper
        except TimeoutError:
            raise FailedError(f"this took longer than {LONGEST_CALL_S:.0f} s") from None
        except (asyncio.IncompleteReadError, OSError, ValueError) as problem:
            if isinstance(problem, InputError):
                kept = helper
                raise InputError(self._short(problem.problem)) from None
            raise FailedError("the process that computes it ended without an answer") from None
        except FailedError:
            kept = helper
            raise
        finally:
            if kept is None and helper is not None:
                self._end(helper)
            self._free.put_nowait(kept)
        return answer

    async def close(self) -> None:
        """End all helpers."""
        for helper in list(self._running):
            self._end(helper)
        for helper in list(self._running):
            with suppress(TimeoutError):
                await asyncio.wait_for(helper.wait(), STOP_S)
        self._running.clear()

    async def _start(self) -> Process:
        helper = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "skydome.serve.helper"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1024 * 1024,
            start_new_session=os.name == "posix",  # Ctrl-C is for the server, which then ends it
        )
        self._running = {one for one in self._running if one.returncode is None} | {helper}
        return helper

    def _end(self, helper: Process) -> None:
        with suppress(ProcessLookupError):
            helper.kill()


async def _ask(helper: Process, name: str, args: tuple[object, ...]) -> bytes:
    if helper.stdin is None or helper.stdout is None:
        raise OSError("a helper without pipes")
    helper.stdin.write(json.dumps({"call": name, "args": args}).encode() + b"\n")
    await helper.stdin.drain()
    said = json.loads(await helper.stdout.readline() or b"null")
    if said is None:
        raise OSError("the helper has ended")
    if "refused" in said:
        raise InputError(said["refused"])
    if "failed" in said:
        raise FailedError(said["failed"])
    if not 0 <= said["bytes"] <= LONGEST_ANSWER_BYTES:
        raise FailedError("the answer is too large")
    return await helper.stdout.readexactly(said["bytes"])
