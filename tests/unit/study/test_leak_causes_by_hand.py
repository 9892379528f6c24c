"""Why each leaker got through: small worlds in which everything is certain.

A threat starts in scan 0 and arrives in scan 30. Unless said, every radar sees it in every scan, a
launch is possible in scans 0 to 24, and takes 2 scans to the intercept.
"""

import numpy as np
import pytest
from duels import Change, Doctrine, Launcher, Missile, Radar, Threat, Unit, logged, world
from random_worlds import random_jammers, random_network, random_stances, random_world

from skydome.engagement import reference
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.world import CUT, DOCTRINE, EVENTS, LOSE, NOBODY, REASONS, SHUT
from skydome.study.launch_windows import launch_delay, possible_launches_at, units_of
from skydome.study.leak_causes import CAUSE_OF, CAUSES, NEAR, leaks_of
from skydome.study.leak_text import MEANINGS, NAMES, REMEDIES, happened, why_sentence
from skydome.study.replay import Event

NEVER_KILLS = (Missile(kills=(0,)),)
NEVER = "." * 31


def played(made, replication=0):
    """Return the log by number and the state at the end."""
    _, state = logged(made, replication)
    rows = state.events[: state.event_count[0]].tolist()
    return [Event(scan, EVENTS[kind], tuple(rest)) for kind, scan, *rest in rows], state


def leaks(made):
    events, state = played(made)
    return leaks_of(made, events, state.arrival.tolist())


def only(made):
    """Return the one leaker."""
    (leak,) = leaks(made)
    return leak


def duel(sees=None, *, threats=1, flights=None, unit=None, **more):
    """Return one radar and one unit against threats; ``sees`` is what the radar makes of them."""
    looks = {} if sees is None else dict.fromkeys(range(threats), sees)
    radar = more.pop("radar", None) or Radar(sees=looks)
    return world(
        more.pop("raid", None) or [Threat() for _ in range(threats)],
        [radar],
        [unit or Unit()],
        flights=flights or (lambda *_: [2] * 25),
        **more,
    )


def from_scan(first):
    """Return what a radar sees of a threat that it detects from a scan on."""
    return "." * first + "x" * (31 - first)


def test_never_seen():
    leak = only(duel(NEVER))
    assert (leak.cause, leak.missing) == ("never_seen", "unseen")
    assert leak.possible == leak.window == (0, 24)
    assert (leak.first_detection, leak.first_track, leak.launched) == (None, None, 0)


def test_seen_in_the_last_scan_of_the_window_it_is_fired_at():
    """Scan 24 is the last one with a possible launch: tracked and hit from there, late in 25."""
    assert leaks(duel(from_scan(24))) == []
    leak = only(duel(from_scan(25)))
    assert (leak.cause, leak.missing) == ("seen_late", "unseen")
    assert (leak.first_detection, leak.first_track) == (25, 25)


def test_a_track_after_the_window_is_late_and_no_track_at_all_is_not():
    """Two hits in two looks: a track in scan 25, in scan 24 or never."""
    two = {"hits": 2, "looks": 2}
    late = only(duel(radar=Radar(sees={0: from_scan(24)}, **two)))
    assert (late.cause, late.missing, late.first_track) == ("seen_late", "untracked", 25)
    assert leaks(duel(radar=Radar(sees={0: from_scan(23)}, **two))) == []
    never = only(duel(radar=Radar(sees={0: "x." * 15 + "x"}, **two)))
    assert (never.cause, never.missing, never.first_track) == ("no_track", "untracked", None)


def test_a_reaction_time_that_is_not_over_is_late_while_the_track_lasts():
    """Tracked from scan 20: with a reaction of 5 scans fired at from 25 on, too late; with 4 in 24.

    A track of scans 0 to 3 that is lost, and one from 20 on, are no late detection.
    """
    slow = Unit(reaction=5)
    late = only(duel(from_scan(20), unit=slow))
    assert (late.cause, late.missing) == ("seen_late", "reacting")
    assert leaks(duel(from_scan(20), unit=Unit(reaction=4))) == []
    assert only(duel("xxx" + NEVER[3:], unit=slow)).cause == "no_track"
    assert only(duel("xxx" + "." * 17 + "x" * 11, unit=slow)).cause == "no_track"


def test_links_and_commands_delay_a_launch():
    """A link of 3 scans and a delay of 2 make 5: as a reaction of 5."""
    late = only(duel(from_scan(20), unit=Unit(delay=2), links=[3]))
    assert (late.cause, late.missing) == ("seen_late", "reacting")
    assert leaks(duel(from_scan(20), unit=Unit(delay=2), links=[2])) == []


def test_out_of_envelope():
    leak = only(duel(flights=lambda *_: [0] * 25))
    assert (leak.cause, leak.missing, leak.possible, leak.window) == (
        "out_of_envelope",
        "",
        None,
        None,
    )


def test_battery_lost_before_the_threat_came():
    """Node 2 is the unit: the command post and the radar come first."""
    late = [Threat(start=5)]
    lost = only(duel(raid=late, changes=(Change(LOSE, 2, 3),)))
    assert (lost.cause, lost.missing, lost.window) == ("battery_lost", "unit_lost", (5, 29))
    assert leaks(duel(raid=late)) == []


def test_battery_lost_with_its_missile_in_flight():
    """Fired in scan 0, at its target in 20, lost in 3: the missile has no guidance left.

    Launches are possible up to scan 4 or only in 0: with a window after the shot and without.
    """
    for scans, window in ((5, (1, 4)), (1, None)):
        made = duel(flights=lambda *_, n=scans: [20] * n, changes=(Change(LOSE, 2, 3),))
        leak = only(made)
        assert (leak.cause, leak.launched, leak.missed) == ("battery_lost", 1, 0)
        assert leak.window == window


def test_no_guidance_without_a_suitable_radar_or_while_the_unit_is_away():
    """The radar belongs to no unit, and no missile may be launched on its track.

    The unit's own radar, node 1, shuts down in scan 3 for 50 scans; another one sees the threat.
    """
    blind = only(duel(launches=[[0]]))
    assert (blind.cause, blind.missing) == ("no_guidance", "no_radar")
    assert leaks(duel(launches=[[1]])) == []
    raid, radars = [Threat(start=5)], [Radar(unit=0), Radar()]
    shut = Change(SHUT, 1, 3, absence=50)
    for changes, expected in (((shut,), ["unit_away"]), ((), [])):
        made = world(raid, radars, [Unit(radar=0)], flights=lambda *_: [2] * 25, changes=changes)
        assert [leak.missing for leak in leaks(made)] == expected
    assert CAUSE_OF["unit_away"] == "no_guidance"


def test_a_unit_is_away_from_the_scan_on_in_which_its_reaction_is_over():
    """Tracked from scan 5, with a reaction of 3 scans; the only possible launch is in scan 8."""
    radars, shut = [Radar(unit=0), Radar()], Change(SHUT, 1, 3, absence=50)
    for reaction, missing in ((3, "unit_away"), (4, "reacting")):
        made = world(
            [Threat(start=5)],
            radars,
            [Unit(radar=0, reaction=reaction)],
            flights=lambda *_: [0] * 3 + [2],
            changes=(shut,),
        )
        assert (only(made).missing, only(made).window) == (missing, (8, 8))


def test_no_missile():
    """One missile for two threats: the first is killed, the second finds the launcher empty."""
    leak = only(duel(threats=2, unit=Unit(launchers=(Launcher(missiles=1),))))
    assert (leak.threat, leak.cause, leak.missing) == (1, "no_missile", "no_missile")
    assert leaks(duel(threats=2, unit=Unit(launchers=(Launcher(missiles=2),)))) == []


def test_launchers_busy():
    """A launcher that may fire every 25 scans has had its turn when the window of scan 24 ends."""
    leak = only(duel(threats=2, unit=Unit(launch_interval=25)))
    assert (leak.cause, leak.missing) == ("launchers_busy", "launchers_busy")
    assert leaks(duel(threats=2, unit=Unit(launch_interval=24))) == []


def test_no_channel():
    """The one channel is used from scan 0 to 25."""
    busy = only(duel(threats=2, flights=lambda *_: [25] * 25, unit=Unit(channels=1)))
    assert (busy.threat, busy.cause, busy.missing) == (1, "no_channel", "no_channel")
    assert leaks(duel(threats=2, flights=lambda *_: [25] * 25, unit=Unit(channels=2))) == []


@pytest.mark.parametrize(
    ("doctrine", "missing"),
    [
        (Doctrine(engaged=(0,)), "weapons_held"),
        (Doctrine(by_return=1, price=(5,), value={(0, 0): 1}), "no_return"),
    ],
)
def test_not_engaged_by_doctrine(doctrine, missing):
    leak = only(duel(doctrines=(doctrine,)))
    assert (leak.cause, leak.missing) == ("doctrine", missing)
    assert leaks(duel()) == []


def test_engagement_limit():
    """Fired at in scan 0, missed in 2, and no second time: launches are possible up to 24."""
    leak = only(duel(missiles=NEVER_KILLS, doctrines=(Doctrine(engagements=1),)))
    assert (leak.cause, leak.launched, leak.missed) == ("engagement_limit", 1, 1)
    assert leak.window == (2, 24)


def test_missed():
    """Launches are possible in scans 0 to 2: fired in 0, missed in 2, fired in 2, missed in 4.

    The scan of the miss counts: with one engagement allowed, scan 2 is a window and the limit the
    cause. If it takes 5 scans to know of the miss, scan 2 passes with the outcome awaited.
    """
    short = {"flights": lambda *_: [2] * 3, "missiles": NEVER_KILLS}
    leak = only(duel(**short))
    assert (leak.cause, leak.launched, leak.missed, leak.window) == ("missed", 2, 2, None)
    limited = only(duel(**short, doctrines=(Doctrine(engagements=1),)))
    assert (limited.cause, limited.window) == ("engagement_limit", (2, 2))
    slow = only(duel(**short, doctrines=(Doctrine(assessment=5),)))
    assert (slow.cause, slow.missed, slow.missing, slow.window) == ("missed", 1, "", (2, 2))


def test_possible_launches_have_gaps_and_end_with_the_threat():
    """A flight from scans 0, 2 and 30; the threat arrives in 30."""
    made = duel(NEVER, flights=lambda *_: [2, 0, 2] + [0] * 27 + [2])
    events, state = played(made)
    assert only(made).possible == (0, 30)
    units = units_of(made, events)
    (row,) = possible_launches_at(made, units, 0, int(state.arrival[0]), 30)
    assert np.flatnonzero(row).tolist() == [0, 2, 30]


def test_a_missile_that_comes_after_the_threat_is_late():
    leak = only(duel(flights=lambda *_: [35]))
    assert (leak.cause, leak.missing, leak.launched, leak.missed) == ("seen_late", "", 1, 0)


def test_a_missile_that_comes_with_the_threat_has_missed():
    """Intercepts of a scan come before arrivals: launched in 0, both in scan 30."""
    leak = only(duel(flights=lambda *_: [30], missiles=NEVER_KILLS))
    assert (leak.cause, leak.missed) == ("missed", 1)


def test_the_condition_nearest_to_a_launch_counts():
    """Threat 1 finds the launcher reloading from scan 0 to 9, and weapons held from 5 on.

    A missile comes nearer to a launch than the permission, whichever is missing longer.
    """
    made = duel(
        threats=2,
        unit=Unit(launchers=(Launcher(missiles=1, reload=30),)),
        doctrines=(Doctrine(), Doctrine(engaged=(0,))),
        changes=(Change(DOCTRINE, 0, 5, doctrine=1),),
    )
    assert [(leak.threat, leak.cause) for leak in leaks(made)] == [(1, "no_missile")]


def test_another_network_could_have_fired():
    """Network 1 alone can reach it, and sees nothing; the track of network 0 does not help."""
    raid = [Threat()]
    radars = [Radar(network=0), Radar(network=1, sees={0: NEVER})]
    units = [Unit(network=0), Unit(network=1)]
    made = world(raid, radars, units, flights=lambda s, *_: [2 * s] * 25)
    assert (only(made).cause, only(made).missing) == ("no_track", "untracked")
    for first, cause in ((24, "no_track"), (25, "seen_late")):
        radars[0] = Radar(network=0, sees={0: from_scan(first)})
        late = world(raid, radars, units, flights=lambda s, *_: [2 * s] * 25)
        assert only(late).cause == cause


def test_the_order_is_that_of_the_conditions_of_a_launch():
    known = [reason for reason in NEAR if reason in REASONS]
    assert known == [
        reason for reason in REASONS if reason not in {"under_engagement", "out_of_reach"}
    ]
    assert set(CAUSE_OF.values()) <= set(CAUSES)
    assert NAMES.keys() == MEANINGS.keys() == REMEDIES.keys() == set(CAUSES)


def test_a_leaker_in_words():
    twice = only(duel(flights=lambda *_: [2] * 3, missiles=NEVER_KILLS))
    assert happened(twice) == "missed twice, and no launch was possible after that"
    once = only(duel(missiles=NEVER_KILLS, doctrines=(Doctrine(engagements=1),)))
    assert why_sentence(once).startswith(
        "engagement limit used up: missed once; then the doctrine's limit of engagements per "
        "threat was used up. It would"
    )


@pytest.mark.parametrize("change", [LOSE, CUT])
@pytest.mark.parametrize("node", [0, 4])
def test_the_group_of_each_unit_is_that_of_the_kernel(change, node):
    """Command posts 0 and 1, radars 2 and 3, units 4 and 5; the change comes in scan 3."""
    radars = [Radar(command=0, unit=0), Radar(command=1, unit=1)]
    units = [Unit(command=0, radar=0), Unit(command=1, radar=1)]
    made = world([Threat()], radars, units, links=[0, 0], changes=(Change(change, node, 3),))
    events, state = played(made)
    found = units_of(made, events)
    assert found.group[:, -1].tolist() == state.unit_group.tolist()
    assert (found.group[:, 2] == made.unit_network).all()
    assert found.group[0, 3] != made.unit_network[0]


@pytest.mark.parametrize("make", [random_world, random_network, random_stances, random_jammers])
def test_random_worlds(make):
    """In worlds with every rule at work: groups and stances as the kernel has them at the end,

    every launch among the possible ones, the same delays, and one cause for each leaker.
    """
    for seed in range(6):
        made = make(seed)
        events, state = played_at_random(made)
        units = units_of(made, events)
        assert units.group[:, -1].tolist() == state.unit_group.tolist()
        assert units.stance[:, -1].tolist() == state.stance.tolist()
        inside = units.group[:, -1] != NOBODY
        delays = [launch_delay(made, u, int(units.group[u, -1])) for u in inside.nonzero()[0]]
        assert delays == state.unit_wait[inside].tolist()
        arrivals = state.arrival.tolist()
        for event in events:
            if event.kind == "launch":
                t, u = event.numbers[:2]
                possible = possible_launches_at(made, units, t, arrivals[t], made.scans)
                assert possible[u, event.scan]
        found = leaks_of(made, events, arrivals)
        assert len(found) == sum(event.kind == "leak" for event in events)
        assert {leak.cause for leak in found} <= set(CAUSES)
        assert all(np.diff([leak.scan for leak in found]) >= 0)


def played_at_random(made):
    """Return log and state of a random world, which may be longer than `played` has room for."""
    state = new_state(made, 50_000)
    reference.run(made, state, 5, 0, 1, np.zeros((1, width(made)), dtype=np.int32))
    rows = state.events[: state.event_count[0]].tolist()
    assert len(rows) < len(state.events)
    return [Event(scan, EVENTS[kind], tuple(rest)) for kind, scan, *rest in rows], state
