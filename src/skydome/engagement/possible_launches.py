"""What the units of a group could launch, before the decisions of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.compiler import engagement_kernel
from skydome.engagement.rules import deciding, firing, timing
from skydome.engagement.world import FLYING

if TYPE_CHECKING:
    from skydome.arrays import Ints
    from skydome.engagement.state import State
    from skydome.engagement.world import World


@engagement_kernel
def possible_launches(world: World, state: State, g: int, scan: int, found: Ints) -> None:
    """List what each unit of a group could launch at each threat in a scan, before any decision.

    Temporary jammers, limits of command posts and missiles that need their own radar's track are
    not considered.

    Parameters
    ----------
    world, state
        Tables, and the state as `skydome.engagement.reference.advance` left it.
    g, scan
        Group and scan.
    found
        Threats × units × missile types × 3: filled with the salvo, 0 where there is no launch, the
        share of the kill probability, of WHOLE, and 1 if the unit waits for a better launch.
    """
    found[:] = 0
    for t in range(len(world.threat_start)):
        flying = state.status[t] == FLYING
        if not flying or not deciding.may_engage(world, state, g, t, scan):
            continue
        for u in range(len(world.unit_network)):
            free = state.unit_from[u] <= scan and firing.has_channel(state, u)
            waited = scan - state.since[g, t] >= state.unit_wait[u]
            if state.unit_group[u] != g or not free or not waited:
                continue
            for k in range(world.unit_stock.shape[1]):
                if firing.time_of_flight(world, state, u, k, t, scan) > 0:
                    found[t, u, k, 2] = timing.awaits_better(world, state, u, k, t, scan)
                    salvo = firing.salvo_size(world, state, u, k, state.label[g, t], scan)
                    found[t, u, k, 0] = max(salvo, 0)
                    found[t, u, k, 1] = firing.kill_share(world, state, u, k, t, scan)
