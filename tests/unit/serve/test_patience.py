import asyncio
import json
import socket
import time
from contextlib import asynccontextmanager

import uvicorn

from skydome.serve import patience
from skydome.serve.guard import HEADERS

LATE_S = 0.3
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


async def slow_app(_scope, _receive, send):
    """Answer later than a head may take."""
    await asyncio.sleep(2 * LATE_S)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def closed_after(port, *parts):
    """Send parts and return what came back and how long the connection was open."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    for part in parts:
        writer.write(part)
        await writer.drain()
    found = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return found, time.monotonic() - began


@asynccontextmanager
async def patient_server(app):
    """Yield the port of a server of this protocol."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        protocol = patience.PatientProtocol
        config = uvicorn.Config(app, http=protocol, lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await running


def test_a_head_that_does_not_end_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(patience, "HEADERS_S", LATE_S)

    async def story():
        async with patient_server(slow_app) as port:
            for parts in ((), (b"GE",), (HEAD,)):
                found, open_s = await closed_after(port, *parts)
                assert found == b""
                assert open_s > 0.9 * LATE_S
            # An answer may take longer than a head.
            found, open_s = await closed_after(port, HEAD + b"Connection: close\r\n\r\n")
            assert found.startswith(b"HTTP/1.1 204")
            assert open_s > 2 * LATE_S

    asyncio.run(story())


async def quick_app(_scope, _receive, send):
    """Answer at once."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_one_connection_too_many_is_refused_with_all_headers_until_another_ends(monkeypatch):
    monkeypatch.setattr(patience, "MOST_CONNECTIONS", 2)
    asked = HEAD + b"Connection: close\r\n\r\n"

    async def story():
        async with patient_server(quick_app) as port:
            idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
            found, _ = await closed_after(port, asked)
            head, _, body = found.partition(b"\r\n\r\n")
            lines = head.decode().split("\r\n")
            assert lines[0].startswith("HTTP/1.1 503")
            for name, value in HEADERS.items():
                assert f"{name}: {value}" in lines
            assert "retry-after: 5" in lines
            assert json.loads(body)["detail"].startswith("More than 2 connections are open")
            idle[0][1].close()
            await idle[0][1].wait_closed()
            found, _ = await closed_after(port, asked)
            assert found.startswith(b"HTTP/1.1 204")
            idle[1][1].close()

    asyncio.run(story())
