"""Defended footprints as an answer: the question, the table, and how reliable it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome import forms
from skydome._version import __version__
from skydome.coverage.footprint import BALLISTIC, Footprint, course_of, footprints
from skydome.coverage.question import ask, names_a_file
from skydome.engagement.tables.elevation import elevation_of, provenance_of
from skydome.errors import InputError
from skydome.html_table import table_html

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from skydome.catalogue import Catalogue
    from skydome.coverage.question import Asked, Question
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario
    from skydome.terrain import Grid, Provenance

EVERY = (BALLISTIC, "ballistic_missile")
HIGHEST_BEARING_DEG = 360
# Values of radars, missiles and threats on which no footprint depends.
NOT_OF_FOOTPRINT = (
    *("target_channels", "missile_channels", "missiles_per_tube", "unit_cost", "height", "speed"),
    *("decorrelation_interval", "required_lateral_acceleration"),
    *("full_lead_angle", "largest_lead_angle"),
    *("common_mode_failure", "radar_share", "reference_track_accuracy", "noise_temperature"),
    *("required_track_accuracy", "manoeuvre", "maximum_range", "minimum_altitude"),
    *("maximum_altitude", "bank_limit", "climb_limit", "confirm_hits", "tubes", "reload_time"),
)


class Defended(NamedTuple):
    """The question and the footprints, by unit and then by missile, shortest range first.

    ``asked`` is that of the last missile; the others differ only in the threat. ``targets`` is
    parallel to the missiles.
    """

    asked: Asked
    grid: Grid
    bearing_deg: float
    targets: tuple[ResolvedEntry, ...]
    footprints: list[Footprint]

    @property
    def provenance(self) -> Provenance:
        """Sources of the ground elevation within reach."""
        return provenance_of(self.asked.scenario, self.grid)

    def _repr_html_(self) -> str:
        """Return areas and distances by unit and missile, for notebooks."""
        lines = [
            (
                f"{row.unit}, {row.threat}",
                *(f"{area / 1e6:,.0f}" for area in (row.area_m2, row.least_area_m2)),
                f"{row.greatest_area_m2 / 1e6:,.0f}",
                *(_km(length) for length in (row.towards_m, row.behind_m, row.aside_m)),
            )
            for row in defended_rows(self)
        ]
        header = (
            *("unit and missile", "area, km²", "least", "greatest"),
            *("forward, km", "behind, km", "to a side, km"),
        )
        title = f"Defended footprints, missiles from {self.bearing_deg:g}°"
        note = "Aim points for which an intercept exists; areas over placements of the sites."
        return table_html(title, header, lines, [note])


def _km(length_m: float) -> str:
    return "–" if np.isnan(length_m) else f"{length_m / 1e3:,.0f}"


class DefendedRow(NamedTuple):
    """One line of the table: a unit against one missile; metres, square metres, seconds.

    Areas are over the placements of the sites. ``towards_m``, ``behind_m`` and ``aside_m`` are the
    largest distances from the unit at which aim points are defended: towards the launch points,
    behind the unit, and to the wider side; the largest over placements, negative if the footprint
    ends before the unit. ``spare_s`` is the longest time in hand at any aim point. NaN where
    nothing is defended.
    """

    unit: str
    threat: str
    missile_range_m: float
    area_m2: float
    least_area_m2: float
    greatest_area_m2: float
    towards_m: float
    behind_m: float
    aside_m: float
    spare_s: float
    defends_itself: bool


def defend(
    question: Question,
    catalogue: Catalogue,
    against: Sequence[str],
    bearing_deg: float | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Defended:
    """Return the areas that the units of a question defend against ballistic missiles.

    Parameters
    ----------
    question
        Its target and altitudes are ignored.
    catalogue
        The catalogue that contains the missiles.
    against
        Ids of ballistic threats; ``ballistic`` for all of the catalogue.
    bearing_deg
        Direction from which missiles come, clockwise from north. By default, the facing of a
        system, or north for the units of a scenario. A system whose question gives no facing faces
        this direction.
    progress
        Called with the number of footprints done and their total number.

    Raises
    ------
    InputError
        A threat is unknown or not ballistic, or as for `skydome.coverage.ask`.
    """
    bearing = checked_bearing_deg(question, bearing_deg)
    if question.facing_deg is None and not names_a_file(question.subject):
        question = replace(question, facing_deg=bearing)
    asked = [ask(replace(question, target=i), catalogue) for i in ballistic_ids(against, catalogue)]
    grid = elevation_of(asked[0].scenario)
    count = len(asked) * len(asked[0].units)
    made: list[Footprint] = []
    placements = range(asked[0].scenario.terrain.placements)
    progress(0, count)
    targets = [one.target for one in asked]
    for unit in asked[0].units:
        courses = [course_of(one.scenario, one.target, unit, bearing) for one in asked]
        for found in footprints(
            asked[0].scenario,
            grid,
            targets,
            unit,
            bearing_deg=bearing,
            courses=courses,
            placements=placements,
        ):
            made.append(found)
            progress(len(made), count)
    return Defended(asked[-1], grid, bearing, tuple(targets), made)


def checked_bearing_deg(question: Question, bearing_deg: float | None) -> float:
    """Return the bearing from which missiles come; raise InputError if it is not a bearing."""
    bearing = (question.facing_deg or 0.0) if bearing_deg is None else bearing_deg
    if not 0 <= bearing <= HIGHEST_BEARING_DEG:
        problem = f"{bearing:,.10g} is out of bounds"
        raise InputError(problem, field="bearing", allowed="0 to 360 deg")
    return bearing


def ballistic_ids(against: Sequence[str], catalogue: Catalogue) -> list[str]:
    """Return the ids of the requested ballistic threats, shortest range first.

    Raises
    ------
    InputError
        An id is not a threat, or the threat is not ballistic.
    """
    threats = [catalogue.entry(i) for i in catalogue.ids("threat")]
    known = [t.id for t in threats if t.attributes["motion"] == BALLISTIC]
    wanted: list[str] = []
    for name in against:
        if name in EVERY:
            wanted += known
        elif name in known:
            wanted.append(name)
        else:
            raise _not_ballistic(name, known, [t.id for t in threats])
    reach = {t.id: t.parameters["range"].in_si("length")[1] for t in threats if t.id in wanted}
    return sorted(reach, key=lambda i: reach[i])


def _not_ballistic(name: str, known: list[str], threats: list[str]) -> InputError:
    allowed = ", ".join([*known, f"{BALLISTIC} for all of them"])
    if name in threats:
        problem = f"{name} does not fly ballistically"
    else:
        hint = forms.did_you_mean(name, known)
        problem = f"there is no ballistic threat {forms.quoted(name)}{hint}"
    return InputError(problem, field="against", allowed=allowed)


def defended_rows(found: Defended) -> list[DefendedRow]:
    """Return the table, by unit and then by missile, shortest range first."""
    ranges = {target.id: target.si("range") for target in found.targets}
    return [_row(one, ranges[one.threat]) for one in found.footprints]


def _row(one: Footprint, range_m: float) -> DefendedRow:
    area = one.area_m2
    defended: NDArray[np.bool_] = np.any(one.defended, axis=0)
    half = (one.along_m[1] - one.along_m[0]) / 2, (one.across_m[1] - one.across_m[0]) / 2
    along, across = np.flatnonzero(defended.any(axis=1)), np.flatnonzero(defended.any(axis=0))
    nothing = not defended.any()
    centre = np.abs(one.along_m).argmin(), np.abs(one.across_m).argmin()
    return DefendedRow(
        unit=one.unit,
        threat=one.threat,
        missile_range_m=range_m,
        area_m2=float(np.median(area)),
        least_area_m2=float(area.min()),
        greatest_area_m2=float(area.max()),
        towards_m=np.nan if nothing else float(one.along_m[along[-1]] + half[0]),
        behind_m=np.nan if nothing else float(half[0] - one.along_m[along[0]]),
        aside_m=np.nan if nothing else float(np.abs(one.across_m[across]).max() + half[1]),
        spare_s=np.nan if nothing else float(one.spare_s.max()),
        defends_itself=bool(one.defended[:, centre[0], centre[1]].all()),
    )


def defended_standings(found: Defended) -> dict[str, int]:
    """Count the values on which these footprints depend, by confidence."""
    counts = Counter(
        quantity.standing
        for entry in _entries(found)
        for name, quantity in entry.parameters.items()
        if name not in NOT_OF_FOOTPRINT and not name.startswith("kill_probability")
    )
    return dict(counts.most_common())


def defended_provisional(found: Defended) -> list[str]:
    """Return the entries behind these footprints whose sources have not been read a second time."""
    return [entry.id for entry in _entries(found) if entry.provisional]


def _entries(found: Defended) -> list[ResolvedEntry]:
    scenario = found.asked.scenario
    ids = [r.entry for r in scenario.radars if scenario.sites[r.site].unit in found.asked.units]
    ids += [b.command_post for b in scenario.batteries if b.unit in found.asked.units]
    ids += found.asked.missiles
    return [*(scenario.entries[i] for i in dict.fromkeys(ids)), *found.targets]


def defended_hash(found: Defended) -> str:
    """Return the SHA-256 of everything the footprints depend on, except version and file names."""
    asked, digest = found.asked, hashlib.sha256(found.grid.content_hash().encode())
    digest.update(_nameless(asked.scenario).model_dump_json().encode())
    for target in found.targets:
        digest.update(target.model_dump_json().encode())
    shape = found.footprints[0].spare_s.shape
    digest.update(repr((asked.units, found.bearing_deg, shape)).encode())
    return digest.hexdigest()


def _nameless(scenario: ResolvedScenario) -> ResolvedScenario:
    terrain = scenario.terrain.model_copy(update={"folder": ""})
    return scenario.model_copy(update={"terrain": terrain})


def defended_dict(found: Defended) -> dict[str, Any]:
    """Return the answer for JSON; a missing number is null."""
    scenario = found.asked.scenario
    return {
        "skydome": __version__,
        "name": scenario.name,
        "title": scenario.title,
        "inputs_sha256": defended_hash(found),
        "policy": scenario.policy,
        "bearing_deg": found.bearing_deg,
        "missiles": list(found.asked.missiles),
        "terrain": found.grid.source,
        "terrain_shares": found.provenance._asdict(),
        "placements": scenario.terrain.placements,
        "placement_radius_m": scenario.terrain.placement_radius_m,
        "cells_a_side": found.footprints[0].along_m.size,
        "standings": defended_standings(found),
        "provisional": defended_provisional(found),
        "footprints": [
            {k: None if v != v else v for k, v in row._asdict().items()}  # noqa: PLR0124 - NaN
            for row in defended_rows(found)
        ],
    }
