"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out.

A pair of a group and a threat sleeps until a scan in which the group could launch. It must not wake
later than that; waking earlier costs time but changes nothing. Tracks are not kept: whether a track
is firm is reconstructed from the addressed draws when it matters. Intercepts, reloads and arrivals
are known in advance and wait in a calendar.

Pairs sleep as if there were no jamming, since jamming only removes detections and launches, and a
reconstructed look meets the jammers of its own scan. But tracks and cues are predicted from the
draws of later scans, and may come sooner once a jammer has been killed: then every pair wakes in
the next scan, and cues are predicted again.

Before a node or link is lost, the tracks of every pair are brought up to date; after it every pair
wakes, and no track is reconstructed across it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.bits import lowest_bit
from skydome.compiler import engagement_kernel, outline_kernel, stage_kernel
from skydome.engagement.event.agenda import (
    CHANNELS,
    ENDS,
    LAUNCHERS,
    ONE,
    STARTS,
    Agenda,
    new_agenda,
    schedule,
)
from skydome.engagement.event.lookback import first_track
from skydome.engagement.event.network_changes import (
    apply_changes,
    apply_cues,
    find_cues,
    find_next_change,
    predict_again,
    rank_threats,
    schedule_change,
)
from skydome.engagement.event.sleeping import (
    count_up_to,
    note_group,
    schedule_launches,
    sleep,
    update_blocked,
    update_blocked_of_post,
    wake_waiting,
)
from skydome.engagement.event.waking import wake
from skydome.engagement.record import write_row
from skydome.engagement.rules import carryover, counting, firing, initialisation, relaying, tracking
from skydome.engagement.world import FIRST_DETECTION, FIRST_TRACK, FLYING, NEVER, NOBODY

if TYPE_CHECKING:
    from skydome.arrays import Ints
    from skydome.engagement.state import State
    from skydome.engagement.world import World

__all__ = ["Agenda", "new_agenda", "run"]


@stage_kernel
def start_replication(world: World, state: State, agenda: Agenda) -> None:
    """Empty the calendar and schedule what is known from the start."""
    agenda.head[:] = NOBODY
    agenda.waking[:] = 0
    agenda.waiting[:] = 0
    agenda.counted[:] = 0
    agenda.known[:] = -NEVER
    agenda.settled[:] = -NEVER
    agenda.changed[:] = -NEVER
    agenda.drawn[:] = -NEVER
    agenda.entered[:] = 0
    agenda.seen[:] = NEVER
    find_next_change(world, state, agenda, 0)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        note_group(world, state, agenda, u)
        if len(world.opening) > 0:
            schedule_launches(world, state, agenda, u, 0)
    rank_threats(state, agenda)
    for t in range(len(world.threat_start)):
        schedule(agenda, STARTS, max(0, state.arrival[t]), t)
        end = max(0, state.arrival[t] + world.threat_length[t])
        schedule(agenda, ENDS, end, t)
        agenda.ended[t] = min(end, world.scans - 1)
        for g in range(world.networks):
            sleep(world, state, agenda, g, t, 0, max(0, state.arrival[t]))


@stage_kernel
def kill_or_miss(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Resolve every intercept that is due."""
    thing = agenda.head[CHANNELS, scan]
    channels = state.channel_until.shape[1]
    while thing != NOBODY:
        u, channel = thing // channels, thing % channels
        if state.channel_until[u, channel] == scan:  # otherwise its unit was lost
            t = state.channel_threat[u, channel]
            flying = state.status[t] == FLYING
            firing.resolve_intercept(world, state, u, channel, scan)
            update_blocked_of_post(world, state, agenda, u)
            schedule_change(state, agenda, world.unit_quiet[u], scan)
            if flying and state.status[t] != FLYING:
                agenda.ended[t] = scan
        thing = agenda.after[CHANNELS, thing]


@outline_kernel
def reload(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Refill the launchers whose reload is complete."""
    if agenda.head[LAUNCHERS, scan] == NOBODY:
        return
    for u in range(len(world.unit_network)):
        lacking = agenda.lacking[u]
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            counting.reload(world, state, u, launcher, scan)
        if world.unit_loaders[u] != NOBODY:
            schedule_launches(world, state, agenda, u, scan)
        else:
            update_blocked(world, state, agenda, u)
        if lacking & ~agenda.lacking[u]:
            wake_waiting(world, state, agenda, state.unit_group[u], NOBODY, scan)


@outline_kernel
def decide_and_engage(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Let every pair that wakes decide, in the order of `reference`.

    Pairs of a group that cannot fire at anything wait: most pairs that wake in a large raid would
    find that another has just taken the last free channel.
    """
    for g in range(agenda.waking.shape[1]):
        for word in range(agenda.waking.shape[2]):
            waited = agenda.waiting[g, word]
            bits = agenda.waking[scan, g, word] | waited
            while bits != 0 and agenda.group_able[g] <= scan:
                t = state.order[g, np.uint32(word * 64 + lowest_bit(bits))]
                wake(world, state, agenda, g, t, scan)
                done = bits ^ (bits - ONE)  # this pair and those before it
                # it may have woken others
                bits = (agenda.waking[scan, g, word] | waited) & ~done
            agenda.waiting[g, word] = bits


@outline_kernel
def arrive(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Count the threats that reach their asset, which may trigger changes."""
    t = agenda.head[ENDS, scan]
    while t != NOBODY:
        counting.arrive(world, state, t, scan)
        for x in range(len(state.due)):
            schedule_change(state, agenda, x, scan)
        t = agenda.after[ENDS, t]


@outline_kernel
def step(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Do what is due in one scan, in the order of `reference.advance`."""
    if agenda.next_change[0] == scan:
        apply_changes(world, state, agenda, scan)
    t = agenda.head[STARTS, scan]
    while t != NOBODY:
        tracking.start(world, state, t, scan)
        t = agenda.after[STARTS, t]
    if agenda.next_cue[0] == scan:
        apply_cues(world, state, agenda, scan)
    if agenda.head[CHANNELS, scan] != NOBODY:
        count_up_to(world, state, agenda, scan)
    kill_or_miss(world, state, agenda, scan)
    if state.fell_silent[0] == scan:
        predict_again(world, state, agenda, scan)
    reload(world, state, agenda, scan)
    decide_and_engage(world, state, agenda, scan)
    arrive(world, state, agenda, scan)


@stage_kernel
def finish(world: World, state: State, agenda: Agenda) -> None:
    """Count what was not determined while pairs slept: tracked threats, and the first track."""
    count_up_to(world, state, agenda, world.scans)
    earliest = agenda.seen[1]
    state.first[FIRST_DETECTION] = agenda.seen[0]
    for t in range(len(world.threat_start)):
        tracked = 0
        for g in range(len(world.group_doctrine)):
            tracked |= state.ever_tracked[g, t]
        for r in range(relaying.first_relay(world)):
            stop = agenda.ended[t] + 1
            if tracked:
                stop = min(stop, earliest)
            at = first_track(world, state, r, t, 0, 0, int(stop))
            if at != NEVER:
                tracked = 1
                earliest = min(earliest, at)
        state.ever_tracked[0, t] = tracked
    state.first[FIRST_TRACK] = earliest if earliest != NEVER else -1
    if state.first[FIRST_DETECTION] == NEVER:
        state.first[FIRST_DETECTION] = -1


@outline_kernel
def replicate(world: World, state: State, agenda: Agenda, seed: int, replication: int) -> None:
    """One replication, from due scan to due scan."""
    initialisation.reset(world, state, seed, replication)
    start_replication(world, state, agenda)
    for scan in range(world.scans):
        step(world, state, agenda, scan)
    finish(world, state, agenda)
    counting.count_threats(world, state)


@engagement_kernel
def run(
    world: World, state: State, agenda: Agenda, seed: int, first: int, stride: int, rows: Ints
) -> None:
    """Fill one row a replication; as `skydome.engagement.reference.run`."""
    for n in range(len(rows)):
        replicate(world, state, agenda, seed, first + n * stride)
        write_row(state, rows[n])
        if len(world.opening) > 0:
            carryover.write_closing(world, state, rows[n])
