"""What can be reached: how far a unit sees and engages, by direction and target altitude."""

from skydome.coverage.range_by_altitude import (
    Cover,
    Spread,
    UnitCover,
    over_flat_ground,
    range_by_altitude,
    spread,
)

__all__ = [
    "Cover",
    "Spread",
    "UnitCover",
    "over_flat_ground",
    "range_by_altitude",
    "spread",
]
