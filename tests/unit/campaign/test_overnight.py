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
