"""What radars see of the traffic, point by point; those of one kind are computed together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import intercept, passing_jammers, sensing, surroundings
from skydome.engagement.tables.batches import batches
from skydome.engagement.tables.sensing import ABOVE_MASK_M
from skydome.engagement.tables.sensor import Geometry, Polar
from skydome.physics import earth
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.estimation.accuracy import Measures, track_accuracy_m
from skydome.physics.radar import cross_section
from skydome.physics.waves import diffraction
from skydome.terrain import lowest_visible_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.passing_jammers import Marks
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Sensor
    from skydome.engagement.tables.shared import Shared
    from skydome.terrain import Mask


GUIDANCE_PROBABILITY = passing_jammers.EVEN_CHANCES  # single-look Pd from which a radar can guide


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


class Cover(NamedTuple):
    """The traffic that a radar could detect if there were no terrain.

    ``near`` adds the scans over which a track may coast, at most ``coast_scans``.
    """

    within: Flags
    near: Flags
    coast_scans: int


class Horizon(NamedTuple):
    """The terrain mask of one radar; with diffraction, ``edge_m`` is the range of its edge."""

    mask: Mask
    edge_m: NDArray[np.float32] | None


class Look(NamedTuple):
    """The points ``at`` of the traffic that one radar might detect, and what lies in between.

    The arrays are parallel to ``at``. Over points that are not ``seen`` a track may coast;
    ``lowest_m`` is the altitude from which the terrain lets a point be seen, ``edge_m`` the range
    of its edge (empty without diffraction), ``stand_off`` the noise of permanent jammers.
    """

    radar: int
    spot: Place
    coast_scans: int
    at: NDArray[np.intp]
    seen: Flags
    polar: Polar
    lowest_m: Floats
    edge_m: Floats
    stand_off: Floats


def look_of(
    shared: Shared, radar: int, spot: Place, polar: Polar, cover: Cover, horizon: Horizon
) -> Look:
    """Return the points of the traffic that a radar might detect; no others are computed."""
    traffic, near = shared.traffic, np.flatnonzero(cover.near)
    ranges, azimuths = polar.at(near)
    lowest = lowest_visible_at(horizon.mask, azimuths, ranges)
    seen = cover.within
    if horizon.edge_m is None:
        seen = seen.copy()
        seen[near] &= traffic.way.altitude_m[near] >= lowest - ABOVE_MASK_M
    tracked = intercept.close_gaps(seen, cover.coast_scans, traffic.bounds)[near]
    at, polar = near[tracked], Polar(ranges[tracked], azimuths[tracked])
    return Look(
        radar=radar,
        spot=spot,
        coast_scans=cover.coast_scans,
        at=at,
        seen=seen[at],
        polar=polar,
        lowest_m=lowest[tracked],
        edge_m=np.zeros(0) if horizon.edge_m is None else edge_at(horizon, polar),
        stand_off=_stand_off(shared, radar, spot, horizon.mask, polar, at),
    )


def sights_of(
    shared: Shared, looks: Iterable[Look]
) -> Iterator[tuple[int, tuple[Sight, Marks | None]]]:
    """Yield the number of each radar with its view of the traffic, in any order."""
    radars = shared.scenario.radars

    def kind(look: Look) -> tuple[str, bool]:
        return radars[look.radar].entry, radars[look.radar].mast_down

    for group in batches(looks, kind, lambda look: len(look.at)):
        yield from _sights_of_kind(shared, group)


def _sights_of_kind(
    shared: Shared, looks: list[Look]
) -> Iterator[tuple[int, tuple[Sight, Marks | None]]]:
    """Yield what `sights_of` does for radars of one kind."""
    traffic, sensor = shared.traffic, shared.sensor(shared.scenario.radars[looks[0].radar])
    at, seen = (np.concatenate([getattr(look, name) for look in looks]) for name in ("at", "seen"))
    points, ratio = _signal(shared, sensor, looks, at)
    found = sensing.detection_probability(sensor, points, ratio, traffic.swerling[at])
    chance = np.where(seen, found, 0.0)
    ends = np.cumsum([len(look.at) for look in looks])
    parts = [
        slice(int(end) - len(look.at), int(end)) for look, end in zip(looks, ends, strict=True)
    ]
    count = len(traffic.kind)
    chances = [_spread(look, chance[part], count) for look, part in zip(looks, parts, strict=True)]
    guides = [
        intercept.close_gaps(whole >= GUIDANCE_PROBABILITY, look.coast_scans, traffic.bounds)
        for look, whole in zip(looks, chances, strict=True)
    ]
    held = np.concatenate([guided[look.at] for look, guided in zip(looks, guides, strict=True)])
    accuracy = np.where(held, 0.0, np.inf)
    if shared.scenario.models.track_accuracy:
        accuracy[held] = _accuracy_m(
            sensor, points.at(held), ratio[held], chance[held], traffic.manoeuvre_m_s2[at[held]]
        )
    for look, part, whole, guided in zip(looks, parts, chances, guides, strict=True):
        sight = Sight(
            whole,
            guided,
            _spread(look, accuracy[part], count, np.inf),
            _spread(look, np.asarray(points.jam_to_noise)[part], count),
        )
        marks = None
        if passing_jammers.passing(shared.scenario):
            own = points.at(part)._replace(site_altitude_m=look.spot.altitude_m)
            marks = _marks(shared, sensor, look, own, ratio[part], accuracy[part])
        yield look.radar, (sight, marks)


def _spread(look: Look, values: Floats, count: int, otherwise: float = 0.0) -> Floats:
    """Return values over all of the traffic, those of a look at its points."""
    whole = np.full(count, otherwise) if otherwise else np.zeros(count)
    whole[look.at] = values
    return whole


def _marks(
    shared: Shared, sensor: Sensor, look: Look, points: Geometry, ratio: Floats, accuracy: Floats
) -> Marks:
    """Return the marks of one radar's looks, for jammers that are active for a time or carried."""
    levels = passing_jammers.levels(sensor, points, ratio, shared.traffic.swerling[look.at])
    errors = _errors_m(shared, sensor, points, ratio, levels.above_db(), look.at)
    errors[:, 0] = accuracy
    found = passing_jammers.marks(sensor, points, look.polar, levels, errors)
    return passing_jammers.spread(found, look.at, len(shared.traffic.kind))


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
    shared: Shared, sensor: Sensor, looks: list[Look], at: NDArray[np.intp]
) -> tuple[Geometry, Floats]:
    """Return the points of looks, side by side, relative to their radars, with the signal ratio."""
    traffic, radars = shared.traffic, [shared.scenario.radars[look.radar] for look in looks]
    altitude, ground = traffic.way.altitude_m[at], traffic.way.ground_altitude_m[at]
    polar = Polar(*(np.concatenate(parts) for parts in zip(*(o.polar for o in looks), strict=True)))
    lowest, counts = np.concatenate([look.lowest_m for look in looks]), [len(o.at) for o in looks]
    off_axis: Floats | float = 0.0
    if sensor.beam.pencil:
        facing = np.repeat([radar.facing_deg for radar in radars], counts)
        off_axis = sensing.off_axis_rad(polar.azimuth_rad, facing)
    shadow: Floats | float = 0.0
    if shared.scenario.models.diffraction:
        edges = np.concatenate([look.edge_m for look in looks])
        shadow = diffraction.masked_loss_db(
            lowest, altitude, edges, polar.ground_range_m, sensor.beam.wavelength_m
        )
    points = Geometry(
        ground_range_m=polar.ground_range_m,
        altitude_m=altitude,
        site_altitude_m=np.repeat([look.spot.altitude_m for look in looks], counts),
        off_axis_rad=off_axis,
        surface_altitude_m=ground,
        surface_seen=ground >= lowest - ABOVE_MASK_M,
        shadow_db=shadow,
    )
    stand_off = np.concatenate([look.stand_off for look in looks])
    on_board = surroundings.self_screening_noise(sensor, points, traffic.jamming_w_hz[at])
    points = points._replace(jam_to_noise=stand_off + on_board)
    aspect = cross_section.aspect_angle_rad(traffic.way.course_rad[at], polar.azimuth_rad)
    sides = shared.sides_m2[radars[0].entry]
    rcs = cross_section.rcs_of_sides_m2(sides[traffic.kind[at]], aspect)
    return points, sensing.signal_ratio(sensor, points, rcs)


def edge_at(horizon: Horizon, polar: Polar) -> Floats:
    """Return the range of the edge on the nearest ray, at the nearest range."""
    edge_m = horizon.edge_m
    if edge_m is None:
        raise ValueError("edges are known with diffraction only")
    azimuths, ranges = edge_m.shape
    ray = np.rint(polar.azimuth_rad / (2 * np.pi) * azimuths).astype(int) % azimuths
    post = np.rint(polar.ground_range_m / horizon.mask.range_step_m).astype(int) - 1
    return np.asarray(edge_m[ray, np.clip(post, 0, ranges - 1)], dtype=np.float64)


def _stand_off(
    shared: Shared, radar: int, spot: Place, mask: Mask, polar: Polar, at: NDArray[np.intp]
) -> Floats:
    """Return the noise of permanent jammers in the directions of a radar's points."""
    sensor = shared.sensor(shared.scenario.radars[radar])
    seen = _jammers(shared, sensor, spot, mask)
    if not seen:
        return np.zeros(len(at))
    antenna = spot.altitude_m + sensor.antenna_height_m
    altitude = shared.traffic.way.altitude_m[at]
    elevation = earth.elevation_angle_rad(polar.ground_range_m, antenna, altitude)
    return surroundings.stand_off_noise(sensor, seen, polar.azimuth_rad, elevation)


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
