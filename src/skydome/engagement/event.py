"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out.

A pair of a network and a threat sleeps until a scan in which the network could launch: it is
never woken later than that, and waking it earlier does no harm. Tracks are not kept; whether a
track is firm is looked back from the addressed draws when it matters. Intercepts, reloads and
arrivals are known in advance and wait in a calendar.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.by_reference import by_reference
from skydome.compiler import engagement_kernel, step_kernel
from skydome.engagement import steps
from skydome.engagement.record import write_row
from skydome.engagement.world import FIRST_TRACK, FLYING, NEVER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.engagement.world import Ints, Places, State, World

    Bits = NDArray[np.uint64]


ONE, DE_BRUIJN = np.uint64(1), np.uint64(0x03F79D71B4CB0A89)
PLACE_OF_BIT = np.zeros(64, dtype=np.int64)
PLACE_OF_BIT[[(int(DE_BRUIJN) << n) % 2**64 >> 58 for n in range(64)]] = np.arange(64)

NOBODY = -1
CHANNELS, LAUNCHERS, STARTS, ENDS = range(4)  # the calendar's books
LONG_AGO = 16  # scans after which looking back costs less than catching up


class Agenda(NamedTuple):
    """What the kernel needs beside the world and the state.

    An arm is a unit's one type of missile; arms stand network by network, so that one loop over
    neighbours in memory tells when a network could launch.

    The calendar has a book for each kind of thing that waits, with one chain of things a scan:
    ``head`` is 4 × scans, ``after`` 4 × the largest number of things of a kind. Pairs wake in
    order, so theirs is a book of bits.
    """

    head: Ints
    after: Ints
    waking: Bits  # scans × N·T / 64: one bit a pair
    rank: Ints  # T: place in the order of urgency
    threat_of: Places  # N·T: threat of each pair; pairs are numbered by rank, then by network
    network_of: Places  # N·T
    counted: Ints  # 1: scan up to which channels are counted
    ended: Ints  # T: last scan in which the threat flew
    opens: Ints  # P × arms: the first local scan with a feasible launch, NEVER without one
    closes: Ints  # P × arms: the last
    blocked: Ints  # C × arms: scan until which the unit cannot fire the type at the class, or 0
    reload: Ints  # arms: least time of reloading
    arm: Places  # U: the unit's first arm
    arms: Places  # N + 1: where each network's arms begin
    reaction: Ints  # N × 2: least and greatest reaction of the network's units
    radar: Places  # R: radars, network by network
    radars: Places  # N + 1: where each network's radars begin in ``radar``
    due: Ints  # R: the next look of each radar, while tracks are brought up to date
    known: Ints  # N × T: scan up to which the network's tracks of the threat are known
    bits: Ints  # detections looked back


def new_agenda(world: World) -> Agenda:
    """Return the agenda of a world, for one thread."""
    threats = len(world.threat_start)
    units, missiles = world.unit_stock.shape
    channels = units * max(1, int(world.unit_target_channels.max(initial=1)))
    most = max(channels, len(world.launcher_missile), threats)

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int32)

    opens, closes = _windows(world)
    return Agenda(
        head=ints(4, world.scans),
        after=ints(4, most),
        waking=np.zeros((world.scans, world.networks * threats // 64 + 1), dtype=np.uint64),
        rank=ints(threats),
        threat_of=np.zeros(world.networks * threats, dtype=np.uint32),
        network_of=np.tile(np.arange(world.networks, dtype=np.uint32), threats),
        counted=ints(1),
        ended=ints(threats),
        opens=opens,
        closes=closes,
        blocked=ints(len(world.class_salvo), world.unit_stock.size),
        reload=_least_reload(world),
        reaction=_reactions(world),
        arm=(_by_network(_by_network(world.unit_network)) * missiles).astype(np.uint32),
        arms=_first_of(world.unit_network, world.networks) * np.uint32(missiles),
        radar=_by_network(world.radar_network),
        radars=_first_of(world.radar_network, world.networks),
        due=ints(len(world.radar_network)),
        known=ints(world.networks, threats),
        bits=ints(world.scans + 1),
    )


def _windows(world: World) -> tuple[Ints, Ints]:
    """Return, for each path, unit and type of missile, the first and last feasible launch.

    Rows begin and end with one. A path's stand side by side, in a few lines of the processor's
    cache; a table of every scan would not stay in it.
    """
    length = np.diff(world.flight_offset)
    opens = np.where(length > 0, world.flight_first, NEVER).astype(np.int32)
    closes = np.where(length > 0, world.flight_first + length - 1, -NEVER).astype(np.int32)
    shape = *world.unit_stock.shape, world.paths
    units = _by_network(world.unit_network)
    first, last = (row.reshape(shape)[units].reshape(-1, world.paths) for row in (opens, closes))
    return np.ascontiguousarray(first.T), np.ascontiguousarray(last.T)


def _by_network(network: Ints | Places) -> Places:
    return np.argsort(network, kind="stable").astype(np.uint32)


def _first_of(network: Ints, networks: int) -> Places:
    return np.searchsorted(np.sort(network), np.arange(networks + 1)).astype(np.uint32)


def _least_reload(world: World) -> Ints:
    pairs = itertools.pairwise(world.unit_launcher)
    times = [world.launcher_reload[first:last].min(initial=NEVER) for first, last in pairs]
    least = np.array(times, dtype=np.int32)[_by_network(world.unit_network)]
    return np.repeat(least, world.unit_stock.shape[1])


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
def wake_at(agenda: Agenda, scan: int, pair: int) -> None:
    """Let a pair wake in a scan; beyond the last it sleeps for ever."""
    if scan < len(agenda.waking):
        agenda.waking[scan, pair >> 6] |= ONE << np.uint64(pair & 63)


@step_kernel
def lowest_bit(bits: np.uint64) -> np.int64:
    """Return the place of the lowest bit that is set (de Bruijn multiplication)."""
    lowest = bits & ~(bits - ONE)
    return np.int64(PLACE_OF_BIT[(lowest * DE_BRUIJN) >> np.uint64(58)])


@step_kernel
def begin(world: World, state: State, agenda: Agenda) -> None:
    """Empty the calendar and enter what is known from the start."""
    agenda.head[:] = NOBODY
    agenda.waking[:] = 0
    agenda.counted[:] = 0
    agenda.known[:] = -NEVER
    for u in range(len(world.unit_network)):
        take_stock(world, state, agenda, u)
    threats = len(world.threat_start)
    for place in range(threats):
        agenda.rank[state.order[place]] = place
        for n in range(world.networks):
            agenda.threat_of[place * world.networks + n] = state.order[place]
    for t in range(threats):
        enter(agenda, STARTS, max(0, state.arrival[t]), t)
        end = max(0, state.arrival[t] + world.threat_length[t])
        enter(agenda, ENDS, end, t)
        agenda.ended[t] = min(end, world.scans - 1)
        for n in range(world.networks):
            sleep(world, state, agenda, n, t, 0, max(0, state.arrival[t]))


@step_kernel
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
    until = reload if guides and steps.has_channel(world, state, u) else intercept
    for target_class in range(len(world.class_salvo)):
        for k in range(len(world.missile_order)):
            able = steps.can_fire(world, state, u, k, target_class)
            agenda.blocked[target_class, agenda.arm[u] + k] = 0 if able else until


@step_kernel
def next_chance(
    world: World, state: State, agenda: Agenda, n: int, t: int, scan: int, start: int
) -> int:
    """Return the first scan, from ``start`` on, in which a network could launch at a threat.

    As far as can be said in ``scan``, and never too late: what a unit fires meanwhile and has
    back leaves it with no more than it has now, unless a launcher that it empties is reloaded.
    """
    wake, arrival = NEVER, np.int64(state.arrival[t])
    path, target_class = np.uint32(world.threat_path[t]), np.uint32(world.threat_class[t])
    for arm in range(agenda.arms[n], agenda.arms[n + 1]):
        free = max(start, min(agenda.blocked[target_class, arm], scan + agenda.reload[arm]))
        chance = max(free, arrival + agenda.opens[path, arm])
        wake = min(wake, NEVER if chance > arrival + agenda.closes[path, arm] else chance)
    return wake


@step_kernel
def sleep(
    world: World, state: State, agenda: Agenda, n: int, t: int, scan: int, start: int
) -> None:
    """Let a pair sleep until the first scan, from ``start`` on, in which it could launch."""
    wake = next_chance(world, state, agenda, n, t, scan, start)
    wake_at(agenda, wake, agenda.rank[t] * world.networks + n)


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
    start = max(0, known + 1, state.arrival[t])
    for place in range(first, last):
        r = agenda.radar[place]
        agenda.due[r] = last_look(world, state, r, start - 1) + world.radar_period[r]
    at = start
    while at <= scan:
        soonest = NEVER
        for place in range(first, last):
            r = agenda.radar[place]
            if agenda.due[r] == at:
                steps.look(world, state, r, t, at)
                agenda.due[r] += world.radar_period[r]
            soonest = min(soonest, agenda.due[r])
        at = soonest
    agenda.known[n, t] = scan


# one scan


@step_kernel
def wake(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Let a network that could launch at a threat decide, and sleep again."""
    if state.status[t] != FLYING or state.engaged[n, t] >= world.engagements:
        return
    start = next_chance(world, state, agenda, n, t, scan, max(scan, state.free_at[n, t]))
    if start > scan:
        wake_at(agenda, start, agenda.rank[t] * world.networks + n)
        return
    catch_up(world, state, agenda, n, t, scan)
    if state.since[n, t] == NEVER:
        start = next_track(world, state, agenda, n, t, scan)
    else:
        start = state.since[n, t] + agenda.reaction[n, 0]
    if start <= scan:
        decide(world, state, agenda, n, t, scan)
        start = max(scan + 1, state.free_at[n, t])
    sleep(world, state, agenda, n, t, scan, start)


@step_kernel
def next_track(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> int:
    """Return the first scan after this one in which a network without a track may have one.

    Its radars' histories are known up to this scan; every look until then may be a detection.
    """
    soonest = NEVER
    for place in range(agenda.radars[n], agenda.radars[n + 1]):
        r = agenda.radar[place]
        pair = r * world.paths + world.threat_path[t]
        begins = state.arrival[t] + world.detection_first[pair]
        ends = begins + world.detection_offset[pair + 1] - world.detection_offset[pair]
        hits = steps.count_hits(state.history[r, t], world.radar_confirm_looks[r] - 1)
        looks = max(1, world.radar_confirm_hits[r] - hits)
        before = last_look(world, state, r, max(scan, begins - 1))
        confirmed = before + looks * world.radar_period[r]
        if confirmed < ends:
            soonest = min(soonest, confirmed)
    return int(soonest)


@step_kernel
def decide(world: World, state: State, agenda: Agenda, n: int, t: int, scan: int) -> None:
    """Call `steps.decide`, and enter the intercept and the reloads of what it launched."""
    count_up_to(world, state, agenda, scan)
    u = steps.decide(world, state, n, t, scan)
    if u == NOBODY:
        return
    take_stock(world, state, agenda, u)
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
        take_stock(world, state, agenda, u)
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
    if agenda.head[CHANNELS, scan] != NOBODY:
        count_up_to(world, state, agenda, scan)
    kill_or_miss(world, state, agenda, scan)
    if agenda.head[LAUNCHERS, scan] != NOBODY:
        for u in range(len(world.unit_network)):
            for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
                steps.reload(world, state, u, launcher, scan)
            take_stock(world, state, agenda, u)
    for word in range(agenda.waking.shape[1]):
        bits = agenda.waking[scan, word]
        while bits != 0:
            pair = np.uint32(word * 64 + lowest_bit(bits))
            wake(world, state, agenda, agenda.network_of[pair], agenda.threat_of[pair], scan)
            bits &= bits - ONE
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
    tables = by_reference(world), by_reference(state), by_reference(agenda)
    for n in range(len(rows)):
        replicate(*tables, seed, first + n * stride)
        write_row(state, rows[n])
