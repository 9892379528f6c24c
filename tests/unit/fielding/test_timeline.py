from pathlib import Path

import numpy as np
import pytest

from skydome.fielding import Capability, Settings, as_dict, load_deal, shipped_deals, timeline
from skydome.fielding.backtest import judged_promises, score
from skydome.fielding.capability import at_states
from skydome.fielding.dates import year_of
from skydome.fielding.sampling import latin_hypercube

SMALL = Path(__file__).parent / "small_deal.yaml"
QUICK = Settings(draws=200, last_year=2026)


@pytest.fixture(scope="module")
def deal():
    return load_deal(SMALL)


@pytest.fixture(scope="module")
def found(deal):
    return timeline(deal, QUICK)


@pytest.fixture(scope="module")
def india():
    return timeline(load_deal("india-2018"), Settings(draws=300), others=shipped_deals())


def quarter(found, year):
    return round((year - found.quarters[0]) * 4)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(deal, found):
    assert as_dict(timeline(deal, QUICK)) == as_dict(found)
    assert as_dict(timeline(deal, QUICK._replace(seed=1))) != as_dict(found)


def test_promised_is_a_staircase_of_batteries(found):
    assert found.promised[quarter(found, 2019.75)] == 0
    assert found.promised[quarter(found, 2020.25)] == 2
    assert found.promised[-1] == 6


def test_stages_follow_each_other(found, india):
    for line in (found, india):
        for course in line.futures:
            assert (course.operated.mean <= course.delivered.mean + 1e-9).all()
            assert (course.operational.mean <= course.operated.mean + 1e-9).all()
            assert (course.operated.mean <= course.crewed.mean + 1e-9).all()
            assert course.operational.mean.max() > 1


def test_delivered_is_the_record_until_it_ends(found):
    delivered = found.futures[0].delivered
    at = quarter(found, 2021.0)
    assert delivered.low[at] == delivered.high[at] == 2
    assert delivered.mean[quarter(found, 2022.0)] == pytest.approx(4)


def test_activation_keeps_a_delivered_battery_out_for_three_months(found):
    course = found.futures[0]
    first = year_of("2020-07")
    # two batteries stand from mid October on: of the quarter to January, 0.83
    at = quarter(found, 2020.75)
    share = (2021.0 - first - 0.25) / 0.25
    assert course.operated.mean[at] == pytest.approx(2 * share, abs=0.01)


def test_an_embargo_stops_deliveries_and_wears_out_what_is_there(found):
    plain, cut = found.futures
    assert plain.name == "plain"
    last = -1
    assert cut.operational.mean[last] < plain.operational.mean[last]
    assert cut.availability.mean[last] < 0.5 * plain.availability.mean[last]
    assert cut.delivered.mean[last] < plain.delivered.mean[last]
    assert np.isinf(cut.arrivals[2][2])


def test_futures_share_their_past(found):
    plain, cut = found.futures
    until = quarter(found, 2022.25)
    assert np.array_equal(plain.operational.mean[:until], cut.operational.mean[:until])


def test_what_binds_is_what_holds_back_most(found, india):
    for course in (*found.futures, *india.futures):
        for year in course.years:
            if year.binding is None:
                assert max(year.held_back.values()) < 0.1
            else:
                assert year.held_back[year.binding] == max(year.held_back.values())


def test_what_is_held_back_adds_up(found):
    course = found.futures[1]
    gap = (found.promised - course.operational.mean).sum() / 4
    held = sum(sum(year.held_back.values()) for year in course.years)
    assert held == pytest.approx(gap, abs=0.02)


def test_battery_years_are_the_area_below_the_curves(found):
    course = found.futures[0]
    years = course.battery_years
    assert years.promised[1] == pytest.approx(found.promised.sum() / 4)
    assert np.mean(years.delivered) == pytest.approx(course.delivered.mean.sum() / 4, rel=0.1)
    assert years.operational_share[1] < years.delivered_share[1] <= 1


def test_a_payment_stop_takes_the_blame_for_what_is_late(india):
    pessimistic = next(course for course in india.futures if course.name == "pessimistic")
    by_year = {year.year: year for year in pessimistic.years}
    assert by_year[2023].held_back["payments"] > 1
    assert by_year[2024].held_back["payments"] == 0
    assert by_year[2027].held_back["payments"] > by_year[2027].held_back["deliveries"]
    assert [by_year[year].binding for year in (2018, 2021, 2025)] == [
        None,
        "deliveries",
        "deliveries",
    ]


def test_the_futures_of_india_are_in_their_order(india):
    share = {c.name: c.battery_years.operational_share[1] for c in india.futures}
    assert share["optimistic"] > share["realistic"] > share["pessimistic"]


def test_as_of_an_earlier_date_less_is_known(deal):
    early = timeline(deal, QUICK._replace(as_of=2019.5))
    late = timeline(deal, QUICK)
    at = quarter(late, 2022.0)
    spread = early.futures[0].delivered.high[at] - early.futures[0].delivered.low[at]
    assert spread > 0
    assert late.futures[0].delivered.high[at] == late.futures[0].delivered.low[at]
    # the war of 2022 and the missiles of 2021 are not known in 2019
    assert early.futures[0].missiles.high[at] >= late.futures[0].missiles.high[at]


def test_cannibalising_never_leaves_fewer_batteries(deal, found):
    gathered = timeline(deal, QUICK._replace(cannibalise=True))
    for plain, better in zip(found.futures, gathered.futures, strict=True):
        whole = np.isclose(plain.operated.mean % 1, 0) & (plain.operated.mean > 0)
        assert whole.any()
        assert (better.operational.mean[whole] >= plain.operational.mean[whole] - 1e-6).all()


def test_metric_flatters(deal, found):
    metric = timeline(deal, QUICK._replace(vari=False))
    plain, flattering = (t.futures[0].availability.mean[-1] for t in (found, metric))
    assert flattering >= plain


def test_more_spares_last_longer(found):
    months = [one.months_cannibalised.median for one in found.endurance]
    assert months == sorted(months)
    assert months[-1] > months[0]
    spent = [one.spares_usd for one in found.endurance]
    assert spent == sorted(spent)
    assert found.endurance[0].first_out == "radar"


def test_a_capability_is_read_off_at_the_batteries_that_work(deal):
    able = Capability("raid", 10, 50, 9.0, (50.0, 20.0, 10.0, 5.0), (9.0, 4.0, 2.0, 1.0))
    course = timeline(deal, QUICK, capability=able).futures[0]
    assert course.leaked.mean[0] == 50
    assert course.value_lost.mean[0] == 9
    assert 5 <= course.leaked.mean[-1] < 20
    assert at_states(np.array([0.0, 0.5, 2.0, 9.0]), able.leaked).tolist() == [50, 35, 10, 5]


# back-test


def test_a_forecast_uses_nothing_later(deal):
    whole = judged_promises([deal], 1)
    less = deal.model_copy(update={"promises": deal.promises[:2], "deliveries": ()})
    early = judged_promises([less], 1)
    first = {(one.unit, one.promised): one.median for one in whole}
    for one in early:
        assert first[one.unit, one.promised] == one.median


def test_a_promise_is_judged_by_what_came(deal):
    found = judged_promises([deal], 1)
    first = found[0]
    assert first.outcome == year_of("2020-07")
    assert first.slip_months == pytest.approx(6, abs=0.1)
    assert first.inside == (first.low <= first.outcome <= first.high)
    assert [one.inside for one in found if one.unit == 3 and one.promised > 2022.5] == [None]


def test_a_score_counts_deliveries_and_overdue_units_apart(deal):
    found = judged_promises([deal], 1)
    result = score(found, {deal.id: year_of(deal.record_ends)})
    assert (result.deliveries, result.overdue) == (1, 1)
    assert result.promise_error_months == pytest.approx(6, abs=0.1)
    assert result.promise_late_months == pytest.approx(17, abs=0.2)


def test_the_shipped_deals_are_inside_the_interval_about_as_often_as_it_says(india):
    result = india.score
    # India's first and fourth unit, both units of China and of Turkey
    assert result.deliveries == 6
    assert result.promises == sum(
        one.made is not None and one.outcome is not None for one in india.promises
    )
    assert 0.7 <= result.inside / result.deliveries <= 1
    assert result.overdue == 1
    assert result.model_late_months < result.promise_late_months


def test_all_futures_use_the_same_random_numbers_for_deliveries(india):
    fourth = [course.arrivals[3] for course in india.futures]
    assert fourth[0] == fourth[1]
    assert latin_hypercube(1, 10, "deliveries", 5).shape == (10, 5)
