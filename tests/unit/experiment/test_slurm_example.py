"""The example for Slurm plays a study, with Dask's local cluster in the place of Slurm's."""

import os
import runpy
import sys
from types import SimpleNamespace

import pytest

from skydome.experiment import runner
from skydome.experiment.store import BlockStore

pytestmark = pytest.mark.skipif(
    os.environ.get("SKYDOME_THOROUGH") != "1", reason="starts a cluster: `make validate`"
)


def test_the_script_for_slurm_ends_with_the_same_rows(
    examples, study_file, plan, tmp_path, monkeypatch
):
    distributed = pytest.importorskip("distributed")
    asked = []

    class Stub(distributed.LocalCluster):
        def __init__(self, **options):
            asked.append(options)
            super().__init__(
                n_workers=0, threads_per_worker=1, processes=False, dashboard_address=None
            )

        def scale(self, jobs):
            asked.append(jobs)
            super().scale(1)

    monkeypatch.setitem(sys.modules, "dask_jobqueue", SimpleNamespace(SLURMCluster=Stub))
    monkeypatch.setattr(sys, "argv", ["slurm.py", str(study_file), str(tmp_path / "slurm")])
    runpy.run_path(str(examples / "studies" / "slurm.py"), run_name="__main__")
    here = BlockStore(tmp_path / "here")
    runner.run(plan, here)
    assert BlockStore(tmp_path / "slurm").rows().equals(here.rows())
    assert {"queue", "account", "cores", "walltime"} <= set(asked[0])
    assert asked[1] == 8
