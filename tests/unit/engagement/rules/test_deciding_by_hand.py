"""Which threat a group engages, with which unit and missile: courses worked out by hand."""

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

from skydome.engagement.draw import CERTAIN
from skydome.engagement.world import DOCTRINE, EMIT, LOSE, NOBODY, QUIET, RANDOM

NEVER_KILLS = (Missile(kills=(0,)),)


def launches(made):
    """Return scan, threat, unit and missile of each launch."""
    return [(e[0], e[2], e[3], e[4]) for e in course(made, "launch")]


def one_channel(threats, doctrine=None, *, labels=1, assets=1, missiles=None):
    """Return threats against a unit that engages one at a time, and hits it in the next scan."""
    return world(
        threats,
        [Radar()],
        [Unit(channels=1, launchers=(Launcher(missiles=20),))],
        flights=lambda *_: [1] * 25,
        doctrines=(doctrine or Doctrine(),),
        labels=labels,
        assets=assets,
        missiles=missiles or (Missile(kills=(CERTAIN,) * 2),),
    )


def order(made):
    return [threat for _, threat, _, _ in launches(made)]


def test_the_soonest_at_its_asset_comes_first_ties_by_number():
    """Arrivals in scans 30, 25, 28, 25: threats 1 and 3, then 2, then 0."""
    raid = [Threat(arrives=n) for n in (30, 25, 28, 25)]
    assert launches(one_channel(raid)) == [(0, 1, 0, 0), (1, 3, 0, 0), (2, 2, 0, 0), (3, 0, 0, 0)]


def test_what_has_not_set_out_is_not_in_line():
    """Threat 0 sets out in scan 2 and arrives first, in scan 22."""
    raid = [Threat(start=2, arrives=20), *(Threat(arrives=n) for n in (30, 31, 32))]
    assert order(one_channel(raid)) == [1, 2, 0, 3]


def test_urgency_moves_a_label_at_an_asset_ahead():
    """In thousandths of scans: label 1 at asset 1 gains 6 scans, from 30 to 24; 25 comes second.

    At asset 0 it gains nothing. With half the weight of time the scans 30 and 25 are 15 and 12.5
    apart from what is gained: 30/2 - 3 = 12 is before 12.5.
    """
    raid = [
        Threat(arrives=25),
        Threat(arrives=30, kind=1, asset=1),
        Threat(arrives=29, kind=1, asset=0),
    ]
    chosen = Doctrine(advance={(1, 1): 6_000})
    assert order(one_channel(raid, chosen, labels=2, assets=2)) == [1, 0, 2]
    less = Doctrine(advance={(1, 1): 3_000})
    assert order(one_channel(raid, less, labels=2, assets=2)) == [0, 1, 2]
    light = Doctrine(advance={(1, 1): 3_000}, time_weight=500)
    assert order(one_channel(raid, light, labels=2, assets=2)) == [1, 0, 2]


def test_weapons_hold_for_a_label():
    raid = [Threat(), Threat(kind=1)]
    made = one_channel(raid, Doctrine(engaged=(0, 1)), labels=2)
    assert order(made) == [1]
    found = [e for e in course(made, "decision") if e[2] == 0]
    assert found == [(0, "decision", 0, 0, "weapons_held")]


def test_each_label_has_its_own_salvo_and_may_have_the_reserve():
    """Label 0 gets one missile, label 1 three. Of four missiles one is kept for label 1."""
    made = world(
        [Threat(), Threat(kind=1, start=3)],
        [Radar()],
        [Unit(reserve=(1,))],
        doctrines=(Doctrine(salvo=(1, 3), reserved=(0, 1)),),
        missiles=(Missile(kills=(0, 0)),),
        labels=2,
    )
    assert [(e[0], e[2], e[5]) for e in course(made, "launch")] == [
        (0, 0, 1),
        (2, 0, 1),
        (3, 1, 2),  # two are left, and label 1 may have both
    ]


def test_reaction_and_delays_of_links_come_before_a_launch():
    """A track in scan 0; reaction 3, the unit's link 2, its command post's link 4: scan 9."""
    made = world([Threat()], [Radar()], [Unit(reaction=3, delay=2)], links=[4])
    assert launches(made) == [(9, 0, 0, 0)]
    assert course(made, "decision")[:2] == [
        (0, "decision", 0, 0, "reacting"),
        (9, "decision", 0, 0, "engage"),
    ]


def test_a_lost_track_is_not_engaged_and_reaction_begins_anew():
    """Tracks from 0 to 1 and from 4 on; reaction 2: the launch comes in scan 6."""
    made = world([Threat()], [Radar(sees={0: "xx..xxxxxxxx"})], [Unit(reaction=2)])
    assert launches(made) == [(6, 0, 0, 0)]


def test_first_choice_of_missile_then_the_shortest_flight_then_the_lowest_unit():
    """Flights of missile 1: 5, 4, 4 scans for units 0, 1, 2; of missile 0: 1 scan for unit 0.

    Missile 1 is the first choice, whatever its flight: unit 1. Once units 1 and 2 have none left,
    unit 0 fires it, and missile 0 only after that.
    """
    flights = {(0, 1): 5, (1, 1): 4, (2, 1): 4, (0, 0): 1}
    both = (Launcher(0, 1), Launcher(1, 1))
    made = world(
        [Threat()],
        [Radar()],
        [Unit(launchers=both), Unit(launchers=both), Unit(launchers=both)],
        missiles=NEVER_KILLS * 2,
        doctrines=(Doctrine(order=(1, 0)),),
        flights=lambda s, k, _t: [flights.get((s, k), 0)] * 25,
    )
    assert launches(made) == [(0, 0, 1, 1), (4, 0, 2, 1), (8, 0, 0, 1), (13, 0, 0, 0)]


def test_why_nothing_is_launched():
    """Two threats, one channel, two missiles, flights of 4 scans in the first 12; always a miss.

    Threat 0 is engaged in 0, and again in 4, when the channel is free: it comes first. Threat 1
    finds no channel; from scan 4 on there is no missile, which is what is said of it first.
    """
    made = world(
        [Threat(arrives=20), Threat(arrives=20)],
        [Radar(sees={1: "..xxxxxxxxxxxxxxxx"})],
        [Unit(channels=1, launchers=(Launcher(missiles=2),))],
        missiles=NEVER_KILLS,
        flights=lambda *_: [4] * 12,
    )
    assert course(made, "decision") == [
        (0, "decision", 0, 0, "engage"),
        (1, "decision", 0, 0, "under_engagement"),
        (2, "decision", 1, 0, "no_channel"),
        (4, "decision", 0, 0, "engage"),
        (4, "decision", 1, 0, "no_missile"),
        (5, "decision", 0, 0, "under_engagement"),
        (8, "decision", 0, 0, "no_missile"),
        (12, "decision", 0, 0, "out_of_reach"),
        (12, "decision", 1, 0, "out_of_reach"),
    ]


def test_the_last_hurdle_of_any_unit_is_named():
    """Unit 0 is out of reach. Unit 1 has no missile until its reload in scan 6."""
    made = world(
        [Threat()],
        [Radar()],
        [Unit(), Unit(reaction=2, launchers=(Launcher(missiles=1, reload=6),), stock=(1,))],
        missiles=NEVER_KILLS,
        flights=lambda s, _k, _t: [1] * 25 if s == 1 else [0],
    )
    assert course(made, "decision")[:5] == [
        (0, "decision", 0, 0, "out_of_reach"),
        (2, "decision", 0, 0, "engage"),
        (3, "decision", 0, 0, "no_missile"),
        (8, "decision", 0, 0, "engage"),
        (9, "decision", 0, 0, "no_missile"),
    ]


def test_units_that_fire_at_random_fill_their_channels_and_wait_for_no_outcome():
    """Two channels, flights of 3 scans: two launches in 0, 3 and 6, whatever flies already.

    Nothing is killed. Of the two threats each is drawn at least once in 24 launches.
    """
    made = world(
        [Threat(), Threat()],
        [Radar()],
        [Unit(channels=2, launchers=(Launcher(missiles=40),))],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(policy=RANDOM, engagements=1),),
        flights=lambda *_: [3] * 7,
    )
    drawn = []
    for replication in range(4):
        log = course(made, "launch", replication=replication)
        assert [event[0] for event in log] == [0, 0, 3, 3, 6, 6]
        assert [event[6] for event in log] == [0, 1] * 3
        drawn += [event[2] for event in log]
    assert 4 < sum(drawn) < 20
    assert ended(made).aims[0] == 6


def test_what_a_unit_may_draw_at_random():
    """Only what flies, is tracked for the reaction time, in reach, and not held.

    Threat 0 arrives in scan 4, 1 is seen from scan 3 on, 2 is out of reach, 3 is held. Reaction 1,
    one channel, flights of one scan: threat 0 in scans 1, 2 and 3. In scan 4 either may be drawn,
    since threat 0 arrives at the end of it; then threat 1. Missile 1 is the first choice and has
    launches up to scan 5, missile 0 up to scan 7.
    """
    made = world(
        [Threat(arrives=4), Threat(), Threat(), Threat(kind=1)],
        [Radar(sees={1: "..." + "x" * 27})],
        [Unit(channels=1, reaction=1, launchers=(Launcher(1, 9), Launcher(0, 9)))],
        missiles=(Missile(kills=(0, 0)),) * 2,
        doctrines=(Doctrine(policy=RANDOM, engaged=(1, 0), order=(1, 0)),),
        flights=lambda _s, k, t: [0] if t == 2 else [1] * (6 if k else 8),
        labels=2,
    )
    found = launches(made)
    assert found[:3] == [(1, 0, 0, 1), (2, 0, 0, 1), (3, 0, 0, 1)]
    assert found[3][0] == 4
    assert found[3][1] in {0, 1}
    assert found[4:] == [(5, 1, 0, 1), (6, 1, 0, 0), (7, 1, 0, 0)]
    assert "weapons_held" in {event[4] for event in course(made, "decision")}


def test_another_doctrine_from_a_scan_on():
    """Salvos of one, weapons tight for label 1; from scan 5 on salvos of two, free for both.

    Flights of 2 scans, always a miss: launches at threat 0 in 0, 2, 4 (one), 6, 8 (two); at
    threat 1 from scan 5 on. The engagements of before count: threat 0 has 3 of 5.
    """
    made = world(
        [Threat(), Threat(kind=1)],
        [Radar()],
        [Unit(launchers=(Launcher(missiles=40),))],
        missiles=(Missile(kills=(0, 0)),),
        doctrines=(
            Doctrine(engaged=(1, 0), engagements=5),
            Doctrine(salvo=(2, 2), engagements=5),
        ),
        changes=(Change(DOCTRINE, 0, 5, doctrine=1),),
        labels=2,
    )
    found = [(e[0], e[2], e[5]) for e in course(made, "launch")]
    assert found == [
        (0, 0, 1),
        (2, 0, 1),
        (4, 0, 1),
        (5, 1, 2),
        (6, 0, 2),
        (7, 1, 2),
        (8, 0, 2),
        (9, 1, 2),
        (11, 1, 2),
        (13, 1, 2),
    ]
    assert course(made, "doctrine") == [(5, "doctrine", 0, 0)]


def test_another_doctrine_changes_the_order_of_threats():
    """One channel, kills in the next scan. By time 0, 1, 2, 3; from scan 2 on label 1 first: 3."""
    raid = [Threat(arrives=20 + n, kind=int(n == 3)) for n in range(4)]
    made = world(
        raid,
        [Radar()],
        [Unit(channels=1, launchers=(Launcher(missiles=20),))],
        flights=lambda *_: [1] * 25,
        doctrines=(Doctrine(), Doctrine(advance={(1, 0): 9_000})),
        changes=(Change(DOCTRINE, 0, 1, doctrine=1),),
        missiles=(Missile(kills=(CERTAIN, CERTAIN)),),
        labels=2,
    )
    assert order(made) == [0, 3, 1, 2]


def test_a_group_takes_a_threat_for_what_it_is_identified_as():
    """Label 0 is always taken for 1 and label 1 for 0; weapons are held for what looks like 0."""
    swapped = [[[0, CERTAIN], [CERTAIN, CERTAIN]]]
    made = world(
        [Threat(), Threat(kind=1)],
        [Radar()],
        [Unit()],
        doctrines=(Doctrine(engaged=(0, 1)),),
        missiles=(Missile(kills=(CERTAIN, CERTAIN)),),
        labels=2,
        confusion=swapped,
    )
    assert launches(made) == [(0, 0, 0, 0)]
    state = ended(made)
    assert state.label[0].tolist() == [1, 0]
    assert state.threats.tolist() == [[1, 1, 1, 1, 0], [1, 1, 0, 0, 1]]  # counted as what they are


def test_labels_are_drawn_with_their_chances():
    """Three labels, one third each for what is label 0; label 2 is always known."""
    third = CERTAIN // 3
    table = [[[third, 2 * third, CERTAIN], [0, CERTAIN, CERTAIN], [0, 0, CERTAIN]]]
    made = world(
        [Threat() for _ in range(30)] + [Threat(kind=2)],
        [Radar()],
        [Unit()],
        missiles=(Missile(kills=(0, 0, 0)),),
        labels=3,
        confusion=table,
        scans=2,
    )
    labels = ended(made).label[0].tolist()
    assert labels[30] == 2
    assert all(4 < labels[:30].count(label) < 17 for label in range(3))


def test_a_unit_fires_only_once_its_own_radar_radiates():
    """The group tracks from scan 0 on; the unit's own radar, a second one, from scan 6 on."""
    made = world(
        [Threat()],
        [Radar(), Radar(unit=0, on=6)],
        [Unit(radar=1)],
    )
    assert launches(made) == [(6, 0, 0, 0)]


def test_a_unit_that_has_run_dry_falls_silent_where_doctrine_says_so():
    """One missile, flight of 2 scans, a miss: dry in scan 2, silent in scan 3, its track lost.

    With a missile left, a reload due, or another doctrine it stays on.
    """

    def played(unit, **doctrine):
        made = world(
            [Threat()],
            [Radar(unit=0)],
            [unit],
            missiles=NEVER_KILLS,
            doctrines=(
                Doctrine(engagements=1, silent_when_empty=1) if not doctrine else Doctrine(),
            ),
            changes=(Change(QUIET, 1 + 1),),
            stances=[Stance(radar=0)],
        )
        return course(made, "quiet", "track_lost", "intercept")

    def unit(missiles, **more):
        return Unit(quiet=0, radar=0, launchers=(Launcher(missiles=missiles),), **more)

    hit = (2, "intercept", 0, 0, 0, 0, 0)
    assert played(unit(1)) == [hit, (3, "quiet", 0, 2), (3, "track_lost", 0, 0, 0)]
    seen_to_the_end = [hit]
    assert played(unit(2)) == seen_to_the_end
    assert played(unit(1, stock=(1,)))[0] == hit
    assert not [e for e in played(unit(1, stock=(1,))) if e[1] == "quiet"]
    assert not [e for e in played(unit(1), other=True) if e[1] == "quiet"]


def test_a_doctrine_taken_up_may_silence_what_is_dry_already():
    """Dry in scan 2 under a doctrine that keeps radars on; the other comes in scan 8."""
    made = world(
        [Threat()],
        [Radar(unit=0)],
        [Unit(quiet=0, radar=0, launchers=(Launcher(missiles=1),))],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(), Doctrine(silent_when_empty=1)),
        changes=(Change(QUIET, 1 + 1), Change(DOCTRINE, 0, 8, doctrine=1)),
    )
    assert course(made, "quiet", "doctrine") == [(8, "doctrine", 1, 0), (9, "quiet", 0, 2)]


def test_a_radar_of_a_unit_that_begins_later_or_is_lost_before():
    """EMIT in scan 4 lets it fire from then on; LOSE in scan 7 ends its track and its fire."""
    made = world(
        [Threat()],
        [Radar(unit=0, on=2**30)],
        [Unit(radar=0, launchers=(Launcher(missiles=9),))],
        missiles=NEVER_KILLS,
        changes=(Change(EMIT, 1, 4), Change(LOSE, 1, 7)),
    )
    assert course(made, "launch", "emits", "lost", "track", "track_lost", "intercept") == [
        (4, "emits", 0, 1),
        (4, "track", 0, 0, 0),
        (4, "launch", 0, 0, 0, 1, 0),
        (6, "intercept", 0, 0, 0, 0, 0),
        (6, "launch", 0, 0, 0, 1, 0),
        (7, "lost", 1, 1),
        (7, "track_lost", 0, 0, 0),
    ]
    state = ended(made)
    assert (state.used[0], state.guided[0], state.unit_blind[0]) == (0, 0, 1)
    assert state.busy[0] == 3  # scans 4, 5 and 6
    assert NOBODY not in state.unit_group.tolist()


def test_each_group_has_the_order_of_its_own_doctrine():
    """Threats 0 and 1 arrive in 20 and 25; the second group's doctrine puts label 1 ahead."""
    raid = [Threat(arrives=20), Threat(arrives=25, kind=1)]
    made = world(
        raid,
        [Radar(), Radar(network=1)],
        [Unit(channels=1), Unit(channels=1, network=1)],
        doctrines=(Doctrine(), Doctrine(advance={(1, 0): 9_000})),
        group_doctrine=[0, 1, 0, 1, 0, 1],
        missiles=(Missile(kills=(0, 0)),),
        flights=lambda *_: [30],
        labels=2,
    )
    assert launches(made) == [(0, 0, 0, 0), (0, 1, 1, 0)]


def test_units_that_fire_at_random_fire_only_on_their_own_groups_tracks():
    """Group 1 has no track, so that its unit neither fires nor is named in the log."""
    made = world(
        [Threat()],
        [Radar(), Radar(network=1, sees={0: "."})],
        [Unit(channels=1), Unit(channels=1, network=1)],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(policy=RANDOM),),
        flights=lambda *_: [30],
    )
    assert launches(made) == [(0, 0, 0, 0)]


def test_a_unit_of_another_group_is_no_hurdle():
    """Unit 1, of the other group, could fire; group 0's own unit is out of reach."""
    made = world(
        [Threat()],
        [Radar(), Radar(network=1)],
        [Unit(), Unit(network=1)],
        missiles=NEVER_KILLS,
        flights=lambda s, *_: [30] if s == 1 else [0],
    )
    found = course(made, "decision")[:2]
    assert found == [(0, "decision", 0, 0, "out_of_reach"), (0, "decision", 0, 1, "engage")]
