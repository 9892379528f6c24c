"""The report of two_front as a browser prints it. `make test-web` runs this."""

import os
import re
import shutil
import subprocess

import pytest

from skydome import load, simulate, with_run, write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MOST_PAGES = 12

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


def test_two_front_prints_on_a_dozen_pages(examples, tmp_path):
    scenario = load(examples / "two_front.yaml", settings={"terrain.placements": 2})
    page = write_report(simulate(with_run(scenario, replications=30)).save(tmp_path / "result"))
    printed = tmp_path / "report.pdf"
    subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={printed}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    pages = re.findall(rb"/Type\s*/Page\b", printed.read_bytes())
    assert 8 <= len(pages) <= MOST_PAGES
