"""Which launches of a scenario's tables wait, and for whom."""

import numpy as np

from skydome.engagement.tables.build import build_world
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.world import BEST, CASES, NOBODY
from skydome.validation.directions import resolved, scenario_text

NOBODY_ABLE, LACKING = 0, 1 << BEST


def tables(written):
    scenario = resolved(written)
    return scenario, build_world(scenario, elevation_of(scenario), 0)


def ends(world):
    """Return the last launch of each row that has one."""
    found = world.flight_offset[1:][np.diff(world.flight_offset) > 0] - 1
    assert len(found) > 3
    return found


def test_a_type_that_waits_for_nobody_is_launched_at_its_last_chance():
    _, world = tables(scenario_text())
    assert (world.flight_least[0, LACKING + NOBODY_ABLE, ends(world)] == 0).all()
    assert (world.flight_least[0] > 1).any()  # some launches wait
    assert world.flight_least.max() <= world.engagements[0] + 1


def test_the_last_launch_of_a_battery_is_made_unless_another_is_better():
    """Over all types of a battery, the last launch at each path does not wait."""
    _, world = tables(scenario_text())
    units, missiles = world.unit_stock.shape
    end = world.flight_first + np.diff(world.flight_offset)
    row = np.where(np.diff(world.flight_offset) > 0, end, -1)
    last = row.reshape(units, missiles, world.paths).argmax(axis=1)
    for u in range(units):
        for path in range(world.paths):
            number = (u * missiles + last[u, path]) * world.paths + path
            launch = world.flight_offset[number + 1] - 1
            assert world.flight_least[0, NOBODY_ABLE, launch] == 0


def test_the_home_battery_is_waited_for_and_the_far_one_waits():
    """The far battery, 240 km away, has long flights at low kill probability only."""
    written = scenario_text("cruise")
    far = written["defence"][0] | {"name": "far", "at": [26, 76], "facing_deg": 300}
    written["defence"].insert(0, far)
    scenario, world = tables(written)
    assert [b.name for b in scenario.batteries] == ["far-battery-1", "home-battery-1"]
    assert world.path_best[0, 0].tolist() == [1, 0]
    missiles = world.unit_stock.shape[1]
    stop = world.flight_offset[missiles * world.paths]  # rows of the far battery come first
    launched = world.flight_scans[:stop] > 0
    assert launched.any()
    with_home = world.flight_least[0, 1][:stop][launched]
    alone = world.flight_least[0, NOBODY_ABLE][:stop][launched]
    assert (with_home > 0).mean() > 0.9
    assert (alone == 0).any()


def test_a_network_of_one_battery_waits_for_nobody_else():
    _, world = tables(scenario_text("cruise"))
    assert world.path_best[0, 0].tolist() == [0, NOBODY]
    assert (world.flight_least[0, 1] == world.flight_least[0, NOBODY_ABLE]).all()


def test_nobody_waits_who_shoots_early_or_without_the_others():
    for doctrine in ({"launch_rule": "shoot_early"}, {"policy": "independent_random"}):
        _, world = tables(scenario_text("cruise", **doctrine))
        assert world.waits.tolist() == [0]
        assert not world.flight_least.any()
        assert world.flight_least.shape[1] == CASES
