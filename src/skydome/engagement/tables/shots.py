"""The shots that a battery has at the traffic, and the share of the kill probability of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import kernel
from skydome.engagement.tables import intercept, kill_factors
from skydome.engagement.tables.batches import batches
from skydome.engagement.tables.sensor import Polar
from skydome.scenario.stances import MOVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


class Meeting(NamedTuple):
    """Where one missile type of a battery may meet the traffic, before its kill probability.

    ``row`` is the place of its `Shots`; ``met`` are points of the traffic, ``polar`` is relative to
    the launcher, ``speed_m_s`` [member, met] that of the missile. ``at`` and ``flight_scans`` are
    those of `Shots`; ``accuracy_m`` and ``jam_to_noise`` those of `Track` at ``met``.
    """

    row: int
    missile: int
    launcher_altitude_m: float
    met: NDArray[np.intp]
    polar: Polar
    speed_m_s: Floats
    at: NDArray[np.intp]
    flight_scans: NDArray[np.uint16]
    accuracy_m: Floats
    jam_to_noise: Floats


def shots_of(shared: Shared, view: View, batteries: Sequence[Battery]) -> list[Shots]:
    """Return the shots of each missile type at each battery: the types of a battery in a row.

    They are by each member of the missile's front of time against speed.
    """
    types = len(shared.scenario.missiles)
    none = np.zeros((1, 0))
    no_shots = Shots(np.zeros(0, dtype=np.intp), none.astype(np.uint16), none, none)
    found = [no_shots] * (types * len(batteries))
    meetings = _meetings(shared, view, batteries)
    for group in batches(meetings, lambda one: one.missile, lambda one: one.speed_m_s.size):
        shares = _shares_of_type(shared, group, bare=bool(view.hearing))
        for one, (share, bare) in zip(group, shares, strict=True):
            found[one.row] = Shots(one.at, one.flight_scans, share, bare)
    return found


def _meetings(shared: Shared, view: View, batteries: Sequence[Battery]) -> Iterator[Meeting]:
    """Yield what `shots_of` asks for; batteries of one network have a best track in common."""
    scenario, known = shared.scenario, dict[tuple[int, ...], Track]()
    for number, battery in enumerate(batteries):
        for k, name in enumerate(scenario.missiles):
            if k not in battery.launchers:
                continue
            seeker = scenario.entries[name].attributes["guidance"] == "active"
            able = tuple(_radars_of_network(shared, battery)) if seeker else (battery.radar,)
            if able not in known:
                known[able] = _best_track(view, able)
            row = number * len(scenario.missiles) + k
            yield _meeting(shared, view, battery, known[able], k, row)


def _meeting(
    shared: Shared, view: View, battery: Battery, track: Track, k: int, row: int
) -> Meeting:
    scenario, traffic = shared.scenario, shared.traffic
    polar, spot = view.polars[battery.site], view.places[battery.site]
    firm = _firm(scenario, scenario.entries[scenario.missiles[k]], track)
    met = np.flatnonzero(firm & shared.envelopes[k].holds(polar))
    front, near = shared.flyouts[k], polar.at(met)
    height = traffic.way.altitude_m[met] - spot.altitude_m
    cells = intercept.cells_of(front, near.ground_range_m, height)
    members = len(front.time_of_flight_s) if scenario.models.kill_factors else 1
    times = intercept.read(front.time_of_flight_s[:members], cells)
    at, flights = intercept.launch_flights(met, times, firm, scenario.scan_s, traffic.bounds)
    return Meeting(
        row=row,
        missile=k,
        launcher_altitude_m=spot.altitude_m,
        met=met,
        polar=near,
        speed_m_s=intercept.read(front.speed_m_s, cells),
        at=at,
        flight_scans=flights,
        accuracy_m=track.accuracy_m[met],
        jam_to_noise=track.jam_to_noise[met],
    )


def _shares_of_type(
    shared: Shared, group: list[Meeting], *, bare: bool
) -> Iterator[tuple[Floats, Floats | None]]:
    """Yield ``kill_share`` and ``bare_share`` of each meeting of one missile type."""
    known = shared.scenario.models.kill_factors
    left, accuracy = _factors(shared, group) if known else (np.zeros((1, 0)), np.zeros(0))
    begin = 0
    for one in group:
        share = np.ones(one.flight_scans.shape)
        untracked = share.copy() if bare else share
        if known and len(one.at):
            flown = one.at, one.flight_scans, one.met
            fill_shares(*flown, left, accuracy, begin, share, untracked)
        begin += len(one.met)
        yield share, untracked if bare else None


def _factors(shared: Shared, group: list[Meeting]) -> tuple[Floats, Floats]:
    """Return the factors of the kill probability at the points of meetings, side by side.

    Those of the circumstances [member, point] under the best of tracks, and that of the track.
    """
    scenario, traffic = shared.scenario, shared.traffic
    missile = scenario.entries[scenario.missiles[group[0].missile]]
    met = np.concatenate([one.met for one in group])
    way = traffic.way.at(met)
    polar = Polar(*(np.concatenate(parts) for parts in zip(*(o.polar for o in group), strict=True)))
    launcher = np.repeat([o.launcher_altitude_m for o in group], [len(o.met) for o in group])
    crossing = kill_factors.crossing_angle_rad(way, polar, launcher)
    speeds = np.concatenate([one.speed_m_s for one in group], axis=1)
    left = _bare_share(missile, speeds, shared.thickness[met], crossing, way.speed_m_s)
    kill = np.array([missile.si(f"kill_probability.{name}") for name in traffic.classes])
    errors = np.concatenate([one.accuracy_m for one in group])
    noise = np.concatenate([one.jam_to_noise for one in group])
    return left, kill_factors.accuracy(missile, kill[traffic.target_class[met]], errors, noise)


@kernel
def fill_shares(
    at: NDArray[np.intp],
    flights: NDArray[np.uint16],
    met: NDArray[np.intp],
    left: Floats,
    accuracy: Floats,
    begin: int,
    share: Floats,
    bare: Floats,
) -> None:
    """Write what the circumstances of the intercept leave of each launch's kill probability.

    ``left`` [member, point] is that under the best of tracks, ``accuracy`` the factor of the track,
    both at the points ``met`` from ``begin`` on.
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
                bare[member, launch] = left[member, begin + place]
                share[member, launch] = bare[member, launch] * accuracy[begin + place]


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
