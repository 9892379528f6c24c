import json

import pytest

from skydome.analysis import summarise
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
