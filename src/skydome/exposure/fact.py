"""The questions that clauses ask, and the answers that a case gives."""

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

ASSUMED = "analyst's assumption"
ASSERTED = "document's assertion"
Kind = Literal["fact", "official determination", "analyst's assumption", "document's assertion"]
SettledBy = Literal["act", "judgement", "fact", "date"]


def _when(value: object) -> object:
    """Return what a written date can mean; YAML reads a bare year as a whole number."""
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


class Event(Form):
    """A dated event that a clause counts from.

    A ``planned`` event may lie after the as-of date of a what-if: the day on which a waiver takes
    effect is fixed beforehand.
    """

    what: Text
    planned: bool = False


class DateRule(Form):
    """A fact computed from dates: whether the date ``at`` meets the bound that the rest gives."""

    at: str
    not_before: str | None = None
    not_after: str | None = None
    between: tuple[Text, Text] | None = None
    days: int = 0
    years: int = 0


class Question(Form):
    """Something that a clause asks for.

    ``short`` is the noun for it in a sentence. ``event`` is the dated event of an official act.
    """

    asks: Text
    settled_by: SettledBy
    short: Text | None = None
    event: str | None = None
    date: DateRule | None = None
    guidance: Text | None = None
    source: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _dates_have_a_rule(self) -> Question:
        if (self.settled_by == "date") != (self.date is not None):
            raise ValueError("a fact settled by dates has a rule, and no other has one")
        return self


class Source(Form):
    """A publication that a case or the law cites."""

    title: Text = Field(description="what it is, and who published it")
    address: Text | None = None
    date: When | None = None
    note: Text | None = Field(None, description="what was read of it, or how reliable it is")
    grade: Literal["A", "B", "C", "D", "none"] | None = Field(
        None,
        description="A government, legislature or primary author; B think-tank, law firm, trade or "
        "national press; C wire relay, state media; D weblog; none: this project",
    )
    audited: bool = Field(
        False,  # noqa: FBT003 - the default of a field
        description="one of the documents whose claims are checked; no evidence for itself",
    )


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
    """What is known about a question on a date.

    Attributes
    ----------
    entry
        The latest answer by that date; ``None`` where there is none.
    why
        How the value came about, where the entry alone does not say it.
    later
        The first answer after that date.
    """

    value: Value
    entry: Entry | None = None
    why: str = ""
    later: Entry | None = None


def known_by(entries: tuple[Entry, ...], question: Question, day: date) -> Known:
    """Return what the entries say by the end of a day.

    Each entry counts until a later one replaces it. An official act that was not done counts as
    not done, as last stated on the date of the entry.
    """
    said = [one for one in entries if one.as_of.last <= day]
    to_come = [one for one in entries if one.as_of.last > day]
    later = min(to_come, key=lambda one: one.as_of.last, default=None)
    if not said:
        return Known(None, None, "no answer by this date", later)
    entry = max(said, key=lambda one: one.as_of.last)
    value = VALUES[entry.value]
    why = ""
    if value is False and question.settled_by == "act":
        why = f"not done, {last_said(entry)}"
    return Known(value, entry, why, later)


def last_said(entry: Entry) -> str:
    """Return when an answer was given, and how firmly: ``as last stated on 2022-04-21``."""
    if entry.kind == ASSUMED:
        return f"assumed as of {entry.as_of}"
    return f"as last stated {'on' if entry.as_of.first == entry.as_of.last else 'in'} {entry.as_of}"


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
