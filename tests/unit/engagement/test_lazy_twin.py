"""The C++ twin of the race: its rows are those of the kernels, and it refuses what it cannot do."""

import numpy as np
import pytest

import lazy_twin
import networked
import raid
from skydome.engagement import event
from skydome.engagement.record import width
from skydome.engagement.state import new_state


def rows_of_both(world, count):
    try:
        twin = lazy_twin.LazyTwin(world)
    except lazy_twin.NoCompilerError as error:
        pytest.skip(str(error))
    mine, its = (np.zeros((count, width(world)), dtype=np.int32) for _ in range(2))
    event.run(world, new_state(world), event.new_agenda(world), 400, 0, 1, mine)
    twin.run(400, 0, its)
    return mine, its


def test_the_benchmark_raid_gives_the_rows_of_the_lazy_twin():
    mine, its = rows_of_both(raid.build(), 1_000)
    assert (mine == its).all()
    assert (mine[:, -29:-21] > 0).any()  # something is saturated


def test_a_short_raid_with_empty_magazines_gives_the_rows_of_the_lazy_twin():
    """Stocks of one reload each and two engagements: launchers run empty, threats leak."""
    world = raid.build(60, 4, 1)
    world = world._replace(
        unit_stock=np.ones_like(world.unit_stock),
        launcher_capacity=np.full_like(world.launcher_capacity, 2),
        launcher_reload=np.full_like(world.launcher_reload, 40),
        engagements=np.full_like(world.engagements, 2),
    )
    mine, its = rows_of_both(world, 300)
    assert (mine == its).all()


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"miss_for_kill": np.array([5], dtype=np.uint32)}, "mistaken assessments"),
        ({"launch_interval": np.full(8, 2, dtype=np.int32)}, "times between launches"),
        ({"policy": np.array([1], dtype=np.int32)}, "a policy other than shoot-look-shoot"),
        ({"unit_reaction": np.arange(8, dtype=np.int32)}, "reactions that differ"),
        ({"common_threshold": np.ones(4, dtype=np.uint32)}, "common-mode failures"),
    ],
)
def test_a_world_with_other_rules_is_refused(columns, rule):
    lazy_twin.check(raid.build())
    with pytest.raises(ValueError, match=rule):
        lazy_twin.check(raid.build()._replace(**columns))


def test_networks_and_jammers_are_refused():
    with pytest.raises(ValueError, match="an optional rule; several doctrines"):
        lazy_twin.check(networked.at_work(raid.build()))


def test_a_machine_without_a_compiler_is_told(monkeypatch):
    monkeypatch.setattr(lazy_twin.shutil, "which", lambda _name: None)
    with pytest.raises(lazy_twin.NoCompilerError, match="left out"):
        lazy_twin.LazyTwin(raid.build())
