"""A content-security policy for the pages that commands write, and pages that fit it.

A page is self-contained: one or more style elements, images as data, no script. The policy allows
style elements by their hash; a style attribute, which no hash covers without ``unsafe-hashes``,
becomes a class of a further style element. A page that the app shows in a
frame has one more, for light and dark: the app sets an attribute on the page.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

FRAMED = Path(__file__).parent / "data" / "framed.css"
STYLE = re.compile(rb"<style\b[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9:-]*(?:\s+(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?>")
ATTRIBUTE = re.compile(r"\sstyle=(?:\"([^\"]*)\"|'([^']*)')")
CLASS = re.compile(r"\sclass=\"([^\"]*)\"")
OUTSIDE = re.compile(r"<a\s(?=[^>]*\bhref=\"https?://)(?![^>]*\btarget=)")
HEAD_END = re.compile(r"</head>", re.IGNORECASE)
REST = (
    "default-src 'none'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)


def policy_of(page: bytes) -> str:
    """Return the policy under which a page shows as it was written, and runs nothing."""
    sums = dict.fromkeys(
        base64.b64encode(hashlib.sha256(found[1]).digest()).decode()
        for found in STYLE.finditer(page.replace(b"\r\n", b"\n"))
    )
    styles = " ".join(f"'sha256-{one}'" for one in sums) or "'none'"
    return f"{REST}; style-src {styles}"


def fitted(page: str) -> str:
    """Return a page without style attributes, whose links to elsewhere open a page of their own."""
    rules: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        tag = found[0]
        style = ATTRIBUTE.search(tag)
        if style is None:
            return tag
        text = (style[1] if style[1] is not None else style[2]).strip()
        name = rules.setdefault(text, f"s-{hashlib.sha256(text.encode()).hexdigest()[:8]}")
        without = tag[: style.start()] + tag[style.end() :]
        has = CLASS.search(without)
        if has is not None:
            return f'{without[: has.start()]} class="{has[1]} {name}"{without[has.end() :]}'
        end = "/>" if without.endswith("/>") else ">"
        return f'{without[: -len(end)]} class="{name}"{end}'

    page = TAG.sub(named, page)
    page = OUTSIDE.sub('<a target="_blank" rel="noopener noreferrer" ', page)
    if not rules:
        return page
    lines = "\n".join(f".{name}.{name} {{ {_plain(text)} }}" for text, name in rules.items())
    return _with_style(page, f"\n{lines}\n")


def themed(page: str) -> str:
    """Return a page that is light or dark as an attribute says that the app sets on it."""
    return _with_style(page, f"\n{FRAMED.read_text('utf-8')}")


def _with_style(page: str, text: str) -> str:
    return HEAD_END.sub(lambda _: f"<style>{text}</style></head>", page, count=1)


def _plain(text: str) -> str:
    """Return the declarations of an attribute as a style element has them."""
    import html

    return html.unescape(text).replace("<", "\\3c ").replace("}", "").replace("{", "")
