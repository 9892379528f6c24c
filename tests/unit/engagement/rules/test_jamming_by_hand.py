"""Jammers that come and go: looks and launches worked out by hand.

Signal 20 dB over noise, 10 dB needed. A jammer of J (as often as the noise) takes
10·log10(1 + J) dB: one of 9 dB takes 9.5, which leaves 10.5 and every look; one of 10 dB takes
10.4, which leaves 9.6 and none.
"""

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
    ended,
    jammed,
    world,
)

from skydome.engagement.draw import CERTAIN
from skydome.engagement.jam_scales import BEAMWIDTH
from skydome.engagement.world import LOSE, NEVER, UNGUIDED

QUIET, LOUD = 9, 10  # dB


def looking(jammers, *, threats=1, sees=None, **levels):
    """Return one radar that looks at threats for 20 scans, nothing being fired."""
    made = world(
        [Threat(arrives=20) for _ in range(threats)],
        [Radar(sees=sees or {})],
        [Unit()],
        flights=lambda *_: [0],
        scans=20,
    )
    return jammed(made, jammers, **levels)


def lost(made, replication=0):
    """Return the scans in which threat 0 is not detected."""
    seen = {e[0] for e in course(made, "detection", replication=replication) if e[2] == 0}
    return sorted(set(range(20)) - seen)


def test_a_jammer_takes_looks_while_it_radiates():
    """From scan 5 on for 4 scans: 5 to 8; what radiates at the end is cut off by the end."""
    assert lost(looking([Jammer((LOUD,), first=5, scans=4)])) == [5, 6, 7, 8]
    assert lost(looking([Jammer((LOUD,), first=18, scans=9)])) == [18, 19]
    assert lost(looking([Jammer((LOUD,), first=-2, scans=4)])) == [0, 1]
    assert lost(looking([Jammer((QUIET,), first=5, scans=4)])) == []
    assert lost(looking([Jammer((None,), first=5, scans=4)])) == []
    assert lost(looking([Jammer((LOUD,), first=5, scans=4, chance=0)])) == []


def test_a_jammer_takes_tracks_and_gives_them_back():
    made = looking([Jammer((LOUD,), first=5, scans=4)])
    assert course(made, "track", "track_lost") == [
        (0, "track", 0, 0, 0),
        (5, "track_lost", 0, 0, 0),
        (9, "track", 0, 0, 0),
    ]


def test_a_jammer_comes_up_to_its_jitter_later():
    made = looking([Jammer((LOUD,), first=5, scans=4, jitter=2)])
    begins = {lost(made, n)[0] for n in range(15)}
    assert begins == {5, 6, 7}
    assert all(len(lost(made, n)) == 4 for n in range(5))


def test_powers_add():
    """Two of 7 dB are 10.02 times the noise together, which takes 10.4 dB; one takes 7.8."""
    two = [Jammer((7,), first=5, scans=4), Jammer((7,), first=7, scans=4)]
    assert lost(looking(two)) == [7, 8]


def test_what_is_there_already_hides_a_jammer():
    """Over a background of 10 dB a jammer of 10 dB takes 10·log10(20/10) = 3 dB.

    One of 19.5 dB takes 10·log10((10 + 89)/10) = 9.96 dB, and one of 20 dB 10.4.
    """
    for level, seen in ((LOUD, True), (19.5, True), (20, False)):
        made = looking([Jammer((level,), first=5, scans=2)], background_db=10.0)
        assert (lost(made) == []) == seen, level


def test_a_beam_falls_with_the_square_of_the_angle():
    """12.04 dB at a beamwidth, 9.75 dB at 0.9 of it: of 20 dB 7.96 are left, or 10.25."""
    for share, seen in ((1.0, True), (0.9, False)):
        off = round(share * BEAMWIDTH)
        for jammer in (
            Jammer((20,), first=5, scans=2, azimuth=off),
            Jammer((20,), first=5, scans=2, azimuth=-off),
            Jammer((20,), first=5, scans=2, elevation=off),
            Jammer((20,), first=5, scans=2, elevation=-off),
        ):
            assert (lost(looking([jammer])) == []) == seen


def test_angles_go_round_and_add_as_squares():
    """0.7 of a beamwidth each way is 0.99 of one together: 11.8 dB, 8.2 of 20 are left.

    Round the circle 0.3 of a beamwidth is near: 1.1 dB, 18.9 are left.
    """
    part = round(0.7 * BEAMWIDTH)
    both = Jammer((20,), first=5, scans=2, azimuth=part, elevation=part)
    assert lost(looking([both])) == []
    alone = Jammer((20,), first=5, scans=2, azimuth=part)
    assert lost(looking([alone])) == [5, 6]
    near = Jammer((20,), first=5, scans=2, azimuth=100_000 - 300)
    assert lost(looking([near], azimuth=300)) == [5, 6]
    far = Jammer((20,), first=5, scans=2, azimuth=100_000 - 3_000)
    assert lost(looking([far], azimuth=3_000)) == []


def test_side_lobes_are_the_least_that_a_beam_takes():
    """Far off the beam 13 dB are taken: 24 dB are 11, 22 dB are 9. A fan has less at an angle."""
    for level, seen in ((24, False), (22, True)):
        aside = Jammer((level,), first=5, scans=2, azimuth=20_000)
        assert (lost(looking([aside], floor_db=13.0)) == []) == seen
    for fall, seen in ((9, False), (11, True), (13, True)):
        below = Jammer((20,), first=5, scans=2, fall_db=fall)
        assert (lost(looking([below])) == []) == seen


def test_what_is_not_seen_without_jammers_is_not_seen_with_them():
    made = looking([Jammer((QUIET,), first=3, scans=9)], sees={0: "xxxx..xxxx"})
    assert lost(made) == [4, 5, *range(10, 20)]


def test_a_jammer_on_board_radiates_from_where_its_carrier_is():
    """Threat 1 sets out in scan 4. It is loud in its local scans 2 and 3, quiet in 0, 1 and 4.

    After these five points it radiates no more.
    """
    made = world(
        [Threat(arrives=20), Threat(arrives=16, start=4)],
        [Radar()],
        [Unit()],
        flights=lambda *_: [0],
        scans=20,
    )
    aboard = Jammer((QUIET, QUIET, LOUD, LOUD, QUIET), carrier=1)
    assert lost(jammed(made, [aboard])) == [6, 7]
    elsewhere = Jammer((None, None), first=99)
    assert lost(jammed(made, [elsewhere, aboard])) == [6, 7]  # its points come after others'


def armed(jammers, *, kills=CERTAIN, flights=3, reach=12, units=1, missiles=1, remote=0, **more):
    """Return a unit with a radar of its own that fires at one threat; radar 0 is not jammed."""
    levels = {k: more.pop(k) for k in list(more) if k not in {"changes", "doctrines", "stances"}}
    made = world(
        [Threat(arrives=20), Threat(arrives=20, start=more.pop("second", 99))],
        [Radar(), Radar(unit=0)],
        [Unit(radar=1, launchers=tuple(Launcher(k, 9) for k in range(missiles)))] * units,
        missiles=(Missile(kills=(kills,), remote=remote),) * missiles,
        flights=lambda *_: [flights] * reach,
        scans=20,
        **more,
    )
    return jammed(made, jammers, **levels)


def launches(made):
    return [e[0] for e in course(made, "launch")]


def test_a_launch_needs_a_track_until_the_intercept_if_jamming_goes_on():
    """Flights of 3 scans, always a miss: launches in 0, 3, 6, 9. Loud in scans 4 to 7.

    In 6 the radar holds nothing, nor in 7; the launch comes in 8, then 11. The launch of 3 was
    begun before the jamming, and is not called back.
    """
    made = armed([Jammer((LOUD,), first=4, scans=4)], kills=0)
    assert launches(made) == [0, 3, 8, 11]
    assert [e[0] for e in course(made, "intercept")] == [3, 6, 11, 14]


def test_a_track_error_too_large_for_the_missile_prevents_a_launch():
    """A jammer as strong as the noise takes 3.01 dB = 771 levels of the 2,560 to spare.

    1,789 are left, between step 1 (2,560·49/64 = 1,960, error 100) and step 2 (1,440, error 200):
    200 - 100·(1,789 - 1,440)/520, rounded down, is 132.
    """
    weak = Jammer((0,))
    assert launches(armed([weak], kills=0, accuracy=132)) == [0, 3, 6, 9]
    assert launches(armed([weak], kills=0, accuracy=131)) == []
    assert launches(armed([Jammer((0,), first=5)], kills=0, accuracy=131)) == [0, 3]


@pytest.mark.parametrize(
    ("level", "error"),
    [
        # 10·log10(1 + J) in 256ths of a dB off 2,560, then the line between two steps, rounded down
        (-10, 17),  # 106 taken, 2,454 left: 100 - 100·494/600
        (6, 362),  # 1,785 taken, 775 left, between 1,000 and 640: 400 - 100·135/360
    ],
)
def test_errors_between_the_steps(level, error):
    jammer = [Jammer((level,))]
    assert launches(armed(jammer, kills=0, accuracy=error)) == [0, 3, 6, 9]
    assert launches(armed(jammer, kills=0, accuracy=error - 1)) == []


def test_a_grown_miss_lowers_the_kill_probability():
    """Error 132 over a reference of 0: place (132 + 40·256) // 16 = 648 of the table.

    A reference of 100 gives place 642. Without errors (no reference) the growth is what the jammer
    adds to the noise, 771: place 688.
    """
    weak = Jammer((0,))
    for reference, place in ((0, 648), (100, 642), (NEVER, 688)):
        hit = armed([weak], reference=reference, most=place)
        assert [e[5] for e in course(hit, "intercept")] == [1]
        missed = armed([weak], reference=reference, most=place - 1)
        assert {e[5] for e in course(missed, "intercept")} == {0}


def test_without_power_in_the_radar_nothing_is_taken_from_the_kill():
    assert [e[5] for e in course(armed([Jammer((None,))], most=0), "intercept")] == [1]


def test_a_radar_coasts_over_looks_without_a_detection():
    """The own radar sees nothing in scans 4 and 5; radar 0 keeps the track.

    A launch of scan 3 needs the own radar until scan 6. Coasting over two scans it goes. Over one
    it does not: the target is not held in scan 5, and in scan 6 again. Nor do launches of 4 and 5.
    """
    for coast, expected in ((2, [0, 3, 6, 9]), (1, [0, 6, 9])):
        made = armed([Jammer((0,))], kills=0, coast=coast)
        threshold = made.detection_threshold.copy()
        start = made.detection_offset[made.paths]  # of radar 1 and threat 0
        threshold[start + 4 : start + 6] = 0
        made = made._replace(detection_threshold=threshold)
        assert launches(made) == expected


def test_a_radar_that_guides_nothing_without_jammers_guides_nothing_with_them():
    made = armed([Jammer((0,))])
    errors = made.detection_errors.copy()
    errors[:, 0] = UNGUIDED
    assert launches(made._replace(detection_errors=errors)) == []


def test_an_active_missile_is_guided_by_another_radar_of_the_network():
    """The unit's own radar is lost in scan 2; doctrine lets it fire on. Only radar 0 is left."""
    change = (Change(LOSE, 2, 2),)
    for active, guides, fires in ((1, 1, True), (0, 1, False), (1, 0, False)):
        made = armed(
            [Jammer((0,))],
            kills=0,
            remote=1,
            changes=change,
            doctrines=(Doctrine(fires_remote=1),),
            active=(active,),
            guides=(guides, 0),
        )
        assert (max(launches(made)) > 2) == fires


def test_a_unit_is_guided_by_the_radar_of_its_stance():
    """Two radars of one unit, of which the second is of another stance: not that one."""
    made = world(
        [Threat(arrives=20)],
        [Radar(unit=0, sees={0: "." * 19 + "x"}), Radar(unit=0), Radar()],
        [Unit(radar=0)],
        stances=[Stance(0)],
        flights=lambda *_: [3] * 12,
        scans=20,
    )
    assert launches(jammed(made, [Jammer((0,))])) == []


def test_a_jammer_falls_silent_in_the_scan_after_its_carrier_is_killed():
    """Launches at both in scan 0; the flights end in 3. The carrier, threat 1, is killed then.

    Threat 0, out of reach, is not seen in scans 0 to 3, and seen from 4 on.
    """
    made = world(
        [Threat(arrives=20), Threat(arrives=19)],
        [Radar(sees={1: "x" * 20}), Radar(unit=0)],
        [Unit(radar=1)],
        flights=lambda _s, _k, t: [3] * 9 if t == 1 else [0],
        scans=20,
    )
    aboard = Jammer((30,) * 20, carrier=1, azimuth=0)
    made = jammed(made, [Jammer((None,)), aboard])
    # the carrier is so large that its own jamming does not hide it
    signal = made.detection_signal.copy()
    for radar in (0, 1):
        pair = radar * made.paths + 1
        signal[made.detection_offset[pair] : made.detection_offset[pair + 1]] = 60 * 256
    made = made._replace(detection_signal=signal)
    assert course(made, "silenced", "intercept") == [
        (3, "silenced", 1, 1),
        (3, "intercept", 1, 0, 0, 1, 0),
    ]
    assert lost(made) == [0, 1, 2, 3]
    state = ended(made)
    assert state.silenced.tolist() == [1]
    assert state.fell_silent[0] == 3


def test_a_jammer_that_is_done_is_not_silenced():
    made = world(
        [Threat(arrives=20), Threat(arrives=19)],
        [Radar()],
        [Unit()],
        flights=lambda _s, _k, t: [3] * 9 if t == 1 else [0],
        scans=20,
    )
    over = jammed(made, [Jammer((None,) * 4, carrier=1)])  # radiates in scans 0 to 3
    assert course(over, "silenced") == []
    assert ended(over).silenced.tolist() == [0]


def test_a_carrier_that_is_missed_goes_on_jamming():
    made = armed([Jammer((0,) * 20, carrier=0)], kills=0)
    assert [e[0] for e in course(made, "intercept")][:2] == [3, 6]
    assert course(made, "silenced") == []
