"""Settings and fixtures of every test."""

import fcntl
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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


# What is compiled before parallel workers start, the longest first: each is a program of its own.
COMPILE = [
    """
from skydome.study.precompile import compile_event
compile_event(ruled=True)
""",
    """
from skydome.study.precompile import compile_reference
compile_reference(ruled=True)
""",
    """
from skydome.study.precompile import compile_event
compile_event(ruled=False)
""",
    f"""
from skydome import load
from skydome.study.run import compile_tables
compile_tables(load({str(SMALL)!r}))
""",
    """
from skydome.study.precompile import compile_reference
compile_reference(ruled=False)
""",
]


def pytest_sessionstart(session):
    """Compile what most tests need before parallel workers start: else each would do so.

    The workers find it in the cache on disk.
    """
    workers = getattr(session.config.option, "numprocesses", None)
    if workers and os.environ.get("SKYDOME_NO_JIT") != "1":
        of_pages = os.environ.get("SKYDOME_TEST_WEB") == "1"  # nothing there plays the reference
        wanted = [one for one in COMPILE if not (of_pages and "reference" in one)]
        with ThreadPoolExecutor(workers) as executor:
            run = partial(subprocess.run, check=True)
            list(executor.map(lambda program: run([sys.executable, "-c", program]), wanted))


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
