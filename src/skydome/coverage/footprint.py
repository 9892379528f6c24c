"""The area that a unit can defend against a ballistic missile: the defended footprint.

A point on the ground is defended if a missile aimed at it can be intercepted before impact. The
engine's own models are used for the flight (free fall through the atmosphere over a rotating Earth,
`paths.build_path`), for detection (`sensing.signal_ratio` and the terrain mask), for the fly-out
table and for the envelope against ballistic targets. `footprint` states what is left out.

Aim points lie in the plane that keeps distance and direction from the unit, and the flight to each
is the flight to the unit, shifted. On the sphere a shift by 200 km moves what is 600 km away by
0.1 km. With such parallel flights a footprint is the area in which intercepts are possible, drawn
along the flight. Its sides are therefore straight where that area is widest: at the range of the
interceptor, or, if the radar's sector is narrower than 180°, at range · sin(sector / 2).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage import kernels, look
from skydome.coverage.kernels import Course, Shooter, Watch
from skydome.engagement.tables import sensing
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.intercept import flyout_of
from skydome.engagement.tables.paths import build_path
from skydome.engagement.tables.placement import places
from skydome.physics import earth
from skydome.scenario.resolved import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Sensor
    from skydome.scenario.resolved import Battery, ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid, Mask


CELLS = 80  # aim points per side
SCOUT_CELLS = 24  # per side of the coarse search that locates them
ASPECTS = 181
# Slant ranges to high targets are nonlinear in altitude, so the rows are closer than those of the
# atmosphere.
ALTITUDE_AXIS_M = np.concatenate(
    [
        np.arange(0.0, 1e3, 200.0),
        np.arange(1e3, 10e3, 1e3),
        np.arange(10e3, 40e3, 5e3),
        np.arange(40e3, 200e3, 20e3),
        np.arange(200e3, 1_001e3, 100e3),
    ]
)
BALLISTIC = "ballistic"
NO_FOOTPRINT = -np.inf


class Footprint(NamedTuple):
    """What one unit defends against one ballistic missile from one direction.

    Attributes
    ----------
    unit, threat
        Name of the unit, id of the threat.
    bearing_deg
        Direction from which the missiles come, seen from the unit, clockwise from north.
    along_m, across_m
        Aim points: in the direction from which the missiles come, and to the right of it.
    spare_s
        Time in hand at each aim point, [placement, along, across]: between the first possible and
        the last useful launch. -inf where no intercept is possible.
    """

    unit: str
    threat: str
    bearing_deg: float
    along_m: Floats
    across_m: Floats
    spare_s: Floats

    @property
    def defended(self) -> Flags:
        """Aim points with an intercept, [placement, along, across]."""
        return np.asarray(self.spare_s >= 0, dtype=np.bool_)

    @property
    def cell_m2(self) -> float:
        """Area represented by one aim point."""
        along = self.along_m[1] - self.along_m[0]
        across = self.across_m[1] - self.across_m[0]
        return float(along * across)

    @property
    def area_m2(self) -> Floats:
        """Defended area by placement."""
        return np.asarray(self.defended.sum(axis=(1, 2)) * self.cell_m2)


def footprint(
    scenario: ResolvedScenario,
    grid: Grid,
    target: ResolvedEntry,
    unit: str,
    *,
    bearing_deg: float,
    placements: Iterable[int] = (0,),
    cells: int = CELLS,
    splits: int = 1,
    course: Course | None = None,
) -> Footprint:
    """Return the area that a unit on its own defends against a ballistic missile.

    An aim point is defended if, scan by scan of the flight to it, some carried missile has an
    intercept:

    1. *Detect*: a radar of the unit detects the missile, as in `skydome.coverage.range_by_altitude`
    (in line of sight, within its sector and elevation, with a single-look probability of at least
    0.5), at the missile's aspect. 2. *Track*: the radar has detected it for as many look periods as
    its confirmation rule has looks. Gaps of up to the number of looks that drops a track do not
    count. 3. *React*: the command post's reaction time has passed since the unit's first track. 4.
    *Fly out*: a missile launched no earlier arrives in time, by its fly-out table. 5. *Meet*: on
    the descent, within the range limits, the altitude band and the target speed of the catalogue's
    envelope against ballistic targets, guided from launch to
       intercept by the battery's own radar, or by any of the unit for active missiles.

    Channels and missiles do not run out, and kill probability is not considered. Track accuracy,
    jamming, multipath and diffraction are left out, whatever the scenario says. The ground under
    the aim points is assumed to be as high as under the unit.

    Parameters
    ----------
    scenario, grid
        As for `skydome.coverage.range_by_altitude`.
    target
        A threat of the catalogue that flies ballistically, with its range.
    unit
        Name of a unit.
    bearing_deg
        Where the missiles come from, clockwise from north.
    placements
        Numbers of the placements of the sites.
    cells
        Aim points per side, around the area that a coarse search finds; the area is accurate to
        about one part in ``cells``.
    splits
        Into how many cells per side a cell at the edge is divided for a finer outline. The others
        keep the value of their middle.
    course
        The flight, from `course_of`; computed if not given.

    Raises
    ------
    ValueError
        The target is not ballistic.
    """
    flight = course_of(scenario, target, unit, bearing_deg) if course is None else course
    (found,) = footprints(
        scenario,
        grid,
        [target],
        unit,
        bearing_deg=bearing_deg,
        courses=[flight],
        placements=placements,
        cells=cells,
        splits=splits,
    )
    return found


def footprints(
    scenario: ResolvedScenario,
    grid: Grid,
    targets: Sequence[ResolvedEntry],
    unit: str,
    *,
    bearing_deg: float,
    courses: Sequence[Course],
    placements: Iterable[int] = (0,),
    cells: int = CELLS,
    splits: int = 1,
) -> Iterator[Footprint]:
    """Yield what `footprint` returns for each of some targets, each with its flight.

    The unit's radars, positions and masks are prepared once for all of them.
    """
    crew = _crew(scenario, unit)
    with ThreadPoolExecutor() as executor:
        sensors = dict(zip(crew.entries, executor.map(crew.sensor, crew.entries), strict=True))
    margins = look.Margins(targets, ALTITUDE_AXIS_M)
    camps = [_camp(scenario, grid, crew, placement) for placement in placements]
    for target, course in zip(targets, courses, strict=True):
        asked = _Question(scenario, target, crew, sensors, margins, course)
        stands = [_stand(asked, camp) for camp in camps]
        yield _footprint(asked, stands, bearing_deg, cells, splits)


def _footprint(
    asked: _Question, stands: Sequence[_Stand], bearing_deg: float, cells: int, splits: int
) -> Footprint:
    rough = _edges(asked.crew, asked.course, bearing_deg, SCOUT_CELLS)
    scouted = _spare_s(stands[0], _aims(bearing_deg, *map(_middles, rough)))
    margin = 2 * asked.scenario.terrain.placement_radius_m
    along, across = (_middles(edges) for edges in _closer(rough, scouted, margin, cells))
    aims = _aims(bearing_deg, along, across)
    spare = [_spare_s(stand, aims) for stand in stands]
    shape = (len(spare), len(along), len(across))
    found = Footprint(
        unit=asked.crew.batteries[0].unit,
        threat=asked.target.id,
        bearing_deg=bearing_deg,
        along_m=along,
        across_m=across,
        spare_s=np.reshape(spare, shape),
    )
    return found if splits == 1 else _outlined(found, stands, splits)


def course_of(
    scenario: ResolvedScenario, target: ResolvedEntry, unit: str, bearing_deg: float
) -> Course:
    """Return the flight of a ballistic missile to a unit's whole degree.

    It is launched from the distance that the catalogue gives as its range. The ground is flat,
    since the terrain under its path does not matter.

    Raises
    ------
    ValueError
        The target is not ballistic.
    """
    if target.attributes["motion"] != BALLISTIC:
        problem = f"{target.id} does not fly ballistically; allowed: a ballistic threat"
        raise ValueError(problem)
    site = next(site for site in scenario.sites if site.unit == unit)
    reach = target.si("range")
    here = (site.latitude_deg, site.longitude_deg)
    latitude, longitude = earth.destination(
        *here, np.radians([bearing_deg % 360]), np.array([reach])
    )
    asset = scenario.assets[0].model_copy(
        update={"latitude_deg": here[0], "longitude_deg": here[1]}
    )
    threat = scenario.threats[0].model_copy(
        update={
            "entry": target.id,
            "motion": BALLISTIC,
            "origin_latitude_deg": float(latitude[0]),
            "origin_longitude_deg": float(longitude[0]),
            "asset": 0,
            "release_range_m": chosen(reach, "m"),
            "via": (),
            "apogee_m": None,
        }
    )
    flown = scenario.model_copy(
        update={
            "assets": (asset,),
            "threats": (threat,),
            "entries": scenario.entries | {target.id: target},
            "terrain": scenario.terrain.model_copy(update={"flat": True, "folder": ""}),
        }
    )
    path = build_path(flown, threat, elevation_of(flown))
    away, azimuth = earth.polar_from_site(*here, path.latitude_deg, path.longitude_deg)
    return Course(
        east_m=away * np.sin(azimuth),
        north_m=away * np.cos(azimuth),
        altitude_m=path.altitude_m,
        speed_m_s=path.speed_m_s,
        heading_rad=path.course_rad,
    )


def east_and_north_m(
    bearing_deg: float, along_m: Floats, across_m: Floats
) -> tuple[Floats, Floats]:
    """Return a grid's points [along, across] as distances east and north of the unit."""
    turn = np.radians(bearing_deg)
    along, across = np.meshgrid(along_m, across_m, indexing="ij")
    east = along * np.sin(turn) + across * np.cos(turn)
    north = along * np.cos(turn) - across * np.sin(turn)
    return east, north


class _Crew(NamedTuple):
    """The parts of a scenario that belong to one unit: its radars' positions and its batteries."""

    scene: sensing.Scene
    scenario: ResolvedScenario
    radars: list[int]
    batteries: list[Battery]

    @property
    def entries(self) -> list[str]:
        """Ids of the radars, each once."""
        return list(dict.fromkeys(self.scenario.radars[r].entry for r in self.radars))

    def sensor(self, entry: str) -> Sensor:
        """Return a prepared radar."""
        return sensing.sensor_of(self.scenario.entries[entry], self.scene)

    def launches(self) -> Iterator[tuple[Battery, ResolvedEntry]]:
        """Yield every missile type at every battery."""
        for battery in self.batteries:
            for k in dict.fromkeys(battery.launchers):
                yield battery, self.scenario.entries[self.scenario.missiles[k]]


def _crew(scenario: ResolvedScenario, unit: str) -> _Crew:
    radars = [
        r for r, radar in enumerate(scenario.radars) if scenario.sites[radar.site].unit == unit
    ]
    batteries = [battery for battery in scenario.batteries if battery.unit == unit]
    return _Crew(sensing.scene_of(scenario), scenario, radars, batteries)


def _edges(crew: _Crew, course: Course, bearing_deg: float, cells: int) -> tuple[Floats, Floats]:
    """Return the edges of cells out to the farthest possible intercept: a reach from a battery.

    Missiles aimed behind the unit pass over it. The edges therefore extend farther back, by the
    ground distance that a missile still has to fly when it descends through the ceiling.
    """
    missiles = [missile for _, missile in crew.launches()]
    reach = max(m.si("maximum_range_ballistic") for m in missiles)
    ceiling = max(m.si("maximum_altitude_ballistic") for m in missiles)
    reach += 2 * crew.scenario.terrain.placement_radius_m + 1.0
    turn = np.radians(bearing_deg)
    short = course.east_m * np.sin(turn) + course.north_m * np.cos(turn)
    met = _falling(course) & (course.altitude_m <= ceiling)
    behind = float(short[met].max(initial=0.0))
    return np.linspace(-reach - behind, reach, cells + 1), np.linspace(-reach, reach, cells + 1)


def _closer(
    edges: tuple[Floats, Floats], scouted: Floats, margin_m: float, cells: int
) -> Iterator[Floats]:
    """Yield the edges of cells around the area found, or around everything if none was found."""
    found = np.reshape(scouted >= 0, (SCOUT_CELLS, SCOUT_CELLS))
    for axis, edge in enumerate(edges):
        hit = np.flatnonzero(found.any(axis=1 - axis))
        if not len(hit):
            yield edge
            continue
        beside = edge[1] - edge[0] + margin_m
        low = max(edge[0], edge[hit[0]] - beside)
        high = min(edge[-1], edge[hit[-1] + 1] + beside)
        yield np.linspace(low, high, cells + 1)


def _middles(edges: Floats) -> Floats:
    return np.asarray((edges[1:] + edges[:-1]) / 2)


def _outlined(found: Footprint, stands: Sequence[_Stand], splits: int) -> Footprint:
    """Return a footprint on smaller cells, computed where a neighbour of the larger one differs."""
    along, across = (_divided(axis, splits) for axis in (found.along_m, found.across_m))
    spare = found.spare_s.repeat(splits, axis=1).repeat(splits, axis=2)
    edge = _at_edge(found.defended).repeat(splits, axis=0).repeat(splits, axis=1)
    if edge.any():
        east, north = east_and_north_m(found.bearing_deg, along, across)
        for placed, stand in zip(spare, stands, strict=True):
            placed[edge] = _spare_s(stand, (east[edge], north[edge]))
    return found._replace(along_m=along, across_m=across, spare_s=spare)


def _divided(axis: Floats, splits: int) -> Floats:
    """Return the middles of evenly spaced cells that are each cut into so many."""
    step = axis[1] - axis[0]
    return np.asarray(
        axis[:, np.newaxis] + step * _middles(np.linspace(-0.5, 0.5, splits + 1))
    ).ravel()


def _at_edge(defended: Flags) -> Flags:
    """Return the cells of which one of the nine around them differs, in any placement."""
    around = np.pad(defended, ((0, 0), (1, 1), (1, 1)), mode="edge")
    nine = np.lib.stride_tricks.sliding_window_view(around, (3, 3), axis=(1, 2))
    return np.asarray((nine.any(axis=(3, 4)) & ~nine.all(axis=(3, 4))).any(axis=0))


def _aims(bearing_deg: float, along_m: Floats, across_m: Floats) -> tuple[Floats, Floats]:
    """Return aim points east and north of the unit, one after the other."""
    east, north = east_and_north_m(bearing_deg, along_m, across_m)
    return east.ravel(), north.ravel()


def _falling(course: Course) -> Flags:
    """Return the scans in which a missile has passed its apogee."""
    return np.asarray(np.arange(len(course.altitude_m)) >= np.argmax(course.altitude_m))


class _Question(NamedTuple):
    """Data common to all placements of a unit, for one target."""

    scenario: ResolvedScenario
    target: ResolvedEntry
    crew: _Crew
    sensors: dict[str, Sensor]
    margins: look.Margins
    course: Course


class _Camp(NamedTuple):
    """One placement of a unit: positions of its sites, and masks of its radars by number."""

    spots: list[Place]
    masks: dict[int, Mask]


class _Stand(NamedTuple):
    """One placement of a unit against one target: its radars by number."""

    asked: _Question
    spots: list[Place]
    watches: dict[int, Watch]


def _camp(scenario: ResolvedScenario, grid: Grid, crew: _Crew, placement: int) -> _Camp:
    spots = places(scenario, grid, placement)
    return _Camp(spots, _masks(scenario, grid, crew, spots))


def _masks(
    scenario: ResolvedScenario, grid: Grid, crew: _Crew, spots: list[Place]
) -> dict[int, Mask]:
    """Return the masks of a unit's radars, each as far as the longest range at its site."""
    masks: dict[int, Mask] = {}
    for site in dict.fromkeys(scenario.radars[r].site for r in crew.radars):
        radars = [r for r in crew.radars if scenario.radars[r].site == site]
        entries = (scenario.entries[scenario.radars[r].entry] for r in radars)
        far = max(entry.si("instrumented_range") for entry in entries)
        masks |= look.masks_at(scenario, grid, spots[site], radars, far)
    return masks


def _stand(asked: _Question, camp: _Camp) -> _Stand:
    return _Stand(asked, camp.spots, dict(_watches(asked, camp)))


def _spare_s(stand: _Stand, aims: tuple[Floats, Floats]) -> Floats:
    """Return the time in hand at every aim point."""
    asked = stand.asked
    course = _within_sight(asked.course, stand.watches.values(), aims)
    shooters = [
        (battery, missile, _shooter(asked, course, missile, stand.spots[battery.site]))
        for battery, missile in asked.crew.launches()
    ]
    reached = np.logical_or.reduce([_reached(one, course, aims) for _, _, one in shooters])
    some = aims[0][reached], aims[1][reached]
    seen, ready = _seen_and_ready(stand, course, some)
    spare = np.full(np.count_nonzero(reached), NO_FOOTPRINT)
    anyone = np.logical_or.reduce(list(seen.values()))
    for battery, missile, shooter in shooters:
        guided = anyone if missile.attributes["guidance"] == "active" else seen[battery.radar]
        kernels.mark_spare(shooter, course, *some, guided, ready, asked.scenario.scan_s, spare)
    everywhere = np.full(reached.shape, NO_FOOTPRINT)
    everywhere[reached] = spare
    return everywhere


def _reached(shooter: Shooter, course: Course, aims: tuple[Floats, Floats]) -> Flags:
    """Return which aim points have any point of the flight within the envelope."""
    east = course.east_m[shooter.allowed] - shooter.east_m
    north = course.north_m[shooter.allowed] - shooter.north_m
    away = np.hypot(aims[0][:, np.newaxis] + east, aims[1][:, np.newaxis] + north)
    return np.asarray((away <= shooter.far_m).any(axis=1))


def _seen_and_ready(
    stand: _Stand, course: Course, aims: tuple[Floats, Floats]
) -> tuple[dict[int, Flags], NDArray[np.int32]]:
    """Return where each radar detects the missile, and from which scan on launches are possible."""
    scenario, crew, watches = stand.asked.scenario, stand.asked.crew, stand.watches
    shape = (*aims[0].shape, *course.altitude_m.shape)
    seen = {r: np.empty(shape, dtype=np.bool_) for r in watches}
    with ThreadPoolExecutor() as executor:
        list(
            executor.map(
                lambda r: kernels.mark_watched(
                    watches[r],
                    kernels.reach_of(watches[r], course.altitude_m),
                    course,
                    *aims,
                    seen[r],
                ),
                watches,
            )
        )
    entries = [scenario.entries[scenario.radars[r].entry] for r in watches]
    confirm = [e.si("confirm_looks") * e.si("look_period") / scenario.scan_s for e in entries]
    reaction = scenario.entries[crew.batteries[0].command_post].si("reaction_time")
    ready = np.empty(shape, dtype=np.int32)
    kernels.mark_ready(
        np.stack(list(seen.values())),
        np.rint(confirm).astype(np.int64),
        round(reaction / scenario.scan_s),
        ready,
    )
    return seen, ready


def _watches(asked: _Question, camp: _Camp) -> Iterator[tuple[int, Watch]]:
    """Yield a unit's radars with their numbers in the scenario."""
    scenario = asked.scenario
    for r, mask in camp.masks.items():
        radar = scenario.radars[r]
        sensor, spot = asked.sensors[radar.entry], camp.spots[radar.site]
        entry, (east, north) = sensor.entry, _offset_m(scenario, asked.crew, spot)
        margin = asked.margins.of(sensor, asked.target, spot.altitude_m)
        cone = look.cone_m(sensor, spot.altitude_m, ALTITUDE_AXIS_M)
        yield (
            r,
            Watch(
                east_m=east,
                north_m=north,
                ground_m=spot.altitude_m,
                lowest_m=mask.lowest_visible_altitude_m,
                mask_step_m=mask.range_step_m,
                reach_m=min(entry.si("instrumented_range"), mask.maximum_range_m),
                facing_rad=float(np.radians(radar.facing_deg)),
                half_sector_rad=entry.si("sector_width") / 2,
                axis_m=ALTITUDE_AXIS_M,
                nearest_m=np.maximum(cone, sensor.nearest_m),
                aside_step_rad=margin.aside_step_rad,
                range_step_m=margin.range_step_m,
                margin_db=margin.margin_db,
                aspect_db=_aspect_db(sensor, asked.target),
                coast_scans=round(
                    entry.si("drop_misses") * entry.si("look_period") / scenario.scan_s
                ),
            ),
        )


def _offset_m(scenario: ResolvedScenario, crew: _Crew, spot: Place) -> tuple[float, float]:
    """Return a position as distances east and north of the unit's whole degree."""
    site = scenario.sites[scenario.radars[crew.radars[0]].site]
    away, azimuth = earth.polar_from_site(
        site.latitude_deg, site.longitude_deg, spot.latitude_deg, spot.longitude_deg
    )
    return float(away * np.sin(azimuth)), float(away * np.cos(azimuth))


def _aspect_db(sensor: Sensor, target: ResolvedEntry) -> Floats:
    """Return the gain of cross-section over the nose, at evenly spaced aspects from 0 to π."""
    aspects = np.linspace(0.0, pi, ASPECTS)
    areas = np.broadcast_to(sensing.cross_section_m2(sensor, target, aspects), aspects.shape)
    return np.asarray(10 * np.log10(areas / areas[0]))


def _within_sight(course: Course, watches: Iterable[Watch], aims: tuple[Floats, Floats]) -> Course:
    """Return a flight from the point at which a radar could first detect it."""
    reach = max(watch.reach_m + np.hypot(watch.east_m, watch.north_m) for watch in watches)
    farthest = reach + np.hypot(*aims).max()
    first = int(np.argmax(np.hypot(course.east_m, course.north_m) <= farthest))
    return Course(*(part[first:] for part in course))


def _shooter(asked: _Question, course: Course, missile: ResolvedEntry, spot: Place) -> Shooter:
    east, north = _offset_m(asked.scenario, asked.crew, spot)
    table = flyout_of(missile)
    allowed = (
        _falling(course)
        & (course.altitude_m - spot.altitude_m >= missile.si("minimum_altitude_ballistic"))
        & (course.altitude_m <= missile.si("maximum_altitude_ballistic"))
        & (course.speed_m_s <= missile.si("maximum_target_speed"))
    )
    return Shooter(
        east_m=east,
        north_m=north,
        altitude_m=spot.altitude_m,
        near_m=missile.si("minimum_range"),
        far_m=missile.si("maximum_range_ballistic"),
        allowed=allowed,
        range_axis_m=table.ground_range_m,
        height_axis_m=table.altitude_m,
        time_s=table.time_of_flight_s,
    )
