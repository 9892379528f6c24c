"""The limit of engagements that a command post directs at once, over the units linked to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import rule_kernel, stage_kernel, step_kernel
from skydome.engagement.rules.firing import has_channel
from skydome.engagement.world import NEVER, NOBODY

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def has_room(world: World, state: State, u: int) -> bool:
    """Return whether a unit, its link and its command post can take one more engagement."""
    free = has_channel(state, u)
    return bool(free and (len(world.post_limit) == 0 or post_has_room(world, state, u)))


@rule_kernel(lambda _world, _state, _u: True)
def post_has_room(world: World, state: State, u: int) -> bool:
    """Return whether a unit's command post can direct one more; a unit alone needs none."""
    p = world.unit_post[u]
    if p == NOBODY or not is_directed(world, state, u):
        return True
    return bool(engagements_directed(world, state, p) < world.post_limit[p])


@step_kernel
def is_directed(world: World, state: State, u: int) -> bool:
    """Return whether a unit is connected to its command post."""
    return bool(0 <= state.unit_group[u] < world.networks + world.commands)


@stage_kernel
def engagements_directed(world: World, state: State, p: int) -> int:
    """Count the engagements that a command post directs."""
    count = 0
    for u in range(len(world.unit_post)):
        if world.unit_post[u] == p and is_directed(world, state, u):
            count += state.used[u]
    return int(count)


@rule_kernel(lambda _world, _state, _p: NEVER)
def first_intercept(world: World, state: State, p: int) -> int:
    """Return the scan of the first intercept among the engagements that a command post directs."""
    first = NEVER
    for u in range(len(world.unit_post)):
        if world.unit_post[u] == p and is_directed(world, state, u):
            for channel in range(world.unit_target_channels[u]):
                if state.channel_until[u, channel] != 0:
                    first = min(first, state.channel_until[u, channel])
    return int(first)


@rule_kernel(lambda _world, _state, _scans: None)
def count_posts(world: World, state: State, scans: int) -> None:
    """Add a number of scans to the saturated scans of each command post at its limit."""
    for p in range(len(world.post_limit)):
        if engagements_directed(world, state, p) >= world.post_limit[p]:
            state.post_saturated[p] += scans
