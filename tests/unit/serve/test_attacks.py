"""Attacks by name, by method, by upgrade and by patience, beyond those of `test_safety`."""

import asyncio
import json
import shutil
import socket
from urllib.parse import quote

import pytest
from served import serving
from starlette.exceptions import HTTPException

from skydome.serve import guard

HOSTILE = "<img src=x onerror=alert(1)>"
ODD_RUNS = (
    HOSTILE,
    "a b#c?d%2f&e=f",
    "%2e%2e",
    "a..%5c..",
    "'; DROP TABLE jobs; --",
    "ünï-コード",
    "\u202egnp.exe",
    "x\r\nSet-Cookie: a=b",
)
LISTED = [one for one in ODD_RUNS if one.isprintable()]


@pytest.fixture(scope="module")
def server(tmp_path_factory, stored):
    """Return a server of a workspace with an odd name, full of odd names."""
    folder = tmp_path_factory.mktemp("odd") / "we\"ird #%41?'& \u202e\n <b>ü"
    for name in ODD_RUNS:
        shutil.copytree(stored, folder / "results" / name)
    with serving(folder) as running:
        yield running


def send(server, *lines, body=b""):
    """Send a request line and headers as they are; return status, header lines and body."""
    head = b"\r\n".join(line.encode("latin-1") for line in lines) + b"\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head + body)
        answer = connection.makefile("rb")
        status = int(answer.readline().split()[1])
        headers = {}
        while (line := answer.readline().strip()) != b"":
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        length = int(headers.get("content-length", 0))
        return status, headers, b"" if lines[0].startswith("HEAD") else answer.read(length)


# names


def test_runs_of_any_printable_name_are_listed_and_found(server):
    assert sorted(one["id"] for one in server.ask("/api/runs").json()) == sorted(LISTED)
    for name in LISTED:
        answer = server.ask(f"/api/runs/{quote(name, safe='')}")
        assert answer.status == 200, name
        assert answer.json()["line"]["id"] == name


def test_a_name_with_a_line_feed_is_set_aside_and_adds_no_header(server):
    aside = server.ask("/api/workspace").json()["set_aside"]
    assert {one["reason"] for one in aside} == {"its name is not text"}
    assert len(aside) == len(ODD_RUNS) - len(LISTED) == 2
    for address in ("/api/runs/", "/pages/runs/", "/raid/"):
        _, headers, body = send(
            server, f"GET {address}x%0d%0aSet-Cookie:%20a=b HTTP/1.1", "Host: 127.0.0.1"
        )
        assert "set-cookie" not in headers
        assert b"\r\n" not in body.strip()


def test_a_name_is_data(server):
    answer = server.ask(f"/api/runs/{quote(HOSTILE, safe='')}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_name_reaches_another_folder(server):
    """A run that is called %2e%2e is that run; two dots are none."""
    assert server.ask("/api/runs/%252e%252e").json()["line"]["id"] == "%2e%2e"
    for path in ("/api/runs/%2e%2e", "/api/runs/..%5c..", "/api/runs/%2e%2e%5c%2e%2e"):
        assert server.ask(path).status == 404


# methods and upgrades


@pytest.mark.parametrize("method", ["OPTIONS", "HEAD", "PUT", "PATCH", "DELETE", "CONNECT", "X"])
@pytest.mark.parametrize("path", ["/", "/api/jobs", "/pages/answers/law", "/assets/x.js"])
def test_other_methods_do_nothing_and_grant_nothing(server, method, path):
    status, headers, body = send(
        server,
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Origin: http://evil.example",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type",
    )
    assert status in {400, 403, 404, 405}
    assert not any(name.startswith("access-control") for name in headers)
    assert "unsafe" not in headers["content-security-policy"]
    assert b"Traceback" not in body


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_no_connection_becomes_something_else(server, protocol):
    status, headers, _ = send(
        server,
        "GET /api/jobs HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: Upgrade",
        f"Upgrade: {protocol}",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    )
    assert status != 101
    assert "upgrade" not in headers


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1.evil.example", 421),
        ("evil.example:80@127.0.0.1", 421),
        ("localhost.evil.example", 421),
        ("evil.localhost", 421),
        ("0x7f000001", 421),
        ("2130706433", 421),
        ("0.0.0.0", 421),  # noqa: S104 - sent, not listened at
        ("192.168.0.1", 421),
        ("127.0.0.1:abc", 421),
        ("", 421),
        ("127.8.8.8", 200),
        ("[::1]:9", 200),
    ],
)
def test_a_name_that_another_site_could_have_is_refused(server, host, status):
    answer = send(server, "GET /api/jobs HTTP/1.1", f"Host: {host}")
    assert answer[0] == status
    assert "default-src 'none'" in answer[1]["content-security-policy"]


@pytest.mark.parametrize(
    "origin", ["null", "http://127.0.0.1", "https://127.0.0.1:1", "file://", "http://", "\xb2"]
)
def test_an_origin_that_is_not_this_server_starts_nothing(server, origin):
    body = b'{"kind":"run","scenario":"single_battery"}'
    status, _, _ = send(
        server,
        "POST /api/jobs HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"Origin: {origin}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        body=body,
    )
    assert status == 403
    assert server.ask("/api/jobs").json() == []


# every answer has the policy


@pytest.mark.parametrize(
    "lines",
    [
        ("GET /api/jobs HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \xb2"),
        ("GET /api/jobs HTTP/1.1", "Host: 127.0.0.1", "Content-Length: -1"),
        ("POST /api/jobs HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 1", "Content-Length: 2"),
        (
            "POST /api/jobs HTTP/1.1",
            "Host: 127.0.0.1",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            "Content-Type: application/json",
        ),
        ("POST /api/jobs HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: gzip, chunked"),
        ("GET /api/runs/none HTTP/1.1", "Host: 127.0.0.1"),
        ("GET /nothing HTTP/1.1", "Host: 127.0.0.1"),
        ("GET /api/footprint?system=x&threat=y HTTP/1.1", "Host: 127.0.0.1"),
    ],
)
def test_every_refusal_has_the_policy_too(server, lines):
    body = b"0\r\n\r\n" if "chunked" in str(lines) else b""
    status, headers, _ = send(server, *lines, body=body)
    assert 400 <= status < 500 or status == 501
    for name, value in guard.HEADERS.items():
        assert headers[name] == value


# bodies


def test_a_body_that_is_not_complete_in_time_is_refused(monkeypatch):
    """The first part comes at once, the second never."""
    monkeypatch.setattr(guard, "BODY_S", 0.05)
    parts = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive():
        if parts:
            return parts.pop()
        await asyncio.sleep(60)
        raise AssertionError

    async def story():
        bounded = guard._bounded(receive)
        assert (await bounded())["body"] == b"{"
        with pytest.raises(HTTPException) as refused:
            await bounded()
        assert refused.value.status_code == 408

    asyncio.run(story())


def test_a_body_of_many_small_pieces_is_counted_as_a_whole():
    """64 KiB in pieces of 1 KiB are taken, the next byte is not."""
    left = [b"x" * 1024] * 64 + [b"x"]

    async def receive():
        return {"type": "http.request", "body": left.pop(0), "more_body": True}

    async def story():
        bounded = guard._bounded(receive)
        for _ in range(64):
            await bounded()
        with pytest.raises(HTTPException) as refused:
            await bounded()
        assert refused.value.status_code == 413

    asyncio.run(story())


def test_deep_json_is_refused_in_a_sentence(server):
    deep = b'{"kind":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    answer = server.ask("/api/jobs", "POST", deep, {"Content-Type": "application/json"})
    assert answer.status == 400
    assert json.loads(answer.body)["detail"] == "The body is not JSON."
    assert server.ask("/api/workspace").status == 200


def test_a_client_that_reads_nothing_holds_up_nobody(server):
    """It asks for the largest answers again and again, and takes none of them."""
    ask = b"GET /api/systems HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as deaf:
        deaf.settimeout(0)
        for _ in range(200):
            try:
                deaf.send(ask * 20)
            except BlockingIOError:
                break
        assert server.ask("/api/workspace").status == 200
