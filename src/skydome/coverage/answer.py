"""The answer to a question: covers, the table made of them, and how far to trust it."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome._version import __version__
from skydome.coverage.range_by_altitude import range_by_altitude, spread
from skydome.engagement.tables.elevation import elevation_of, provenance_of
from skydome.engagement.tables.paths import ABOVE_GROUND_BELOW_M
from skydome.forms import counted
from skydome.html_table import table_html
from skydome.physics.earth import horizon_range_m

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from skydome.coverage.question import Asked
    from skydome.coverage.range_by_altitude import Cover, UnitCover
    from skydome.terrain import Grid, Provenance

AZIMUTHS, RANGE_STEP_M = 360, 1_000.0
KINDS = ("detection", "engagement")
# Values on which no range depends: tracking, channels, kills, money, motion, other aspects.
NOT_OF_RANGE = (
    *("look_period", "confirm_hits", "confirm_looks", "drop_misses", "target_channels"),
    *("missile_channels", "missiles_per_tube", "unit_cost", "decorrelation_interval", "height"),
    *("required_lateral_acceleration", "full_lead_angle", "largest_lead_angle"),
    *("common_mode_failure",),
    *("radar_share", "reference_track_accuracy", "required_track_accuracy", "noise_temperature"),
    *("manoeuvre", "bank_limit", "climb_limit"),
)
NOT_SHOWN = (".beam", ".tail")


class Answer(NamedTuple):
    """The question, and the coverage of each of its units, over all placements."""

    asked: Asked
    grid: Grid
    covers: list[UnitCover]

    @property
    def provenance(self) -> Provenance:
        """Sources of the ground elevation within reach."""
        return provenance_of(self.asked.scenario, self.grid)

    def _repr_html_(self) -> str:
        """Return ranges by unit and altitude, for notebooks."""
        lines = [
            (
                f"{row.unit}, {row.kind}",
                f"{row.altitude_m:,.0f} m above {row.altitude_above.replace('_', ' ')}",
                *(_km(part) for part in (row.tenth_m, row.median_m, row.ninetieth_m)),
                f"{row.share:.0%}",
            )
            for row in rows(self)
        ]
        header = (
            "unit",
            "altitude",
            "10 %, km",
            "median, km",
            "90 %, km",
            "of the advertised disc",
        )
        asked = self.asked
        title = f"Effective range against {asked.target.name}"
        notes = ("Quantiles over azimuths of the sector and placements.", standing(self))
        return table_html(title, header, lines, notes)


def _km(range_m: float) -> str:
    return "below the ground" if np.isnan(range_m) else f"{range_m / 1e3:,.0f}"


class Row(NamedTuple):
    """One line of the table; ranges in metres, NaN where the altitude is below the ground.

    ``altitude_above`` is ``ground`` or ``sea_level``. ``horizon_m`` is the horizon of the highest
    antenna over a smooth Earth at the site's height. Quantiles are over the azimuths of the sector
    and over placements, with equal weights; ``placement_least_m`` and ``placement_greatest_m`` are
    the least and the greatest of the placements' own medians. ``share`` is of the advertised disc,
    the mean over placements.

    The sector, ``sector_deg`` wide, is where a radar of the unit can look (detection) or a radar
    that can guide one of its missiles (engagement). ``all_azimuths_tenth_m`` and so on are over the
    whole circle; they differ only where the sector is narrower.
    """

    unit: str
    kind: str
    altitude_m: float
    altitude_above: str
    horizon_m: float
    least_m: float
    tenth_m: float
    median_m: float
    ninetieth_m: float
    greatest_m: float
    placement_least_m: float
    placement_greatest_m: float
    share: float
    advertised_range_m: float
    sector_deg: float
    all_azimuths_tenth_m: float
    all_azimuths_median_m: float
    all_azimuths_ninetieth_m: float

    @property
    def is_nowhere(self) -> bool:
        """Whether there is no range in any direction at any placement."""
        return self.greatest_m == 0.0 and self.all_azimuths_ninetieth_m == 0.0


def answer(asked: Asked, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Answer:
    """Return the answer for each unit on its own, over every placement of its scenario.

    Parameters
    ----------
    asked
        From `skydome.coverage.question.ask`.
    progress
        Called with the number of placements done and their total number.

    Raises
    ------
    InputError
        The given elevation cannot be used.
    """
    grid = elevation_of(asked.scenario)
    count = asked.scenario.terrain.placements
    covers = range_by_altitude(
        asked.scenario,
        grid,
        asked.target,
        asked.altitudes_m,
        units=asked.units,
        placements=_counted(count, progress),
        azimuths=AZIMUTHS,
        range_step_m=RANGE_STEP_M,
        alone=True,
    )
    return Answer(asked, grid, covers)


def _counted(count: int, progress: Callable[[int, int], None]) -> Iterator[int]:
    for placement in range(count):
        progress(placement, count)
        yield placement
    progress(count, count)


def rows(found: Answer) -> list[Row]:
    """Return the table: by unit, detection before engagement, lowest altitude first."""
    return [
        row
        for unit in found.covers
        for kind in KINDS
        for row in _rows(found, unit, kind, getattr(unit, kind))
    ]


def _rows(found: Answer, unit: UnitCover, kind: str, cover: Cover) -> Iterator[Row]:
    in_sector, horizon = unit.in_sector_m(kind), horizons_m(found, unit)
    quantiles, everywhere = spread(in_sector), spread(cover.effective_m)
    for n, altitude_m in enumerate(unit.altitude_m):
        # at a placement, an altitude is below the ground at all azimuths or at none
        by_placement = np.median(in_sector[:, n], axis=1)
        known = by_placement[np.isfinite(by_placement)]
        yield Row(
            unit=unit.unit,
            kind=kind,
            altitude_m=float(altitude_m),
            altitude_above="ground" if altitude_m < ABOVE_GROUND_BELOW_M else "sea_level",
            horizon_m=float(horizon[n]),
            **{name: float(values[n]) for name, values in quantiles._asdict().items()},
            placement_least_m=float(known.min()) if known.size else np.nan,
            placement_greatest_m=float(known.max()) if known.size else np.nan,
            share=float(cover.share[:, n].mean()),
            advertised_range_m=unit.advertised_range_m,
            sector_deg=360.0 * float(unit.sector(kind).mean()),
            all_azimuths_tenth_m=float(everywhere.tenth_m[n]),
            all_azimuths_median_m=float(everywhere.median_m[n]),
            all_azimuths_ninetieth_m=float(everywhere.ninetieth_m[n]),
        )


def horizons_m(found: Answer, unit: UnitCover) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the horizon of the unit's highest antenna over smooth ground, by altitude.

    The smooth ground is as high as the command site, on average over its placements.
    """
    scenario = found.asked.scenario
    ground = float(np.mean([centre.altitude_m for centre in unit.centres]))
    above = np.where(unit.altitude_m < ABOVE_GROUND_BELOW_M, 0.0, ground)
    mast = max(
        scenario.entries[radar.entry].si("antenna_height")
        for radar in scenario.radars
        if scenario.sites[radar.site].unit == unit.unit
    )
    height = unit.altitude_m - above
    return np.where(height > 0, horizon_range_m(mast, height), np.nan)


def standings(found: Answer) -> dict[str, int]:
    """Count the values on which these ranges depend, by confidence."""
    names = _entries(found)
    counts = Counter(
        quantity.standing
        for entry in names
        for name, quantity in found.asked.scenario.entries[entry].parameters.items()
        if name not in NOT_OF_RANGE
        and not name.startswith("kill_probability")
        and not name.endswith(NOT_SHOWN)
    )
    return dict(counts.most_common())


def provisional(found: Answer) -> list[str]:
    """Return the entries behind these ranges whose sources have not been read a second time."""
    entries = found.asked.scenario.entries
    return [entry for entry in _entries(found) if entries[entry].provisional]


def _entries(found: Answer) -> list[str]:
    scenario, asked = found.asked.scenario, found.asked
    radars = [r.entry for r in scenario.radars if scenario.sites[r.site].unit in asked.units]
    return list(dict.fromkeys([*radars, *asked.missiles, asked.target.id]))


def inputs_hash(found: Answer) -> str:
    """Return the SHA-256 of everything the answer depends on, except version and file names."""
    asked = found.asked
    digest = hashlib.sha256(found.grid.content_hash().encode())
    terrain = asked.scenario.terrain.model_copy(update={"folder": ""})
    digest.update(asked.scenario.model_copy(update={"terrain": terrain}).model_dump_json().encode())
    rest = (asked.target.id, asked.units, asked.altitudes_m, AZIMUTHS, RANGE_STEP_M)
    digest.update(repr(rest).encode())
    return digest.hexdigest()


def as_dict(found: Answer) -> dict[str, Any]:
    """Return the answer for JSON; a missing number is null."""
    asked, scenario = found.asked, found.asked.scenario
    lines = [_without_nan(row) for row in rows(found)]
    return {
        "skydome": __version__,
        "name": scenario.name,
        "title": scenario.title,
        "inputs_sha256": inputs_hash(found),
        "target": {
            "id": asked.target.id,
            "name": asked.target.name,
            "target_class": asked.target.attributes["target_class"],
            "rcs_m2": asked.target.si("rcs"),
            "swerling": asked.target.count("swerling"),
        },
        "missiles": list(asked.missiles),
        "terrain": found.grid.source,
        "terrain_shares": found.provenance._asdict(),
        "placements": scenario.terrain.placements,
        "placement_radius_m": scenario.terrain.placement_radius_m,
        "azimuths": AZIMUTHS,
        "range_step_m": RANGE_STEP_M,
        "standings": standings(found),
        "provisional": provisional(found),
        "units": [_unit(found, unit, lines) for unit in found.covers],
    }


def _unit(found: Answer, unit: UnitCover, lines: list[dict[str, Any]]) -> dict[str, Any]:
    site = place_of(found, unit.unit)
    kept = ("unit", "kind", "advertised_range_m")
    return {
        "unit": unit.unit,
        "system": found.asked.scenario.units[unit.unit],
        "latitude_deg": None if found.asked.notional else site[0],
        "longitude_deg": None if found.asked.notional else site[1],
        "advertised_range_m": unit.advertised_range_m,
        **{
            kind: [
                {name: value for name, value in line.items() if name not in kept}
                for line in lines
                if (line["unit"], line["kind"]) == (unit.unit, kind)
            ]
            for kind in KINDS
        },
    }


def _without_nan(row: Row) -> dict[str, Any]:
    return {
        name: None if isinstance(value, float) and np.isnan(value) else value
        for name, value in row._asdict().items()
    }


def place_of(found: Answer, unit: str) -> tuple[float, float]:
    """Return the position of a unit in whole degrees: latitude and longitude."""
    site = next(site for site in found.asked.scenario.sites if site.unit == unit)
    return site.latitude_deg, site.longitude_deg


def described(found: Answer, unit: UnitCover) -> list[str]:
    """Return lines of text that describe what the ranges of a unit refer to."""
    asked, scenario = found.asked, found.asked.scenario
    entries, target = scenario.entries, found.asked.target
    masts = {
        radar.entry: entries[radar.entry].si("antenna_height")
        for radar in scenario.radars
        if scenario.sites[radar.site].unit == unit.unit
    }
    where = (
        f"{entries[scenario.units[unit.unit]].name} ({unit.unit}) {_place(found, unit.unit)}, "
        f"{counted(len(unit.centres), 'placement')} within "
        f"{scenario.terrain.placement_radius_m / 1e3:g} km."
    )
    against = (
        f"Target: {target.name}, {target.si('rcs'):g} m2, "
        f"Swerling case {target.count('swerling')}. Missiles: {', '.join(asked.missiles)}."
    )
    antennas = ", ".join(f"{entry} {mast:g} m" for entry, mast in masts.items())
    return [where, against, f"Antennas: {antennas}. Terrain: {found.grid.source}."]


def _place(found: Answer, unit: str) -> str:
    if found.asked.notional:
        return "on flat ground at sea level"
    latitude, longitude = place_of(found, unit)
    north, east = "S" if latitude < 0 else "N", "W" if longitude < 0 else "E"
    flat = ", flat ground" if found.asked.scenario.terrain.flat else ""
    return f"at {abs(latitude):g}°{north} {abs(longitude):g}°{east} (notional){flat}"


def standing(found: Answer) -> str:
    """Return how far to trust the ranges, as one sentence."""
    counts = standings(found)
    words = {
        "sourced": "sourced",
        "derived": "derived",
        "calibrated_to_claim": "calibrated to a claim",
        "unsourced": "unsourced judgement",
        "chosen": "chosen for this question",
    }
    parts = ", ".join(f"{count} {words.get(name, name)}" for name, count in counts.items())
    unread = provisional(found)
    again = f" Provisional, read only once: {', '.join(unread)}." if unread else ""
    return f"Confidence of the {sum(counts.values())} values behind these ranges: {parts}.{again}"
