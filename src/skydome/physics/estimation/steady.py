"""The accuracy of a track that has settled: constant velocity, one coordinate, equal intervals.

After some looks the gain of a Kalman filter stops changing and depends on one number, how far a
manoeuvre takes the target between looks over the error of a measurement. Two models of manoeuvre
are in use: an acceleration drawn anew for each interval (`alpha_beta`) and a white one
(`alpha_beta_white_noise`).

References
----------
.. [1] P. R. Kalata, "The Tracking Index: A Generalized Parameter for α-β and α-β-γ Target
   Trackers", IEEE Trans. AES 20 (1984) 174.
.. [2] Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to Tracking and
   Navigation", 2001, section 6.5.
.. [3] Y. Boers, H. Driessen, "Modified Riccati Equation and its Application to Target Tracking",
   IEE Proc. Radar, Sonar and Navigation 153 (2006) 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from skydome.compiler import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from skydome.arrays import Floats

    Numbers: TypeAlias = float | NDArray[np.float64]

MOST_STEPS = 60
CLOSE = 1e-9  # the step after one as small, relative, is below rounding
NEARLY_ONE = 1e-12  # where 1 - α is smaller, little of it is left after rounding


class Gains(NamedTuple):
    """Share of the innovation that corrects position (α) and, over T, velocity (β)."""

    alpha: Floats
    beta: Floats


class Covariance(NamedTuple):
    """Variances and covariance of position and velocity of one coordinate, after a look."""

    position_m2: Floats
    cross_m2_s: Floats
    velocity_m2_s2: Floats


def tracking_index(acceleration_m_s2: Numbers, interval_s: Numbers, sigma_m: Numbers) -> Floats:
    """Return Kalata's index Λ = σₐ·T² / σ [1]_: manoeuvre between looks over measurement error."""
    answer: Floats = np.asarray(acceleration_m_s2) * np.square(interval_s) / np.asarray(sigma_m)
    return answer


def alpha_beta(index: Numbers) -> Gains:
    """Return the steady gains for an acceleration drawn anew for each interval [1]_.

    r = (4 + Λ - √(8Λ + Λ²)) / 4, α = 1 - r², β = 2(2 - α) - 4√(1 - α) = 2(1 - r)².

    Parameters
    ----------
    index
        `tracking_index`, above zero; any shape.
    """
    lam = np.asarray(index, dtype=np.float64)
    # 1 - r = (√(Λ² + 8Λ) - Λ) / 4, without the difference
    short = 2 * lam / (np.sqrt(lam * lam + 8 * lam) + lam)
    return Gains(short * (2 - short), 2 * short * short)


def alpha_beta_white_noise(index: Numbers) -> Gains:
    """Return the steady gains for white acceleration, index λ = √(q·T³) / σ ([2]_, 6.5.3).

    u = 1/3 + √(1/12 + 4/λ²), β = 12 / (6(u + √u) + 1), α = β·√u. The spectral density q is in
    m²/s³; the index is above zero, of any shape.
    """
    u = 1 / 3 + np.sqrt(1 / 12 + 4 / np.square(index))
    beta = 12 / (6 * (u + np.sqrt(u)) + 1)
    return Gains(beta * np.sqrt(u), beta)


def gains_with_misses(index: Numbers, detection_probability: Numbers) -> Gains:
    """Return the steady gains when a look detects the target with a given probability.

    Those of the modified Riccati equation P ← M - Pd·K·S·Kᵀ, M = F·P·Fᵀ + Q [3]_, the average over
    seen and missed looks, for an acceleration drawn anew for each interval. In two states its
    fixed point obeys Λ²(1 - α) = Pd·β² and Pd·(α + β/2)² = 2β; with β = Pd·s²/2 that is one
    equation in s, which has one root with α below 1. At Pd = 1 it is Kalata's.

    Parameters
    ----------
    index
        `tracking_index`, above zero.
    detection_probability
        Above 0, at most 1. Both broadcast.

    Raises
    ------
    ValueError
        A detection probability outside the range.
    """
    seen = np.asarray(detection_probability, dtype=np.float64)
    if np.any((seen <= 0) | (seen > 1)):
        raise ValueError("detection_probability must lie above 0 and be at most 1")
    square, chance = np.broadcast_arrays(np.square(index), seen)
    s = np.empty(square.shape)
    fill_roots(square.ravel(), chance.ravel(), s.reshape(-1))
    return Gains(s - seen * s * s / 4, seen * s * s / 2)


@kernel
def fill_roots(square: Floats, chance: Floats, root: Floats) -> None:
    """Write the root of Pd³·s⁴/4 = Λ²(1 - s + Pd·s²/4), by Newton steps.

    The left side less the right one rises all the way up to where α is 1. A step that leaves the
    bracket is replaced by a halving.
    """
    for n in range(square.size):
        seen, cube = chance[n], chance[n] ** 3
        low, high = 0.0, 2 / (1 + np.sqrt(1 - seen))
        s = min(high, np.sqrt(np.sqrt(4 * square[n] / cube)))  # with α taken as 0, so too high
        for _ in range(MOST_STEPS):
            over = cube * s**4 / 4 - square[n] * (1 - s + seen * s * s / 4)
            if over > 0:
                high = s
            else:
                low = s
            step = over / (cube * s**3 + square[n] * (1 - seen * s / 2))
            s -= step
            if abs(step) <= CLOSE * s:
                break
            if not low < s < high:
                s = (low + high) / 2
        root[n] = s


def covariance_with_misses(
    gains: Gains,
    interval_s: Numbers,
    sigma_m: Numbers,
    detection_probability: Numbers,
    index: Numbers | None = None,
) -> Covariance:
    """Return the average covariance after a look, seen or missed, that goes with steady gains.

    α(1 - Pd·α)/(1 - α)·σ², β(1 - Pd·α)/(1 - α)·σ²/T and Pd·β(α - β/2)/(1 - α)·σ²/T²: for Pd = 1
    this is α·σ², β·σ²/T and so on ([2]_, 6.5), for either model of manoeuvre.

    Parameters
    ----------
    index
        Λ, of gains of `gains_with_misses`. Where measurements are so exact that α is 1 but for
        rounding, 1 - α then follows from Λ²(1 - α) = Pd·β². The variance of the velocity has few
        right digits there, since α - β/2 is as small.
    """
    alpha, beta = gains
    seen = np.asarray(detection_probability, dtype=np.float64)
    rest, left = 1 - alpha, 1 - seen * alpha
    near = rest < NEARLY_ONE
    if index is not None and np.any(near):
        rest = np.where(near, seen * np.square(beta / np.asarray(index)), rest)
        left = np.where(near, 1 - seen + seen * rest, left)
    innovation = np.square(np.asarray(sigma_m, dtype=np.float64)) / rest
    return Covariance(
        alpha * left * innovation,
        beta * left * innovation / interval_s,
        seen * beta * (alpha - beta / 2) * innovation / np.square(interval_s),
    )


def steady_covariance(
    sigma_m: Numbers,
    interval_s: Numbers,
    acceleration_m_s2: Numbers,
    detection_probability: Numbers = 1.0,
) -> Covariance:
    """Return the settled covariance of one coordinate after a look.

    Parameters
    ----------
    sigma_m
        Standard deviation of a measurement.
    interval_s
        Revisit time T.
    acceleration_m_s2
        Standard deviation of the target's acceleration, drawn anew for each interval. A common
        choice is half the greatest manoeuvre to all of it ([2]_, 6.3.2). All above zero.
    detection_probability
        Above 0, at most 1. Below 1 the result is the average over seen and missed looks. All
        arguments broadcast.

    Raises
    ------
    ValueError
        A detection probability outside the range.
    """
    index = tracking_index(acceleration_m_s2, interval_s, sigma_m)
    gains = gains_with_misses(index, detection_probability)
    return covariance_with_misses(gains, interval_s, sigma_m, detection_probability, index)


def predicted(covariance: Covariance, ahead_s: Numbers, acceleration_m_s2: Numbers) -> Floats:
    """Return the variance of the position predicted some time ahead, in m².

    p₁₁ + 2·t·p₁₂ + t²·p₂₂ + (a·t²/2)²: the acceleration is constant for the whole time, the worst
    case of what the filter's own model allows. With t = T this is the filter's own prediction.
    """
    ahead = np.asarray(ahead_s, dtype=np.float64)
    drift = covariance.position_m2 + 2 * ahead * covariance.cross_m2_s
    drift = drift + ahead * ahead * covariance.velocity_m2_s2
    answer: Floats = drift + np.square(np.asarray(acceleration_m_s2) * ahead * ahead / 2)
    return answer
