"""Bootstrap intervals of means over independent units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from skydome.arrays import Floats

RESAMPLES = 1_000


def weights(units: int, seed: int, resamples: int = RESAMPLES) -> Floats:
    """Return the weight of each unit in each resample, shape (resamples, units); rows sum to 1."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(units, np.full(units, 1 / units), size=resamples) / units


def interval(
    statistic: Callable[[Floats], Floats], share: Floats, confidence: float
) -> tuple[Floats, Floats]:
    """Return percentile bounds of a statistic of weighted units (Efron 1981).

    ``statistic`` maps weights of shape (k, units) to values of shape (k, …).
    """
    tail = (1 - confidence) / 2
    low, high = np.quantile(statistic(share), [tail, 1 - tail], axis=0)
    return low, high
