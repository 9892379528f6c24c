"""Comparison of systems on the same tasks: reach, footprints, magazine and cost, with ranges.

Every system is alone, at one point at sea level on flat ground, and faces the threat. Each number
is computed at the assessed values, again at the claimed ones, and again for some draws of every
value that has a range (`skydome.engagement.tables.parameter_draws`); counts and prices, which are
not drawn, take the bounds of their own ranges instead.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome import forms
from skydome._version import __version__
from skydome.catalogue.kinds import RAID_ENTRY
from skydome.coverage.defended import ballistic_ids
from skydome.coverage.footprint import course_of, footprints
from skydome.coverage.magazine import (
    Band,
    Both,
    magazine,
    missile_prices,
    published_price,
    ratio,
    ready_missiles,
)
from skydome.coverage.question import Question, ask, targets_of
from skydome.coverage.range_by_altitude import ranges_by_altitude
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import scenario_of_placement
from skydome.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from skydome.catalogue import Catalogue, Policy
    from skydome.coverage.kernels import Course
    from skydome.scenario.resolved import ResolvedScenario
    from skydome.terrain import Grid

TARGETS = ("fighter", "stealth-fighter", "cruise-missile-low", "one-way-drone")
ALTITUDES_M = (50.0, 1e3, 3e3, 10e3)
DRAWS, MOST_DRAWS = 8, 64
MOST_SYSTEMS = 6
AZIMUTHS = 180
CELLS, FEW_CELLS = 40, 20
CLAIMED, ASSESSED = -2, -1  # numbers of variants; the draws count from 0
POLICIES: dict[int, Policy] = {CLAIMED: "claimed", ASSESSED: "assessed"}


@dataclass(frozen=True)
class Work:
    """The tasks on which systems are compared.

    ``targets`` are threats that fly level, seen from ``altitudes_m``. Money is divided by the area
    against ``stated_target`` at ``stated_altitude_m``, one of each. ``ballistic`` are ids of
    ballistic threats. ``draws`` is the number of times that all values with a range are drawn.
    """

    targets: tuple[str, ...] = TARGETS
    altitudes_m: tuple[float, ...] = ALTITUDES_M
    stated_target: str = TARGETS[0]
    stated_altitude_m: float = ALTITUDES_M[-1]
    ballistic: tuple[str, ...] = ()
    draws: int = DRAWS


class Line(NamedTuple):
    """One measure of one system; ``against`` is a target, a ballistic threat or an interceptor."""

    system: str
    measure: str
    against: str
    altitude_m: float
    unit: str
    value: float
    low: float
    high: float
    claimed: float
    note: str

    @property
    def is_nothing(self) -> bool:
        """Whether it is zero under every assumption: the system cannot engage."""
        return not any((self.value, self.low, self.high, self.claimed))


class Compared(NamedTuple):
    """A comparison: the systems' resolved scenarios at assessed values, and all lines."""

    work: Work
    scenarios: dict[str, ResolvedScenario]
    lines: tuple[Line, ...]

    def get(self, system: str, measure: str, against: str = "", altitude_m: float = 0.0) -> Line:
        """Return one line; raise StopIteration if there is none."""
        return next(
            line
            for line in self.lines
            if (line.system, line.measure, line.against) == (system, measure, against)
            and (not altitude_m or line.altitude_m == altitude_m)
        )


def system_named(name: str, catalogue: Catalogue) -> str:
    """Return the id of a system from its id or an unambiguous beginning.

    Raises
    ------
    InputError
        No system matches, or several do.
    """
    systems = catalogue.ids("system")
    if name in systems:
        return name
    longer = [system for system in systems if name and system.startswith(name)]
    if len(longer) == 1:
        return longer[0]
    if longer:
        problem = f"{name!r} begins several systems"
        raise InputError(problem, field="system", allowed=", ".join(longer))
    problem = f"there is no system {forms.quoted(name)}{forms.did_you_mean(name, systems)}"
    raise InputError(problem, field="system", allowed=", ".join(systems))


def compare_systems(
    names: Sequence[str],
    catalogue: Catalogue,
    work: Work | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Compared:
    """Compare systems.

    Parameters
    ----------
    names
        Ids of systems, or unambiguous beginnings of them.
    catalogue
        The catalogue that contains them.
    work
        The tasks; every ballistic threat of the catalogue if none is named.
    progress
        Called with the number of variants done and their total number.

    Raises
    ------
    InputError
        A name is unknown or given twice, or the tasks cannot be resolved.
    """
    systems, asked = checked(names, catalogue, work or Work())
    variants = [(system, v) for system in systems for v in range(CLAIMED, asked.draws)]
    courses: dict[str, Course] = {}
    progress(0, len(variants))
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        made = dict(_variants(systems, asked, catalogue))
        found = executor.map(lambda one: _measured(made[one], one[1], asked, courses), variants)
        measured = {}
        for done, (one, values) in enumerate(zip(variants, found, strict=True), start=1):
            measured[one] = values
            progress(done, len(variants))
    lines = [
        line
        for system in systems
        for line in _lines(
            system, asked, made, {v: measured[system, v] for v in range(CLAIMED, asked.draws)}
        )
    ]
    return Compared(asked, {system: made[system, ASSESSED] for system in systems}, tuple(lines))


def checked(names: Sequence[str], catalogue: Catalogue, work: Work) -> tuple[list[str], Work]:
    """Return the systems' ids, and the tasks with all defaults filled in.

    Raises
    ------
    InputError
        As for `compare_systems`.
    """
    systems = [system_named(name, catalogue) for name in names]
    if not 1 <= len(systems) <= MOST_SYSTEMS:
        problem = f"these are {len(systems)} systems"
        raise InputError(problem, field="system", allowed=f"1 to {MOST_SYSTEMS}")
    twice = [system for n, system in enumerate(systems) if system in systems[:n]]
    if twice:
        raise InputError(f"{twice[0]} comes twice", field="system", allowed="each system once")
    if not 1 <= work.draws <= MOST_DRAWS:
        problem = f"{work.draws:,} is out of bounds"
        raise InputError(problem, field="draws", allowed=f"1 to {MOST_DRAWS}")
    for target in (*work.targets, work.stated_target):
        _check_level(target, catalogue)
    ballistic = ballistic_ids(work.ballistic or ("ballistic",), catalogue)
    targets = tuple(dict.fromkeys((*work.targets, work.stated_target)))
    altitudes = tuple(sorted({*work.altitudes_m, work.stated_altitude_m}))
    whole = replace(work, targets=targets, altitudes_m=altitudes, ballistic=tuple(ballistic))
    return systems, whole


def _check_level(target: str, catalogue: Catalogue) -> None:
    """Refuse a target that has no range by altitude."""
    level = [i for i in catalogue.ids("threat") if _flies_level(i, catalogue)]
    if target not in level:
        threats = catalogue.ids("threat")
        hint = "" if target in threats else forms.did_you_mean(target, level)
        problem = f"{forms.quoted(target)} is no threat that flies at an altitude{hint}"
        raise InputError(problem, field="target", allowed=", ".join(level))


def _flies_level(threat: str, catalogue: Catalogue) -> bool:
    return catalogue.entry(threat).attributes["motion"] in {"level", "glide"}


def _variants(
    systems: list[str], work: Work, catalogue: Catalogue
) -> Iterator[tuple[tuple[str, int], ResolvedScenario]]:
    """Yield every variant of every system: as claimed, as assessed, and the draws."""
    for system in systems:
        for number, policy in POLICIES.items():
            yield (system, number), scenario_under(system, policy, work, catalogue)
        drawn = scenario_under(system, "sampled", work, catalogue)
        for number in range(work.draws):
            yield (system, number), scenario_of_placement(drawn, number)


def scenario_under(
    system: str, policy: Policy, work: Work, catalogue: Catalogue
) -> ResolvedScenario:
    """Return a system's scenario under a policy, with every threat of the tasks."""
    targets = (*work.targets, *work.ballistic)
    first = Question(system, target=targets[0], altitudes_m=work.altitudes_m, policy=policy)
    scenario = ask(first, catalogue).scenario
    entries = targets_of(first, targets, catalogue)
    terrain = {"placement_radius_m": 0.0, "placements": work.draws}
    return scenario.model_copy(
        update={
            "entries": scenario.entries | entries,
            "terrain": scenario.terrain.model_copy(update=terrain),
        }
    )


class _Measured(NamedTuple):
    """The results of one variant: by target and altitude, and by ballistic threat."""

    range_m: dict[tuple[str, float], float]
    area_m2: dict[tuple[str, float], float]
    footprint_m2: dict[str, float]


def _measured(
    scenario: ResolvedScenario, number: int, work: Work, courses: dict[str, Course]
) -> _Measured:
    one = of_one_battery(scenario)
    (unit,) = one.units
    grid = elevation_of(one)
    ranges = dict.fromkeys(product(work.targets, work.altitudes_m), 0.0)
    areas = dict(ranges)
    if engages_level(one):
        covers = ranges_by_altitude(
            one,
            grid,
            [one.entries[target] for target in work.targets],
            work.altitudes_m,
            units=(unit,),
            azimuths=AZIMUTHS,
            alone=True,
        )
        for target, (cover,) in zip(work.targets, covers, strict=True):
            for altitude, effective in zip(
                work.altitudes_m, cover.engagement.effective_m[0], strict=True
            ):
                ranges[target, altitude] = float(effective.max())
                areas[target, altitude] = float(np.pi * np.mean(effective**2))
    return _Measured(ranges, areas, dict(_footprints(one, grid, unit, number, work, courses)))


def engages_level(scenario: ResolvedScenario) -> bool:
    """Return whether any missile can engage non-ballistic targets."""
    missiles = [scenario.entries[missile] for missile in scenario.missiles]
    return any(m.si("maximum_range") > m.si("minimum_range") for m in missiles)


def of_one_battery(scenario: ResolvedScenario) -> ResolvedScenario:
    """Return a unit with one battery: at the same point, all batteries cover the same area."""
    first = scenario.batteries[0]
    return scenario.model_copy(
        update={"batteries": (first,), "radars": scenario.radars[: first.radar + 1]}
    )


def _footprints(
    scenario: ResolvedScenario,
    grid: Grid,
    unit: str,
    number: int,
    work: Work,
    courses: dict[str, Course],
) -> Iterator[tuple[str, float]]:
    """Yield the footprint's area against each missile; flights are the same for all systems."""
    targets = [scenario.entries[threat] for threat in work.ballistic]
    keys = [target.model_dump_json() for target in targets]
    for target, key in zip(targets, keys, strict=True):
        if key not in courses:
            courses[key] = course_of(scenario, target, unit, 0.0)
    for found in footprints(
        scenario,
        grid,
        targets,
        unit,
        bearing_deg=0.0,
        courses=[courses[key] for key in keys],
        cells=FEW_CELLS if number >= 0 else CELLS,
    ):
        yield found.threat, float(found.area_m2[0])


# lines


def _lines(
    system: str,
    work: Work,
    made: dict[tuple[str, int], ResolvedScenario],
    measured: dict[int, _Measured],
) -> Iterator[Line]:
    assessed, claimed = made[system, ASSESSED], made[system, CLAIMED]
    yield from _reach_lines(system, work, measured)
    areas = {line.against: line for line in _footprint_lines(system, work, measured)}
    yield from areas.values()
    both = Both(assessed, claimed)
    shop = magazine(both, work.stated_altitude_m)
    for measure, (unit, band, note) in shop.items():
        yield _line(system, measure, unit, band, note=note)
    for missile, price, note in missile_prices(both):
        yield _line(system, "missile price", "USD", price, against=missile, note=note)
    cost, note = published_price(both, system, "cost")
    yield _line(system, "system cost", "USD", cost, note=note)
    ready = shop["ready missiles"][1]
    yield _line(system, "cost per ready missile", "USD", ratio(cost, ready))
    at = (work.stated_target, work.stated_altitude_m)
    stated = _band({n: one.area_m2[at] for n, one in measured.items()})
    per_area = ratio(cost, stated)
    yield _line(
        system,
        "cost per engaged area",
        "USD/m2",
        per_area,
        against=work.stated_target,
        altitude_m=work.stated_altitude_m,
    )
    for threat, line in areas.items():
        per_footprint = ratio(cost, Band(line.value, line.low, line.high, line.claimed))
        yield _line(system, "cost per footprint", "USD/m2", per_footprint, against=threat)


def _line(
    system: str,
    measure: str,
    unit: str,
    band: Band,
    *,
    against: str = "",
    altitude_m: float = np.nan,
    note: str = "",
) -> Line:
    return Line(system, measure, against, altitude_m, unit, *band, note)


def _band(by_variant: dict[int, float]) -> Band:
    """Return a measure at assessed values, its lowest and highest value, and at claimed values."""
    drawn = [value for number, value in by_variant.items() if number != CLAIMED]
    return Band(by_variant[ASSESSED], min(drawn), max(drawn), by_variant[CLAIMED])


def _reach_lines(system: str, work: Work, measured: dict[int, _Measured]) -> Iterator[Line]:
    for target, altitude in product(work.targets, work.altitudes_m):
        reach = _band({n: one.range_m[target, altitude] for n, one in measured.items()})
        area = _band({n: one.area_m2[target, altitude] for n, one in measured.items()})
        for measure, unit, band in (("engagement range", "m", reach), ("engaged area", "m2", area)):
            yield _line(system, measure, unit, band, against=target, altitude_m=altitude)


def _footprint_lines(system: str, work: Work, measured: dict[int, _Measured]) -> Iterator[Line]:
    for threat in work.ballistic:
        area = _band({n: one.footprint_m2[threat] for n, one in measured.items()})
        yield _line(system, "defended footprint", "m2", area, against=threat)


# the answer as a whole


def compared_hash(found: Compared) -> str:
    """Return the SHA-256 of everything a comparison depends on, except the version."""
    digest = hashlib.sha256(repr(found.work).encode())
    for scenario in found.scenarios.values():
        digest.update(scenario.model_dump_json().encode())
    return digest.hexdigest()


def compared_provisional(found: Compared) -> list[str]:
    """Return the entries behind a comparison whose sources have not been read a second time."""
    entries = (entry for one in found.scenarios.values() for entry in one.entries.values())
    unread = (entry.id for entry in entries if entry.provisional and entry.id != RAID_ENTRY)
    return list(dict.fromkeys(unread))


def compared_dict(found: Compared) -> dict[str, object]:
    """Return a comparison for JSON; an unknown number is null."""
    return {
        "skydome": __version__,
        "inputs_sha256": compared_hash(found),
        "work": asdict(found.work),
        "systems": {
            system: {
                "name": scenario.entries[system].name,
                "level": scenario.entries[system].attributes.get("level"),
                "missiles": list(scenario.missiles),
                "ready_missiles": ready_missiles(scenario),
            }
            for system, scenario in found.scenarios.items()
        },
        "provisional": compared_provisional(found),
        "lines": [
            {k: None if _is_nan(v) else v for k, v in line._asdict().items()}
            for line in found.lines
        ],
    }


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and bool(np.isnan(value))
