"""The start of a replication: the state is reset, and one-time draws are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.draw import (
    ARRIVAL,
    IDENTITY,
    LOSS,
    PHASE,
    draw,
    draw_below,
    stream_of,
)
from skydome.engagement.rules import carryover, relaying
from skydome.engagement.rules.changes import launch_delay
from skydome.engagement.rules.doctrine import order_by_urgency
from skydome.engagement.rules.jammed_looks import draw_jammers
from skydome.engagement.world import NEVER, NOBODY, WAITING

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@stage_kernel
def reset(world: World, state: State, seed: int, replication: int) -> None:
    """Reset the state for one replication and make its one-time draws."""
    state.stream[0] = stream_of(seed, replication)
    stream = state.stream[0]
    clear_counts(state)  # first, as an opening may send loaders, which is counted
    for t in range(len(world.threat_start)):
        delay = draw_below(stream, ARRIVAL, t, 0, 0, world.threat_jitter[t] + 1)
        state.arrival[t] = world.threat_start[t] + delay
        state.status[t] = WAITING
    for r in range(relaying.first_relay(world)):
        state.radar_phase[r] = draw_below(stream, PHASE, r, 0, 0, world.radar_period[r])
    relaying.set_phases(world, state)
    form_groups(world, state)
    draw_changes(world, state)
    draw_jammers(world, state)
    assign_labels(world, state)
    for g in range(len(world.group_doctrine)):
        order_by_urgency(world, state, g)
    clear_tracks(state)
    fill_magazines(world, state)
    if len(world.opening) > 0:
        carryover.open_with(world, state, replication)


@step_kernel
def form_groups(world: World, state: State) -> None:
    """Assign every radar and unit to its network, and its first doctrine to every group."""
    for g in range(len(world.group_doctrine)):
        state.group_doctrine[g] = world.group_doctrine[g]
    for r in range(len(world.radar_period)):
        state.radar_group[r] = world.radar_network[r]
        state.radar_on[r] = world.radar_on[r]
        state.radar_off[r] = NEVER
    for u in range(len(world.unit_network)):
        state.unit_group[u] = world.unit_network[u]
        state.unit_wait[u] = launch_delay(world, u, world.unit_network[u])
        state.unit_limit[u] = min(world.unit_target_channels[u], world.unit_capacity[u])
        state.unit_from[u] = 0
        state.stance[u] = u
        state.unit_left[u] = NEVER
        state.unit_blind[u] = 0
    for r in range(len(world.radar_period)):
        if world.radar_unit[r] != NOBODY and world.radar_first[r] == r:
            state.unit_from[world.radar_unit[r]] = world.radar_on[r]
        state.restarted[r] = 0


@rule_kernel(lambda _world, _state: None)
def draw_changes(world: World, state: State) -> None:
    """Draw which changes come without a trigger, and when."""
    for x in range(len(world.change_kind)):
        state.due[x] = NEVER
        if draw(state.stream[0], LOSS, x, 0, 0) < world.change_chance[x]:
            late = draw_below(state.stream[0], LOSS, x, 0, 1, world.change_window[x] + 1)
            state.due[x] = world.change_first[x] + late


@step_kernel
def assign_labels(world: World, state: State) -> None:
    """Draw the label that every group assigns to every threat, for the whole replication."""
    labels = world.label_salvo.shape[1]
    for g in range(len(world.group_doctrine)):
        d = world.group_doctrine[g]
        for t in range(len(world.threat_start)):
            label = world.threat_label[t]
            if world.identified:
                drawn = draw(state.stream[0], IDENTITY, g, t, 0)
                truth, label = label, 0
                while label < labels - 1 and drawn >= world.confusion[d, truth, label]:
                    label += 1
            state.label[g, t] = label


@step_kernel
def clear_tracks(state: State) -> None:
    """Clear every track and every engagement."""
    state.history[:] = 0
    state.tracked[:] = 0
    state.tracking_radars[:] = 0
    state.since[:] = NEVER
    state.ever_tracked[:] = 0
    state.undetected_kill[:] = 0
    state.engaged[:] = 0
    state.free_at[:] = -NEVER
    state.known_at[:] = -NEVER
    state.aims[:] = 0
    state.fired_at[:] = 0
    state.channel_until[:] = 0
    state.used[:] = 0
    state.guided[:] = 0


@step_kernel
def fill_magazines(world: World, state: State) -> None:
    """Fill every launcher, reload stock and depot."""
    state.ready[:] = 0
    state.launcher_next[:] = 0
    state.unit_next[:] = 0
    state.launch_from[:] = 0
    state.empty_since[:] = NEVER
    state.fetched[:] = 0
    for s in range(len(world.depot)):
        for k in range(world.depot.shape[1]):
            state.depot[s, k] = world.depot[s, k]
    for u in range(len(world.unit_network)):
        for k in range(world.unit_stock.shape[1]):
            state.stock[u, k] = world.unit_stock[u, k]
        for launcher in range(world.unit_launcher[u], world.unit_launcher[u + 1]):
            state.loaded[launcher] = world.launcher_capacity[launcher]
            state.ready[u, world.launcher_missile[launcher]] += world.launcher_capacity[launcher]
            state.reload_at[launcher] = NEVER


@step_kernel
def clear_counts(state: State) -> None:
    """Set every counter to zero, and empty the log."""
    state.row[:] = 0
    state.first[:] = NOBODY
    state.reason[:] = NOBODY
    state.event_count[0] = 0
    state.draws[0] = 0
