"""Back-test: the forecast that each promise would have had on its day, and what came.

The unit of evidence is the delivery. Several promises about one delivery have one outcome in
common, so that together they weigh as one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.evidence import independent
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.slip import (
    arrival,
    draw_stretches,
    learn,
    made_at,
    observations,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.fielding.deal import Deal, Promise


LEVELS = (0.1, 0.5, 0.9)
DRAWS = 2_000


@dataclass(frozen=True)
class JudgedPromise:
    """One promise, the model's forecast on the day it was made, and the outcome.

    ``outcome`` is None where the unit had not come when the record ended; ``inside`` says
    whether the outcome lies between the 10 % and the 90 % point, None where that is open.
    Dates are years with a fraction; ``made`` and the forecast are None where the day of the promise
    is not on record.
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
    """How good the forecasts were. Deliveries weigh the same, whatever number was promised of each.

    Attributes
    ----------
    deliveries, promises
        Deliveries on record with a dated promise, and the promises about them.
    promises_inside
        Those promises whose outcome lies inside the model's interval.
    inside
        Deliveries inside: the sum over deliveries of the share of their promises inside.
    promise_error_months, model_error_months
        Mean absolute difference from the outcome: of the promise, and of the model's median.
    overdue, overdue_promises
        Units promised for a date that passed with nothing delivered before the record ended, and
        those promises.
    refuted
        Those of the overdue promises whose whole interval has passed as well.
    promise_late_months, model_late_months
        How late the overdue units are by the end of the record, after the promise and after the
        model's median: lower bounds of the errors.
    """

    deliveries: int
    promises: int
    promises_inside: int
    inside: float
    promise_error_months: float
    model_error_months: float
    overdue: int
    overdue_promises: int
    refuted: int
    promise_late_months: float
    model_late_months: float


def judged_promises(deals: Sequence[Deal], seed: int) -> list[JudgedPromise]:
    """Return every promise of every deal, forecast with what was known on its day.

    A contract that several deals record is judged once.
    """
    single = independent(deals)
    return [_judged(single, deal, promise, seed) for deal in single for promise in _ordered(deal)]


def _ordered(deal: Deal) -> list[Promise]:
    return sorted(
        deal.promises, key=lambda p: (p.unit, min(made_at(p), 9e3), year_of(p.by), p.words)
    )


def _judged(deals: Sequence[Deal], deal: Deal, promise: Promise, seed: int) -> JudgedPromise:
    came = next((year_of(one.date) for one in deal.deliveries if one.unit == promise.unit), None)
    end = year_of(deal.record_ends)
    low = median = high = None
    if not isinf(made_at(promise)):
        low, median, high = _forecast(deals, deal, promise, seed)
    due = year_of(promise.by)
    return JudgedPromise(
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
    u = latin_hypercube(seed, DRAWS, "back-test", 4)
    drawn = arrival(promise, draw_stretches(posterior, deal.id, u[:, :3]), u[:, 3], moment)
    low, median, high = (float(x) for x in np.quantile(drawn, LEVELS))
    return low, median, high


def score(found: Sequence[JudgedPromise], ends: dict[str, float]) -> Score:
    """Return how good the forecasts were; ``ends`` has the end of each deal's record, in years."""
    judged = [one for one in found if one.median is not None]
    known = [one for one in judged if one.outcome is not None]
    due = [one for one in judged if one.outcome is None and one.promised < ends[one.deal]]
    return Score(
        deliveries=len(_units(known)),
        promises=len(known),
        promises_inside=sum(one.inside is True for one in known),
        inside=len(_units(known)) * _mean(known, lambda one: float(one.inside is True)),
        promise_error_months=_mean(known, lambda one: abs(one.slip_months)),
        model_error_months=_mean(
            known, lambda one: 12 * abs((one.median or 0.0) - (one.outcome or 0.0))
        ),
        overdue=len(_units(due)),
        overdue_promises=len(due),
        refuted=sum(one.inside is False for one in due),
        promise_late_months=_mean(due, lambda one: one.slip_months),
        model_late_months=_mean(
            due, lambda one: 12 * max(ends[one.deal] - (one.median or 0.0), 0.0)
        ),
    )


def _units(found: Sequence[JudgedPromise]) -> Counter[tuple[str, int]]:
    """Return the number of promises about each unit."""
    return Counter((one.deal, one.unit) for one in found)


def _mean(found: Sequence[JudgedPromise], value: Callable[[JudgedPromise], float]) -> float:
    """Return the mean over units of the mean over each unit's promises; 0 without any."""
    same = _units(found)
    total = sum(value(one) / same[one.deal, one.unit] for one in found)
    return total / len(same) if same else 0.0
