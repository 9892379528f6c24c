"""Rare outcomes of many independent chances, by tilting them and weighting what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import optimize, special, stats

from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.arrays import Flags, Floats


class Tail(NamedTuple):
    """A small probability with its interval."""

    probability: float
    low: float
    high: float
    effective_hits: float
    """(Σ w)² / Σ w² over the replications with the outcome; below 30 the interval is unreliable."""


def tilted(p: Floats, theta: float) -> Floats:
    """Return the probabilities p e^θ / (1 − p + p e^θ) (Siegmund 1976), the shape of ``p``."""
    with np.errstate(divide="ignore"):
        return np.asarray(special.expit(special.logit(p) + theta), dtype=np.float64)


def theta_for(p: Floats, expected: float) -> float:
    """Return the tilt at which this number of the chances come true on average.

    For the probability of at least k of them, ``expected`` = k is asymptotically the best choice.
    """
    p = np.asarray(p, dtype=np.float64)
    possible = float(np.count_nonzero(p > 0))
    certain = float(np.count_nonzero(p >= 1))
    if not certain < expected < possible:
        raise InputError(
            f"{expected} of the chances cannot be expected",
            field="expected",
            allowed=f"between {certain:g} and {possible:g}, exclusive",
        )
    return float(optimize.brentq(lambda t: float(tilted(p, t).sum()) - expected, -60, 60))


def log_ratio(hits: Flags, p: Floats, theta: float) -> Floats:
    """Return ln of the probability of what happened over that under the tilt, shape (n,).

    Parameters
    ----------
    hits
        Which chance came true, shape (n, chances).
    p
        Their probabilities without the tilt, shape (chances,).
    theta
        The tilt.
    """
    return np.asarray(np.log1p(p * np.expm1(theta)).sum() - theta * hits.sum(axis=1))


def probability(outcome: Flags, log_ratios: Floats, confidence: float = 0.95) -> Tail:
    """Return the probability of an outcome, from replications with tilted chances.

    The mean of outcome · ratio, which has no bias; a normal interval on the logarithm.

    Parameters
    ----------
    outcome
        Whether it happened, shape (n,), n at least 2.
    log_ratios
        From `log_ratio`, shape (n,).
    confidence
        Of the interval.
    """
    if outcome.shape != log_ratios.shape or outcome.size < 2:  # noqa: PLR2004
        raise InputError("outcomes and ratios do not fit", field="outcome")
    weighted = np.where(outcome, np.exp(np.where(outcome, log_ratios, 0.0)), 0.0)
    mean = float(weighted.mean())
    if mean == 0:
        return Tail(0.0, 0.0, 1.0, 0.0)
    error = float(weighted.std(ddof=1)) / np.sqrt(weighted.size) / mean
    factor = float(np.exp(stats.norm.ppf((1 + confidence) / 2) * error))
    hits = float(weighted.sum() ** 2 / np.sum(weighted**2))
    return Tail(mean, mean / factor, min(mean * factor, 1.0), hits)
