"""On which values a unit's range depends most: one at a time, from bound to bound.

Unlike `skydome.coverage.sensitivity`, which asks for a radar's detection range alone, the measure
is the range that `range_by_altitude` gives, of engagement or of detection, over flat ground and
straight ahead. The bounds are those of the catalogue; everything else keeps its own value, so that
interactions do not show. Varied are `RADAR` of every radar of the unit, `MISSILE` of every missile
that it carries, and the target's cross-section; airframes are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.catalogue.kinds import BANDS_HZ, SECTORS
from skydome.coverage.look import Margins
from skydome.coverage.range_by_altitude import range_by_altitude
from skydome.engagement.tables.elevation import elevation_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skydome.arrays import Floats
    from skydome.coverage.question import Asked
    from skydome.scenario.resolved import ResolvedEntry, ResolvedScenario

RANGE_STEP_M = 1_000.0
KINDS = ("detection", "engagement")
NOSE = tuple(f"rcs.{band}.{SECTORS[0]}" for band in BANDS_HZ)
OF_TARGET = "rcs"
RADAR = (
    *("detection_range", "reference_detection_probability", "frequency", "instrumented_range"),
    *("antenna_height", "maximum_elevation", "boresight_elevation", "minimum_range"),
    *("elevation_beamwidth", "mti_improvement"),
)
MISSILE = ("maximum_range", "minimum_altitude", "maximum_altitude", "maximum_target_speed")


class RangeSwing(NamedTuple):
    """Ranges at the two bounds of one value, [altitude], metres, by ``detection`` and so on.

    ``entry`` and ``parameter`` name the value in the catalogue; for a target's cross-section it is
    ``rcs``, and all bands move together.
    """

    entry: str
    parameter: str
    low_m: dict[str, Floats]
    high_m: dict[str, Floats]

    def width_m(self, kind: str, altitude: int) -> float:
        """Return the difference between the two ranges at one altitude of the ladder."""
        return abs(float(self.high_m[kind][altitude] - self.low_m[kind][altitude]))


def range_swings(asked: Asked) -> list[RangeSwing]:
    """Return the swings of every value on which the ranges of a question may depend.

    Parameters
    ----------
    asked
        From `skydome.coverage.ask`; its first unit counts, and its terrain does not.
    """
    flat = asked.scenario.terrain.model_copy(update={"flat": True, "folder": ""})
    asked = asked._replace(scenario=asked.scenario.model_copy(update={"terrain": flat}))
    margins = Margins()  # those of the entries that are not varied are computed once
    return [
        RangeSwing(
            entry, parameter, *(_ranges_m(asked, changed, margins) for changed in (low, high))
        )
        for entry, parameter, low, high in _varied(asked)
    ]


def _varied(asked: Asked) -> Iterator[tuple[str, str, ResolvedEntry, ResolvedEntry]]:
    """Yield entry, parameter, and the entry at the two bounds of it."""
    scenario = asked.scenario
    own = [r.entry for r in scenario.radars if scenario.sites[r.site].unit == asked.units[0]]
    parts: list[tuple[str, tuple[str, ...]]] = [(entry, RADAR) for entry in dict.fromkeys(own)]
    parts += [(entry, MISSILE) for entry in asked.missiles]
    for entry, names in ((scenario.entries[i], names) for i, names in parts):
        for name in names:
            quantity = entry.parameters.get(name)
            if quantity is not None and quantity.low < quantity.high:
                yield entry.id, name, _at(entry, (name,), "low"), _at(entry, (name,), "high")
    target = asked.target
    bands = tuple(name for name in NOSE if name in target.parameters) or (OF_TARGET,)
    ends = _at(target, bands, "low"), _at(target, bands, "high")
    if ends[0] != ends[1]:
        yield target.id, OF_TARGET, *ends


def _at(entry: ResolvedEntry, names: tuple[str, ...], end: str) -> ResolvedEntry:
    moved = {
        name: entry.parameters[name].model_copy(
            update={"value": getattr(entry.parameters[name], end)}
        )
        for name in names
    }
    return entry.model_copy(update={"parameters": entry.parameters | moved})


def _ranges_m(asked: Asked, changed: ResolvedEntry, margins: Margins) -> dict[str, Floats]:
    """Return the ranges straight ahead, by kind, with one entry changed."""
    scenario: ResolvedScenario = asked.scenario.model_copy(
        update={"entries": asked.scenario.entries | {changed.id: changed}}
    )
    cover = range_by_altitude(
        scenario,
        elevation_of(scenario),
        scenario.entries[asked.target.id],
        asked.altitudes_m,
        units=asked.units[:1],
        azimuths=1,
        range_step_m=RANGE_STEP_M,
        alone=True,
        margins=margins,
    )[0]
    return {kind: np.nan_to_num(getattr(cover, kind).effective_m[0, :, 0]) for kind in KINDS}
