"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out.

A pair of a network and a threat sleeps until a scan in which the network could launch: it is
never woken later than that, and waking it earlier does no harm. Tracks are not kept; whether a
track is firm is looked back from the addressed draws when it matters. Intercepts, reloads and
arrivals are known in advance and wait in a calendar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.compiler import engagement_kernel, step_kernel
from skydome.engagement import steps
from skydome.engagement.record import write_row
from skydome.engagement.world import FIRST_TRACK, FLYING, NEVER

if TYPE_CHECKING:
    from skydome.engagement.world import Ints, State, World

NOBODY = -1
PAIRS, CHANNELS, LAUNCHERS, STARTS, ENDS = range(5)  # the calendar's books
LONG_AGO = 16  # scans after which looking back costs less than catching up


class Agenda(NamedTuple):
    """What the kernel needs beside the world and the state.

    The calendar has a book for each kind of thing that waits, with one chain of things a scan:
    ``head`` is 5 × scans, ``after`` 5 × the largest number of things of a kind.
    """

    head: Ints
    after: Ints
    woken: Ints  # N·T: this scan's pairs, in order
    rank: Ints  # T: place in the order of urgency
    counted: Ints  # 1: scan up to which channels are counted
    ended: Ints  # T: last scan in which the threat flew
    possible: Ints  # N·P × local scans: the next local scan with a feasible launch
    reaction: Ints  # N × 2: least and greatest reaction of the network's units
    radar: Ints  # R: radars, network by network
    radars: Ints  # N + 1: where each network's radars begin in ``radar``
    known: Ints  # N × T: scan up to which the network's tracks of the threat are known
    bits: Ints  # detections looked back


def new_agenda(world: World) -> Agenda:
    """Return the agenda of a world, for one thread."""
    threats = len(world.threat_start)
    units = len(world.unit_network)
    channels = units * max(1, int(world.unit_target_channels.max(initial=1)))
    most = max(world.networks * threats, channels, len(world.launcher_missile), threats)

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    return Agenda(
        head=ints(5, world.scans),
        after=ints(5, most),
        woken=ints(world.networks * threats),
        rank=ints(threats),
        counted=ints(1),
        ended=ints(threats),
        possible=_next_possible(world),
        reaction=_reactions(world),
        radar=np.argsort(world.radar_network, kind="stable").astype(np.int32),
        radars=np.searchsorted(np.sort(world.radar_network), np.arange(world.networks + 1)).astype(
            np.int32
        ),
        known=ints(world.networks, threats),
        bits=ints(world.scans + 1),
    )


def _next_possible(world: World) -> Ints:
    """For each network, path and local scan, the next local scan with any feasible launch."""
    units, missiles = world.unit_stock.shape
    longest = int((world.flight_first + np.diff(world.flight_offset)).max(initial=1))
    feasible = np.zeros((world.networks, world.paths, longest), dtype=bool)
    for unit_missile in range(units * missiles):
        n = world.unit_network[unit_missile // missiles]
        for path in range(world.paths):
            row = unit_missile * world.paths + path
            flights = world.flight_scans[world.flight_offset[row] : world.flight_offset[row + 1]]
            first = world.flight_first[row]
            feasible[n, path, first : first + len(flights)] |= flights > 0
    local = np.where(feasible, np.arange(longest), NEVER)
    nearest = np.minimum.accumulate(local[:, :, ::-1], axis=2)[:, :, ::-1]
    return np.ascontiguousarray(nearest.reshape(-1, longest), dtype=np.int32)


def _reactions(world: World) -> Ints:
    own = [world.unit_reaction[world.unit_network == n] for n in range(world.networks)]
    return np.array([[r.min(initial=NEVER), r.max(initial=0)] for r in own], dtype=np.int32)


# the calendar


@step_kernel
def enter(agenda: Agenda, book: int, scan: int, thing: int) -> None:
    """Let a thing wait until a scan; beyond the last scan it waits for ever."""
    if scan < agenda.head.shape[1]:
        agenda.after[book, thing] = agenda.head[book, scan]
        agenda.head[book, scan] = thing


@step_kernel
def begin(world: World, state: State, agenda: Agenda) -> None:
    """Empty the calendar and enter what is known from the start."""
    agenda.head[:] = NOBODY
    agenda.counted[:] = 0
    agenda.known[:] = -NEVER
    threats = len(world.threat_start)
    for place in range(threats):
        agenda.rank[state.order[place]] = place
    for t in range(threats):
        enter(agenda, STARTS, max(0, state.arrival[t]), t)
        end = max(0, state.arrival[t] + world.threat_length[t])
        enter(agenda, ENDS, end, t)
        agenda.ended[t] = min(end, world.scans - 1)
        for n in range(world.networks):
            sleep(world, state, agenda, n, t, max(0, state.arrival[t]))


@step_kernel
def sleep(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Let a pair sleep until the first scan, from ``scan`` on, with a feasible launch."""
    local = scan - state.arrival[t]
    row = n * world.paths + world.threat_path[t]
    if local < agenda.possible.shape[1]:
        wake = agenda.possible[row, local]
        if wake != NEVER:
            enter(agenda, PAIRS, state.arrival[t] + wake, n * len(world.threat_start) + t)


# looking back


@step_kernel
def last_look(world: World, state: State, r: int, scan: int) -> int:
    """Return the latest scan, not after ``scan``, in which a radar looks."""
    return int(scan - (scan + state.radar_phase[r]) % world.radar_period[r])


@step_kernel
def recall(world: World, state: State, agenda: Agenda, r: int, t: int, scan: int) -> None:
    """Bring a radar's history and track of a threat to what they are after ``scan``.

    Look by look backwards, until the detections decide: so many misses in a row that nothing is
    left of what was before, or enough hits, with no run of misses since that could end a track,
    that there is a track whatever was before. Then forwards by the rules of `steps.look`.
    """
    need, window = world.radar_confirm_hits[r], world.radar_confirm_looks[r]
    drop = world.radar_drop_misses[r]
    at, earliest = last_look(world, state, r, scan), max(0, state.arrival[t])
    count, misses, held, unbroken = 0, 0, 0, True
    while at >= earliest and misses < max(window, drop) and not held:
        hit = 1 if steps.detects(world, state, r, t, at) else 0
        agenda.bits[count] = hit
        count += 1
        misses = 0 if hit else misses + 1
        unbroken = unbroken and misses < drop
        if hit and unbroken:
            hits = 0
            for n in range(max(0, count - window), count):
                hits += agenda.bits[n]
            held = 1 if hits >= need else 0
        at -= world.radar_period[r]
    state.history[r, t] = 0
    state.tracked[r, t] = held
    for n in range(count - 1, NOBODY, -1):
        if held:
            state.history[r, t] = (state.history[r, t] << 1 | agenda.bits[n]) & 0xFFFF
        else:
            steps.take(world, state, r, t, agenda.bits[n])


@step_kernel
def catch_up(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Bring a network's tracks of a threat up to this scan.

    Looked back from scratch if it was long ago that they were known, and then from so far back
    that a track older than the slowest unit's reaction need not be dated.
    """
    known = agenda.known[n, t]
    first, last = agenda.radars[n], agenda.radars[n + 1]
    if known < scan - LONG_AGO:
        known = scan - agenda.reaction[n, 1]
        state.holders[n, t] = 0
        for place in range(first, last):
            r = agenda.radar[place]
            recall(world, state, agenda, r, t, known)
            state.holders[n, t] += state.tracked[r, t]
        state.since[n, t] = known if state.holders[n, t] else NEVER
    for at in range(max(0, known + 1, state.arrival[t]), scan + 1):
        for place in range(first, last):
            r = agenda.radar[place]
            if steps.looks(world, state, r, at):
                steps.look(world, state, r, t, at)
    agenda.known[n, t] = scan


# one scan


@step_kernel
def gather(world: World, agenda: Agenda, scan: int) -> int:
    """Put the pairs that wake in this scan in order: urgency, then network; return their number."""
    threats, count = len(world.threat_start), 0
    pair = agenda.head[PAIRS, scan]
    while pair != NOBODY:
        key = agenda.rank[pair % threats] * world.networks + pair // threats
        at = count
        while at > 0 and agenda.woken[at - 1] > key:
            agenda.woken[at] = agenda.woken[at - 1]
            at -= 1
        agenda.woken[at] = key
        count += 1
        pair = agenda.after[PAIRS, pair]
    return count


@step_kernel
def wake(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Let a network that could launch at a threat decide, and sleep again."""
    if state.status[t] != FLYING or state.engaged[n, t] >= world.engagements:
        return
    if state.free_at[n, t] > scan:
        sleep(world, state, agenda, n, t, state.free_at[n, t])
        return
    free = soonest_channel(world, state, n, scan)
    if free > scan:
        sleep(world, state, agenda, n, t, free)
        return
    if not could_launch(world, state, n, t, scan):
        sleep(world, state, agenda, n, t, scan + 1)
        return
    catch_up(world, state, agenda, n, t, scan)
    if state.since[n, t] == NEVER:
        sleep(world, state, agenda, n, t, next_look(world, state, n, scan))
        return
    ready = state.since[n, t] + agenda.reaction[n, 0]
    if ready > scan:
        sleep(world, state, agenda, n, t, ready)
        return
    decide(world, state, agenda, n, t, scan)
    sleep(world, state, agenda, n, t, max(scan + 1, state.free_at[n, t]))


@step_kernel
def could_launch(world: World, state: State, n: int, t: int, scan: int) -> bool:
    """Say whether a network would launch at a threat if its track were firm."""
    local = scan - state.arrival[t]
    for u in range(len(world.unit_network)):
        if world.unit_network[u] == n and state.used[u] < world.unit_target_channels[u]:
            for k in range(len(world.missile_order)):
                if steps.rounds(world, state, u, k, t) > 0 and (
                    steps.flight(world, u, k, t, local) > 0
                ):
                    return True
    return False


@step_kernel
def soonest_channel(world: World, state: State, n: int, scan: int) -> int:
    """Return the first scan in which any unit of a network has a free channel."""
    soonest = NEVER
    for u in range(len(world.unit_network)):
        if world.unit_network[u] == n:
            if state.used[u] < world.unit_target_channels[u]:
                return scan
            for channel in range(world.unit_target_channels[u]):
                soonest = min(soonest, state.channel_until[u, channel])
    return soonest


@step_kernel
def next_look(world: World, state: State, n: int, scan: int) -> int:
    """Return the first scan after this one in which any radar of a network looks."""
    soonest = NEVER
    for r in range(len(world.radar_period)):
        if world.radar_network[r] == n:
            soonest = min(soonest, last_look(world, state, r, scan) + world.radar_period[r])
    return soonest


@step_kernel
def decide(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Call `steps.decide`, and enter the intercept and the reloads of what it launched."""
    u = steps.decide(world, state, n, t, scan)
    if u == NOBODY:
        return
    channels = state.channel_until.shape[1]
    for channel in range(world.unit_target_channels[u]):
        if state.channel_threat[u, channel] == t and state.channel_until[u, channel] > scan:
            enter(agenda, CHANNELS, state.channel_until[u, channel], u * channels + channel)
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
            steps.count_channels(world, state, u, scans)
        agenda.counted[0] = scan


@step_kernel
def kill_or_miss(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Every intercept that is due is decided; a threat that is killed flew up to now."""
    thing = agenda.head[CHANNELS, scan]
    channels = state.channel_until.shape[1]
    while thing != NOBODY:
        u, channel = thing // channels, thing % channels
        t = state.channel_threat[u, channel]
        flying = state.status[t] == FLYING
        steps.resolve(world, state, u, channel, scan)
        if flying and state.status[t] != FLYING:
            agenda.ended[t] = scan
        thing = agenda.after[CHANNELS, thing]


@step_kernel
def step(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Do what is due in one scan, in the order of `reference.step`."""
    t = agenda.head[STARTS, scan]
    while t != NOBODY:
        steps.set_out(world, state, t, scan)
        t = agenda.after[STARTS, t]
    if agenda.head[CHANNELS, scan] != NOBODY or agenda.head[PAIRS, scan] != NOBODY:
        count_up_to(world, state, agenda, scan)
    kill_or_miss(world, state, agenda, scan)
    if agenda.head[LAUNCHERS, scan] != NOBODY:
        for u in range(len(world.unit_network)):
            for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
                steps.reload(world, state, u, launcher, scan)
    for place in range(gather(world, agenda, scan)):
        key = agenda.woken[place]
        n, t = key % world.networks, state.order[key // world.networks]
        wake(world, state, agenda, n, t, scan)
    t = agenda.head[ENDS, scan]
    while t != NOBODY:
        steps.arrive(world, state, t, scan)
        t = agenda.after[ENDS, t]


# at the end


@step_kernel
def first_track(world: World, state: State, r: int, t: int, stop: int) -> int:
    """Return the scan in which a radar first confirms a track, NEVER if not before ``stop``."""
    pair = r * world.paths + world.threat_path[t]
    start = max(0, state.arrival[t], state.arrival[t] + world.detection_first[pair])
    last = state.arrival[t] + world.detection_first[pair]
    last += world.detection_offset[pair + 1] - world.detection_offset[pair]
    at = last_look(world, state, r, start - 1) + world.radar_period[r]
    state.history[r, t] = 0
    state.tracked[r, t] = 0
    while at < min(stop, last):
        hit = 1 if steps.detects(world, state, r, t, at) else 0
        if steps.take(world, state, r, t, hit) > 0:
            return int(at)
        at += world.radar_period[r]
    return NEVER


@step_kernel
def settle(world: World, state: State, agenda: Agenda) -> None:
    """Find out what sleeping left open: which threats were tracked, and the first track."""
    count_up_to(world, state, agenda, world.scans)
    earliest = NEVER
    for t in range(len(world.threat_start)):
        tracked = 0
        for n in range(world.networks):
            tracked |= state.ever_tracked[n, t]
        for r in range(len(world.radar_period)):
            stop = agenda.ended[t] + 1
            if tracked:
                stop = min(stop, earliest)
            at = first_track(world, state, r, t, stop)
            if at != NEVER:
                tracked = 1
                earliest = min(earliest, at)
        state.ever_tracked[0, t] = tracked
    state.first[FIRST_TRACK] = earliest if earliest != NEVER else -1


@step_kernel
def replicate(world: World, state: State, agenda: Agenda, seed: int, replication: int) -> None:
    """One replication, from due scan to due scan."""
    steps.reset(world, state, seed, replication)
    begin(world, state, agenda)
    for scan in range(world.scans):
        step(world, state, agenda, scan)
    settle(world, state, agenda)
    steps.count_threats(world, state)


@engagement_kernel
def run(
    world: World, state: State, agenda: Agenda, seed: int, first: int, stride: int, rows: Ints
) -> None:
    """Fill one row a replication; as `skydome.engagement.reference.run`."""
    for n in range(len(rows)):
        replicate(world, state, agenda, seed, first + n * stride)
        write_row(state, rows[n])
