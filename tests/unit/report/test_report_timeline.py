import pyarrow as pa
import pytest

from skydome.report.timeline import timeline_of, typical_replication
from skydome.study import Result, simulate
from skydome.study.run import Event


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


def with_column(result, name, values):
    at = result.rows.column_names.index(name)
    column = pa.array(values, type=result.rows[name].type)
    rows = result.rows.set_column(at, name, column)
    return Result(result.scenario, result.tables_sha256, rows, result.version)


def test_the_typical_replication_is_the_first_nearest_the_mean(result):
    leaked = [0] * 10 + [1, 3, 2, 2] + [4] * 26
    others = [name for name in result.rows.column_names if name.startswith("leaked.")]
    for name in others:
        result = with_column(result, name, leaked if name == others[0] else [0] * 40)
    number, count, mean = typical_replication(result)
    assert mean == pytest.approx(sum(leaked) / 40)
    assert (number, count) == (11, 3)


def test_a_timeline_counts_what_the_row_counts(result, small_tables):
    timeline = timeline_of(result, small_tables)
    assert timeline.figure.startswith("data:image/svg+xml;base64,")
    assert timeline.reason == ""
    row = result.rows.slice(timeline.replication, 1).to_pylist()[0]
    for name, start in (("missiles fired", "fired."), ("killed", "killed."), ("leaked", "leaked.")):
        total = sum(value for column, value in row.items() if column.startswith(start))
        assert timeline.counts[name] == total


def test_a_row_that_cannot_be_replayed_has_no_timeline(result, small_tables):
    missile = f"fired.{result.scenario.missiles[0]}"
    wrong = [value + 1 for value in result.rows[missile].to_pylist()]
    timeline = timeline_of(with_column(result, missile, wrong), small_tables)
    assert timeline.figure is None
    assert missile in timeline.reason


def test_a_hit_on_what_is_gone_kills_nothing():
    from skydome.report.timeline import _kill_scans

    events = [
        Event(5, "intercept", (0, 0, 0, 0)),
        Event(7, "intercept", (0, 0, 0, 1)),
        Event(8, "intercept", (0, 1, 0, 1)),
        Event(9, "leak", (1, 0, 0, 0)),
        Event(9, "intercept", (1, 0, 0, 1)),
    ]
    assert _kill_scans(events) == {0: 7}
