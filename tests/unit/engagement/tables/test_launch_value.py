"""What a launch is worth against waiting: values worked out by hand."""

import numpy as np
import pytest

from skydome.engagement.tables.launch_value import Launches, Terms, choose

EARLY, LATE = 0.2, 0.9


def row_of(flights, kill, *, first=0):
    """Return one row of launches as (first, flights [member, scan], kill [member, scan])."""
    return first, np.atleast_2d(flights), np.atleast_2d(np.array(kill, dtype=float))


def chosen(*rows, engagements=1, look=0, interval=0, quickest=0, own=None):
    """Return what is chosen for rows that are alternatives, split by row, and their worth."""
    lengths = [flights.shape[1] for _, flights, _ in rows]
    offset = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    scans = np.hstack([flights for _, flights, _ in rows]).astype(np.uint16)
    kill = np.ascontiguousarray(np.hstack([kill for _, _, kill in rows]))
    first = np.array([first for first, _, _ in rows], dtype=np.int32)
    launches = Launches(first, offset, np.ascontiguousarray(scans), np.zeros_like(scans))
    sets = np.arange(len(rows), dtype=np.int64)[None]
    terms = Terms(engagements, look, interval, quickest)
    found = choose(launches, kill, terms, sets, len(rows) if own is None else own)
    return (
        [part.tolist() for part in np.split(found.least, offset[1:-1])],
        [part.tolist() for part in np.split(found.member, offset[1:-1])],
        found.worth[0],
    )


RISING = [EARLY] * 5 + [LATE] * 5


def test_with_one_engagement_left_the_poor_launch_waits_for_the_good_one():
    """V(1, 5) = 0.9 against 0.2 in scans 0 to 4; from 5 on no later launch is better."""
    least, _, worth = chosen(row_of([4] * 10, RISING))
    assert least == [[2] * 5 + [0] * 5]
    assert worth == pytest.approx(0.9)


def test_two_shots_of_which_the_first_is_poor_beat_one_good_shot():
    """Flight 4 and look 1: from scan i the next launch comes in i + 5, and 9 is the last scan.

    Two left: in scan 4 it is worth 0.2 + 0.8 · 0.9 = 0.92. Waiting is worth 0.9: after a launch in
    5 there is none in 10. So the poor launch is made with two left, and not with one.
    """
    least, _, worth = chosen(row_of([4] * 10, RISING), engagements=2, look=1)
    assert least == [[2] * 5 + [0] * 5]
    assert worth == pytest.approx(0.92)


def test_two_good_shots_beat_a_poor_and_a_good_one():
    """Flight 1, no look: two good launches give 0.99, a poor and a good one 0.92."""
    least, _, worth = chosen(row_of([1] * 10, RISING), engagements=2)
    assert least == [[3] * 5 + [0] * 5]
    assert worth == pytest.approx(0.99)


def test_equal_values_launch():
    least, _, _ = chosen(row_of([4] * 10, [0.5] * 10))
    assert least == [[0] * 10]


def test_the_last_chance_is_taken_however_poor():
    least, _, _ = chosen(row_of([4] * 3, [0.9, 0.9, 0.0]))
    assert least == [[0, 0, 0]]


def test_a_gap_is_no_chance():
    """Scan 1 has no launch; nothing is decided there, and the values go through."""
    least, _, worth = chosen(row_of([4, 0, 4], [0.2, 0.9, 0.5]))
    assert least == [[2, 0, 0]]
    assert worth == pytest.approx(0.5)


def test_another_row_is_waited_for():
    """A far unit's long flight against a near unit's two good shots in scans 10 and 12.

    Two left: far and then near gives 0.4 + 0.6 · 0.9 = 0.94, waiting 0.99; one left: 0.4 against
    0.9. The near unit itself waits for nothing.
    """
    far, near = row_of([12] * 4, [0.4] * 4), row_of([2] * 5, [0.9] * 5, first=10)
    assert chosen(far, near, engagements=2)[0] == [[3] * 4, [0] * 5]
    assert chosen(far, engagements=2)[0] == [[0] * 4]


def test_rows_that_are_only_waited_for_are_not_decided_about():
    poor, good = row_of([1] * 2, [0.1, 0.1]), row_of([1] * 3, [0.1, 0.1, 0.9])
    assert chosen(poor, good, own=1)[0] == [[2, 2], [0, 0, 0]]


def test_the_first_salvo_of_a_pair_does_not_wait_for_its_outcome():
    """Flight 10, and 10 launch scans; the second salvo comes 2 scans after the first.

    Two left, the first of a pair: in scan 3, 0.2 + 0.8 · 0.9 = 0.92; two good ones, in 5 and 7,
    are worth 0.99, so the poor one waits. Without pairs there is no second launch: 0.2 against 0.9.
    """
    paired = chosen(row_of([10] * 10, RISING), engagements=2, interval=2)
    assert paired[0] == [[3] * 5 + [0] * 5]
    assert paired[2] == pytest.approx(0.99)
    single = chosen(row_of([10] * 10, RISING), engagements=2)
    assert single[2] == pytest.approx(0.9)


def test_the_member_of_most_value_flies_ties_to_the_quickest():
    """Member 0 takes 2 scans, member 1 takes 4. With one engagement left only the kill counts.

    With two and 5 launch scans, the quick one from scan 0 allows a second launch in 2, the slow
    one in 4: 0.5 + 0.5 · 0.8 = 0.9 and 0.8 + 0.2 · 0.8 = 0.96. In scan 1 the slow one is the last:
    0.8, the quick one 0.5 + 0.5 · 0.8 = 0.9.
    """
    flights = [[2] * 5, [4] * 5]
    kill = [[0.5] * 5, [0.8] * 5]
    assert chosen(row_of(flights, kill))[1] == [[1] * 5]
    assert chosen(row_of(flights, kill), quickest=1)[1] == [[0] * 5]
    assert chosen(row_of(flights, kill), engagements=2)[1] == [[1, 0, 0, 1, 1]]
    assert chosen(row_of(flights, [[0.5] * 5] * 2))[1] == [[0] * 5]


def test_a_member_that_cannot_meet_the_target_is_not_flown():
    flights = [[0, 2], [3, 0]]
    assert chosen(row_of(flights, [[0.9, 0.5], [0.4, 0.9]]))[1] == [[1, 0]]


def launches_by_hand():
    """Return three rows: far long flights, near good ones in 10 to 14, one without a launch."""
    first, offset = np.array([0, 10, 0], dtype=np.int32), np.array([0, 4, 9, 9])
    scans = np.array([[12] * 4 + [2] * 5], dtype=np.uint16)
    kill = np.array([[0.4] * 4 + [0.9] * 5])
    return Launches(first, offset, scans, np.zeros_like(scans)), kill


def test_sets_of_the_same_launches_each_decide_on_their_own_rows():
    """As `test_another_row_is_waited_for`, in four sets whose own row is the first one.

    The far row waits for the near one (3 engagements left at least, of 2), not the other way. A row
    counts once, in whatever order rows are named, and one without launches not at all.
    """
    launches, kill = launches_by_hand()
    far, near, empty, nobody = 0, 1, 2, -1
    sets = np.array(
        [[far, near, nobody], [near, far, near], [empty, near, far], [near, empty, nobody]]
    )
    found = choose(launches, kill, Terms(2, 0, 0, 0), sets, 1)
    assert found.least.tolist() == [3] * 4 + [0] * 5
    # before the first own launch: 0.99 by two near ones in 10 and 12, from each set that has any
    assert found.worth == pytest.approx([0.99, 0.99, 0.0, 0.99])


def test_the_worth_of_a_set_counts_from_its_own_first_launch():
    """Far in scan 0, near in scan 1, a scan of flight: 0.4 + 0.6 · 0.9 from the one, 0.9 from 1 on.

    Far waits with one engagement left, when 0.9 is better than 0.4.
    """
    first, offset = np.array([0, 1], dtype=np.int32), np.array([0, 1, 2])
    scans = np.array([[1, 1]], dtype=np.uint16)
    kill = np.array([[0.4, 0.9]])
    launches = Launches(first, offset, scans, np.zeros_like(scans))
    found = choose(launches, kill, Terms(2, 0, 0, 0), np.array([[0, 1], [1, 0]]), 1)
    assert found.worth == pytest.approx([0.4 + 0.6 * 0.9, 0.9])
    assert found.least.tolist() == [2, 0]
