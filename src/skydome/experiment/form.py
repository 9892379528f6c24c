"""The form of a study file."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from skydome.scenario.fields import Form, Line, Name, Number, Whole

AS_IT_IS = "as it is"  # the first point of a study with alternatives
DesignKind = Literal["latin_hypercube", "sobol", "morris"]
Criterion = Literal["leaked", "value lost", "fired", "price"]
MOST_DRAWS, MOST_REPLICATIONS = 100_000, 1_000_000
ParameterName = Annotated[str, Field(pattern=r"^[a-z0-9*-]+\.[a-z0-9_.*-]+$", max_length=120)]


class Design(Form):
    """How what is not known is drawn."""

    kind: DesignKind = Field(
        "latin_hypercube",
        description="latin_hypercube for bands and indices, sobol the same with a power of two, "
        "morris to find what does not matter",
    )
    draws: Whole = Field(
        256, ge=2, le=MOST_DRAWS, description="draws; trajectories of a morris design"
    )


class Together(Form):
    """Parameters that hang together, such as the numbers of one radar."""

    name: Name
    parameters: tuple[ParameterName, ...] = Field(min_length=1)
    correlation: Number = Field(gt=0, lt=1, description="of any two of them, before their ranges")


class Stop(Form):
    """When a study has run enough replications."""

    measure: Literal["leaked", "fired", "value lost"] = "leaked"
    half_width: Number = Field(
        gt=0, description="of the 95 % interval of the mean at every combination of factors"
    )
    rounds: Whole = Field(
        10, ge=1, le=100, description="most rounds of replications, and looks at the interval"
    )


class Rare(Form):
    """An outcome too rare to count: of at least, or of at most, so much."""

    measure: Literal["leaked", "value lost"] = "leaked"
    of: Name = Field("all", description="all threats, or a target class")
    at_least: Number | None = Field(None, ge=0, description="the upper tail")
    at_most: Number | None = Field(None, ge=0, description="the lower tail")
    replications: Whole = Field(
        4_000,
        ge=100,
        le=MOST_REPLICATIONS,
        description="with the catalogue's values, over all placements, and of each draw",
    )
    draws: Whole = Field(16, ge=0, le=MOST_DRAWS, description="of the design, the first ones")

    @model_validator(mode="after")
    def _one_tail(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("one of at_least and at_most")
        return self


class Price(Form):
    """What an alternative costs, and who says so."""

    low_usd: Number = Field(ge=0)
    high_usd: Number = Field(ge=0)
    source: Line = Field(description="where the price is published")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low_usd > self.high_usd:
            raise ValueError("low_usd at most high_usd")
        return self


class Alternative(Form):
    """Something that may be bought or done instead of nothing, such as one more battery."""

    name: Line
    settings: dict[str, Any] = Field({}, alias="set", description="fields of the scenario")
    add: dict[ParameterName, Number] = Field(
        {}, description="what is added to values of the catalogue and to their ranges, in SI"
    )
    price: Price | None = Field(None, description="left out where it is not known")

    @model_validator(mode="after")
    def _differs(self) -> Self:
        if not self.settings and not self.add:
            raise ValueError("one of set and add")
        return self


class Study(Form):
    """A study as it is written."""

    name: Name
    title: Line | None = None
    scenario: Line = Field(description="the scenario file, from the folder of the study file")
    settings: dict[str, Any] = Field(
        {}, alias="set", description="fields of the scenario that differ at every point"
    )
    factors: dict[str, Annotated[tuple[Any, ...], Field(min_length=1, max_length=100)]] = Field(
        {}, description="what may be chosen: fields and their values; every combination is run"
    )
    alternatives: tuple[Alternative, ...] = Field(
        (), max_length=20, description="each is compared with the scenario as it is"
    )
    weights: dict[Criterion, Annotated[Number, Field(ge=0)]] = Field(
        {}, description="of the scorecard of alternatives; all 1 if not given"
    )
    uncertain: Literal["all", "none"] | tuple[ParameterName, ...] = Field(
        "all", description="what is not known: all values with a range, none, or names with *"
    )
    together: tuple[Together, ...] = ()
    design: Design = Design()
    replications: Whole = Field(
        200, ge=2, le=MOST_REPLICATIONS, description="of each draw, in each round"
    )
    seed: Whole | None = Field(None, ge=0, lt=2**63, description="instead of the scenario's")
    stop: Stop | None = None
    rare: tuple[Rare, ...] = Field((), max_length=10)

    @model_validator(mode="after")
    def _either(self) -> Self:
        if self.factors and self.alternatives:
            raise ValueError("one of factors and alternatives")
        names = [one.name for one in self.alternatives]
        if len(set(names)) < len(names) or AS_IT_IS in names:
            raise ValueError(f"each alternative has a name of its own, other than {AS_IT_IS!r}")
        return self
