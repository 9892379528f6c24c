"""Loaders, depots, and what one fight leaves to the next: timetables that follow by hand."""

import numpy as np
import pytest
from random_worlds import random_network

from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.rules import carryover
from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import NEVER, NOBODY, RELOAD
from skydome.validation.worlds import Setting, build


def battery(launchers, loaders, reload, *, stock=100, depot=0, travel=0, scans=400):
    """Return a battery whose launchers hold one missile each, and all fire in one scan."""
    world = build(Setting(threats=launchers, kill_probability=0.0, scans=scans))
    return world._replace(
        unit_launcher=np.array([0, launchers], dtype=np.int32),
        unit_stock=np.array([[stock]], dtype=np.int32),
        launcher_missile=each(launchers, 0),
        launcher_capacity=each(launchers, 1),
        launcher_reload=each(launchers, reload),
        unit_loaders=each(1, loaders),
        unit_travel=each(1, travel),
        depot=np.array([[depot]], dtype=np.int32),
    )


def reloads(world):
    """Return scan and launcher of every reload of one replication, and its row."""
    state, row = new_state(world, 1_000), np.zeros((1, width(world)), dtype=np.int32)
    reference.run(world, state, 1, 0, 1, row)
    events = state.events[: state.event_count[0]]
    return [(int(e[1]), int(e[2])) for e in events if e[0] == RELOAD and e[5] > 0], row[0]


def waited_and_taken(world):
    """Return launcher-scans of waiting and missiles from the depot, as both kernels count them."""
    rows = np.zeros((2, 1, width(world)), dtype=np.int32)
    reference.run(world, new_state(world), 1, 0, 1, rows[0])
    event.run(world, new_state(world), event.new_agenda(world), 1, 0, 1, rows[1])
    assert (rows[0] == rows[1]).all()
    return rows[0, 0, -2:].tolist()


@pytest.mark.parametrize(("launchers", "loaders"), [(1, 1), (6, 1), (6, 2), (7, 3), (5, 9)])
def test_launchers_wait_their_turn(launchers, loaders):
    world = battery(launchers, loaders, 10)
    found, _ = reloads(world)
    assert [number for _, number in found] == list(range(launchers))
    assert [scan for scan, _ in found] == [10 * (n // loaders + 1) for n in range(launchers)]
    waited = 10 * sum(n // loaders for n in range(launchers))
    assert waited_and_taken(world) == [waited, 0]


def test_a_loader_goes_to_the_depot_once_the_stock_is_used_up():
    world = battery(5, 1, 10, stock=2, depot=2, travel=5)
    found, _ = reloads(world)
    assert found == [(10, 0), (20, 1), (40, 2), (60, 3)]  # from the depot, 5 + 5 + 10 scans
    assert waited_and_taken(world) == [0 + 10 + 20 + 40, 2]  # nothing is left for the fifth


def test_who_is_not_served_by_the_end_has_waited_until_then():
    world = battery(3, 1, 30, scans=50)
    assert waited_and_taken(world) == [0 + 30 + 50, 0]


def test_two_batteries_share_their_units_depot():
    world = build(Setting(threats=2, layers=2, kill_probability=0.0, scans=100, stock=1))
    world = world._replace(
        launcher_capacity=each(2, 2),
        launcher_reload=each(2, 10),
        unit_command=each(2, 0),
        unit_loaders=each(2, 1),
        unit_travel=each(2, 5),
        depot=np.array([[3], [0]], dtype=np.int32),
    )
    assert waited_and_taken(world) == [0, 3]


def test_as_many_loaders_as_launchers_change_nothing_but_what_is_fetched_for_nobody():
    compared = 0
    for seed in range(40):
        world = random_network(seed, knobs=0.4)._replace(
            opening=np.zeros((0, 0), dtype=np.int32), unit_quiet=None
        )
        units, missiles = world.unit_stock.shape
        world = world._replace(unit_quiet=each(units, NOBODY), unit_loaders=each(units, NOBODY))
        most = world._replace(
            unit_loaders=each(units, 100),
            depot=np.zeros((world.commands, missiles), dtype=np.int32),
        )
        rows = [np.zeros((2, width(w)), dtype=np.int32) for w in (world, most)]
        for w, found in zip((world, most), rows, strict=True):
            reference.run(w, new_state(w), seed, 0, 1, found)
        turns = units if world.look_round else 0
        aboard = np.count_nonzero(world.jam_carrier != NOBODY)
        after = len(world.change_kind) + turns + len(world.post_limit) + aboard
        before = width(world) - after
        assert (rows[0][:, :before] == rows[1][:, :before]).all(), f"world {seed}"
        compared += int(rows[0][:, :before].any())
    assert compared == 40


def test_no_missile_is_lost_or_found():
    fired = 0
    for seed in range(200):
        world = random_network(seed)
        if not len(world.opening):
            continue
        rows = np.zeros((3, width(world)), dtype=np.int32)
        event.run(world, new_state(world), event.new_agenda(world), seed, 0, 1, rows)
        changes, labels = len(world.change_kind), world.label_salvo.shape[1]
        at = slice(5 * labels, 5 * labels + world.unit_stock.shape[1])
        held = carryover.width(world) - changes
        for n, row in enumerate(rows):
            opening = world.opening[n % len(world.opening)]
            closing = row[-carryover.width(world) :]
            assert opening[:held].sum() == closing[:held].sum() + row[at].sum()
            assert (closing[held:] >= opening[held:]).all()  # what is lost stays lost
            fired += int(row[at].sum())
    assert fired > 100


def test_an_opening_of_everything_is_a_beginning_anew():
    compared = 0
    for seed in range(60):
        world = random_network(seed)._replace(opening=np.zeros((0, 0), dtype=np.int32))
        plain = np.zeros((3, width(world)), dtype=np.int32)
        event.run(world, new_state(world), event.new_agenda(world), seed, 0, 1, plain)
        opened = world._replace(opening=carryover.full(world)[None])
        rows = np.zeros((3, width(opened)), dtype=np.int32)
        event.run(opened, new_state(opened), event.new_agenda(opened), seed, 0, 1, rows)
        assert (rows[:, : width(world)] == plain).all(), f"world {seed}"
        compared += int(plain.any())
    assert compared > 40


def test_an_empty_launcher_with_stock_is_loaded_from_the_first_scan_on():
    world = battery(2, 1, 10)
    opening = carryover.full(world)
    opening[:2] = 0
    found, _ = reloads(world._replace(opening=opening[None]))
    assert found[:2] == [(10, 0), (20, 1)]


def test_a_launcher_that_waits_for_nothing_has_no_time():
    world = battery(2, 1, 10, stock=0)
    state, row = new_state(world), np.zeros((1, width(world)), dtype=np.int32)
    reference.run(world, state, 1, 0, 1, row)
    assert (state.reload_at == NEVER).all()
    assert row[0, -2:].tolist() == [0, 0]
