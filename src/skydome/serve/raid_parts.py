"""The parts of a raid's playback, as columns of rounded numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.serve import raid_models as models
from skydome.study.event_text import sentence_of
from skydome.study.leak_text import why_sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.export.replay.flights import Flight
    from skydome.export.replay.nodes import Node
    from skydome.export.replay.scene import Scene
    from skydome.export.replay.shots import Shot
    from skydome.export.replay.track_errors import Held
    from skydome.scenario import ResolvedScenario
    from skydome.study import EventRecord
    from skydome.study.leak_causes import Leak

TIME_DIGITS, DEGREE_DIGITS = 1, 4
NOT_TOLD = {"detection"}  # thousands of them


def _rounded(values: ArrayLike, digits: int) -> tuple[float, ...]:
    return tuple(np.round(np.asarray(values, dtype=np.float64), digits).tolist())


def _whole(values: ArrayLike) -> tuple[int, ...]:
    return tuple(np.rint(np.asarray(values, dtype=np.float64)).astype(np.int64).tolist())


def _time(seconds: float) -> float:
    return round(seconds, TIME_DIGITS)


def nodes_of(scene: Scene) -> tuple[models.Site, ...]:
    """Return every site with its radars."""
    return tuple(_site(scene, node) for node in scene.nodes)


def _site(scene: Scene, node: Node) -> models.Site:
    scenario = scene.scenario
    here = [radar for radar in scenario.radars if scenario.sites[radar.site].name == node.name]
    entry = scenario.entries.get(node.system)
    latitude, longitude, altitude = node.place
    return models.Site(
        name=node.name,
        unit=node.unit,
        role=node.kind,
        battery=node.battery,
        system=node.system,
        system_name=node.system if entry is None else entry.name,
        network=node.network,
        lon_deg=round(longitude, DEGREE_DIGITS),
        lat_deg=round(latitude, DEGREE_DIGITS),
        altitude_m=round(altitude),
        radars=tuple(
            models.Radar(
                name=radar.name,
                entry=radar.entry,
                facing_deg=radar.facing_deg,
                sector_deg=round(
                    float(np.degrees(scenario.entries[radar.entry].si("sector_width"))), 1
                ),
            )
            for radar in here
        ),
        alive_s=(_time(node.from_s), _time(node.until_s)),
        lost=node.lost,
    )


def threat_of(scenario: ResolvedScenario, flight: Flight, number: int) -> models.Threat:
    """Return a flight; a point is left out where nothing turns between its neighbours."""
    return models.Threat(
        id=number,
        name=flight.name,
        wave=flight.wave,
        entry=flight.entry,
        entry_name=scenario.entries[flight.entry].name,
        target_class=flight.target_class,
        identity=flight.identity,
        asset=flight.asset,
        t_s=_rounded(flight.time_s, TIME_DIGITS),
        lon_deg=_rounded(flight.longitude_deg, DEGREE_DIGITS),
        lat_deg=_rounded(flight.latitude_deg, DEGREE_DIGITS),
        altitude_m=_whole(flight.altitude_m),
        end=flight.outcome,
        end_s=_time(flight.until_s),
    )


def track_of(held: Held, threat: int) -> models.Track:
    """Return a time in which a network keeps a track."""
    return models.Track(
        threat=threat,
        network=held.network,
        radar=held.radar,
        start_s=_time(held.from_s),
        end_s=_time(held.until_s),
        t_s=_rounded(held.time_s, TIME_DIGITS),
        along_m=_whole(held.along_m),
        across_m=_whole(held.across_m),
        azimuth_deg=_whole(held.azimuth_deg),
    )


def shot_of(scenario: ResolvedScenario, shot: Shot, threat: int) -> models.Shot:
    """Return a salvo as two points."""
    one, ends = shot.engagement, (shot.start, shot.end)
    return models.Shot(
        launcher=one.unit,
        channel=one.channel + 1,
        threat=threat,
        missile=scenario.entries[one.missile].name,
        missiles=one.missiles,
        launch_s=_time(one.launch_s),
        end_s=_time(one.intercept_s),
        outcome=one.outcome,
        t_s=(_time(one.launch_s), _time(one.intercept_s)),
        lon_deg=(round(ends[0][1], DEGREE_DIGITS), round(ends[1][1], DEGREE_DIGITS)),
        lat_deg=(round(ends[0][0], DEGREE_DIGITS), round(ends[1][0], DEGREE_DIGITS)),
        altitude_m=(round(ends[0][2]), round(ends[1][2])),
    )


def channels_of(scene: Scene, numbers: dict[str, int]) -> tuple[models.Channel, ...]:
    """Return what every target channel of every battery is busy with."""
    scenario, spans = scene.scenario, dict[tuple[str, int], list[models.Span]]()
    for shot in scene.shots:
        one = shot.engagement
        span = models.Span(
            threat=numbers[one.threat],
            start_s=_time(one.launch_s),
            end_s=_time(one.intercept_s),
        )
        spans.setdefault((one.unit, one.channel), []).append(span)
    return tuple(
        models.Channel(
            unit=battery.name,
            channel=channel + 1,
            spans=tuple(spans.get((battery.name, channel), ())),
        )
        for battery in scenario.batteries
        for channel in range(
            scenario.entries[scenario.radars[battery.radar].entry].count("target_channels")
        )
    )


def events_of(records: list[EventRecord], numbers: dict[str, int]) -> tuple[models.Event, ...]:
    """Return the events in order of time, without detections."""
    return tuple(
        models.Event(
            t_s=_time(record.time_s),
            kind=record.event,
            text=sentence_of(record),
            threat=numbers.get(record.threat, -1),
            unit=record.unit or record.network,
        )
        for record in records
        if record.event not in NOT_TOLD
    )


def contours_of(scene: Scene) -> tuple[models.Contour, ...]:
    """Return the coverage of every unit."""
    return tuple(
        models.Contour(
            unit=one.unit,
            kind=one.kind,
            target=one.target,
            altitude_m=one.altitude_m,
            above_ground=one.above_ground,
            rings=tuple(tuple((corner[0], corner[1]) for corner in ring) for ring in one.rings),
        )
        for one in scene.contours
    )


def leaker_of(
    scenario: ResolvedScenario, leak: Leak, records: list[EventRecord], threat: int
) -> models.Leaker:
    """Return why a threat got through, with the moments that matter."""
    name, scan_s = scenario.threats[leak.threat].name, scenario.scan_s
    steps = [
        (record.time_s, sentence_of(record))
        for record in records
        if record.threat == name and record.event in {"set_out", "launch", "intercept", "leak"}
    ]
    for event in ("detection", "track"):
        first = next((r for r in records if (r.event, r.threat) == (event, name)), None)
        if first is not None:
            steps.append((first.time_s, f"first {event}: {sentence_of(first)}"))
    if leak.possible is not None:
        steps.append((leak.possible[0] * scan_s, "first possible launch"))
        steps.append((leak.possible[1] * scan_s, "last possible launch"))
    return models.Leaker(
        threat=threat,
        asset=scenario.assets[leak.asset].name,
        arrived_s=_time(leak.scan * scan_s),
        cause=leak.cause,
        cause_text=why_sentence(leak),
        chain=tuple(
            models.Step(t_s=_time(time_s), text=text)
            for time_s, text in sorted(steps, key=lambda step: step[0])
        ),
    )
