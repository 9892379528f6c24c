"""Coverage: how far a unit detects and engages, and what it defends."""

import sys

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
from skydome.coverage.compare import (
    Compared,
    Line,
    Work,
    compare_systems,
    compared_dict,
    compared_hash,
    compared_provisional,
    system_named,
)
from skydome.coverage.defended import (
    Defended,
    DefendedRow,
    defend,
    defended_dict,
    defended_hash,
    defended_provisional,
    defended_rows,
    defended_standings,
)
from skydome.coverage.footprint import Footprint, course_of, east_and_north_m, footprint
from skydome.coverage.question import ALTITUDES_M, Asked, Question, ask
from skydome.coverage.range_by_altitude import (
    Cover,
    Spread,
    UnitCover,
    over_flat_ground,
    range_by_altitude,
    spread,
)
from skydome.coverage.sensitivity import Swing, detection_range_m, swings
from skydome.room import Room

__all__ = [
    "ALTITUDES_M",
    "Answer",
    "Asked",
    "Compared",
    "Cover",
    "Defended",
    "DefendedRow",
    "Footprint",
    "Line",
    "Question",
    "Row",
    "Spread",
    "Swing",
    "UnitCover",
    "Work",
    "answer",
    "as_dict",
    "ask",
    "compare_systems",
    "compared_dict",
    "compared_hash",
    "compared_provisional",
    "course_of",
    "defend",
    "defended_dict",
    "defended_hash",
    "defended_provisional",
    "defended_rows",
    "defended_standings",
    "described",
    "detection_range_m",
    "east_and_north_m",
    "footprint",
    "inputs_hash",
    "over_flat_ground",
    "range_by_altitude",
    "rows",
    "spread",
    "standing",
    "swings",
    "system_named",
]

sys.modules[__name__].__class__ = Room  # skydome.coverage(…) asks its question
