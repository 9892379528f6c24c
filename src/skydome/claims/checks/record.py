"""Facts on the public record, and topics on which nothing is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from skydome.claims.record import fact_named, record_sources
from skydome.claims.registry import Params, registered
from skydome.claims.verdict import Answer, Record, Verdict, from_witnesses
from skydome.claims.words import usd
from skydome.claims.world import known_by
from skydome.errors import InputError
from skydome.exposure import dates
from skydome.exposure.provision import Day

if TYPE_CHECKING:
    from skydome.claims.record import PublicFact
    from skydome.claims.world import When, World

Text = Annotated[str, Field(min_length=1)]
LATER = "a later or better source"


class OnRecord(Params):
    """What `on_record` is asked: facts that support the claim, or contradict it."""

    facts: tuple[Text, ...] = Field(min_length=1)
    they: Literal["support", "contradict"] = "support"


class RecordDate(Params):
    """What `record_date` is asked: a fact's day in a window."""

    fact: Text
    first: Day | None = None
    last: Day | None = None


class NothingOn(Params):
    """What `nothing_on` is asked: a topic on which no fact is held, so that it stays open."""

    topic: Text = Field(description="the missing fact")
    would_be: tuple[Text, ...] = Field((), description="facts that would settle it, once on record")


class MoneyAYear(Params):
    """What `money_a_year` is asked: a sum in one year against one on record over several."""

    usd: Annotated[float, Field(gt=0, le=1e13)]
    fact: Text
    at_most_times: Annotated[float, Field(ge=1, le=10)] = Field(
        2.0, description="how far one year may exceed the mean of the years on record"
    )


@registered("on_record", OnRecord)
def on_record(asked: OnRecord, when: When, world: World) -> Answer:
    """Ask this: do facts on the public record support a claim, or contradict it."""
    pairs = [(name, fact_named(name, world.record)) for name in asked.facts]
    records = [_record(name, fact, world) for name, fact in pairs]
    happened = [
        record
        for (_, fact), record in zip(pairs, records, strict=True)
        if known_by(record, when.known) and dates.parse(fact.date).first <= when.about
    ]
    later = [
        record
        for (_, fact), record in zip(pairs, records, strict=True)
        if asked.they == "contradict" and record not in happened and known_by(record, when.known)
    ]
    own = [record for record in records if not record.independent]
    kept = happened or later
    if not kept:
        if own:
            missing = f"an independent source: {own[0].what}"
            why = "The only source for this is the document under audit itself."
            return Answer(Verdict.OPEN, why, "none", tuple(own), missing, missing)
        missing = records[0].what
        return Answer(
            Verdict.OPEN,
            f"Not on record by {when.known.isoformat()}: {missing}.",
            "none",
            (),
            missing,
            missing,
        )
    whole = len(kept) == len(records)
    said = "; ".join(f"{one.what} ({one.date})" for one in kept)
    if asked.they == "support":
        verdict = Verdict.HOLDS if whole else Verdict.IN_PART
    else:
        verdict = Verdict.FAILS
    witnesses = [witness for one in kept for witness in one.witnesses]
    return Answer(verdict, f"On record: {said}.", from_witnesses(witnesses), tuple(records), LATER)


@registered("record_date", RecordDate)
def record_date(asked: RecordDate, when: When, world: World) -> Answer:
    """Ask this: did something on the public record happen in the window that the claim gives."""
    fact = fact_named(asked.fact, world.record)
    record = _record(asked.fact, fact, world)
    if not known_by(record, when.known):
        missing = record.what
        return Answer(
            Verdict.OPEN,
            f"Not on record by {when.known.isoformat()}: {missing}.",
            "none",
            (record,),
            LATER,
            missing,
        )
    span = dates.parse(fact.date)
    first, last = asked.first or date.min, asked.last or date.max
    why = f"On record, {fact.date}: {fact.what}."
    confidence = from_witnesses(record.witnesses)
    if first <= span.first and span.last <= last:
        return Answer(Verdict.HOLDS, why, confidence, (record,), LATER)
    if span.last < first or span.first > last:
        return Answer(Verdict.FAILS, why, confidence, (record,), LATER)
    return Answer(Verdict.OPEN, why, "low", (record,), LATER, f"the day of this: {fact.what}")


@registered("nothing_on", NothingOn)
def nothing_on(asked: NothingOn, when: When, world: World) -> Answer:
    """Ask this: is a missing fact on record by now."""
    found = [
        _record(name, world.record[name], world) for name in asked.would_be if name in world.record
    ]
    kept = [record for record in found if known_by(record, when.known)]
    if kept:
        said = "; ".join(record.what for record in kept)
        witnesses = [witness for one in kept for witness in one.witnesses]
        return Answer(
            Verdict.HOLDS, f"On record: {said}.", from_witnesses(witnesses), tuple(kept), LATER
        )
    why = f"No open source read gives this: {asked.topic}."
    return Answer(Verdict.OPEN, why, "none", (), asked.topic, asked.topic)


@registered("money_a_year", MoneyAYear)
def money_a_year(asked: MoneyAYear, when: When, world: World) -> Answer:
    """Ask this: is a yearly sum within what is on record over several years."""
    fact = fact_named(asked.fact, world.record)
    if fact.value is None or fact.years is None:
        raise InputError(
            f"{asked.fact} is no sum over years", field="fact", allowed="one with value and years"
        )
    record = _record(asked.fact, fact, world)
    if not known_by(record, when.known):
        missing = record.what
        return Answer(
            Verdict.OPEN,
            f"Not on record by {when.known.isoformat()}: {missing}.",
            "none",
            (record,),
            LATER,
            missing,
        )
    a_year = fact.value / fact.years
    times = asked.usd / a_year
    verdict = Verdict.HOLDS if times <= asked.at_most_times else Verdict.FAILS
    why = (
        f"{fact.what}: {usd(fact.value)} in {fact.years:g} years, {usd(a_year)} a year; "
        f"{usd(asked.usd)} in one year is {times:.1f} times that."
    )
    notes = ("Prices of arms sales are not TIV: the transfer record has no money.",)
    changes = "a published sum of payments in that year"
    return Answer(
        verdict, why, from_witnesses(record.witnesses), (record,), changes, "", None, notes
    )


def _record(name: str, fact: PublicFact, world: World) -> Record:
    sources = record_sources()
    witnesses = tuple(world.witness(one, sources[one]) for one in fact.source)
    return Record(fact.what, fact.date, fact.confidence, f"{fact.reason} [{name}]", witnesses)
