"""What ``/api/runs/{id}/raid/…`` and ``…/causes`` answer.

Lists of one object have one length: typed columns, so that a raid is small. Times are seconds of
the scenario, rounded to 0.1 s; positions are degrees, rounded to 1e-4 (11 m); altitudes are metres
above sea level.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

End = Literal["killed", "leaked", "flying"]
Outcome = Literal["killed", "missed", "too_late", "in_flight"]
Kind = Literal["detection", "engagement"]
Role = Literal["battery", "command post", "radar"]
Position = tuple[float, float]  # longitude, latitude


class Model(BaseModel):
    """A part of an answer: nothing in it changes, and no field is unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Centre(Model):
    """The middle of all places, for the map's projection."""

    lon_deg: float
    lat_deg: float


class Radar(Model):
    """A radar at a site; ``sector_deg`` is the width of what it can look at around ``facing``."""

    name: str
    entry: str
    facing_deg: float
    sector_deg: float


class Site(Model):
    """A site of the defence. ``battery`` fights there; it stands there in ``alive_s``."""

    name: str
    unit: str
    role: Role
    battery: str
    system: str
    system_name: str
    network: str
    lon_deg: float
    lat_deg: float
    altitude_m: float
    radars: tuple[Radar, ...]
    alive_s: tuple[float, float]
    lost: bool


class Asset(Model):
    """What is defended."""

    name: str
    lon_deg: float
    lat_deg: float
    altitude_m: float
    value: float
    leaked: int


class Threat(Model):
    """The flight of one threat; ``end_s`` is its kill, its arrival or the scenario's end."""

    id: int
    name: str
    wave: str
    entry: str
    entry_name: str
    target_class: str
    identity: str
    asset: str
    t_s: tuple[float, ...]
    lon_deg: tuple[float, ...]
    lat_deg: tuple[float, ...]
    altitude_m: tuple[int, ...]
    end: End
    end_s: float


class Track(Model):
    """A time in which a network keeps a track; ``error_m`` is the larger standard deviation.

    The error is that of a settled track of this radar at its best, see
    `skydome.export.replay.track_errors`.
    """

    threat: int
    network: str
    radar: str
    start_s: float
    end_s: float
    t_s: tuple[float, ...]
    along_m: tuple[int, ...]
    across_m: tuple[int, ...]
    azimuth_deg: tuple[int, ...]


class Shot(Model):
    """A salvo, on the straight line from launcher to intercept: two points."""

    launcher: str
    channel: int
    threat: int
    missile: str
    missiles: int
    launch_s: float
    end_s: float
    outcome: Outcome
    t_s: tuple[float, float]
    lon_deg: tuple[float, float]
    lat_deg: tuple[float, float]
    altitude_m: tuple[int, int]


class Span(Model):
    """What a channel is busy with."""

    threat: int
    start_s: float
    end_s: float


class Channel(Model):
    """A target channel of a battery, numbered from 1."""

    unit: str
    channel: int
    spans: tuple[Span, ...]


class Event(Model):
    """An event as a sentence; detections are left out. ``threat`` is -1 where there is none."""

    t_s: float
    kind: str
    text: str
    threat: int
    unit: str


class Contour(Model):
    """Effective range of a unit alone against ``target`` at one altitude, as closed rings."""

    unit: str
    kind: Kind
    target: str
    altitude_m: float
    above_ground: bool
    rings: tuple[tuple[Position, ...], ...]


class Step(Model):
    """One moment of the chain from start to arrival."""

    t_s: float
    text: str


class Leaker(Model):
    """Why one threat got through; ``cause`` is an id of ``cause_names``."""

    threat: int
    asset: str
    arrived_s: float
    cause: str
    cause_text: str
    chain: tuple[Step, ...]


class Raid(Model):
    """One replication to play back; ``threat`` everywhere is a position in ``threats``."""

    run: str
    scenario: str
    title: str
    replication: int
    placement: int
    version: str
    duration_s: float
    step_s: float
    centre: Centre
    nodes: tuple[Site, ...]
    assets: tuple[Asset, ...]
    threats: tuple[Threat, ...]
    tracks: tuple[Track, ...]
    shots: tuple[Shot, ...]
    channels: tuple[Channel, ...]
    events: tuple[Event, ...]
    contours: tuple[Contour, ...]
    leakers: tuple[Leaker, ...]
    causes: dict[str, int]
    cause_names: dict[str, str]
    cite: str


class Mean(Model):
    """A mean over replications and its 95 % interval; equal bounds mean that there is none."""

    value: float
    low: float
    high: float


class CauseLine(Model):
    """Mean leakers per replication of one cause, of one target class or of all (empty)."""

    cause: str
    target_class: str
    leaked: Mean


class Causes(Model):
    """Causes of leaks over ``sampled`` of ``replications``.

    By cause, ``meanings`` say what happened and ``remedies`` what would help.
    """

    run: str
    replications: int
    sampled: int
    total: Mean
    all_replications: float
    lines: tuple[CauseLine, ...]
    cause_names: dict[str, str]
    meanings: dict[str, str]
    remedies: dict[str, str]
    definition: str
    cite: str
