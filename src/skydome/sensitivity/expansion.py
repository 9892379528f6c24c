"""A sparse polynomial chaos: which terms, of which degree, with a model for every fold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from skydome.sensitivity.polynomials import (
    Terms,
    interactions,
    joined,
    legendre,
    main_effects,
    powers,
)
from skydome.sensitivity.pursuit import Fit, folds, pursue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from skydome.arrays import Flags, Floats

FOLDS = 10
MOST_CANDIDATES = 1_200
MOST_TERMS = 150
MAIN_DEGREES = (1, 2, 3, 4, 6, 8, 10, 12)
# Degree, norm and orders of the interactions, from few terms to many.
HYPERBOLIC_SETS = (
    (2, 1.0, (2,)),
    (3, 1.0, (2, 3)),
    (4, 1.0, (2, 3)),
    (6, 0.75, (2, 3)),
    (6, 1.0, (2, 3, 4)),
    (8, 1.0, (2, 3, 4)),
    (10, 1.0, (2, 3)),
)
LOSSES = 2  # degrees in a row that do not lower the error, before the search ends


class Expansion(NamedTuple):
    """A polynomial of each fold, and of all draws."""

    terms: Terms
    coefficients: Floats
    """Shape (terms, folds + 1); the last column is the model of all draws."""
    constants: Floats
    """Shape (folds + 1,)."""
    train: Flags
    """Which draws train which model, shape (n, folds + 1)."""
    error: float
    """Mean square of the errors at draws that the model has not seen."""
    degree: int
    """The highest total degree of a term in the model of all draws."""

    def predict(self, u: Floats) -> Floats:
        """Return the polynomial of all draws at points of shape (m, d); shape (m,)."""
        used = np.flatnonzero(self.coefficients[:, -1])
        terms = self.terms.take(used)
        table = legendre(np.ascontiguousarray(u.T), int(terms.degrees.max(initial=0)))
        found: Floats = self.coefficients[used, -1] @ terms.values(table)
        found += self.constants[-1]
        return found


def expand(u: Floats, y: Floats, seed: int) -> Expansion:
    """Fit sparse polynomials; cross-validation chooses degree, interactions and number of terms.

    Main effects come first: degrees rise until the error at unseen draws no longer falls.
    Interactions follow, in hyperbolic sets that grow, among the inputs with the largest main
    effects, as many inputs as keep the candidates below `MOST_CANDIDATES`. Each fold ranks the
    inputs on its own draws. With few inputs they are all inputs.

    Parameters
    ----------
    u
        Points in the unit cube, shape (n, d).
    y
        Values, shape (n,).
    seed
        Of the division into folds.
    """
    n, d = u.shape
    train = folds(n, min(FOLDS, n), seed)
    columns = np.ascontiguousarray(u.T)
    table = legendre(columns, max(MAIN_DEGREES))
    most = min(MOST_TERMS, n // 3)

    def tried(terms: Terms, allowed: Flags) -> Fit:
        return pursue(terms.values(table), y, train, allowed, most)

    main, best = _main_effects(d, train, tried)
    score = _scores(main, best, table, y, train)
    terms, pairs, active = main, main.take(np.empty(0, dtype=np.int64)), score > 0
    for degree, norm, orders in HYPERBOLIC_SETS if d > 1 else ():
        new, among = _candidates(score, degree, norm, [k for k in orders if k <= d])
        wide = joined(main, new)
        fit = tried(wide, _allowed(wide, among))
        if fit.error < best.error:
            best, terms, pairs, active = fit, wide, new, among
    # With interactions explained, main effects of higher degree may show.
    losses = 0
    for degree in MAIN_DEGREES if len(pairs.inputs) else ():
        if degree <= main.degrees.max() or d * degree > MOST_CANDIDATES or losses == LOSSES:
            continue
        wide = joined(main_effects(d, degree), pairs)
        fit = tried(wide, _allowed(wide, active))
        losses = 0 if fit.error < best.error else losses + 1
        if fit.error < best.error:
            best, terms = fit, wide
    return _gathered(terms, best, train)


def _allowed(terms: Terms, active: Flags) -> Flags:
    """Return which model may use which term: interactions of its active inputs only."""
    outside = (terms.depends(len(active))[:, :, None] & ~active).any(axis=1)
    return np.asarray(~outside | (terms.orders == 1)[:, None])


def _main_effects(d: int, train: Flags, tried: Callable[[Terms, Flags], Fit]) -> tuple[Terms, Fit]:
    def of_degree(degree: int) -> tuple[Terms, Fit]:
        terms = main_effects(d, degree)
        return terms, tried(terms, np.ones((d * degree, train.shape[1]), dtype=bool))

    found = of_degree(1)
    losses = 0
    for degree in MAIN_DEGREES[1:]:
        if d * degree > MOST_CANDIDATES or losses == LOSSES:
            break
        terms, fit = of_degree(degree)
        losses = 0 if fit.error < found[1].error else losses + 1
        if fit.error < found[1].error:
            found = terms, fit
    return found


def _scores(main: Terms, fit: Fit, table: Floats, y: Floats, train: Flags) -> Floats:
    """Return the variance that each input explains alone, by model, shape (d, F).

    Inputs that a model has not selected follow those that it has, by their correlation.
    """
    d = table.shape[1]
    weights = train / train.sum(axis=0)
    slopes = main.values(table) @ (weights * (y[:, None] - y @ weights))
    found = np.zeros((d, train.shape[1]))
    small = 1e-6 / max(float(np.sum(slopes**2)), np.finfo(np.float64).tiny)
    np.add.at(found, main.inputs[:, 0], small * float(np.var(y)) * slopes**2)
    for model, (terms, values) in enumerate(zip(fit.terms.T, fit.coefficients.T, strict=True)):
        np.add.at(found[:, model], main.inputs[terms, 0], values**2)
    return found


def _candidates(
    score: Floats, degree: int, norm: float, orders: Sequence[int]
) -> tuple[Terms, Flags]:
    """Return interactions among the most active inputs, and which model may use which input."""
    d = len(score)
    rank = np.argsort(np.argsort(-score, axis=0, kind="stable"), axis=0)
    kinds = {order: len(powers(degree, norm, order)) for order in orders}
    for number in range(d, 1, -1):
        active = rank < number
        united = np.flatnonzero(active.any(axis=1))
        size = sum(math.comb(len(united), order) * kinds[order] for order in orders)
        if size <= MOST_CANDIDATES:
            break
    return interactions(united.tolist(), degree, norm, orders), active


def _gathered(terms: Terms, fit: Fit, train: Flags) -> Expansion:
    """Return the terms that any model uses, with zeros where a model does not."""
    used, place = np.unique(fit.terms, return_inverse=True)
    coefficients = np.zeros((len(used), train.shape[1]))
    coefficients[place.reshape(fit.terms.shape), np.arange(train.shape[1])] = fit.coefficients
    kept = terms.take(used)
    total = kept.degrees.sum(axis=1)[coefficients[:, -1] != 0]
    degree = int(total.max(initial=0))
    return Expansion(kept, coefficients, fit.constants, train, fit.error, degree)
