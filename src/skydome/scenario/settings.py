"""Change a scenario by the path of a field: ``doctrine.salvo=2``.

A path names the fields of the scenario file from the outside in, with dots between them. An item of
a list is named by its own name (``raid.cruise.count``) or by its position (``raid[0].count``).
``catalogue.ENTRY.PARAMETER`` replaces a value of the catalogue for this scenario alone.
"""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from skydome import yamlfile
from skydome.catalogue.kinds import KINDS
from skydome.errors import InputError
from skydome.forms import did_you_mean, places, quoted
from skydome.units import si_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.catalogue import Catalogue
    from skydome.yamlfile import Document, Key

CATALOGUE = "catalogue"
PARAMETERS = "parameters"
EXAMPLE = "PATH=VALUE, such as doctrine.salvo=2 or catalogue.92n6e.target_channels=8"
REASON = "set for this run"
_INDEX = re.compile(r"(?P<name>[^\[\]]+)(?P<places>(\[\d+\])*)")
_WITH_UNIT = re.compile(r"\s*(?P<number>[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s+(?P<unit>\S.*?)\s*")


class Setting(NamedTuple):
    """One change: the path of a field, and its new value as YAML would hold it."""

    path: str
    value: object


class Levels(NamedTuple):
    """The values that one field takes in turn."""

    path: str
    values: tuple[object, ...]


def parse_setting(text: str, option: str = "--set") -> Setting:
    """Return the change that ``PATH=VALUE`` describes; the value is YAML.

    Raises
    ------
    InputError
        There is no ``=``, or the value is not YAML, or more than one value.
    """
    path, values = parse_levels(text, option)
    if len(values) != 1:
        problem = f"{len(values)} values are given for {path}"
        raise InputError(problem, field=option, allowed=f"one; a list is written {path}=[...]")
    return Setting(path, values[0])


def parse_levels(text: str, option: str = "--over") -> Levels:
    """Return the values that ``PATH=VALUE,VALUE,…`` lists; each is YAML.

    Raises
    ------
    InputError
        There is no ``=``, no value, or a value is not YAML.
    """
    path, equals, written = (part.strip() for part in text.partition("="))
    if not (path and equals and written):
        problem = f"{quoted(text)} does not set a field"
        raise InputError(problem, field=option, allowed=EXAMPLE)
    try:
        values = yamlfile.parse(f"[{written}]", Path(option)).data
    except InputError as error:
        problem = f"{quoted(written)} cannot be read: {error.problem}"
        raise InputError(problem, field=f"{option} {path}", allowed="a YAML value") from None
    if not isinstance(values, list) or not values:
        problem = f"{quoted(written)} is not a value"
        raise InputError(problem, field=f"{option} {path}", allowed="a YAML value")
    return Levels(path, tuple(values))


class Applied(NamedTuple):
    """A document with its changes, and where in it each of them went."""

    document: Document
    keys: dict[str, Key]

    def blamed(self, error: InputError) -> InputError:
        """Return an error as one of the change that caused it, if one did."""
        for path, key in reversed(self.keys.items()):
            name = yamlfile.field_name(key)
            field = error.field or ""
            if field and (field.startswith(name) or name.startswith(field)):
                return InputError(error.problem, field=path, allowed=error.allowed)
        return error


def apply(
    document: Document, settings: Iterable[Setting], catalogue: Catalogue, schema: dict[str, Any]
) -> Applied:
    """Return a scenario's document with some fields changed; the original stays as it was.

    Parameters
    ----------
    document
        The authored scenario.
    settings
        The changes, in order.
    catalogue
        Where ``catalogue.ENTRY.PARAMETER`` is looked up.
    schema
        JSON Schema of the authored form.

    Raises
    ------
    InputError
        A path does not lead anywhere; ``field`` is the path as it was written.
    """
    changed = yamlfile.Document(document.path, deepcopy(document.data), document.lines)
    keys: dict[str, Key] = {}
    for setting in settings:
        key, value = _target(changed.data, setting, catalogue)
        _put(changed.data, key, value, setting.path, schema)
        keys[setting.path] = _written_key(changed.data, key)
    return Applied(changed, keys)


def _target(data: Any, setting: Setting, catalogue: Catalogue) -> tuple[list[str | int], object]:  # noqa: ANN401 - walks any document
    """Return the parts of a path, and the value in the form that the file would hold."""
    parts = _parts(setting.path)
    if parts[0] != CATALOGUE:
        return parts, setting.value
    _, _, rest = setting.path.partition(".")
    name = _parameter_name(rest, setting.path, catalogue)
    return [PARAMETERS, name], _override(data, name, setting, catalogue)


def _parts(path: str) -> list[str | int]:
    parts: list[str | int] = []
    for word in path.split("."):
        found = _INDEX.fullmatch(word)
        if not found:
            problem = f"{quoted(word)} is not the name of a field"
            raise InputError(problem, field=path, allowed="names with dots between them")
        parts.append(found["name"])
        parts += [int(number) for number in re.findall(r"\d+", found["places"])]
    return parts


def _parameter_name(rest: str, path: str, catalogue: Catalogue) -> str:
    """Return ENTRY.PARAMETER, if the catalogue knows both."""
    entry_id, _, parameter = rest.partition(".")
    if entry_id not in catalogue.ids():
        problem = f"the catalogue has no entry {quoted(entry_id)}"
        hint = did_you_mean(entry_id, catalogue.ids())
        raise InputError(problem + hint, field=path, allowed="an id of `skydome catalogue list`")
    specs = KINDS[catalogue.entry(entry_id).kind]
    if parameter not in specs:
        problem = f"{entry_id} has no parameter {quoted(parameter)}"
        hint = did_you_mean(parameter, specs)
        raise InputError(problem + hint, field=path, allowed=", ".join(specs))
    return rest


def _override(data: Any, name: str, setting: Setting, catalogue: Catalogue) -> dict[str, object]:  # noqa: ANN401 - walks any document
    """Return a parameter of the scenario file: a bare number has the unit it had before."""
    entry_id, _, parameter = name.partition(".")
    entry = catalogue.entry(entry_id)
    written = data.get(PARAMETERS) if isinstance(data, dict) else None
    earlier = written.get(name) if isinstance(written, dict) else None
    value, unit = setting.value, None
    if isinstance(value, str) and (found := _WITH_UNIT.fullmatch(value)):
        value, unit = float(found["number"]), found["unit"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = f"{quoted(str(value))} is not a number"
        allowed = "a number in the catalogue's unit, or a number and a unit"
        raise InputError(problem, field=setting.path, allowed=allowed)
    if unit is None and isinstance(earlier, dict) and isinstance(earlier.get("unit"), str):
        unit = earlier["unit"]
    elif unit is None and parameter in entry.parameters:
        unit = entry.parameters[parameter].unit
    elif unit is None:
        unit = si_unit(KINDS[entry.kind][parameter].dimension)
    return {
        "value": float(value),
        "unit": unit,
        "source": ["scenario-author"],
        "confidence": "unsourced",
        "reason": REASON,
    }


def _put(
    data: Any,  # noqa: ANN401 - walks any document
    key: list[str | int],
    value: object,
    path: str,
    schema: dict[str, Any],
) -> None:
    """Write a value into a document, with the mappings around it that are missing."""
    at = data
    for depth, part in enumerate(key):
        last = depth == len(key) - 1
        if isinstance(at, list):
            position = _position(at, part, path, key[:depth])
            if last:
                at[position] = value
                return
            at = at[position]
        elif isinstance(at, dict) and isinstance(part, str):
            if last:
                at[part] = value
                return
            if at.get(part) is None:
                here = tuple(key[: depth + 1])
                if any(place.get("type") == "array" for place in places(schema, here)):
                    problem = f"the scenario has no {yamlfile.field_name(here)}"
                    raise InputError(problem, field=path, allowed="a list that the file has")
                at[part] = {}
            at = at[part]
        else:
            problem = f"{yamlfile.field_name(tuple(key[:depth]))} has no fields of its own"
            raise InputError(problem, field=path, allowed="the path of a field")


def _position(items: list[Any], part: str | int, path: str, key: list[str | int]) -> int:
    """Return which item of a list a part of a path means."""
    where = yamlfile.field_name(tuple(key))
    if isinstance(part, int):
        if part < len(items):
            return part
        problem = f"{where} has {len(items)} items, counted from 0"
        raise InputError(problem, field=path, allowed=f"0 to {len(items) - 1}")
    names = [item.get("name") if isinstance(item, dict) else None for item in items]
    if part in names:
        return names.index(part)
    known = [name for name in names if isinstance(name, str)]
    problem = f"{where} has nothing named {quoted(part)}{did_you_mean(part, known)}"
    raise InputError(problem, field=path, allowed=", ".join(known) or f"{where}[0] and so on")


def _written_key(data: Any, key: list[str | int]) -> Key:  # noqa: ANN401 - walks any document
    """Return a path with the positions of named items, as messages about the file have them."""
    found: list[str | int] = []
    for part in key:
        place = _position(data, part, "", found) if isinstance(data, list) else part
        found.append(place)
        data = data[place]
    return tuple(found)
