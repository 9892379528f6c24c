"""The public record: sourced facts that belong to no deal, case or catalogue entry."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from skydome import forms, yamlfile
from skydome.catalogue.parameter import Source, Text
from skydome.errors import InputError
from skydome.fielding.dates import Date

DATA = Path(__file__).parent / "data" / "record.yaml"
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PublicFact(_Form):
    """One fact with its day, its value where it has one, and who says so."""

    what: Text
    date: Date
    value: float | None = Field(None, allow_inf_nan=False)
    unit: Text | None = None
    years: Annotated[float, Field(gt=0, le=50)] | None = Field(
        None, description="the number of years that a sum of money covers"
    )
    source: tuple[Name, ...] = Field(min_length=1)
    confidence: Literal["sourced", "derived", "unsourced"]
    reason: Text


class _Record(_Form):
    sources: dict[Name, Source]
    facts: dict[Name, PublicFact]


@cache
def _read() -> _Record:
    document = yamlfile.read(DATA)
    found = forms.fill(_Record, document)
    for name, fact in found.facts.items():
        for source in fact.source:
            if source not in found.sources:
                hint = forms.did_you_mean(source, found.sources)
                problem = f"there is no source {source!r}{hint}"
                raise document.error(("facts", name, "source"), problem, "an id under sources")
    return found


def public_record() -> dict[str, PublicFact]:
    """Return the facts by id."""
    return dict(_read().facts)


def record_sources() -> dict[str, Source]:
    """Return the publications behind the facts by id."""
    return dict(_read().sources)


def fact_named(name: str, facts: dict[str, PublicFact]) -> PublicFact:
    """Return one fact.

    Raises
    ------
    InputError
        There is none of this name.
    """
    if name not in facts:
        problem = f"there is no fact {forms.quoted(name)}{forms.did_you_mean(name, facts)}"
        raise InputError(problem, allowed=", ".join(facts))
    return facts[name]
