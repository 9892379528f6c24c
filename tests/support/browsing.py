"""A browser that notes what a page must not do: errors in its console, requests off the machine."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
]
HOSTS = ("127.0.0.1", "localhost")
LONGEST_MS = 60_000


class Watched:
    """A page with what it did wrong."""

    def __init__(self, page: Any, base: str) -> None:
        self.page, self.base = page, base
        self.wrong: list[str] = []
        page.set_default_timeout(LONGEST_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("request", self._asked)

    def _said(self, message: Any) -> None:
        # Chromium warns of slow read-backs where there is no graphics card.
        if message.type == "error" or (message.type == "warning" and "GPU" not in message.text):
            self.wrong.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.hostname not in HOSTS:
            self.wrong.append(f"request: {request.url}")

    def open(self, path: str) -> Any:
        """Open an address of the app and wait until its page is there."""
        self.page.goto(self.base + path)
        self.page.wait_for_selector("main[data-ready]")
        return self.page


@contextmanager
def browser() -> Iterator[Any]:
    """Yield Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


@contextmanager
def watched(chromium: Any, base: str, **context: Any) -> Iterator[Watched]:
    """Yield a page of its own context; 1280 × 720 unless said otherwise."""
    opened = chromium.new_context(**{"viewport": {"width": 1280, "height": 720}} | context)
    try:
        yield Watched(opened.new_page(), base)
    finally:
        opened.close()
