"""Effective detection and engagement range, by azimuth and target altitude, over terrain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import pi
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage import kernels, look
from skydome.coverage.look import ROUNDING_M
from skydome.engagement.tables import sensing
from skydome.engagement.tables.attenuation import ALTITUDE_AXIS_M
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.intercept import flyout_of
from skydome.engagement.tables.paths import ABOVE_GROUND_BELOW_M
from skydome.engagement.tables.placement import places
from skydome.engagement.tables.views import reach_m
from skydome.physics import earth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from skydome.arrays import Flags, Floats
    from skydome.coverage.look import Launch, Look, Margin, Points
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Polar, Sensor
    from skydome.physics.motion.flyout import FlyoutTable
    from skydome.scenario.resolved import Battery, ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid, Mask


SHOWN = "instrumented_range"


class Cover(NamedTuple):
    """Ranges of one type: arrays [placement, altitude, azimuth], metres.

    Attributes
    ----------
    effective_m
        The range up to which coverage is continuous. It ends at the first gap, whether a terrain
        shadow or ground above the target's altitude. Gaps close to the unit, in the overhead cone,
        within a radar's minimum range or between its sites, do not end it. 0 if nothing is covered,
        NaN if the altitude is below the ground at the unit itself.
    farthest_m
        The farthest covered range, possibly beyond gaps.
    share
        Share of the area within the advertised range that is covered, [placement, altitude].
    """

    effective_m: Floats
    farthest_m: Floats
    share: Floats


class UnitCover(NamedTuple):
    """One unit's cover against one target; ``centres`` are its command site's placements.

    ``detection_sector`` and ``engagement_sector`` mark the azimuths, as seen from the unit, to
    which a radar of the unit can look, and a radar that can guide one of its missiles.
    """

    unit: str
    target: str
    azimuth_rad: Floats
    altitude_m: Floats
    advertised_range_m: float
    centres: list[Place]
    detection: Cover
    engagement: Cover
    detection_sector: Flags
    engagement_sector: Flags

    def sector(self, kind: str) -> Flags:
        """Return the azimuths that count for ``detection`` or ``engagement``."""
        return self.detection_sector if kind == "detection" else self.engagement_sector

    def in_sector_m(self, kind: str) -> Floats:
        """Return effective ranges in the sector only, [placement, altitude, azimuth]."""
        cover = self.detection if kind == "detection" else self.engagement
        return cover.effective_m[:, :, self.sector(kind)]


class Spread(NamedTuple):
    """Quantiles over azimuths and placements, [altitude], metres; NaN below ground."""

    least_m: Floats
    tenth_m: Floats
    median_m: Floats
    ninetieth_m: Floats
    greatest_m: Floats


def spread(range_m: Floats) -> Spread:
    """Return the quantiles of ranges [placement, altitude, azimuth], with equal weights."""
    rows = [range_m[:, n].ravel() for n in range(range_m.shape[1])]
    quantiles = [
        np.quantile(row[np.isfinite(row)], (0, 0.1, 0.5, 0.9, 1))
        if np.isfinite(row).any()
        else np.full(5, np.nan)
        for row in rows
    ]
    return Spread(*np.transpose(quantiles))


class _Kit(NamedTuple):
    """Data common to all placements and targets. ``radars`` are those that each unit may use."""

    scenario: ResolvedScenario
    grid: Grid
    targets: Sequence[ResolvedEntry]
    radars: dict[str, list[int]]
    sensors: dict[str, Sensor]
    flyouts: list[FlyoutTable]
    margins: look.Margins


class _Cut(NamedTuple):
    """The grid of azimuths and ranges around a unit."""

    azimuths: int
    range_step_m: float
    reach_m: float


def _kit(
    scenario: ResolvedScenario,
    grid: Grid,
    targets: Sequence[ResolvedEntry],
    units: list[str],
    executor: Executor,
    *,
    alone: bool,
    margins: look.Margins,
) -> _Kit:
    scene = sensing.scene_of(scenario)
    radars = {unit: _radars_of(scenario, unit, alone=alone) for unit in units}
    entries = dict.fromkeys(scenario.radars[r].entry for some in radars.values() for r in some)
    sensors = executor.map(lambda i: sensing.sensor_of(scenario.entries[i], scene), entries)
    return _Kit(
        scenario,
        grid,
        targets,
        radars,
        dict(zip(entries, sensors, strict=True)),
        [flyout_of(scenario.entries[missile]) for missile in scenario.missiles],
        margins,
    )


def range_by_altitude(
    scenario: ResolvedScenario,
    grid: Grid,
    target: ResolvedEntry,
    altitudes_m: Sequence[float],
    *,
    units: Iterable[str] | None = None,
    placements: Iterable[int] = (0,),
    azimuths: int = 360,
    range_step_m: float = 1_000.0,
    maximum_range_m: float | None = None,
    alone: bool = False,
    margins: look.Margins | None = None,
) -> list[UnitCover]:
    """Return how far units detect and engage a target, by azimuth and altitude.

    *Detection*: a point in sight of any radar of the unit, with a single-look detection
    probability of at least 0.5. *Engagement*: a point that a carried missile can reach by its
    fly-out table, within the catalogue's limits of range and altitude, and that a radar able to
    guide it detects in that sense: the battery's own for semi-active missiles, any of the network's
    for active ones. It shows where a target can be intercepted, not where an approaching one will
    be: reaction time and time of flight reduce the range against a fast, low target that is
    detected late. The target is nose-on to every radar. Of the scenario's models, `antenna`,
    `clutter`, `aspect` and rain are used; jammers, `multipath`, `diffraction` and `track_accuracy`
    are not.

    Parameters
    ----------
    scenario, grid
        The grid must extend around every site as far as its radars reach.
    target
        A threat of the catalogue: its cross-section (by band, nose-on), Swerling case, motion and
        speed count.
    altitudes_m
        Below 1 km above the ground, from 1 km above sea level. An altitude below the ground is
        not covered.
    units
        Names; all if not given.
    placements
        Which placements of the sites.
    azimuths, range_step_m
        Resolution of the grid around a unit; ranges are rounded down to a step.
    maximum_range_m
        Range around a unit to evaluate; by default the longest range of any radar.
    alone
        Active missiles are guided by the unit's own radars only.
    margins
        Those of an earlier call whose scenario differs in its entries only.

    Returns
    -------
    list of UnitCover
        In the order of the units.

    Raises
    ------
    ValueError
        A unit is unknown.
    """
    return ranges_by_altitude(
        scenario,
        grid,
        [target],
        altitudes_m,
        units=units,
        placements=placements,
        azimuths=azimuths,
        range_step_m=range_step_m,
        maximum_range_m=maximum_range_m,
        alone=alone,
        margins=margins,
    )[0]


def ranges_by_altitude(
    scenario: ResolvedScenario,
    grid: Grid,
    targets: Sequence[ResolvedEntry],
    altitudes_m: Sequence[float],
    *,
    units: Iterable[str] | None = None,
    placements: Iterable[int] = (0,),
    azimuths: int = 360,
    range_step_m: float = 1_000.0,
    maximum_range_m: float | None = None,
    alone: bool = False,
    margins: look.Margins | None = None,
) -> list[list[UnitCover]]:
    """Return what `range_by_altitude` does for each of some targets.

    Positions, masks and radars are prepared once for all of them.
    """
    wanted = list(scenario.units if units is None else units)
    if unknown := [name for name in wanted if name not in scenario.units]:
        raise ValueError(f"there is no unit {unknown[0]!r}; allowed: {', '.join(scenario.units)}")
    reach = reach_m(scenario) if maximum_range_m is None else maximum_range_m
    altitudes = np.asarray(altitudes_m, dtype=np.float64)
    cut = _Cut(azimuths, range_step_m, reach)
    with ThreadPoolExecutor() as executor:
        known = look.Margins(targets) if margins is None else margins
        kit = _kit(scenario, grid, targets, wanted, executor, alone=alone, margins=known)
        drawn = [
            _one_placement(kit, placement, altitudes, cut, executor) for placement in placements
        ]
    return [
        [
            _unit_cover(kit, name, target, altitudes, azimuths, [one[t][n] for one in drawn])
            for n, name in enumerate(wanted)
        ]
        for t, target in enumerate(targets)
    ]


def over_flat_ground(
    scenario: ResolvedScenario,
    target: ResolvedEntry,
    altitudes_m: Sequence[float],
    unit: str,
    *,
    azimuths: int = 72,
) -> UnitCover:
    """Return the coverage of one unit on its own at sea level, over all placements.

    Parameters as in `range_by_altitude`.
    """
    terrain = scenario.terrain.model_copy(update={"flat": True, "folder": ""})
    flat = scenario.model_copy(update={"terrain": terrain})
    return range_by_altitude(
        flat,
        elevation_of(flat),
        target,
        altitudes_m,
        units=[unit],
        placements=range(terrain.placements),
        azimuths=azimuths,
        alone=True,
    )[0]


def _one_placement(
    kit: _Kit, placement: int, altitudes_m: Floats, cut: _Cut, executor: Executor
) -> list[list[_Reached]]:
    """Return, by target and unit, what one placement reaches."""
    spots = places(kit.scenario, kit.grid, placement)
    masks = _masks(kit, spots, cut, executor)
    reached: list[list[_Reached]] = [[] for _ in kit.targets]
    for unit in kit.radars:
        around = _around(kit, unit, spots, masks, cut, executor)
        for number, found in enumerate(reached):
            against = _against(kit, unit, spots, around, number)
            found.append(_reached(against, altitudes_m, executor))
    return reached


def _unit_of(scenario: ResolvedScenario, radar: int) -> str:
    return scenario.sites[scenario.radars[radar].site].unit


def _radars_of(scenario: ResolvedScenario, unit: str, *, alone: bool) -> list[int]:
    """Return the radars of a unit, and of its network unless the unit is alone."""
    numbers = range(len(scenario.radars))
    own = [r for r in numbers if _unit_of(scenario, r) == unit]
    networks = {scenario.radars[r].network for r in own}
    return own if alone else [r for r in numbers if scenario.radars[r].network in networks]


def _masks(kit: _Kit, spots: list[Place], cut: _Cut, executor: Executor) -> dict[int, Mask]:
    """Return the masks of all radars, each as far as its range or the evaluated range."""
    scenario = kit.scenario
    radars = sorted({r for some in kit.radars.values() for r in some})
    centres = [_sites_of(scenario, unit)[0] for unit in kit.radars]

    def at(site: int) -> dict[int, Mask]:
        here = [r for r in radars if scenario.radars[r].site == site]
        shown = max(scenario.entries[scenario.radars[r].entry].si(SHOWN) for r in here)
        looked = (
            cut.reach_m
            + ROUNDING_M
            + max(_apart_m(spots[centre], spots[site]) for centre in centres)
        )
        return look.masks_at(scenario, kit.grid, spots[site], here, min(shown, looked))

    sites = dict.fromkeys(scenario.radars[r].site for r in radars)
    return {r: mask for masks in executor.map(at, sites) for r, mask in masks.items()}


def _sites_of(scenario: ResolvedScenario, unit: str) -> list[int]:
    return [n for n, site in enumerate(scenario.sites) if site.unit == unit]


def _apart_m(one: Place, other: Place) -> float:
    return float(earth.polar_from_site(one.latitude_deg, one.longitude_deg, *other[:2])[0])


class _Around(NamedTuple):
    """One unit at one placement, with its radars and launchers over the points around it.

    ``launches`` holds each missile type at each battery and the radars that can guide it; they and
    the margins of ``looks`` are those against one target. ``polars`` are the points as seen from
    each site.
    ``spread_m`` is the distance from the centre to which its sites and the missiles' dead zones
    extend.
    """

    centre: Place
    points: Points
    polars: dict[int, Polar]
    looks: dict[int, Look]
    own: list[int]
    launches: list[tuple[Launch, list[int]]]
    spread_m: float
    advertised_range_m: float


def _around(
    kit: _Kit,
    unit: str,
    spots: list[Place],
    masks: dict[int, Mask],
    cut: _Cut,
    executor: Executor,
) -> _Around:
    """Return a unit's surroundings against the first target."""
    scenario, radars, sites = kit.scenario, kit.radars[unit], _sites_of(kit.scenario, unit)
    centre = spots[sites[0]]
    points = look.points_around(kit.grid, centre, *cut)
    seers = list({*sites, *(scenario.radars[r].site for r in radars)})
    seen = executor.map(lambda site: look.seen_from(points, spots[site]), seers)
    polars = dict(zip(seers, seen, strict=True))
    looks = executor.map(lambda r: _look(kit, r, spots, polars, masks), radars)
    nearest = [scenario.entries[missile].si("minimum_range") for missile in scenario.missiles]
    return _Around(
        centre=centre,
        points=points,
        polars=polars,
        looks=dict(zip(radars, looks, strict=True)),
        own=[r for r in radars if _unit_of(scenario, r) == unit],
        launches=list(_launches(kit, unit, spots, polars, kit.targets[0])),
        spread_m=max(_apart_m(centre, spots[site]) for site in sites) + max(nearest),
        advertised_range_m=scenario.entries[scenario.units[unit]].si("advertised_range"),
    )


def _against(kit: _Kit, unit: str, spots: list[Place], around: _Around, number: int) -> _Around:
    """Return a unit's surroundings against another target."""
    if number == 0:
        return around
    target = kit.targets[number]
    looks = {
        r: one._replace(margin=_margin(kit, r, spots, target)) for r, one in around.looks.items()
    }
    launches = list(_launches(kit, unit, spots, around.polars, target))
    return around._replace(looks=looks, launches=launches)


def _look(
    kit: _Kit, radar: int, spots: list[Place], polars: dict[int, Polar], masks: dict[int, Mask]
) -> Look:
    """Return a radar's view of the points, with its margin against the first target."""
    one = kit.scenario.radars[radar]
    return look.look_of(
        kit.sensors[one.entry],
        polars[one.site],
        masks[radar],
        spots[one.site],
        one.facing_deg,
        _margin(kit, radar, spots, kit.targets[0]),
    )


def _margin(kit: _Kit, radar: int, spots: list[Place], target: ResolvedEntry) -> Margin:
    one = kit.scenario.radars[radar]
    return kit.margins.of(kit.sensors[one.entry], target, spots[one.site].altitude_m)


def _launches(
    kit: _Kit, unit: str, spots: list[Place], polars: dict[int, Polar], target: ResolvedEntry
) -> Iterator[tuple[Launch, list[int]]]:
    scenario = kit.scenario
    for battery in scenario.batteries:
        if battery.unit != unit:
            continue
        for k, guides in _guides(kit, battery):
            missile = scenario.entries[scenario.missiles[k]]
            polar, spot = polars[battery.site], spots[battery.site]
            yield look.launch_of(missile, kit.flyouts[k], polar, spot, target), guides


class _Reached(NamedTuple):
    """One unit at one placement: ranges [altitude, azimuth] and shares [altitude]."""

    centre: Place
    detection: Cover
    engagement: Cover


def _reached(around: _Around, altitudes_m: Floats, executor: Executor) -> _Reached:
    rows = list(executor.map(lambda one: _at_altitude(around, float(one)), altitudes_m))
    return _Reached(
        around.centre, _stack([row[0] for row in rows]), _stack([row[1] for row in rows])
    )


def _at_altitude(around: _Around, altitude_m: float) -> tuple[Cover, Cover]:
    detected, engaged = covered(around, altitude_m)
    inner = _inner_m(around, altitude_m)
    blank = altitude_m >= ABOVE_GROUND_BELOW_M and altitude_m <= around.centre.altitude_m
    return (
        _ranges(around, detected, inner, blank=blank),
        _ranges(around, engaged, inner, blank=blank),
    )


def covered(around: _Around, altitude_m: float) -> tuple[Flags, Flags]:
    """Return where the unit detects and where it engages, [azimuth, range]."""
    ground = around.points.ground_m
    low = altitude_m < ABOVE_GROUND_BELOW_M
    altitude = ground + altitude_m if low else np.full_like(ground, altitude_m)
    seen = {r: look.sees(one, altitude, ground) for r, one in around.looks.items()}
    detected = np.logical_or.reduce([seen[r] for r in around.own])
    anyone = np.logical_or.reduce(list(seen.values()))
    engaged = np.zeros_like(detected)
    for launch, guides in around.launches:
        guided = anyone if len(guides) == len(seen) else seen[guides[0]]
        look.add_met(engaged, launch, guided, altitude, ground)
    return detected, engaged


def _inner_m(around: _Around, altitude_m: float) -> float:
    """Return the range within which gaps are ignored: overhead, too near, between the sites."""
    cones = [np.interp(altitude_m, ALTITUDE_AXIS_M, around.looks[r].nearest_m) for r in around.own]
    return around.spread_m + float(max(cones))


def _ranges(around: _Around, hit: Flags, inner_m: float, *, blank: bool) -> Cover:
    """Return effective and farthest range by azimuth, and the share of area."""
    ranges, ring = around.points.range_m, around.advertised_range_m
    effective, farthest = np.empty(len(hit)), np.empty(len(hit))
    area = kernels.measure(hit, ranges, inner_m, ring, effective, farthest)
    steps = int(ring / ranges[0])  # the part of the ring beyond the points is not covered
    whole = len(hit) * ranges[0] * steps * (steps + 1) / 2
    return Cover(
        effective_m=np.full_like(effective, np.nan) if blank else effective,
        farthest_m=farthest,
        share=np.asarray(area / whole),
    )


def _stack(covers: Sequence[Cover]) -> Cover:
    return Cover(*(np.array(column) for column in zip(*covers, strict=True)))


def _unit_cover(
    kit: _Kit,
    unit: str,
    target: ResolvedEntry,
    altitudes_m: Floats,
    azimuths: int,
    drawn: list[_Reached],
) -> UnitCover:
    system = kit.scenario.entries[kit.scenario.units[unit]]
    return UnitCover(
        unit=unit,
        target=target.id,
        azimuth_rad=look.azimuths_rad(azimuths),
        altitude_m=altitudes_m,
        advertised_range_m=system.si("advertised_range"),
        centres=[one.centre for one in drawn],
        detection=_stack([one.detection for one in drawn]),
        engagement=_stack([one.engagement for one in drawn]),
        detection_sector=_sector(kit.scenario, _own_radars(kit, unit), azimuths),
        engagement_sector=_sector(kit.scenario, _guiding_radars(kit, unit), azimuths),
    )


def _own_radars(kit: _Kit, unit: str) -> list[int]:
    return [r for r in kit.radars[unit] if _unit_of(kit.scenario, r) == unit]


def _guiding_radars(kit: _Kit, unit: str) -> list[int]:
    """Return the radars that can guide a missile of a unit."""
    batteries = [battery for battery in kit.scenario.batteries if battery.unit == unit]
    radars = [guide for battery in batteries for _, some in _guides(kit, battery) for guide in some]
    return list(dict.fromkeys(radars))


def _guides(kit: _Kit, battery: Battery) -> Iterator[tuple[int, list[int]]]:
    """Yield the missile types of a battery and the radars that can guide each.

    Its own engagement radar guides a semi-active missile; any radar that the unit may use guides an
    active one.
    """
    for k in dict.fromkeys(battery.launchers):
        missile = kit.scenario.entries[kit.scenario.missiles[k]]
        active = missile.attributes["guidance"] == "active"
        yield k, kit.radars[battery.unit] if active else [battery.radar]


def _sector(scenario: ResolvedScenario, radars: list[int], azimuths: int) -> Flags:
    """Return the azimuths to which any of some radars can look; all if there is no radar."""
    around = look.azimuths_rad(azimuths)
    covered: Flags = np.full(azimuths, not radars)
    for r in radars:
        radar = scenario.radars[r]
        width = scenario.entries[radar.entry].si("sector_width")
        aside = np.abs((around - np.radians(radar.facing_deg) + pi) % (2 * pi) - pi)
        covered |= aside <= width / 2
    return covered
