"""The fields of a scenario that a run may change, for the form that starts one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from skydome import yamlfile
from skydome.report.numbers import with_unit
from skydome.scenario import load
from skydome.scenario.schema import scenario_schema
from skydome.scenario.settings import CATALOGUE, PARAMETERS
from skydome.serve.labels import label
from skydome.serve.models import ScenarioField, ScenarioFields

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_CHANGED = ("name", "title", "description", PARAMETERS)
LONGEST_VALUE = 60


def fields_of(file: str) -> ScenarioFields:
    """Return the fields of a scenario file, those with a default, and its catalogue values.

    Raises
    ------
    InputError
        The file is no scenario that can be used.
    """
    written = dict(_written(yamlfile.read(Path(file)).data, ""))
    schema = scenario_schema()
    defaults = dict(_defaults(schema, schema, ""))
    found = [
        ScenarioField(path=path, value=_shown(value), text="")
        for path, value in {**defaults, **written}.items()
        if path.partition(".")[0] not in NOT_CHANGED and path.rpartition(".")[2] != "name"
    ]
    return ScenarioFields(fields=[*found, *_of_catalogue(file)])


def _written(data: Any, path: str) -> Iterator[tuple[str, object]]:  # noqa: ANN401 - walks any document
    """Yield the values of a document by path; an item of a list by its name, if it has one."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _written(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list) and any(isinstance(one, dict) for one in data):
        for n, one in enumerate(data):
            name = one.get("name") if isinstance(one, dict) else None
            plain = isinstance(name, str) and "." not in name and "[" not in name
            yield from _written(one, f"{path}.{name}" if plain else f"{path}[{n}]")
    elif not isinstance(data, list):
        yield path, data


def _defaults(part: dict[str, Any], schema: dict[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Yield the defaults of fields that a file may leave out, outside of lists."""
    for name, value in part.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        options = [value, *value.get("anyOf", [])]
        inner = next((one["$ref"] for one in options if "$ref" in one), None)
        if inner is not None:
            yield from _defaults(schema["$defs"][inner.rpartition("/")[2]], schema, here)
        elif isinstance(value.get("default"), bool | int | float | str):
            yield here, value["default"]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)[:LONGEST_VALUE]


def _of_catalogue(file: str) -> Iterator[ScenarioField]:
    for entry in load(Path(file)).entries.values():
        for name, one in entry.parameters.items():
            yield ScenarioField(
                path=f"{CATALOGUE}.{entry.id}.{name}",
                value=with_unit(one.value, one.unit),
                text=label(name, entry.name),
            )
