"""Detection of every path by every radar in one placement of the sites."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import intercept, passing_jammers, sensing, surroundings
from skydome.engagement.tables.placement import Place, places
from skydome.engagement.tables.sensing import ABOVE_MASK_M
from skydome.engagement.tables.sensor import Geometry, Polar
from skydome.physics import earth
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.estimation.accuracy import Measures, track_accuracy_m
from skydome.physics.radar import cross_section
from skydome.physics.waves import diffraction
from skydome.terrain import (
    lowest_visible_at,
    mask_from_profiles,
    ranges_needed,
    sample_profiles,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.passing_jammers import Heard, Marks
    from skydome.engagement.tables.sensor import Sensor
    from skydome.engagement.tables.shared import Shared
    from skydome.scenario.resolved import Radar, ResolvedScenario
    from skydome.terrain import Grid, Mask


GUIDANCE_PROBABILITY = passing_jammers.EVEN_CHANCES  # single-look Pd from which a radar can guide
PROFILE_STEP_M = 1_000.0
PROFILE_AZIMUTHS = 720
MOST_POSTS = 8


class Sight(NamedTuple):
    """One radar's view of the traffic, point by point.

    A radar ``guides`` while its detection probability is high enough, and coasts over short gaps;
    ``accuracy_m`` is that of a settled track, infinite where it does not guide. ``jam_to_noise`` is
    0 where the radar never detects.
    """

    probability: Floats
    guides: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


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
    seen: dict[int, tuple[Sight, Marks | None, Heard | None]] = {}
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
            sensor, found = shared.sensor(radar), None
            if len(emitters.altitude_m):
                found = passing_jammers.heard(sensor, spot, emitters, horizon.mask)
            sight, looks = _sight(shared, radar, spot, polars[site], cover, horizon)
            seen[r] = sight, looks, found
    sights, marks, hearing = zip(*(seen[r] for r in range(len(scenario.radars))), strict=True)
    return View(spots, polars, [*sights], [m for m in marks if m], [h for h in hearing if h])


class Cover(NamedTuple):
    """The traffic that a radar could detect if there were no terrain.

    ``near`` adds the scans over which a track may coast, at most ``coast_scans``.
    """

    within: Flags
    near: Flags
    coast_scans: int


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


class Horizon(NamedTuple):
    """The terrain mask of one radar; with diffraction, ``edge_m`` is the range of its edge."""

    mask: Mask
    edge_m: NDArray[np.float32] | None


def _horizon(shared: Shared, radar: Radar, spot: Place, terrain: TerrainProfiles) -> Horizon:
    antenna = spot.altitude_m + shared.sensor(radar).antenna_height_m
    mask = mask_from_profiles(
        terrain.profiles, terrain.step_m, antenna, terrain.posts, terrain.needed_m
    )
    if not shared.scenario.models.diffraction:
        return Horizon(mask, None)
    edge = diffraction.horizon_edge_ranges(terrain.profiles, terrain.step_m, antenna, terrain.posts)
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


def _sight(
    shared: Shared, radar: Radar, spot: Place, polar: Polar, cover: Cover, horizon: Horizon
) -> tuple[Sight, Marks | None]:
    """Return one radar's view of the traffic; points that it never detects are not computed."""
    traffic, sensor = shared.traffic, shared.sensor(radar)
    lowest, near = np.full(len(cover.near), np.inf), np.flatnonzero(cover.near)
    lowest[near] = lowest_visible_at(
        horizon.mask, polar.azimuth_rad[near], polar.ground_range_m[near]
    )
    seen = cover.within.copy()
    if horizon.edge_m is None:
        seen &= traffic.way.altitude_m >= lowest - ABOVE_MASK_M
    at = np.flatnonzero(intercept.close_gaps(seen, cover.coast_scans, traffic.bounds))
    points, ratio = _signal(shared, radar, spot, polar, horizon, lowest, at)
    chance = np.zeros(len(seen))
    chance[at] = sensing.detection_probability(sensor, points, ratio, traffic.swerling[at])
    chance[~seen] = 0.0
    guides = intercept.close_gaps(chance >= GUIDANCE_PROBABILITY, cover.coast_scans, traffic.bounds)
    noise = np.zeros(len(seen))
    noise[at] = points.jam_to_noise
    accuracy = np.where(guides, 0.0, np.inf)
    held = guides[at]
    own, before = at[held], points.at(held)
    if shared.scenario.models.track_accuracy:
        accuracy[own] = _accuracy_m(
            sensor, before, ratio[held], chance[own], traffic.manoeuvre_m_s2[own]
        )
    sight = Sight(chance, guides, accuracy, noise)
    if not passing_jammers.passing(shared.scenario):
        return sight, None
    levels = passing_jammers.levels(sensor, points, ratio, traffic.swerling[at])
    errors = _errors_m(shared, sensor, points, ratio, levels.above_db(), at)
    errors[:, 0] = accuracy[at]
    found = passing_jammers.marks(sensor, points, polar.at(at), levels, errors)
    return sight, passing_jammers.spread(found, at, len(seen))


def _errors_m(
    shared: Shared,
    sensor: Sensor,
    points: Geometry,
    ratio: Floats,
    above_db: Floats,
    at: NDArray[np.intp],
) -> Floats:
    """Return the errors of settled tracks, in metres, by signal above that with Pd 0.5.

    ``above_db`` is looks × signals, the full signal first, whose error is left at 0; so are all
    errors if the scenario does not use track accuracy.
    """
    found, traffic = np.zeros(above_db.shape), shared.traffic
    if shared.scenario.models.track_accuracy:
        for column in range(1, above_db.shape[1]):
            weaker = ratio * 10 ** ((above_db[:, column] - above_db[:, 0]) / 10)
            chance = sensing.detection_probability(sensor, points, weaker, traffic.swerling[at])
            manoeuvre = traffic.manoeuvre_m_s2[at]
            found[:, column] = _accuracy_m(sensor, points, weaker, chance, manoeuvre)
    return found


def _signal(
    shared: Shared,
    radar: Radar,
    spot: Place,
    polar: Polar,
    horizon: Horizon,
    lowest_m: Floats,
    at: NDArray[np.intp],
) -> tuple[Geometry, Floats]:
    """Return part of the traffic as points relative to a radar, with their signal ratio."""
    sensor, traffic = shared.sensor(radar), shared.traffic
    way, lowest, polar = traffic.way.at(at), lowest_m[at], polar.at(at)
    shadow: Floats | float = 0.0
    if horizon.edge_m is not None:
        shadow = diffraction.masked_loss_db(
            lowest,
            way.altitude_m,
            _edge_at(horizon, polar),
            polar.ground_range_m,
            sensor.beam.wavelength_m,
        )
    points = Geometry(
        ground_range_m=polar.ground_range_m,
        altitude_m=way.altitude_m,
        site_altitude_m=spot.altitude_m,
        off_axis_rad=_off_axis_rad(sensor, polar, radar),
        surface_altitude_m=way.ground_altitude_m,
        surface_seen=way.ground_altitude_m >= lowest - ABOVE_MASK_M,
        shadow_db=shadow,
    )
    jammers = _jammers(shared, sensor, spot, horizon.mask)
    noise = _jam_to_noise(sensor, jammers, polar, points, traffic.jamming_w_hz[at])
    points = points._replace(jam_to_noise=noise)
    aspect = cross_section.aspect_angle_rad(way.course_rad, polar.azimuth_rad)
    rcs = cross_section.rcs_of_sides_m2(shared.sides_m2[radar.entry][traffic.kind[at]], aspect)
    return points, sensing.signal_ratio(sensor, points, rcs)


def _off_axis_rad(sensor: Sensor, polar: Polar, radar: Radar) -> Floats | float:
    """Return the angle of points off the facing of a radar; 0 for a rotating one."""
    if not sensor.beam.pencil:
        return 0.0
    return sensing.off_axis_rad(polar.azimuth_rad, radar.facing_deg)


def _jammers(shared: Shared, sensor: Sensor, spot: Place, mask: Mask) -> list[surroundings.Seen]:
    jammers = [jammer for jammer in shared.scenario.jammers if not jammer.passing]
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
    on_board_w_hz: Floats,
) -> Floats:
    total: Floats = np.zeros_like(points.ground_range_m)
    if jammers:
        antenna = points.site_altitude_m + sensor.antenna_height_m
        elevation = earth.elevation_angle_rad(points.ground_range_m, antenna, points.altitude_m)
        total = surroundings.stand_off_noise(sensor, jammers, polar.azimuth_rad, elevation)
    return total + surroundings.self_screening_noise(sensor, points, on_board_w_hz)


def _accuracy_m(
    sensor: Sensor, points: Geometry, ratio: Floats, chance: Floats, manoeuvre_m_s2: Floats
) -> Floats:
    """Return the error of a settled track; where Pd is too low, that of a coasting track at 0.5."""
    entry = sensor.entry
    measures = Measures(
        bandwidth_hz=SPEED_OF_LIGHT_M_S / (2 * entry.si("range_resolution")),
        azimuth_beamwidth_rad=entry.si("azimuth_beamwidth"),
        elevation_beamwidth_rad=entry.si("elevation_beamwidth"),
    )
    antenna = points.site_altitude_m + sensor.antenna_height_m
    return track_accuracy_m(
        measures,
        ratio * entry.count("pulses_integrated"),
        earth.slant_range_m(points.ground_range_m, antenna, points.altitude_m),
        entry.si("look_period"),
        manoeuvre_m_s2,
        np.maximum(chance, GUIDANCE_PROBABILITY),
    )
