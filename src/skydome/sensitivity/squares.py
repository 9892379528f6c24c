"""Sums of squared coefficients, without the bias that noise and overfitting give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from skydome.sensitivity.polynomials import Terms, joined, legendre
from skydome.sensitivity.polynomials import main_effects as main_terms

if TYPE_CHECKING:
    from skydome.arrays import Floats
    from skydome.sensitivity.expansion import Expansion
    from skydome.sensitivity.polynomials import Indices

MAIN_DEGREE = 6  # of main effects
PAIR_DEGREE = 2  # of each factor of an interaction
PARTNERS = 12  # most inputs with which each input may interact
FEWEST = 3  # of them
LIKELY_CHANCE = 0.05  # p-value above which a main effect may be chance
TINY = float(np.finfo(np.float64).tiny)


class Corrected(NamedTuple):
    """A polynomial of each fold and its errors at the draws that it has not seen.

    The coefficient of any term α is the mean over draws of ψ_j = c_α + r_j φ_α(u_j), with the
    polynomial of the fold of j. That mean is unbiased however poor the polynomial is.
    """

    table: Floats
    """Legendre polynomials at the draws, shape (degree + 1, d, n)."""
    terms: Terms
    """Of the polynomials."""
    weights: Floats
    """Coefficients of the fold of each draw, shape (terms, n)."""
    r: Floats
    """Errors, shape (n,)."""

    def draws(self, terms: Terms) -> Floats:
        """Return ψ of these terms, shape (terms, n)."""
        found = terms.values(self.table)
        found *= self.r
        d = self.table.shape[1]
        known = {key: place for place, key in enumerate(keys(self.terms, d))}
        for row, key in enumerate(keys(terms, d)):
            if key in known:
                found[row] += self.weights[known[key]]
        return found


class Square(NamedTuple):
    """Sum of the squared coefficients of some terms."""

    value: float
    """Unbiased estimate."""
    influence: Floats
    """Contribution of each draw to it, to first order, shape (n,)."""
    scatter: float
    """Variance of the second-order part, all of it if the coefficients are 0."""
    freedom: float
    """Degrees of freedom of the χ² that is closest to the second-order part."""


def corrected(found: Expansion, u: Floats, y: Floats) -> Corrected:
    """Return the polynomials of the folds and their errors at draws outside their folds."""
    fold = np.argmin(found.train[:, :-1], axis=1)
    highest = max(MAIN_DEGREE, int(found.terms.degrees.max(initial=0)))
    table = legendre(np.ascontiguousarray(u.T), highest)
    weights = found.coefficients[:, fold]
    r = y - found.constants[fold] - np.sum(found.terms.values(table) * weights, axis=0)
    return Corrected(table, found.terms, weights, r)


def keys(terms: Terms, d: int) -> list[tuple[int, ...]]:
    """Return an identity for each term: input and degree of its factors, in ascending order."""
    codes = np.where(terms.degrees > 0, terms.degrees * d + terms.inputs, 0)
    return [tuple(code for code in row if code) for row in np.sort(codes, axis=1).tolist()]


def main_effect(i: int, model: Terms) -> Terms:
    """Return the main effect of an input up to degree 6, and its further terms in the model."""
    d = int(model.inputs.max(initial=i)) + 1
    own = model.depends(d)[:, i] & (model.orders == 1)
    high = own & (model.degrees.max(axis=1, initial=0) > MAIN_DEGREE)
    return joined(_of(i), model.take(high))


def everything(i: int, partners: Indices, model: Terms) -> Terms:
    """Return all terms of an input: main effect, interactions with partners, and the model's.

    The interactions have degree up to 2 in each factor. With all inputs as partners, the errors of
    290 inputs would hide any interaction.
    """
    d = max(int(model.inputs.max(initial=i)), int(partners.max(initial=i))) + 1
    others = partners[partners != i]
    low = np.arange(1, PAIR_DEGREE + 1)
    partner, a, b = (axis.ravel() for axis in np.meshgrid(others, low, low, indexing="ij"))
    pairs = Terms(np.stack([np.full_like(partner, i), partner], axis=1), np.stack([a, b], axis=1))
    listed = joined(_of(i), pairs)
    own = model.take(model.depends(d)[:, i])
    present = set(keys(listed, d))
    new = np.array([key not in present for key in keys(own, d)], dtype=bool)
    return joined(listed, own.take(new))


def _of(i: int) -> Terms:
    one = main_terms(1, MAIN_DEGREE)
    return Terms(one.inputs + i, one.degrees)


def square(psi: Floats) -> Square:
    r"""Return the sum of squared coefficients from their ψ, shape (terms, n).

    A U-statistic, Σ_{j≠k} ψ_j·ψ_k / (n (n − 1)): c̄² less its variance. A draw's contribution
    is 2 c·ψ_j (Hoeffding 1948), with c shrunk towards 0 by the share of c̄² that is error. What
    remains has the variance 2 tr(Σ²) / n², where Σ is the covariance of ψ. Since the shrunk c is
    never below 0, the variance is too large where most coefficients are 0, up to twice.
    """
    n = psi.shape[1]
    mean = psi.mean(axis=1)
    centred = psi - mean[:, None]
    covariance = centred @ centred.T / (n - 1)
    error = np.diag(covariance) / n
    value = float(np.sum(mean**2 - error))
    shrunk = mean * np.sqrt(np.clip(1 - error / np.maximum(mean**2, TINY), 0, 1))
    norm = float(np.sum(covariance**2))
    freedom = float(np.trace(covariance)) ** 2 / norm if norm else 1.0
    return Square(value, 2 * shrunk @ psi, 2 * norm / n**2, freedom)


def chance_of(psi: Floats) -> float:
    """Return the probability of such coefficients, or larger ones, if all of them are 0.

    Hotelling's test without the covariances of the terms, which are close to 0.
    """
    terms, n = psi.shape
    scores = psi.mean(axis=1) ** 2 * n / np.maximum(psi.var(axis=1, ddof=1), TINY)
    return float(stats.f.sf(scores.mean(), terms, n - terms))


def active(explained: Floats, chances: Floats) -> Indices:
    """Return the inputs that others may interact with, in ascending order.

    Those whose main effect is unlikely to be chance, at most `PARTNERS`, at least `FEWEST`.
    """
    order = np.argsort(-explained, kind="stable")
    number = int(np.clip(np.count_nonzero(chances < LIKELY_CHANCE), FEWEST, PARTNERS))
    return np.sort(order[:number])
