"""Spares compared with a SimPy simulation: one depot, five bases, and a halt of repair.

Sherbrooke's five-base data set. Every demand is a process that takes a part from the depot's
store, first come, first served, while its own goes through repair. The stop is of a repair shop
with exponential times that stands still for half a year.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from peers.report import Row, show
from skydome.fielding.metric import (
    Item,
    base_backorders,
    base_pipeline,
    depot_demand,
)
from skydome.fielding.palm import pipeline_under_shocks
from skydome.validation.models.spares import exact_ebo

if TYPE_CHECKING:
    from collections.abc import Iterator

BASES, DEMAND, SHARE, REPAIR, SHIP, DEPOT_REPAIR = 5, 23.2, 0.2, 0.01, 0.01, 0.02531
ITEM = Item(BASES, DEMAND, SHARE, REPAIR, SHIP)
YEARS, BATCHES, Z_99 = 600.0, 30, 2.76
DEPOT_STOCKS = (0, 2, 4)
FEWER = "METRIC assumes a Poisson pipeline at the base, but backorders at the depot occur in groups"
WORTH = 0.02  # of VARI-METRIC, beside the interval of the simulation
STOP_FROM, STOP_TO, RATE, MEAN, RUNS = 3.0, 3.5, 8.0, 0.75, 3_000


class _Network:
    """The depot's store and what is away from each base, with areas below the curves."""

    def __init__(self, simpy: Any, depot_stock: int, seed: int) -> None:  # noqa: ANN401 - no stubs
        self.world = simpy.Environment()
        self.store = simpy.Store(self.world)
        self.store.items = [1] * depot_stock
        self.luck = np.random.Generator(np.random.PCG64(seed))
        self.away = np.zeros(BASES, dtype=int)
        self.since = np.zeros(BASES)
        self.areas = np.zeros((BATCHES, 3))
        self.world.process(self._demands())

    def run(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return means of pipeline, and of backorders without and with one part, by batch."""
        self.world.run(until=YEARS)
        for base in range(BASES):
            self._change(base, 0)
        return self.areas / (YEARS / BATCHES * BASES)

    def _change(self, base: int, step: int) -> None:
        now, level = self.world.now, int(self.away[base])
        batch = min(int(self.since[base] / YEARS * BATCHES), BATCHES - 1)
        held = now - self.since[base]
        self.areas[batch] += held * np.array([level, level, max(level - 1, 0)])
        self.since[base] = now
        self.away[base] += step

    def _demands(self) -> Iterator[Any]:
        while True:
            yield self.world.timeout(self.luck.exponential(1 / (BASES * DEMAND)))
            base = int(self.luck.integers(BASES))
            self._change(base, 1)
            if self.luck.random() < SHARE:
                self.world.process(self._return(base, REPAIR))
            else:
                self.world.process(self._repair())
                self.world.process(self._resupply(base))

    def _return(self, base: int, after: float) -> Iterator[Any]:
        yield self.world.timeout(after)
        self._change(base, -1)

    def _repair(self) -> Iterator[Any]:
        yield self.world.timeout(DEPOT_REPAIR)
        yield self.store.put(1)

    def _resupply(self, base: int) -> Iterator[Any]:
        yield self.store.get()
        yield self.world.timeout(SHIP)
        self._change(base, -1)


def rows_at(simpy: Any, depot_stock: int) -> list[Row]:  # noqa: ANN401 - no stubs
    """Return the rows of one depot stock."""
    batches = _Network(simpy, depot_stock, 10 + depot_stock).run()
    means = batches.mean(axis=0)
    bars = Z_99 * batches.std(axis=0, ddof=1) / np.sqrt(BATCHES)
    pipeline = base_pipeline(ITEM, depot_demand(ITEM) * DEPOT_REPAIR, depot_stock)
    metric, vari = (float(base_backorders(pipeline, 1, vari=kind)) for kind in (False, True))
    exact = exact_ebo(BASES, DEMAND, SHARE, REPAIR, SHIP, DEPOT_REPAIR, depot_stock, 1)
    where = f"depot stock {depot_stock}"
    pipe, waits, bar = float(means[0]), float(means[2]), float(bars[2])
    reason = FEWER if depot_stock else ""
    return [
        Row(f"pipeline of a base, {where}", float(pipeline.mean), pipe, float(bars[0]), "parts"),
        Row(f"backorders, exact sum, {where}", exact, waits, bar, "parts"),
        Row(f"backorders, VARI-METRIC, {where}", vari, waits, bar + WORTH * waits, "parts"),
        Row(f"backorders, METRIC, {where}", metric, waits, bar, "parts", reason=reason),
    ]


def _after_stop(simpy: Any, seed: int, moment: float) -> int:  # noqa: ANN401 - no stubs
    """Return parts in a repair shop that stood still for a while, at a moment."""
    world, luck = simpy.Environment(), np.random.Generator(np.random.PCG64(seed))
    inside = [0]

    def repair() -> Iterator[Any]:
        inside[0] += 1
        work = luck.exponential(MEAN)
        before = max(min(work, STOP_FROM - world.now), 0.0) if world.now < STOP_FROM else 0.0
        yield world.timeout(before)
        if before < work:
            yield world.timeout(max(STOP_TO - world.now, 0.0))
            yield world.timeout(work - before)
        inside[0] -= 1

    def demands() -> Iterator[Any]:
        while True:
            yield world.timeout(luck.exponential(1 / RATE))
            world.process(repair())

    world.process(demands())
    world.run(until=moment)
    return inside[0]


def stop_rows(simpy: Any) -> list[Row]:  # noqa: ANN401 - no stubs
    """Return the rows of a stop: at its end, and half a year later."""
    speed = np.ones((1, 16))
    speed[0, 12:14] = 0
    ours = pipeline_under_shocks(
        np.full((1, 16), RATE), speed, np.array([MEAN]), np.zeros(1), STOP_FROM / 12
    )[0]
    rows = []
    for steps, words in ((14, "at the end of a halt of repair"), (16, "half a year after it")):
        moment = steps * STOP_FROM / 12
        played = np.array([_after_stop(simpy, seed, moment) for seed in range(RUNS)])
        bar = Z_99 * float(played.std(ddof=1)) / np.sqrt(RUNS)
        rows.append(
            Row(f"in repair {words}", float(ours[steps - 1]), float(played.mean()), bar, "parts")
        )
    return rows


def main() -> list[Row]:
    """Compare at each depot stock, and around a stop."""
    import simpy

    rows = [row for depot_stock in DEPOT_STOCKS for row in rows_at(simpy, depot_stock)]
    return rows + stop_rows(simpy)


if __name__ == "__main__":
    sys.exit(show("Spares: comparison with SimPy", main()))
