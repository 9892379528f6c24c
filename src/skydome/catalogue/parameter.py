"""A parameter: a number that says where it comes from and how far it may be off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

from skydome.units import to_si

Confidence = Literal["sourced", "derived", "calibrated_to_claim", "unsourced"]
Distribution = Literal["fixed", "uniform", "triangular"]
Text = Annotated[str, Field(min_length=1)]
Finite = Annotated[float, Field(allow_inf_nan=False, strict=True)]


class Parameter(BaseModel):
    """One number of one entry, in the unit its source uses.

    ``low`` and ``high`` are what is plausible, not what is possible. ``dispute`` says what the
    sources disagree about, where they do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Finite = Field(description="the number, in the unit of its source")
    unit: Text = Field(description="such as km, m/s, deg, or 1 for a plain number")
    low: Finite | None = Field(None, description="the least that is plausible")
    high: Finite | None = Field(None, description="the most that is plausible")
    distribution: Distribution | None = None
    source: tuple[Text, ...] = Field(min_length=1, description="one or more ids in sources.yaml")
    confidence: Confidence
    reason: Text = Field(description="why this value and this range")
    dispute: Text | None = Field(None, description="what the sources disagree about")

    @field_validator("source", mode="before")
    @classmethod
    def _one_source_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _range_holds_value(self) -> Parameter:
        low, high = self.range
        if not low <= self.value <= high:
            raise ValueError(f"value {self.value:g} lies outside low {low:g} to high {high:g}")
        if self.distribution == "fixed" and low != high:
            raise ValueError("a fixed value has no range: leave out low and high")
        return self

    @property
    def range(self) -> tuple[float, float]:
        """Low and high in the parameter's own unit; both are the value where none is given."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return low, high

    def in_si(self, dimension: str) -> tuple[float, float, float]:
        """Return low, value and high in the SI unit of ``dimension``."""
        low, high = self.range
        return (
            to_si(low, self.unit, dimension),
            to_si(self.value, self.unit, dimension),
            to_si(high, self.unit, dimension),
        )


class Source(BaseModel):
    """A publication: who says so, and how good a witness it is.

    Grades: A government, legislature or primary author; B think-tank, trade or national press;
    C wire relay, aggregator, state media; D blog, forum, game database; none: nobody outside
    this project.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    publisher: Text
    date: Text
    address: Text
    grade: Literal["A", "B", "C", "D", "none"]
    supports: Text


class Bibliography(RootModel[dict[str, Source]]):
    """A ``sources.yaml``: publications by id."""
