import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding.crews import crewed_batteries, from_class, from_school
from skydome.fielding.missiles import in_hand, placed, received

MOMENTS = np.arange(2020, 2026, 0.25)


def one(*values):
    return np.array(values, dtype=float)


def test_a_class_serves_from_its_last_day_and_melts():
    found = from_class(one(100), one(2021), one(0.2), MOMENTS)[0]
    assert (found[MOMENTS < 2021] == 0).all()
    assert found[MOMENTS == 2021] == 100
    assert found[MOMENTS == 2023] == pytest.approx(100 * np.exp(-0.4))


def test_a_school_fills_up_to_what_it_can_replace():
    moments = np.array([2020.0, 2021.0, 2300.0])
    found = from_school(one(50), one(2020), one(0.1), moments)[0]
    assert found == pytest.approx([0, 50 * (1 - np.exp(-0.1)) / 0.1, 500])
    assert from_school(one(50), one(2020), one(0), moments)[0][1] == pytest.approx(50)


def test_rounding_does_not_cost_a_crew():
    # 0.1 + 0.2 people short of 0.3 by rounding make a whole crew of 0.3, and 1e-6 less do not
    people = np.array([[3 * 0.1, 0.3 - 1e-6]])
    assert crewed_batteries(people, one(0.1 + 0.2)).tolist() == [[1, 0]]


def test_half_a_crew_mans_nothing():
    people = np.array([[49.0, 50.0, 149.9]])
    assert crewed_batteries(people, one(50)).tolist() == [[0, 1, 2]]


def rows(*values):
    return np.array([values], dtype=float)


def test_missiles_are_received_when_they_come():
    found = received(rows(2020.5, 2021.5), rows(10, 20), np.array([2020.0, 2021.0, 2022.0]))
    assert found.tolist() == [[0, 10, 30]]


def test_missiles_are_fired_oldest_first_and_grow_stale():
    moments = np.array([2021.0, 2022.0, 2023.0, 2024.0])
    fired = rows(0, 4, 0, 0)
    left = in_hand(rows(2020, 2021.5), rows(10, 20), fired, one(3), moments)
    # ten come, twenty more, four of the ten are fired, the other six are stale after three years
    assert left.tolist() == [[10, 26, 20, 20]]


def test_nobody_fires_what_is_not_there():
    left = in_hand(rows(2022), rows(10), rows(5, 5, 30), one(9), np.array([2021.0, 2022.5, 2023.5]))
    assert left.tolist() == [[0, 5, 0]]


@given(st.lists(st.floats(0, 40), min_size=6, max_size=6), st.floats(0.5, 9))
def test_stock_is_never_negative_nor_more_than_came(fired, shelf):
    moments = np.arange(2021.0, 2027.0)
    arrivals, counts = rows(2020.5, 2022.5, 2024.2), rows(30, 20, 10)
    left = in_hand(arrivals, counts, np.array([fired]), one(shelf), moments)
    assert (left >= 0).all()
    assert (left <= received(arrivals, counts, moments)).all()


def test_launchers_are_filled_before_transporters_and_depots():
    found = placed(rows(10, 50, 200), rows(32, 32, 32), rows(16, 16, 16))
    assert found.ready.tolist() == [[10, 32, 32]]
    assert found.reload.tolist() == [[0, 16, 16]]
    assert found.depot.tolist() == [[0, 2, 152]]
    assert found.total.tolist() == [[10, 50, 200]]
