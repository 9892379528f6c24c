"""Assignment of detections to tracks: gates and the global nearest neighbour.

References
----------
.. [1] S. Blackman, R. Popoli, "Design and Analysis of Modern Tracking Systems", 1999, chapter 6.
.. [2] R. Jonker, A. Volgenant, "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear
   Assignment Problems", Computing 38 (1987) 325.
.. [3] S. Mori, K.-C. Chang, C.-Y. Chong, K.-P. Dunn, "Prediction of Track Purity and Track Accuracy
   in Dense Target Environments", IEEE Trans. Automatic Control 40 (1995) 953.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from skydome.compiler import inline_kernel, kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Indices: TypeAlias = NDArray[np.int64]

NOBODY = -1


def gate_threshold(probability: float, dimensions: int) -> float:
    """Return the squared Mahalanobis distance of a gate that contains a target's detection.

    It is the chi-square quantile with as many degrees of freedom as a measurement has numbers [1]_.
    """
    from skydome import special

    return float(special.chdtri(dimensions, 1 - probability))


def correct_association_probability(
    targets_m3: float, innovation_determinant: float, dimensions: int = 3
) -> float:
    """Return the probability that a track among many targets gets its own detection [3]_.

    exp(-C·β·√|S|), C = 2^(d-1)·π^((d-1)/2)·Γ((d+1)/2) / Γ(d/2 + 1). Every target is detected and
    there is no clutter.

    Parameters
    ----------
    targets_m3
        Density β, per m³ (per m² where d = 2).
    innovation_determinant
        |S| of the predicted measurement, m⁶ for d = 3.
    dimensions
        d.
    """
    return math.exp(-_rivals(targets_m3, innovation_determinant, dimensions))


def widened_noise(predicted: Floats, noise: Floats, targets_m3: float) -> Floats:
    """Return a measurement noise that includes wrong associations [3]_, equation 7.

    R + 2/(d+2)·((d+1)·P - R)·ξ·exp(-ξ), ξ = C·β·√|P + R| as in `correct_association_probability`. A
    filter's covariance run with it is that of a track among many others.

    Parameters
    ----------
    predicted, noise
        Covariance of the predicted position, P, and of a measurement, R, both (d, d).
    targets_m3
        Density β.
    """
    d = len(noise)
    rivals = _rivals(targets_m3, float(np.linalg.det(predicted + noise)), d)
    share = 2 / (d + 2) * rivals * math.exp(-rivals)
    return noise + share * ((d + 1) * predicted - noise)


def _rivals(targets_m3: float, innovation_determinant: float, dimensions: int) -> float:
    """Exponent C·β·√|S|: about how many detections of others lie nearer than a track's own."""
    d = dimensions
    shape = math.pow(2, d - 1) * math.pow(math.pi, (d - 1) / 2)
    shape *= math.gamma((d + 1) / 2) / math.gamma(d / 2 + 1)
    return shape * targets_m3 * math.sqrt(innovation_determinant)


@inline_kernel
def _hand_over(
    row: int, first: int, column_of: Indices, owner: Indices, came_from: Indices
) -> None:
    """Give each column on the way back to the row it was reached from, until the first row."""
    free = column_of[row]
    column_of[row] = NOBODY
    while row != first:
        row = came_from[free]
        column_of[row], free = free, column_of[row]
        owner[column_of[row]] = row


@inline_kernel
def _nearest(distance: Floats, scanned: NDArray[np.bool_]) -> int:
    best = NOBODY
    for j in range(distance.size):
        if not scanned[j] and distance[j] < np.inf and (best < 0 or distance[j] < distance[best]):
            best = j
    return best


@inline_kernel
def _find_path(
    first: int,
    costs: Floats,
    miss_cost: float,
    row_price: Floats,
    column_price: Floats,
    owner: Indices,
    distance: Floats,
    scanned: NDArray[np.bool_],
    came_from: Indices,
) -> tuple[float, int, int]:
    """Shortest path from a row to a free column or to a row that is better left unassigned.

    Returns its length, the column (or -1) and the row at its end.
    """
    row, reached, best_miss, misser = first, 0.0, np.inf, first
    distance[:], scanned[:] = np.inf, False
    while True:
        if reached + miss_cost - row_price[row] < best_miss:
            best_miss, misser = reached + miss_cost - row_price[row], row
        base = reached - row_price[row]
        for j in range(costs.shape[1]):
            length = base + costs[row, j] - column_price[j]
            if not scanned[j] and length < distance[j]:
                distance[j], came_from[j] = length, row
        column = _nearest(distance, scanned)
        if column < 0 or distance[column] >= best_miss:
            return best_miss, NOBODY, misser
        reached = distance[column]
        scanned[column] = True
        if owner[column] < 0:
            return reached, column, came_from[column]
        row = owner[column]


@kernel
def assign(costs: Floats, miss_cost: float) -> Indices:
    """Return the least-cost assignment of rows to columns; rows may stay unassigned.

    Successive shortest augmenting paths [2]_. A row may stay unassigned at ``miss_cost``, so
    the gate as the cost of a miss gives the global nearest neighbour.

    Parameters
    ----------
    costs
        (N, M), zero or more; infinity forbids a pair.
    miss_cost
        What a row without a column costs.

    Returns
    -------
    Column of each row, (N,), -1 for none.
    """
    rows, columns = costs.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    owner, column_of = np.full(columns, NOBODY), np.full(rows, NOBODY)
    distance, came_from = np.empty(columns), np.empty(columns, dtype=np.int64)
    scanned = np.empty(columns, dtype=np.bool_)
    for first in range(rows):
        length, column, row = _find_path(
            first, costs, miss_cost, row_price, column_price, owner, distance, scanned, came_from
        )
        row_price[first] += length
        for j in range(columns):
            if scanned[j]:
                column_price[j] -= length - distance[j]
                if owner[j] >= 0:
                    row_price[owner[j]] += length - distance[j]
        _hand_over(row, first, column_of, owner, came_from)
        if column >= 0:
            column_of[row], owner[column] = column, row
    return column_of
