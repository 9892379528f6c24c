"""Which shots a battery has at the traffic, and what they are worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement import circumstances, intercept
from skydome.engagement.sensing import Polar
from skydome.scenario.stances import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.engagement.tables import Shared
    from skydome.engagement.views import View
    from skydome.scenario.resolved import Battery, Radar, ResolvedEntry, ResolvedScenario

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


class Shots(NamedTuple):
    """One missile type at one battery against the traffic, by scan of the launch.

    ``kill_share`` is what the circumstances of the intercept leave of the kill probability,
    ``bare_share`` what they would leave of it with the best of tracks.
    """

    flight_scans: NDArray[np.uint16]
    kill_share: Floats
    bare_share: Floats


class Track(NamedTuple):
    """What a battery knows of the traffic: by its own radar, or by any for a seeker."""

    firm: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


def battery_shots(shared: Shared, view: View, battery: Battery) -> Iterable[Shots]:
    """Yield the shots of each missile type."""
    count = len(shared.traffic.kind)
    tracks: dict[bool, Track] = {}
    for k, missile in enumerate(shared.scenario.missiles):
        if k not in battery.launchers:
            yield Shots(np.zeros(count, dtype=np.uint16), np.ones(count), np.ones(count))
            continue
        seeker = shared.scenario.entries[missile].attributes["guidance"] == "active"
        if seeker not in tracks:
            tracks[seeker] = _best_track(shared, view, battery, seeker=seeker)
        yield _shots(shared, view, battery, k, tracks[seeker])


def _shots(shared: Shared, view: View, battery: Battery, k: int, best: Track) -> Shots:
    scenario, traffic = shared.scenario, shared.traffic
    missile = scenario.entries[scenario.missiles[k]]
    polar, spot = view.polars[battery.site], view.places[battery.site]
    firm = _firm(scenario, missile, best)
    met = np.flatnonzero(
        firm & intercept.in_envelope(missile, traffic.way, polar, traffic.ballistic)
    )
    flyout, height = shared.flyouts[k], traffic.way.altitude_m[met] - spot.altitude_m
    cells = intercept.cells_of(flyout, polar.ground_range_m[met], height)
    time = np.full(len(firm), np.nan)
    time[met] = intercept.read(flyout.time_of_flight_s, cells)
    flights = intercept.launch_flights(time, firm, scenario.scan_s, traffic.bounds)
    share, bare = np.ones(len(firm)), np.ones(len(firm))
    if scenario.models.kill_factors and flights.any():
        speed = intercept.read(flyout.speed_m_s, cells)
        bare[met] = _bare_share(shared, view, battery, missile, met, speed)
        share[met] = bare[met] * _accuracy(shared, missile, met, best)
    return Shots(flights, _at_intercept(flights, share), _at_intercept(flights, bare))


def _bare_share(
    shared: Shared,
    view: View,
    battery: Battery,
    missile: ResolvedEntry,
    met: NDArray[np.intp],
    speed_m_s: Floats,
) -> Floats:
    """Return what is left of the kill probability of an intercept at some points, well tracked."""
    way, polar = shared.traffic.way.at(met), view.polars[battery.site]
    before = Polar(polar.ground_range_m[met], polar.azimuth_rad[met])
    angle = circumstances.crossing_angle_rad(way, before, view.places[battery.site])
    return circumstances.energy(missile, speed_m_s, way.altitude_m) * circumstances.crossing(
        missile, angle, way, speed_m_s
    )


def _accuracy(
    shared: Shared, missile: ResolvedEntry, met: NDArray[np.intp], track: Track
) -> Floats:
    """Return what track error and jamming leave of the kill probability at some points."""
    classes = shared.scenario.target_classes
    kill = np.array([missile.si(f"kill_probability.{name}") for name in classes])
    base = kill[shared.traffic.target_class[met]]
    return circumstances.accuracy(missile, base, track.accuracy_m[met], track.jam_to_noise[met])


def _at_intercept(flight_scans: NDArray[np.uint16], by_scan: Floats) -> Floats:
    """Return, by launch scan, what belongs to the scan of the intercept."""
    meeting = np.arange(len(by_scan)) + flight_scans
    return np.where(flight_scans > 0, by_scan[np.minimum(meeting, len(by_scan) - 1)], 1.0)


def _best_track(shared: Shared, view: View, battery: Battery, *, seeker: bool) -> Track:
    """Return the best track that may guide a missile, scan by scan."""
    able = [battery.radar]
    if seeker:
        able = _radars_of_network(shared, battery)
    sights = [view.sights[r] for r in able]
    accuracies = np.array([sight.accuracy_m for sight in sights])
    best, scans = accuracies.argmin(axis=0), np.arange(accuracies.shape[1])
    return Track(
        firm=np.logical_or.reduce([sight.guides for sight in sights]),
        accuracy_m=accuracies[best, scans],
        jam_to_noise=np.array([sight.jam_to_noise for sight in sights])[best, scans],
    )


def _radars_of_network(shared: Shared, battery: Battery) -> list[int]:
    """Return the radars that may guide what seeks for itself: a battery's own, and others.

    Others count where they begin, and where their tracks do for a launch.
    """
    scenario = shared.scenario
    first = next(other.radar for other in scenario.batteries if other.name == battery.name)

    def helps(r: int, radar: Radar) -> bool:
        linked = radar.network == battery.network and radar.emission not in MOVED
        return linked and r != first and scenario.entries[radar.entry].allows("launch_track")

    radars = enumerate(scenario.radars)
    return [r for r, radar in radars if r == battery.radar or helps(r, radar)]


def _firm(scenario: ResolvedScenario, missile: ResolvedEntry, track: Track) -> Flags:
    """Return where a track is good enough for a missile."""
    required = missile.parameters.get("required_track_accuracy")
    if required is None or not scenario.models.track_accuracy:
        return track.firm
    return np.asarray(track.firm & (track.accuracy_m <= required.value))
