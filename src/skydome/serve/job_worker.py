"""The process of one job: ``python -m skydome.serve.job_worker WORKSPACE JOB LOCK``.

It writes its progress and its end into the table of jobs itself, so that it needs no server: where
the server is killed, the job goes on, and the next server finds it. ``LOCK`` is the descriptor of
the job's lock, which is held for as long as this process lives.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from skydome.errors import InputError
from skydome.serve.job_table import JobTable
from skydome.serve.times import now
from skydome.serve.workspace import HIDDEN, Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Whole = Callable[[str, float | None, Mapping[str, float], float], float | None]

TERMINATED = 143  # 128 and the number of the signal, as shells count
REPORT_S = 0.25
LATE = "the longest time for a job is over; resume to go on"
KNOWN_AFTER_S = 1.0  # no time left is given before a stage has run this long


class Reporter:
    """Writes progress into the table of jobs, a few times a second.

    ``whole`` estimates the time left of the whole job, from the stage and the time left of that,
    the seconds that a unit of each stage took, and the clock. By default a job is its one stage.
    """

    def __init__(self, table: JobTable, job: str, clock: Callable[[], float]) -> None:
        self.table, self.job, self.clock = table, job, clock
        self.stage, self.began, self.first = "", 0.0, 0
        self._written_s = -REPORT_S
        self.paces: dict[str, float] = {}
        self.whole: Whole = lambda _stage, own_s, _paces, _moment: own_s

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take note of a stage, how much of it is done, and the total."""
        moment = self.clock()
        is_new = stage != self.stage
        if is_new:
            self.stage, self.began, self.first = stage, moment, done
        if done > self.first:
            self.paces[stage] = (moment - self.began) / (done - self.first)
        if not is_new and moment - self._written_s < REPORT_S and done != total:
            return
        self._written_s = moment
        own_s = self._left_s(moment - self.began, done, total)
        self.table.set(
            self.job,
            only_in=("running",),
            done=done,
            total=total,
            seconds_left=self.whole(stage, own_s, self.paces, moment),
            message=stage,
        )

    def _left_s(self, spent_s: float, done: int, total: int | None) -> float | None:
        """Return the time left at the stage's pace; what was done before it began is left out."""
        if total is None or done <= self.first or spent_s < KNOWN_AFTER_S:
            return None
        return spent_s * (total - done) / (done - self.first)


def main(workspace: str, job: str) -> None:
    """Do one job and write down how it ended."""
    signal.signal(signal.SIGTERM, _stop)
    table = JobTable(Path(workspace) / HIDDEN)
    table.set(job, pid=os.getpid())
    try:
        from skydome.serve import work  # the libraries, which may take seconds

        asked, report = table.asked(job), Reporter(table, job, time.monotonic)
        message = work.WORK[asked["kind"]](Path(workspace), asked, report)
        state = "done"
    except SystemExit:
        _stopped(table, job)
        return
    except InputError as problem:
        state, message = "failed", str(problem)
    except MemoryError:
        state, message = "failed", "this needs more memory than there is"
    except Exception as problem:  # noqa: BLE001 - whatever it is, the table says so
        traceback.print_exc()
        state, message = "failed", f"{type(problem).__name__}: {problem}"
    _finish(table, job, state, Workspace(Path(workspace)).short(message))


def _stopped(table: JobTable, job: str) -> None:
    """Write down why a job was asked to end: cancelled, or only its server ended."""
    wanted = table.column(job, "wanted")
    if wanted == "cancel":
        _finish(table, job, "cancelled", "cancelled")
    elif wanted == "late":
        _finish(table, job, "interrupted", LATE)
    else:
        _finish(table, job, "interrupted", "the server was stopped")


def _finish(table: JobTable, job: str, state: str, message: str) -> None:
    table.set(
        job,
        only_in=("running",),
        state=state,
        message=message[:1_000],
        finished=now(),
        seconds_left=None,
    )


def _stop(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once: what follows tidies up
    sys.exit(TERMINATED)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
