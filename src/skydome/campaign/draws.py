"""What is drawn once a campaign, each under its own address of the first day's seed."""

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
    """Return where in its distribution each replication's slip of one delivery lies."""
    return _share(draw_each(seed, replications, RESUPPLY, delivery, 0, 0))


def repair_shares(seed: int, replications: int, node: int, day: int) -> Floats:
    """Return the same of the repair of a node that is lost on a day."""
    return _share(draw_each(seed, replications, REPAIR, node, day, DURATION))


def fitness_shares(seed: int, replications: int, node: int, day: int) -> Floats:
    """Return the same of a battery's being fit on a day."""
    return _share(draw_each(seed, replications, REPAIR, node, day, FIT))


def operational_shares(seed: int, replications: int) -> Floats:
    """Return the same of the batteries that a purchase has made operational."""
    return _share(draw_each(seed, replications, REPAIR, 0, 0, OPERATIONAL))


def _share(drawn: NDArray[np.int64]) -> Floats:
    return np.asarray((drawn + 0.5) / CERTAIN, dtype=np.float64)


def between_three(three: Three, share: Floats) -> Floats:
    """Return a quantity of which the tenth, the median and the ninetieth per cent points are known.

    Log-normal on each side of the median (two-piece), so that all three are met exactly. With z
    the standard normal point of ``share``,

        ln x = ln median + z · ln(median / low) / 1.2816     below the median,
        ln x = ln median + z · ln(high / median) / 1.2816    above it.

    Without any range it is the median.

    Parameters
    ----------
    three
        Rising; above 0 unless all are the same.
    share
        In the open interval from 0 to 1.
    """
    from scipy.special import ndtri

    low, median, high = three
    if low == high:
        return np.full(share.shape, median)
    z: Floats = ndtri(share)
    width = np.where(z < 0, log(median / low), log(high / median))
    return np.asarray(median * np.exp(z * width / -TENTH), dtype=np.float64)


def whole_between(three: Three, most: int, share: Floats) -> NDArray[np.int64]:
    """Return whole numbers from 0 to ``most`` by the same three points, straight lines between.

    Below the tenth and above the ninetieth per cent point nothing is known, and the point stands.
    """
    found = np.interp(share, (0.1, 0.5, 0.9), three)
    return np.clip(np.floor(found + 0.5), 0, most).astype(np.int64)
