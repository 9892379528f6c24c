"""Removes what workers leave in the hidden folder of a workspace: lock files, and their words.

The lock of a job that has ended is of no more use: one that is resumed makes it again. An empty log
says nothing. Logs with words are kept for the latest jobs, those that the list still shows.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from skydome.serve.job_table import MOST_SHOWN

if TYPE_CHECKING:
    from pathlib import Path

    from skydome.serve.job_table import JobTable


def tidy(table: JobTable, logs: Path) -> int:
    """Remove files of jobs that have ended, and return how many; other files are left alone."""
    removed = 0
    for n, job in enumerate(table.ended()):
        removed += _lock_removed(table, job)
        log = logs / f"{job}.log"
        with suppress(OSError):
            if log.stat().st_size == 0 or n >= MOST_SHOWN:
                log.unlink()
                removed += 1
    return removed


def _lock_removed(table: JobTable, job: str) -> bool:
    """Remove a lock file that no worker holds; whether there was one."""
    file = table.locks / f"{job}.lock"
    if not file.exists():
        return False
    try:
        with table.locked(job):
            file.unlink()
    except OSError:  # held: the worker of a job that is said to have ended still lives
        return False
    return True
