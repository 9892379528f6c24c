"""Settings and fixtures of every test."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

# A first call may compile, and a time limit would measure how busy the machine is.
settings.register_profile("skydome", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=1_000)
settings.load_profile("thorough" if os.environ.get("SKYDOME_THOROUGH") == "1" else "skydome")

SMALL = Path(__file__).parent / "support" / "small.yaml"
EXAMPLES = Path(__file__).parents[1] / "examples"


class Ended(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


COMPILE_BOTH = """
from skydome.engagement import {kernel} as kernel
from skydome.engagement.state import new_state
from skydome.study.precompile import empty_world, compile_event
import numpy as np

for ruled in (False, True):
    if "{kernel}" == "event":
        compile_event(ruled=ruled)
    else:
        world = empty_world(ruled=ruled)
        kernel.run(world, new_state(world), 0, 0, 1, np.zeros((0, 1), dtype=np.int32))
"""


def pytest_sessionstart(session):
    """Compile both engagement kernels before parallel workers start: else each would do so.

    Each takes half a minute; here two processes compile them at the same time, and the workers find
    them in the cache on disk.
    """
    workers = getattr(session.config.option, "numprocesses", None)
    if workers and os.environ.get("SKYDOME_NO_JIT") != "1":
        lines = [COMPILE_BOTH.format(kernel=kernel) for kernel in ("event", "reference")]
        compiling = [subprocess.Popen([sys.executable, "-c", line]) for line in lines]
        assert [process.wait() for process in compiling] == [0, 0]


def pytest_configure():
    """Let one process at a time write to the cache of compiled kernels.

    Numba reads an index, chooses a free file name, and writes both. Two processes that compile one
    function for different arguments could choose the same name.
    """
    from numba.core.caching import IndexDataCacheFile

    save = IndexDataCacheFile.save

    def save_alone(self, key, data):
        with Path(self._index_path).with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            save(self, key, data)

    IndexDataCacheFile.save = save_alone


@pytest.fixture
def command(monkeypatch, capsys):
    """Return a function that runs a command line in this process."""
    from skydome.cli import show
    from skydome.cli.main import main

    # A busy machine would show progress on standard error, which tests compare.
    monkeypatch.setattr(show, "LINE_S", 3_600.0)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["skydome", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        return Ended(0 if code is None else code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def installed_command():
    """Return a function that runs the installed command in a process of its own."""
    script = Path(sys.executable).with_name("skydome")

    def run(*words):
        ended = subprocess.run(
            [script, *map(str, words)], capture_output=True, text=True, timeout=120, check=False
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture(scope="session")
def examples():
    """Return the folder of the shipped examples."""
    return EXAMPLES


@pytest.fixture(scope="session")
def small_file():
    """Return the file of a scenario that is quick to run: two placements over flat ground."""
    return SMALL


@pytest.fixture(scope="session")
def small(small_file):
    """Return that scenario, resolved."""
    from skydome.scenario import load

    return load(small_file)


@pytest.fixture(scope="session")
def small_tables(small):
    """Return that scenario's tables."""
    from skydome.study import compile_tables

    return compile_tables(small)
