import json

import pytest

from skydome.study import run_to_folder


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    return run_to_folder(small, tmp_path_factory.mktemp("export") / "small")


def test_it_says_what_it_wrote_as_replay_counts_it(command, folder, tmp_path):
    replayed = json.loads(command("replay", folder, "-k", "worst", "--json").out)
    file = tmp_path / "a.geojson"
    ended = command("export", folder, "-k", "worst", "--to", "geojson", "-o", file, "--no-coverage")
    kinds = [event["event"] for event in replayed["events"]]
    killed = sum(e["event"] == "intercept" and e["number"] == 1 for e in replayed["events"])
    assert ended.code == 0
    assert ended.out.splitlines() == [
        (
            f"small, replication {replayed['replication']}: {kinds.count('set_out')} threats, "
            f"{kinds.count('launch')} launches, {kinds.count('intercept')} intercepts, "
            f"{killed} killed, {kinds.count('leak')} leaked."
        ),
        f"Wrote {file}",
    ]
    assert {f["properties"]["kind"] for f in json.loads(file.read_bytes())["features"]} == {
        *("site", "asset", "threat", "engagement", "intercept")
    }


@pytest.mark.parametrize("to", ["czml", "kml", "kmz", "acmi", "geojson", "geoparquet", "dis"])
def test_every_format_is_written_twice_the_same(command, folder, tmp_path, to):
    files = tmp_path / "one", tmp_path / "two"
    for file in files:
        ended = command("export", folder, "--to", to, "-o", file, "--no-coverage")
        assert ended.code == 0, ended.err
    assert files[0].read_bytes() == files[1].read_bytes()


def test_without_a_name_the_file_is_named_after_scenario_and_replication(
    command, folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert command("export", folder, "--to", "acmi", "-k", "3").code == 0
    assert [file.name for file in tmp_path.iterdir()] == ["small-3.acmi"]
    again = command("export", folder, "--to", "acmi", "-k", "3")
    assert again.code == 2
    assert "there is a file here already" in again.err


@pytest.mark.parametrize("to", ["csv", "parquet", "xlsx"])
def test_tables_of_the_whole_run(command, folder, tmp_path, to):
    file = tmp_path / "table"
    ended = command("export", folder, "--to", to, "-o", file)
    assert (ended.code, ended.out.splitlines()[0]) == (0, "small, 40 replications.")
    assert file.stat().st_size > 1000


def test_a_shorter_step_gives_more_points(command, folder, tmp_path):
    def points(*words):
        file = tmp_path / "points"
        command("export", folder, "--to", "geojson", "-o", file, "--force", "--no-coverage", *words)
        features = json.loads(file.read_bytes())["features"]
        return sum(len(f["properties"].get("times_s", ())) for f in features)

    ten, one, minute = points(), points("--step", "1"), points("--step", "60")
    assert 9 * ten < one < 11 * ten
    assert minute < ten / 4


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--to", "kmlz"), "--to: 'kmlz' is not a format (did you mean 'kmz'?); allowed: czml,"),
        (("--to", "czml", "-k", "41"), "there is no replication 41; allowed: 0 to 39"),
        (("--to", "czml", "-k", "x"), "'x' is not a replication"),
        (("--to", "kml", "--send", "127.0.0.1:9"), "--send: only dis can be sent"),
        (("--to", "csv", "--step", "5"), "--step: tables have no tracks"),
        (("--to", "kml", "--step", "0.5"), "--step: 0.5 is out of bounds"),
        (("--to", "dis", "--send", "192.0.2.1:9"), "192.0.2.1 is not an address of this machine"),
        (("--to", "dis", "--send", "127.0.0.1:9", "-o", "x"), "what is sent is not written"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    command, folder, tmp_path, monkeypatch, words, message
):
    monkeypatch.chdir(tmp_path)
    ended = command("export", folder, *words)
    assert (ended.code, ended.out) == (2, "")
    assert message in " ".join(ended.err.split())
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_the_result_is_not_written_over(command, folder):
    ended = command("export", folder, "--to", "csv", "-o", folder / "rows.parquet")
    assert ended.code == 2
    assert "this file is an input" in ended.err


def test_json_says_the_same(command, folder, tmp_path):
    file = tmp_path / "a.kml"
    ended = command("export", folder, "--to", "kml", "-o", file, "--json", "--no-coverage")
    said = json.loads(ended.out)
    assert (said["format"], said["files"]) == ("kml", {"output": str(file)})
    assert said["counts"]["set_out"] == 5
