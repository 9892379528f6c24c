"""Run replications in blocks on an executor; the result does not depend on either."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import event
from skydome.engagement.record import columns
from skydome.engagement.state import new_state
from skydome.study.lanes import Lanes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor, Future

    from skydome.arrays import Ints, Longs
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario

FIRST_BLOCK = 32
WORTHWHILE_BLOCK_S = 0.5  # the overhead of a block this long is negligible


class Block(NamedTuple):
    """Rows of consecutive replications, and how long they took."""

    first: int
    rows: Ints
    seconds: float


def run_block(worlds: list[World], seed: int, first: int, count: int, width: int) -> Block:
    """Return the rows of ``count`` replications from ``first`` on.

    Replication i uses placement i modulo the number of worlds.
    """
    began = time.perf_counter()
    rows = np.zeros((count, width), dtype=np.int32)
    stride = len(worlds)
    for offset in range(min(stride, count)):
        world = worlds[(first + offset) % stride]
        own = np.zeros((len(range(offset, count, stride)), width), dtype=np.int32)
        scratch = new_state(world), event.new_agenda(world)
        event.run(world, *scratch, seed, first + offset, stride, own)
        rows[offset::stride] = own
    return Block(first, rows, time.perf_counter() - began)


def run_some(worlds: list[World], seed: int, numbers: Longs, rows: Ints) -> None:
    """Write the rows of some replications, each at its number; placements as in `run_block`."""
    stride = len(worlds)
    for placement, world in enumerate(worlds):
        own = numbers[numbers % stride == placement]
        if not len(own):
            continue
        scratch = new_state(world), event.new_agenda(world)
        found = np.zeros((len(own), rows.shape[1]), dtype=np.int32)
        gaps = np.flatnonzero(np.diff(own) != stride) + 1
        for some, part in zip(np.split(own, gaps), np.split(found, gaps), strict=True):
            event.run(world, *scratch, seed, int(some[0]), stride, part)
        rows[own] = found


def run_blocks(
    scenario: ResolvedScenario,
    worlds: list[World],
    *,
    lanes: Lanes | None = None,
    block: int | None = None,
    for_seconds: float | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Iterator[Ints]:
    """Yield rows in the order of the replications.

    Parameters
    ----------
    scenario, worlds
        The scenario, which has the seed and the number of replications, and its worlds.
    lanes
        The threads that play them; those of all cores if not given.
    block
        Replications per task; if not given, they grow until a task takes half a second.
    for_seconds
        Start no more blocks after this time; the result is then a shorter run of the same
        replications.
    progress
        Called with the number of replications done.
    """
    plan = _Plan(scenario, worlds, block, for_seconds)
    if lanes is not None:
        yield from _in_order(lanes.first, plan, 2 * lanes.threads, progress)
        return
    with Lanes() as own:
        yield from _in_order(own.first, plan, 2 * own.threads, progress)


class _Plan:
    """Which replications to run next, and how many in one block."""

    def __init__(
        self,
        scenario: ResolvedScenario,
        worlds: list[World],
        block: int | None,
        for_seconds: float | None,
    ) -> None:
        self.scenario, self.worlds = scenario, worlds
        self.width = len(columns(scenario))
        self.fixed, self.size = block is not None, block or FIRST_BLOCK
        self.deadline = None if for_seconds is None else time.perf_counter() + for_seconds
        self.next = 0

    def submit(self, executor: Executor) -> Future[Block] | None:
        late = self.deadline is not None and self.next > 0 and time.perf_counter() > self.deadline
        if late or self.next >= self.scenario.replications:
            return None
        first, count = self.next, min(self.size, self.scenario.replications - self.next)
        self.next += count
        seed = self.scenario.seed
        return executor.submit(run_block, self.worlds, seed, first, count, self.width)

    def learn(self, block: Block) -> None:
        if not self.fixed and block.seconds < WORTHWHILE_BLOCK_S and len(block.rows) >= self.size:
            self.size *= 2


def _in_order(
    executor: Executor, plan: _Plan, depth: int, progress: Callable[[int], None]
) -> Iterator[Ints]:
    pending: deque[Future[Block]] = deque()
    try:
        while True:
            while len(pending) < depth and (future := plan.submit(executor)):
                pending.append(future)
            if not pending:
                return
            block = pending.popleft().result()
            plan.learn(block)
            progress(block.first + len(block.rows))
            yield block.rows
    finally:
        for future in pending:
            future.cancel()
