"""The kernel that is compiled ahead is the one that runs need."""

import subprocess
from pathlib import Path

import numba
import pytest
from random_worlds import random_network

from skydome import load
from skydome.engagement import event
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import World
from skydome.scenario import with_run
from skydome.study import precompile

EXAMPLES = Path(__file__).parents[3] / "examples"


def types_of(world):
    scratch = new_state(world), event.new_agenda(world)
    return [[numba.typeof(value) for value in part] for part in (world, *scratch)]


def test_an_empty_world_has_the_types_of_any_other(small_tables):
    plain, ruled = precompile.empty_world(ruled=False), precompile.empty_world(ruled=True)
    assert isinstance(plain, World)
    assert types_of(plain) == types_of(small_tables.worlds[0])
    assert types_of(ruled) == types_of(random_network(0))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_knows_which_kernel_it_needs(path):
    if "defence" not in path.read_text():
        pytest.skip("not a scenario")
    scenario = with_run(load(path), replications=1)
    world = build_world(scenario, elevation_of(scenario), 0)
    assert scenario.ruled == (world.rules is not None)


def test_nothing_is_started_where_the_kernel_is_cached(monkeypatch, tmp_path):
    mark = tmp_path / "mark"
    mark.touch()
    monkeypatch.setattr(precompile, "_mark", lambda **_: mark)
    monkeypatch.setattr(subprocess, "Popen", None)
    with precompile.compiled_ahead(ruled=False):
        pass


def test_the_process_ends_with_what_it_helps(monkeypatch, tmp_path):
    started = []

    class Sleeping(subprocess.Popen):
        def __init__(self, command, **options):
            super().__init__([command[0], "-c", "import time; time.sleep(60)"], **options)
            started.append(self)

    monkeypatch.setattr(precompile, "_mark", lambda **_: tmp_path / "none")
    monkeypatch.setattr(subprocess, "Popen", Sleeping)
    monkeypatch.delenv("SKYDOME_NO_JIT", raising=False)
    with pytest.raises(KeyError), precompile.compiled_ahead(ruled=True):
        raise KeyError
    assert started[0].returncode != 0
