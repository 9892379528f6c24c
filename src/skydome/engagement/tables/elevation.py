"""The terrain a scenario stands on."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.tables.parameter_draws import is_sampled
from skydome.engagement.tables.views import reach_m
from skydome.errors import InputError
from skydome.terrain import Bounds, Grid, covering_bounds, embedded_grid, load_folder, read_tile

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario


WIDEST_DEG = 180


def elevation_of(scenario: ResolvedScenario) -> Grid:
    """Return elevation for all that a scenario's radars see and its threats fly over.

    Tiles of the user's count where there are any, the embedded grid elsewhere; a GeoTIFF must
    hold the whole area.

    Raises
    ------
    InputError
        The elevation that the scenario names is not there or cannot be used.
    """
    bounds = _bounds(scenario)
    edges = (
        floor(bounds.south_deg),
        floor(bounds.west_deg),
        ceil(bounds.north_deg),
        ceil(bounds.east_deg),
    )
    if scenario.terrain.flat:
        return _flat(*edges)
    if not scenario.terrain.folder:
        return embedded_grid(*edges)
    place = Path(scenario.terrain.folder)
    if place.is_file():
        return _covering(read_tile(place), place, bounds)
    return load_folder(place, *edges, base=embedded_grid(*edges))


def _covering(grid: Grid, file: Path, needed: Bounds) -> Grid:
    held = grid.bounds
    if (
        held.south_deg > needed.south_deg
        or held.west_deg > needed.west_deg
        or held.north_deg < needed.north_deg
        or held.east_deg < needed.east_deg
    ):
        problem = f"the file holds {held}"
        raise InputError(problem, file=file, allowed=f"one that holds {needed}")
    return grid


def _flat(south: int, west: int, north: int, east: int) -> Grid:
    height = np.zeros((north - south + 1, east - west + 1), dtype=np.float32)
    return Grid(south, west, 1.0, 1.0, height, name="flat", source="sea level everywhere")


def _bounds(scenario: ResolvedScenario) -> Bounds:
    far = widest_reach_m(scenario) + scenario.terrain.placement_radius_m + 10e3
    around = [_within(s.latitude_deg, s.longitude_deg, far) for s in scenario.sites]
    near = [_within(a.latitude_deg, a.longitude_deg, 50e3) for a in scenario.assets]
    near += [
        _within(threat.origin_latitude_deg, threat.origin_longitude_deg, 50e3)
        for threat in scenario.threats
    ]
    near += [_within(*point, 50e3) for threat in scenario.threats for point in threat.via]
    south, west, north, east = zip(*around, *near, strict=True)
    if max(east) - min(west) > WIDEST_DEG:
        problem = "the scenario spans the date line, or more than half the globe"
        raise InputError(problem, field=scenario.name, allowed=f"at most {WIDEST_DEG} degrees")
    return Bounds(min(south), min(west), max(north), max(east))


def widest_reach_m(scenario: ResolvedScenario) -> float:
    """Return how far a scenario looks around its sites, whatever is drawn of its parameters."""
    if not is_sampled(scenario):
        return reach_m(scenario)
    radars = [scenario.entries[radar.entry].parameters for radar in scenario.radars]
    return max(parameters["instrumented_range"].high for parameters in radars)


def _within(latitude_deg: float, longitude_deg: float, reach_m: float) -> Bounds:
    try:
        return covering_bounds(latitude_deg, longitude_deg, reach_m)
    except ValueError as problem:
        place = f"{reach_m / 1e3:.0f} km around latitude {latitude_deg:g}"
        raise InputError(f"{place}: {problem}", allowed="sites farther from the poles") from None
