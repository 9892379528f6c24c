"""Where a system detects and engages, and what it defends against ballistic missiles, for the app.

A system stands at a notional place of `reach_sites`. Every altitude of the ladder is computed at
once, so that a slider over altitudes asks nothing further. The values that matter most take longer
than the ranges and come in an answer of their own.
"""

from __future__ import annotations

from functools import cache
from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Geod

from skydome._version import __version__
from skydome.catalogue import Catalogue
from skydome.coverage import (
    Question,
    answer,
    ask,
    course_of,
    defend,
    defended_hash,
    defended_rows,
    inputs_hash,
    rows,
    standing,
    system_named,
)
from skydome.coverage import footprint as footprint_on
from skydome.coverage.answer import provisional
from skydome.coverage.range_swings import range_swings
from skydome.export.footprint import footprint_polygons
from skydome.export.lobes import lobes
from skydome.report.numbers import altitude, km, percent
from skydome.serve import reach_models as models
from skydome.serve.labels import within
from skydome.serve.raid_models import Centre
from skydome.serve.reach_sites import FIRST, site_named
from skydome.serve.reach_values import values_at

if TYPE_CHECKING:
    from skydome.coverage import Answer, Defended, DefendedRow, Footprint, Row
    from skydome.coverage.range_by_altitude import UnitCover
    from skydome.scenario.resolved import ResolvedEntry

ALTITUDES_M = (
    *(10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 900.0),
    *(1e3, 1.5e3, 2e3, 3e3, 5e3, 8e3, 10e3, 12e3, 15e3, 20e3),
)
RING_POINTS = 180
OUTLINE_SPLITS = 4  # of the cells at the edge of a footprint: 1 to 2 km instead of some 5
KINDS: dict[str, models.Kind] = {"detection": "detect", "engagement": "engage"}
TERRAIN_NOTE = (
    "Coarse: one height for some 80 km². It fills valleys and lowers ridges, so that low targets "
    "are seen farther than they would be."
)
SHORT = 0.9  # of the advertised range: a nearer horizon is worth a sentence
WORTH_SAYING = 0.02  # of a sector
FULL_CIRCLE_DEG = 359.5
VALUES_NOTE = (
    "One value at a time from bound to bound of its range in the catalogue, straight ahead over "
    "flat ground; all others at their own values. Airframes are not varied."
)


@cache
def _catalogue() -> Catalogue:
    """Return the shipped catalogue; reading it takes as long as a range."""
    return Catalogue()


def _question(
    system: str, target: str, mast_m: float | None, at: str, *, terrain: bool
) -> Question:
    site = site_named(at)
    return Question(
        subject=system_named(system, _catalogue()),
        at=(site.latitude_deg, site.longitude_deg),
        facing_deg=site.facing_deg,
        target=target,
        altitudes_m=ALTITUDES_M,
        mast_m=mast_m,
        flat=not terrain,
        placements=1,
    )


def reach(
    system: str, target: str, mast_m: float | None, at: str = FIRST, *, terrain: bool
) -> models.Reach:
    """Return the reach of a system against a target at every altitude of the ladder.

    Parameters
    ----------
    system
        Id of a system of the catalogue, or its beginning.
    target
        Id of a threat, or a target class.
    mast_m
        Height of every antenna; the catalogue's own if not given.
    at
        Id of a notional place.
    terrain
        Over the elevation that comes with Skydome; over flat ground otherwise.

    Raises
    ------
    InputError
        There is no such system, target or place, or the mast is out of bounds.
    """
    catalogue = _catalogue()
    question = _question(system, target, mast_m, at, terrain=terrain)
    found = answer(ask(question, catalogue))
    cover, scenario, aim = found.covers[0], found.asked.scenario, found.asked.target
    lines = {(row.kind, row.altitude_m): row for row in rows(found)}
    centre = cover.centres[0]
    place = Centre(lon_deg=round(centre.longitude_deg, 4), lat_deg=round(centre.latitude_deg, 4))
    return models.Reach(
        system=question.subject,
        system_name=catalogue.entry(question.subject).name,
        target=aim.id,
        target_name=aim.name,
        rcs_m2=aim.si("rcs"),
        mast_m=tuple(sorted({mast for _, mast in _masts(found)})),
        notional=True,
        site=place,
        facing_deg=question.facing_deg or 0.0,
        advertised=advertised_ring(place, cover.advertised_range_m),
        altitudes_m=tuple(cover.altitude_m.tolist()),
        layers=tuple(
            _layer(lines[kind, height], lobes(centre.latitude_deg, centre.longitude_deg, reached))
            for kind in KINDS
            for height, reached in zip(
                cover.altitude_m.tolist(), getattr(cover, kind).effective_m[0], strict=True
            )
        ),
        sentences=tuple(
            sentence(
                catalogue.entry(question.subject).name,
                aim.name,
                lines["detection", height],
                lines["engagement", height],
            )
            for height in cover.altitude_m.tolist()
        ),
        reasons=tuple(
            reasons(lines["detection", height], share, question.facing_deg)
            for height, share in zip(
                cover.altitude_m.tolist(), _hidden(cover, terrain=terrain), strict=True
            )
        ),
        terrain=models.Terrain(source=found.grid.source, note=TERRAIN_NOTE) if terrain else None,
        provisional=tuple(provisional(found)),
        confidence=standing(found),
        cite=f"Skydome {__version__}, coverage of {scenario.name}, inputs "
        f"{inputs_hash(found)[:12]}.",
    )


def reach_values(system: str, target: str, mast_m: float | None) -> models.ReachValues:
    """Return the values on which a reach depends most, at every altitude of the ladder.

    Over flat ground and straight ahead, so that the place does not count. Parameters and errors as
    for `reach`.
    """
    catalogue = _catalogue()
    asked = ask(_question(system, target, mast_m, FIRST, terrain=False), catalogue)
    swings = range_swings(asked)
    values = tuple(values_at(asked, swings, n, catalogue) for n in range(len(ALTITUDES_M)))
    return models.ReachValues(
        values=values, sentences=tuple(value_sentence(one) for one in values), note=VALUES_NOTE
    )


def advertised_ring(place: Centre, range_m: float) -> models.Ring:
    """Return a geodesic circle on WGS 84, closed."""
    azimuth = np.linspace(0, -360, RING_POINTS + 1)
    count = np.ones_like(azimuth)
    east, north, _ = Geod(ellps="WGS84").fwd(
        place.lon_deg * count, place.lat_deg * count, azimuth, range_m * count
    )
    corners = zip(np.round(east, 4).tolist(), np.round(north, 4).tolist(), strict=True)
    return models.Ring(range_m=range_m, outline=tuple(corners))


def _masts(found: Answer) -> list[tuple[str, float]]:
    entries: dict[str, ResolvedEntry] = found.asked.scenario.entries
    own = dict.fromkeys(radar.entry for radar in found.asked.scenario.radars)
    return [(name, entries[name].si("antenna_height")) for name in own]


def _layer(row: Row, rings: list[list[list[float]]]) -> models.Layer:
    least, median, greatest = (
        None if isnan(value) else round(value)
        for value in (row.least_m, row.median_m, row.greatest_m)
    )
    return models.Layer(
        altitude_m=row.altitude_m,
        above="ground" if row.altitude_above == "ground" else "sea_level",
        kind=KINDS[row.kind],
        rings=tuple(tuple((east, north) for east, north in ring) for ring in rings),
        range_m=models.Range(min=least, median=median, max=greatest),
        sector_deg=round(row.sector_deg, 1),
        share=round(row.share, 4),
    )


def sentence(name: str, target: str, seen: Row, met: Row) -> str:
    """Return what the ranges at one altitude mean."""
    height, this = altitude(seen.altitude_m), f"this target ({within(target)})"
    if isnan(seen.median_m):
        return f"{height} above sea level is below the ground at the site."
    if seen.is_nowhere:
        return f"At {height} the {name} does not detect {this}."
    share = percent(seen.median_m / seen.advertised_range_m)
    of = f"{share} of the advertised {km(seen.advertised_range_m)} km"
    if _span(seen) == _span(met):
        return f"At {height} the {name} sees and engages {this} to {_span(seen)}, {of}."
    if met.is_nowhere:
        return f"At {height} the {name} sees {this} to {_span(seen)}, {of}, and cannot engage it."
    return (
        f"At {height} the {name} sees {this} to {_span(seen)}, {of}, and engages it to "
        f"{_span(met)}."
    )


def _hidden(cover: UnitCover, *, terrain: bool) -> list[float]:
    """Return the share of a sector in which the ground hides the target at any distance."""
    if not terrain:
        return [0.0] * len(cover.altitude_m)
    return [float((each == 0.0).mean()) for each in cover.in_sector_m("detection")[0]]


def reasons(seen: Row, hidden: float, facing_deg: float | None) -> str:
    """Return why the area at one altitude is smaller than the advertised ring; may be empty.

    Parameters
    ----------
    seen
        The row of detection.
    hidden
        The share of its sector in which nothing is seen at any distance.
    facing_deg
        Where the system faces, clockwise from north.
    """
    if isnan(seen.median_m) or seen.is_nowhere:
        return ""
    found = []
    if seen.horizon_m < SHORT * seen.advertised_range_m:
        found.append(
            f"Over smooth ground its highest antenna sees a target at {altitude(seen.altitude_m)} "
            f"only to {km(seen.horizon_m)} km: the rest of the ring is below the horizon."
        )
    if seen.sector_deg < FULL_CIRCLE_DEG:
        found.append(
            f"Its radar covers a sector of {seen.sector_deg:.0f}° around bearing "
            f"{facing_deg or 0.0:.0f}°, and nothing outside of it."
        )
    if hidden >= WORTH_SAYING:
        where = "of that sector" if seen.sector_deg < FULL_CIRCLE_DEG else "of all directions"
        found.append(f"In {percent(hidden)} {where} the ground hides the target at any distance.")
    return " ".join(found)


def value_sentence(values: models.Values) -> str:
    """Return how wide the most uncertain value leaves a range; empty where none changes it."""
    if not values.values:
        return ""
    top = values.values[0]
    ends = sorted((top.range_low_m, top.range_high_m))
    verb = "engagement" if values.kind == "engage" else "detection"
    return (
        f"{top.name[0].upper()}{top.name[1:]} alone, from {top.low} to {top.high}, gives "
        f"{verb} ranges from {km(ends[0])} to {km(ends[1])} km."
    )


def _span(row: Row) -> str:
    """Return a median with its range over azimuths, where they differ."""
    middle, low, high = km(row.median_m), km(row.tenth_m), km(row.ninetieth_m)
    if low == high:
        return f"{middle} km"
    return (
        f"{middle} km in the median direction ({low} km in the worst tenth of directions, {high} "
        "km in the best)"
    )


def footprint(
    system: str, threat: str, bearing_deg: float | None, at: str = FIRST
) -> models.Footprint:
    """Return what a system defends against one ballistic missile, over flat ground.

    Parameters
    ----------
    system, threat
        Id of a system, or its beginning; id of a ballistic threat.
    bearing_deg
        Direction from which the missile comes, clockwise from north, which the system faces; where
        a system at the place faces if not given.
    at
        Id of a notional place.

    Raises
    ------
    InputError
        There is no such system, threat or place, or the bearing is out of bounds.
    """
    catalogue, spot = _catalogue(), site_named(at)
    bearing = spot.facing_deg if bearing_deg is None else bearing_deg
    question = Question(
        subject=system_named(system, catalogue),
        at=(spot.latitude_deg, spot.longitude_deg),
        flat=True,
        placements=1,
    )
    found = defend(question, catalogue, [threat], bearing)
    row, one, target = defended_rows(found)[0], _outlined(found), found.targets[0]
    site = next(s for s in found.asked.scenario.sites if s.unit == one.unit)
    name = catalogue.entry(question.subject).name
    range_m = max(
        found.asked.scenario.entries[i].si("maximum_range_ballistic")
        for i in found.asked.missiles
        if "maximum_range_ballistic" in found.asked.scenario.entries[i].parameters
    )
    place = Centre(lon_deg=site.longitude_deg, lat_deg=site.latitude_deg)
    polygons = footprint_polygons(one, site.latitude_deg, site.longitude_deg)
    return models.Footprint(
        system=question.subject,
        system_name=name,
        threat=target.id,
        threat_name=target.name,
        bearing_deg=found.bearing_deg,
        site=place,
        advertised=advertised_ring(place, range_m),
        polygons=tuple(
            tuple(tuple((east, north) for east, north in ring) for ring in polygon)
            for polygon in polygons
        ),
        area_m2=row.area_m2,
        sentence=_defended(name, target.name, row),
        note=_shape_note(one, row) if row.area_m2 else "",
        cite=f"Skydome {__version__}, footprint of {found.asked.scenario.name}, inputs "
        f"{defended_hash(found)[:12]}.",
    )


def _outlined(found: Defended) -> Footprint:
    """Return a footprint with a finer outline; the numbers stay those of the command."""
    asked, unit = found.asked, found.footprints[0].unit
    bearing = found.bearing_deg
    return footprint_on(
        asked.scenario,
        found.grid,
        asked.target,
        unit,
        bearing_deg=bearing,
        splits=OUTLINE_SPLITS,
        course=course_of(asked.scenario, asked.target, unit, bearing),
    )


def _shape_note(one: Footprint, row: DefendedRow) -> str:
    fine = max(one.along_m[1] - one.along_m[0], one.across_m[1] - one.across_m[0])
    return (
        "All missiles come from one bearing on parallel paths, so the sides are straight: a path "
        f"more than {km(row.aside_m)} km to a side stays outside what "
        "the interceptors reach within the radar's sector. The outline is accurate to "
        f"{fine / 1e3:.1f} km, the area to a few per cent."
    )


def _defended(name: str, threat: str, row: DefendedRow) -> str:
    threat = within(threat)
    if not row.area_m2:
        return f"The {name} defends nothing against a {threat}: no intercept before impact exists."
    return (
        f"Against a {threat} the {name} defends {row.area_m2 / 1e6:,.0f} km²: {km(row.towards_m)} "
        f"km towards the launch point, {km(row.aside_m)} km to a side and {km(row.behind_m)} km "
        f"behind it. The longest launch window there is {row.spare_s:.0f} s."
    )
