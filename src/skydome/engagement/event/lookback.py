"""Tracks for the event kernel: reconstructed from the draws when they matter, not kept.

Every draw has an address, so that a look of any scan can be repeated at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.event.looks import (
    TRACKED,
    after_look,
    detects,
    history_after,
    last_look,
    sight_of,
)
from skydome.engagement.rules import changes, tracking
from skydome.engagement.world import FIRST_DETECTION, FLYING, NEVER, WAITING

if TYPE_CHECKING:
    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World

A_FEW = 20  # number of scans over which looking ahead costs less than waking without a track
LONG_AGO = 8  # scans after which a reconstruction costs less than every look since


@stage_kernel
def update_tracks(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Bring a group's tracks of a threat up to date.

    If they were last known long ago they are reconstructed from far enough back that any older
    track exceeds the slowest unit's reaction time, so that its exact age does not matter; never
    across a change of the group.
    """
    known, back = int(agenda.known[g, t]), int(scan - agenda.reaction[g, 1])
    if known < scan - LONG_AGO and back >= agenda.changed[g]:
        known = back
        reconstruct_tracks(world, state, agenda, g, t, back)
    repeat_looks(world, state, agenda, g, t, max(0, known + 1, int(state.arrival[t])), scan)
    agenda.known[g, t] = scan


@stage_kernel
def reconstruct_tracks(
    world: World, state: State, agenda: Agenda, g: int, t: int, back: int
) -> None:
    """Reconstruct a group's tracks of a threat as they were after a scan."""
    count = 0
    for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
        r = agenda.radar[place]
        if state.radar_group[r] == g:
            sight = sight_of(world, state, r, t)
            last = last_look(world, state, r, back)
            history = history_after(world, state, sight, r, t, last, back)
            state.history[r, t] = history & tracking.WINDOW
            state.tracked[r, t] = history >> 16
            count += history >> 16
    note_tracks(state, g, t, back, count)


@step_kernel
def note_tracks(state: State, g: int, t: int, scan: int, count: int) -> None:
    """Set how many radars of a group track a threat; a track counts as firm since this scan."""
    state.tracking_radars[g, t] = count
    state.since[g, t] = scan if count else NEVER
    state.ever_tracked[g, t] |= int(count > 0)


@stage_kernel
def update_since(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Bring up to date since when a group tracks a threat; the tracks themselves only if needed."""
    back = int(scan - agenda.reaction[g, 1])
    apart = world.any_track and agenda.known[g, t] < scan - LONG_AGO
    if not apart or back < max(agenda.changed[g], 0):
        update_tracks(world, state, agenda, g, t, scan)
    elif not look_apart(world, state, agenda, g, t, back, scan):
        repeat_looks(world, state, agenda, g, t, back + 1, scan)
        agenda.known[g, t] = scan


@step_kernel
def look_apart(
    world: World, state: State, agenda: Agenda, g: int, t: int, back: int, scan: int
) -> bool:
    """Repeat the looks of each radar by itself; return whether that settles since when.

    One radar that kept its track over the longest reaction time settles the question: the track's
    exact age no longer matters, and the other radars need not be looked at. The tracks then count
    as known when they were last known. If no radar has a track there is none. Otherwise the order
    of the radars' looks matters, and their tracks are left as they were after ``back``.
    """
    before, ever, now = 0, 0, 0
    for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
        r = agenda.settles[place]
        if state.radar_group[r] != g:
            continue
        sight = sight_of(world, state, r, t)
        if sight.first > scan:
            state.history[r, t], state.tracked[r, t], agenda.due[r] = 0, 0, 0
            continue
        last = last_look(world, state, r, back)
        history = history_after(world, state, sight, r, t, last, back)
        state.history[r, t] = history & tracking.WINDOW
        state.tracked[r, t] = history >> 16
        before, kept, had = before + (history >> 16), history >> 16, 0
        period, off = int(world.radar_period[r]), int(state.radar_off[r])
        at = last + period
        while at <= scan and at < off:
            history = after_look(world, r, history, detects(world, state, sight, t, at))
            kept, had = kept & history >> 16, had | history >> 16
            at += period
        if kept:
            note_tracks(state, g, t, back, 1)
            return True
        agenda.due[r] = history
        ever, now = ever | had, now + (history >> 16)
    note_tracks(state, g, t, back, before)
    if now:
        return False
    for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
        r = agenda.settles[place]
        if state.radar_group[r] == g:
            state.history[r, t] = agenda.due[r]
            state.tracked[r, t] = 0
    note_tracks(state, g, t, scan, 0)
    state.ever_tracked[g, t] |= ever
    agenda.known[g, t] = scan
    return True


@stage_kernel
def repeat_looks(
    world: World, state: State, agenda: Agenda, g: int, t: int, start: int, scan: int
) -> None:
    """Repeat the looks of a group's radars at a threat over some scans, in their order."""
    first, last = agenda.radars[g, 0], agenda.radars[g, 1]
    at = NEVER
    for place in range(first, last):
        r = agenda.radar[place]
        agenda.due[r] = next_look(world, state, g, r, start)
        at = min(at, int(agenda.due[r]))
    while at <= scan:
        soonest = NEVER
        for place in range(first, last):
            r = agenda.radar[place]
            if agenda.due[r] == at:
                tracking.look(world, state, r, t, at)
                agenda.due[r] += world.radar_period[r]
            soonest = min(soonest, int(agenda.due[r]))
        at = soonest


@step_kernel
def next_look(world: World, state: State, g: int, r: int, scan: int) -> int:
    """Return a radar's first look for a group from a scan on, NEVER if there is none."""
    if state.radar_group[r] != g or state.radar_off[r] <= scan:
        return NEVER
    before = max(scan, state.radar_on[r]) - 1
    return last_look(world, state, r, before) + int(world.radar_period[r])


@stage_kernel
def next_track(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the earliest scan after this one in which a group without a track may have one.

    Looks ahead a few scans from the radars' histories; a track that does not begin in these scans
    begins after them.
    """
    soonest = min(scan + A_FEW, world.scans, state.arrival[t] + world.threat_length[t] + 1)
    for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
        r = agenda.radar[place]
        if state.radar_group[r] == g:
            history = int(state.history[r, t])
            soonest = min(soonest, first_track(world, state, r, t, history, scan + 1, int(soonest)))
    return int(soonest)


@stage_kernel
def first_track(
    world: World, state: State, r: int, t: int, history: int, scan: int, stop: int
) -> int:
    """Return the scan from ``scan`` on in which a radar without a track first confirms one.

    NEVER if not before ``stop``. The first detection of the threat is also recorded.
    """
    sight = sight_of(world, state, r, t)
    start, last = max(scan, sight.first), min(stop, sight.last, int(state.radar_off[r]))
    if start >= last:
        return NEVER
    at = last_look(world, state, r, start - 1) + int(world.radar_period[r])
    while at < last:
        hit = detects(world, state, sight, t, at)
        if hit and at < state.first[FIRST_DETECTION]:
            state.first[FIRST_DETECTION] = at
        history = after_look(world, r, history, hit)
        if history >= TRACKED:
            return int(at)
        at += int(world.radar_period[r])
    return NEVER


@stage_kernel
def find_cue(world: World, state: State, agenda: Agenda, x: int) -> None:
    """Predict when, and by which threat, a waiting radar will be cued if that threat still flies.

    Tracks are searched from the start, because no radar of the group can have had one.
    """
    g = state.radar_group[changes.radar_of(world, x)]
    agenda.cue[x] = NEVER
    for t in range(len(state.status)):
        flies = state.status[t] == FLYING or state.status[t] == WAITING
        if not flies or not changes.is_trigger(world, x, t):
            continue
        for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
            r = agenda.radar[place]
            if state.radar_group[r] != g:
                continue
            stop = min(world.scans, state.arrival[t] + world.threat_length[t] + 1)
            at = first_track(world, state, r, t, 0, 0, int(min(agenda.cue[x], stop)))
            if at < agenda.cue[x]:
                agenda.cue[x] = at
                agenda.cue_threat[x] = t


@stage_kernel
def count_earlier_tracks(world: World, state: State, agenda: Agenda) -> None:
    """Count what restarted radars had detected and tracked before their restart.

    For all others that is counted at the end, over the one interval in which they radiated.
    """
    for r in range(len(world.radar_period)):
        if state.restarted[r] == 0:
            continue
        state.restarted[r] = 0
        on, off = state.radar_on[r], state.radar_off[r]
        state.radar_on[r], state.radar_off[r] = state.radar_was_on[r], state.radar_was_off[r]
        state.first[FIRST_DETECTION] = agenda.seen[0]
        for t in range(len(state.status)):
            at = first_track(world, state, r, t, 0, 0, int(agenda.ended[t]) + 1)
            if at != NEVER:
                state.ever_tracked[0, t] = 1
                agenda.seen[1] = min(agenda.seen[1], at)
            state.history[r, t] = 0
            state.tracked[r, t] = 0
        agenda.seen[0] = state.first[FIRST_DETECTION]
        state.radar_on[r], state.radar_off[r] = on, off
