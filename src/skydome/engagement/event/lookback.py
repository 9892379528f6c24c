"""Tracks for the event kernel: reconstructed from the draws when they matter, not kept.

Every draw has an address, so that a look of any scan can be repeated at any time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.rules import changes, tracking
from skydome.engagement.world import FIRST_DETECTION, FLYING, NEVER, NOBODY, WAITING

if TYPE_CHECKING:
    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World

A_FEW = 20  # number of scans over which looking ahead costs less than waking without a track
LONG_AGO = 16  # scans after which a reconstruction costs less than every look since


@step_kernel
def last_look(world: World, state: State, r: int, scan: int) -> int:
    """Return the latest scan, not after ``scan``, in which a radar looks."""
    return scan - tracking.since_look(world, state, r, scan)


@step_kernel
def reconstruct_track(
    world: World, state: State, agenda: Agenda, r: int, t: int, scan: int
) -> None:
    """Reconstruct a radar's history and track of a threat as they are after ``scan``.

    Looks are recomputed backwards until the state is certain: either there are so many misses in a
    row that no earlier hit counts, or enough hits without a later run of misses that would end a
    track. From there the rules of `tracking.look` are applied forwards.
    """
    need, window = world.radar_confirm_hits[r], world.radar_confirm_looks[r]
    drop = world.radar_drop_misses[r]
    at, earliest = last_look(world, state, r, scan), max(state.radar_on[r], state.arrival[t])
    if scan >= state.radar_off[r]:
        at = earliest - 1
    count, misses, held, unbroken, back = 0, 0, 0, True, 0
    while at >= earliest and misses < max(window, drop) and not held:
        hit = 1 if tracking.detects(world, state, r, t, at) else 0
        agenda.bits[count] = hit
        count += 1
        misses = 0 if hit else misses + 1
        unbroken = unbroken and misses < drop
        back = (back << 1 | hit) & tracking.WINDOW
        if hit and unbroken:
            held = 1 if tracking.count_hits(back, window) >= need else 0
        at -= world.radar_period[r]
    state.history[r, t] = 0
    state.tracked[r, t] = held
    for n in range(count - 1, NOBODY, -1):
        if held:
            state.history[r, t] = (state.history[r, t] << 1 | agenda.bits[n]) & 0xFFFF
        else:
            tracking.update_history(world, state, r, t, agenda.bits[n])


@stage_kernel
def update_tracks(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Bring a group's tracks of a threat up to date.

    If they were last known long ago they are reconstructed from far enough back that any older
    track exceeds the slowest unit's reaction time, so that its exact age does not matter; never
    across a change of the group.
    """
    known, back = agenda.known[g, t], scan - agenda.reaction[g, 1]
    first, last = agenda.radars[g, 0], agenda.radars[g, 1]
    if known < scan - LONG_AGO and back >= agenda.changed[g]:
        known = back
        state.tracking_radars[g, t] = 0
        for place in range(first, last):
            r = agenda.radar[place]
            if state.radar_group[r] == g:
                reconstruct_track(world, state, agenda, r, t, known)
                state.tracking_radars[g, t] += state.tracked[r, t]
        state.since[g, t] = known if state.tracking_radars[g, t] else NEVER
        state.ever_tracked[g, t] |= 1 if state.tracking_radars[g, t] else 0
    start = max(0, known + 1, state.arrival[t])
    for place in range(first, last):
        r = agenda.radar[place]
        agenda.due[r] = next_look(world, state, g, r, start)
    at = start
    while at <= scan:
        soonest = NEVER
        for place in range(first, last):
            r = agenda.radar[place]
            if agenda.due[r] == at:
                tracking.look(world, state, r, t, at)
                agenda.due[r] += world.radar_period[r]
            soonest = min(soonest, agenda.due[r])
        at = soonest
    agenda.known[g, t] = scan


@stage_kernel
def update_since(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Bring up to date since when a group tracks a threat; the tracks themselves only if needed.

    One radar that kept its track over the longest reaction time settles the question: the track's
    exact age no longer matters, and the other radars need not be looked at. The tracks then count
    as known when they were last known.
    """
    known, back = agenda.known[g, t], scan - agenda.reaction[g, 1]
    if world.any_track and known < scan - LONG_AGO and back >= max(agenda.changed[g], 0):
        for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
            r = agenda.settles[place]
            if state.radar_group[r] == g and keeps_track(world, state, agenda, r, t, back, scan):
                state.since[g, t] = back
                state.ever_tracked[g, t] = 1
                return
    update_tracks(world, state, agenda, g, t, scan)


@step_kernel
def keeps_track(
    world: World, state: State, agenda: Agenda, r: int, t: int, first: int, scan: int
) -> bool:
    """Return whether a radar has a track of a threat from a scan on and does not lose it.

    The radar must not change in between.
    """
    reconstruct_track(world, state, agenda, r, t, first)
    at = last_look(world, state, r, first) + int(world.radar_period[r])
    while state.tracked[r, t] and at <= scan:
        tracking.update_history(world, state, r, t, int(tracking.detects(world, state, r, t, at)))
        at += world.radar_period[r]
    return bool(state.tracked[r, t])


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

    Looks ahead a few scans from the radars' histories, which are restored; a track that does not
    begin in these scans begins after them.
    """
    soonest = min(scan + A_FEW, world.scans, state.arrival[t] + world.threat_length[t] + 1)
    for place in range(agenda.radars[g, 0], agenda.radars[g, 1]):
        r = agenda.radar[place]
        if state.radar_group[r] == g:
            history = state.history[r, t]
            at = first_track(world, state, agenda, r, t, scan + 1, soonest)
            state.history[r, t] = history
            state.tracked[r, t] = 0
            soonest = min(soonest, at)
    return int(soonest)


@stage_kernel
def first_track(
    world: World, state: State, agenda: Agenda, r: int, t: int, scan: int, stop: int
) -> int:
    """Return the scan from ``scan`` on in which a radar without a track first confirms one.

    NEVER if not before ``stop``. The first detection of the threat is also recorded.
    """
    pair = r * world.paths + world.threat_path[t]
    start = max(scan, state.radar_on[r], state.arrival[t] + agenda.begins[pair])
    last = min(stop, state.arrival[t] + agenda.ends[pair], state.radar_off[r])
    if start >= last:
        return NEVER
    at = last_look(world, state, r, start - 1) + world.radar_period[r]
    while at < last:
        hit = 1 if tracking.detects(world, state, r, t, at) else 0
        if hit and at < state.first[FIRST_DETECTION]:
            state.first[FIRST_DETECTION] = at
        if tracking.update_history(world, state, r, t, hit) > 0:
            return int(at)
        at += world.radar_period[r]
    return NEVER


@stage_kernel
def find_cue(world: World, state: State, agenda: Agenda, x: int) -> None:
    """Predict when, and by which threat, a waiting radar will be cued if that threat still flies.

    Tracks are searched from the start, because no radar of the group can have had one; present
    tracks are restored.
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
            history, tracked = state.history[r, t], state.tracked[r, t]
            stop = min(world.scans, state.arrival[t] + world.threat_length[t] + 1)
            state.history[r, t] = 0
            state.tracked[r, t] = 0
            at = first_track(world, state, agenda, r, t, 0, min(agenda.cue[x], stop))
            state.history[r, t] = history
            state.tracked[r, t] = tracked
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
            state.history[r, t] = 0
            state.tracked[r, t] = 0
            at = first_track(world, state, agenda, r, t, 0, agenda.ended[t] + 1)
            if at != NEVER:
                state.ever_tracked[0, t] = 1
                agenda.seen[1] = min(agenda.seen[1], at)
            state.history[r, t] = 0
            state.tracked[r, t] = 0
        agenda.seen[0] = state.first[FIRST_DETECTION]
        state.radar_on[r], state.radar_off[r] = on, off
