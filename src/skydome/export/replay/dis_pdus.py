"""Protocol data units of DIS version 7 (IEEE 1278.1-2012): entity state, fire, detonation.

Everything is big-endian. Positions are geocentric; heights above sea level are taken as heights
above the WGS 84 ellipsoid, as everywhere in Skydome.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from skydome.export.replay.geocentric import Triple, attitude_rad, geocentric_m

VERSION, EXERCISE = 7, 1
ENTITY_STATE, FIRE, DETONATION = 1, 2, 3
FAMILIES = {ENTITY_STATE: 1, FIRE: 2, DETONATION: 2}  # entity information, warfare
SITE, APPLICATION = 1, 1
FRIENDLY, OPPOSING, NEUTRAL = 1, 2, 3
STATIC, FIXED_VELOCITY = 1, 2  # dead reckoning
DESTROYED, DEACTIVATED = 3 << 3, 1 << 23  # of the appearance
PROXIMATE, NO_DETONATION, IMPACT, MISS = 2, 6, 1, 29  # detonation results
UNITS_AN_HOUR, HOUR_S = 2**31, 3_600.0
MARKING_BYTES, ASCII = 11, 1


class Kind(NamedTuple):
    """An entity type of SISO-REF-010; country 0 is "other", what is zero is unspecified."""

    kind: int
    domain: int
    category: int = 0
    country: int = 0

    def packed(self) -> bytes:
        """Return the record."""
        return struct.pack(">BBHBBBB", self.kind, self.domain, self.country, self.category, 0, 0, 0)


def entity_state(
    time_s: float,
    number: int,
    force: int,
    kind: Kind,
    marking: str,
    place: Triple,
    course_deg: float = 0.0,
    velocity_m_s: Triple = (0.0, 0.0, 0.0),
    appearance: int = 0,
) -> bytes:
    """Return an entity state.

    ``place`` is latitude, longitude and altitude, the velocity is geocentric.
    """
    still = velocity_m_s == (0.0, 0.0, 0.0)
    text = marking.encode("ascii", "replace")[:MARKING_BYTES].ljust(MARKING_BYTES, b"\0")
    body = (
        _entity(number)
        + struct.pack(">BB", force, 0)
        + kind.packed()
        + kind.packed()
        + struct.pack(
            ">3f3d3f", *velocity_m_s, *geocentric_m(*place), *attitude_rad(*place[:2], course_deg)
        )
        + struct.pack(">I", appearance)
        + struct.pack(">B15x12x12x", STATIC if still else FIXED_VELOCITY)
        + struct.pack(">B11s", ASCII, text)
        + struct.pack(">I", 0)
    )
    return _pdu(ENTITY_STATE, time_s, body)


def fire(
    time_s: float,
    event: int,
    firing: int,
    target: int,
    munition: int,
    kind: Kind,
    quantity: int,
    place: Triple,
    range_m: float,
) -> bytes:
    """Return a fire: who, at whom, with what, how many."""
    body = (
        _entity(firing)
        + _entity(target)
        + _entity(munition)
        + _entity(event)
        + struct.pack(">I3d", 0, *geocentric_m(*place))
        + kind.packed()
        + struct.pack(">HHHH", 0, 0, quantity, 0)
        + struct.pack(">3ff", 0.0, 0.0, 0.0, range_m)
    )
    return _pdu(FIRE, time_s, body)


def detonation(
    time_s: float,
    event: int,
    firing: int,
    target: int,
    munition: int,
    kind: Kind,
    quantity: int,
    place: Triple,
    result: int,
) -> bytes:
    """Return a detonation, or that there was none."""
    body = (
        _entity(firing)
        + _entity(target)
        + _entity(munition)
        + _entity(event)
        + struct.pack(">3f3d", 0.0, 0.0, 0.0, *geocentric_m(*place))
        + kind.packed()
        + struct.pack(">HHHH", 0, 0, quantity, 0)
        + struct.pack(">3fBBH", 0.0, 0.0, 0.0, result, 0, 0)
    )
    return _pdu(DETONATION, time_s, body)


def _entity(number: int) -> bytes:
    return struct.pack(">HHH", SITE, APPLICATION, number)


def _pdu(kind: int, time_s: float, body: bytes) -> bytes:
    """Return header and body; the time is relative, within the hour, its lowest bit 0."""
    stamp = int(time_s % HOUR_S / HOUR_S * UNITS_AN_HOUR) << 1
    head = struct.pack(
        ">BBBBIHH", VERSION, EXERCISE, kind, FAMILIES[kind], stamp, 12 + len(body), 0
    )
    return head + body
