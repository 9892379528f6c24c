"""A server with one stored run and the built app, and a browser, for all tests of pages."""

import os
from pathlib import Path

import pytest
from browsing import CHROMIUM, browser, watched
from served import serving

STATIC = Path(__file__).parents[2] / "src" / "skydome" / "serve" / "static"


@pytest.fixture(scope="session")
def stored_run(tmp_path_factory):
    """Return a workspace with a run that has leakers, and a study's file."""
    from skydome import load, simulate, with_run

    folder = tmp_path_factory.mktemp("workspace")
    example = Path(__file__).parents[2] / "examples" / "single_battery.yaml"
    scenario = with_run(load(example, settings={"terrain.placements": 2}), replications=60)
    simulate(scenario).save(folder / "results" / "first")
    return folder


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
