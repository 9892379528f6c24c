"""What counts as evidence, and how often: contracts recorded twice, and notices of no delivery.

Two deals that record the same contract have the same outcome, so that the second adds nothing. A
notice that nothing will be delivered takes back the promises made before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.fielding.dates import year_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.fielding.deal import Deal, Notice, Promise


def independent(deals: Sequence[Deal]) -> list[Deal]:
    """Return the deals without those that record the contract of an earlier one."""
    kept: list[Deal] = []
    for deal in deals:
        if not any(same_contract(deal, other) for other in kept):
            kept.append(deal)
    return kept


def same_contract(one: Deal, other: Deal) -> bool:
    """Return whether two deals record one contract.

    They do if they have the same id, if date and value of the contract agree, or if they have a
    dated promise in common: the same unit, days and source.
    """
    contract = (one.contract.date, one.contract.value.value)
    return (
        one.id == other.id
        or contract == (other.contract.date, other.contract.value.value)
        or any(_same_promise(p, q) for p in one.promises for q in other.promises)
    )


def _same_promise(one: Promise, other: Promise) -> bool:
    return (
        one.made is not None
        and (one.unit, one.made, one.by) == (other.unit, other.made, other.by)
        and not set(one.source).isdisjoint(other.source)
    )


def notice_for(deal: Deal, unit: int, promised_at: float, as_of: float) -> Notice | None:
    """Return the latest notice about a unit that takes back what was promised at a moment.

    A notice is about its unit and all later ones. A promise made after it takes its place.

    Parameters
    ----------
    deal, unit
        Whose notices, about which unit.
    promised_at
        When the unit's latest promise was made, in years.
    as_of
        Notices after it are not known.
    """
    found = [
        one
        for one in deal.notices
        if one.unit <= unit and promised_at <= year_of(one.made) <= as_of
    ]
    return max(found, key=lambda one: year_of(one.made), default=None)


def announced_earliest(deal: Deal, promise: Promise, as_of: float) -> float:
    """Return the date before which a notice rules out the delivery promised, else minus infinity.

    Dates are years with a fraction.
    """
    promised_at = year_of(promise.made) if promise.made else np.inf
    dates = [
        year_of(one.not_before)
        for one in deal.notices
        if one.not_before is not None
        and one.unit <= promise.unit
        and promised_at <= year_of(one.made) <= as_of
    ]
    return max(dates, default=-np.inf)
