"""Jammers that come and go, or fly: what is looked up against what is worked out."""

import numpy as np
import pytest
from random_worlds import random_jammers, random_network

import jam_lookup
from skydome.compiler import engagement_kernel
from skydome.engagement import event, reference
from skydome.engagement.jam_powers import ONE
from skydome.engagement.jam_scales import DECIBEL, FAINT, LOUD
from skydome.engagement.record import width
from skydome.engagement.rules.jammed_looks import level_of, power
from skydome.engagement.rules.tracking import detection_threshold
from skydome.engagement.state import new_state
from skydome.engagement.world import NEVER


@engagement_kernel
def convert(levels, powers, back):
    for n in range(len(levels)):
        powers[n] = power(levels[n])
        back[n] = level_of(ONE + powers[n])


@engagement_kernel
def look(world, state, with_jammers, without):
    for r in range(with_jammers.shape[0]):
        for t in range(with_jammers.shape[1]):
            for scan in range(world.scans):
                with_jammers[r, t, scan] = detection_threshold(world, state, r, t, scan)
                bits = state.jam[scan]
                state.jam[scan] = 0
                without[r, t, scan] = detection_threshold(world, state, r, t, scan)
                state.jam[scan] = bits


def test_powers_are_added_to_a_few_thousandths_of_a_decibel():
    levels = np.arange((FAINT - 2) * DECIBEL, (LOUD + 2) * DECIBEL)
    powers, back = np.zeros_like(levels), np.zeros_like(levels)
    convert(levels, powers, back)
    exact = 10 ** (np.minimum(levels, LOUD * DECIBEL) / (10 * DECIBEL))
    assert (powers[levels < FAINT * DECIBEL] == 0).all()
    heard = levels >= FAINT * DECIBEL
    assert np.abs(powers[heard] / ONE - exact[heard]).max() < 2e-5 * exact.max()
    total_db = 10 * np.log10(1 + np.where(heard, exact, 0.0))
    assert np.abs(back / DECIBEL - total_db).max() < 2 / DECIBEL


def test_jamming_only_ever_takes_looks_away():
    weaker = 0
    for seed in range(60):
        world = random_network(seed, knobs=1.0)
        state, rng = new_state(world), np.random.default_rng(seed)
        state.arrival[:] = rng.integers(-20, world.scans, len(state.arrival))
        state.jam[:] = rng.integers(0, 2**world.jammers, world.scans)
        radars = len(world.radar_period) - len(world.relay_radar)
        shape = radars, len(state.arrival), world.scans
        jammed, clear = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        look(world, state, jammed, clear)
        assert (jammed <= clear).all()
        weaker += int((jammed < clear).sum())
    assert weaker > 1_000


def test_a_jammer_falls_silent_in_the_scan_after_it_is_killed_in_both_kernels():
    silenced = 0
    for seed in range(150):
        world = random_jammers(seed)
        states = new_state(world), new_state(world)
        rows = np.zeros((2, 1, width(world)), dtype=np.int32)
        reference.run(world, states[0], seed, 0, 1, rows[0])
        event.run(world, states[1], event.new_agenda(world), seed, 0, 1, rows[1])
        assert (rows[0] == rows[1]).all()
        assert (states[0].jam == states[1].jam).all()
        carried = len(states[0].silenced)
        for n in np.flatnonzero(states[0].silenced):
            silenced += 1
            assert states[0].fell_silent[0] != NEVER
            bit = 1 << int(n + world.jammers - carried)
            assert not (states[0].jam[states[0].fell_silent[0] + 1 :] & bit).any()
    assert silenced >= 3


@pytest.fixture(scope="module")
def tried():
    return jam_lookup.tried(2)


def test_a_look_is_as_sure_as_a_32nd_of_a_decibel_allows(tried):
    assert np.count_nonzero(tried.standing) > 1_000
    assert np.count_nonzero(tried.flying) > 1_000
    assert np.abs(tried.standing).max() < 0.01
    assert np.abs(tried.flying).max() < 0.01
    assert abs(tried.standing.mean()) < 1e-4


def test_a_jammed_launch_is_decided_as_by_tables_made_under_the_jamming(tried):
    assert tried.exact_launches.any()
    assert (tried.launches != tried.exact_launches).mean() < 0.02
    assert np.abs(tried.shares).mean() < 0.01
