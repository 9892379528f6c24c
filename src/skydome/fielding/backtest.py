"""Standing at each promise: what the slips until then would have said, and what came."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.draws import luck
from skydome.fielding.slip import (
    arrival,
    draw_stretches,
    learn,
    made_at,
    observations,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.fielding.deal import Deal, Promise


LEVELS = (0.1, 0.5, 0.9)
DRAWS = 2_000


@dataclass(frozen=True)
class Standing:
    """One promise, what the model would have said on its day, and the outcome.

    ``outcome`` is None where the unit had not come when the record ended; ``inside`` says
    whether the outcome lies between the tenth and the ninetieth, None where that is open.
    Dates are years with a fraction.
    """

    deal: str
    unit: int
    made: float | None
    promised: float
    words: str
    low: float | None
    median: float | None
    high: float | None
    outcome: float | None
    slip_months: float
    inside: bool | None


@dataclass(frozen=True)
class Score:
    """How the model did.

    Attributes
    ----------
    known, inside
        Promises whose outcome is known, and those of them inside the model's interval.
    promise_error_months, model_error_months
        Mean absolute difference from the outcome: of the promise, and of the model's median.
    overdue, refuted
        Promises past due when the record ends with nothing delivered, and those of them whose
        whole interval has passed as well.
    promise_late_months, model_late_months
        Over those, how late the promise and the model's median are already: least errors.
    """

    known: int
    inside: int
    promise_error_months: float
    model_error_months: float
    overdue: int
    refuted: int
    promise_late_months: float
    model_late_months: float


def standings(deals: Sequence[Deal], seed: int) -> list[Standing]:
    """Return every promise of every deal, each judged with what was known on its day."""
    return [_standing(deals, deal, promise, seed) for deal in deals for promise in _ordered(deal)]


def _ordered(deal: Deal) -> list[Promise]:
    return sorted(
        deal.promises, key=lambda p: (p.unit, min(made_at(p), 9e3), year_of(p.by), p.words)
    )


def _standing(deals: Sequence[Deal], deal: Deal, promise: Promise, seed: int) -> Standing:
    came = next((year_of(one.date) for one in deal.deliveries if one.unit == promise.unit), None)
    end = year_of(deal.record_ends)
    low = median = high = None
    if not isinf(made_at(promise)):
        low, median, high = _forecast(deals, deal, promise, seed)
    due = year_of(promise.by)
    return Standing(
        deal=deal.id,
        unit=promise.unit,
        made=None if isinf(made_at(promise)) else made_at(promise),
        promised=due,
        words=promise.words,
        low=low,
        median=median,
        high=high,
        outcome=came,
        slip_months=12 * ((end if came is None else came) - due),
        inside=_inside(low, high, came, end),
    )


def _inside(low: float | None, high: float | None, came: float | None, end: float) -> bool | None:
    if low is None or high is None:
        return None
    if came is None:
        return False if high < end else None
    return low <= came <= high


def _forecast(
    deals: Sequence[Deal], deal: Deal, promise: Promise, seed: int
) -> tuple[float, float, float]:
    moment = made_at(promise)
    posterior = learn(observations(deals, moment))
    u = luck(seed, DRAWS, "back-test", 4)
    drawn = arrival(promise, draw_stretches(posterior, deal.id, u[:, :3]), u[:, 3], moment)
    low, median, high = (float(x) for x in np.quantile(drawn, LEVELS))
    return low, median, high


def score(found: Sequence[Standing], ends: dict[str, float]) -> Score:
    """Return how the model did; ``ends`` is the end of each deal's record."""
    judged = [one for one in found if one.median is not None]
    known = [one for one in judged if one.outcome is not None]
    due = [one for one in judged if one.outcome is None and one.promised < ends[one.deal]]
    return Score(
        known=len(known),
        inside=sum(one.inside is True for one in known),
        promise_error_months=_mean([abs(one.slip_months) for one in known]),
        model_error_months=_mean(
            [12 * abs((one.median or 0.0) - (one.outcome or 0.0)) for one in known]
        ),
        overdue=len(due),
        refuted=sum(one.inside is False for one in due),
        promise_late_months=_mean([one.slip_months for one in due]),
        model_late_months=_mean(
            [12 * max(ends[one.deal] - (one.median or 0.0), 0.0) for one in due]
        ),
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
