"""Two runs with the same random numbers: how they differ, replication by replication.

Every random number has an address (`skydome.engagement.draw`), so two runs with one seed draw the
same numbers for the same threat, radar and look. Differences are therefore taken replication by
replication: the random variation that both share cancels (common random numbers; Law, *Simulation
Modeling and Analysis*, 5th edition, McGraw-Hill 2015, section 11.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import (
    Estimate,
    as_data,
    mean_interval,
    signed_bounds,
    variance_of_mean,
)
from skydome.analysis.money import price_of
from skydome.errors import InputError
from skydome.html_table import table_html
from skydome.study.store import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.study import Result


ALL = "all"


@dataclass(frozen=True)
class PairedLine:
    """One counter per replication in both runs, and the second minus the first.

    ``of`` is a target class, a missile, an asset or a battery, or ``all``. ``variance_ratio`` is
    how many times larger the variance of the difference would be without pairing; None where the
    difference never varies.
    """

    measure: str
    of: str
    unit: str
    first: Estimate
    second: Estimate
    difference: Estimate
    variance_ratio: float | None

    @property
    def differs(self) -> bool:
        """Whether the interval of the difference excludes zero."""
        return self.difference.low > 0 or self.difference.high < 0


@dataclass(frozen=True)
class Paired:
    """Two runs and all their paired differences."""

    first: str
    second: str
    seed: int
    replications: int
    placements: int
    lines: tuple[PairedLine, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        return data

    def _repr_html_(self) -> str:
        """Return every counter of both runs with its difference, for notebooks."""
        rows = [
            (
                f"{line.measure}, {line.of.replace('_', ' ')}",
                line.unit,
                *(f"{one.value:,.2f}" for one in (line.first, line.second)),
                f"{line.difference.value:+,.2f}",
                signed_bounds(line.difference),
            )
            for line in self.lines
        ]
        header = ("per replication", "unit", self.first, self.second, "difference", "95 % interval")
        title = f"{self.second} minus {self.first}, {self.replications:,} replications"
        return table_html(title, header, rows, ["The same random numbers in both."])


def pair_results(first: Result, second: Result) -> Paired:
    """Return the paired differences of two results, the second minus the first.

    A missile that only one of them has counts as never fired in the other; assets and batteries
    are compared where both have one of that name. Intervals cover random variation, stratified by
    placement. Money is compared only where every missile fired has a published price.

    Raises
    ------
    InputError
        The results do not pair; ``field`` names what differs.
    """
    check_pair(first, second)
    scenario = first.scenario
    return Paired(
        first=scenario.name,
        second=second.scenario.name,
        seed=scenario.seed,
        replications=first.rows.num_rows,
        placements=scenario.terrain.placements,
        lines=tuple(_lines(first, second)),
    )


def check_pair(first: Result, second: Result) -> None:
    """Raise InputError where two results did not use the same random numbers."""
    here, there = _pairing(first), _pairing(second)
    for field, value in here.items():
        if there[field] != value:
            problem = f"the results do not pair: {_apart(value, there[field])}"
            raise InputError(problem, field=field, allowed="two results that agree in it")


def _pairing(result: Result) -> dict[str, object]:
    """Return what two results must agree in, by the scenario's name for it."""
    scenario = result.scenario
    return {
        "seed": scenario.seed,
        "replications": result.rows.num_rows,
        "terrain.placements": scenario.terrain.placements,
        "terrain.placement_radius_m": scenario.terrain.placement_radius_m,
        "raid": tuple(f"{threat.name} ({threat.target_class})" for threat in scenario.threats),
    }


def _apart(first: object, second: object) -> str:
    """Return how two values differ; of raids of one size the first threats that do."""
    if not (isinstance(first, tuple) and isinstance(second, tuple)):
        return f"{first:,} and {second:,}"
    if len(first) != len(second):
        return f"{len(first)} threats and {len(second)} threats"
    one, other = next(pair for pair in zip(first, second, strict=True) if pair[0] != pair[1])
    return f"{one} and {other}"


class _Two:
    """Columns of two results side by side."""

    def __init__(self, first: Result, second: Result) -> None:
        self.results = (first, second)
        self.placement: NDArray[np.int32] = numbers(first.rows["placement"])

    def columns(self, *names: str) -> tuple[Floats, Floats]:
        """Return the sum of some columns in both; a missing column counts as zero."""
        none = np.zeros(len(self.placement))
        one, other = (
            sum((column(result, name) for name in names), none) for result in self.results
        )
        return one, other

    def line(self, measure: str, of: str, unit: str, values: tuple[Floats, Floats]) -> PairedLine:
        """Return the line of one counter."""
        first, second = values
        difference = second - first
        apart = sum(variance_of_mean(value, self.placement) for value in values)
        paired = variance_of_mean(difference, self.placement)
        return PairedLine(
            measure,
            of,
            unit,
            mean_interval(first, self.placement),
            mean_interval(second, self.placement),
            mean_interval(difference, self.placement),
            apart / paired if paired > 0 else None,
        )


def column(result: Result, name: str) -> Floats:
    """Return a column of a result, an array over replications; zeros where it has none."""
    if name not in result.rows.column_names:
        return np.zeros(result.rows.num_rows)
    return np.asarray(numbers(result.rows[name]), dtype=np.float64)


def _lines(first: Result, second: Result) -> Iterator[PairedLine]:
    two, scenarios = _Two(first, second), (first.scenario, second.scenario)
    classes = first.scenario.target_classes
    missiles = tuple(dict.fromkeys((*scenarios[0].missiles, *scenarios[1].missiles)))
    yield two.line("leaked", ALL, "1", two.columns(*(f"leaked.{name}" for name in classes)))
    for name in classes:
        yield two.line("leaked", name, "1", two.columns(f"leaked.{name}"))
    yield two.line("fired", ALL, "1", two.columns(*(f"fired.{name}" for name in missiles)))
    for name in missiles:
        yield two.line("fired", name, "1", two.columns(f"fired.{name}"))
    lost = value_lost(first), value_lost(second)
    yield two.line("value lost", ALL, "1", lost)
    spent = _spent_usd(first), _spent_usd(second)
    if spent[0] is not None and spent[1] is not None:
        yield two.line("spent on missiles", ALL, "USD", (spent[0], spent[1]))
    there = {battery.name for battery in second.scenario.batteries}
    scans = [scenario.duration_s / scenario.scan_s for scenario in scenarios]
    for name in (battery.name for battery in first.scenario.batteries if battery.name in there):
        busy = two.columns(f"saturated_scans.{name}")
        shares = busy[0] / scans[0], busy[1] / scans[1]
        yield two.line("share of time without a free channel", name, "1", shares)


def value_lost(result: Result) -> Floats:
    """Return the value of the assets that were hit, the whole value at the first hit."""
    lost = np.zeros(result.rows.num_rows)
    for asset in result.scenario.assets:
        lost += asset.value * (column(result, f"hits.{asset.name}") > 0)
    return lost


def _spent_usd(result: Result) -> Floats | None:
    """Return what the missiles fired cost; None where one has no price, or only a guessed one."""
    total = np.zeros(result.rows.num_rows)
    for missile in result.scenario.missiles:
        fired, price = column(result, f"fired.{missile}"), price_of(result.scenario, missile)
        if fired.any() and (price is None or price.guess):
            return None
        total += fired * (price.nominal if price else 0.0)
    return total
