"""Errors that circulate, recognised in a text where a sourced value contradicts them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model, field_validator

from skydome import forms, yamlfile
from skydome.claims.form import _one_check, check_form
from skydome.exposure.provision import Text

if TYPE_CHECKING:
    from datetime import date

DATA = Path(__file__).parent / "data" / "circulating.yaml"
NEAR = 240  # characters to either side in which the second pattern is looked for


class Recognised(NamedTuple):
    """An error in a text: where it is, what is wrong, what is right."""

    id: str
    start: int
    end: int
    words: str
    error: str
    right: str


class _Error(BaseModel):
    """One entry: ``contradicts`` says that the check's answer is that the claim does not hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Text
    pattern: Text
    near: Text | None = None
    error: Text
    right: Text
    check: Any
    contradicts: bool

    @field_validator("pattern", "near")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as wrong:
            raise ValueError(f"this is no regular expression: {wrong}") from None
        return value

    @property
    def asked(self) -> tuple[str, Any]:
        """The name of the check, and what it is asked."""
        name = next(name for name in type(self.check).model_fields if getattr(self.check, name))
        return name, getattr(self.check, name)


@cache
def errors() -> tuple[_Error, ...]:
    """Return the errors that circulate."""
    check: Any = Annotated[check_form(), BeforeValidator(_one_check)]
    one = create_model("Error", __base__=_Error, check=(check, ...))
    whole = create_model(
        "Errors",
        __config__=ConfigDict(frozen=True, extra="forbid"),
        errors=(tuple[one, ...], Field(min_length=1)),
    )
    found: tuple[_Error, ...] = forms.fill(whole, yamlfile.read(DATA)).errors  # type: ignore[attr-defined]
    return found


def recognised(text: str) -> list[Recognised]:
    """Return the circulating errors in a text, with where each of them is."""
    found = []
    for one in errors():
        for match in re.finditer(one.pattern, text, re.IGNORECASE | re.DOTALL):
            around = text[max(0, match.start() - NEAR) : match.end() + NEAR]
            if one.near is None or re.search(one.near, around, re.IGNORECASE):
                found.append(Recognised(one.id, *match.span(), match.group(), one.error, one.right))
    return sorted(found, key=lambda error: (error.start, error.id))


def is_contradicted(one: _Error, world: Any, day: date) -> bool:  # noqa: ANN401 - a World
    """Return whether the records of today contradict an error."""
    from skydome.claims.registry import checks
    from skydome.claims.verdict import Verdict
    from skydome.claims.world import When

    name, asked = one.asked
    verdict = checks()[name].answer(asked, When(day, day), world).verdict
    return (verdict is Verdict.FAILS) == one.contradicts
