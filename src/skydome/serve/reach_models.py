"""What ``/api/reach`` and ``/api/footprint`` answer; ranges in metres, positions in degrees."""

from __future__ import annotations

from typing import Literal

from skydome.serve.raid_models import Centre, Model, Position

Kind = Literal["detect", "engage"]
Above = Literal["ground", "sea_level"]


class Ring(Model):
    """The advertised range as a geodesic circle."""

    range_m: float
    outline: tuple[Position, ...]


class Range(Model):
    """Quantiles over azimuths of the sector, null below ground."""

    min: float | None
    median: float | None
    max: float | None


class Layer(Model):
    """Where a system detects, or engages, a target at one altitude.

    ``rings`` are closed; there are several where a sector or a shadow cuts the area, none where
    nothing is covered. ``sector_deg`` is the width of the sector. ``share`` is the part of the
    advertised disc that is covered.
    """

    altitude_m: float
    above: Above
    kind: Kind
    rings: tuple[tuple[Position, ...], ...]
    range_m: Range
    sector_deg: float
    share: float


class Value(Model):
    """A value of the catalogue on which the range depends most.

    ``range_low_m`` and ``range_high_m`` are the ranges at its two bounds, everything else at its
    own value. ``path`` is entry and parameter, as in the catalogue.
    """

    name: str
    path: str
    value: str
    low: str
    high: str
    range_low_m: float
    range_high_m: float
    source: str
    grade: str
    reason: str


class Values(Model):
    """The values on which a range at one altitude depends most, widest first.

    ``kind`` is the range that they change: of engagement, or of detection where none changes that.
    """

    altitude_m: float
    kind: Kind
    values: tuple[Value, ...]


class Terrain(Model):
    """The ground under the ranges."""

    source: str
    note: str


class Reach(Model):
    """The reach of one system against one target, every altitude of the ladder at once.

    ``sentences`` has one entry for each altitude, and so has ``reasons``: why the area is smaller
    than the advertised ring, empty where nothing is worth saying. ``facing_deg`` is where a system
    faces, clockwise from north.
    """

    system: str
    system_name: str
    target: str
    target_name: str
    rcs_m2: float
    mast_m: tuple[float, ...]
    notional: bool
    site: Centre
    facing_deg: float
    advertised: Ring
    altitudes_m: tuple[float, ...]
    layers: tuple[Layer, ...]
    sentences: tuple[str, ...]
    reasons: tuple[str, ...]
    terrain: Terrain | None
    provisional: tuple[str, ...]
    confidence: str
    cite: str


class ReachValues(Model):
    """The values on which a reach depends most, with the sentence that they add to its verdict.

    ``values`` and ``sentences`` have one entry for each altitude of the ladder.
    """

    values: tuple[Values, ...]
    sentences: tuple[str, ...]
    note: str


class ReachPair(Model):
    """The reach of two systems against one target at one place."""

    first: Reach
    second: Reach


class ReachSite(Model):
    """A notional place, in whole degrees, and where a system faces there."""

    id: str
    name: str
    lat_deg: float
    lon_deg: float
    facing_deg: float


class Footprint(Model):
    """The aim points that a system defends against one ballistic missile.

    Each polygon is its outer ring and then its holes, all closed. ``advertised`` is the longest
    range against ballistic targets that is claimed for one of its missiles. ``note`` says why the
    outline has the shape that it has.
    """

    system: str
    system_name: str
    threat: str
    threat_name: str
    bearing_deg: float
    site: Centre
    advertised: Ring
    polygons: tuple[tuple[tuple[Position, ...], ...], ...]
    area_m2: float
    sentence: str
    note: str
    cite: str
