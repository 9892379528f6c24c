"""The shots that a battery has at the traffic, and the share of the kill probability of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import kernel
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
    """One missile type at one battery against the traffic: arrays [member, launch].

    ``at`` are the points of the traffic from the first launch at a path to the last one, path by
    path; without a launch there, the time of flight is 0. Members are the flights of the front of
    time against speed, quickest first. ``kill_share`` is the factor of the circumstances of the
    intercept on the kill probability, ``bare_share`` the same with the best of tracks, None unless
    jammers are active for a time; both 1 without a launch.
    """

    at: NDArray[np.intp]
    flight_scans: NDArray[np.uint16]
    kill_share: Floats
    bare_share: Floats | None


class Track(NamedTuple):
    """What a battery knows of the traffic: by its own radar or, for active missiles, by any."""

    firm: Flags
    accuracy_m: Floats
    jam_to_noise: Floats


BestTracks = dict[tuple[int, ...], Track]  # by the radars of which it is the best


def battery_shots(
    shared: Shared, view: View, battery: Battery, known: BestTracks | None = None
) -> Iterable[Shots]:
    """Yield the shots of each missile type by each member of its front of time against speed.

    ``known`` keeps best tracks of this view, which batteries of one network have in common.
    """
    known = {} if known is None else known
    missiles = [shared.scenario.entries[shared.scenario.missiles[k]] for k in battery.launchers]
    seekers = {_seeks(missile) for missile in missiles}
    tracks = {}
    for seeker in seekers:
        able = tuple(_radars_of_network(shared, battery)) if seeker else (battery.radar,)
        if able not in known:
            known[able] = _best_track(view, able)
        tracks[seeker] = known[able]
    for k in range(len(shared.scenario.missiles)):
        if k in battery.launchers:
            yield _shots(shared, view, battery, k, tracks)
        else:
            none = np.zeros((1, 0))
            yield Shots(np.zeros(0, dtype=np.intp), none.astype(np.uint16), none, none)


def _seeks(missile: ResolvedEntry) -> bool:
    return missile.attributes["guidance"] == "active"


def _shots(
    shared: Shared, view: View, battery: Battery, k: int, tracks: dict[bool, Track]
) -> Shots:
    """Return the shots of one missile type; ``tracks`` by whether a missile has a seeker."""
    scenario, traffic = shared.scenario, shared.traffic
    missile = scenario.entries[scenario.missiles[k]]
    polar, spot = view.polars[battery.site], view.places[battery.site]
    track = tracks[_seeks(missile)]
    firm = _firm(scenario, missile, track)
    met = np.flatnonzero(firm & shared.envelopes[k].holds(polar))
    front, height = shared.flyouts[k], traffic.way.altitude_m[met] - spot.altitude_m
    cells = intercept.cells_of(front, polar.ground_range_m[met], height)
    members = len(front.time_of_flight_s) if scenario.models.kill_factors else 1
    times = intercept.read(front.time_of_flight_s[:members], cells)
    at, flights = intercept.launch_flights(met, times, firm, scenario.scan_s, traffic.bounds)
    share = np.ones(flights.shape)
    bare = share.copy() if view.hearing else share
    if scenario.models.kill_factors and len(at):
        way, before = traffic.way.at(met), polar.at(met)
        crossing = kill_factors.crossing_angle_rad(way, before, spot)
        speeds = intercept.read(front.speed_m_s, cells)
        left = _bare_share(missile, speeds, shared.thickness[met], crossing, way.speed_m_s)
        accuracy = _accuracy(shared, missile, met, track)
        fill_shares(at, flights, met, left, accuracy, share, bare)
    return Shots(at, flights, share, bare if view.hearing else None)


@kernel
def fill_shares(
    at: NDArray[np.intp],
    flights: NDArray[np.uint16],
    met: NDArray[np.intp],
    left: Floats,
    accuracy: Floats,
    share: Floats,
    bare: Floats,
) -> None:
    """Write what the circumstances of the intercept leave of each launch's kill probability.

    ``left`` [member, met] is that under the best of tracks, ``accuracy`` the factor of the track.
    Intercepts mostly come in the order of their launches: each search starts at the last place.
    Where nobody asks for ``bare`` it is ``share`` itself, which is written last.
    """
    for member in range(flights.shape[0]):
        place = 0
        for launch in range(at.size):
            if flights[member, launch] > 0:
                meeting = at[launch] + flights[member, launch]
                while place > 0 and met[place] > meeting:
                    place -= 1
                while met[place] < meeting:
                    place += 1
                bare[member, launch] = left[member, place]
                share[member, launch] = left[member, place] * accuracy[place]


def _bare_share(
    missile: ResolvedEntry,
    speed_m_s: Floats,
    thickness: Floats,
    crossing_rad: Floats,
    target_m_s: Floats,
) -> Floats:
    """Return what is left of the kill probability of an intercept at some points, well tracked."""
    energy = kill_factors.energy(missile, speed_m_s, thickness)
    return energy * kill_factors.crossing(missile, crossing_rad, target_m_s, speed_m_s)


def _accuracy(shared: Shared, missile: ResolvedEntry, at: NDArray[np.intp], track: Track) -> Floats:
    """Return the share of the kill probability left by track error and jamming at some points."""
    classes = shared.traffic.classes
    kill = np.array([missile.si(f"kill_probability.{name}") for name in classes])
    base = kill[shared.traffic.target_class[at]]
    return kill_factors.accuracy(missile, base, track.accuracy_m[at], track.jam_to_noise[at])


def _best_track(view: View, radars: tuple[int, ...]) -> Track:
    """Return the best track that some radars have, scan by scan."""
    first, *others = (view.sights[r] for r in radars)
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
