"""The report of two_front as a browser prints it. `make test-web` runs this."""

import os
import re
import shutil
import subprocess

import pytest

from skydome import write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MOST_PAGES = 12

pytestmark = [
    pytest.mark.skipif(os.environ.get("SKYDOME_TEST_WEB") != "1", reason="make test-web runs it"),
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


def test_two_front_prints_on_a_dozen_pages(two_front, tmp_path):
    page = write_report(two_front.save(tmp_path / "result"))
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
