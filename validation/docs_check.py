"""The documentation against the repository: links, paths, names, and commands that run.

    PYTHONPATH=validation python -m docs_check
    PYTHONPATH=validation python -m docs_check --only README.md

``make docs-check`` clones the repository, sets it up, and runs every command of README and docs in
the order written. What needs something that the repository does not have is skipped, see
``SKIPPED``. A quick part of it is in ``tests/unit/test_docs.py``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
FOLDERS = "src", "tests", "validation", "examples", "docs", "benchmarks", "packaging", ".ci"
PROGRAMS = "skydome", "make", "python", ".venv/bin/skydome", ".venv/bin/python"
LONGEST_S = 1_800
ELSEWHERE = r"[<>…{]|NNNN|tests/kat_vectors"  # patterns, and a file of other people's software

# What a command holds that is skipped, and why.
SKIPPED = {
    "make test": "it is what runs this check's quick part",
    "make bench": "half an hour of measurements",
    "make validate": "part of the tests; the pages it writes are compared by hand",
    "make peers": "needs other people's software",
    "make mutants": "an hour of measurements",
    "make docs-check": "it is this check",
    "FOLDER": "needs the published assignment instances",
    "TILES": "needs elevation tiles",
    "wta_50x100x3.txt": "needs the published assignment instances",
    "trade-register": "needs the reader's download of the arms-transfer register",
    "tiv-table": "needs the reader's download of the arms-transfer register",
    "my-case.yaml": "the reader's own case",
    "mine.yaml": "the reader's own deal",
    "my-threat": "the reader's own entry",
    "my-entries": "the reader's own entries",
    "order_of_battle": "the reader's own order of battle",
    "bridge": "the reader's own scenario",
    "studies/rare": "needs the study of rare outcomes, three minutes of processor time",
    "same_answers": "compares two commits",
    "skydome serve": "it serves until it is stopped; its tests start it",
}


class Fault(NamedTuple):
    """One thing that a page says and that is not so."""

    page: str
    line: int
    what: str


class Command(NamedTuple):
    """One command of a page."""

    page: str
    line: int
    text: str


def pages(root: Path = ROOT) -> list[Path]:
    """Return the pages in the order in which a reader meets them."""
    first = [root / name for name in ("README.md", "CONTRIBUTING.md")]
    return [page for page in first if page.exists()] + sorted((root / "docs").rglob("*.md"))


def outside_fences(text: str) -> Iterator[tuple[int, str]]:
    """Yield numbered lines of a page that are not in a block of code."""
    fenced = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, line


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    found: set[str] = set()
    for _, line in outside_fences(page.read_text(encoding="utf-8")):
        if line.startswith("#"):
            words = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower())
            slug, n = words.replace(" ", "-"), 1
            while slug in found:
                slug, n = f"{words.replace(' ', '-')}-{n}", n + 1
            found.add(slug)
    return found


def broken_links(page: Path, root: Path = ROOT) -> Iterator[Fault]:
    """Yield the relative links of a page that lead nowhere."""
    name = page.relative_to(root).as_posix()
    for number, line in outside_fences(page.read_text(encoding="utf-8")):
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if re.match(r"<?[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists():
                yield Fault(name, number, f"no such file: {target}")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file):
                yield Fault(name, number, f"no such heading: {target}")


def missing_paths(page: Path, root: Path = ROOT) -> Iterator[Fault]:
    """Yield paths of the repository, in backticks, that do not exist."""
    name = page.relative_to(root).as_posix()
    for number, line in outside_fences(page.read_text(encoding="utf-8")):
        for code in re.findall(r"`([^`]+)`", line):
            words = code.split()
            for word in words[:1] if len(words) == 1 else ():
                own = word.split("/")[0] in FOLDERS and "/" in word
                if own and not re.search(ELSEWHERE, word) and not list(root.glob(word.rstrip("/"))):
                    yield Fault(name, number, f"no such path: {word}")


def unknown_names(page: Path, root: Path = ROOT) -> Iterator[Fault]:
    """Yield names of modules and functions, in backticks, that do not exist."""
    name = page.relative_to(root).as_posix()
    for number, line in outside_fences(page.read_text(encoding="utf-8")):
        for dotted in re.findall(r"`(skydome(?:\.\w+)+)", line):
            if not exists(dotted):
                yield Fault(name, number, f"no such name: {dotted}")


def exists(dotted: str) -> bool:
    """Say whether a dotted name is a module, or something in one."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


def commands(page: Path, root: Path = ROOT) -> Iterator[Command]:
    """Yield the commands in a page's blocks of code, with their lines joined."""
    name, fence, waiting, begins = page.relative_to(root).as_posix(), None, "", 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("```"):
            fence = line.strip("`").strip() if fence is None else None
            continue
        text = line.removeprefix("$ ")
        starts = text.split(" ")[0] in PROGRAMS and fence in {"", "sh", "bash", "console"}
        if waiting or starts:
            begins = begins if waiting else number
            waiting += text.removesuffix("\\").strip() + " "
            if not text.endswith("\\"):
                yield Command(name, begins, waiting.split("  #")[0].split(" # ")[0].strip())
                waiting = ""


def reason_to_skip(command: Command) -> str | None:
    """Return why a command does not run here, None if it does."""
    return next((why for word, why in SKIPPED.items() if word in command.text), None)


def main(words: Sequence[str] | None = None) -> int:
    """Check names and run commands; return 1 if anything fails."""
    parser = argparse.ArgumentParser(prog="docs_check", description="Check the documentation.")
    parser.add_argument("--only", help="only pages whose path ends so")
    asked = parser.parse_args(words)
    chosen = [page for page in pages() if str(page).endswith(asked.only or "")]
    faults = [f for page in chosen for check in CHECKS for f in check(page)]
    for fault in faults:
        show(f"{fault.page}:{fault.line}: {fault.what}")
    with tempfile.TemporaryDirectory() as folder:
        clone = set_up(Path(folder))
        failed = [c for page in chosen for c in commands(page) if not runs(c, clone)]
    show(f"{len(faults)} faults in the text, {len(failed)} commands failed")
    return int(bool(faults or failed))


CHECKS = broken_links, missing_paths, unknown_names


def set_up(folder: Path) -> Path:
    """Clone the repository and set it up; return the clone."""
    clone = folder / "skydome"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S607 - the user's git
    subprocess.run(["make", "--silent", ".venv/.dev"], cwd=clone, check=True)  # noqa: S607 - the user's make
    return clone


def runs(command: Command, clone: Path) -> bool:
    """Run one command in the clone; show how it went."""
    where = f"{command.page}:{command.line}: {command.text}"
    reason = reason_to_skip(command)
    if reason:
        show(f"skipped  {where} ({reason})")
        return True
    path = f"{clone / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "200"}
    start = time.monotonic()
    ended = subprocess.run(
        ["bash", "-c", command.text],  # noqa: S607 - the documented shell
        cwd=clone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    state = "passed" if ended.returncode == 0 else f"code {ended.returncode}"
    show(f"{state:8} {where} ({time.monotonic() - start:.0f} s)")
    if ended.returncode:
        show(ended.stderr[-2_000:])
    return ended.returncode == 0


def show(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
