"""A server in a process of its own, and a client of it, for tests and benchmarks on loopback."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

END_S = 20.0
FINAL = ("done", "failed", "cancelled", "interrupted")
LINE = re.compile(r"http://(127\.0\.0\.1|\[::1\]|0\.0\.0\.0|localhost):(\d+)/(?:\?token=(\S+))?")


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """A running `skydome serve`."""

    def __init__(self, process: subprocess.Popen[str], port: int, token: str | None) -> None:
        self.process, self.port, self.token = process, port, token

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answered:
        """Send one request; a body that is no bytes is sent as JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(answer.status, found, answer.read())
        finally:
            connection.close()

    def job(self, job: str) -> Any:
        return self.ask(f"/api/jobs/{job}").json()

    def until(self, job: str, *states: str, within_s: float = 120.0) -> Any:
        """Return a job once it is in one of these states."""
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            found = self.job(job)
            if found["state"] in states:
                return found
            if found["state"] in FINAL:
                break
            time.sleep(0.1)
        raise TimeoutError(f"{found} is not {states}")

    def end(self, number: int = signal.SIGINT) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(END_S)


@contextmanager
def serving(workspace: Path, *words: str, **environment: str) -> Iterator[Server]:
    """Yield a server of a workspace; it is ended, and its workers with it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "skydome", "serve"),
            *("--workspace", str(workspace), "--port", "0", *words),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield _ready(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _ready(process: subprocess.Popen[str]) -> Server:
    line = "" if process.stdout is None else process.stdout.readline()
    found = LINE.search(line)
    if found is None:
        raise RuntimeError(f"no address: {line!r}")
    return Server(process, int(found[2]), found[3])


def copies(result: Path, results: Path, number: int) -> None:
    """Fill a folder with copies of a result under other names."""
    results.mkdir(parents=True, exist_ok=True)
    for n in range(number):
        shutil.copytree(result, results / f"run-{n:04}")
