"""Rare outcomes of many chances: tilted chances, and the weights of what comes out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special, stats

from skydome.errors import InputError

if TYPE_CHECKING:
    from skydome.arrays import Flags, Floats

FEWEST_HITS = 30.0  # effective replications with the outcome, for an interval that covers
HEAVIEST = 0.1  # largest share of one replication in the estimate
UNFAIR = 4.0  # standard errors by which the mean weight may differ from 1
STEEPEST = 40.0  # of a tilt in log odds, beyond which nothing is left to change


@dataclass(frozen=True)
class Tail:
    """A small probability, its interval, and what supports it."""

    probability: float
    low: float
    high: float
    relative_error: float | None
    """Standard error over the estimate; None without an outcome."""
    effective_hits: float
    """(Σ w)² / Σ w² over the replications with the outcome."""
    heaviest: float
    """Largest share of one replication in the estimate."""
    mean_weight: float
    """Over all replications; 1 but for chance."""
    mean_weight_error: float
    replications: int

    @property
    def refused(self) -> str:
        """Why the estimate is not to be printed; empty where it is."""
        if self.effective_hits == 0:
            return "no replication had the outcome"
        if self.effective_hits < FEWEST_HITS:
            return (
                f"the outcome rests on {self.effective_hits:.1f} effective replications, "
                f"fewer than {FEWEST_HITS:.0f}"
            )
        if self.heaviest > HEAVIEST:
            return f"one replication carries {self.heaviest:.0%} of the estimate"
        if abs(self.mean_weight - 1) > UNFAIR * self.mean_weight_error:
            return f"the weights average {self.mean_weight:.2f} instead of 1"
        return ""

    @property
    def needed_replications(self) -> int | None:
        """About how many replications would support it; None where that cannot be said."""
        if not 0 < self.effective_hits < FEWEST_HITS:
            return None
        return int(np.ceil(self.replications * FEWEST_HITS / self.effective_hits))


def tilted(p: Floats, theta: float) -> Floats:
    """Return the probabilities p e^θ / (1 − p + p e^θ) (Siegmund 1976), the shape of ``p``."""
    with np.errstate(divide="ignore"):
        return np.asarray(special.expit(special.logit(p) + theta), dtype=np.float64)


def theta_for(p: Floats, salvo: Floats, come_true: float, weight: Floats) -> float:
    """Return the tilt at which this weighted number of salvos succeed on average.

    A salvo of n chances p succeeds if one of them comes true. The tilt is cut at the ends of what
    can be reached.

    Parameters
    ----------
    p, salvo, weight
        By salvo: the chance without the tilt, their number n, and what it counts for; shape (n,).
    come_true
        The weighted number, Σ weight · success.
    """

    def excess(theta: float) -> float:
        with np.errstate(divide="ignore"):
            missed = salvo * np.log1p(-tilted(p, theta))
        return float(weight @ -np.expm1(missed)) - come_true

    if excess(-STEEPEST) >= 0:
        return -STEEPEST
    if excess(STEEPEST) <= 0:
        return STEEPEST
    return float(optimize.brentq(excess, -STEEPEST, STEEPEST, xtol=1e-6))


def salvo_log_ratio(success: Flags, p: Floats, q: Floats, salvo: Floats) -> Floats:
    """Return ln of the probability of each salvo's outcome with chances p over that with q.

    Parameters
    ----------
    success
        Whether one of the salvo's chances came true, shape (n,).
    p, q
        The chance of each, and the tilted one.
    salvo
        How many chances a salvo has.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        missed_p, missed_q = salvo * np.log1p(-p), salvo * np.log1p(-q)
        hit = np.log(-np.expm1(missed_p)) - np.log(-np.expm1(missed_q))
        found = np.where(p == q, 0.0, np.where(success, hit, missed_p - missed_q))
    return np.asarray(found, dtype=np.float64)


def mixture_weights(log_ratio: Floats, untilted: float) -> Floats:
    """Return the weights of replications of which a share is played without the tilt.

    With f the density of what happened, g that under the tilt, and a the share without: f over
    a f + (1 − a) g, whichever of both made the replication (the balance heuristic of Veach & Guibas
    1995). No weight exceeds 1/a, so outcomes that the tilt does not favour are not missed.

    Parameters
    ----------
    log_ratio
        ln f/g, shape (n,).
    untilted
        The share a, in (0, 1].
    """
    if untilted == 1:
        return np.ones_like(log_ratio)
    with np.errstate(over="ignore"):
        return np.asarray(1 / (untilted + (1 - untilted) * np.exp(-log_ratio)))


def probability(outcome: Flags, weights: Floats, confidence: float = 0.95) -> Tail:
    """Return the probability of an outcome from weighted replications.

    The mean of outcome · weight, which has no bias; a normal interval on the logarithm.

    Parameters
    ----------
    outcome
        Whether it happened, shape (n,), n at least 2.
    weights
        Likelihood ratios, shape (n,).
    confidence
        Of the interval.
    """
    if outcome.shape != weights.shape or outcome.size < 2:  # noqa: PLR2004
        raise InputError("outcomes and weights do not fit", field="outcome")
    weighted = np.where(outcome, weights, 0.0)
    mean, n = float(weighted.mean()), weights.size
    fair = float(weights.mean()), float(weights.std(ddof=1) / np.sqrt(n))
    if mean == 0:
        return Tail(0.0, 0.0, 1.0, None, 0.0, 0.0, *fair, n)
    error = float(weighted.std(ddof=1) / np.sqrt(n)) / mean
    factor = float(np.exp(stats.norm.ppf((1 + confidence) / 2) * error))
    hits = float(weighted.sum() ** 2 / np.sum(weighted**2))
    heaviest = float(weighted.max() / weighted.sum())
    high = min(mean * factor, 1.0)
    return Tail(mean, mean / factor, high, error, hits, heaviest, *fair, n)
