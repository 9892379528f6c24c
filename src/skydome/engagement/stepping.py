"""One replication of the readable kernel, halted before the decisions of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.by_reference import by_reference
from skydome.compiler import engagement_kernel
from skydome.engagement import reference
from skydome.engagement.rules import initialisation

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World

BEGINNING = -1  # before the first scan


@engagement_kernel
def advance(world: World, state: State, seed: int, replication: int, first: int, last: int) -> None:
    """Play on from before the decisions of one scan to before those of another.

    Parameters
    ----------
    world, state
        Tables, and the state as it was left before the decisions of ``first``.
    seed, replication
        What is played.
    first, last
        Scans; ``first`` is ``BEGINNING`` in a new replication.
    """
    tables, scratch = by_reference(world), by_reference(state)
    for scan in range(first, last):
        if scan == BEGINNING:
            initialisation.reset(tables, scratch, seed, replication)
        else:
            reference.decide_and_engage(tables, scratch, scan)
            reference.count(tables, scratch, scan)
        reference.change(tables, scratch, scan + 1)
        reference.set_out(tables, scratch, scan + 1)
        reference.see_and_track(tables, scratch, scan + 1)
        reference.kill_or_miss(tables, scratch, scan + 1)
        reference.reload(tables, scratch, scan + 1)
