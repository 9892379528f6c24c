"""Published cases as data: read, check, find the model of each, compute."""

from __future__ import annotations

import functools
import importlib
import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
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

CASES = Path(str(resources.files("skydome.validation"))) / "cases"
MODULES = (
    "ballistics",
    "engagement",
    "estimation",
    "motion",
    "path",
    "radar",
    "radar_depth",
    "spares",
)
# How the source of a case begins that nobody published: it counts for no publication.
OWN = ("Closed form", "Calibrated", "Numerical check")

Model: TypeAlias = Callable[..., float]


def _plain_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic collects ValueError only
    return value


Number = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]


class Case(BaseModel):
    """One value to reproduce: where it stands, what goes in, what comes out.

    ``publication`` is what was published, and ``source`` where in it and how it is read. A case
    without a publication is a check of our own, and its source says of which kind.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$")
    publication: str | None = Field(default=None, min_length=3)
    source: str = Field(min_length=3)
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

    @model_validator(mode="after")
    def _an_own_check_says_so(self) -> Case:
        if self.publication is None and not self.source.startswith(OWN):
            raise ValueError(f"without a publication the source begins with {' or '.join(OWN)}")
        return self

    @property
    def citation(self) -> str:
        """Publication and source as one text."""
        return self.source if self.publication is None else f"{self.publication}, {self.source}"


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
        There are no cases, a file is not a list of them, one is malformed, or two share an id.
    """
    found: list[Loaded] = []
    for path in sorted(folder.glob("*.yaml")):
        found.extend(_load_file(path))
    if not found:
        raise InputError("there are no cases", file=folder, allowed="a folder with YAML files")
    seen: set[str] = set()
    for one in found:
        if one.case.id in seen:
            raise one.place.error("another case has this id", one.case.id)
        seen.add(one.case.id)
    return found


def select(cases: Sequence[Loaded], topics: Sequence[str]) -> list[Loaded]:
    """Return the cases of some topics, all of them where none is named.

    Raises
    ------
    InputError
        There is no such topic.
    """
    known = sorted({one.topic for one in cases})
    for topic in topics:
        if topic not in known:
            raise InputError(f"there is no topic {topic!r}", allowed=", ".join(known))
    return [one for one in cases if not topics or one.topic in topics]


@functools.cache
def load_models() -> Mapping[str, Model]:
    """Return every model there is, by name.

    Raises
    ------
    ValueError
        Two modules define the same name.
    """
    found: dict[str, Model] = {}
    for module in MODULES:
        models = importlib.import_module(f"skydome.validation.models.{module}").MODELS
        twice = found.keys() & models.keys()
        if twice:
            raise ValueError(f"{module} defines again: {', '.join(sorted(twice))}")
        found.update(models)
    return found


def compute(loaded: Loaded, models: Mapping[str, Model]) -> Outcome:
    """Run a case's model on its inputs.

    Raises
    ------
    InputError
        There is no such model, it takes other inputs, or it gives no number for these.
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
    try:
        computed = float(model(**case.inputs))
    except (TypeError, ValueError) as problem:
        said = f"inputs: the model cannot use them: {problem}"
        raise loaded.place.error(said, case.id) from problem
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
