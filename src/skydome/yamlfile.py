"""Read a YAML file and remember the line of every value.

YAML 1.2's core schema: ``no`` and ``on`` are words, ``1e-6`` is a number, a name given twice is
an error. The file is read event by event, so that no depth or number of aliases can exhaust
the machine before it is refused.
"""

from __future__ import annotations

import math
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from skydome import shipped
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

LARGEST_FILE_BYTES = 4_000_000
DEEPEST_NESTING = 40
MOST_VALUES = 200_000
MOST_DIGITS = 300  # of a whole number; a float still holds it

Key = tuple[str | int, ...]

# C0 and C1 controls but for tab and line feed, and the marks that turn the direction of text: in a
# terminal the ones change its state, the others show a text as what it is not
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}
# what the parser complains of -> what usually mends it
_REMEDIES = {
    "mapping values are not allowed": 'quotes around a text that holds ": "',
    "expected key": "one `name: value` a line, all names of one mapping equally far to the right",
    "expected ',' or ']'": "a comma between two items, a bracket at the end",
    "expected ',' or '}'": "a comma between two items, a brace at the end",
    "expected <block end>": "items and names of one list or mapping equally far to the right",
    "could not find expected ':'": "a colon and a blank after each name",
    "sequence entries are not allowed": "a list on the lines below its name, `- ` before each item",
    "unexpected end of stream": "a closing quote",
    "incompatible YAML": "%YAML 1.1 or 1.2, or no such line",
    "cannot start any token": "quotes around a text that begins with a sign such as @, % or `",
}


@dataclass(frozen=True)
class Document:
    """What a file says, and where it says it.

    Attributes
    ----------
    data
        Mappings, lists, texts, numbers, ``None``.
    lines
        Line, from 1, of the value at each path of keys.
    """

    path: Path
    data: Any
    lines: dict[Key, int] = field(repr=False)

    def line_of(self, key: Key) -> int | None:
        """Return the line of the value at ``key``, or of the nearest thing around it."""
        for length in range(len(key), -1, -1):
            if key[:length] in self.lines:
                return self.lines[key[:length]]
        return None

    def error(self, key: Key, problem: str, allowed: str | None = None) -> InputError:
        """Return the error for the value at ``key``, ready to raise."""
        return InputError(
            problem,
            file=self.path,
            line=self.line_of(key),
            field=field_name(key),
            allowed=allowed,
        )


def field_name(key: Key) -> str:
    """Return a path of keys as people write it: ``raid[2].height_m``."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{repr(part)[1:-1]}"
    return text.lstrip(".")


def read(path: Path | str) -> Document:
    """Read one YAML file; the name of a shipped example, without folder and ending, means that.

    Raises
    ------
    InputError
        There is no such file, it is not YAML, a name is given twice in it, or it is too large.
    """
    file = shipped.example_named(path) or Path(path)
    allowed = "a YAML text file"
    if shipped.is_bare(file) and not os.path.exists(file):  # noqa: PTH110 - no error for a long name
        names = shipped.example_files()
        allowed = f"a YAML text file, or an example: {', '.join(names)}"
    return parse(read_text(file, allowed), file)


def parse(text: str, name: Path | str) -> Document:
    """Read YAML from a text; messages call it by the name.

    Raises
    ------
    InputError
        As in `read`.
    """
    file = Path(name)
    if len(text.encode()) > LARGEST_FILE_BYTES:
        allowed = f"at most {LARGEST_FILE_BYTES:,} bytes"
        raise InputError("the text is too large", file=file, allowed=allowed)
    reader = _Reader(file, text)
    return Document(file, reader.document(), reader.lines)


def read_text(file: Path, expected: str, most_bytes: int = LARGEST_FILE_BYTES) -> str:
    """Return the text of a regular file.

    Raises
    ------
    InputError
        It cannot be read, is too large, no text in UTF-8, or no regular file: a pipe would be
        waited for without end.
    """
    try:
        mode = file.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise InputError("this is not a regular file", file=file, allowed=expected)
        with file.open("rb") as stream:
            content = stream.read(most_bytes + 1)
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, allowed=expected) from None
    except ValueError as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"cannot be read: {problem}", allowed=expected) from None
    except IsADirectoryError:
        raise InputError("this is a directory", file=file, allowed=expected) from None
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file, allowed=expected) from None
    if len(content) > most_bytes:
        allowed = f"{expected} of at most {most_bytes:,} bytes"
        raise InputError("the file is too large", file=file, allowed=allowed)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("this is not a text file in UTF-8", file=file, allowed=expected) from None


def _events(file: Path, text: str) -> Iterator[yaml.Event]:
    import yaml

    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = None if mark is None else mark.line + 1
        said = str(problem.problem)
        raise InputError(
            f"not YAML: {said}", file=file, line=line, allowed=_remedy(text, line, said)
        ) from None
    except yaml.reader.ReaderError as problem:
        line = text.encode()[: problem.position].count(b"\n") + 1
        said = str(problem).splitlines()[0]
        raise InputError(f"not YAML: {said}", file=file, line=line, allowed="plain text") from None


def _remedy(text: str, line: int | None, said: str) -> str | None:
    written = text.split("\n")[line - 1 : line] if line else []
    if written and re.match(r" *\t", written[0]):
        return "spaces, not tabs, at the beginning of a line"
    return next((remedy for part, remedy in _REMEDIES.items() if part in said), None)


def _line(event: yaml.Event) -> int:
    return cast("yaml.Mark", event.start_mark).line + 1


class _Reader:
    """Builds values from the parser's events, and notes the line of each."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = file
        self.lines: dict[Key, int] = {}
        self._events = _events(file, text)
        self._anchors: dict[str, tuple[Any, int]] = {}  # value, and how many values are in it
        self._count = 0

    def document(self) -> Any:  # noqa: ANN401 - YAML holds anything
        """Return what the only document of the file says."""
        import yaml

        next(self._events)
        begins = not isinstance(next(self._events), yaml.StreamEndEvent)
        value = self._value(next(self._events), ()) if begins else None
        if value is None:
            raise InputError("the file is empty", file=self.file, allowed="a YAML mapping")
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error(after, "a second document begins here", "one document, without ---")
        return value

    def _error(self, event: yaml.Event, problem: str, allowed: str | None = None) -> InputError:
        return InputError(problem, file=self.file, line=_line(event), allowed=allowed)

    def _value(self, event: yaml.Event, key: Key) -> Any:  # noqa: ANN401 - YAML holds anything
        import yaml

        self.lines[key] = _line(event)
        if isinstance(event, yaml.AliasEvent):
            return self._known(event)
        event = cast("yaml.ScalarEvent | yaml.CollectionStartEvent", event)
        before = self._count
        self._add(event, 1)
        if len(key) > DEEPEST_NESTING:
            allowed = f"at most {DEEPEST_NESTING} levels"
            raise self._error(event, "this is nested too deeply", allowed)
        if event.tag is not None:
            raise self._error(event, f"the tag {event.tag!r} means nothing here", "a plain value")
        value: Any
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = [self._value(item, (*key, n)) for n, item in enumerate(self._items())]
        else:
            value = self._mapping(key)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, self._count - before
        return value

    def _add(self, event: yaml.Event, count: int) -> None:
        self._count += count
        if self._count > MOST_VALUES:
            allowed = f"at most {MOST_VALUES:,}, aliases counted in full"
            raise self._error(event, "there are too many values", allowed)

    def _known(self, event: yaml.AliasEvent) -> Any:  # noqa: ANN401 - YAML holds anything
        if event.anchor not in self._anchors:
            known = ", ".join(self._anchors) or None
            raise self._error(event, f"there is no anchor {event.anchor!r} before this", known)
        value, count = self._anchors[event.anchor]
        self._add(event, count)
        return value

    def _items(self) -> Iterator[yaml.Event]:
        """Yield the first event of each part until the list or mapping ends."""
        import yaml

        ends = (yaml.SequenceEndEvent, yaml.MappingEndEvent)
        while not isinstance(event := next(self._events), ends):
            yield event

    def _mapping(self, key: Key) -> dict[str, Any]:
        import yaml

        mapping: dict[str, Any] = {}
        for event in self._items():
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a list or mapping is used as a name", "a word")
            name, line = event.value, _line(event)
            self._check_characters(event)
            if name in mapping:
                raise InputError(
                    "this name is given twice",
                    file=self.file,
                    line=line,
                    field=field_name((*key, name)),
                    allowed=f"once; the first is in line {self.lines[*key, name]}",
                )
            mapping[name] = self._value(next(self._events), (*key, name))
            self.lines[*key, name] = line
        return mapping

    def _check_characters(self, event: yaml.ScalarEvent) -> None:
        """Refuse what a quoted text may smuggle to a terminal."""
        found = _CONTROL.search(event.value)
        if found:
            problem = f"the text has the control character U+{ord(found[0]):04X}"
            raise self._error(event, problem, "plain text")

    def _scalar(self, event: yaml.ScalarEvent) -> str | float | bool | None:
        text: str = event.value
        self._check_characters(event)
        if event.style in {"'", '"', "|", ">"}:
            return text
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _INTEGER.fullmatch(text):
            if len(text) > MOST_DIGITS:
                problem = f"this number has {len(text):,} digits"
                raise self._error(event, problem, f"at most {MOST_DIGITS}")
            return int(text)
        if _NUMBER.fullmatch(text):
            return float(text)
        if text.lower() in {".inf", "+.inf", "-.inf", ".nan"}:
            return math.nan if "nan" in text.lower() else float(text.replace(".", "", 1))
        return text
