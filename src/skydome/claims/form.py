"""The form of a claims file: documents, and what they assert, part by part."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model, model_validator

from skydome.claims.registry import Params, checks
from skydome.errors import InputError
from skydome.exposure.fact import When as Written
from skydome.exposure.provision import Day, Text

if TYPE_CHECKING:
    from datetime import date

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Kind = Literal["capability", "deal", "law", "market", "sustainment", "judgement"]
MOST_CLAIMS, MOST_PARTS, LONGEST_QUOTATION = 500, 12, 200


class Form(BaseModel):
    """A part of a file: frozen, and closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Form):
    """One text under audit.

    ``first`` and ``last`` bound its day; the audit judges it on the last day that it can be.
    ``same_as`` lists the ids of sources, in any of Skydome's bibliographies, that are this text or
    relay it: they are no evidence for its claims.
    """

    author: Text
    title: Text
    publisher: Text | None = None
    date: Text = Field(description="as the text gives it, such as 22 August 2018 or undated")
    first: Day
    last: Day
    address: Text | None = None
    same_as: tuple[Text, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _first_comes_first(self) -> Document:
        if self.first > self.last:
            raise InputError("first is after last", allowed="the earlier day first")
        return self


class Stated(Form):
    """One quantity as a claim gives it, to be shown beside what others say of the same topic."""

    topic: Text
    words: Text = Field(description="the value as the document gives it")
    value: float | None = Field(None, allow_inf_nan=False)
    unit: Text | None = None


def _one_check(given: object) -> object:
    """Refuse a check without a name or with several, where it stands."""
    if isinstance(given, dict) and len(given) != 1:
        names = ", ".join(map(str, given)) or "none"
        raise InputError(f"a check has one name, and here are: {names}", allowed="one check a part")
    return given


@cache
def check_form() -> Any:  # noqa: ANN401 - a form made of the checks that are registered
    """Return the form of a check: one name, and what that check asks."""
    fields: dict[str, Any] = {
        one.name: (one.form | None, Field(None, description=one.meaning))
        for one in checks().values()
    }
    return create_model("Check", __config__=ConfigDict(frozen=True, extra="forbid"), **fields)


class Part(Form):
    """One thing that a claim says, with the check that answers it.

    A ``core`` part decides the claim. A ``context`` part is shown with it and decides nothing: what
    a judgement rests on, or what follows. ``reading`` says how vague words were read.
    """

    says: Text
    role: Literal["core", "context"] = "core"
    reading: Text | None = None
    check: Annotated[Any, BeforeValidator(_one_check)]

    @property
    def asked(self) -> tuple[str, Params]:
        """The name of the check, and what it is asked."""
        name = next(name for name in type(self.check).model_fields if getattr(self.check, name))
        return name, getattr(self.check, name)


class Claim(Form):
    """One assertion of a document, in our words."""

    id: Id
    document: Id
    speaker: Text | None = Field(None, description="who says it, if not the author")
    claim: Text = Field(description="a paraphrase")
    quotation: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTATION)] | None = None
    kind: Kind
    about: Written | None = Field(
        None, description="the day it is about, if not that of the document"
    )
    states: tuple[Stated, ...] = ()
    at: tuple[int, int] | None = Field(
        None, description="where the document says it: first and last character of its file"
    )
    parts: tuple[Part, ...] = Field(min_length=1, max_length=MOST_PARTS)

    @model_validator(mode="after")
    def _something_decides(self) -> Claim:
        if not any(part.role == "core" for part in self.parts):
            raise InputError("no part of the claim is core", allowed="at least one core part")
        return self


class ClaimsFile(Form):
    """A list of claims, and the documents that make them."""

    id: Id
    title: Text
    as_of: Day = Field(description="the day that counts as today")
    notes: Text | None = None
    draft: bool = False
    documents: dict[Id, Document] = Field(min_length=1)
    claims: tuple[Claim, ...] = Field(min_length=1, max_length=MOST_CLAIMS)


@cache
def claims_form() -> type[ClaimsFile]:
    """Return the form of a claims file with every check that is registered."""
    check: Any = Annotated[check_form(), BeforeValidator(_one_check)]
    part = create_model("Part", __base__=Part, check=(check, ...))
    claim = create_model(
        "Claim",
        __base__=Claim,
        parts=(tuple[part, ...], Field(min_length=1, max_length=MOST_PARTS)),
    )
    return create_model(
        "ClaimsFile",
        __base__=ClaimsFile,
        claims=(tuple[claim, ...], Field(min_length=1, max_length=MOST_CLAIMS)),
    )


def claims_schema() -> dict[str, Any]:
    """Return the JSON Schema of a claims file, for editors that complete and check YAML."""
    schema: dict[str, Any] = claims_form().model_json_schema()
    schema["$defs"]["Check"] |= {"minProperties": 1, "maxProperties": 1}
    return schema


def last_day_of(claim: Claim, document: Document) -> date:
    """Return the day that a claim is about."""
    return claim.about.last if claim.about else document.last
