"""Measure how much faster two Dask workers play a study than one.

    python benchmarks/dask_workers.py [DRAWS]

Workers are processes with one thread each, warmed up before the clock starts. One and two of them
play the same study in turn, three times; the smallest time of each counts, since another program on
the machine can only add to it. Two quiet cores are needed for the ratio to mean anything: the load
before and after is printed with it. The folders must have the same bytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from skydome.experiment import runner
from skydome.experiment.form import Study
from skydome.experiment.plan import Plan, plan_of_study
from skydome.experiment.store import BlockStore
from skydome.shipped import example_files

REPEATS, DRAWS, WANTED = 3, 64, 1.8
distributed: Any = import_module("distributed")


def study_of(draws: int) -> Plan:
    """Return a study of the two-front example."""
    study = Study.model_validate(
        {
            "name": "workers",
            "scenario": "two_front.yaml",
            "design": {"draws": draws},
            "replications": 100,
        }
    )
    return plan_of_study(study, example_files()["two_front"])


def seconds(plan: Plan, folder: Path, workers: int) -> float:
    """Return how long so many workers take for a study."""
    with (
        distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        warm = study_of(2 * workers)
        runner.run(
            warm, BlockStore(folder / "warm"), executor=client.get_executor(), workers=workers
        )
        began = time.perf_counter()
        runner.run(
            plan, BlockStore(folder / "study"), executor=client.get_executor(), workers=workers
        )
        return time.perf_counter() - began


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of a study's files by name."""
    return {file.name: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def main() -> None:
    """Measure and print."""
    plan = study_of(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)
    times: dict[int, list[float]] = {1: [], 2: []}
    kept: dict[int, dict[str, bytes]] = {}
    load = os.getloadavg()[0]
    for _ in range(REPEATS):
        for workers, taken in times.items():
            with tempfile.TemporaryDirectory() as place:
                taken.append(seconds(plan, Path(place), workers))
                kept[workers] = content(Path(place) / "study")
    ratio = min(times[1]) / min(times[2])
    sys.stdout.write(
        f"one worker {min(times[1]):.1f} s, two {min(times[2]):.1f} s: {ratio:.2f} times as fast "
        f"(wanted {WANTED}); same bytes: {kept[1] == kept[2]}; load {load:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after\n"
    )


if __name__ == "__main__":
    main()
