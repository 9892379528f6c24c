"""The positions of threats and the engagements of one replication.

Nothing is simulated again: a flight follows from its path and the scan in which it started, an
engagement from its launch and its intercept in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables.parameter_draws import scenario_of_placement
from skydome.engagement.tables.paths import Path, build_path, path_keys
from skydome.engagement.tables.traffic import fill_delays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from skydome.arrays import Floats
    from skydome.scenario import ResolvedScenario
    from skydome.study.replay import EventRecord
    from skydome.terrain import Grid


KILLED, LEAKED, FLYING = "killed", "leaked", "flying"
MISSED, TOO_LATE, IN_FLIGHT = "missed", "too_late", "in_flight"


class Flown(NamedTuple):
    """The flight of one threat within the scenario, scan by scan.

    ``threat`` is a position in the scenario's threats; ``path`` is equal for threats that share a
    path, and ``first`` and ``last`` are local scans of it. ``first`` is above zero for a threat
    that was in flight when the scenario began. ``outcome`` is killed, leaked or flying. Altitudes
    are above sea level, the course is clockwise from north.
    """

    threat: int
    path: int
    first: int
    last: int
    arrival_scan: int
    outcome: str
    latitude_deg: Floats
    longitude_deg: Floats
    altitude_m: Floats
    course_rad: Floats


class Engagement(NamedTuple):
    """One salvo, from its launch to its intercept, and the target channel that it uses.

    ``outcome`` is killed, missed, too_late (its target had been killed or had arrived before) or
    in_flight at the end, where ``intercept_s`` is the end of the scenario.
    """

    unit: str
    channel: int
    threat: str
    missile: str
    missiles: int
    launch_s: float
    intercept_s: float
    outcome: str


def arrival_scans(scenario: ResolvedScenario, replication: int) -> list[int]:
    """Return the scan in which each threat starts, below zero for those in flight before.

    The log shows such threats in the first scan; the scan itself is drawn again, from the same
    address as in `skydome.engagement.rules.initialisation.reset`.
    """
    times = [(threat.start_s.value, threat.jitter_s.value) for threat in scenario.threats]
    scans = np.array([[round(time / scenario.scan_s) for time in pair] for pair in times])
    scans = scans.reshape(-1, 2).astype(np.int64)
    delay = np.empty(len(scans), dtype=np.int64)
    fill_delays(scenario.seed, replication, scans[:, 1], delay)
    return [int(scan) for scan in scans[:, 0] + delay]


def flights(
    scenario: ResolvedScenario, grid: Grid, replication: int, records: Iterable[EventRecord]
) -> dict[str, Flown]:
    """Return the flight of every threat that started, by name.

    Parameters
    ----------
    scenario, grid
        The scenario, and the terrain that its paths follow.
    replication
        The replication; its start times are drawn again.
    records
        Its events, from `skydome.study.replay_stored`.
    """
    scenario = scenario_of_placement(scenario, replication % scenario.terrain.placements)
    ends = _ends(records, round(scenario.duration_s / scenario.scan_s) - 1, scenario.scan_s)
    arrivals, keys = arrival_scans(scenario, replication), path_keys(scenario)
    numbers = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    paths: dict[int, Path] = {}
    flown = {}
    for number, threat in enumerate(scenario.threats):
        if threat.name in ends:
            shared = numbers[keys[number]]
            if shared not in paths:
                paths[shared] = build_path(scenario, threat, grid)
            scan, outcome = ends[threat.name]
            span = (max(0, -arrivals[number]), scan - arrivals[number])
            flown[threat.name] = _cut(
                paths[shared], number, shared, span, arrivals[number], outcome
            )
    return flown


def place_at(flown: Flown, scan: int) -> tuple[float, float]:
    """Return a threat's latitude and longitude, degrees, in a scan; where it ended, after that."""
    local = min(max(scan - flown.arrival_scan, flown.first), flown.last)
    at = local - flown.first
    return float(flown.latitude_deg[at]), float(flown.longitude_deg[at])


def _ends(
    records: Iterable[EventRecord], last_scan: int, scan_s: float
) -> dict[str, tuple[int, str]]:
    """Return the scan in which each threat ended, and how."""
    ends: dict[str, tuple[int, str]] = {}
    for record in records:
        scan = round(record.time_s / scan_s)
        if record.event == "set_out":
            ends[record.threat] = last_scan, FLYING
        elif record.event == "leak":
            ends[record.threat] = scan, LEAKED
        elif record.event == "intercept" and record.number:
            ends[record.threat] = scan, KILLED
    return ends


def _cut(
    path: Path, threat: int, shared: int, span: tuple[int, int], arrival: int, outcome: str
) -> Flown:
    first, last = (min(local, path.length) for local in span)
    return Flown(
        threat=threat,
        path=shared,
        first=first,
        last=last,
        arrival_scan=arrival,
        outcome=outcome,
        latitude_deg=path.latitude_deg[first : last + 1],
        longitude_deg=path.longitude_deg[first : last + 1],
        altitude_m=path.altitude_m[first : last + 1],
        course_rad=path.course_rad[first : last + 1],
    )


def engagements(records: Iterable[EventRecord], end_s: float) -> list[Engagement]:
    """Return every engagement in the order of launch; ``end_s`` is the end of the scenario."""
    launched: list[Engagement] = []
    holding: dict[tuple[str, int | None], int] = {}
    ended: set[str] = set()
    for record in records:
        place = record.unit, record.channel
        if record.event == "launch":
            holding[place] = len(launched)
            launched.append(_begun(record, end_s))
        elif record.event == "intercept":
            at = holding.pop(place)
            outcome = KILLED if record.number else TOO_LATE if record.threat in ended else MISSED
            launched[at] = launched[at]._replace(intercept_s=record.time_s, outcome=outcome)
        if record.event == "leak" or (record.event == "intercept" and record.number):
            ended.add(record.threat)
    return launched


def _begun(record: EventRecord, end_s: float) -> Engagement:
    return Engagement(
        unit=record.unit,
        channel=record.channel or 0,
        threat=record.threat,
        missile=record.missile,
        missiles=record.number or 0,
        launch_s=record.time_s,
        intercept_s=end_s,
        outcome=IN_FLIGHT,
    )
