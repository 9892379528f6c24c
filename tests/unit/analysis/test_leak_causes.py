"""Causes of leaks summed over replications: the sample, the sums, and the stored rows."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from skydome.analysis.intervals import mean_interval
from skydome.analysis.leak_causes import leak_causes, sample_of
from skydome.errors import InputError
from skydome.report.run.leak_causes import causes_of
from skydome.study import simulate


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


@pytest.fixture(scope="module")
def found(result):
    return leak_causes(result, 12)


def leaked_by_row(result, numbers):
    names = [f"leaked.{label}" for label in result.scenario.labels]
    rows = result.rows.to_pylist()
    return [sum(rows[n][name] for name in names) for n in numbers]


@pytest.mark.parametrize(
    ("replications", "placements", "size", "expected"),
    [(100, 4, 12, 12), (100, 4, 13, 12), (100, 8, 3, 8), (5, 4, 12, 5), (1, 1, 32, 1)],
)
def test_the_sample_takes_as_many_of_each_placement(replications, placements, size, expected):
    chosen = sample_of(replications, placements, size)
    assert chosen == list(range(expected))
    if expected % placements == 0:
        assert set(np.bincount(np.array(chosen) % placements)) == {expected // placements}


def test_every_leaker_of_the_stored_rows_has_one_cause(result, found):
    leaked = leaked_by_row(result, found.numbers)
    assert sum(leaked) > 0
    placement = np.array(found.numbers) % result.scenario.terrain.placements
    assert found.total == mean_interval(leaked, placement)
    everything = [line.leaked.value for line in found.lines if not line.target_class]
    assert sum(everything) == pytest.approx(found.total.value)
    of_classes = [line.leaked.value for line in found.lines if line.target_class]
    assert sum(of_classes) == pytest.approx(found.total.value)
    all_rows = leaked_by_row(result, range(result.rows.num_rows))
    assert found.all_replications == pytest.approx(np.mean(all_rows))


def test_a_class_has_the_leakers_of_its_column(result, found):
    for name in result.scenario.target_classes:
        column = np.asarray(result.rows[f"leaked.{name}"])[list(found.numbers)]
        lines = [line.leaked.value for line in found.lines if line.target_class == name]
        assert sum(lines) == pytest.approx(column.mean())


def test_a_result_of_another_version_is_refused(result):
    name = f"fired.{result.scenario.missiles[0]}"
    at = result.rows.column_names.index(name)
    wrong = [value + 1 for value in result.rows[name].to_pylist()]
    rows = result.rows.set_column(at, name, pa.array(wrong, type=result.rows[name].type))
    other = dataclasses.replace(result, rows=rows)
    with pytest.raises(InputError, match="gives another"):
        leak_causes(other, 4)
    shown = causes_of(other)
    assert shown.figure is None
    assert "gives another" in shown.reason


def test_the_chart_says_what_it_rests_on(result):
    shown = causes_of(result)
    assert shown.figure is not None
    assert shown.figure.startswith("data:image/svg+xml;base64,")
    assert (shown.sampled, shown.replications) == ("32", f"{result.rows.num_rows:,}")
    values = [float(row.mean) for row in shown.rows]
    assert values == sorted(values, reverse=True)
    assert sum(float(row.share.split("\u00a0")[0]) for row in shown.rows) == pytest.approx(
        100, abs=3
    )
