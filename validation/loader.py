"""Published cases as data: read, check, find the model of each, compute."""

from __future__ import annotations

import importlib
import inspect
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from skydome import yamlfile
from skydome.errors import InputError

HERE = Path(__file__).parent
CASES = HERE / "cases"

Model: TypeAlias = Callable[..., float]


def _plain_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic collects ValueError only
    return value


Number = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]


class Case(BaseModel):
    """One published value: where it stands, what goes in, what comes out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$")
    source: str = Field(min_length=8)
    model: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$")
    inputs: dict[str, int | float | str]
    expected: Number
    tolerance: Annotated[Number, Field(gt=0)]
    unit: str = Field(min_length=1)
    expect: Literal["agrees", "disagrees"] = "agrees"
    reason: str | None = None

    @model_validator(mode="after")
    def _a_disagreement_has_a_reason(self) -> Case:
        if self.expect == "disagrees" and not self.reason:
            raise ValueError("a case that disagrees needs a reason")
        return self


class Place(NamedTuple):
    """Where a case is written, for error messages."""

    document: yamlfile.Document
    key: yamlfile.Key

    def error(self, problem: str, name: str, allowed: str | None = None) -> InputError:
        """Return the error, naming file, line and case."""
        return self.document.error(self.key, f"case {name!r}: {problem}", allowed)


class Loaded(NamedTuple):
    """A case, the topic that is its file's name, and where it is written."""

    case: Case
    topic: str
    place: Place


class Outcome(NamedTuple):
    """What the model gives beside what was published."""

    case: Case
    topic: str
    computed: float

    @property
    def within(self) -> bool:
        """Whether the computed value lies within the tolerance."""
        return abs(self.computed - self.case.expected) <= self.case.tolerance

    @property
    def surprise(self) -> bool:
        """Whether this is not what the case expects."""
        return self.within != (self.case.expect == "agrees")


def load_cases(folder: Path = CASES) -> list[Loaded]:
    """Return every case of a folder's YAML files, in file order.

    Raises
    ------
    InputError
        A file is not a list of cases, a case is malformed, or two share an id.
    """
    found: list[Loaded] = []
    for path in sorted(folder.glob("*.yaml")):
        found.extend(_load_file(path))
    seen: set[str] = set()
    for one in found:
        if one.case.id in seen:
            raise one.place.error("another case has this id", one.case.id)
        seen.add(one.case.id)
    return found


def load_models(folder: Path = HERE) -> dict[str, Model]:
    """Return the models of every ``models_*.py`` there is in a folder, by name.

    Raises
    ------
    InputError
        Two files define the same name.
    """
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    found: dict[str, Model] = {}
    for path in sorted(folder.glob("models_*.py")):
        models: Mapping[str, Model] = importlib.import_module(path.stem).MODELS
        twice = found.keys() & models.keys()
        if twice:
            raise InputError(f"defined in another file too: {', '.join(sorted(twice))}", file=path)
        found.update(models)
    return found


def compute(loaded: Loaded, models: Mapping[str, Model]) -> Outcome:
    """Run a case's model on its inputs.

    Raises
    ------
    InputError
        There is no such model, or it takes other inputs.
    """
    case = loaded.case
    if case.model not in models:
        problem = f"there is no model {case.model!r}"
        raise loaded.place.error(problem, case.id, ", ".join(sorted(models)))
    model = models[case.model]
    try:
        inspect.signature(model).bind(**case.inputs)
    except TypeError as problem:
        allowed = ", ".join(inspect.signature(model).parameters)
        raise loaded.place.error(f"inputs: {problem}", case.id, allowed) from None
    computed = float(model(**case.inputs))
    if math.isnan(computed):
        raise loaded.place.error("the model gives no number for these inputs", case.id)
    return Outcome(case, loaded.topic, computed)


def _load_file(path: Path) -> list[Loaded]:
    document = yamlfile.read(path)
    if not isinstance(document.data, list):
        raise InputError("this is not a list", file=path, allowed="a list of cases")
    return [_load_case(document, n, entry) for n, entry in enumerate(document.data)]


def _load_case(document: yamlfile.Document, number: int, entry: object) -> Loaded:
    place = Place(document, (number,))
    name = str(entry.get("id", f"number {number + 1}")) if isinstance(entry, dict) else "?"
    if not isinstance(entry, dict):
        raise place.error("this is not a mapping", f"number {number + 1}", ", ".join(_fields()))
    try:
        case = Case.model_validate(entry)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        allowed = ", ".join(_fields()) if first["type"] == "extra_forbidden" else None
        message = first["msg"].removeprefix("Value error, ")
        raise place.error(f"{field}: {message}" if field else message, name, allowed) from None
    return Loaded(case, document.path.stem, place)


def _fields() -> list[str]:
    return list(Case.model_fields)
