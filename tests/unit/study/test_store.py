import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from skydome.engagement import record
from skydome.errors import InputError
from skydome.scenario import with_run
from skydome.study import read_result, result_folder, run, run_to_folder, simulate, store

FILES = ("manifest.json", "rows.parquet", "scenario.json")
REPLICATIONS = 100


@pytest.fixture(autouse=True)
def quick(monkeypatch, small_tables):
    """Take the tables that are at hand, and write groups of rows that a few blocks fill."""
    monkeypatch.setattr(run, "compile_tables", lambda *_: small_tables)
    monkeypatch.setattr(store, "ROW_GROUP", 32)


@pytest.fixture(scope="session")
def scenario(small):
    return with_run(small, replications=REPLICATIONS)


@pytest.fixture
def result(scenario, tmp_path):
    return run_to_folder(scenario, tmp_path / "result", threads=1)


def content(folder):
    assert sorted(file.name for file in folder.iterdir()) == sorted(FILES)
    return {name: (folder / name).read_bytes() for name in FILES}


# the same bytes, whoever did the work


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("block", [1, 7, 1_000, None])
def test_threads_and_blocks_leave_no_trace(result, scenario, tmp_path, threads, block):
    other = run_to_folder(scenario, tmp_path / "other", threads=threads, block=block)
    assert content(other) == content(result)


def test_another_seed_leaves_its_trace(result, scenario, tmp_path):
    other = run_to_folder(with_run(scenario, seed=99), tmp_path / "other")
    assert content(other)["rows.parquet"] != content(result)["rows.parquet"]


def test_a_shorter_run_is_the_beginning_of_a_longer_one(result, scenario, tmp_path):
    shorter = run_to_folder(with_run(scenario, replications=33), tmp_path / "shorter")
    rows = read_result(result).rows
    assert read_result(shorter).rows.equals(rows.slice(0, 33))


def test_rows_come_in_groups_of_one_size(result):
    file = pq.ParquetFile(result / "rows.parquet")
    groups = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert groups == [32, 32, 32, 4]


# reading


def test_a_result_comes_back_as_it_was_in_memory(result, scenario, small_tables):
    read, simulated = read_result(result), simulate(scenario, tables=small_tables)
    assert read.rows.equals(simulated.rows)
    assert read.scenario == simulated.scenario == scenario
    assert read.tables_sha256 == small_tables.sha256


def test_the_manifest_says_what_made_it(result, scenario, small_tables):
    manifest = store.read_manifest(result)
    assert manifest["format"] == store.FORMAT
    assert manifest["replications"] == REPLICATIONS
    assert manifest["seed"] == scenario.seed
    assert manifest["tables_sha256"] == small_tables.sha256


def test_every_replication_has_its_row_and_placement(result):
    rows = read_result(result).rows.to_pydict()
    assert rows["replication"] == list(range(REPLICATIONS))
    assert rows["placement"] == [n % 2 for n in range(REPLICATIONS)]
    for name in ("cruise_missile", "ballistic_missile"):
        ended = zip(rows[f"killed.{name}"], rows[f"leaked.{name}"], strict=True)
        assert all(
            sum(one) <= launched
            for one, launched in zip(ended, rows[f"launched.{name}"], strict=True)
        )


def test_duckdb_reads_the_rows(result):
    query = 'select count(*), sum("fired.9m96e2") from read_parquet(?)'
    with duckdb.connect() as connection:
        ((count, fired),) = connection.execute(query, [str(result / "rows.parquet")]).fetchall()
    assert count == REPLICATIONS
    assert fired == sum(read_result(result).rows["fired.9m96e2"].to_pylist())


def test_pandas_reads_the_rows(result):
    frame = read_result(result).to_pandas()
    assert len(frame) == REPLICATIONS
    assert frame["replication"].is_monotonic_increasing
    assert set(frame.dtypes.astype(str)) == {"int32", "int64"}


def test_a_result_is_saved_as_it_was_run(result, tmp_path):
    assert content(read_result(result).save(tmp_path / "saved")) == content(result)


def test_a_saved_result_keeps_the_version_that_made_it(result, scenario, tmp_path):
    old = store.Result(scenario, "0" * 64, read_result(result).rows, version="0.0.1")
    assert read_result(old.save(tmp_path / "old")).version == "0.0.1"


# writing


@pytest.mark.parametrize("name", ["seed=3/result", "with blank", "été"])
def test_a_folder_may_have_any_name(scenario, tmp_path, name):
    assert read_result(run_to_folder(scenario, tmp_path / name)).scenario == scenario


@pytest.mark.parametrize("place", [".", "", "../here"])
def test_a_result_does_not_replace_the_folder_one_is_in(scenario, tmp_path, monkeypatch, place):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(InputError, match="this is the folder you are in"):
        run_to_folder(scenario, place, replace=True)


def test_a_result_goes_through_a_link(scenario, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    run_to_folder(scenario, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert read_result(tmp_path / "real").scenario == scenario


def test_an_earlier_result_is_replaced_only_on_request(result, scenario):
    before = content(result)
    other = with_run(scenario, seed=5)
    with pytest.raises(InputError, match="there is a result here already"):
        run_to_folder(other, result)
    assert content(result) == before
    run_to_folder(other, result, replace=True)
    assert content(result) != before
    assert read_result(result).scenario.seed == 5
    assert list(result.parent.iterdir()) == [result]


@pytest.mark.parametrize("problem", [RuntimeError, KeyboardInterrupt, InputError])
def test_a_run_that_fails_half_way_leaves_nothing(scenario, tmp_path, monkeypatch, problem):
    def two_blocks(*args, **options):
        blocks = store_blocks(*args, **options)
        yield next(blocks)
        yield next(blocks)
        raise problem("half-way")

    store_blocks = run.run_blocks
    monkeypatch.setattr(run, "run_blocks", two_blocks)
    with pytest.raises(problem, match="half-way"):
        run_to_folder(scenario, tmp_path / "result", block=20)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_fails_half_way_leaves_the_earlier_result(result, scenario, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError("half-way")
        yield

    before = content(result)
    monkeypatch.setattr(run, "run_blocks", fail)
    with pytest.raises(RuntimeError, match="half-way"):
        run_to_folder(scenario, result, replace=True)
    assert content(result) == before
    assert list(result.parent.iterdir()) == [result]


@pytest.mark.parametrize("step", [(pq.ParquetWriter, "write_table"), (store, "move_into_place")])
def test_a_full_disk_is_reported(scenario, tmp_path, monkeypatch, step):
    def full(*_args, **_options):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*step, full)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        run_to_folder(scenario, tmp_path / "result")
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_nothing_that_looks_finished(small_file, tmp_path):
    words = [
        "run",
        small_file,
        "-n",
        "10000000",
        "-q",
        "--no-sampled",
        "--output",
        tmp_path / "result",
    ]
    process = subprocess.Popen([Path(sys.executable).with_name("skydome"), *words])
    until = time.monotonic() + 120
    while not [*tmp_path.glob(".result.*/rows.parquet")]:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = list(tmp_path.iterdir())
    assert len(left) == 1
    assert left[0].name.endswith(".partial")
    result_folder.tidy(tmp_path / "other")
    assert list(tmp_path.iterdir()) == left
    with pytest.raises(InputError, match="this is not a result"):
        read_result(left[0])
    result_folder.tidy(tmp_path / "result")
    assert list(tmp_path.iterdir()) == []


def test_what_a_running_process_writes_is_left_alone(tmp_path):
    mine = result_folder.partial_folder(tmp_path / "result")
    mine.mkdir()
    result_folder.tidy(tmp_path / "result")
    assert list(tmp_path.iterdir()) == [mine]


def test_an_old_result_left_under_a_hidden_name_comes_back(result):
    # Killed between the two moves of a replacement: process 2**22 + 1 cannot exist on Linux.
    owner = result_folder.owner().partition("-")[0]
    result.rename(result.with_name(f".result.{owner}-4194305-0a.old"))
    result_folder.tidy(result)
    assert content(result)


@pytest.mark.parametrize("replace", [False, True])
def test_what_appears_during_a_run_stays(scenario, tmp_path, replace):
    place = tmp_path / "result"
    with pytest.raises(InputError, match="something else") as raised:  # noqa: PT012, SIM117
        with store.Writer(place, scenario, "0" * 64, replace=replace) as writer:
            writer.add(np.zeros((3, len(store.columns(scenario))), np.int32))
            place.mkdir()
            (place / "thesis.txt").write_text("thesis")
    assert (place / "thesis.txt").read_text() == "thesis"
    assert raised.value.allowed == f"see {tmp_path / 'result-2'}"
    assert (tmp_path / "result-2" / "manifest.json").is_file()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["result", "result-2"]


def test_two_runs_into_one_folder_both_keep_their_rows(scenario, tmp_path):
    place, none = tmp_path / "result", np.zeros((3, len(store.columns(scenario))), np.int32)
    first = store.Writer(place, scenario, "0" * 64, replace=False)
    with pytest.raises(InputError, match="a result here already"), first:  # noqa: PT012
        first.add(none)
        with store.Writer(place, scenario, "1" * 64, replace=False) as second:
            second.add(none)
    hashes = [store.read_manifest(one)["tables_sha256"][0] for one in sorted(tmp_path.iterdir())]
    assert hashes == ["1", "0"]


@pytest.mark.parametrize("manifest", ["{}", '{"format": 1, "name": "another program"}', "noise"])
def test_replace_spares_the_manifest_of_another_program(scenario, tmp_path, manifest):
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(InputError, match="something else"):
        run_to_folder(scenario, tmp_path, replace=True)
    assert (tmp_path / "manifest.json").read_text() == manifest


def test_replace_spares_a_result_with_foreign_files(result, scenario):
    (result / "thesis.txt").write_text("thesis")
    with pytest.raises(InputError, match=r"something else: thesis\.txt"):
        run_to_folder(scenario, result, replace=True)
    assert (result / "thesis.txt").read_text() == "thesis"


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_report_in_the_folder_is_replaced_with_it(result, scenario, monkeypatch, exchanges):
    if not exchanges:
        monkeypatch.setattr(result_folder, "_exchanged", lambda *_: False)
    (result / "report.html").write_text("page")
    run_to_folder(with_run(scenario, seed=5), result, replace=True)
    content(result)
    assert list(result.parent.iterdir()) == [result]


# damage


def test_what_is_no_result_is_refused(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere", tmp_path / "x" / "y"):
        with pytest.raises(InputError, match="this is not a result"):
            read_result(place)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "noise", "a folder"])
def test_a_damaged_file_is_refused(result, name, damage):
    file = result / name
    before = file.read_bytes()
    file.unlink()
    if damage == "a folder":
        file.mkdir()
    elif damage != "gone":
        damaged = {"empty": b"", "half": before[: len(before) // 2], "noise": before[::-1]}
        file.write_bytes(damaged[damage])
    with pytest.raises(InputError) as raised:
        read_result(result)
    assert str(raised.value.file).startswith(str(result))
    assert raised.value.allowed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 0),
        ("format", None),
        ("skydome", None),
        ("name", "other"),
        ("seed", 99),
        ("replications", 99),
        ("placements", 1),
        ("tables_sha256", None),
        ("tables_sha256", "x"),
        ("skydome", "new"),
        ("format", True),
        ("seed", True),
        ("scenario_sha256", "0" * 64),
        ("rows_sha256", "0" * 64),
    ],
)
def test_an_edited_manifest_is_refused(result, field, value):
    manifest = json.loads((result / "manifest.json").read_text())
    (result / "manifest.json").write_text(json.dumps(manifest | {field: value}))
    with pytest.raises(InputError) as raised:
        read_result(result)
    assert raised.value.file == str(result / "manifest.json")


def test_an_older_format_is_refused_by_the_version_that_wrote_it(result):
    manifest = json.loads((result / "manifest.json").read_text())
    old = manifest | {"format": 0, "skydome": "0.0.7"}
    (result / "manifest.json").write_text(json.dumps(old))
    with pytest.raises(InputError) as raised:
        read_result(result)
    assert "Skydome 0.0.7 wrote this result with format 0" in raised.value.problem
    assert "run the scenario again" in raised.value.allowed


def test_columns_of_another_version_are_not_called_damaged(result):
    manifest = json.loads((result / "manifest.json").read_text())
    (result / "manifest.json").write_text(json.dumps(manifest | {"skydome": "0.0.7"}))
    rewrite(result, lambda rows: rows.drop_columns(["fired.9m96e2"]))
    with pytest.raises(InputError, match=r"Skydome 0\.0\.7 wrote this result with other columns"):
        read_result(result)


def test_a_scenario_of_another_version_names_that_version(result):
    manifest = json.loads((result / "manifest.json").read_text())
    (result / "manifest.json").write_text(json.dumps(manifest | {"skydome": "0.0.7"}))
    scenario = json.loads((result / "scenario.json").read_text())
    (result / "scenario.json").write_text(json.dumps(scenario | {"a_field_of_old": 1}))
    with pytest.raises(InputError, match=r"Skydome 0\.0\.7 wrote this result"):
        read_result(result)


# the hash of the declared columns for each format that a version has written
FINGERPRINTS = {1: "6039d1569ace1b42"}


def test_other_columns_need_another_format():
    assert record.fingerprint() == FINGERPRINTS[store.FORMAT], (
        "the columns of rows changed: raise store.FORMAT and add the new hash to FINGERPRINTS"
    )


@pytest.mark.parametrize("text", ["[]", "null", "7", "{}", "[" * 100_000])
def test_another_json_is_no_manifest(result, text):
    (result / "manifest.json").write_text(text)
    with pytest.raises(InputError):
        read_result(result)


def test_an_edited_scenario_is_refused(result):
    file = result / "scenario.json"
    file.write_text(file.read_text().replace('"engagements": 3', '"engagements": 4'))
    with pytest.raises(InputError, match="changed after the run") as raised:
        read_result(result)
    assert raised.value.field == "scenario_sha256"


def rewrite(result, change):
    file = result / "rows.parquet"
    pq.write_table(change(pq.ParquetFile(file).read()), file)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.drop_columns(["fired.9m96e2"]),
        lambda rows: rows.append_column("more", rows["placement"]),
        lambda rows: rows.select(rows.column_names[::-1]),
        lambda rows: rows.slice(0, 50),
        lambda rows: pa.concat_tables([rows, rows]),
        lambda rows: rows.cast(pa.schema([(name, pa.float64()) for name in rows.column_names])),
        lambda rows: rows.set_column(1, "placement", pa.nulls(len(rows), pa.int32())),
        lambda rows: rows.set_column(2, rows.column_names[2], pa.nulls(len(rows), pa.int32())),
        lambda rows: rows.set_column(5, rows.column_names[5], rows.column(4)),
        lambda rows: rows.take(pa.array(range(99, -1, -1))),
    ],
    ids=[
        "less",
        "more",
        "reversed",
        "half",
        "twice",
        "float",
        "unplaced",
        "null",
        "moved",
        "order",
    ],
)
def test_foreign_rows_are_refused(result, change):
    rewrite(result, change)
    with pytest.raises(InputError):
        read_result(result)


def test_rows_written_by_another_program_are_fine_if_they_are_the_same(result):
    before = read_result(result).rows
    rewrite(result, lambda rows: rows)
    assert read_result(result).rows.equals(before)


def test_duckdb_answers_over_the_rows_in_memory(small, small_tables):
    result = simulate(small, tables=small_tables)
    answer = result.sql("SELECT placement, count(*) AS n FROM rows GROUP BY 1 ORDER BY 1")
    assert sum(answer["n"].to_pylist()) == small.replications
    assert answer["placement"].to_pylist() == list(range(small.terrain.placements))


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders")
@pytest.mark.parametrize("name", FILES)
def test_a_pipe_in_a_result_is_refused_rather_than_waited_for(result, scenario, name):
    (result / name).unlink()
    os.mkfifo(result / name)
    with pytest.raises(InputError, match="this is not a regular file"):
        read_result(result)
    if name == "manifest.json":
        with pytest.raises(InputError, match="contains something else"):
            run_to_folder(scenario, result, replace=True)


@pytest.mark.parametrize(("field", "name"), [("duration_s", "duration_s"), ("sites", "sites[0]")])
def test_a_number_that_no_quantity_can_be_is_refused(small, tmp_path, field, name):
    """1e308 s of scans, or a site at that latitude, would overflow in the tables."""
    folder = tmp_path / "result"
    run_to_folder(small, folder)
    file = folder / "scenario.json"
    content = json.loads(file.read_text())
    if field == "sites":
        content["sites"][0] |= {"latitude_deg": 1e308}
    else:
        content[field] = 1e308
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    file.write_text(json.dumps(content))
    manifest = folder / "manifest.json"
    after = hashlib.sha256(file.read_bytes()).hexdigest()
    manifest.write_text(manifest.read_text().replace(before, after))
    with pytest.raises(InputError, match="larger than any quantity can be") as refused:
        read_result(folder)
    assert refused.value.field.startswith(name)
