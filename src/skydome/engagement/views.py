"""What every radar sees of every path from one placement of the sites."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import intercept, sensing, surroundings
from skydome.engagement.placement import Place, places
from skydome.engagement.sensing import ABOVE_MASK_M, Geometry, Polar
from skydome.physics import cross_section, diffraction, earth
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.estimation.accuracy import Measures, track_accuracy_m
from skydome.terrain import (
    lowest_visible_at,
    mask_from_profiles,
    ranges_needed,
    sample_profiles,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.engagement.paths import Path
    from skydome.engagement.sensing import Sensor
    from skydome.engagement.tables import Shared
    from skydome.scenario.resolved import Radar, ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid, Mask

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

GUIDANCE_PROBABILITY = 0.5  # single-look Pd from which a radar can guide a missile
PROFILE_STEP_M = 1_000.0
PROFILE_AZIMUTHS = 720
MOST_POSTS = 8


class Sight(NamedTuple):
    """One radar's view of one path, scan by scan.

    A radar ``guides`` while it sees well enough, and coasts over short gaps; ``accuracy_m`` is that
    of a settled track, infinite where it does not guide.
    """

    probability: Floats
    guides: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


class View(NamedTuple):
    """One placement: where the sites are, and what is seen of each path from there.

    ``polars`` are by site and path, ``sights`` by radar and path.
    """

    places: list[Place]
    polars: list[list[Polar]]
    sights: list[list[Sight]]


def view_of(shared: Shared, placement: int) -> View:
    """Place the sites and let every radar look at every path."""
    scenario = shared.scenario
    spots = places(scenario, shared.grid, placement)
    polars = [
        [sensing.seen_from(path, spot.latitude_deg, spot.longitude_deg) for path in shared.paths]
        for spot in spots
    ]
    far = ceil(reach_m(scenario) / PROFILE_STEP_M) * PROFILE_STEP_M
    posts = posts_per_step(shared.grid)
    sights: list[list[Sight]] = [[] for _ in scenario.radars]
    for site, spot in enumerate(spots):
        needed = _needed_m([*polars[site], _jammers_from(scenario, spot, far)], far)
        step, place = PROFILE_STEP_M / posts, (spot.latitude_deg, spot.longitude_deg)
        profiles = sample_profiles(shared.grid, *place, PROFILE_AZIMUTHS, step, far, needed)
        for r, radar in enumerate(scenario.radars):
            if radar.site == site:
                horizon = _horizon(shared, radar, spot, Ground(profiles, step, posts, needed))
                sights[r] = _sights(shared, radar, spot, polars[site], horizon)
    return View(spots, polars, sights)


def reach_m(scenario: ResolvedScenario) -> float:
    """Return how far around its sites a scenario looks."""
    return max(scenario.entries[radar.entry].si("instrumented_range") for radar in scenario.radars)


def posts_per_step(grid: Grid) -> int:
    """Return how many terrain posts to read in each kilometre, 1 to 8.

    Eight to each post of the grid: with fewer, crests fall between them. Sampled once a
    kilometre, a 30 arc-second grid in the Himalaya came out 700 to 2,400 m too open on average.
    """
    return int(np.clip(round(MOST_POSTS * PROFILE_STEP_M / grid.post_spacing_m), 1, MOST_POSTS))


class Ground(NamedTuple):
    """Terrain around one site: profiles by azimuth, posts a kilometre, how far they are sampled."""

    profiles: NDArray[np.float32]
    step_m: float
    posts: int
    needed_m: Floats


def _needed_m(polars: list[Polar], far_m: float) -> Floats:
    """Return how far the ground must be known in each direction: as far as any path is there."""
    azimuth = np.concatenate([polar.azimuth_rad for polar in polars])
    ground_range = np.concatenate([polar.ground_range_m for polar in polars])
    within = ground_range <= far_m
    return ranges_needed(azimuth[within], ground_range[within], PROFILE_AZIMUTHS, PROFILE_STEP_M)


def _jammers_from(scenario: ResolvedScenario, spot: Place, far_m: float) -> Polar:
    """Return where jammers are; one farther away is looked for over the last ground that counts."""
    jammers = scenario.jammers
    ground_range, azimuth = earth.polar_from_site(
        spot.latitude_deg,
        spot.longitude_deg,
        np.array([jammer.latitude_deg for jammer in jammers]),
        np.array([jammer.longitude_deg for jammer in jammers]),
    )
    return Polar(np.minimum(ground_range, far_m), azimuth)


class Horizon(NamedTuple):
    """What terrain hides from one radar; ``edge_m`` says where its edge is, with diffraction."""

    mask: Mask
    edge_m: NDArray[np.float32] | None


def _horizon(shared: Shared, radar: Radar, spot: Place, ground: Ground) -> Horizon:
    antenna = spot.altitude_m + shared.sensors[radar.entry].antenna_height_m
    mask = mask_from_profiles(
        ground.profiles, ground.step_m, antenna, ground.posts, ground.needed_m
    )
    if not shared.scenario.models.diffraction:
        return Horizon(mask, None)
    edge = diffraction.horizon_edge_ranges(ground.profiles, ground.step_m, antenna, ground.posts)
    return Horizon(mask, edge)


def _edge_at(horizon: Horizon, polar: Polar) -> Floats:
    """Return the range of the edge on the nearest ray, at the nearest range."""
    edge_m = horizon.edge_m
    if edge_m is None:
        raise ValueError("edges are known with diffraction only")
    azimuths, ranges = edge_m.shape
    ray = np.rint(polar.azimuth_rad / (2 * np.pi) * azimuths).astype(int) % azimuths
    post = np.rint(polar.ground_range_m / horizon.mask.range_step_m).astype(int) - 1
    return np.asarray(edge_m[ray, np.clip(post, 0, ranges - 1)], dtype=np.float64)


def _sights(
    shared: Shared, radar: Radar, spot: Place, polars: list[Polar], horizon: Horizon
) -> list[Sight]:
    scenario, sensor = shared.scenario, shared.sensors[radar.entry]
    jammers = _jammers(shared, sensor, spot, horizon.mask)
    found = []
    for path, leader, polar in zip(shared.paths, shared.leader, polars, strict=True):
        threat = scenario.entries[scenario.threats[leader].entry]
        seen, points = _points(sensor, radar, spot, path, polar, horizon)
        points = points._replace(jam_to_noise=_jam_to_noise(sensor, jammers, polar, points, threat))
        aspect = cross_section.aspect_angle_rad(path.course_rad, polar.azimuth_rad)
        rcs = sensing.cross_section_m2(sensor, threat, aspect)
        found.append(_sight(scenario, sensor, points, seen, rcs, threat))
    return found


def _points(
    sensor: Sensor, radar: Radar, spot: Place, path: Path, polar: Polar, horizon: Horizon
) -> tuple[Flags, Geometry]:
    """Return what a radar may see of a path, and the path as points before it."""
    mask = horizon.mask
    reach = mask.maximum_range_m
    lowest = lowest_visible_at(mask, polar.azimuth_rad, np.minimum(polar.ground_range_m, reach))
    seen = sensing.in_cover(sensor, polar, path.altitude_m, spot.altitude_m, radar.facing_deg)
    seen &= polar.ground_range_m <= reach
    shadow: Floats | float = 0.0
    if horizon.edge_m is None:
        seen &= path.altitude_m >= lowest - ABOVE_MASK_M
    else:
        shadow = diffraction.masked_loss_db(
            lowest,
            path.altitude_m,
            _edge_at(horizon, polar),
            polar.ground_range_m,
            sensor.beam.wavelength_m,
        )
    points = Geometry(
        ground_range_m=polar.ground_range_m,
        altitude_m=path.altitude_m,
        site_altitude_m=spot.altitude_m,
        off_axis_rad=sensing.off_axis_rad(polar.azimuth_rad, radar.facing_deg),
        surface_altitude_m=path.ground_altitude_m,
        surface_seen=path.ground_altitude_m >= lowest - ABOVE_MASK_M,
        shadow_db=shadow,
    )
    return seen, points


def _jammers(shared: Shared, sensor: Sensor, spot: Place, mask: Mask) -> list[surroundings.Seen]:
    jammers = shared.scenario.jammers
    lowest = []
    for jammer in jammers:
        reach, azimuth = earth.polar_from_site(
            spot.latitude_deg, spot.longitude_deg, jammer.latitude_deg, jammer.longitude_deg
        )
        near = min(float(reach), mask.maximum_range_m)
        lowest.append(float(lowest_visible_at(mask, azimuth, near)))
    return surroundings.jammers_in_sight(sensor, spot, jammers, lowest)


def _jam_to_noise(
    sensor: Sensor,
    jammers: list[surroundings.Seen],
    polar: Polar,
    points: Geometry,
    threat: ResolvedEntry,
) -> Floats:
    antenna = points.site_altitude_m + sensor.antenna_height_m
    elevation = earth.elevation_angle_rad(points.ground_range_m, antenna, points.altitude_m)
    total = surroundings.stand_off_noise(sensor, jammers, polar.azimuth_rad, elevation)
    return total + surroundings.self_screening_noise(sensor, points, threat)


def _sight(
    scenario: ResolvedScenario,
    sensor: Sensor,
    points: Geometry,
    seen: Flags,
    rcs: Floats | float,
    threat: ResolvedEntry,
) -> Sight:
    entry = sensor.entry
    chance = sensing.probability(sensor, points, rcs, threat.count("swerling"))
    chance = np.where(seen, chance, 0.0)
    coast = round(entry.si("drop_misses") * entry.si("look_period") / scenario.scan_s)
    guides = intercept.close_gaps(chance >= GUIDANCE_PROBABILITY, coast)
    noise = np.broadcast_to(points.jam_to_noise, chance.shape)
    if not scenario.models.track_accuracy:
        return Sight(chance, guides, np.where(guides, 0.0, np.inf), noise)
    accuracy = np.full_like(chance, np.inf)
    rcs = np.broadcast_to(rcs, chance.shape)[guides]
    accuracy[guides] = _accuracy_m(sensor, points.at(guides), rcs, chance[guides], threat)
    return Sight(chance, guides, accuracy, noise)


def _accuracy_m(
    sensor: Sensor, points: Geometry, rcs: Floats | float, chance: Floats, threat: ResolvedEntry
) -> Floats:
    """Return the error of a settled track; where nothing is seen a coasting one's at even odds."""
    entry = sensor.entry
    measures = Measures(
        bandwidth_hz=SPEED_OF_LIGHT_M_S / (2 * entry.si("range_resolution")),
        azimuth_beamwidth_rad=entry.si("azimuth_beamwidth"),
        elevation_beamwidth_rad=entry.si("elevation_beamwidth"),
    )
    look = sensing.signal_ratio(sensor, points, rcs) * entry.count("pulses_integrated")
    antenna = points.site_altitude_m + sensor.antenna_height_m
    return track_accuracy_m(
        measures,
        look,
        earth.slant_range_m(points.ground_range_m, antenna, points.altitude_m),
        entry.si("look_period"),
        threat.si("manoeuvre"),
        np.maximum(chance, GUIDANCE_PROBABILITY),
    )
