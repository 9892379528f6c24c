"""Listen at an address until told to stop."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import socket
import webbrowser
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

from skydome.errors import InputError
from skydome.serve.app import guarded
from skydome.serve.guard import TOKEN, Rules, is_loopback
from skydome.serve.patience import PatientProtocol
from skydome.serve.site import Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.serve.workspace import Workspace

IDLE_S, STOP_S = 30, 3
SHORTEST_TOKEN, LONGEST_TOKEN = 16, 200
LOCK = "serve.lock"


def serve(
    workspace: Workspace,
    host: str,
    port: int,
    token: str | None,
    said: Callable[[str], None],
    *,
    opened: bool,
) -> None:
    """Serve a workspace until a signal ends it.

    Parameters
    ----------
    workspace
        What is shown.
    host, port
        Where to listen; port 0 takes a free one.
    token
        What requests have to show. Where it is None and the address is not loopback, one is made.
    said
        Takes the one line to print, with the address.
    opened
        Open the address in a browser.

    Raises
    ------
    InputError
        The address cannot be used, the token is no token, or the workspace is served already.
    """
    rules = rules_of(host, token)
    with _alone(workspace), _listening(host, port) as listening:
        address = address_of(host, listening.getsockname()[1], rules.token)
        config = uvicorn.Config(
            guarded(lambda: Site(workspace, lambda: server.should_exit), rules),
            lifespan="on",
            log_level="warning",
            access_log=False,  # it would show tokens
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=STOP_S,
            h11_max_incomplete_event_size=16 * 1024,
            http=PatientProtocol,
            ws="none",
        )
        server = _Announcing(config, lambda: _announce(address, said, opened=opened))
        with suppress(KeyboardInterrupt):  # which it raises again when all is closed
            server.run([listening])


class _Announcing(uvicorn.Server):
    """A server that says when it is ready, and leaves signals as Ctrl-C means them."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def _announce(address: str, said: Callable[[str], None], *, opened: bool) -> None:
    said(address)
    if opened:
        webbrowser.open(address)


def rules_of(host: str, token: str | None) -> Rules:
    """Return whom a server answers; errors as in `serve`."""
    if token is not None and not (
        SHORTEST_TOKEN <= len(token) <= LONGEST_TOKEN and token.isascii() and _is_plain(token)
    ):
        problem = "this is no token"
        allowed = f"{SHORTEST_TOKEN} to {LONGEST_TOKEN} letters, digits, - and _"
        raise InputError(problem, field="--token", allowed=allowed)
    if token is None and not is_loopback(host):
        token = secrets.token_urlsafe(32)
    return Rules(host, token)


def _is_plain(token: str) -> bool:
    return token.replace("-", "").replace("_", "").isalnum()


def address_of(host: str, port: int, token: str | None) -> str:
    """Return the address to open."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/" + ("" if token is None else f"?{TOKEN}={token}")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Yield a socket that listens; one message where it cannot."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        problem = f"{host!r} is no address of this machine"
        raise InputError(problem, field="--host", allowed="such as 127.0.0.1") from None
    with socket.socket(family, kind, protocol) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(place)
            listening.listen(512)
        except OSError as problem:
            raise _unusable(host, port, problem) from None
        yield listening


def _unusable(host: str, port: int, problem: OSError) -> InputError:
    if problem.errno == errno.EADDRINUSE:
        allowed = "another port; 0 takes a free one"
        return InputError(f"port {port} is in use", field="--port", allowed=allowed)
    if problem.errno == errno.EADDRNOTAVAIL:
        what = f"{host!r} is no address of this machine"
        return InputError(what, field="--host", allowed="such as 127.0.0.1")
    reason = problem.strerror or "unknown reason"
    return InputError(f"cannot listen: {reason}", field="--port", allowed="another port")


@contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Refuse a workspace that another server serves: each would start the other's jobs."""
    lock = os.open(workspace.hidden / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        problem = "another `skydome serve` uses this folder"
        allowed = "its address, or another folder"
        raise InputError(
            problem, file=workspace.folder, field="--workspace", allowed=allowed
        ) from None
    try:
        yield
    finally:
        os.close(lock)
