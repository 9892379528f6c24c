"""Starts workers, watches them, and keeps the table of jobs true.

Once a job is called running, its lock is held: by the server until the worker has it, then by the
worker. A job that is called running while nobody holds its lock was interrupted, whatever the
reason, and is said to be so.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from skydome.errors import InputError
from skydome.serve.job_files import tidy
from skydome.serve.job_table import FINAL
from skydome.serve.job_worker import LATE
from skydome.serve.times import now

if TYPE_CHECKING:
    from skydome.serve.job_table import JobTable
    from skydome.serve.models import Job
    from skydome.serve.workspace import Workspace

MOST_RUNNING, MOST_QUEUED = 2, 20
LOGS = "logs"
LONGEST_JOB_S = 2 * 3_600.0
POLL_S = 0.25
PATIENCE_S = 10.0  # between asking a worker to end and killing it
RESUMABLE = ("failed", "cancelled", "interrupted")
RUN_AGAIN = "a run starts again: it keeps no part of its replications"


class QueueFullError(Exception):
    """Too many jobs are waiting."""


class JobQueue:
    """The jobs of a workspace, as one server runs them."""

    def __init__(self, workspace: Workspace, table: JobTable) -> None:
        self.workspace, self.table = workspace, table
        self._workers: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_end: dict[str, float] = {}
        self._began: dict[str, float] = {}
        self._codes: dict[str, int] = {}

    def add(self, kind: str, title: str, name: str, asked: dict[str, Any]) -> str:
        """Queue a job and return its id.

        Raises
        ------
        QueueFullError
            Too many are waiting.
        """
        if len(self.table.in_state("queued")) >= MOST_QUEUED:
            raise QueueFullError
        job = self.table.add(kind, title, {"kind": kind, "name": name, **asked})
        self.table.set(job, result=name)
        self.look()
        return job

    def cancel(self, job: Job) -> None:
        """Cancel a job that waits or runs; one that has ended stays as it is."""
        done = {"state": "cancelled", "message": "cancelled", "finished": now()}
        if not self.table.set(job.id, only_in=("queued",), **done):
            self.table.set(job.id, only_in=("running",), wanted="cancel")
            self._ask_to_end(job.id)

    def resume(self, job: Job) -> None:
        """Queue a job again that did not come to its end.

        Raises
        ------
        InputError
            It is not one of these.
        QueueFullError
            Too many are waiting.
        """
        if job.state not in RESUMABLE:
            allowed = f"a job that is {', '.join(RESUMABLE)}"
            raise InputError(f"this job is {job.state}", field=job.id, allowed=allowed)
        if len(self.table.in_state("queued")) >= MOST_QUEUED:
            raise QueueFullError
        message = RUN_AGAIN if job.kind == "run" else "waiting to go on"
        self.table.set(
            job.id,
            only_in=RESUMABLE,
            state="queued",
            wanted="",
            done=0,
            total=None,
            started=None,
            finished=None,
            seconds_left=None,
            message=message,
        )
        self.look()

    def tidy(self) -> None:
        """Remove what ended jobs have left of locks and logs."""
        tidy(self.table, self.workspace.hidden / LOGS)

    def look(self) -> None:
        """Write down what has ended, kill what does not end, start what waits."""
        ended = {job: worker for job, worker in self._workers.items() if worker.poll() is not None}
        for job, worker in ended.items():
            self._codes[job] = worker.returncode
            del self._workers[job]
        for job in self.table.in_state("running"):
            if self.table.is_alive(job):
                self._watch(job)
            else:
                self._ended(job)
        running = len(self.table.in_state("running"))
        for job in self.table.in_state("queued")[: max(0, MOST_RUNNING - running)]:
            self._start(job)
        if ended:
            self.tidy()

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            self.look()
            await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        """Ask this server's workers to end, and wait for them; queued jobs wait for the next."""
        for job in self._workers:
            self._ask_to_end(job)
        until = time.monotonic() + PATIENCE_S
        for worker in self._workers.values():
            with suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(worker.wait, max(0.0, until - time.monotonic()))
            if worker.poll() is None:
                worker.kill()
                worker.wait()
        self.look_at_ended()
        self.tidy()

    def look_at_ended(self) -> None:
        """Write down which running jobs have no worker."""
        for job in self.table.in_state("running"):
            if not self.table.is_alive(job):
                self._ended(job)

    def _start(self, job: str) -> None:
        try:
            with self.table.locked(job) as lock:
                began = {"state": "running", "started": now(), "message": "starting", "pid": None}
                if not self.table.set(job, only_in=("queued",), **began):
                    return
                self._asked_to_end.pop(job, None)
                self._began[job] = time.monotonic()
                self._workers[job] = self._launched(job, lock)
        except BlockingIOError:
            return  # the worker of an earlier try still lives; its end is awaited
        except OSError as problem:
            reason = problem.strerror or "unknown reason"
            self._set_ended(job, "failed", f"the worker cannot be started: {reason}")

    def _launched(self, job: str, lock: int) -> subprocess.Popen[bytes]:
        """Return a worker that has inherited the lock; its own words go to a file."""
        logs = self.workspace.hidden / LOGS
        logs.mkdir(exist_ok=True)
        words = [str(self.workspace.folder), job, str(lock)]
        with (logs / f"{job}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "skydome.serve.job_worker", *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                pass_fds=(lock,),
                start_new_session=True,  # Ctrl-C is for the server, which asks it to end
            )

    def _watch(self, job: str) -> None:
        """Kill a worker that was asked to end and does not, and end one that takes too long."""
        began = self._began.setdefault(job, time.monotonic())
        if job not in self._asked_to_end and time.monotonic() - began > LONGEST_JOB_S:
            self.table.set(job, only_in=("running",), wanted="late")
            self._ask_to_end(job)
        asked = self._asked_to_end.get(job)
        if asked is not None and time.monotonic() - asked > PATIENCE_S:
            self._signal(job, signal.SIGKILL)

    def _ask_to_end(self, job: str) -> None:
        self._asked_to_end.setdefault(job, time.monotonic())
        self._signal(job, signal.SIGTERM)

    def _signal(self, job: str, number: signal.Signals) -> None:
        """Send a signal to a job's worker, which lives for sure: its lock is held."""
        pid = self.table.column(job, "pid")
        worker = self._workers.get(job)
        if worker is not None:
            worker.send_signal(number)
        elif pid is not None and self.table.is_alive(job):
            with suppress(OSError):
                os.kill(pid, number)

    def _ended(self, job: str) -> None:
        """Write down that a worker has ended without a word of its own."""
        wanted = self.table.column(job, "wanted")
        if wanted == "cancel":
            self._set_ended(job, "cancelled", "cancelled")
        elif wanted == "late":
            self._set_ended(job, "interrupted", LATE)
        else:
            code = self._codes.pop(job, 0)
            by = f": signal {-code} ended it" if code < 0 else f": exit code {code}" if code else ""
            self._set_ended(job, "interrupted", f"the worker ended before the job did{by}")

    def _set_ended(self, job: str, state: str, message: str) -> None:
        ended = {"state": state, "message": message, "finished": now(), "seconds_left": None}
        self.table.set(job, only_in=("running",), **ended)
        self._asked_to_end.pop(job, None)
        self._began.pop(job, None)


def is_final(job: Job) -> bool:
    """Return whether a job has ended, in one way or another."""
    return job.state in FINAL
