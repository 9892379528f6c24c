"""One sensor or launcher over the points around a unit, prepared for evaluation by altitude.

Everything that does not depend on the target's altitude is computed once: ranges, sectors and the
terrain mask. What remains for an altitude is a few array comparisons.
"""

from __future__ import annotations

from math import ceil, pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage import kernels
from skydome.engagement.tables.attenuation import ALTITUDE_AXIS_M
from skydome.engagement.tables.placement import PLATFORM
from skydome.engagement.tables.sensing import (
    ABOVE_MASK_M,
    SNR_AXIS_DB,
    cross_section_m2,
    signal_ratio,
)
from skydome.engagement.tables.sensor import Geometry, Polar
from skydome.engagement.tables.sights import GUIDANCE_PROBABILITY
from skydome.engagement.tables.views import (
    PROFILE_AZIMUTHS,
    PROFILE_STEP_M,
    posts_per_step,
)
from skydome.physics import earth
from skydome.terrain import mask_from_profiles, sample_profiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Sensor
    from skydome.physics.motion.flyout import FlyoutTable
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid, Mask


RANGE_TABLE_STEP_M = 2_000.0
FLAT_AZIMUTHS = 4
ASIDES = 7  # angles off the axis between which an array's loss is interpolated
NEAREST_M = 100.0  # means no range
LEAST_RATIO = 1e-12
BESIDE_CONE = 1 + 1e-9  # of its radius, for rounding
UNREACHED_M = -1e3
ROUNDING_M = 1.0  # rounding of a range converted to a position and back


class Points(NamedTuple):
    """Points around a unit: arrays [azimuth, range], except for the two axes.

    ``ground_m`` is the terrain's altitude.
    """

    azimuth_rad: Floats
    range_m: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    ground_m: Floats


class Look(NamedTuple):
    """One radar: which of the points it can detect, by altitude.

    ``range_m``, ``lowest_m`` (the altitude from which a point is in sight) and ``aside_rad`` (the
    angle off the radar's facing) are [azimuth, range]; points outside its sector have an infinite
    ``lowest_m``. ``nearest_m`` (the overhead cone) is by `ALTITUDE_AXIS_M`.
    """

    range_m: Floats
    lowest_m: Floats
    aside_rad: Floats
    nearest_m: Floats
    margin: Margin


class Margin(NamedTuple):
    """The margin of a radar's echo over the detection threshold, in decibels.

    ``margin_db`` is float32 [without and with ground clutter, angle off the axis, altitude, range];
    the altitudes are those of `ALTITUDE_AXIS_M` by default, the ranges start at 0.
    """

    aside_step_rad: float
    range_step_m: float
    margin_db: NDArray[np.float32]


class Launch(NamedTuple):
    """One missile type at one battery.

    ``nearest_m`` and ``farthest_m`` are the bounds of its reach at the fly-out table's heights
    above the launcher; ``floor_m`` (above ground) and ``ceiling_m`` (above sea level) bound the
    catalogue's altitude band.
    """

    range_m: Floats
    launcher_altitude_m: float
    height_axis_m: Floats
    nearest_m: Floats
    farthest_m: Floats
    floor_m: float
    ceiling_m: float


def azimuths_rad(count: int) -> Floats:
    """Return evenly spaced azimuths, clockwise from north."""
    return np.arange(count, dtype=np.float64) * (2 * pi / count)


def points_around(grid: Grid, place: Place, azimuths: int, step_m: float, reach: float) -> Points:
    """Return the points around a place, from one range step out to ``reach``."""
    azimuth = azimuths_rad(azimuths)
    ranges = step_m * np.arange(1, int(reach / step_m) + 1, dtype=np.float64)
    latitude, longitude = earth.destination(
        place.latitude_deg, place.longitude_deg, azimuth[:, np.newaxis], ranges
    )
    ground = np.asarray(grid.height_at(latitude, longitude), dtype=np.float64)
    return Points(azimuth, ranges, latitude, longitude, ground)


def seen_from(points: Points, place: Place) -> Polar:
    """Return the points as seen from one place."""
    return Polar(
        *earth.polar_from_site(
            place.latitude_deg, place.longitude_deg, points.latitude_deg, points.longitude_deg
        )
    )


def masks_at(
    scenario: ResolvedScenario, grid: Grid, spot: Place, radars: list[int], far_m: float
) -> dict[int, Mask]:
    """Return the terrain mask of each of the numbered radars of one site.

    Within their range, the masks are those of the engine: the same azimuths and the same number of
    terrain samples per kilometre. Flat ground is the same in all azimuths, so a few are enough.
    """
    posts = posts_per_step(grid)
    step = PROFILE_STEP_M / posts
    profiles = sample_profiles(
        grid,
        spot.latitude_deg,
        spot.longitude_deg,
        FLAT_AZIMUTHS if np.ptp(grid.height_m) == 0 else PROFILE_AZIMUTHS,
        step,
        ceil(far_m / PROFILE_STEP_M) * PROFILE_STEP_M,
    )
    masks = {}
    for r in radars:
        mast = scenario.entries[scenario.radars[r].entry].si("antenna_height")
        masks[r] = mask_from_profiles(profiles, step, spot.altitude_m + mast, posts)
    return masks


class Margins:
    """Margins of radars by radar, target and altitude of the site, each computed once.

    For questions that differ in one entry at a time: the scenario's models and weather do not
    count. Entries are told apart by identity, so a changed one has to be another object.

    Parameters
    ----------
    targets
        Computed together where the first of them is asked for, which takes hardly longer than one.
    altitude_m
        As for `margins_of`.
    """

    def __init__(
        self, targets: Iterable[ResolvedEntry] = (), altitude_m: Floats = ALTITUDE_AXIS_M
    ) -> None:
        self.altitude_m, self._targets = altitude_m, {id(target): target for target in targets}
        self._known: dict[tuple[int, int, float], tuple[ResolvedEntry, ResolvedEntry, Margin]] = {}

    def of(self, sensor: Sensor, target: ResolvedEntry, site_altitude_m: float) -> Margin:
        """Return the margin of a radar against a target, see `margins_of`."""
        key = (id(sensor.entry), id(target), site_altitude_m)
        if key not in self._known:  # entries are kept too: an id is good as long as its object is
            asked = self._targets if id(target) in self._targets else {id(target): target}
            margins = margins_of(sensor, list(asked.values()), site_altitude_m, self.altitude_m)
            for (number, one), margin in zip(asked.items(), margins, strict=True):
                self._known[key[0], number, key[2]] = (sensor.entry, one, margin)
        return self._known[key][-1]


def look_of(
    sensor: Sensor, polar: Polar, mask: Mask, place: Place, facing_deg: float, margin: Margin
) -> Look:
    """Return one radar's view of points given in polar coordinates around it."""
    lowest, aside = np.empty_like(polar.ground_range_m), np.empty_like(polar.ground_range_m)
    kernels.lower_edge(
        mask.lowest_visible_altitude_m,
        mask.range_step_m,
        polar.azimuth_rad.ravel(),
        polar.ground_range_m.ravel(),
        min(sensor.entry.si("instrumented_range"), mask.maximum_range_m),
        float(np.radians(facing_deg)),
        sensor.entry.si("sector_width") / 2,
        lowest.ravel(),
        aside.ravel(),
    )
    lowest -= ABOVE_MASK_M
    return Look(
        range_m=polar.ground_range_m,
        lowest_m=lowest,
        aside_rad=aside,
        nearest_m=np.maximum(cone_m(sensor, place.altitude_m), sensor.nearest_m),
        margin=margin,
    )


def cone_m(sensor: Sensor, site_altitude_m: float, altitude_m: Floats = ALTITUDE_AXIS_M) -> Floats:
    """Return the range within which targets are too high for a radar, by altitude."""
    nearest = earth.ground_range_at_elevation_m(
        sensor.entry.si("maximum_elevation"),
        site_altitude_m + sensor.antenna_height_m,
        altitude_m,
    )
    return np.nan_to_num(nearest, nan=0.0)


def margin_of(
    sensor: Sensor,
    target: ResolvedEntry,
    site_altitude_m: float,
    altitude_m: Floats = ALTITUDE_AXIS_M,
) -> Margin:
    """Return a radar's margin against one target, see `margins_of`."""
    (margin,) = margins_of(sensor, [target], site_altitude_m, altitude_m)
    return margin


def margins_of(
    sensor: Sensor,
    targets: Sequence[ResolvedEntry],
    site_altitude_m: float,
    altitude_m: Floats = ALTITUDE_AXIS_M,
) -> list[Margin]:
    """Return a radar's margin against each of some nose-on targets in line of sight.

    The margin is over the signal at which a look detects with `GUIDANCE_PROBABILITY`. The ground
    around is assumed to be at the site's altitude, or at sea level under an airborne radar. In the
    overhead cone the margin is that at its edge, so that interpolation next to the cone is not
    affected by missing values. Targets differ in cross-section and fluctuation only, so paths,
    beam and clutter are computed once for all.
    """
    half_sector, reach = sensor.entry.si("sector_width") / 2, sensor.entry.si("instrumented_range")
    turns = sensor.entry.si("sector_width") >= 2 * pi or not sensor.models.antenna
    asides = np.zeros(1) if turns else np.linspace(0.0, half_sector, ASIDES)
    ranges = np.arange(0.0, reach + RANGE_TABLE_STEP_M, RANGE_TABLE_STEP_M)
    cone = cone_m(sensor, site_altitude_m, altitude_m)[:, np.newaxis] * BESIDE_CONE
    each = (len(targets), 1, 1, 1)
    rcs = np.reshape([cross_section_m2(sensor, one, np.zeros(1)) for one in targets], each)
    needed_db = [
        np.interp(GUIDANCE_PROBABILITY, sensor.detection[one.count("swerling")], SNR_AXIS_DB)
        for one in targets
    ]
    surface = 0.0 if PLATFORM in sensor.entry.parameters else site_altitude_m
    shape = (len(targets), 2, len(asides), len(altitude_m), len(ranges))
    margins = np.empty(shape, dtype=np.float32)
    for ground in range(2):
        points = Geometry(
            ground_range_m=np.maximum(np.maximum(ranges, NEAREST_M), cone),
            altitude_m=altitude_m[:, np.newaxis],
            site_altitude_m=site_altitude_m,
            off_axis_rad=asides[:, np.newaxis, np.newaxis],
            surface_altitude_m=surface,
            surface_seen=bool(ground),
        )
        ratio = signal_ratio(sensor, points, rcs)
        signal_db = 10 * np.log10(np.maximum(ratio, LEAST_RATIO))
        margins[:, ground] = signal_db - np.reshape(needed_db, each)
    step = 1.0 if turns else half_sector / (ASIDES - 1)
    return [Margin(step, RANGE_TABLE_STEP_M, margin) for margin in margins]


def sees(look: Look, altitude_m: Floats, ground_m: Floats) -> Flags:
    """Return the points at which a radar can guide against a target at these altitudes."""
    seen = np.empty(look.range_m.shape, dtype=np.bool_)
    kernels.mark_seen(
        altitude_m.ravel(),
        ground_m.ravel(),
        look.range_m.ravel(),
        look.lowest_m.ravel(),
        look.aside_rad.ravel(),
        ALTITUDE_AXIS_M,
        look.nearest_m,
        look.margin.aside_step_rad,
        look.margin.range_step_m,
        look.margin.margin_db,
        seen.ravel(),
    )
    return seen


def launch_of(
    missile: ResolvedEntry, table: FlyoutTable, polar: Polar, place: Place, target: ResolvedEntry
) -> Launch:
    """Return where one missile type at one battery can intercept a target."""
    kind = "_ballistic" if target.attributes["motion"] == "ballistic" else ""
    near, far = reachable_m(table)
    speed = target.parameters.get("speed")
    if speed is not None and speed.value > missile.si("maximum_target_speed"):
        far = np.full_like(far, UNREACHED_M)
    return Launch(
        range_m=polar.ground_range_m,
        launcher_altitude_m=place.altitude_m,
        height_axis_m=table.altitude_m,
        nearest_m=np.maximum(near, missile.si("minimum_range")),
        farthest_m=np.minimum(far, missile.si(f"maximum_range{kind}")) + ROUNDING_M,
        floor_m=missile.si(f"minimum_altitude{kind}"),
        ceiling_m=missile.si(f"maximum_altitude{kind}"),
    )


def reachable_m(table: FlyoutTable) -> tuple[Floats, Floats]:
    """Return the nearest and the farthest range that a fly-out table reaches at its heights.

    If the table has a gap, only the part before it counts. Infinite and `UNREACHED_M` if no range
    is reached.
    """
    finite = np.isfinite(table.time_of_flight_s)
    first = finite.argmax(axis=0)
    gap = ~finite & np.logical_or.accumulate(finite, axis=0)
    last = np.where(gap.any(axis=0), gap.argmax(axis=0), len(finite)) - 1
    reached = finite.any(axis=0)
    return (
        np.where(reached, table.ground_range_m[first], np.inf),
        np.where(reached, table.ground_range_m[last], UNREACHED_M),
    )


def add_met(
    met: Flags, launch: Launch, guided: Flags, altitude_m: Floats, ground_m: Floats
) -> None:
    """Mark the points at which a guided missile can intercept a target at these altitudes.

    A point between two heights of the fly-out table must be within reach at both, as in
    `skydome.engagement.tables.intercept.read`.
    """
    kernels.mark_met(
        guided.ravel(),
        altitude_m.ravel(),
        ground_m.ravel(),
        launch.range_m.ravel(),
        launch.launcher_altitude_m,
        launch.height_axis_m,
        launch.nearest_m,
        launch.farthest_m,
        launch.floor_m,
        launch.ceiling_m,
        met.ravel(),
    )
