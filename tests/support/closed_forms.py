"""Functions on the unit cube whose Sobol indices are known in closed form."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skydome.arrays import Floats

STANDARD_G = (0.0, 1.0, 4.5, 9.0, *[99.0] * 16)  # Saltelli et al. 2010, extended to 20 inputs
HARD_G = (0.0, 0.2, 0.8, 2.0, 3.0, 3.0, 3.0, *[9.0] * 13)  # all inputs act, many interact


class Known(NamedTuple):
    """Variance and indices of a function, as formulas give them."""

    variance: float
    first: Floats
    total: Floats


def ishigami(u: Floats, a: float = 7.0, b: float = 0.1) -> Floats:
    """Return Ishigami & Homma's (1990) function on [−π, π]³; u has the shape (n, 3)."""
    x = np.pi * (2 * u - 1)
    first = np.sin(x[:, 0])
    return np.asarray(first + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * first)


def ishigami_known(a: float = 7.0, b: float = 0.1) -> Known:
    """Return V1 = (1 + b π⁴ / 5)² / 2, V2 = a² / 8, V13 = 8 b² π⁸ / 225, as shares."""
    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = 8 * b**2 * math.pi**8 / 225
    variance = v1 + v2 + v13
    first = np.array([v1, v2, 0.0]) / variance
    return Known(variance, first, np.array([v1 + v13, v2, v13]) / variance)


def g_function(u: Floats, a: Sequence[float]) -> Floats:
    """Return Sobol's G, the product of (|4 u_i − 2| + a_i) / (1 + a_i); u is (n, len(a))."""
    offsets = np.asarray(a)
    return np.asarray(np.prod((np.abs(4 * u - 2) + offsets) / (1 + offsets), axis=1))


def g_known(a: Sequence[float]) -> Known:
    """Return V_i = 1 / (3 (1 + a_i)²), V = Π(1 + V_i) − 1, T_i V = V_i Π_{j≠i}(1 + V_j)."""
    each = 1 / (3 * (1 + np.asarray(a)) ** 2)
    whole = float(np.prod(1 + each))
    return Known(whole - 1, each / (whole - 1), each / (1 + each) * whole / (whole - 1))
