"""A battery without its radar, and on whose track a missile may be launched."""

import numpy as np
import pytest
import yaml
from hand_made import one_change, rows_of_both, without_waiting

from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import EVENTS, LOSE, NOBODY, REASONS
from skydome.scenario import load
from skydome.study import simulate
from skydome.study.replay import replay_stored
from skydome.validation.worlds import Setting, build, play_one

MANY = Setting(
    threats=4,
    kill_probability=0.0,
    channels=2,
    engagements=15,
    window=70,
    length=75,
    scans=80,
    flight=6,
    layers=2,
)


def losing(at, *, remote=0, fires=0, setting=MANY):
    """Return one network of two radars and two units, whose first loses its radar in a scan."""
    world = build(setting)
    lost = world._replace(
        radar_network=each(2, 0),
        unit_network=each(2, 0),
        radar_command=each(2, 0),
        unit_command=each(2, 0),
        networks=1,
        commands=1,
        command_delay=each(1, 0),
        group_doctrine=each(1 + 1 + 2, 0),
        radar_unit=np.array([0, 1], dtype=np.int32),
        missile_remote=each(1, remote),
        fires_remote=each(1, fires),
        **one_change(LOSE, 1, at),
    )
    return without_waiting(lost)


def logged(world):
    """Return launches and intercepts as (scan, unit), and hold both kernels to the same rows."""
    rows_of_both(world)
    state = new_state(world, 5_000)
    play_one(world, state, 0)
    rows = state.events[: state.event_count[0]]
    found = {"launch": [], "intercept": [], "decision": []}
    for row in rows:
        found.setdefault(EVENTS[row[0]], []).append((int(row[1]), int(row[3]), int(row[4])))
    return found


@pytest.mark.parametrize("at", [9, 10, 12, 30])
def test_without_its_radar_a_unit_fires_no_more_and_loses_what_flies(at):
    found = logged(losing(at))
    fired = [scan for scan, unit, _ in found["launch"] if unit == 0]
    met = [scan for scan, unit, _ in found["intercept"] if unit == 0]
    assert fired
    assert max(fired) < at
    assert max(met, default=0) < at
    assert len(met) < len(fired)  # something was in the air
    assert max(scan for scan, unit, _ in found["launch"] if unit == 1) > at + 10


@pytest.mark.parametrize("at", [9, 10, 12, 30])
def test_what_seeks_for_itself_flies_on_but_no_more_is_fired(at):
    found = logged(losing(at, remote=1))
    fired = [scan for scan, unit, _ in found["launch"] if unit == 0]
    met = [scan for scan, unit, _ in found["intercept"] if unit == 0]
    assert max(fired) < at
    assert len(met) == len(fired)
    assert max(met) >= at


@pytest.mark.parametrize("at", [9, 10, 12, 30])
def test_doctrine_may_let_it_fire_on_the_track_of_another(at):
    found = logged(losing(at, remote=1, fires=1))
    assert max(scan for scan, unit, _ in found["launch"] if unit == 0) > at + 10
    alone = losing(at, remote=1, fires=1)
    alone = alone._replace(radar_on=np.array([0, 10_000], dtype=np.int32))
    found = logged(alone)  # nobody else sees
    assert max(scan for scan, unit, _ in found["launch"] if unit == 0) < at


@pytest.mark.parametrize("at", [2, 3, 5, 9])
def test_a_channel_whose_missile_was_lost_can_be_used_again(at):
    world = two_types(losing(at, fires=1, setting=MANY._replace(threats=8)))
    found = logged(world)
    again = [scan for scan, unit, k in found["launch"] if unit == 0 and k == 1]
    assert min(again) == at
    # what the other unit has in the air, due in the scan of what was lost, is not forgotten
    others = [scan for scan, unit, _ in found["intercept"] if unit == 1]
    assert others[:2] == [12, 12]


def two_types(world):
    """Return the world with a second type of missile, which seeks for itself and is faster."""
    flights = world.flight_scans.reshape(2, -1)
    both = np.concatenate([flights[0] * 2, flights[0], flights[1] * 2, flights[1]])
    length = flights.shape[1]
    labels = world.label_kill.shape[1]
    return world._replace(
        missile_price=np.zeros((1, 2), dtype=np.int32),
        label_kill=np.zeros((2, labels), dtype=np.uint32),
        unit_full=np.ones((2, 2), dtype=np.int32),
        missile_remote=np.array([0, 1], dtype=np.int32),
        flight_first=each(4, int(world.flight_first[0])),
        flight_offset=np.arange(5, dtype=np.int64) * length,
        flight_scans=both.astype(np.uint16),
        flight_kill=np.tile(world.flight_kill, 2),
        flight_least=np.concatenate([world.flight_least] * 2, axis=2),
        kill_threshold=np.zeros((2, 1), dtype=np.uint32),
        common_threshold=np.zeros(2, dtype=np.uint32),
        common_level=each(2, 0),
        missile_order=np.array([[0, 1]], dtype=np.int32),
        unit_stock=np.zeros((2, 2), dtype=np.int32),
        unit_reserve=np.zeros((1, 2, 2), dtype=np.int32),
        unit_launcher=np.array([0, 2, 4], dtype=np.int32),
        launcher_missile=np.array([0, 1, 0, 1], dtype=np.int32),
        launcher_capacity=each(4, 20),
        launcher_reload=each(4, 1),
    )


def test_a_track_that_only_cues_is_not_launched_on():
    world = losing(200)._replace(any_track=0, radar_launches=np.zeros((2, 1), dtype=np.int32))
    found = logged(world)
    assert {unit for _, unit, _ in found["launch"]} == {0, 1}  # each on its own
    none = world._replace(radar_unit=each(2, NOBODY))
    found = logged(none)
    assert not found["launch"]
    assert "no_radar" in {REASONS[reason] for _, _, reason in found["decision"]}
    first = np.array([[1], [0]], dtype=np.int32)
    late = none._replace(radar_launches=first, radar_on=np.array([25, 0], dtype=np.int32))
    found = logged(late)
    assert min(scan for scan, _, _ in found["launch"]) == 25


@pytest.fixture
def written(examples, tmp_path):
    """Return a function that runs an example of one battery without its radar from 500 s on."""

    def run(missile, **doctrine):
        document = yaml.safe_load((examples / "node_loss.yaml").read_text())
        document |= {"replications": 20, "doctrine": document.get("doctrine", {}) | doctrine}
        document["terrain"]["placements"] = 1
        document["defence"][0]["load"] = {missile: 3}
        document["network"] = {"losses": [{"node": "home-battery-1-92n6e", "at_s": 500}]}
        (tmp_path / "x.yaml").write_text(yaml.safe_dump(document))
        return replay_stored(simulate(load(tmp_path / "x.yaml")), 0)

    return run


@pytest.mark.parametrize(
    ("missile", "doctrine", "fires"),
    [
        ("9m96e2", {}, False),
        ("9m96e2", {"when_radar_lost": "remote"}, True),
        ("48n6e3", {"when_radar_lost": "remote"}, False),
    ],
)
def test_a_battery_of_a_scenario_fires_remotely_what_seeks_for_itself(
    written, missile, doctrine, fires
):
    records = written(missile, **doctrine)
    lost = [record for record in records if record.event == "lost"]
    assert [(record.time_s, record.unit) for record in lost] == [(500, "home-battery-1-92n6e")]
    own = [r.time_s for r in records if r.event == "launch" and r.unit == "home-battery-1"]
    assert min(own) < 500
    assert (max(own) > 500) == fires
