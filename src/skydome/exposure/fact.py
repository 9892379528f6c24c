"""What a clause can ask for, and what a case says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from skydome import forms
from skydome.errors import InputError
from skydome.exposure import dates
from skydome.exposure.provision import Form, Text

if TYPE_CHECKING:
    from datetime import date

    from skydome.exposure.logic import Value

Event = Literal[
    "transaction",
    "imposition",
    "modified_waiver_certification",
    "modified_waiver_effect",
    "delay_certification",
    "review_report",
    "disapproval_passage",
    "veto",
]
Kind = Literal["fact", "official determination", "analyst's assumption"]
SettledBy = Literal["act", "judgement", "fact", "date"]


def _when(value: object) -> object:
    """Return what a written date can mean; a bare year reads as a whole number in YAML."""
    if isinstance(value, dates.Span):
        return value
    if not isinstance(value, str | int):
        raise InputError("there is no date", allowed=dates.WRITTEN)
    try:
        return dates.parse(str(value))
    except ValueError as wrong:
        raise InputError(f"{forms.quoted(str(value))}: {wrong}", allowed=dates.WRITTEN) from None


def _word(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


When = Annotated[
    dates.Span,
    BeforeValidator(_when),
    WithJsonSchema({"type": "string", "description": dates.WRITTEN}),
]
Sources: TypeAlias = Annotated[
    tuple[Text, ...],
    Field(min_length=1, description="one or more ids of sources"),
    BeforeValidator(_several),
]
Answer = Annotated[Literal["true", "false", "unknown"], BeforeValidator(_word)]
VALUES: dict[str, Value] = {"true": True, "false": False, "unknown": None}


class DateRule(Form):
    """A fact that is worked out from the dates of a case: ``at`` lies where the rest says."""

    at: str
    not_before: str | None = None
    not_after: str | None = None
    between: tuple[Text, Text] | None = None
    days: int = 0
    years: int = 0


class Question(Form):
    """Something that a clause asks for."""

    asks: Text
    settled_by: SettledBy
    date: DateRule | None = None
    guidance: Text | None = None
    source: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _dates_have_a_rule(self) -> Question:
        if (self.settled_by == "date") != (self.date is not None):
            raise ValueError("a fact settled by dates has a rule, and no other has one")
        return self


class Source(Form):
    """Who says so."""

    title: Text = Field(description="what it is, and who published it")
    address: Text | None = None
    date: When | None = None
    note: Text | None = Field(None, description="what was read of it, or how good a witness it is")


class Entry(Form):
    """One answer of a case to one question, as of one date."""

    value: Answer
    as_of: When
    kind: Kind
    source: Sources
    reason: Text = Field(description="why this value; what the source says")


class Dated(Form):
    """When something happened."""

    date: When
    source: Sources
    reason: Text | None = None


class Known(NamedTuple):
    """What is known to a question on a date.

    Attributes
    ----------
    entry
        The latest answer by that date; ``None`` where there is none.
    why
        Where the value does not simply stand in the entry: how it came about.
    later
        An answer that only a later date knows.
    """

    value: Value
    entry: Entry | None = None
    why: str = ""
    later: Entry | None = None


def known_by(entries: tuple[Entry, ...], question: Question, day: date) -> Known:
    """Return what the entries say by the end of a day.

    "Not done" of an official act holds for the day of which it is said: the act can follow on the
    next day. "Done" holds on. Everything else holds until something later is said.
    """
    said = [one for one in entries if one.as_of.last <= day]
    to_come = [one for one in entries if one.as_of.last > day]
    later = min(to_come, key=lambda one: one.as_of.last, default=None)
    if not said:
        return Known(None, None, "nothing at hand by this date", later)
    entry = max(said, key=lambda one: one.as_of.last)
    value = VALUES[entry.value]
    if value is False and question.settled_by == "act" and entry.as_of.last < day:
        why = (
            f"not done by {entry.as_of}; it may have been done since, and no later word is at hand"
        )
        return Known(None, entry, why, later)
    return Known(value, entry, "", later)


def dated(rule: DateRule, events: dict[str, dates.Span]) -> Known:
    """Return the value of a fact that dates settle."""
    base = rule.not_before or rule.not_after
    names = [name for name in (rule.at, base) if name and not name[0].isdigit()]
    missing = [name for name in names if name not in events]
    if missing:
        return Known(None, None, f"no date of {' and '.join(missing).replace('_', ' ')}")
    at = events[rule.at]
    if rule.between:
        first, last = (tuple(map(int, text.split("-"))) for text in rule.between)
        value = dates.within_year(at, (first[0], first[1]), (last[0], last[1]))
        return Known(value, None, f"{_named(rule.at)} {at}")
    bound = events[base] if base in events else dates.parse(str(base))
    moved = bound.shifted(rule.days, rule.years)
    compare = dates.not_before if rule.not_before else dates.not_after
    return Known(compare(at, moved), None, f"{_named(rule.at)} {at}, bound {moved}")


def _named(event: str) -> str:
    return event.replace("_", " ").replace("as of", "as-of date")
