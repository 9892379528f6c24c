"""Dice that reproduce a distribution: a table from the total rolled to the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


# name -> number of dice, faces of each; tried in this order
DICE = {"d20": (1, 20), "2d10": (2, 10), "3d6": (3, 6)}
TAIL = 0.1


@dataclass(frozen=True)
class Rule:
    """A look-up table for one kind of dice, with its error.

    ``outcomes`` are those of the totals from ``first`` on. ``distance`` is the mean difference
    between dice and sample, quantile by quantile (Wasserstein distance of order one); the means
    differ by no more. ``mean_error`` is the mean of the dice minus that of the sample,
    ``tail_error`` the larger difference of their 10 % and 90 % points, ``chance_error`` the largest
    difference of their cumulative probabilities.
    """

    dice: str
    first: int
    outcomes: tuple[int, ...]
    distance: float
    mean_error: float
    tail_error: int
    chance_error: float


def chances_of(dice: str) -> tuple[int, Floats]:
    """Return the lowest total of some dice, and the probability of each total from there on."""
    number, faces = DICE[dice]
    totals = [sum(roll) for roll in product(range(1, faces + 1), repeat=number)]
    chances: Floats = np.bincount(totals)[number:] / len(totals)
    return number, chances


def rule_for(sample: ArrayLike) -> Rule:
    """Return the rule nearest to a sample of whole numbers, of the kinds of dice in ``DICE``.

    Each total takes the sample's quantile at the middle of its probability interval. No other
    nondecreasing table has a smaller ``distance``. Ties go to the dice named first.

    Parameters
    ----------
    sample
        Whole numbers from 0, at least one, such as leakers by replication.
    """
    counts = np.bincount(np.asarray(sample, dtype=np.int64))
    below: Floats = np.cumsum(counts) / counts.sum()
    return min((_rule(dice, below) for dice in DICE), key=lambda rule: round(rule.distance, 12))


def quantile(below: Floats, share: float) -> int:
    """Return the least number that a share of the sample does not exceed."""
    return int(np.searchsorted(below, share - 1e-12))


def _rule(dice: str, below: Floats) -> Rule:
    first, chances = chances_of(dice)
    upper = np.cumsum(chances)
    outcomes = [quantile(below, share) for share in upper - chances / 2]
    rolled: Floats = np.cumsum(np.bincount(outcomes, chances, len(below)), dtype=np.float64)
    apart = rolled - below
    tails = [abs(quantile(rolled, share) - quantile(below, share)) for share in (TAIL, 1 - TAIL)]
    return Rule(
        dice=dice,
        first=first,
        outcomes=tuple(outcomes),
        distance=float(np.abs(apart).sum()),
        mean_error=float(-apart.sum()),
        tail_error=max(tails),
        chance_error=float(np.abs(apart).max()),
    )
