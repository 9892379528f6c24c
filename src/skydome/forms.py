"""Check a document against a form, and say what is wrong in the user's words."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from skydome.errors import InputError
    from skydome.yamlfile import Document, Key

Form = TypeVar("Form", bound=BaseModel)


def fill(form: type[Form], document: Document) -> Form:
    """Return the form filled from a document.

    Raises
    ------
    InputError
        The first thing that does not fit, with its file, line, field and what is allowed.
    """
    if not isinstance(document.data, dict):
        raise document.error((), "the file holds no names and values", "a YAML mapping")
    try:
        return form.model_validate(document.data)
    except ValidationError as problem:
        raise _input_error(form, document, problem.errors()[0]) from None


def _input_error(form: type[BaseModel], document: Document, error: ErrorDetails) -> InputError:
    key = _key_in(document.data, error["loc"])
    context = error.get("ctx", {})
    if error["type"] == "extra_forbidden":
        return _unknown_field(form, document, key)
    if error["type"] == "missing":
        name = error["loc"][-1]
        return document.error(key, f"{str(name)!r} is missing", _description(form, error["loc"]))
    if error["type"] in {"literal_error", "union_tag_invalid"}:
        allowed = context.get("expected") or context.get("expected_tags")
        return document.error(key, f"{error['input']!r} is not known", str(allowed))
    if error["type"] == "value_error":
        return document.error(key, str(context["error"]))
    given = error["input"]
    shown = "" if isinstance(given, dict | list) else f" {given!r}"
    return document.error(key, f"the value{shown} does not fit", _allowed(error))


def _key_in(data: Any, location: tuple[int | str, ...]) -> Key:  # noqa: ANN401 - walks any document
    """Keep the parts of pydantic's location that are in the document; drop its union tags."""
    key: list[int | str] = []
    for part in location:
        inside = isinstance(data, dict) and part in data
        if inside or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            data = data[part]
            key.append(part)
    return tuple(key)


def _allowed(error: ErrorDetails) -> str:
    return error["msg"].removeprefix("Input should be ").removeprefix("Value error, ")


def _unknown_field(form: type[BaseModel], document: Document, key: Key) -> InputError:
    known = sorted(_fields_at(form, key[:-1]))
    near = difflib.get_close_matches(str(key[-1]), known, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return document.error(key, f"there is no field of this name{hint}", ", ".join(known) or None)


def _fields_at(form: type[BaseModel], key: Key) -> dict[str, Any]:
    """Return the fields of the form that stands at a path, none where it cannot be told."""
    models: list[type[BaseModel]] = [form]
    for part in key:
        if isinstance(part, int):
            continue
        fields = [model.model_fields[part] for model in models if part in model.model_fields]
        inner = [model for field in fields for model in _models_in(field.annotation)]
        models = inner or models
    return {name: field for model in models for name, field in model.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - a type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _description(form: type[BaseModel], location: tuple[int | str, ...]) -> str | None:
    field = _fields_at(form, location[:-1]).get(str(location[-1]))
    description: str | None = getattr(field, "description", None)
    return description
