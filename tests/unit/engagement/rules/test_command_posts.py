"""A command post that directs only so many engagements at once."""

import numpy as np
import pytest
import yaml
from hand_made import one_change, rows_of_both, without_waiting

from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import EVENTS, LOSE, NOBODY
from skydome.scenario import load
from skydome.study import simulate
from skydome.validation.worlds import Setting, build, play_one

MANY = Setting(
    threats=8,
    kill_probability=0.0,
    channels=3,
    engagements=15,
    window=70,
    length=75,
    scans=80,
    flight=6,
    layers=2,
)


def limited(limit, lost_at=NOBODY):
    """Return a network of two units of three channels under one post, which may be lost."""
    world = build(MANY)
    world = world._replace(
        radar_network=each(2, 0),
        unit_network=each(2, 0),
        radar_command=each(2, 0),
        unit_command=each(2, 0),
        networks=1,
        commands=1,
        command_delay=each(1, 0),
        group_doctrine=each(1 + 1 + 2, 0),
        radar_unit=np.array([0, 1], dtype=np.int32),
        post_limit=each(1, limit),
        unit_post=each(2, 0),
        launcher_reload=each(2, 10_000),  # else every pair wakes in every scan
    )
    world = without_waiting(world)
    if lost_at == NOBODY:
        return world
    return world._replace(
        **one_change(LOSE, 0, lost_at),
    )


def under_way(world):
    """Return the engagements under way after each scan, and hold both kernels to the same rows."""
    rows_of_both(world)
    state = new_state(world, 5_000)
    play_one(world, state, 0)
    begun = np.zeros(world.scans, dtype=int)
    for row in state.events[: state.event_count[0]]:
        begun[row[1]] += {"launch": 1, "intercept": -1}.get(EVENTS[row[0]], 0)
    return np.cumsum(begun), state


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_no_more_engagements_are_under_way_than_the_post_directs(limit):
    count, state = under_way(limited(limit))
    assert count.max() == limit
    assert state.post_saturated[0] == (count == limit).sum() > 40
    assert count[20:60].min() == limit  # what ends makes room at once


def test_a_limit_beyond_all_channels_changes_nothing():
    count, state = under_way(limited(7))
    assert count.max() == 6
    assert state.post_saturated[0] == 0


def test_units_that_lost_their_post_are_not_limited_by_it():
    count, state = under_way(limited(1, lost_at=30))
    assert count[:30].max() == 1
    assert count[30:].max() == 6
    assert state.post_saturated[0] <= 30


def test_a_scenario_counts_the_saturation_of_its_command_post(examples, tmp_path):
    document = yaml.safe_load((examples / "saturation.yaml").read_text())
    document["replications"] = 20
    document["terrain"]["placements"] = 1
    name = document["defence"][0]["name"]
    document["network"] = {"commands": [{"node": f"{name}-command", "engagements": 2}]}
    (tmp_path / "x.yaml").write_text(yaml.safe_dump(document))
    rows = simulate(load(tmp_path / "x.yaml")).rows
    full = rows[f"saturated_scans.{name}-command"].to_numpy()
    busy = rows[f"busy_channel_scans.{name}-battery-1"].to_numpy()
    assert (full > 0).all()
    assert (2 * full <= busy).all()
    assert not rows[f"saturated_scans.{name}-battery-1"].to_numpy().any()
