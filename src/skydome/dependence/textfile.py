"""Bytes of a downloaded table as text: its encoding, its lines, what it is instead."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple

from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE_BYTES = 64_000_000
EXPECTED = "a CSV file downloaded from the SIPRI Arms Transfers Database"
# how the content of a file begins -> what it is
FOREIGN = {
    b"PK\x03\x04": "an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"{\\rtf": "a rich-text document",
    b"%PDF": "a PDF document",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class TextFile(NamedTuple):
    """The text of a file and the encoding it was read in."""

    path: Path
    text: str
    encoding: str


def read_text(file: Path) -> TextFile:
    """Return the text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Raises
    ------
    InputError
        There is no such file, it is too large, empty, or no text.
    """
    content = _content(file)
    for beginning, kind in FOREIGN.items():
        if content.lstrip().startswith(beginning):
            raise InputError(f"this is {kind}", file=file, allowed=f"{EXPECTED}, saved as CSV")
    text, encoding = _decoded(file, content)
    if "\x00" in text:
        raise InputError("this is no text file", file=file, allowed=EXPECTED)
    if not text.strip():
        raise InputError("the file is empty", file=file, allowed=EXPECTED)
    return TextFile(file, text, encoding)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE_BYTES + 1)
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, allowed=EXPECTED) from None
    except IsADirectoryError:
        raise InputError("this is a directory", file=file, allowed=EXPECTED) from None
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file, allowed=EXPECTED) from None
    if len(content) > LARGEST_FILE_BYTES:
        allowed = f"at most {LARGEST_FILE_BYTES:,} bytes"
        raise InputError("the file is too large", file=file, allowed=allowed)
    return content


def _decoded(file: Path, content: bytes) -> tuple[str, str]:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError:
                problem = f"its first bytes say {encoding.removesuffix('-sig').upper()}, the rest "
                raise InputError(f"{problem}does not", file=file, allowed=EXPECTED) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _western(content)


def _western(content: bytes) -> tuple[str, str]:
    """Windows-1252, or Latin-1 where a byte means nothing in it."""
    try:
        return content.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "latin-1"
