"""Which units may guide a missile, and on which radar's track it may be launched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.world import NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def may_guide(world: World, state: State, u: int, k: int) -> bool:
    """Return whether a unit may fire a missile type: with its own radar, or on others' tracks."""
    if world.rules is None or state.unit_blind[u] == 0:
        return True
    d = state.group_doctrine[state.unit_group[u]]
    return bool(world.fires_remote[d] and world.missile_remote[k])


@step_kernel
def may_launch_on_track(world: World, state: State, u: int, t: int, k: int) -> bool:
    """Return whether a unit may guide a missile, and a suitable radar tracks the threat.

    The unit's own radar is always suitable, another one of its group if the tables say so.
    """
    if not may_guide(world, state, u, k):
        return False
    return bool(world.any_track or has_suitable_track(world, state, u, t, k))


@rule_kernel(lambda _world, _state, _u, _t, _k: True)
def has_suitable_track(world: World, state: State, u: int, t: int, k: int) -> bool:
    """Return whether a radar on whose track a unit may launch a missile type tracks the threat."""
    for r in range(len(world.radar_period)):
        able = world.radar_unit[r] == u or world.radar_launches[r, k]
        if able and state.radar_group[r] == state.unit_group[u] and state.tracked[r, t]:
            return True
    return False


@stage_kernel
def lose_own_radar(world: World, state: State, u: int, scan: int) -> None:
    """Let a unit fight on without its radar; missiles in flight that need it are lost.

    The unit no longer waits for its radar; one that is turning or moving first completes that.
    """
    state.unit_blind[u] = 1
    r = world.stance_radar[state.stance[u]]
    if r == NOBODY or state.radar_on[r] == world.radar_on[r]:
        state.unit_from[u] = min(state.unit_from[u], scan)
    for channel in range(world.unit_target_channels[u]):
        needs = world.missile_remote[state.channel_missile[u, channel]] == 0
        if state.channel_until[u, channel] != 0 and needs:
            state.channel_until[u, channel] = 0
            state.used[u] -= 1
            state.guided[u] -= state.channel_salvo[u, channel]
