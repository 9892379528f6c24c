"""What alternatives are worth: paired differences, price, frontier, and a scorecard by weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import mean_interval
from skydome.analysis.measures import FIRED, LEAKED, LOST, greatest
from skydome.analysis.money import cost_of
from skydome.experiment.answer import PointRows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from skydome.analysis.money import Cost
    from skydome.arrays import Flags, Floats
    from skydome.experiment.answer import Answer, Difference
    from skydome.experiment.plan import Plan

PRICE = "price"
CRITERIA = (LEAKED, LOST, FIRED, PRICE)
WEIGHTINGS = 2_000  # random weights for how much the first place depends on them


@dataclass(frozen=True)
class Price:
    """What an alternative costs, USD, and where that is published."""

    low_usd: float
    high_usd: float
    source: str

    @property
    def middle_usd(self) -> float:
        """The middle of both."""
        return (self.low_usd + self.high_usd) / 2


@dataclass(frozen=True)
class Worth:
    """One alternative against the scenario as it is.

    ``differences`` are by measure, see `Difference`. ``usd_per_leaker`` and ``usd_per_value`` are
    what a leaker, and a unit of value lost, fewer costs: at the low price and the larger effect of
    the interval, and at the high price and the smaller; None where the price is not known or the
    effect is not clear. ``on_frontier`` says whether nothing else gives less value lost for no more
    of ``Tradeoff.axis``; ``frontier_share`` in how many draws. ``score`` and ``first_share`` are
    its score and the share of draws in which it has the best one; ``first_by_weights`` the share of
    all weights. All three are None where the price counts and is not known.
    """

    name: str
    price: Price | None
    differences: dict[str, Difference]
    usd_per_leaker: tuple[float, float] | None
    usd_per_value: tuple[float, float] | None
    on_frontier: bool | None
    frontier_share: float | None
    score: float | None
    first_share: float | None
    first_by_weights: float | None


@dataclass(frozen=True)
class Exchange:
    """What is spent at one point and what it keeps, see `skydome.analysis.money.Cost`.

    ``value_kept`` is the mean value of the assets not lost, of ``value`` in all.
    """

    name: str
    cost: Cost
    value_kept: float
    value: float


@dataclass(frozen=True)
class Tradeoff:
    """What a study says of its alternatives.

    ``axis`` is what the frontier sets against the value lost: ``price``, or ``fired`` where no
    price is known; ``nothing_on_frontier`` whether the scenario as it is belongs to it.
    ``improvement`` has by alternative and criterion by what share a mean is below that of the
    scenario as it is (of a price: minus its middle over the dearest), and ``drawn_improvement`` the
    same by draw; both include the scenario as it is, first, with zeros.
    """

    weights: dict[str, float]
    axis: str
    nothing_on_frontier: bool
    worths: tuple[Worth, ...]
    exchanges: tuple[Exchange, ...]
    improvement: dict[str, tuple[float | None, ...]]
    drawn_improvement: dict[str, list[list[float]]]


def tradeoff_of(
    plan: Plan, found: Answer, rows: pa.Table, weights: Mapping[Any, float] | None = None
) -> Tradeoff | None:
    """Return what alternatives are worth, None for a study without.

    Parameters
    ----------
    plan, found, rows
        The study, its answer and the rows of all blocks.
    weights
        By criterion, instead of the study's.
    """
    if not plan.study.alternatives:
        return None
    points = [PointRows(plan, rows, n) for n in range(len(plan.scenarios))]
    prices: list[Price | None] = [None]
    for alternative in plan.study.alternatives:
        paid = alternative.price
        known = None if paid is None else Price(paid.low_usd, paid.high_usd, paid.source)
        prices.append(known)
    names = [str(values[0]) for values in plan.values]
    chosen = _weights(plan.study.weights if weights is None else weights)
    gains = {key: _gain(points, key) for key in (LEAKED, LOST, FIRED)}
    gains[PRICE] = _price_gain(prices, len(gains[LEAKED][1]))
    scored = [one is not None or n == 0 or not chosen[PRICE] for n, one in enumerate(prices)]
    score, first, by_weights = _scores(gains, chosen, np.array(scored))
    axis = PRICE if any(prices) else FIRED
    on, share = _frontier(points, prices, axis)
    worths = []
    for n in range(1, len(points)):
        differences = {one.measure: one for one in found.points[n].differences}
        worths.append(
            Worth(
                name=names[n],
                price=prices[n],
                differences=differences,
                usd_per_leaker=_per(prices[n], differences[LEAKED]),
                usd_per_value=_per(prices[n], differences[LOST]),
                on_frontier=on[n],
                frontier_share=share[n],
                score=float(score[n]) if scored[n] else None,
                first_share=float(first[n]) if scored[n] else None,
                first_by_weights=float(by_weights[n]) if scored[n] else None,
            )
        )
    return Tradeoff(
        weights=chosen,
        axis=axis,
        nothing_on_frontier=bool(on[0]),
        worths=tuple(worths),
        exchanges=tuple(_exchange(*one) for one in zip(names, points, strict=True)),
        improvement={
            name: tuple(
                float(gains[key][0][n]) if key != PRICE or n == 0 or prices[n] else None
                for key in CRITERIA
            )
            for n, name in enumerate(names)
        },
        drawn_improvement={
            name: [[float(gains[key][1][d, n]) for key in CRITERIA] for d in range(plan.draws)]
            for n, name in enumerate(names)
        },
    )


def _weights(given: Mapping[Any, float]) -> dict[str, float]:
    return {key: float(given.get(key, 0.0) if given else 1.0) for key in CRITERIA}


def _means(points: list[PointRows], key: str) -> tuple[Floats, Floats]:
    """Return the means of a measure by point, and by draw and point."""
    nominal = np.array([one.nominal((key, "all")).mean() for one in points])
    if not len(points[0].placement):
        return nominal, np.zeros((0, len(points)))
    drawn = np.array([one.drawn((key, "all")).mean(axis=1) for one in points]).T
    return nominal, drawn


def _gain(points: list[PointRows], key: str) -> tuple[Floats, Floats]:
    """Return by what share each point's mean is below the first one's, and by draw and point."""
    nominal, drawn = _means(points, key)

    def below(means: Floats) -> Floats:
        first = means[..., :1]
        return np.asarray((first - means) / np.where(first > 0, first, np.inf))

    return below(nominal), below(drawn)


def _price_gain(prices: list[Price | None], draws: int) -> tuple[Floats, Floats]:
    middle = np.array([one.middle_usd if one else 0.0 for one in prices])
    gain = -middle / (middle.max() or np.inf)
    return gain, np.tile(gain, (draws, 1))


def _scores(
    gains: dict[str, tuple[Floats, Floats]], weights: dict[str, float], scored: Flags
) -> tuple[Floats, Floats, Floats]:
    """Return score, share of draws in the first place, and share of all weights there.

    A score is the weighted mean of what a point improves. Those that cannot be scored are left out.
    """
    total = sum(weights.values()) or 1.0
    share = np.array([weights[key] / total for key in CRITERIA])
    nominal = np.array([gains[key][0] for key in CRITERIA])
    score = share @ nominal
    drawn = np.tensordot(share, np.array([gains[key][1] for key in CRITERIA]), 1)
    first = _firsts(drawn if len(drawn) else score[None], scored)
    used = np.array([weights[key] > 0 for key in CRITERIA])
    each = np.random.default_rng(0).dirichlet(np.ones(max(1, used.sum())), WEIGHTINGS)
    by_weights = _firsts(each @ nominal[used] if used.any() else score[None], scored)
    return score, first, by_weights


def _firsts(scores: Floats, scored: Flags) -> Floats:
    """Return in what share of the rows each point has the best score."""
    best = np.argmax(np.where(scored, scores, -np.inf), axis=1)
    return np.bincount(best, minlength=scores.shape[1]) / len(scores)


def _frontier(
    points: list[PointRows], prices: list[Price | None], axis: str
) -> tuple[list[bool | None], list[float | None]]:
    """Return which points nothing else beats in both respects, and in what share of the draws."""
    lost, drawn_lost = _means(points, LOST)
    if axis == PRICE:
        known = np.array([n == 0 or one is not None for n, one in enumerate(prices)])
        cost = np.array([one.middle_usd if one else 0.0 for one in prices])
        drawn_cost = np.tile(cost, (len(drawn_lost), 1))
    else:
        known = np.ones(len(points), dtype=bool)
        cost, drawn_cost = _means(points, FIRED)
    on = _undominated(cost, lost, known)
    if len(drawn_lost):
        each = zip(drawn_cost, drawn_lost, strict=True)
        share = np.mean([_undominated(c, v, known) for c, v in each], axis=0)
    else:
        share = on.astype(float)
    return (
        [bool(one) if k else None for one, k in zip(on, known, strict=True)],
        [float(one) if k else None for one, k in zip(share, known, strict=True)],
    )


def _undominated(cost: Floats, lost: Floats, known: Flags) -> Flags:
    no_worse = (cost[:, None] <= cost) & (lost[:, None] <= lost)
    better = (cost[:, None] < cost) | (lost[:, None] < lost)
    return np.asarray(~((no_worse & better)[known]).any(axis=0) & known)


def _per(price: Price | None, difference: Difference) -> tuple[float, float] | None:
    """Return what one fewer costs, None unless the price is known and fewer is certain."""
    _, low, high = difference.nominal
    if price is None or high >= 0:
        return None
    return price.low_usd / -low, price.high_usd / -high


def _exchange(name: str, rows: PointRows) -> Exchange:
    fired = {
        of: rows.nominal((key, of))
        for key, of in rows.values
        if (key, of != "all") == (FIRED, True)
    }
    value = greatest(rows.scenario, LOST, "all")
    cost = cost_of(rows.scenario, fired, lambda values: mean_interval(values, rows.strata))
    return Exchange(name, cost, value - float(rows.nominal((LOST, "all")).mean()), value)
