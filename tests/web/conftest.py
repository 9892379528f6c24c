"""A server with one stored run and the built app, and a browser, for all tests of pages.

`make test-web` runs the tests in two processes; those that share what is costly to make stay in
one of them.
"""

import os
import shutil
from pathlib import Path

import pytest
from browsing import CHROMIUM, browser, watched
from served import serving

STUDY = """name: doctrine
title: One battery, two choices of doctrine
scenario: {scenario}
set: {{terrain.placements: 1}}
factors: {{doctrine.salvo: [1, 2], doctrine.engagements: [1, 3]}}
uncertain: ["*.kill_probability.cruise_missile", "*.kill_probability.glide_bomb"]
design: {{kind: latin_hypercube, draws: 96}}
replications: 24
"""
# By file: the app's pages share a server and its runs, exports and report one result.
TOGETHER = {"test_pages.py": "app", "test_keyboard.py": "app",
            "test_exports.py": "two_front", "test_report_on_paper.py": "two_front"}  # fmt: skip
STATIC = Path(__file__).parents[2] / "src" / "skydome" / "serve" / "static"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Send files of one group to one process; xdist's own groups need marks in the tests' names."""
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.partition("::")[0].rpartition("/")[2]
            return TOGETHER.get(file, file)

    return Grouped(config, log)


@pytest.fixture(scope="session")
def stored_run(tmp_path_factory):
    """Return a workspace with a run that has leakers, and a study's file."""
    from skydome import load, simulate, with_run

    folder = tmp_path_factory.mktemp("workspace")
    example = Path(__file__).parents[2] / "examples" / "single_battery.yaml"
    scenario = with_run(load(example, settings={"terrain.placements": 2}), replications=60)
    simulate(scenario).save(folder / "results" / "first")
    shutil.copytree(folder / "results" / "first", folder / "results" / "second")
    store_study(folder, example)
    return folder


def store_study(folder, example):
    """Store a study of two factors, whose few uncertain values get indices."""
    from skydome.experiment import runner
    from skydome.experiment.plan import plan_of
    from skydome.experiment.store import BlockStore

    file = folder / "doctrine.yaml"
    file.write_text(STUDY.format(scenario=example))
    runner.run(plan_of(file), BlockStore(folder / "studies" / "doctrine"), workers=1)


@pytest.fixture(scope="session")
def two_front(examples):
    """Return a small run of the largest example."""
    from skydome import load, simulate, with_run

    scenario = load(examples / "two_front.yaml", settings={"terrain.placements": 2})
    return simulate(with_run(scenario, replications=30))


@pytest.fixture(scope="session")
def site(stored_run):
    """Return the address of a server of that workspace."""
    if os.environ.get("SKYDOME_TEST_WEB") != "1":
        pytest.skip("`make test-web` runs it")
    if not (STATIC / "index.html").exists():
        pytest.skip("the app is not built: run `make app`")
    with serving(stored_run) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def chromium():
    """Return a browser."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with browser() as made:
        yield made


@pytest.fixture
def opened(site, chromium):
    """Return a page; the test fails where its console has an error or it asks another machine."""
    with watched(chromium, site) as page:
        yield page
        assert page.wrong == []
