"""Which shots a battery has at each path, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import circumstances, intercept

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.engagement.tables import Shared
    from skydome.engagement.views import View
    from skydome.scenario.resolved import Battery, ResolvedEntry

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class Shots(NamedTuple):
    """One missile type at one battery against one path, by launch scan.

    ``kill_share`` is what the circumstances of the intercept leave of the kill probability.
    """

    flight_scans: NDArray[np.uint16]
    kill_share: Floats


def battery_shots(shared: Shared, view: View, battery: Battery) -> Iterable[Shots]:
    """Yield the shots of each missile type at each path."""
    for k in range(len(shared.scenario.missiles)):
        for p, path in enumerate(shared.paths):
            if k in battery.launchers:
                yield _shots(shared, view, battery, k, p)
            else:
                none = np.zeros(len(path.scan), dtype=np.uint16)
                yield Shots(none, np.ones(len(none)))


def _shots(shared: Shared, view: View, battery: Battery, k: int, p: int) -> Shots:
    scenario, path = shared.scenario, shared.paths[p]
    missile = scenario.entries[scenario.missiles[k]]
    polar, spot = view.polars[battery.site][p], view.places[battery.site]
    ballistic = scenario.threats[shared.leader[p]].motion == "ballistic"
    track = _track(shared, view, battery, missile, p)
    met = track.firm & intercept.in_envelope(missile, path, polar, ballistic=ballistic)
    points = polar.ground_range_m[met], path.altitude_m[met] - spot.altitude_m
    time = np.full(len(path.scan), np.nan)
    time[met] = intercept.time_of_flight_s(shared.flyouts[k], *points)
    flights = intercept.launch_flights(time, track.firm, scenario.scan_s)
    if not (scenario.models.kill_factors and flights.any()):
        return Shots(flights, np.ones(len(flights)))
    speed = np.zeros(len(path.scan))
    speed[met] = intercept.arrival_speed_m_s(shared.flyouts[k], *points)
    angle = circumstances.crossing_angle_rad(path, polar, spot)
    target_class = scenario.threats[shared.leader[p]].target_class
    base = missile.si(f"kill_probability.{target_class}")
    share = (
        circumstances.energy(missile, speed, path.altitude_m)
        * circumstances.crossing(missile, angle, path, speed)
        * circumstances.accuracy(missile, base, track.accuracy_m, track.jam_to_noise)
    )
    return Shots(flights, _at_intercept(flights, share))


def _at_intercept(flight_scans: NDArray[np.uint16], by_scan: Floats) -> Floats:
    """Return, by launch scan, what belongs to the scan of the intercept."""
    meeting = np.arange(len(by_scan)) + flight_scans
    return np.where(flight_scans > 0, by_scan[np.minimum(meeting, len(by_scan) - 1)], 1.0)


class Track(NamedTuple):
    """What a battery knows of one path, scan by scan: by its own radar, or any for a seeker."""

    firm: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


def _track(shared: Shared, view: View, battery: Battery, missile: ResolvedEntry, p: int) -> Track:
    """Return the best track that may guide a missile; where it is too coarse it is not firm."""
    radars = shared.scenario.radars
    able = [battery.radar]
    if missile.attributes["guidance"] == "active":
        able = [r for r, radar in enumerate(radars) if radar.network == battery.network]
    sights = [view.sights[r][p] for r in able]
    accuracies = np.array([sight.accuracy_m for sight in sights])
    best, scans = accuracies.argmin(axis=0), np.arange(accuracies.shape[1])
    accuracy = accuracies[best, scans]
    firm = np.logical_or.reduce([sight.guides for sight in sights])
    required = missile.parameters.get("required_track_accuracy")
    if required and shared.scenario.models.track_accuracy:
        firm &= accuracy <= required.value
    noise = np.array([sight.jam_to_noise for sight in sights])[best, scans]
    return Track(firm, accuracy, noise)
