"""Nodes and links that are lost, relays, command posts and guidance: courses worked out by hand.

Nodes are numbered: command posts first, then radars, then units.
"""

from duels import Change, Doctrine, Launcher, Missile, Radar, Threat, Unit, course, ended, world

from skydome.engagement.draw import CERTAIN
from skydome.engagement.world import (
    CUE,
    CUT,
    EMIT,
    HIT,
    LOSE,
    NEVER,
    NOBODY,
    QUIET,
    SEEN,
    SHUT,
)

NEVER_KILLS = (Missile(kills=(0,)),)
MANY = (Launcher(missiles=40),)


def launches(made):
    """Return scan and unit of each launch."""
    return [(e[0], e[3]) for e in course(made, "launch")]


def two_units(changes=(), *, threats=1, flights=4, reach=13, doctrine=None, **more):
    """Return one network: an acquisition radar 0, and two units with radars 1 and 2.

    Unit 0 and its radar are under command post 0, unit 1 and the acquisition radar under post 1.
    Nodes: posts 0 and 1, radars 2 to 4, units 5 and 6. Unit 0 is first choice, both have one
    channel.
    """
    radars = more.pop("radars", None) or [
        Radar(command=1),
        Radar(command=0, unit=0),
        Radar(command=1, unit=1),
    ]
    return world(
        [Threat() for _ in range(threats)],
        radars,
        [
            Unit(command=0, radar=1, launchers=MANY, channels=1, **more.pop("first", {})),
            Unit(command=1, radar=2, launchers=MANY, channels=1, **more.pop("second", {})),
        ],
        missiles=more.pop("missiles", NEVER_KILLS),
        flights=lambda *_: [flights] * reach,
        doctrines=(doctrine or Doctrine(),),
        links=more.pop("links", [0, 0]),
        changes=changes,
        **more,
    )


def test_a_unit_that_is_cut_off_fights_by_itself_with_its_own_track():
    """Unit 0 fires in 0; cut in scan 2 it brings its engagement along, and fires again in 4.

    The network does not count what left it: its own next shot waits for scan 4 as well.
    """
    made = two_units((Change(CUT, 5, 2),))
    assert launches(made) == [(0, 0), (4, 1), (4, 0), (8, 1), (8, 0), (12, 1), (12, 0)]
    assert course(made, "cut", "track", "track_lost") == [
        (0, "track", 0, 0, 0),
        (2, "cut", 0, 5),
        (2, "track", 0, 3, 1),
    ]
    state = ended(made)
    assert state.unit_group.tolist() == [3, 0]
    assert state.radar_group.tolist() == [0, 3, 0]
    assert state.engaged[:, 0].tolist() == [4, 0, 0, 4, 0]


def test_what_a_cut_unit_brings_along_is_waited_for_with_its_doctrines_assessment():
    """The flight ends in 4, and it takes 2 scans to assess it: the unit fires again in 6."""
    made = two_units((Change(CUT, 5, 2),), doctrine=Doctrine(assessment=2))
    assert [scan for scan, unit in launches(made) if unit == 0] == [0, 6, 12]


def test_without_links_a_unit_waits_only_for_its_reaction():
    """Reaction 3, its link 4, its post's link 5: 12 scans in the network.

    With its post cut in scan 1: 1 + 3 + 4 = 8; with its own link cut: 1 + 3 = 4, and all its
    channels instead of the one that the link carries.
    """
    slow = {"reaction": 3, "delay": 4}
    for change, first in ((None, 12), (Change(CUT, 0, 1), 8), (Change(CUT, 5, 1), 4)):
        made = two_units(
            (change,) if change else (Change(CUT, 5, None),),
            first=slow,
            second={"reaction": 30},
            links=[5, 0],
            reach=30,
        )
        assert launches(made)[0] == (first, 0)
    made = world(
        [Threat(), Threat()],
        [Radar(unit=0)],
        [Unit(capacity=1, channels=2, launchers=MANY)],
        missiles=NEVER_KILLS,
        changes=(Change(CUT, 2, 3),),
        flights=lambda *_: [9] * 9,
    )
    assert [(e[0], e[2]) for e in course(made, "launch")] == [(0, 0), (3, 1)]


def test_a_command_post_that_is_cut_off_fights_on_with_its_own():
    """Post 1 has the acquisition radar and unit 1; post 0's unit 0 keeps its own radar's track.

    Nothing is engaged before the cut in scan 1: reactions are 2 scans, counted anew by post 1's
    group, whose tracks begin in scan 1, and on by the network, whose track began in 0.
    """
    made = two_units((Change(CUT, 1, 1),), first={"reaction": 2}, second={"reaction": 2})
    assert launches(made)[:2] == [(2, 0), (3, 1)]
    assert course(made, "track", "track_lost") == [
        (0, "track", 0, 0, 0),
        (1, "track", 0, 2, 0),
    ]
    assert ended(made).unit_group.tolist() == [0, 2]


def test_a_command_post_that_is_lost_leaves_its_units_to_themselves():
    """Post 1 is lost: its acquisition radar is unheard from then on, unit 1 fights alone."""
    made = two_units((Change(LOSE, 1, 1),), first={"reaction": 2}, second={"reaction": 2})
    assert launches(made)[:2] == [(2, 0), (3, 1)]
    state = ended(made)
    assert state.unit_group.tolist() == [0, 4]
    assert state.radar_off.tolist() == [1, NEVER, NEVER]
    # the acquisition radar draws no more: two radars go on for 30 scans
    assert state.draws[0] == 3 + 2 * 29 + 2


def test_a_cut_unit_under_a_cut_post_leaves_that_too():
    made = two_units((Change(CUT, 1, 1), Change(CUT, 6, 2), Change(CUT, 1, 3)))
    state = ended(made)
    assert state.unit_group.tolist() == [0, 4]
    assert state.radar_group.tolist() == [2, 0, 4]


def test_a_unit_that_is_lost_takes_its_missiles_along():
    """Unit 0's missile of scan 0 would meet its threat in scan 4; it is lost in scan 3.

    Unit 1 fires in scan 4, when the group expects to know.
    """
    made = two_units((Change(LOSE, 5, 3),))
    assert course(made, "launch", "intercept")[:3] == [
        (0, "launch", 0, 0, 0, 1, 0),
        (4, "launch", 0, 1, 0, 1, 0),
        (8, "intercept", 0, 1, 0, 0, 0),
    ]
    state = ended(made)
    assert (state.unit_group[0], state.used[0], state.guided[0], state.busy[0]) == (NOBODY, 0, 0, 3)
    assert state.radar_off.tolist() == [NEVER, 3, NEVER]


def test_a_lost_unit_is_not_cut_off_again():
    made = two_units((Change(LOSE, 5, 1), Change(CUT, 5, 2), Change(LOSE, 0, 3)))
    assert ended(made).unit_group.tolist() == [NOBODY, 0]


def test_a_lost_radar_blinds_its_unit():
    """Radar 1 is unit 0's. Lost in scan 2, unit 0's missile is lost too, and it fires no more."""
    made = two_units((Change(LOSE, 3, 2),))
    assert launches(made) == [(0, 0), (4, 1), (8, 1), (12, 1)]
    assert [e[0] for e in course(made, "intercept")] == [8, 12, 16]
    assert ended(made).unit_blind.tolist() == [1, 0]


def test_missiles_that_seek_for_themselves_outlive_the_radar():
    """As before, but the missile flies without the radar; with doctrine the unit fires on.

    Unit 0 is free again in scan 4 and comes first.
    """
    remote = (Missile(kills=(0,), remote=1),)
    made = two_units((Change(LOSE, 3, 2),), missiles=remote)
    assert launches(made) == [(0, 0), (4, 1), (8, 1), (12, 1)]
    assert course(made, "intercept")[0][:4] == (4, "intercept", 0, 0)
    fires = two_units((Change(LOSE, 3, 2),), missiles=remote, doctrine=Doctrine(fires_remote=1))
    assert launches(fires) == [(0, 0), (4, 0), (8, 0), (12, 0)]


def test_a_launch_needs_a_track_of_a_radar_that_may_start_it():
    """Own radar: always. Others: only as the tables say, here missile 1 on radar 0's track.

    The own radar sees from scan 5 on; before that missile 1 goes, though it is second choice.
    """
    made = world(
        [Threat()],
        [Radar(), Radar(unit=0, sees={0: "....." + "x" * 25})],
        [Unit(radar=1, launchers=(Launcher(0, 9), Launcher(1, 9)))],
        missiles=NEVER_KILLS * 2,
        launches=[[0, 1], [0, 0]],
    )
    assert [(e[0], e[4]) for e in course(made, "launch")][:4] == [(0, 1), (2, 1), (4, 1), (6, 0)]
    none = world(
        [Threat()],
        [Radar(), Radar(unit=0, sees={0: "....." + "x" * 25})],
        [Unit(radar=1)],
        launches=[[0], [0]],
    )
    assert course(none, "decision", "launch")[:3] == [
        (0, "decision", 0, 0, "no_radar"),
        (5, "decision", 0, 0, "engage"),
        (5, "launch", 0, 0, 0, 1, 0),
    ]


def test_a_track_of_another_group_starts_nothing():
    """Unit 0 may be started on radar 0's track until it is cut off from it in scan 3."""
    made = world(
        [Threat()],
        [Radar(), Radar(unit=0, sees={0: "." * 10 + "x" * 9})],
        [Unit(radar=1, launchers=MANY)],
        missiles=NEVER_KILLS,
        launches=[[1], [0]],
        changes=(Change(CUT, 3, 3),),
    )
    assert [e[0] for e in course(made, "launch")][:4] == [0, 2, 10, 12]


def test_a_silent_radar_is_cued_by_a_track_of_its_group():
    """Radar 0 tracks from scan 3 on. One scan later plus a delay of 2 radar 1 radiates: scan 6.

    What it sets going beside that has its own delay: QUIET of radar 0 in scan 3 + 1 + 5 = 9.
    """
    made = world(
        [Threat(start=3)],
        [Radar(), Radar(unit=0, on=NEVER)],
        [Unit(radar=1)],
        changes=(
            Change(EMIT, 2, trigger=CUE, delay=2, next=1),
            Change(QUIET, 1, delay=5),
        ),
    )
    log = course(made, "emits", "quiet", "launch")
    assert log == [(6, "emits", 0, 2), (6, "launch", 0, 0, 0, 1, 0), (9, "quiet", 1, 1)]


def test_a_cut_unit_has_nobody_left_to_cue_it_and_radiates():
    """No track ever; cut in scan 4, it radiates in scan 5, and sees the threat."""
    made = world(
        [Threat()],
        [Radar(sees={0: "."}), Radar(unit=0, on=NEVER)],
        [Unit(radar=1)],
        changes=(Change(EMIT, 2, trigger=CUE), Change(CUT, 3, 4)),
    )
    assert course(made, "emits", "cut", "launch") == [
        (4, "cut", 1, 3),
        (5, "emits", 0, 2),
        (5, "launch", 0, 0, 0, 1, 0),
    ]


def test_a_radar_shuts_down_before_what_homes_on_it_and_comes_back():
    """Threat 1 homes on radar 1, unit 0's, and is first seen in scan 4.

    Threat 0, seen before, does not set it going. The change would come in scan 4 + 1 + 1 = 6, but
    the missile fired in scan 4 meets its target in 6: the radar shuts in 7, and is back in 15.
    """
    made = world(
        [Threat(), Threat(homes=1)],
        [
            Radar(sees={0: "x" * 30, 1: "...." + "x" * 26}),
            Radar(unit=0, sees={1: "." * 9 + "x" * 9}),
        ],
        [Unit(radar=1, launchers=MANY)],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(engagements=1),),
        changes=(Change(SHUT, 2, trigger=SEEN, delay=1, absence=8),),
    )
    assert course(made, "shuts") == [(7, "shuts", 0, 2)]
    state = ended(made)
    assert (state.radar_on[1], state.unit_from[0]) == (15, 15)


def test_a_hit_changes_what_is_tied_to_its_asset_and_what_waits_for_hits():
    """Arrival in scan 5: its asset's change, a lost post, in scan 6; what waits, 1 + 3 later: 9."""
    made = world(
        [Threat(arrives=5, asset=1)],
        [Radar(), Radar(on=NEVER)],
        [Unit()],
        flights=lambda *_: [0],
        assets=2,
        asset_change=[NOBODY, 0],
        changes=(Change(LOSE, 0), Change(EMIT, 2, trigger=HIT, delay=3)),
    )
    assert course(made, "leak", "lost", "emits") == [
        (5, "leak", 0, 1),
        (6, "lost", 0, 0),
        (9, "emits", 1, 2),
    ]
    assert ended(made).hits.tolist() == [0, 1]


def test_what_means_no_harm_or_has_lost_its_mark_hits_nothing():
    """A decoy arrives. What homes on a radar that is off arrives too, and finds nothing."""
    made = world(
        [
            Threat(arrives=5, harms=0),
            Threat(arrives=6, homes=0),
            Threat(arrives=8, homes=0),
        ],
        [Radar(period=1)],
        [Unit()],
        flights=lambda *_: [0],
        changes=(Change(QUIET, 1, 7),),
        asset_change=[NOBODY],
    )
    state = ended(made)
    assert state.hits.tolist() == [1]  # that of scan 6
    assert state.threats[0].tolist() == [3, 3, 0, 0, 3]
    assert state.first.tolist()[3] == 6


def test_who_is_counted_in_which_denominator():
    """Three threats: aimed elsewhere, no launch in the tables, and one that never sets out."""
    made = world(
        [Threat(arrives=5, aimed=0), Threat(arrives=5, viable=0), Threat(start=99)],
        [Radar()],
        [Unit()],
        flights=lambda *_: [0],
    )
    # viable, viable leaked, aimed, aimed leaked, engaged leaked, missiles
    assert ended(made).outcomes[0].tolist() == [1, 1, 1, 1, 0, 0]


def test_a_relay_repeats_its_radar_a_delay_later():
    """Radar 0 of network 1 tracks from scan 3 to 7 and loses it in 8; its relay in network 0.

    The delay is 2: track in scan 5, lost in 10. The unit of network 0 fires on it.
    """
    made = world(
        [Threat()],
        [Radar(network=1, sees={0: "...xxxxx"}), Radar(network=0)],
        [Unit(network=0), Unit(network=1, reaction=30)],
        relays=[(0, 2)],
        missiles=NEVER_KILLS,
        flights=lambda *_: [2] * 25,
    )
    assert course(made, "track", "track_lost", "launch") == [
        (3, "track", 0, 1, 0),
        (5, "track", 0, 0, 1),
        (5, "launch", 0, 0, 0, 1, 0),
        (7, "launch", 0, 0, 0, 1, 0),
        (8, "track_lost", 0, 1, 0),
        (9, "launch", 0, 0, 0, 1, 0),
        (10, "track_lost", 0, 0, 1),
    ]


def test_a_relay_looks_when_its_radar_looked():
    """A period of 5 with a drawn phase and a delay of 7: each track of the relay 7 scans later."""
    made = world(
        [Threat(arrives=39)],
        [Radar(network=1, period=5), Radar(network=0, period=5)],
        [Unit(network=0), Unit(network=1)],
        relays=[(0, 7)],
        flights=lambda *_: [0],
    )
    for replication in range(5):
        heard, relayed = course(made, "track", replication=replication)
        assert (heard[3:], relayed[3:]) == ((1, 0), (0, 1))
        assert relayed[0] == heard[0] + 7


def test_a_relay_goes_with_its_radar():
    """The radar radiates from scan 4 on, the relay from 4 + 3; it is off with it, in scan 12."""
    made = world(
        [Threat(arrives=39)],
        [Radar(network=1, on=NEVER), Radar(network=0, on=NEVER)],
        [Unit(network=0), Unit(network=1)],
        relays=[(0, 3)],
        flights=lambda *_: [0],
        changes=(Change(EMIT, 2, 4), Change(QUIET, 2, 12)),
    )
    assert course(made, "track", "track_lost") == [
        (4, "track", 0, 1, 0),
        (7, "track", 0, 0, 1),
        (12, "track_lost", 0, 1, 0),
        (12, "track_lost", 0, 0, 1),
    ]


def test_a_radar_that_is_cut_off_from_its_network_is_not_received():
    """Its command post is cut off in scan 6: it goes on tracking, its relay does not."""
    made = world(
        [Threat(arrives=39)],
        [Radar(network=1), Radar(network=0)],
        [Unit(network=0), Unit(network=1)],
        relays=[(0, 1)],
        flights=lambda *_: [0],
        changes=(Change(CUT, 1, 6),),
    )
    assert course(made, "track", "track_lost") == [
        (0, "track", 0, 1, 0),
        (1, "track", 0, 0, 1),
        (6, "track_lost", 0, 1, 0),
        (6, "track", 0, 3, 0),
        (6, "track_lost", 0, 0, 1),
    ]


def test_a_command_post_directs_no_more_than_its_limit():
    """Three units, the first two under a post that directs one engagement, three threats.

    Flights of 4 scans: unit 0 and the unlimited unit 2 take threats in scan 0. Unit 0 fires again
    in 4, unit 1 never.
    """
    units = [Unit(post=0, channels=1), Unit(post=0, channels=1), Unit(channels=1)]
    made = world(
        [Threat(), Threat(), Threat()],
        [Radar()],
        units,
        missiles=NEVER_KILLS,
        post_limit=[1],
        flights=lambda *_: [4] * 5,
    )
    assert [(e[0], e[2], e[3]) for e in course(made, "launch")] == [
        (0, 0, 0),
        (0, 1, 2),
        (4, 0, 0),
        (4, 1, 2),
    ]
    state = ended(made)
    assert state.post_saturated.tolist() == [8]
    assert (0, "decision", 2, 0, "no_channel") in course(made, "decision")


def test_a_unit_that_fights_alone_is_not_directed():
    """Unit 1 is cut off in scan 2 and fires at once, at threat 1; the post counts it no more."""
    units = [Unit(post=0, channels=1), Unit(post=0, channels=1)]
    made = world(
        [Threat(), Threat()],
        [Radar(), Radar(unit=1)],
        units,
        missiles=NEVER_KILLS,
        post_limit=[1],
        flights=lambda *_: [4] * 5,
        changes=(Change(CUT, 4, 2),),
    )
    assert [(e[0], e[3]) for e in course(made, "launch")] == [(0, 0), (2, 1), (4, 0)]
    assert ended(made).post_saturated.tolist() == [8]


def test_a_change_comes_with_its_chance_in_its_window():
    """Even chances, and scans 3 to 6: about half of the replications, all four scans."""
    made = world([Threat()], [Radar()], [Unit()], changes=(Change(LOSE, 1, 3, window=3),), scans=10)
    made = made._replace(change_chance=made.change_chance // 2)
    found = [course(made, "lost", replication=n) for n in range(40)]
    scans = [log[0][0] for log in found if log]
    assert 10 < len(scans) < 30
    assert set(scans) == {3, 4, 5, 6}
    assert int(made.change_chance[0]) == CERTAIN // 2
