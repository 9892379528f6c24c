"""Palm, METRIC, VARI-METRIC and the cut-off: closed forms, exact sums, simulation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from skydome.fielding import cutoff, metric, palm, spares_allocation
from skydome.validation import spares

if TYPE_CHECKING:
    from collections.abc import Callable

YEARS = 6_000.0
RUNS = 200_000


def _item(bases: int, demand: float, share: float, repair: float, ship: float) -> metric.Item:
    return metric.Item(bases, demand, share, repair, ship)


def poisson_ebo(mean: float, stock_level: int) -> float:
    """Mean backorders of a Poisson pipeline."""
    return float(palm.poisson_backorders(mean, stock_level).mean)


def poisson_vbo(mean: float, stock_level: int) -> float:
    """Variance of the backorders of a Poisson pipeline."""
    return float(palm.poisson_backorders(mean, stock_level).variance)


def negative_binomial_ebo(mean: float, variance: float, stock_level: int) -> float:
    """Mean backorders of a negative binomial pipeline."""
    return float(palm.expected_backorders(mean, variance, stock_level))


def _pipeline(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
) -> metric.Pipeline:
    item = _item(bases, demand, share, repair, ship)
    return metric.base_pipeline(item, metric.depot_demand(item) * depot_repair, depot_stock)


def base_pipeline_mean(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
) -> float:
    """Mean parts away from one base."""
    return float(_pipeline(bases, demand, share, repair, ship, depot_repair, depot_stock).mean)


def base_pipeline_variance(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
) -> float:
    """Variance of the parts away from one base."""
    return float(_pipeline(bases, demand, share, repair, ship, depot_repair, depot_stock).variance)


def best_total_ebo(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    total: int,
) -> float:
    """Backorders of all bases with the best split of a total stock."""
    item = _item(bases, demand, share, repair, ship)
    return spares_allocation.best_split(
        spares_allocation.Candidate(item, depot_repair, 1.0), total
    ).backorders


def best_depot_stock(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    total: int,
) -> float:
    """Depot stock of the best split of a total."""
    item = _item(bases, demand, share, repair, ship)
    return float(
        spares_allocation.best_split(
            spares_allocation.Candidate(item, depot_repair, 1.0), total
        ).level.depot
    )


@cache
def _simulated(case: spares.Case) -> spares.Spares:
    return spares.simulate(case, YEARS)


def _ebo(case: spares.Case, *, vari: bool) -> float:
    pipeline = _pipeline(*case[:7])
    return float(metric.base_backorders(pipeline, case.base_stock, vari=vari))


def pipeline_in_intervals(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
) -> float:
    """Mean pipeline of METRIC less the simulated one, in halves of its 99 % interval."""
    case = spares.Case(bases, demand, share, repair, ship, depot_repair, depot_stock, 0)
    found = _simulated(case).pipeline
    return (float(_pipeline(*case[:7]).mean) - found.mean) / found.half_width


def metric_in_intervals(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
    base_stock: int,
) -> float:
    """Backorders of METRIC less the simulated ones, in halves of their 99 % interval."""
    case = spares.Case(bases, demand, share, repair, ship, depot_repair, depot_stock, base_stock)
    found = _simulated(case).backorders
    return (_ebo(case, vari=False) - found.mean) / found.half_width


def vari_metric_error(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
    base_stock: int,
) -> float:
    """Backorders of VARI-METRIC less the simulated ones, as a share of these."""
    case = spares.Case(bases, demand, share, repair, ship, depot_repair, depot_stock, base_stock)
    found = _simulated(case).backorders
    return _ebo(case, vari=True) / found.mean - 1


def metric_error(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
    base_stock: int,
) -> float:
    """Backorders of METRIC less the simulated ones, as a share of these."""
    case = spares.Case(bases, demand, share, repair, ship, depot_repair, depot_stock, base_stock)
    found = _simulated(case).backorders
    return _ebo(case, vari=False) / found.mean - 1


def exact_in_intervals(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
    base_stock: int,
) -> float:
    """Backorders of the exact sum less the simulated ones, in halves of their interval."""
    case = spares.Case(bases, demand, share, repair, ship, depot_repair, depot_stock, base_stock)
    found = _simulated(case).backorders
    return (exact_ebo(*case[:8]) - found.mean) / found.half_width


def exact_ebo(
    bases: int,
    demand: float,
    share: float,
    repair: float,
    ship: float,
    depot_repair: float,
    depot_stock: int,
    base_stock: int,
) -> float:
    """Backorders of one base, exactly: its own Poisson part and a binomial part of the waiting.

    Each demand that waits at the depot is this base's with chance 1/N, whatever the others are
    (Graves, Management Science 31, 1985; Simon 1971).
    """
    from scipy import stats

    item = _item(bases, demand, share, repair, ship)
    in_depot = float(metric.depot_demand(item)) * depot_repair
    most = int(in_depot + 12 * np.sqrt(in_depot) + 30)
    waiting = stats.poisson.pmf(np.arange(most) + depot_stock, in_depot)
    waiting[0] = stats.poisson.cdf(depot_stock, in_depot)
    number = np.arange(most)
    mine = (waiting[:, None] * stats.binom.pmf(number, number[:, None], 1 / bases)).sum(axis=0)
    own = stats.poisson.pmf(number, float(metric.own_pipeline(item)))
    both = np.convolve(mine, own)
    away = np.arange(len(both))
    return float((np.maximum(away - base_stock, 0) * both).sum())


# cut-off


def working_share(places: int, spare_parts: float, rate: float, time: float) -> float:
    """Share of places filled after a cut-off, by the closed form of the death process."""
    return float(cutoff.working_share(places, spare_parts, rate, time))


def working_share_less_exact(places: int, spare_parts: int, rate: float, time: float) -> float:
    """Subtract the forward equations of the death process, solved by a matrix, from its form."""
    from scipy.linalg import expm

    states = places + spare_parts + 1
    filled = np.minimum(places, np.arange(states)[::-1])
    flow = np.diag(-rate * filled) + np.diag(rate * filled[:-1], 1)
    chance = expm(flow * time)[0]
    return working_share(places, spare_parts, rate, time) - float(chance @ filled) / places


def working_share_in_intervals(places: int, spare_parts: int, rate: float, time: float) -> float:
    """Subtract a simulation of single failures from the closed form, in halves of its interval."""
    found = spares.working_after_cut_off(places, spare_parts, rate, time, RUNS)
    return (working_share(places, spare_parts, rate, time) - found.mean) / found.half_width


def pipeline_after(
    demand: float, repair: float, start: float, speed: float, steps: int, step: float
) -> float:
    """Mean number in repair after some steps at one demand and speed."""
    states = palm.pipeline_under_shocks(
        np.full((1, steps), demand),
        np.full((1, steps), speed),
        np.array([repair]),
        np.array([start]),
        step,
    )
    return float(states[0, -1])


def cut_off_pipeline_in_intervals(demand: float, repair: float, time: float) -> float:
    """Parts in repair after a cut-off less the simulated number, in halves of its interval."""
    steady = demand * repair
    found = spares.pipeline_after_cut_off(demand, repair, 12 * repair, time, 4_000)
    return (
        pipeline_after(demand, repair, steady, 0.0, 8, time / 8) - found.mean
    ) / found.half_width


MODELS: dict[str, Callable[..., float]] = {
    "spares.poisson_ebo": poisson_ebo,
    "spares.poisson_vbo": poisson_vbo,
    "spares.negative_binomial_ebo": negative_binomial_ebo,
    "spares.base_pipeline_mean": base_pipeline_mean,
    "spares.base_pipeline_variance": base_pipeline_variance,
    "spares.best_total_ebo": best_total_ebo,
    "spares.best_depot_stock": best_depot_stock,
    "spares.pipeline_in_intervals": pipeline_in_intervals,
    "spares.metric_in_intervals": metric_in_intervals,
    "spares.metric_error": metric_error,
    "spares.vari_metric_error": vari_metric_error,
    "spares.exact_in_intervals": exact_in_intervals,
    "spares.working_share": working_share,
    "spares.working_share_less_exact": working_share_less_exact,
    "spares.working_share_in_intervals": working_share_in_intervals,
    "spares.pipeline_after": pipeline_after,
    "spares.cut_off_pipeline_in_intervals": cut_off_pipeline_in_intervals,
}
