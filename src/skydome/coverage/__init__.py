"""What can be reached: how far a unit sees and engages, by direction and target altitude."""

from skydome.coverage.answer import (
    Answer,
    Row,
    answer,
    as_dict,
    described,
    inputs_hash,
    rows,
    standing,
)
from skydome.coverage.question import ALTITUDES_M, Asked, Question, ask
from skydome.coverage.range_by_altitude import (
    Cover,
    Spread,
    UnitCover,
    over_flat_ground,
    range_by_altitude,
    spread,
)

__all__ = [
    "ALTITUDES_M",
    "Answer",
    "Asked",
    "Cover",
    "Question",
    "Row",
    "Spread",
    "UnitCover",
    "answer",
    "as_dict",
    "ask",
    "described",
    "inputs_hash",
    "over_flat_ground",
    "range_by_altitude",
    "rows",
    "spread",
    "standing",
]
