"""Products of orthonormal Legendre polynomials on the unit cube, few factors in each."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Flags, Floats

Indices: TypeAlias = NDArray[np.int64]


def legendre(u: Floats, degree: int) -> Floats:
    """Return the Legendre polynomials that are orthonormal for a uniform variable on [0, 1].

    φ_k(u) = √(2k + 1) · P_k(2u − 1), by Bonnet's recursion (Abramowitz & Stegun 22.7.10).

    Parameters
    ----------
    u
        Any shape, in [0, 1].
    degree
        The highest degree.

    Returns
    -------
    Floats
        Shape (degree + 1, *u.shape).
    """
    x = 2 * u - 1
    table = np.ones((degree + 1, *u.shape))
    if degree:
        table[1] = x
    for k in range(1, degree):
        table[k + 1] = ((2 * k + 1) * x * table[k] - k * table[k - 1]) / (k + 1)
    scale = np.sqrt(2 * np.arange(degree + 1) + 1.0)
    table *= scale.reshape(-1, *[1] * u.ndim)
    return table


class Terms(NamedTuple):
    """Terms of an expansion; a factor of degree 0 is 1."""

    inputs: Indices
    """Input of each factor, shape (terms, factors)."""
    degrees: Indices
    """Its degree, the same shape."""

    def values(self, table: Floats) -> Floats:
        """Return every term at every point, shape (terms, n).

        ``table`` is what `legendre` gives for points of shape (d, n).
        """
        found = table[self.degrees[:, 0], self.inputs[:, 0]]
        for inputs, degrees in zip(self.inputs.T[1:], self.degrees.T[1:], strict=True):
            several = np.flatnonzero(degrees)
            found[several] *= table[degrees[several], inputs[several]]
        return found

    def depends(self, d: int) -> Flags:
        """Return which term depends on which input, shape (terms, d)."""
        found = np.zeros((len(self.inputs), d), dtype=bool)
        for inputs, degrees in zip(self.inputs.T, self.degrees.T, strict=True):
            found[np.flatnonzero(degrees), inputs[degrees > 0]] = True
        return found

    @property
    def orders(self) -> Indices:
        """Number of inputs in each term, shape (terms,)."""
        return np.asarray(np.count_nonzero(self.degrees, axis=1), dtype=np.int64)

    def take(self, which: Indices | Flags) -> Terms:
        """Return some of the terms."""
        return Terms(self.inputs[which], self.degrees[which])


def main_effects(d: int, degree: int, factors: int = 1) -> Terms:
    """Return the terms of one input each, up to this degree; shape (d · degree, factors)."""
    inputs = np.zeros((d * degree, factors), dtype=np.int64)
    degrees = np.zeros((d * degree, factors), dtype=np.int64)
    inputs[:, 0] = np.repeat(np.arange(d), degree)
    degrees[:, 0] = np.tile(np.arange(1, degree + 1), d)
    return Terms(inputs, degrees)


def powers(degree: int, norm: float, order: int) -> list[tuple[int, ...]]:
    """Return the degrees, all above 0, of ``order`` factors in a hyperbolic set.

    A term belongs to the set if (Σ degree_i ^ norm) ^ (1 / norm) ≤ degree (Blatman & Sudret 2011,
    equation 14); ``norm`` 1 is the total degree, a smaller one leaves out high interactions.
    """
    limit = degree**norm + 1e-9
    choices = product(range(1, degree + 1), repeat=order)
    return [each for each in choices if sum(k**norm for k in each) <= limit]


def interactions(active: Sequence[int], degree: int, norm: float, orders: Sequence[int]) -> Terms:
    """Return the interactions of these inputs in a hyperbolic set; shape (terms, max(orders))."""
    widest = max(orders)
    inputs: list[tuple[int, ...]] = []
    degrees: list[tuple[int, ...]] = []
    for order in orders:
        padding = (0,) * (widest - order)
        kinds = powers(degree, norm, order)
        for group in combinations(active, order):
            inputs += [group + padding] * len(kinds)
            degrees += [kind + padding for kind in kinds]
    shape = (-1, widest)
    return Terms(
        np.array(inputs, dtype=np.int64).reshape(shape),
        np.array(degrees, dtype=np.int64).reshape(shape),
    )


def joined(*parts: Terms) -> Terms:
    """Return the terms of all, padded to the same number of factors."""
    widest = max(part.inputs.shape[1] for part in parts)
    inputs = np.zeros((sum(len(part.inputs) for part in parts), widest), dtype=np.int64)
    degrees = np.zeros_like(inputs)
    start = 0
    for part in parts:
        rows, factors = part.inputs.shape
        inputs[start : start + rows, :factors] = part.inputs
        degrees[start : start + rows, :factors] = part.degrees
        start += rows
    return Terms(inputs, degrees)
