"""Since when a group tracks a threat, asked of the event kernel after a jump in time, by hand.

A track is confirmed by two hits of the latest three looks and ends after two misses. The unit
reacts in 5 scans, so a question in scan 20 looks back to scan 15. All radars look in each scan.
"""

import numpy as np
import pytest
from duels import Radar, Threat, Unit, world

from skydome.compiler import engagement_kernel
from skydome.engagement import event
from skydome.engagement.event.lookback import update_since
from skydome.engagement.record import width
from skydome.engagement.state import new_state
from skydome.engagement.world import NEVER

LONG_BEFORE = -NEVER


@engagement_kernel
def ask(tables, scratch, agenda, scan):
    """Ask once about group 0 and threat 0."""
    update_since(tables, scratch, agenda, 0, 0, scan)


def untracked(made):
    """Return state and agenda of a replication in which no look has been repeated yet."""
    state, agenda = new_state(made), event.new_agenda(made)
    row = np.zeros((1, width(made)), dtype=np.int32)
    event.run(made, state, agenda, 7, 0, 1, row)
    for column in (state.history, state.tracked, state.tracking_radars, state.ever_tracked):
        column[:] = 0
    state.since[:] = NEVER
    state.draws[:] = 0
    return state, agenda


def found(*sees, scan=20, known=LONG_BEFORE, changed=LONG_BEFORE, any_track=1, **tables):
    """Return since when the track is firm, the scan up to which it is known, and the draws."""
    radars = [Radar(sees={0: looks}, hits=2, looks=3, misses=2) for looks in sees]
    threat = Threat(arrives=len(sees[0]) + 20)
    made = world([threat], radars, [Unit(reaction=5)], flights=lambda _s, _k, _t: [0])
    made = made._replace(rules=None, **tables)
    state, agenda = untracked(made)
    agenda.known[0, 0], agenda.changed[0] = known, changed
    ask(made._replace(any_track=any_track), state, agenda, scan)
    tracking = int(state.tracking_radars[0, 0]), int(state.ever_tracked[0, 0])
    return int(state.since[0, 0]), int(agenda.known[0, 0]), int(state.draws[0]), *tracking


ALWAYS, BLIND = "x" * 30, "." * 30


def test_a_radar_that_kept_its_track_settles_it():
    """Hits in 15 and 14 make a track; 16 to 20 keep it: 7 draws. The other radar is not asked."""
    assert found(ALWAYS, ALWAYS) == (15, LONG_BEFORE, 7, 1, 1)
    assert found(BLIND, ALWAYS) == (15, LONG_BEFORE, 7, 1, 1)  # the blind one draws nothing


def test_one_miss_does_not_end_the_track_and_two_do():
    """A miss in 16 is forgiven; the look of 16 draws nothing there. Misses in 16 and 17 end it.

    Then hits in 18 and 19 make a new track, firm since 19. Draws: 15, 14 and 18 to 20, and once
    more 18 to 20 in the order of the radars' looks.
    """
    assert found("x" * 16 + "." + "x" * 13) == (15, LONG_BEFORE, 6, 1, 1)
    assert found("x" * 16 + ".." + "x" * 12) == (19, 20, 8, 1, 1)


def test_without_a_track_now_there_is_none():
    """Hits up to 16, none later: the track ends in 18. Draws: 15, 14 and 16."""
    assert found("x" * 17 + "." * 13) == (NEVER, 20, 3, 0, 1)


def test_a_track_that_began_and_ended_since_is_remembered():
    """Hits in 16 and 17 only: a track from 17 to 19. Nothing detects: never a track."""
    assert found("." * 16 + "xx" + "." * 12) == (NEVER, 20, 2, 0, 1)
    assert found(BLIND) == (NEVER, 20, 0, 0, 0)


def test_a_track_handed_from_one_radar_to_the_next_is_as_old_as_the_first():
    """The first radar loses it in 18 (misses in 17, 18); the second confirms in 17 or in 19.

    In scan 18 itself the radars look in the order of their numbers: the first has lost it when the
    second confirms, and the track is new.
    """
    first = "x" * 17 + "." * 13
    assert found(first, "." * 16 + "x" * 14)[:2] == (15, 20)
    assert found(first, "." * 17 + "x" * 13)[:2] == (18, 20)
    assert found("." * 17 + "x" * 13, first)[:2] == (15, 20)
    assert found(first, "." * 18 + "x" * 12)[:2] == (19, 20)


def test_a_track_known_lately_is_brought_up_look_by_look():
    """Known 8 scans ago: from 13 on, so 8 draws and a track in 14. A scan earlier: as long ago."""
    assert found(ALWAYS, known=12) == (14, 20, 8, 1, 1)
    assert found(ALWAYS, known=11) == (15, 11, 7, 1, 1)


def test_no_track_is_reconstructed_across_a_change():
    """Scan 15 is asked about if the group changed in 15; if in 16, every look is repeated."""
    assert found(ALWAYS, changed=15) == (15, LONG_BEFORE, 7, 1, 1)
    assert found(ALWAYS, changed=16) == (1, 20, 21, 1, 1)


@pytest.mark.parametrize(("scan", "since", "draws"), [(3, 1, 4), (4, 1, 5), (6, 1, 7)])
def test_there_is_nothing_before_the_first_scan(scan, since, draws):
    """Scan 3 looks back to -2, 4 to -1, and 6 to 1, where hits in 0 and 1 made a track."""
    assert found(ALWAYS, scan=scan)[::2][:2] == (since, draws)


def test_where_it_matters_which_radar_tracks_all_are_known():
    """Scan 15 is reconstructed from 15 and 14 by both radars, and 16 to 20 repeated: 14 draws."""
    assert found(ALWAYS, ALWAYS, any_track=0)[:3] == (15, 20, 14)


def test_looks_that_never_settle_it_are_repeated_from_the_first():
    """Hits in 0 and 1 make a track, and then every second look keeps it, one miss at a time.

    With three hits of three to confirm, no look after the first tells that there is a track.
    """
    sees = "xxx" + ".x" * 70
    made = found(sees, scan=130, radar_confirm_hits=np.array([3], dtype=np.int32))
    assert made[:2] == (125, LONG_BEFORE)
    sees = "xx." + ".x" * 70  # never three hits of three
    made = found(sees, scan=130, radar_confirm_hits=np.array([3], dtype=np.int32))
    assert made == (NEVER, 130, made[2], 0, 0)
