"""The record of one purchase: what was signed, promised, delivered, and what stands behind it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from skydome.catalogue.parameter import Confidence, Source, Text
from skydome.fielding import quantity
from skydome.fielding.dates import Date

MOST_UNITS, MOST_ITEMS = 60, 200
Unit = Annotated[int, Field(strict=True, ge=1, le=MOST_UNITS)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Kind = Literal[
    "payment_stop",
    "spares_embargo",
    "export_licence_denial",
    "supplier_at_war",
    "use_in_war",
    "storage",
]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Backed(_Form):
    """What every statement of a record carries: who says so, how far to trust it, and why."""

    source: tuple[Text, ...] = Field(min_length=1, description="one or more ids of sources")
    confidence: Confidence
    reason: Text = Field(description="what the source says, or why this was judged so")

    @field_validator("source", mode="before")
    @classmethod
    def _one_source_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Contract(Backed):
    """What was signed, and for how much."""

    date: Date
    value: quantity.Money


class Bought(_Form):
    """What was bought: so many like units, each of batteries with missiles."""

    name: Text = Field(description="what one unit is called, such as regiment")
    count: Unit
    batteries: quantity.Number = Field(description="fire units in one unit")
    missiles: quantity.Missiles = Field(description="delivered with one unit")
    ready_per_battery: quantity.Missiles = Field(description="in the tubes of its launchers")
    reload_per_battery: quantity.Missiles = Field(description="on its transporters")


class Promise(Backed):
    """One date promised for one unit; the last unit's dates are those of completion.

    ``made`` is left out where the record does not say when: such a promise is shown, and nothing
    is learned from it.
    """

    unit: Unit
    made: Date | None = None
    by: Date
    words: Text = Field(description="the date as it was given")


class Delivery(Backed):
    """One unit's arrival, as reported."""

    unit: Unit
    date: Date
    earliest: Date | None = None
    latest: Date | None = None


class Payment(Backed):
    """Money that is reported to have moved, or not to have moved."""

    date: Date
    amount: quantity.Money
    state: Literal["paid", "held up"]


class CrewClass(Backed):
    """A group of people sent on the supplier's course."""

    start: Date
    people: quantity.People


class School(Backed):
    """Training at home: so many people a year begin the course from its opening on."""

    opens: Date
    people_a_year: quantity.PeopleRate


class Crews(_Form):
    """The training pipeline."""

    per_battery: quantity.People
    course: quantity.Duration
    passed: quantity.Share
    loss: quantity.Rate = Field(description="postings and departures")
    classes: tuple[CrewClass, ...] = Field((), max_length=MOST_ITEMS)
    school: School | None = None


class Part(_Form):
    """One class of parts: how often it fails, where and how fast it is mended, what it costs."""

    name: Name
    places: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        description="parts of this class at work in one battery"
    )
    demand: quantity.Rate = Field(description="failures of one battery")
    base_repair_share: quantity.Share = Field(description="mended by the battery itself")
    base_repair: quantity.Duration
    order_ship: quantity.Duration = Field(description="from the national depot to the battery")
    depot_repair: quantity.Duration = Field(description="there and back, abroad where it is so")
    cost: quantity.Money


class Spares(_Form):
    """The parts, and the money that the package of spares may cost."""

    parts: tuple[Part, ...] = Field(min_length=1, max_length=20)
    package: quantity.Money


class SupportChange(Backed):
    """From a date on depot repair takes another time, as by a repair centre at home."""

    begins: Date
    depot_repair_factor: quantity.Factor


class Support(_Form):
    """How long a delivered unit takes to stand, and what planned upkeep takes away."""

    contract: Text = Field(description="what is known of the support contract")
    activation: quantity.Duration
    planned_upkeep: quantity.Share


class MissileOrder(Backed):
    """Missiles beyond those delivered with the units."""

    made: Date
    by: Date
    count: quantity.Missiles


class MissileUse(Backed):
    """Missiles fired at targets, not in training."""

    date: Date
    count: quantity.Missiles


class MissileStock(_Form):
    """What happens to missiles after they are delivered."""

    training: quantity.MissileRate = Field(description="fired in training, the whole force")
    shelf_life: quantity.Duration
    used: tuple[MissileUse, ...] = Field((), max_length=MOST_ITEMS)


class Shock(Backed):
    """Something that slows supply or raises demand, from a date, to a date or for good.

    A speed of 1 is undisturbed and 0 a stop. ``parts`` limits its effect on spares to some of
    the parts. Only shocks after the record ends slow deliveries: earlier ones are in the slips
    from which the model learns.
    """

    name: Name
    kind: Kind
    begins: Date
    ends: Date | None = None
    delivery_speed: quantity.Share | None = None
    spares_speed: quantity.Share | None = None
    missile_speed: quantity.Share | None = None
    demand_factor: quantity.Factor | None = None
    operated: quantity.Share | None = None
    parts: tuple[Name, ...] | None = Field(None, min_length=1)


class Lift(Backed):
    """The end of a shock that is in force when the record ends."""

    shock: Name
    date: Date


class Future(Backed):
    """One way in which it may go on after the record ends."""

    name: Name
    title: Text
    lifts: tuple[Lift, ...] = Field((), max_length=MOST_ITEMS)
    shocks: tuple[Shock, ...] = Field((), max_length=MOST_ITEMS)
    missile_orders: tuple[MissileOrder, ...] = Field((), max_length=MOST_ITEMS)
    support_changes: tuple[SupportChange, ...] = Field((), max_length=MOST_ITEMS)


class Futures(_Form):
    """A file with a user's own futures."""

    sources: dict[Name, Source] = {}
    futures: tuple[Future, ...] = Field(min_length=1, max_length=12)


class Deal(_Form):
    """One purchase. ``record_ends`` is the last day of which the record knows."""

    id: Name
    title: Text
    notes: Text | None = None
    record_ends: Date
    sources: dict[Name, Source] = {}
    contract: Contract
    bought: Bought
    promises: tuple[Promise, ...] = Field(min_length=1, max_length=MOST_ITEMS)
    deliveries: tuple[Delivery, ...] = Field((), max_length=MOST_ITEMS)
    payments: tuple[Payment, ...] = Field((), max_length=MOST_ITEMS)
    crews: Crews
    spares: Spares
    support: Support
    missiles: MissileStock
    shocks: tuple[Shock, ...] = Field((), max_length=MOST_ITEMS)
    futures: tuple[Future, ...] = Field(min_length=1, max_length=12)
