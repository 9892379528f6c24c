"""How fast the server of the browser app answers with 1,000 stored runs, on loopback.

    python benchmarks/serve_api.py [--runs 1000] [--requests 200]

It fills a temporary workspace with copies of one small result, starts `skydome serve`, waits until
every run is in the index, and prints the median and the 95th percentile of the time of an answer:
one client after another, then 50 clients at once. Bounded in requests and time; it ends by itself.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))
from served import Server, serving

SMALL = Path(__file__).parents[1] / "tests" / "support" / "small.yaml"
TARGET_MS = 50.0
CLIENTS = 50
LONGEST_FILL_S = 600.0
PATHS = (
    "/api/runs",
    "/api/start",
    "/api/systems",
    "/api/targets",
    "/api/scenarios",
    "/api/jobs",
    "/api/studies",
    "/api/workspace",
    "/api/runs/run-0000",
    "/api/runs/run-0000/replications",
    "/api/runs/compare?run=run-0000&run=run-0001",
)
local = threading.local()


def main() -> None:
    """Measure, and print a table."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--runs", type=int, default=1_000)
    words.add_argument("--requests", type=int, default=200)
    asked = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="skydome-serve-") as place:
        fill(Path(place), asked.runs)
        began = time.perf_counter()
        with serving(Path(place)) as server:
            server.ask("/api/workspace")
            show(f"start to first answer: {time.perf_counter() - began:.2f} s")
            show(f"index of {asked.runs:,} runs: {indexed(server, asked.runs):.1f} s, once")
        began = time.perf_counter()
        with serving(Path(place)) as server:
            server.ask("/api/runs")
            show(f"start to the list of runs, index on disk: {time.perf_counter() - began:.2f} s")
            table(server, asked.requests)


def show(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - a script's output


def fill(place: Path, runs: int) -> None:
    """Write one result and copies of it."""
    from skydome.scenario import load
    from skydome.study import simulate

    first = simulate(load(SMALL)).save(place / "results" / "run-0000")
    for n in range(1, runs):
        shutil.copytree(first, place / "results" / f"run-{n:04}")


def indexed(server: Server, runs: int) -> float:
    """Wait until every run is read, and return the time that took in seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < LONGEST_FILL_S:
        lines = json.loads(server.ask("/api/runs").body)
        if len(lines) == runs and all(line["leakers"] for line in lines):
            return time.perf_counter() - began
        time.sleep(0.5)
    raise TimeoutError("the index is not complete")


def table(server: Server, requests: int) -> None:
    """Print the times of every address."""
    show("Times of an answer in ms; processor: the server's own, whatever else the machine does.")
    show(
        f"{'':44} {'processor':>9} {'median':>8} {'95 %':>8} {'50 clients: median':>19} {'95 %':>8}"
    )
    for path in PATHS:
        ask(server, path)  # the first answer is computed, later ones are read
        spent = processor_s(server)
        alone = [ask(server, path) for _ in range(requests)]
        each = (processor_s(server) - spent) / requests * 1e3
        with ThreadPoolExecutor(CLIENTS) as clients:
            together = list(clients.map(lambda _, path=path: ask(server, path), range(requests)))
        (mid, late), (mid50, late50) = (np.quantile(one, (0.5, 0.95)) for one in (alone, together))
        mark = "" if late < TARGET_MS else f"  over {TARGET_MS:.0f} ms"
        show(f"{path:44} {each:9.1f} {mid:8.1f} {late:8.1f} {mid50:19.1f} {late50:8.1f}{mark}")


def processor_s(server: Server) -> float:
    """Return the processor time that the server has used, in seconds; Linux only."""
    words = Path(f"/proc/{server.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def ask(server: Server, path: str) -> float:
    """Return how long one answer takes over a connection that stays open, in milliseconds."""
    key = server.port
    if getattr(local, "key", None) != key:
        local.key, local.connection = key, HTTPConnection("127.0.0.1", key, timeout=60)
    began = time.perf_counter()
    try:
        local.connection.request("GET", path)
        answer = local.connection.getresponse()
    except (ConnectionError, RemoteDisconnected):  # it was idle for too long
        local.connection.close()
        local.connection.request("GET", path)
        answer = local.connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return (time.perf_counter() - began) * 1e3


if __name__ == "__main__":
    main()
