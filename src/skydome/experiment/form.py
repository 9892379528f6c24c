"""The form of a study file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from skydome.scenario.fields import Form, Line, Name, Number, Whole

DesignKind = Literal["latin_hypercube", "sobol", "morris"]
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
