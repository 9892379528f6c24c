"""Where a system detects and engages, and what it defends against ballistic missiles, for the app.

A system stands at a notional place, `SITE`, and faces north. Every altitude of the ladder is
computed at once, so that a slider over altitudes asks nothing further.
"""

from __future__ import annotations

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
    defend,
    defended_hash,
    defended_rows,
    inputs_hash,
    rows,
    standing,
    system_named,
)
from skydome.coverage.answer import provisional
from skydome.coverage.range_swings import range_swings
from skydome.export.footprint import footprint_polygons
from skydome.export.lobes import lobes
from skydome.report.numbers import altitude, km, percent
from skydome.serve import reach_models as models
from skydome.serve.raid_models import Centre
from skydome.serve.reach_values import values_at

if TYPE_CHECKING:
    from skydome.coverage import Answer, DefendedRow, Row
    from skydome.scenario.resolved import ResolvedEntry

SITE = (30.0, 77.0)  # latitude, longitude: plains to the south, the Himalaya to the north
ALTITUDES_M = (
    *(10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 900.0),
    *(1e3, 1.5e3, 2e3, 3e3, 5e3, 8e3, 10e3, 12e3, 15e3, 20e3),
)
RING_POINTS = 180
KINDS: dict[str, models.Kind] = {"detection": "detect", "engagement": "engage"}
TERRAIN_NOTE = (
    "Coarse: one height for some 80 km². It fills valleys and lowers ridges, so that low targets "
    "are seen farther than they would be."
)
VALUES_NOTE = (
    "One value at a time from bound to bound of its range in the catalogue, straight ahead over "
    "flat ground; all others at their own values. Airframes are not varied."
)


def reach(system: str, target: str, mast_m: float | None, *, terrain: bool) -> models.Reach:
    """Return the reach of a system against a target at every altitude of the ladder.

    Parameters
    ----------
    system
        Id of a system of the catalogue, or its beginning.
    target
        Id of a threat, or a target class.
    mast_m
        Height of every antenna; the catalogue's own if not given.
    terrain
        Over the elevation that comes with Skydome; over flat ground otherwise.

    Raises
    ------
    InputError
        There is no such system or target, or the mast is out of bounds.
    """
    catalogue = Catalogue()
    question = Question(
        subject=system_named(system, catalogue),
        at=SITE,
        target=target,
        altitudes_m=ALTITUDES_M,
        mast_m=mast_m,
        flat=not terrain,
        placements=1,
    )
    found = answer(ask(question, catalogue))
    cover, scenario, aim = found.covers[0], found.asked.scenario, found.asked.target
    lines = {(row.kind, row.altitude_m): row for row in rows(found)}
    centre, swings = cover.centres[0], range_swings(found.asked)
    values = tuple(
        values_at(found.asked, swings, n, catalogue) for n in range(len(cover.altitude_m))
    )
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
                lines["detection", height],
                lines["engagement", height],
                values[n],
            )
            for n, height in enumerate(cover.altitude_m.tolist())
        ),
        values=values,
        values_note=VALUES_NOTE,
        terrain=models.Terrain(source=found.grid.source, note=TERRAIN_NOTE) if terrain else None,
        provisional=tuple(provisional(found)),
        confidence=standing(found),
        cite=f"Skydome {__version__}, coverage of {scenario.name}, inputs "
        f"{inputs_hash(found)[:12]}.",
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


def sentence(name: str, seen: Row, met: Row, values: models.Values) -> str:
    """Return what the ranges at one altitude mean, with the width of what is not known."""
    height = altitude(seen.altitude_m)
    if isnan(seen.median_m):
        return f"{height} above sea level is below the ground at the site."
    if seen.is_nowhere:
        return f"At {height} the {name} does not detect this target."
    share = percent(seen.median_m / seen.advertised_range_m)
    of = f"{share} of the advertised {km(seen.advertised_range_m)} km"
    if _span(seen) == _span(met):
        told = f"At {height} the {name} sees and engages this target to {_span(seen)}, {of}."
    elif met.is_nowhere:
        told = (
            f"At {height} the {name} sees this target to {_span(seen)}, {of}, and cannot engage it."
        )
    else:
        told = (
            f"At {height} the {name} sees this target to {_span(seen)}, {of}, and engages it to "
            f"{_span(met)}."
        )
    if values.values:
        top = values.values[0]
        ends = sorted((top.range_low_m, top.range_high_m))
        verb = "engagement" if values.kind == "engage" else "detection"
        return told + (
            f" {top.name[0].upper()}{top.name[1:]} alone, from {top.low} to {top.high}, gives "
            f"{verb} ranges from {km(ends[0])} to {km(ends[1])} km."
        )
    return told


def _span(row: Row) -> str:
    """Return a median with its range over azimuths, where they differ."""
    middle, low, high = km(row.median_m), km(row.tenth_m), km(row.ninetieth_m)
    return f"{middle} km" if low == high else f"{middle} km ({low} to {high} km by azimuth)"


def footprint(system: str, threat: str, bearing_deg: float | None) -> models.Footprint:
    """Return what a system defends against one ballistic missile, over flat ground.

    Parameters
    ----------
    system, threat
        Id of a system, or its beginning; id of a ballistic threat.
    bearing_deg
        Direction from which the missile comes, clockwise from north, which the system faces; north
        if not given.

    Raises
    ------
    InputError
        There is no such system or threat, or the bearing is out of bounds.
    """
    catalogue = Catalogue()
    question = Question(subject=system_named(system, catalogue), at=SITE, flat=True, placements=1)
    found = defend(question, catalogue, [threat], bearing_deg)
    row, one, target = defended_rows(found)[0], found.footprints[0], found.targets[0]
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
        cite=f"Skydome {__version__}, footprint of {found.asked.scenario.name}, inputs "
        f"{defended_hash(found)[:12]}.",
    )


def within(name: str) -> str:
    """Return a name as it is written inside a sentence; an acronym keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _defended(name: str, threat: str, row: DefendedRow) -> str:
    threat = within(threat)
    if not row.area_m2:
        return f"The {name} defends nothing against a {threat}: no intercept before impact exists."
    return (
        f"Against a {threat} the {name} defends {row.area_m2 / 1e6:,.0f} km²: {km(row.towards_m)} "
        f"km towards the launch point, {km(row.aside_m)} km to a side and {km(row.behind_m)} km "
        f"behind it. The longest launch window there is {row.spare_s:.0f} s."
    )
