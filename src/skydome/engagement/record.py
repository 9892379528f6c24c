"""The names of the columns of a row of results, which come from the declared counters.

A new column is one counter in `skydome.engagement.state.State` and the line of a rule that counts
it; this module names it after the scenario's units, missiles and so on.
"""

from __future__ import annotations

import hashlib
import itertools
import string
from typing import TYPE_CHECKING

from skydome.compiler import step_kernel
from skydome.engagement.state import COUNTERS, state_sizes
from skydome.engagement.world import FIRST_EVENTS, OUTCOMES, THREAT_COUNTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Ints
    from skydome.engagement.state import State
    from skydome.engagement.world import World
    from skydome.scenario import ResolvedScenario

# the names along each axis of a counter, in the order of the tables
NAMES: dict[str, Callable[[ResolvedScenario], list[str]]] = {
    "B": lambda scenario: list(scenario.labels),
    "K": lambda scenario: list(scenario.missiles),
    "A": lambda scenario: [asset.name for asset in scenario.assets],
    "U": lambda scenario: [battery.name for battery in scenario.batteries],
    "X": lambda scenario: [f"{change.kind}.{change.node}" for change in scenario.changes],
    "Q": lambda scenario: [post.node for post in scenario.posts],
    "I": lambda scenario: [jammer.name for jammer in scenario.jammers if jammer.carrier],
    "counts": lambda _: list(THREAT_COUNTS),
    "outcomes": lambda _: list(OUTCOMES),
    "firsts": lambda _: list(FIRST_EVENTS),
}
# for counters that are empty without a rule, the scenarios in which that rule is active
AT_WORK: dict[str, Callable[[ResolvedScenario], bool]] = {
    "": lambda _: True,
    "loaders": lambda scenario: bool(scenario.logistics),
    "turns": lambda scenario: bool(scenario.turns),
}


def _check_names() -> None:
    """Refuse a counter whose columns could not be named.

    Raises
    ------
    TypeError
        The counter, and what is missing.
    """
    for name, field in COUNTERS.items():
        axes = field.shape.split()
        used = [part for _, part, _, _ in string.Formatter().parse(field.column) if part]
        if sorted(used) != sorted(axes) or not set(axes) <= NAMES.keys():
            allowed = f"each of {axes} once in braces, and a function for it in record.NAMES"
            raise TypeError(f"State.{name}: columns {field.column}; allowed: {allowed}")
        if field.empty_unless not in AT_WORK:
            raise TypeError(f"State.{name}: record.AT_WORK does not know {field.empty_unless}")


_check_names()


def columns(scenario: ResolvedScenario) -> list[str]:
    """Return the names of a row's columns, in the order of the counters."""
    found = []
    for field in COUNTERS.values():
        if AT_WORK[field.empty_unless](scenario):
            axes = field.shape.split()
            found += [
                field.column.format(**dict(zip(axes, names, strict=True)))
                for names in itertools.product(*(NAMES[axis](scenario) for axis in axes))
            ]
    return found


def width(world: World) -> int:
    """Return the number of columns of a world's rows: counters, then the closing state."""
    return state_sizes(world)["row"] + int(world.opening.shape[1])


def fingerprint() -> str:
    """Return a hash of the declared columns; a different hash requires a new format number."""
    fixed = (THREAT_COUNTS, OUTCOMES, FIRST_EVENTS)
    declared = [(f.shape, f.column, f.empty_unless) for f in COUNTERS.values()]
    return hashlib.sha256(repr((fixed, declared)).encode()).hexdigest()[:16]


@step_kernel
def write_row(state: State, row: Ints) -> None:
    """Copy the counters of a finished replication to the start of its row."""
    for n in range(len(state.row)):
        row[n] = state.row[n]
