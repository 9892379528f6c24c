"""How long a user waits for the command line, wall time of the whole process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

EXAMPLES = Path(__file__).parents[1] / "examples"
COMMAND = Path(sys.executable).with_name("skydome")


class Seconds(NamedTuple):
    """Cold with an empty cache, warm with what that run left; two_front with 10,000."""

    cold: float
    warm: float
    two_front: float


def seconds() -> Seconds:
    """Return the best of two cold runs, five warm ones and two of two_front."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        cold = [run(place / f"cache-{n}", place, "single_battery") for n in range(2)]
        warm = [run(place / "cache-0", place, "single_battery") for _ in range(5)]
        run(place / "cache-0", place, "two_front", "--replications", "100")
        count = "--replications", "10000"
        two_front = [run(place / "cache-0", place, "two_front", *count) for _ in range(2)]
    return Seconds(min(cold), min(warm), min(two_front))


def run(cache: Path, place: Path, name: str, *options: str) -> float:
    """Run an example and return the seconds it took."""
    scenario, output = str(EXAMPLES / f"{name}.yaml"), str(place / name)
    words = ["run", scenario, "--quiet", "--force", "--output", output]
    # What is installed comes with its bytecode, whatever this shell says of writing it.
    environment = {**os.environ, "SKYDOME_CACHE": str(cache), "PYTHONDONTWRITEBYTECODE": ""}
    began = time.perf_counter()
    subprocess.run(
        [COMMAND, *words, *options], check=True, stdout=subprocess.DEVNULL, env=environment
    )
    return time.perf_counter() - began
