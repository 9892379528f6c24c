"""Jobs, from the request to the result, and what is left of them after a kill."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest
from served import serving

from skydome.serve.job_table import JobTable

STUDY = """\
name: little
title: A little study
scenario: small.yaml
uncertain: none
factors: {doctrine.salvo: [1, 2]}
replications: 4
stop: {half_width: 0.0001, rounds: 15}
"""
RUN = {"kind": "run", "scenario": "small.yaml", "replications": 30, "seed": 5}


@pytest.fixture
def workspace(tmp_path, small_file):
    """Return a workspace with a scenario and a study of it."""
    shutil.copy(small_file, tmp_path / "small.yaml")
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path


def table_of(workspace):
    return JobTable(workspace / ".skydome")


def test_a_run_from_start_to_end(workspace):
    with serving(workspace) as running:
        answer = running.ask("/api/jobs", "POST", RUN | {"set": ["doctrine.salvo=2"]})
        assert answer.status == 202
        job = answer.json()
        assert (job["kind"], job["result"]) == ("run", "small")
        assert job["title"] == "A battery against four cruise missiles"
        # A second one of the same name gets a folder of its own, and either is cancelled or runs.
        other = running.ask("/api/jobs", "POST", RUN).json()
        assert other["result"] == "small-2"
        running.ask(f"/api/jobs/{other['id']}/cancel", "POST")
        assert running.until(other["id"], "cancelled", "done")["state"] == "cancelled"
        events = running.ask(f"/api/jobs/{job['id']}/events")
        assert events.headers["content-type"].startswith("text/event-stream")
        told = [json.loads(line[6:]) for line in events.body.split(b"\n") if line[:6] == b"data: "]
        assert told[-1]["state"] == "done"
        assert told[-1]["message"] == "30 replications"
        assert told[-1]["finished"] >= told[-1]["started"] >= told[-1]["created"]
        run = running.ask("/api/runs/small").json()
        assert run["line"]["replications"] == 30
        assert run["seed"] == 5
        assert running.ask(f"/api/jobs/{job['id']}/resume", "POST").status == 400
        lines = running.ask("/api/runs").json()
        assert [line["id"] for line in lines] == ["small"]
    scenario = json.loads((workspace / "results" / "small" / "scenario.json").read_text())
    assert scenario["seed"] == 5
    manifest = json.loads((workspace / "results" / "small" / "manifest.json").read_text())
    assert "draws" in manifest


def begun(running):
    """Return a study that has finished some blocks."""
    job = running.ask("/api/jobs", "POST", {"kind": "study", "study": "study.yaml"}).json()
    end = time.monotonic() + 120
    while time.monotonic() < end:
        found = running.job(job["id"])
        if found["done"] >= 4:
            return found
        assert found["state"] in {"queued", "running"}, found
        time.sleep(0.02)
    raise TimeoutError(found)


def ended(workspace, job):
    """Wait until no worker of a job lives."""
    table, end = table_of(workspace), time.monotonic() + 30
    while table.is_alive(job):
        assert time.monotonic() < end
        time.sleep(0.01)


def blocks_of(workspace):
    folder = workspace / "studies" / "little" / "blocks"
    return {file.name: file.stat().st_mtime_ns for file in folder.glob("[0-9]*.parquet")}


def test_nothing_is_lost_when_server_and_worker_are_killed(workspace):
    """Finished blocks stay as they are, and the study goes on to the same end as without a kill."""
    with serving(workspace) as running:
        job = begun(running)
        table = table_of(workspace)
        worker = table.column(job["id"], "pid")
        running.end(signal.SIGKILL)
        # A killed server leaves its worker at work, and the table says so.
        assert table.is_alive(job["id"])
        assert table.job(job["id"]).state == "running"
        os.kill(worker, signal.SIGKILL)
        ended(workspace, job["id"])
    kept = blocks_of(workspace)
    assert len(kept) >= 4
    with serving(workspace) as running:
        found = running.job(job["id"])
        assert found["state"] == "interrupted"
        assert found["message"] == "the worker ended before the job did"
        running.ask(f"/api/jobs/{job['id']}/resume", "POST")
        found = running.until(job["id"], "done")
        assert found["message"].startswith("30 blocks; after 15 rounds the interval is")
        study = running.ask("/api/studies/little").json()
        assert study["line"]["finished"]
        assert study["found"]["points"]
    after = blocks_of(workspace)
    assert {name: after[name] for name in kept} == kept
    assert len(after) == 30


def test_a_restarted_server_finds_the_worker_that_outlived_the_first(workspace):
    with serving(workspace) as running:
        job = begun(running)
        running.end(signal.SIGKILL)
    with serving(workspace) as running:
        found = running.job(job["id"])
        assert found["state"] in {"running", "done"}
        assert found["started"] == job["started"]
        if found["state"] == "running":
            running.ask(f"/api/jobs/{job['id']}/cancel", "POST")
        assert running.until(job["id"], "cancelled", "done")["finished"] is not None
        ended(workspace, job["id"])


def test_a_stopped_server_stops_its_workers_and_says_so(workspace, capfd):
    with serving(workspace) as running:
        job = begun(running)
        watching = HTTPConnection("127.0.0.1", running.port, timeout=60)
        watching.request("GET", f"/api/jobs/{job['id']}/events")
        assert watching.getresponse().readline().startswith(b"data: ")
        assert running.end() == 0
        watching.close()
        assert capfd.readouterr().err == ""
        assert running.process.stdout.read() == ""
    found = table_of(workspace).job(job["id"])
    assert (found.state, found.message) == ("interrupted", "the server was stopped")
    assert not table_of(workspace).is_alive(job["id"])


def test_a_number_of_a_process_that_was_given_away_counts_for_nothing(workspace):
    """A process has the number of a worker that has ended: it is not taken for the worker."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (workspace / ".skydome").mkdir()
        table = table_of(workspace)
        job = table.add("run", "A run", {"kind": "run", "name": "x", "file": "", "request": {}})
        table.set(job, state="running", pid=other.pid, started="2026-01-01T00:00:00Z")
        with serving(workspace) as running:
            assert running.job(job)["state"] == "interrupted"
            running.ask(f"/api/jobs/{job}/cancel", "POST")
            assert running.job(job)["state"] == "interrupted"
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_job_that_fails_says_why(workspace):
    """The scenario is gone by the time that the worker reads it."""
    (workspace / ".skydome").mkdir()
    table = table_of(workspace)
    gone = str(workspace / "gone.yaml")
    job = table.add("run", "A run", {"kind": "run", "name": "x", "file": gone, "request": RUN})
    with serving(workspace) as running:
        found = running.until(job, "failed")
    assert "gone.yaml" in found["message"]
    assert found["seconds_left"] is None
