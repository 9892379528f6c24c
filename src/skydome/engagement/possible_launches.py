"""What the units of a group could launch, before the decisions of a scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skydome.by_reference import by_reference
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
    tables, scratch = by_reference(world), by_reference(state)
    found[:] = 0
    for t in range(len(tables.threat_start)):
        flying = scratch.status[t] == FLYING
        if not flying or not deciding.may_engage(tables, scratch, g, t, scan):
            continue
        for u in range(len(tables.unit_network)):
            free = scratch.unit_from[u] <= scan and firing.has_channel(scratch, u)
            waited = scan - scratch.since[g, t] >= scratch.unit_wait[u]
            if scratch.unit_group[u] != g or not free or not waited:
                continue
            for k in range(tables.unit_stock.shape[1]):
                if firing.time_of_flight(tables, scratch, u, k, t, scan) > 0:
                    found[t, u, k, 2] = timing.awaits_better(tables, scratch, u, k, t, scan)
                    salvo = firing.salvo_size(tables, scratch, u, k, scratch.label[g, t], scan)
                    found[t, u, k, 0] = max(salvo, 0)
                    found[t, u, k, 1] = firing.kill_share(tables, scratch, u, k, t, scan)
