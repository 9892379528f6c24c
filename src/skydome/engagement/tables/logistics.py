"""Loaders and depots of a scenario as integer tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from skydome.engagement.tables.defaults import plain_supply

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario


def supply_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    """Return who has loaders and what is in the depots; nothing where nobody says."""
    tables = plain_supply(len(scenario.batteries))
    if not scenario.logistics:
        return tables
    units = list(scenario.units)
    depot = np.zeros((len(units), len(scenario.missiles)), dtype=np.int32)
    for part in scenario.logistics:
        for missile, count in part.depot.items():
            depot[units.index(part.unit), scenario.missiles.index(missile)] = count
        for u, battery in enumerate(scenario.batteries):
            if battery.unit == part.unit:
                tables["unit_loaders"][u] = part.loaders
                tables["unit_travel"][u] = round(part.travel_s.value / scenario.scan_s)
    return tables | {"depot": depot}
