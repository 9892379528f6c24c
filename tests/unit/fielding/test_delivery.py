from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding import load_deal, shipped_deals
from skydome.fielding.dates import year_of
from skydome.fielding.deal import Notice
from skydome.fielding.delivery import (
    _ruled_out_until,
    delayed,
    draw_arrivals,
    latest_promises,
    promised_dates,
)
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


def sure_of_no_slip():
    """Return a posterior under which every stretch is close to 1."""
    posterior = learn([])._replace(chance=np.zeros((46, 14, 22)))
    posterior.chance[19, 0, 0] = 1.0  # a mean of 0.02 and the least spreads on the grid
    return posterior


def test_a_promise_made_on_the_day_is_known(small):
    made = year_of("2021-06")
    assert latest_promises(small, made)[3].by == "2022-12"
    assert latest_promises(small, made - 0.001)[3].by == "2021-01"


def test_units_come_when_promised_where_nothing_slips(small):
    # As of 2019.0: unit 1 promised for 2020.04 and unit 3 for 2021.04; unit 2 half way between.
    found = draw_arrivals(small, sure_of_no_slip(), 2019.0, U, NOTICE_U)
    assert np.median(found, axis=0) == pytest.approx([2020.07, 2020.59, 2021.1], abs=0.06)
    # As of 2020.6 unit 1 has come in July 2020, without any doubt on its date.
    found = draw_arrivals(small, sure_of_no_slip(), 2020.6, U, NOTICE_U)
    assert (found[:, 0] == year_of("2020-07")).all()
    # Unit 2 lies half way between 2020.6 and unit 3.
    assert found[:, 1] == pytest.approx((2020.6 + found[:, 2]) / 2)


def test_a_delivery_on_the_day_is_on_record(small):
    came = year_of("2020-07")
    known = draw_arrivals(small, sure_of_no_slip(), came, U, NOTICE_U)
    assert (known[:, 0] == came).all()
    open_yet = draw_arrivals(small, sure_of_no_slip(), came - 0.001, U, NOTICE_U)
    assert (open_yet[:, 0] > came - 0.001).all()
    assert len(set(open_yet[:, 0])) > 100


def test_a_range_of_dates_is_uniform(small):
    # unit 2: from June 2021 (2021.455) to August 2021 (2021.623), by the fifth random number
    found = draw_arrivals(small, sure_of_no_slip(), 2022.0, U, NOTICE_U)[:, 1]
    low, high = year_of("2021-06"), year_of("2021-08")
    assert found == pytest.approx(low + U[:, 4] * (high - low))


def test_first_promises_are_the_earliest_made_and_none_after_a_later_unit(small):
    first, third, _ = small.promises
    second = first.model_copy(update={"unit": 2, "by": "2021-06"})
    deal = small.model_copy(update={"promises": (second, first, third)})
    # unit 2 is promised for later than unit 3: no part of the schedule, half way between instead
    assert promised_dates(deal).interpolated == (False, True, False)
    unknown_day = first.model_copy(update={"made": None, "by": "2019-01"})
    deal = small.model_copy(update={"promises": (unknown_day, third)})
    # without a day it is no first promise; units 1 and 2 in thirds from the contract to unit 3
    found = promised_dates(deal)
    begins, ends = year_of("2018-01-15"), year_of("2021-01")
    assert found.interpolated == (True, True, False)
    assert found.dates == pytest.approx(np.linspace(begins, ends, 4)[1:])


# slower deliveries

EDGES = np.arange(2020, 2030.01, 0.25)
DATES = st.lists(st.floats(2020, 2040), min_size=1, max_size=5).map(sorted)


@given(DATES)
def test_full_speed_changes_nothing(dates):
    found = delayed(np.array([dates]), EDGES, np.ones((1, 40)))
    assert found[0] == pytest.approx(dates)


@given(DATES, st.lists(st.floats(0, 1), min_size=40, max_size=40))
def test_slower_deliveries_are_never_earlier_and_keep_their_order(dates, speeds):
    found = delayed(np.array([dates]), EDGES, np.array([speeds]))[0]
    assert (found >= np.array(dates) - 1e-6).all()
    assert (found[1:] >= found[:-1] - 1e-9).all()


def test_a_stop_puts_off_what_comes_after_it_by_its_length():
    speed = np.ones((1, 40))
    speed[0, 8:12] = 0
    found = delayed(np.array([[2021.5, 2022.0, 2022.5, 2035.0]]), EDGES, speed)[0]
    assert found == pytest.approx([2021.5, 2022.0, 2023.5, 2036.0])


def test_half_the_speed_takes_twice_as_long():
    speed = np.full((2, 40), 1.0)
    speed[1] = 0.5
    # from 2020 on at half speed: what lay a year ahead comes after two, also beyond the last step
    found = delayed(np.array([[2019.5, 2021.0, 2028.0]]), EDGES, speed)
    assert found[0] == pytest.approx([2019.5, 2021.0, 2028.0])
    assert found[1] == pytest.approx([2019.5, 2022.0, 2036.0])


def test_what_is_due_after_a_stop_for_good_never_comes():
    speed = np.ones((1, 40))
    speed[0, 20:] = 0
    found = delayed(np.array([[2024.0, 2026.0]]), EDGES, speed)[0]
    assert found[0] == 2024.0
    assert np.isinf(found[1])


def test_the_scatter_of_a_promise_is_the_fourth_random_number(small):
    # As of 2019.0 no unit has come. Two draws differ in the fourth number only: the date of unit 3
    # differs. Draws that differ in the fifth only, which is for reported dates, do not.
    u = np.full((3, 5), 0.5)
    u[1, 3], u[2, 4] = 0.9, 0.9
    found = draw_arrivals(small, sure_of_no_slip(), 2019.0, u, np.full(3, 0.5))[:, 2]
    assert found[1] > found[0] + 0.001
    assert found[2] == found[0]


def test_a_promise_for_a_later_unit_takes_the_place_of_a_notice(small):
    # A notice of 2020 rules out all units until 2025. Unit 2 was promised in 2019, unit 3 anew in
    # 2021: as of 2022 unit 1, without a promise, is free again; as of 2020.5 it is ruled out.
    words = small.promises[0].model_dump(include={"source", "confidence", "reason"})
    promises = tuple(
        small.promises[0].model_copy(update={"unit": unit, "made": made, "by": "2026"})
        for unit, made in ((2, "2019-01-01"), (3, "2019-01-01"), (3, "2021-01-01"))
    )
    notice = Notice(unit=1, made="2020-01-01", not_before="2025-01-01", words="none", **words)
    deal = small.model_copy(update={"promises": promises, "notices": (notice,), "deliveries": ()})
    assert _ruled_out_until(deal, 1, 2020.5) == year_of("2025-01-01")
    assert _ruled_out_until(deal, 1, 2022.0) == 2022.0
