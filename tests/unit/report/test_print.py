"""The report on paper: few pages, none nearly empty, as Chromium prints it."""

import re
import shutil
import subprocess

import pytest

from skydome import load, run_to_folder, with_run, write_report

CHROMIUM = shutil.which("chromium")
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_report_of_two_front_is_at_most_12_pages(examples, tmp_path):
    scenario = load(examples / "two_front.yaml", settings={"terrain.placements": 1})
    folder = run_to_folder(with_run(scenario, replications=30), tmp_path / "result")
    page, printed = write_report(folder), tmp_path / "report.pdf"
    subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--print-to-pdf={printed}", f"--user-data-dir={tmp_path / 'profile'}"),
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert 6 <= len(PAGE.findall(printed.read_bytes())) <= 12
