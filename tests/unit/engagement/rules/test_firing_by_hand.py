"""Salvos, channels, intercepts and reloads: courses worked out by hand.

Unless said, a threat flies from scan 0 to 30, is seen from scan 0 on, and may be launched at in
every scan up to 24; a missile flies two scans, and a unit has one launcher of four missiles.
"""

import numpy as np
from duels import Doctrine, Launcher, Missile, Radar, Threat, Unit, course, ended, world

from skydome.engagement.draw import CERTAIN, EFFECTIVENESS, draw, stream_of
from skydome.engagement.world import (
    FIRST_INTERCEPT,
    FIRST_LAUNCH,
    PAIR,
    PER_RAID,
    PER_TARGET,
    WHOLE,
)
from skydome.validation.worlds import SEED

NEVER_KILLS = (Missile(kills=(0,)),)
PLENTY = Unit(launchers=(Launcher(missiles=40),))


def one(doctrine=None, unit=None, missiles=NEVER_KILLS, threats=1, **changes):
    """Return equal threats against one radar and one unit."""
    return world(
        [Threat() for _ in range(threats)],
        [Radar()],
        [unit or PLENTY],
        missiles=missiles,
        doctrines=(doctrine or Doctrine(),),
        **changes,
    )


def launches(made):
    return [event[0] for event in course(made, "launch")]


def test_one_shot_one_kill():
    """The launch of scan 0 meets its threat in scan 2 and kills it."""
    made = one(missiles=(Missile(),))
    assert course(made) == [
        (0, "set_out", 0),
        (0, "detection", 0, 0, 0),
        (0, "track", 0, 0, 0),
        (0, "decision", 0, 0, "engage"),
        (0, "launch", 0, 0, 0, 1, 0),
        (1, "detection", 0, 0, 0),
        (1, "decision", 0, 0, "under_engagement"),
        (2, "detection", 0, 0, 0),
        (2, "intercept", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    assert state.threats[0].tolist() == [1, 1, 1, 1, 0]
    assert state.outcomes[0].tolist() == [1, 0, 1, 0, 0, 1]
    assert state.first[[FIRST_LAUNCH, FIRST_INTERCEPT]].tolist() == [0, 2]
    assert (state.fired[0], state.hits[0], state.ready[0, 0]) == (1, 0, 39)
    assert (state.busy[0], state.saturated[0]) == (2, 0)  # scans 0 and 1, of four channels


def test_look_waits_for_the_outcome_of_each_shot():
    """A flight of 3 scans and 2 to assess it: a launch every 5 scans, in scans 0 to 20.

    The one that would come in scan 25 has no flight in the table any more.
    """
    made = one(Doctrine(assessment=2), flights=lambda *_: [3] * 25)
    assert launches(made) == [0, 5, 10, 15, 20]
    assert ended(made).outcomes[0].tolist() == [1, 1, 1, 1, 1, 5]


def test_a_pair_is_fired_before_the_look():
    """Interval 2, flight 5, assessment 1: 0 and 2, known in 8; 8 and 10, known in 16; 16, 18."""
    made = one(Doctrine(policy=PAIR, interval=2, assessment=1), flights=lambda *_: [5] * 20)
    assert launches(made) == [0, 2, 8, 10, 16, 18]


def test_the_look_after_a_pair_waits_for_the_later_of_the_two():
    """The first flies 9 scans, the second, fired in scan 2, flies 3: both are known in scan 9."""
    made = one(Doctrine(policy=PAIR, interval=2), flights=lambda *_: [9, 9, 3] + [1] * 17)
    assert launches(made)[:4] == [0, 2, 9, 11]


def test_the_limit_of_engagements_counts_salvos_not_missiles():
    made = one(Doctrine(engagements=2, salvo=(3,)))
    assert course(made, "launch") == [(0, "launch", 0, 0, 0, 3, 0), (2, "launch", 0, 0, 0, 3, 0)]
    assert ended(made).fired[0] == 6


def test_what_a_salvo_is_cut_down_to():
    """Five are wanted.

    Ready less reserve leaves 3 of 4. Seven missile channels leave 2 for the second salvo.
    """
    five = Doctrine(salvo=(5,), engagements=1)
    short = Unit(reserve=(1,))
    assert course(one(five, short), "launch") == [(0, "launch", 0, 0, 0, 3, 0)]
    kept = Doctrine(salvo=(5,), engagements=1, reserved=(1,))
    assert course(one(kept, short), "launch") == [(0, "launch", 0, 0, 0, 4, 0)]
    narrow = Unit(missile_channels=7, launchers=(Launcher(missiles=40),))
    found = course(one(five, narrow, threats=3), "launch", "decision")
    assert found == [
        (0, "decision", 0, 0, "engage"),
        (0, "launch", 0, 0, 0, 5, 0),
        (0, "decision", 1, 0, "engage"),
        (0, "launch", 1, 0, 0, 2, 1),
        (0, "decision", 2, 0, "no_channel"),
        (1, "decision", 0, 0, "under_engagement"),
        (1, "decision", 1, 0, "under_engagement"),
        (2, "decision", 0, 0, "engagement_limit"),
        (2, "decision", 1, 0, "engagement_limit"),
        (2, "decision", 2, 0, "engage"),
        (2, "launch", 2, 0, 0, 5, 0),
        (3, "decision", 2, 0, "under_engagement"),
        (4, "decision", 2, 0, "engagement_limit"),
    ]


def test_the_last_missile_above_the_reserve_is_fired():
    """Four missiles, two in reserve: two launches, then there is none to spare."""
    made = one(unit=Unit(reserve=(2,)))
    found = course(made, "launch", "decision")
    assert [event[0] for event in found if event[1] == "launch"] == [0, 2]
    assert found[-2:] == [
        (4, "decision", 0, 0, "no_missile"),
        (25, "decision", 0, 0, "out_of_reach"),
    ]


def test_an_engagement_takes_one_target_channel_until_its_intercept():
    """Two channels, three threats, flights of 4 scans, always a miss.

    Threats 0 and 1 are engaged in scan 0. In scan 4 both channels are free again before the group
    decides, and go to threats 0 and 1 again: the same urgency, the lower number first. Threat 2 is
    never engaged.
    """
    unit = Unit(channels=2, launchers=(Launcher(missiles=40),))
    made = one(unit=unit, threats=3, flights=lambda *_: [4] * 9)
    assert course(made, "launch") == [
        (scan, "launch", t, 0, 0, 1, t) for scan in (0, 4, 8) for t in (0, 1)
    ]
    state = ended(made)
    assert (state.busy[0], state.saturated[0]) == (24, 12)
    assert state.threats[0].tolist() == [3, 3, 2, 0, 3]
    assert state.outcomes[0].tolist() == [3, 3, 3, 3, 2, 6]


def test_the_lowest_free_channel_is_taken():
    """Threat 0's flight ends first, and frees channel 0, which threat 2 then takes."""
    flights = [[2] * 3, [9] * 3, [2] * 3]
    made = world(
        [Threat(), Threat(), Threat(start=1)],
        [Radar()],
        [Unit(channels=2)],
        flights=lambda _s, _k, t: flights[t],
        doctrines=(Doctrine(engagements=1),),
    )
    assert course(made, "launch", "intercept") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (0, "launch", 1, 0, 0, 1, 1),
        (2, "intercept", 0, 0, 0, 1, 0),
        (2, "launch", 2, 0, 0, 1, 0),
        (4, "intercept", 2, 0, 0, 1, 0),
        (9, "intercept", 1, 0, 0, 1, 1),
    ]


def test_a_link_carries_fewer_engagements_than_the_unit_has_channels():
    made = one(unit=Unit(channels=4, capacity=1), threats=2, flights=lambda *_: [3] * 4)
    assert course(made, "launch") == [(0, "launch", 0, 0, 0, 1, 0), (3, "launch", 0, 0, 0, 1, 0)]
    assert ended(made).saturated[0] == 6


def test_an_empty_launcher_is_full_again_after_its_reload_time():
    """Two missiles on the launcher, three in stock, a launch every 2 scans, reload in 10.

    Launches in 0 and 2 empty it: reloaded in 12 with two. 12 and 14 empty it: reloaded in 24 with
    the last one, fired in 24. Nothing is left, and no reload is due.
    """
    unit = Unit(launchers=(Launcher(missiles=2),), stock=(3,))
    made = one(unit=unit)
    assert course(made, "launch", "reload") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (2, "launch", 0, 0, 0, 1, 0),
        (12, "reload", 0, 0, 0, 2),
        (12, "launch", 0, 0, 0, 1, 0),
        (14, "launch", 0, 0, 0, 1, 0),
        (24, "reload", 0, 0, 0, 1),
        (24, "launch", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    assert (state.ready[0, 0], state.stock[0, 0], state.loaded[0]) == (0, 0, 0)


def test_missiles_come_from_the_first_launcher_that_has_the_type():
    """Launchers: one of type 0, two of type 1 with one missile each, of the second unit.

    The second unit fires type 1 from launcher 1 in scan 0, from launcher 2 in scan 2; each reloads
    from the stock on its own, the first with the only missile that there is.
    """
    second = Unit(
        launchers=(Launcher(), Launcher(1, 1, 5), Launcher(1, 1, 5)),
        stock=(0, 1),
    )
    made = world(
        [Threat()],
        [Radar()],
        [Unit(launchers=(Launcher(1, 3),)), second],
        missiles=NEVER_KILLS * 2,
        flights=lambda s, k, _t: [2] * 9 if (s, k) == (1, 1) else [0],
    )
    assert course(made, "launch", "reload") == [
        (0, "launch", 0, 1, 1, 1, 0),
        (2, "launch", 0, 1, 1, 1, 0),
        (5, "reload", 2, 1, 1, 1),
        (5, "launch", 0, 1, 1, 1, 0),
        (7, "reload", 3, 1, 1, 0),
    ]


def test_a_threat_that_was_killed_by_another_is_not_killed_twice():
    """Two groups fire in scan 0; the flights end in scans 2 and 3, the first of them kills."""
    made = world(
        [Threat()],
        [Radar(), Radar(network=1)],
        [Unit(), Unit(network=1)],
        flights=lambda s, _k, _t: [2 + s],
    )
    assert course(made, "intercept") == [
        (2, "intercept", 0, 0, 0, 1, 0),
        (3, "intercept", 0, 1, 0, 0, 0),
    ]
    assert ended(made).threats[0].tolist() == [1, 1, 1, 1, 0]


def test_what_has_arrived_cannot_be_killed():
    """It arrives in scan 5; an intercept in the same scan comes before, one in scan 6 is late."""
    for flight, killed in ((5, 1), (6, 0)):
        made = world([Threat(arrives=5)], [Radar()], [Unit()], flights=lambda *_, f=flight: [f])
        assert course(made, "intercept", "leak")[-1][0] == (5 if killed else 6)
        assert ended(made).threats[0].tolist() == [1, 1, 1, killed, 1 - killed]


def test_a_salvo_kills_with_any_of_its_missiles_and_draws_one_by_one():
    """At even chances a single kills in about half of the replications, six in nearly all."""
    even = (Missile(kills=(CERTAIN // 2,)),)

    def killed(salvo):
        made = one(Doctrine(salvo=(salvo,), engagements=1), missiles=even)
        return sum(int(ended(made, n).threats[0, 3]) for n in range(24))

    assert 5 < killed(1) < 19
    assert killed(6) >= 21


def test_what_is_left_of_the_kill_probability_at_the_launch():
    """Nothing of it is left for the launch in scan 0, all of it for the one in scan 2."""
    made = one(missiles=(Missile(),), flights=lambda *_: [2] * 3)
    made = made._replace(flight_kill=(made.flight_kill * 0 + [0, 0, WHOLE]).astype("uint16"))
    assert [event[5] for event in course(made, "intercept")] == [0, 1]


def test_a_common_failure_of_each_target_or_of_the_whole_raid():
    """A common failure at even chances, otherwise certain kills.

    No threat is hit by one shot and missed by another of the same type. Per target the threats
    differ, per raid they agree.
    """
    for level, mixed in ((PER_TARGET, True), (PER_RAID, False)):
        made = one(
            Doctrine(engagements=3),
            missiles=(Missile(common=CERTAIN // 2, level=level),),
            threats=6,
        )
        kills = [int(ended(made, n).threats[0, 3]) for n in range(12)]
        assert any(0 < k < 6 for k in kills) == mixed
        assert {0, 6} <= set(kills) or mixed
    sure = one(Doctrine(engagements=3), missiles=(Missile(common=CERTAIN),))
    assert [event[5] for event in course(sure, "intercept")] == [0, 0, 0]


def in_raids(levels, missiles, threats, replications=24):
    """Return the threats killed by class in each replication, with kill thresholds by level.

    Every threat gets one shot; threats with an even number are of class 0, the others of class 1.
    """
    made = world(
        [Threat(kind=n % 2) for n in range(threats)],
        [Radar()],
        [Unit(launchers=(Launcher(missiles=40),), channels=threats)],
        missiles=missiles,
        doctrines=(Doctrine(engagements=1),),
        labels=2,
    )
    made = made._replace(raid_kill=np.array(levels, dtype=np.uint32))
    return [tuple(ended(made, n).threats[:, 3].tolist()) for n in range(replications)]


def test_a_bad_raid_kills_nobody_and_a_good_one_everybody():
    """Two levels, 0 and certain: all or none of a class, in about half of the raids each.

    The two classes draw apart, so that all four combinations come. What kill_threshold says does
    not count where there are levels.
    """
    kills = in_raids([[[0, CERTAIN]] * 2], (Missile(kills=(CERTAIN // 2,) * 2),), threats=6)
    assert set(kills) == {(0, 0), (0, 3), (3, 0), (3, 3)}
    assert 5 < sum(first == 3 for first, _ in kills) < 19


def test_the_level_drawn_is_the_same_for_every_missile_type():
    """Two units with a missile type each, of which each threat gets one missile of either type.

    The first type kills in a good raid and not in a bad one, the second the other way round: every
    threat is killed in every raid, which takes both types to read the same level.
    """
    made = world(
        [Threat() for _ in range(4)],
        [Radar(), Radar(network=1)],
        [
            Unit(launchers=(Launcher(missile=0, missiles=40),)),
            Unit(network=1, launchers=(Launcher(missile=1, missiles=40),)),
        ],
        missiles=(Missile(), Missile()),
        doctrines=(Doctrine(engagements=1),),
    )
    opposed = made._replace(raid_kill=np.array([[[0, CERTAIN]], [[CERTAIN, 0]]], dtype=np.uint32))
    alike = made._replace(raid_kill=np.array([[[0, CERTAIN]], [[0, CERTAIN]]], dtype=np.uint32))
    assert [int(ended(opposed, n).threats[0, 3]) for n in range(12)] == [4] * 12
    assert {int(ended(alike, n).threats[0, 3]) for n in range(12)} == {0, 4}


def test_each_third_of_the_draws_has_its_own_level():
    """Of three levels only the middle one kills: its draws lie in [2³¹/3, 2·2³¹/3)."""
    kills = in_raids([[[0, CERTAIN, 0]] * 2], (Missile(kills=(0, 0)),), threats=2)
    for n, (first, second) in enumerate(kills):
        for c, killed in enumerate((first, second)):
            drawn = int(draw(np.uint64(stream_of(SEED, n)), EFFECTIVENESS, c, 0, 0))
            assert killed == (CERTAIN / 3 <= drawn < 2 * CERTAIN / 3)


def test_the_kill_share_multiplies_the_level():
    """A certain level at half of the kill probability kills about half, none at no share at all."""

    def killed(share):
        made = one(Doctrine(engagements=1), missiles=(Missile(),), threats=4)
        made = made._replace(
            raid_kill=np.full((1, 1, 2), CERTAIN, dtype=np.uint32),
            flight_kill=np.full_like(made.flight_kill, share),
        )
        return sum(int(ended(made, n).threats[0, 3]) for n in range(12))

    assert (killed(WHOLE), killed(0)) == (48, 0)
    assert 12 < killed(WHOLE // 2) < 36


def test_a_miss_taken_for_a_kill_is_noticed_after_the_correction():
    """Launch 0, intercept 2. With the mistake the group waits 2 + assessment 1 + correction 6 = 9.

    The next flight ends in 11, and the next launch comes in 18.
    """
    made = one(Doctrine(assessment=1, correction=6, miss_for_kill=CERTAIN))
    assert launches(made) == [0, 9, 18]


def test_a_kill_taken_for_a_miss_is_fired_at_again_and_leaks_nowhere():
    """It is killed in scan 2 and flies on for everybody: launches every 2 scans, one kill.

    It never arrives: no leaker, no hit.
    """
    made = one(Doctrine(kill_for_miss=CERTAIN, engagements=20), missiles=(Missile(),))
    assert launches(made) == list(range(0, 25, 2))
    assert [event[5] for event in course(made, "intercept")] == [1] + [0] * 12
    assert course(made, "leak") == []
    state = ended(made)
    assert state.threats[0].tolist() == [1, 1, 1, 1, 0]
    assert state.hits[0] == 0


def test_a_right_assessment_follows_a_mistaken_one():
    """Half of the kills are taken for misses: a doomed threat is dropped after a right look."""
    made = one(Doctrine(kill_for_miss=CERTAIN // 2), missiles=(Missile(),))
    shots = [len(launches_of(made, n)) for n in range(16)]
    assert min(shots) == 1
    assert 1 < max(shots) < 13
    assert all(ended(made, n).threats[0, 3] == 1 for n in range(16))


def launches_of(made, replication):
    return course(made, "launch", replication=replication)
