import json
from dataclasses import replace

import numpy as np
import pytest

from skydome.analysis import Estimate, summarise
from skydome.analysis.intervals import as_data, mean_interval, unseen_share
from skydome.analysis.money import cost_of
from skydome.cli import show
from skydome.report.verdict import cost_sentences, verdict_of
from skydome.study import simulate


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


@pytest.fixture(scope="module")
def summary(result):
    return summarise(result)


def test_every_threat_is_accounted_for(summary):
    for line in summary.classes:
        ends = line.killed + line.leaked.value + line.still_flying
        assert ends == pytest.approx(line.launched)
        assert line.launched <= line.in_raid
        assert line.leaked.low <= line.leaked.value <= line.leaked.high
        assert line.leaked_band[0] <= line.leaked.value <= line.leaked_band[1]


def test_totals_are_the_sums_of_the_rows(result, summary):
    frame = result.to_pandas()
    leaked = frame[[name for name in frame if name.startswith("leaked.")]].sum(axis=1)
    assert summary.leaked.value == pytest.approx(leaked.mean())
    assert abs(leaked[summary.typical] - leaked.mean()) == abs(leaked - leaked.mean()).min()
    for line in summary.missiles:
        assert line.fired.value == pytest.approx(frame[f"fired.{line.missile}"].mean())
        assert line.fired.value <= 2 * line.ready + 1e-9  # one reload set


def test_an_asset_that_is_hit_is_lost_whole(result, summary):
    frame = result.to_pandas()
    lost = sum(a.value * (frame[f"hits.{a.asset}"] > 0) for a in summary.assets)
    assert summary.value_lost.value == pytest.approx(lost.mean())
    assert summary.value_lost.value <= summary.value_total


def test_a_missile_without_a_price_leaves_the_cost_unknown(summary):
    fired = {line.missile for line in summary.missiles if line.fired.value > 0}
    assert summary.cost.spent_usd is None
    assert set(summary.cost.unknown) == fired
    low, nominal, high = summary.cost.lot_usd
    assert 0 < low <= nominal <= high


def test_a_summary_is_json(summary):
    assert json.loads(json.dumps(summary.as_dict(), allow_nan=False))["replications"] > 0


# money


def priced(small, **prices):
    """Return the small scenario with other prices: nominal, low, high, standing by missile."""
    quantity = next(iter(small.entries[small.missiles[0]].parameters.values()))
    entries = dict(small.entries)
    for missile in small.missiles:
        parameters = {k: v for k, v in entries[missile].parameters.items() if k != "unit_cost"}
        if missile in prices:
            value, low, high, standing = prices[missile]
            update = {"value": value, "low": low, "high": high, "unit": "USD", "standing": standing}
            parameters["unit_cost"] = quantity.model_copy(update=update)
        entries[missile] = entries[missile].model_copy(update={"parameters": parameters})
    return small.model_copy(update={"entries": entries})


def cost_with(small, **prices):
    """Return the cost of 1 and 3 missiles of the first type, 2 and 2 of the second."""
    fired = dict(zip(small.missiles, (np.array([1.0, 3.0]), np.array([2.0, 2.0])), strict=True))
    return cost_of(priced(small, **prices), fired, mean_interval)


def test_published_prices_give_a_mean_an_interval_and_a_range(small):
    first, second = small.missiles
    known = {first: (10.0, 8.0, 12.0, "sourced"), second: (5.0, 5.0, 5.0, "derived")}
    cost = cost_with(small, **known)
    # By hand: 1 x 10 + 2 x 5 = 20 and 3 x 10 + 2 x 5 = 40, mean 30; low 2 x 8 + 2 x 5 = 26,
    # high 2 x 12 + 2 x 5 = 34.
    assert cost.spent_usd.value == pytest.approx(30)
    assert cost.range_usd == pytest.approx((26, 30, 34))
    assert (cost.guessed, cost.unknown) == ((), ())


def test_a_guessed_price_is_never_a_result(small):
    first, second = small.missiles
    prices = {first: (10.0, 8.0, 12.0, "sourced"), second: (5.0, 1.0, 9.0, "unsourced")}
    cost = cost_with(small, **prices)
    # low 2 x 8 + 2 x 1 = 18, high 2 x 12 + 2 x 9 = 42
    assert cost.spent_usd is None
    assert cost.range_usd == pytest.approx((18, 30, 42))
    assert cost.guessed == (second,)
    (sentence, *_) = cost_sentences(cost, {})
    assert "a guess" in sentence
    assert "18 to 42" in sentence
    assert "30" not in sentence


def test_a_missing_price_leaves_nothing_but_the_word_unknown(small):
    cost = cost_with(small, **{small.missiles[0]: (10.0, 8.0, 12.0, "sourced")})
    assert (cost.spent_usd, cost.range_usd) == (None, None)
    assert cost.unknown == (small.missiles[1],)


# sentences


def test_an_interval_of_no_width_is_none_on_screen_and_in_json():
    agreed = mean_interval([2, 2, 2])
    assert show.interval(agreed) == "2.00 (–)"
    assert as_data(agreed) == [2.0, None, None]
    apart = mean_interval([1, 2, 3])
    assert as_data(apart) == list(apart)


@pytest.mark.parametrize(("replications", "share"), [(1, 0.95), (50, 0.0582), (1_000, 0.00299)])
def test_an_event_that_none_of_them_shows_may_have_this_share(replications, share):
    # (1 - p) ** n = 0.05
    assert unseen_share(replications) == pytest.approx(share, rel=2e-3)
    assert (1 - unseen_share(replications)) ** replications == pytest.approx(0.05)


def test_the_verdict_names_what_never_started_and_what_still_flies(summary):
    (first, *rest) = summary.classes
    late = replace(first, in_raid=5, launched=3.0, still_flying=1.0)
    others = (replace(one, in_raid=1, launched=1.0, still_flying=0.0) for one in rest)
    said = verdict_of(replace(summary, classes=(late, *others)))
    assert any(text.startswith("2 threats do not start") for text in said)
    assert any(text.startswith("1 are still in flight") for text in said)


def test_the_verdict_of_one_replication_and_of_no_leaker_has_no_interval(summary):
    one = replace(summary, replications=1, leaked=Estimate(2, 2, 2))
    assert "only replication" in verdict_of(one)[0]
    none = replace(summary, replications=50, leaked=Estimate(0, 0, 0))
    assert verdict_of(none)[0].startswith("None of the ")
    assert "5.8" in verdict_of(none)[0]
