"""An entry: one radar, missile, launcher, command post, system or threat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from skydome.catalogue.kinds import ATTRIBUTES, KINDS, NEEDED, REFERENCES, RISING, Spec
from skydome.catalogue.parameter import Parameter, Text
from skydome.errors import InputError
from skydome.units import si_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["radar", "missile", "launcher", "command_post", "system", "threat"]
PROPELLANTS = ("propellant_mass", "sustain_propellant_mass")
Problem = tuple[tuple[str, ...], str, str | None]  # path of the field, problem, what is allowed


class Entry(BaseModel):
    """What the catalogue holds under one id.

    ``references`` name other entries by id; ``attributes`` are words, never numbers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    kind: Kind
    name: Text
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

    def referenced(self, name: str) -> tuple[str, ...]:
        """Return the ids that one reference names, as a tuple."""
        ids = self.references[name]
        return (ids,) if isinstance(ids, str) else ids

    def problems(self) -> Iterator[Problem]:
        """Yield all that breaks the schema of the entry's kind."""
        specs, words = KINDS[self.kind], ATTRIBUTES[self.kind]
        references = REFERENCES.get(self.kind, {})
        required = [name for name, spec in specs.items() if spec.required]
        yield from self._wrong_names("parameters", self.parameters, specs, required)
        yield from self._wrong_names("attributes", self.attributes, words, words)
        yield from self._wrong_names("references", self.references, references, references)
        for name, parameter in self.parameters.items():
            if name in specs:
                yield from _parameter_problems(specs[name], name, parameter)
        for name, word in self.attributes.items():
            if words.get(name) and word not in words[name]:
                yield ("attributes", name), f"{word!r} is not known", ", ".join(words[name])
        yield from self._unfinished()
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
            if both and self.si(name) >= self.si(other):
                yield ("parameters", name), f"{name} is not below {other}", f"less than {other}"
        hits, looks = (self.parameters.get(f"confirm_{part}") for part in ("hits", "looks"))
        if hits and looks and hits.value > looks.value:
            problem = f"{hits.value:g} hits cannot come from {looks.value:g} looks"
            yield ("parameters", "confirm_hits"), problem, "at most confirm_looks"

    def _wrong_names(
        self, part: str, given: Iterable[str], known: Iterable[str], required: Iterable[str]
    ) -> Iterator[Problem]:
        for name in sorted(set(given) - set(known)):
            allowed = ", ".join(known) or "nothing"
            yield (part, name), f"a {self.kind} has no {name!r} among its {part}", allowed
        for name in required:
            if name not in set(given):
                yield (part,), f"{name!r} is missing", None


def _parameter_problems(spec: Spec, name: str, parameter: Parameter) -> Iterator[Problem]:
    try:
        low, _, high = parameter.in_si(spec.dimension)
    except InputError as wrong:
        yield ("parameters", name, "unit"), wrong.problem, wrong.allowed
        return
    if spec.whole and not parameter.value.is_integer():
        yield ("parameters", name), f"{parameter.value:g} does not count things", "a whole number"
    if low < spec.low or high > spec.high:
        unit = "" if spec.dimension == "number" else f" {si_unit(spec.dimension)}"
        problem = f"{low:g} to {high:g}{unit} lies outside what is possible"
        yield ("parameters", name), problem, f"{spec.low:g} to {spec.high:g}{unit}"
