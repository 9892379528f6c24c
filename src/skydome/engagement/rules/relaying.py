"""Relays: radars of a neighbour, as another network hears of what they track.

A relay looks when its radar looked, a delay ago, at what that saw then: the same phase, draw,
threshold and jammers. It counts m of n and misses like its radar, so that its tracks are the
radar's, late. What becomes of the radar reaches the relay in one place, `follow_radars`.
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
    """Return the number of the first relay; the radars before it are those that there are."""
    return len(world.radar_period) - len(world.relay_radar)


@rule_kernel(lambda _world, _state: None)
def set_phases(world: World, state: State) -> None:
    """Let every relay look in the scans in which its radar looked, its delay later."""
    first = first_relay(world)
    for r in range(first, len(world.radar_period)):
        late = world.relay_delay[r - first] % world.radar_period[r]
        phase = state.radar_phase[world.relay_radar[r - first]] + world.radar_period[r] - late
        state.radar_phase[r] = phase % world.radar_period[r]


@rule_kernel(lambda _world, _state, _r, _count, _scan: None)
def relay_looks(world: World, state: State, r: int, count: int, scan: int) -> None:
    """Let a relay take what its radar saw of the threats that still fly, one after another."""
    for n in range(count):
        look(world, state, r, state.flying[n], scan)


@rule_kernel(lambda _world, _state, _scan: None)
def follow_radars(world: World, state: State, scan: int) -> None:
    """Let relays be on and off as their radars are: on by the delay later, off at once.

    One that is on anew begins anew. A radar that has been cut off from its network is not heard.
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
