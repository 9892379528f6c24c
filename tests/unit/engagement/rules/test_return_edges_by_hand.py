"""Fire by marginal return at its edges: the least gain, ties, and what is left after a salvo."""

import numpy as np
from duels import Doctrine, Launcher, Missile, Radar, Threat, Unit, course, ended, world

from skydome.engagement.draw import CERTAIN
from skydome.engagement.world import PAIR, WHOLE

HALF = CERTAIN // 2


def duel(values, units, *, thought=(HALF,), price=(), arrives=None, **more):
    """Return threats at assets of their own; every shot kills in truth, in the next scan."""
    ends = arrives or [20] * len(values)
    chosen = more.pop("doctrine", {})
    doctrine = Doctrine(
        by_return=1, value={(0, n): v for n, v in enumerate(values)}, price=price, **chosen
    )
    return world(
        [Threat(asset=n, arrives=end) for n, end in enumerate(ends)],
        [Radar()],
        units,
        missiles=[Missile(thought=t) for t in thought],
        doctrines=(doctrine,),
        flights=more.pop("flights", lambda *_: [1] * 12),
        assets=len(values),
        scans=25,
        **more,
    )


def launches(made):
    """Return scan, threat, unit and missile of each launch."""
    return [(e[0], e[2], e[3], e[4]) for e in course(made, "launch")]


def test_the_least_gain_above_zero_is_fired_for():
    """A value of one step at a kill probability of one part of 2**31 saves one part."""
    unit = [Unit(channels=1)]
    assert launches(duel([1], unit, thought=(1,))) == [(0, 0, 0, 0)]
    assert launches(duel([1], unit, thought=(0,))) == []


def test_a_missile_too_dear_hides_no_other():
    """At even chances a value of 100 saves 50: type 0 costs 10, type 1 costs 90."""
    unit = [Unit(channels=1, launchers=(Launcher(0, 9), Launcher(1, 9)))]
    assert launches(duel([100], unit, thought=(HALF, HALF), price=(10, 90))) == [(0, 0, 0, 0)]
    assert launches(duel([100], unit, thought=(HALF, HALF), price=(90, 10))) == [(0, 0, 0, 1)]


def test_a_worse_salvo_of_a_unit_that_has_fired_takes_nobodys_place():
    """Values 200 and 80. Unit 0 kills with 1/2, unit 1, with 3/4, reaches threat 1 only.

    Unit 0 saves 100 at threat 0 and fires. At threat 1 it would save 40 and has a channel left,
    but unit 1 saves 60.
    """
    units = [Unit(launchers=(Launcher(0, 9),)), Unit(launchers=(Launcher(1, 9),))]
    made = duel(
        [200, 80],
        units,
        thought=(HALF, 3 * HALF // 2),
        flights=lambda s, _k, t: [0] if (s, t) == (1, 0) else [1] * 12,
    )
    assert launches(made) == [(0, 0, 0, 0), (0, 1, 1, 1)]


def test_a_unit_without_a_channel_leaves_the_second_threat_to_another():
    """One type of missile, of whose kill probability unit 0 has half and unit 1 all.

    Unit 1 is the best at both threats, fires at the dearer one, and has one channel.
    """
    units = [Unit(channels=1), Unit(channels=1)]
    shares = np.repeat([WHOLE // 2, WHOLE], 24)
    made = duel([80, 90], units, shares=shares)
    assert launches(made)[:2] == [(0, 1, 1, 0), (0, 0, 0, 0)]


def test_equal_gains_go_by_number_of_the_threat_not_by_urgency():
    """Threat 1 arrives first; both save the same, and one channel takes threat 0 first."""
    made = duel([50, 50], [Unit(channels=1)], arrives=[22, 20])
    assert [e[1] for e in launches(made)] == [0, 1]
    # of unequal ones the larger goes first, whatever its number
    made = duel([50, 51], [Unit(channels=1)], arrives=[20, 22])
    assert [e[1] for e in launches(made)] == [1, 0]


def test_equal_gains_go_by_unit_and_type_before_the_threat():
    """Unit 0 reaches threat 1 only, unit 1 threat 0 only; both save the same."""
    made = duel(
        [50, 50],
        [Unit(channels=1), Unit(channels=1)],
        flights=lambda s, _k, t: [1] * 12 if s != t else [0],
    )
    assert launches(made) == [(0, 1, 0, 0), (0, 0, 1, 0)]


def test_the_unit_comes_before_the_threat_where_only_one_may_fire():
    """As before, under a post that directs one, launches in scan 0 only, threat 1 the sooner."""
    made = duel(
        [50, 50],
        [Unit(post=0), Unit(post=0)],
        flights=lambda s, _k, t: [5] if s != t else [0],
        arrives=[22, 20],
        post_limit=[1],
    )
    assert launches(made) == [(0, 1, 0, 0)]


def test_a_command_post_at_its_limit_holds_all_its_units():
    """Two units under a post that directs one: the dearer threat in scan 0, the other in scan 1."""
    units = [Unit(post=0, channels=1), Unit(post=0, channels=1)]
    made = duel([50, 80], units, post_limit=[1])
    assert launches(made) == [(0, 1, 0, 0), (1, 0, 0, 0)]
    assert ended(made).post_saturated.tolist() == [2]


def test_a_salvo_of_three_kills_with_any_and_pays_for_each():
    """1 - 1/8 of 80 is 70: three missiles at 23 cost 69, at 24 they cost 72."""
    for price, fires in ((23, True), (24, False)):
        made = duel([80], [Unit(channels=1)], price=(price,), doctrine={"salvo": (3,)})
        assert bool(launches(made)) == fires


def test_a_group_decides_for_its_own_units_only():
    """Unit 1 is of another group, which sees nothing, and would save more."""
    made = world(
        [Threat(arrives=20)],
        [Radar(), Radar(network=1, sees={0: "."})],
        [Unit(), Unit(network=1, launchers=(Launcher(1, 9),))],
        missiles=[Missile(thought=HALF), Missile(thought=CERTAIN)],
        doctrines=(Doctrine(by_return=1),),
        flights=lambda *_: [1] * 12,
        scans=25,
    )
    assert launches(made) == [(0, 0, 0, 0)]


def test_a_group_reckons_with_its_own_missiles_in_the_air_only():
    """Two groups fire pairs a scan apart at even chances, flights of 6, a price of 24.

    The second shot of each saves 100/4 = 25. With the other group's missile it would save 12.
    """
    made = world(
        [Threat(arrives=20)],
        [Radar(), Radar(network=1)],
        [Unit(), Unit(network=1)],
        missiles=[Missile(kills=(0,), thought=HALF)],
        doctrines=(Doctrine(by_return=1, policy=PAIR, value={(0, 0): 100}, price=(24,)),),
        flights=lambda *_: [6] * 2,
        scans=25,
    )
    assert [e[:3] for e in launches(made)] == [(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1)]


def test_a_unit_waits_for_its_reaction_and_its_own_radar():
    """Unit 1, the better one, reacts in 3 scans; unit 0 has none left for the second threat."""
    units = [Unit(launchers=(Launcher(0, 1),)), Unit(reaction=3, launchers=(Launcher(1, 9),))]
    made = duel([100, 50], units, thought=(HALF, CERTAIN))
    assert launches(made) == [(0, 0, 0, 0), (3, 1, 1, 1)]
