"""The record of a purchase: price, terms, events, deliveries, payments, people, status on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from skydome.claims.registry import Params, registered
from skydome.claims.verdict import Answer, Record, Verdict, from_witnesses
from skydome.claims.words import listed, usd
from skydome.claims.world import known_by
from skydome.errors import InputError
from skydome.exposure import dates
from skydome.exposure.provision import Day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.catalogue.parameter import Parameter
    from skydome.claims.world import When, World
    from skydome.fielding import Deal
    from skydome.fielding.deal import Backed, Delivery, Event

Text = Annotated[str, Field(min_length=1)]
Unit = Annotated[int, Field(ge=1, le=60)]
Dollars = Annotated[float, Field(gt=0, le=1e13)]
LATER = "a later report that dates or corrects it"
NEARLY = 0.02  # of a value: closer than this is a rounding
ABOUT = 0.1  # of a sum that is given as about so much


class _Of(Params):
    """A deal, by its id or file."""

    deal: Text


class _Window(_Of):
    """A deal and a window of days."""

    first: Day | None = None
    last: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> _Window:
        if self.first and self.last and self.first > self.last:
            raise InputError("first is after last", allowed="the earlier day first")
        return self


class DealValue(_Of):
    """What `deal_value` is asked: the value itself, or a bound below it."""

    usd: Dollars | None = None
    more_than_usd: Dollars | None = None

    @model_validator(mode="after")
    def _one(self) -> DealValue:
        if (self.usd is None) == (self.more_than_usd is None):
            raise InputError("one value is asked for", allowed="usd or more_than_usd")
        return self


class DealTerms(_Of):
    """What `deal_terms` is asked."""

    units: Unit | None = None
    seller: Text | None = None


class DealEvent(_Window):
    """What `deal_event` is asked: an event by its name, within a window."""

    event: Text


class DealDelivery(_Window):
    """What `deal_delivery` is asked."""

    unit: Unit = 1


class DealStatus(_Of):
    """What `deal_status` is asked: whether units are delivered or operational on the day."""

    state: Literal["delivered", "operational"]
    units: Unit = 1
    claim: bool = Field(description="whether the claim says that they are")


class DealPeople(_Window):
    """What `deal_people` is asked: how many people began a course in the window."""

    about: Annotated[int, Field(ge=1, le=100_000)]


class DealPayment(_Of):
    """What `deal_payment` is asked: payments by the claim's day, of about or at least a sum."""

    at_least_usd: Annotated[float, Field(ge=0, le=1e13)] | None = None
    about_usd: Dollars | None = None

    @model_validator(mode="after")
    def _one(self) -> DealPayment:
        if (self.at_least_usd is None) == (self.about_usd is None):
            raise InputError("one sum is asked for", allowed="at_least_usd or about_usd")
        return self


class DealOpen(_Of):
    """What `deal_open` is asked: whether something still open is on record around the day."""

    opened: Text = Field(description="the event from which on it is open")
    closed: Text = Field(description="the event that ends it")


@registered("deal_value", DealValue)
def deal_value(asked: DealValue, when: When, world: World) -> Answer:
    """Ask this: is a contract worth what the claim says."""
    deal = world.deal(asked.deal)
    contract = deal.contract
    parts = [
        _record(world, deal, usd(one.usd), "", "sourced", "as reported", one.source)
        for one in contract.reported
    ]
    records = [
        _of_number(
            world,
            deal,
            contract.value,
            f"contract value {usd(contract.value.value)}",
            contract.date,
        ),
        *parts,
    ]
    kept = [one for one in records if known_by(one, when.known)]
    if not kept:
        return _unknown(f"the value of {deal.title}", records)
    values = [
        one.usd
        for one, record in zip(contract.reported, parts, strict=True)
        if known_by(record, when.known)
    ] or [contract.value.value]
    low, high = min(values), max(values)
    span = usd(low) if low == high else f"{usd(low)} to {usd(high)}"
    nominal = max(set(values), key=values.count)
    if asked.more_than_usd is not None:
        claim, every, some = (
            asked.more_than_usd,
            low > asked.more_than_usd,
            high > asked.more_than_usd,
        )
        verdict = Verdict.HOLDS if every else Verdict.CONTESTED if some else Verdict.FAILS
        why = (
            f"Reports give {span}, most often {usd(nominal)}; the claim is more than {usd(claim)}."
        )
    else:
        claim = asked.usd or 0.0
        inside = low * (1 - 1e-9) <= claim <= high * (1 + 1e-9)
        off = claim / nominal - 1
        near = abs(off) <= NEARLY
        verdict = Verdict.HOLDS if inside or near else Verdict.FAILS
        note = "within a rounding of it" if near else f"{off:+.0%} off"
        why = f"Reports give {span}, most often {usd(nominal)}; {usd(claim)} is {note}."
    own = [one for one in records if one.witnesses and not one.independent]
    return _found(verdict, why, [*kept, *own])


@registered("deal_terms", DealTerms)
def deal_terms(asked: DealTerms, when: When, world: World) -> Answer:
    """Ask this: are the number of units bought, and the seller, as the claim says."""
    deal = world.deal(asked.deal)
    record = _of(
        world, deal, deal.contract, f"{deal.bought.count} × {deal.bought.name}", deal.contract.date
    )
    if not known_by(record, when.known, happened=deal.contract.date):
        return _unknown(f"the terms of {deal.title}", [record])
    wrong = []
    if asked.units is not None and asked.units != deal.bought.count:
        wrong.append(f"{deal.bought.count} units were bought, not {asked.units}")
    seller = deal.contract.seller
    if asked.seller is not None and seller != asked.seller:
        wrong.append(f"the seller on record is {seller or 'not named'}, not {asked.seller}")
    said = f"{deal.bought.count} × {deal.bought.name}, from {seller or 'a seller not named'}"
    why = f"On record: {said}{'; ' + listed(wrong) if wrong else ''}."
    return _found(Verdict.FAILS if wrong else Verdict.HOLDS, why, [record])


@registered("deal_event", DealEvent)
def deal_event(asked: DealEvent, when: When, world: World) -> Answer:
    """Ask this: did an event on the record of a deal happen in the window that the claim gives."""
    deal = world.deal(asked.deal)
    event = _event(deal, asked.event)
    record = _of(world, deal, event, event.words, event.date)
    return _in_window(asked, when, deal, record, _days(event), event.words)


@registered("deal_delivery", DealDelivery)
def deal_delivery(asked: DealDelivery, when: When, world: World) -> Answer:
    """Ask this: was a unit delivered in the window that the claim gives."""
    deal = world.deal(asked.deal)
    what = f"{deal.bought.name} {asked.unit} delivered"
    found = next((one for one in deal.deliveries if one.unit == asked.unit), None)
    if found is None:
        record = _record(
            world, deal, f"no delivery of {what} on record", deal.record_ends, "sourced", "", ()
        )
        return _still_open(asked, when, deal, record, what)
    record = _of(world, deal, found, what, found.date)
    return _in_window(asked, when, deal, record, _days(found), what)


@registered("deal_status", DealStatus)
def deal_status(asked: DealStatus, when: When, world: World) -> Answer:
    """Ask this: are units delivered, or operational, on the day that the claim is about."""
    deal = world.deal(asked.deal)
    noun = f"{asked.units} {deal.bought.name}{'s' if asked.units > 1 else ''}"
    record, days = _reached(asked, deal, world)
    if record is None or days is None:
        missing = f"when {noun} became {asked.state}"
        return Answer(Verdict.OPEN, f"No report dates {missing}.", "none", (), LATER, missing)
    (first, last), day = days, when.about
    known = known_by(record, when.known)
    reached = day >= last if known else False
    between = known and first <= day < last
    when_words = (
        f"{first.isoformat()} to {last.isoformat()}" if first != last else first.isoformat()
    )
    between_words = (
        f"between {when_words}".replace(" to ", " and ") if first != last else f"on {when_words}"
    )
    why = (
        f"{noun[:1].upper()}{noun[1:]} became {asked.state} {between_words}; the claim is "
        f"about {day.isoformat()}."
    )
    if between:
        missing = f"the day on which {noun} became {asked.state}"
        return Answer(Verdict.OPEN, why, "low", (record,), LATER, missing)
    if not known and first <= day:
        why = f"By {when.known.isoformat()} no report had {noun} {asked.state}."
    elif not known:
        why = f"No report by {when.known.isoformat()} has {noun} {asked.state}."
    verdict = Verdict.HOLDS if reached == asked.claim else Verdict.FAILS
    return _found(verdict, why, [record])


@registered("deal_people", DealPeople)
def deal_people(asked: DealPeople, when: When, world: World) -> Answer:
    """Ask this: did about this number of people begin training in the window."""
    deal = world.deal(asked.deal)
    classes = [
        one
        for one in deal.crews.classes
        if (asked.first is None or dates.parse(one.start).last >= asked.first)
        and (asked.last is None or dates.parse(one.start).first <= asked.last)
    ]
    if not classes:
        return _unknown(f"people in training for {deal.title} in this window", [])
    records = [
        _of(world, deal, one, f"{one.people.value:g} people begin training", one.start)
        for one in classes
    ]
    kept = [record for record in records if known_by(record, when.known)]
    if not kept:
        return _unknown(f"people in training for {deal.title}", records)
    low = sum(one.people.range[0] for one in classes)
    high = sum(one.people.range[1] for one in classes)
    value = sum(one.people.value for one in classes)
    inside = low <= asked.about <= high
    why = (
        f"On record: {value:g} people ({low:g} to {high:g}) from {classes[0].start}; the "
        f"claim is {asked.about}."
    )
    return _found(Verdict.HOLDS if inside else Verdict.FAILS, why, kept)


@registered("deal_payment", DealPayment)
def deal_payment(asked: DealPayment, when: When, world: World) -> Answer:
    """Ask this: was an advance of at least this sum paid by the claim's day."""
    deal = world.deal(asked.deal)
    paid = [
        one
        for one in deal.payments
        if one.state == "paid" and dates.parse(one.date).last <= when.about
    ]
    records = [_of(world, deal, one, f"{usd(one.amount.value)} paid", one.date) for one in paid]
    kept = [
        (one, record)
        for one, record in zip(paid, records, strict=True)
        if known_by(record, when.known)
    ]
    if not kept:
        return _unknown(f"a payment for {deal.title} by {when.about.isoformat()}", records)
    total = sum(one.amount.value for one, _ in kept)
    part = total / deal.contract.value.value
    if asked.about_usd is None:
        least = asked.at_least_usd or 0.0
        holds, claim = total >= least, f"at least {usd(least)}"
    else:
        holds = abs(total / asked.about_usd - 1) <= ABOUT
        claim = f"about {usd(asked.about_usd)}"
    paid_by = f"{usd(total)} paid by {when.about.isoformat()}, {part:.0%} of the contract"
    verdict = Verdict.HOLDS if holds else Verdict.FAILS
    why = f"{paid_by}; the claim is {claim}."
    return _found(verdict, why, [record for _, record in kept])


@registered("deal_open", DealOpen)
def deal_open(asked: DealOpen, when: When, world: World) -> Answer:
    """Ask this: was something still open on the day, between the event that opens and its end."""
    deal = world.deal(asked.deal)
    opened, closed = _event(deal, asked.opened), _event(deal, asked.closed)
    records = [_of(world, deal, one, one.words, one.date) for one in (opened, closed)]
    if not known_by(records[0], when.known):
        return _unknown(opened.words, records)
    ended = known_by(records[1], when.known) and _days(closed)[0] <= when.about
    begun = _days(opened)[0] <= when.about
    what = f"{opened.words} ({opened.date})"
    if not begun:
        return _found(Verdict.FAILS, f"{what} is after the claim's day.", records)
    if ended:
        return _found(Verdict.FAILS, f"{what}; then {closed.words} ({closed.date}).", records)
    after = f"; {closed.words} only in {closed.date}" if known_by(records[1], when.known) else ""
    kept = records if after else records[:1]
    return _found(Verdict.HOLDS, f"Open on {when.about.isoformat()}: {what}{after}.", kept)


# the record as evidence


def _of(world: World, deal: Deal, backed: Backed, what: str, day: str) -> Record:
    return _record(world, deal, what, day, backed.confidence, backed.reason, backed.source)


def _of_number(world: World, deal: Deal, number: Parameter, what: str, day: str) -> Record:
    return _record(world, deal, what, day, number.confidence, number.reason, number.source)


def _record(
    world: World,
    deal: Deal,
    what: str,
    day: str,
    confidence: str,
    reason: str,
    sources: Iterable[str],
) -> Record:
    witnesses = world.of_deal(deal, sources)
    return Record(what, day, confidence, reason, witnesses, f"skydome timeline {deal.id} --json")


def _event(deal: Deal, name: str) -> Event:
    from skydome.forms import did_you_mean, quoted

    known = {event.name: event for event in deal.events}
    if name not in known:
        problem = f"{deal.id} has no event {quoted(name)}{did_you_mean(name, known)}"
        raise InputError(problem, field="event", allowed=", ".join(known) or "none is on record")
    return known[name]


def _days(one: Event | Delivery) -> tuple[date, date]:
    """Return the first and the last day that an event can have happened."""
    written = dates.parse(one.date)
    first = dates.parse(one.earliest).first if one.earliest else written.first
    last = dates.parse(one.latest).last if one.latest else written.last
    return first, last


def _reached(
    asked: DealStatus, deal: Deal, world: World
) -> tuple[Record, tuple[date, date]] | tuple[None, None]:
    """Return the record of the unit that reaches the state, and the days that it can be."""
    if asked.state == "delivered":
        found = next((one for one in deal.deliveries if one.unit == asked.units), None)
        if found is None:
            return None, None
        return _of(
            world, deal, found, f"{deal.bought.name} {found.unit} delivered", found.date
        ), _days(found)
    reached = [
        event
        for event in deal.events
        if event.kind == "in service" and event.unit is not None and event.unit >= asked.units
    ]
    if not reached:
        return None, None
    first = min(reached, key=_days)
    return _of(world, deal, first, first.words, first.date), _days(first)


# what is found


def _in_window(
    asked: _Window, when: When, deal: Deal, record: Record, days: tuple[date, date], what: str
) -> Answer:
    if not known_by(record, when.known):
        return _still_open(asked, when, deal, record, what)
    first, last = asked.first or date.min, asked.last or date.max
    begins, ends = days
    shown = begins.isoformat() if begins == ends else f"{begins.isoformat()} to {ends.isoformat()}"
    window = _window_words(asked)
    why = f"On record, {shown}: {what}; the claim is {window}."
    if first <= begins and ends <= last:
        return _found(Verdict.HOLDS, why, [record])
    if ends < first or begins > last:
        return _found(Verdict.FAILS, why, [record])
    missing = f"the day of this: {what}"
    return Answer(Verdict.OPEN, why, "low", (record,), LATER, missing)


def _still_open(asked: _Window, when: When, deal: Deal, record: Record, what: str) -> Answer:
    """Return the answer where nothing is on record by the day up to which things are known."""
    last = asked.last or date.max
    if not record.independent and record.witnesses:
        return _unknown(what, [record])
    if when.known < last:
        missing = f"the outcome, still to come on {when.known.isoformat()}: {what}"
        why = f"On {when.known.isoformat()} this was still to come."
        return Answer(Verdict.OPEN, why, "none", (), "the event itself", missing)
    ends = dates.parse(deal.record_ends).last
    if ends < last:
        missing = f"reports after {deal.record_ends}, when the record ends"
        return Answer(Verdict.OPEN, f"No report of it: {what}.", "low", (), LATER, missing)
    why = f"No report by {when.known.isoformat()} of this: {what}."
    return Answer(Verdict.FAILS, why, "low", (), LATER)


def _unknown(what: str, records: list[Record]) -> Answer:
    """Return the answer where no independent source says it."""
    only_own = [one for one in records if one.witnesses and not one.independent]
    if only_own:
        why = "The only source for this is the document under audit itself."
        missing = f"an independent source for {what}"
        return Answer(Verdict.OPEN, why, "none", tuple(only_own), missing, missing)
    missing = f"a report of {what}"
    return Answer(
        Verdict.OPEN, f"Nothing is on record of {what}.", "none", tuple(records), LATER, missing
    )


def _window_words(asked: _Window) -> str:
    if asked.first and asked.last:
        return f"{asked.first.isoformat()} to {asked.last.isoformat()}"
    if asked.last:
        return f"by {asked.last.isoformat()}"
    return f"from {asked.first.isoformat()} on" if asked.first else "at any time"


def _found(verdict: Verdict, why: str, records: list[Record]) -> Answer:
    witnesses = [witness for one in records for witness in one.witnesses]
    return Answer(verdict, why, from_witnesses(witnesses), tuple(records), LATER)
