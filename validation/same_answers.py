"""Compare what two commits answer: rows, hashes and JSON of every example.

    python validation/same_answers.py OLD [NEW]

Both commits are checked out into temporary folders. Each runs the same commands on its own
examples, in a fresh process and from a folder of its own. Numbers, hashes and structure must agree
exactly; text may be reworded, and is listed with ``--texts``. Exit code 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

RUNS = {
    "alone_or_networked": 200,
    "escort": 200,
    "guarded_radars": 200,
    "layers": 200,
    "neighbours": 200,
    "node_loss": 200,
    "saturation": 200,
    "silence": 200,
    "single_battery": 2000,
    "two_front": 1000,
    "two_sides": 200,
}
REPLAYED = ("single_battery", "two_front", "layers", "guarded_radars")
CASES = (
    "algeria-su-57",
    "china-edd",
    "egypt-su-35",
    "india-s-400",
    "indonesia-su-35",
    "turkey-section-1241",
    "turkey-ssb",
)
OTHERS = (
    "coverage s-400-regiment --at 30 79 --target fighter",
    "coverage thaad-battery --against ballistic",
    "compare s-400 patriot thaad --draws 4",
    "assign examples/snapshot.yaml --seed 1",
    "adjudicate examples/single_battery.yaml --raid 1,2,4 --replications 300",
    "campaign examples/campaign.yaml --replications 100",
    "timeline india-2018 --draws 500",
    "timeline turkey-2017 --draws 500",
    "timeline china-2014 --draws 500",
    "dependence examples/dependence/register-17-columns.csv",
    "dependence examples/dependence/register-16-columns.csv",
    "dependence examples/dependence/tiv-table.csv",
    *(f"exposure {case}" for case in CASES),
    "catalogue list",
    "catalogue check",
    "schema",
)
COMMAND_S = 1800
IDENTITY = {"folder", "skydome", "seconds", "elapsed_s", "result"}  # not part of the answer


def commands() -> list[str]:
    """Return every command line, in order: runs first, then the replays of their results."""
    runs = [
        f"run examples/{name}.yaml --replications {n} --output results/{name} --quiet"
        for name, n in RUNS.items()
    ]
    replays = [f"replay results/{name} --replication worst --quiet" for name in REPLAYED]
    return [*runs, *replays, *OTHERS]


def answers(source: Path, folder: Path) -> dict[str, Any]:
    """Run every command with one commit's sources; return each one's parsed JSON."""
    (folder / "examples").symlink_to(source / "examples")
    program = "import sys; from skydome.cli.main import main; sys.exit(main())"
    found: dict[str, Any] = {}
    for line in commands():
        done = subprocess.run(
            [sys.executable, "-c", program, *line.split(), "--json"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(source / "src")},
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )
        shown = done.stdout if done.returncode == 0 else json.dumps({"failed": done.stderr})
        found[line] = json.loads(shown)
        sys.stderr.write(f"  {line}\n")
    return found


def git(*words: str) -> None:
    """Run git in this repository."""
    subprocess.run(["git", *words], check=True)  # noqa: S607 - git as the user has it


def checked_out(revision: str, into: Path) -> Path:
    """Check a commit of this repository out into a folder."""
    git("worktree", "add", "--detach", str(into), revision)
    return into


def differences(old: Any, new: Any, at: str = "") -> list[tuple[str, bool]]:  # noqa: ANN401 - JSON
    """Return each place where two answers differ, and whether only its wording does."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = [
            (f"{at}.{key}: only in one", False)
            for key in sorted({*old} ^ {*new})
            if key not in IDENTITY
        ]
        for key in [key for key in old if key in new and key not in IDENTITY]:
            found += differences(old[key], new[key], f"{at}.{key}")
        return found
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            d
            for n, pair in enumerate(zip(old, new, strict=True))
            for d in differences(*pair, f"{at}[{n}]")
        ]
    if old == new and type(old) is type(new):
        return []
    wording = isinstance(old, str) and isinstance(new, str) and " " in old and " " in new
    return [(f"{at}: {str(old)[:100]!r} became {str(new)[:100]!r}", wording)]


def main() -> int:
    """Compare two commits and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("old")
    parser.add_argument("new", nargs="?", default="HEAD")
    parser.add_argument("--texts", action="store_true", help="list reworded texts too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found: list[dict[str, Any]] = []
        for side, revision in (("old", asked.old), ("new", asked.new)):
            sys.stderr.write(f"{side}: {revision}\n")
            source = checked_out(revision, Path(folder) / side)
            work = Path(folder) / f"{side}-work"
            work.mkdir()
            try:
                found.append(answers(source, work))
            finally:
                git("worktree", "remove", "--force", str(source))
    wrong = reworded = 0
    for line in found[0]:
        for place, wording in differences(found[0][line], found[1][line]):
            wrong, reworded = wrong + (not wording), reworded + wording
            if not wording or asked.texts:
                sys.stdout.write(f"{line}\n    {place}\n")
    sys.stdout.write(f"{len(found[0])} commands, {wrong} differences, {reworded} reworded texts\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
