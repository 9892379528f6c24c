"""Simulation of spares: every demand of thousands of years at one depot and its bases.

Bases reorder one for one; the depot serves first come, first served. The k-th demand at a depot
with s parts is met by the (k - s)-th part that leaves repair, or at once, so that no event list is
needed and a million demands take a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats


BATCHES = 60
WARM_UP = 0.02  # of the time simulated
Z_99 = 2.66  # two-sided 99 % point of Student's t with 59 degrees of freedom


class Case(NamedTuple):
    """One part, at like bases; times in years. ``fixed`` repair times, or else exponential."""

    bases: int
    demand: float
    base_repair_share: float
    base_repair_years: float
    order_ship_years: float
    depot_repair_years: float
    depot_stock: int
    base_stock: int
    fixed: bool = True


class Simulated(NamedTuple):
    """A mean over time and bases, with half the width of its 99 % interval by batch means."""

    mean: float
    half_width: float


class Spares(NamedTuple):
    """Of one base: parts away, and demands that wait."""

    pipeline: Simulated
    backorders: Simulated


def simulate(case: Case, years: float, seed: int = 1) -> Spares:
    """Return parts away and demands waiting at one base, simulated over some years."""
    source = np.random.Generator(np.random.PCG64(seed))
    count = source.poisson(case.bases * case.demand * years)
    at = np.sort(source.uniform(0, years, count))
    base = source.integers(0, case.bases, count)
    own = source.random(count) < case.base_repair_share
    back = at + case.base_repair_years
    back[~own] = _served(at[~own], case, source) + case.order_ship_years
    edges = np.linspace(WARM_UP * years, years, BATCHES + 1)
    away, waiting = np.zeros(BATCHES), np.zeros(BATCHES)
    for one in range(case.bases):
        mine = base == one
        levels, moments = _levels(at[mine], back[mine])
        away += _over_time(levels, moments, edges)
        waiting += _over_time(np.maximum(levels - case.base_stock, 0), moments, edges)
    return Spares(_estimate(away / case.bases), _estimate(waiting / case.bases))


def _served(at: Floats, case: Case, source: np.random.Generator) -> Floats:
    """Return when the depot issues a part for each demand."""
    mean = case.depot_repair_years
    repair = np.full(len(at), mean) if case.fixed else source.exponential(mean, len(at))
    repaired = np.sort(at + repair)
    issued = at.copy()
    waits = len(at) - case.depot_stock
    issued[case.depot_stock :] = np.maximum(at[case.depot_stock :], repaired[: max(waits, 0)])
    return issued


def _levels(leave: Floats, back: Floats) -> tuple[Floats, Floats]:
    """Return parts away after each event, and the moments of the events."""
    moments = np.concatenate([leave, back])
    steps = np.concatenate([np.ones(len(leave)), -np.ones(len(back))])
    order = np.argsort(moments, kind="stable")
    return np.cumsum(steps[order]), moments[order]


def _over_time(levels: Floats, moments: Floats, edges: Floats) -> Floats:
    """Return the mean over time of a step function within each batch."""
    area = np.concatenate([[0.0], np.cumsum(levels[:-1] * np.diff(moments))])
    place = np.searchsorted(moments, edges, side="right") - 1
    until = area[place] + levels[place] * (edges - moments[place])
    return np.asarray(np.diff(until) / np.diff(edges))


def _estimate(batches: Floats) -> Simulated:
    spread = float(batches.std(ddof=1)) / np.sqrt(len(batches))
    return Simulated(float(batches.mean()), Z_99 * float(spread))


def working_after_cut_off(
    places: int, spares: int, failures_a_year: float, time_years: float, runs: int, seed: int = 1
) -> Simulated:
    """Return the share of places still filled, by simulating each failure until the time."""
    source = np.random.Generator(np.random.PCG64(seed))
    filled = np.full(runs, places)
    clock = np.zeros(runs)
    left = np.full(runs, spares)
    for _ in range(places + spares):
        rate = np.maximum(filled, 1) * failures_a_year
        clock += np.where(filled > 0, source.exponential(1.0, runs) / rate, np.inf)
        happens = clock <= time_years
        from_stock = happens & (left > 0)
        left -= from_stock
        filled -= happens & ~from_stock
    share = filled / places
    return Simulated(float(share.mean()), Z_99 * float(share.std(ddof=1)) / float(np.sqrt(runs)))


def pipeline_after_cut_off(
    demand: float, repair_years: float, before_years: float, time_years: float, runs: int
) -> Simulated:
    """Return parts in exponential repair, a time after repair stops for good."""
    source = np.random.Generator(np.random.PCG64(1))
    begun = before_years + time_years
    total = np.zeros(runs)
    for run in range(runs):
        at = source.uniform(0, begun, source.poisson(demand * begun))
        done = at + source.exponential(repair_years, len(at))
        total[run] = np.count_nonzero(done > before_years)
    return Simulated(float(total.mean()), Z_99 * float(total.std(ddof=1)) / float(np.sqrt(runs)))
