"""The terrain a scenario stands on."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.tables import reach_m
from skydome.terrain import Grid, covering_bounds, embedded_grid, load_folder

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario
    from skydome.terrain import Bounds


def ground_of(scenario: ResolvedScenario) -> Grid:
    """Return elevation for all that a scenario's radars see and its threats fly over.

    Raises
    ------
    InputError
        The scenario names a folder that does not hold the tiles.
    """
    bounds = _bounds(scenario)
    south, west = floor(bounds.south_deg), floor(bounds.west_deg)
    north, east = ceil(bounds.north_deg), ceil(bounds.east_deg)
    if scenario.terrain.flat:
        return _flat(south, west, north, east)
    if scenario.terrain.folder:
        return load_folder(scenario.terrain.folder, south, west, north, east)
    return embedded_grid(south, west, north, east)


def _flat(south: int, west: int, north: int, east: int) -> Grid:
    height = np.zeros((north - south + 1, east - west + 1), dtype=np.float32)
    return Grid(south, west, 1.0, 1.0, height, name="flat", source="sea level everywhere")


def _bounds(scenario: ResolvedScenario) -> Bounds:
    far = reach_m(scenario) + scenario.terrain.placement_radius_m + 10e3
    around = [covering_bounds(s.latitude_deg, s.longitude_deg, far) for s in scenario.sites]
    near = [covering_bounds(a.latitude_deg, a.longitude_deg, 50e3) for a in scenario.assets]
    near += [
        covering_bounds(threat.origin_latitude_deg, threat.origin_longitude_deg, 50e3)
        for threat in scenario.threats
    ]
    south, west, north, east = zip(*around, *near, strict=True)
    return type(around[0])(min(south), min(west), max(north), max(east))
