"""An entry: one radar, missile, launcher, command post, system or threat, or a raid in general."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from skydome.catalogue.kinds import (
    ATTRIBUTES,
    KINDS,
    MAY_BE_NONE,
    NEEDED,
    OPTIONAL_ATTRIBUTES,
    REFERENCES,
    RISING,
    Spec,
)
from skydome.catalogue.parameter import Parameter, Policy, Text
from skydome.errors import InputError
from skydome.forms import LINE_PATTERN, did_you_mean, quoted
from skydome.units import si_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["radar", "missile", "launcher", "command_post", "system", "threat", "raid"]
ID_PATTERN = r"^[a-z0-9][a-z0-9-]*$"
PROPELLANTS = ("propellant_mass", "sustain_propellant_mass", "stage_mass")
MAST = ("vehicle_height", "mast_raise_time")  # of a radar on a mast, which has both
Problem = tuple[tuple[str, ...], str, str | None]  # path of the field, problem, what is allowed


class Entry(BaseModel):
    """What the catalogue holds under one id.

    ``references`` name other entries by id; ``attributes`` are words, never numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID_PATTERN)
    kind: Kind
    name: str = Field(pattern=LINE_PATTERN, max_length=200)
    notes: Text | None = None
    provisional: bool = True
    attributes: dict[str, str] = {}
    references: dict[str, tuple[str, ...] | str] = {}
    parameters: dict[str, Parameter]

    def si(self, name: str) -> float:
        """Return the value of a parameter in SI.

        Raises
        ------
        KeyError
            The entry has no such parameter.
        """
        return self.parameters[name].in_si(KINDS[self.kind][name].dimension)[1]

    def under(self, policy: Policy) -> Entry:
        """Return the entry with every parameter as a policy reads it."""
        read = {name: parameter.under(policy) for name, parameter in self.parameters.items()}
        return self.model_copy(update={"parameters": read})

    def referenced(self, name: str) -> tuple[str, ...]:
        """Return the ids that one reference names, as a tuple."""
        ids = self.references[name]
        return (ids,) if isinstance(ids, str) else ids

    def problems(self) -> Iterator[Problem]:
        """Yield all that breaks the schema of the entry's kind."""
        specs, words = KINDS[self.kind], ATTRIBUTES[self.kind]
        references = REFERENCES.get(self.kind, {})
        required = {name: spec.meaning for name, spec in specs.items() if spec.required}
        optional = OPTIONAL_ATTRIBUTES.get(self.kind, ())
        chosen = {
            name: ", ".join(of) or "a word of your own"
            for name, of in words.items()
            if name not in optional
        }
        named = {name: f"a {kind.replace('_', ' ')}" for name, (kind, _) in references.items()}
        yield from self._wrong_names("parameters", self.parameters, specs, required)
        yield from self._wrong_names("attributes", self.attributes, words, chosen)
        yield from self._wrong_names("references", self.references, references, named)
        for name, parameter in self.parameters.items():
            if name in specs:
                yield from _parameter_problems(specs[name], name, parameter)
        for name, word in self.attributes.items():
            if words.get(name) and word not in words[name]:
                yield ("attributes", name), f"{word!r} is not known", ", ".join(words[name])
        unfinished = list(self._unfinished())
        yield from unfinished
        if not unfinished and any(
            "claimed" in parameter.given for parameter in self.parameters.values()
        ):
            for path, problem, allowed in self.under("claimed")._unfinished():  # noqa: SLF001 - its own class
                yield path, f"as claimed, {problem}", allowed
        for name, (_, several) in references.items():
            if isinstance(self.references.get(name), tuple) and not several:
                yield ("references", name), "this is a list", "the id of one entry"

    def _unfinished(self) -> Iterator[Problem]:
        """Yield what one value of the entry makes necessary of another."""
        for attribute, words in NEEDED.get(self.kind, {}).items():
            word = self.attributes.get(attribute, "")
            for name in words.get(word, ()):
                if name not in self.parameters:
                    yield ("parameters",), f"{name!r} is missing where {attribute} is {word}", None
        burnt = [self.si(name) for name in PROPELLANTS if name in self.parameters]
        if burnt and "launch_mass" in self.parameters and sum(burnt) >= self.si("launch_mass"):
            problem = f"{sum(burnt):g} kg of propellant leave nothing of the missile"
            yield ("parameters", "propellant_mass"), problem, "less than launch_mass"
        for name, other in RISING.get(self.kind, ()):
            both = {name, other} <= self.parameters.keys()
            if not both or (other in MAY_BE_NONE and self.si(other) == 0):
                continue
            if self.si(name) >= self.si(other):
                yield ("parameters", name), f"{name} is not below {other}", f"less than {other}"
        yield from self._unfinished_radar()

    def _unfinished_radar(self) -> Iterator[Problem]:
        if "platform_altitude" in self.parameters and self.si("antenna_height") != 0:
            problem = "a radar in the air has no height above the ground under it"
            yield ("parameters", "antenna_height"), problem, "0 where platform_altitude is given"
        mast = [name for name in MAST if name in self.parameters]
        if len(mast) == 1:
            (other,) = set(MAST) - set(mast)
            problem = f"{mast[0]} without {other}"
            yield ("parameters", mast[0]), problem, "both, of a radar on a mast, or neither"
        hits, looks = (self.parameters.get(f"confirm_{part}") for part in ("hits", "looks"))
        if hits and looks and hits.value > looks.value:
            problem = f"{hits.value:g} hits cannot come from {looks.value:g} looks"
            yield ("parameters", "confirm_hits"), problem, "at most confirm_looks"

    def _wrong_names(
        self, part: str, given: Iterable[str], known: Iterable[str], required: dict[str, str]
    ) -> Iterator[Problem]:
        """Yield names that the kind does not know, and those it misses with what they are."""
        for name in sorted(set(given) - set(known)):
            problem = f"a {self.kind} has no {quoted(name)} among its {part}"
            allowed = ", ".join(known) or "nothing"
            yield (part, name), problem + did_you_mean(name, known), allowed
        for name, what in required.items():
            if name not in set(given):
                yield (part,), f"{name!r} is missing", what


def check_id(word: str) -> None:
    """Raise InputError where a word cannot be the id of an entry."""
    if not re.fullmatch(ID_PATTERN, word):
        allowed = "small letters, digits and -, beginning with a letter or digit"
        raise InputError(f"{quoted(word)} cannot be an id", field="ID", allowed=allowed)


def _parameter_problems(spec: Spec, name: str, parameter: Parameter) -> Iterator[Problem]:
    key = ("parameters", name)
    try:
        low, _, high = parameter.in_si(spec.dimension)
    except InputError as wrong:
        yield (*key, "unit"), wrong.problem, wrong.allowed
        return
    yield from _number_problems(spec, key, parameter.value, low, high)
    for word, reading in parameter.given.items():
        low, _, high = reading.in_si(parameter.unit, spec.dimension)
        yield from _number_problems(spec, (*key, "readings", word), reading.value, low, high)


def _number_problems(
    spec: Spec, key: tuple[str, ...], value: float, low: float, high: float
) -> Iterator[Problem]:
    if spec.whole and not value.is_integer():
        yield key, f"{value:g} does not count things", "a whole number"
    if low < spec.low or high > spec.high:
        unit = "" if spec.dimension == "number" else f" {si_unit(spec.dimension)}"
        problem = f"{low:g} to {high:g}{unit} lies outside what is possible"
        yield key, problem, f"{spec.low:g} to {spec.high:g}{unit}"
