"""Ground heights of a scenario, and their sources."""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables.parameter_draws import is_sampled
from skydome.engagement.tables.views import reach_m
from skydome.errors import InputError
from skydome.terrain import (
    Bounds,
    Grid,
    Provenance,
    covering_bounds,
    embedded_grid,
    load_file,
    load_folder,
    provenance,
)
from skydome.terrain.origin import FLAT

if TYPE_CHECKING:
    from skydome.scenario.resolved import ResolvedScenario


WIDEST_DEG = 180
AROUND_PLACES_M = 50e3
SPARE_M = 10e3  # sites are drawn around their whole degrees, and masks end on a whole kilometre
FULL_CIRCLE_DEG = 360


def elevation_of(scenario: ResolvedScenario, *, drawn: bool = False) -> Grid:
    """Return elevation for everything within range of a scenario's radars and under its threats.

    These are the user's tiles where there are any and the built-in grid elsewhere; a single file
    must cover the whole area.

    Parameters
    ----------
    scenario
        Any resolved one.
    drawn
        Whether radars must be covered for any draw of the parameters.

    Raises
    ------
    InputError
        The elevation that the scenario names does not exist or cannot be used.
    """
    bounds = _bounds(scenario, drawn=drawn)
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
    if place.is_dir():
        return load_folder(place, *edges, base=embedded_grid(*edges))
    return load_file(place, bounds)


def provenance_of(scenario: ResolvedScenario, grid: Grid) -> Provenance:
    """Return the sources of the heights that a scenario uses.

    The area is everything within range of its radars, and 50 km around assets, origins and
    waypoints.

    Parameters
    ----------
    grid
        From `elevation_of` the same scenario.
    """
    return provenance(grid, _bounds(scenario), _circles(scenario))


def _flat(south: int, west: int, north: int, east: int) -> Grid:
    height = np.zeros((north - south + 1, east - west + 1), dtype=np.float32)
    origin = np.array(FLAT, dtype=np.uint8)
    source = "sea level everywhere"
    return Grid(south, west, 1.0, 1.0, height, name="flat", source=source, origin=origin)


class _Circle(NamedTuple):
    """The area within a radius of a place."""

    latitude_deg: float
    longitude_deg: float
    radius_m: float


def _circles(scenario: ResolvedScenario, *, drawn: bool = False) -> list[_Circle]:
    """Return the surroundings of all places of a scenario."""
    far = widest_reach_m(scenario, drawn=drawn) + scenario.terrain.placement_radius_m + SPARE_M
    around = [_Circle(site.latitude_deg, site.longitude_deg, far) for site in scenario.sites]
    near = [(asset.latitude_deg, asset.longitude_deg) for asset in scenario.assets]
    near += [(one.origin_latitude_deg, one.origin_longitude_deg) for one in scenario.threats]
    near += [(point[0], point[1]) for threat in scenario.threats for point in threat.via]
    return around + [_Circle(*place, AROUND_PLACES_M) for place in near]


def _bounds(scenario: ResolvedScenario, *, drawn: bool = False) -> Bounds:
    """Return the smallest box around all circles; it may cross the date line."""
    circles = _circles(scenario, drawn=drawn)
    south, west, north, east = zip(*map(_within, circles), strict=True)
    if max(east) - min(west) <= WIDEST_DEG:
        return Bounds(min(south), min(west), max(north), max(east))
    start, end = smallest_arc_deg(list(zip(west, east, strict=True)))
    if end - start > WIDEST_DEG:
        problem = "the scenario spans more than half the globe"
        allowed = f"at most {WIDEST_DEG} degrees of longitude"
        raise InputError(problem, field=scenario.name, allowed=allowed)
    return Bounds(min(south), start, max(north), end)


def smallest_arc_deg(intervals: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the shortest interval of longitude that contains all given intervals.

    Parameters
    ----------
    intervals
        West and east in degrees, west no more than east; they count modulo 360.

    Returns
    -------
    west_deg, east_deg
        West within -180 and 180; east may exceed 180.
    """
    turned = sorted((west % FULL_CIRCLE_DEG, east - west) for west, east in intervals)
    best: tuple[float, float] = (turned[0][0], turned[0][0] + FULL_CIRCLE_DEG)
    for n, (west, _) in enumerate(turned):
        later = turned[n:] + [(start + FULL_CIRCLE_DEG, width) for start, width in turned[:n]]
        east = max(start + width for start, width in later)
        if east - west < best[1] - best[0]:
            best = (west, east)
    turn = FULL_CIRCLE_DEG if best[0] >= WIDEST_DEG else 0
    return best[0] - turn, best[1] - turn


def widest_reach_m(scenario: ResolvedScenario, *, drawn: bool = False) -> float:
    """Return the largest radius needed around the sites.

    For any draw of the parameters under the policy ``sampled``, or where they are ``drawn``.
    """
    if not (drawn or is_sampled(scenario)):
        return reach_m(scenario)
    radars = [scenario.entries[radar.entry].parameters for radar in scenario.radars]
    return max(parameters["instrumented_range"].high for parameters in radars)


def _within(circle: _Circle) -> Bounds:
    try:
        return covering_bounds(*circle)
    except ValueError as problem:
        place = f"{circle.radius_m / 1e3:.0f} km around latitude {circle.latitude_deg:g}"
        raise InputError(f"{place}: {problem}", allowed="sites farther from the poles") from None
