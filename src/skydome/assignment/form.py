"""A snapshot as a person writes it: threats with values, units with their missiles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from skydome.forms import NAME_PATTERN

MOST_THREATS = 2_000
MOST_UNITS = 500
MOST_READY = 1_000
MOST_CHANNELS = 1_000

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=60)]
Text = Annotated[str, Field(min_length=1, max_length=2_000)]
Probability = Annotated[Number, Field(ge=0, lt=1)]


class Form(BaseModel):
    """A part of a snapshot file: frozen; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Threat(Form):
    """A threat, or a group of equal ones."""

    name: Name
    value: Number = Field(gt=0, le=1e6, description="lost if it leaks; any scale, the same for all")
    count: Whole = Field(
        1, ge=1, le=MOST_THREATS, description="equal threats; they are called name-1, name-2, ..."
    )


class Missiles(Form):
    """The ready missiles of one type at one unit."""

    ready: Whole = Field(ge=0, le=MOST_READY, description="missiles that can be fired now")
    reserve_price: Number = Field(
        0.0,
        ge=0,
        le=1e6,
        description="in units of value: a missile is fired only if it saves more",
    )
    kill_probability: dict[str, Probability] = Field(
        description="of one missile by threat, below 1; an omitted threat is out of reach"
    )


class Unit(Form):
    """A unit with its channels and missiles."""

    name: Name
    layer: Name | None = Field(None, description="units of one layer are summed together")
    target_channels: Whole | None = Field(
        None, ge=1, le=MOST_CHANNELS, description="threats engaged at once; no limit if omitted"
    )
    missile_channels: Whole | None = Field(
        None, ge=1, le=MOST_CHANNELS, description="missiles in the air; no limit if omitted"
    )
    missiles: dict[str, Missiles] = Field(min_length=1, description="at least one, by missile type")


class Snapshot(Form):
    """One moment of a raid: which unit could fire which missile at which threat."""

    name: Name
    title: Text | None = None
    notes: Text | None = None
    missiles_per_threat: Whole | None = Field(
        None, ge=1, le=MOST_READY, description="of all units together; no limit if omitted"
    )
    threats: tuple[Threat, ...] = Field(min_length=1, max_length=MOST_THREATS)
    units: tuple[Unit, ...] = Field(min_length=1, max_length=MOST_UNITS)
