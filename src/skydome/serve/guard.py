"""What every request passes first: where it comes from, whose it is, how large it is.

- A page of another site that resolves its own name to this machine (DNS rebinding) sends that name
  as ``Host``: only names and addresses of this server are answered.
- A page of another site, or of another port of this machine, that sends a request says so in
  ``Sec-Fetch-Site`` and ``Origin``: neither reads or starts anything.
- At an address other than loopback, a request shows the token.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import json
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

MOST_BODY_BYTES = 64 * 1024
MOST_ADDRESS_BYTES, MOST_HEADER_BYTES = 8 * 1024, 16 * 1024
BODY_S = 15.0
COOKIE, TOKEN = "skydome_token", "token"
READING = ("GET", "HEAD")
SHARED = ("/api/", "/pages/")
LOOPBACK_NAMES = ("localhost",)

APP_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "content-security-policy": APP_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


MORE_HEADERS = {401: [(b"www-authenticate", b"Bearer")], 503: [(b"retry-after", b"5")]}


class RefusedError(Exception):
    """A request that is not answered: its status and one sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


class Rules(NamedTuple):
    """Whom a server answers: the address it listens at, and the token, None where it needs none."""

    host: str
    token: str | None

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine reach it."""
        return is_loopback(self.host)


class Guard:
    """The application behind these rules."""

    def __init__(self, app: App, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web socket is offered
            await send({"type": "websocket.close", "code": 1008})
            return
        with_headers = _headers_added(scope, send)
        try:
            headers = _headers(scope)
            _check_address(scope)
            check_host(headers.get("host", ""), self.rules)
            check_origin(scope["method"], scope["path"], headers)
            _check_length(scope["method"], headers)
            if self.rules.token is not None and not has_token(headers, self.rules.token):
                await _welcome(scope, self.rules.token, with_headers)
                return
        except RefusedError as refused:
            await _refuse(with_headers, refused)
            return
        await self.app(scope, _bounded(receive), with_headers)


class Crowded:
    """What answers in place of the application while there are too many connections."""

    def __init__(self, most: int) -> None:
        self.most = most

    async def __call__(self, scope: MutableMapping[str, Any], _: Receive, send: Send) -> None:
        """Refuse a request."""
        detail = f"More than {self.most} connections are open; try again in a few seconds."
        await _refuse(_headers_added(scope, send), RefusedError(503, detail))


# rules


def check_host(host: str, rules: Rules) -> None:
    """Refuse a request that was sent to another name than this server's.

    An address written in numbers cannot be the name of another site; the port may be that of a
    tunnel.
    """
    name = _host_name(host)
    if rules.is_loopback:
        allowed = name in LOOPBACK_NAMES or is_loopback(name)
    else:
        allowed = name in LOOPBACK_NAMES or name == rules.host.lower() or _is_numeric(name)
    if not allowed:
        raise RefusedError(
            421, "This server does not answer to that name; open the address that it printed."
        )


def check_origin(method: str, path: str, headers: dict[str, str]) -> None:
    """Refuse what a page of another site asks for, or has a browser send."""
    site = headers.get("sec-fetch-site", "same-origin")
    shared = path.startswith(SHARED) or method not in READING
    if shared and site not in {"same-origin", "none"}:
        raise RefusedError(403, "A page of another site may not use this server.")
    origin = headers.get("origin")
    if origin is not None and method not in READING:
        found = urlsplit(origin) if origin.isprintable() else urlsplit("")
        if found.scheme not in {"http", "https"} or found.netloc != headers.get("host"):
            raise RefusedError(403, "A page of another site may not use this server.")


def has_token(headers: dict[str, str], token: str) -> bool:
    """Return whether a request shows the token, as a bearer's or in the cookie."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and same(given.strip(), token):
        return True
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return False
    return COOKIE in cookies and same(cookies[COOKIE].value, token)


def same(given: str, token: str) -> bool:
    """Return whether two texts are the same; where they differ does not change the time."""
    sums = (hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (given, token))
    return hmac.compare_digest(*sums)


def is_loopback(name: str) -> bool:
    """Return whether an address or name means this machine only."""
    if name.lower() in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _host_name(host: str) -> str:
    """Return the name of a ``Host`` header without its port; empty where it is none."""
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        return name.lower() if bracket and (not port or _is_port(port[1:])) else ""
    name, colon, port = host.partition(":")
    return name.lower() if not colon or _is_port(port) else ""


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _headers(scope: MutableMapping[str, Any]) -> dict[str, str]:
    """Return headers by name; one that may be there once only and is there twice is refused."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        if key in found and key in {"host", "origin", "content-length", "authorization"}:
            raise RefusedError(400, f"The header {key} is there twice.")
        found[key] = value.decode("latin-1")
    return found


def _check_address(scope: MutableMapping[str, Any]) -> None:
    length = len(scope.get("raw_path", b"")) + len(scope.get("query_string", b""))
    if length > MOST_ADDRESS_BYTES:
        raise RefusedError(414, f"The address is longer than {MOST_ADDRESS_BYTES:,} bytes.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
        raise RefusedError(431, f"The headers are longer than {MOST_HEADER_BYTES:,} bytes.")


def _check_length(method: str, headers: dict[str, str]) -> None:
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length[:20]) > MOST_BODY_BYTES:
        raise RefusedError(413, f"The request is larger than {MOST_BODY_BYTES:,} bytes.")
    if method == "POST":
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        has_body = length != "0" or "transfer-encoding" in headers
        if has_body and kind != "application/json":
            raise RefusedError(415, "The body has to be application/json.")


def _bounded(receive: Receive) -> Receive:
    """Return what receives a body of bounded size within a bounded time."""
    taken, ended = 0, False

    async def bounded() -> Message:
        nonlocal taken, ended
        if ended:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), BODY_S)
        except TimeoutError:
            raise HTTPException(
                408, f"The request was not complete after {BODY_S:.0f} s."
            ) from None
        taken += len(message.get("body", b""))
        ended = not message.get("more_body", False)
        if taken > MOST_BODY_BYTES:
            raise HTTPException(413, f"The request is larger than {MOST_BODY_BYTES:,} bytes.")
        return message

    return bounded


# answers


async def _welcome(scope: MutableMapping[str, Any], token: str, send: Send) -> None:
    """Take the token of the printed address into a cookie, or ask for it."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    given = [value for name, value in query if name == TOKEN]
    if scope["method"] not in READING or not given or not same(given[0], token):
        detail = "This server needs its token: open the address that it printed."
        await _refuse(send, RefusedError(401, detail))
        return
    rest = urlencode([pair for pair in query if pair[0] != TOKEN])
    place = _own_path(scope["path"]) + (f"?{rest}" if rest else "")
    cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict"
    headers = [(b"location", place.encode()), (b"set-cookie", cookie.encode())]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _own_path(path: str) -> str:
    """Return a path of this server: one that begins with two slashes names another one."""
    return "/" + quote(path.lstrip("/\\"), safe="/")


async def _refuse(send: Send, refused: RefusedError) -> None:
    body = json.dumps({"detail": refused.detail}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    headers += MORE_HEADERS.get(refused.status, [])
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _headers_added(scope: MutableMapping[str, Any], send: Send) -> Send:
    """Return a send that adds what every answer carries, unless the answer says otherwise."""
    api = scope["path"].startswith("/api/")

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            there = {name.lower() for name, _ in headers}
            added = HEADERS | ({"cache-control": "no-store"} if api else {})
            for name, value in added.items():
                if name.encode() not in there:
                    headers.append((name.encode(), value.encode()))
            message = {**message, "headers": headers}
        await send(message)

    return sending
