"""Shares as they were published: each belongs to a window and to an edition.

SIPRI revises its record. One window can have two values, and both are right for their edition.
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
Year = Annotated[int, Field(ge=1950, le=2100)]


class PublishedShare(BaseModel):
    """A supplier's share of one recipient's imports of major arms in one window.

    ``edition`` is the year in which the value was published, where two editions of one value are
    known in two entries. ``confidence`` is ``unsourced`` for a value that was recalled: no page
    was found that says it.
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
    address: str | None = None
    note: str | None = None

    @property
    def window(self) -> str:
        """The window as people write it."""
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
    """Between which ends the Herfindahl-Hirschman index lies, 0 to 1, by what was published."""

    recipient: str
    first_year: int
    last_year: int
    edition: int
    shares: tuple[PublishedShare, ...]
    low: float
    high: float

    @property
    def window(self) -> str:
        """The window as people write it."""
        return self.shares[0].window


@cache
def published_shares() -> tuple[PublishedShare, ...]:
    """Return every published share, by recipient, supplier, window and edition."""
    document = yamlfile.read(DATA)
    found = forms.fill(_Published, document).root["shares"]
    return tuple(
        sorted(found, key=lambda one: (one.recipient, one.supplier, one.last_year, one.edition))
    )


def by_window(recipient: str, supplier: str) -> list[Revised]:
    """Return the published shares of one supplier, a window each, both values where two are.

    Raises
    ------
    InputError
        None is held for this recipient and supplier.
    """
    known = published_shares()
    recipients = sorted({one.recipient for one in known})
    if recipient not in recipients:
        hint = forms.did_you_mean(recipient, recipients)
        problem = f"no published shares are held for {forms.quoted(recipient)}{hint}"
        raise InputError(problem, allowed=", ".join(recipients))
    suppliers = sorted({one.supplier for one in known if one.recipient == recipient})
    if supplier not in suppliers:
        hint = forms.did_you_mean(supplier, suppliers)
        problem = f"no published shares are held of {forms.quoted(supplier)}{hint}"
        raise InputError(problem, allowed=", ".join(suppliers))
    rows: dict[tuple[int, int], list[PublishedShare]] = {}
    for one in known:
        if (one.recipient, one.supplier) == (recipient, supplier):
            rows.setdefault((one.first_year, one.last_year), []).append(one)
    return [Revised(recipient, supplier, *years, tuple(ones)) for years, ones in rows.items()]


def published_concentrations(recipient: str) -> list[PublishedConcentration]:
    """Return the ends of the concentration index where the three largest shares are published.

    Of one window and one edition. The rest is at least many small suppliers, whose squares are
    nothing, and at most suppliers as large as the smallest one named, since the largest are
    named. Rounding moves each share by half a point. Recalled values are left out.
    """
    groups: dict[tuple[int, int, int], list[PublishedShare]] = {}
    for one in published_shares():
        if one.recipient == recipient and one.confidence == "sourced":
            groups.setdefault((one.first_year, one.last_year, one.edition), []).append(one)
    return [
        PublishedConcentration(recipient, *key, tuple(ones), *_ends([one.percent for one in ones]))
        for key, ones in sorted(groups.items())
        if len(ones) >= LEAST_SUPPLIERS
    ]


def _ends(percents: list[float]) -> tuple[float, float]:
    """Return the least and the greatest index that some of the shares, the largest, allow."""
    least = [(percent - HALF_A_POINT) / 100 for percent in percents]
    most = [(percent + HALF_A_POINT) / 100 for percent in percents]
    rest, largest = max(0.0, 1 - sum(least)), min(most)
    whole, part = divmod(rest, largest)
    high = sum(share**2 for share in most) + whole * largest**2 + part**2
    return sum(share**2 for share in least), min(1.0, high)
