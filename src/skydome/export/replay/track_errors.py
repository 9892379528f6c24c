"""The tracks of networks, each with its horizontal error: an ellipse along and across the beam."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import sensing
from skydome.engagement.tables.sensor import Geometry
from skydome.physics import earth
from skydome.physics.constants import SPEED_OF_LIGHT_M_S
from skydome.physics.estimation.accuracy import LEAST_SNR
from skydome.physics.estimation.measurement import angle_accuracy_rad, range_accuracy_m
from skydome.physics.estimation.steady import steady_covariance
from skydome.physics.radar import cross_section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Sensor
    from skydome.export.replay.flights import Flight
    from skydome.scenario import ResolvedScenario
    from skydome.scenario.resolved import Radar
    from skydome.study import EventRecord


class Held(NamedTuple):
    """A time in which a network keeps a track of a threat, begun by one radar.

    Arrays of one length, at the scans ``time_s``. ``along_m`` and ``across_m`` are standard
    deviations of position along and across the line of sight, whose azimuth from the radar is
    ``azimuth_deg``. They are those of a settled track of this radar without jamming, clutter and
    multipath, every look a detection: what the radar can do at best there.
    """

    network: str
    radar: str
    threat: str
    from_s: float
    until_s: float
    time_s: Floats
    azimuth_deg: Floats
    along_m: Floats
    across_m: Floats


def held_tracks(
    scenario: ResolvedScenario,
    spots: list[Place],
    fine: dict[str, Flight],
    records: list[EventRecord],
    step_s: float,
) -> list[Held]:
    """Return every track of every network, in order of its beginning.

    Parameters
    ----------
    scenario, spots
        The scenario at its placement, and where its sites are.
    fine
        The flights, with a point in every scan.
    records
        The events of the replication.
    step_s
        Time between two errors; the beginning and the end of a track are always there.
    """
    scene = sensing.scene_of(scenario)
    radars = {radar.name: radar for radar in scenario.radars}
    entries = {radar.entry: scenario.entries[radar.entry] for radar in scenario.radars}
    sensors = {name: sensing.sensor_of(entry, scene) for name, entry in entries.items()}
    found = []
    for record, until_s in _periods(records, fine):
        radar, flight = radars[record.radar], fine[record.threat]
        at = _chosen(flight, record.time_s, until_s, step_s, scenario.scan_s)
        spot, sensor = spots[radar.site], sensors[radar.entry]
        azimuth, along, across = _errors(scenario, radar, spot, sensor, flight, at)
        found.append(
            Held(
                network=record.network,
                radar=record.radar,
                threat=record.threat,
                from_s=record.time_s,
                until_s=until_s,
                time_s=flight.time_s[at],
                azimuth_deg=np.degrees(azimuth) % 360,
                along_m=along,
                across_m=across,
            )
        )
    return found


def _periods(
    records: list[EventRecord], fine: dict[str, Flight]
) -> list[tuple[EventRecord, float]]:
    """Return each beginning of a track and when that track ended."""
    begun: dict[tuple[str, str], int] = {}
    found: list[tuple[EventRecord, float]] = []
    for record in records:
        key = record.network, record.threat
        if record.event in {"track", "track_lost"} and key in begun:
            number = begun.pop(key)
            found[number] = found[number][0], record.time_s
        if record.event == "track":
            begun[key] = len(found)
            found.append((record, fine[record.threat].until_s))
    return found


def _chosen(
    flight: Flight, from_s: float, until_s: float, step_s: float, scan_s: float
) -> NDArray[np.intp]:
    """Return the indices of a flight's points between two times, a step apart."""
    first = int(np.searchsorted(flight.time_s, from_s))
    last = min(int(np.searchsorted(flight.time_s, until_s)), len(flight.time_s) - 1)
    first = min(first, last)
    return np.unique(np.append(np.arange(first, last + 1, max(1, round(step_s / scan_s))), last))


def _errors(
    scenario: ResolvedScenario,
    radar: Radar,
    spot: Place,
    sensor: Sensor,
    flight: Flight,
    at: NDArray[np.intp],
) -> tuple[Floats, Floats, Floats]:
    """Return azimuth, and the errors along and across, of a settled track."""
    entry, threat = sensor.entry, scenario.entries[flight.entry]
    reach, azimuth = earth.polar_from_site(
        spot.latitude_deg, spot.longitude_deg, flight.latitude_deg[at], flight.longitude_deg[at]
    )
    aside = sensing.off_axis_rad(azimuth, radar.facing_deg) if sensor.beam.pencil else 0.0
    points = Geometry(reach, flight.altitude_m[at], spot.altitude_m, aside)
    aspect = cross_section.aspect_angle_rad(np.radians(flight.course_deg[at]), azimuth)
    rcs = sensing.cross_section_m2(sensor, threat, aspect)
    ratio = sensing.signal_ratio(sensor, points, rcs) * entry.count("pulses_integrated")
    ratio = np.maximum(ratio, LEAST_SNR)
    slant = earth.slant_range_m(
        reach, spot.altitude_m + sensor.antenna_height_m, flight.altitude_m[at]
    )
    manoeuvre = threat.parameters.get("manoeuvre")
    bandwidth = SPEED_OF_LIGHT_M_S / (2 * entry.si("range_resolution"))
    measured = (
        range_accuracy_m(ratio, bandwidth),
        slant * angle_accuracy_rad(ratio, entry.si("azimuth_beamwidth")),
    )
    settled = [
        np.sqrt(
            steady_covariance(
                one,
                entry.si("look_period"),
                manoeuvre.value if manoeuvre else 1.0,
                np.ones_like(one),
            ).position_m2
        )
        for one in measured
    ]
    return np.asarray(azimuth), settled[0], settled[1]
