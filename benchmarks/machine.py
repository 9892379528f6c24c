"""Rates, the best of several rounds, and what two threads of this machine can give at all."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
STEPS = 20_000_000
ONE, TWO = "sums, one thread", "sums, two threads"


def best(works: dict[str, tuple[Callable[[int], None], int]]) -> dict[str, float]:
    """Return how often a second each work is done, the best of five rounds in turn."""
    least = dict.fromkeys(works, np.inf)
    for _ in range(ROUNDS):
        for name, (work, count) in works.items():
            began = time.perf_counter()
            work(count)
            least[name] = min(least[name], (time.perf_counter() - began) / count)
    return {name: 1 / float(seconds) for name, seconds in least.items()}


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
    return {ONE: (one, 10), TWO: (two, 20)}


@kernel
def add_up(steps: int) -> int:
    """Return a sum that depends on every step, so that none can be left out."""
    total = 1
    for step in range(steps):
        total = (total ^ (total << 13)) + step
    return total
