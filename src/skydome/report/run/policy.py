"""Which values of the catalogue a run used, and the result under the other policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from skydome.analysis import compare_policies
from skydome.engagement.tables.parameter_draws import scenario_of_placement
from skydome.report.numbers import count, interval, with_unit
from skydome.report.style import plain
from skydome.scenario.policies import MEANING, OTHER, disputed

if TYPE_CHECKING:
    from skydome.analysis.comparison import ComparedLine
    from skydome.scenario import ResolvedScenario
    from skydome.study import Result


class ReadingRow(NamedTuple):
    """One parameter whose claim differs; ``values`` are its readings by name, as text."""

    entry: str
    name: str
    values: dict[str, str]
    used: str
    why: str


def policy_of(result: Result) -> dict[str, Any]:
    """Return the context of the policy section of the page."""
    scenario, compared = result.scenario, compare_policies(result)
    rows = reading_rows(scenario)
    lines = (*compared.lines, compared.total) if compared else ()
    return {
        "policy": scenario.policy,
        "policy_meaning": MEANING[scenario.policy],
        "readings": rows,
        "drawn": drawn_counts(scenario),
        "compared": compared,
        "compared_rows": [_row(line) for line in lines],
        "not_compared": "" if compared else _why_not(scenario, rows),
    }


def reading_rows(scenario: ResolvedScenario) -> list[ReadingRow]:
    """Return one row for each parameter whose claimed value differs from the assessed one."""
    return [
        ReadingRow(
            entry=entry.name,
            name=plain(name).replace(".", ", "),
            values={
                word: with_unit(r.value, quantity.unit) for word, r in quantity.readings.items()
            },
            used=with_unit(quantity.value, quantity.unit),
            why=quantity.readings["claimed"].reason,
        )
        for entry, name, quantity in disputed(scenario)
    ]


def drawn_counts(scenario: ResolvedScenario) -> tuple[int, int] | None:
    """Return the number of parameters drawn in the first placement, and of all."""
    if scenario.policy != "sampled":
        return None
    drawn = [
        quantity.basis == "sampled" and quantity.low < quantity.high
        for entry in scenario_of_placement(scenario, 0).entries.values()
        for quantity in entry.parameters.values()
    ]
    return sum(drawn), len(drawn)


def _row(line: ComparedLine) -> dict[str, str]:
    return {
        "name": plain(line.target_class),
        "here": count(line.here.value),
        "here_interval": interval(line.here),
        "other": count(line.other.value),
        "other_interval": interval(line.other),
        "difference": count(line.difference.value),
        "difference_interval": interval(line.difference),
    }


def _why_not(scenario: ResolvedScenario, rows: list[ReadingRow]) -> str:
    other = OTHER[scenario.policy]
    if rows or scenario.policy == "sampled":
        return f"The run was not repeated under the policy {other}, so its result is unknown."
    return (
        "No parameter of this scenario has a claim that differs from what is assessed: the policy "
        f"{other} would have given the same."
    )
