"""Distance between a set of tracks and a set of targets: OSPA and GOSPA.

Both match points of two sets so that the sum of distances, cut off at c, is least. OSPA is an
average over the larger set. GOSPA is a sum that splits into error of place, missed targets and
false tracks; it does not reward false tracks that happen to spread the average.

References
----------
.. [1] D. Schuhmacher, B.-T. Vo, B.-N. Vo, "A Consistent Metric for Performance Evaluation of
   Multi-Object Filters", IEEE Trans. Signal Processing 56 (2008) 3447.
.. [2] A. S. Rahmathullah, Á. F. García-Fernández, L. Svensson, "Generalized Optimal Sub-Pattern
   Assignment Metric", 20th Int. Conf. Information Fusion, 2017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from skydome.arrays import Floats


class Gospa(NamedTuple):
    """GOSPA with α = 2, and its parts.

    ``total`` is (localisation + missed + false)^(1/p); the three parts are p-th powers of metres.
    """

    total: float
    localisation: float
    missed: float
    false: float


def ospa(truths: ArrayLike, tracks: ArrayLike, cutoff_m: float, order: float = 2.0) -> float:
    """Return the OSPA distance of two sets of points [1]_, in metres.

    ((Σ min(d, c)ᵖ + cᵖ·|difference in number|) / larger number)^(1/p); 0 where both are empty.

    Parameters
    ----------
    truths, tracks
        Points, (M, d) and (N, d) in metres.
    cutoff_m, order
        c above zero, p of 1 or more.

    Raises
    ------
    ValueError
        A parameter outside its range.
    """
    distances = _cut_distances(truths, tracks, cutoff_m, order)
    fewer, more = sorted(distances.shape)
    if more == 0:
        return 0.0
    matched = _least(distances**order)
    total = (matched.sum() + cutoff_m**order * (more - fewer)) / more
    return float(total ** (1 / order))


def gospa(truths: ArrayLike, tracks: ArrayLike, cutoff_m: float, order: float = 2.0) -> Gospa:
    """Return the GOSPA distance of two sets of points and its parts [2]_, with α = 2.

    (Σ dᵖ over matched pairs + cᵖ/2·(missed + false))^(1/p), the matching chosen to make it least. A
    pair as far apart as c counts as one missed and one false. Parameters and errors as for `ospa`.
    """
    distances = _cut_distances(truths, tracks, cutoff_m, order)
    matched = _least(distances**order)
    near = matched[matched < cutoff_m**order]
    half = cutoff_m**order / 2
    parts = (
        float(near.sum()),
        half * (distances.shape[0] - near.size),
        half * (distances.shape[1] - near.size),
    )
    return Gospa(sum(parts) ** (1 / order), *parts)


def _cut_distances(truths: ArrayLike, tracks: ArrayLike, cutoff_m: float, order: float) -> Floats:
    if cutoff_m <= 0 or order < 1:
        raise ValueError("cutoff_m must be above zero and order 1 or more")
    first, second = np.asarray(truths, np.float64), np.asarray(tracks, np.float64)
    if first.size == 0 or second.size == 0:
        return np.empty((len(first), len(second)))
    apart = np.linalg.norm(first[:, None, :] - second[None, :, :], axis=2)
    cut: Floats = np.minimum(apart, cutoff_m)
    return cut


def _least(costs: Floats) -> Floats:
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(costs)
    matched: Floats = costs[rows, columns]
    return matched
