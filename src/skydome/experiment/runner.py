"""Run the blocks of a study that are missing, on any executor, until its stop rule holds."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import ndtri

from skydome.analysis.measures import measures_of
from skydome.experiment.player import play, task_of
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    import pyarrow as pa

    from skydome.experiment.plan import Block, Plan
    from skydome.experiment.store import BlockStore

SURE = 0.95


class Look(NamedTuple):
    """The interval of a mean after some rounds: half its width at the widest point."""

    rounds: int
    half_width: float
    reached: bool


def run(
    plan: Plan,
    store: BlockStore,
    *,
    executor: Executor | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Look | None:
    """Play what is missing and keep it; the folder has the same bytes whatever runs it.

    Parameters
    ----------
    plan, store
        The study and its folder.
    executor
        Anything in the shape of `concurrent.futures`; threads of this process where not given.
    workers
        How many blocks are played at once: threads, or workers of the executor.
    progress
        Called with the finished blocks of all rounds so far, and their number.

    Returns
    -------
    What the last look at the interval found, None without a stop rule.
    """
    store.create(plan.as_json())
    look = None
    with ThreadPoolExecutor(workers) as threads:
        for number in range(plan.rounds):
            _round(plan, store, number, executor or threads, workers, progress)
            if plan.study.stop is not None:
                look = look_at(plan, store.rows(), number + 1)
                if look.reached:
                    break
    return look


def missing(plan: Plan, store: BlockStore, number: int) -> list[Block]:
    """Return the blocks of a round that are not finished."""
    done = store.done()
    return [block for block in plan.blocks(number) if block.name not in done]


def _round(
    plan: Plan,
    store: BlockStore,
    number: int,
    executor: Executor,
    workers: int | None,
    progress: Callable[[int, int], None],
) -> None:
    each = sum(1 for _ in plan.blocks(number))
    todo = missing(plan, store, number)
    finished, total = (number + 1) * each - len(todo), (number + 1) * each
    progress(finished, total)
    waiting: dict[Future[pa.Table], Block] = {}
    depth = 2 * (workers or 8)
    try:
        while todo or waiting:
            while todo and len(waiting) < depth:
                block = todo.pop(0)
                waiting[executor.submit(play, task_of(plan, block))] = block
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                block = waiting.pop(future)
                store.write(block.name, future.result())
                finished += 1
                progress(finished, total)
    finally:
        for future in waiting:
            future.cancel()


def look_at(plan: Plan, rows: pa.Table, rounds: int) -> Look:
    """Return the half-width of the mean of the stop rule's measure, at the widest point.

    The mean is that with the catalogue's own values, over replications stratified by placement.
    Every look counts: with at most n looks each uses the level 1 - 0.05 / n, so that the interval
    at the one that stops still covers with 95 % (Bonferroni).
    """
    stop = plan.study.stop
    if stop is None:
        raise ValueError("a study without a stop rule has no looks")
    z = float(ndtri(1 - (1 - SURE) / stop.rounds / 2))
    point, draw = numbers(rows["point"]), numbers(rows["draw"])
    widest = 0.0
    for number, scenario in enumerate(plan.scenarios):
        here = rows.filter((point == number) & (draw == 0))
        values = measures_of(scenario, here)[stop.measure, "all"]
        placement = numbers(here["placement"])
        strata = [values[placement == one] for one in np.unique(placement)]
        variance = sum(len(one) * float(one.var(ddof=1)) for one in strata) / len(values) ** 2
        widest = max(widest, z * sqrt(variance))
    return Look(rounds, widest, widest <= stop.half_width)
