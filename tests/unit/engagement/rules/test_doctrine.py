"""Another doctrine from a set time on, in hand-made worlds and from a file."""

import numpy as np
import pytest
from hand_made import one_change, rows_of_both, without_waiting

from skydome.engagement.state import new_state
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import DOCTRINE, EVENTS
from skydome.scenario import load
from skydome.study import simulate
from skydome.study.event_text import sentence_of
from skydome.study.replay import replay_stored
from skydome.validation.worlds import Setting, build, play_one

TABLES = (
    *("policy", "interval", "engagements", "assessment", "miss_for_kill", "kill_for_miss"),
    *("correction", "time_weight", "label_salvo", "label_reserved", "label_engaged"),
    *("label_advance", "missile_order", "unit_reserve", "silent_when_empty", "confusion"),
    *("fires_remote", "by_return", "label_value", "missile_price", "scarcity"),
)


def changing(at, setting, **second):
    """Return a world with two doctrines, the second, with some tables of its own, from a scan."""
    world = build(setting)
    both = {name: np.concatenate([getattr(world, name)] * 2) for name in TABLES}
    for name, value in second.items():
        both[name][1] = value
    return without_waiting(world._replace(**both, **one_change(DOCTRINE, 0, at, doctrine=1)))


def launches(world):
    state = new_state(world, 5_000)
    play_one(world, state, 0)
    rows = state.events[: state.event_count[0]]
    found = [row for row in rows if EVENTS[row[0]] == "launch"]
    return [(int(row[1]), int(row[2]), int(row[5])) for row in found]


MANY = Setting(threats=6, kill_probability=0.0, channels=1, engagements=15, window=60, length=70)


@pytest.mark.parametrize("at", [0, 1, 17, 200])
def test_salvos_follow_the_doctrine_of_the_scan(at):
    world = changing(at, MANY._replace(scans=80, flight=4), label_salvo=3)
    world = world._replace(unit_missile_channels=each(1, 9))
    found = launches(world)
    assert len(found) > 10
    assert {scan >= at for scan, _, _ in found} == ({False} if at == 200 else {at == 0, True})
    assert all(salvo == (3 if scan >= at else 1) for scan, _, salvo in found)
    rows_of_both(world)


def test_weapons_on_hold_begin_nothing_new():
    world = changing(20, MANY._replace(scans=80, flight=4), label_engaged=0)
    scans = [scan for scan, _, _ in launches(world)]
    assert scans
    assert max(scans) < 20
    rows = rows_of_both(world)
    assert (rows[:, -1] == 1).all()  # the change is counted


def test_weapons_set_free_wake_what_slept():
    world = changing(30, MANY._replace(scans=80, flight=4), label_engaged=1)
    world.label_engaged[0] = 0
    scans = [scan for scan, _, _ in launches(world)]
    assert min(scans) == 30
    rows_of_both(world)


def test_the_order_of_threats_follows_the_doctrine():
    world = changing(20, MANY._replace(scans=80, flight=4), time_weight=0)
    world.label_advance[1, 0] = [0]
    world = world._replace(
        threat_start=np.arange(6, dtype=np.int32)[::-1].copy(), threat_asset=each(6, 0)
    )
    found = launches(world)
    assert next(t for scan, t, _ in found if scan < 20) == 5  # the first to arrive
    assert next(t for scan, t, _ in found if scan >= 20) == 0  # without time, by number
    rows_of_both(world)


SCENARIO = """\
name: orders
title: Weapons on hold, then free
replications: 30
terrain: {{flat: true, placements: 1}}
assets: [{{name: depot, at: [28, 73]}}]
defence:
  - {{name: home, system: s-400-regiment, at: [28, 73], facing_deg: 270}}
  - {{name: next, system: s-400-regiment, at: [28, 73], facing_deg: 270}}
doctrine: {{weapons: hold, salvo: 2}}
doctrines: {{next: {{weapons: hold, engagements: 5}}}}
doctrine_changes:
  - {{at_s: 700, network: home, doctrine: {{salvo: 1}}}}
  - {{at_s: {free}, doctrine: {{weapons: free}}}}
raid: [{{name: jets, threat: fighter, count: 4, origin: [28, 71], to: depot}}]
"""


def test_what_is_not_written_stays_as_it_was(tmp_path):
    file = tmp_path / "orders.yaml"
    file.write_text(SCENARIO.format(free=600))
    changes = load(file).changes
    told_of = [(c.kind, c.node, c.network, c.from_s.value) for c in changes]
    assert told_of == [
        ("doctrine", "home-600s", "home", 600),
        ("doctrine", "home-700s", "home", 700),
        ("doctrine", "next-600s", "next", 600),
    ]
    home, later, other = (change.doctrine for change in changes)
    assert (home.weapons, home.salvo["aircraft"], home.engagements) == ("free", 2, 3)
    assert (later.weapons, later.salvo["aircraft"]) == ("free", 1)
    assert (other.weapons, other.salvo["aircraft"], other.engagements) == ("free", 1, 5)


def test_a_change_is_logged_and_weapons_are_free_from_then_on(tmp_path):
    file = tmp_path / "orders.yaml"
    file.write_text(SCENARIO.format(free=120))
    result = simulate(load(file))
    records = replay_stored(result, 0)
    taken_up = [record for record in records if record.event == "doctrine"]
    assert [(record.time_s, sentence_of(record)) for record in taken_up] == [
        (120, "home changes its doctrine"),
        (120, "next changes its doctrine"),
        (700, "home changes its doctrine"),
    ]
    fired = [record.time_s for record in records if record.event == "launch"]
    assert fired
    assert min(fired) >= 120
