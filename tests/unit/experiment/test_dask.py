"""Blocks on the workers of a Dask scheduler; needs the extra ``skydome[dask]``."""

import os
import signal
import threading
import time

import pytest

from skydome.experiment import plan as plans
from skydome.experiment import runner
from skydome.experiment.store import BlockStore

distributed = pytest.importorskip("distributed", reason="the extra skydome[dask] is not installed")
pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_THOROUGH") != "1", reason="starts processes: `make validate`"
)


@pytest.fixture
def cluster(monkeypatch):
    monkeypatch.setattr(plans, "BLOCK_S", 0.1)
    made = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with made, distributed.Client(made) as client:
        yield client


def content(folder):
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_workers_leave_no_trace_though_one_is_killed(plan, cluster, tmp_path):
    runner.run(plan, BlockStore(tmp_path / "threads"))
    killed = threading.Event()

    def kill(done, _total):
        if done >= 2 and not killed.is_set():
            killed.set()
            pids = cluster.run(os.getpid)
            os.kill(next(iter(pids.values())), signal.SIGKILL)

    runner.run(
        plan,
        BlockStore(tmp_path / "workers"),
        executor=cluster.get_executor(),
        workers=2,
        progress=kill,
    )
    assert killed.is_set()
    assert content(tmp_path / "workers") == content(tmp_path / "threads")


def test_a_study_goes_on_after_its_scheduler_is_killed(plan, tmp_path, monkeypatch):
    monkeypatch.setattr(plans, "BLOCK_S", 0.1)
    runner.run(plan, BlockStore(tmp_path / "threads"))
    made = distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None
    )
    client = distributed.Client(made)

    def end(done, _total):
        if done >= 2:
            made.close(timeout=2)

    with pytest.raises(BaseException):  # noqa: B017, PT011 - whichever way Dask says so
        runner.run(
            plan,
            BlockStore(tmp_path / "workers"),
            executor=client.get_executor(),
            workers=1,
            progress=end,
        )
    client.close(timeout=2)
    time.sleep(0.1)
    assert BlockStore(tmp_path / "workers").done()
    runner.run(plan, BlockStore(tmp_path / "workers"))
    assert content(tmp_path / "workers") == content(tmp_path / "threads")
