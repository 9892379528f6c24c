"""The fast kernel: the rows of `reference`, bit for bit, with most scans left out.

A pair of a group and a threat sleeps until a scan in which the group could launch: it is never
woken later than that, and waking it earlier does no harm. Tracks are not kept; whether a track is
firm is looked back from the addressed draws when it matters. Intercepts, reloads and arrivals are
known in advance and wait in a calendar.

Pairs sleep as if nobody jammed, since jamming only ever takes looks and launches away, and what is
looked back at meets the jammers of its own scan. But tracks and cues are foretold from the draws of
scans to come, and may come sooner once a jammer has been killed: then every pair wakes in the next
scan, and cues are found anew.

Before anything is lost or cut off, the tracks of every pair are brought up to date; after it every
pair wakes, and nothing is looked back across it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skydome.by_reference import by_reference
from skydome.compiler import (
    engagement_kernel,
    outline_kernel,
    rule_kernel,
    stage_kernel,
    step_kernel,
)
from skydome.engagement import (
    assigning,
    beginning,
    carried,
    changes,
    commanding,
    counting,
    deciding,
    firing,
    slewing,
    tracking,
)
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
    strike_out,
    wake_at,
)
from skydome.engagement.guiding import may_guide
from skydome.engagement.holding import hold
from skydome.engagement.jamming import is_jammed
from skydome.engagement.looking_back import (
    catch_up,
    find_cue,
    first_track,
    next_track,
    take_note,
)
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

NEVER_32 = np.int32(NEVER)
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
    agenda.seen[:] = NEVER
    find_next_change(world, state, agenda, 0)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        enlist(world, state, agenda, u)
        if len(world.opening) > 0:
            enter_launches(world, state, agenda, u, 0)
    note_order(state, agenda)
    for t in range(len(world.threat_start)):
        enter(agenda, STARTS, max(0, state.arrival[t]), t)
        end = max(0, state.arrival[t] + world.threat_length[t])
        enter(agenda, ENDS, end, t)
        agenda.ended[t] = min(end, world.scans - 1)
        for g in range(world.networks):
            sleep(world, state, agenda, g, t, 0, max(0, state.arrival[t]))


@stage_kernel
def note_order(state: State, agenda: Agenda) -> None:
    """Let pairs be numbered by each group's order of threats."""
    groups, threats = state.order.shape
    for g in range(groups):
        for place in range(threats):
            agenda.rank[g, state.order[g, place]] = place
            agenda.threat_of[g * threats + place] = state.order[g, place]


@step_kernel
def enlist(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Note which group a unit belongs to, and what it cannot fire."""
    for k in range(world.unit_stock.shape[1]):
        agenda.member[agenda.arm[u] + k] = state.unit_group[u]
    if len(world.stance_radar) > len(world.unit_network):
        take_stance(world, state, agenda, u)
    take_stock(world, state, agenda, u)


@rule_kernel(lambda _world, _state, _agenda, _u: None)
def take_stance(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Note when a unit could launch in the stance in which it is."""
    missiles = world.unit_stock.shape[1]
    for k in range(missiles):
        row, arm = state.stance[u] * missiles + k, agenda.arm[u] + k
        for path in range(world.paths):
            agenda.opens[path, arm] = agenda.stance_opens[row, path]
            agenda.closes[path, arm] = agenda.stance_closes[row, path]


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
    d, can = state.group_doctrine[state.unit_group[u]], guides and firing.has_channel(state, u)
    if can and not commanding.has_room(world, state, u):
        can, until = False, commanding.first_to_end(world, state, world.unit_post[u])
    silent = state.unit_from[u]
    for k in range(world.unit_stock.shape[1]):
        guided = may_guide(world, state, u, k)
        ready, kept = state.ready[u, k], world.unit_reserve[d, u, k]
        for label in range(world.label_salvo.shape[1]):
            spared = 0 if world.label_reserved[d, label] else kept
            blocked = 0 if can and ready > spared else until
            wanted = guided and world.label_engaged[d, label] != 0
            agenda.blocked[label, agenda.arm[u] + k] = max(blocked, silent) if wanted else NEVER


@stage_kernel
def take_stocks(world: World, state: State, agenda: Agenda, u: int) -> None:
    """Take stock of a unit, and of all that its command post directs where that has a limit."""
    take_stock(world, state, agenda, u)
    if len(world.post_limit) > 0 and world.unit_post[u] != NOBODY:
        for v in range(len(world.unit_post)):
            if world.unit_post[v] == world.unit_post[u]:
                take_stock(world, state, agenda, v)


@step_kernel
def next_chance(
    world: World, state: State, agenda: Agenda, g: int, t: int, scan: int, start: int
) -> int:
    """Return the first scan, from ``start`` on, in which a group could launch at a threat.

    As far as can be said in ``scan``, and never too late: what a unit fires meanwhile and has
    back leaves it with no more than it has now, unless a launcher that it empties is reloaded.
    """
    wake, arrival = NEVER_32, state.arrival[t]
    path, label = np.uint32(world.threat_path[t]), np.uint32(state.label[g, t])
    now, soonest = np.int32(scan), np.int32(start)
    whole = len(world.change_kind) == 0
    for arm in range(agenda.arms[g, 0], agenda.arms[g, 1]):
        if whole or agenda.member[arm] == g:
            free = max(soonest, min(agenda.blocked[label, arm], np.int32(now + agenda.reload[arm])))
            chance = max(free, np.int32(arrival + agenda.opens[path, arm]))
            closes = np.int32(arrival + agenda.closes[path, arm])
            wake = min(wake, NEVER_32 if chance > closes else chance)
    return int(wake)


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
    if world.by_return[state.group_doctrine[g]]:
        wake_by_return(world, state, agenda, g, scan)
    elif world.policy[state.group_doctrine[g]] == RANDOM:
        wake_at_random(world, state, agenda, g, t, scan)
    elif deciding.is_wanted(world, state, g, t):
        wake_by_urgency(world, state, agenda, g, t, scan)


@step_kernel
def wake_by_urgency(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> None:
    """Let a group that could launch at a threat it wants to engage decide about it alone."""
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
    """Return the first scan in which a track, known up to now or to come, allows a launch."""
    since = state.since[g, t]
    if since == NEVER:
        since = next_track(world, state, agenda, g, t, scan)
    return int(since + agenda.reaction[g, 0])


@rule_kernel(lambda _world, _state, _agenda, _g, _t, _scan: None)
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
            if is_jammed(world, state, scan):
                hold(world, state, g, other, scan)
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


@rule_kernel(lambda _world, _state, _agenda, _g, _scan: None)
def wake_by_return(world: World, state: State, agenda: Agenda, g: int, scan: int) -> None:
    """Let a group that fires by marginal return decide once in a scan.

    What it could fire at is awake, all of it. Tracks are brought up to date from the best salvo
    on, as far as it goes, so that until then a track is taken to be firm.
    """
    if agenda.drawn[g] == scan:
        return
    agenda.drawn[g] = scan
    count = gather(world, state, agenda, g, scan)
    if count > 0:
        count_up_to(world, state, agenda, scan)
    place = assigning.best_of(state, count)
    while place != NOBODY:
        if is_firm(world, state, agenda, g, place, scan):
            u = assigning.fire(world, state, g, place, scan)
            enter_launches(world, state, agenda, u, scan)
            for other in range(count):
                since = since_of(state, agenda, g, state.candidates[other], scan)
                assigning.appraise_again(world, state, g, other, u, since, scan)
        place = assigning.best_of(state, count)
    for place in range(count):
        sleep_on(world, state, agenda, g, place, scan)


@step_kernel
def gather(world: World, state: State, agenda: Agenda, g: int, scan: int) -> int:
    """Make candidates of what is awake and within a group's means; return how many."""
    count, threats = 0, len(world.threat_start)
    for word in range(g * threats >> 6, ((g + 1) * threats - 1 >> 6) + 1):
        bits = agenda.waking[scan, word]
        while bits != 0:
            pair = np.uint32(word * 64 + lowest_bit(bits))
            bits &= bits - ONE
            t = agenda.threat_of[pair]
            mine = agenda.group_of[pair] == g and state.status[t] == FLYING
            if not mine or not deciding.is_wanted(world, state, g, t):
                continue
            start = next_chance(world, state, agenda, g, t, scan, max(scan, state.free_at[g, t]))
            if start > scan:
                wake_at(agenda, start, g * threats + agenda.rank[g, t])
                continue
            if world.any_track == 0:  # it matters who holds the track
                catch_up(world, state, agenda, g, t, scan)
            since = since_of(state, agenda, g, t, scan)
            assigning.nominate(world, state, g, t, count, scan)
            assigning.appraise(world, state, g, count, 0, len(world.unit_network), since, scan)
            count += 1
    return count


@step_kernel
def since_of(state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return since when a track is firm, long ago where that is not known yet."""
    return int(state.since[g, t] if agenda.known[g, t] == scan else -NEVER)


@step_kernel
def is_firm(world: World, state: State, agenda: Agenda, g: int, place: int, scan: int) -> bool:
    """Say whether the best salvo at a candidate is on a track known to be firm; else find out."""
    t = state.candidates[place]
    if agenda.known[g, t] == scan:
        return True
    catch_up(world, state, agenda, g, t, scan)
    state.gain[place] = 0
    units, since = len(world.unit_network), state.since[g, t]
    assigning.appraise(world, state, g, place, 0, units, since, scan)
    return False


@step_kernel
def sleep_on(world: World, state: State, agenda: Agenda, g: int, place: int, scan: int) -> None:
    """Let a pair sleep after a decision, whatever that was."""
    t = state.candidates[place]
    start = max(scan + 1, state.free_at[g, t])
    if state.gain[place] != assigning.FIRED_AT:
        if agenda.known[g, t] == scan:
            start = max(start, soonest_launch(world, state, agenda, g, t, scan))
        if state.gain[place] == assigning.UNWORTHY:
            start = max(start, next_gain(world, state, agenda, g, t, scan))
    sleep(world, state, agenda, g, t, scan, start)


@step_kernel
def next_gain(world: World, state: State, agenda: Agenda, g: int, t: int, scan: int) -> int:
    """Return the first scan after this one in which a salvo may be possible and worth its price.

    As `next_chance`, without the arms that cannot be worth it. Prices fall only with a reload.
    """
    wake, arrival, path = NEVER, np.int64(state.arrival[t]), world.threat_path[t]
    label = state.label[g, t]
    for u in range(len(world.unit_network)):
        if state.unit_group[u] != g:
            continue
        for k in range(world.unit_stock.shape[1]):
            arm = agenda.arm[u] + k
            start = worth_from(world, state, agenda, u, k, t, scan)
            free = max(start, min(agenda.blocked[label, arm], scan + agenda.reload[arm]))
            chance = max(free, arrival + agenda.opens[path, arm])
            wake = min(wake, NEVER if chance > arrival + agenda.closes[path, arm] else chance)
    return int(wake)


@step_kernel
def worth_from(
    world: World, state: State, agenda: Agenda, u: int, k: int, t: int, scan: int
) -> int:
    """Return the first scan after this one in which a unit's salvo may be worth its price."""
    share = agenda.share[world.threat_path[t], agenda.arm[u] + k]
    if assigning.may_pay(world, state, u, k, t, share, world.unit_full[u, k] - state.ready[u, k]):
        return int(scan + 1)
    if not assigning.may_pay(world, state, u, k, t, share, 0):
        return NEVER
    soonest = scan + agenda.reload[agenda.arm[u] + k]
    for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
        soonest = min(soonest, state.reload_at[launcher])
    return int(max(scan + 1, soonest))


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
    take_stocks(world, state, agenda, u)
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
        if len(world.post_limit) > 0:
            commanding.count_posts(world, state, scans)
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
            take_stocks(world, state, agenda, u)
            hear_of(state, agenda, world.unit_quiet[u], scan)
            if flying and state.status[t] != FLYING:
                agenda.ended[t] = scan
        thing = agenda.after[CHANNELS, thing]


@step_kernel
def find_next_change(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Note the first change, from a scan on, that is known of, or look round."""
    agenda.next_change[0] = slewing.next_round(world, scan)
    for x in range(len(state.due)):
        hear_of(state, agenda, x, scan - 1)


@step_kernel
def hear_of(state: State, agenda: Agenda, x: int, scan: int) -> None:
    """Note a change that will come after a scan, if it has been set going."""
    if x != NOBODY and state.due[x] > scan:
        agenda.next_change[0] = min(agenda.next_change[0], state.due[x])


@rule_kernel(lambda _world, _state, _agenda: None)
def find_cues(world: World, state: State, agenda: Agenda) -> None:
    """Note when each radar that waits for a track will be set going, as things are."""
    agenda.next_cue[0] = NEVER
    for x in range(len(state.due)):
        if changes.looks_out(world, state, x):
            find_cue(world, state, agenda, x)
            agenda.next_cue[0] = min(agenda.next_cue[0], agenda.cue[x])


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def cue(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Set radars going whose group holds a track now, unless what it saw is no more."""
    while agenda.next_cue[0] == scan:
        for x in range(len(state.due)):
            now = changes.looks_out(world, state, x) and agenda.cue[x] == scan
            if now and state.status[agenda.cue_threat[x]] == FLYING:
                changes.set_going(world, state, x, scan)
        find_next_change(world, state, agenda, scan + 1)
        find_cues(world, state, agenda)


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def change(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Let changes come to pass between tracks that are up to date and pairs that wake."""
    count_up_to(world, state, agenda, scan)
    news = 0
    for x in range(len(state.due)):
        news += 1 if state.due[x] == scan else 0
    for g in range(len(world.group_doctrine) if news else 0):
        bring_up(world, state, agenda, g, scan)
    for x in range(len(state.due)):
        if state.due[x] == scan:
            changes.change(world, state, x, scan)
    forget_intercepts(state, agenda, scan)
    if slewing.is_round(world, scan):
        for g in range(len(world.group_doctrine)):
            if slewing.may_turn(world, state, g, scan):
                bring_up(world, state, agenda, g, scan)
                news += slewing.look_round(world, state, g, scan)
    find_next_change(world, state, agenda, scan + 1)
    if news == 0:
        return
    take_note(world, state, agenda)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        enlist(world, state, agenda, u)
    note_order(state, agenda)
    wake_all(world, state, agenda, scan)


@stage_kernel
def bring_up(world: World, state: State, agenda: Agenda, g: int, scan: int) -> None:
    """Bring a group's tracks of everything that flies up to the scan before."""
    for t in range(len(state.status)):
        if state.status[t] == FLYING:
            catch_up(world, state, agenda, g, t, scan - 1)


@stage_kernel
def forget_intercepts(state: State, agenda: Agenda, scan: int) -> None:
    """Strike out of the calendar what was lost in flight; its channel may be used again."""
    units, channels = state.channel_until.shape
    for u in range(units):
        for channel in range(channels):
            due = agenda.entered[u, channel]
            if due >= scan and state.channel_until[u, channel] != due:
                strike_out(agenda, CHANNELS, due, u * channels + channel)
                agenda.entered[u, channel] = 0


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def foretell_anew(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Let pairs and cues whose tracks were foretold under a jammer that was killed look again."""
    find_cues(world, state, agenda)
    for pair in range(len(agenda.threat_of)):
        if state.status[agenda.threat_of[pair]] == FLYING:
            wake_at(agenda, scan + 1, pair)


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
        if world.unit_loaders[u] != NOBODY:
            enter_launches(world, state, agenda, u, scan)
        else:
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
        foretell_anew(world, state, agenda, scan)
    reload(world, state, agenda, scan)
    decide_and_engage(world, state, agenda, scan)
    arrive(world, state, agenda, scan)


@stage_kernel
def settle(world: World, state: State, agenda: Agenda) -> None:
    """Find out what sleeping left open: which threats were tracked, and the first track."""
    count_up_to(world, state, agenda, world.scans)
    earliest = agenda.seen[1]
    state.first[FIRST_DETECTION] = agenda.seen[0]
    for t in range(len(world.threat_start)):
        tracked = 0
        for g in range(len(world.group_doctrine)):
            tracked |= state.ever_tracked[g, t]
        for r in range(len(world.radar_period)):
            stop = agenda.ended[t] + 1
            if tracked:
                stop = min(stop, earliest)
            state.history[r, t] = 0
            state.tracked[r, t] = 0
            at = first_track(world, state, agenda, r, t, 0, stop)
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
        if len(tables.opening) > 0:
            carried.write_closing(tables, scratch, rows[n])
