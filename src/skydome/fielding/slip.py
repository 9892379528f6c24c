"""How much longer deliveries take than promised, learned from the promises on record.

The *stretch* of a promise is the time that the delivery took, from the day of the promise, over
the time that was promised. Its logarithm is normal about a mean of the deal, and the means of
deals are normal about a common mean. A delivery that has not come yet is a censored observation:
it has taken longer than the time that has passed.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.evidence import announced_earliest, independent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats
    from skydome.fielding.deal import Deal, Promise


# The prior is a judgement, and wide on purpose: no slip on average (a stretch of 1), a deal's mean
# stretch between 0.25 and 4, and single promises scattered as widely about that mean.
PRIOR_CENTRE, PRIOR_CENTRE_SPREAD = 0.0, 0.5
PRIOR_BETWEEN, PRIOR_WITHIN = 0.5, 0.5

DEAL_MEANS = np.linspace(-1.6, 2.4, 101)
CENTRES = np.linspace(-1.5, 2.1, 46)
BETWEEN = np.geomspace(0.03, 1.6, 14)
WITHIN = np.geomspace(0.06, 1.6, 22)
SHORTEST_YEARS = 1 / 24  # half a month: most dates on record are months


class Observation(NamedTuple):
    """One promise and what is known of its delivery.

    Attributes
    ----------
    deal
        Id of the deal.
    log_stretch
        Of the delivery; of the time without it where it has not come.
    delivered
        Whether it had come by then.
    weight
        One over the number of promises about the same delivery, which have one outcome in common.
    """

    deal: str
    log_stretch: float
    delivered: bool
    weight: float


class Posterior(NamedTuple):
    """What the promises on record say about stretches.

    Attributes
    ----------
    chance
        Of each (centre, between, within), shape (46, 14, 22), sums to 1.
    likelihood
        Of a deal's promises by its mean and ``within``, shape (101, 22), by id of the deal.
    """

    chance: Floats
    likelihood: dict[str, Floats]


class Stretches(NamedTuple):
    """Draws of a deal's mean log stretch, and of the spread of single promises about it."""

    mean: Floats
    spread: Floats


def observations(deals: Sequence[Deal], as_of: float) -> list[Observation]:
    """Return every dated promise with what was known of its delivery at a moment, in years.

    A contract counts once, however many deals record it (`skydome.fielding.evidence`). Where a
    notice announced that nothing would come before a date, the time until that date counts as
    time without the delivery.
    """
    found = []
    for deal in independent(deals):
        arrived = {one.unit: year_of(one.date) for one in deal.deliveries}
        known_until = min(as_of, year_of(deal.record_ends))
        dated = [p for p in deal.promises if p.made and _age(p, known_until) >= SHORTEST_YEARS]
        for promise in dated:
            same = sum(other.unit == promise.unit for other in dated)
            arrival = arrived.get(promise.unit, np.inf)
            delivered = arrival <= known_until
            without = max(known_until, announced_earliest(deal, promise, known_until))
            until = arrival if delivered else without
            taken = max(_age(promise, until), SHORTEST_YEARS)
            stretch = log(taken / promised_years(promise))
            found.append(Observation(deal.id, stretch, delivered, 1 / same))
    return found


def made_at(promise: Promise) -> float:
    """Return when a promise was made, in years; infinity where the record does not say."""
    return year_of(promise.made) if promise.made else np.inf


def promised_years(promise: Promise) -> float:
    """Return the years from the day of a promise to the date promised."""
    return year_of(promise.by) - made_at(promise)


def _age(promise: Promise, moment: float) -> float:
    return moment - made_at(promise)


def learn(seen: Sequence[Observation], widen: float = 1.0) -> Posterior:
    """Return the posterior, summed over a grid: no Markov chain and no seed.

    Parameters
    ----------
    seen
        From `observations`.
    widen
        Factor on every spread of the prior, to see how much the prior matters.

    Notes
    -----
    y_ij ~ N(μ_j, σ²), μ_j ~ N(m, τ²), m ~ N(0, 0.5²), τ and σ half-normal(0.5); a delivery
    still to come contributes P(y > time without it). Each promise's likelihood is raised to its
    weight. Gelman et al., Bayesian Data Analysis, 3rd edition 2013, section 5.4 has the model
    without censoring and weights.
    """
    likelihood = {}
    for deal in dict.fromkeys(one.deal for one in seen):
        total = sum(_log_likelihood(one) for one in seen if one.deal == deal)
        likelihood[deal] = np.exp(total - np.max(total))
    centre = _normal(CENTRES, PRIOR_CENTRE, PRIOR_CENTRE_SPREAD * widen)
    between = _normal(BETWEEN, 0.0, PRIOR_BETWEEN * widen) * np.gradient(BETWEEN)
    within = _normal(WITHIN, 0.0, PRIOR_WITHIN * widen) * np.gradient(WITHIN)
    chance = centre[:, None, None] * between[:, None] * within
    about = _about(CENTRES[:, None, None], BETWEEN[:, None])
    for one in likelihood.values():
        chance = chance * (about @ one)
    return Posterior(chance / chance.sum(), likelihood)


def _normal(x: Floats, mean: float, spread: float) -> Floats:
    return np.asarray(np.exp(-0.5 * ((x - mean) / spread) ** 2))


def _about(centre: Floats, between: Floats) -> Floats:
    """Return the chance of each deal mean on the grid, about centres; the last axis sums to 1."""
    density = np.exp(-0.5 * ((DEAL_MEANS - centre) / between) ** 2)
    return np.asarray(density / density.sum(axis=-1, keepdims=True))


def _log_likelihood(one: Observation) -> Floats:
    from skydome.special import log_ndtr

    score = (one.log_stretch - DEAL_MEANS[:, None]) / WITHIN
    if one.delivered:
        return np.asarray(one.weight * (-0.5 * score**2 - np.log(WITHIN)))
    return np.asarray(one.weight * log_ndtr(-score))


def draw_stretches(posterior: Posterior, deal: str, u: Floats) -> Stretches:
    """Return draws for one deal, from ``u`` of shape (draws, 3), each uniform on 0 to 1.

    A deal without promises on record is drawn as a further deal of the same population.
    """
    chance = posterior.chance.ravel()
    cell = np.searchsorted(np.cumsum(chance), u[:, 0] * (1 - 1e-12), side="right")
    centre, between, within = np.unravel_index(
        np.minimum(cell, chance.size - 1), posterior.chance.shape
    )
    rows = _about(CENTRES[centre, None], BETWEEN[between, None])
    if deal in posterior.likelihood:
        rows = rows * posterior.likelihood[deal][:, within].T
    total = np.cumsum(rows, axis=1)
    place = (total < u[:, 1:2] * total[:, -1:]).sum(axis=1)
    step = DEAL_MEANS[1] - DEAL_MEANS[0]
    mean = DEAL_MEANS[np.minimum(place, len(DEAL_MEANS) - 1)] + (u[:, 2] - 0.5) * step
    return Stretches(np.asarray(mean), np.asarray(WITHIN[within]))


def arrival(promise: Promise, stretches: Stretches, u: Floats, not_before: float) -> Floats:
    """Return draws of the arrival of a unit with a dated promise, as in `stretched`."""
    return stretched(made_at(promise), promised_years(promise), stretches, u, not_before)


def stretched(
    begins: float, years: Floats | float, stretches: Stretches, u: Floats, not_before: float
) -> Floats:
    """Return draws of a moment that is promised ``years`` after ``begins``, and comes later.

    Parameters
    ----------
    begins
        The day of the promise, in years.
    years
        Promised duration, one number or shape (draws,).
    stretches
        From `draw_stretches`.
    u
        Uniform on 0 to 1, shape (draws,).
    not_before
        In years: it has not come by then.

    Notes
    -----
    Inverse distribution function of the normal beyond a point, from its upper tail, so that it
    stays exact far out.
    """
    from skydome.special import ndtr, ndtri

    passed = max(not_before - begins, SHORTEST_YEARS / 100)
    score = (np.log(passed / years) - stretches.mean) / stretches.spread
    tail = np.maximum(ndtr(-score) * (1 - u), 1e-300)
    drawn = stretches.mean - stretches.spread * ndtri(tail)
    taken = years * np.exp(np.minimum(drawn, 5.0))
    return np.asarray(np.maximum(begins + taken, not_before))
