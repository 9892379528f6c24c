from __future__ import annotations

import numpy as np
import pytest

from skydome.physics.estimation import association, tracker

SETTINGS = tracker.Settings(
    density_m2_s3=1.0,
    gate=association.gate_threshold(0.999, 3),
    speed_sigma_m_s=300.0,
    hits=3,
    window=4,
    tentative_misses=2,
    confirmed_misses=3,
)


def cheapest(costs, miss_cost):
    """The slow twin: SciPy's assignment with a private column for each miss."""
    from scipy.optimize import linear_sum_assignment

    rows, columns = costs.shape
    whole = np.full((rows, columns + rows), 1e9)
    whole[:, :columns] = np.minimum(costs, 1e9)
    whole[range(rows), range(columns, columns + rows)] = miss_cost
    found = linear_sum_assignment(whole)
    return whole[found].sum()


def test_assignment_is_the_cheapest():
    rng = np.random.default_rng(2)
    for _ in range(300):
        rows, columns = rng.integers(0, 9, 2)
        costs = rng.uniform(0, 20, (rows, columns))
        costs[rng.random((rows, columns)) < 0.4] = np.inf
        chosen = association.assign(costs, 8.0)
        used = chosen[chosen >= 0]
        assert len(set(used)) == len(used)
        total = sum(costs[i, j] if j >= 0 else 8.0 for i, j in enumerate(chosen))
        assert total == pytest.approx(cheapest(costs, 8.0))


def test_gate_is_the_chi_square_quantile():
    assert association.gate_threshold(0.99, 2) == pytest.approx(9.2103, abs=1e-4)
    assert association.correct_association_probability(0.0, 1e6) == 1.0


def look(positions, sigma=10.0):
    return np.asarray(positions, float), np.tile(sigma**2 * np.eye(3), (len(positions), 1, 1))


def fly(tracks, scans, *, seen=lambda _: True, start=0):
    for k in range(start, start + scans):
        places = [[200.0 * k, 0.0, 5e3]] if seen(k) else np.empty((0, 3))
        tracks = tracker.scan(tracks, *look(places), 1.0, SETTINGS)
    return tracks


def test_track_is_confirmed_by_three_hits_and_keeps_its_number():
    tracks = fly(tracker.no_tracks(), 2)
    assert len(tracker.confirmed(tracks)[0]) == 0
    tracks = fly(tracks, 1, start=2)
    numbers, states = tracker.confirmed(tracks)
    assert numbers.tolist() == [0]
    tracks = fly(tracks, 20, start=3)
    numbers, states = tracker.confirmed(tracks)
    assert numbers.tolist() == [0]
    assert states[0, :4] == pytest.approx([4400, 0, 5e3, 200], abs=5)


def test_one_miss_is_bridged_two_end_a_tentative_track():
    once = fly(tracker.no_tracks(), 4, seen=lambda k: k != 1)
    assert len(tracker.confirmed(once)[0]) == 1
    twice = fly(tracker.no_tracks(), 5, seen=lambda k: k not in {1, 2})
    assert len(tracker.confirmed(twice)[0]) == 0


def test_confirmed_track_ends_after_three_misses():
    tracks = fly(tracker.no_tracks(), 6)
    tracks = fly(tracks, 2, seen=lambda _: False, start=6)
    assert len(tracker.confirmed(tracks)[0]) == 1
    tracks = fly(tracks, 1, seen=lambda _: False, start=8)
    assert len(tracker.confirmed(tracks)[0]) == 0
    assert not tracks.status.any()


def test_room_grows_and_numbers_go_on():
    places = np.arange(30.0)[:, None] * [5e3, 0.0, 0.0]
    tracks = tracker.no_tracks(capacity=4)
    for _ in range(3):
        tracks = tracker.scan(tracks, *look(places), 1.0, SETTINGS)
    numbers, states = tracker.confirmed(tracks)
    assert sorted(numbers) == list(range(30))
    assert sorted(states[:, 0]) == pytest.approx(places[:, 0], abs=1e-6)


def test_crossing_targets_keep_their_numbers():
    tracks = tracker.no_tracks()
    for k in range(40):
        places = [[150.0 * k, 10.0 * k, 0.0], [150.0 * k, 390.0 - 10.0 * k, 0.0]]
        tracks = tracker.scan(tracks, *look(places, 2.0), 1.0, SETTINGS)
    numbers, states = tracker.confirmed(tracks)
    north = dict(zip(numbers, states[:, 1], strict=True))
    assert north[0] == pytest.approx(390, abs=1)
    assert north[1] == pytest.approx(0, abs=1)
