"""Rates, the best of several rounds, and what two threads of this machine can give at all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 15  # short ones, since a shared machine is quiet for a moment only
STEPS = 20_000_000
ONE, TWO = "sums, one thread", "sums, two threads"


class Rates(NamedTuple):
    """How often a second each work is done: of this thread's processor time, and by the clock."""

    processor: dict[str, float]
    clock: dict[str, float]


def best(works: dict[str, tuple[Callable[[int], None], int]]) -> Rates:
    """Return the rates of works, each the best of several rounds in turn."""
    least = {name: [np.inf, np.inf] for name in works}
    for _ in range(ROUNDS):
        for name, (work, count) in works.items():
            used, began = time.thread_time(), time.perf_counter()
            work(count)
            taken = time.thread_time() - used, time.perf_counter() - began
            least[name] = [min(pair) for pair in zip(least[name], taken, strict=True)]
    rates = {name: [works[name][1] / seconds for seconds in pair] for name, pair in least.items()}
    return Rates(*({name: pair[n] for name, pair in rates.items()} for n in range(2)))


def together(work: Callable[[int], object]) -> None:
    """Do a work in two threads at once."""
    with ThreadPoolExecutor(2) as executor:
        list(executor.map(work, range(2)))


def sums() -> dict[str, tuple[Callable[[int], None], int]]:
    """Return arithmetic that touches no memory, once by one thread and once by two."""

    def one(count: int) -> None:
        for _ in range(count):
            add_up(STEPS)

    def two(count: int) -> None:
        together(lambda _thread: one(count // 2))

    one(1)
    return {ONE: (one, 8), TWO: (two, 16)}


@kernel
def add_up(steps: int) -> int:
    """Return a sum that depends on every step, so that none can be left out."""
    total = 1
    for step in range(steps):
        total = (total ^ (total << 13)) + step
    return total
