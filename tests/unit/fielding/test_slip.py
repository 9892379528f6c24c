from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skydome.fielding import load_deal, shipped_deals
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import (
    Observation,
    Stretches,
    arrival,
    draw_stretches,
    learn,
    observations,
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


def test_india_was_promised_completion_for_eight_dates_one_of_unknown_day(india):
    completion = [p for p in india.promises if p.unit == 5]
    assert len({p.by for p in completion}) == 8
    assert sum(p.made is None for p in completion) == 1


def test_nothing_is_known_before_it_happens(india):
    early = observations([india], 2020.0)
    assert not any(one.delivered for one in early)
    late = observations([india], 2026.45)
    assert sum(one.delivered for one in late) == 8
    assert len(late) > len(early)


def test_weights_of_one_delivery_sum_to_one(india):
    found = observations([india], 2026.45)
    units = {p.unit for p in india.promises}
    assert sum(one.weight for one in found) == pytest.approx(len(units))


def test_the_known_first_slip_is_fourteen_months(india):
    first = observations([india], 2022.5)[0]
    assert first.delivered
    # promised in February 2019 for October 2020, twenty months; came after thirty-four
    assert exp(first.log_stretch) == pytest.approx(34.2 / 20, abs=0.02)


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
