"""A value of the catalogue against the one that a claim gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome.catalogue.kinds import KINDS
from skydome.claims.registry import Params, registered
from skydome.claims.verdict import Answer, Record, Verdict, from_witnesses
from skydome.errors import InputError
from skydome.forms import did_you_mean, quoted
from skydome.units import to_si

if TYPE_CHECKING:
    from skydome.catalogue.entry import Entry
    from skydome.catalogue.parameter import Parameter
    from skydome.claims.world import When, World

Text = Annotated[str, Field(min_length=1)]


class CatalogueValue(Params):
    """What `catalogue_value` is asked."""

    entry: Text
    parameter: Text
    bound: Literal["equals", "at least", "at most"] = "equals"
    value: float
    unit: Text


@registered("catalogue_value", CatalogueValue, dated=False)
def catalogue_value(asked: CatalogueValue, _when: When, world: World) -> Answer:
    """Ask this: is a value in the range that the catalogue has for it, or is it only claimed."""
    entry = world.catalogue.entry(asked.entry)
    parameter = _parameter(entry, asked.parameter)
    dimension = KINDS[entry.kind][asked.parameter].dimension
    value = to_si(asked.value, asked.unit, dimension)
    low, nominal, high = parameter.in_si(dimension)
    claimed = parameter.given.get("claimed")
    claimed_si = claimed.in_si(parameter.unit, dimension)[1] if claimed else nominal
    verdict = _verdict(asked.bound, value, (low, high), claimed_si)
    span = f"{parameter.range[0]:g} to {parameter.range[1]:g}"
    word = asked.parameter.replace("_", " ")
    why = (
        f"{entry.name}, {word}: {parameter.value:g} {parameter.unit} ({span}), "
        f"{parameter.confidence.replace('_', ' ')}; the claim says {asked.bound} "
        f"{asked.value:g} {asked.unit}."
    )
    record = Record(
        f"{entry.id}.{asked.parameter} = {parameter.value:g} {parameter.unit} ({span})",
        "",
        parameter.confidence,
        parameter.reason,
        tuple(world.witness(name, world.catalogue.sources[name]) for name in parameter.source),
        f"skydome catalogue show {entry.id} {asked.parameter}",
    )
    confidence = "low" if parameter.confidence == "unsourced" else from_witnesses(record.witnesses)
    notes = (parameter.dispute,) if parameter.dispute else ()
    missing = "an independent measurement" if verdict is Verdict.OPEN else ""
    changes = "another range in the catalogue, with its source"
    return Answer(verdict, why, confidence, (record,), changes, missing, None, notes)


def _verdict(bound: str, value: float, span: tuple[float, float], claimed: float) -> Verdict:
    """Return whether every, some or no value of the range satisfies the claim."""
    low, high = span
    if bound == "equals":
        near = abs(value - claimed) <= 0.005 * max(abs(claimed), 1e-9)
        if low <= value <= high:
            return Verdict.HOLDS
        return Verdict.CONTESTED if near else Verdict.FAILS
    every = low >= value if bound == "at least" else high <= value
    some = high >= value if bound == "at least" else low <= value
    if every:
        return Verdict.HOLDS
    return Verdict.OPEN if some else Verdict.FAILS


def _parameter(entry: Entry, name: str) -> Parameter:
    if name not in entry.parameters:
        problem = f"{entry.id} has no {quoted(name)}{did_you_mean(name, entry.parameters)}"
        raise InputError(problem, field="parameter", allowed=", ".join(entry.parameters))
    return entry.parameters[name]
