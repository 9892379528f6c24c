"""Read a YAML file and remember the line of every value.

YAML 1.2's core schema: ``no`` and ``on`` are words, ``1e-6`` is a number, a name given twice is
an error.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from skydome.errors import InputError

if TYPE_CHECKING:
    import yaml

LARGEST_FILE_BYTES = 4_000_000
DEEPEST_NESTING = 40
MOST_VALUES = 200_000
LONGEST_INTEGER = 18

Key = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


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
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def read(path: Path | str) -> Document:
    """Read one YAML file.

    Raises
    ------
    InputError
        There is no such file, it is not YAML, or a name is given twice in it.
    """
    file = Path(path)
    text = read_text(file, "a YAML text file")
    lines: dict[Key, int] = {}
    node = _compose(file, text)
    if node is None:
        raise InputError("the file is empty", file=file, allowed="a YAML mapping")
    return Document(file, _value(file, node, (), lines), lines)


def read_text(file: Path, expected: str) -> str:
    """Return the text of a file, or an error in the user's words."""
    if file.is_dir():
        raise InputError("this is a directory", file=file, allowed=expected)
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            allowed = f"{expected} of at most {LARGEST_FILE_BYTES:,} bytes"
            raise InputError("the file is too large", file=file, allowed=allowed)
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError("there is no such file", file=file, allowed=expected) from None
    except UnicodeDecodeError:
        raise InputError("this is not a text file in UTF-8", file=file, allowed=expected) from None
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise InputError(f"cannot be read: {reason}", file=file, allowed=expected) from None


def _compose(file: Path, text: str) -> yaml.Node | None:
    import yaml

    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = None if mark is None else mark.line + 1
        raise InputError(f"not YAML: {problem.problem}", file=file, line=line) from None
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        raise InputError(f"not YAML: {str(problem).splitlines()[0]}", file=file) from None
    return node


def _value(file: Path, node: yaml.Node, key: Key, lines: dict[Key, int]) -> Any:  # noqa: ANN401 - YAML holds anything
    import yaml

    lines[key] = node.start_mark.line + 1
    if len(key) > DEEPEST_NESTING or len(lines) > MOST_VALUES:
        raise InputError("nested too deeply or too many values", file=file, line=lines[key])
    if isinstance(node, yaml.SequenceNode):
        return [_value(file, item, (*key, n), lines) for n, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(file, node, key, lines)
    return _scalar(cast("yaml.ScalarNode", node))


def _mapping(file: Path, node: yaml.MappingNode, key: Key, lines: dict[Key, int]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name, line = str(name_node.value), name_node.start_mark.line + 1
        if name in mapping:
            where = field_name((*key, name))
            raise InputError("this name is given twice", file=file, line=line, field=where)
        mapping[name] = _value(file, value_node, (*key, name), lines)
        lines[(*key, name)] = line
    return mapping


def _scalar(node: yaml.ScalarNode) -> str | float | bool | None:
    text: str = node.value
    if node.style in {"'", '"', "|", ">"}:
        return text
    if text.lower() in _WORDS:
        word: bool | None = _WORDS[text.lower()]
        return word
    if _INTEGER.fullmatch(text) and len(text) <= LONGEST_INTEGER:
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if text.lower() in {".inf", "+.inf", "-.inf", ".nan"}:
        return math.nan if "nan" in text.lower() else float(text.replace(".", "", 1))
    return text
