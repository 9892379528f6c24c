"""Which radars, and which shots, are computed together.

A radar or a battery alone has so few points of the traffic that calls from Python take as long as
the arithmetic, and hold the interpreter's lock while another thread waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    T = TypeVar("T")

MOST_TOGETHER = 2**15  # points: more at once are no faster, and need more memory


def batches(
    items: Iterable[T], kind: Callable[[T], Hashable], points: Callable[[T], int]
) -> Iterator[list[T]]:
    """Yield lists of items of one kind with no more than `MOST_TOGETHER` points, or of one item.

    Items of one kind stay in their order; all those that came before are yielded at the latest when
    there are no more.
    """
    waiting: dict[Hashable, list[T]] = {}
    for item in items:
        group = waiting.setdefault(kind(item), [])
        if group and sum(map(points, group)) + points(item) > MOST_TOGETHER:
            yield group
            waiting[kind(item)] = group = []
        group.append(item)
    yield from waiting.values()
