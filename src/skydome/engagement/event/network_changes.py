"""Changes in the event kernel: known in advance, predicted from a cue, or triggered.

Before a change the tracks of every pair are brought up to date, and after it every pair wakes; no
track is reconstructed across a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.event.agenda import CHANNELS, remove, wake_at
from skydome.engagement.event.lookback import count_earlier_tracks, find_cue, update_tracks
from skydome.engagement.event.sleeping import count_up_to, note_group, sleep
from skydome.engagement.rules import changes, relaying, slewing
from skydome.engagement.world import FLYING, NEVER, NOBODY, WAITING

if TYPE_CHECKING:
    from skydome.engagement.event.agenda import Agenda
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@stage_kernel
def rank_threats(state: State, agenda: Agenda) -> None:
    """Rank the threats of each pair by its group's order of urgency."""
    groups, threats = state.order.shape
    for g in range(groups):
        for place in range(threats):
            agenda.rank[g, state.order[g, place]] = place


@step_kernel
def find_next_change(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Find the first known change, or review of facings, from a scan on."""
    agenda.next_change[0] = slewing.next_review(world, scan)
    for x in range(len(state.due)):
        schedule_change(state, agenda, x, scan - 1)


@step_kernel
def schedule_change(state: State, agenda: Agenda, x: int, scan: int) -> None:
    """Schedule a change that will come after a scan, if it is known by now."""
    if x != NOBODY and state.due[x] > scan:
        agenda.next_change[0] = min(agenda.next_change[0], state.due[x])


@rule_kernel(lambda _world, _state, _agenda: None)
def find_cues(world: World, state: State, agenda: Agenda) -> None:
    """Predict when each radar that waits for a track will be cued, given the present state."""
    agenda.next_cue[0] = NEVER
    for x in range(len(state.due)):
        if changes.is_waiting_for_track(world, state, x):
            find_cue(world, state, agenda, x)
            agenda.next_cue[0] = min(agenda.next_cue[0], agenda.cue[x])


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def apply_cues(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Trigger the radars whose group has a track now, unless its threat no longer flies."""
    while agenda.next_cue[0] == scan:
        for x in range(len(state.due)):
            now = changes.is_waiting_for_track(world, state, x) and agenda.cue[x] == scan
            if now and state.status[agenda.cue_threat[x]] == FLYING:
                changes.trigger(world, state, x, scan)
        find_next_change(world, state, agenda, scan + 1)
        find_cues(world, state, agenda)


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def apply_changes(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Update all tracks, apply the changes that are due, and wake every pair."""
    count_up_to(world, state, agenda, scan)
    news = 0
    for x in range(len(state.due)):
        news += 1 if state.due[x] == scan else 0
    for g in range(len(world.group_doctrine) if news else 0):
        update_all_tracks(world, state, agenda, g, scan)
    for x in range(len(state.due)):
        if state.due[x] == scan:
            changes.apply_change(world, state, x, scan)
    cancel_lost_intercepts(state, agenda, scan)
    news += review_all_facings(world, state, agenda, scan)
    find_next_change(world, state, agenda, scan + 1)
    if news == 0:
        return
    if len(world.relay_radar) > 0:
        update_relays(world, state, agenda, scan)
    count_earlier_tracks(world, state, agenda)
    find_cues(world, state, agenda)
    for u in range(len(world.unit_network)):
        note_group(world, state, agenda, u)
    rank_threats(state, agenda)
    wake_all(world, state, agenda, scan)


@stage_kernel
def review_all_facings(world: World, state: State, agenda: Agenda, scan: int) -> int:
    """Review the facings of groups whose units may turn; return how many units turn."""
    turned = 0
    if slewing.is_review(world, scan):
        for g in range(len(world.group_doctrine)):
            if slewing.may_turn(world, state, g, scan):
                update_all_tracks(world, state, agenda, g, scan)
                turned += slewing.review_facings(world, state, g, scan)
    return turned


@stage_kernel
def update_relays(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Let relays follow their radars, after an update of all tracks."""
    for g in range(len(world.group_doctrine)):
        update_all_tracks(world, state, agenda, g, scan)
    relaying.follow_radars(world, state, scan)


@stage_kernel
def update_all_tracks(world: World, state: State, agenda: Agenda, g: int, scan: int) -> None:
    """Bring a group's tracks of all flying threats up to the previous scan."""
    for t in range(len(state.status)):
        if state.status[t] == FLYING:
            update_tracks(world, state, agenda, g, t, scan - 1)


@stage_kernel
def cancel_lost_intercepts(state: State, agenda: Agenda, scan: int) -> None:
    """Remove intercepts of lost missiles from the calendar, as their channels may be used again."""
    units, channels = state.channel_until.shape
    for u in range(units):
        for channel in range(channels):
            due = agenda.entered[u, channel]
            if due >= scan and state.channel_until[u, channel] != due:
                remove(agenda, CHANNELS, due, u * channels + channel)
                agenda.entered[u, channel] = 0


@rule_kernel(lambda _world, _state, _agenda, _scan: None)
def predict_again(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Predict tracks and cues again after the loss of a jammer that the predictions assumed."""
    find_cues(world, state, agenda)
    for g in range(len(world.group_doctrine)):
        for t in range(len(state.status)):
            if state.status[t] == FLYING:
                wake_at(agenda, scan + 1, g, t)


@step_kernel
def wake_all(world: World, state: State, agenda: Agenda, scan: int) -> None:
    """Wake every pair; no track is reconstructed from before this scan."""
    agenda.waiting[:] = 0
    for g in range(len(world.group_doctrine)):
        agenda.changed[g] = scan
        for t in range(len(state.status)):
            if state.status[t] == FLYING:
                wake_at(agenda, scan, g, t)
            elif state.status[t] == WAITING:
                sleep(world, state, agenda, g, t, scan, max(scan, state.arrival[t]))
