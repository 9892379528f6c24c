"""The record of one purchase: contract, promises, deliveries, crews, spares, missiles, shocks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from skydome.catalogue.parameter import Confidence, Source, Text
from skydome.fielding import quantity
from skydome.fielding.dates import Date

MOST_UNITS, MOST_ITEMS = 60, 200
NOT_GIVEN = "not given"
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


class Cited(_Form):
    """What names its sources."""

    source: tuple[Text, ...] = Field(min_length=1, description="one or more ids of sources")

    @field_validator("source", mode="before")
    @classmethod
    def _one_source_is_a_list(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Backed(Cited):
    """What every statement of a record has: its sources, how far to trust it, and why."""

    confidence: Confidence
    reason: Text = Field(description="what the source says, or why this was judged so")


class ReportedValue(Cited):
    """What one publication says the contract is worth."""

    usd: Annotated[float, Field(gt=0, le=1e13, allow_inf_nan=False)]


class Contract(Backed):
    """What was signed, and for how much; ``reported`` keeps who printed which value."""

    date: Date
    value: quantity.Money
    seller: Text | None = None
    reported: tuple[ReportedValue, ...] = Field((), max_length=MOST_ITEMS)


class Bought(_Form):
    """What was bought: a number of like units, each with batteries and missiles."""

    name: Text = Field(description="what one unit is called, such as regiment")
    count: Unit
    batteries: quantity.Number = Field(description="fire units in one unit")
    missiles: quantity.Missiles = Field(description="delivered with one unit")
    ready_per_battery: quantity.Missiles = Field(description="in the tubes of its launchers")
    reload_per_battery: quantity.Missiles = Field(description="on its transporters")


class Promise(Backed):
    """One date promised for one unit; the last unit's dates are those of completion.

    ``made`` is left out where the record does not say when: such a promise is shown, and the slip
    model does not use it.
    """

    unit: Unit
    made: Date | None = None
    by: Date
    words: Text = Field(description="the date as it was given")


class Notice(Backed):
    """A statement that nothing will be delivered, about one unit and all later ones.

    It takes back the promises made by its day; a later promise takes its place. ``not_before`` is
    left out where no date was given.
    """

    unit: Unit
    made: Date
    not_before: Date | None = None
    words: Text = Field(description="what was said")


class Delivery(Backed):
    """One unit's arrival, as reported."""

    unit: Unit
    date: Date
    earliest: Date | None = None
    latest: Date | None = None


EventKind = Literal[
    "agreement",
    "contract",
    "visit",
    "order",
    "training",
    "first delivery",
    "in service",
    "payment terms",
    "exclusion",
    "sanctions",
]


class Event(Backed):
    """Something that happened to the purchase and is neither a promise, a delivery nor a payment.

    An agreement may precede the contract. ``earliest`` and ``latest`` bound the day where reports
    leave it open. ``unit`` says which unit entered service.
    """

    name: Name
    kind: EventKind
    date: Date
    earliest: Date | None = None
    latest: Date | None = None
    unit: Unit | None = None
    words: Text = Field(description="what happened, in one line")


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
    """Training at home: people who begin the course each year, from its opening on."""

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
    """One class of parts: how often it fails, where and how fast it is repaired, its price."""

    name: Name
    places: Annotated[int, Field(strict=True, ge=1, le=1000)] = Field(
        description="parts of this class at work in one battery"
    )
    demand: quantity.Rate = Field(description="failures of one battery")
    base_repair_share: quantity.Share = Field(description="repaired by the battery itself")
    base_repair: quantity.Duration
    order_ship: quantity.Duration = Field(description="from the national depot to the battery")
    depot_repair: quantity.Duration = Field(
        description="from removal to return, abroad where repair is abroad"
    )
    cost: quantity.Money


class Spares(_Form):
    """The parts, and the budget of the spares package."""

    parts: tuple[Part, ...] = Field(min_length=1, max_length=20)
    package: quantity.Money


class SupportChange(Backed):
    """From a date on, depot repair takes longer or shorter, as with a repair centre at home."""

    begins: Date
    depot_repair_factor: quantity.Factor


class Support(_Form):
    """How long a delivered unit takes to set up, and the share of time in planned upkeep."""

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
    """Firings in training and combat, and shelf life."""

    training: quantity.MissileRate = Field(description="fired in training, the whole force")
    shelf_life: quantity.Duration
    used: tuple[MissileUse, ...] = Field((), max_length=MOST_ITEMS)


class Shock(Backed):
    """Something that slows supply or raises demand, from a date, to a date or for good.

    A speed of 1 is undisturbed and 0 a stop. ``parts`` limits its effect on spares to some of
    the parts. Only the shocks of a future slow deliveries: those on record are in the slips from
    which the model learns.
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
    """The end of a shock that has no end on record."""

    shock: Name
    date: Date


class Future(Backed):
    """A what-if: what happens after the record ends, or after the date of ``--as-of``."""

    name: Name
    title: Text
    lifts: tuple[Lift, ...] = Field((), max_length=MOST_ITEMS)
    shocks: tuple[Shock, ...] = Field((), max_length=MOST_ITEMS)
    missile_orders: tuple[MissileOrder, ...] = Field((), max_length=MOST_ITEMS)
    support_changes: tuple[SupportChange, ...] = Field((), max_length=MOST_ITEMS)

    @property
    def changes(self) -> tuple[str, ...]:
        """Dates on which shocks begin or end, or depot repair changes."""
        return (
            *(shock.begins for shock in self.shocks),
            *(lift.date for lift in self.lifts),
            *(change.begins for change in self.support_changes),
        )


def _with_defaults(given: object) -> object:
    """Fill in what a user's own source leaves out; a text alone is its title."""
    fields = {"title": given} if isinstance(given, str) else given
    if not isinstance(fields, dict):
        return given
    return dict.fromkeys(("publisher", "date", "address", "supports"), NOT_GIVEN) | {
        "grade": "none",
        **fields,
    }


OwnSource = Annotated[Source, BeforeValidator(_with_defaults)]


class Futures(_Form):
    """A file with a user's own futures. A source of theirs needs no more than a title."""

    sources: dict[Name, OwnSource] = {}
    futures: tuple[Future, ...] = Field(min_length=1, max_length=12)


class Deal(_Form):
    """One purchase. ``record_ends`` is the last day that the record covers."""

    id: Name
    title: Text
    notes: Text | None = None
    record_ends: Date
    sources: dict[Name, Source] = {}
    contract: Contract
    bought: Bought
    promises: tuple[Promise, ...] = Field(min_length=1, max_length=MOST_ITEMS)
    notices: tuple[Notice, ...] = Field((), max_length=MOST_ITEMS)
    deliveries: tuple[Delivery, ...] = Field((), max_length=MOST_ITEMS)
    events: tuple[Event, ...] = Field((), max_length=MOST_ITEMS)
    payments: tuple[Payment, ...] = Field((), max_length=MOST_ITEMS)
    crews: Crews
    spares: Spares
    support: Support
    missiles: MissileStock
    shocks: tuple[Shock, ...] = Field((), max_length=MOST_ITEMS)
    futures: tuple[Future, ...] = Field(min_length=1, max_length=12)
