"""What a study looks at in each replication.

Threats that leaked, missiles fired, value lost, and the time to the first leak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.study.store import numbers

if TYPE_CHECKING:
    import pyarrow as pa

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario

LEAKED, FIRED, LOST = "leaked", "fired", "value lost"
FIRST_LEAK = "time to first leak"
IN_FLIGHT_WORTH_SAYING = 0.1  # threats, a mean


def measures_of(scenario: ResolvedScenario, rows: pa.Table) -> dict[tuple[str, str], Floats]:
    """Return arrays over replications by measure and by what they are of, ``all`` first.

    Leakers by target class, missiles fired by type, the value of the assets hit, each of which
    counts as lost whole, and the seconds until the first threat gets through. Where none does,
    the whole duration counts, so that the mean over replications is a restricted mean time.
    """
    leaked = {name: _column(rows, f"leaked.{name}") for name in scenario.target_classes}
    fired = {name: _column(rows, f"fired.{name}") for name in scenario.missiles}
    none = np.zeros(rows.num_rows)
    lost = none.copy()
    for asset in scenario.assets:
        lost += asset.value * (_column(rows, f"hits.{asset.name}") > 0)
    return {
        (LEAKED, "all"): sum(leaked.values(), none),
        **{(LEAKED, name): values for name, values in leaked.items()},
        (FIRED, "all"): sum(fired.values(), none),
        **{(FIRED, name): values for name, values in fired.items()},
        (LOST, "all"): lost,
        (FIRST_LEAK, "all"): _first_leak_s(scenario, rows),
    }


def _first_leak_s(scenario: ResolvedScenario, rows: pa.Table) -> Floats:
    scan = _column(rows, "first_leak_scan")
    return np.where(scan >= 0, scan * scenario.scan_s, scenario.duration_s)


def in_flight(scenario: ResolvedScenario, rows: pa.Table) -> Floats:
    """Return the threats still in flight at the end of each replication, shape (rows,)."""
    found = np.zeros(rows.num_rows)
    for name in scenario.target_classes:
        over = _column(rows, f"killed.{name}") + _column(rows, f"leaked.{name}")
        found += _column(rows, f"launched.{name}") - over
    return found


def greatest(scenario: ResolvedScenario, measure: str, of: str) -> float:
    """Return what a mean cannot exceed: threats of a class, value of the assets, the duration."""
    if measure == LOST:
        return sum(asset.value for asset in scenario.assets)
    if measure == FIRST_LEAK:
        return scenario.duration_s
    if measure == FIRED:
        return float("inf")
    hostile = [one for one in scenario.threats if one.identity == "hostile"]
    return float(sum(of in ("all", one.target_class) for one in hostile))


def _column(rows: pa.Table, name: str) -> Floats:
    values: Floats = numbers(rows[name]).astype(np.float64)
    return values
