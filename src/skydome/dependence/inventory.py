"""An inventory: the equipment of a country's units on a date, by origin.

An inventory is a stock and deliveries are a flow: they are never added or compared.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skydome import forms, yamlfile
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Text = Annotated[str, Field(min_length=1)]
Count = Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False, strict=True)]
Confidence = Literal["sourced", "derived", "calibrated_to_claim", "unsourced"]


class Item(BaseModel):
    """One type of equipment of one origin: its count, source and confidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    equipment: Text
    category: Text = Field(description="types that are counted together, such as combat aircraft")
    origin: Text = Field(description="the country that designed it; the supplier if it is bought")
    count: Count = Field(description="how many, in units")
    low: Count | None = Field(None, description="the lowest plausible count")
    high: Count | None = Field(None, description="the highest plausible count")
    source: Text = Field(description="an id under sources")
    confidence: Confidence
    reason: Text = Field(description="why this number and this range")

    @model_validator(mode="after")
    def _range_contains_count(self) -> Item:
        low, high = self.range
        if not low <= self.count <= high:
            raise ValueError(f"count {self.count:g} is outside low {low:g} to high {high:g}")
        return self

    @property
    def range(self) -> tuple[float, float]:
        """Lowest and highest count; both are the count where neither is given."""
        return (
            self.count if self.low is None else self.low,
            self.count if self.high is None else self.high,
        )


class Source(BaseModel):
    """Where a count was published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    publisher: Text
    date: Text
    address: Text


class Inventory(BaseModel):
    """The form: a country, a date and its equipment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["inventory"] = Field(description="marks the file as an inventory")
    title: Text
    country: Text
    as_of: Text = Field(description="a date such as 2026-01-01")
    sources: dict[str, Source]
    items: list[Item] = Field(min_length=1)

    @property
    def date(self) -> dt.date:
        """The date of the counts."""
        return dt.date.fromisoformat(self.as_of)


class StockShare(NamedTuple):
    """A share of a stock, 0 to 1, with its bounds over the ranges of the counts."""

    category: str
    counted: float
    share: float
    low: float
    high: float


class Stock(NamedTuple):
    """One origin's share of an inventory.

    Attributes
    ----------
    categories
        The share in each category, by counts.
    least, greatest
        Bounds of the total share, whatever weight a tank has against a ship: the total is a
        weighted mean of the categories' shares.
    by_counts
        The share where every unit counts as one, which no law prescribes.
    """

    inventory: Inventory
    origin: str
    categories: tuple[StockShare, ...]
    least: float
    greatest: float
    by_counts: StockShare


def read_inventory(file: Path | str) -> Inventory:
    """Return the inventory in a YAML file.

    Raises
    ------
    InputError
        The file cannot be read, a field does not fit, or a source is not listed.
    """
    document = yamlfile.read(file)
    data = document.data
    if not isinstance(data, dict) or "kind" not in data:
        raise document.error((), "the file does not say that it is an inventory", "kind: inventory")
    if data["kind"] != "inventory":
        problem = f"{forms.quoted(str(data['kind']))} is not an inventory"
        raise document.error(("kind",), problem, "inventory")
    found = forms.fill(Inventory, document)
    try:
        found.date  # noqa: B018 - reading it is the check
    except ValueError:
        problem = f"{forms.quoted(found.as_of)} is not a date"
        raise document.error(("as_of",), problem, "a date such as 2026-01-01") from None
    _check_items(document, found)
    return found


def _check_items(document: yamlfile.Document, found: Inventory) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for n, item in enumerate(found.items):
        if item.source not in found.sources:
            hint = forms.did_you_mean(item.source, found.sources)
            problem = f"there is no source {forms.quoted(item.source)}{hint}"
            allowed = ", ".join(found.sources) or "an id under sources"
            raise document.error(("items", n, "source"), problem, allowed)
        key = (item.equipment, item.category, item.origin)
        if key in seen:
            problem = f"{forms.quoted(item.equipment)} is in items[{seen[key]}] already"
            raise document.error(("items", n), problem, "each equipment of an origin once")
        seen[key] = n
    if sum(item.count for item in found.items) == 0:
        raise document.error(("items",), "every count is 0", "at least one count above 0")


def stock(inventory: Inventory, origin: str) -> Stock:
    """Return one origin's share of an inventory, by category and in all.

    A share rises with each count of the origin and falls with every other count, so each bound
    takes the former at one end of their ranges and the latter at the other.

    Raises
    ------
    InputError
        Nothing in the inventory is of this origin.
    """
    origins = sorted({item.origin for item in inventory.items})
    if origin not in origins:
        hint = forms.did_you_mean(origin, origins)
        problem = (
            f"nothing in {forms.quoted(inventory.title)} is of origin {forms.quoted(origin)}{hint}"
        )
        raise InputError(problem, allowed=", ".join(origins))
    names = list(dict.fromkeys(item.category for item in inventory.items))
    shares = [
        _share(name, [item for item in inventory.items if item.category == name], origin)
        for name in names
    ]
    counted = tuple(share for share in shares if share.counted > 0)
    return Stock(
        inventory=inventory,
        origin=origin,
        categories=counted,
        least=min(share.low for share in counted),
        greatest=max(share.high for share in counted),
        by_counts=_share("all", inventory.items, origin),
    )


def _share(name: str, items: Sequence[Item], origin: str) -> StockShare:
    def ratio(own: Callable[[Item], float], other: Callable[[Item], float]) -> float:
        mine = sum(own(item) for item in items if item.origin == origin)
        rest = sum(other(item) for item in items if item.origin != origin)
        return mine / (mine + rest) if mine + rest else 0.0

    return StockShare(
        category=name,
        counted=sum(item.count for item in items),
        share=ratio(lambda item: item.count, lambda item: item.count),
        low=ratio(lambda item: item.range[0], lambda item: item.range[1]),
        high=ratio(lambda item: item.range[1], lambda item: item.range[0]),
    )
