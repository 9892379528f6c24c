"""Detection of every path by every radar in one placement of the sites."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import intercept, passing_jammers, sensing
from skydome.engagement.tables.placement import Place, places
from skydome.engagement.tables.sensor import Polar
from skydome.engagement.tables.sights import Cover, Horizon, Sight, look_of, sights_of
from skydome.physics import earth
from skydome.physics.waves import diffraction
from skydome.terrain import (
    mask_from_profiles,
    ranges_needed,
    sample_profiles,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.passing_jammers import Heard, Marks
    from skydome.engagement.tables.shared import Shared
    from skydome.engagement.tables.sights import Look
    from skydome.scenario.resolved import Radar, ResolvedScenario
    from skydome.terrain import Grid


PROFILE_STEP_M = 1_000.0
PROFILE_AZIMUTHS = 720
MOST_POSTS = 8


class View(NamedTuple):
    """One placement: positions of the sites, and the looks from there.

    ``polars`` are by site, ``sights`` by radar, each over all of the traffic; so are ``looks``, and
    ``hearing`` is the jamming that each radar receives from jammers that are active for a time or
    carried: both empty without any.
    """

    places: list[Place]
    polars: list[Polar]
    sights: list[Sight]
    looks: list[Marks]
    hearing: list[Heard]


def view_of(shared: Shared, placement: int) -> View:
    """Place the sites and compute the looks of every radar at all of the traffic."""
    scenario = shared.scenario
    spots = places(scenario, shared.grid, placement)
    way = shared.traffic.way
    polars = [sensing.seen_from(way, spot.latitude_deg, spot.longitude_deg) for spot in spots]
    hearing: dict[int, Heard] = {}
    looks = _looks_of(shared, spots, polars, hearing)
    seen = dict(sights_of(shared, looks))
    sights, marks = zip(*(seen[r] for r in range(len(scenario.radars))), strict=True)
    heard = [hearing[r] for r in sorted(hearing)]
    return View(spots, polars, [*sights], [m for m in marks if m], heard)


def _looks_of(
    shared: Shared, spots: list[Place], polars: list[Polar], hearing: dict[int, Heard]
) -> Iterator[Look]:
    """Yield the looks of all radars, site by site; write what each one hears of jammers."""
    scenario = shared.scenario
    for site, spot in enumerate(spots):
        here = [r for r, radar in enumerate(scenario.radars) if radar.site == site]
        if not here:
            continue
        covers = {r: _cover(shared, scenario.radars[r], spot, polars[site]) for r in here}
        emitters = passing_jammers.points_from(shared, spot, polars[site])
        nears = [cover.near for cover in covers.values()]
        terrain = _terrain_profiles(shared, spot, polars[site], nears, emitters.polar)
        for r, cover in covers.items():
            radar = scenario.radars[r]
            horizon = _horizon(shared, radar, spot, terrain)
            if len(emitters.altitude_m):
                sensor = shared.sensor(radar)
                hearing[r] = passing_jammers.heard(sensor, spot, emitters, horizon.mask)
            yield look_of(shared, r, spot, polars[site], cover, horizon)


def _cover(shared: Shared, radar: Radar, spot: Place, polar: Polar) -> Cover:
    sensor, traffic = shared.sensor(radar), shared.traffic
    altitude = traffic.way.altitude_m
    within = sensing.in_cover(sensor, polar, altitude, spot.altitude_m, radar.facing_deg)
    entry = sensor.entry
    coast = round(entry.si("drop_misses") * entry.si("look_period") / shared.scenario.scan_s)
    return Cover(within, intercept.close_gaps(within, coast, traffic.bounds), coast)


def reach_m(scenario: ResolvedScenario) -> float:
    """Return the radius around the sites that a scenario needs."""
    return max(scenario.entries[radar.entry].si("instrumented_range") for radar in scenario.radars)


def posts_per_step(grid: Grid) -> int:
    """Return the number of terrain samples per kilometre, 1 to 8.

    There are eight for each post of the grid; with fewer, crests are missed. Sampled once per
    kilometre, masks on a 30 arc-second grid in the Himalaya were 700 to 2,400 m too low on average.
    """
    return int(np.clip(round(MOST_POSTS * PROFILE_STEP_M / grid.post_spacing_m), 1, MOST_POSTS))


class TerrainProfiles(NamedTuple):
    """Terrain around one site: profiles by azimuth, samples per kilometre, sampled range."""

    profiles: NDArray[np.float32]
    step_m: float
    posts: int
    needed_m: Floats


def _terrain_profiles(
    shared: Shared, spot: Place, polar: Polar, nears: Iterable[Flags], others: Polar
) -> TerrainProfiles:
    """Return the terrain out to a site's longest radar range, as far as targets or jammers need."""
    looked, far_m = np.logical_or.reduce([*nears]), reach_m(shared.scenario)
    jammers = _jammers_from(shared.scenario, spot, far_m)
    passing = np.minimum(others.ground_range_m, far_m)
    ranges = np.concatenate([polar.ground_range_m[looked], jammers.ground_range_m, passing])
    azimuths = np.concatenate([polar.azimuth_rad[looked], jammers.azimuth_rad, others.azimuth_rad])
    needed = ranges_needed(azimuths, ranges, PROFILE_AZIMUTHS, PROFILE_STEP_M)
    posts = posts_per_step(shared.grid)
    step, place = PROFILE_STEP_M / posts, (spot.latitude_deg, spot.longitude_deg)
    reach = min(ranges.max(initial=0.0) + PROFILE_STEP_M, reach_m(shared.scenario))
    far = ceil(reach / PROFILE_STEP_M) * PROFILE_STEP_M
    profiles = sample_profiles(shared.grid, *place, PROFILE_AZIMUTHS, step, far, needed)
    return TerrainProfiles(profiles, step, posts, needed)


def _jammers_from(scenario: ResolvedScenario, spot: Place, far_m: float) -> Polar:
    """Return the positions of permanent jammers, moved in to the last sampled ground."""
    jammers = [jammer for jammer in scenario.jammers if not jammer.passing]
    ground_range, azimuth = earth.polar_from_site(
        spot.latitude_deg,
        spot.longitude_deg,
        np.array([jammer.latitude_deg for jammer in jammers]),
        np.array([jammer.longitude_deg for jammer in jammers]),
    )
    return Polar(np.minimum(ground_range, far_m), azimuth)


def _horizon(shared: Shared, radar: Radar, spot: Place, terrain: TerrainProfiles) -> Horizon:
    antenna = spot.altitude_m + shared.sensor(radar).antenna_height_m
    mask = mask_from_profiles(
        terrain.profiles, terrain.step_m, antenna, terrain.posts, terrain.needed_m
    )
    if not shared.scenario.models.diffraction:
        return Horizon(mask, None)
    edge = diffraction.horizon_edge_ranges(terrain.profiles, terrain.step_m, antenna, terrain.posts)
    return Horizon(mask, edge)
