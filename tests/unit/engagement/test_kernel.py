"""The kernel on hand-made worlds; closed forms are in the validation cases."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skydome.engagement import reference
from skydome.engagement.state import new_state
from skydome.engagement.tables.build import ragged
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import EVENTS, NEVER, REASONS
from skydome.validation.worlds import FIRED, LEAKED, SEED, Setting, build, play, play_one

LAUNCHED, TRACKED, ENGAGED, KILLED = range(4)


def setting(**changes):
    """A long raid, with time for every rule to act."""
    return Setting(**{"flight": 3, "window": 200, "length": 260, "scans": 300, **changes})


def events_of(world, replication=0):
    state = new_state(world, 5_000)
    play_one(world, state, replication)
    rows = state.events[: state.event_count[0]]
    return [(int(row[1]), EVENTS[row[0]], *(int(n) for n in row[2:])) for row in rows], state


def test_every_threat_ends_killed_or_leaked():
    rows = play(setting(threats=20, channels=4, kill_probability=0.5), 500)
    assert (rows[:, KILLED] + rows[:, LEAKED] == 20).all()
    assert (rows[:, ENGAGED] <= rows[:, TRACKED]).all()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 12),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 4),
    st.integers(1, 20),
    st.integers(0, 60),
)
def test_rows_do_not_depend_on_scratch_order_or_blocks(
    threats, layers, salvo, engagements, stock, jitter
):
    chosen = setting(
        threats=threats,
        layers=layers,
        salvo=salvo,
        engagements=engagements,
        stock=stock,
        jitter=jitter,
        channels=2,
        kill_probability=0.4,
    )
    world, rows = build(chosen), play(chosen, 24)
    state = new_state(world)
    order = np.random.default_rng(0).permutation(24)
    for replication in order:  # one scratch, another order
        row = np.zeros((1, rows.shape[1]), dtype=np.int32)
        reference.run(world, state, SEED, int(replication), 1, row)
        assert (row[0] == rows[replication]).all()
    odd = np.zeros((12, rows.shape[1]), dtype=np.int32)
    reference.run(world, new_state(world), SEED, 1, 2, odd)
    assert (odd == rows[1::2]).all()


def test_log_and_counters_say_the_same():
    chosen = setting(threats=9, layers=2, salvo=2, engagements=2, channels=3, kill_probability=0.5)
    rows = play(chosen, 20)
    for replication in range(20):
        log, _ = events_of(build(chosen), replication)
        kinds = [event[1] for event in log]
        assert kinds.count("leak") == rows[replication, LEAKED]
        fired = sum(event[5] for event in log if event[1] == "launch")
        assert fired == rows[replication, FIRED]
        killed = {event[2] for event in log if event[1] == "intercept" and event[5]}
        assert len(killed) >= rows[replication, KILLED]


def test_the_most_urgent_threat_is_engaged_first():
    world = build(setting(threats=3, channels=1, flight=50, window=1))
    lengths = np.array([120, 90, 150], dtype=np.int32)
    log, state = events_of(world._replace(threat_length=lengths))
    assert state.order[0].tolist() == [1, 0, 2]
    assert [event[2] for event in log if event[1] == "launch"] == [1]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=1, max_size=20))
def test_urgency_is_arrival_at_the_asset_with_ties_by_number(times):
    start, length = (np.array(column, dtype=np.int32) for column in zip(*times, strict=True))
    world = build(setting(threats=len(times), scans=1))
    state = new_state(world)
    play_one(world._replace(threat_start=start, threat_length=length), state, 0)
    assert state.order[0].tolist() == np.argsort(start + length, kind="stable").tolist()


def test_a_channel_is_busy_from_launch_to_intercept():
    world = build(setting(threats=3, channels=2, flight=10, window=40, kill_probability=1.0))
    log, state = events_of(world)
    launches = [event[0] for event in log if event[1] == "launch"]
    assert launches == [0, 0, 10]
    assert state.busy[0] == 30
    assert state.saturated[0] == 10


def test_missile_channels_bound_a_salvo():
    world = build(setting(salvo=4, channels=5))._replace(
        unit_missile_channels=np.array([3], dtype=np.int32)
    )
    log, _ = events_of(world)
    assert [event[5] for event in log if event[1] == "launch"] == [3]


def test_the_reserve_is_kept_for_reserved_classes():
    chosen = setting(threats=6, stock=6, kill_probability=1.0)
    kept = np.array([[2]], dtype=np.int32)
    world = build(chosen)._replace(unit_reserve=kept[None])
    _, state = events_of(world)
    assert state.fired[0] == 4
    _, state = events_of(world._replace(label_reserved=np.array([[1]], dtype=np.int32)))
    assert state.fired[0] == 6


def test_an_empty_launcher_is_full_again_after_its_reload_time():
    chosen = setting(threats=5, stock=2, window=200, kill_probability=1.0)
    world = build(chosen)._replace(
        unit_stock=np.array([[3]], dtype=np.int32),
        launcher_reload=np.array([50], dtype=np.int32),
    )
    log, state = events_of(world)
    assert [event[0] for event in log if event[1] == "launch"] == [0, 0, 50, 50, 100]
    assert [(event[0], event[5]) for event in log if event[1] == "reload"] == [(50, 2), (100, 1)]
    assert state.stock[0, 0] == 0
    assert state.reload_at[0] == NEVER


def test_nothing_is_launched_before_the_reaction_time():
    world = build(setting())._replace(unit_reaction=np.array([17], dtype=np.int32))
    log, _ = events_of(world)
    assert [event[0] for event in log if event[1] == "launch"] == [17]


def test_the_next_look_waits_for_the_assessment():
    world = build(setting(engagements=3, flight=5, kill_probability=0.0))._replace(
        assessment=each(1, 8)
    )
    log, _ = events_of(world)
    assert [event[0] for event in log if event[1] == "launch"] == [0, 13, 26]


def decisions(world, threat=0):
    log, _ = events_of(world)
    return [
        (event[0], REASONS[event[4]])
        for event in log
        if event[1] == "decision" and event[2] == threat
    ]


def test_the_log_says_why_nothing_was_launched():
    slow = build(setting(flight=5, kill_probability=0.0, window=30))._replace(
        unit_reaction=np.array([17], dtype=np.int32), assessment=each(1, 8)
    )
    under = [(17, "engage"), (18, "under_engagement"), (30, "engagement_limit")]
    assert decisions(slow) == [(0, "reacting"), *under]
    two = slow._replace(engagements=each(1, 2))
    again = [(30, "out_of_reach")]
    assert decisions(two) == [(0, "reacting"), *under[:2], *again]
    busy = build(setting(threats=2, channels=1, flight=10, window=40, kill_probability=1.0))
    assert decisions(busy, 1)[:2] == [(0, "no_channel"), (10, "engage")]
    empty = build(setting(threats=2, stock=1, flight=10, window=40, kill_probability=1.0))
    assert decisions(empty, 1) == [(0, "no_missile"), (40, "out_of_reach")]


def pattern_world(seen, hits, looks, misses):
    """One radar that detects exactly in the marked scans."""
    row = ragged([np.array([2**31 * int(c == "x") for c in seen], dtype=np.uint32)])
    return build(setting(scans=len(seen), length=len(seen) + 1))._replace(
        detection_first=row.first,
        detection_offset=row.offset,
        detection_threshold=row.values,
        radar_confirm_hits=np.array([hits], dtype=np.int32),
        radar_confirm_looks=np.array([looks], dtype=np.int32),
        radar_drop_misses=np.array([misses], dtype=np.int32),
    )


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ("..x.x....x", [(4, "track"), (7, "track_lost")]),
        ("..x..x..x.", []),
        ("xx..x..x..", [(1, "track")]),
        ("xx...x.x..", [(1, "track"), (4, "track_lost"), (7, "track")]),
    ],
)
def test_two_of_three_confirm_and_three_misses_drop(seen, expected):
    log, _ = events_of(pattern_world(seen, hits=2, looks=3, misses=3))
    assert [event[:2] for event in log if "track" in event[1]] == expected


def test_a_slow_target_keeps_its_draw_for_the_decorrelation_interval():
    """Looks within one interval agree; looks of different intervals do not."""
    half = np.full(240, 2**30, dtype=np.uint32)
    row = ragged([half])
    world = build(setting(scans=240, length=241))._replace(
        detection_first=row.first,
        detection_offset=row.offset,
        detection_threshold=row.values,
        threat_hold=np.array([12], dtype=np.int32),
    )
    log, _ = events_of(world)
    changes = [event[0] for event in log if event[1] in ("track", "track_lost")]
    assert len(changes) > 4
    assert all(scan % 12 == 0 for scan in changes)


def test_a_radar_looks_at_its_own_period_from_a_drawn_phase():
    world = build(setting(window=1, scans=40))._replace(radar_period=np.array([10], dtype=np.int32))
    firsts = set()
    for replication in range(200):
        log, state = events_of(world, replication)
        firsts.add((10 - int(state.radar_phase[0])) % 10)
        assert [event[0] for event in log if event[1] == "track"] == [
            (10 - int(state.radar_phase[0])) % 10
        ]
    assert firsts == set(range(10))


def test_a_log_that_is_full_stops_without_harm():
    world = build(setting(threats=9, engagements=3))
    small, large = new_state(world, 4), new_state(world, 500)
    play_one(world, small, 0)
    play_one(world, large, 0)
    assert small.event_count[0] == 4
    assert (small.events == large.events[:4]).all()
    assert small.fired[0] == large.fired[0]
