"""Tables of jammers that are active for a time or carried, as integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from skydome.engagement.jam_scales import (
    BEAMWIDTH,
    DECIBEL,
    FIRST_GROWTH,
    GROWTH_STEP,
    GROWTHS,
    LEAST,
    LOOKS,
    LOUD,
    STEP,
    STEPS,
)
from skydome.engagement.tables import sensing, surroundings
from skydome.engagement.tables.columns import thresholds
from skydome.engagement.tables.sensing import SNR_AXIS_DB
from skydome.engagement.tables.sensor import Polar
from skydome.engagement.world import NEVER, NOBODY, NOWHERE, UNGUIDED, WHOLE
from skydome.physics import earth, kill
from skydome.scenario.stances import MOVED
from skydome.terrain import lowest_visible_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Floats, Ints
    from skydome.engagement.tables.columns import Ragged
    from skydome.engagement.tables.placement import Place
    from skydome.engagement.tables.sensor import Geometry, Sensor
    from skydome.engagement.tables.shared import Shared
    from skydome.engagement.tables.traffic import Traffic
    from skydome.scenario.resolved import Jammer, ResolvedEntry, ResolvedScenario
    from skydome.terrain import Mask


MOST_DB = 127.0  # range of 16-bit integers
HALVINGS = 24
EVEN_CHANCES = 0.5


class Heard(NamedTuple):
    """The points from which jammers may radiate, in order, as received by one radar."""

    level: Ints
    azimuth: Ints
    elevation: Ints
    fall: Ints


class Marks(NamedTuple):
    """One radar's looks at the traffic without jammers of limited time, point by point."""

    signal: NDArray[np.int16]
    background: NDArray[np.int16]
    azimuth: Ints
    elevation: Ints
    errors: NDArray[np.int16]


class Levels(NamedTuple):
    """Signals of looks: the level for a detection probability of 0.5, and the margin above it."""

    half_db: Floats
    bearable_db: Floats

    def above_db(self) -> Floats:
        """Return, for each look, the signals for which track errors are computed, the full first.

        They are in decibels above the signal with a detection probability of 0.5.
        """
        left = 1 - np.arange(STEPS + 1) / STEPS
        return np.maximum(self.bearable_db, 0.0)[:, None] * left**2


class Points(NamedTuple):
    """The points from which jammers may radiate, relative to one site."""

    polar: Polar
    altitude_m: Floats
    density_w_hz: Floats


def passing(scenario: ResolvedScenario) -> list[Jammer]:
    """Return the jammers that are active for a time or carried, carried ones last."""
    found = [jammer for jammer in scenario.jammers if jammer.passing]
    return sorted(found, key=lambda jammer: jammer.carrier != "")


def _ways(shared: Shared) -> list[slice | None]:
    """Return for each jammer its carrier's points in the traffic; None for a stand-off jammer."""
    names = [threat.name for threat in shared.scenario.threats]
    carriers = [jammer.carrier for jammer in passing(shared.scenario)]
    paths = [shared.path_of[names.index(name)] if name else None for name in carriers]
    bounds = shared.traffic.bounds
    return [None if p is None else slice(int(bounds[p]), int(bounds[p + 1])) for p in paths]


def points_from(shared: Shared, spot: Place, traffic: Polar) -> Points:
    """Return the points of jammers relative to one site; ``traffic`` is relative to it too."""
    ranges, azimuths, altitudes, densities = ([np.zeros(0)] for _ in range(4))
    for jammer, way in zip(passing(shared.scenario), _ways(shared), strict=True):
        if way is None:
            at = jammer.latitude_deg, jammer.longitude_deg
            reach, azimuth = earth.polar_from_site(spot.latitude_deg, spot.longitude_deg, *at)
            polar = Polar(np.atleast_1d(reach), np.atleast_1d(azimuth))
            altitude = np.array([jammer.altitude_m.value])
        else:
            polar = Polar(traffic.ground_range_m[way], traffic.azimuth_rad[way])
            altitude = shared.traffic.way.altitude_m[way]
        ranges.append(polar.ground_range_m)
        azimuths.append(polar.azimuth_rad)
        altitudes.append(altitude)
        densities.append(np.full(len(altitude), jammer.density_w_hz.value))
    together = [np.concatenate(parts) for parts in (ranges, azimuths, altitudes, densities)]
    return Points(Polar(*together[:2]), *together[2:])


def heard(sensor: Sensor, spot: Place, points: Points, mask: Mask) -> Heard:
    """Return the jamming that one radar receives from the points; none from behind the mask."""
    ranges, azimuths = points.polar
    lowest = lowest_visible_at(mask, azimuths, np.minimum(ranges, mask.maximum_range_m))
    noise = surroundings.on_axis_noise(
        sensor, spot, points.polar, points.altitude_m, points.density_w_hz
    )
    antenna = spot.altitude_m + sensor.antenna_height_m
    elevation = earth.elevation_angle_rad(ranges, antenna, points.altitude_m)
    fall = np.zeros(len(ranges), dtype=np.int32)
    if not sensor.beam.pencil:
        fall = _levels(-_decibels(sensor.beam.at_target(elevation, 0.0))).astype(np.int32)
    level = _levels(np.minimum(_decibels(noise), LOUD)).astype(np.int32)
    return Heard(
        np.where(points.altitude_m < lowest, NOWHERE, level).astype(np.int32),
        *_directions(sensor, azimuths, elevation),
        fall,
    )


def marks(
    sensor: Sensor, points: Geometry, polar: Polar, levels: Levels, errors_m: Floats
) -> Marks:
    """Return the marks of some points of the traffic.

    ``errors_m`` are track errors at the signal levels `Levels.above_db`; the first is infinite
    where the radar does not guide.
    """
    antenna = points.site_altitude_m + sensor.antenna_height_m
    elevation = earth.elevation_angle_rad(points.ground_range_m, antenna, points.altitude_m)
    background = _decibels(sensing.background_ratio(sensor, points))
    azimuth, height = _directions(sensor, polar.azimuth_rad, elevation)
    errors = _levels(2 * _decibels(np.where(errors_m > 0, errors_m, 1.0)))
    errors[np.isinf(errors_m[:, 0]), 0] = UNGUIDED
    signal = _levels(levels.half_db + levels.bearable_db)
    return Marks(signal, _levels(background), azimuth, height, errors)


def spread(some: Marks, at: NDArray[np.intp], count: int) -> Marks:
    """Return marks of all of the traffic, empty where a radar never detects it."""
    whole = [np.zeros((count, *part.shape[1:]), dtype=part.dtype) for part in some]
    whole[-1][:, 0] = UNGUIDED
    for column, part in zip(whole, some, strict=True):
        column[at] = part
    return Marks(*whole)


def levels(sensor: Sensor, points: Geometry, ratio: Floats, swerling: NDArray[np.intp]) -> Levels:
    """Return the levels of looks at fluctuating targets; ``ratio`` is their `signal_ratio`.

    With multipath the signal is the one whose detection probability falls to 0.5 under that
    jamming.
    """
    half = np.zeros(len(swerling))
    for case in np.unique(swerling):
        half[swerling == case] = np.interp(EVEN_CHANCES, sensor.detection[int(case)], SNR_AXIS_DB)
    if sensor.models.multipath:
        return Levels(half, _bearable_db(sensor, points, ratio, swerling))
    return Levels(half, _decibels(ratio) - half)


def _bearable_db(
    sensor: Sensor, points: Geometry, ratio: Floats, swerling: NDArray[np.intp]
) -> Floats:
    """Return, by bisection, the fall of the signal at which the detection probability is 0.5."""
    low, high = np.full(len(ratio), -MOST_DB), np.full(len(ratio), MOST_DB)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        weaker = ratio * 10 ** (-middle / 10)
        seen = sensing.detection_probability(sensor, points, weaker, swerling) >= EVEN_CHANCES
        low, high = np.where(seen, middle, low), np.where(seen, high, middle)
    return low


def _decibels(ratio: Floats) -> Floats:
    return np.asarray(10 * np.log10(np.clip(ratio, 1e-12, 1e300)))


def _levels(decibels: Floats) -> NDArray[np.int16]:
    return np.rint(np.clip(decibels, -MOST_DB, MOST_DB) * DECIBEL).astype(np.int16)


def _directions(sensor: Sensor, azimuth_rad: Floats, elevation_rad: Floats) -> tuple[Ints, Ints]:
    """Return directions in units of the radar's beamwidth; a fan has no elevation."""
    entry = sensor.entry
    across = (azimuth_rad % (2 * np.pi)) / entry.si("azimuth_beamwidth")
    up = elevation_rad / entry.si("elevation_beamwidth") * sensor.beam.pencil
    return _parts(across), _parts(up)


def _parts(beamwidths: Floats) -> Ints:
    return np.rint(beamwidths * BEAMWIDTH).astype(np.int32)


# the tables


def jam_tables(
    shared: Shared,
    hearing: list[Heard],
    looks: list[Marks],
    detections: Ragged,
    bare: Floats,
) -> dict[str, Any]:
    """Return the kernel's tables for jammers that are active for a time or carried.

    ``hearing`` and ``looks`` are by radar; ``bare`` is parallel to the flights.
    """
    within = _cutter(shared.traffic, detections)
    by_field = zip(*(within(r, part) for r, part in enumerate(looks)), strict=True)
    fields = [np.concatenate(parts) for parts in by_field]
    return {
        **_times(shared),
        **{f"jam_{n}": np.array([getattr(h, n) for h in hearing]) for n in Heard._fields},
        **{f"detection_{n}": column for n, column in zip(Marks._fields, fields, strict=True)},
        **_radar_tables(shared),
        **_missile_tables(shared.scenario),
        "flight_bare": np.rint(bare * WHOLE).astype(np.uint16),
    }


def _cutter(traffic: Traffic, detections: Ragged) -> Callable[[int, Marks], list[NDArray[Any]]]:
    """Return a function that cuts a radar's marks to the looks in the tables."""
    count = len(traffic.bounds) - 1
    length = np.diff(detections.offset).reshape(-1, count)
    first = detections.first.reshape(-1, count)

    def cut(r: int, part: Marks) -> list[NDArray[Any]]:
        begins = traffic.bounds[:-1] + first[r]
        at = np.concatenate([np.arange(b, b + n) for b, n in zip(begins, length[r], strict=True)])
        return [column[at] for column in part]

    return cut


def _ints(values: Iterable[float]) -> Ints:
    return np.array([round(value) for value in values], dtype=np.int32)


def _times(shared: Shared) -> dict[str, Any]:
    """Return the first scan and the duration of jammers; without an end they last to the end."""
    scenario = shared.scenario
    jammers, scan = passing(scenario), scenario.scan_s
    names = [threat.name for threat in scenario.threats]
    counts = [1 if way is None else way.stop - way.start for way in _ways(shared)]
    return {
        "jammers": len(jammers),
        "jam_chance": thresholds(np.array([jammer.chance.value for jammer in jammers])),
        "jam_first": _ints(jammer.from_s.value / scan for jammer in jammers),
        "jam_scans": _ints((j.until_s.value - j.from_s.value) / scan for j in jammers),
        "jam_jitter": _ints(jammer.jitter_s.value / scan for jammer in jammers),
        "jam_carrier": _ints(names.index(j.carrier) if j.carrier else NOBODY for j in jammers),
        "jam_start": _ints(np.cumsum([0, *counts[:-1]])),
        "jam_points": _ints(counts),
    }


def _radar_tables(shared: Shared) -> dict[str, Any]:
    scenario, traffic = shared.scenario, shared.traffic
    sensors = [shared.sensors[radar.entry] for radar in scenario.radars]
    swerling = traffic.swerling[traffic.bounds[:-1]]
    asked = [(radar.entry, int(case)) for radar in scenario.radars for case in swerling]
    kinds = list(dict.fromkeys(asked))
    tables = [shared.sensors[entry].detection[case] for entry, case in kinds]
    axis = LEAST + np.arange(LOOKS) * STEP / DECIBEL
    halves = [np.interp(EVEN_CHANCES, table, SNR_AXIS_DB) * DECIBEL for table in tables]
    place = {kind: n for n, kind in enumerate(kinds)}
    width = [sensor.entry.si("azimuth_beamwidth") for sensor in sensors]
    return {
        "jam_floor": _ints(sensor.entry.si("sidelobe_level") * DECIBEL for sensor in sensors),
        "jam_circle": _ints(2 * np.pi / w * BEAMWIDTH for w in width),
        "look_table": np.array([thresholds(np.interp(axis, SNR_AXIS_DB, t)) for t in tables]),
        "look_half": _ints(halves),
        "look_of": _ints(place[kind] for kind in asked),
        "radar_coast": _ints(_coast_scans(sensor.entry, scenario.scan_s) for sensor in sensors),
        "radar_guides": _ints(
            radar.emission not in MOVED and sensor.entry.allows("launch_track")
            for radar, sensor in zip(scenario.radars, sensors, strict=True)
        ),
    }


def _coast_scans(radar: ResolvedEntry, scan_s: float) -> float:
    return radar.si("drop_misses") * radar.si("look_period") / scan_s


def _missile_tables(scenario: ResolvedScenario) -> dict[str, Any]:
    missiles = [scenario.entries[i] for i in scenario.missiles]
    worst = [m.parameters.get("required_track_accuracy") for m in missiles]
    reference = [m.parameters.get("reference_track_accuracy") for m in missiles]
    known = scenario.models.track_accuracy
    classes = scenario.target_classes
    return {
        "missile_active": _ints(m.attributes["guidance"] == "active" for m in missiles),
        "missile_accuracy": _ints(_error(w.value) if known and w else NEVER - 1 for w in worst),
        "missile_reference": _ints(_error(r.value) if known and r else NEVER for r in reference),
        "jam_kill": np.array([[_kill(scenario, m, name) for name in classes] for m in missiles]),
    }


def _error(accuracy_m: float) -> float:
    return float(20 * np.log10(accuracy_m) * DECIBEL)


def _kill(scenario: ResolvedScenario, missile: ResolvedEntry, name: str) -> NDArray[np.uint16]:
    """Return the share of the kill probability that remains, by growth of the miss distance."""
    if not scenario.models.kill_factors or "reference_track_accuracy" not in missile.parameters:
        return np.full(GROWTHS, WHOLE, dtype=np.uint16)
    growth_db = FIRST_GROWTH + (np.arange(GROWTHS) + 0.5) * GROWTH_STEP / DECIBEL
    growth = kill.miss_growth(10 ** (growth_db / 20), 0.0, missile.si("radar_share"))
    left = kill.accuracy_factor(missile.si(f"kill_probability.{name}"), growth)
    return np.rint(left * WHOLE).astype(np.uint16)
