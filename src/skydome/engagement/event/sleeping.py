"""How long a pair of a group and a threat sleeps, and what is entered in the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.event.agenda import CHANNELS, LAUNCHERS, row_of, schedule_in_order, wake_at
from skydome.engagement.event.lookback import next_track
from skydome.engagement.rules import command_posts, counting, firing
from skydome.engagement.rules.guiding import may_guide
from skydome.engagement.rules.jammed_launches import guided_from
from skydome.engagement.rules.timing import able_units, engagements_left, has_every_type
from skydome.engagement.world import BEST, FLYING, NEVER, NOBODY, WAITING

if TYPE_CHECKING:
    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World

NEVER_32 = np.int32(NEVER)
GUIDED = 512  # number of scans searched for launches that jammers allow
A_WHILE = 256  # number of scans searched for launches that are worth making


@step_kernel
def note_group(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Record a unit's group, and until when it cannot fire each missile type."""
    for k in range(world.unit_stock.shape[1]):
        agenda.member[agenda.arm[u] + k] = state.unit_group[u]
    if len(world.stance_radar) > len(world.unit_network):
        note_stance(world, state, agenda, u)
    update_blocked(world, state, agenda, u)
    if state.unit_group[u] != NOBODY:
        update_group_able(world, state, agenda, state.unit_group[u])


@rule_kernel(lambda _world, _state, _agenda, _u: None)
def note_stance(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Record when a unit could launch in its present stance."""
    missiles = world.unit_stock.shape[1]
    for k in range(missiles):
        row, arm = state.stance[u] * missiles + k, agenda.arm[u] + k
        for path in range(world.paths):
            for case in range(len(agenda.stance_opens)):
                place = case * world.paths + path
                agenda.opens[place, arm] = agenda.stance_opens[case, row, path]
            agenda.closes[path, arm] = agenda.stance_closes[row, path]


@stage_kernel
def update_blocked(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Record until when a unit cannot fire each type, without and with its reserve.

    An intercept frees a channel and guidance; a reload brings missiles.
    """
    g, reload, lacking, able = state.unit_group[u], NEVER, 0, NEVER
    if g == NOBODY:
        return
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        reload = min(reload, state.reload_at[launcher])
    guides = state.guided[u] < world.unit_missile_channels[u]
    can, until = guides and firing.has_channel(state, u), reload
    if not can:
        until = next_intercept(world, state, u)
    elif not command_posts.has_room(world, state, u):
        can, until = False, command_posts.first_intercept(world, state, world.unit_post[u])
    d, silent = state.group_doctrine[g], state.unit_from[u]
    for k in range(world.unit_stock.shape[1]):
        ready, kept = state.ready[u, k], world.unit_reserve[d, u, k]
        between = min(reload, state.launch_from[u, k])  # a reload may bring an idle launcher
        if world.unit_full[u, k] > 0:
            lacking |= 3 if ready <= 0 else 1 if ready <= kept else 0
        if may_guide(world, state, u, k):
            spared = max(silent, between if can and ready > kept else until)
            soonest = max(silent, between if can and ready > 0 else until)
        else:
            spared, soonest = NEVER, NEVER
        agenda.blocked[0, agenda.arm[u] + k] = spared
        agenda.blocked[1, agenda.arm[u] + k] = soonest
        able = min(able, soonest)  # never later than with a reserve
    agenda.lacking[u] = lacking
    note_able(world, state, agenda, u, able)


@step_kernel
def next_intercept(world: World, state: State, u: int) -> int:
    """Return the scan of a unit's next intercept, NEVER if it has no missile in flight."""
    soonest = NEVER
    for channel in range(world.unit_target_channels[u]):
        until = state.channel_until[u, channel]
        soonest = min(soonest, until if until != 0 else NEVER)
    return int(soonest)


@step_kernel
def note_able(world: World, state: State, agenda: Agenda, u: int, able: int) -> None:
    """Record until when a unit cannot fire at anything, and so its group."""
    g, before = state.unit_group[u], agenda.unit_able[u]
    agenda.unit_able[u] = able
    if able <= agenda.group_able[g]:
        agenda.group_able[g] = able
    elif before <= agenda.group_able[g]:  # it may have been the only one
        update_group_able(world, state, agenda, g)


@step_kernel
def update_group_able(world: World, state: State, agenda: Agenda, g: int) -> None:
    """Record until when no unit of a group can fire at anything."""
    able = NEVER
    for u in range(len(world.unit_network)):
        if state.unit_group[u] == g:
            able = min(able, agenda.unit_able[u])
    agenda.group_able[g] = able


@stage_kernel
def update_blocked_of_post(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Update a unit, and all units of its command post if that has a limit."""
    update_blocked(world, state, agenda, u)
    if len(world.post_limit) > 0 and world.unit_post[u] != NOBODY:
        for v in range(len(world.unit_post)):
            if world.unit_post[v] == world.unit_post[u]:
                update_blocked(world, state, agenda, v)


@step_kernel
def next_possible_launch(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> int:
    """Return the first scan, from ``start`` on, in which a group could launch at a threat.

    A lower bound as of ``scan``: what a unit fires and regains meanwhile leaves it with no more
    than it has now, unless a launcher that it empties is reloaded.
    """
    if world.waits[state.group_doctrine[g]] != 0:
        return next_wanted_launch(world, state, agenda, g, t, scan, start)
    soonest = first_in_row(world, state, agenda, g, t, scan, start, 0)
    if may_be_prevented(world, state, t, soonest):
        return int(next_guided_launch(world, state, agenda, g, t, scan, soonest, 0))
    return soonest


@step_kernel
def may_be_prevented(world: World, state: State, t: int, scan: int) -> bool:
    """Return whether jammers may prevent a launch at a flying threat in a scan."""
    jammed = world.jammers > 0 and scan < world.scans and state.jam[scan] != 0
    return bool(jammed and state.status[t] == FLYING)


@step_kernel
def may_use_reserve(world: World, state: State, g: int, t: int) -> np.uint32:
    """Return 1 if a group's doctrine lets its units fire their reserve at a threat, else 0."""
    return np.uint32(world.label_reserved[state.group_doctrine[g], state.label[g, t]])


@stage_kernel
def next_wanted_launch(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> int:
    """Return `next_possible_launch` of a group whose doctrine waits: launches that may be made.

    A separate function, because choosing the row halved the speed of the loop for other groups.
    """
    row = row_of(world, state, agenda, g, t, scan)
    soonest = first_in_row(world, state, agenda, g, t, scan, start, row)
    if may_be_prevented(world, state, t, soonest):
        return int(next_guided_launch(world, state, agenda, g, t, scan, soonest, row))
    return soonest


@step_kernel
def first_in_row(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int, row: int
) -> int:
    """Return the first scan in which a group could make a launch of a row of ``opens``."""
    wake, arrival = NEVER_32, state.arrival[t]
    path, reserved = np.uint32(world.threat_path[t]), may_use_reserve(world, state, g, t)
    now, soonest = np.int32(scan), np.int32(start)
    whole, place = len(world.change_kind) == 0, np.uint32(row * world.paths + path)
    for arm in range(agenda.arms[g, 0], agenda.arms[g, 1]):
        if whole or agenda.member[arm] == g:
            ready = min(agenda.blocked[reserved, arm], np.int32(now + agenda.reload[arm]))
            free = max(soonest, ready)
            chance = max(free, np.int32(arrival + agenda.opens[place, arm]))
            closes = np.int32(arrival + agenda.closes[path, arm])
            wake = min(wake, NEVER_32 if chance > closes else chance)
    return int(wake)


@rule_kernel(lambda _world, _state, _agenda, _g, _t, _scan, start, _row: start)
def next_guided_launch(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int, row: int
) -> int:
    """Return `first_in_row` from ``start`` on, without launches that jammers prevent.

    A lower bound, at most `GUIDED` ahead of ``start``, in which the first launch is possible but
    for jammers. Guidance is asked for in the scan of the launch only. A jammer that falls silent
    wakes every pair.
    """
    wake = min(start + GUIDED, world.scans)
    for turn in range(2):
        for u in range(len(world.unit_network)):
            if state.unit_group[u] == g:
                wake = first_guided(world, state, agenda, u, t, scan, start, row, wake, turn)
    return int(wake)


@step_kernel
def first_guided(
    world: World,
    state: State,
    agenda: Agenda,
    u: int,
    t: int,
    scan: int,
    start: int,
    row: int,
    wake: int,
    turn: int,
) -> int:
    """Return `next_guided_launch` of a unit if it is before ``wake``, else ``wake``.

    Turn 0 is that of the missile types that it could launch in ``start``. They limit how long the
    guidance of the others, in turn 1, has to be searched.
    """
    arrival, reserved = int(state.arrival[t]), may_use_reserve(world, state, state.unit_group[u], t)
    path = np.uint32(world.threat_path[t])
    place = np.uint32(row * world.paths + path)
    for k in range(world.unit_stock.shape[1]):
        arm = agenda.arm[u] + k
        ready = min(int(agenda.blocked[reserved, arm]), scan + int(agenda.reload[arm]))
        chance = max(start, ready, arrival + int(agenda.opens[place, arm]))
        stop = min(wake, arrival + int(agenda.closes[path, arm]) + 1)
        if chance < stop and int(chance > start) == turn:
            chance = guided_from(world, state, u, k, t, chance, stop)
            wake = chance if chance < stop else wake
    return int(wake)


@stage_kernel
def next_better_launch(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int
) -> int:
    """Return the first scan in which a group may launch at a threat instead of waiting.

    A lower bound, as of this scan, at most `A_WHILE` ahead. A unit that runs out of a missile type,
    or has it again, wakes the pairs of its group.
    """
    d, label = state.group_doctrine[g], state.label[g, t]
    if world.waits[d] == 0:
        return scan
    reserved = may_use_reserve(world, state, g, t)
    able, left = able_units(world, state, g, t, scan), engagements_left(world, state, g, t)
    soonest = scan + A_WHILE
    for place in range(BEST if g < world.networks else 0):
        u = world.path_best[g, world.threat_path[t], place]
        if u != NOBODY and state.unit_from[u] > scan:
            soonest = min(soonest, int(state.unit_from[u]))
    for u in range(len(world.unit_network)):
        if state.unit_group[u] != g:
            continue
        case = able if has_every_type(world, state, u, d, label) else able + (1 << BEST)
        for k in range(world.unit_stock.shape[1]):
            arm = agenda.arm[u] + k
            free = max(scan, min(agenda.blocked[reserved, arm], scan + agenda.reload[arm]))
            row = np.uint32(
                (np.int64(state.stance[u]) * world.unit_stock.shape[1] + k) * world.paths
                + world.threat_path[t]
            )
            opens = state.arrival[t] + world.flight_first[row]
            at = world.flight_offset[row] + max(0, free - opens)
            end, chance = world.flight_offset[row + 1], max(free, np.int64(opens))
            while at < end and chance < soonest:
                if world.flight_scans[at] > 0 and world.flight_least[d, case, at] <= left:
                    soonest = chance
                at, chance = at + 1, chance + 1
    return int(soonest)


@stage_kernel
def wake_waiting(world: World, state: State, agenda: Agenda, g: int, done: int, scan: int) -> None:
    """Wake a group's pairs: some may wait for a unit that has run out of a type, or has it again.

    Those up to rank ``done`` have decided in this scan and wake in the next one.
    """
    if g == NOBODY or world.waits[state.group_doctrine[g]] == 0:
        return
    for t in range(len(state.status)):
        if state.status[t] in (FLYING, WAITING):
            soonest = scan if agenda.rank[g, t] > done else scan + 1
            wake_at(agenda, max(soonest, state.arrival[t]), g, t)


@stage_kernel
def sleep(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> None:
    """Let a pair sleep until the first scan from ``start`` on in which its group could launch."""
    wake = next_possible_launch(world, state, agenda, g, t, scan, start)
    wake_at(agenda, wake, g, t)


@step_kernel
def soonest_launch(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the first scan in which a present or future track allows a launch."""
    since = state.since[g, t]
    if since == NEVER:
        since = next_track(world, state, agenda, g, t, scan)
    return int(since + agenda.reaction[g, 0])


@stage_kernel
def schedule_launches(world: World, state: State, agenda: Agenda, u: int, scan: int) -> None:
    """Schedule the intercepts and reloads of a unit that are not in the calendar yet."""
    update_blocked_of_post(world, state, agenda, u)
    channels = state.channel_until.shape[1]
    for channel in range(world.unit_target_channels[u]):
        until = state.channel_until[u, channel]
        if until > scan and agenda.entered[u, channel] != until:
            agenda.entered[u, channel] = until
            schedule_in_order(agenda, CHANNELS, until, u * channels + channel)
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        due = state.reload_at[launcher]
        if due < world.scans:
            agenda.head[LAUNCHERS, due] = launcher


@step_kernel
def count_up_to(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Count channels in use over the scans since they last changed."""
    scans = scan - agenda.counted[0]
    if scans > 0:
        for u in range(len(world.unit_network)):
            counting.count_channels(state, u, scans)
        if len(world.post_limit) > 0:
            command_posts.count_posts(world, state, scans)
        agenda.counted[0] = scan
