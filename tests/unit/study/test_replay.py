import json

import pyarrow.parquet as pq
import pytest

from skydome.engagement.world import REASONS
from skydome.errors import InputError
from skydome.study import (
    EventRecord,
    Result,
    event_table,
    named_replication,
    replay_stored,
    run_to_folder,
    simulate,
)
from skydome.study.event_text import sentence_of


@pytest.fixture(scope="module")
def result(small, small_tables):
    return simulate(small, tables=small_tables)


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    return run_to_folder(small, tmp_path_factory.mktemp("replay") / "small")


def total(result, number, start):
    row = result.rows.slice(number, 1).to_pylist()[0]
    return sum(value for name, value in row.items() if name.startswith(start))


@pytest.mark.parametrize("name", ["typical", "best", "worst"])
def test_the_log_counts_what_the_row_counts(result, name):
    number = named_replication(result, name)
    records = replay_stored(result, number)
    kinds = [record.event for record in records]
    assert kinds.count("set_out") == total(result, number, "launched.")
    assert kinds.count("leak") == total(result, number, "leaked.")
    fired = sum(record.number for record in records if record.event == "launch")
    assert fired == total(result, number, "fired.")
    killed = sum(record.number for record in records if record.event == "intercept")
    assert killed == total(result, number, "killed.")
    assert [record.time_s for record in records] == sorted(record.time_s for record in records)


def test_every_launch_is_decided_and_every_decision_to_engage_launches(result, small):
    records = replay_stored(result, named_replication(result, "worst"))
    network_of = {battery.name: small.networks[battery.network] for battery in small.batteries}
    decided = [(r.time_s, r.threat, r.network) for r in records if r.reason == "engage"]
    launched = [(r.time_s, r.threat, network_of[r.unit]) for r in records if r.event == "launch"]
    assert decided == launched != []
    reasons = {record.reason for record in records if record.event == "decision"}
    assert reasons <= set(REASONS)
    assert "under_engagement" in reasons


def test_a_decision_is_reported_when_it_changes_and_only_of_a_tracked_threat(result):
    latest, tracked = {}, set()
    for record in replay_stored(result, named_replication(result, "worst")):
        pair = record.network, record.threat
        if record.event == "track":
            tracked.add(pair)
            latest.pop(pair, None)
        elif record.event == "track_lost":
            tracked.remove(pair)
        elif record.event == "decision":
            assert pair in tracked
            assert latest.get(pair) != record.reason
            latest[pair] = record.reason


def test_a_channel_holds_one_engagement_from_launch_to_intercept(result):
    held = {}
    for record in replay_stored(result, named_replication(result, "worst")):
        place = record.unit, record.channel
        if record.event == "launch":
            assert place not in held
            held[place] = record.threat
        elif record.event == "intercept":
            assert held.pop(place) == record.threat
    assert all(channel is not None for _, channel in held)


def test_a_track_begins_with_a_detection_in_the_same_scan(result):
    records = replay_stored(result, 0)
    seen = {(r.time_s, r.threat, r.radar) for r in records if r.event == "detection"}
    begun = {(r.time_s, r.threat, r.radar) for r in records if r.event == "track"}
    assert begun
    assert begun <= seen


def test_best_and_worst_are_the_ends(result):
    leaked = [total(result, n, "leaked.") for n in range(result.rows.num_rows)]
    assert leaked[named_replication(result, "best")] == min(leaked)
    assert leaked[named_replication(result, "worst")] == max(leaked)
    assert leaked.index(max(leaked)) == named_replication(result, "worst")


def test_names_are_those_of_the_scenario(result, small):
    records = replay_stored(result, 0)
    known = {
        "threat": {threat.name for threat in small.threats},
        "network": set(small.networks),
        "radar": {radar.name for radar in small.radars},
        "unit": {battery.name for battery in small.batteries},
        "missile": set(small.missiles),
        "asset": {asset.name for asset in small.assets},
    }
    for field, names in known.items():
        assert {getattr(record, field) for record in records} - {""} <= names
    assert all(sentence_of(record) for record in records)


def test_an_event_is_reported_as_a_sentence():
    fired = EventRecord(7.0, "launch", threat="one", unit="battery", missile="m", number=2)
    assert sentence_of(fired) == "battery fires 2 x m at one"
    missed = EventRecord(9.0, "intercept", threat="one", unit="battery", missile="m", number=0)
    assert sentence_of(missed) == "m of battery at one: missed"


def test_another_row_than_the_stored_one_is_refused(result):
    name = "hits." + result.scenario.assets[0].name
    at = result.rows.column_names.index(name)
    other = result.rows.set_column(at, name, [[9] * result.rows.num_rows])
    with pytest.raises(InputError, match="gives another hits"):
        replay_stored(Result(result.scenario, result.tables_sha256, other), 3)
    with pytest.raises(InputError, match="there is no replication"):
        replay_stored(result, result.rows.num_rows)


def test_the_command_gives_text_json_and_parquet(command, folder, tmp_path):
    file = tmp_path / "events.parquet"
    ended = command("replay", folder, "--replication", "worst", "--json", "--csv", file)
    assert ended.code == 0
    answer = json.loads(ended.out)
    table = pq.read_table(file)
    assert table.to_pylist() == answer["events"]
    assert table.schema == event_table([]).schema
    plain = command("replay", folder, "-k", answer["replication"])
    shown = [event for event in answer["events"] if event["event"] != "detection"]
    assert sum(line[:1] == " " for line in plain.out.splitlines()) == len(shown)


@pytest.mark.parametrize("wrong", ["-1", "999999", "worse", "1.5", "²"])
def test_a_replication_that_is_not_there_is_refused(command, folder, wrong):
    ended = command("replay", folder, f"--replication={wrong}")
    assert ended.code == 2
    assert "is not a replication" in ended.err or "there is no replication" in ended.err
    assert "typical, best, worst" in ended.err


def test_a_parquet_file_that_cannot_be_written_is_reported(command, folder, tmp_path):
    ended = command("replay", folder, "--csv", tmp_path / "none" / "events.parquet")
    assert ended.code == 2
    assert "there is no such folder" in ended.err
