import asyncio
import json
import os
import shutil
from pathlib import Path

import pytest

from skydome.serve import index as indices
from skydome.serve.index import Index, blank_run
from skydome.serve.models import RunLine
from skydome.serve.workspace import Workspace


class Reading:
    """Stands for helper processes: counts what it is asked to read."""

    def __init__(self):
        self.read = []

    async def call(self, name, folder):
        assert name == "line"
        self.read.append(Path(folder).name)
        line = {"id": Path(folder).name, "scenario": "s", "title": "t", "problem": None}
        line |= {"replications": 1, "created": "2026-01-01T00:00:00Z", "headline": "h"}
        return json.dumps(line | {"leakers": None, "version": "0"}).encode()


@pytest.fixture
def workspace(tmp_path, stored):
    for name in ("a", "b", "c"):
        shutil.copytree(stored, tmp_path / "results" / name)
    return Workspace(tmp_path)


def opened(workspace, reading):
    file = workspace.hidden / "index.sqlite3"
    return Index("line", RunLine, workspace.runs, blank_run, reading, file)


def ids(index):
    return [line["id"] for line in json.loads(index.body())]


def test_only_what_changed_is_read_again(workspace, monkeypatch):
    monkeypatch.setattr(indices, "FRESH_S", -1.0)  # every question lists the folder anew

    async def story():
        reading = Reading()
        index = opened(workspace, reading)
        first = json.loads(index.body())
        assert {line["problem"] for line in first} == {indices.UNREAD}
        assert {line["leakers"] for line in first} == {None}
        await index.complete()
        assert sorted(reading.read) == ["a", "b", "c"]
        assert index.body() is index.body()  # nothing changed: nothing is made again
        os.utime(workspace.folder / "results" / "b" / "manifest.json", (1, 1))
        await index.complete()
        assert reading.read[3:] == ["b"]
        shutil.rmtree(workspace.folder / "results" / "a")
        assert sorted(ids(index)) == ["b", "c"]
        await index.complete()
        assert len(reading.read) == 4
        index.close()
        # The next server reads nothing again.
        again = opened(workspace, reading)
        assert {line["problem"] for line in json.loads(again.body())} == {None}
        await again.complete()
        assert len(reading.read) == 4
        again.close()

    asyncio.run(story())


def test_a_folder_that_is_no_result_is_listed_with_the_reason(workspace):
    from skydome.errors import InputError

    class Refusing(Reading):
        async def call(self, _name, folder):
            raise InputError("this is not a result", file=folder)

    async def story():
        index = opened(workspace, Refusing())
        await index.complete()
        lines = json.loads(index.body())
        assert {line["problem"] for line in lines} == {"this is not a result"}
        index.close()

    asyncio.run(story())


def test_what_failed_is_read_again_by_the_next_server(workspace):
    from skydome.serve.helper_pool import FailedError

    class Ending(Reading):
        async def call(self, _name, _folder):
            raise FailedError("the process that computes it ended")

    async def story():
        first = opened(workspace, Ending())
        await first.complete()
        problems = {line["problem"] for line in json.loads(first.body())}
        assert problems == {"the process that computes it ended"}
        first.close()
        reading = Reading()
        again = opened(workspace, reading)
        await again.complete()
        assert sorted(reading.read) == ["a", "b", "c"]
        again.close()

    asyncio.run(story())


def test_a_listing_takes_folders_with_a_manifest_only(workspace):
    results = workspace.folder / "results"
    (results / "empty").mkdir()
    (results / ".a.0-1-2.partial").mkdir()
    shutil.copy(results / "a" / "manifest.json", results / ".a.0-1-2.partial")
    (results / "file").write_text("x")
    (results / "within").symlink_to(results / "a")
    (results / "dangling").symlink_to(results / "nothing")
    listing = workspace.runs()
    assert sorted(listing.found) == ["a", "b", "c", "within"]
    assert listing.aside == {}


def test_results_behind_a_link_outwards_are_not_followed(tmp_path, stored):
    outside, folder = tmp_path / "outside", tmp_path / "workspace"
    shutil.copytree(stored, outside / "run")
    folder.mkdir()
    (folder / "results").symlink_to(outside)
    listing = Workspace(folder).runs()
    assert listing.found == {}
    assert listing.aside == {"results": "a link leads out of the workspace"}


def test_a_study_changes_with_its_blocks(tmp_path):
    study = tmp_path / "studies" / "one"
    (study / "blocks").mkdir(parents=True)
    (study / "study.json").write_text("{}")
    workspace = Workspace(tmp_path)
    before = workspace.studies().found["one"].stamp
    (study / "blocks" / "000.parquet").write_text("x")
    os.utime(study / "blocks", (4e9, 4e9))
    assert workspace.studies().found["one"].stamp != before


def test_a_problem_names_paths_inside_the_workspace(tmp_path):
    from skydome.serve.site import Site

    for place in ("results/torn/manifest.json", "studies/torn/study.json"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("{")

    async def story():
        site = Site(Workspace(tmp_path), lambda: False)
        problems = {}
        for part, index in (("results", site.runs), ("studies", site.studies)):
            await index.complete()
            problems[part] = json.loads(index.body())[0]["problem"]
        await site.close()
        return problems

    problems = asyncio.run(story())
    assert str(tmp_path) not in str(problems)
    assert problems["results"].startswith("results/torn")
    assert problems["studies"].startswith("studies/torn")


def test_messages_name_files_of_the_workspace_and_examples_by_their_short_paths(tmp_path):
    from skydome import shipped

    workspace = Workspace(tmp_path)
    example = shipped.example_files()["single_battery"]
    assert workspace.short(f"{tmp_path}/raids/a.yaml:3: seed") == "raids/a.yaml:3: seed"
    assert workspace.short(f"{example}: seed") == "examples/single_battery.yaml: seed"
    assert workspace.short("/etc/other: seed") == "/etc/other: seed"


def test_a_known_run_is_looked_at_again_without_a_new_listing(tmp_path, stored):
    """Another stamp where it was replaced; nothing where it is gone or a link outwards."""
    folder, outside = tmp_path / "workspace", tmp_path / "elsewhere"
    shutil.copytree(stored, folder / "results" / "small")
    shutil.copytree(stored, outside)
    workspace = Workspace(folder)
    found = workspace.runs().found["small"]
    assert workspace.again(found) == found
    os.utime(folder / "results" / "small" / "manifest.json", (1, 1))
    changed = workspace.again(found)
    assert changed == workspace.runs().found["small"]
    assert changed.stamp != found.stamp
    shutil.rmtree(folder / "results" / "small")
    assert workspace.again(found) is None
    (folder / "results" / "small").symlink_to(outside)
    assert workspace.again(found) is None
