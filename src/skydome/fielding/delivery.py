"""When each unit comes: on record, or drawn from its latest promise and the slips so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.slip import arrival, draw_stretches, made_at

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.fielding.deal import Deal, Promise
    from skydome.fielding.slip import Posterior


STANDING = 1e-9  # a clock slower than this stands still


class Promised(NamedTuple):
    """The first dates promised for each unit, in years; which of them are interpolated."""

    dates: Floats
    interpolated: tuple[bool, ...]


def promised_dates(deal: Deal) -> Promised:
    """Return the first dated promise of each unit; between them, dates evenly spaced.

    A promise later than the first one for a later unit is no part of the first schedule. Units
    before the first that was promised are spaced from the contract on.
    """
    first = {}
    for promise in sorted(deal.promises, key=made_at, reverse=True):
        if promise.made is not None:
            first[promise.unit] = year_of(promise.by)
    units = np.arange(1, deal.bought.count + 1)
    known = [
        unit for unit in sorted(first) if all(first[unit] <= first[o] for o in first if o > unit)
    ]
    dates = np.interp(
        units, [0, *known], [year_of(deal.contract.date), *(first[unit] for unit in known)]
    )
    return Promised(dates, tuple(int(unit) not in known for unit in units))


def latest_promises(deal: Deal, as_of: float) -> dict[int, Promise]:
    """Return for each unit the last dated promise made by a moment; of two, the later date."""
    standing: dict[int, Promise] = {}
    for promise in deal.promises:
        if made_at(promise) > as_of:
            continue
        before = standing.get(promise.unit)
        if before is None or _rank(promise) > _rank(before):
            standing[promise.unit] = promise
    return standing


def _rank(promise: Promise) -> tuple[float, float]:
    return made_at(promise), year_of(promise.by)


def draw_arrivals(deal: Deal, posterior: Posterior, as_of: float, u: Floats) -> Floats:
    """Return draws of each unit's arrival, shape (draws, units), in years.

    Parameters
    ----------
    deal
        It has a dated promise for its last unit by ``as_of``.
    posterior
        What the promises on record by ``as_of`` teach.
    as_of
        Deliveries and promises after it are not known.
    u
        Uniform on 0 to 1, shape (draws, 5): three for the stretch, one for the promise's own
        luck, one for reported dates within their range.

    Notes
    -----
    All units of one draw share their luck, so that they come in order. Units nobody promised a
    date for are spaced evenly between their neighbours.
    """
    known = min(as_of, year_of(deal.record_ends))
    stretches = draw_stretches(posterior, deal.id, u[:, :3])
    dates: dict[int, Floats] = {}
    for one in deal.deliveries:
        if year_of(one.date) <= known:
            low, high = year_of(one.earliest or one.date), year_of(one.latest or one.date)
            dates[one.unit] = low + u[:, 4] * (high - low)
    for unit, promise in latest_promises(deal, as_of).items():
        if unit not in dates:
            dates[unit] = arrival(promise, stretches, u[:, 3], known)
    return _filled(deal, dates, known)


def _filled(deal: Deal, dates: dict[int, Floats], known: float) -> Floats:
    """Return the dates of all units in order, those between dated ones evenly spaced."""
    like = next(iter(dates.values()))
    anchors = {0: np.full_like(like, known)}
    anchors |= {unit: np.maximum(date, known) for unit, date in dates.items()}
    found = np.empty((len(like), deal.bought.count))
    for unit in range(1, deal.bought.count + 1):
        if unit in dates:
            found[:, unit - 1] = dates[unit]
            continue
        below = max(other for other in anchors if other < unit)
        above = min(other for other in anchors if other > unit)
        share = (unit - below) / (above - below)
        found[:, unit - 1] = (1 - share) * anchors[below] + share * anchors[above]
    return np.asarray(np.maximum.accumulate(found, axis=1))


def delayed(dates: Floats, edges: Floats, speed: Floats) -> Floats:
    """Return dates put off by a clock that runs slower.

    Parameters
    ----------
    dates
        Undisturbed, shape (draws, n), in years.
    edges
        Ends of the steps within which the speed is constant, shape (steps + 1,).
    speed
        Shape (draws, steps), from 0 to 1; after the last step the last speed holds.

    Notes
    -----
    A unit comes when the slow clock shows its undisturbed date: ∫ v du = date - edges[0]. Where
    the clock stands still for good it never comes: infinity.
    """
    shown = np.concatenate(
        [np.zeros((len(speed), 1)), np.cumsum(speed * np.diff(edges), axis=1)], axis=1
    )
    want = dates - edges[0]
    # of moments that one standing clock shows, the last: nothing comes while it stands
    place = (shown[:, None, :] < want[:, :, None]).sum(axis=2).clip(1, shown.shape[1] - 1)
    row = np.arange(len(shown))[:, None] if len(shown) > 1 else 0
    before, after = shown[row, place - 1], shown[row, place]
    share = (want - before) / np.maximum(after - before, STANDING)
    within = edges[place - 1] + share * np.diff(edges)[place - 1]
    last = speed[:, -1:]
    late = edges[-1] + (want - shown[:, -1:]) / np.maximum(last, STANDING)
    late = np.where(last > STANDING, late, np.inf)
    return np.where(want <= 0, dates, np.where(want > shown[:, -1:], late, within))
