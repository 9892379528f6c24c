"""Run the blocks of a study that are missing, on any executor, until its stop rule holds."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from skydome.analysis.measures import measures_of
from skydome.experiment.player import play, task_of
from skydome.experiment.rare_blocks import play_rare, tasks_of
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future

    import pyarrow as pa

    from skydome.experiment.plan import Block, Plan
    from skydome.experiment.rare_blocks import RareTask
    from skydome.experiment.store import BlockStore

SURE = 0.95


class Work(NamedTuple):
    """A block that is to be played: its name, and what plays it from which task."""

    name: str
    play: Callable[[Any], pa.Table]
    task: Callable[[], object]


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
            _play(*_round(plan, store, number), store, executor or threads, workers, progress)
            if plan.study.stop is not None:
                look = look_at(plan, store.rows(), number + 1)
                if look.reached:
                    break
        if plan.study.rare:
            _play(*_rare(plan, store), store, executor or threads, workers, progress)
    return look


def missing(plan: Plan, store: BlockStore, number: int) -> list[Block]:
    """Return the blocks of a round that are not finished."""
    done = store.done()
    return [block for block in plan.blocks(number) if block.name not in done]


def _round(plan: Plan, store: BlockStore, number: int) -> tuple[list[Work], int]:
    """Return what is missing of a round, and the number of blocks up to its end."""
    todo = [
        Work(one.name, play, partial(task_of, plan, one)) for one in missing(plan, store, number)
    ]
    return todo, (number + 1) * sum(1 for _ in plan.blocks(number))


def _same(task: RareTask) -> RareTask:
    return task


def _rare(plan: Plan, store: BlockStore) -> tuple[list[Work], int]:
    """Return what is missing of the rare outcomes, and the number of their blocks."""
    done, tasks = store.done(), list(tasks_of(plan))
    todo = [Work(name, play_rare, partial(_same, task)) for name, task in tasks if name not in done]
    return todo, len(tasks)


def _play(
    todo: list[Work],
    total: int,
    store: BlockStore,
    executor: Executor,
    workers: int | None,
    progress: Callable[[int, int], None],
) -> None:
    """Play blocks and keep them; ``total`` counts those that are finished already."""
    finished = total - len(todo)
    progress(finished, total)
    waiting: dict[Future[pa.Table], Work] = {}
    depth = 2 * (workers or 8)
    try:
        while todo or waiting:
            while todo and len(waiting) < depth:
                work = todo.pop(0)
                waiting[executor.submit(work.play, work.task())] = work
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                store.write(waiting.pop(future).name, future.result())
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
