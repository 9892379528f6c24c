"""A scenario with one or more fields varied: how the outcome changes, with the same random numbers.

Every random number has an address (`skydome.engagement.draw`), so that all points of a sweep draw
the same numbers. Differences are taken replication by replication where the raid stays the same.
Where the raid changes, replications do not correspond: the difference is then one of two means, and
its interval is wider.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from math import prod, sqrt
from typing import TYPE_CHECKING, Any

from skydome.analysis.intervals import (
    Z_95,
    Estimate,
    as_data,
    bounds,
    mean_interval,
    signed_bounds,
    variance_of_mean,
)
from skydome.analysis.measures import LEAKED, measures_of
from skydome.analysis.pairing import check_pair
from skydome.errors import InputError
from skydome.html_table import table_html
from skydome.scenario import with_run
from skydome.study import simulate
from skydome.study.progress import silent
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result

MOST_POINTS = 1_000


@dataclass(frozen=True)
class Measure:
    """One counter at one point: its mean, and its difference from the first point.

    ``paired`` says whether the difference was taken replication by replication. At the first point
    ``difference`` is None.
    """

    name: str
    of: str
    value: Estimate
    difference: Estimate | None
    paired: bool


@dataclass(frozen=True)
class Point:
    """One combination of values, in the order of the factors, and what came of it."""

    values: tuple[object, ...]
    measures: tuple[Measure, ...]

    def measure(self, name: str, of: str = "all") -> Measure:
        """Return one measure; KeyError where there is none."""
        found = {(one.name, one.of): one for one in self.measures}
        return found[name, of]


@dataclass(frozen=True, repr=False)
class Sweep:
    """All points of a sweep; the first one is what the others are compared with."""

    scenario: str
    title: str
    seed: int
    replications: int
    placements: int
    factors: tuple[tuple[str, tuple[object, ...]], ...]
    points: tuple[Point, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        data["factors"] = {path: list(values) for path, values in self.factors}
        return data

    def __repr__(self) -> str:
        over = ", ".join(f"{path} ({len(values)})" for path, values in self.factors)
        return (
            f"Sweep({self.scenario!r} over {over}: {len(self.points):,} points of "
            f"{self.replications:,} replications, seed {self.seed})"
        )

    def _repr_html_(self) -> str:
        """Return the threats that leak at every point, for notebooks."""
        rows = []
        for point in self.points:
            one = point.measure(LEAKED)
            change = one.difference
            differs = ("–", "–") if change is None else _signed(change)
            mean = f"{one.value.value:.2f}", bounds(one.value)
            rows.append((*map(shown, point.values), *mean, *differs))
        header = [label(path) for path, _ in self.factors]
        header += ["leaked", "95 % interval", "against the first row", "95 % interval"]
        title = f"{self.title}: {self.replications:,} replications at each point"
        return table_html(title, header, rows, ["Intervals cover random variation only."])


def sweep(
    scenario: ResolvedScenario,
    over: Mapping[str, Sequence[object]],
    *,
    replications: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[str, int, int | None], None] = silent,
) -> Sweep:
    """Run a scenario at every combination of some values.

    Parameters
    ----------
    scenario
        From `skydome.load`.
    over
        The values of each field by its path, such as ``{"doctrine.salvo": [1, 2, 3]}``; see
        `skydome.scenario.settings`. The first value of each is the reference.
    replications, seed
        Instead of the scenario's.
    threads
        All cores where not given; the result is the same.
    progress
        Called with a stage, the points done and their number.

    Raises
    ------
    InputError
        A path or a value cannot be used, a value is given twice, there is no value or there are
        too many combinations. All points are checked before the first one runs.
    """
    check_grid(over)
    plain = with_run(scenario, replications=replications, seed=seed)
    grid = list(product(*over.values()))
    scenarios = [plain.with_(dict(zip(over, values, strict=True))) for values in grid]
    first: Result | None = None
    points = []
    for n, (values, varied) in enumerate(zip(grid, scenarios, strict=True)):
        progress("points", n, len(grid))
        result = simulate(varied, threads=threads)
        points.append(Point(values, tuple(_measures(result, first))))
        first = first or result
    progress("points", len(grid), len(grid))
    return Sweep(
        scenario=plain.name,
        title=plain.title,
        seed=plain.seed,
        replications=plain.replications,
        placements=plain.terrain.placements,
        factors=tuple((path, tuple(values)) for path, values in over.items()),
        points=tuple(points),
    )


def check_grid(over: Mapping[str, Sequence[object]]) -> None:
    """Raise InputError where the values of a sweep do not make a grid of sensible size."""
    for path, values in over.items():
        written = [shown(value) for value in values]
        twice = next((one for one in written if written.count(one) > 1), None)
        if twice is not None:
            raise InputError(f"{twice} is given twice", field=path, allowed="each value once")
    count = prod(len(values) for values in over.values())
    if not over or count == 0:
        raise InputError("there is nothing to vary", allowed="at least one field and one value")
    if count > MOST_POINTS:
        problem = f"these are {count:,} combinations"
        raise InputError(problem, field=", ".join(over), allowed=f"at most {MOST_POINTS:,}")


def shown(value: object) -> str:
    """Return a value as a table shows it."""
    return value if isinstance(value, str) else json.dumps(value)


def _signed(change: Estimate) -> tuple[str, str]:
    return f"{change.value:+.2f}", signed_bounds(change)


def label(path: str) -> str:
    """Return a path as tables and axes show it; that a value is of the catalogue goes unsaid."""
    return path.removeprefix("catalogue.")


def _measures(result: Result, first: Result | None) -> Iterator[Measure]:
    here = measures_of(result.scenario, result.rows)
    there = None if first is None else measures_of(first.scenario, first.rows)
    paired = first is not None and _pair(first, result)
    strata = numbers(result.rows["placement"])
    for (name, of), values in here.items():
        difference = None
        if first is not None and there is not None and (name, of) in there:
            other = there[name, of]
            difference = (
                mean_interval(values - other, strata)
                if paired
                else _apart((values, strata), (other, numbers(first.rows["placement"])))
            )
        yield Measure(name, of, mean_interval(values, strata), difference, paired)


def _pair(first: Result, other: Result) -> bool:
    try:
        check_pair(first, other)
    except InputError:
        return False
    return True


def _apart(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Estimate:
    """Return the difference of two means whose replications do not correspond."""
    value = float(one[0].mean() - other[0].mean())
    half = Z_95 * sqrt(variance_of_mean(*one) + variance_of_mean(*other))
    return Estimate(value, value - half, value + half)
