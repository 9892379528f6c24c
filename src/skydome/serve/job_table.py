"""The jobs of a workspace, in a table on disk that server and workers share (SQLite, WAL).

A job's state is what the table says, but for one thing: whether a worker that should be running is
alive. A worker holds a lock on its job's lock file for as long as it lives, and the system releases
the lock whatever ends the process. A process number alone would not do: it may have been given to
another process since.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from skydome.errors import InputError
from skydome.serve.models import Job
from skydome.serve.times import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from skydome.serve.models import JobState

TABLE, LOCKS = "jobs.sqlite3", "locks"
MOST_SHOWN = 200
FINAL = ("done", "failed", "cancelled", "interrupted")
LAYOUT = 1
_COLUMNS = (
    *("id", "kind", "title", "state", "done", "total", "created", "started", "finished"),
    *("seconds_left", "message", "result"),
)
_CREATE = """
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
  state TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, total INTEGER, created TEXT NOT NULL,
  started TEXT, finished TEXT, seconds_left REAL, message TEXT NOT NULL DEFAULT '', result TEXT,
  asked TEXT NOT NULL, pid INTEGER, wanted TEXT NOT NULL DEFAULT ''
)
"""


class JobTable:
    """The table of one workspace; each process opens its own.

    Parameters
    ----------
    folder
        The hidden folder of the workspace.

    Raises
    ------
    InputError
        The table cannot be opened, or a later version of Skydome made it.
    """

    def __init__(self, folder: Path) -> None:
        self.file, self.locks = folder / TABLE, folder / LOCKS
        try:
            self.locks.mkdir(exist_ok=True)
            self._open = sqlite3.connect(
                self.file, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._open.execute("PRAGMA journal_mode=WAL")
            self._open.execute("PRAGMA synchronous=NORMAL")
            (layout,) = self._open.execute("PRAGMA user_version").fetchone()
            if layout == 0:
                self._open.execute(_CREATE)
                self._open.execute(f"PRAGMA user_version={LAYOUT}")
        except (sqlite3.Error, OSError) as problem:
            allowed = "the table as it was; or move the file away to begin a new one"
            raise InputError(
                f"the table of jobs cannot be read: {problem}", file=self.file, allowed=allowed
            ) from None
        if layout > LAYOUT:
            newer = "a later version of Skydome wrote this table"
            raise InputError(newer, file=self.file, allowed="that version")

    def close(self) -> None:
        """Close the table."""
        self._open.close()

    def add(self, kind: str, title: str, asked: dict[str, Any]) -> str:
        """Append a queued job and return its id; ``asked`` is all that its worker needs."""
        job = secrets.token_hex(6)
        self._open.execute(
            "INSERT INTO jobs (id, kind, title, state, created, asked, message)"
            " VALUES (?, ?, ?, 'queued', ?, ?, 'waiting')",
            (job, kind, title, now(), json.dumps(asked)),
        )
        return job

    def jobs(self, most: int = MOST_SHOWN) -> list[Job]:
        """Return the latest jobs, the latest first."""
        rows = self._open.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM jobs ORDER BY number DESC LIMIT ?",  # noqa: S608 - fixed names
            (most,),
        )
        return [_job(row) for row in rows]

    def job(self, job: str) -> Job | None:
        """Return one job, None where there is none."""
        row = self._open.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM jobs WHERE id = ?",  # noqa: S608 - fixed names
            (job,),
        ).fetchone()
        return None if row is None else _job(row)

    def asked(self, job: str) -> dict[str, Any]:
        """Return what a job was asked to do."""
        (text,) = self._open.execute("SELECT asked FROM jobs WHERE id = ?", (job,)).fetchone()
        found: dict[str, Any] = json.loads(text)
        return found

    def in_state(self, state: JobState) -> list[str]:
        """Return the ids of the jobs in a state, the oldest first."""
        rows = self._open.execute("SELECT id FROM jobs WHERE state = ? ORDER BY number", (state,))
        return [job for (job,) in rows]

    def claimed_results(self) -> set[str]:
        """Return the results that queued or running jobs are going to write, as KIND/NAME."""
        rows = self._open.execute(
            "SELECT kind, result FROM jobs WHERE state IN ('queued', 'running')"
        )
        return {f"{kind}/{result}" for kind, result in rows}

    def version(self) -> int:
        """Return a number that changes when another connection has changed the table."""
        (number,) = self._open.execute("PRAGMA data_version").fetchone()
        return int(number)

    def set(self, job: str, *, only_in: tuple[str, ...] = (), **values: object) -> bool:
        """Change columns of a job; with ``only_in``, if it is in one of these states.

        Returns
        -------
        Whether it was changed.
        """
        names = ", ".join(f"{name} = ?" for name in values)
        states = f" AND state IN ({', '.join('?' * len(only_in))})" if only_in else ""
        changed = self._open.execute(
            f"UPDATE jobs SET {names} WHERE id = ?{states}",  # noqa: S608 - names of this program
            (*values.values(), job, *only_in),
        )
        return changed.rowcount == 1

    def column(self, job: str, name: str) -> Any:  # noqa: ANN401 - as the column is
        """Return one column of a job."""
        (value,) = self._open.execute(
            f"SELECT {name} FROM jobs WHERE id = ?",  # noqa: S608 - names of this program
            (job,),
        ).fetchone()
        return value

    def ended(self) -> list[str]:
        """Return the ids of the jobs that have ended, the latest first."""
        rows = self._open.execute(
            f"SELECT id FROM jobs WHERE state IN ({', '.join('?' * len(FINAL))})"  # noqa: S608 - only marks
            " ORDER BY number DESC",
            FINAL,
        )
        return [job for (job,) in rows]

    # locks

    @contextmanager
    def locked(self, job: str) -> Iterator[int]:
        """Hold the lock of a job and yield its descriptor, which a worker inherits.

        Raises
        ------
        BlockingIOError
            A process holds it already.
        """
        file = self.locks / f"{job}.lock"
        while True:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_same(descriptor, file):  # else it was tidied away in between
                    yield descriptor
                    return
            finally:
                os.close(descriptor)

    def is_alive(self, job: str) -> bool:
        """Return whether a worker of this job lives."""
        try:
            descriptor = os.open(self.locks / f"{job}.lock", os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False


def _is_same(descriptor: int, file: Path) -> bool:
    """Return whether a descriptor is of the file that has this name now."""
    try:
        there = file.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)


def _job(row: tuple[Any, ...]) -> Job:
    return Job(**dict(zip(_COLUMNS, row, strict=True)))
