"""Published shares: each belongs to a window and to an edition.

SIPRI revises its record, so that one window can have two values, each right for its edition.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, RootModel

from skydome import forms, yamlfile
from skydome.errors import InputError

LEAST_SUPPLIERS = 3  # a fact sheet names the three largest
HALF_A_POINT = 0.5  # published values are rounded to whole per cent
DATA = Path(__file__).parent / "data" / "published_shares.yaml"

Text = Annotated[str, Field(min_length=1)]
Grade = Literal["A", "B", "C", "D", "none"]
Year = Annotated[int, Field(ge=1950, le=2100)]


class PublishedShare(BaseModel):
    """A supplier's share of one recipient's imports of major arms in one window.

    ``edition`` is the year in which the value was published; a value known from two editions has
    two entries. ``confidence`` is ``unsourced`` for a value from memory, for which no page was
    found.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipient: Text
    supplier: Text
    first_year: Year
    last_year: Year
    edition: Year
    percent: Annotated[float, Field(ge=0, le=100)]
    confidence: Literal["sourced", "unsourced"]
    publisher: Text
    grade: Grade = Field(description="A government or primary author to D weblog; none: recalled")
    address: str | None = None
    note: str | None = None

    @property
    def window(self) -> str:
        """The window as it is usually written, such as 2019–23."""
        return f"{self.first_year}–{self.last_year % 100:02d}"


class _Published(RootModel[dict[Literal["shares"], list[PublishedShare]]]):
    """The form of the file."""


class Revised(NamedTuple):
    """One window with every value published for it, by edition."""

    recipient: str
    supplier: str
    first_year: int
    last_year: int
    values: tuple[PublishedShare, ...]

    @property
    def differ(self) -> bool:
        """Whether editions disagree."""
        return len({one.percent for one in self.values}) > 1


class PublishedConcentration(NamedTuple):
    """Bounds of the Herfindahl-Hirschman index, 0 to 1, from published shares."""

    recipient: str
    first_year: int
    last_year: int
    edition: int
    shares: tuple[PublishedShare, ...]
    low: float
    high: float

    @property
    def window(self) -> str:
        """The window as it is usually written, such as 2019–23."""
        return self.shares[0].window


@cache
def published_shares() -> tuple[PublishedShare, ...]:
    """Return every published share, by recipient, supplier, window and edition."""
    document = yamlfile.read(DATA)
    found = forms.fill(_Published, document).root["shares"]
    return tuple(
        sorted(found, key=lambda one: (one.recipient, one.supplier, one.last_year, one.edition))
    )


def by_window(recipient: str, supplier: str, until: int | None = None) -> list[Revised]:
    """Return the published shares of one supplier, a window each, both values where two are.

    Parameters
    ----------
    recipient, supplier
        Whose imports, from whom.
    until
        Editions after this year are left out: what could be known then.

    Raises
    ------
    InputError
        None is held for this recipient and supplier.
    """
    known = published_shares()
    recipients = sorted({one.recipient for one in known})
    if recipient not in recipients:
        hint = forms.did_you_mean(recipient, recipients)
        problem = f"there are no published shares for {forms.quoted(recipient)}{hint}"
        raise InputError(problem, allowed=", ".join(recipients))
    suppliers = sorted({one.supplier for one in known if one.recipient == recipient})
    if supplier not in suppliers:
        hint = forms.did_you_mean(supplier, suppliers)
        problem = f"there are no published shares of {forms.quoted(supplier)}{hint}"
        raise InputError(problem, allowed=", ".join(suppliers))
    rows: dict[tuple[int, int], list[PublishedShare]] = {}
    for one in known:
        known_then = until is None or one.edition <= until
        if (one.recipient, one.supplier) == (recipient, supplier) and known_then:
            rows.setdefault((one.first_year, one.last_year), []).append(one)
    return [Revised(recipient, supplier, *years, tuple(ones)) for years, ones in rows.items()]


def published_concentrations(recipient: str) -> list[PublishedConcentration]:
    """Return the bounds of the concentration index where the three largest shares are published.

    All three are of one window and one edition. At the lower bound the rest is many small
    suppliers, whose squares add nothing; at the upper bound it is suppliers as large as the
    smallest one named, because the largest are named. Rounding changes each share by up to half a
    point. Values from memory are not used.
    """
    groups: dict[tuple[int, int, int], list[PublishedShare]] = {}
    for one in published_shares():
        if one.recipient == recipient and one.confidence == "sourced":
            groups.setdefault((one.first_year, one.last_year, one.edition), []).append(one)
    return [
        PublishedConcentration(
            recipient, *key, tuple(ones), *_bounds([one.percent for one in ones])
        )
        for key, ones in sorted(groups.items())
        if len(ones) >= LEAST_SUPPLIERS
    ]


def _bounds(percents: list[float]) -> tuple[float, float]:
    """Return the least and the greatest index that the largest shares allow."""
    least = [(percent - HALF_A_POINT) / 100 for percent in percents]
    most = [(percent + HALF_A_POINT) / 100 for percent in percents]
    rest, largest = max(0.0, 1 - sum(least)), min(most)
    whole, part = divmod(rest, largest)
    high = sum(share**2 for share in most) + whole * largest**2 + part**2
    return sum(share**2 for share in least), min(1.0, high)
