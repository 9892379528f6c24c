from math import exp, log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding import load_deal, shipped_deals
from skydome.fielding.dates import year_of
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import (
    BETWEEN,
    CENTRES,
    DEAL_MEANS,
    SHORTEST_YEARS,
    WITHIN,
    Observation,
    Stretches,
    _about,
    arrival,
    draw_stretches,
    learn,
    observations,
    stretched,
)

U = latin_hypercube(1, 4_000, "slip", 4)


def seen(deal, *stretches, delivered=True, weight=1.0):
    return [Observation(deal, log(stretch), delivered, weight) for stretch in stretches]


def median(posterior, deal):
    return float(np.exp(np.median(draw_stretches(posterior, deal, U[:, :3]).mean)))


def test_without_promises_nothing_is_believed_but_the_prior():
    posterior = learn([])
    assert posterior.chance.sum() == pytest.approx(1)
    assert median(posterior, "any") == pytest.approx(1, abs=0.03)


def test_what_is_seen_moves_the_deal_most_and_the_others_some():
    posterior = learn(seen("late", *[2.0] * 6))
    assert 1.6 < median(posterior, "late") < 2.1
    assert 1.05 < median(posterior, "other") < median(posterior, "late")


def test_a_delivery_still_to_come_says_only_that_it_took_longer():
    waiting = median(learn(seen("x", 2.0, 2.0, delivered=False)), "x")
    came = median(learn(seen("x", 2.0, 2.0)), "x")
    nothing_yet = median(learn(seen("x", 0.05, 0.05, delivered=False)), "x")
    assert waiting > came
    assert nothing_yet == pytest.approx(1, abs=0.05)


def test_promises_about_one_delivery_count_as_one():
    once = median(learn(seen("x", 2.0)), "x")
    assert median(learn(seen("x", *[2.0] * 5, weight=0.2)), "x") == pytest.approx(once, abs=0.02)
    assert median(learn(seen("x", *[2.0] * 5)), "x") > once


def test_a_wider_prior_gives_way_sooner():
    found = seen("x", *[3.0] * 3)
    assert median(learn(found, widen=2), "x") > median(learn(found), "x")


def test_the_posterior_recovers_what_made_the_promises():
    source = np.random.Generator(np.random.PCG64(3))
    made = []
    for deal in range(12):
        middle = source.normal(0.4, 0.25)
        made += seen(f"d{deal}", *np.exp(source.normal(middle, 0.3, 8)))
    posterior = learn(made)
    u = latin_hypercube(4, 4_000, "x", 3)
    drawn = draw_stretches(posterior, "new", u)
    assert np.mean(drawn.mean) == pytest.approx(0.4, abs=0.15)
    assert np.median(drawn.spread) == pytest.approx(0.3, abs=0.06)


@pytest.fixture(scope="module")
def india():
    return load_deal("india-2018")


def test_india_was_promised_completion_for_nine_dates_one_of_unknown_day(india):
    completion = [p for p in india.promises if p.unit == 5]
    assert len({p.by for p in completion}) == 9
    assert sum(p.made is None for p in completion) == 1


def test_nothing_is_known_before_it_happens(india):
    early = observations([india], 2020.0)
    assert not any(one.delivered for one in early)
    late = observations([india], 2026.45)
    # seven dated promises of the first regiment and three of the fourth
    assert sum(one.delivered for one in late) == 10
    assert len(late) > len(early)


def test_weights_of_one_delivery_sum_to_one(india):
    found = observations([india], 2026.45)
    units = {p.unit for p in india.promises}
    assert sum(one.weight for one in found) == pytest.approx(len(units))


def test_the_first_regiment_took_1_66_times_as_long_as_promised(india):
    first = observations([india], 2022.5)[0]
    assert first.delivered
    # promised on 2 January 2019 for October 2020, 21.4 months; came on 20 December 2021 after 35.6
    assert exp(first.log_stretch) == pytest.approx(35.6 / 21.4, abs=0.01)


# observations of the small deal, by hand: unit 1 promised in June 2018 (2018.455) for January 2020
# (2020.042), 1.587 years, and delivered in July 2020 (2020.541) after 2.086; unit 3 promised on the
# same day for January 2021 (2021.042), and in June 2021 (2021.455) for December 2022 (2022.958)


@pytest.fixture(scope="module")
def small():
    return load_deal(Path(__file__).parent / "small_deal.yaml")


def test_each_promise_is_observed_with_what_is_known_by_then(small):
    found = observations([small], 2020.0)
    assert [(o.deal, o.delivered, o.weight) for o in found] == [("small-deal", False, 1.0)] * 2
    # both have taken 1.545 years so far
    assert [exp(o.log_stretch) for o in found] == pytest.approx(
        [1.545 / 1.587, 1.545 / 2.587], abs=0.003
    )
    found = observations([small], 2022.0)
    # the first has come; two promises of unit 3 share one outcome
    assert [(o.delivered, o.weight) for o in found] == [(True, 1.0), (False, 0.5), (False, 0.5)]
    assert [exp(o.log_stretch) for o in found] == pytest.approx(
        [2.086 / 1.587, 3.545 / 2.587, 0.545 / 1.503], abs=0.003
    )


def test_a_promise_counts_from_half_a_month_on(small):
    made = year_of("2018-06")
    assert observations([small], made + 1 / 24 - 0.001) == []
    assert len(observations([small], made + 1 / 24 + 0.001)) == 2


def test_a_delivery_on_the_day_is_known(small):
    came = year_of("2020-07")
    assert not observations([small], came - 0.001)[0].delivered
    assert observations([small], came)[0].delivered


def test_a_record_knows_nothing_after_its_end(small):
    assert observations([small], 2040.0) == observations([small], year_of("2022-06"))


def test_a_delivery_right_after_its_promise_took_half_a_month(small):
    at_once = small.deliveries[0].model_copy(update={"date": "2018-06-16"})
    deal = small.model_copy(update={"deliveries": (at_once,)})
    found = observations([deal], 2020.0)[0]
    assert exp(found.log_stretch) == pytest.approx((1 / 24) / 1.587, rel=0.002)


def test_the_likelihood_of_a_promise_is_normal_and_of_a_wait_its_tail():
    # one promise with y = 0.4 in one deal: at mean 0.4 the density is highest for every spread,
    # proportional to exp(-(y - mean)^2 / 2 s^2) / s
    grid = learn(seen("x", exp(0.4))).likelihood["x"]
    place = int(np.argmin(abs(DEAL_MEANS - 0.4)))
    assert (grid.argmax(axis=0) == place).all()
    away = int(np.argmin(abs(DEAL_MEANS - 1.0)))
    expected = np.exp(-0.5 * (0.6 / WITHIN) ** 2)
    assert grid[away] / grid[place] == pytest.approx(expected, abs=1e-9)
    assert grid[place, 0] / grid[place, -1] == pytest.approx(WITHIN[-1] / WITHIN[0])
    # waiting for y = 0.4: half at a mean of 0.4, whatever the spread
    tail = learn(seen("x", exp(0.4), delivered=False)).likelihood["x"]
    high = tail.max()
    assert tail[place] / high == pytest.approx(0.5, abs=1e-6)
    # a weight is a power
    half = learn(seen("x", exp(0.4), weight=0.5)).likelihood["x"]
    assert half / half.max() == pytest.approx(np.sqrt(grid / grid.max()), abs=1e-12)


def test_the_prior_has_the_spreads_it_says():
    chance = learn([]).chance
    centre = chance.sum(axis=(1, 2))
    assert (centre * CENTRES).sum() == pytest.approx(0, abs=3e-3)
    assert np.sqrt((centre * CENTRES**2).sum()) == pytest.approx(0.5, abs=0.01)
    # half-normal of 0.5: half of it below 0.6745 x 0.5
    for axis, grid in ((1, BETWEEN), (2, WITHIN)):
        share = chance.sum(axis=tuple({0, 1, 2} - {axis}))
        assert share[grid < 0.337].sum() == pytest.approx(0.5, abs=0.08)


def stretches(mean=0.3, spread=0.4):
    return Stretches(np.full(len(U), mean), np.full(len(U), spread))


@pytest.fixture(scope="module")
def last_promise(india):
    return next(p for p in india.promises if p.unit == 5 and p.made == "2026-02")


def test_an_arrival_is_the_promise_stretched(last_promise):
    drawn = arrival(last_promise, stretches(), U[:, 3], 2026.12)
    assert np.median(drawn) == pytest.approx(2026.12 + 0.75 * exp(0.3), abs=0.03)


@given(st.floats(2026.2, 2034))
def test_nothing_comes_before_it_can(last_promise, moment):
    drawn = arrival(last_promise, stretches(), U[:, 3], moment)
    assert drawn.min() >= moment
    assert np.isfinite(drawn).all()


def test_an_arrival_given_a_wait_is_the_tail_of_the_one_without(last_promise):
    free = arrival(last_promise, stretches(), U[:, 3], 2026.13)
    waited = arrival(last_promise, stretches(), U[:, 3], 2027.2)
    assert np.median(waited) == pytest.approx(np.median(free[free > 2027.2]), abs=0.05)


def test_learning_from_the_shipped_deals_says_that_india_slips_most():
    deals = shipped_deals()
    posterior = learn(observations(deals, 2026.45))
    mean = {deal.id: median(posterior, deal.id) for deal in deals}
    assert mean["india-2018"] == max(mean.values())
    assert mean["turkey-2017"] < 1.1


def test_the_shortest_wait_is_a_hundredth_of_the_shortest_promise():
    # A promise for a hundredth of SHORTEST_YEARS, mean log stretch 0, spread 1, nothing ruled out:
    # the score of the shortest wait is 0. At u = 0 the draw is that wait itself.
    shortest = SHORTEST_YEARS / 100
    found = stretched(2020.0, shortest, stretches(0.0, 1.0), np.zeros(1), 2019.0)
    assert found - 2020 == pytest.approx(shortest, rel=1e-6)


def test_a_promise_takes_at_most_148_times_as_long():
    # a mean log stretch of 9 is cut at 5: exp(5) = 148.4 times two years
    found = stretched(2020.0, 2.0, stretches(9.0, 0.01), np.full(1, 0.5), 2020.0)
    assert found == pytest.approx(2020 + 2 * 148.413, abs=0.01)


def test_deal_means_are_normal_about_the_common_mean():
    # exp(-x**2 / 2) at x standard deviations: means 0.4 apart are one apart, 0.8 two
    row = _about(np.array([[0.0]]), np.array([0.4]))[0]
    centre = np.argmin(np.abs(DEAL_MEANS))
    apart = round(0.4 / (DEAL_MEANS[1] - DEAL_MEANS[0]))
    assert row.sum() == pytest.approx(1)
    assert row[centre + apart] / row[centre] == pytest.approx(exp(-0.5))
    assert row[centre - 2 * apart] / row[centre] == pytest.approx(exp(-2))
