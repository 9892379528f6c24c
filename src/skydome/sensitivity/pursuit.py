"""Forward selection of terms, in all folds of a cross-validation and on all draws at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from skydome.arrays import Flags, Floats
    from skydome.sensitivity.polynomials import Indices

DEPENDENT = 1e-6  # a column with less of its square left is a combination of selected ones
PATIENCE = 8  # steps without an improvement before a path ends
PERFECT = 1e-12  # share of the variance below which nothing is left to explain


class Fit(NamedTuple):
    """One model per fold, all with the same number of terms."""

    terms: Indices
    """Selected columns, shape (terms, folds)."""
    coefficients: Floats
    """Their coefficients, the same shape."""
    constants: Floats
    """Shape (folds,)."""
    error: float
    """Mean square of the errors at the draws that each model has not seen."""


def folds(n: int, number: int, seed: int) -> Flags:
    """Return which draws train which model, shape (n, number + 1); the last model has all draws."""
    fold = np.random.default_rng(seed).permutation(n) % number
    return np.column_stack([fold[:, None] != np.arange(number), np.ones(n, dtype=bool)])


def pursue(columns: Floats, y: Floats, train: Flags, allowed: Flags, most: int) -> Fit:
    """Select terms by orthogonal least squares (Chen, Billings & Luo 1989), fold by fold.

    At each step a model takes the column that lowers its residual sum of squares most. The number
    of terms is that with the least error at draws outside the fold. Selection happens within the
    fold, so that the error includes it; the usual leave-one-out error of the selected terms,
    corrected or not, does not, and with 1,000 candidates and 256 draws it keeps falling on noise.

    Parameters
    ----------
    columns
        Candidate terms at the draws, shape (P, n).
    y
        Values, shape (n,).
    train
        From `folds`, shape (n, F); all columns but the last leave draws out.
    allowed
        Which model may select which candidate, shape (P, F).
    most
        The largest number of terms.
    """
    n, models = train.shape
    weights = train.T.astype(np.float64)
    most = min(most, n // 2)
    path = _Path(weights, most)
    gains = [path.known[:, 0] @ y]
    predicted = path.everywhere[:, 0] * gains[0][:, None]
    shadow = columns @ path.known[:, 0].T
    left = np.square(columns) @ weights.T
    floor = DEPENDENT * left
    left -= shadow**2
    correlation = columns @ (weights * y).T - shadow * gains[0]
    free = allowed.copy()
    chosen: list[Indices] = []
    errors = [_error(y, predicted, weights)]
    each = np.arange(models)
    scale = float(np.var(y)) + np.finfo(np.float64).tiny
    while len(chosen) < most and errors[-1] > PERFECT * scale:
        usable = free & (left > floor)
        if not usable.any(axis=0).all():
            break
        best = np.argmax(np.where(usable, correlation**2 / np.maximum(left, floor), -1), axis=0)
        q, full = path.extend(columns[best])
        shadow = columns @ q.T
        gain = q @ y
        left -= shadow**2
        correlation -= shadow * gain
        free[best, each] = False
        predicted += full * gain[:, None]
        gains.append(gain)
        chosen.append(best)
        errors.append(_error(y, predicted, weights))
        if len(errors) - int(np.argmin(errors)) > PATIENCE + len(errors) // 5:
            break
    size = int(np.argmin(errors))
    terms = np.array(chosen[:size], dtype=np.int64).reshape(size, models)
    solution = path.coefficients(np.stack(gains[: size + 1], axis=1))
    return Fit(terms, solution[:, 1:].T, solution[:, 0], errors[size])


class _Path:
    """The selected columns of every model, made orthonormal on its training draws."""

    def __init__(self, weights: Floats, most: int) -> None:
        models, n = weights.shape
        self.weights = weights
        self.size = 1
        self.known = np.empty((models, most + 1, n))
        self.everywhere = np.empty((models, most + 1, n))  # the same directions on all draws
        self.triangle = np.zeros((models, most + 1, most + 1))
        length = np.sqrt(weights.sum(axis=1))
        self.triangle[:, 0, 0] = length
        self.everywhere[:, 0] = 1 / length[:, None]
        self.known[:, 0] = weights / length[:, None]

    def extend(self, column: Floats) -> tuple[Floats, Floats]:
        """Add one column a model, shape (F, n); return its direction, in training and overall."""
        size = self.size
        known, everywhere = self.known[:, :size], self.everywhere[:, :size]
        row = np.zeros((len(column), size))
        full = column
        for _ in range(2):  # the second time removes what rounding left
            part = (known @ (full * self.weights)[..., None])[..., 0]
            full = full - (part[:, None] @ everywhere)[:, 0]
            row += part
        length = np.sqrt(np.sum(full**2 * self.weights, axis=1))
        full = full / length[:, None]
        self.triangle[:, :size, size] = row
        self.triangle[:, size, size] = length
        self.everywhere[:, size] = full
        self.known[:, size] = full * self.weights
        self.size += 1
        return self.known[:, size], full

    def coefficients(self, gains: Floats) -> Floats:
        """Return the coefficients of the first columns from those of the directions."""
        size = gains.shape[1]
        found = np.linalg.solve(self.triangle[:, :size, :size], gains[..., None])
        return np.asarray(found[..., 0], dtype=np.float64)


def _error(y: Floats, predicted: Floats, weights: Floats) -> float:
    return float(np.sum(((1 - weights) * (y - predicted)) ** 2) / len(y))
