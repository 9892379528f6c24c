"""Ties, limits and what is reset: the edges of rules, worked out by hand."""

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

from skydome.engagement.world import CUT, KILLED, LOSE, MOVE, NEVER, NOBODY, SEEN

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


# losses and cuts


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
