"""Without a browser, the reason and what to do are said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("support") / "need_chromium.py"


def ended(path):
    """Run the script where only these programs are found."""
    return subprocess.run(
        [sys.executable, SCRIPT],
        env={"PATH": str(path)}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def program(folder, name, text):
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


def test_a_browser_that_is_there_is_enough(tmp_path):
    program(tmp_path, "google-chrome", "exit 1")
    found = ended(tmp_path)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_a_machine_without_apt_says_so(tmp_path):
    found = ended(tmp_path)
    assert found.returncode == 1
    assert "error: the browser tests need Chromium: this machine has no apt" in found.stderr
    assert "by hand" in found.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may use apt")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("echo 'E: no such host' >&2; exit 100", "`apt-get update` failed:\n  E: no such host\n"),
        ("exit 0", "apt installed it, but there is no command of that name"),
    ],
)
def test_what_apt_says_is_passed_on(tmp_path, text, said):
    program(tmp_path, "apt-get", text)
    found = ended(tmp_path)
    assert found.returncode == 1
    assert said in found.stderr
    assert "installing it by apt" in found.stdout
