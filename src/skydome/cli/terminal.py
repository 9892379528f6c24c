"""Standard output and standard error that print any text on any terminal.

Two things can go wrong with a name that somebody else wrote. A terminal or file in a national
code page (cp1252, cp437, gbk) cannot print every character; a character that it lacks is replaced
by a plain one. A control character in a name could retitle or overwrite the reader's terminal;
it is printed as its code.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
import unicodedata
import warnings
from typing import TextIO

from skydome.folders import CacheWarning

PLAIN = "skydome-plain"
PLAIN_TEXT = {
    **dict.fromkeys("‐‑‒–—−", "-"),  # noqa: RUF001 - dashes and the minus sign
    **dict.fromkeys("‘’", "'"),  # noqa: RUF001 - typographic quotation marks
    **dict.fromkeys("“”", '"'),
    "…": "...",
    "×": "x",
    "·": "*",
    "•": "*",
    "→": "->",
    "←": "<-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+/-",
    "°": " deg",
    "µ": "u",
    "μ": "u",
    "σ": "sigma",
    "λ": "lambda",
}
# C0 and C1 control characters but for tab and line feed, and marks that reverse the reading order.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What rich writes on a terminal: colours, and for a progress bar the cursor and carriage returns.
DRAWING = re.compile("(\x1b\\[[0-9;]*m|\x1b\\[[0-9]*[A-GK]|\x1b\\[\\?25[hl]|\r)")


def printable(text: str) -> str:
    """Return a text with its control characters replaced by their codes, such as ``x1b``."""
    return CONTROL.sub(lambda found: _code(found[0]), text)


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 - one byte


def plain_characters(problem: UnicodeError) -> tuple[str, int]:
    """Return what to print instead of characters that an encoding lacks; a handler of codecs."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    missing = problem.object[problem.start : problem.end]
    return "".join(map(_plain, missing)), problem.end


def _plain(character: str) -> str:
    simple = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return PLAIN_TEXT.get(character) or simple or "?"


codecs.register_error(PLAIN, plain_characters)


class SafeStream(io.TextIOWrapper):
    """A text stream that prints control characters as codes and never fails on an encoding."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self.ascii = codecs.lookup(stream.encoding).name == "ascii"
        self.drawn_on = stream.isatty()
        lines = stream.line_buffering
        # Typer replaces a stream that says it is ASCII by one of its own.
        encoding = "latin-1" if self.ascii else stream.encoding
        super().__init__(stream.detach(), encoding, PLAIN, line_buffering=lines)

    def write(self, text: str) -> int:
        """Write a text; a terminal still gets the colours and cursor movements of rich."""
        if self.drawn_on:
            parts = DRAWING.split(text)
            parts[::2] = map(printable, parts[::2])
            clean = "".join(parts)
        else:
            clean = printable(text)
        if self.ascii:
            clean = clean.encode("ascii", PLAIN).decode("ascii")
        return super().write(clean)


def make_safe() -> None:
    """Replace standard output and standard error by streams that print anything."""
    sys.stdout, sys.stderr = _safe(sys.stdout), _safe(sys.stderr)
    show_otherwise = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *rest: object) -> None:
        if issubclass(category, CacheWarning):
            print(f"skydome: {message}", file=sys.stderr)  # noqa: T201 - the one place for it
        else:
            show_otherwise(message, category, *rest)  # type: ignore[arg-type]

    warnings.showwarning = show  # type: ignore[assignment]


def _safe(stream: TextIO) -> TextIO:
    # A stream of another type belongs to somebody else, such as a test that records what is shown.
    return SafeStream(stream) if type(stream) is io.TextIOWrapper else stream
