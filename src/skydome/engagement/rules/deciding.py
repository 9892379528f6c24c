"""Decide: which threat a group engages, with which unit and which type of missile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import AIM, draw_below
from skydome.engagement.rules.command_posts import has_room
from skydome.engagement.rules.event_log import log
from skydome.engagement.rules.firing import (
    kill_share,
    launch,
    launch_now,
    salvo_size,
    time_of_flight,
)
from skydome.engagement.rules.guiding import may_launch_on_track
from skydome.engagement.rules.jammed_launches import note_possible_launch
from skydome.engagement.rules.jammed_looks import is_jammed
from skydome.engagement.rules.timing import awaits_better
from skydome.engagement.world import (
    AWAITS_BETTER,
    DECISION,
    ENGAGE,
    ENGAGEMENT_LIMIT,
    FLYING,
    LAUNCHERS_BUSY,
    NEVER,
    NO_CHANNEL,
    NO_MISSILE,
    NO_RADAR,
    NOBODY,
    OUT_OF_REACH,
    REACTING,
    UNDER_ENGAGEMENT,
    WEAPONS_HELD,
)

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def may_engage(world: World, state: State, g: int, t: int, scan: int) -> bool:
    """Return whether a group may engage: its track is firm and no outcome is awaited."""
    firm, free = state.since[g, t] != NEVER, state.free_at[g, t] <= scan
    return bool(firm and free and is_wanted(world, state, g, t))


@step_kernel
def is_wanted(world: World, state: State, g: int, t: int) -> bool:
    """Return whether the doctrine lets a group engage a threat once more."""
    d = state.group_doctrine[g]
    engaged = world.label_engaged[d, state.label[g, t]]
    return bool(engaged and state.engaged[g, t] < world.engagements[d])


@step_kernel
def engage_by_urgency(world: World, state: State, g: int, t: int, scan: int, able: int) -> int:
    """Let a group engage a threat: the first missile type in order, then the shortest flight.

    ``able`` units are listed in ``able`` and ``types``. Returns the unit that launched, or NOBODY.
    """
    firm_scans = scan - state.since[g, t]
    d, label = state.group_doctrine[g], state.label[g, t]
    for place in range(world.missile_order.shape[1]):
        k = world.missile_order[d, place]
        best, least, share = NOBODY, np.int64(NEVER), 0
        for at in range(able):
            u = state.able[at]
            if not has_type(state.types[at], k):
                continue
            if firm_scans >= state.unit_wait[u] and salvo_size(world, state, u, k, label, scan) > 0:
                if is_jammed(world, state, scan):
                    note_possible_launch(world, state, u, k, t, scan)
                scans = time_of_flight(world, state, u, k, t, scan)
                sooner = 0 < scans < least and may_launch_on_track(world, state, u, t, k)
                if sooner and not awaits_better(world, state, u, k, t, scan):
                    best, least = int(u), scans
                    share = kill_share(world, state, u, k, t, scan)
        if best != NOBODY:
            launch(world, state, best, k, t, scan, int(least), share)
            return best
    return NOBODY


@step_kernel
def has_type(types: int, k: int) -> bool:
    """Return whether a missile type is among those of some bits; the 65th shares the first's."""
    return bool(types >> (k & 63) & 1)


@step_kernel
def free_units(world: World, state: State, g: int, scan: int) -> int:
    """List a group's units with a free channel in ``able``; return how many there are.

    Each might launch any type.
    """
    count = 0
    for u in range(len(world.unit_network)):
        own = state.unit_group[u] == g and scan >= state.unit_from[u]
        if own and has_room(world, state, u):
            state.able[count] = u
            state.types[count] = -1
            count += 1
    return count


@step_kernel
def line_up(world: World, state: State, g: int) -> int:
    """List the flying threats in ``queue``, most urgent first; return how many there are."""
    count = 0
    for place in range(len(world.threat_start)):
        t = state.order[g, place]
        state.queue[count] = t
        count += 1 if state.status[t] == FLYING else 0
    return count


@rule_kernel(lambda _world, _state, _g, _scan: None)
def engage_at_random(world: World, state: State, g: int, scan: int) -> None:
    """Let every unit of a group fire at threats drawn at random, one draw for each engagement.

    Units do not coordinate their fire and do not wait for outcomes.
    """
    for u in range(len(world.unit_network)):
        own = state.unit_group[u] == g and scan >= state.unit_from[u]
        while own and has_room(world, state, u):
            chances = 0
            for t in range(len(state.status)):
                chances += 1 if choice(world, state, g, u, t, scan) != NOBODY else 0
            if chances == 0:
                break
            aim = draw_below(state.stream[0], AIM, u, 0, state.aims[u], chances)
            state.aims[u] += 1
            t = NOBODY
            while aim >= 0:
                t += 1
                aim -= 1 if choice(world, state, g, u, t, scan) != NOBODY else 0
            k = choice(world, state, g, u, t, scan)
            launch_now(world, state, u, k, t, scan)


@stage_kernel
def choice(world: World, state: State, g: int, u: int, t: int, scan: int) -> int:
    """Return the missile type that a unit with a free channel would fire at a threat, or NOBODY."""
    d, label, since = state.group_doctrine[g], state.label[g, t], state.since[g, t]
    if state.status[t] != FLYING or since == NEVER or scan - since < state.unit_wait[u]:
        return NOBODY
    if world.label_engaged[d, label]:
        for place in range(world.missile_order.shape[1]):
            k = world.missile_order[d, place]
            able = (
                time_of_flight(world, state, u, k, t, scan) > 0
                and salvo_size(world, state, u, k, label, scan) > 0
            )
            if able and may_launch_on_track(world, state, u, t, k):
                return int(k)
    return NOBODY


@stage_kernel
def log_decision(world: World, state: State, g: int, t: int, scan: int) -> None:
    """Log a group's decision about a threat if it differs from the previous one."""
    if len(state.events) == 0:
        return
    reason = NOBODY
    if state.since[g, t] != NEVER:
        reason = reason_of(world, state, g, t, scan)
    log_if_changed(state, g, t, scan, reason)


@step_kernel
def log_if_changed(state: State, g: int, t: int, scan: int, reason: int) -> None:
    """Log a decision if it differs from the previous one; NOBODY is none."""
    if reason >= 0 and reason != state.reason[g, t]:
        log(state, DECISION, scan, t, g, reason, 0, 0)
    state.reason[g, t] = reason


@step_kernel
def reason_of(world: World, state: State, g: int, t: int, scan: int) -> int:
    """Return the furthest condition for a launch at which a unit of a group fails, or ENGAGE.

    Reasons are numbered in the order in which the conditions are checked, so the largest counts.
    """
    d = state.group_doctrine[g]
    if state.free_at[g, t] > scan:
        return UNDER_ENGAGEMENT
    if state.engaged[g, t] >= world.engagements[d]:
        return ENGAGEMENT_LIMIT
    if world.label_engaged[d, state.label[g, t]] == 0:
        return WEAPONS_HELD
    reason = REACTING
    for u in range(len(world.unit_network)):
        own = state.unit_group[u] == g and scan >= state.unit_from[u]
        if own and scan - state.since[g, t] >= state.unit_wait[u]:
            for k in range(world.missile_order.shape[1]):
                reason = max(reason, hurdle(world, state, u, k, t, scan))
    return reason


@step_kernel
def hurdle(world: World, state: State, u: int, k: int, t: int, scan: int) -> int:
    """Return why a unit cannot fire one type of missile at a threat, or ENGAGE."""
    if time_of_flight(world, state, u, k, t, scan) == 0:
        return OUT_OF_REACH
    if awaits_better(world, state, u, k, t, scan):
        return AWAITS_BETTER
    if not may_launch_on_track(world, state, u, t, k):
        return NO_RADAR
    g = state.unit_group[u]
    d, label = state.group_doctrine[g], state.label[g, t]
    kept = 0 if world.label_reserved[d, label] else world.unit_reserve[d, u, k]
    if state.ready[u, k] <= kept:
        return NO_MISSILE
    if scan < state.launch_from[u, k]:
        return LAUNCHERS_BUSY
    able = has_room(world, state, u) and salvo_size(world, state, u, k, label, scan) > 0
    return ENGAGE if able else NO_CHANNEL
