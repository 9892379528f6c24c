"""Units that turn or move: courses worked out by hand.

A unit's radar is as many radars as it has facings, one for each stance. Stances of the units as
they begin come first.
"""

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

from skydome.engagement.world import LOSE, MOVE, NEVER, QUIET, RANDOM

NEVER_KILLS = (Missile(kills=(0,)),)
MANY = (Launcher(missiles=40),)


def facings(reach, turns=(4, 3), *, threats=2, every=5, doctrine=None, changes=(), first=0, **more):
    """Return one unit with three facings: radars 1, 2 and 3; radar 0 sees everything.

    ``reach`` says in which stance which threat may be launched at, ``first`` from which scan on.
    """
    return world(
        [Threat(arrives=30 + t) for t in range(threats)],
        [
            Radar(),
            Radar(unit=0),
            Radar(unit=0, on=NEVER, begins_as=1),
            Radar(unit=0, on=NEVER, begins_as=1),
        ],
        [Unit(radar=1, launchers=MANY)],
        missiles=NEVER_KILLS,
        doctrines=(doctrine or Doctrine(engagements=2),),
        stances=[
            Stance(1, (1, 2), turns),
            Stance(2, (0, 2), (turns[0], 6)),
            Stance(3, (0, 1), (turns[1], 6)),
        ],
        flights=lambda s, _k, t: [0] * first + [2] * (29 - first) if (s, t) in reach else [0],
        look_round=every,
        changes=changes,
        **more,
    )


def test_a_unit_turns_to_where_it_can_launch_by_the_shortest_turn():
    """Groups look round in scans 0, 5, 10, … In scan 0 nothing is tracked yet: radars look later.

    In scan 5 threat 0 is tracked, and covered in stances 1 and 2: the shorter turn, 3 scans to
    stance 2, radar 3. It looks and fires from scan 8 on, twice (the limit). Threat 1 is covered in
    no stance.
    """
    made = facings({(1, 0), (2, 0)})
    assert course(made, "turns", "launch") == [
        (5, "turns", 0, 1, 3, 3),
        (8, "launch", 0, 0, 0, 1, 0),
        (10, "launch", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    assert state.turns.tolist() == [1]
    assert (state.radar_off[1], state.radar_on[3], state.stance[0]) == (5, 8, 2)


def test_equal_turns_go_to_the_first_facing():
    made = facings({(1, 0), (2, 0)}, turns=(3, 3))
    assert course(made, "turns") == [(5, "turns", 0, 1, 2, 3)]


def test_a_covered_threat_needs_no_turn():
    made = facings({(0, 0), (1, 0), (2, 0)}, threats=1)
    assert course(made, "turns") == []
    assert [e[0] for e in course(made, "launch")] == [0, 2]


def test_a_unit_that_covers_what_is_more_urgent_stays():
    """Threat 0 is covered as the unit stands, threat 1 in stance 1 only.

    Threat 0 may be engaged twice, in 0 and 2; from then on it does not matter, and the unit turns
    in scan 5. With a limit of 40 it goes on mattering, and the unit stays.
    """
    made = facings({(0, 0), (1, 1)})
    assert course(made, "turns") == [(5, "turns", 0, 1, 2, 4)]
    stays = facings({(0, 0), (1, 1)}, doctrine=Doctrine(engagements=40))
    assert course(stays, "turns") == []


def test_the_only_unit_that_covers_a_threat_stays_though_it_has_not_fired_yet():
    """Launches are possible from scan 12 on, so that nothing is in the air in scans 5 and 10.

    The unit covers threat 0 as it stands and is the only one: it stays for it, and fires at it in
    scan 12. Were threat 0 not there to be covered, it would turn to threat 1 in scan 5.
    """
    made = facings({(0, 0), (1, 1)}, first=12, doctrine=Doctrine(engagements=40))
    assert course(made, "turns") == []
    assert course(made, "launch")[0][0] == 12
    alone = facings({(1, 1)}, first=12, doctrine=Doctrine(engagements=40))
    assert course(alone, "turns") == [(5, "turns", 0, 1, 2, 4)]


def test_one_that_fires_at_random_counts_no_engagements():
    made = facings({(0, 0), (1, 1)}, doctrine=Doctrine(engagements=1, policy=RANDOM))
    assert course(made, "turns") == []


def test_what_weapons_hold_spares_or_no_radar_tracks_is_not_turned_to():
    made = facings({(1, 0)}, doctrine=Doctrine(engaged=(0,)), threats=1)
    assert course(made, "turns") == []


def test_a_turn_must_end_before_the_last_launch():
    """The last launch at threat 0 is in scan 9: a turn of 4 begun in scan 5 is just in time."""
    for last, turned in ((9, True), (8, False)):
        made = facings({(1, 0)}, threats=1)
        table = made._replace(
            flight_scans=made.flight_scans[: last + 1].copy(),
            flight_kill=made.flight_kill[: last + 1].copy(),
            flight_least=made.flight_least[:, :, : last + 1].copy(),
            flight_offset=made.flight_offset.clip(max=last + 1),
        )
        assert bool(course(table, "turns")) == turned


def test_a_unit_with_a_missile_in_the_air_or_none_left_does_not_turn():
    """Threat 0, covered as it stands, is under fire in scan 5 with a flight of 9 scans.

    Threat 1, covered in stance 1, waits until scan 10.
    """
    slow = facings({(0, 0), (1, 1)}, doctrine=Doctrine(engagements=1))
    slow = slow._replace(flight_scans=(slow.flight_scans * 0 + 9).astype("uint16"))
    assert course(slow, "turns") == [(10, "turns", 0, 1, 2, 4)]
    empty = facings({(1, 0)})
    empty = empty._replace(launcher_capacity=empty.launcher_capacity * 0)
    assert course(empty, "turns") == []


def test_one_unit_turns_at_a_time():
    """Two threats, each covered in the other facing of either unit.

    In scan 5 unit 0 turns for threat 0, the more urgent. In scan 10 it covers that alone; threat 1
    is covered by it as well, so that nobody turns.
    """
    made = world(
        [Threat(), Threat(arrives=31)],
        [
            Radar(),
            Radar(unit=0),
            Radar(unit=1),
            Radar(unit=0, on=NEVER, begins_as=1),
            Radar(unit=1, on=NEVER, begins_as=2),
        ],
        [Unit(radar=1, launchers=MANY), Unit(radar=2, launchers=MANY)],
        missiles=NEVER_KILLS,
        doctrines=(Doctrine(engagements=40),),
        stances=[
            Stance(1, (2,), (4,)),
            Stance(2, (3,), (4,)),
            Stance(3, (0,), (4,)),
            Stance(4, (1,), (4,)),
        ],
        flights=lambda s, _k, t: [2] * 29 if s == 2 or (s == 3 and t == 1) else [0],
        look_round=5,
    )
    assert course(made, "turns") == [(5, "turns", 0, 1, 3, 4)]


def moving(at=6, *, used=True, **more):
    """Return a unit that moves to its second site: radar 1 there, radar 0 here."""
    return world(
        [Threat()],
        [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=0)],
        [Unit(radar=0, launchers=MANY)],
        missiles=NEVER_KILLS,
        stances=[Stance(0, second=1), Stance(1)],
        flights=lambda s, _k, _t: [3] * 25 if used or s == 1 else [0],
        doctrines=(Doctrine(),),
        changes=(Change(MOVE, 3, at, absence=10, pack=4), *more.pop("others", ())),
        **more,
    )


def test_a_unit_moves_once_its_missiles_have_met_their_target():
    """Launches in 0 and 3; the change comes in scan 4, with a missile in the air until scan 6.

    The unit fires no more and goes in 7. Its first site is empty from 7 + 4 on, and at the second
    it looks and fires from 17 on.
    """
    made = moving(4)
    assert course(made, "moves", "launch", "track", "track_lost") == [
        (0, "track", 0, 0, 0),
        (0, "launch", 0, 0, 0, 1, 0),
        (3, "launch", 0, 0, 0, 1, 0),
        (7, "moves", 0, 3),
        (7, "track_lost", 0, 0, 0),
        (17, "track", 0, 0, 1),
        (17, "launch", 0, 0, 0, 1, 0),
        (20, "launch", 0, 0, 0, 1, 0),
        (23, "launch", 0, 0, 0, 1, 0),
    ]
    state = ended(made)
    assert (state.unit_left[0], state.stance[0], state.unit_from[0]) == (11, 1, 17)
    assert (state.radar_off[0], state.radar_on[1]) == (7, 17)


def test_a_unit_moves_but_once_and_not_when_it_is_lost():
    twice = moving(6, used=False, others=(Change(MOVE, 3, 8, absence=1),))
    assert [e[0] for e in course(twice, "moves")] == [6]
    lost = moving(6, used=False, others=(Change(LOSE, 3, 5),))
    assert course(lost, "moves") == []


def test_what_has_left_its_first_site_is_not_hit_there():
    """The asset is the unit itself, which moves in scan 6 and has left its site in scan 10.

    A hit in scan 9 loses the unit in scan 10; a hit in scan 10 hits nobody.
    """
    for arrives, lost in ((9, 1), (10, 0)):
        made = world(
            [Threat(arrives=arrives)],
            [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=0)],
            [Unit(radar=0)],
            stances=[Stance(0, second=1), Stance(1)],
            flights=lambda *_: [0],
            changes=(Change(MOVE, 3, 6, absence=10, pack=4), Change(LOSE, 3)),
            asset_change=[1],
        )
        assert len(course(made, "lost")) == lost, arrives
        assert ended(made).hits[0] == 1  # it is counted all the same


def test_a_command_post_is_hit_though_its_unit_has_left():
    """The asset is the command post. Its unit has left its site in scan 10; the post stays.

    A hit in scan 12 loses the post in scan 13.
    """
    made = world(
        [Threat(arrives=12)],
        [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=0)],
        [Unit(radar=0)],
        stances=[Stance(0, second=1), Stance(1)],
        flights=lambda *_: [0],
        changes=(Change(MOVE, 3, 6, absence=10, pack=4), Change(LOSE, 0)),
        asset_change=[1],
    )
    assert course(made, "lost") == [(13, "lost", 1, 0)]
    assert ended(made).unit_left[0] == 10


def test_what_homes_on_a_radar_does_not_follow_it_to_its_second_site():
    """The radar is off from 6 to 16, and looks from its second site afterwards.

    What homes on the first site hits in scan 5, and neither in scan 8 nor in scan 20.
    """
    hits = []
    for arrives in (5, 8, 20):
        made = world(
            [Threat(arrives=arrives, homes=0)],
            [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=1)],
            [Unit(radar=0)],
            stances=[Stance(0, second=1), Stance(1)],
            flights=lambda *_: [0],
            changes=(Change(MOVE, 3, 6, absence=10, pack=4),),
        )
        hits.append(int(ended(made).hits[0]))
    assert hits == [1, 0, 0]


def test_a_facing_counts_as_the_radar_that_a_unit_begins_with():
    """Turned in scan 5, it looks the other way from scan 9 on.

    What homes on it hits nothing in scan 7, and hits it in scan 20.
    """
    hits = []
    for arrives in (4, 7, 20):
        made = facings({(1, 0)}, threats=2)
        made = made._replace(
            threat_homes=made.threat_homes * 0 + [-1, 1],
            threat_length=made.threat_length * 0 + [30, arrives],
        )
        made = made._replace(threat_homes=made.threat_homes.astype("int32"))
        made = made._replace(threat_length=made.threat_length.astype("int32"))
        hits.append(int(ended(made).hits[0]))
    assert hits == [2, 1, 2]  # threat 0 arrives in any case


def test_a_dry_unit_that_moves_stays_silent():
    """Its last missile is gone in 3, it is silent in 4; moved in 8, it never radiates again."""
    made = world(
        [Threat()],
        [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=0)],
        [Unit(radar=0, quiet=1, launchers=(Launcher(missiles=1),))],
        missiles=NEVER_KILLS,
        stances=[Stance(0, second=1), Stance(1)],
        flights=lambda *_: [3] * 25,
        doctrines=(Doctrine(silent_when_empty=1),),
        changes=(Change(MOVE, 3, 8, absence=5), Change(QUIET, 3)),
    )
    assert course(made, "moves", "quiet", "track") == [
        (0, "track", 0, 0, 0),
        (4, "quiet", 1, 3),
        (8, "moves", 0, 3),
    ]
    assert ended(made).radar_on[1] == NEVER


def test_a_radar_lost_takes_its_second_site_with_it():
    made = moving(6, used=False, others=(Change(LOSE, 1, 20),))
    log = course(made, "moves", "lost", "track", "track_lost")
    assert log[-2:] == [(20, "lost", 1, 1), (20, "track_lost", 0, 0, 1)]
    assert ended(made).radar_off.tolist() == [6, 20]


def test_a_lost_radar_takes_all_its_facings_with_it():
    """Turned in scan 5, the unit looks by radar 3 from scan 8 on; radar 1, as it began, is lost."""
    made = facings({(1, 0), (2, 0)}, changes=(Change(LOSE, 1 + 1, 15),), threats=1)
    assert course(made, "turns", "lost") == [(5, "turns", 0, 1, 3, 3), (15, "lost", 0, 2)]
    assert ended(made).radar_off.tolist() == [NEVER, 5, 15, 15]  # and the facing never used


def test_a_silenced_radar_is_silent_at_its_second_site_too():
    """It has moved in scan 6 and looks again from 16 on; both sites fall silent in scan 20."""
    made = world(
        [Threat()],
        [Radar(unit=0, second=1), Radar(unit=0, on=NEVER, begins_as=0)],
        [Unit(radar=0)],
        stances=[Stance(0, second=1), Stance(1)],
        flights=lambda *_: [0],
        changes=(Change(MOVE, 3, 6, absence=10), Change(QUIET, 1, 20)),
    )
    log = course(made, "moves", "quiet", "track", "track_lost")
    assert log[-3:] == [(16, "track", 0, 0, 1), (20, "quiet", 1, 1), (20, "track_lost", 0, 0, 1)]
