"""Fire by marginal return: salvo by salvo, each at the threat where it saves most beyond its price.

The greedy rule for the weapon-target assignment problem; den Broeder, Ellison and Emerling (1959)
show that it is optimal where all missiles have the same kill probability at a target. It is the
rule for a snapshot, `skydome.assignment.rule`, in the same integers. A group knows the label of a
threat, and of missiles in flight its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.assignment.rule import (
    BITS,
    CERTAIN,
    LARGEST_VALUE,
    marginal_return,
    survives_after,
)
from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.rules.command_posts import has_room
from skydome.engagement.rules.deciding import has_type, log_if_changed, may_engage, reason_of
from skydome.engagement.rules.firing import kill_share, launch_now, salvo_size, time_of_flight
from skydome.engagement.rules.guiding import may_launch_on_track
from skydome.engagement.rules.jammed_launches import note_possible_launches
from skydome.engagement.rules.jammed_looks import is_jammed
from skydome.engagement.rules.timing import awaits_better
from skydome.engagement.world import ENGAGE, FLYING, NEVER, NO_RETURN, NOBODY, WHOLE

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


FIRED_AT, UNWORTHY = -2, -1  # in place of a gain
ROUNDED = 32  # parts of 2**31, more than a salvo's survival loses by rounding


@rule_kernel(lambda _world, _state, _g, _scan: None)
def engage_by_return(world: World, state: State, g: int, scan: int) -> None:
    """Let a group fire, best salvo first, until no salvo saves more than its price."""
    count, units = 0, len(world.unit_network)
    state.salvo_types[:] = -1
    for t in range(len(world.threat_start)):
        if state.status[t] == FLYING and may_engage(world, state, g, t, scan):
            add_candidate(world, state, g, t, count, scan)
            find_best_salvo(world, state, g, count, 0, units, state.since[g, t], scan)
            count += 1
    place = best_of(state, count)
    while place != NOBODY:
        u = fire(world, state, g, place, scan)
        for other in range(count):
            since = state.since[g, state.candidates[other]]
            update_best_salvo(world, state, g, other, u, since, scan)
        place = best_of(state, count)
    log_decisions(world, state, g, count, scan)


@step_kernel
def add_candidate(world: World, state: State, g: int, t: int, place: int, scan: int) -> None:
    """Add a threat to the candidates, and record which launches at it the jammers allow."""
    in_air = state.known_at[g, t] > scan
    if is_jammed(world, state, scan):
        note_possible_launches(world, state, g, t, scan)
    state.candidates[place] = t
    state.survives[place] = survival(world, state, g, t) if in_air else CERTAIN
    state.gain[place] = 0


@step_kernel
def survival(world: World, state: State, g: int, t: int) -> int:
    """Return the probability of 2**31 that a threat survives its group's missiles in flight.

    There are some only in shoot-shoot-look, or if a unit has joined from another group.
    """
    survives = CERTAIN
    for u in range(len(world.unit_network)):
        if state.unit_group[u] != g or state.used[u] == 0:
            continue
        for channel in range(world.unit_target_channels[u]):
            if state.channel_until[u, channel] != 0 and state.channel_threat[u, channel] == t:
                k, share = state.channel_missile[u, channel], state.channel_kill[u, channel]
                kill = single_shot(world, k, state.label[g, t], share)
                survives = after_salvo(survives, kill, state.channel_salvo[u, channel])
    return survives


@step_kernel
def single_shot(world: World, k: int, label: int, share: int) -> int:
    """Return the single-shot kill probability that a group assumes, of 2**31."""
    return int(np.int64(world.label_kill[k, label]) * share // WHOLE)


@step_kernel
def after_salvo(survives: int, kill: int, salvo: int) -> int:
    """Return the survival after a salvo, missile by missile."""
    left = survives
    for _ in range(salvo):
        left = survives_after(left, kill)
    return left


@stage_kernel
def find_best_salvo(
    world: World, state: State, g: int, place: int, first: int, last: int, since: int, scan: int
) -> None:
    """Find the salvo with the largest gain at a candidate, among some units and the best so far.

    Ties go to the lower unit and type. ``since`` is the scan in which its track became firm. Only
    the types in ``salvo_types`` are asked about.
    """
    for u in range(first, last):
        if state.salvo_types[u] == 0:
            continue
        own = state.unit_group[u] == g and scan >= state.unit_from[u]
        if not own or not has_room(world, state, u) or scan - since < state.unit_wait[u]:
            continue
        for k in range(world.unit_stock.shape[1]):
            may = state.ready[u, k] > 0 and has_type(state.salvo_types[u], k)
            gain = salvo_gain(world, state, u, k, place, scan) if may else 0
            arm, most = u * world.unit_stock.shape[1] + k, state.gain[place]
            tie = gain == most and arm < state.gain_arm[place]
            if gain > 0 and (gain > most or tie):
                state.gain[place] = gain
                state.gain_arm[place] = arm
            elif gain < 0 and most == 0:
                state.gain[place] = UNWORTHY


@step_kernel
def update_best_salvo(
    world: World, state: State, g: int, place: int, u: int, since: int, scan: int
) -> None:
    """Find the best salvo at a remaining candidate after a unit has fired."""
    if state.gain[place] == FIRED_AT:
        return
    first = u * world.unit_stock.shape[1]  # of its arms
    own = first <= state.gain_arm[place] < first + world.unit_stock.shape[1]
    own = own and state.gain[place] > 0
    if own or len(world.post_limit) > 0:  # other units of its command post may be at the limit
        state.gain[place] = 0
        find_best_salvo(world, state, g, place, 0, len(world.unit_network), since, scan)
    else:
        find_best_salvo(world, state, g, place, u, u + 1, since, scan)


@step_kernel
def best_of(state: State, count: int) -> int:
    """Return the candidate with the largest gain, ties by unit, type, threat; NOBODY if none."""
    best = NOBODY
    for place in range(count):
        if state.gain[place] <= 0:
            continue
        ahead = best == NOBODY or state.gain[place] > state.gain[best]
        if not ahead and state.gain[place] == state.gain[best]:
            sooner = state.gain_arm[place] - state.gain_arm[best]
            lower = sooner == 0 and state.candidates[place] < state.candidates[best]
            ahead = sooner < 0 or lower
        if ahead:
            best = place
    return best


@stage_kernel
def fire(world: World, state: State, g: int, place: int, scan: int) -> int:
    """Fire the best salvo at a candidate, and return its unit."""
    t, arm = state.candidates[place], state.gain_arm[place]
    u, k = arm // world.unit_stock.shape[1], arm % world.unit_stock.shape[1]
    log_if_changed(state, g, t, scan, ENGAGE)
    launch_now(world, state, u, k, t, scan)
    state.gain[place] = FIRED_AT
    return int(u)


@step_kernel
def salvo_gain(world: World, state: State, u: int, k: int, place: int, scan: int) -> int:
    """Return what a ready unit's salvo at a candidate saves beyond its price, 0 if it cannot fire.

    UNWORTHY if the salvo is not worth its price.
    """
    g, t = state.unit_group[u], state.candidates[place]
    d, label = state.group_doctrine[g], state.label[g, t]
    if time_of_flight(world, state, u, k, t, scan) == 0 or not may_launch_on_track(
        world, state, u, t, k
    ):
        return 0
    salvo = salvo_size(world, state, u, k, label, scan)
    if salvo <= 0 or awaits_better(world, state, u, k, t, scan):
        return 0
    kill = single_shot(world, k, label, kill_share(world, state, u, k, t, scan))
    saves = marginal_return(
        world.label_value[d, label, world.threat_asset[t]],
        state.survives[place],
        CERTAIN - after_salvo(CERTAIN, kill, salvo),
        price_of(world, state, u, k, salvo),
    )
    return saves if saves > 0 else UNWORTHY


@step_kernel
def may_be_worth(world: World, state: State, u: int, k: int, t: int, share: int, gone: int) -> bool:
    """Return whether a salvo can be worth its price when at least ``gone`` missiles are spent.

    An upper bound: each further missile of a salvo saves at most what the first one does, and
    rounding adds less than one part in 2**26.
    """
    g = state.unit_group[u]
    d, label = state.group_doctrine[g], state.label[g, t]
    kill = single_shot(world, k, label, share)
    price = np.int64(world.missile_price[d, k])
    price += np.int64(world.scarcity[d]) * max(0, gone) // max(1, world.unit_full[u, k])
    value = np.int64(world.label_value[d, label, world.threat_asset[t]])
    return bool(value * (kill + ROUNDED) > price << BITS)


@step_kernel
def price_of(world: World, state: State, u: int, k: int, salvo: int) -> int:
    """Return the reserve price of a unit's next missiles of a type, in steps times 2**31.

    A missile costs the doctrine's price plus its scarcity times the share of the full magazine
    already spent. A salvo that costs more than the largest value is never fired.
    """
    d, full = state.group_doctrine[state.unit_group[u]], max(1, world.unit_full[u, k])
    gone = salvo * max(0, full - state.ready[u, k]) + salvo * (salvo - 1) // 2
    price = salvo * np.int64(world.missile_price[d, k])
    price += np.int64(world.scarcity[d]) * gone // full
    return int(min(price, LARGEST_VALUE)) << BITS


@stage_kernel
def log_decisions(world: World, state: State, g: int, count: int, scan: int) -> None:
    """Log why a group did not fire at a threat, if the reason has changed."""
    if len(state.events) == 0:
        return
    for place in range(len(world.threat_start)):
        t, fired = state.order[g, place], False
        for n in range(count):
            fired = fired or (state.candidates[n] == t and state.gain[n] == FIRED_AT)
        if state.status[t] != FLYING or fired:
            continue
        reason = NOBODY
        if state.since[g, t] != NEVER:
            reason = reason_of(world, state, g, t, scan)
        log_if_changed(state, g, t, scan, NO_RETURN if reason == ENGAGE else reason)
