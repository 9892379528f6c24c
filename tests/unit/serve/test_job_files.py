"""What is removed of ended jobs, and what is not."""

import pytest

from skydome.errors import InputError
from skydome.serve.job_files import tidy
from skydome.serve.job_table import MOST_SHOWN, JobTable
from skydome.serve.workspace import Workspace


@pytest.fixture
def table(tmp_path):
    made = JobTable(tmp_path)
    (tmp_path / "logs").mkdir()
    yield made
    made.close()


def job_with_files(table, state, words=b""):
    job = table.add("run", "A run", {})
    table.set(job, state=state)
    (table.locks / f"{job}.lock").touch()
    (table.locks.parent / "logs" / f"{job}.log").write_bytes(words)
    return job


def left(table):
    logs = table.locks.parent / "logs"
    return [sorted(file.name for file in folder.iterdir()) for folder in (table.locks, logs)]


def test_locks_and_empty_logs_of_ended_jobs_go_and_words_stay(table):
    done = job_with_files(table, "done")
    failed = job_with_files(table, "failed", b"Traceback")
    running = job_with_files(table, "running")
    queued = job_with_files(table, "queued")
    (table.locks / "notes.lock").touch()
    (table.locks.parent / "logs" / "notes.log").touch()
    assert tidy(table, table.locks.parent / "logs") == 3
    locks, logs = left(table)
    assert locks == sorted(["notes.lock", f"{running}.lock", f"{queued}.lock"])
    assert logs == sorted(["notes.log", f"{failed}.log", f"{running}.log", f"{queued}.log"])
    assert done not in str(locks + logs)
    assert tidy(table, table.locks.parent / "logs") == 0


def test_a_lock_that_is_held_stays(table):
    job = job_with_files(table, "interrupted", b"words")
    with table.locked(job):
        assert tidy(table, table.locks.parent / "logs") == 0
    assert tidy(table, table.locks.parent / "logs") == 1
    with table.locked(job):
        assert table.is_alive(job)
    assert not table.is_alive(job)


def test_words_of_jobs_that_the_list_no_longer_shows_go(table):
    first = job_with_files(table, "failed", b"words")
    for _ in range(MOST_SHOWN):
        table.set(table.add("run", "A run", {}), state="done")
    assert tidy(table, table.locks.parent / "logs") == 2
    assert left(table) == [[], []]
    assert table.job(first).state == "failed"


def test_a_lock_that_was_tidied_away_meanwhile_is_taken_again(table, monkeypatch):
    """A file is opened, then removed by another, before it is locked: its name has to be locked."""
    import fcntl

    job, real, calls = job_with_files(table, "interrupted"), fcntl.flock, []

    def slow(descriptor, operation):
        calls.append(descriptor)
        if len(calls) == 1:
            (table.locks / f"{job}.lock").unlink()
        real(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", slow)
    with table.locked(job):
        assert len(calls) == 2
        assert table.is_alive(job)


@pytest.mark.parametrize("name", ["logs", "locks", "jobs.sqlite3"])
def test_no_part_of_the_hidden_folder_is_a_link_out(tmp_path, name):
    outside, inside = tmp_path / "outside", tmp_path / "workspace"
    outside.mkdir()
    (inside / ".skydome").mkdir(parents=True)
    (inside / ".skydome" / name).symlink_to(outside / name)
    with pytest.raises(InputError, match="leads out of the workspace"):
        _ = Workspace(inside).hidden
