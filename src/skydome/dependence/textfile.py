"""Reads a downloaded table as text: finds its encoding, its lines, or what else it is."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, NamedTuple

from skydome.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST_FILE_BYTES = 64_000_000
EXPECTED = "a CSV file downloaded from the SIPRI Arms Transfers Database"
# first bytes of a file -> what the file is
FOREIGN = {
    b"PK\x03\x04": "an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"{\\rtf": "a rich-text document",
    b"%PDF": "a PDF document",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
    b"{": "a JSON document",
    b"\x1f\x8b": "a gzip archive",
}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
MANY_ZEROS = 0.3  # of the bytes of Western text in UTF-16, nearly half are zero
FEW_ZEROS = 0.01  # of the characters: a download that broke off may end in some; more are no text
_LINE_END = re.compile(r"\r\n|\r|\n")
# terminal control codes, and marks that reverse the direction of text; not tabs or line ends
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


class TextFile(NamedTuple):
    """The text of a file and its encoding; ``cleaned`` are lines without their control codes."""

    path: Path
    text: str
    encoding: str
    cleaned: tuple[int, ...] = ()

    @property
    def lines(self) -> list[str]:
        """The lines of the text, whichever line ends it has."""
        return _LINE_END.split(self.text)


def read_text(file: Path) -> TextFile:
    """Return the text of a file: UTF-8, UTF-16, or Windows-1252.

    Control characters are removed: a name in a file must not reach the terminal as a command.

    Raises
    ------
    InputError
        There is no such file, or it is too large, empty, or not a text file.
    """
    content = _content(file)
    for beginning, kind in FOREIGN.items():
        if content.lstrip().startswith(beginning):
            raise InputError(f"this is {kind}", file=file, allowed=f"{EXPECTED}, saved as CSV")
    text, encoding = _decoded(file, content)
    if text.count("\x00") > FEW_ZEROS * len(text):
        raise InputError("this is not a text file", file=file, allowed=EXPECTED)
    if not text.strip():
        raise InputError("the file is empty", file=file, allowed=EXPECTED)
    return cleaned(TextFile(file, text, encoding))


def cleaned(file: TextFile) -> TextFile:
    """Return a file without control characters, with the numbers of the lines that had some."""
    if not _CONTROL.search(file.text):
        return file
    found = [n for n, line in enumerate(file.lines, start=1) if _CONTROL.search(line)]
    return file._replace(text=_CONTROL.sub("", file.text), cleaned=tuple(found))


def _content(file: Path) -> bytes:
    try:
        if file.exists() and not file.is_file() and not file.is_dir():
            raise InputError("this is not a regular file", file=file, allowed=EXPECTED)
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
                problem = f"its first bytes announce {encoding.removesuffix('-sig').upper()}, but "
                raise InputError(f"{problem}the rest is not", file=file, allowed=EXPECTED) from None
    if content.count(0) > MANY_ZEROS * len(content):
        little = content[1::2].count(0) > content[::2].count(0)
        encoding = "utf-16-le" if little else "utf-16-be"
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            raise InputError("this is not a text file", file=file, allowed=EXPECTED) from None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _western(content)


def _western(content: bytes) -> tuple[str, str]:
    """Decode Windows-1252, line by line where some lines are UTF-8 (files pasted together)."""
    lines = content.splitlines(keepends=True)
    decoded = [_western_line(line) for line in lines]
    kinds = {kind for _, kind in decoded} - {"ascii"}
    if kinds != {"utf-8", "windows-1252"}:
        whole = _one_western_encoding(content)
        return content.decode(whole), whole.replace("cp1252", "windows-1252")
    return "".join(text for text, _ in decoded), "utf-8 and windows-1252"


def _western_line(line: bytes) -> tuple[str, str]:
    if line.isascii():
        return line.decode("ascii"), "ascii"
    try:
        return line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return line.decode(_one_western_encoding(line)), "windows-1252"


def _one_western_encoding(content: bytes) -> str:
    """Return Windows-1252, or Latin-1 where a byte has no meaning in Windows-1252."""
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"
