import pyarrow as pa
import pytest

from skydome.report.run.timeline import timeline_of
from skydome.study import Result, simulate


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


def with_column(result, name, values):
    at = result.rows.column_names.index(name)
    column = pa.array(values, type=result.rows[name].type)
    rows = result.rows.set_column(at, name, column)
    return Result(result.scenario, result.tables_sha256, rows, result.version)


def test_a_timeline_counts_what_the_row_counts(result):
    timeline = timeline_of(result, 3)
    assert timeline.figure.startswith("data:image/svg+xml;base64,")
    assert timeline.reason == ""
    row = result.rows.slice(timeline.replication, 1).to_pylist()[0]
    for name, start in (("missiles fired", "fired."), ("killed", "killed."), ("leaked", "leaked.")):
        total = sum(value for column, value in row.items() if column.startswith(start))
        assert timeline.counts[name] == total


def test_a_row_that_cannot_be_replayed_has_no_timeline(result):
    missile = f"fired.{result.scenario.missiles[0]}"
    wrong = [value + 1 for value in result.rows[missile].to_pylist()]
    timeline = timeline_of(with_column(result, missile, wrong), 3)
    assert timeline.figure is None
    assert missile in timeline.reason
