"""The doctrine of a group: the order of threats under it, and a change to another doctrine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import stage_kernel, step_kernel
from skydome.engagement.rules.firing import silence_if_empty

if TYPE_CHECKING:
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@step_kernel
def order_by_urgency(world: World, state: State, g: int) -> None:
    """Sort threats by arrival time and weights of the doctrine, ties by number.

    An insertion sort: it allocates nothing, and threats are nearly in order of arrival.
    """
    d = state.group_doctrine[g]
    if g > 0 and d == state.group_doctrine[g - 1] and not world.identified:
        for n in range(state.order.shape[1]):
            state.order[g, n] = state.order[g - 1, n]
        return
    for t in range(state.order.shape[1]):
        due = state.arrival[t] + world.threat_length[t]
        ahead = world.label_advance[d, state.label[g, t], world.threat_asset[t]]
        state.score[t] = due * world.time_weight[d] - ahead
        at = t
        while at > 0 and state.score[state.order[g, at - 1]] > state.score[t]:
            state.order[g, at] = state.order[g, at - 1]
            at -= 1
        state.order[g, at] = t


@stage_kernel
def change_doctrine(world: World, state: State, g: int, d: int, scan: int) -> None:
    """Let a group fight under another doctrine from this scan on.

    Earlier engagements still count, waiting times under the old doctrine run on, and labels stay
    as they were assigned.
    """
    state.group_doctrine[g] = d
    order_by_urgency(world, state, g)
    for u in range(len(world.unit_network)):
        if state.unit_group[u] == g:
            silence_if_empty(world, state, u, scan)
