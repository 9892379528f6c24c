"""Install Chromium from the system's packages where it is missing, or say what to do.

    python tests/web/support/need_chromium.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def found() -> bool:
    """Return whether a browser is there."""
    return any(shutil.which(name) for name in NAMES)


if __name__ == "__main__":
    if found():
        sys.exit(0)
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        sys.exit("error: the browser tests need Chromium: install it, for example with apt")
    subprocess.run([apt, "update", "-qq"], check=True)
    subprocess.run([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    if not found():
        sys.exit("error: Chromium was installed, but there is no command of that name")
