"""Loaders and depots of a scenario as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.world import NOBODY

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario


def supply_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return loaders and depots; empty tables if the scenario has no logistics."""
    if not scenario.logistics:
        return {}
    loaders = np.full(len(scenario.batteries), NOBODY, dtype=np.int32)
    travel = np.zeros(len(scenario.batteries), dtype=np.int32)
    units = list(scenario.units)
    depot = np.zeros((len(units), len(scenario.missiles)), dtype=np.int32)
    for part in scenario.logistics:
        for missile, count in part.depot.items():
            depot[units.index(part.unit), scenario.missiles.index(missile)] = count
        for u, battery in enumerate(scenario.batteries):
            if battery.unit == part.unit:
                loaders[u] = part.loaders
                travel[u] = round(part.travel_s.value / scenario.scan_s)
    return {"unit_loaders": loaders, "unit_travel": travel, "depot": depot}
