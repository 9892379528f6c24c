"""Ties, limits and what is reset: the edges of rules, worked out by hand."""

import numpy as np
from duels import (
    Change,
    Doctrine,
    Launcher,
    Missile,
    Radar,
    Stance,
    Threat,
    Unit,
    course,
    ended,
    world,
)

from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.world import CUT, KILLED, LOSE, MOVE, NEVER, NOBODY, QUIET, SEEN
from skydome.validation.worlds import SEED

NEVER_KILLS = (Missile(kills=(0,)),)
MANY = (Launcher(missiles=40),)


def launches(made):
    """Return scan, threat and unit of each launch."""
    return [(e[0], e[2], e[3]) for e in course(made, "launch")]


# the limit of a command post


def at_one_post(flights, *, limit, changes=(), channels=1):
    """Return one unit a threat, each of which reaches only the threat of its own number."""
    count = len(flights)
    return world(
        [Threat() for _ in flights],
        [Radar()],
        [Unit(post=0, channels=channels) for _ in flights],
        flights=lambda s, _k, t: [flights[t]] * 25 if s == t else [0],
        post_limit=[limit],
        changes=changes,
        group_doctrine=[0] * (2 + count) if changes else None,
    )


def test_a_unit_waits_for_the_first_intercept_of_its_command_post():
    """Flights of 4, 9 and 2 scans, kills; the post directs two engagements.

    Units 0 and 1 fire in scan 0. The intercept of scan 4 makes room for unit 2, whose own comes in
    scan 6. The post is at its limit in scans 0 to 5, and directs unit 1 alone until scan 9.
    """
    made = at_one_post([4, 9, 2], limit=2)
    assert launches(made) == [(0, 0, 0), (0, 1, 1), (4, 2, 2)]
    assert ended(made).post_saturated.tolist() == [6]


def test_a_command_post_does_not_direct_the_first_unit_once_it_is_cut_off():
    """Unit 0 is under way until scan 9; cut off in scan 2, it leaves room for unit 1 there."""
    made = at_one_post([9, 3], limit=1, changes=(Change(CUT, 2, 2),))
    assert launches(made) == [(0, 0, 0), (2, 1, 1)]
    # at its limit: scans 0 and 1 by unit 0, scans 2 to 4 by unit 1
    assert ended(made).post_saturated.tolist() == [5]


# openings


def test_each_change_of_an_opening_comes_by_itself():
    """Columns: one launcher, one stock, no depot, then the changes: radar lost, link cut."""
    for lost, cut in ((0, 1), (1, 0), (1, 1), (0, 0)):
        made = world(
            [Threat()],
            [Radar()],
            [Unit()],
            missiles=NEVER_KILLS,
            opening=[[4, 0, lost, cut]],
            changes=(Change(LOSE, 1), Change(CUT, 2)),
        )
        assert ended(made).changed.tolist() == [lost, cut]


def test_an_opening_of_two_units_begins_and_ends_by_unit():
    """Columns: launchers of units 0 and 1, their stocks, no depot.

    Unit 0 begins empty with five in stock: its launcher of two is full in scan 4, and fires in 4
    and 5. It reloads with two more, in scan 9, and fires in 9 and 10; the last one is loaded in 14
    and fired. Unit 1, out of reach, keeps what it has.
    """
    made = world(
        [Threat()],
        [Radar()],
        [
            Unit(launchers=(Launcher(missiles=2, reload=4),), stock=(0,)),
            Unit(launchers=(Launcher(missiles=3),), stock=(0,)),
        ],
        missiles=NEVER_KILLS,
        flights=lambda s, *_: [1] * 25 if s == 0 else [0],
        opening=[[0, 3, 5, 7]],
        doctrines=(Doctrine(engagements=30),),
    )
    assert course(made, "launch", "reload") == [
        (4, "reload", 0, 0, 0, 2),
        (4, "launch", 0, 0, 0, 1, 0),
        (5, "launch", 0, 0, 0, 1, 0),
        (9, "reload", 0, 0, 0, 2),
        (9, "launch", 0, 0, 0, 1, 0),
        (10, "launch", 0, 0, 0, 1, 0),
        (14, "reload", 0, 0, 0, 1),
        (14, "launch", 0, 0, 0, 1, 0),
    ]
    row = np.zeros((1, width(made)), dtype=np.int32)
    reference.run(made, new_state(made), SEED, 0, 1, row)
    assert row[0, -4:].tolist() == [0, 3, 0, 7]


def test_what_a_loader_carries_counts_for_its_own_unit():
    """Both units fire their one missile in scan 0; reloads of 90 scans are under way at the end."""
    made = world(
        [Threat()],
        [Radar(), Radar(network=1)],
        [
            Unit(launchers=(Launcher(missiles=1, reload=90),), stock=(2,), loaders=1),
            Unit(network=1, launchers=(Launcher(missiles=1, reload=90),), stock=(5,), loaders=1),
        ],
        missiles=NEVER_KILLS,
        depot=[[0], [0]],
        opening=[[1, 1, 2, 5, 0, 0]],
    )
    row = np.zeros((1, width(made)), dtype=np.int32)
    reference.run(made, new_state(made), SEED, 0, 1, row)
    assert row[0, -6:].tolist() == [0, 0, 2, 5, 0, 0]


# losses and cuts


def test_the_last_radar_is_silenced_by_what_homes_on_it():
    """Threat 0 homes on radar 0, the unit's, threat 1 on radar 1, the last, and is seen in 4."""
    made = world(
        [Threat(homes=0), Threat(homes=1)],
        [Radar(unit=0, sees={1: "...." + "x" * 20}), Radar()],
        [Unit(radar=0)],
        flights=lambda *_: [0],
        changes=(Change(QUIET, 2, trigger=SEEN),),
    )
    late = made._replace(detection_threshold=made.detection_threshold.copy())
    start = made.detection_offset[1 * made.paths + 1]
    late.detection_threshold[start : start + 4] = 0  # of radar 1 and threat 1
    assert course(late, "quiet") == [(5, "quiet", 0, 2)]


def test_the_first_unit_moves_away_from_what_homes_on_its_radar():
    """Node 2 is unit 0, which begins with radar 0. Threat 1 homes on it, and is seen in scan 4.

    The change comes in scan 4 + 1 + 2 = 7; threat 0, seen from scan 0 on, does not set it going.
    """
    made = world(
        [Threat(), Threat(homes=0)],
        [
            Radar(unit=0, second=1, sees={1: "...." + "x" * 20}),
            Radar(unit=0, on=NEVER, begins_as=0),
        ],
        [Unit(radar=0)],
        stances=[Stance(0, second=1), Stance(1)],
        flights=lambda *_: [0],
        changes=(Change(MOVE, 3, trigger=SEEN, delay=2, absence=10),),
    )
    assert course(made, "moves") == [(7, "moves", 0, 3)]


def test_a_command_post_is_cut_off_but_once():
    """The first post is cut off in scan 1 and again in scan 5: the second time changes nothing.

    Its radar and unit keep the track of scan 1. The unit's engagement of scan 1, under way until
    scan 11, counts once in its group.
    """
    made = world(
        [Threat()],
        [Radar()],
        [Unit(channels=2, reaction=1)],
        missiles=NEVER_KILLS,
        flights=lambda *_: [10] * 3,
        changes=(Change(CUT, 0, 1), Change(CUT, 0, 5)),
    )
    assert course(made, "track", "launch", "cut") == [
        (0, "track", 0, 0, 0),
        (1, "cut", 0, 0),
        (1, "track", 0, 1, 0),
        (2, "launch", 0, 0, 0, 1, 0),
        (5, "cut", 1, 0),
    ]
    state = ended(made)
    assert state.engaged[:, 0].tolist() == [0, 1, 0]
    assert state.since[1, 0] == 1


def test_a_lost_unit_is_not_cut_off_with_its_command_post():
    made = world(
        [Threat()],
        [Radar()],
        [Unit(), Unit()],
        missiles=NEVER_KILLS,
        changes=(Change(LOSE, 2, 1), Change(CUT, 0, 2)),
    )
    assert ended(made).unit_group.tolist() == [NOBODY, 1]


def test_a_unit_brings_along_only_the_engagements_under_way():
    """Four channels, one engagement from scan 0 to 6; cut off in scan 2, it brings that one."""
    made = world(
        [Threat(), Threat()],
        [Radar(unit=0, sees={1: "."})],
        [Unit(radar=0)],
        missiles=NEVER_KILLS,
        flights=lambda *_: [6],
        changes=(Change(CUT, 2, 2),),
    )
    assert launches(made) == [(0, 0, 0)]
    # groups: the network, the post, the unit by itself
    assert ended(made).engaged.tolist() == [[1, 0], [0, 0], [1, 0]]


# orders and doctrines


def test_a_group_takes_the_order_of_the_group_before_it_under_the_same_doctrine():
    """By time 0, 1; under doctrine 1 label 1 comes first. Groups 1 and 2 are under doctrine 1."""
    made = world(
        [Threat(arrives=20), Threat(arrives=25, kind=1)],
        [Radar(network=n) for n in range(3)],
        [Unit(channels=1, network=n) for n in range(3)],
        doctrines=(Doctrine(), Doctrine(advance={(1, 0): 9_000})),
        group_doctrine=[0, 1, 1] * 3,
        missiles=(Missile(kills=(0, 0)),),
        flights=lambda *_: [30],
        labels=2,
    )
    assert launches(made) == [(0, 0, 0), (0, 1, 1), (0, 1, 2)]
    assert ended(made).order[:3].tolist() == [[0, 1], [1, 0], [1, 0]]


# kill probabilities


def test_a_share_of_a_kill_probability_is_rounded_down():
    """Two of 2**31, of which half is left: one of 2**31. Of 40 missiles none kills."""
    made = world(
        [Threat()],
        [Radar()],
        [Unit(launchers=MANY)],
        missiles=(Missile(kills=(2,)),),
        doctrines=(Doctrine(engagements=40),),
        flights=lambda *_: [1] * 25,
        shares=2**14,
    )
    assert len(launches(made)) == 25
    assert ended(made).threats[0].tolist() == [1, 1, 1, 0, 1]


def test_an_undetected_kill_stays_one_after_a_second_missile_that_misses():
    """Launches in scans 0 and 1 by two groups, flights of 2 and 4 scans; only the first can kill.

    Both groups take the kill for a miss: nobody stops firing. The second intercept is a miss at a
    threat that is dead already; it counts no second kill and undoes nothing, so that the threat
    never arrives.
    """
    made = world(
        [Threat(arrives=12)],
        [Radar(), Radar(network=1)],
        [
            Unit(launchers=(Launcher(0, 9),)),
            Unit(network=1, launchers=(Launcher(1, 9),), reaction=1),
        ],
        missiles=(Missile(), Missile(kills=(0,))),
        doctrines=(Doctrine(kill_for_miss=2**31, engagements=1),),
        flights=lambda s, _k, _t: [2] * 9 if s == 0 else [4] * 9,
    )
    assert course(made, "intercept", "leak") == [
        (2, "intercept", 0, 0, 0, 1, 0),
        (5, "intercept", 0, 1, 1, 0, 0),
    ]
    state = ended(made)
    assert state.threats[0].tolist() == [1, 1, 1, 1, 0]
    assert state.undetected_kill[0] == 1
    assert state.hits[0] == 0


def test_a_second_hit_on_an_undetected_kill_may_end_it():
    """Taken for a miss by group 0, whose shot kills in scan 2; group 1 sees what it hits in 5."""
    made = world(
        [Threat(arrives=12)],
        [Radar(), Radar(network=1)],
        [Unit(), Unit(network=1, reaction=1)],
        doctrines=(Doctrine(kill_for_miss=2**31, engagements=1), Doctrine()),
        group_doctrine=[0, 1] * 3,
        flights=lambda s, _k, _t: [2] * 9 if s == 0 else [4] * 9,
    )
    assert course(made, "intercept", "launch")[-1] == (5, "intercept", 0, 1, 0, 0, 0)
    assert ended(made).status[0] == KILLED
    assert ended(made).threats[0].tolist() == [1, 1, 1, 1, 0]


# tracks of what flies no more


def test_a_radar_that_is_switched_off_loses_no_track_of_a_killed_threat():
    """Threat 0 is killed in scan 2, threat 1 is out of reach; off in scan 5, one track ends."""
    made = world(
        [Threat(), Threat()],
        [Radar()],
        [Unit()],
        flights=lambda _s, _k, t: [2] * 9 if t == 0 else [0],
        changes=(Change(QUIET, 1, 5),),
    )
    assert course(made, "track_lost") == [(5, "track_lost", 1, 0, 0)]
    state = ended(made)
    assert state.tracked[0].tolist() == [0, 0]
    assert state.history[0].tolist() == [0, 0]


def test_a_radar_that_is_cut_off_takes_only_tracks_of_what_flies_along():
    made = world(
        [Threat(), Threat()],
        [Radar()],
        [Unit()],
        flights=lambda _s, _k, t: [2] * 9 if t == 0 else [0],
        changes=(Change(CUT, 0, 5),),
    )
    assert course(made, "track", "track_lost") == [
        (0, "track", 0, 0, 0),
        (0, "track", 1, 0, 0),
        (5, "track_lost", 1, 0, 0),
        (5, "track", 1, 1, 0),
    ]


def test_a_relay_draws_its_looks_again():
    """Two radars' worth of draws: ten looks of the radar, and nine of its relay a scan later."""
    made = world(
        [Threat(arrives=39)],
        [Radar(network=1, sees={0: "x" * 10}), Radar(network=0)],
        [Unit(network=0), Unit(network=1)],
        relays=[(0, 1)],
        flights=lambda *_: [0],
        scans=10,
    )
    assert ended(made).draws[0] == 10 + 9


def test_no_event_is_logged_once_the_log_is_full():
    made = world([Threat(arrives=5)], [Radar()], [Unit()], flights=lambda *_: [0], scans=8)
    whole = course(made)
    for room in (0, 1, 3):
        state = new_state(made, room)
        reference.run(made, state, SEED, 0, 1, np.zeros((1, width(made)), dtype=np.int32))
        assert state.event_count[0] == room
        assert [row[1] for row in state.events.tolist()] == [e[0] for e in whole[:room]]


def test_the_last_missile_of_a_loader_goes_to_the_second_launcher():
    """Two launchers of one missile, two in stock, two loaders: both come back after 5 scans."""
    made = world(
        [Threat(), Threat()],
        [Radar()],
        [Unit(launchers=(Launcher(missiles=1, reload=5),) * 2, stock=(2,), loaders=2)],
        missiles=NEVER_KILLS,
        flights=lambda *_: [1] * 25,
        depot=[[0]],
    )
    assert [(e[0], e[2]) for e in course(made, "reload")] == [(5, 0), (5, 1)]
    assert ended(made).waited[0] == 0


# what is fired and counted


def test_a_threat_that_no_radar_sees_is_not_counted_as_tracked():
    made = world([Threat(), Threat()], [Radar(sees={1: "."})], [Unit()], flights=lambda *_: [0])
    # launched, tracked, engaged, killed, leaked
    assert ended(made).threats[0].tolist() == [2, 1, 0, 0, 2]


def test_a_channel_resolves_the_missile_that_it_guides_now():
    """The one missile of type 0 misses in scan 2; type 1, on the same channel, kills in scan 4."""
    made = world(
        [Threat()],
        [Radar()],
        [Unit(channels=1, launchers=(Launcher(0, 1), Launcher(1, 9)))],
        missiles=(Missile(kills=(0,)), Missile()),
    )
    assert course(made, "intercept") == [
        (2, "intercept", 0, 0, 0, 0, 0),
        (4, "intercept", 0, 0, 1, 1, 0),
    ]


def test_a_unit_is_not_dry_while_it_guides_its_last_missile():
    """Two missiles, fired in scan 0, meet their targets in scans 2 and 5: silent in scan 6."""
    made = world(
        [Threat(), Threat()],
        [Radar(unit=0)],
        [Unit(quiet=0, radar=0, launchers=(Launcher(missiles=2),))],
        missiles=NEVER_KILLS,
        flights=lambda _s, _k, t: [2 + 3 * t] * 9,
        doctrines=(Doctrine(silent_when_empty=1),),
        changes=(Change(QUIET, 2),),
    )
    assert course(made, "quiet", "launch") == [
        (0, "launch", 0, 0, 0, 1, 0),
        (0, "launch", 1, 0, 0, 1, 1),
        (6, "quiet", 0, 2),
    ]


def test_reaction_is_counted_from_the_track():
    """Tracked from scan 3 on, out of reach; the unit reacts in 2 scans."""
    made = world([Threat(start=3)], [Radar()], [Unit(reaction=2)], flights=lambda *_: [0])
    assert course(made, "decision") == [
        (3, "decision", 0, 0, "reacting"),
        (5, "decision", 0, 0, "out_of_reach"),
    ]


def test_no_missile_is_none_even_for_what_may_have_the_reserve():
    made = world(
        [Threat()],
        [Radar()],
        [Unit(launchers=(Launcher(missiles=1),), reserve=(1,))],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(reserved=(1,)),),
    )
    assert course(made, "decision")[-2:] == [
        (2, "decision", 0, 0, "no_missile"),
        (25, "decision", 0, 0, "out_of_reach"),
    ]
