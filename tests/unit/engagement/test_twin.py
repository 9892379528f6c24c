"""The kernel against a second implementation that shares its tables and draws and nothing else."""

import numpy as np
import pytest
from random_worlds import random_world

import raid
from numpy_twin import Twin, dense
from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.validation.worlds import SEED, Setting, build, play


def test_the_benchmark_raid_gives_the_rows_of_the_numpy_twin():
    world = raid.build()
    tables = dense(world)
    twin = np.array([Twin(tables, SEED, n).row() for n in range(6)])
    rows = np.zeros((6, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), SEED, 0, 1, rows)
    rows = rows[:, : twin.shape[1]]  # the twin stops before the outcomes
    assert (rows == twin).all()
    assert (rows[:, 4:20:5] > 0).any()  # something leaks
    assert (rows[:, -16:-8] > 0).any()  # some channel is saturated


@pytest.mark.parametrize(
    "setting",
    [
        Setting(threats=12, layers=2, salvo=2, engagements=3, channels=3, stock=20, jitter=9),
        Setting(threats=30, layers=3, engagements=2, channels=2, flight=4, window=60, scans=90),
    ],
)
def test_small_worlds_give_the_rows_of_the_numpy_twin(setting):
    world, rows = build(setting), play(setting, 8)
    tables = dense(world)
    twin = np.array([Twin(tables, SEED, n).row() for n in range(8)])
    assert (rows[:, : twin.shape[1]] == twin).all()


@pytest.mark.parametrize("seed", range(40))
def test_random_worlds_give_the_rows_of_the_numpy_twin(seed):
    world = random_world(seed)
    rows = np.zeros((3, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), seed, 0, 1, rows)
    tables = dense(world)
    twin = np.array([Twin(tables, seed, n).row() for n in range(3)])
    assert (rows[:, : twin.shape[1]] == twin).all()
