"""Sweeps: every combination of values, differences with the same random numbers."""

import numpy as np
import pytest

from skydome.analysis import pair_results, sweep
from skydome.analysis.measures import FIRED, LEAKED
from skydome.analysis.parameter_sweep import check_grid
from skydome.errors import InputError
from skydome.scenario import load, with_run
from skydome.study import simulate


@pytest.fixture(scope="module")
def scenario(small_file):
    return with_run(load(small_file), replications=60)


@pytest.fixture(scope="module")
def salvos(scenario):
    return sweep(scenario, {"doctrine.salvo": [1, 2]})


def test_points_are_the_scenario_at_each_value(scenario, salvos):
    for point, salvo in zip(salvos.points, (1, 2), strict=True):
        result = simulate(with_run(scenario.with_({"doctrine.salvo": salvo}), replications=60))
        leaked = sum(
            result.rows[f"leaked.{name}"].to_numpy() for name in result.scenario.target_classes
        )
        assert point.values == (salvo,)
        assert point.measure(LEAKED).value.value == pytest.approx(leaked.mean())


def test_differences_are_those_of_paired_results(scenario, salvos):
    one, two = (simulate(scenario.with_({"doctrine.salvo": salvo})) for salvo in (1, 2))
    lines = {(line.measure, line.of): line for line in pair_results(one, two).lines}
    for name, of in ((LEAKED, "all"), (FIRED, "all"), (LEAKED, scenario.target_classes[0])):
        measure = salvos.points[1].measure(name, of)
        assert measure.paired
        assert measure.difference == pytest.approx(lines[name, of].difference)
    assert salvos.points[0].measure(LEAKED).difference is None


def test_a_larger_raid_is_not_paired(scenario):
    path = "raid[0].count"
    count = 5
    found = sweep(scenario, {path: [count, count + 3]})
    measure = found.points[1].measure(LEAKED)
    assert not measure.paired
    parts = [point.measure(LEAKED).value for point in found.points]
    assert measure.difference.value == pytest.approx(parts[1].value - parts[0].value)
    half = np.hypot(*[(one.high - one.value) for one in parts])  # of independent means
    assert measure.difference.high - measure.difference.value == pytest.approx(half)


def test_all_combinations_in_order(scenario):
    found = sweep(
        with_run(scenario, replications=1),
        {"doctrine.salvo": [2, 1], "doctrine.engagements": [1, 3]},
    )
    assert [point.values for point in found.points] == [(2, 1), (2, 3), (1, 1), (1, 3)]
    assert found.as_dict()["factors"] == {"doctrine.salvo": [2, 1], "doctrine.engagements": [1, 3]}


def test_every_point_is_checked_before_the_first_runs(scenario, monkeypatch):
    monkeypatch.setattr(
        "skydome.analysis.parameter_sweep.simulate", lambda *_a, **_k: pytest.fail("it ran")
    )
    with pytest.raises(InputError, match="99 does not fit"):
        sweep(scenario, {"doctrine.salvo": [1, 99]})


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({}, "nothing to vary"),
        ({"a": []}, "nothing to vary"),
        ({"a": [1, 2, 1]}, "a: 1 is given twice; allowed: each value once"),
        ({"a": range(40), "b": range(40)}, r"a, b: these are 1,600 combinations"),
    ],
)
def test_grids_that_make_no_sense_are_refused(over, message):
    with pytest.raises(InputError, match=message):
        check_grid(over)
