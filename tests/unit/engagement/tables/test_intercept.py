from threading import Barrier

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.engagement.tables import intercept
from skydome.engagement.tables.intercept import cells_of, close_gaps, launch_flights, read
from skydome.physics.motion.flyout import FlyoutTable

flights = st.lists(st.one_of(st.just(np.nan), st.floats(0.1, 12.0)), min_size=1, max_size=40).map(
    np.array
)


def one(points):
    """Return the bounds of a single path."""
    return np.array([0, len(points)])


def launched(flight_s, guided):
    """Return the flights of one missile at one path."""
    met = np.flatnonzero(~np.isnan(flight_s))
    return spread(launch_flights(met, flight_s[met][None], guided, 1.0, one(flight_s)), guided)[0]


def spread(found, guided):
    """Return launches at all points, [member, point]."""
    everywhere = np.zeros((len(found.scans), len(guided)), dtype=int)
    everywhere[:, found.at] = found.scans
    return everywhere


def slow_launch_flights(flight_s, guided):
    """Every launch against every meeting, in the words of the rule."""
    result = []
    for launch in range(len(flight_s)):
        answer = 0
        for meeting in range(launch + 1, len(flight_s)):
            if not guided[meeting] or np.isnan(flight_s[meeting]):
                continue
            scans = max(1, int(np.ceil(flight_s[meeting])))
            if meeting - launch < scans:
                continue
            before = flight_s[meeting - 1]
            just_entered = np.isnan(before) or not guided[meeting - 1]
            waits = meeting - launch > scans
            if not (waits and just_entered) and guided[launch : meeting + 1].all():
                answer = meeting - launch
            break
        result.append(answer)
    return result


@given(flights, st.data())
def test_launches_are_those_of_the_slow_search(flight_s, data):
    guided = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(flight_s), max_size=len(flight_s)))
    )
    found = launched(flight_s, guided)
    assert found.tolist() == slow_launch_flights(flight_s, guided)


def test_an_approaching_target_is_met_where_the_missile_arrives_with_it():
    # Target at 300 m/s from 60 km, missile at 1,000 m/s: they meet at t = 60 / 1.3 after launch.
    range_m = 60_000.0 - 300.0 * np.arange(200)
    found = launched(range_m / 1_000.0, np.ones(200, dtype=bool))
    assert found[0] == np.ceil(60 / 1.3)


def test_nothing_is_launched_to_wait_at_the_edge_of_the_envelope():
    flight_s = np.full(100, 10.0)
    flight_s[:50] = np.nan
    found = launched(flight_s, np.ones(100, dtype=bool))
    assert found[:40].tolist() == [0] * 40
    assert found[40] == 10


@given(st.lists(st.booleans(), max_size=40), st.integers(0, 5))
def test_only_gaps_that_end_and_are_short_are_closed(seen, longest):
    closed = close_gaps(np.array(seen, dtype=bool), longest, one(seen))
    text = "".join("x" if s else "." for s in seen)
    for length in range(longest, 0, -1):
        gap, full = "x" + "." * length + "x", "x" * (length + 2)
        while gap in text:
            text = text.replace(gap, full)
    assert "".join("x" if c else "." for c in closed) == text


@pytest.fixture
def table():
    ranges, heights = np.array([0.0, 10e3, 30e3]), np.array([0.0, 5e3])
    time = np.array([[0.0, 5.0], [10.0, 15.0], [30.0, np.nan]])
    return FlyoutTable(ranges, heights, time, time, time, time)


def test_time_of_flight_is_bilinear_and_blank_outside(table):
    at = np.array([5e3, 10e3, 20e3, 20e3, 31e3, 5e3])
    height = np.array([2.5e3, 0.0, 0.0, 1e3, 0.0, 6e3])
    found = read(table.time_of_flight_s, cells_of(table, at, height))
    assert found[:2].tolist() == [7.5, 10.0]
    assert np.isnan(found[3:]).all()


@given(flights, flights, flights)
def test_missiles_and_paths_do_not_disturb_each_other(first, second, other):
    """Two missiles against two paths, one after the other in the traffic."""
    size = min(len(first), len(second))
    parts = [np.concatenate([first[:size], second[:size]]), np.resize(other, 2 * size)]
    guided, bounds = np.ones(2 * size, dtype=bool), np.array([0, size, 2 * size])
    found = launch_flights(np.arange(2 * size), np.array(parts), guided, 1.0, bounds)
    for row, flight_s in zip(spread(found, guided), parts, strict=True):
        for path in (slice(0, size), slice(size, 2 * size)):
            assert row[path].tolist() == slow_launch_flights(flight_s[path], guided[path])


def test_a_window_reaches_from_the_first_launch_of_any_missile_to_the_last_of_any():
    """One missile is quick and meets at 3 only, the other needs 3 scans and meets at 5 only.

    Launched in 0, 1 or 2 the quick one arrives in 3, but in 0 and 1 it would wait for a target that
    enters there. The slow one leaves in 2. On the second path nothing is met, on the third in 1.
    """
    guided, bounds = np.ones(14, dtype=bool), np.array([0, 6, 10, 14])
    times = np.array([[1.0, np.nan, 1.0], [np.nan, 3.0, np.nan]])
    found = launch_flights(np.array([3, 5, 11]), times, guided, 1.0, bounds)
    assert found.at.tolist() == [2, 10]
    assert found.scans.tolist() == [[1, 1], [3, 0]]
    later = np.array([[1.0, np.nan, 1.0], [np.nan, 1.0, np.nan]])
    found = launch_flights(np.array([3, 5, 11]), later, guided, 1.0, bounds)
    assert found.at.tolist() == [2, 3, 4, 10]
    assert found.scans.tolist() == [[1, 0, 0, 1], [0, 0, 1, 0]]


def test_missiles_are_flown_side_by_side(monkeypatch):
    """Each flight waits for the other one, so that one after the other would never end."""
    both, flown = Barrier(2, timeout=20.0), []

    def fly(missile):
        both.wait()
        flown.append(missile)

    monkeypatch.setattr(intercept, "front_of", fly)
    monkeypatch.setattr(intercept.os, "cpu_count", lambda: 2)
    intercept.fly_ahead(["one", "two"])
    assert sorted(flown) == ["one", "two"]


def test_a_missile_that_cannot_be_flown_is_an_error(monkeypatch):
    def fly(missile):
        if missile == "two":
            raise ValueError(missile)

    monkeypatch.setattr(intercept, "front_of", fly)
    with pytest.raises(ValueError, match="two"):
        intercept.fly_ahead(["one", "two"])
