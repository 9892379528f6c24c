"""Fire by marginal return: order, price, ties, and what it keeps of the doctrine."""

import numpy as np
import pytest
from hand_made import without_waiting

from skydome.assignment.rule import CERTAIN, LARGEST_VALUE, marginal_return, survives_after
from skydome.engagement import event, reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.tables.columns import thresholds
from skydome.engagement.tables.defaults import each
from skydome.engagement.world import EVENTS, PAIR, REASONS
from skydome.validation.worlds import SEED, Setting, build, play_one


def world_of(*, values=None, price=0, scarcity=0, **changes):
    """A world that fires by marginal return, each threat at an asset of its own."""
    setting = Setting(**{"flight": 3, "window": 200, "length": 260, "scans": 300, **changes})
    world, threats = build(setting), setting.threats
    worth = np.array(values or [1] * threats) * (LARGEST_VALUE // max(values or [1]))
    return world._replace(
        assets=threats,
        asset_change=each(threats, -1),
        threat_asset=np.arange(threats, dtype=np.int32),
        by_return=each(1, 1),
        label_value=worth.astype(np.int32)[None, None],
        label_advance=np.zeros((1, 1, threats), dtype=np.int32),
        missile_price=each(1, round(price * LARGEST_VALUE))[None],
        scarcity=each(1, round(scarcity * LARGEST_VALUE)),
        label_kill=world.kill_threshold,
        unit_full=np.full((setting.layers, 1), setting.stock, dtype=np.int32),
    )


def log_of(world):
    state = new_state(world, 5_000)
    play_one(world, state, 0)
    rows = state.events[: state.event_count[0]]
    return [(int(row[1]), EVENTS[row[0]], *(int(n) for n in row[2:])) for row in rows], state


def aims(world):
    """Return scan and threat of each launch."""
    return [(e[0], e[2]) for e in log_of(world)[0] if e[1] == "launch"]


def reasons(world, threat):
    log, _ = log_of(world)
    return [(e[0], REASONS[e[4]]) for e in log if e[1] == "decision" and e[2] == threat]


def test_the_most_valuable_threat_is_fired_at_first_and_ties_go_by_number():
    world = world_of(threats=4, values=[1, 3, 2, 3], channels=1, kill_probability=1.0)
    assert [threat for _, threat in aims(world)] == [1, 3, 2, 0]


def test_equal_returns_go_to_the_unit_written_first():
    world = world_of(threats=1, layers=2)
    joined = world._replace(
        unit_network=each(2, 0),
        radar_network=each(2, 0),
        networks=1,
        group_doctrine=each(1, 0),
    )
    launches = [e for e in log_of(without_waiting(joined))[0] if e[1] == "launch"]
    assert [e[3] for e in launches] == [0]


def test_a_price_above_the_return_holds_fire_and_the_log_says_so():
    world = world_of(threats=2, values=[4, 1], price=0.3, kill_probability=0.5)
    assert aims(world) == [(0, 0)]
    assert reasons(world, 0)[0] == (0, "engage")
    assert reasons(world, 1) == [(0, "no_return"), (200, "out_of_reach")]


def test_missiles_grow_scarce_as_they_run_down():
    """0.5 a shot; of four missiles the first is free, then a quarter, a half and three quarters."""
    world = world_of(threats=4, stock=4, scarcity=0.96, kill_probability=0.5)
    assert aims(world) == [(0, 0), (0, 1), (0, 2)]
    reload = world._replace(
        unit_stock=np.array([[4]], dtype=np.int32), launcher_reload=np.array([9], dtype=np.int32)
    )
    assert len(aims(reload)) == 3  # a launcher that is not empty is not reloaded


def test_reasons_end_with_what_was_lacking():
    busy = world_of(threats=2, channels=1, flight=10, window=40, kill_probability=1.0)
    assert reasons(busy, 0)[0] == (0, "engage")
    assert reasons(busy, 1)[:2] == [(0, "no_channel"), (10, "engage")]
    spent = world_of(threats=2, stock=1, flight=10, window=40, kill_probability=1.0)
    assert reasons(spent, 1) == [(0, "no_missile"), (40, "out_of_reach")]


def test_what_is_in_the_air_lowers_the_return_of_the_second_salvo():
    """Shoot-shoot-look at 0.8: the second salvo saves 0.16, below a price of 0.2."""
    for price, salvos in ((0.1, 2), (0.2, 1)):
        world = world_of(engagements=2, price=price, flight=50, window=20, kill_probability=0.8)
        paired = world._replace(policy=each(1, PAIR), interval=each(1, 4))
        assert len(aims(paired)) == salvos


def test_the_reserve_is_kept():
    world = world_of(threats=6, stock=6, kill_probability=1.0)
    kept = world._replace(unit_reserve=np.array([[[2]]], dtype=np.int32))
    assert len(aims(kept)) == 4


def test_a_salvo_compounds_in_whole_numbers():
    kill = int(thresholds(np.array([0.7]))[0])
    twice = survives_after(survives_after(CERTAIN, kill), kill)
    assert twice / CERTAIN == pytest.approx(0.09, abs=1e-8)
    saves = marginal_return(LARGEST_VALUE, CERTAIN, CERTAIN - twice, 0)
    assert saves / LARGEST_VALUE / CERTAIN == pytest.approx(0.91, abs=1e-8)


@pytest.mark.parametrize("price", [0.0, 0.1, 0.45])
@pytest.mark.parametrize("scarcity", [0.0, 0.5, 1.0])
def test_both_kernels_agree_where_prices_bite(price, scarcity):
    world = world_of(
        threats=12,
        values=[1, 2, 3, 4] * 3,
        channels=2,
        stock=9,
        jitter=40,
        engagements=3,
        kill_probability=0.6,
        detection_probability=0.5,
        confirm_hits=2,
        confirm_looks=3,
        price=price,
        scarcity=scarcity,
    )
    world = world._replace(unit_stock=np.array([[9]], dtype=np.int32))
    slow, fast = (np.zeros((20, width(world)), dtype=np.int32) for _ in range(2))
    reference.run(world, new_state(world), SEED, 0, 1, slow)
    event.run(world, new_state(world), event.new_agenda(world), SEED, 0, 1, fast)
    assert (slow == fast).all()
    assert slow.sum() > 0
