"""Check a document against a form, and say what is wrong in the user's words.

What is allowed is told from the form's JSON Schema, the same that editors read.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

    from skydome.yamlfile import Document, Key

Form = TypeVar("Form", bound=BaseModel)
Schema = dict[str, Any]

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
LINE_PATTERN = r"^[^\n]+$"
LONGEST_SHOWN = 60

_WORDS_OF_PATTERN = {
    NAME_PATTERN: "letters, digits, - and _, beginning with a letter or digit",
    LINE_PATTERN: "one line",
    r"^[a-z0-9][a-z0-9-]*$": "small letters, digits and -, beginning with a letter or digit",
}
_WORDS_OF_TYPE = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}


def fill(form: type[Form], document: Document) -> Form:
    """Return the form filled from a document.

    Raises
    ------
    InputError
        The first thing that does not fit, with its file, line, field and what is allowed.
    """
    if not isinstance(document.data, dict):
        problem = f"the file holds {_kind_of(document.data)}, no names"
        raise document.error((), problem, "a YAML mapping, `name: value` in each line")
    try:
        return form.model_validate(document.data)
    except ValidationError as problem:
        raise _input_error(form.model_json_schema(), document, _worst(problem.errors())) from None


def quoted(word: str) -> str:
    """Return what a person wrote as a message shows it: in quotes, on one line, not too long."""
    text = repr(word)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…{text[0]}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean 'x'?)`` where a known word is near, nothing otherwise."""
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def _worst(errors: list[ErrorDetails]) -> ErrorDetails:
    """Return the first unknown name, since it explains a missing one; else the first error.

    Where words or a mapping are allowed and a mapping is there, the error is the one inside it.
    """
    unknown = (error for error in errors if error["type"] == "extra_forbidden")
    inside = (error for error in errors if not _is_word_for_mapping(error))
    return next(unknown, next(inside, errors[0]))


def _is_word_for_mapping(error: ErrorDetails) -> bool:
    """Return whether an error misses a word where there is a mapping."""
    return error["type"] == "literal_error" and isinstance(error["input"], dict)


def _input_error(schema: Schema, document: Document, error: ErrorDetails) -> InputError:
    key, location = _key_in(document.data, error["loc"]), error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown_field(schema, document, key)
    if error["type"] == "value_error":
        wrong = error["ctx"]["error"]
        allowed = wrong.allowed if isinstance(wrong, InputError) else None
        return document.error(key, getattr(wrong, "problem", str(wrong)), allowed)
    too_few = error["type"] == "missing" and isinstance(location[-1], int)
    allowed = _allowed(schema, location[:-1] if too_few else location)
    return document.error(key, _problem(error), allowed)


def _unknown_field(schema: Schema, document: Document, key: Key) -> InputError:
    known = [name for place in places(schema, key[:-1]) for name in place.get("properties", ())]
    problem = f"there is no field of this name{did_you_mean(str(key[-1]), known)}"
    return document.error(key, problem, ", ".join(sorted(known)) or None)


def _key_in(data: Any, location: tuple[int | str, ...]) -> Key:  # noqa: ANN401 - walks any document
    """Keep the parts of pydantic's location that are in the document; drop its union tags."""
    key: list[int | str] = []
    for part in location:
        inside = isinstance(data, dict) and part in data
        if inside or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]
            key.append(part)
    return tuple(key)


# what stands there


def _problem(error: ErrorDetails) -> str:
    name = error["loc"][-1]
    if error["type"] == "missing" and isinstance(name, str):
        return f"{name!r} is missing"
    if error["input"] is None:
        return "there is no value"
    if error["type"] == "literal_error":
        return f"{_shown(error)} is not known"
    why = _why(error)
    return f"{_shown(error)} does not fit{': ' if why else ''}{why}"


def _shown(error: ErrorDetails) -> str:
    given = error["input"]
    if isinstance(given, str):
        return quoted(given)
    text = _kind_of(given)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _kind_of(given: object) -> str:
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, str):
        return "a text"
    if isinstance(given, dict):
        return "a mapping"
    return "a list" if isinstance(given, list) else repr(given)


def _why(error: ErrorDetails) -> str:
    given, kind = error["input"], error["type"]
    if isinstance(given, str):
        return _why_not_this_text(given, kind)
    if isinstance(given, list) and kind in {"too_long", "too_short", "missing"}:
        return f"its length is {len(given)}"
    if kind == "int_type" and isinstance(given, float):
        return "it is not a whole number" if given % 1 else "it is not written as a whole number"
    if kind == "string_type" and isinstance(given, int | float):
        return "text that looks like this needs quotes"
    return "it is not finite" if kind == "finite_number" else ""


def _why_not_this_text(given: str, kind: str) -> str:
    if kind in {"int_type", "float_type", "bool_type"}:
        quotes = re.fullmatch(r"[-+.0-9eE]+|true|false", given)
        return "it is text, because of its quotes" if quotes else "it is text"
    words = {"string_too_short": "it is empty", "string_too_long": "it is too long"}
    return words.get(kind, "")


# what may stand there


def _allowed(schema: Schema, location: tuple[int | str, ...]) -> str | None:
    allowed = list(places(schema, location))
    if location and location[-1] == "[key]":
        allowed = [place.get("propertyNames", {}) for place in places(schema, location[:-2])]
    words = (_words(schema, place) for place in allowed)
    return " or ".join(dict.fromkeys(filter(None, words))) or None


def places(schema: Schema, location: tuple[int | str, ...]) -> Iterator[Schema]:
    """Yield the schemas that stand at a location, with nothing left to look up."""
    found = list(_alternatives(schema, schema))
    for part in location:
        inner = [below for place in found if (below := _below(place, part)) is not None]
        if inner:  # otherwise the part is the name of a union's member
            found = [place for below in inner for place in _alternatives(schema, below)]
    yield from found


def _below(place: Schema, part: int | str) -> Schema | None:
    if isinstance(part, int):
        fixed: list[Schema] = place.get("prefixItems", [])
        found = fixed[part] if part < len(fixed) else place.get("items")
    else:
        found = place.get("properties", {}).get(part, place.get("additionalProperties"))
    return found if isinstance(found, dict) else None


def _alternatives(schema: Schema, place: Schema) -> Iterator[Schema]:
    """Yield a place, or each of its alternatives with the description they share."""
    own = {"description": place["description"]} if "description" in place else {}
    if "$ref" in place:
        definition = schema["$defs"][place["$ref"].rsplit("/", 1)[-1]]
        yield {**definition, "description": "", **own}
    elif "anyOf" in place:
        for one in place["anyOf"]:
            if one.get("type") != "null":
                yield from _alternatives(schema, {**one, **own})
    else:
        yield place


def _words(schema: Schema, place: Schema) -> str:
    description = place.get("description")
    note = f" ({description})" if description else ""
    if "enum" in place:
        return ", ".join(place["enum"]) + note
    if "const" in place:
        return f"{place['const']}{note}"
    kind = place.get("type")
    if kind == "object":
        names = ", ".join(place.get("properties", ()))
        return (f"a mapping of {names}" if names else "a mapping") + note
    if kind == "array":
        return _array_words(schema, place) + note
    if kind == "string":
        return _text_words(place) + note
    return _WORDS_OF_TYPE.get(str(kind), "") + _bounds(place) + note


def _array_words(schema: Schema, place: Schema) -> str:
    low, high = place.get("minItems", 0), place.get("maxItems")
    if high is None:
        size = f" of at least {low}" if low else ""
    else:
        size = f" of {high}" if low == high else f" of {low} to {high}"
    if "items" not in place:
        return f"a list{size}"
    item = " or ".join(_words(schema, one) for one in _alternatives(schema, place["items"]))
    article = "one of " if "enum" in place["items"] else "a " if item.startswith("text") else ""
    return f"a list{size}, each {article}{item}"


def _text_words(place: Schema) -> str:
    words = _WORDS_OF_PATTERN.get(place.get("pattern", ""), "")
    longest = f"at most {place['maxLength']} characters" if "maxLength" in place else ""
    return ": ".join(filter(None, ["text", "; ".join(filter(None, [words, longest]))]))


def _bounds(place: Schema) -> str:
    low, above = place.get("minimum"), place.get("exclusiveMinimum")
    high, below = place.get("maximum"), place.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_number(low)} to {_number(high)}"
    bounds = {"at least": low, "above": above, "at most": high, "below": below}
    words = [f"{name} {_number(bound)}" for name, bound in bounds.items() if bound is not None]
    return ", " + " and ".join(words) if words else ""


def _number(bound: float) -> str:
    return f"{bound:,}" if isinstance(bound, int) else f"{bound:,.10g}"


def counted(number: int, noun: str) -> str:
    """Return a number and its noun: 1 placement, 8 placements."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
