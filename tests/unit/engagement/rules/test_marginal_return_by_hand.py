"""Fire by marginal return: salvos, prices and ties worked out by hand.

A salvo saves value · survival · kill probability of the threat, less its price. Groups reckon with
the missile's ``thought`` kill probability; what is hit in truth is ``kills``.
"""

import pytest
from duels import Doctrine, Launcher, Missile, Radar, Threat, Unit, course, world

from skydome.engagement.draw import CERTAIN
from skydome.engagement.world import PAIR, WHOLE

HALF, SURE = CERTAIN // 2, CERTAIN


def duel(
    values, doctrine=None, units=None, *, thought=(HALF,), kills=SURE, reach=12, flight=1, **more
):
    """Return threats at assets of their own, with these values, in one group."""
    chosen = doctrine or {}
    made = world(
        [Threat(asset=n, arrives=20) for n in range(len(values))],
        [Radar()],
        units or [Unit(channels=1, launchers=(Launcher(missiles=20),))],
        missiles=[Missile(kills=(kills,), thought=t) for t in thought],
        doctrines=(
            Doctrine(by_return=1, value={(0, n): v for n, v in enumerate(values)}, **chosen),
        ),
        flights=more.pop("flights", lambda *_: [flight] * reach),
        assets=len(values),
        scans=25,
        **more,
    )
    full = made.unit_full * 0
    for u in range(len(full)):
        for launcher in range(made.unit_launcher[u], made.unit_launcher[u + 1]):
            full[u, made.launcher_missile[launcher]] += made.launcher_capacity[launcher]
    return made._replace(unit_full=full)


def launches(made):
    """Return scan, threat, unit and missile of each launch."""
    return [(e[0], e[2], e[3], e[4]) for e in course(made, "launch")]


def test_the_salvo_that_saves_most_goes_first_ties_by_number():
    """One channel, a kill in the next scan: values 40, 70, 50, 70 in the order 1, 3, 2, 0."""
    made = duel([40, 70, 50, 70])
    assert [e[1] for e in launches(made)] == [1, 3, 2, 0]
    assert [e[0] for e in launches(made)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("price", "fires"), [(49, True), (50, False), (51, False)])
def test_a_salvo_must_save_more_than_its_price(price, fires):
    """A value of 100 at even chances saves 50."""
    made = duel([100], {"price": (price,)})
    assert bool(launches(made)) == fires
    reason = "engage" if fires else "no_return"
    assert course(made, "decision")[0] == (0, "decision", 0, 0, reason)


def test_missiles_grow_scarce_as_they_run_down():
    """Of four missiles the second costs 40·1/4 = 10, the third 20, the fourth 30, at a value of 25.

    Single shots are certain kills in the eyes of the group, and misses in truth.
    """
    few = [Unit(channels=1, launchers=(Launcher(missiles=4),))]
    made = duel([25], {"scarcity": 40}, few, thought=(SURE,), kills=0)
    assert [e[0] for e in launches(made)] == [0, 1, 2]
    dear = duel([25], {"scarcity": 40, "price": (6,)}, few, thought=(SURE,), kills=0)
    assert [e[0] for e in launches(dear)] == [0, 1]  # 6 and 16, then 26
    kept = [Unit(channels=1, launchers=(Launcher(missiles=4),), reserve=(2,))]
    assert len(launches(duel([25], {}, kept, kills=0))) == 2


@pytest.mark.parametrize(("value", "salvos"), [(10, 0), (11, 1), (50, 1), (51, 2)])
def test_a_salvo_of_two_pays_for_both(value, salvos):
    """40·(0 + 1)/4 = 10 for the first salvo, 40·(2 + 3)/4 = 50 for the second."""
    few = [Unit(channels=1, launchers=(Launcher(missiles=4),))]
    made = duel([value], {"scarcity": 40, "salvo": (2,)}, few, thought=(SURE,), kills=0)
    assert len(launches(made)) == salvos


@pytest.mark.parametrize(("price", "fires"), [(37, True), (38, False)])
def test_a_salvo_of_two_kills_with_either(price, fires):
    """1 - 1/4 of 100 is 75; two missiles cost twice the price, 74 or 76."""
    made = duel([100], {"salvo": (2,), "price": (price,)}, kills=0)
    assert bool(launches(made)) == fires


@pytest.mark.parametrize(("price", "scans"), [(24, [0, 1, 7, 8]), (25, [0, 7])])
def test_what_is_in_the_air_lowers_the_return(price, scans):
    """A pair one scan apart, flights of 6: the second saves 100·1/2·1/2 = 25. In 7 both are known.

    Without the second, the outcome of the first is known in 6, but the group waits for no more.
    """
    made = duel([100], {"policy": PAIR, "price": (price,)}, [Unit()], kills=0, flight=6, reach=9)
    found = [e[0] for e in launches(made)]
    assert found == (scans if price == 24 else [0, 6])


def test_the_best_unit_and_missile_ties_by_unit_and_type():
    """Missile 1 is thought to kill with 3/4, missile 0 with 1/2.

    Both units hold both: unit 0 fires missile 1 at the first threat; its one channel is used, and
    unit 1 fires missile 1 at the second.
    """
    both = [Unit(channels=1, launchers=(Launcher(0, 9), Launcher(1, 9))) for _ in range(2)]
    made = duel([80, 60], {}, both, thought=(HALF, 3 * HALF // 2))
    assert launches(made) == [(0, 0, 0, 1), (0, 1, 1, 1)]
    equal = duel([80, 60], {}, both, thought=(HALF, HALF))
    assert launches(equal) == [(0, 0, 0, 0), (0, 1, 1, 0)]
    dear = duel([80, 60], {"price": (0, 21)}, both, thought=(HALF, 3 * HALF // 2))
    assert launches(dear) == [(0, 0, 0, 0), (0, 1, 1, 0)]  # 40 against 39, 30 against 24


def test_a_unit_that_fired_is_asked_again_what_it_has_left():
    """Unit 0 has two channels and one missile, unit 1 has missiles: 0 fires at the first only."""
    units = [Unit(launchers=(Launcher(missiles=1),)), Unit(channels=1)]
    assert launches(duel([80, 60], {}, units)) == [(0, 0, 0, 0), (0, 1, 1, 0)]
    wide = [Unit(channels=2, launchers=(Launcher(missiles=9),)), Unit(channels=1)]
    assert launches(duel([80, 60], {}, wide)) == [(0, 0, 0, 0), (0, 1, 0, 0)]


def test_what_the_flight_leaves_of_the_kill_probability():
    """Half of it for missile 0, all for missile 1: 25 saved against 50 at a price of 24 or 25."""
    both = [Unit(channels=1, launchers=(Launcher(0, 9), Launcher(1, 9)))]
    made = duel([100], {"price": (0, 24)}, both, thought=(HALF, HALF))
    half = made.flight_kill.copy()
    half[: len(half) // 2] = WHOLE // 2
    assert launches(made._replace(flight_kill=half))[0] == (0, 0, 0, 1)  # 25 against 26
    less = duel([100], {"price": (0, 25)}, both, thought=(HALF, HALF))
    assert launches(less._replace(flight_kill=half))[0] == (0, 0, 0, 0)  # 25 each: the first type


def test_a_command_posts_limit_is_shared():
    """Both units under a post that directs one engagement: the second threat waits a scan."""
    units = [Unit(channels=1, post=0), Unit(channels=1, post=0)]
    made = duel([80, 60], {}, units, post_limit=[1])
    assert launches(made) == [(0, 0, 0, 0), (1, 1, 0, 0)]


def test_reaction_reach_and_weapons_bind_as_ever():
    slow = [Unit(channels=1, reaction=4)]
    assert launches(duel([80], {}, slow))[0] == (4, 0, 0, 0)
    assert launches(duel([80], {"engaged": (0,)})) == []
    far = duel([80], {}, flights=lambda *_: [0, 0, 0, 2])
    assert launches(far) == [(3, 0, 0, 0)]
    assert launches(duel([80], {"engagements": 2}, kills=0)) == [(0, 0, 0, 0), (1, 0, 0, 0)]


def test_the_log_says_why_nothing_is_fired():
    """Values 80, 60 and 2 at a price of 10 and one channel: engage, no channel, no return."""
    made = duel([80, 60, 2], {"price": (10,)}, reach=3)
    assert course(made, "decision") == [
        (0, "decision", 0, 0, "engage"),
        (0, "decision", 1, 0, "no_channel"),
        (0, "decision", 2, 0, "no_channel"),
        (1, "decision", 1, 0, "engage"),
        (2, "decision", 2, 0, "no_return"),
        (3, "decision", 2, 0, "out_of_reach"),
    ]


def test_a_tie_between_units_goes_to_the_unit_written_first_not_the_threat():
    """Threat 0 is in reach of unit 1 alone, threat 1 of unit 0 alone; both save 40 of 80.

    Unit 0 fires first, at threat 1; then unit 1 at threat 0.
    """
    units = [Unit(channels=1), Unit(channels=1)]
    made = duel([80, 80], {}, units, flights=lambda s, _k, t: [1] * 9 if s != t else [0])
    assert launches(made) == [(0, 1, 0, 0), (0, 0, 1, 0)]
    other = duel([70, 80], {}, units, flights=lambda s, _k, t: [1] * 9 if s == t else [0])
    assert launches(other) == [(0, 1, 1, 0), (0, 0, 0, 0)]


def test_a_type_that_is_not_worth_its_price_leaves_another_that_is():
    """Missile 0 saves 50 at a price of 60, missile 1 saves 50 at a price of 10, in either order."""
    for price, type_ in (((60, 10), 1), ((10, 60), 0)):
        both = [Unit(channels=1, launchers=(Launcher(0, 9), Launcher(1, 9)))]
        made = duel([100], {"price": price}, both, thought=(HALF, HALF))
        assert launches(made) == [(0, 0, 0, type_)]


def test_two_channels_and_three_threats_of_equal_value():
    """Units of one missile each: every unit fires at one, in order; the third threat waits."""
    units = [Unit(channels=2, launchers=(Launcher(missiles=1),)) for _ in range(2)]
    assert launches(duel([80, 80, 80], {}, units)) == [(0, 0, 0, 0), (0, 1, 1, 0)]
