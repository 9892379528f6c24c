from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding import load_deal, shipped_deals
from skydome.fielding.dates import year_of
from skydome.fielding.delivery import delayed, draw_arrivals, latest_promises, promised_dates
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import learn, observations

SMALL = Path(__file__).parent / "small_deal.yaml"
U = latin_hypercube(1, 500, "deliveries", 5)
NOTICE_U = latin_hypercube(1, 500, "promise after a notice")


@pytest.fixture(scope="module")
def small():
    return load_deal(SMALL)


@pytest.fixture(scope="module")
def india():
    return load_deal("india-2018")


def arrivals(deal, as_of):
    posterior = learn(observations(shipped_deals(), as_of))
    return draw_arrivals(deal, posterior, as_of, U, NOTICE_U)


def test_first_promises_are_the_schedule_and_others_are_interpolated(small):
    found = promised_dates(small)
    first, last = year_of("2020-01"), year_of("2021-01")
    assert found.dates == pytest.approx([first, (first + last) / 2, last])
    assert found.interpolated == (False, True, False)


def test_a_later_promise_is_no_part_of_the_first_schedule(india):
    found = promised_dates(india)
    assert found.interpolated == (False, True, True, True, False)
    assert found.dates[0] == pytest.approx(year_of("2020-10"))
    assert found.dates[-1] == pytest.approx(year_of("2023-04"))
    assert (np.diff(found.dates) > 0).all()


def test_the_latest_promise_stands_and_of_one_day_the_later_date(india):
    assert latest_promises(india, 2026.45)[5].by == "2026-11"
    assert latest_promises(india, 2024.5)[5].by == "2026-08"
    assert latest_promises(india, 2019.8)[5].by == "2023-04"
    assert 4 not in latest_promises(india, 2019.8)


def test_what_is_on_record_comes_when_it_came(india):
    found = arrivals(india, 2026.45)
    assert (found[:, 0] >= year_of("2021-12-01")).all()
    assert (found[:, 0] <= year_of("2021-12-31")).all()
    assert (found[:, 4] > 2026.45).all()


def test_units_come_in_order_and_after_the_moment(india):
    found = arrivals(india, 2019.8)
    assert (np.diff(found, axis=1) >= 0).all()
    assert found.min() > 2019.8


def test_what_has_not_been_promised_lies_between_now_and_the_next(india):
    found = arrivals(india, 2022.6)
    assert (found[:, 2] > 2022.6).all()
    third = (found[:, 4] - 2022.6) / 3 + 2022.6
    assert found[:, 2] == pytest.approx(np.maximum(third, found[:, 1]), abs=0.02)


# the slow clock

EDGES = np.arange(2020, 2030.01, 0.25)
DATES = st.lists(st.floats(2020, 2040), min_size=1, max_size=5).map(sorted)


@given(DATES)
def test_a_true_clock_changes_nothing(dates):
    found = delayed(np.array([dates]), EDGES, np.ones((1, 40)))
    assert found[0] == pytest.approx(dates)


@given(DATES, st.lists(st.floats(0, 1), min_size=40, max_size=40))
def test_a_slower_clock_never_hastens_and_keeps_the_order(dates, speeds):
    found = delayed(np.array([dates]), EDGES, np.array([speeds]))[0]
    assert (found >= np.array(dates) - 1e-6).all()
    assert (found[1:] >= found[:-1] - 1e-9).all()


def test_a_stop_puts_off_what_comes_after_it_by_its_length():
    speed = np.ones((1, 40))
    speed[0, 8:12] = 0
    found = delayed(np.array([[2021.5, 2022.0, 2022.5, 2035.0]]), EDGES, speed)[0]
    assert found == pytest.approx([2021.5, 2022.0, 2023.5, 2036.0])


def test_what_needs_a_clock_that_stands_still_for_good_never_comes():
    speed = np.ones((1, 40))
    speed[0, 20:] = 0
    found = delayed(np.array([[2024.0, 2026.0]]), EDGES, speed)[0]
    assert found[0] == 2024.0
    assert np.isinf(found[1])
