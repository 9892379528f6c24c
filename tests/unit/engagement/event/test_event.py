"""The fast kernel against the readable one, bit for bit."""

import numpy as np
import pytest
from random_worlds import (
    random_jammers,
    random_neighbours,
    random_network,
    random_stances,
    random_world,
    waiting,
)
from thorough import LESS

import raid
from skydome import load
from skydome.engagement import event, reference
from skydome.engagement.record import columns, width
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import build_tables
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import DOCTRINE, MOVE, NEVER, NOBODY, QUIET, SHUT, with_rules


def both(world, columns, replications, seed=7):
    """Return the rows of both kernels and the detection draws of their last replications."""
    slow, fast = (np.zeros((replications, columns), dtype=np.int32) for _ in range(2))
    one, other, agenda = new_state(world), new_state(world), event.new_agenda(world)
    reference.run(world, one, seed, 0, 1, slow)
    event.run(world, other, agenda, seed, 0, 1, fast)
    return slow, fast, (int(one.draws[0]), int(other.draws[0]))


def test_random_worlds_have_the_same_rows():
    launched, killed, leaked = 0, 0, 0
    for seed in range(400 // LESS):
        world = random_world(seed)
        slow, fast, _ = both(world, width(world), 3, seed)
        assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        classes = world.label_salvo.shape[1]
        launched += int(slow[:, 2 : 5 * classes : 5].any())
        killed += int(slow[:, 3 : 5 * classes : 5].sum())
        leaked += int(slow[:, 4 : 5 * classes : 5].sum())
    assert launched > 300 // LESS  # the worlds are worth comparing
    assert min(killed, leaked) > 400 // LESS


def test_worlds_without_rules_have_the_same_rows_without_their_code():
    for seed in range(60):
        world = random_world(seed)
        plain = with_rules(world)
        assert world.rules is not None
        assert plain.rules is None
        slow, fast, _ = both(world, width(world), 3, seed)
        alone, fast_alone, _ = both(plain, width(world), 3, seed)
        assert (slow == fast).all()
        assert (alone == slow).all()
        assert (fast_alone == slow).all()


def test_random_worlds_that_wait_for_better_launches_have_the_same_rows():
    launched, differ = 0, 0
    for seed in range(400 // LESS):
        plain = random_world(seed)
        world = waiting(plain, np.random.default_rng(seed))
        for one in (world, with_rules(world)):
            slow, fast, _ = both(one, width(world), 3, seed)
            assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        launched += int(slow[:, 2 : 5 * world.label_salvo.shape[1] : 5].any())
        differ += int((both(plain, width(world), 3, seed)[0] != slow).any())
    assert launched > 150 // LESS
    assert differ > 150 // LESS  # waiting matters


def test_random_networks_have_the_same_rows():
    launched, supplied, by_return, changed = 0, 0, 0, np.zeros(7, dtype=int)
    for seed in range(300 // LESS):
        world = random_network(seed)
        slow, fast, _ = both(world, width(world), 3, seed)
        assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        fired = bool(slow[:, 2 : 5 * world.label_salvo.shape[1] : 5].any())
        launched += fired
        by_return += fired and bool(world.by_return[world.group_doctrine].any())
        turns = len(world.unit_network) if world.look_round else 0
        carried = np.count_nonzero(world.jam_carrier != NOBODY)
        end = width(world) - world.opening.shape[1] - carried - turns - len(world.post_limit)
        came = slow[:, end - len(world.change_kind) : end].sum(axis=0)
        np.add.at(changed, world.change_kind, came)
        missiles = world.unit_stock.shape[1] if len(world.depot) else 0
        taken = slow[:, end - len(world.change_kind) - missiles : end - len(world.change_kind)]
        supplied += int(taken.any())
    assert launched > 110 // LESS  # jammers take their share
    assert by_return > 20 // LESS
    assert supplied >= 20 // LESS  # something was fetched from a depot
    assert np.delete(changed, QUIET).min() >= 4 // LESS  # each kind
    assert changed[QUIET] > 0 or LESS > 1


def test_random_neighbours_have_the_same_rows():
    launched, differ, changed = 0, 0, np.zeros(7, dtype=int)
    for seed in range(300 // LESS):
        world = random_neighbours(seed)
        slow, fast, _ = both(world, width(world), 3, seed)
        assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        deaf = world._replace(relay_delay=world.relay_delay + NEVER)
        deaf = deaf._replace(radar_on=np.where(is_relay(world), NEVER, world.radar_on))
        launched += bool(slow[:, 2 : 5 * world.label_salvo.shape[1] : 5].any())
        differ += len(world.relay_radar) and (both(deaf, width(world), 3, seed)[0] != slow).any()
        np.add.at(changed, world.change_kind, len(world.relay_radar) > 0)
    assert launched > 140 // LESS
    assert differ > 60 // LESS  # what neighbours tell matters
    assert changed[:DOCTRINE].min() > 10 // LESS  # each kind of the others


def is_relay(world):
    """Return which of a world's radars are relays."""
    return np.arange(len(world.radar_period)) >= len(world.radar_period) - len(world.relay_radar)


def test_random_stances_have_the_same_rows():
    left, turned = np.zeros(7, dtype=int), 0
    for seed in range(400 // LESS):
        world = random_stances(seed)
        slow, fast, _ = both(world, width(world), 3, seed)
        assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        end = width(world) - np.count_nonzero(world.jam_carrier != NOBODY)
        first = end - len(world.unit_network)
        came = slow[:, first - len(world.change_kind) : first].sum(axis=0)
        np.add.at(left, world.change_kind, came)
        turned += int(slow[:, first:end].sum())
    assert turned > 150 // LESS
    assert left[[SHUT, MOVE]].min() > 200 // LESS


def test_random_jammers_have_the_same_rows():
    launched, silenced = 0, 0
    sooner = 1471, 3867, 9171  # worlds in which tracks begin sooner
    for seed in (*range(400 // LESS), *sooner):
        world = random_jammers(seed)
        slow, fast, _ = both(world, width(world), 3, seed)
        assert (slow == fast).all(), f"world {seed}: {np.argwhere(slow != fast)[:5].tolist()}"
        launched += int(slow[:, 2 : 5 * world.label_salvo.shape[1] : 5].any())
        end = width(world) - world.opening.shape[1]
        silenced += int(slow[:, end - np.count_nonzero(world.jam_carrier != NOBODY) : end].sum())
    assert launched > 250 // LESS
    assert silenced > 40 // LESS  # threats were shot down while they jammed


def test_the_benchmark_raid_has_the_same_rows_from_fewer_draws():
    slow, fast, draws = both(raid.build(), width(raid.build()), 20)
    assert (slow == fast).all()
    assert draws[1] < 0.4 * draws[0]


@pytest.mark.parametrize("name", ["single_battery", "two_front", "guarded_radars", "neighbours"])
def test_the_examples_have_the_same_rows(name):
    scenario = load(f"examples/{name}.yaml")
    one_placement = scenario.terrain.model_copy(update={"placements": 1})
    scenario = scenario.model_copy(update={"terrain": one_placement})
    world = build_tables(scenario, elevation_of(scenario)).worlds[0]
    slow, fast, _ = both(world, len(columns(scenario)), 20)
    assert (slow == fast).all()


def test_scratch_of_one_replication_does_not_reach_the_next():
    world = random_world(11)
    slow, _, _ = both(world, width(world), 12)
    state, agenda = new_state(world), event.new_agenda(world)
    for replication in np.random.default_rng(1).permutation(12):
        row = np.zeros((1, width(world)), dtype=np.int32)
        event.run(world, state, agenda, 7, int(replication), 1, row)
        assert (row[0] == slow[replication]).all()
