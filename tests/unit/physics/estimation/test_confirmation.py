from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.physics.estimation import confirmation


def by_enumeration(chances, m, n):
    """The slow twin: every sequence of hits and misses."""
    looks = len(chances)
    found = np.zeros(looks)
    for sequence in itertools.product((0, 1), repeat=looks):
        weight = np.prod(np.where(sequence, chances, 1 - np.asarray(chances)))
        for look in range(looks):
            if sum(sequence[max(0, look - n + 1) : look + 1]) >= m:
                found[look:] += weight
                break
    return found


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8),
    st.integers(1, 5).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))),
)
def test_chain_is_the_sum_over_all_sequences(chances, window):
    found = confirmation.confirmation_by_look(chances, *window)
    assert found == pytest.approx(by_enumeration(chances, *window), abs=1e-12)


@pytest.mark.parametrize("m", [1, 2, 3, 5])
@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_runs_have_fellers_mean(m, p):
    expected = (1 - p**m) / (p**m * (1 - p))
    assert confirmation.expected_looks(p, m, m) == pytest.approx(expected, rel=1e-9)


def test_mean_is_the_sum_of_the_tail():
    by_look = confirmation.confirmation_by_look([0.6] * 400, 3, 5)
    assert confirmation.expected_looks(0.6, 3, 5) == pytest.approx(1 + np.sum(1 - by_look))


def test_first_window_is_binomial():
    assert confirmation.confirmation_by_look([0.3] * 4, 2, 4)[-1] == pytest.approx(0.3483)
    assert confirmation.confirmed_after_first_hit(0.7, 2, 3) == pytest.approx(0.91)
    assert confirmation.confirmed_after_first_hit(0.5, 1, 1) == 1.0


def test_false_tracks_need_several_false_alarms():
    one = confirmation.false_track_rate_hz(1e-3, 1e4, 10.0, 1, 1)
    assert one == pytest.approx(1.0)
    assert confirmation.false_track_rate_hz(1e-3, 1e4, 10.0, 2, 3) == pytest.approx(2e-3, rel=0.01)
    assert confirmation.expected_looks(1.0, 3, 5) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("chances", "m", "n", "problem"),
    [
        ([0.5], 0, 3, "m of n"),
        ([0.5], 4, 3, "m of n"),
        ([0.5], 3, 13, "m of n"),
        ([1.5], 1, 1, "0"),
    ],
)
def test_arguments_are_checked(chances, m, n, problem):
    with pytest.raises(ValueError, match=problem):
        confirmation.confirmation_by_look(chances, m, n)


def test_without_detections_no_track():
    with pytest.raises(ValueError, match="never"):
        confirmation.expected_looks(0.0, 2, 3)
