"""The ends of the jamming tables and what the two radars of a unit and its network hear, by hand.

As in `test_jamming_by_hand`: signal 20 dB over noise, 10 dB needed. A jammer of 0 dB is as strong
as the noise and takes 3.01 dB, 771 levels of a 256th; one of 10 dB takes 10.4 dB, and the look.
"""

import numpy as np
import pytest
from duels import (
    Change,
    Doctrine,
    Jammer,
    Launcher,
    Missile,
    Radar,
    Stance,
    Threat,
    Unit,
    course,
    decibels,
    ended,
    jammed,
    world,
)

from skydome.engagement.draw import CERTAIN
from skydome.engagement.jam_scales import DECIBEL, FAINT, GROWTHS, LEAST, LOOKS, STEP
from skydome.engagement.world import LOSE, MOVE, NOWHERE, PAIR

LOUD = 10  # dB
TAKEN = 771  # levels, by a jammer of 0 dB


def looking(jammers, **levels):
    """Return one radar that looks at one threat for 20 scans, nothing being fired."""
    made = world([Threat(arrives=20)], [Radar()], [Unit()], flights=lambda *_: [0], scans=20)
    return jammed(made, jammers, **levels)


def seen(made, threat=0, radar=0):
    return [e[0] for e in course(made, "detection") if (e[2], e[4]) == (threat, radar)]


def armed(jammers, *, flights, sees="x" * 21, kills=0, doctrine=None, threats=1, **more):
    """Return a unit with the jammed radar 1; radar 0 hears no jammer and keeps the tracks.

    ``flights`` are scans from launch to intercept, by local scan of a threat.
    """
    levels = {k: more.pop(k) for k in list(more) if k not in {"changes", "stances", "radars"}}
    made = world(
        [Threat(arrives=20) for _ in range(threats)],
        [Radar(), Radar(unit=0, sees=dict.fromkeys(range(threats), sees)), *more.pop("radars", ())],
        [Unit(radar=1, launchers=(Launcher(missiles=20),))],
        missiles=(Missile(kills=(kills,)),),
        flights=lambda *_: flights,
        doctrines=(doctrine or Doctrine(),),
        scans=20,
        **more,
    )
    made = jammed(made, jammers, **levels)
    level = made.jam_level.copy()
    level[0] = NOWHERE
    return made._replace(jam_level=level)


def launches(made):
    return [e[0] for e in course(made, "launch")]


# looks


def test_a_jammer_too_faint_to_be_told_apart_takes_nothing():
    """Just below -40 dB it counts as no power at all, so that the kill probability is untouched."""
    faint = [Jammer((FAINT - 1 / DECIBEL,))]
    assert seen(looking(faint, signal_db=10.0)) == list(range(20))
    hit = armed(faint, flights=[3] * 9, kills=CERTAIN, most=0)
    assert course(hit, "intercept")[0] == (3, "intercept", 0, 0, 0, 1, 0)
    at_least = armed([Jammer((FAINT,))], flights=[3] * 9, kills=CERTAIN, most=0)
    assert {e[5] for e in course(at_least, "intercept")} == {0}


@pytest.mark.parametrize(("short", "found"), [(STEP // 2, True), (STEP // 2 + 1, False)])
def test_a_signal_goes_to_the_nearest_entry_of_the_look_table(short, found):
    """Entries are 8 levels apart: 4 levels short of the entry needed it counts, 5 short not."""
    signal = (10 * DECIBEL + TAKEN - short) / DECIBEL
    assert bool(seen(looking([Jammer((0,))], signal_db=signal))) == found


def test_below_the_table_nothing_is_detected_and_beyond_it_the_last_entry_counts():
    """The first entry, -20 dB, is a certain detection here; 5 levels short of it there is none.

    The last is at -20 + 2,560 / 32 = 60 dB; 3 dB more than that are as good.
    """
    for short, found in ((0, True), (STEP // 2 + 1, False)):
        signal = (LEAST * DECIBEL + TAKEN - short) / DECIBEL
        made = looking([Jammer((0,))], signal_db=signal, needs_db=LEAST)
        assert bool(seen(made)) == found
    last = LEAST + (LOOKS - 1) * STEP / DECIBEL
    assert last == 60
    for signal, found in ((60 + 6.1, True), (60 + 3.1, True), (60 + 2.9, False)):
        made = looking([Jammer((0,))], signal_db=signal, needs_db=last)
        assert bool(seen(made)) == found


def test_each_pair_of_radar_and_threat_has_its_own_look_table():
    """Two radars, three threats; 16.99 dB are left of 20. Only pair (1, 1) needs no more than 10.

    Table 0 needs more than there ever is, table 1 needs 10 dB.
    """
    made = world(
        [Threat(arrives=20) for _ in range(3)],
        [Radar(), Radar()],
        [Unit()],
        flights=lambda *_: [0],
        scans=20,
    )
    made = jammed(made, [Jammer((0,))])
    tables = np.zeros((2, LOOKS), dtype=np.uint32)
    tables[1] = made.look_table[0]
    kinds = np.zeros(6, dtype=np.int32)
    kinds[1 * 3 + 1] = 1
    made = made._replace(
        look_table=tables, look_of=kinds, look_half=np.array([2_560, 2_560], dtype=np.int32)
    )
    found = {(e[4], e[2]) for e in course(made, "detection")}
    assert found == {(1, 1)}


def test_jamming_never_improves_a_look():
    """The clear threshold is 0 in local scan 3, and 1 of 2**31 in scan 4: none of both is seen."""
    made = looking([Jammer((0,))])
    threshold = made.detection_threshold.copy()
    threshold[3:5] = 0, 1
    made = made._replace(detection_threshold=threshold)
    assert seen(made) == [0, 1, 2, *range(5, 20)]
    assert ended(made).draws[0] == 19  # none for the look that can detect nothing


def test_a_jammer_out_of_sight_leaves_the_clear_chance():
    """The tables say that it is seen, although the signal of 5 dB is less than a look needs."""
    assert seen(looking([Jammer((None,))], signal_db=5.0)) == list(range(20))
    assert seen(looking([Jammer((-30,))], signal_db=5.0)) == []


# guidance


def test_every_type_of_missile_is_asked_for():
    """One unit with two types, of which only the second reaches the threat."""
    made = world(
        [Threat(arrives=20)],
        [Radar(unit=0)],
        [Unit(radar=0, launchers=(Launcher(0, 9), Launcher(1, 9)))],
        missiles=(Missile(kills=(0,)),) * 2,
        flights=lambda _s, k, _t: [3] * 9 if k == 1 else [0],
        scans=20,
    )
    made = jammed(made, [Jammer((0,))])
    assert [(e[0], e[4]) for e in course(made, "launch")] == [(0, 1), (3, 1), (6, 1)]


def test_the_own_radar_must_be_at_even_chances_under_the_jammers():
    """Signal 13.01 dB: exactly 10 are left under a jammer of 0 dB, the last step, error 800.

    A level less, and there is no track, although the other radar of the network keeps one.
    """
    exact = (10 * DECIBEL + TAKEN) / DECIBEL
    jammer = [Jammer((0,))]
    assert launches(armed(jammer, flights=[3] * 9, signal_db=exact, accuracy=800)) == [0, 3, 6]
    assert launches(armed(jammer, flights=[3] * 9, signal_db=exact, accuracy=799)) == []
    less = exact - 1 / DECIBEL
    assert launches(armed(jammer, flights=[3] * 9, signal_db=less)) == []


@pytest.mark.parametrize(("threshold", "guides"), [(2**30, True), (2**30 - 1, False)])
def test_a_radar_guides_from_exactly_even_chances_on(threshold, guides):
    """The own radar's clear detection probability is one half, or just below it."""
    made = armed([Jammer((0,))], flights=[3] * 9)
    found = made.detection_threshold.copy()
    start = made.detection_offset[made.paths]  # of radar 1
    found[start:] = threshold
    made = made._replace(detection_threshold=found)
    assert (launches(made) == [0, 3, 6]) == guides
    assert bool(launches(made)) == guides


def test_a_radar_that_begins_to_see_late_guides_from_then_on():
    """The own radar's table begins in local scan 4. The weak jammer leaves its track accurate."""
    made = armed([Jammer((0,))], flights=[3] * 12, sees="...." + "x" * 17)
    assert launches(made) == [4, 7, 10]


def test_coasting_needs_the_latest_look_above_the_jammer():
    """The own radar sees in scans 0 to 2 and from 5 on, and coasts over two looks.

    A loud jammer radiates in scan 2 only, so that in 3 and 4 the latest look is a jammed one.
    The launch of scan 0, a flight of 1 scan, needs scans 0 and 1; later ones wait for scan 5.
    """
    made = armed([Jammer((0,)), Jammer((LOUD,), first=2, scans=1)], flights=[1] * 12, coast=2)
    threshold = made.detection_threshold.copy()
    start = made.detection_offset[made.paths]
    threshold[start + 3 : start + 5] = 0
    made = made._replace(detection_threshold=threshold)
    # under the weak jammer alone scans 3 and 4 coast on the look of scan 2, which that allows
    assert launches(made)[:4] == [0, 1, 3, 4]


def test_a_flight_of_one_scan_is_prevented_as_well():
    made = armed([Jammer((LOUD,), first=2, scans=3)], flights=[1] * 9)
    assert launches(made) == [0, 1, 5, 6, 7, 8]


def test_the_least_error_of_the_radars_that_may_guide_counts():
    """An active missile: radar 2 of the network hears the jammer too, with the same signal.

    Errors 132 and 132 for the own radar and radar 2; 50 less for radar 2's table, 82.
    """
    for lower, accuracy, fires in ((1, 131, False), (2, 131, True), (2, 81, False), (2, 82, True)):
        made = armed(
            [Jammer((0,))],
            flights=[3] * 9,
            accuracy=accuracy,
            active=(1,),
            guides=(0, 0, 1),
            radars=[Radar()],
        )
        errors = made.detection_errors.copy()
        if lower == 2:
            errors[made.detection_offset[2 * made.paths] :] -= 50
        made = made._replace(detection_errors=errors)
        assert bool(launches(made)) == fires, (lower, accuracy)


def test_the_kill_is_that_of_the_radar_that_guides():
    """Radar 2 hears no jammer: the missile flies by it, and nothing is taken from its kill."""
    made = armed(
        [Jammer((0,))],
        flights=[3] * 9,
        kills=CERTAIN,
        active=(1,),
        guides=(0, 0, 1),
        radars=[Radar()],
        most=0,
    )
    assert {e[5] for e in course(made, "intercept")} == {0}
    level = made.jam_level.copy()
    level[2] = NOWHERE
    quiet = made._replace(jam_level=level)
    assert course(quiet, "intercept") == [(3, "intercept", 0, 0, 0, 1, 0)]


@pytest.mark.parametrize(
    ("reference", "most", "kills"),
    [
        # growth 132 - 20,000: before the first entry, which is taken
        (20_000, 0, True),
        # growth 132 + 31,000 levels, 121.6 dB: beyond the last entry, which is taken
        (-31_000, GROWTHS - 1, True),
        (-31_000, GROWTHS - 2, False),
    ],
)
def test_the_first_and_the_last_entry_of_the_kill_table_go_on(reference, most, kills):
    made = armed([Jammer((0,))], flights=[3] * 9, kills=CERTAIN, reference=reference, most=most)
    assert (ended(made).threats[0, 3] == 1) == kills


def test_other_jammers_are_another_case():
    """A pair, the first flight of 10 scans, the second, fired in scan 2, of 3.

    In scan 0 only a weak jammer radiates, under which the target is held to scan 10. From scan 2
    on a loud one does too: there is no launch in scan 2, whatever was found for scan 0.
    """
    chosen = Doctrine(policy=PAIR, interval=2)
    weak, loud = Jammer((0,)), Jammer((LOUD,), first=2)
    made = armed([weak, loud], flights=[10, 10, 3, 3, 3, 3], doctrine=chosen)
    assert launches(made) == [0]
    assert launches(armed([weak], flights=[10, 10, 3, 3, 3, 3], doctrine=chosen)) == [0, 2]


def test_another_radar_is_another_case():
    """As before, but in scan 1 the unit loses its own radar, and may fire on without it.

    Its missile is not active, so that no radar is left to guide the second one.
    """
    chosen = Doctrine(policy=PAIR, interval=2, fires_remote=1)
    made = armed(
        [Jammer((0,))],
        flights=[10, 10, 3, 3, 3, 3],
        doctrine=chosen,
        changes=(Change(LOSE, 2, 1),),
    )
    made = made._replace(missile_remote=np.array([1], dtype=np.int32))
    assert launches(made) == [0]


def test_another_site_is_another_case():
    """The unit moves in scan 1 to a site that it is ready at in scan 2: its radar there, 2, is
    blocked by a table that begins in scan 9.

    Its first flight of 10 scans would be held by radar 1 until scan 10; its second is not.
    """
    made = world(
        [Threat(arrives=20), Threat(arrives=20)],
        [
            Radar(),
            Radar(unit=0, second=2, sees={1: "."}),
            Radar(unit=0, on=2**30, begins_as=1, sees={0: "." * 9 + "x" * 12, 1: "."}),
        ],
        [Unit(radar=1, launchers=(Launcher(missiles=20),))],
        stances=[Stance(1, second=1), Stance(2)],
        missiles=(Missile(kills=(0,)),),
        flights=lambda _s, _k, t: [3, 3, 3, 3, 3] if t == 0 else [0],
        changes=(Change(MOVE, 4, 1, absence=1),),
        doctrines=(Doctrine(policy=PAIR, interval=2),),
        scans=20,
    )
    assert launches(jammed(made, [Jammer((0,))])) == [0]


def test_decisions_in_the_scan_of_the_kill_are_still_jammed():
    """The carrier, threat 1, is killed in scan 3; threat 0 may be engaged from scan 4 on.

    The jammer of 30 dB hides threat 0 from radar 1, which alone can guide; radar 0 tracks it.
    """
    made = world(
        [Threat(arrives=20), Threat(arrives=19)],
        [Radar(), Radar(unit=0)],
        [Unit(radar=1, launchers=(Launcher(missiles=20),))],
        flights=lambda *_: [3] * 9,
        scans=20,
    )
    made = jammed(made, [Jammer((None,)), Jammer((30,) * 20, carrier=1)])
    level, signal = made.jam_level.copy(), made.detection_signal.copy()
    level[0] = NOWHERE
    carrier = 1 * made.paths + 1  # radar 1's looks at the carrier
    signal[made.detection_offset[carrier] : made.detection_offset[carrier + 1]] = decibels(60)
    made = made._replace(jam_level=level, detection_signal=signal)
    assert course(made, "launch", "intercept")[:3] == [
        (0, "launch", 1, 0, 0, 1, 0),
        (3, "intercept", 1, 0, 0, 1, 0),
        (4, "launch", 0, 0, 0, 1, 0),
    ]
