"""Titles and names that are markup are shown as text by every page, and run nothing."""

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import watched
from served import serving

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.filterwarnings("default"),
]
HOSTILE = "<img src=x onerror=window.hit=1>"
STUDY = f"""name: bad
title: {HOSTILE!r}
scenario: hostile.yaml
set: {{terrain.placements: 1}}
uncertain: none
factors: {{doctrine.salvo: [1, 2]}}
replications: 4
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return the address of a server of a workspace in which all that may be is markup."""
    from skydome import load, simulate, with_run
    from skydome.experiment import runner
    from skydome.experiment.plan import plan_of
    from skydome.experiment.store import BlockStore

    folder = tmp_path_factory.mktemp("hostile")
    example = (Path(__file__).parents[2] / "examples" / "single_battery.yaml").read_text("utf-8")
    lines = [
        f"title: {HOSTILE!r}" if one.startswith("title:") else one for one in example.split("\n")
    ]
    file = folder / "hostile.yaml"
    file.write_text("\n".join(lines), "utf-8")
    scenario = load(file, settings={"terrain.placements": 1})
    simulate(with_run(scenario, replications=20)).save(folder / "results" / HOSTILE)
    shutil.copytree(folder / "results" / HOSTILE, folder / "results" / "&quot;>")
    (folder / "bad.yaml").write_text(STUDY, "utf-8")
    runner.run(plan_of(folder / "bad.yaml"), BlockStore(folder / "studies" / HOSTILE), workers=1)
    with serving(folder) as server:
        yield f"http://127.0.0.1:{server.port}"


def test_markup_is_shown_as_text_everywhere(hostile, chromium):
    name = quote(HOSTILE, safe="")
    other = quote("&quot;>", safe="")
    with watched(chromium, hostile) as one:
        for path in (
            "/",
            "/runs",
            f"/runs/{name}",
            f"/raid/{name}?replication=worst",
            f"/runs/compare?run={name}&run={other}",
            f"/studies/{name}",
            f"/reach?system={name}&target={name}",
            f"/raid/{name}?object={name}&classes={name}&t={name}",
            f"/answers/law?{name}",
        ):
            page = one.open(path)
            page.wait_for_timeout(100)  # what is shown later than the page itself
            assert page.locator("img[src=x]").count() == 0, path
            assert page.evaluate("window.hit") is None, path
        page = one.open("/runs")
        assert HOSTILE in page.locator("table").first.inner_text()
        for path in (f"/pages/runs/{name}/report", f"/pages/studies/{name}/report"):
            answer = page.goto(hostile + path)
            assert answer is not None
            assert answer.status == 200
            assert page.locator("img[src=x]").count() == 0, path
            assert page.evaluate("window.hit") is None, path
            assert HOSTILE in page.locator("body").inner_text()
        refused = [said for said in one.wrong if "400" not in said and "404" not in said]
        assert refused == []


def test_the_markup_of_that_test_would_run(chromium):
    """Else the test above could not fail."""
    page = chromium.new_page()
    page.set_content(HOSTILE)
    page.wait_for_function("() => window.hit === 1")
    page.close()
