"""The Slurm script, run in a shell as Slurm would run it, with a program in Skydome's place."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "skydome.sbatch"


@pytest.fixture
def submitted(tmp_path):
    """Return a function that runs one task of the array and returns its exit code and calls."""
    program = tmp_path / "bin" / "skydome"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@" >> calls\n')
    program.chmod(0o755)
    (tmp_path / "scenarios.txt").write_text("two_front\nmine/raid.yaml\n")

    def run(task):
        env = {"PATH": f"{program.parent}:{os.environ['PATH']}", "SLURM_CPUS_PER_TASK": "3"}
        env |= {} if task is None else {"SLURM_ARRAY_TASK_ID": str(task)}
        ended = subprocess.run(
            ["bash", SCRIPT, "scenarios.txt"],  # noqa: S607 - as sbatch starts it
            cwd=tmp_path,
            env=env,
            capture_output=True,
            check=False,
        )
        calls = tmp_path / "calls"
        return ended.returncode, calls.read_text().splitlines() if calls.exists() else []

    return run


def test_a_task_runs_and_reports_its_line_on_the_cores_that_it_has(submitted):
    assert submitted(2) == (
        0,
        [
            (
                "run mine/raid.yaml --threads 3 --replications 10000 --output results/raid "
                "--force --quiet"
            ),
            "report results/raid --quiet",
        ],
    )


@pytest.mark.parametrize("task", [3, None])
def test_a_task_without_a_line_ends_before_anything_is_run(submitted, task):
    code, calls = submitted(task)
    assert code != 0
    assert calls == []
