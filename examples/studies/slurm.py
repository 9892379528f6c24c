"""Run a study on the workers of a Slurm cluster, with dask-jobqueue.

    pip install 'skydome[dask]' dask-jobqueue
    python slurm.py two_front.yaml /scratch/me/two-front

Run it where jobs may be submitted; it stays until the study is finished. Set partition, account and
time as your cluster wants them. The folder must be one that this machine sees; workers need none:
their blocks travel back and are written here. When this ends early, run it again: finished blocks
are kept, and the folder ends with the same bytes.

A worker is one process with one thread for each core, and the first block of a worker compiles
kernels for a minute unless SKYDOME_CACHE names a folder that all nodes see. All nodes need the same
version of Skydome; another processor's mathematics may change the last bit of a table, so let one
kind of node play a study.
"""
# ruff: noqa: INP001 - an example, not part of a package

from __future__ import annotations

import sys
from pathlib import Path

from dask_jobqueue import SLURMCluster
from distributed import Client

from skydome.experiment import runner
from skydome.experiment.plan import plan_of
from skydome.experiment.store import BlockStore

JOBS, CORES = 8, 16


def main() -> None:
    """Start workers, play what is missing, stop them."""
    study, folder = Path(sys.argv[1]), sys.argv[2]
    cluster = SLURMCluster(
        queue="normal",
        account=None,
        cores=CORES,
        processes=1,
        memory="32GB",
        walltime="02:00:00",
        job_script_prologue=["export SKYDOME_CACHE=$HOME/.cache/skydome"],
    )
    with cluster, Client(cluster) as client:
        cluster.scale(jobs=JOBS)
        client.wait_for_workers(1)
        runner.run(
            plan_of(study),
            BlockStore(folder),
            executor=client.get_executor(),
            workers=JOBS * CORES,
            progress=lambda done, total: sys.stdout.write(f"\r{done} of {total} blocks"),
        )


if __name__ == "__main__":
    main()
