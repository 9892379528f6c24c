"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out.

A pair of a group and a threat sleeps until a scan in which the group could launch: it is never
woken later than that, and waking it earlier does no harm. Tracks are not kept; whether a track is
firm is looked back from the addressed draws when it matters. Intercepts, reloads and arrivals are
known in advance and wait in a calendar.

A jammer that is killed wakes nobody: pairs sleep as if nobody jammed, since jamming only ever takes
looks and launches away, and what is looked back at meets the jammers of its own scan. Only cues,
which are foretold from the draws of scans to come, are found anew.

Before anything is lost or cut off, the tracks of every pair are brought up to date; after it every
pair wakes, and nothing is looked back across it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.by_reference import by_reference
from skydome.compiler import engagement_kernel, outline_kernel, stage_kernel, step_kernel
from skydome.engagement import beginning, changes, counting, deciding, firing, tracking
from skydome.engagement.agenda import (
    CHANNELS,
    ENDS,
    LAUNCHERS,
    ONE,
    STARTS,
    Agenda,
    enter,
    enter_in_order,
    lowest_bit,
    new_agenda,
    wake_at,
)
from skydome.engagement.guiding import hold
from skydome.engagement.jamming import is_jammed
from skydome.engagement.looking_back import catch_up, find_cue, first_track, next_track
from skydome.engagement.record import write_row
from skydome.engagement.world import (
    FIRST_DETECTION,
    FIRST_TRACK,
    FLYING,
    NEVER,
    NOBODY,
    RANDOM,
    WAITING,
)

if TYPE_CHECKING:
    from skydome.engagement.world import Ints, State, World

__all__ = ["Agenda", "new_agenda", "run"]


@stage_kernel
def begin(world: World, state: State, agenda: Agenda) -> None:
    """Empty the calendar and enter what is known from the start."""
    agenda.head[:] = NOBODY
    agenda.waking[:] = 0
    agenda.counted[:] = 0
    agenda.known[:] = -NEVER
    agenda.changed[:] = -NEVER
    agenda.drawn[:] = -NEVER
    agenda.entered[:] = 0
    find_next_change(state, agenda, 0)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        enlist(world, state, agenda, u)
    threats = len(world.threat_start)
    for g in range(len(world.group_doctrine)):
        for place in range(threats):
            agenda.rank[g, state.order[g, place]] = place
            agenda.threat_of[g * threats + place] = state.order[g, place]
    for t in range(threats):
        enter(agenda, STARTS, max(0, state.arrival[t]), t)
        end = max(0, state.arrival[t] + world.threat_length[t])
        enter(agenda, ENDS, end, t)
        agenda.ended[t] = min(end, world.scans - 1)
        for g in range(world.networks):
            sleep(world, state, agenda, g, t, 0, max(0, state.arrival[t]))


@step_kernel
def enlist(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Note which group a unit belongs to, and what it cannot fire."""
    for k in range(world.unit_stock.shape[1]):
        agenda.member[agenda.arm[u] + k] = state.unit_group[u]
    take_stock(world, state, agenda, u)


@stage_kernel
def take_stock(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Note what a unit cannot fire from now on, and until when.

    A channel, or guidance, comes back with an intercept; missiles come with a reload.
    """
    reload, intercept = NEVER, NEVER
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        reload = min(reload, state.reload_at[launcher])
    for channel in range(world.unit_target_channels[u]):
        if state.channel_until[u, channel] != 0:
            intercept = min(intercept, state.channel_until[u, channel])
    guides = state.guided[u] < world.unit_missile_channels[u]
    until = reload if guides and firing.has_channel(state, u) else intercept
    if state.unit_group[u] == NOBODY:
        return
    d, can = world.group_doctrine[state.unit_group[u]], guides and firing.has_channel(state, u)
    for k in range(world.unit_stock.shape[1]):
        ready, kept = state.ready[u, k], world.unit_reserve[d, u, k]
        for label in range(world.label_salvo.shape[1]):
            spared = 0 if world.label_reserved[d, label] else kept
            blocked = 0 if can and ready > spared else until
            wanted = world.label_engaged[d, label] != 0
            agenda.blocked[label, agenda.arm[u] + k] = blocked if wanted else NEVER


@step_kernel
def next_chance(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> int:
    """Return the first scan, from ``start`` on, in which a group could launch at a threat.

    As far as can be said in ``scan``, and never too late: what a unit fires meanwhile and has
    back leaves it with no more than it has now, unless a launcher that it empties is reloaded.
    """
    wake, arrival = NEVER, np.int64(state.arrival[t])
    path, label = np.uint32(world.threat_path[t]), np.uint32(state.label[g, t])
    whole = len(world.change_kind) == 0
    for arm in range(agenda.arms[g, 0], agenda.arms[g, 1]):
        if not whole and agenda.member[arm] != g:
            continue
        free = max(start, min(agenda.blocked[label, arm], scan + agenda.reload[arm]))
        chance = max(free, arrival + agenda.opens[path, arm])
        wake = min(wake, NEVER if chance > arrival + agenda.closes[path, arm] else chance)
    return wake


@stage_kernel
def sleep(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> None:
    """Let a pair sleep until the first scan, from ``start`` on, in which it could launch."""
    wake = next_chance(world, state, agenda, g, t, scan, start)
    wake_at(agenda, wake, g * len(world.threat_start) + agenda.rank[g, t])


@step_kernel
def wake(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group that could launch at a threat decide, and sleep again."""
    if state.status[t] != FLYING:
        return
    if world.policy[world.group_doctrine[g]] == RANDOM:
        if is_jammed(world, state, scan) and agenda.drawn[g] != scan:
            for other in range(len(state.status)):
                if state.status[other] == FLYING:
                    hold(world, state, g, other, scan)
        wake_at_random(world, state, agenda, g, t, scan)
        return
    if not deciding.is_wanted(world, state, g, t):
        return
    start = next_chance(world, state, agenda, g, t, scan, max(scan, state.free_at[g, t]))
    if start > scan:
        wake_at(agenda, start, g * len(world.threat_start) + agenda.rank[g, t])
        return
    catch_up(world, state, agenda, g, t, scan)
    start = soonest_launch(world, state, agenda, g, t, scan)
    if start <= scan:
        if is_jammed(world, state, scan):
            hold(world, state, g, t, scan)
        decide(world, state, agenda, g, t, scan)
        start = max(scan + 1, state.free_at[g, t])
    sleep(world, state, agenda, g, t, scan, start)


@step_kernel
def soonest_launch(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the first scan in which a track that is known up to now allows a launch."""
    if state.since[g, t] == NEVER:
        return next_track(world, state, agenda, g, t, scan)
    return int(state.since[g, t] + agenda.reaction[g, 0])


@stage_kernel
def wake_at_random(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group whose units choose at random decide once, and sleep again.

    What the units may choose from depends on all threats, so all that could be fired at are looked
    at.
    """
    start = next_chance(world, state, agenda, g, t, scan, scan)
    if start > scan or agenda.drawn[g] == scan:
        sleep(world, state, agenda, g, t, scan, max(start, scan + 1))
        return
    agenda.drawn[g] = scan
    for other in range(len(state.status)):
        flying = state.status[other] == FLYING
        if flying and next_chance(world, state, agenda, g, other, scan, scan) <= scan:
            catch_up(world, state, agenda, g, other, scan)
    count_up_to(world, state, agenda, scan)
    deciding.decide_at_random(world, state, g, scan)
    for u in range(len(world.unit_network)):
        if state.unit_group[u] == g:
            enter_launches(world, state, agenda, u, scan)
    for other in range(len(state.status)):
        if state.status[other] == FLYING:
            start = scan + 1
            if agenda.known[g, other] == scan:
                start = max(start, soonest_launch(world, state, agenda, g, other, scan))
            sleep(world, state, agenda, g, other, scan, start)


@step_kernel
def decide(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Call `deciding.decide`, and enter the intercept and the reloads of what it launched."""
    count_up_to(world, state, agenda, scan)
    u = deciding.decide(world, state, g, t, scan)
    if u != NOBODY:
        enter_launches(world, state, agenda, u, scan)


@stage_kernel
def enter_launches(world: World, state: State, agenda: Agenda, u: int, scan: int) -> None:
    """Enter the intercepts and reloads of a unit that are not in the calendar."""
    take_stock(world, state, agenda, u)
    channels = state.channel_until.shape[1]
    for channel in range(world.unit_target_channels[u]):
        until = state.channel_until[u, channel]
        if until > scan and agenda.entered[u, channel] != until:
            agenda.entered[u, channel] = until
            enter_in_order(agenda, CHANNELS, until, u * channels + channel)
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        due = state.reload_at[launcher]
        if due < world.scans:
            agenda.head[LAUNCHERS, due] = launcher


@step_kernel
def count_up_to(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Count channels for the scans since they last changed."""
    scans = scan - agenda.counted[0]
    if scans > 0:
        for u in range(len(world.unit_network)):
            counting.count_channels(state, u, scans)
        agenda.counted[0] = scan


@stage_kernel
def kill_or_miss(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Every intercept that is due is decided; a threat that is killed flew up to now."""
    thing = agenda.head[CHANNELS, scan]
    channels = state.channel_until.shape[1]
    while thing != NOBODY:
        u, channel = thing // channels, thing % channels
        if state.channel_until[u, channel] == scan:  # else its unit was lost
            t = state.channel_threat[u, channel]
            flying = state.status[t] == FLYING
            firing.resolve(world, state, u, channel, scan)
            take_stock(world, state, agenda, u)
            hear_of(state, agenda, world.unit_quiet[u], scan)
            if flying and state.status[t] != FLYING:
                agenda.ended[t] = scan
        thing = agenda.after[CHANNELS, thing]


@step_kernel
def find_next_change(state: State, agenda: Agenda, scan: int) -> None:
    """Note the first change, from a scan on, that is known of."""
    agenda.next_change[0] = NEVER
    for x in range(len(state.due)):
        hear_of(state, agenda, x, scan - 1)


@step_kernel
def hear_of(state: State, agenda: Agenda, x: int, scan: int) -> None:
    """Note a change that will come after a scan, if it has been set going."""
    if x != NOBODY and state.due[x] > scan:
        agenda.next_change[0] = min(agenda.next_change[0], state.due[x])


@stage_kernel
def find_cues(world: World, state: State, agenda: Agenda) -> None:
    """Note when each radar that waits for a track will be set going, as things are."""
    agenda.next_cue[0] = NEVER
    for x in range(len(state.due)):
        if changes.looks_out(world, state, x):
            find_cue(world, state, agenda, x)
            agenda.next_cue[0] = min(agenda.next_cue[0], agenda.cue[x])


@stage_kernel
def cue(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Set radars going whose group holds a track now, unless what it saw is no more."""
    while agenda.next_cue[0] == scan:
        for x in range(len(state.due)):
            now = changes.looks_out(world, state, x) and agenda.cue[x] == scan
            if now and state.status[agenda.cue_threat[x]] == FLYING:
                changes.set_going(world, state, x, scan)
        find_next_change(state, agenda, scan + 1)
        find_cues(world, state, agenda)


@stage_kernel
def change(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Let changes come to pass between tracks that are up to date and pairs that wake."""
    count_up_to(world, state, agenda, scan)
    for g in range(len(world.group_doctrine)):
        for t in range(len(state.status)):
            if state.status[t] == FLYING:
                catch_up(world, state, agenda, g, t, scan - 1)
    for x in range(len(state.due)):
        if state.due[x] == scan:
            changes.change(world, state, x, scan)
    find_next_change(state, agenda, scan + 1)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        enlist(world, state, agenda, u)
    wake_all(world, state, agenda, scan)


@step_kernel
def wake_all(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Wake every pair; groups are what they are since this scan."""
    for g in range(len(world.group_doctrine)):
        agenda.changed[g] = scan
        for t in range(len(state.status)):
            if state.status[t] == FLYING:
                wake_at(agenda, scan, g * len(state.status) + agenda.rank[g, t])
            elif state.status[t] == WAITING:
                sleep(world, state, agenda, g, t, scan, max(scan, state.arrival[t]))


@outline_kernel
def reload(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Launchers whose reload is complete are full again."""
    if agenda.head[LAUNCHERS, scan] == NOBODY:
        return
    for u in range(len(world.unit_network)):
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            counting.reload(world, state, u, launcher, scan)
        take_stock(world, state, agenda, u)


@outline_kernel
def decide_and_engage(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Every pair that wakes decides, in the order of `reference`."""
    for word in range(agenda.waking.shape[1]):
        bits = agenda.waking[scan, word]
        while bits != 0:
            pair = np.uint32(word * 64 + lowest_bit(bits))
            wake(world, state, agenda, agenda.group_of[pair], agenda.threat_of[pair], scan)
            bits &= bits - ONE


@outline_kernel
def arrive(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Threats that reach their asset have leaked, and may set changes going."""
    t = agenda.head[ENDS, scan]
    while t != NOBODY:
        counting.arrive(world, state, t, scan)
        for x in range(len(state.due)):
            hear_of(state, agenda, x, scan)
        t = agenda.after[ENDS, t]


@outline_kernel
def step(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Do what is due in one scan, in the order of `reference.step`."""
    if agenda.next_change[0] == scan:
        change(world, state, agenda, scan)
    t = agenda.head[STARTS, scan]
    while t != NOBODY:
        tracking.set_out(world, state, t, scan)
        t = agenda.after[STARTS, t]
    if agenda.next_cue[0] == scan:
        cue(world, state, agenda, scan)
    if agenda.head[CHANNELS, scan] != NOBODY:
        count_up_to(world, state, agenda, scan)
    kill_or_miss(world, state, agenda, scan)
    if state.fell_silent[0] == scan:
        find_cues(world, state, agenda)
    reload(world, state, agenda, scan)
    decide_and_engage(world, state, agenda, scan)
    arrive(world, state, agenda, scan)


@stage_kernel
def settle(world: World, state: State, agenda: Agenda) -> None:
    """Find out what sleeping left open: which threats were tracked, and the first track."""
    count_up_to(world, state, agenda, world.scans)
    earliest = NEVER
    state.first[FIRST_DETECTION] = NEVER
    for t in range(len(world.threat_start)):
        tracked = 0
        for g in range(len(world.group_doctrine)):
            tracked |= state.ever_tracked[g, t]
        for r in range(len(world.radar_period)):
            stop = agenda.ended[t] + 1
            if tracked:
                stop = min(stop, earliest)
            at = first_track(world, state, agenda, r, t, stop)
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
    beginning.reset(world, state, seed, replication)
    begin(world, state, agenda)
    for scan in range(world.scans):
        step(world, state, agenda, scan)
    settle(world, state, agenda)
    counting.count_threats(world, state)


@engagement_kernel
def run(
    world: World, state: State, agenda: Agenda, seed: int, first: int, stride: int, rows: Ints
) -> None:
    """Fill one row a replication; as `skydome.engagement.reference.run`."""
    tables, scratch, waiting = by_reference(world), by_reference(state), by_reference(agenda)
    for n in range(len(rows)):
        replicate(tables, scratch, waiting, seed, first + n * stride)
        write_row(state, rows[n])
