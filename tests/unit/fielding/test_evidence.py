"""How often a record counts, and what a notice of no delivery does."""

from dataclasses import astuple
from math import exp
from pathlib import Path

import numpy as np
import pytest

from skydome.fielding import Settings, load_deal, shipped_deals, timeline
from skydome.fielding.backtest import JudgedPromise, judged_promises, score
from skydome.fielding.dates import year_of
from skydome.fielding.deal import Notice
from skydome.fielding.delivery import draw_arrivals, lead_times
from skydome.fielding.evidence import (
    announced_earliest,
    independent,
    notice_for,
    same_contract,
)
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import learn, observations

SMALL = Path(__file__).parent / "small_deal.yaml"
U = latin_hypercube(1, 400, "deliveries", 5)
NOTICE_U = latin_hypercube(1, 400, "promise after a notice")


@pytest.fixture(scope="module")
def small():
    return load_deal(SMALL)


@pytest.fixture(scope="module")
def india():
    return load_deal("india-2018")


def notice(unit, made, not_before=None):
    return Notice(
        unit=unit,
        made=made,
        not_before=not_before,
        words="nothing will come",
        source=("gazette",),
        confidence="sourced",
        reason="printed",
    )


# one contract, one piece of evidence


def test_a_copy_of_a_deal_adds_no_evidence(india):
    shipped = shipped_deals()
    copy = india.model_copy(update={"id": "my-india"})
    assert independent([copy, *shipped]) == [copy, *(d for d in shipped if d.id != "india-2018")]
    alone = score(judged_promises(shipped, 1), ends(shipped))
    twice = [copy, *shipped]
    assert astuple(score(judged_promises(twice, 1), ends(twice))) == pytest.approx(astuple(alone))
    assert len(observations(twice, 2026.4)) == len(observations(shipped, 2026.4))


def ends(deals):
    return {deal.id: year_of(deal.record_ends) for deal in deals}


def test_contracts_are_the_same_by_day_and_value_or_by_a_promise(small):
    money = small.contract.value
    other_day = small.contract.model_copy(update={"date": "2018-02"})
    other_value = small.contract.model_copy(
        update={"value": money.model_copy(update={"value": 2e9})}
    )
    moved = [p.model_copy(update={"by": "2023-12"}) for p in small.promises]
    undated = [p.model_copy(update={"made": None}) for p in small.promises]
    cited = [p.model_copy(update={"source": ("another",)}) for p in small.promises]

    def differs(**update):
        return not same_contract(small, small.model_copy(update={"id": "other", **update}))

    assert not differs()
    assert not differs(contract=other_day)  # the promises are the same
    assert not differs(promises=moved)  # the contract is the same
    for contract in (other_day, other_value):
        assert differs(contract=contract, promises=moved)
        assert differs(contract=contract, promises=undated)
        assert differs(contract=contract, promises=cited)
    assert same_contract(small, small.model_copy(update={"contract": other_day, "promises": moved}))


def judged(deal, unit, slip, *, inside, median=2021.0, outcome=2021.0, promised=2020.0):
    return JudgedPromise(
        deal=deal,
        unit=unit,
        made=2019.0,
        promised=promised,
        words="",
        low=median - 1,
        median=median,
        high=median + 1,
        outcome=outcome,
        slip_months=slip,
        inside=inside,
    )


def test_promises_about_one_delivery_have_one_outcome():
    # Delivery 1 of deal a has three promises, two inside; delivery 2 one, outside:
    # 2/3 + 0 of two deliveries. Slips 3, 6, 9 (mean 6) and 18: (6 + 18) / 2 = 12 months.
    # Medians of delivery 1 are right, that of 2 is half a year early: (0 + 6) / 2 = 3 months.
    found = [
        judged("a", 1, 3.0, inside=True),
        judged("a", 1, -6.0, inside=True),
        judged("a", 1, 9.0, inside=False),
        judged("a", 2, 18.0, inside=False, median=2020.5),
    ]
    result = score(found, {"a": 2022.0})
    assert (result.deliveries, result.promises, result.promises_inside) == (2, 4, 2)
    assert result.inside == pytest.approx(2 / 3)
    assert result.promise_error_months == pytest.approx(12)
    assert result.model_error_months == pytest.approx(3)
    assert (result.overdue, result.overdue_promises, result.refuted) == (0, 0, 0)


def test_overdue_units_count_apart_from_promises():
    # The record ends in 2022. Unit 3: two promises, due 2020 and 2021, 24 and 12 months late; the
    # medians of 2021.5 and 2023 make 6 and 0. Unit 4 is due in 2022.5 and does not count.
    late = {"outcome": None}
    found = [
        judged("a", 3, 24.0, inside=False, median=2021.5, **late),
        judged("a", 3, 12.0, inside=None, median=2023.0, promised=2021.0, **late),
        judged("a", 4, -6.0, inside=None, median=2023.0, promised=2022.5, **late),
    ]
    result = score(found, {"a": 2022.0})
    assert (result.deliveries, result.promises, result.inside) == (0, 0, 0)
    assert (result.overdue, result.overdue_promises, result.refuted) == (1, 2, 1)
    assert result.promise_late_months == pytest.approx(18)
    assert result.model_late_months == pytest.approx(3)


# notices


def with_notice(deal, *notices):
    return deal.model_copy(update={"notices": notices})


def test_a_notice_is_about_its_unit_and_later_ones_once_it_is_made(small):
    deal = with_notice(small, notice(2, "2021-03", "2022-01"))
    promised = year_of("2020-01")
    assert notice_for(deal, 1, promised, 2022.0) is None
    assert notice_for(deal, 2, promised, 2022.0) == deal.notices[0]
    assert notice_for(deal, 3, promised, 2022.0) == deal.notices[0]
    assert notice_for(deal, 3, promised, year_of("2021-02")) is None
    assert notice_for(deal, 3, promised, year_of("2021-03")) == deal.notices[0]
    # a promise of the same day is taken back, a later one takes the notice's place
    assert notice_for(deal, 3, year_of("2021-03"), 2022.0) == deal.notices[0]
    assert notice_for(deal, 3, year_of("2021-04"), 2022.0) is None


def test_of_several_notices_the_latest_counts(small):
    first, last = notice(2, "2021-01", "2022-06"), notice(2, "2021-03")
    assert notice_for(with_notice(small, last, first), 2, 2020.0, 2022.0) == last


def test_time_ruled_out_is_time_without_the_delivery(small):
    deal = with_notice(small, notice(3, "2021-03", "2023-01-01"), notice(3, "2021-04"))
    first = small.promises[1]  # unit 3, made 2018-06 for 2021-01
    assert announced_earliest(deal, first, 2022.0) == year_of("2023-01-01")
    assert announced_earliest(deal, first, 2021.0) == -np.inf
    assert announced_earliest(deal, small.promises[0], 2022.0) == -np.inf  # unit 1
    assert announced_earliest(deal, small.promises[2], 2022.0) == -np.inf  # made after it
    # Seen from 2021.4 the first promise for unit 3 has taken until 2023.0 at least: promised
    # 2.58 years from 2018.46 on, without delivery for 4.54.
    plain = observations([small], 2021.4)
    seen = observations([deal], 2021.4)
    assert len(seen) == len(plain) == 2
    assert exp(plain[1].log_stretch) == pytest.approx((2021.4 - 2018.455) / 2.586, abs=0.003)
    assert exp(seen[1].log_stretch) == pytest.approx((2023.0 - 2018.455) / 2.586, abs=0.003)
    assert not seen[1].delivered


def test_lead_times_are_those_of_promises_so_far_by_unit(small):
    # unit 1: 2018-06 to 2020-01, 1.59 years; unit 3: to 2021-01, 2.59, and 2021-06 to 2022-12, 1.50
    u = np.array([0.0, 0.2, 0.3, 0.7, 0.8, 1.0])
    first, second, third = 1.585, 2.586, 1.503
    # from mid 2021 on unit 3 has two promises of weight 1/2 each, unit 1 one of weight 1
    expected = [third, third, first, first, second, second]
    assert lead_times(small, 2022.0, u) == pytest.approx(expected, abs=0.01)
    # before it, both units have one promise
    expected = [first, first, first, second, second, second]
    assert lead_times(small, 2021.0, u) == pytest.approx(expected, abs=0.01)


def test_after_a_notice_nothing_comes_before_its_date(small):
    as_of = year_of("2021-04")
    deal = with_notice(small, notice(2, "2021-03", "2023-01-01"))
    posterior = learn(observations([deal], as_of))
    plain = draw_arrivals(small, posterior, as_of, U, NOTICE_U)
    after = draw_arrivals(deal, posterior, as_of, U, NOTICE_U)
    assert (after[:, 0] == plain[:, 0]).all()  # delivered before
    assert plain[:, 2].min() < 2023 < year_of("2023-01-01") <= after[:, 2].min()
    assert after[:, 1].min() >= year_of("2023-01-01")  # unit 2 has no promise of its own
    assert (after[:, 1] <= after[:, 2]).all()


def test_a_notice_without_a_date_starts_a_new_lead_time(small):
    # Posterior without any slip: stretches are all but 1. The last promise was made in 2018.46 for
    # 2021-01; it is taken back in 2021-03 and promised anew, 1.59 or 2.59 years later, half each.
    as_of = year_of("2021-04")
    sure = learn([])._replace(chance=np.zeros((46, 14, 22)))
    sure.chance[19, 0, 0] = 1.0  # centre near 0, least spreads
    deal = with_notice(small, notice(3, "2021-03"))
    found = draw_arrivals(deal, sure, as_of, U, NOTICE_U)[:, 2]
    made = year_of("2021-03")
    near = found[NOTICE_U < 0.49]
    far = found[NOTICE_U > 0.51]
    assert np.median(near) == pytest.approx(made + 1.585, rel=0, abs=0.15)
    assert np.median(far) == pytest.approx(made + 2.586, rel=0, abs=0.25)


def test_a_promise_after_the_notice_takes_its_place(small):
    deal = with_notice(small, notice(3, "2021-03", "2024-01-01"))
    as_of = year_of("2022-05")
    posterior = learn(observations([small], as_of))
    plain = draw_arrivals(small, posterior, as_of, U, NOTICE_U)
    assert np.array_equal(draw_arrivals(deal, posterior, as_of, U, NOTICE_U), plain)


def test_the_notice_of_march_2023_lowers_what_was_expected_of_2024(india):
    def batteries_at_the_end_of_2024(deal):
        settings = Settings(as_of=year_of("2023-04"), draws=300)
        others = [other for other in shipped_deals() if other.id != deal.id]
        course = timeline(deal, settings, others=others, futures=deal.futures[:1]).futures[0]
        place = round((2024.75 - 2018) * 4)
        return [float(getattr(course.delivered, x)[place]) for x in ("low", "mean", "high")]

    # six batteries were delivered by then, and no more came until 2026
    without = batteries_at_the_end_of_2024(with_notice(india))
    low, mean, high = batteries_at_the_end_of_2024(india)
    assert without[1] > 9.5
    assert low == 6
    assert mean < 8
    assert low <= 6 <= high
