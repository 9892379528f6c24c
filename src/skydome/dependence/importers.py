"""Published facts about importers: rank and share of the world by edition, and shares of a stock.

A rank is of deliveries of major arms in a window, measured in TIV, as one edition printed it. A
stock share is somebody's published estimate of how much of a country's equipment is of one origin;
it is no inventory, and Skydome computes nothing from it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from skydome import forms, yamlfile
from skydome.dependence.published import Grade, Text, Year

DATA = Path(__file__).parent / "data" / "published_importers.yaml"
Percent = Annotated[float, Field(ge=0, le=100)]


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PublishedRank(_Form):
    """One recipient's place among the world's importers in one window, as one edition has it."""

    recipient: Text
    first_year: Year
    last_year: Year
    edition: Year
    rank: Annotated[int, Field(ge=1, le=200)]
    percent: Percent | None = Field(None, description="of the world's imports")
    largest: Text | None = Field(None, description="who was first, where the recipient was not")
    publisher: Text
    grade: Grade
    address: Text

    @property
    def window(self) -> str:
        """The window as it is usually written, such as 2019–23."""
        return f"{self.first_year}–{self.last_year % 100:02d}"


class PublishedStock(_Form):
    """A published estimate of one origin's share of a country's equipment in service."""

    recipient: Text
    origin: Text
    percent: Percent
    year: Year = Field(description="of publication")
    of: Text = Field(description="what was counted, as far as the source says")
    confidence: Literal["sourced", "unsourced"]
    publisher: Text
    grade: Grade
    address: Text


class _Importers(_Form):
    ranks: tuple[PublishedRank, ...]
    stocks: tuple[PublishedStock, ...]
    gaps: tuple[Text, ...] = Field(description="what no open source read gives")


@cache
def _published() -> _Importers:
    return forms.fill(_Importers, yamlfile.read(DATA))


def published_ranks(recipient: str, until: int | None = None) -> list[PublishedRank]:
    """Return a recipient's published ranks, the latest window last.

    Parameters
    ----------
    recipient
        The country.
    until
        Editions after this year are left out: what could be known then.
    """
    found = [
        one
        for one in _published().ranks
        if one.recipient == recipient and (until is None or one.edition <= until)
    ]
    return sorted(found, key=lambda one: (one.last_year, one.edition))


def published_stocks(recipient: str, origin: str) -> list[PublishedStock]:
    """Return the published estimates of one origin's share of a country's equipment."""
    return [
        one for one in _published().stocks if (one.recipient, one.origin) == (recipient, origin)
    ]


def gaps() -> tuple[str, ...]:
    """Return what no open source gives, in plain sentences."""
    return _published().gaps
