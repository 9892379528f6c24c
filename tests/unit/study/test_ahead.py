"""The kernel that is compiled ahead is the one that runs need."""

import subprocess

import numba
import pytest

from skydome.engagement import event
from skydome.engagement.world import World, new_state
from skydome.study import ahead


def types_of(world):
    scratch = new_state(world), event.new_agenda(world)
    return [[numba.typeof(value) for value in part] for part in (world, *scratch)]


def test_an_empty_world_has_the_types_of_any_other(small_tables):
    assert isinstance(ahead.empty_world(), World)
    assert types_of(ahead.empty_world()) == types_of(small_tables.worlds[0])


def test_nothing_is_started_where_the_kernel_is_cached(monkeypatch):
    monkeypatch.setattr(ahead, "_is_cached", lambda: True)
    monkeypatch.setattr(subprocess, "Popen", None)
    with ahead.compiled_ahead():
        pass


def test_the_process_ends_with_what_it_helps(monkeypatch):
    started = []

    class Sleeping(subprocess.Popen):
        def __init__(self, command, **options):
            super().__init__([command[0], "-c", "import time; time.sleep(60)"], **options)
            started.append(self)

    monkeypatch.setattr(ahead, "_is_cached", lambda: False)
    monkeypatch.setattr(subprocess, "Popen", Sleeping)
    monkeypatch.delenv("SKYDOME_NO_JIT", raising=False)
    with pytest.raises(KeyError), ahead.compiled_ahead():
        raise KeyError
    assert started[0].returncode != 0
