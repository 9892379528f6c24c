"""The time left, worked out by hand."""

import pytest

from skydome.cli.pace import Pace, in_words


def test_each_part_left_takes_as_long_as_those_done():
    # 4 of 20 took 10 s, so all take 50 s: 40 s are left then, and 38 s two seconds later.
    pace = Pace()
    pace.note("worlds", 0, 20, 100.0)
    assert pace.left_s(105.0) is None
    pace.note("worlds", 4, 20, 110.0)
    assert pace.left_s(110.0) == pytest.approx(40.0)
    assert pace.left_s(112.0) == pytest.approx(38.0)
    assert pace.left_s(500.0) == 0.0


def test_a_new_stage_starts_its_own_clock():
    pace = Pace()
    pace.note("tables", 0, 2, 0.0)
    pace.note("tables", 2, 2, 60.0)
    pace.note("draws", 0, 10, 60.0)
    assert pace.left_s(61.0) is None
    pace.note("draws", 5, 10, 62.0)
    assert pace.left_s(62.0) == pytest.approx(2.0)


def test_what_was_done_before_a_stage_began_is_left_out():
    # 25 of 72 were done beside the stage before; 10 more take 5 s, so the last 37 take 18.5 s.
    pace = Pace()
    pace.note("draws", 25, 72, 100.0)
    assert pace.left_s(100.0) is None
    pace.note("draws", 25, 72, 101.0)
    assert pace.left_s(101.0) is None
    pace.note("draws", 35, 72, 105.0)
    assert pace.left_s(105.0) == pytest.approx(18.5)


def test_without_a_total_nothing_is_said():
    pace = Pace()
    pace.note("replications", 0, None, 0.0)
    pace.note("replications", 9_000, None, 5.0)
    assert pace.left_s(5.0) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1.4, "1 s"), (99.4, "99 s"), (120, "2 min"), (3_599, "60 min"), (7_500, "2 h 5 min")],
)
def test_words(seconds, said):
    assert in_words(seconds) == said
