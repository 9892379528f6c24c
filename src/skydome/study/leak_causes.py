"""Why each leaker got through: the condition that prevented one more launch.

The rule. Take the time after the last salvo at the threat was over, the whole flight if there was
none, and of it the scans in which a launch was possible (`skydome.study.launch_windows`): the
*window*. In each scan of the window some condition of a launch was not met. The cause is the
condition that came nearest to a launch anywhere in the window, in the order in which a launch
depends on them, which is the order of `NEAR`. It is the smallest change that would have given the
defence one more shot. With an empty window the cause is that all salvos missed or, if nothing was
fired, that the threat was never in reach.

Every leaker has exactly one cause: the window is empty or it is not, and in each of its scans
exactly one condition came nearest. The window is that of the network as it was: units where they
stood, without those that were lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.engagement.world import NOBODY, REASONS
from skydome.study.launch_windows import launch_delay, possible_launches_at, units_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from skydome.arrays import Flags, Ints
    from skydome.engagement.world import World
    from skydome.study.launch_windows import Units
    from skydome.study.replay import Event

CAUSES = (
    "never_seen",
    "no_track",
    "seen_late",
    "out_of_envelope",
    "battery_lost",
    "no_guidance",
    "no_missile",
    "launchers_busy",
    "no_channel",
    "doctrine",
    "engagement_limit",
    "missed",
)
# what was missing for a launch, the farthest from a launch first; the last ones are decisions
LOST, UNSEEN, UNTRACKED, AWAY = "unit_lost", "unseen", "untracked", "unit_away"
NEAR = (
    *(LOST, UNSEEN, UNTRACKED, "engagement_limit", "weapons_held", "reacting", AWAY),
    *("awaits_better", "no_radar", "no_missile", "launchers_busy", "no_channel"),
    *("engage", "no_return"),
)
CAUSE_OF = {
    LOST: "battery_lost",
    AWAY: "no_guidance",
    "no_radar": "no_guidance",
    "no_missile": "no_missile",
    "launchers_busy": "launchers_busy",
    "no_channel": "no_channel",
    "engagement_limit": "engagement_limit",
    "weapons_held": "doctrine",
    "awaits_better": "doctrine",
    "engage": "doctrine",
    "no_return": "doctrine",
}
AWAITED = "under_engagement"


class Leak(NamedTuple):
    """One leaker; times are scans, None for what never happened.

    ``missing`` is the condition of `NEAR` that came nearest, empty with an empty window.
    ``missed`` counts the salvos that missed, ``launched`` all salvos. ``possible`` are the first
    and the last scan in which a launch was possible, ``window`` those after the last salvo.
    """

    threat: int
    asset: int
    scan: int
    cause: str
    missing: str
    launched: int
    missed: int
    first_detection: int | None
    first_track: int | None
    possible: tuple[int, int] | None
    window: tuple[int, int] | None


class _Seen(NamedTuple):
    """What groups knew and decided about one threat, by scan; -1 where there is none."""

    first_detection: int | None
    first_track: int | None
    tracked_since: dict[int, Ints]
    first_tracked: dict[int, int]
    reason: dict[int, Ints]


class _Shots(NamedTuple):
    """The salvos at one threat: how many, how many missed, arrived too late, and when all ended."""

    launched: int
    missed: int
    too_late: int
    over: int


def leaks_of(world: World, events: Sequence[Event], arrivals: Sequence[int]) -> list[Leak]:
    """Return every leaker of one replication with its cause, in order of arrival.

    Parameters
    ----------
    world
        Tables of the replication's placement.
    events
        Its log, from `skydome.study.replay.replay_in`.
    arrivals
        Scan in which each threat started, below zero for those in flight before.
    """
    units = units_of(world, events)
    own: dict[int, list[Event]] = {e.numbers[0]: [] for e in events if e.kind == "leak"}
    kinds = {"detection", "track", "track_lost", "decision", "launch", "intercept", "leak"}
    for event in events:
        if event.kind in kinds and event.numbers[0] in own:
            own[event.numbers[0]].append(event)
    return [_leak(world, units, t, chain, arrivals[t]) for t, chain in own.items()]


def _leak(world: World, units: Units, t: int, chain: list[Event], arrival: int) -> Leak:
    end = next(event for event in chain if event.kind == "leak")
    possible = possible_launches_at(world, units, t, arrival, end.scan)
    shots, seen = _shots(chain, end.scan), _seen(world, chain)
    window = possible.copy()
    window[:, : shots.over] = False
    missing = _nearest(world, units, window, seen)
    return Leak(
        threat=t,
        asset=end.numbers[1],
        scan=end.scan,
        cause=_cause(missing, shots, seen, _ends(window)),
        missing=missing,
        launched=shots.launched,
        missed=shots.missed,
        first_detection=seen.first_detection,
        first_track=seen.first_track,
        possible=_ends(possible),
        window=_ends(window),
    )


def _ends(possible: Flags) -> tuple[int, int] | None:
    """Return the first and the last scan in which any unit could launch."""
    scans = np.flatnonzero(possible.any(axis=0))
    return (int(scans[0]), int(scans[-1])) if len(scans) else None


def _shots(chain: Iterable[Event], end: int) -> _Shots:
    """Return the salvos at a threat; one whose guidance is lost has no intercept."""
    launches = [event.scan for event in chain if event.kind == "launch"]
    met = [event.scan for event in chain if event.kind == "intercept"]
    missed = [scan for scan in met if scan <= end]
    over = max([scan + 1 for scan in launches] + missed, default=0)
    return _Shots(len(launches), len(missed), len(met) - len(missed), over)


def _seen(world: World, chain: Iterable[Event]) -> _Seen:
    since: dict[int, Ints] = {}
    first: dict[int, int] = {}
    reason: dict[int, Ints] = {}
    detected = None
    for event in chain:
        g = event.numbers[1]
        if event.kind == "detection" and detected is None:
            detected = event.scan
        elif event.kind in {"track", "track_lost"}:
            begun = event.scan if event.kind == "track" else -1
            since.setdefault(g, _never(world))[event.scan :] = begun
            if event.kind == "track":
                first.setdefault(g, event.scan)
        elif event.kind == "decision":
            reason.setdefault(g, _never(world))[event.scan :] = event.numbers[2]
    return _Seen(detected, min(first.values(), default=None), since, first, reason)


def _never(world: World) -> Ints:
    return np.full(world.scans, -1, dtype=np.int32)


def _nearest(world: World, units: Units, window: Flags, seen: _Seen) -> str:
    """Return the condition that came nearest to a launch, of all units and scans of a window."""
    nearest, ends = -1, _ends(window)
    for unit, scan in zip(*map(np.ndarray.tolist, window.nonzero()), strict=True):
        missing = _missing(world, int(units.group[unit, scan]), unit, scan, seen)
        if missing == "reacting" and ends and not _lasts(seen, units, unit, scan, ends[1]):
            missing = UNTRACKED
        if missing != AWAITED:
            nearest = max(nearest, NEAR.index(missing))
    return NEAR[nearest] if nearest >= 0 else ""


def _missing(world: World, group: int, unit: int, scan: int, seen: _Seen) -> str:
    """Return what a unit that could reach the threat was missing for a launch."""
    if group == NOBODY:
        return LOST
    if seen.first_detection is None or scan < seen.first_detection:
        return UNSEEN
    since = seen.tracked_since[group][scan] if group in seen.tracked_since else -1
    if since < 0:
        return UNTRACKED
    reason = REASONS[seen.reason[group][scan]]
    if reason not in {"reacting", "out_of_reach"}:
        return reason
    if scan - since >= launch_delay(world, unit, group):
        return AWAY  # it turns, moves, is silent or jammed: nothing else keeps it from firing
    return "reacting"


def _lasts(seen: _Seen, units: Units, unit: int, scan: int, last: int) -> bool:
    """Return whether the first track was kept from a scan to the end of the window.

    A reaction time that was not over is late detection if so, and a broken track if not.
    """
    group = int(units.group[unit, scan])
    since = seen.tracked_since[group]
    return bool(since[scan] == since[last] == seen.first_tracked[group])


def _cause(missing: str, shots: _Shots, seen: _Seen, window: tuple[int, int] | None) -> str:
    if not missing:
        return _without_window(shots)
    if missing == UNSEEN:
        return "never_seen" if seen.first_detection is None else "seen_late"
    if missing == "reacting":
        return "seen_late"
    if missing == UNTRACKED:
        first = seen.first_track
        late = first is not None and window is not None and first > window[1]
        return "seen_late" if late else "no_track"
    return CAUSE_OF[missing]


def _without_window(shots: _Shots) -> str:
    """Return the cause where no launch was possible any more, or a salvo's outcome was awaited."""
    if shots.missed:
        return "missed"
    if shots.too_late:
        return "seen_late"
    return "battery_lost" if shots.launched else "out_of_envelope"
