import json
import shutil

import pytest

from skydome.study import run_to_folder
from skydome.study.leak_text import NAMES


@pytest.fixture(scope="module")
def folder(small, tmp_path_factory):
    return run_to_folder(small, tmp_path_factory.mktemp("command") / "small")


def told(text):
    return [line for line in text.splitlines() if line[:1] == " "]


def test_text_leaves_detections_out_unless_asked(command, folder):
    events = json.loads(command("replay", folder, "-k", "worst", "--json").out)["events"]
    seen = sum(event["event"] == "detection" for event in events)
    assert seen > 0
    few = command("replay", folder, "-k", "worst")
    all_ = command("replay", folder, "-k", "worst", "--detections")
    assert len(told(few.out)) == len(events) - seen
    assert len(told(all_.out)) == len(events)
    assert "Detections are not listed; --detections lists them." in few.out
    assert "left out" not in all_.out


def test_text_ends_with_counts_and_what_they_were_checked_against(command, folder):
    ended = command("replay", folder, "-k", "worst")
    events = json.loads(command("replay", folder, "-k", "worst", "--json").out)["events"]
    kinds = [event["event"] for event in events]
    killed = sum(event["event"] == "intercept" and event["number"] for event in events)
    assert (
        f"{kinds.count('launch'):,} launches, {kinds.count('intercept'):,} intercepts, "
        f"{killed:,} killed, {kinds.count('reload'):,} reloads, {kinds.count('leak'):,} leaked."
    ) in ended.out
    assert "reproduces the stored counters exactly" in ended.out


def test_every_leaker_is_listed_with_its_cause(command, folder):
    answer = json.loads(command("replay", folder, "-k", "worst", "--json").out)
    arrived = [(e["threat"], e["time_s"]) for e in answer["events"] if e["event"] == "leak"]
    leakers = answer["leakers"]
    assert [(one["threat"], one["arrived_s"]) for one in leakers] == arrived != []
    text = command("replay", folder, "-k", "worst").out
    for one in leakers:
        assert f"- {one['threat']}, {one['asset']}: {one['happened']}" in text
        assert f" {NAMES[one['cause']]}; it would take {one['remedy']}" in text
    best = command("replay", folder, "-k", "best")
    none = json.loads(command("replay", folder, "-k", "best", "--json").out)["leakers"] == []
    assert ("Why they got through" not in best.out) == none


@pytest.mark.parametrize(("name", "start"), [("a.svg", b"<?xml"), ("b.png", b"\x89PNG")])
def test_a_figure_is_written_and_nothing_beside_it(command, folder, tmp_path, name, start):
    ended = command("replay", folder, "--figure", tmp_path / name)
    assert ended.code == 0
    assert (tmp_path / name).read_bytes().startswith(start)
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["worst.pdf", "worst", "worst.jpg", ".png"])
def test_a_figure_of_another_format_is_refused_before_anything_is_run(command, tmp_path, name):
    ended = command("replay", tmp_path / "no-result", "--figure", tmp_path / name)
    assert ended.code == 2
    assert "--figure: a figure cannot be written as " in ended.err
    assert "allowed: .png or .svg" in ended.err
    assert ended.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_figure_that_cannot_be_written_is_reported(command, folder, tmp_path):
    file = tmp_path / "none" / "worst.svg"
    ended = command("replay", folder, "--figure", file)
    assert ended.code == 2
    assert "there is no such folder" in " ".join(ended.err.split())


def test_the_optimum_replaces_the_list_of_events(command, folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    ended = command("replay", folder, "-k", "worst", "--optimum", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    assert "scans with launches; in " in ended.out
    assert "more; expected kills " in " ".join(ended.out.split())
    assert " starts" not in ended.out
    said = json.loads(command("replay", folder, "-k", "worst", "--optimum", "--json").out)
    decisions = said["optimum"]["decisions"]
    launches = sum(event["event"] == "launch" for event in said["events"])
    assert sum(one["engaged"] for one in decisions) == launches
    assert said["optimum"]["forgone_kills"] >= 0
    assert "optimum" not in json.loads(command("replay", folder, "-k", "worst", "--json").out)


def test_a_result_of_another_version_says_who_wrote_it(command, folder, tmp_path):
    """Its columns fit, so it is read; nothing in a folder can prove which version wrote it."""
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps(manifest | {"skydome": "9.9.9"}))
    for words in (["replay", other, "-k", "0"], ["report", other], ["compare", other, folder]):
        ended = command(*words)
        assert ended.code == 0
        assert f"{other}: Skydome 9.9.9 wrote this result" in ended.err
        assert ended.err.count("wrote this result") == 1
    assert "wrote this result" not in command("replay", folder, "-k", "0").err
