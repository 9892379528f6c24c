"""Threats set out, radars look, tracks begin and end: courses worked out by hand.

In each scan threats set out first, then radars look, intercepts are decided, groups decide, and
arrivals are counted last. A threat's own time begins with 0 in the scan in which it sets out.
"""

from random import Random

import pytest
from duels import Radar, Threat, Unit, course, ended, world

from skydome.engagement.world import (
    FIRST_DETECTION,
    FIRST_INTERCEPT,
    FIRST_LAUNCH,
    FIRST_LEAK,
    FIRST_TRACK,
    NEVER,
)


def no_flights(_s, _k, _t):
    return [0]


def looking(threats, radars, **changes):
    """Return a world in which nothing is fired."""
    return world(threats, radars, [Unit()], flights=no_flights, **changes)


def test_two_of_three_confirm_and_two_misses_drop():
    """The threat sets out in scan 3, so that letter n is the look of scan 3 + n.

    xx        two hits of the latest three: a track in scan 4
      .x      one miss, and a hit: the track goes on
        ..    two misses: the track ends in scan 8, and the radar begins to count anew
          x.  one hit of three: nothing
            x two hits of three (x.x): a track in scan 11
             x, then the radar's table ends: misses in scans 13 and 14, the track ends in 14
    """
    seen = Radar(sees={0: "xx.x..x.xx"}, hits=2, looks=3, misses=2)
    made = looking([Threat(start=3, arrives=20)], [seen])
    assert course(made) == [
        (3, "set_out", 0),
        (3, "detection", 0, 0, 0),
        (4, "detection", 0, 0, 0),
        (4, "track", 0, 0, 0),
        (4, "decision", 0, 0, "out_of_reach"),
        (6, "detection", 0, 0, 0),
        (8, "track_lost", 0, 0, 0),
        (9, "detection", 0, 0, 0),
        (11, "detection", 0, 0, 0),
        (11, "track", 0, 0, 0),
        (11, "decision", 0, 0, "out_of_reach"),
        (12, "detection", 0, 0, 0),
        (14, "track_lost", 0, 0, 0),
        (23, "leak", 0, 0),
    ]
    state = ended(made)
    assert state.draws[0] == 6  # a look that can detect nothing draws nothing
    assert state.first[[FIRST_DETECTION, FIRST_TRACK, FIRST_LEAK]].tolist() == [3, 4, 23]
    assert state.first[[FIRST_LAUNCH, FIRST_INTERCEPT]].tolist() == [-1, -1]
    assert state.threats[0].tolist() == [1, 1, 0, 0, 1]
    assert state.ever_tracked[0, 0] == 1
    assert state.since[0, 0] == NEVER


def test_the_window_is_sixteen_looks_at_most():
    """Hits in all looks but every third: 0 1 3 4 6 7 9 10 12 13 15 16.

    The eleventh comes in scan 15, with eleven hits in the sixteen looks 0 to 15. Sixteen looks
    never have twelve: 1 to 16 have eleven.
    """
    letters = ("xx." * 7)[:20]
    for hits, begins in ((11, 15), (12, None)):
        radar = Radar(sees={0: letters}, hits=hits, looks=16, misses=3)
        found = course(looking([Threat(arrives=20)], [radar]), "track")
        assert [event[0] for event in found] == ([] if begins is None else [begins])


def by_counting(letters, hits, looks, misses):
    """Return the scans in which a track begins and ends, counted letter by letter."""
    found, tracked, since = [], False, 0
    for scan, letter in enumerate(letters):
        heard = letters[max(since, scan - looks + 1) : scan + 1].count("x")
        if not tracked and letter == "x" and heard >= hits:
            tracked = True
            found.append((scan, "track"))
        elif tracked and "x" not in letters[max(0, scan - misses + 1) : scan + 1]:
            tracked, since = False, scan + 1
            found.append((scan, "track_lost"))
    return found


@pytest.mark.parametrize(
    ("hits", "looks", "misses"),
    [(1, 1, 1), (2, 4, 3), (3, 7, 5), (5, 9, 2), (6, 16, 16), (9, 13, 4)],
)
def test_m_of_n_counted_letter_by_letter(hits, looks, misses):
    random = Random(hits)  # noqa: S311 - the same patterns each time
    patterns = ["".join(random.choices("x.", k=38)) + "x" for _ in range(12)]
    threats = [Threat(arrives=39) for _ in patterns]
    radar = Radar(sees=dict(enumerate(patterns)), hits=hits, looks=looks, misses=misses)
    log = course(looking(threats, [radar], scans=39), "track", "track_lost")
    for number, letters in enumerate(patterns):
        found = [event[:2] for event in log if event[2] == number]
        assert found == by_counting(letters, hits, looks, misses), letters


def test_the_group_has_a_track_from_its_first_radar_to_its_last():
    """Radar 1 sees in scans 2 to 5, radar 0 in scans 4 to 8; one miss ends a track of either.

    The group's track begins with radar 1 in scan 2, goes on when radar 1 loses it in scan 6, and
    ends with radar 0 in scan 9.
    """
    radars = [Radar(sees={0: "....xxxxx"}), Radar(sees={0: "..xxxx"})]
    log = course(looking([Threat(arrives=20)], radars), "track", "track_lost")
    assert log == [(2, "track", 0, 0, 1), (9, "track_lost", 0, 0, 0)]


def test_a_radar_looks_once_a_period_from_its_first_scan_on():
    """Its phase is drawn; it looks where scan and phase add up to a whole number of periods."""
    made = looking([Threat(arrives=40)], [Radar(period=7, on=10)], scans=38)
    phases = set()
    for replication in range(12):
        phase = int(ended(made, replication).radar_phase[0])
        looks = [scan for scan in range(10, 38) if (scan + phase) % 7 == 0]
        found = course(made, "detection", replication=replication)
        assert [event[0] for event in found] == looks
        phases.add(phase)
    assert len(phases) > 3


def test_a_threat_sets_out_in_its_scan_or_up_to_its_jitter_later():
    made = looking([Threat(start=4, arrives=6, jitter=3)], [Radar()])
    late = {course(made, "set_out", replication=n)[0][0] for n in range(20)}
    assert late == {4, 5, 6, 7}
    for replication in range(3):
        begins, leaks = course(made, "set_out", "leak", replication=replication)
        assert leaks[0] == begins[0] + 6


def test_a_detection_draw_lasts_for_the_decorrelation_interval():
    """With even chances the looks of one interval of four scans agree."""
    made = looking([Threat(arrives=40, hold=4)], [Radar()], scans=40)
    made = made._replace(detection_threshold=(made.detection_threshold // 2).astype("uint32"))
    seen = [event[0] for event in course(made, "detection")]
    assert 0 < len(seen) < 40
    assert len(seen) % 4 == 0
    assert {scan // 4 for scan in seen} == {scan // 4 for scan in seen if scan % 4 == 0}
