"""Bounds on connections: how many there may be, and how long the head of a request may take.

A connection that sends no complete head of a request in time is closed (slow loris). A request on
one connection too many is refused, with the headers that every answer carries.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from skydome.serve.guard import HEADERS, Crowded

if TYPE_CHECKING:
    from asyncio import Transport

HEADERS_S = 15.0
MOST_CONNECTIONS = 500


class PatientProtocol(H11Protocol):
    """The server's protocol with these bounds.

    The timer starts with a connection and with the first bytes of a later request on it; it ends
    with the blank line after the headers.
    """

    _slow: asyncio.TimerHandle | None = None

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as uvicorn calls it
        super().__init__(*args, **options)
        self._answering, self._crowded = self.app, Crowded(MOST_CONNECTIONS)

    def handle_events(self) -> None:
        """Handle what has arrived; a request is refused while there are too many connections."""
        crowded = len(self.connections) > MOST_CONNECTIONS
        self.app = self._crowded if crowded else self._answering
        super().handle_events()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Start the timer of the first request."""
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        """Take bytes; start or end the timer."""
        self._begin()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._end()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, with the headers that every answer carries."""
        headers = {"content-type": "text/plain; charset=utf-8", "connection": "close", **HEADERS}
        answer = h11.Response(status_code=400, headers=list(headers.items()), reason=b"Bad Request")
        for event in (answer, h11.Data(data=msg.encode("ascii")), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _begin(self) -> None:
        if self._slow is None:
            self._slow = asyncio.get_running_loop().call_later(HEADERS_S, self.transport.close)

    def _end(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None
