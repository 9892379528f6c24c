"""What must hold in any world: logs, scratch, order and blocks leave no mark on the rows.

``SKYDOME_WORLDS=20000`` tries as many worlds as that, where the suite tries a few.
"""

import os

import numpy as np
import pytest
from random_worlds import random_world

from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.world import LEAK, LEAKED_, SET_OUT, THREAT_COUNTS

FIRST = 1_000_000  # others than those of test_event.py
WORLDS = range(FIRST, FIRST + int(os.environ.get("SKYDOME_WORLDS", "100")))
REPLICATIONS = 6
KERNELS = pytest.mark.parametrize("kernel", [reference, event], ids=["reference", "event"])


def player(kernel, world, capacity=0):
    """Return a function that plays replications in scratch of its own, and that scratch's state."""
    state = new_state(world, capacity)
    scratch = (state, event.new_agenda(world)) if kernel is event else (state,)

    def play(seed, first, stride, count):
        rows = np.zeros((count, width(world)), dtype=np.int32)
        kernel.run(world, *scratch, seed, first, stride, rows)
        return rows

    return play, state


def expected(world, number):
    """Return the rows that everything else has to give: the readable kernel's, with no log."""
    return player(reference, world)[0](number, 0, 1, REPLICATIONS)


@KERNELS
@pytest.mark.parametrize("capacity", [0, 3, 50_000])
def test_a_log_does_not_change_the_rows(kernel, capacity):
    logged = 0
    for number in WORLDS:
        world = random_world(number)
        play, state = player(kernel, world, capacity)
        rows = play(number, 0, 1, REPLICATIONS)
        assert (rows == expected(world, number)).all(), f"world {number}"
        assert state.event_count[0] <= capacity
        logged += int(state.event_count[0])
    assert logged >= min(capacity, 20) * len(WORLDS) / 2


@KERNELS
def test_a_log_has_every_threat_that_sets_out_and_every_leak(kernel):
    for number in WORLDS:
        world = random_world(number)
        play, state = player(kernel, world, 50_000)
        counts = play(number, 0, 1, 1)[0, : state.threats.size].reshape(-1, len(THREAT_COUNTS))
        kinds = state.events[: state.event_count[0], 0].tolist()
        assert kinds.count(SET_OUT) == counts[:, 0].sum(), f"world {number}"
        assert kinds.count(LEAK) == counts[:, LEAKED_].sum(), f"world {number}"


@KERNELS
def test_replications_have_the_same_rows_in_any_order(kernel):
    for number in WORLDS:
        world = random_world(number)
        play, _ = player(kernel, world)
        play(number + 1, 0, 1, 2)  # what another seed left in the scratch does no harm
        rows = expected(world, number)
        for replication in np.random.default_rng(number).permutation(REPLICATIONS):
            row = play(number, int(replication), 1, 1)[0]
            assert (row == rows[replication]).all(), f"world {number}"


@KERNELS
def test_replications_have_the_same_rows_in_any_blocks(kernel):
    for number in WORLDS:
        world = random_world(number)
        play, _ = player(kernel, world)
        rows = expected(world, number)
        cut = number % (REPLICATIONS - 1) + 1
        assert (play(number, cut, 1, REPLICATIONS - cut) == rows[cut:]).all(), f"world {number}"
        assert (play(number, 0, 1, cut) == rows[:cut]).all(), f"world {number}"
        for first in (2, 0, 1):
            assert (play(number, first, 3, 2) == rows[first::3]).all(), f"world {number}"
