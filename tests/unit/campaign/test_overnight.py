"""Nights: loading, sharing, repair, and what is drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skydome.campaign import draws, fielding_link
from skydome.campaign.form import Fielding
from skydome.campaign.overnight import (
    UP,
    Stocks,
    Storage,
    loaded_overnight,
    repaired,
    shared_out,
)
from skydome.errors import InputError

COUNTS = st.integers(0, 9)


def storage(replications):
    """Return two batteries of one unit with two launchers each, of two types of missile."""
    full = (np.full((replications, 4), 4), np.full((replications, 2, 2), 6), np.zeros((1, 1, 2)))
    return Storage(
        full=Stocks(*(part.astype(np.int64) for part in full)),
        capacity=np.full(4, 4),
        unit_of=np.array([0, 0, 1, 1]),
        missile_of=np.array([0, 1, 0, 1]),
        post_of=np.array([0, 0]),
    )


@given(
    arrays(np.int64, (3, 4), elements=st.integers(0, 4)),
    arrays(np.int64, (3, 2, 2), elements=COUNTS),
    arrays(np.int64, (3, 1, 2), elements=st.integers(0, 30)),
    arrays(np.bool_, (3, 2)),
)
def test_nights_move_missiles_and_make_none(loaded, stock, depot, out):
    before = Stocks(loaded, stock, depot)
    after = loaded_overnight(storage(3), before, out)
    assert (after.total == before.total).all()
    for k in range(2):
        launchers = loaded[:, k::2].sum(axis=1) + stock[:, :, k].sum(axis=1) + depot[:, 0, k]
        moved = after.loaded[:, k::2].sum(axis=1) + after.stock[:, :, k].sum(axis=1)
        assert (launchers == moved + after.depot[:, 0, k]).all()  # type by type
    assert min(part.min() for part in after) >= 0
    assert after.loaded.max() <= 4
    assert (after.loaded >= loaded).all()
    assert (after.depot <= depot).all()
    assert (after.loaded[:, :2][out[:, 0]] == loaded[:, :2][out[:, 0]]).all()


def test_launchers_take_from_their_own_stock_first():
    one = Stocks(np.array([[0, 4, 3, 4]]), np.array([[[2, 0], [0, 0]]]), np.array([[[5, 7]]]))
    after = loaded_overnight(storage(1), one, np.zeros((1, 2), dtype=bool))
    assert after.loaded.tolist() == [[4, 4, 4, 4]]  # 2 from the stock, 2 and 1 from the depot
    assert after.stock.tolist() == [[[2, 6], [0, 1]]]
    assert after.depot.tolist() == [[[0, 0]]]


def test_a_count_is_shared_evenly():
    shared = shared_out(np.array([0, 1, 5, 6]), 3)
    assert shared.tolist() == [[0, 0, 0], [1, 0, 0], [2, 2, 1], [2, 2, 2]]


def test_workshops_take_the_first_lost_first():
    need, lost_on = np.array([[2, 1, 3, 0]]), np.array([[2, 1, 1, UP]])
    need, lost_on = repaired(need, lost_on, 1)
    assert need.tolist() == [[2, 0, 3, 0]]
    assert lost_on.tolist() == [[2, UP, 1, UP]]
    need, lost_on = repaired(need, lost_on, None)
    assert need.tolist() == [[1, 0, 2, 0]]
    need, lost_on = repaired(need, lost_on, 2)
    assert lost_on.tolist() == [[UP, UP, 1, UP]]


def test_three_points_are_met():
    found = draws.between_three((0.5, 2.0, 3.0), np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx([0.5, 2.0, 3.0])
    assert draws.between_three((0.0, 0.0, 0.0), np.array([0.3])) == [0.0]
    whole = draws.whole_between((0.2, 1.6, 3.0), 2, np.array([0.01, 0.1, 0.5, 0.9, 0.99]))
    assert whole.tolist() == [0, 0, 2, 2, 2]


def test_draws_are_even_and_apart():
    first, other = draws.slip_shares(7, 4_000, 0), draws.slip_shares(7, 4_000, 1)
    assert abs(first.mean() - 0.5) < 0.015
    assert abs(np.corrcoef(first, other)[0, 1]) < 0.05
    assert (
        draws.slip_shares(7, 100, 0) == first[:100]
    ).all()  # a longer run begins with the shorter
    repair = draws.repair_shares(7, 100, 3, 1)
    assert (repair != draws.fitness_shares(7, 100, 3, 1)).all()
    assert (repair != draws.repair_shares(7, 100, 3, 2)).all()


def test_the_fielding_model_says_what_is_operational():
    def at(date):
        fielding = {"deal": "india-2018", "future": "realistic", "date": date, "units": ["a"]}
        return fielding_link.operational_batteries(Fielding.model_validate(fielding))

    assert at("2020-06") == (0, 0, 0)  # before the first delivery
    low, median, high = at("2023-06")
    assert 0 < low < median < high < 10
    with pytest.raises(InputError, match="lies outside the timeline of india-2018"):
        at("2016-06")


def test_a_deal_says_how_promises_stretch():
    low, median, high = fielding_link.stretch_of("india-2018")
    assert 0.3 < low < 1 < median < high < 5


# by hand


def test_a_battery_out_of_action_takes_nothing():
    # battery 0 is out: its launchers and stock stay; battery 1 takes one and three from the depot
    one = Stocks(np.array([[0, 4, 3, 4]]), np.array([[[2, 0], [0, 3]]]), np.array([[[5, 7]]]))
    after = loaded_overnight(storage(1), one, np.array([[True, False]]))
    assert after.loaded.tolist() == [[0, 4, 4, 4]]
    # launcher 2 takes its missile from the depot (5 - 1); the stocks of six then take 4 and 3
    assert after.stock.tolist() == [[[2, 0], [4, 6]]]
    assert after.depot.tolist() == [[[0, 4]]]


def test_an_overfull_stock_is_left_alone():
    one = Stocks(np.array([[4, 4, 4, 4]]), np.array([[[9, 6], [6, 6]]]), np.array([[[5, 5]]]))
    after = loaded_overnight(storage(1), one, np.zeros((1, 2), dtype=bool))
    assert after.stock.tolist() == [[[9, 6], [6, 6]]]
    assert after.depot.tolist() == [[[5, 5]]]


def test_a_node_is_back_when_its_work_is_done():
    # three nodes lost on day 1 with one, two and three days of work, and one that is not lost
    need, lost_on = np.array([[1, 2, 3, 0]]), np.array([[1, 1, 1, UP]])
    days = []
    for _ in range(3):
        need, lost_on = repaired(need, lost_on, None)
        days.append((lost_on != UP).tolist()[0])
    assert days == [[False, True, True, False], [False, False, True, False], [False] * 4]
    # with one workshop, one after the other: after 1, 3 and 6 days
    need, lost_on = np.array([[1, 2, 3]]), np.array([[1, 1, 1]])
    left = []
    for _ in range(6):
        need, lost_on = repaired(need, lost_on, 1)
        left.append(int((lost_on != UP).sum()))
    assert left == [2, 2, 1, 1, 1, 0]


def test_between_three_points_it_is_log_normal_on_each_side():
    # one standard deviation above the median is at the share 0.8413, below at 0.1587;
    # the 90 % point is 1.2816 of them: 4 ** (1 / 1.2816) = 2.950 above, 0.5 ** (...) = 0.582 below
    found = draws.between_three((0.5, 1.0, 4.0), np.array([0.158655, 0.841345]))
    assert found == pytest.approx([0.5823, 2.9497], abs=1e-3)


def test_whole_numbers_are_rounded_and_bounded():
    # 0.9 -> 1, 1.5 at the median -> 2, 3.4 -> 3 but at most 2
    whole = draws.whole_between((0.9, 1.5, 3.4), 2, np.array([0.1, 0.5, 0.9]))
    assert whole.tolist() == [1, 2, 2]
    # between the points it is linear: half way from 0.1 to 0.5, half way from 0 to 2
    assert draws.whole_between((0.0, 2.0, 4.0), 9, np.array([0.3, 0.7])).tolist() == [1, 3]
