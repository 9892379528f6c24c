"""A pair that wakes: its group decides if it can launch, and the pair sleeps again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.bits import lowest_bit
from skydome.compiler import rule_kernel, step_kernel
from skydome.engagement.event.agenda import ONE, wake_at
from skydome.engagement.event.lookback import update_since, update_tracks
from skydome.engagement.event.sleeping import (
    count_up_to,
    may_use_reserve,
    next_better_launch,
    next_possible_launch,
    schedule_launches,
    sleep,
    soonest_launch,
    wake_waiting,
)
from skydome.engagement.rules import deciding, marginal_return
from skydome.engagement.rules.jammed_launches import note_possible_launches
from skydome.engagement.rules.jammed_looks import is_jammed
from skydome.engagement.world import FLYING, NEVER, NOBODY, RANDOM

if TYPE_CHECKING:
    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def wake(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group that could launch at a threat decide; the pair sleeps again."""
    if state.status[t] != FLYING:
        return
    ruled, d = world.rules is not None, state.group_doctrine[g]
    if ruled and world.by_return[d]:
        wake_by_return(world, state, agenda, g, t, scan)
    elif ruled and world.policy[d] == RANDOM:
        wake_at_random(world, state, agenda, g, t, scan)
    elif deciding.is_wanted(world, state, g, t):
        wake_by_urgency(world, state, agenda, g, t, scan)


@step_kernel
def wake_by_urgency(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group decide about a single threat that its doctrine lets it engage."""
    start = next_possible_launch(world, state, agenda, g, t, scan, max(scan, state.free_at[g, t]))
    if start > scan:
        wake_at(agenda, start, g, t)
        return
    start = next_better_launch(world, state, agenda, g, t, scan)
    if start > scan:
        wake_at(agenda, start, g, t)
        return
    update_since(world, state, agenda, g, t, scan)
    start = soonest_launch(world, state, agenda, g, t, scan)
    if start <= scan:
        engage(world, state, agenda, g, t, scan)
        start = max(scan + 1, state.free_at[g, t])
    sleep(world, state, agenda, g, t, scan, start)


@rule_kernel(lambda _world, _state, _agenda, _g, _t, _scan: None)
def wake_at_random(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group whose units choose at random decide once a scan.

    The choice is drawn among all threats, so the tracks of all that could be engaged are updated.
    """
    start = next_possible_launch(world, state, agenda, g, t, scan, scan)
    if start > scan or agenda.drawn[g] == scan:
        sleep(world, state, agenda, g, t, scan, max(start, scan + 1))
        return
    agenda.drawn[g] = scan
    for other in range(len(state.status)):
        flying = state.status[other] == FLYING
        if flying and next_possible_launch(world, state, agenda, g, other, scan, scan) <= scan:
            update_tracks(world, state, agenda, g, other, scan)
            if is_jammed(world, state, scan):
                note_possible_launches(world, state, g, other, scan)
    count_up_to(world, state, agenda, scan)
    deciding.engage_at_random(world, state, g, scan)
    for u in range(len(world.unit_network)):
        if state.unit_group[u] == g:
            schedule_launches(world, state, agenda, u, scan)
    for other in range(len(state.status)):
        if state.status[other] == FLYING:
            start = scan + 1
            if agenda.known[g, other] == scan:
                start = max(start, soonest_launch(world, state, agenda, g, other, scan))
            sleep(world, state, agenda, g, other, scan, start)


@rule_kernel(lambda _world, _state, _agenda, _g, _t, _scan: None)
def wake_by_return(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group that fires by marginal return decide once a scan.

    All pairs at which it could fire are awake. A track counts as firm until its salvo is the best
    one; only then is it updated, so that most tracks need not be. If no unit can fire at anything
    any more, the other pairs do not sleep, since they gather anyway.
    """
    if agenda.drawn[g] == scan:
        return
    agenda.drawn[g] = scan
    count = gather_candidates(world, state, agenda, g, scan)
    if count > 0:
        count_up_to(world, state, agenda, scan)
    place = marginal_return.best_of(state, count)
    while place != NOBODY:
        if confirm_track(world, state, agenda, g, place, scan):
            u = marginal_return.fire(world, state, g, place, scan)
            schedule_launches(world, state, agenda, u, scan)
            for other in range(count):
                if state.gain[other] != marginal_return.FIRED_AT:
                    rival = state.candidates[other]
                    since = since_of(state, agenda, g, rival, scan)
                    note_salvo_types(world, state, agenda, g, rival, scan)
                    marginal_return.update_best_salvo(world, state, g, other, u, since, scan)
        place = marginal_return.best_of(state, count)
    gather = agenda.group_able[g] > scan
    for place in range(count):
        if not gather or state.candidates[place] == t:
            sleep_after_decision(world, state, agenda, g, place, scan)


@step_kernel
def gather_candidates(world: World, state: State, agenda: Agenda, g: int, scan: int) -> int:
    """List the candidates: threats of awake pairs that a group could engage; return how many."""
    count = 0
    for word in range(agenda.waking.shape[2]):
        bits = agenda.waking[scan, g, word] | agenda.waiting[g, word]
        while bits != 0:
            t = state.order[g, np.uint32(word * 64 + lowest_bit(bits))]
            bits &= bits - ONE
            if state.status[t] != FLYING or not deciding.is_wanted(world, state, g, t):
                continue
            start = next_possible_launch(
                world, state, agenda, g, t, scan, max(scan, state.free_at[g, t])
            )
            if start > scan:
                wake_at(agenda, start, g, t)
                continue
            if world.any_track == 0:  # it matters who holds the track
                update_tracks(world, state, agenda, g, t, scan)
                agenda.settled[g, t] = scan
            since = since_of(state, agenda, g, t, scan)
            marginal_return.add_candidate(world, state, g, t, count, scan)
            note_salvo_types(world, state, agenda, g, t, scan)
            units = len(world.unit_network)
            marginal_return.find_best_salvo(world, state, g, count, 0, units, since, scan)
            count += 1
    return count


@step_kernel
def since_of(state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return since when a track is firm, long ago if that is not known yet."""
    return int(state.since[g, t] if agenda.settled[g, t] == scan else -NEVER)


@step_kernel
def confirm_track(
    world: World, state: State, agenda: Agenda, g: int, place: int, scan: int
) -> bool:
    """Return whether a candidate's track is up to date; if not, update it and its best salvo."""
    t = state.candidates[place]
    if agenda.settled[g, t] == scan:
        return True
    update_since(world, state, agenda, g, t, scan)
    agenda.settled[g, t] = scan
    state.gain[place] = 0
    note_salvo_types(world, state, agenda, g, t, scan)
    units, since = len(world.unit_network), state.since[g, t]
    marginal_return.find_best_salvo(world, state, g, place, 0, units, since, scan)
    return False


@step_kernel
def sleep_after_decision(
    world: World, state: State, agenda: Agenda, g: int, place: int, scan: int
) -> None:
    """Let a pair sleep after a decision, with or without a launch."""
    t = state.candidates[place]
    start = max(scan + 1, state.free_at[g, t])
    if state.gain[place] != marginal_return.FIRED_AT:
        if agenda.settled[g, t] == scan:
            start = max(start, soonest_launch(world, state, agenda, g, t, scan))
        if state.gain[place] == marginal_return.UNWORTHY:
            start = max(start, next_gain(world, state, agenda, g, t, scan))
    sleep(world, state, agenda, g, t, scan, start)


@step_kernel
def next_gain(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the first scan after this one in which a salvo may be possible and worth its price.

    As `next_possible_launch`, without the arms that cannot be worth it. Only a reload lowers a
    price.
    """
    wake, arrival, path = NEVER, np.int64(state.arrival[t]), world.threat_path[t]
    reserved = may_use_reserve(world, state, g, t)
    for u in range(len(world.unit_network)):
        if state.unit_group[u] != g:
            continue
        for k in range(world.unit_stock.shape[1]):
            arm = agenda.arm[u] + k
            start = worth_from(world, state, agenda, u, k, t, scan)
            free = max(start, min(agenda.blocked[reserved, arm], scan + agenda.reload[arm]))
            chance = max(free, arrival + agenda.opens[path, arm])
            wake = min(wake, NEVER if chance > arrival + agenda.closes[path, arm] else chance)
    return int(wake)


@step_kernel
def worth_from(
    world: World, state: State, agenda: Agenda, u: int, k: int, t: int, scan: int
) -> int:
    """Return the first scan after this one in which a unit's salvo may be worth its price."""
    share = agenda.share[world.threat_path[t], agenda.arm[u] + k]
    if marginal_return.may_be_worth(
        world, state, u, k, t, share, world.unit_full[u, k] - state.ready[u, k]
    ):
        return int(scan + 1)
    if not marginal_return.may_be_worth(world, state, u, k, t, share, 0):
        return NEVER
    soonest = scan + agenda.reload[agenda.arm[u] + k]
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        soonest = min(soonest, state.reload_at[launcher])
    return int(max(scan + 1, soonest))


@step_kernel
def engage(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Call `deciding.engage_by_urgency`, and schedule intercept and reloads of a launch."""
    count_up_to(world, state, agenda, scan)
    able = likely_units(world, state, agenda, g, t, scan)
    u = deciding.engage_by_urgency(world, state, g, t, scan, able)
    if u != NOBODY:
        lacking = agenda.lacking[u]
        schedule_launches(world, state, agenda, u, scan)
        if agenda.lacking[u] & ~lacking:
            wake_waiting(world, state, agenda, g, agenda.rank[g, t], scan)


@step_kernel
def likely_units(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """As `deciding.free_units`, but only units and missile types that could reach the threat now.

    What the tables say of flights is too large for the cache, and of most types the calendar knows
    that they cannot be launched.
    """
    count = 0
    for u in range(len(world.unit_network)):
        if state.unit_group[u] != g or agenda.unit_able[u] > scan:
            continue
        types = likely_types(world, state, agenda, g, u, t, scan)
        state.able[count] = u
        state.types[count] = types
        count += int(types != 0)
    return count


@step_kernel
def likely_types(
    world: World, state: State, agenda: Agenda, g: int, u: int, t: int, scan: int
) -> int:
    """Return the missile types that a unit may be able to launch at a group's threat, as bits.

    Types share bits as in `deciding.has_type`.
    """
    types, local, path = 0, scan - state.arrival[t], np.uint32(world.threat_path[t])
    reserved = may_use_reserve(world, state, g, t)
    for k in range(world.unit_stock.shape[1]):
        arm = agenda.arm[u] + k
        free = agenda.blocked[reserved, arm] <= scan
        reaches = (agenda.opens[path, arm] <= local) & (local <= agenda.closes[path, arm])
        types |= int(free & reaches) << (k & 63)
    return types


@step_kernel
def note_salvo_types(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Record the `likely_types` of a group's units against a threat."""
    for u in range(len(world.unit_network)):
        able = state.unit_group[u] == g and agenda.unit_able[u] <= scan
        state.salvo_types[u] = likely_types(world, state, agenda, g, u, t, scan) if able else 0
