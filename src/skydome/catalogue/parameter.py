"""A parameter: a number that says where it comes from and how far it may be off."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, field_validator, model_validator

from skydome.errors import InputError
from skydome.units import to_si

Confidence = Literal["sourced", "derived", "calibrated_to_claim", "unsourced"]
Distribution = Literal["fixed", "uniform", "triangular"]
Policy = Literal["claimed", "assessed", "sampled"]
READINGS = ("claimed", "assessed", "derived")
Text = Annotated[str, Field(min_length=1)]
Finite = Annotated[float, Field(allow_inf_nan=False, strict=True)]


def _as_list(value: object) -> object:
    """Return one source as a list of one."""
    return (value,) if isinstance(value, str) else value


def _check_range(value: float, low: float | None, high: float | None) -> None:
    least, most = value if low is None else low, value if high is None else high
    if not least <= value <= most:
        raise ValueError(f"value {value:g} lies outside low {least:g} to high {most:g}")


class Reading(BaseModel):
    """What one side says a parameter is, in the parameter's own unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Finite = Field(description="the number, in the unit of the parameter")
    low: Finite | None = Field(None, description="the least that this reading allows")
    high: Finite | None = Field(None, description="the most that this reading allows")
    source: tuple[Text, ...] = Field(min_length=1, description="one or more ids in sources.yaml")
    reason: Text = Field(description="who says so, and how the number follows")

    _one_source_is_a_list = field_validator("source", mode="before")(_as_list)

    @model_validator(mode="after")
    def _range_holds_value(self) -> Reading:
        _check_range(self.value, self.low, self.high)
        return self

    def in_si(self, unit: str, dimension: str) -> tuple[float, float, float]:
        """Return low, value and high, written in ``unit``, in the SI unit of ``dimension``."""
        low = self.value if self.low is None else self.low
        high = self.value if self.high is None else self.high
        return (
            to_si(low, unit, dimension),
            to_si(self.value, unit, dimension),
            to_si(high, unit, dimension),
        )


class Readings(BaseModel):
    """Distinct readings of one parameter, as far as there are any.

    ``claimed`` is the maker's, the seller's or the owner's; ``assessed`` that of somebody
    independent, or this project's own; ``derived`` follows from other values by arithmetic.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    claimed: Reading | None = Field(None, description="what the maker, seller or owner says")
    assessed: Reading | None = Field(None, description="judged most plausible; equals the value")
    derived: Reading | None = Field(None, description="what follows from other values")

    @model_validator(mode="after")
    def _not_empty(self) -> Readings:
        if not self.given:
            raise InputError("there is no reading", allowed=", ".join(READINGS))
        return self

    @property
    def given(self) -> dict[str, Reading]:
        """Return the readings that are there, by name."""
        named = {name: getattr(self, name) for name in READINGS}
        return {name: reading for name, reading in named.items() if reading is not None}


class Parameter(BaseModel):
    """One number of one entry, in the unit its source uses.

    ``low`` and ``high`` are what is plausible, not what is possible. ``dispute`` says what the
    sources disagree about, where they do. ``value`` is the assessed reading: what is used unless
    a scenario's policy says otherwise. ``readings`` holds what else can be read.
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
    readings: Readings | None = Field(None, description="what a claim or a calculation says")

    _one_source_is_a_list = field_validator("source", mode="before")(_as_list)

    @model_validator(mode="after")
    def _range_holds_value(self) -> Parameter:
        _check_range(self.value, self.low, self.high)
        if self.distribution == "fixed" and self.range[0] != self.range[1]:
            raise ValueError("a fixed value has no range: leave out low and high")
        return self

    @model_validator(mode="after")
    def _value_is_the_assessed_one(self) -> Parameter:
        assessed = self.given.get("assessed")
        if assessed and assessed.value != self.value:
            problem = f"value {self.value:g} is not that of the assessed reading"
            raise InputError(problem, allowed=f"{assessed.value:g} in both places")
        return self

    @property
    def given(self) -> dict[str, Reading]:
        """Return the readings written beside the value, by name."""
        return self.readings.given if self.readings else {}

    def under(self, policy: Policy) -> Parameter:
        """Return the parameter as a policy reads it: the claim, where there is one and it is asked.

        A claim stands alone, without the range and the other readings.
        """
        claim = self.given.get("claimed")
        if policy != "claimed" or claim is None:
            return self
        return Parameter(
            **claim.model_dump(), unit=self.unit, confidence="sourced", dispute=self.dispute
        )

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
