"""When each unit comes: as recorded, or drawn from its latest promise and the slips so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.evidence import notice_for
from skydome.fielding.slip import arrival, draw_stretches, made_at, promised_years, stretched

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.fielding.deal import Deal, Notice, Promise
    from skydome.fielding.slip import Posterior, Stretches


STOPPED = 1e-9  # deliveries slower than this never arrive


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
    latest: dict[int, Promise] = {}
    for promise in deal.promises:
        if made_at(promise) > as_of:
            continue
        before = latest.get(promise.unit)
        if before is None or _rank(promise) > _rank(before):
            latest[promise.unit] = promise
    return latest


def _rank(promise: Promise) -> tuple[float, float]:
    return made_at(promise), year_of(promise.by)


def draw_arrivals(
    deal: Deal, posterior: Posterior, as_of: float, u: Floats, notice_u: Floats
) -> Floats:
    """Return draws of each unit's arrival, shape (draws, units), in years.

    Parameters
    ----------
    deal
        It has a dated promise for its last unit by ``as_of``.
    posterior
        What the promises on record by ``as_of`` say about slips.
    as_of
        Deliveries, promises and notices after it are not known.
    u
        Uniform on 0 to 1, shape (draws, 5): three for the stretch, one for the scatter of the
        promise, one for reported dates within their range.
    notice_u
        Uniform on 0 to 1, shape (draws,): the lead time of the promise after a notice.

    Notes
    -----
    All units of one draw use the same random numbers, so that they come in order. Units that no
    promise names are spaced evenly between their neighbours.

    A notice that nothing will be delivered takes back the promises made before it. Until another
    is made, the unit is taken to be promised anew on the day of the notice, with a lead time drawn
    from those of the deal's promises so far (`lead_times`), and not to come before the date that
    the notice names.
    """
    known = min(as_of, year_of(deal.record_ends))
    stretches = draw_stretches(posterior, deal.id, u[:, :3])
    leads = lead_times(deal, known, notice_u)
    dates: dict[int, Floats] = {}
    for one in deal.deliveries:
        if year_of(one.date) <= known:
            low, high = year_of(one.earliest or one.date), year_of(one.latest or one.date)
            dates[one.unit] = low + u[:, 4] * (high - low)
    for unit, promise in latest_promises(deal, known).items():
        if unit not in dates:
            notice = notice_for(deal, unit, made_at(promise), known)
            dates[unit] = (
                arrival(promise, stretches, u[:, 3], known)
                if notice is None
                else _after_notice(notice, leads, stretches, u[:, 3], known)
            )
    return _filled(deal, dates, known)


def _after_notice(
    notice: Notice, leads: Floats, stretches: Stretches, u: Floats, known: float
) -> Floats:
    earliest = known if notice.not_before is None else max(known, year_of(notice.not_before))
    return stretched(year_of(notice.made), leads, stretches, u, earliest)


def lead_times(deal: Deal, as_of: float, u: Floats) -> Floats:
    """Return draws of the time from promise to date promised, among the deal's own promises.

    Parameters
    ----------
    deal, as_of
        Promises made by then; each unit that they name weighs the same.
    u
        Uniform on 0 to 1, shape (draws,).
    """
    made = [promise for promise in deal.promises if made_at(promise) <= as_of]
    made.sort(key=promised_years)
    weights = [1 / sum(other.unit == one.unit for other in made) for one in made]
    reached = np.cumsum(weights) / np.sum(weights)
    place = np.searchsorted(reached, u, side="left").clip(0, len(made) - 1)
    return np.asarray(np.array([promised_years(one) for one in made])[place])


def _filled(deal: Deal, dates: dict[int, Floats], known: float) -> Floats:
    """Return the dates of all units in order, those between dated ones evenly spaced.

    Where a notice rules out deliveries before a date, spacing begins at that date.
    """
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
        begins = np.maximum(anchors[below], _ruled_out_until(deal, unit, known))
        found[:, unit - 1] = (1 - share) * begins + share * np.maximum(anchors[above], begins)
    return np.asarray(np.maximum.accumulate(found, axis=1))


def _ruled_out_until(deal: Deal, unit: int, known: float) -> float:
    """Return the date before which a notice in force rules out a unit without a promise.

    A promise for a later unit, made after the notice, takes its place.
    """
    later = [made_at(p) for other, p in latest_promises(deal, known).items() if other > unit]
    notice = notice_for(deal, unit, max(later, default=-np.inf), known)
    return known if notice is None or notice.not_before is None else year_of(notice.not_before)


def delayed(dates: Floats, edges: Floats, speed: Floats) -> Floats:
    """Return dates that move back where deliveries slow down.

    Parameters
    ----------
    dates
        Undisturbed, shape (draws, n), in years.
    edges
        Ends of the steps within which the speed is constant, shape (steps + 1,).
    speed
        Shape (draws, steps), from 0 to 1; after the last step the last speed goes on.

    Notes
    -----
    A unit comes when progress, the integral of the speed, reaches its undisturbed date:
    ∫ v du = date - edges[0]. Where deliveries stop for good it never comes: infinity.
    """
    progress = np.concatenate(
        [np.zeros((len(speed), 1)), np.cumsum(speed * np.diff(edges), axis=1)], axis=1
    )
    want = dates - edges[0]
    # During a stop progress is the same at several edges; the unit comes at the first of them.
    place = (progress[:, None, :] < want[:, :, None]).sum(axis=2).clip(1, progress.shape[1] - 1)
    row = np.arange(len(progress))[:, None] if len(progress) > 1 else 0
    before, after = progress[row, place - 1], progress[row, place]
    share = (want - before) / np.maximum(after - before, STOPPED)
    within = edges[place - 1] + share * np.diff(edges)[place - 1]
    last = speed[:, -1:]
    late = edges[-1] + (want - progress[:, -1:]) / np.maximum(last, STOPPED)
    late = np.where(last > STOPPED, late, np.inf)
    return np.where(want <= 0, dates, np.where(want > progress[:, -1:], late, within))
