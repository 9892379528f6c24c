"""The form of a campaign file: a scenario, days, and futures to compare."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skydome.catalogue.parameter import Text
from skydome.errors import InputError
from skydome.fielding.dates import Date
from skydome.scenario.authored import LARGEST_SEED
from skydome.scenario.fields import Name, Number, Share, Whole

MOST_DAYS, MOST_REPLICATIONS, MOST_FUTURES = 30, 100_000, 6
LARGEST_RAID = 20.0

Factor = Annotated[Number, Field(ge=0.01, le=100)]


class Part(BaseModel):
    """A part of a campaign file: frozen, without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stretch(Part):
    """Time taken over time promised: 10 %, 50 % and 90 % points."""

    low: Factor
    median: Factor
    high: Factor

    @model_validator(mode="after")
    def _rising(self) -> Stretch:
        if not self.low <= self.median <= self.high:
            raise InputError("these are not in rising order", allowed="low, median, high")
        return self


class Delivery(Part):
    """Missiles promised for the morning of a day."""

    unit: Name
    missile: Text = Field(description="id of a missile on the unit's launchers")
    count: Whole = Field(ge=1, le=10_000)
    day: Whole = Field(ge=1, le=MOST_DAYS, description="they are promised for its morning")
    to: Literal["depot", "batteries"] = Field(
        "depot", description="the unit's depot, or the reload stock of its batteries, evenly"
    )
    lead_days: Number = Field(
        0.0, ge=0, le=3_650, description="from order to promised day; a stretch multiplies it"
    )
    stretch: Stretch | None = Field(None, description="of the lead time; on time where not given")
    stretch_of: Text | None = Field(
        None, description="a deal of `skydome timeline`: the stretch of its next promise"
    )

    @model_validator(mode="after")
    def _one_stretch_of_something(self) -> Delivery:
        if self.stretch is not None and self.stretch_of is not None:
            raise InputError("two stretches are given", allowed="one of stretch and stretch_of")
        slips = self.stretch is not None or self.stretch_of is not None
        if slips and self.lead_days == 0:
            raise InputError("there is no lead time to stretch", allowed="lead_days above 0")
        return self


class Repair(Part):
    """How long lost nodes are out of action."""

    days: Number = Field(ge=0, le=365, description="median; up to one day is back next morning")
    low: Number | None = Field(None, ge=0, le=365, description="10 % point")
    high: Number | None = Field(None, ge=0, le=365, description="90 % point")
    workshops: Whole | None = Field(
        None, ge=1, le=100, description="nodes in repair at once, first lost first; else all"
    )

    @model_validator(mode="after")
    def _rising(self) -> Repair:
        low = self.days if self.low is None else self.low
        high = self.days if self.high is None else self.high
        if not low <= self.days <= high:
            raise InputError("these are not in rising order", allowed="low, days, high")
        if low != high and low == 0:
            raise InputError("a random repair time must be above 0", allowed="low above 0")
        return self


class Fielding(Part):
    """A purchase that is not complete: only batteries operational by a date take part."""

    deal: Text = Field(description="id of a shipped deal, or a file, see `skydome timeline`")
    future: Text = Field(description="a future of that deal")
    date: Date = Field(description="year, month or day on which the campaign begins")
    units: tuple[Name, ...] = Field(
        min_length=1,
        description="units bought, in the order of becoming operational",
    )


class Future(Part):
    """One way in which the campaign may be supplied."""

    name: Name
    title: Text
    full_resupply: bool = Field(
        default=False, strict=True, description="all stocks are full again every morning"
    )
    resupply: tuple[Delivery, ...] = Field((), max_length=200)
    repair: Repair | None = Field(None, description="nothing is repaired where not given")
    readiness: Share = Field(1.0, description="probability that a battery is ready, by day")
    fielding: Fielding | None = None


class CampaignForm(Part):
    """A campaign file."""

    name: Name
    title: Text
    notes: Text | None = None
    scenario: Text = Field(description="scenario file, from the campaign file's own folder")
    days: Whole = Field(ge=1, le=MOST_DAYS)
    raids: tuple[Annotated[Number, Field(ge=0.01, le=LARGEST_RAID)], ...] = Field(
        (), description="size of the raid by day: factor on the count of each wave"
    )
    seed: Whole | None = Field(None, ge=0, lt=LARGEST_SEED)
    replications: Whole = Field(1_000, ge=1, le=MOST_REPLICATIONS)
    nodes: dict[Text, Text] = Field(
        {}, description="by asset: the node at the same place that a hit destroys"
    )
    futures: tuple[Future, ...] = Field(min_length=1, max_length=MOST_FUTURES)

    @model_validator(mode="after")
    def _a_raid_a_day(self) -> CampaignForm:
        if self.raids and len(self.raids) != self.days:
            problem = f"there are {len(self.raids)} raids on {self.days} days"
            raise InputError(problem, allowed="a size for each day, or no raids")
        return self
