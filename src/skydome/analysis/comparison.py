"""What another policy would have given, compared replication by replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.analysis.intervals import Estimate, as_data, mean_interval, signed_bounds
from skydome.html_table import table_html
from skydome.study.store import numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.study import Result


@dataclass(frozen=True)
class ComparedLine:
    """Mean leakers of one target class, or of all, under two policies.

    ``difference`` is the mean of the paired differences: the other policy minus this one.
    """

    target_class: str
    here: Estimate
    other: Estimate
    difference: Estimate


@dataclass(frozen=True)
class Comparison:
    """Two policies over the same replications; ``total`` covers all classes together."""

    policy: str
    other: str
    replications: int
    lines: tuple[ComparedLine, ...]
    total: ComparedLine

    def as_dict(self) -> dict[str, Any]:
        """Return plain data, for JSON."""
        data: dict[str, Any] = as_data(self)
        return data

    def _repr_html_(self) -> str:
        """Return the lines as a table, for notebooks."""
        rows = [
            (
                line.target_class.replace("_", " "),
                f"{line.here.value:.2f}",
                f"{line.other.value:.2f}",
                f"{line.difference.value:+.2f}",
                signed_bounds(line.difference),
            )
            for line in (*self.lines, self.total)
        ]
        header = ("leaked, by class", self.policy, self.other, "difference", "95 % interval")
        title = (
            f"Catalogue values {self.policy} and {self.other}, {self.replications:,} replications"
        )
        return table_html(title, header, rows, ["The same random numbers on both sides."])


def compare_policies(result: Result) -> Comparison | None:
    """Return what the other policy gave, None where it was not run.

    Both use the same seed and replications, so much of the random variation drops out of the
    difference. Its interval covers random variation alone, as elsewhere.
    """
    if result.other is None:
        return None
    count = min(result.rows.num_rows, result.other.rows.num_rows)
    classes = result.scenario.target_classes
    return Comparison(
        policy=result.scenario.policy,
        other=result.other.scenario.policy,
        replications=count,
        lines=tuple(_line(result, result.other, count, (name,)) for name in classes),
        total=_line(result, result.other, count, classes),
    )


def _line(here: Result, other: Result, count: int, classes: tuple[str, ...]) -> ComparedLine:
    ours, theirs = (_leaked(result, count, classes) for result in (here, other))
    placement = numbers(here.rows["placement"])[:count]
    return ComparedLine(
        target_class=classes[0] if len(classes) == 1 else "all",
        here=mean_interval(ours, placement),
        other=mean_interval(theirs, placement),
        difference=mean_interval(theirs - ours, placement),
    )


def _leaked(result: Result, count: int, classes: tuple[str, ...]) -> NDArray[np.float64]:
    columns = [numbers(result.rows[f"leaked.{name}"])[:count] for name in classes]
    return np.asarray(np.sum(columns, axis=0), dtype=np.float64)
