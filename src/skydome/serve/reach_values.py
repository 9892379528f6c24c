"""The values of the catalogue on which a range depends most, with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.coverage.range_swings import OF_TARGET
from skydome.report.numbers import with_unit
from skydome.serve import reach_models as models
from skydome.serve.labels import CROSS_SECTION, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.catalogue import Catalogue
    from skydome.coverage.question import Asked
    from skydome.coverage.range_swings import RangeSwing

SHOWN = 3


def values_at(
    asked: Asked, swings: Sequence[RangeSwing], altitude: int, catalogue: Catalogue
) -> models.Values:
    """Return the three widest swings at one altitude of the ladder.

    Of the engagement range; of the detection range where no value changes that of engagement.
    """
    kind: models.Kind = "engage"
    widest = _widest(swings, "engagement", altitude)
    if not widest:
        kind, widest = "detect", _widest(swings, "detection", altitude)
    measure = "engagement" if kind == "engage" else "detection"
    return models.Values(
        altitude_m=asked.altitudes_m[altitude],
        kind=kind,
        values=tuple(_value(asked, one, measure, altitude, catalogue) for one in widest),
    )


def _widest(swings: Sequence[RangeSwing], kind: str, altitude: int) -> list[RangeSwing]:
    moving = [one for one in swings if one.width_m(kind, altitude) > 0]
    return sorted(moving, key=lambda one: -one.width_m(kind, altitude))[:SHOWN]


def _value(
    asked: Asked, swing: RangeSwing, kind: str, altitude: int, catalogue: Catalogue
) -> models.Value:
    entry = asked.scenario.entries[swing.entry]
    quantity = entry.parameters[swing.parameter]
    source = quantity.source[0] if quantity.source else ""
    known = catalogue.sources.get(source)
    parameter = CROSS_SECTION if swing.parameter == OF_TARGET else swing.parameter
    return models.Value(
        name=label(parameter, entry.name),
        path=f"{entry.id}.{swing.parameter}",
        value=with_unit(quantity.value, quantity.unit),
        low=with_unit(quantity.low, quantity.unit),
        high=with_unit(quantity.high, quantity.unit),
        range_low_m=round(float(swing.low_m[kind][altitude])),
        range_high_m=round(float(swing.high_m[kind][altitude])),
        source=source if known is None else known.title,
        grade=quantity.standing if known is None else known.grade,
        reason=quantity.reason,
    )
