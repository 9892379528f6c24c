"""The number of missiles on launchers and in batteries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.scenario.resolved import Battery, ResolvedScenario


def capacity_of(scenario: ResolvedScenario, battery: Battery) -> list[int]:
    """Return the missiles on each launcher of a battery when full."""
    tubes = scenario.entries[battery.launcher].count("tubes")
    per_tube = [scenario.entries[i].count("missiles_per_tube") for i in scenario.missiles]
    return [tubes * per_tube[k] for k in battery.launchers]


def ready_missiles(scenario: ResolvedScenario) -> Floats:
    """Return the missiles of each battery, by type, when all launchers are full."""
    ready = np.zeros((len(scenario.batteries), len(scenario.missiles)))
    for u, battery in enumerate(scenario.batteries):
        np.add.at(ready[u], list(battery.launchers), capacity_of(scenario, battery))
    return ready
