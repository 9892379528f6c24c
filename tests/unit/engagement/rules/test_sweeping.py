"""A look at everything that flies is a look at each, and the rule of tracks is m of n."""

import itertools

import numpy as np
import pytest
from random_worlds import random_network, random_world

from skydome.compiler import engagement_kernel
from skydome.engagement import reference
from skydome.engagement.rules import initialisation, sweeping, tracking
from skydome.engagement.state import new_state
from skydome.engagement.world import FLYING

SCANS = 40


@engagement_kernel
def play(world, state, seed, together):
    initialisation.reset(world, state, seed, 0)
    for scan in range(min(world.scans, SCANS)):
        reference.start_threats(world, state, scan)
        count = sweeping.list_flying(world, state, scan)
        for r in range(len(world.radar_period) - len(world.relay_radar)):
            if tracking.looks(world, state, r, scan) and together:
                sweeping.sweep(world, state, r, count, scan)
            elif tracking.looks(world, state, r, scan):
                for t in range(len(state.status)):
                    if state.status[t] == FLYING:
                        tracking.look(world, state, r, t, scan)


@engagement_kernel
def turns(histories, tracked, found):
    for n in range(len(histories)):
        hit = histories[n] & 1
        found[n] = tracking.track_change(histories[n], tracked, hit, 5, 3, 4)


@pytest.mark.parametrize("make", [random_world, random_network])
def test_a_sweep_is_a_look_at_each_threat(make):
    begun = 0
    for seed in range(12):
        world = make(seed)
        states = new_state(world), new_state(world)
        for state, together in zip(states, (True, False), strict=True):
            play(world, state, seed, together)
        for name in ("draws", "history", "tracked", "tracking_radars", "since", "ever_tracked"):
            assert np.array_equal(getattr(states[0], name), getattr(states[1], name)), name
        begun += int(states[0].ever_tracked.sum())
    assert begun > 20


@pytest.mark.parametrize("tracked", [0, 1])
def test_three_of_five_begin_a_track_and_four_misses_end_it(tracked):
    looks = np.array(list(itertools.product((0, 1), repeat=7)))
    found = np.zeros(len(looks), dtype=np.int64)
    turns(looks @ (1 << np.arange(7)[::-1]), tracked, found)
    begins = (looks[:, -5:].sum(axis=1) >= 3) & (looks[:, -1] == 1)
    ends = looks[:, -4:].sum(axis=1) == 0
    assert np.array_equal(found, -1 * ends if tracked else 1 * begins)
