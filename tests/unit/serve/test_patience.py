import asyncio
import socket
import time

import uvicorn

from skydome.serve import patience

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


def test_a_head_that_does_not_end_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(patience, "HEADERS_S", LATE_S)

    async def story():
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            port = listening.getsockname()[1]
            config = uvicorn.Config(
                slow_app, http=patience.PatientProtocol, lifespan="off", log_level="error"
            )
            server = uvicorn.Server(config)
            running = asyncio.create_task(server.serve([listening]))
            try:
                for parts in ((), (b"GE",), (HEAD,)):
                    found, open_s = await closed_after(port, *parts)
                    assert found == b""
                    assert open_s > 0.9 * LATE_S
                # An answer may take longer than a head.
                found, open_s = await closed_after(port, HEAD + b"Connection: close\r\n\r\n")
                assert found.startswith(b"HTTP/1.1 204")
                assert open_s > 2 * LATE_S
            finally:
                server.should_exit = True
                await running

    asyncio.run(story())
