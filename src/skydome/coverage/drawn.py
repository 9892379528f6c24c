"""One measure of one system at its assessed and claimed values, and over draws of all its ranges.

The draws are those of `skydome.engagement.tables.parameter_draws`: draw n of N is a pure function
of n, N and the parameters' names, so that a question has the same numbers on every machine.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.coverage.answer import NOT_OF_RANGE
from skydome.coverage.compare import (
    ASSESSED,
    CELLS,
    CLAIMED,
    FEW_CELLS,
    Work,
    engages_level,
    of_one_battery,
    scenario_under,
    system_named,
)
from skydome.coverage.defended import NOT_OF_FOOTPRINT
from skydome.coverage.footprint import course_of, footprint
from skydome.coverage.range_by_altitude import range_by_altitude
from skydome.coverage.sensitivity import detection_range_m
from skydome.engagement.tables import sensing
from skydome.engagement.tables.elevation import elevation_of
from skydome.engagement.tables.parameter_draws import scenario_of_placement

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.catalogue import Catalogue
    from skydome.scenario.resolved import ResolvedScenario

AZIMUTHS = 36
STRONG = 0.55  # rank correlation from which a parameter is named
MOST_NAMED = 3
MEASURES = {
    "engagement range": "m",
    "detection range": "m",
    "engaged area": "m2",
    "defended footprint": "m2",
}


class Asked(NamedTuple):
    """What is measured.

    Attributes
    ----------
    measure
        One of `MEASURES`.
    system, against
        Id of the system, or its beginning; id of the threat.
    altitude_m
        Of a threat that flies level.
    radar
        For a detection range: only this radar of the system; the farthest of all otherwise.
    """

    measure: str
    system: str
    against: str
    altitude_m: float = 10_000.0
    radar: str = ""


class Drawn(NamedTuple):
    """A measure in SI: at assessed and claimed values, in each draw, and what moves it most.

    ``moved_by`` pairs the names of parameters with their rank correlation over the draws, the
    strongest first; empty where none reaches 0.55.
    """

    assessed: float
    claimed: float
    draws: tuple[float, ...]
    moved_by: tuple[tuple[str, float], ...]


def inputs_of(asked: Asked, catalogue: Catalogue, draws: int) -> str:
    """Return the SHA-256 of everything that the answer depends on but the version."""
    digest = hashlib.sha256(f"{asked!r} {draws} {AZIMUTHS} {CELLS} {FEW_CELLS}".encode())
    for policy in ("assessed", "claimed", "sampled"):
        digest.update(_scenario(asked, policy, catalogue, draws).model_dump_json().encode())
    return digest.hexdigest()


def drawn(
    asked: Asked,
    catalogue: Catalogue,
    draws: int,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Drawn:
    """Return a measure with its draws.

    The system stands alone, at one point on flat ground at sea level, and the threat comes to it
    head-on, as in `skydome.coverage.compare`.

    Raises
    ------
    InputError
        There is no such system or threat.
    ValueError
        There is no such measure.
    """
    if asked.measure not in MEASURES:
        raise ValueError(f"there is no measure {asked.measure!r}")
    sampled = _scenario(asked, "sampled", catalogue, draws)
    variants = {
        ASSESSED: _scenario(asked, "assessed", catalogue, draws),
        CLAIMED: _scenario(asked, "claimed", catalogue, draws),
        **{n: scenario_of_placement(sampled, n) for n in range(draws)},
    }
    found: dict[int, float] = {}
    progress(0, len(variants))
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        values = executor.map(lambda one: _measured(asked, *one), variants.items())
        for number, value in zip(variants, values, strict=True):
            found[number] = value
            progress(len(found), len(variants))
    series = [found[n] for n in range(draws)]
    return Drawn(
        found[ASSESSED],
        found[CLAIMED],
        tuple(series),
        _moved_by(asked, [variants[n] for n in range(draws)], series),
    )


def _scenario(asked: Asked, policy: str, catalogue: Catalogue, draws: int) -> ResolvedScenario:
    system = system_named(asked.system, catalogue)
    falls = catalogue.entry(asked.against).attributes.get("motion") == "ballistic"
    work = Work(
        targets=() if falls else (asked.against,),
        altitudes_m=(asked.altitude_m,),
        ballistic=(asked.against,) if falls else (),
        draws=draws,
    )
    return scenario_under(system, policy, work, catalogue)  # type: ignore[arg-type]


def _measured(asked: Asked, number: int, scenario: ResolvedScenario) -> float:
    one = of_one_battery(scenario)
    target = one.entries[asked.against]
    (unit,) = one.units
    if asked.measure == "detection range":
        return _detection_m(asked, one)
    if asked.measure == "defended footprint":
        found = footprint(
            one,
            elevation_of(one),
            target,
            unit,
            bearing_deg=0.0,
            cells=FEW_CELLS if number >= 0 else CELLS,
            course=course_of(one, target, unit, 0.0),
        )
        return float(found.area_m2[0])
    if not engages_level(one):
        return 0.0
    cover = range_by_altitude(
        one,
        elevation_of(one),
        target,
        (asked.altitude_m,),
        units=(unit,),
        azimuths=AZIMUTHS,
        alone=True,
    )[0]
    effective = cover.engagement.effective_m[0, 0]
    if asked.measure == "engaged area":
        return float(np.pi * np.mean(effective**2))
    return float(effective.max())


def _detection_m(asked: Asked, scenario: ResolvedScenario) -> float:
    """Return how far the radar, or the farthest of the system's radars, sees the target."""
    scene, target = sensing.scene_of(scenario), scenario.entries[asked.against]
    entries = dict.fromkeys(radar.entry for radar in scenario.radars)
    wanted = [name for name in entries if name == asked.radar] if asked.radar else list(entries)
    return max(
        (
            detection_range_m(
                sensing.sensor_of(scenario.entries[name], scene), target, asked.altitude_m
            )
            for name in wanted
        ),
        default=0.0,
    )


def _can_move(asked: Asked, kind: str, name: str) -> bool:
    """Return whether a measure can depend on a parameter, as far as its kind and name tell."""
    if asked.measure == "detection range":
        return kind in {"radar", "threat"} and name not in NOT_OF_RANGE
    if asked.measure == "defended footprint":
        return name not in NOT_OF_FOOTPRINT
    return name not in NOT_OF_RANGE and not name.endswith("_ballistic")


def _moved_by(
    asked: Asked, variants: list[ResolvedScenario], series: list[float]
) -> tuple[tuple[str, float], ...]:
    """Return the drawn parameters whose rank goes with that of the measure."""
    values: dict[str, list[float]] = {}
    for one in variants:
        for entry in one.entries.values():
            for name, quantity in entry.parameters.items():
                if quantity.basis == "sampled" and _can_move(asked, entry.kind, name):
                    values.setdefault(f"{entry.id}.{name}", []).append(quantity.value)
    target = np.asarray(series)
    if len(series) < 8 or np.ptp(target) == 0:  # noqa: PLR2004 - too few to rank
        return ()
    found = {
        name: _rank_correlation(np.asarray(some), target)
        for name, some in values.items()
        if len(some) == len(series) and np.ptp(some) > 0
    }
    strong = sorted(found.items(), key=lambda pair: -abs(pair[1]))
    return tuple((name, rho) for name, rho in strong[:MOST_NAMED] if abs(rho) >= STRONG)


def _rank_correlation(
    one: np.ndarray[tuple[int], np.dtype[np.float64]],
    other: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> float:
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])
