"""Types of the fields of a scenario file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from skydome.catalogue.kinds import TARGET_CLASSES
from skydome.forms import LINE_PATTERN, NAME_PATTERN
from skydome.scenario.labels import HARMLESS, UNKNOWN

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Line = Annotated[str, Field(pattern=LINE_PATTERN, max_length=200)]
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Share = Annotated[Number, Field(ge=0, le=1)]
TargetClass = Literal[TARGET_CLASSES]  # type: ignore[valid-type]
Identity = Literal["hostile", "friend", "civil", "decoy"]
TrueLabel = Literal[(*TARGET_CLASSES, *HARMLESS)]  # type: ignore[valid-type]
SeenLabel = Literal[(*TARGET_CLASSES, *HARMLESS, UNKNOWN)]  # type: ignore[valid-type]
Seconds = Annotated[Number, Field(ge=0, le=86_400)]
Surface = Literal["mountains", "urban", "wooded_hills", "woods", "farmland", "flatland", "sea"]
WHOLE_DEGREES = "whole degrees, because positions are notional"
Latitude = Annotated[Whole, Field(ge=-80, le=80, description=f"latitude in {WHOLE_DEGREES}")]
Longitude = Annotated[Whole, Field(ge=-180, le=180, description=f"longitude in {WHOLE_DEGREES}")]
Position = tuple[Latitude, Longitude]


class Form(BaseModel):
    """A part of a scenario file: frozen, and closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")
