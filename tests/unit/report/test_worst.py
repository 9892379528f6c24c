import pyarrow as pa
import pytest

from skydome.engagement.tables.elevation import elevation_of
from skydome.report.run.worst import lines_of, worst_of
from skydome.report.run.worst_leakers import Held, holds
from skydome.study import EventRecord, Result, simulate
from skydome.study.leak_text import NAMES


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


@pytest.fixture(scope="module")
def worst(result, small):
    return worst_of(result, elevation_of(small))


def decision(time_s, reason, network="west"):
    return EventRecord(time_s, "decision", threat="one", network=network, reason=reason)


def test_the_worst_has_the_most_leakers_and_lists_every_one(result, worst):
    names = [name for name in result.rows.column_names if name.startswith("leaked.")]
    totals = [sum(row[name] for name in names) for row in result.rows.to_pylist()]
    assert worst.leaked == max(totals) == totals[worst.replication] == len(worst.leakers)
    assert worst.equals == totals.count(max(totals))
    assert sum(number for _, number in worst.reasons) == worst.leaked
    assert {cause for cause, _ in worst.reasons} <= set(NAMES.values())
    assert sum(line.leak for line in worst.lines) == worst.leaked
    assert worst.figure.startswith("data:image/svg+xml;base64,")
    assert worst.reason == ""


def test_a_result_that_cannot_be_replayed_has_no_story(result, small):
    name = f"fired.{small.missiles[0]}"
    at = result.rows.column_names.index(name)
    wrong = [value + 1 for value in result.rows[name].to_pylist()]
    rows = result.rows.set_column(at, name, pa.array(wrong, type=result.rows[name].type))
    worst = worst_of(
        Result(result.scenario, result.tables_sha256, rows, result.version), elevation_of(small)
    )
    assert worst.figure is None
    assert (
        worst.reason == f"replication {worst.replication} gives another {name} than the result has"
    )


def test_a_decision_holds_to_the_next_or_to_the_end_of_the_track():
    chain = [
        decision(10, "reacting"),
        decision(12, "out_of_reach", "north"),
        decision(20, "no_channel"),
        EventRecord(26, "track_lost", threat="one", network="west"),
        EventRecord(40, "leak", threat="one", asset="depot"),
    ]
    assert holds(chain, 40) == [
        Held("west", "reacting", 10, 20),
        Held("north", "out_of_reach", 12, 40),
        Held("west", "no_channel", 20, 26),
    ]


def test_a_log_is_shortened_to_what_explains(small):
    first, second, *_ = (threat.name for threat in small.threats if threat.wave == "cruise")
    records = [
        EventRecord(0, "set_out", threat=first),
        EventRecord(5, "detection", threat=first, network="n", radar="r"),
        EventRecord(6, "detection", threat=second, network="n", radar="r"),
        EventRecord(7, "track", threat=first, network="n", radar="r"),
        EventRecord(8, "decision", threat=first, network="n", reason="reacting"),
        EventRecord(9, "decision", threat=first, network="n", reason="no_channel"),
        EventRecord(10, "track_lost", threat=first, network="n", radar="r"),
        EventRecord(11, "track", threat=first, network="n", radar="r"),
        EventRecord(12, "decision", threat=first, network="n", reason="no_channel"),
        EventRecord(80, "leak", threat=first, asset="depot"),
    ]
    assert [(line.time, line.text, line.leak) for line in lines_of(small, records)] == [
        ("0:05", f"cruise, first detection: r detects {first}", False),
        ("0:07", f"n tracks {first} (r)", False),
        ("0:09", f"n on {first}: no channel", False),
        ("1:20", f"{first} reaches depot", True),
    ]
