"""Exact probability of track confirmation: m detections in the last n looks.

The results of the last n - 1 looks form a Markov chain with one state for every pattern of hits and
misses; the track is confirmed by the first look that makes m hits in the last n. Before the first
look every look counts as missed. No approximation is made, and the detection probability may differ
from look to look.

References
----------
.. [1] P. Castella, "Sliding Window Detection Probabilities", IEEE Trans. AES 12 (1976) 815.
.. [2] W. Feller, "An Introduction to Probability Theory and Its Applications", vol. 1, 3rd ed.,
   1968, chapter XIII.7 (runs, the case m = n).
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Patterns: TypeAlias = NDArray[np.int64]

LONGEST_WINDOW = 12


def confirmation_by_look(
    detection_probabilities: Sequence[float] | Floats, m: int, n: int
) -> Floats:
    """Return the probability that a track is confirmed by each look.

    Parameters
    ----------
    detection_probabilities
        Of each look in turn, shape (K,).
    m, n
        Hits needed in the last n looks; 1 ≤ m ≤ n ≤ 12.

    Returns
    -------
    Probability by look 1 to K, shape (K,), never falling.

    Raises
    ------
    ValueError
        m or n outside the range, or a probability outside 0 to 1.
    """
    seen = _checked(detection_probabilities, m, n)
    hit, miss, confirms = _chain(m, n)
    waiting = np.zeros(hit.size)
    waiting[0] = 1.0
    found = np.empty(seen.size)
    for look, chance in enumerate(seen):
        goes_on = np.where(confirms, 0.0, waiting * chance)
        missed = np.bincount(miss, waiting * (1 - chance), waiting.size)
        waiting = np.asarray(missed + np.bincount(hit, goes_on, waiting.size), np.float64)
        found[look] = 1 - waiting.sum()
    return np.clip(found, 0.0, 1.0)


def expected_looks(detection_probability: float, m: int, n: int) -> float:
    """Return the mean number of looks until confirmation.

    (I - W)·e = 1 over the patterns that still wait. For m = n this is (1 - pᵐ) / (pᵐ(1 - p)) [2]_.

    Raises
    ------
    ValueError
        As for `confirmation_by_look`, or a probability of zero.
    """
    chance = float(_checked([detection_probability], m, n)[0])
    if chance == 0:
        raise ValueError("without detections a track is never confirmed")
    hit, miss, confirms = _chain(m, n)
    states = np.arange(hit.size)
    waits = np.zeros((states.size, states.size))
    np.add.at(waits, (states, miss), 1 - chance)
    np.add.at(waits, (states[~confirms], hit[~confirms]), chance)
    return float(np.linalg.solve(np.eye(states.size) - waits, np.ones(states.size))[0])


def confirmed_after_first_hit(detection_probability: float, m: int, n: int) -> float:
    """Return the probability that a first hit grows into a track within its window of n looks.

    At least m - 1 hits in the n - 1 looks that follow: Σ C(n-1, i)·pⁱ·(1-p)ⁿ⁻¹⁻ⁱ over i ≥ m - 1.
    """
    p = float(_checked([detection_probability], m, n)[0])
    return sum(comb(n - 1, i) * p**i * (1 - p) ** (n - 1 - i) for i in range(m - 1, n))


def false_track_rate_hz(
    false_alarm_probability: float, cells: float, interval_s: float, m: int, n: int
) -> float:
    """Return the rate at which false alarms start tracks, per second.

    Each cell is a separate chain that starts again after each confirmation: cells / (T·E[looks])
    (after Castella [1]_). A cell is a gate, not a resolution cell: false alarms of any of its
    resolution cells continue a false track, so the probability is that of a gate.

    Parameters
    ----------
    false_alarm_probability
        Of one gate in one look.
    cells
        Number of gates in the volume searched.
    interval_s
        Revisit time.
    m, n
        As for `confirmation_by_look`.
    """
    return cells / (interval_s * expected_looks(false_alarm_probability, m, n))


def _chain(m: int, n: int) -> tuple[Patterns, Patterns, NDArray[np.bool_]]:
    """Pattern after a hit and after a miss, and whether a hit confirms; the newest look is bit 0.

    A pattern that has m - 1 hits or fewer stays below m after a miss, so only hits confirm.
    """
    patterns = np.arange(2 ** (n - 1), dtype=np.int64)
    kept = 2 ** (n - 1) - 1
    hits = np.array([int(one).bit_count() for one in patterns])
    return (2 * patterns + 1) & kept, (2 * patterns) & kept, hits + 1 >= m


def _checked(probabilities: Sequence[float] | Floats, m: int, n: int) -> Floats:
    if not 1 <= m <= n <= LONGEST_WINDOW:
        raise ValueError(f"m of n must satisfy 1 ≤ m ≤ n ≤ {LONGEST_WINDOW}")
    seen = np.asarray(probabilities, dtype=np.float64)
    if np.any((seen < 0) | (seen > 1)):
        raise ValueError("a detection probability must lie between 0 and 1")
    return seen
