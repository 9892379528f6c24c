"""Random quantities of a campaign, each with its own address under the first day's seed."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np

from skydome.engagement.draw import CERTAIN, REPAIR, RESUPPLY
from skydome.engagement.rules.carryover import draw_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Three = tuple[float, float, float]

TENTH = -1.2815515655446004  # standard normal, its 10 % point
DURATION, FIT, OPERATIONAL = range(3)  # indices of REPAIR


def slip_shares(seed: int, replications: int, delivery: int) -> Floats:
    """Return uniform numbers for the slip of one delivery, by replication."""
    return _share(draw_each(seed, replications, RESUPPLY, delivery, 0, 0))


def repair_shares(seed: int, replications: int, node: int, day: int) -> Floats:
    """Return uniform numbers for the repair time of a node lost on a day."""
    return _share(draw_each(seed, replications, REPAIR, node, day, DURATION))


def fitness_shares(seed: int, replications: int, node: int, day: int) -> Floats:
    """Return uniform numbers for the readiness of a battery on a day."""
    return _share(draw_each(seed, replications, REPAIR, node, day, FIT))


def operational_shares(seed: int, replications: int) -> Floats:
    """Return uniform numbers for the batteries of a purchase that are operational."""
    return _share(draw_each(seed, replications, REPAIR, 0, 0, OPERATIONAL))


def _share(drawn: NDArray[np.int64]) -> Floats:
    return np.asarray((drawn + 0.5) / CERTAIN, dtype=np.float64)


def between_three(three: Three, share: Floats) -> Floats:
    """Return draws of a quantity with known 10 %, 50 % and 90 % points.

    Log-normal on each side of the median (two-piece), so that it has exactly these points. With z
    the standard normal quantile of ``share``,

        ln x = ln median + z · ln(median / low) / 1.2816     below the median,
        ln x = ln median + z · ln(high / median) / 1.2816    above it.

    Where all three are equal it is constant.

    Parameters
    ----------
    three
        Rising; above 0 unless all are the same.
    share
        In the open interval from 0 to 1.
    """
    from skydome.special import ndtri

    low, median, high = three
    if low == high:
        return np.full(share.shape, median)
    z: Floats = ndtri(share)
    width = np.where(z < 0, log(median / low), log(high / median))
    return np.asarray(median * np.exp(z * width / -TENTH), dtype=np.float64)


def whole_between(three: Three, most: int, share: Floats) -> NDArray[np.int64]:
    """Return whole numbers from 0 to ``most`` with these points, linear between them.

    Below the 10 % and above the 90 % point the distribution is not known; the point is used.
    """
    found = np.interp(share, (0.1, 0.5, 0.9), three)
    return np.clip(np.floor(found + 0.5), 0, most).astype(np.int64)
