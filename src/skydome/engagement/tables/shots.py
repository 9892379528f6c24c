"""The shots that a battery has at the traffic, and the share of the kill probability of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.tables import intercept, kill_factors
from skydome.scenario.stances import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from skydome.arrays import Flags, Floats
    from skydome.engagement.tables.shared import Shared
    from skydome.engagement.tables.views import View
    from skydome.scenario.resolved import Battery, Radar, ResolvedEntry, ResolvedScenario


class Shots(NamedTuple):
    """One missile type at one battery against the traffic: arrays [member, launch scan].

    Members are the flights to each point, from the quickest to the fastest-arriving. ``kill_share``
    is the product of the kill factors at the intercept, ``bare_share`` the same with a perfect
    track; both are 1 without a launch.
    """

    flight_scans: NDArray[np.uint16]
    kill_share: Floats
    bare_share: Floats


class Track(NamedTuple):
    """What a battery knows of the traffic: by its own radar or, for active missiles, by any."""

    firm: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


class Approach(NamedTuple):
    """What a battery knows of the traffic, and the crossing angles, whatever the missile.

    ``tracks`` are indexed by whether a missile has an active seeker, ``crossing_rad`` the angle
    between the traffic's course and its line to the battery; NaN where the battery knows nothing of
    it.
    """

    tracks: dict[bool, Track]
    crossing_rad: Floats


def battery_shots(shared: Shared, view: View, battery: Battery) -> Iterable[Shots]:
    """Yield the shots of each missile type by each of its members."""
    count = len(shared.traffic.kind)
    approach = _approach(shared, view, battery)
    for k in range(len(shared.scenario.missiles)):
        if k in battery.launchers:
            yield _shots(shared, view, battery, k, approach)
        else:
            none = np.zeros((1, count), dtype=np.uint16)
            yield Shots(none, np.ones((1, count)), np.ones((1, count)))


def _approach(shared: Shared, view: View, battery: Battery) -> Approach:
    missiles = [shared.scenario.entries[shared.scenario.missiles[k]] for k in battery.launchers]
    seekers = {_seeks(missile) for missile in missiles}
    tracks = {own: _best_track(shared, view, battery, seeker=own) for own in seekers}
    angle = np.full(len(shared.traffic.kind), np.nan)
    if shared.scenario.models.kill_factors:
        known = np.flatnonzero(np.logical_or.reduce([track.firm for track in tracks.values()]))
        before, place = view.polars[battery.site].at(known), view.places[battery.site]
        angle[known] = kill_factors.crossing_angle_rad(shared.traffic.way.at(known), before, place)
    return Approach(tracks, angle)


def _seeks(missile: ResolvedEntry) -> bool:
    return missile.attributes["guidance"] == "active"


def _shots(shared: Shared, view: View, battery: Battery, k: int, approach: Approach) -> Shots:
    scenario, traffic = shared.scenario, shared.traffic
    missile = scenario.entries[scenario.missiles[k]]
    polar, spot = view.polars[battery.site], view.places[battery.site]
    track = approach.tracks[_seeks(missile)]
    firm = _firm(scenario, missile, track)
    met = np.flatnonzero(firm & shared.envelopes[k].holds(polar))
    front, height = shared.flyouts[k], traffic.way.altitude_m[met] - spot.altitude_m
    cells = intercept.cells_of(front, polar.ground_range_m[met], height)
    members = []
    for times, speeds in zip(front.time_of_flight_s, front.speed_m_s, strict=True):
        time = np.full(len(firm), np.nan)
        time[met] = intercept.read(times, cells)
        flights = intercept.launch_flights(time, firm, scenario.scan_s, traffic.bounds)
        share, bare = np.ones(len(firm)), np.ones(len(firm))
        if not scenario.models.kill_factors:
            return Shots(flights[None], share[None], bare[None])
        launches = np.flatnonzero(flights > 0)
        if len(launches):
            speed = np.full(len(firm), np.nan)
            speed[met] = intercept.read(speeds, cells)
            meeting = launches + flights[launches]
            crossing = approach.crossing_rad[meeting]
            left = _bare_share(shared, missile, meeting, speed[meeting], crossing)
            bare[launches] = left
            share[launches] = left * _accuracy(shared, missile, meeting, track)
        members.append((flights, share, bare))
    return Shots(*(np.array(values) for values in zip(*members, strict=True)))


def _bare_share(
    shared: Shared,
    missile: ResolvedEntry,
    at: NDArray[np.intp],
    speed_m_s: Floats,
    crossing_rad: Floats,
) -> Floats:
    """Return the share of the kill probability that remains at some points with a perfect track."""
    energy = kill_factors.energy(missile, speed_m_s, shared.thickness[at])
    target_m_s = shared.traffic.way.speed_m_s[at]
    return energy * kill_factors.crossing(missile, crossing_rad, target_m_s, speed_m_s)


def _accuracy(shared: Shared, missile: ResolvedEntry, at: NDArray[np.intp], track: Track) -> Floats:
    """Return the share of the kill probability left by track error and jamming at some points."""
    classes = shared.scenario.target_classes
    kill = np.array([missile.si(f"kill_probability.{name}") for name in classes])
    base = kill[shared.traffic.target_class[at]]
    return kill_factors.accuracy(missile, base, track.accuracy_m[at], track.jam_to_noise[at])


def _best_track(shared: Shared, view: View, battery: Battery, *, seeker: bool) -> Track:
    """Return the best track that may guide a missile, scan by scan."""
    able = _radars_of_network(shared, battery) if seeker else [battery.radar]
    first, *others = (view.sights[r] for r in able)
    best = Track(first.guides, first.accuracy_m, first.jam_to_noise)
    for sight in others:
        better = sight.accuracy_m < best.accuracy_m
        best = Track(
            firm=best.firm | sight.guides,
            accuracy_m=np.minimum(sight.accuracy_m, best.accuracy_m),
            jam_to_noise=np.where(better, sight.jam_to_noise, best.jam_to_noise),
        )
    return best


def _radars_of_network(shared: Shared, battery: Battery) -> list[int]:
    """Return the radars that may guide an active missile: a battery's own, and others.

    Others count at their first sites, and if missiles may be launched on their tracks.
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
