"""The flights of a replication, sampled in the time of the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario
    from skydome.study.tracks import Flown


class Flight(NamedTuple):
    """One threat: arrays of one length, altitudes above sea level, courses clockwise from north.

    ``until_s`` is the time of its kill, of its arrival, or the end of the scenario.
    """

    name: str
    wave: str
    entry: str
    target_class: str
    identity: str
    asset: str
    outcome: str
    time_s: Floats
    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    course_deg: Floats

    @property
    def from_s(self) -> float:
        """When it starts, or 0 where it was in flight before."""
        return float(self.time_s[0])

    @property
    def until_s(self) -> float:
        """When it ends."""
        return float(self.time_s[-1])


def flights_of(
    scenario: ResolvedScenario, flown: dict[str, Flown], step_s: float
) -> dict[str, Flight]:
    """Return flights with points a step apart; the first and the last are always there."""
    every = max(1, round(step_s / scenario.scan_s))
    return {name: _flight(scenario, one, every) for name, one in flown.items()}


def _flight(scenario: ResolvedScenario, one: Flown, every: int) -> Flight:
    threat, last = scenario.threats[one.threat], len(one.latitude_deg) - 1
    at = np.unique(np.append(np.arange(0, last + 1, every), last))
    return Flight(
        name=threat.name,
        wave=threat.wave,
        entry=threat.entry,
        target_class=threat.target_class,
        identity=threat.identity,
        asset=scenario.assets[threat.asset].name,
        outcome=one.outcome,
        time_s=(one.arrival_scan + one.first + at) * scenario.scan_s,
        latitude_deg=one.latitude_deg[at],
        longitude_deg=one.longitude_deg[at],
        altitude_m=one.altitude_m[at],
        course_deg=np.degrees(one.course_rad[at]) % 360,
    )
