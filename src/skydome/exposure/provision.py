"""A provision: the text of one clause, its hash, its dates, and how it is met."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from skydome import forms
from skydome.errors import InputError
from skydome.exposure import dates

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
Modality = Literal["shall", "may", "may not", "should", "definition"]


def _printable(text: str) -> str:
    """Refuse control characters, which a terminal would obey."""
    if _CONTROL.search(text):
        raise ValueError("the text has control characters")
    return text


Text = Annotated[str, Field(min_length=1), AfterValidator(_printable)]
ClauseId = Annotated[str, Field(pattern=r"^[0-9][()A-Za-z0-9-]*$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Written: TypeAlias = str | dict[str, Any]


NO_FORMULA = "this is no formula: a name, or all, any, not, or at_least with of"


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    if not isinstance(value, str | int):
        raise InputError("there is no day", allowed=dates.WRITTEN_DAY)
    try:
        return dates.parse_day(str(value))
    except ValueError as wrong:
        problem = f"{forms.quoted(str(value))}: {wrong}"
        raise InputError(problem, allowed=dates.WRITTEN_DAY) from None


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "description": dates.WRITTEN_DAY}),
]


def _formula(value: object) -> object:
    """Refuse what is no formula here, so that the message names the line of the formula."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise ValueError(NO_FORMULA)  # noqa: TRY004 - pydantic collects ValueError only
    if set(value) == {"not"}:
        _formula(value["not"])
        return value
    names = set(value)
    parts = value.get("of") if names == {"at_least", "of"} else value.get("all", value.get("any"))
    if names not in ({"all"}, {"any"}, {"at_least", "of"}) or not isinstance(parts, list):
        raise ValueError(NO_FORMULA)
    if not 1 <= value.get("at_least", 1) <= len(parts):
        raise ValueError(f"at_least is {value.get('at_least')} of {len(parts)}")
    for part in parts:
        _formula(part)
    return value


Condition = Annotated[Written, AfterValidator(_formula)]


class Form(BaseModel):
    """A part of a file: frozen, and closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Form):
    """The first and the last day on which a text is law, both included."""

    first: Day = Field(alias="from")
    until: Day | None = None

    def covers(self, day: date) -> bool:
        """Return whether a day is in the period."""
        return self.first <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        end = f" until {self.until}" if self.until else ""
        return f"in force from {self.first}{end}"


class Provision(Form):
    """One clause.

    ``text`` is the law's own, with its SHA-256. A ``summary`` replaces it where no text is at hand,
    and has no hash. ``met``, ``effective_if`` and ``note`` are Skydome's reading.
    """

    id: ClauseId
    heading: Text | None = None
    text: Text | None = None
    sha256: Hash | None = None
    summary: Text | None = None
    parallel: Text | None = None
    in_force: Period | None = None
    actor: Text | None = None
    modality: Modality | None = None
    met: Condition | None = None
    effective_if: Condition | None = None
    note: Text | None = None
    source: tuple[Text, ...] = Field((), description="ids of sources of the note or the dates")

    @model_validator(mode="after")
    def _text_is_as_hashed(self) -> Provision:
        if (self.text is None) != (self.sha256 is None):
            raise ValueError("text and sha256 go together; a summary has neither")
        if self.text is not None and self.summary is not None:
            raise ValueError("a clause has its text or a summary, not both")
        if self.text is not None and (found := sha256(self.text)) != self.sha256:
            problem = f"the text of {self.id} is not the one that was hashed"
            raise ValueError(f"{problem}; its SHA-256 is {found}")
        return self

    @property
    def label(self) -> str:
        """The last letter or number in the clause's name, in brackets as the law prints it."""
        return f"({self.id.rsplit('(', 1)[1]}" if self.id.endswith(")") else ""

    def printed(self) -> list[str]:
        """Return the paragraphs that the law prints for this clause alone."""
        if "(" not in self.id or not (self.heading or self.label):
            return [self.text] if self.text else []
        first = f"{self.label} {self.heading or self.text}"
        return [first, self.text] if self.heading and self.text else [first]


class Deadline(Form):
    """A date that a clause sets: a number of days or years after another date."""

    provision: ClauseId
    what: Text
    after: Text
    days: int = 0
    years: int = 0
    summer_days: int | None = None


class Section(Form):
    """One section of a law, clause by clause in the order of the text."""

    section: Text
    title: Text
    citation: Text
    parallel: Text
    text_version: Text
    in_force: Period
    source: tuple[Text, ...] = Field(min_length=1, description="where the text was read")
    sha256: Hash | None = None
    note: Text | None = None
    caution: Text | None = Field(None, description="shown with every finding that uses the section")
    deadlines: tuple[Deadline, ...] = ()
    provisions: tuple[Provision, ...]

    @model_validator(mode="after")
    def _whole_is_as_hashed(self) -> Section:
        if self.sha256 is not None and (found := sha256(self.printed())) != self.sha256:
            problem = f"section {self.section} as a whole is not the one that was hashed"
            raise ValueError(f"{problem}; its SHA-256 is {found}")
        return self

    def printed(self) -> str:
        """Return the section as the law prints it: the texts that no later one has replaced."""
        current = [one for one in self.provisions if not (one.in_force and one.in_force.until)]
        return "\n".join(line for one in current for line in one.printed())


def sha256(text: str) -> str:
    """Return the hash of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()
