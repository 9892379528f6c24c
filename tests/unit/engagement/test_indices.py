"""Compiled kernels take each index as it stands: none may count from the end, or lie beyond it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from thorough import LESS

SUPPORT = Path(__file__).parents[2] / "support"
PLAY = """
import numpy as np
from random_worlds import random_neighbours, random_network, random_stances, random_world
from test_indices import strict
from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state

makers = random_world, random_network, random_stances, random_neighbours
worlds = [make(n) for make in makers for n in range({count})]
for seed, world in enumerate(worlds):
    rows = np.zeros((2, 2, width(world)), dtype=np.int32)
    state, agenda = strict(new_state(world, 400)), strict(event.new_agenda(world))
    reference.run(strict(world), state, 5, 0, 1, rows[0])
    event.run(strict(world), state, agenda, 5, 0, 1, rows[1])
    assert np.array_equal(rows[0], rows[1])
"""


class Strict(np.ndarray):
    """An array whose indices are places counted from the start."""

    def __getitem__(self, key):
        check(self.shape, key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        check(self.shape, key)
        super().__setitem__(key, value)


def check(shape, key):
    """Raise IndexError for a whole number that lies outside."""
    for length, place in zip(shape, key if isinstance(key, tuple) else (key,), strict=False):
        if isinstance(place, int | np.integer) and not 0 <= place < length:
            raise IndexError(f"{place} of {length}")


def strict(tables):
    """Return the tables with arrays that refuse what counts from the end."""
    return tables._make(x.view(Strict) if isinstance(x, np.ndarray) else x for x in tables)


@pytest.mark.parametrize("place", [-1, 3])
def test_strict_arrays_refuse(place):
    array = np.zeros((3, 3)).view(Strict)
    with pytest.raises(IndexError, match=str(place)):
        array[0, place]


def test_kernels_count_from_the_start():
    """In plain Python, where an index can be looked at."""
    here = os.pathsep.join([str(SUPPORT), str(Path(__file__).parent), *sys.path])
    environment = {**os.environ, "SKYDOME_NO_JIT": "1", "PYTHONPATH": here}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PLAY.format(count=12 // LESS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-800:]
