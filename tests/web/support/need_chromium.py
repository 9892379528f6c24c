"""Install Chromium from the system's packages where it is missing, or say what to do.

python3 tests/web/support/need_chromium.py

Needs nothing but Python.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
LONGEST_S = 300  # of one call of apt
# Three tries for each file; another apt is waited for.
PATIENT = ("-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=240")
LAST_LINES = 5
BY_HAND = (
    "Install Chromium or Google Chrome by hand, such as with `apt-get install chromium`, and run "
    "`make test-web` again."
)


class NoChromiumError(Exception):
    """There is no browser, and why none could be installed."""


def found() -> bool:
    """Return whether a browser is there."""
    return any(shutil.which(name) for name in NAMES)


def install() -> None:
    """Install Chromium by apt.

    Raises
    ------
    NoChromiumError
        There is no apt, the user is not root, or apt failed.
    """
    apt = shutil.which("apt-get")
    if apt is None:
        raise NoChromiumError("this machine has no apt to install it with")
    if os.geteuid() != 0:
        raise NoChromiumError("only root can install it")
    sys.stdout.write("Chromium is missing: installing it by apt, which takes a minute or two …\n")
    sys.stdout.flush()
    _apt(apt, "update")
    _apt(apt, "install", "-y", "--no-install-recommends", "chromium")
    if not found():
        raise NoChromiumError("apt installed it, but there is no command of that name")


def _apt(apt: str, *words: str) -> None:
    call = [apt, *PATIENT, "-qq", *words]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        ended = subprocess.run(
            call, env=quiet, capture_output=True, text=True, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise NoChromiumError(f"`apt-get {words[0]}` took longer than {LONGEST_S} s") from None
    if ended.returncode:
        said = (ended.stderr or ended.stdout).strip().splitlines()[-LAST_LINES:]
        lines = "\n  ".join(said) or "(it printed nothing)"
        raise NoChromiumError(f"`apt-get {words[0]}` failed:\n  {lines}")


def main() -> int:
    """Return 0 once there is a browser; otherwise say why there is none."""
    try:
        if not found():
            install()
    except NoChromiumError as problem:
        sys.stderr.write(f"error: the browser tests need Chromium: {problem}\n{BY_HAND}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
