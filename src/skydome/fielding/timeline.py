"""A deal over time: what is operational when, under each future, and what holds the rest back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from skydome.errors import InputError
from skydome.fielding.backtest import JudgedPromise, Score, judged_promises, score
from skydome.fielding.dates import month_text, year_of
from skydome.fielding.delivery import draw_arrivals, promised_dates
from skydome.fielding.endurance import Endurance, endurance
from skydome.fielding.evidence import independent
from skydome.fielding.projection import (
    Inputs,
    Projection,
    Quantiles,
    batteries_per_unit,
    project,
    quantiles,
    units_present,
)
from skydome.fielding.sampling import latin_hypercube
from skydome.fielding.settings import QUARTER, Settings
from skydome.fielding.slip import draw_stretches, learn, made_at, observations
from skydome.fielding.spares import draw_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.arrays import Floats
    from skydome.fielding.capability import Capability
    from skydome.fielding.deal import Deal, Future
    from skydome.fielding.slip import Posterior


LONGEST_YEARS = 60


@dataclass(frozen=True)
class Timeline:
    """One deal over time.

    Attributes
    ----------
    quarters
        Beginning of each, in years.
    promised
        Batteries promised by the first promises of each unit, mean over draws and each quarter.
    stretch
        Time taken over time promised for this deal's next promise: 10 %, 50 %, 90 % points.
    promises, score
        The back-test: each promise of this deal and the others, and how good the forecasts were.
    """

    deal: Deal
    settings: Settings
    as_of: float
    quarters: Floats
    promised: Floats
    promised_dates: tuple[float, ...]
    interpolated: tuple[bool, ...]
    stretch: Quantiles
    futures: tuple[Projection, ...]
    promises: tuple[JudgedPromise, ...]
    score: Score
    endurance: tuple[Endurance, ...]
    capability: Capability | None


def timeline(
    deal: Deal,
    settings: Settings | None = None,
    *,
    others: Sequence[Deal] = (),
    futures: Sequence[Future] | None = None,
    capability: Capability | None = None,
) -> Timeline:
    """Return what is operational when, under each future.

    The same deal, settings and version give the same numbers.

    Parameters
    ----------
    deal, settings
        The record of the purchase, and how the timeline is computed.
    others
        Deals whose promises the slip model uses as well. One that records the contract of
        ``deal``, or of another, adds nothing.
    futures
        Instead of the deal's own.
    capability
        From `capability_of`: leakers by the number of units.

    Raises
    ------
    InputError
        ``as_of`` is not within the record, or before any dated promise of the last unit; the
        timeline would end before the record does, or be too long.
    """
    settings = settings or Settings()
    as_of = check(deal, settings)
    learned = independent([deal, *others])
    posterior = learn(observations(learned, as_of))
    uniforms = partial(latin_hypercube, settings.seed, settings.draws)
    edges = _edges(deal, settings)
    promised = promised_dates(deal)
    inputs = Inputs(
        deal=deal,
        settings=settings,
        as_of=as_of,
        edges=edges,
        arrivals=draw_arrivals(
            deal, posterior, as_of, uniforms("deliveries", 5), uniforms("promise after a notice")
        ),
        stretch=_stretch(posterior, deal, uniforms),
        parts=draw_parts(deal, uniforms),
        uniforms=uniforms,
        promised=units_present(promised.dates[None, :], edges)[0],
        capability=capability,
    )
    found = judged_promises(learned, settings.seed)
    return Timeline(
        deal=deal,
        settings=settings,
        as_of=as_of,
        quarters=edges[:-1],
        promised=inputs.promised * float(batteries_per_unit(inputs).mean()),
        promised_dates=tuple(float(date) for date in promised.dates),
        interpolated=promised.interpolated,
        stretch=quantiles(inputs.stretch),
        futures=tuple(project(inputs, future) for future in futures or deal.futures),
        promises=tuple(found),
        score=score(found, {one.id: year_of(one.record_ends) for one in learned}),
        endurance=tuple(endurance(deal, inputs.parts, vari=settings.vari)),
        capability=capability,
    )


def check(deal: Deal, settings: Settings) -> float:
    """Return the moment as of which a timeline is computed, in years.

    Raises
    ------
    InputError
        As for `timeline`.
    """
    end = year_of(deal.record_ends)
    as_of = end if settings.as_of is None else settings.as_of
    first = min(made_at(p) for p in deal.promises if p.unit == deal.bought.count)
    if not first <= as_of <= end:
        allowed = f"{month_text(first)} to {month_text(end)}"
        problem = f"{month_text(as_of)} lies outside the record of promises of the last unit"
        raise InputError(problem, field="as-of", allowed=allowed)
    longest = int(year_of(deal.contract.date)) + LONGEST_YEARS - 1
    if not int(end) <= settings.last_year <= longest:
        problem = f"a timeline to {settings.last_year} ends before the record does"
        raise InputError(problem, field="until", allowed=f"{int(end)} to {longest}")
    return as_of


def _edges(deal: Deal, settings: Settings) -> Floats:
    first = int(year_of(deal.contract.date))
    return np.asarray(np.arange(first, settings.last_year + 1 + QUARTER / 2, QUARTER))


def _stretch(posterior: Posterior, deal: Deal, uniforms: Callable[..., Floats]) -> Floats:
    """Return draws of time taken over time promised, for a promise made now."""
    from skydome.special import ndtri

    u = uniforms("deliveries", 5)
    drawn = draw_stretches(posterior, deal.id, u[:, :3])
    return np.asarray(np.exp(drawn.mean + drawn.spread * ndtri(u[:, 3])))
