"""Shocks as speeds and factors on the quarters of a timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from skydome.fielding.dates import year_of
from skydome.fielding.quantity import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats
    from skydome.fielding.deal import Shock


Effect = Literal["delivery_speed", "spares_speed", "missile_speed", "demand_factor", "operated"]


def overlap(shock: Shock, edges: Floats) -> Floats:
    """Return the share of each step in which a shock is in force."""
    begins = year_of(shock.begins)
    ends = np.inf if shock.ends is None else year_of(shock.ends)
    inside = np.minimum(edges[1:], ends) - np.maximum(edges[:-1], begins)
    return np.asarray(np.clip(inside / np.diff(edges), 0.0, 1.0))


def effect_of(
    shocks: Sequence[Shock],
    effect: Effect,
    edges: Floats,
    uniforms: dict[str, Floats],
    part: str | None = None,
) -> Floats:
    """Return the combined effect of all shocks, their product, step by step.

    Parameters
    ----------
    shocks, effect
        Those without this effect leave it at 1.
    edges
        Ends of the steps, in years.
    uniforms
        By name of the shock, a uniform number for each draw: the quantile of the effect.
    part
        Only shocks on this class of parts, or on all classes.

    Returns
    -------
    Floats
        Shape (draws, steps); the mean over each step, 1 without a shock.
    """
    draws = len(next(iter(uniforms.values()))) if uniforms else 1
    found = np.ones((draws, len(edges) - 1))
    for shock in shocks:
        size = getattr(shock, effect)
        if size is None or (part and shock.parts and part not in shock.parts):
            continue
        found *= 1 + overlap(shock, edges) * (quantile(size, uniforms[shock.name])[:, None] - 1)
    return found


def share_under(shocks: Sequence[Shock], kind: str, edges: Floats) -> Floats:
    """Return the share of each step in which any shock of a kind is in force."""
    free = np.ones(len(edges) - 1)
    for shock in shocks:
        if shock.kind == kind:
            free *= 1 - overlap(shock, edges)
    return 1 - free
