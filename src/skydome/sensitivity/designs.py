"""Space-filling and structured designs: points in the unit cube, the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.arrays import Floats

MOST_SOBOL_DIMENSIONS = 21_201  # of the direction numbers that SciPy ships


def latin_hypercube(n: int, d: int, seed: int) -> Floats:
    """Return ``n`` points, one in each of ``n`` equal slices of every axis (McKay et al. 1979).

    Parameters
    ----------
    n, d
        Number of points and of dimensions, both at least 1.
    seed
        The same seed gives the same points.

    Returns
    -------
    Floats
        Shape (n, d), in [0, 1).
    """
    _at_least(n, 1, "n")
    _at_least(d, 1, "d")
    return _floats(qmc.LatinHypercube(d, rng=np.random.default_rng(seed)).random(n))


def sobol(n: int, d: int, seed: int) -> Floats:
    """Return the first ``n`` points of a scrambled Sobol sequence, shape (n, d).

    Raises
    ------
    InputError
        If ``n`` is not a power of two: the sequence is balanced only at those lengths.
    """
    _power_of_two(n)
    _at_least(d, 1, "d")
    if d > MOST_SOBOL_DIMENSIONS:
        raise InputError(f"{d} dimensions", field="d", allowed=f"1 to {MOST_SOBOL_DIMENSIONS}")
    return _floats(qmc.Sobol(d, scramble=True, rng=np.random.default_rng(seed)).random(n))


def saltelli(n: int, d: int, seed: int) -> Floats:
    """Return the points for first and total Sobol indices by the estimators of Saltelli and Jansen.

    Matrices A and B are the two halves of one scrambled Sobol sequence in 2d dimensions. Matrix
    AB_i is A with column i from B (Saltelli et al. 2010, table 2).

    Parameters
    ----------
    n
        Rows of A, a power of two.
    d
        Number of inputs.
    seed
        The same seed gives the same points.

    Returns
    -------
    Floats
        Shape (n · (d + 2), d): the n rows of A, then those of B, then of AB_1 to AB_d.
    """
    _at_least(d, 1, "d")
    both = sobol(n, 2 * d, seed)
    a, b = both[:, :d], both[:, d:]
    mixed = np.repeat(a[None], d, axis=0)
    each = np.arange(d)
    mixed[each, :, each] = b.T
    return np.concatenate([a, b, mixed.reshape(d * n, d)])


def morris(trajectories: int, d: int, levels: int, seed: int) -> Floats:
    """Return Morris trajectories: d steps, each of one input by half the range, in random order.

    The step is levels / (2 (levels − 1)), so that with an even number of levels every level is
    visited equally often (Morris 1991, section 3).

    Parameters
    ----------
    trajectories
        Number of trajectories, at least 2.
    d
        Number of inputs.
    levels
        Number of grid levels on each axis, even.
    seed
        The same seed gives the same points.

    Returns
    -------
    Floats
        Shape (trajectories · (d + 1), d), trajectory after trajectory.
    """
    _at_least(trajectories, 2, "trajectories")
    _at_least(d, 1, "d")
    if levels < 2 or levels % 2:  # noqa: PLR2004
        raise InputError(f"{levels} levels", field="levels", allowed="an even number from 2")
    rng = np.random.default_rng(seed)
    step = levels / (2 * (levels - 1))
    low = rng.integers(levels // 2, size=(trajectories, 1, d)) / (levels - 1)
    rising = rng.integers(2, size=(trajectories, 1, d)).astype(bool)
    rank = rng.permuted(np.tile(np.arange(d), (trajectories, 1)), axis=1)
    moved = np.arange(d + 1)[:, None] > rank[:, None, :]
    return _floats((low + step * (moved == rising)).reshape(-1, d))


def _floats(points: Floats) -> Floats:
    return np.ascontiguousarray(points, dtype=np.float64)


def _at_least(number: int, least: int, field: str) -> None:
    if number < least:
        raise InputError(f"{field} is {number}", field=field, allowed=f"{least} or more")


def _power_of_two(n: int) -> None:
    if n < 1 or n & (n - 1):
        below = 1 << max(n.bit_length() - 1, 0)
        raise InputError(
            f"{n} points of a Sobol sequence are not balanced",
            field="n",
            allowed=f"a power of two, such as {below} or {2 * below}",
        )
