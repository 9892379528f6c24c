"""Relays: radars of a neighbour, as another network receives their tracks.

A relay repeats its radar's looks a delay later, with the same phase, draws, thresholds and
jammers, and applies the same m-of-n rule, so that its tracks are the radar's, late. `follow_radars`
is the one place where changes of the radar reach the relay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, step_kernel
from skydome.engagement.rules.tracking import look, switch_off

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def first_relay(world: World) -> int:
    """Return the number of the first relay; all radars before it are real ones."""
    return len(world.radar_period) - len(world.relay_radar)


@rule_kernel(lambda _world, _state: None)
def set_phases(world: World, state: State) -> None:
    """Set the phase of every relay so that it looks its delay after its radar."""
    first = first_relay(world)
    for r in range(first, len(world.radar_period)):
        late = world.relay_delay[r - first] % world.radar_period[r]
        phase = state.radar_phase[world.relay_radar[r - first]] + world.radar_period[r] - late
        state.radar_phase[r] = phase % world.radar_period[r]


@rule_kernel(lambda _world, _state, _r, _count, _scan: None)
def relay_looks(world: World, state: State, r: int, count: int, scan: int) -> None:
    """Let a relay repeat its radar's looks at the flying threats."""
    for n in range(count):
        look(world, state, r, state.flying[n], scan)


@rule_kernel(lambda _world, _state, _scan: None)
def follow_radars(world: World, state: State, scan: int) -> None:
    """Switch relays with their radars: on after the delay, off at once.

    A relay whose radar restarts also starts without tracks. A radar that is cut off from its
    network has no working relay.
    """
    first = first_relay(world)
    for r in range(first, len(world.radar_period)):
        radar = world.relay_radar[r - first]
        on = state.radar_on[radar] + world.relay_delay[r - first]
        heard = state.radar_group[radar] == world.radar_network[radar]
        if state.radar_off[radar] <= scan or state.radar_on[r] != on or not heard:
            switch_off(state, r, scan)
        if heard and state.radar_on[r] != on:
            state.radar_on[r] = on
            state.radar_off[r] = state.radar_off[radar]
