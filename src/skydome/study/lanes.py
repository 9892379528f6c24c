"""One pool of threads for two kinds of work, so that all of them are busy all the time.

Replications run without the interpreter's lock, but two builds of tables at once wait for each
other. So one thread builds tables while the others play replications; where only one kind is left,
all threads do it.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar, final

if TYPE_CHECKING:
    from collections.abc import Callable

    P = ParamSpec("P")
    R = TypeVar("R")

MOST_BESIDE = 1  # threads that do other work while tasks of the first kind wait


@final
class Lane(Executor):
    """Takes the tasks of one kind; they start in the order in which they come."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self.waiting: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self.running = 0
        self._wake = wake

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Have a function called by a thread of the pool."""
        future: Future[R] = Future()
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        self._wake()
        return future


@final
class Lanes:
    """Threads for tasks of two kinds; use it as a context, whose end cancels what has not begun.

    Attributes
    ----------
    first
        For tasks that most threads do for as long as there are any.
    beside
        For tasks that one thread does meanwhile, and all threads afterwards. A single thread does
        them when no task of the first kind waits.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self.threads)
        self._lock = threading.Lock()
        self.first, self.beside = Lane(self._wake), Lane(self._wake)
        self.closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True
        for lane in (self.first, self.beside):
            for future, _call in list(lane.waiting):
                future.cancel()
        self._pool.shutdown(cancel_futures=True)

    def _wake(self) -> None:
        self._pool.submit(self._do_one)

    def _do_one(self) -> None:
        with self._lock:
            lane = self._next_lane()
            future, call = lane.waiting.popleft()
            lane.running += 1
        try:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(call())
                except BaseException as problem:  # noqa: BLE001 - whoever asks for the result gets it
                    future.set_exception(problem)
        finally:
            with self._lock:
                lane.running -= 1

    def _next_lane(self) -> Lane:
        if not self.first.waiting:
            return self.beside
        free = self.threads > 1 and self.beside.running < MOST_BESIDE
        return self.beside if self.beside.waiting and free else self.first
