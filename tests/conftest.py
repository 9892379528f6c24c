"""Settings and fixtures of every test."""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

# A first call may compile; time limits a test would only report how busy the machine is.
settings.register_profile("skydome", deadline=None)
settings.load_profile("skydome")

SMALL = Path(__file__).parent / "support" / "small.yaml"
EXAMPLES = Path(__file__).parents[1] / "examples"


class Ended(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(monkeypatch, capsys):
    """Return a function that runs a command line in this process."""
    from skydome.cli.main import main

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
