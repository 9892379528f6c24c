"""The record with one deal removed or replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from skydome.errors import InputError
from skydome.forms import did_you_mean, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.dependence.record import Delivery

MOST_LISTED = 12


class Deal(NamedTuple):
    """Every delivery under one deal."""

    id: str
    supplier: str
    recipient: str
    designation: str
    description: str
    first_year: int
    last_year: int
    tiv_million: float


def deals(deliveries: Sequence[Delivery]) -> list[Deal]:
    """Return the deals that some deliveries belong to, by TIV in descending order."""
    rows: dict[str, list[Delivery]] = {}
    for one in deliveries:
        rows.setdefault(one.deal, []).append(one)
    found = [
        Deal(
            id=deal,
            supplier=parts[0].supplier,
            recipient=parts[0].recipient,
            designation=parts[0].designation,
            description=parts[0].description,
            first_year=min(part.years[0] for part in parts),
            last_year=max(part.years[-1] for part in parts),
            tiv_million=sum(part.tiv_million for part in parts),
        )
        for deal, parts in rows.items()
    ]
    return sorted(found, key=lambda deal: (-deal.tiv_million, deal.id))


def find_deal(deliveries: Sequence[Delivery], words: str) -> Deal:
    """Return the one deal that has this id, or these words in its designation.

    Raises
    ------
    InputError
        No deal has them, or several have.
    """
    known = deals(deliveries)
    sought = words.strip().lower()
    exact = [deal for deal in known if sought in {deal.id.lower(), deal.designation.lower()}]
    found = exact or [deal for deal in known if sought and sought in deal.designation.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        shown = [f"{deal.id} ({deal.designation})" for deal in found[:MOST_LISTED]]
        more = f" and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
        problem = f"{quoted(words)} matches {len(found)} deals"
        raise InputError(problem, field="--without", allowed=f"one of {', '.join(shown)}{more}")
    names = [name for deal in known for name in (deal.designation, deal.id)]
    problem = f"there is no deal {quoted(words)}{did_you_mean(words, names)}"
    allowed = "the id of a deal, or words of its designation"
    raise InputError(problem, field="--without", allowed=allowed)


def remove_deal(
    deliveries: Sequence[Delivery], deal: Deal, instead: str | None = None
) -> list[Delivery]:
    """Return the deliveries without a deal, or with the same deal from another supplier.

    Without ``instead`` nothing replaces the deal and total imports shrink; with it that supplier
    delivers the same TIV in the same years.
    """
    if instead is None:
        return [one for one in deliveries if one.deal != deal.id]
    return [one._replace(supplier=instead) if one.deal == deal.id else one for one in deliveries]
